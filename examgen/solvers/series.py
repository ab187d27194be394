r"""Expressions in k as generalised power series: growths with coefficients, largest first.

The expansion of an expression follows its form: sums and products of series, powers by the binomial series of
what stands beside the leading term, exponentials by taking what grows into the scale. What was cut off is
bounded by a growth, so that a leading term is proved, never guessed.

Source: D. Gruntz, "On computing limits in a symbolic manipulation system", ETH Zurich 1996, chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from itertools import islice
from math import factorial

from examgen.solvers.growth import CONSTANT, DEPTH, GROWING, Growth, K, Key, Unknown, sign_of, unit, vanishes
from examgen.text.arithmetic import Rational, Undefined, plain
from examgen.text.expr import ONE, PI, Expr
from examgen.text.functions import FUNCTIONS, exp, log
from examgen.text.monomials import Atom

__all__ = ["Expansion", "Series", "leading"]

TERMS = (1, 3, 6)
"""How many terms of a series are kept, in one try after the other: more are needed only where terms cancel."""


class TooShort(Unknown):
    """All terms that were kept cancel."""


def leading(expr: Expr) -> tuple[Growth, Expr]:
    """Return the leading term of an expression in k, as k grows: its growth and its coefficient.

    Raises
    ------
    Unknown
        If it can't be told.
    Undefined
        If the expression is 0, or has no value for large k.
    """
    for size in TERMS[:-1]:
        try:
            return Expansion(size).of(expr).lead
        except TooShort:
            continue
    return Expansion(TERMS[-1]).of(expr).lead


# Series


@dataclass(frozen=True, slots=True)
class Series:
    """A sum of growths with coefficients, largest first, and the growth of what was left out.

    Parameters
    ----------
    terms
        Growths and their coefficients, none of them 0.
    error
        What is left out is at most a constant times this; None if nothing is.
    """

    terms: tuple[tuple[Growth, Expr], ...] = ()
    error: Growth | None = None

    @property
    def lead(self) -> tuple[Growth, Expr]:
        """The largest term.

        Raises
        ------
        TooShort
            If all known terms cancel.
        Undefined
            If it is 0.
        """
        if self.terms:
            return self.terms[0]
        if self.error is None:
            raise Undefined("the value 0 has no logarithm and no reciprocal")
        raise TooShort("its terms cancel so far that its size can't be told")


@dataclass(frozen=True, slots=True)
class Expansion:
    """Turns expressions into series of at most `size` terms."""

    size: int

    def of(self, expr: Expr) -> Series:
        """Return the series of an expression in k."""
        if K not in expr.symbols:
            return self.constant(expr)
        return self.sum(self._product(monomial, Expr.of(c)) for monomial, c in expr.terms.items())

    def constant(self, value: Expr) -> Series:
        """Return a constant as a series."""
        return self.made([(CONSTANT, value)], [])

    def made(self, terms: Iterable[tuple[Growth, Expr]], errors: Iterable[Growth]) -> Series:
        """Collect terms, and cut off those that are too many or below the error."""
        kept: list[tuple[Growth, Expr]] = []
        bounds = list(errors)
        error = max(bounds) if bounds else None
        for growth, coefficient in sorted(terms, key=cmp_to_key(_larger_first)):
            if error is not None and not error < growth:
                break
            if kept and not growth < kept[-1][0]:
                coefficient = kept.pop()[1] + coefficient
            elif len(kept) == self.size:
                error = growth
                break
            if not vanishes(coefficient):
                kept.append((growth, coefficient))
        return Series(tuple(kept), error)

    def sum(self, parts: Iterable[Series]) -> Series:
        """Add up series."""
        found = list(parts)
        errors = [part.error for part in found if part.error is not None]
        return self.made([term for part in found for term in part.terms], errors)

    def product(self, one: Series, other: Series) -> Series:
        """Multiply two series."""
        terms = [(g * h, a * b) for g, a in one.terms for h, b in other.terms]
        return self.made(terms, [*_errors(one, other), *_errors(other, one, both=False)])

    def power(self, base: Series, exponent: Rational) -> Series:
        """Raise a series to a power: the leading term, times a binomial series of the rest."""
        growth, coefficient = base.lead
        if exponent.denominator != 1 and sign_of(coefficient) < 0:
            raise Undefined("a root of a negative number")
        factor = Series(((growth ** Expr.of(exponent), coefficient**exponent),))
        return self.product(factor, self.function(self.rest(base), _binomials(exponent)))

    def rest(self, base: Series) -> Series:
        """Return u where a series is its leading term times 1 + u."""
        growth, coefficient = base.lead
        inverse = growth ** Expr.of(-1)
        return Series(
            tuple((g * inverse, c / coefficient) for g, c in base.terms[1:]),
            None if base.error is None else base.error * inverse,
        )

    def function(self, u: Series, coefficients: Iterable[Rational]) -> Series:
        """Return the power series with these coefficients at a series that tends to 0."""
        start, *others = islice(coefficients, self.size + 1)
        total, power = [self.constant(Expr.of(start))], self.constant(ONE)
        if not u.terms and u.error is None:
            return total[0]
        for coefficient in others:
            power = self.product(power, u)
            total.append(self.product(self.constant(Expr.of(coefficient)), power))
        largest = u.terms[0][0] if u.terms else u.error
        left_out = Growth() if largest is None else largest ** Expr.of(self.size + 1)
        return self.sum([*total, Series((), left_out)])

    def exp(self, x: Series) -> Series:
        """Exponentiate: what grows goes into the scale, what vanishes into a power series."""
        if x.error is not None and not x.error < CONSTANT:
            raise TooShort("an exponent can't be told closely enough")
        growth, factor, small = CONSTANT, ONE, []
        for term in x.terms:
            if term[0].sign > 0:
                growth = growth * Growth.of({_as_key(term[0]): term[1]})
            elif term[0].sign == 0:
                factor = exp(term[1])
            else:
                small.append(term)
        rest = self.function(Series(tuple(small), x.error), _exponentials())
        return self.product(Series(((growth, factor),)), rest)

    def log(self, x: Series) -> Series:
        """Take the logarithm: of the leading term, and a power series of the rest."""
        growth, coefficient = x.lead
        if sign_of(coefficient) < 0:
            raise Undefined("the logarithm of a negative number")
        parts = [(_as_growth(key), e) for key, e in growth.parts]
        main = self.made([*parts, (CONSTANT, log(coefficient))], [])
        return self.sum([main, self.function(self.rest(x), _logarithms())])

    def _product(self, monomial: Iterable[tuple[Atom, Rational]], coefficient: Expr) -> Series:
        result = self.constant(coefficient)
        for atom, exponent in monomial:
            result = self.product(result, self._atom(atom, exponent))
        return result

    def _atom(self, atom: Atom, exponent: Rational) -> Series:
        value = Expr.power_of(atom)
        if K not in value.symbols:
            return self.constant(value**exponent)
        if atom.kind == "symbol":
            return Series(((GROWING ** Expr.of(exponent), ONE),))
        if atom.kind == "exp":
            return self.exp(self.of(atom.arg * exponent))
        return self.power(self._function_of(atom), exponent)

    def _function_of(self, atom: Atom) -> Series:
        inner = self.of(atom.arg)
        if atom.kind == "power":
            return inner
        if atom.kind == "log":
            return self.log(inner)
        if atom.kind == "abs":
            return self.product(inner, self.constant(Expr.of(sign_of(inner.lead[1]))))
        if atom.kind in ("sinh", "cosh", "tanh"):
            return self._hyperbolic(atom.kind, inner)
        return self._bounded(atom.kind, inner)

    def _hyperbolic(self, kind: str, x: Series) -> Series:
        up, down = self.exp(x), self.exp(self._negative(x))
        half = self.constant(Expr.of(Fraction(1, 2)))
        sinh = self.product(half, self.sum([up, self._negative(down)]))
        cosh = self.product(half, self.sum([up, down]))
        if kind == "tanh":
            return self.product(sinh, self.power(cosh, -1))
        return sinh if kind == "sinh" else cosh

    def _bounded(self, kind: str, x: Series) -> Series:
        """Return a function of an argument that has a limit; the arc tangent at infinity by its reflection."""
        if kind == "acos":
            return self.sum([self.constant(PI / 2), self._negative(self._bounded("asin", x))])
        sign = x.terms[0][0].sign if x.terms else -1
        if kind == "atan" and sign > 0:
            limit = self.constant(PI / 2 * sign_of(x.terms[0][1]))
            return self.sum([limit, self._negative(self._bounded("atan", self.power(x, -1)))])
        if sign > 0 or (x.error is not None and not x.error < CONSTANT):
            raise Unknown(f"{kind} of something that has no limit has none either")
        return self.function(x, _TAYLOR[kind]()) if sign < 0 else self._at_limit(kind, x)

    def _at_limit(self, kind: str, x: Series) -> Series:
        """Return the value at the limit; the rest is as small as what the argument lacks."""
        limit, others = x.terms[0][1], x.terms[1:]
        if kind == "asin" and sign_of(1 - limit**2) == 0:
            raise Unknown("an arc sine close to its end can't be expanded")
        missing = [growth for growth, _ in others[:1]] or ([x.error] if x.error else [])
        return self.made([(CONSTANT, FUNCTIONS[kind](limit))], missing)

    def _negative(self, x: Series) -> Series:
        return self.product(self.constant(Expr.of(-1)), x)


def _larger_first(one: tuple[Growth, Expr], other: tuple[Growth, Expr]) -> int:
    if one[0].parts == other[0].parts:
        return 0
    return -1 if other[0] < one[0] else 1 if one[0] < other[0] else 0


def _errors(one: Series, other: Series, both: bool = True) -> Iterator[Growth]:
    """Yield what the error of a factor makes of the leading term, and of the error, of the other."""
    if one.error is not None:
        if other.terms:
            yield one.error * other.terms[0][0]
        if both and other.error is not None:
            yield one.error * other.error


def _as_key(growth: Growth) -> Key:
    """Return the exponents of a product of powers of k, ln k, ...: what may stand in an exponent of the scale."""
    key: list[Rational] = [0] * DEPTH
    for part, exponent in growth.parts:
        level = part.index(1) if part in _UNITS else 0
        if not level or exponent.rational is None:
            raise Unknown("it has an exponential in an exponent, or an exponent that is no rational number")
        key[level - 1] = exponent.rational
    return tuple(key)


def _as_growth(key: Key) -> Growth:
    """Return a product of powers of k, ln k, ... as a growth."""
    if key[-1]:
        raise Unknown("it has too many logarithms inside one another")
    return Growth.of(
        {unit(level + 1): Expr.of(exponent) for level, exponent in enumerate(key[:-1]) if exponent}
    )


_UNITS = frozenset(map(unit, range(DEPTH)))


# Power series


def _binomials(exponent: Rational) -> Iterator[Rational]:
    coefficient, n = Fraction(1), 0
    while True:
        yield plain(coefficient)
        coefficient, n = coefficient * (exponent - n) / (n + 1), n + 1


def _exponentials() -> Iterator[Rational]:
    return (Fraction(1, factorial(n)) for n in range(max(TERMS) + 2))


def _logarithms() -> Iterator[Rational]:
    yield 0
    yield from (Fraction((-1) ** (n + 1), n) for n in range(1, max(TERMS) + 2))


def _odd(coefficient: Callable[[int], Rational], even: int = 0) -> Callable[[], Iterator[Rational]]:
    """Return a series with terms of one parity, given in place n of them."""
    return lambda: (0 if n % 2 == even else coefficient(n) for n in range(max(TERMS) + 2))


_TANGENT = (0, 1, 0, Fraction(1, 3), 0, Fraction(2, 15), 0, Fraction(17, 315))
_ARC_SINE = (0, 1, 0, Fraction(1, 6), 0, Fraction(3, 40), 0, Fraction(15, 336))

_TAYLOR: Mapping[str, Callable[[], Iterator[Rational]]] = {
    "sin": _odd(lambda n: Fraction((-1) ** (n // 2), factorial(n))),
    "cos": _odd(lambda n: Fraction((-1) ** (n // 2), factorial(n)), even=1),
    "tan": lambda: iter(_TANGENT),
    "atan": _odd(lambda n: Fraction((-1) ** (n // 2), n)),
    "asin": lambda: iter(_ARC_SINE),
}
