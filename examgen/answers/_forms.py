"""The forms of a number that are right, in LaTeX for the solution sheet, and hints on how to write one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from examgen.answers._numeral import is_terminating
from examgen.answers._numeric import (
    IRRATIONAL_DIGITS,
    RATIONAL_DIGITS,
    Precision,
    precision,
    target,
)
from examgen.answers.base import Spec
from examgen.text.expr import Expr
from examgen.text.tex import decimals, tex
from examgen.text.values import RealSet, Value

_MOST_DIGITS = 8


def number_forms(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the exact form of a key made of numbers and, where decimals are accepted, those that are just enough."""
    exact = f"${tex(key, decimal_comma=spec.decimal_comma)}$"
    decimal = _decimal_form(key, spec) if spec.kind != "integer" else ""
    return (exact, decimal) if decimal and decimal != exact else (exact,)


def _decimal_form(key: Value, spec: Spec) -> str:
    rule = precision(spec)
    numbers = [number for number in _numbers(key) if not number.is_integer]
    endless = [number for number in numbers if not (number.is_rational and is_terminating(number.fraction))]
    if not numbers or any(not number.is_number for number in numbers) or (endless and not rule.approximate):
        return ""
    digits = max(_digits(number, rule) for number in numbers)
    written = decimals(key, digits, spec.decimal_comma) if digits <= _MOST_DIGITS else None
    if not written:
        return ""
    return f"${written}$ ({_needs(rule, numbers)})" if endless else f"${written}$"


def _numbers(key: object) -> Iterator[Expr]:
    if isinstance(key, Expr):
        yield key
    elif isinstance(key, RealSet):
        yield from (end for piece in key.pieces for end in (piece.low, piece.high) if end is not None)
    elif isinstance(key, tuple):
        for entry in key:
            yield from _numbers(entry)


def _digits(number: Expr, rule: Precision) -> int:
    """Return how many significant digits are just enough."""
    if number.is_rational and is_terminating(number.fraction):
        return len(terminating(number.fraction).replace(".", "").lstrip("-0"))
    if rule.decimals is not None:
        bounds = target(number)
        return rule.decimals + (len(str(int(abs(bounds.low)))) if bounds else 0)
    return rule.sigfigs or (RATIONAL_DIGITS if number.is_rational else IRRATIONAL_DIGITS)


def _needs(rule: Precision, numbers: Sequence[Expr]) -> str:
    if rule.decimals is not None:
        return f"{rule.decimals} decimals or more, rounded or cut"
    if rule.set_by_author and rule.sigfigs is None:
        return "or near it"
    digits = rule.sigfigs or (
        RATIONAL_DIGITS if all(number.is_rational for number in numbers) else IRRATIONAL_DIGITS
    )
    return f"{digits} significant digits or more, rounded or cut"


def terminating(number: Fraction) -> str:
    """Write a terminating decimal in full.

    >>> terminating(Fraction(-1, 8))
    '-0.125'
    """
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if number < 0 else "") + whole + ("." + rest if rest else "")


def decimal_hint(spec: Spec) -> str:
    """Say which decimals are taken, as the end of a sentence about exact values."""
    rule = precision(spec)
    if not rule.approximate:
        return "not a rounded decimal"
    if rule.decimals is not None:
        return f"or a decimal with {rule.decimals} decimals"
    if rule.set_by_author and rule.sigfigs is None:
        return "or a decimal"
    return f"or a decimal with {rule.sigfigs or IRRATIONAL_DIGITS} significant digits"
