r"""Statistics of a tensor over some of its axes: the arithmetic behind all normalisation layers.

A tensor is nested tuples, one level an axis. Reducing axes leaves a statistic with the other axes, in their
order; reducing all of them leaves a number. Axes count from 0, variances divide by the number of values.
Everything works with whatever numbers the tensor holds, so that worked lines can be traced.

    batch x channels x features     batch norm    layer norm    instance norm
    axes reduced                    0, 2          1, 2          2
    layout of the means             channels      batch         batch x channels

Sources: S. Ioffe and C. Szegedy, ICML 2015; J. Ba, J. Kiros and G. Hinton, arXiv:1607.06450; D. Ulyanov,
A. Vedaldi and V. Lempitsky, arXiv:1607.08022; Y. Wu and K. He, ECCV 2018, figure 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, TypeAlias

from examgen.solvers.derivation import IllPosed
from examgen.text.expr import ZERO
from examgen.text.functions import sqrt

Index: TypeAlias = tuple[int, ...]
Sizes: TypeAlias = tuple[int, ...]

Numbers: TypeAlias = Any
"""A tensor or, where every axis was reduced, a number."""


# Layout


def sizes(x: Numbers) -> Sizes:
    """Return the length of each axis; a number has none.

    Raises
    ------
    IllPosed
        If the tensor is ragged or an axis is empty.

    Examples
    --------
    >>> sizes(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    """
    if not isinstance(x, tuple):
        return ()
    inner = {sizes(part) for part in x}
    if not inner:
        raise IllPosed("the tensor has an axis without entries")
    if len(inner) > 1:
        raise IllPosed("the parts of the tensor differ in shape")
    return (len(x), *inner.pop())


def reduced_sizes(shape: Sizes, axes: Iterable[int], keepdims: bool = False) -> Sizes:
    """Return the shape of a statistic; `keepdims` keeps reduced axes with length 1.

    Examples
    --------
    >>> reduced_sizes((4, 2, 3), (0, 2))
    (2,)
    >>> reduced_sizes((4, 2, 3), (0, 2), keepdims=True)
    (1, 2, 1)
    """
    gone = _reduced(shape, axes)
    if keepdims:
        return tuple(1 if axis in gone else length for axis, length in enumerate(shape))
    return tuple(length for axis, length in enumerate(shape) if axis not in gone)


def group_size(shape: Sizes, axes: Iterable[int]) -> int:
    """Return how many values go into each number of a statistic."""
    count = 1
    for axis in _reduced(shape, axes):
        count *= shape[axis]
    return count


def index_groups(shape: Sizes, axes: Iterable[int]) -> dict[Index, tuple[Index, ...]]:
    """Return, for each place in the statistic, the places in the tensor that go into it.

    Examples
    --------
    >>> index_groups((2, 2), [0])
    {(0,): ((0, 0), (1, 0)), (1,): ((0, 1), (1, 1))}
    """
    gone = _reduced(shape, axes)
    groups: dict[Index, list[Index]] = {}
    for index in product(*map(range, shape)):
        groups.setdefault(_kept(index, gone), []).append(index)
    return {kept: tuple(members) for kept, members in groups.items()}


def at(x: Numbers, index: Index) -> Any:
    """Return an entry of a tensor."""
    for place in index:
        x = x[place]
    return x


def build(shape: Sizes, entry: Callable[[Index], Any]) -> Numbers:
    """Make a tensor of a shape, entry by entry from the index."""

    def part(index: Index) -> Any:
        if len(index) == len(shape):
            return entry(index)
        return tuple(part((*index, place)) for place in range(shape[len(index)]))

    return part(())


def values(x: Numbers) -> Iterator[Any]:
    """Go through all entries, the last axis fastest."""
    if isinstance(x, tuple):
        for part in x:
            yield from values(part)
    else:
        yield x


def each(function: Callable[..., Any], *tensors: Numbers) -> Numbers:
    """Apply a function entry by entry to tensors of one shape."""
    if isinstance(tensors[0], tuple):
        return tuple(each(function, *parts) for parts in zip(*tensors, strict=True))
    return function(*tensors)


def spread(statistic: Numbers, shape: Sizes, axes: Iterable[int]) -> Numbers:
    """Repeat a statistic along the reduced axes, so that it has the tensor's shape; a number goes everywhere."""
    gone = _reduced(shape, axes)
    if not isinstance(statistic, tuple):
        return build(shape, lambda _: statistic)
    if sizes(statistic) != reduced_sizes(shape, gone):
        raise IllPosed("the statistic does not have the shape that these axes leave")
    return build(shape, lambda index: at(statistic, _kept(index, gone)))


def keepdims(statistic: Numbers, shape: Sizes, axes: Iterable[int]) -> Numbers:
    """Lay a statistic out with the reduced axes kept, each of length 1."""
    gone = _reduced(shape, axes)
    full = reduced_sizes(shape, gone, keepdims=True)
    return build(full, lambda index: at(statistic, _kept(index, gone)))


def _reduced(shape: Sizes, axes: Iterable[int]) -> frozenset[int]:
    gone = frozenset(axes)
    if not gone <= frozenset(range(len(shape))):
        raise IllPosed(f"the tensor has only {len(shape)} axes")
    return gone


def _kept(index: Index, gone: frozenset[int]) -> Index:
    return tuple(place for axis, place in enumerate(index) if axis not in gone)


# Statistics


def pooled(x: Numbers, axes: Iterable[int], statistic: Callable[[tuple[Any, ...]], Any]) -> Numbers:
    """Apply a function to the values of each group."""
    shape, axes = sizes(x), tuple(axes)
    groups = index_groups(shape, axes)
    kept = reduced_sizes(shape, axes)
    return build(kept, lambda place: statistic(tuple(at(x, index) for index in groups[place])))


def grouped(x: Numbers, axes: Iterable[int]) -> Numbers:
    """Return the values that go into each number of a statistic, in order of their index."""
    return pooled(x, axes, tuple)


def sums(x: Numbers, axes: Iterable[int]) -> Numbers:
    """Return the sum of each group."""
    return pooled(x, axes, lambda group: sum(group, ZERO))


def means(x: Numbers, axes: Iterable[int]) -> Numbers:
    """Return the mean of each group."""
    return pooled(x, axes, lambda group: sum(group, ZERO) / len(group))


def centred(x: Numbers, mean: Numbers, axes: Iterable[int]) -> Numbers:
    """Subtract from each entry the mean of its group."""
    return each(lambda entry, middle: entry - middle, x, spread(mean, sizes(x), axes))


def squared_deviations(x: Numbers, mean: Numbers, axes: Iterable[int]) -> Numbers:
    """Sum the squared deviations from the means, group by group."""
    return sums(each(lambda entry: entry**2, centred(x, mean, axes)), axes)


def variances(x: Numbers, mean: Numbers, axes: Iterable[int], less: int = 0) -> Numbers:
    """Return the mean squared deviation of each group from its mean.

    Parameters
    ----------
    less
        Taken off the divisor; 1 for the estimate that divides by one less than the number of values.

    Raises
    ------
    IllPosed
        If nothing is left to divide by.
    """
    divisor = group_size(sizes(x), tuple(axes)) - less
    if divisor < 1:
        raise IllPosed("each group has one value only: there is nothing to divide by")
    return each(lambda square: square / divisor, squared_deviations(x, mean, axes))


def deviations(variance: Numbers, eps: Any = 0) -> Numbers:
    """Return the stabilised standard deviations, sqrt(variance + eps).

    Raises
    ------
    IllPosed
        If one is not positive.
    """

    def root(entry: Any) -> Any:
        if entry + eps <= 0:
            raise IllPosed("all values of a group are equal and eps is 0: there is nothing to divide by")
        return sqrt(entry + eps)

    return each(root, variance)


def normalised(x: Numbers, mean: Numbers, variance: Numbers, eps: Any, axes: Iterable[int]) -> Numbers:
    """Subtract the mean of its group from each entry and divide by the root of variance plus eps.

    Raises
    ------
    IllPosed
        If a group has variance 0 and eps is 0.
    """
    middle = centred(x, mean, axes)
    return each(lambda entry, root: entry / root, middle, spread(deviations(variance, eps), sizes(x), axes))


def scaled(x: Numbers, gain: Numbers, shift: Numbers, axes: Iterable[int] = ()) -> Numbers:
    """Multiply by the gain and add the shift.

    Parameters
    ----------
    gain, shift
        Numbers, or tensors with one entry for all places that differ in `axes` only: a vector per channel of
        a tensor batch x channels x features goes with the axes 0 and 2.
    """
    shape = sizes(x)
    return each(
        lambda entry, factor, term: factor * entry + term,
        x,
        spread(gain, shape, axes),
        spread(shift, shape, axes),
    )
