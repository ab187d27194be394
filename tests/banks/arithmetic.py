"""Printed values as numbers: exact fractions where all are, balls of 60 digits (mpmath) where one is not.

References are plain arithmetic, written once: run with fractions, they raise `Irrational` at the first root or
exponential that is none, and are run again with the numbers of mpmath.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

import mpmath as mp

mp.mp.dps = 60
TOLERANCE = mp.mpf(10) ** -40

Read = Callable[[str], Any]


class Irrational(Exception):  # noqa: N818  no error: a turn of the road
    """A root or an exponential is no fraction."""


@dataclass(frozen=True)
class Formula:
    """A formula as a function of its symbols, in their order."""

    symbols: tuple[str, ...]
    function: Callable[..., Any]


class Pieces(list[tuple[Any, Any, bool, bool]]):
    """A set of reals: the ends of its intervals, and whether they belong to it."""


def exact(value: Any) -> bool:
    return isinstance(value, Fraction)


def inexact(value: Any) -> Any:
    return mp.mpf(value.numerator) / value.denominator if exact(value) else mp.mpf(value)


def root(value: Any) -> Any:
    if not exact(value):
        return mp.sqrt(value)
    top, bottom = isqrt(max(value.numerator, 0)), isqrt(value.denominator)
    if Fraction(top, bottom) ** 2 == value:
        return Fraction(top, bottom)
    raise Irrational


def transcendental(function: Callable[[Any], Any], value: Any, at: int, there: int) -> Any:
    """Apply a function that is rational at one fraction only."""
    if not exact(value):
        return function(value)
    if value == at:
        return Fraction(there)
    raise Irrational


def exp(value: Any) -> Any:
    return transcendental(mp.exp, value, 0, 1)


def log(value: Any) -> Any:
    return transcendental(mp.log, value, 1, 0)


def sigma(value: Any) -> Any:
    return 1 / (1 + exp(-value))


def tanh(value: Any) -> Any:
    return transcendental(mp.tanh, value, 0, 0)


FUNCTIONS = {"sqrt": root, "exp": exp, "log": log, "ln": log, "sigma": sigma, "tanh": tanh, "abs": abs}
CONSTANTS = {"pi": mp.pi, "e": mp.e}


def reader(rational: bool, names: Mapping[str, Any] | None = None) -> Read:  # noqa: C901  its cases
    """Return a function that reads a printed value: numbers, lists, maps; a name of no number stays a word."""
    known = names or {}
    one = Fraction if rational else mp.mpf

    def number(node: ast.expr) -> Any:  # noqa: C901
        match node:
            case ast.Constant(int() as value):
                return one(value)
            case ast.Constant(str() as value):
                return value
            case ast.Name(name) if name in known:
                return known[name]
            case ast.Name(name) if name in CONSTANTS and not rational:
                return +CONSTANTS[name]
            case ast.Name(name):
                if name in CONSTANTS:
                    raise Irrational
                return name
            case ast.UnaryOp(ast.USub(), operand):
                return -number(operand)
            case ast.BinOp(left, op, right):
                return binary(op, number(left), number(right))
            case ast.Call(ast.Name(name), [arg]):
                return FUNCTIONS[name](number(arg))
            case ast.List(entries) | ast.Tuple(entries):
                return [number(entry) for entry in entries]
            case ast.Dict(keys, entries):
                return {key.id: number(entry) for key, entry in zip(keys, entries, strict=True)}  # type: ignore[union-attr]
        raise ValueError(ast.dump(node))

    def read(text: str) -> Any:
        return number(ast.parse(text.replace("^", "**"), mode="eval").body)

    return read


def binary(op: ast.operator, left: Any, right: Any) -> Any:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            return power(left, right)
    raise ValueError(ast.dump(op))


def power(base: Any, exponent: Any) -> Any:
    if not exact(base):
        return mp.power(base, exponent)
    if exponent.denominator == 1:
        return base ** int(exponent)
    if exponent.denominator == 2:
        return root(base) ** exponent.numerator
    raise Irrational


def equal(ours: Any, theirs: Any) -> bool:
    """Whether two numbers agree: exactly, or to 40 digits."""
    if exact(ours) and exact(theirs):
        return bool(ours == theirs)
    one, other = inexact(ours), inexact(theirs)
    return bool(abs(one - other) <= TOLERANCE * max(1, abs(other)))


def points(symbols: Sequence[str]) -> list[dict[str, Any]]:
    """Return settings of symbols, between 0 and 1."""
    return [
        {name: mp.mpf(2 * at + turn + 1) / (2 * at + 3 * turn + 9) for at, name in enumerate(symbols)}
        for turn in range(3)
    ]
