"""The functions that a bank's formulas may call, over whatever numbers they are given.

Functions of one number are applied entry by entry to vectors and matrices.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from examgen.text import functions
from examgen.text.expr import Expr
from examgen.text.values import RealSet

__all__ = ["BUILTINS", "Builtin", "elementwise"]

_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of the formula language.

    Parameters
    ----------
    call
        What it does.
    least, most
        How many arguments it takes; None for any number.
    """

    call: Callable[..., Any]
    least: int = 1
    most: int | None = 1

    @property
    def takes(self) -> str:
        """How many arguments it takes, in words."""
        words = {1: "one argument", 2: "two arguments", 3: "three arguments"}
        if self.most == self.least:
            return words[self.least]
        return (
            f"at least {words[self.least]}" if self.most is None else f"{self.least} to {self.most} arguments"
        )


def elementwise(function: Callable[..., Any], *args: Any) -> Any:
    """Apply a function entry by entry; numbers stand for vectors of themselves.

    Raises
    ------
    ValueError
        If vectors differ in length.
    """
    lengths = {len(arg) for arg in args if isinstance(arg, tuple)}
    if not lengths:
        return function(*args)
    if len(lengths) > 1:
        raise ValueError(f"vectors of {' and '.join(map(str, sorted(lengths)))} entries don't go together")
    (length,) = lengths
    rows = ([arg[i] if isinstance(arg, tuple) else arg for arg in args] for i in range(length))
    return tuple(elementwise(function, *row) for row in rows)


def total(entries: Any) -> Any:
    """Return the sum of the entries of a vector; an empty one has the sum 0."""
    return reduce(operator.add, _vector(entries)) if _vector(entries) else Expr.of(0)


def product(entries: Any) -> Any:
    """Return the product of the entries of a vector; an empty one has the product 1."""
    return reduce(operator.mul, _vector(entries)) if _vector(entries) else Expr.of(1)


def mean(entries: Any) -> Any:
    """Return the sum of the entries over their number."""
    return total(entries) / _size(entries)


def variance(entries: Any) -> Any:
    """Return the mean squared distance from the mean: the divisor is the number of entries."""
    middle = mean(entries)
    return mean(tuple((entry - middle) ** 2 for entry in _vector(entries)))


def std(entries: Any) -> Any:
    """Return the root of the variance."""
    return functions.sqrt(variance(entries))


def dot(left: Any, right: Any) -> Any:
    """Return the sum of the products of the entries of two vectors."""
    return total(elementwise(operator.mul, _vector(left), _vector(right)))


def norm(entries: Any) -> Any:
    """Return the Euclidean length of a vector."""
    return functions.sqrt(total(tuple(entry**2 for entry in _vector(entries))))


def span(first: Any, last: Any) -> tuple[Expr, ...]:
    """Return the integers from `first` to `last`, both included."""
    low, high = operator.index(first), operator.index(last)
    if high - low > _LONGEST:
        raise ValueError(f"more than {_LONGEST} numbers")
    return tuple(Expr.of(number) for number in range(low, high + 1))


def ones(count: Any) -> tuple[Expr, ...]:
    """Return a vector of so many ones."""
    return tuple(Expr.of(1) for _ in span(1, count))


def rounded(number: Any) -> Any:
    """Return the nearest integer; halves go up."""
    return functions.floor(number + Fraction(1, 2))


def modulo(number: Any, divisor: Any) -> Any:
    """Return what a division leaves, with the sign of the divisor."""
    return number - divisor * functions.floor(number / divisor)


def largest(*args: Any) -> Any:
    """Return the largest of some numbers or of the entries of a vector."""
    return max(_members(args))


def smallest(*args: Any) -> Any:
    """Return the smallest of some numbers or of the entries of a vector."""
    return min(_members(args))


def distinct_values(entries: Any) -> tuple[Any, ...]:
    """Return the entries of a vector without repeats, in order of first appearance."""
    kept: list[Any] = []
    for entry in _vector(entries):
        if not any(bool(entry == other) for other in kept):
            kept.append(entry)
    return tuple(kept)


