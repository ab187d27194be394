"""Products of arrays, and putting arrays together."""

from __future__ import annotations

import math
from typing import Any

from examgen.sandbox.inside.array import array, common, lacking, ndarray, places, stretched, volume
from examgen.sandbox.inside.entrywise import paired, result
from examgen.sandbox.inside.reduction import as_array, largest, numbered, reducing


def dot(one: Any, two: Any) -> Any:
    """Return the product of two: of vectors, of matrices, of stacks of them, of numbers."""
    a, b = as_array(one), as_array(two)
    if a.ndim == 0 or b.ndim == 0:
        return paired(lambda x, y: x * y, a, b)
    if a.ndim > 2 or b.ndim > 2:
        raise lacking("np.dot of more than two axes")
    return matmul(a, b)


def matmul(one: Any, two: Any) -> Any:
    """Return the matrix product, broadcast over the axes before the last two."""
    a, b = as_array(one), as_array(two)
    if a.ndim == 0 or b.ndim == 0:
        raise ValueError("matmul: Input operand does not have enough dimensions")
    left = a.reshape(1, *a.shape) if a.ndim == 1 else a
    right = b.reshape(*b.shape, 1) if b.ndim == 1 else b
    if left.shape[-1] != right.shape[-2]:
        raise ValueError(
            f"matmul: shapes {a.shape} and {b.shape} do not fit: {left.shape[-1]} is not {right.shape[-2]}"
        )
    stack = common(left.shape[:-2], right.shape[:-2])
    rows, inner, columns = left.shape[-2], left.shape[-1], right.shape[-1]
    x = stretched(left, (*stack, rows, inner))
    y = stretched(right, (*stack, inner, columns))
    values = [
        sum([x[(s * rows + i) * inner + k] * y[(s * inner + k) * columns + j] for k in range(inner)])
        for s in range(volume(stack))
        for i in range(rows)
        for j in range(columns)
    ]
    shape = (*stack, *(() if a.ndim == 1 else (rows,)), *(() if b.ndim == 1 else (columns,)))
    return result(values, shape)


def outer(one: Any, two: Any) -> Any:
    """Return all products of the entries of two."""
    a, b = as_array(one).ravel(), as_array(two).ravel()
    return ndarray([x * y for x in a.values() for y in b.values()], (a.size, b.size))


def einsum(spec: str, *operands: Any) -> Any:
    """Return the sum of products that a specification such as ``"ij,jk->ik"`` names."""
    text = spec.replace(" ", "")
    if "." in text:
        raise lacking("np.einsum with an ellipsis")
    given, arrow, out = text.partition("->")
    names = given.split(",")
    arrays = [as_array(one) for one in operands]
    if not arrow:
        letters = given.replace(",", "")
        out = "".join(sorted([one for one in set(letters) if letters.count(one) == 1]))
    sizes: dict[str, int] = {}
    for name, one in zip(names, arrays):
        if len(name) != one.ndim:
            raise ValueError("einstein sum subscripts string does not fit the operand")
        for letter, size in zip(name, one.shape):
            if sizes.setdefault(letter, size) != size:
                raise ValueError("operands could not be broadcast together with remapped shapes")
    return contracted(names, arrays, out, sizes)


def contracted(names: list[str], arrays: list[Any], out: str, sizes: dict[str, int]) -> Any:
    """Return the sum over the letters that the result lacks."""
    summed = [letter for letter in sizes if letter not in out]
    shape = [sizes[letter] for letter in out]
    within = [sizes[letter] for letter in summed]
    columns: list[list[int]] = []
    for name, one in zip(names, arrays):
        strides = dict.fromkeys(sizes, 0)
        for letter, stride in zip(name, one.strides):
            strides[letter] += stride
        starts = places(shape, [strides[letter] for letter in out], one.start)
        steps = places(within, [strides[letter] for letter in summed], 0)
        columns.append([one.data[start + step] for start in starts for step in steps])
    terms = columns[0]
    for column in columns[1:]:
        terms = [a * b for a, b in zip(terms, column)]
    count = volume(within)
    return result([sum(terms[k * count : (k + 1) * count]) for k in range(volume(shape))], shape)


