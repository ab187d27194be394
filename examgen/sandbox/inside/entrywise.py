"""Entry by entry: operators and functions of arrays, broadcast as NumPy does, without its warnings."""

from __future__ import annotations

import math
from typing import Any

from examgen.sandbox.inside.array import array, cast, common, ndarray, settled, stretched
from examgen.sandbox.inside.indexing import holds


def result(values: list[Any], shape: Any) -> Any:
    """Return entries as an array, or as the number that they are."""
    return ndarray(values, shape) if shape else values[0]


def shape_of(value: Any) -> tuple[int, ...]:
    """Return the shape of an array, of nested lists, of a number."""
    if isinstance(value, (list, tuple, range)):
        return tuple(array(value).shape)
    return tuple(value.shape) if isinstance(value, ndarray) else ()


def paired(operation: Any, one: Any, two: Any) -> Any:
    """Return an operation on two, broadcast."""
    shape = common(shape_of(one), shape_of(two))
    left, right = stretched(one, shape), stretched(two, shape)
    return result([operation(left[k], right[k]) for k in range(len(left))], shape)


def single(operation: Any, value: Any) -> Any:
    """Return a function of every entry."""
    if isinstance(value, (ndarray, list, tuple, range)):
        source = array(value) if not isinstance(value, ndarray) else value
        return result([operation(entry) for entry in source.values()], source.shape)
    return operation(value)


def quotient(a: Any, b: Any) -> Any:
    """Return a quotient; infinite or no number where the divisor is zero."""
    if b != 0:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.inf if (a > 0) == (math.copysign(1, b) > 0) else -math.inf


def floored(a: Any, b: Any) -> Any:
    """Return a quotient rounded down."""
    return a // b if b != 0 else (0 if type(a) is int and type(b) is int else math.nan)


def remainder(a: Any, b: Any) -> Any:
    """Return what a division leaves."""
    return a % b if b != 0 else (0 if type(a) is int and type(b) is int else math.nan)


def power(a: Any, b: Any) -> Any:
    """Return a power; no number in place of a complex one."""
    if type(a) is int and type(b) is int:
        if b < 0:
            raise ValueError("Integers to negative integer powers are not allowed.")
        return a**b
    try:
        found = float(a) ** b
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return math.inf if a > 0 or b % 2 == 0 else -math.inf
    return math.nan if isinstance(found, complex) else found


def exp(value: Any) -> float:
    """Return an exponential; infinite where it is too large."""
    return math.exp(value) if value < 709.7 else (math.inf if value < 709.79 or value == value else math.nan)


def logarithm(function: Any) -> Any:
    """Return a logarithm that takes zero and what is below."""

    def of(value: Any) -> float:
        if value > 0:
            return float(function(value))
        return -math.inf if value == 0 else math.nan

    return of


def defined(function: Any) -> Any:
    """Return a function that is no number where it is not defined, infinite where it is too large."""

    def of(value: Any) -> float:
        try:
            return float(function(value))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return of


def log1p(value: Any) -> float:
    """Return the logarithm of one more."""
    return math.log1p(value) if value > -1 else (-math.inf if value == -1 else math.nan)


def larger(a: Any, b: Any) -> Any:
    """Return the larger one; no number wins."""
    return a if a != a or a >= b else b


def smaller(a: Any, b: Any) -> Any:
    """Return the smaller one; no number wins."""
    return a if a != a or a <= b else b


def sign(value: Any) -> Any:
    """Return -1, 0 or 1, of the same sort."""
    found = (value > 0) - (value < 0)
    return float(found) if isinstance(value, float) else found


OPERATIONS: dict[str, Any] = {
    "+": lambda a, b: (a or b) if type(a) is bool and type(b) is bool else a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: (a and b) if type(a) is bool and type(b) is bool else a * b,
    "/": quotient,
    "//": floored,
    "%": remainder,
    "**": power,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def operator(symbol: str) -> Any:
    """Return the operator as a function of two that broadcasts."""
    operation = OPERATIONS[symbol]

    def apply(one: Any, two: Any) -> Any:
        return paired(operation, one, two)

    return apply


def function(operation: Any) -> Any:
    """Return a function of one number as one of arrays."""

    def apply(value: Any) -> Any:
        return single(operation, value)

    return apply


def both(operation: Any) -> Any:
    """Return a function of two numbers as one that broadcasts."""

    def apply(one: Any, two: Any) -> Any:
        return paired(operation, one, two)

    return apply


def reflected(symbol: str) -> Any:
    """Return an operator with the array on the right."""
    operation = OPERATIONS[symbol]

    def apply(self: Any, other: Any) -> Any:
        return paired(operation, other, self)

    return apply


def nonzero(value: Any) -> tuple[Any, ...]:
    """Return for every axis the indices of the entries that are not zero."""
    return tuple(holds(array(value)))


def where(condition: Any, one: Any = None, two: Any = None) -> Any:
    """Return entries of one where a condition holds, else of the other; or where it holds."""
    if one is None or two is None:
        return nonzero(condition)
    shape = common(shape_of(condition), common(shape_of(one), shape_of(two)))
    holds, left, right = stretched(condition, shape), stretched(one, shape), stretched(two, shape)
    values, kind = settled(left + right)
    chosen = [values[k] if holds[k] else values[len(left) + k] for k in range(len(left))]
    return ndarray(chosen, shape, None, 0, kind) if shape else cast(chosen[0], kind)


def clip(value: Any, low: Any = None, high: Any = None) -> Any:
    """Return entries cut off at two ends."""
    found = value if low is None else paired(larger, value, low)
    return found if high is None else paired(smaller, found, high)
