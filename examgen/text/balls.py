"""Rigorous evaluation: exact values as real balls (python-flint's `arb`), and what follows from them.

A ball is an interval that surely contains the value. A ball that excludes zero proves a sign or a difference;
nothing ever proves equality by itself.

Source: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Transactions on
Computers 66 (2017).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import cycle
from math import floor
from typing import TYPE_CHECKING

from flint import arb, ctx, fmpq

from examgen.text.arithmetic import BITS, Rational, TooLarge, Undecided
from examgen.text.expr import Expr, Number
from examgen.text.monomials import Atom
from examgen.text.powers import is_positive
from examgen.text.values import RealSet

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Domain", "Sameness", "ball", "decimal", "decimal_float", "real", "same", "sign", "whole_below"]

Domain = RealSet
"""Where a symbol's values lie."""

_GUARD = 16
_WIDE = 1 << 16  # bits of a number that is written out
_LADDER = (64, 256, 1024, BITS)
_AGREED = 200  # bits: 60 digits
_POINTS = 12
_ENOUGH = 8
_TRIED = 48
_STRIDES = (37, 23, 61, 43, 71, 13, 89, 53)  # multiples of them, modulo 97, fall anywhere and never together


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
    if atom.kind == "power":
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
    for bits in _LADDER:
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
    for bits in _LADDER:
        value = ball(expr, bits)
        if value.is_finite():
            low, high = map(floor, _ends(value))
            if low == high:
                return low
    return None


# Equality


@dataclass(frozen=True, slots=True)
class Sameness:
    """Whether two expressions are equal.

    Attributes
    ----------
    equal
        None where it is undecided.
    witness
        Where they were proved to differ: symbols and their values, in the formula language.
    """

    equal: bool | None
    witness: dict[str, str] | None = None


def same(a: Number, b: Number, domains: Mapping[str, Domain] | None = None) -> Sameness:
    """Compare two expressions as numbers, or as functions of their symbols.

    First by form; then by balls, at sampled points of the domain if there are symbols. A ball that excludes zero
    proves a difference. Agreement to 60 digits, at eight points or more, counts as equality.

    Parameters
    ----------
    a, b
        Numbers or formulas.
    domains
        Where the symbols lie; all reals if nothing is said.
    """
    one, other = Expr.of(a), Expr.of(b)
    if one == other:
        return Sameness(True)
    try:
        difference = one - other
    except (TooLarge, Undecided):
        return Sameness(None)
    if not difference:
        return Sameness(True)
    if difference.is_number:
        return _same_numbers(difference, one)
    return _same_functions(one, other, domains or {})


def _same_numbers(difference: Expr, size: Expr) -> Sameness:
    for bits in _LADDER[:3]:
        verdict = _vanishes(ball(difference, bits), ball(size, bits) if size.is_number else arb(1))
        if verdict is not None:
            return Sameness(verdict)
    return Sameness(None)


def _vanishes(difference: arb, size: arb) -> bool | None:
    """Return False if a ball excludes zero, True if it is zero to 60 digits, None if it is too wide."""
    if not difference.is_finite():
        return None
    if not difference.contains(0):
        return False
    scale = size.abs_lower().max(arb(1)) if size.is_finite() else arb(1)
    return True if difference.abs_upper() * 2**_AGREED < scale else None


def _same_functions(a: Expr, b: Expr, domains: Mapping[str, Domain]) -> Sameness:
    agreed = 0
    for point in _points(sorted(a.symbols | b.symbols), domains):
        verdict = _same_at(a, b, point)
        if verdict is False:
            from examgen.text.show import show  # writing stands above the numbers

            return Sameness(False, {name: show(value) for name, value in point.items()})
        agreed += verdict is True
        if agreed == _POINTS:
            return Sameness(True)
    return Sameness(True if agreed >= _ENOUGH else None)


def _same_at(a: Expr, b: Expr, point: Mapping[str, Expr]) -> bool | None:
    for bits in _LADDER[1:3]:
        at = {name: ball(value, bits) for name, value in point.items()}
        with ctx.workprec(bits + _GUARD):
            one, other = _value(a, at, {}), _value(b, at, {})
            verdict = _vanishes(one - other, one)
        if verdict is not None:
            return verdict
    return None


