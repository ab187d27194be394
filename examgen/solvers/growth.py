r"""How fast a function of k grows, and whether its sum over k is finite.

The functions of k that expressions are made of belong to a Hardy field: each is in the end positive, zero or
negative, and of two of them one dominates. A *growth* is ``exp(sum of e*k^a*(ln k)^b*(ln ln k)^c...)``, which
covers ``rho^k``, ``k^a``, ``(ln k)^b`` and what lies between and beyond. All is exact: coefficients are `Expr`,
nothing is estimated.

Whether the sum over k converges follows from limit comparison, the integral test and Bertrand's series:
``1/(k (ln k)^b)`` has a finite sum for b > 1 only, and so on down the scale of logarithms.

Sources: G. H. Hardy, "Orders of infinity", Cambridge 1910; K. Knopp, "Theory and application of infinite series",
sections 14 and 37.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from examgen.text import balls
from examgen.text.arithmetic import Rational, Undecided
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import exp, log
from examgen.text.monomials import ROOTS, Atom

__all__ = [
    "CONSTANT",
    "DEPTH",
    "GROWING",
    "Growth",
    "K",
    "Key",
    "Unknown",
    "sign_of",
    "sum_converges",
    "unit",
    "vanishes",
]

K = "k"
"""The name of the variable that grows."""

UNSIGNED = frozenset("p")
"""Symbols of unknown sign; all others stand for positive constants."""

DEPTH = 6
"""How many functions the scale has: k, ln k, ln ln k, ..."""

Key = tuple[Rational, ...]
"""Exponents of k, ln k, ln ln k, ..."""


class Unknown(Undecided):
    """How an expression grows can't be told; the message is a sentence for the reader."""


# Signs


def sign_of(value: Expr) -> int:
    """Return the sign of a constant: 1, 0 or -1.

    Raises
    ------
    Unknown
        If it depends on symbols, or can't be told.
    """
    found = balls.sign(value) if value.is_number else _sign_of_terms(value)
    if found is None:
        raise Unknown(f"the sign of {value} is not known")
    return found


def _sign_of_terms(value: Expr) -> int | None:
    return 1 if _positive(value) else -1 if _positive(-value) else None


def _positive(value: Expr) -> bool:
    """Whether a constant is seen to be positive, term by term."""
    return all(c > 0 and all(_positive_atom(atom) for atom, _ in m) for m, c in value.terms.items())


def _positive_atom(atom: Atom) -> bool:
    if atom.kind == "symbol":
        return atom.arg not in UNSIGNED
    if atom.kind == "log":
        return bool(atom.arg.is_number and balls.sign(atom.arg - 1) == 1)
    if atom.kind == "power":
        return balls.sign(atom.arg) == 1 if atom.arg.is_number else _positive(atom.arg)
    return atom.kind in (ROOTS, "pi", "exp", "cosh")


# Growths


@dataclass(frozen=True, slots=True)
class Growth:
    """The exponential of a sum, ``exp(sum of e*k^a*(ln k)^b*...)``, largest term first; empty for 1.

    Parameters
    ----------
    parts
        Pairs of exponents ``(a, b, ...)`` and coefficient ``e``, which is not 0. The exponents belong to a function
        that tends to infinity.
    """

    parts: tuple[tuple[Key, Expr], ...] = ()

    @staticmethod
    def of(parts: Mapping[Key, Expr]) -> Growth:
        """Return the growth of a sum in the exponent."""
        return Growth(
            tuple((key, parts[key]) for key in sorted(parts, reverse=True) if not vanishes(parts[key]))
        )

    def __mul__(self, other: Growth) -> Growth:
        parts = dict(self.parts)
        for key, coefficient in other.parts:
            parts[key] = parts.get(key, ZERO) + coefficient
        return Growth.of(parts)

    def __pow__(self, exponent: Expr) -> Growth:
        return Growth.of({key: coefficient * exponent for key, coefficient in self.parts})

    @property
    def sign(self) -> int:
        """1 if it tends to infinity, 0 if it is 1, -1 if it tends to 0."""
        return sign_of(self.parts[0][1]) if self.parts else 0

    def __lt__(self, other: Growth) -> bool:
        return (self * other ** Expr.of(-1)).sign < 0

    def expr(self) -> Expr:
        """Return it as an expression in k."""
        total = ZERO
        for key, coefficient in self.parts:
            total = total + coefficient * _scale_product(key)
        found: Expr = exp(total)
        return found


def vanishes(value: Expr) -> bool:
    """Whether a constant is the number 0; what has symbols is not."""
    return value.is_number and sign_of(value) == 0


def _scale_product(key: Key) -> Expr:
    product, level = ONE, Expr.symbol(K)
    for exponent in key:
        product = product * level**exponent
        level = log(level) if any(key) else level
    return product


def unit(level: int) -> Key:
    """Return the exponents of one function of the scale: k, ln k, ..."""
    return tuple(int(i == level) for i in range(DEPTH))


CONSTANT = Growth()
GROWING = Growth.of({unit(1): ONE})


def sum_converges(growth: Growth) -> bool:
    """Whether the sum of a growth over k is finite: the integral test, by comparison with Bertrand's series.

    At each level of the scale, ``k``, ``k ln k``, ``k ln k ln ln k``, ..., the exponent -1 is the border; only there
    does the next level decide.

    Raises
    ------
    Unknown
        If coefficients have symbols that leave it open, or the scale is too short.
    """
    parts = dict(growth.parts)
    for level in range(1, DEPTH):
        border = unit(level)
        between = [key for key in parts if key > border]
        if between:
            return sign_of(parts[max(between)]) < 0
        beyond = sign_of(parts.pop(border, ZERO) + 1)
        if beyond:
            return beyond < 0
    raise Unknown("it lies on the border of convergence in every logarithm")
