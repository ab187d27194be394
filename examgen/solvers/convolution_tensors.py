r"""Cross-correlation of tensors of any number of axes, with exact entries.

A tensor is nested tuples, channels first: an input has the shape ``(c_in, n_1, ..., n_r)``, a kernel
``(c_out, c_in, k_1, ..., k_r)``. The arithmetic runs over flat lists: the offsets of a window's cells are the same
wherever it lies, and zero weights cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, TypeAlias

from examgen.solvers.derivation import IllPosed
from examgen.text.expr import Expr

Tensor: TypeAlias = tuple[Any, ...]
Shape: TypeAlias = tuple[int, ...]


def shape_of(tensor: Any, name: str = "the tensor") -> Shape:
    """Return the sizes of the axes.

    Raises
    ------
    IllPosed
        If the nested tuples make no box, or an axis is empty.
    """
    if not isinstance(tensor, tuple):
        return ()
    shapes = {shape_of(entry, name) for entry in tensor}
    if len(shapes) != 1:
        raise IllPosed(f"{name} is no tensor: {'parts of it differ in shape' if shapes else 'it is empty'}")
    return (len(tensor), *shapes.pop())


def sizes_of(tensor: Any) -> Shape:
    """Return the sizes of the axes of what is known to be a tensor, from its first entries."""
    return (len(tensor), *sizes_of(tensor[0])) if isinstance(tensor, tuple) else ()


def flat(tensor: Any) -> Iterator[Any]:
    """Go through the entries, the last axis fastest."""
    if isinstance(tensor, tuple):
        for entry in tensor:
            yield from flat(entry)
    else:
        yield tensor


def boxed(entries: Sequence[Any], shape: Shape) -> Tensor:
    """Put a flat list of entries into nested tuples; the inverse of `flat`."""
    rows = list(entries)
    for size in reversed(shape[1:]):
        rows = [tuple(rows[start : start + size]) for start in range(0, len(rows), size)]
    return tuple(rows)


def padded(x: Tensor, padding: int) -> Tensor:
    """Put so many zeros on both sides of every axis but the first."""
    return tuple(_padded(channel, sizes_of(channel), padding) for channel in x) if padding else x


def _padded(box: Any, shape: Shape, padding: int) -> Any:
    if not shape:
        return box
    inner = tuple(_padded(entry, shape[1:], padding) for entry in box)
    sizes = tuple(size + 2 * padding for size in shape[1:])
    edge = tuple(boxed([Expr.of(0)] * prod(sizes), sizes) if sizes else Expr.of(0) for _ in range(padding))
    return (*edge, *inner, *edge)


def flipped(kernel: Tensor) -> Tensor:
    """Reverse all spatial axes of a kernel."""
    return tuple(tuple(_reversed(one) for one in channels) for channels in kernel)


def _reversed(box: Any) -> Any:
    return tuple(_reversed(entry) for entry in reversed(box)) if isinstance(box, tuple) else box


def correlate(x: Tensor, kernel: Tensor, bias: Sequence[Any], stride: int, padding: int) -> Tensor:
    r"""Return ``y[o, i] = bias[o] + sum over c, j of kernel[o, c, j] * x[c, stride*i + j - padding]``.

    Parameters
    ----------
    x, kernel
        Tensors that fit together: see `fitting`.
    bias
        A number for each output channel.
    stride, padding
        The same for all axes.
    """
    box = padded(x, padding)
    sizes, windows = sizes_of(box), sizes_of(kernel)
    places = [(n - k) // stride + 1 for n, k in zip(sizes[1:], windows[2:], strict=True)]
    cells, steps = _plain(box), _steps(sizes)
    starts = [_offset((0, *place), steps) * stride for place in product(*map(range, places))]
    offsets = [_offset(cell, steps) for cell in product(*map(range, windows[1:]))]
    entries: list[Any] = []
    for channels, constant in zip(kernel, bias, strict=True):
        taps = [(at, weight) for at, weight in zip(offsets, _plain(channels), strict=True) if weight != 0]
        entries += [sum(weight * cells[start + at] for at, weight in taps) + constant for start in starts]
    return boxed([Expr.of(entry) for entry in entries], (len(kernel), *places))


def _steps(shape: Shape) -> Shape:
    """How far apart neighbours along each axis lie in the flat list."""
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))


def _offset(index: Sequence[int], steps: Shape) -> int:
    return sum(at * step for at, step in zip(index, steps, strict=True))


def _plain(tensor: Any) -> list[Any]:
    """Return the entries, whole numbers as integers: those are much faster."""
    return [_integer(entry) for entry in flat(tensor)]


def _integer(entry: Any) -> Any:
    fraction = entry.fraction if isinstance(entry, Expr) and entry.is_rational else entry
    return int(fraction) if isinstance(fraction, Fraction) and fraction.denominator == 1 else entry


def fitting(x: Tensor, kernel: Tensor, zeros: int) -> tuple[Shape, Shape]:
    """Return the shapes of an input with so many zeros in all along each axis and of a kernel that fits.

    Raises
    ------
    IllPosed
        If the numbers of axes or of channels differ, or the kernel is larger than the padded input.
    """
    sizes, windows = shape_of(x, "the input"), shape_of(kernel, "the kernel")
    if len(sizes) < 2 or len(windows) != len(sizes) + 1:
        raise IllPosed(
            "the kernel needs one axis more than the input: output channels, then channels, then space"
        )
    if windows[1] != sizes[0]:
        raise IllPosed(f"the kernel has {windows[1]} input channels, the input {sizes[0]}")
    if any(k > n + zeros for n, k in zip(sizes[1:], windows[2:], strict=True)):
        raise IllPosed("the kernel does not fit into the padded input")
    return sizes, windows
