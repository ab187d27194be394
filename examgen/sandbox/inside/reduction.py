"""Along axes: sums, means, extremes, where they are, running sums."""

from __future__ import annotations

import math
from typing import Any

from examgen.sandbox.inside.array import array, lacking, ndarray, places, volume


def as_array(value: Any) -> Any:
    """Return an array, as it is or made of nested lists."""
    return value if isinstance(value, ndarray) else array(value)


def numbered(axis: Any, ndim: int) -> list[int]:
    """Return the axes, counted from the first."""
    if axis is None:
        return list(range(ndim))
    axes = [int(one) for one in axis] if isinstance(axis, (tuple, list)) else [int(axis)]
    for one in axes:
        if not -ndim <= one < ndim:
            raise ValueError(f"axis {one} is out of bounds for array of dimension {ndim}")
    found = [one % ndim for one in axes]
    if len(set(found)) < len(found):
        raise ValueError("duplicate value in 'axis'")
    return found


def lines(source: ndarray, axes: list[int]) -> tuple[list[int], list[list[Any]]]:
    """Return the shape that is left, and for each entry of it the entries along the axes."""
    kept = [k for k in range(source.ndim) if k not in axes]
    left = [source.shape[k] for k in kept]
    starts = places(left, [source.strides[k] for k in kept], source.start)
    steps = places([source.shape[k] for k in axes], [source.strides[k] for k in axes], 0)
    return left, [[source.data[start + step] for step in steps] for start in starts]


def reducing(reduce: Any) -> Any:
    """Return a function of numbers as one along axes of an array."""

    def apply(
        value: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False
    ) -> Any:
        if dtype is not None or out is not None:
            raise lacking("'dtype' and 'out' of a reduction")
        source = as_array(value)
        axes = numbered(axis, source.ndim)
        left, found = lines(source, sorted(axes))
        shape = [1 if k in axes else size for k, size in enumerate(source.shape)] if keepdims else left
        values = [reduce(line) for line in found]
        return ndarray(values, shape) if shape else values[0]

    return apply


def extreme(reduce: Any) -> Any:
    """Return a largest or smallest along axes; the arguments as NumPy orders them."""
    along = reducing(reduce)

    def apply(value: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
        return along(value, axis, None, out, keepdims)

    return apply


def spread_out(finish: Any) -> Any:
    """Return a variance or what is made of it, with its divisor."""

    def apply(
        value: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        ddof: Any = 0,
        keepdims: bool = False,
    ) -> Any:
        along = reducing(lambda line: finish(variance(line, ddof)))
        return along(value, axis, dtype, out, keepdims)

    return apply


def variance(line: list[Any], ddof: Any) -> float:
    """Return the variance of numbers."""
    if len(line) <= ddof:
        return math.nan
    middle = mean(line)
    return float(sum([(value - middle) ** 2 for value in line]) / (len(line) - ddof))


def total(line: list[Any]) -> Any:
    """Return the sum; of truth values, their number."""
    return sum(line) if line else 0.0


def mean(line: list[Any]) -> float:
    """Return the mean."""
    return float(sum(line) / len(line)) if line else math.nan


def product(line: list[Any]) -> Any:
    """Return the product."""
    found = 1
    for value in line:
        found = found * value
    return found


def largest(line: list[Any]) -> Any:
    """Return the largest; no number wins."""
    if not line:
        raise ValueError("zero-size array to reduction operation maximum which has no identity")
    odd = [value for value in line if value != value]
    return odd[0] if odd else max(line)


def smallest(line: list[Any]) -> Any:
    """Return the smallest; no number wins."""
    if not line:
        raise ValueError("zero-size array to reduction operation minimum which has no identity")
    odd = [value for value in line if value != value]
    return odd[0] if odd else min(line)


def first_largest(line: list[Any]) -> int:
    """Return where the largest is first."""
    if not line:
        raise ValueError("attempt to get argmax of an empty sequence")
    return line.index(max(line))


def first_smallest(line: list[Any]) -> int:
    """Return where the smallest is first."""
    if not line:
        raise ValueError("attempt to get argmin of an empty sequence")
    return line.index(min(line))


def running(join: Any) -> Any:
    """Return what accumulates along an axis."""

    def apply(value: Any, axis: Any = None) -> Any:
        source = as_array(value)
        flat = source.ravel() if axis is None else source
        return along_axis(flat, 0 if axis is None else axis, lambda line: accumulated(line, join))

    return apply


def accumulated(line: list[Any], join: Any) -> list[Any]:
    """Return the values that accumulate."""
    found: list[Any] = []
    for value in line:
        found.append(join(found[-1], value) if found else value)
    return found


def along_axis(source: ndarray, axis: int, change: Any) -> ndarray:
    """Return an array with every line along an axis put through a function that keeps its length."""
    (at,) = numbered(axis, source.ndim)
    order = [k for k in range(source.ndim) if k != at] + [at]
    moved = source.transpose(order)
    length = source.shape[at]
    values = moved.values()
    found: list[Any] = []
    for k in range(volume(moved.shape[:-1])):
        found += change(values[k * length : (k + 1) * length])
    back = [order.index(k) for k in range(source.ndim)]
    return ndarray(found, moved.shape).transpose(back).copy()


def sort(value: Any, axis: Any = -1) -> ndarray:
    """Return entries in order along an axis."""
    return along_axis(as_array(value), axis, sorted)


def argsort(value: Any, axis: Any = -1) -> ndarray:
    """Return the indices that put entries in order along an axis."""
    return along_axis(
        as_array(value), axis, lambda line: sorted(range(len(line)), key=lambda k: (line[k], k))
    )
