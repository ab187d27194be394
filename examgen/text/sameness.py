"""Whether two expressions are equal: by form, then by balls, at sampled points where there are symbols."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from typing import TypeAlias

from flint import arb, ctx

from examgen.text.arithmetic import TooLarge, Undecided
from examgen.text.enclosure import LADDER, ball
from examgen.text.expr import Expr, Number
from examgen.text.values import RealSet

__all__ = ["Domain", "Sameness", "same"]

Domain: TypeAlias = RealSet
"""Where a symbol's values lie."""

_AGREED = 200  # bits: 60 digits
_POINTS = 12
_ENOUGH = 8
_TRIED = 48
_STRIDES = (37, 23, 61, 43, 71, 13, 89, 53)  # multiples of them, modulo 97, fall anywhere and never together


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
    for bits in LADDER[:3]:
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
    for bits in LADDER[1:3]:
        at = {name: ball(value, bits) for name, value in point.items()}
        one, other = ball(a, bits, at), ball(b, bits, at)
        with ctx.workprec(bits):
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