def _points(names: Sequence[str], domains: Mapping[str, Domain]) -> Iterator[dict[str, Expr]]:
    """Yield points of the product of the domains, spread evenly."""
    for k in range(1, _TRIED + 1):
        shares = (Fraction(2 + k * step % 97, 101) for step in _STRIDES)
        yield {
            name: _at_share(domains.get(name), share, k)
            for name, share in zip(names, cycle(shares), strict=False)
        }


def _at_share(domain: Domain | None, share: Fraction, k: int) -> Expr:
    """Return the point of a domain that lies at a share, between 0 and 1, of its extent."""
    if domain is None or not domain.pieces:
        return Expr.of(_unbounded(share))
    piece = domain.pieces[k % len(domain.pieces)]
    if piece.low is None:
        return Expr.of(_unbounded(share)) if piece.high is None else piece.high - _beyond(1 - share)
    if piece.high is None:
        return piece.low + _beyond(share)
    return piece.low + share * (piece.high - piece.low)


def _beyond(share: Fraction) -> Fraction:
    return 3 * share / (1 - share)


def _unbounded(share: Fraction) -> Fraction:
    away = 2 * share - 1
    return 3 * away / (1 - abs(away))


# Decimals


def decimal(expr: Expr, significant: int = 6) -> str:
    """Write a number in decimals, rounded correctly (exact halves away from zero).

    Parameters
    ----------
    expr
        A number.
    significant
        How many significant digits. Zeros at the end are dropped if the decimal is exact.

    Raises
    ------
    Undecided
        If the number can't be enclosed.
    TooLarge
        If its power of ten has five digits or more.
    """
    if expr.rational is not None:
        return _rounded(Fraction(expr.rational), significant)
    for bits in _LADDER:
        value = ball(expr, bits + 4 * significant)
        if value.is_finite():
            low, high = (_rounded(end, significant, pad=True) for end in _ends(value))
            if low == high:
                return low
    if not value.is_finite():
        raise Undecided(f"{expr} cannot be enclosed")
    return "0" if value.contains(0) else _rounded(max(_ends(value), key=abs), significant, pad=True)


def decimal_float(expr: Expr) -> float:
    """Return the nearest binary float, for data that is only looked at.

    Raises
    ------
    OverflowError
        If there is none.
    """
    nearest = float(decimal(expr, 20))
    if nearest in (float("inf"), float("-inf")):
        raise OverflowError(f"{expr} is too large for a binary float")
    return nearest


def _rounded(value: Fraction, significant: int, pad: bool = False) -> str:
    if not value:
        return "0"
    exponent = _exponent(abs(value))
    last = exponent - significant + 1
    scaled = abs(value) / Fraction(10) ** last
    digits = int(scaled + Fraction(1, 2))
    if digits == 10**significant:
        digits, exponent = digits // 10, exponent + 1
    text = str(digits)
    if scaled == digits and not pad:
        text = text.rstrip("0")
    return ("-" if value < 0 else "") + _placed(text, exponent)


def _exponent(value: Fraction) -> int:
    """Return the power of ten of the first digit."""
    guess = (value.numerator.bit_length() - value.denominator.bit_length()) * 1233 // 4096
    while value >= Fraction(10) ** (guess + 1):
        guess += 1
    while value < Fraction(10) ** guess:
        guess -= 1
    return guess


def _placed(digits: str, exponent: int) -> str:
    """Write significant digits with the point in its place, or with a power of ten."""
    if not -6 <= exponent <= 14:
        return digits[0] + ("." + digits[1:] if digits[1:] else "") + f"e{exponent}"
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return whole + ("." + digits[exponent + 1 :] if digits[exponent + 1 :] else "")


def _ends(value: arb) -> tuple[Fraction, Fraction]:
    """Return the exact ends of a ball (its own methods round them to the precision in force)."""
    middle, radius = _exact(value.mid()), _exact(value.rad())
    return middle - radius, middle + radius


def _exact(end: arb) -> Fraction:
    mantissa, exponent = end.man_exp()
    if abs(int(exponent)) > _WIDE:
        raise TooLarge("the number has too many digits")
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
