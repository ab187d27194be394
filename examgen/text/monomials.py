"""Sums of products of powers, in one normal form: the arithmetic below `examgen.text.expr.Expr`.

A *generator* (`Atom`) is a thing that can't be taken apart by arithmetic: a prime under a root, pi, a symbol, a
function of an expression, a sum that stands under a root or in a denominator. A *monomial* is a product of
generators with rational exponents, and *terms* map monomials to rational coefficients. Equal terms are equal
numbers; the reverse holds for rational combinations of square roots, of powers of e and of one denominator,
which is what exam keys are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, ClassVar, TypeAlias
from weakref import WeakValueDictionary

from examgen.text.arithmetic import Rational, plain, quotient

__all__ = [
    "EXPANDED",
    "ROOTS",
    "Atom",
    "Monomial",
    "Terms",
    "add_settled",
    "add_term",
    "order",
    "product",
    "settled",
    "times",
]

EXPANDED = 64
"""A product of sums is multiplied out up to this many pairs of terms."""

_STEPS = 8
"""A numerator is divided by its denominator if that takes up to this many steps."""

ROOTS = "prime"
_KINDS = "prime pi symbol exp log sin cos tan asin acos atan sinh cosh tanh abs power held"
_RANKS = {name: rank for rank, name in enumerate(_KINDS.split())}


class Atom:
    """A generator; there is one object for each, so that identity is equality.

    Attributes
    ----------
    kind
        ``prime`` (of an integer; only under roots), ``pi``, ``symbol`` (of a name), ``power`` (the base of a power
        that is not multiplied out), ``held`` (see `examgen.text.functions.held`) or the name of a function.
    arg
        The prime, the name or the expression that it is of.
    order
        The key by which generators are sorted.
    special
        Whether products with it need `settled`.
    """

    __slots__ = ("__weakref__", "arg", "kind", "order", "special")
    _known: ClassVar[WeakValueDictionary[tuple[str, Any], Atom]] = WeakValueDictionary()

    kind: str
    arg: Any
    order: tuple[Any, ...]
    special: bool

    def __new__(cls, kind: str, arg: Any) -> Atom:
        """Return the one object for a generator."""
        known = cls._known.get((kind, arg))
        if known is not None:
            return known
        atom = object.__new__(cls)
        atom.kind, atom.arg, atom.special = kind, arg, kind in ("power", "abs")
        atom.order = (_RANKS[kind], arg if isinstance(arg, int | str) else arg.order)
        return cls._known.setdefault((kind, arg), atom)

    def __reduce__(self) -> tuple[Callable[..., Atom], tuple[str, Any]]:
        return Atom, (self.kind, self.arg)

    def __repr__(self) -> str:
        return f"Atom({self.kind!r}, {self.arg!r})"


Monomial: TypeAlias = tuple[tuple[Atom, Rational], ...]
Terms: TypeAlias = dict[Monomial, Rational]


def order(monomial: Monomial) -> tuple[Any, ...]:
    """Return the key by which monomials are sorted."""
    return tuple((atom.order, exponent) for atom, exponent in monomial)


def add_term(terms: Terms, monomial: Monomial, coefficient: Rational) -> None:
    """Add a term in place."""
    old = terms.get(monomial)
    if old is None:
        terms[monomial] = plain(coefficient)
        return
    total = old + coefficient
    if total:
        terms[monomial] = plain(total)
    else:
        del terms[monomial]


def product(a: Terms, b: Terms) -> Terms:
    """Multiply out."""
    result: Terms = {}
    for one, p in a.items():
        for other, q in b.items():
            if not one or not other:
                add_term(result, one or other, p * q)
                continue
            factor, monomial, awkward = _merged(one, other)
            if not awkward:
                add_term(result, monomial, p * q * factor)
                continue
            for settled_monomial, coefficient in settled(monomial).items():
                add_term(result, settled_monomial, p * q * factor * coefficient)
    return result


def _merged(a: Monomial, b: Monomial) -> tuple[int, Monomial, bool]:
    """Return the integer that roots leave, the product of the rest, and whether it must be settled."""
    factor, awkward, i, j = 1, False, 0, 0
    merged: list[tuple[Atom, Rational]] = []
    while i < len(a) and j < len(b):
        (atom, x), (other, y) = a[i], b[j]
        if atom is other:
            exponent = plain(x + y)
            if atom.kind == ROOTS and exponent >= 1:
                factor, exponent = factor * atom.arg, exponent - 1
            if exponent:
                merged.append((atom, exponent))
            i, j = i + 1, j + 1
        elif atom.order < other.order:
            merged.append(a[i])
            i += 1
        else:
            merged.append(b[j])
            j += 1
        awkward = awkward or atom.special or other.special
    merged.extend(a[i:])
    merged.extend(b[j:])
    return factor, tuple(merged), awkward or any(atom.special for atom, _ in merged)


@lru_cache(maxsize=4096)
def settled(monomial: Monomial) -> Mapping[Monomial, Rational]:
    """Bring a product of powers to normal form; exponents may be any rational numbers.

    Roots of primes get exponents between 0 and 1, positive powers of sums are multiplied out as long as they stay
    small, and a numerator is divided by its denominator as far as it goes.
    """
    coefficient: Rational = 1
    kept: list[tuple[Atom, Rational]] = []
    expanded: list[Terms] = []
    room = _room(monomial)
    for atom, exponent in monomial:
        whole = _whole_part(atom, exponent, room)
        rest = plain(exponent - whole)
        if rest:
            kept.append((atom, rest))
        if whole and atom.kind == ROOTS:
            coefficient = coefficient * Fraction(atom.arg) ** whole
        elif whole:
            expanded.append((atom.arg**whole).terms)
    result: Terms = {tuple(kept): plain(coefficient)}
    if not expanded:
        return _divided(tuple(kept), plain(coefficient)) or result
    for factor in expanded:
        result = product(result, factor)
    return result


def _room(monomial: Monomial) -> bool:
    """Return whether the positive powers of sums in a product are small enough to be multiplied out."""
    powers = [(len(a.arg.terms), int(e)) for a, e in monomial if a.kind == "power" and e >= 1]
    return sum(e for _, e in powers) <= EXPANDED and prod(n**e for n, e in powers) <= EXPANDED


def _whole_part(atom: Atom, exponent: Rational, room: bool) -> int:
    """Return the part of an exponent that is carried out."""
    if atom.kind == ROOTS:
        return int(exponent // 1)
    if atom.kind == "abs":
        return int(exponent) if exponent % 2 == 0 else 0
    if atom.kind != "power":
        return 0
    if exponent.denominator == 1 and len(atom.arg.terms) == 1:
        return int(exponent)
    return int(exponent // 1) if room and (exponent > 0 or atom.arg.is_quadratic) else 0


def _divided(monomial: Monomial, coefficient: Rational) -> Terms | None:
    """Carry out one step of the division of a numerator by a denominator, if it can be divided.

    With the denominator D = c*L + R, a numerator m that its leading monomial L divides is
    m/D = (m/L - (m/L)*R/D)/c. A negative power of a generator is removed in the same way by a term L free of it.
    """
    for atom, exponent in monomial:
        if atom.kind != "power" or exponent > 0:
            continue
        division = _division(atom)
        choice = division.choice(dict(monomial)) if division else None
        if choice is not None:
            divisor, leading, rest = choice
            share, factor = times(monomial, divisor, -1), quotient(coefficient, leading)
            result: Terms = {}
            add_settled(result, times(share, ((atom, 1),)), factor)
            for other, value in rest.items():
                add_settled(result, times(share, other), -factor * value)
            return result
    return None


def add_settled(terms: Terms, monomial: Monomial, coefficient: Rational) -> None:
    """Add in place a term that need not be in normal form."""
    for other, value in settled(monomial).items():
        add_term(terms, other, coefficient * value)


_Parted: TypeAlias = tuple[Monomial, Rational, Terms]


class _Division:
    """How to divide by a given sum: its leading term, and each generator's lone term that is free of it.

    With each generator goes the limit down to which negative powers of it are brought to the other end.
    """

    __slots__ = ("leading", "lone")

    def __init__(self, leading: _Parted, lone: tuple[tuple[Atom, Rational, _Parted], ...]) -> None:
        self.leading, self.lone = leading, lone

    def choice(self, exponents: dict[Atom, Rational]) -> _Parted | None:
        """Return the term to divide a product by, if one applies."""
        if _goes_into(self.leading[0], exponents):
            return self.leading
        for atom, limit, parted in self.lone:
            if -limit <= exponents.get(atom, 0) < 0 and _goes_into(parted[0], exponents):
                return parted
        return None


def _goes_into(divisor: Monomial, exponents: dict[Atom, Rational]) -> bool:
    degrees = [(exponents.get(atom, 0), step) for atom, step in divisor if atom.kind != ROOTS]
    return all(step <= degree <= _STEPS * step for degree, step in degrees)


@lru_cache(maxsize=1024)
def _division(denominator: Atom) -> _Division | None:
    """Prepare the division by a sum; None if it has nested roots or denominators or no single leading term."""
    terms: Terms = denominator.arg.terms
    generators = sorted({a for m in terms for a, _ in m if a.kind != ROOTS}, key=lambda atom: atom.order)
    if len(terms) == 1 or not generators or any(atom.special for atom in generators):
        return None
    degrees = {m: tuple(dict(m).get(g, 0) for g in generators) for m in terms}
    if any(degree < 0 for vector in degrees.values() for degree in vector):
        return None
    ranked = sorted(terms, key=lambda m: (sum(degrees[m]), degrees[m]))
    if degrees[ranked[-1]] == degrees[ranked[-2]]:
        return None
    lone = []
    for i, generator in enumerate(generators):
        free = [monomial for monomial in terms if not degrees[monomial][i]]
        if len(free) == 1:
            highest = max(vector[i] for vector in degrees.values())
            lone.append((generator, _STEPS * highest, _parted(terms, free[0])))
    return _Division(_parted(terms, ranked[-1]), tuple(lone))


def _parted(terms: Terms, monomial: Monomial) -> _Parted:
    return monomial, terms[monomial], {m: c for m, c in terms.items() if m != monomial}


def times(a: Monomial, b: Monomial, exponent: Rational = 1) -> Monomial:
    """Return ``a * b**exponent`` with the exponents added and nothing else done."""
    exponents = dict(a)
    for atom, power in b:
        exponents[atom] = exponents.get(atom, 0) + power * exponent
    return tuple(sorted(((a, plain(e)) for a, e in exponents.items() if e), key=lambda pair: pair[0].order))
