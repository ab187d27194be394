"""Powers, roots and reciprocals of exact values in normal form.

Real roots: an odd root of a negative number is negative, an even one is undefined. A sum is raised to a power by
its *primitive*: the sum without its content (the common factor of its terms), with a positive value where it is a
number.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, gcd, lcm

from examgen.text.arithmetic import (
    BITS,
    Rational,
    TooLarge,
    Undecided,
    Undefined,
    factors,
    magnitude,
    plain,
    power_of_rational,
    quotient,
)
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.monomials import (
    EXPANDED,
    ROOTS,
    Atom,
    Monomial,
    Terms,
    add_settled,
    order,
    product,
    settled,
    times,
)
from examgen.text.perfect import perfect_power

__all__ = ["content", "general_power", "power", "primitive", "ratio", "times_power", "unexpanded"]

_POSITIVE = frozenset((ROOTS, "pi", "exp", "cosh", "abs"))


def power(base: Expr, exponent: Rational) -> Expr:
    """Return a rational power.

    Raises
    ------
    Undefined
        If it is a reciprocal of zero or an even root of a negative number.
    TooLarge
        If it would have too many digits.
    """
    if base.rational is not None:
        return _power_of_rational(base.rational, exponent)
    if exponent == 0:
        return ONE
    if exponent == 1:
        return base
    if len(base.terms) == 1:
        return _power_of_term(base, exponent)
    if type(exponent) is int and exponent > 0:
        return _whole_power(base, exponent)
    factor, rest = primitive(base, even_root=exponent.denominator % 2 == 0)
    if factor == ONE and len(rest.terms) > 1:
        return _power_of_primitive(rest, exponent)
    return power(factor, exponent) * power(rest, exponent)


def general_power(base: Expr, exponent: Expr) -> Expr:
    """Return a power whose exponent is no rational number.

    Raises
    ------
    Undefined
        If the base is a number that is not positive.
    """
    from examgen.text.functions import exp, log  # functions are made of powers

    return ONE if base == ONE else exp(exponent * log(base))


def ratio(a: Expr, b: Expr) -> Expr:
    """Return ``a / b``, cancelling what is common to two sums."""
    if len(a.terms) > 1 and len(b.terms) > 1 and not b.is_quadratic:
        if a == b:
            _require_nonzero(b)
            return ONE
        (p, one), (q, other) = primitive(a), primitive(b)
        if one == other:
            return p * power(q, -1)
    return a * power(b, -1)


def unexpanded(a: Expr, b: Expr) -> Expr:
    """Return the product of two sums without multiplying it out."""
    (p, one), (q, other) = primitive(a), primitive(b)
    return p * q * _as_factor(one, 1) * _as_factor(other, 1)


def is_positive(atom: Atom) -> bool:
    """Whether the form of a generator shows that it is positive (or, for an absolute value, not negative)."""
    if atom.kind in _POSITIVE:
        return True
    if atom.kind == "log":
        return bool(atom.arg.is_rational and atom.arg.rational > 1)
    return bool(atom.kind == "power" and len(atom.arg.terms) > 1 and atom.arg.is_number)


def primitive(base: Expr, even_root: bool = False) -> tuple[Expr, Expr]:
    """Return a sum as a product of its content and its primitive.

    Parameters
    ----------
    base
        A sum of two or more terms.
    even_root
        Whether an even root will be taken: then only what is surely positive may be split off.

    Raises
    ------
    Undecided
        If the sum is a number that can't be told from zero.
    """
    number, common = content(base, even_root)
    factor = Expr.of_terms({common: number})
    rest = base if factor == ONE else times_power(base, common, -1) / number
    if not base.is_number:
        flipped = not even_root and rest.terms[min(rest.terms, key=order)] < 0
    else:
        flipped = _require_nonzero(rest) < 0
    return (-factor, -rest) if flipped else (factor, rest)


def _require_nonzero(number: Expr) -> int:
    if not number.is_number:
        return 1
    from examgen.text.balls import sign  # evaluation stands above the numbers

    found = sign(number)
    if found is None:
        raise Undecided(f"it cannot be decided whether {number} is zero")
    if found == 0:
        raise Undefined("division by zero")
    return found


def times_power(base: Expr, monomial: Monomial, exponent: int) -> Expr:
    """Multiply by a power of a product, term by term, so that what stands in a denominator cancels."""
    terms: Terms = {}
    for other, coefficient in base.terms.items():
        add_settled(terms, times(other, monomial, exponent), coefficient)
    return Expr.of_terms(terms)


def content(base: Expr, even_root: bool = False) -> tuple[Rational, Monomial]:
    """Return the common factor of the terms of a sum: a positive rational and a product."""
    coefficients = list(base.terms.values())
    number = Fraction(gcd(*(c.numerator for c in coefficients)), lcm(*(c.denominator for c in coefficients)))
    exponents = [dict(monomial) for monomial in base.terms]
    atoms = {atom for monomial in base.terms for atom, _ in monomial}
    lowest = ((atom, min(e.get(atom, 0) for e in exponents)) for atom in atoms)
    common = [(a, e) for a, e in lowest if e and (not even_root or is_positive(a))]
    return plain(number), tuple(sorted(common, key=lambda pair: pair[0].order))


def _power_of_rational(base: Rational, exponent: Rational) -> Expr:
    if not base:
        return _power_of_zero(exponent)
    if type(exponent) is int:
        return Expr.of(power_of_rational(base, exponent))
    if base < 0:
        return _signed_root(exponent) * _power_of_rational(-base, exponent)
    _require_short(base, exponent)
    primes = [(p, n) for p, n in factors(base.numerator)] + [(p, -n) for p, n in factors(base.denominator)]
    return Expr.of_terms(dict(settled(_sorted([(Atom(ROOTS, p), n * exponent) for p, n in primes]))))


def _power_of_zero(exponent: Rational) -> Expr:
    if exponent < 0:
        raise Undefined("division by zero")
    return ZERO if exponent else ONE


def _signed_root(exponent: Rational) -> int:
    """Return -1 to a rational power."""
    if exponent.denominator % 2 == 0:
        raise Undefined("an even root of a negative number")
    return -1 if exponent.numerator % 2 else 1


def _require_short(base: Rational, exponent: Rational) -> None:
    if (base.numerator.bit_length() + base.denominator.bit_length()) * magnitude(exponent) > 2 * BITS:
        raise TooLarge(f"a power with the exponent {exponent} has too many digits")


def _power_of_term(base: Expr, exponent: Rational) -> Expr:
    ((monomial, coefficient),) = base.terms.items()
    for atom, e in monomial:
        if atom.kind == ROOTS:
            _require_short(atom.arg, e * exponent)
    if type(exponent) is not int:
        return _root_of_term(monomial, coefficient, exponent)
    raised = Expr.of_terms(dict(settled(tuple((atom, plain(e * exponent)) for atom, e in monomial))))
    return raised * power_of_rational(coefficient, exponent)


def _root_of_term(monomial: Monomial, coefficient: Rational, exponent: Rational) -> Expr:
    known: list[tuple[Atom, Rational]] = []
    unknown: list[tuple[Atom, Rational]] = []
    even = exponent.denominator % 2 == 0
    for atom, e in monomial:
        sign = _sign(atom) if even else 1
        if sign < 0:
            atom = Atom("power", -Expr.power_of(atom))
            coefficient = -coefficient if e.numerator % 2 else coefficient
        if sign:
            known.append((atom, plain(e * exponent)))
        elif e.numerator % 2 == 0:
            known.append(_even_power(atom, e, exponent))
        else:
            unknown.append((atom, e))
    if len(unknown) == 1 and coefficient > 0:
        known.append((unknown[0][0], plain(unknown[0][1] * exponent)))
    elif unknown:
        inner = Expr.of_terms({tuple(unknown): 1 if coefficient > 0 else -1})
        known.append((Atom("power", inner), exponent))
        coefficient = magnitude(coefficient)
    return _power_of_rational(coefficient, exponent) * Expr.of_terms(dict(settled(_sorted(known))))


def _even_power(atom: Atom, e: Rational, exponent: Rational) -> tuple[Atom, Rational]:
    """Return an even power under an even root: (x^2)^(1/2) is the absolute value of x."""
    total = plain(e * exponent)
    if total.numerator % 2 == 0 and total.denominator % 2:
        return atom, total
    return Atom("abs", Expr.power_of(atom)), total


def _sign(atom: Atom) -> int:
    """Return the sign of a generator, 0 if its symbols leave it open."""
    if is_positive(atom):
        return 1
    value = Expr.power_of(atom)
    return _require_nonzero(value) if value.is_number else 0


def _whole_power(base: Expr, exponent: int) -> Expr:
    """Return a positive integer power of a sum, multiplied out if it stays small."""
    digits = max(c.numerator.bit_length() + c.denominator.bit_length() for c in base.terms.values())
    small = exponent <= EXPANDED and comb(len(base.terms) + exponent - 1, exponent) <= EXPANDED
    if not (small or (base.is_quadratic and (digits + 4) * exponent <= BITS)):
        factor, rest = primitive(base)
        return power(factor, exponent) * _as_factor(rest, exponent)
    result, square = ONE.terms, base.terms
    while exponent:
        if exponent % 2:
            result = product(result, square)
        exponent //= 2
        square = product(square, square) if exponent else square
    return Expr.of_terms(result)


def _power_of_primitive(base: Expr, exponent: Rational) -> Expr:
    if base.is_quadratic:
        return _power_of_quadratic(base, exponent)
    known = perfect_power(base)
    if known is not None:
        return _power_of_power(*known, exponent)
    whole = int(exponent) if exponent > 0 else 0
    rest = plain(exponent - whole)
    return power(base, whole) * _kept(base, rest) if rest else power(base, whole)


def _power_of_power(root: Expr, degree: int, exponent: Rational) -> Expr:
    even = degree % 2 == 0 and exponent.denominator % 2 == 0
    return power(abs(root) if even else root, plain(degree * exponent))


def _power_of_quadratic(base: Expr, exponent: Rational) -> Expr:
    whole = int(exponent // 1)
    rest = plain(exponent - whole)
    result = power(base, whole) if whole >= 0 else power(_reciprocal(base), -whole)
    if not rest:
        return result
    nested = _without_nesting(base) if rest == Fraction(1, 2) else None
    return result * (nested if nested is not None else _kept(base, rest))


def _as_factor(base: Expr, exponent: Rational) -> Expr:
    """Return a power of a primitive that is not multiplied out."""
    return _kept(base, exponent) if len(base.terms) > 1 else power(base, exponent)


def _kept(base: Expr, exponent: Rational) -> Expr:
    return Expr.power_of(Atom("power", base), exponent)


def _reciprocal(base: Expr) -> Expr:
    """Rationalise the denominator: multiply by the conjugate, one root after the other."""
    if len(base.terms) == 1:
        return power(base, -1)
    prime = max((atom for monomial in base.terms for atom, _ in monomial), key=lambda atom: atom.order)
    signs = ((m, -1 if any(atom is prime for atom, _ in m) else 1) for m in base.terms)
    conjugate = Expr.of_terms({m: sign * base.terms[m] for m, sign in signs})
    norm = base * conjugate
    if not norm:
        raise Undecided(f"it cannot be decided whether {base} is zero")
    return conjugate * (_reciprocal(norm) if norm.rational is None else Expr.of(quotient(1, norm.rational)))


def _without_nesting(base: Expr) -> Expr | None:
    """Return sqrt(a + b*sqrt(c)) as a sum of two roots, if a^2 - b^2*c is the square of a rational."""
    a = base.terms.get(())
    if a is None or len(base.terms) != 2:
        return None
    discriminant = a * a - ((base - a) ** 2).fraction
    root = power(Expr.of(discriminant), Fraction(1, 2)) if discriminant >= 0 else None
    if root is None or root.rational is None:
        return None
    large, small = (power((a + s) / 2, Fraction(1, 2)) for s in (root, -root))
    return large - small if any(c < 0 for m, c in base.terms.items() if m) else large + small


def _sorted(pairs: list[tuple[Atom, Rational]]) -> Monomial:
    """Return pairs as a product, adding up the exponents of equal generators."""
    exponents: dict[Atom, Rational] = {}
    for atom, exponent in pairs:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(((a, plain(e)) for a, e in exponents.items() if e), key=lambda pair: pair[0].order))
