r"""Second routes to convolution layers: windows are slid, weights are counted, sums go over plain indices.

Nothing here multiplies sizes where counting is affordable; beyond `MANY` things a count is a product of counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.text.expr import Expr

if TYPE_CHECKING:
    from flint import arb

MANY = 20_000
"""More than so many things are not counted one by one."""

TRIED = (2, 3, 5, 7, 11)
"""What is put in for symbols: kernels fit into inputs that are symbols too, as all are the same."""


def counted(function: Callable[..., Any], **sizes: Any) -> Any:
    """Count with whole numbers; with symbols among the sizes, give a twin that does so for several values."""
    symbols = sorted({name for size in sizes.values() for name in _symbols(size)})
    if not symbols:
        return function(**{name: _whole(size) for name, size in sizes.items()})

    def at(*values: Any) -> Any:
        known = {name: Expr.of(numeric.whole(value)) for name, value in zip(symbols, values, strict=True)}
        return function(**{name: _whole(_put(size, known)) for name, size in sizes.items()})

    points = tuple(tuple(Fraction(n + 2 * at) for at in range(len(symbols))) for n in TRIED)
    return numeric.Twin(at, tuple(symbols), points)


def _symbols(size: Any) -> frozenset[str]:
    if isinstance(size, tuple):
        return frozenset().union(*map(_symbols, size))
    return frozenset(size.symbols)


def _put(size: Any, known: dict[str, Expr]) -> Any:
    return tuple(_put(one, known) for one in size) if isinstance(size, tuple) else size.substitute(known)


def _whole(size: Any) -> Any:
    return tuple(map(_whole, size)) if isinstance(size, tuple) else numeric.whole(size)


def slid(size: int, kernel: int, stride: int, padding: int) -> int:
    """Slide a window along an axis with its zeros and count where it stays on it."""
    cells = size + 2 * padding
    if cells > MANY:
        return len(range(kernel, cells + 1, stride))  # where windows end
    return sum(1 for start in range(0, cells, stride) if start + kernel <= cells)


def slid_along(dims: Sequence[int], kernel: int, stride: int, padding: int) -> tuple[int, ...]:
    """Slide a window along every axis."""
    return tuple(slid(size, kernel, stride, padding) for size in dims)


def cells(*sizes: int) -> int:
    """Count the cells of a box, one by one if they are not too many."""
    return prod(sizes) if prod(sizes) > MANY else sum(1 for _ in product(*map(range, sizes)))


def learned_numbers(c_in: int, c_out: int, kernel: int, rank: int) -> int:
    """Count the weights of every filter, and its bias."""
    one = cells(c_in, *(kernel,) * rank) + 1
    return one * c_out if c_out > MANY else sum(one for _ in range(c_out))


def connected(inputs: int, outputs: int) -> int:
    """Count the weights that reach each output of a dense layer, and its bias."""
    return (inputs + 1) * outputs if outputs > MANY else sum(inputs + 1 for _ in range(outputs))


def multiplied(c_in: int, kernel: int, outputs: Sequence[int]) -> int:
    """Count the multiplications behind every number of the output."""
    window = cells(c_in, kernel, kernel)
    return (
        window * prod(outputs) if prod(outputs) > MANY else sum(window for _ in product(*map(range, outputs)))
    )


def mapped(x: Any, channels: Any, constant: arb, stride: int, padding: int) -> Any:
    """Return the map of one output channel by its indices, as nested lists; cells outside the input are passed over."""
    sizes, windows = lengths(x)[1:], lengths(channels)[1:]
    starts = [
        [at for at in range(-padding, size + padding, stride) if at + window <= size + padding]
        for size, window in zip(sizes, windows, strict=True)
    ]

    def entries(chosen: tuple[int, ...]) -> Any:
        if len(chosen) < len(starts):
            return [entries((*chosen, at)) for at in starts[len(chosen)]]
        total = constant
        for cell in product(*map(range, windows)):
            place = [at + step for at, step in zip(chosen, cell, strict=True)]
            if all(0 <= at < size for at, size in zip(place, sizes, strict=True)):
                for channel, weights in zip(x, channels, strict=True):
                    total += numeric.real(_at(weights, cell)) * numeric.real(_at(channel, place))
        return total

    return entries(())


def lengths(box: Any) -> list[int]:
    """Return the sizes of nested lists, from the first entries."""
    return [len(box), *lengths(box[0])] if isinstance(box, tuple | list) else []


def _at(box: Any, index: Sequence[int]) -> Any:
    for at in index:
        box = box[at]
    return box
