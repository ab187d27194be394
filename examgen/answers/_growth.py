r"""Orders of growth: the terms of a formula that count when all its symbols become large, each on its own.

A term is kept as its logarithm, a sum of *rates* with exact coefficients. A rate is a product of powers of a symbol,
of its logarithm, of the logarithm of that, and so on: N^2 log N is 2 log N + log log N, N^T is T log N. Constant
factors are dropped, sums become sets of terms (a sum and the largest of its terms have the same order), and
log(B N) becomes log B + log N (between which and their maximum there is a factor of 2 at most).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product as pairs
from typing import TypeAlias

from examgen.text.arithmetic import Rational, Undecided
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import log
from examgen.text.monomials import Atom, Monomial

Generator: TypeAlias = tuple[str, int]
"""A symbol and how many logarithms are taken of it."""

Rate: TypeAlias = tuple[tuple[Generator, Fraction], ...]
"""Powers of generators, sorted; the empty one is a constant."""

Rates: TypeAlias = Mapping[Rate, Expr]
"""A sum of rates."""

MOST = 60
"""Terms beyond which nobody wants to know."""


class UnclearError(ArithmeticError):
    """The order of growth of a formula can't be worked out."""


@dataclass(frozen=True, slots=True)
class Term:
    """A positive term without its constant factor, by the rates of its logarithm."""

    parts: frozenset[tuple[Rate, Expr]]

    @staticmethod
    def of(rates: Rates) -> Term:
        """Return the term whose logarithm has these rates."""
        return Term(frozenset((rate, factor) for rate, factor in rates.items() if rate and factor != ZERO))

    def __mul__(self, other: Term) -> Term:
        return Term.of(combined([(self, ONE), (other, ONE)]))

    def __pow__(self, exponent: Fraction) -> Term:
        return Term.of(combined([(self, Expr.of(exponent))]))


CONSTANT = Term(frozenset())


