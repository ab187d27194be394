"""What ``a[...]`` means: integers, slices, new axes, ellipses, masks and index arrays, as in NumPy."""

from __future__ import annotations

import math
from typing import Any

from examgen.sandbox.inside.array import array, common, contiguous, ndarray, places, stretched, volume


def entry(self: ndarray, key: Any) -> Any:
    """Return what an index selects: a view where it can be one."""
    shape, strides, start, advanced = located(self, key)
    if advanced is not None:
        shape, where = advanced
        return ndarray([self.data[place] for place in where], shape, None, 0, self.kind)
    return self.view(shape, strides, start) if shape or spread(key) else self.data[start]


def put_entry(self: ndarray, key: Any, value: Any) -> None:
    """Change what an index selects."""
    shape, strides, start, advanced = located(self, key)
    where = places(shape, strides, start)
    if advanced is not None:
        shape, where = advanced
    self.put(where, stretched(value, shape))


def entries(self: ndarray) -> Any:
    """Go through the first axis."""
    if not self.shape:
        raise TypeError("iteration over a 0-d array")
    return iter([entry(self, k) for k in range(self.shape[0])])


def spread(key: Any) -> bool:
    """Whether an index asks for an array even where a single entry is left."""
    return (isinstance(key, tuple) and any([one is ... for one in key])) or key is ...


def whole(key: Any, ndim: int) -> list[Any]:
    """Return an index with an entry for every axis, and for every new one."""
    keys = list(key) if isinstance(key, tuple) else [key]
    used = 0
    for one in keys:
        if one is not None and one is not ...:
            used += one.ndim if isinstance(one, ndarray) and one.kind == "b" else 1
    if used > ndim:
        raise IndexError(f"too many indices for array: array is {ndim}-dimensional, but {used} were indexed")
    at = [k for k, one in enumerate(keys) if one is ...]
    if len(at) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    cut = at[0] if at else len(keys)
    full = [slice(None, None, None)] * (ndim - used)
    return keys[:cut] + full + keys[cut + 1 :]


def position(index: Any, size: int, axis: int) -> int:
    """Return an index counted from the start."""
    if not isinstance(index, (int, ndarray)):
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and integer or boolean arrays are valid indices"
        )
    place = int(index)
    if not -size <= place < size:
        raise IndexError(f"index {place} is out of bounds for axis {axis} with size {size}")
    return place % size


def cut(one: slice, size: int) -> tuple[int, int, int]:
    """Return start, step and length of a slice."""
    step = 1 if one.step is None else int(one.step)
    if step == 0:
        raise ValueError("slice step cannot be zero")
    low, high = (0, size) if step > 0 else (-1, size - 1)
    start = (low if step > 0 else high) if one.start is None else bounded(int(one.start), size, low, high)
    stop = (high if step > 0 else low) if one.stop is None else bounded(int(one.stop), size, low, high)
    return start, step, max(0, math.ceil((stop - start) / step))


def bounded(place: int, size: int, low: int, high: int) -> int:
    """Return an end of a slice, counted from the start and within the axis."""
    return min(max(place + size if place < 0 else place, low), high)


def located(source: ndarray, key: Any) -> Any:
    """Return shape, strides and start of what an index selects, and, for index arrays, shape and places."""
    keys = whole(key, source.ndim)
    if any([isinstance(one, (list, ndarray)) for one in keys]):
        return (), (), source.start, picked(source, keys)
    shape, strides, start, axis = [], [], source.start, 0
    for one in keys:
        if one is None:
            shape.append(1)
            strides.append(0)
            continue
        if isinstance(one, slice):
            first, step, length = cut(one, source.shape[axis])
            shape.append(length)
            strides.append(step * source.strides[axis])
            start += first * source.strides[axis]
        else:
            start += position(one, source.shape[axis], axis) * source.strides[axis]
        axis += 1
    return tuple(shape), tuple(strides), start, None


def unmasked(keys: list[Any]) -> list[Any]:
    """Return an index with boolean arrays put as the indices where they hold."""
    found: list[Any] = []
    for one in keys:
        given = array(one) if isinstance(one, list) else one
        if isinstance(given, ndarray) and given.kind == "b":
            found += holds(given)
        else:
            found.append(given)
    return found


def holds(mask: ndarray) -> list[ndarray]:
    """Return for every axis the indices at which a boolean array is true."""
    steps = contiguous(mask.shape)
    at = [k for k, value in enumerate(mask.values()) if value]
    return [
        ndarray([k // step % size for k in at], (len(at),), None, 0, "i")
        for step, size in zip(steps, mask.shape)
    ]


def picked(source: ndarray, given: list[Any]) -> tuple[tuple[int, ...], list[int]]:
    """Return shape and places of what index arrays pick, slices beside them."""
    axis, fixed, steps, kept, where = 0, [], [], [], []
    keys = unmasked(given)
    for k, one in enumerate(keys):
        if one is None:
            kept.append((1, 0, 0))
            where.append(k)
            continue
        size, stride = source.shape[axis], source.strides[axis]
        if isinstance(one, slice):
            first, step, length = cut(one, size)
            kept.append((length, step * stride, first * stride))
            where.append(k)
        else:
            fixed.append((k, one if isinstance(one, ndarray) else array(one), size, stride, axis))
        axis += 1
    shape: tuple[int, ...] = ()
    for _, index, _, _, _ in fixed:
        try:
            shape = common(shape, index.shape)
        except ValueError:
            raise IndexError("shape mismatch: indexing arrays could not be broadcast together") from None
    steps = [0] * volume(shape)
    for _, index, size, stride, at in fixed:
        places_at = [position(entry, size, at) * stride for entry in stretched(index, shape)]
        steps = [a + b for a, b in zip(steps, places_at)]
    columns = [k for k, _, _, _, _ in fixed]
    together = columns == list(range(columns[0], columns[0] + len(columns)))
    ahead = len([k for k in where if k < columns[0]]) if together else 0
    return arranged(shape, steps, kept, ahead, source.start)


def arranged(
    shape: tuple[int, ...], steps: list[int], kept: list[Any], ahead: int, start: int
) -> tuple[tuple[int, ...], list[int]]:
    """Return shape and places: the first kept axes, the picked ones, the rest of the kept ones."""
    first, last = kept[:ahead], kept[ahead:]
    begin = start + sum([offset for _, _, offset in kept])
    front = places([size for size, _, _ in first], [stride for _, stride, _ in first], begin)
    back = places([size for size, _, _ in last], [stride for _, stride, _ in last], 0)
    sizes = tuple([size for size, _, _ in first]) + shape + tuple([size for size, _, _ in last])
    return sizes, [a + b + c for a in front for b in steps for c in back]