def norm(value: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002
    """Return the Euclidean norm, or the sum or maximum of absolute values of a vector."""
    source = as_array(value)
    if ord in (None, 2, "fro") and not (ord == 2 and axis is None and source.ndim > 1):
        return reducing(lambda line: math.sqrt(sum([x * x for x in line])))(
            source, axis, None, None, keepdims
        )
    if ord == 1 and (source.ndim == 1 or isinstance(axis, int)):
        return reducing(lambda line: sum([abs(x) for x in line]))(source, axis, None, None, keepdims)
    if ord == math.inf and (source.ndim == 1 or isinstance(axis, int)):
        return reducing(lambda line: largest([abs(x) for x in line]))(source, axis, None, None, keepdims)
    raise lacking("this norm")


def concatenate(parts: Any, axis: Any = 0) -> Any:
    """Return arrays joined along an axis."""
    arrays = [as_array(one) for one in parts]
    if axis is None:
        arrays, axis = [one.ravel() for one in arrays], 0
    (at,) = numbered(axis, arrays[0].ndim)
    rest = [one.shape[:at] + one.shape[at + 1 :] for one in arrays]
    if len(set(rest)) > 1:
        raise ValueError(
            "all the input array dimensions except for the concatenation axis must match exactly"
        )
    shape = list(arrays[0].shape)
    shape[at] = sum([one.shape[at] for one in arrays])
    before, after = volume(shape[:at]), volume(shape[at + 1 :])
    flat = [one.values() for one in arrays]
    values: list[Any] = []
    for k in range(before):
        for one, entries in zip(arrays, flat):
            step = one.shape[at] * after
            values += entries[k * step : (k + 1) * step]
    return ndarray(values, shape)


def stack(parts: Any, axis: Any = 0) -> Any:
    """Return arrays joined along a new axis."""
    return concatenate([expand_dims(one, axis) for one in parts], axis)


def vstack(parts: Any) -> Any:
    """Return rows joined."""
    return concatenate([one if as_array(one).ndim > 1 else expand_dims(one, 0) for one in parts], 0)


def hstack(parts: Any) -> Any:
    """Return columns joined, or vectors."""
    arrays = [as_array(one) for one in parts]
    return concatenate(arrays, 0 if arrays[0].ndim == 1 else 1)


def expand_dims(value: Any, axis: Any) -> Any:
    """Return an array with a new axis of length one."""
    source = as_array(value)
    (at,) = numbered(axis, source.ndim + 1)
    return source.reshape(*source.shape[:at], 1, *source.shape[at:])


def squeeze(value: Any, axis: Any = None) -> Any:
    """Return an array without its axes of length one."""
    source = as_array(value)
    axes = (
        [k for k, size in enumerate(source.shape) if size == 1]
        if axis is None
        else numbered(axis, source.ndim)
    )
    kept = [k for k in range(source.ndim) if k not in axes]
    return source.view([source.shape[k] for k in kept], [source.strides[k] for k in kept])


def swapaxes(value: Any, one: int, two: int) -> Any:
    """Return an array with two axes exchanged."""
    source = as_array(value)
    order = list(range(source.ndim))
    order[one], order[two] = order[two], order[one]
    return source.transpose(order)


def moveaxis(value: Any, source: int, destination: int) -> Any:
    """Return an array with an axis moved."""
    given = as_array(value)
    order = [k for k in range(given.ndim) if k != source % given.ndim]
    order.insert(destination % given.ndim, source % given.ndim)
    return given.transpose(order)


def flip(value: Any, axis: Any = None) -> Any:
    """Return an array backwards along axes."""
    source = as_array(value)
    axes = numbered(axis, source.ndim)
    back, plain = slice(None, None, -1), slice(None, None, None)
    return source[tuple([back if k in axes else plain for k in range(source.ndim)])]


def repeat(value: Any, repeats: int, axis: Any = None) -> Any:
    """Return every entry along an axis, repeated."""
    source = as_array(value)
    flat = source.ravel() if axis is None else source
    (at,) = numbered(0 if axis is None else axis, flat.ndim)
    picks = [k for k in range(flat.shape[at]) for _ in range(repeats)]
    plain = slice(None, None, None)
    return flat[tuple([picks if k == at else plain for k in range(flat.ndim)])]


def tile(value: Any, reps: Any) -> Any:
    """Return an array put side by side with itself."""
    source = as_array(value)
    counts = list(reps) if isinstance(reps, (tuple, list)) else [reps]
    shape = (1,) * (len(counts) - source.ndim) + source.shape
    counts = [1] * (len(shape) - len(counts)) + counts
    found = source.reshape(shape)
    for axis, count in enumerate(counts):
        found = concatenate([found] * count, axis)
    return found


def diag(value: Any) -> Any:
    """Return the diagonal of a matrix, or the diagonal matrix of a vector."""
    source = as_array(value)
    if source.ndim == 2:
        return array([source[k, k] for k in range(min(source.shape))])
    size = source.size
    zero = 0 if source.kind == "i" else 0.0
    values = source.values()
    return ndarray([values[i] if i == j else zero for i in range(size) for j in range(size)], (size, size))