def combined(terms: Iterable[tuple[Term, Expr]]) -> dict[Rate, Expr]:
    """Return the rates of a product of powers of terms; those that cancel are left out."""
    rates: dict[Rate, Expr] = {}
    for term, exponent in terms:
        for rate, factor in term.parts:
            rates[rate] = rates.get(rate, ZERO) + factor * exponent
    return {rate: factor for rate, factor in rates.items() if factor != ZERO}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of terms, some of them subtracted."""

    plus: frozenset[Term]
    minus: frozenset[Term] = frozenset()

    def __add__(self, other: Sum) -> Sum:
        return _limited(Sum(self.plus | other.plus, self.minus | other.minus))

    def __neg__(self) -> Sum:
        return Sum(self.minus, self.plus)

    def __mul__(self, other: Sum) -> Sum:
        plus = (*pairs(self.plus, other.plus), *pairs(self.minus, other.minus))
        minus = (*pairs(self.plus, other.minus), *pairs(self.minus, other.plus))
        if len(plus) + len(minus) > MOST * MOST:
            raise UnclearError("too many terms")
        return _limited(Sum(frozenset(a * b for a, b in plus), frozenset(a * b for a, b in minus)))


def _limited(one: Sum) -> Sum:
    if len(one.plus) + len(one.minus) > MOST:
        raise UnclearError("too many terms")
    return one


_NOTHING = Sum(frozenset())
_ONE = Sum(frozenset({CONSTANT}))


@lru_cache(maxsize=1024)
def growth(formula: Expr) -> frozenset[Term]:
    """Return the terms whose sum has the order of growth of a formula, those that others outgrow left out.

    Raises
    ------
    UnclearError
        If it can't be told, or the formula does not stay positive.
    """
    try:
        return _settled(_sum(formula))
    except Undecided as problem:
        raise UnclearError(str(problem)) from problem


def bounded(rates: Rates) -> bool:
    """Whether a term stays bounded, proved by each growing rate being outgrown by one that falls."""
    rising = [rate for rate, factor in rates.items() if factor > 0]
    falling = [rate for rate, factor in rates.items() if factor < 0]
    return all(any(_outgrows(other, rate) for other in falling) for rate in rising)


def vanishes(rates: Rates) -> bool:
    """Whether a term tends to 0 as its symbols become large."""
    return bounded(rates) and any(factor < 0 and _outgrows(rate, ()) for rate, factor in rates.items())


def _outgrows(large: Rate, small: Rate) -> bool:
    """Whether the quotient of two rates tends to 0: in no symbol it grows, in one it falls."""
    exponents = dict(small)
    for generator, exponent in large:
        exponents[generator] = exponents.get(generator, Fraction(0)) - exponent
    signs = [_leading(exponents, symbol) for symbol in {symbol for symbol, _ in exponents}]
    return all(sign <= 0 for sign in signs) and any(sign < 0 for sign in signs)


def _leading(exponents: Mapping[Generator, Fraction], symbol: str) -> Fraction:
    """Return the exponent that decides how a product of powers of one symbol and its logarithms grows."""
    levels = sorted(level for name, level in exponents if name == symbol)
    return next((exponents[symbol, level] for level in levels if exponents[symbol, level]), Fraction(0))


def _settled(one: Sum) -> frozenset[Term]:
    """Return the terms that are added, once those subtracted are seen not to matter."""
    for term in one.minus:
        if not any(vanishes(combined([(term, ONE), (other, -ONE)])) for other in one.plus):
            raise UnclearError("a difference of terms of the same order")
    return _largest(one.plus)


def _largest(terms: frozenset[Term]) -> frozenset[Term]:
    kept: list[Term] = []
    for term in sorted(terms, key=repr):
        if not any(bounded(combined([(term, ONE), (other, -ONE)])) for other in kept):
            kept = [one for one in kept if not bounded(combined([(one, ONE), (term, -ONE)]))]
            kept.append(term)
    if not kept:
        raise UnclearError("nothing that grows")
    return frozenset(kept)


# From formulas to terms


def _sum(formula: Expr) -> Sum:
    total = _NOTHING
    for monomial, coefficient in _terms(formula):
        one = _ONE
        for atom, exponent in monomial:
            one = one * _power_of_atom(atom, Fraction(exponent))
        total = total + (one if coefficient > 0 else -one)
    return total


def _terms(formula: Expr) -> Iterator[tuple[Monomial, Rational]]:
    if formula.rational is None:
        yield from formula.terms.items()
    elif formula.rational:
        yield (), formula.rational


def _power_of_atom(atom: Atom, exponent: Fraction) -> Sum:
    whole = Expr.power_of(atom)
    if not whole.symbols:
        return _ONE if whole > 0 or exponent.numerator % 2 == 0 else -_ONE
    if atom.kind == "symbol":
        return Sum(frozenset({Term.of({(((atom.arg, 1), Fraction(1)),): Expr.of(exponent)})}))
    if atom.kind == "exp":
        rates = {rate: factor * exponent for rate, factor in _exactly(atom.arg).items()}
        return Sum(frozenset({Term.of(rates)}))
    if atom.kind in ("abs", "power"):
        return _power(growth(atom.arg), exponent)
    if atom.kind == "log":
        return _power(_logarithm(growth(atom.arg)), exponent)
    raise UnclearError(f"{atom.kind} of a symbol")


def _power(terms: frozenset[Term], exponent: Fraction) -> Sum:
    if exponent < 0 and len(terms) > 1:
        raise UnclearError("one over a sum")
    return Sum(frozenset(term**exponent for term in terms))


def _logarithm(terms: frozenset[Term]) -> frozenset[Term]:
    """Return the order of the logarithm of a sum: the sum of the logarithms of its terms."""
    found = set()
    for term in terms:
        for rate, factor in term.parts:
            if not factor > 0:
                raise UnclearError("the logarithm of a quotient")
            found.add(_as_term(rate))
    return _largest(frozenset(found or {CONSTANT}))


def _as_term(rate: Rate) -> Term:
    """Return a rate as a term: a power of log N has a rate of log log N in its logarithm."""
    return Term.of({(((symbol, level + 1), Fraction(1)),): Expr.of(power) for (symbol, level), power in rate})


# Exponents, where constant factors count


def _exactly(formula: Expr) -> dict[Rate, Expr]:
    """Return a formula as a sum of rates."""
    total: dict[Rate, Expr] = {}
    for monomial, coefficient in _terms(formula):
        one: dict[Rate, Expr] = {(): Expr.of(coefficient)}
        for atom, exponent in monomial:
            one = _product(one, _exact_power(atom, Fraction(exponent)))
        for rate, factor in one.items():
            total[rate] = total.get(rate, ZERO) + factor
    return total


def _exact_power(atom: Atom, exponent: Fraction) -> dict[Rate, Expr]:
    if not Expr.power_of(atom).symbols:
        return {(): Expr.power_of(atom) ** exponent}
    if atom.kind == "symbol":
        return {(((atom.arg, 0), exponent),): ONE}
    if atom.kind in ("abs", "power"):
        return _power_of_rates(_exactly(atom.arg), exponent)
    if atom.kind == "log":
        return _power_of_rates(_exact_logarithm(atom.arg), exponent)
    raise UnclearError("such an exponent")


def _power_of_rates(rates: dict[Rate, Expr], exponent: Fraction) -> dict[Rate, Expr]:
    if len(rates) == 1:
        ((rate, factor),) = rates.items()
        return {tuple((generator, power * exponent) for generator, power in rate): factor**exponent}
    if exponent.denominator != 1 or not 0 < exponent <= 8:
        raise UnclearError("a power of a sum in an exponent")
    result = rates
    for _ in range(int(exponent) - 1):
        result = _product(result, rates)
    return result


def _product(a: Mapping[Rate, Expr], b: Mapping[Rate, Expr]) -> dict[Rate, Expr]:
    if len(a) * len(b) > MOST:
        raise UnclearError("too many terms")
    result: dict[Rate, Expr] = {}
    for (one, p), (other, q) in pairs(a.items(), b.items()):
        exponents = dict(one)
        for generator, exponent in other:
            exponents[generator] = exponents.get(generator, Fraction(0)) + exponent
        rate = tuple(sorted((generator, power) for generator, power in exponents.items() if power))
        result[rate] = result.get(rate, ZERO) + p * q
    return result


def _exact_logarithm(formula: Expr) -> dict[Rate, Expr]:
    """Return the logarithm of a product of powers as a sum of rates."""
    terms = list(_terms(formula))
    if len(terms) != 1 or terms[0][1] <= 0:
        raise UnclearError("the logarithm of a sum in an exponent")
    monomial, coefficient = terms[0]
    total: dict[Rate, Expr] = {(): log(Expr.of(coefficient))}
    for atom, exponent in monomial:
        for rate, factor in _logarithm_of_atom(atom).items():
            total[rate] = total.get(rate, ZERO) + factor * Fraction(exponent)
    return {rate: factor for rate, factor in total.items() if factor != ZERO}


def _logarithm_of_atom(atom: Atom) -> dict[Rate, Expr]:
    if not Expr.power_of(atom).symbols:
        return {(): log(Expr.power_of(atom))}
    if atom.kind == "symbol":
        return {(((atom.arg, 1), Fraction(1)),): ONE}
    if atom.kind == "abs":
        return _exact_logarithm(atom.arg)
    if atom.kind == "exp":
        return _exactly(atom.arg)
    inner = _exact_logarithm(atom.arg) if atom.kind == "log" else {}
    if len(inner) != 1:
        raise UnclearError("such a logarithm in an exponent")
    ((rate, factor),) = inner.items()
    nested: dict[Rate, Expr] = {(): log(factor)} if factor != ONE else {}
    for (symbol, level), power in rate:
        nested[(((symbol, level + 1), Fraction(1)),)] = Expr.of(power)
    return nested
