"""Making arrays, and comparing whole ones."""

from __future__ import annotations

import math
from typing import Any

from examgen.sandbox.inside.array import array, cast, lacking, ndarray, sort_of, stretched
from examgen.sandbox.inside.entrywise import both, function
from examgen.sandbox.inside.linear import diag
from examgen.sandbox.inside.reduction import as_array, reducing, total


def sized(shape: Any) -> tuple[int, ...]:
    """Return a shape given as a number or as several."""
    return tuple([int(size) for size in shape]) if isinstance(shape, (list, tuple)) else (int(shape),)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> ndarray:
    """Return an array filled with a value."""
    given = fill_value if dtype is None else cast(fill_value, sort_of(dtype))
    return ndarray(stretched(given, sized(shape)), sized(shape))


def zeros(shape: Any, dtype: Any = None) -> ndarray:
    """Return an array of zeros."""
    return full(shape, cast(0, sort_of(dtype)))


def ones(shape: Any, dtype: Any = None) -> ndarray:
    """Return an array of ones."""
    return full(shape, cast(1, sort_of(dtype)))


def full_like(like: Any, fill_value: Any, dtype: Any = None) -> ndarray:
    """Return an array of the same shape and sort, filled with a value."""
    source = as_array(like)
    kind = source.kind if dtype is None else sort_of(dtype)
    return ndarray([cast(fill_value, kind)] * source.size, source.shape, None, 0, kind)


def zeros_like(like: Any, dtype: Any = None) -> ndarray:
    """Return zeros of the same shape."""
    return full_like(like, 0, dtype)


def ones_like(like: Any, dtype: Any = None) -> ndarray:
    """Return ones of the same shape."""
    return full_like(like, 1, dtype)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    """Return numbers at equal distances, the end left out."""
    low, high = (0, start) if stop is None else (start, stop)
    count = max(0, math.ceil((high - low) / step))
    whole = isinstance(low, int) and isinstance(high, int) and isinstance(step, int)
    values = [low + k * step for k in range(count)]
    kind = ("i" if whole else "f") if dtype is None else sort_of(dtype)
    return ndarray([cast(value, kind) for value in values], (count,), None, 0, kind)


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True) -> ndarray:
    """Return so many numbers at equal distances."""
    gaps = num - 1 if endpoint else num
    return ndarray(
        [float(start + (stop - start) * k / gaps) if gaps else float(start) for k in range(num)], (num,)
    )


def eye(rows: int, columns: Any = None, k: int = 0, dtype: Any = None) -> ndarray:
    """Return ones on a diagonal."""
    width, kind = rows if columns is None else columns, sort_of(dtype)
    values = [cast(int(j == i + k), kind) for i in range(rows) for j in range(width)]
    return ndarray(values, (rows, width), None, 0, kind)


def asarray(value: Any, dtype: Any = None) -> Any:
    """Return an array, the same one if it is one."""
    return value if isinstance(value, ndarray) and dtype is None else array(value, dtype)


def broadcast_to(value: Any, shape: Any) -> ndarray:
    """Return an array broadcast to a shape."""
    return ndarray(stretched(value, sized(shape)), sized(shape))


def close(a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08) -> Any:
    """Return whether numbers are close, entry by entry."""

    def near(x: Any, y: Any) -> bool:
        return x == y or (math.isfinite(y) and abs(x - y) <= atol + rtol * abs(y))

    return both(near)(a, b)


def allclose(a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08) -> bool:
    """Return whether all numbers are close."""
    return bool(reducing(all)(close(a, b, rtol, atol)))


def array_equal(a: Any, b: Any) -> bool:
    """Return whether two are of one shape with the same entries."""
    one, two = as_array(a), as_array(b)
    return bool(one.shape == two.shape and one.values() == two.values())


def rounded(value: Any, decimals: int = 0) -> Any:
    """Return numbers rounded."""
    return function(lambda x: round(x, decimals) if isinstance(x, float) else x)(value)


def unlike(_: Any = None, *__: Any, **___: Any) -> Any:
    """Refuse what would depend on chance."""
    raise lacking("random numbers")


def trace(value: Any) -> Any:
    """Return the sum of the diagonal."""
    return total(diag(value).values())


def tri(keep: Any) -> Any:
    """Return a function that keeps a triangle of a matrix."""

    def apply(value: Any, k: int = 0) -> ndarray:
        source = as_array(value)
        rows, columns = source.shape
        values = source.values()
        zero = cast(0, source.kind)
        kept = [
            values[i * columns + j] if keep(j - i, k) else zero for i in range(rows) for j in range(columns)
        ]
        return ndarray(kept, source.shape, None, 0, source.kind)

    return apply
