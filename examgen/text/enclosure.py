"""Exact values as real balls (python-flint's `arb`): intervals that surely contain them.

Source: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Transactions on
Computers 66 (2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor

from flint import arb, ctx, fmpq

from examgen.text.arithmetic import BITS, Rational, TooLarge
from examgen.text.expr import Expr
from examgen.text.monomials import Atom
from examgen.text.powers import is_positive

__all__ = ["LADDER", "ball", "ends", "real", "sign", "whole_below"]

LADDER = (64, 256, 1024, BITS)
"""The precisions that are tried one after the other."""

_GUARD = 16
_WIDE = 1 << 16  # bits of a number that is written out


def real(value: Rational) -> arb:
    """Return a ball around a rational number, at the precision in force."""
    return arb(value) if isinstance(value, int) else arb(fmpq(value.numerator, value.denominator))


def ball(expr: Expr, bits: int = 128, at: Mapping[str, arb] | None = None) -> arb:
    """Return a ball that contains the value, worked out with the given number of bits.

    Parameters
    ----------
    expr
        An expression.
    bits
        The working precision; the ball may be wider where digits cancel, and is not finite where nothing is
        known.
    at
        The values of its symbols.

    Raises
    ------
    KeyError
        If a symbol has no value.
    """
    with ctx.workprec(bits + _GUARD):
        return _number(expr, bits) if expr.is_number else _value(expr, dict(at or {}), {})


@lru_cache(maxsize=8192)
def _number(expr: Expr, _bits: int) -> arb:
    return _value(expr, {}, {})


def _value(expr: Expr, at: dict[str, arb], known: dict[Atom, arb]) -> arb:
    if expr.rational is not None:
        return real(expr.rational)
    total = arb(0)
    for monomial, coefficient in expr.terms.items():
        term = real(coefficient)
        for atom, exponent in monomial:
            if atom not in known:
                known[atom] = _atom(atom, at, known)
            term = term * _power(known[atom], exponent)
        total = total + term
    return total


def _atom(atom: Atom, at: dict[str, arb], known: dict[Atom, arb]) -> arb:
    if atom.kind == "symbol":
        return at[atom.arg]
    if atom.kind == "pi":
        return arb.pi()
    if isinstance(atom.arg, int):
        return arb(atom.arg)
    inner = _value(atom.arg, at, known)
    if atom.kind in ("power", "held"):
        return inner
    return abs(inner) if atom.kind == "abs" else getattr(inner, atom.kind)()


def _power(base: arb, exponent: Rational) -> arb:
    """Return a real power; an odd root of a negative number is negative."""
    if exponent == 1:
        return base
    if isinstance(exponent, int):
        return base**exponent
    if exponent.denominator % 2 and base < 0:
        value = (-base) ** real(exponent)
        return -value if exponent.numerator % 2 else value
    return base.sqrt() if 2 * exponent == 1 else base ** real(exponent)


@lru_cache(maxsize=8192)
def sign(expr: Expr) -> int | None:
    """Return -1, 0 or 1, or None if symbols are free or 4096 bits don't tell."""
    if expr.rational is not None:
        return (expr.rational > 0) - (expr.rational < 0)
    if _is_plainly_positive(expr):
        return 1
    if not expr.is_number:
        return None
    for bits in LADDER:
        value = ball(expr, bits)
        if value.is_finite() and not value.contains(0):
            return 1 if value > 0 else -1
    return None


def _is_plainly_positive(expr: Expr) -> bool:
    """Whether all terms are products of positive factors: decided without evaluation."""
    return all(
        coefficient > 0 and all(atom.kind != "abs" and is_positive(atom) for atom, _ in monomial)
        for monomial, coefficient in expr.terms.items()
    )


def whole_below(expr: Expr) -> int | None:
    """Return the largest integer that is not above a number, or None if it can't be decided."""
    if not expr.is_number:
        return None
    for bits in LADDER:
        value = ball(expr, bits)
        if value.is_finite():
            low, high = map(floor, ends(value))
            if low == high:
                return low
    return None


def ends(value: arb) -> tuple[Fraction, Fraction]:
    """Return the exact ends of a ball (its own methods round them to the precision in force)."""
    middle, radius = _exact(value.mid()), _exact(value.rad())
    return middle - radius, middle + radius


def _exact(end: arb) -> Fraction:
    mantissa, exponent = end.man_exp()
    if abs(int(exponent)) > _WIDE:
        raise TooLarge("the number has too many digits")
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
