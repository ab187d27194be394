"""Exact values: one closed, immutable type of rationals, roots, pi, exp, log, trigonometry and symbols.

An `Expr` is in normal form from the moment it is made, so that ``==`` compares structure and a key comes out as a
teacher writes it:

>>> from examgen.text.expr import Expr
>>> from examgen.text.functions import exp, log, sqrt
>>> 6 / sqrt(8)
Expr('3*sqrt(2)/2')
>>> exp(Expr.symbol("x") + log(3)) == 3 * exp(Expr.symbol("x"))
True
>>> 12 / (1 + exp(6)) == 12 - 12 / (1 + exp(-6))
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

from examgen.text.arithmetic import Rational, TooLarge, Undecided, Undefined, plain, quotient
from examgen.text.monomials import EXPANDED, ROOTS, Atom, Terms, add_term, order, product

__all__ = ["ONE", "PI", "ZERO", "E", "Expr", "Number", "TooLarge", "Undecided", "Undefined"]

Number: TypeAlias = "Expr | int | Fraction"
"""What arithmetic with exact values takes."""


class Expr:
    """An exact real number, or a formula of symbols that stand for real numbers.

    Arithmetic takes integers and fractions on both sides, never a binary float. ``<`` and its kin are decided
    rigorously.

    Raises
    ------
    Undefined
        By a division by zero, an even root of a negative number, a logarithm of zero.
    TooLarge
        By a power with more than 4096 bits.
    Undecided
        By a comparison of what has free symbols, or of numbers that 4096 bits don't tell apart.
    """

    __slots__ = ("_hash", "_order", "_size", "_symbols", "rational", "terms")

    terms: Terms
    rational: Rational | None
    _hash: int | None
    _order: tuple[Any, ...] | None
    _size: int | None
    _symbols: frozenset[str] | None

    _small: ClassVar[dict[int, Expr]] = {}

    def __init__(self) -> None:
        raise TypeError("use Expr.of(number) or Expr.symbol(name)")

    # Making

    @staticmethod
    def of(value: Number) -> Expr:
        """Return an integer, a fraction or an expression as an expression.

        Raises
        ------
        TypeError
            For anything else, binary floats included.
        """
        if type(value) is Expr:
            return value
        if isinstance(value, int):
            return Expr._small.get(value) or _rational(int(value))
        if isinstance(value, Fraction):
            return _rational(plain(value))
        raise TypeError(f"{type(value).__name__} is no exact number")

    @staticmethod
    def symbol(name: str) -> Expr:
        """Return the symbol of that name."""
        return Expr.power_of(Atom("symbol", name))

    @staticmethod
    def power_of(atom: Atom, exponent: Rational = 1) -> Expr:
        """Return a power of a generator as it stands."""
        return Expr.of_terms({((atom, exponent),): 1})

    @staticmethod
    def of_terms(terms: Terms) -> Expr:
        """Return the sum of terms in normal form; they must not change afterwards."""
        if not terms:
            return ZERO
        if len(terms) == 1 and () in terms:
            return Expr.of(terms[()])
        made = object.__new__(Expr)
        made.terms, made.rational = terms, None
        made._hash = made._order = made._size = made._symbols = None
        return made

    # What it is

    @property
    def is_rational(self) -> bool:
        """Whether it is a rational number."""
        return self.rational is not None

    @property
    def is_integer(self) -> bool:
        """Whether it is an integer."""
        return type(self.rational) is int

    @property
    def is_number(self) -> bool:
        """Whether it has no symbols."""
        return self.rational is not None or not self.symbols

    @property
    def is_quadratic(self) -> bool:
        """Whether it is a sum of square roots of rationals, few enough to rationalise a denominator."""
        roots = {pair for monomial in self.terms for pair in monomial}
        return len(roots) <= 4 and all(atom.kind == ROOTS and 2 * e == 1 for atom, e in roots)

    @property
    def fraction(self) -> Fraction:
        """The value of a rational number.

        Raises
        ------
        ValueError
            If it is none.
        """
        if self.rational is None:
            raise ValueError(f"{self} is no rational number")
        return Fraction(self.rational)

    @property
    def symbols(self) -> frozenset[str]:
        """The names of its symbols."""
        if self._symbols is None:
            atoms = {atom for monomial in self.terms for atom, _ in monomial}
            self._symbols = frozenset().union(*map(_symbols_of, atoms))
        return self._symbols

    @property
    def size(self) -> int:
        """How many numbers, names and functions it is made of."""
        if self._size is None:
            self._size = sum(1 + sum(1 + _size_of(atom) for atom, _ in pairs) for pairs in self.terms) or 1
        return self._size

    @property
    def order(self) -> tuple[Any, ...]:
        """A key that sorts expressions by their form (not by their value)."""
        if self._order is None:
            self._order = tuple(sorted((order(monomial), c) for monomial, c in self.terms.items()))
        return self._order

    # Arithmetic

    def __add__(self, other: Number) -> Expr:
        if type(other) is not Expr:
            if not isinstance(other, int | Fraction):
                return NotImplemented
            other = Expr.of(other)
        if self.rational is not None and other.rational is not None:
            return _rational(plain(self.rational + other.rational))
        terms = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            add_term(terms, monomial, coefficient)
        return Expr.of_terms(terms)

    __radd__ = __add__

    def __neg__(self) -> Expr:
        return self._scaled(-1)

    def __pos__(self) -> Expr:
        return self

    def __sub__(self, other: Number) -> Expr:
        if type(other) is not Expr and not isinstance(other, int | Fraction):
            return NotImplemented
        return self + -other

    def __rsub__(self, other: int | Fraction) -> Expr:
        return -self + other

    def __mul__(self, other: Number) -> Expr:
        if type(other) is not Expr:
            if not isinstance(other, int | Fraction):
                return NotImplemented
            other = Expr.of(other)
        if other.rational is not None:
            return self._scaled(other.rational)
        if self.rational is not None:
            return other._scaled(self.rational)
        if len(self.terms) * len(other.terms) > EXPANDED and not (self.is_quadratic and other.is_quadratic):
            from examgen.text.powers import unexpanded  # powers are made of expressions

            return unexpanded(self, other)
        return Expr.of_terms(product(self.terms, other.terms))

    __rmul__ = __mul__

    def _scaled(self, factor: Rational) -> Expr:
        if self.rational is not None:
            return _rational(plain(self.rational * factor))
        if not factor:
            return ZERO
        return Expr.of_terms({m: plain(c * factor) for m, c in self.terms.items()})

    def __truediv__(self, other: Number) -> Expr:
        if type(other) is not Expr:
            if not isinstance(other, int | Fraction):
                return NotImplemented
            other = Expr.of(other)
        if other.rational:
            return self._scaled(quotient(1, other.rational))
        from examgen.text.powers import ratio  # powers are made of expressions

        return ratio(self, other)

    def __rtruediv__(self, other: int | Fraction) -> Expr:
        return Expr.of(other) / self if isinstance(other, int | Fraction) else NotImplemented

    def __pow__(self, exponent: Number) -> Expr:
        if type(exponent) is Expr and exponent.rational is not None:
            exponent = exponent.rational
        from examgen.text.powers import general_power, power  # powers are made of expressions

        if isinstance(exponent, int | Fraction):
            return power(self, plain(exponent))
        return general_power(self, exponent) if type(exponent) is Expr else NotImplemented

    def __rpow__(self, base: int | Fraction) -> Expr:
        return Expr.of(base) ** self if isinstance(base, int | Fraction) else NotImplemented

    def __abs__(self) -> Expr:
        from examgen.text.functions import FUNCTIONS  # functions are made of expressions

        result: Expr = FUNCTIONS["abs"](self)
        return result

    # Comparing

    def __eq__(self, other: object) -> bool:
        if type(other) is Expr:
            return self is other or self.terms == other.terms
        if isinstance(other, int | Fraction):
            return self.rational is not None and self.rational == other
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            whole = self.rational is not None
            self._hash = hash(self.rational) if whole else hash(frozenset(self.terms.items()))
        return self._hash

    def __bool__(self) -> bool:
        return self.rational is None or bool(self.rational)

    def __lt__(self, other: Number) -> bool:
        return _sign_of(self, other) < 0 if isinstance(other, Expr | int | Fraction) else NotImplemented

    def __le__(self, other: Number) -> bool:
        return _sign_of(self, other) <= 0 if isinstance(other, Expr | int | Fraction) else NotImplemented

    def __gt__(self, other: Number) -> bool:
        return _sign_of(self, other) > 0 if isinstance(other, Expr | int | Fraction) else NotImplemented

    def __ge__(self, other: Number) -> bool:
        return _sign_of(self, other) >= 0 if isinstance(other, Expr | int | Fraction) else NotImplemented

    def __index__(self) -> int:
        if type(self.rational) is not int:
            raise TypeError(f"{self} is no integer")
        return self.rational

    # Replacing and writing

    def substitute(self, values: Mapping[str, Expr]) -> Expr:
        """Put values in place of symbols, all at once.

        Raises
        ------
        Undefined
            If the expression has no value there.
        """
        return self if self.symbols.isdisjoint(values) else _substituted(self, values)

    def __repr__(self) -> str:
        return f"Expr({str(self)!r})"

    def __str__(self) -> str:
        from examgen.text.show import show  # writing stands above the numbers

        return show(self)

    def __reduce__(self) -> tuple[Callable[..., Expr], tuple[Any, ...]]:
        return _restored, (tuple(self.terms.items()),)


def _rational(value: Rational) -> Expr:
    made = object.__new__(Expr)
    made.terms, made.rational = {(): value} if value else {}, value
    made._hash = made._order = made._size = made._symbols = None
    return made


def _restored(items: tuple[Any, ...]) -> Expr:
    return Expr.of_terms(dict(items))


def _sign_of(a: Expr, b: Number) -> int:
    """Return the sign of ``a - b``."""
    difference = a - b
    if difference.rational is not None:
        return (difference.rational > 0) - (difference.rational < 0)
    from examgen.text.balls import sign  # evaluation stands above the numbers, and loading it takes time

    found = sign(difference)
    if found is None:
        raise Undecided(f"it cannot be decided how {a} compares with {b}")
    return found


def _symbols_of(atom: Atom) -> frozenset[str]:
    if atom.kind == "symbol":
        return frozenset((atom.arg,))
    return atom.arg.symbols if type(atom.arg) is Expr else frozenset()


def _size_of(atom: Atom) -> int:
    return atom.arg.size if type(atom.arg) is Expr else 0


def _substituted(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    total = ZERO
    for monomial, coefficient in expr.terms.items():
        term = Expr.of(coefficient)
        for atom, exponent in monomial:
            term = term * _substituted_atom(atom, values) ** exponent
        total = total + term
    return total


def _substituted_atom(atom: Atom, values: Mapping[str, Expr]) -> Expr:
    if atom.kind == "symbol":
        return values.get(atom.arg, Expr.power_of(atom))
    if type(atom.arg) is not Expr or atom.arg.symbols.isdisjoint(values):
        return Expr.power_of(atom)
    inner = _substituted(atom.arg, values)
    if atom.kind in ("power", "held"):
        return inner
    from examgen.text.functions import FUNCTIONS  # functions are made of expressions

    result: Expr = FUNCTIONS[atom.kind](inner)
    return result


ZERO = _rational(0)
"""The number 0."""

Expr._small.update({n: _rational(n) for n in range(-64, 257)})
Expr._small[0] = ZERO

ONE = Expr.of(1)
"""The number 1."""

PI = Expr.power_of(Atom("pi", 0))
"""The number pi."""

E = Expr.power_of(Atom("exp", ONE))
"""Euler's number."""
