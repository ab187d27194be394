"""Sums that are powers of shorter sums: 1 + 2*x + x^2 is (1 + x)^2.

The root is found term by term, from the leading term down, as a square root is worked out by hand.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd, prod

from examgen.text.arithmetic import Rational, factors, plain, quotient
from examgen.text.expr import ONE, Expr
from examgen.text.monomials import ROOTS, Atom, Monomial, Terms, order, product, times

__all__ = ["perfect_power"]


@lru_cache(maxsize=2048)
def perfect_power(expr: Expr) -> tuple[Expr, int] | None:
    """Return the shortest root and the exponent of a sum that is a whole power of a sum.

    Only sums of products of whole powers are looked at, without roots and nested denominators.
    """
    terms = expr.terms
    generators = {atom for monomial in terms for atom, _ in monomial}
    if len(terms) < 3 or any(atom.special or atom.kind == ROOTS for atom in generators):
        return None
    if any(type(e) is not int or e < 0 for monomial in terms for _, e in monomial):
        return None
    ordering = sorted(generators, key=lambda atom: atom.order)
    leading = max(terms, key=lambda monomial: _degrees(monomial, ordering))
    for degree in _divisors(gcd(*(e.numerator for _, e in leading))):
        root = _root(terms, leading, degree, ordering)
        if root is not None:
            return _begun_positive(root) if degree % 2 == 0 else root, degree
    return None


def _begun_positive(root: Expr) -> Expr:
    return -root if root.terms[min(root.terms, key=order)] < 0 else root


def _degrees(monomial: Monomial, generators: list[Atom]) -> tuple[Rational, ...]:
    """Return the key of the graded order by which one divides."""
    exponents = dict(monomial)
    vector = tuple(exponents.get(atom, 0) for atom in generators)
    return (sum(vector), *vector)


def _divisors(number: int) -> list[int]:
    """Return the divisors greater than 1, descending."""
    return [d for d in range(min(number, 64), 1, -1) if number % d == 0]


def _root(terms: Terms, leading: Monomial, degree: int, generators: list[Atom]) -> Expr | None:
    """Return the root of a degree of a sum, if there is one."""
    first = _rational_root(terms[leading], degree)
    if first is None:
        return None
    top = tuple((atom, exponent // degree) for atom, exponent in leading)
    root: Terms = {top: first}
    slope = degree * first ** (degree - 1)
    beside = tuple((atom, plain(exponent * (degree - 1))) for atom, exponent in top)
    for _ in range((len(terms) - 1) // degree + 1):
        rest = _difference(terms, _raised(root, degree))
        if not rest:
            return Expr.of_terms(root)
        largest = max(rest, key=lambda monomial: _degrees(monomial, generators))
        share = times(largest, beside, -1)
        if share in root or any(exponent < 0 for _, exponent in share):
            return None
        root = {**root, share: quotient(rest[largest], slope)}
    return None


def _raised(base: Terms, degree: int) -> Terms:
    result = ONE.terms
    for _ in range(degree):
        result = product(result, base)
    return result


def _difference(a: Terms, b: Terms) -> Terms:
    return {m: a.get(m, 0) - b.get(m, 0) for m in {**a, **b} if a.get(m, 0) != b.get(m, 0)}


def _rational_root(number: Rational, degree: int) -> Rational | None:
    """Return the root of a rational number if it is rational."""
    if number < 0:
        root = _rational_root(-number, degree) if degree % 2 else None
        return root if root is None else -root
    powers = [(p, n) for p, n in factors(number.numerator)] + [
        (p, -n) for p, n in factors(number.denominator)
    ]
    if any(n % degree for _, n in powers):
        return None
    above = prod(p ** (n // degree) for p, n in powers if n > 0)
    return quotient(above, prod(p ** (-n // degree) for p, n in powers if n < 0))