def distinct(entries: Any) -> bool:
    """Whether the entries of a vector all differ."""
    return len(distinct_values(entries)) == len(_vector(entries))


def count(entries: Any) -> Expr:
    """Say how many entries a vector has, or how many of its conditions hold."""
    vector = _vector(entries)
    truths = bool(vector) and all(isinstance(entry, bool) for entry in vector)
    return Expr.of(sum(vector) if truths else len(vector))


def is_rational(value: Any) -> bool:
    """Whether a number is rational; of a vector, whether all its entries are."""
    return all(map(is_rational, value)) if isinstance(value, tuple) else bool(value.is_rational)


def is_integer(value: Any) -> bool:
    """Whether a number is an integer; of a vector, whether all its entries are."""
    return all(map(is_integer, value)) if isinstance(value, tuple) else bool(value.is_integer)


def transpose(rows: Any) -> Any:
    """Return rows as columns."""
    if any(not isinstance(row, tuple) or len(row) != len(rows[0]) for row in _vector(rows)):
        raise ValueError("a matrix is expected")
    return tuple(zip(*rows, strict=True))


def closed(low: Any, high: Any) -> RealSet:
    """Return the closed interval from `low` to `high`: ``[low, high]`` is a vector."""
    return RealSet.interval(low, high, True, True)


def union(*sets: RealSet) -> RealSet:
    """Return all that is in one of the sets or in several."""
    return reduce(operator.or_, sets)


def intersection(*sets: RealSet) -> RealSet:
    """Return all that is in every one of the sets."""
    return reduce(operator.and_, sets)


def _members(args: tuple[Any, ...]) -> tuple[Any, ...]:
    members = _vector(args[0]) if len(args) == 1 else args
    if not members:
        raise ValueError("an empty vector has no largest or smallest entry")
    return members


def _size(entries: Any) -> Expr:
    if not _vector(entries):
        raise ValueError("an empty vector has no mean")
    return Expr.of(len(entries))


def _vector(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        raise ValueError("a vector is expected")
    return value


def _every(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: elementwise(function, *args)


def _truths(function: Callable[[Iterable[bool]], bool]) -> Callable[[Any], bool]:
    def checked(entries: Any) -> bool:
        if any(not isinstance(entry, bool) for entry in _vector(entries)):
            raise ValueError("a vector of conditions is expected")
        return function(entries)

    return checked


_NUMERIC = "sqrt exp log sin cos tan asin acos atan sinh cosh tanh sigma floor ceil sign"

BUILTINS: Mapping[str, Builtin] = {
    **{name: Builtin(_every(getattr(functions, name))) for name in _NUMERIC.split()},
    "abs": Builtin(_every(abs)),
    "round": Builtin(_every(rounded)),
    "root": Builtin(_every(functions.root), 2, 2),
    "mod": Builtin(_every(modulo), 2, 2),
    "sum": Builtin(total),
    "product": Builtin(product),
    "mean": Builtin(mean),
    "variance": Builtin(variance),
    "std": Builtin(std),
    "dot": Builtin(dot, 2, 2),
    "norm": Builtin(norm),
    "len": Builtin(lambda entries: Expr.of(len(_vector(entries)))),
    "max": Builtin(largest, 1, None),
    "min": Builtin(smallest, 1, None),
    "range": Builtin(span, 2, 2),
    "ones": Builtin(ones),
    "sorted": Builtin(lambda entries: tuple(sorted(_vector(entries)))),
    "reversed": Builtin(lambda entries: _vector(entries)[::-1]),
    "distinct": Builtin(distinct),
    "distinct_values": Builtin(distinct_values),
    "count": Builtin(count),
    "all": Builtin(_truths(all)),
    "any": Builtin(_truths(any)),
    "is_rational": Builtin(is_rational),
    "is_integer": Builtin(is_integer),
    "transpose": Builtin(transpose),
    "closed": Builtin(closed, 2, 2),
    "union": Builtin(union, 1, None),
    "intersection": Builtin(intersection, 1, None),
    "complement": Builtin(lambda numbers: numbers.complement()),
}
"""All functions by name; `if` and `map` are part of the language itself."""
