"""Statistics of a tensor for checks: balls in one flat list, indexed by strides, with formulas of their own.

Nothing here uses `examgen.solvers.statistics`: the variance is the mean squared difference over all pairs of a
group, halved, and needs no mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flint import arb

from examgen.solvers.numeric import Number, real


def mean_balls(x: Any, axes: Iterable[int]) -> Any:
    """Return the means over some axes, with the other axes in their order."""
    return _pooled(x, tuple(axes), _mean)


def variance_balls(x: Any, axes: Iterable[int]) -> Any:
    """Return the variances over some axes (divisor: the number of values)."""
    return _pooled(x, tuple(axes), _half_mean_square)


def layer_balls(x: Any, axes: Iterable[int], eps: Number = 0, gain: Number = 1, shift: Number = 0) -> Any:
    """Return the outputs of a normalisation layer in the layout of the tensor; gain and shift are numbers."""
    entries, shape = _flat(x)
    outputs = list(entries)
    for members in _groups(shape, tuple(axes)):
        group = [entries[place] for place in members]
        middle, scale = _mean(group), real(gain) / (_half_mean_square(group) + real(eps)).sqrt()
        for place in members:
            outputs[place] = scale * (entries[place] - middle) + real(shift)
    return _nested(outputs, shape)


def _pooled(x: Any, axes: tuple[int, ...], statistic: Callable[[Sequence[arb]], arb]) -> Any:
    entries, shape = _flat(x)
    kept = [length for axis, length in enumerate(shape) if axis not in axes]
    found = [statistic([entries[place] for place in members]) for members in _groups(shape, axes)]
    return _nested(found, kept)


def _mean(group: Sequence[arb]) -> arb:
    return sum(group, arb(0)) / len(group)


def _half_mean_square(group: Sequence[arb]) -> arb:
    squares = ((a - b) * (a - b) for a in group for b in group)
    return sum(squares, arb(0)) / (2 * len(group) ** 2)


def _flat(x: Any) -> tuple[list[arb], list[int]]:
    """Return the entries, the last axis fastest, and the length of each axis."""
    shape = [len(x)]
    while isinstance(x[0], tuple | list):
        shape.append(len(x[0]))
        x = [entry for part in x for entry in part]
    return [real(entry) for entry in x], shape


def _groups(shape: Sequence[int], axes: tuple[int, ...]) -> list[list[int]]:
    """Return the flat places of each group: offsets along the reduced axes from every corner of the others."""
    strides = [1] * len(shape)
    for axis in range(len(shape) - 2, -1, -1):
        strides[axis] = strides[axis + 1] * shape[axis + 1]
    corners, offsets = [0], [0]
    for axis, (length, stride) in enumerate(zip(shape, strides, strict=True)):
        steps = [place * stride for place in range(length)]
        if axis in axes:
            offsets = [offset + step for offset in offsets for step in steps]
        else:
            corners = [corner + step for corner in corners for step in steps]
    return [[corner + offset for offset in offsets] for corner in corners]


def _nested(entries: Sequence[Any], shape: Sequence[int]) -> Any:
    if not shape:
        return entries[0]
    found: list[Any] = list(entries)
    for length in reversed(shape[1:]):
        found = [tuple(found[i : i + length]) for i in range(0, len(found), length)]
    return tuple(found)
