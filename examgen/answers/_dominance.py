"""Whether one order of growth stays within another, whichever way its symbols become large.

That it does is proved term by term, or by the inequality of arithmetic and geometric means between two terms. That
it does not is proved by a curve on which a term outgrows all the others: the symbols are powers of s, of exp(s), of
exp(exp(s)) and so on. What neither proves stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, islice, product
from typing import TypeAlias

from examgen.answers._growth import Rate, Rates, Term, bounded, combined
from examgen.text.expr import ONE, ZERO, Expr

Curve: TypeAlias = Mapping[str, tuple[int, int]]
"""For each symbol how many exponentials are taken of s, and the power of that."""

_SHARES = tuple(Fraction(number, 12) for number in (6, 4, 8, 3, 9))
_MOST_CURVES = 600


def within(terms: frozenset[Term], others: frozenset[Term]) -> bool | None:
    """Whether a sum of terms is at most a constant times another; None if it can't be told."""
    found = [_below(term, others) for term in terms]
    if all(found):
        return True
    return False if False in found else None


def _below(term: Term, others: frozenset[Term]) -> bool | None:
    if any(bounded(combined([(term, ONE), (other, -ONE)])) for other in others):
        return True
    if any(_between(term, *pair) for pair in combinations(sorted(others, key=repr), 2)):
        return True
    against = [combined([(term, ONE), (other, -ONE)]) for other in others]
    symbols = sorted({symbol for rates in against for rate in rates for (symbol, _), _ in rate})
    if any(all(_rises(rates, curve) for rates in against) for curve in curves(symbols)):
        return False
    return None


def _between(term: Term, one: Term, other: Term) -> bool:
    """Whether a term is at most a weighted geometric mean of two others, which is at most their sum."""
    return any(
        bounded(combined([(term, ONE), (one, Expr.of(-share)), (other, Expr.of(share - 1))]))
        for share in _SHARES
    )


def curves(symbols: list[str]) -> Iterator[Curve]:
    """Yield curves on which the symbols become large at various speeds."""
    powers = (1, 2, 3) if len(symbols) == 2 else (1, 2) if len(symbols) == 3 else (1,)
    speeds = product(product(range(len(symbols)), powers), repeat=len(symbols))
    for chosen in islice(speeds, _MOST_CURVES):
        yield dict(zip(symbols, chosen, strict=True))


def _rises(rates: Rates, curve: Curve) -> bool:
    """Whether a term, by the rates of its logarithm, grows without bound along a curve."""
    total: dict[tuple[tuple[int, Fraction], ...], Expr] = {}
    rough = cancelled = False
    for rate, factor in rates.items():
        powers, scale = _along(rate, curve)
        rough = rough or any(level > 1 and curve[symbol][1] != 1 for (symbol, level), _ in rate)
        total[powers] = total.get(powers, ZERO) + factor * scale
        if total[powers] == ZERO:
            cancelled = True
            del total[powers]
    if not total or (rough and cancelled):
        return False
    indices = sorted({index for powers in total for index, _ in powers}, reverse=True)
    ranked = {tuple(dict(powers).get(index, Fraction(0)) for index in indices): powers for powers in total}
    highest = max(ranked)
    return highest > (Fraction(0),) * len(indices) and total[ranked[highest]] > 0


def _along(rate: Rate, curve: Curve) -> tuple[tuple[tuple[int, Fraction], ...], Expr]:
    """Return a rate along a curve: powers of iterated exponentials of s, and the constant before them."""
    powers: dict[int, Fraction] = {}
    scale = ONE
    for (symbol, level), exponent in rate:
        rank, power = curve[symbol]
        gain = exponent * power if level == 0 else exponent
        powers[rank - level] = powers.get(rank - level, Fraction(0)) + gain
        if level == 1:
            scale = scale * Expr.of(power) ** exponent
    return tuple(sorted((index, gain) for index, gain in powers.items() if gain)), scale
