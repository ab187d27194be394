"""Numbers for checks: `arb` balls at high precision, difference quotients, samples of sets and of formulas.

A check takes a route of its own. It turns the inputs into balls (`real`) and goes on from there without the
exact arithmetic that the steps use: the forward map is evaluated numerically and differentiated by central
differences, an iteration is simulated, a closed form is put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from flint import arb, ctx, fmpq

from examgen.text import balls
from examgen.text.expr import Expr

BITS = 1024
"""Working precision of a check. Central differences lose three quarters of it at most."""

Number: TypeAlias = Any
"""Whatever `real` takes: an exact value, an integer, a fraction or a ball."""


@contextmanager
def precisely(bits: int = BITS) -> Iterator[None]:
    """Work with balls of `bits` bits in the block."""
    with ctx.workprec(bits):
        yield


def real(number: Number) -> arb:
    """Return a ball around a number, at the working precision.

    Raises
    ------
    TypeError
        For binary floats and for anything that is no number.
    """
    if isinstance(number, arb):
        return number
    if isinstance(number, Expr):
        return real(number.fraction) if number.is_rational else balls.ball(number, bits=ctx.prec)
    if isinstance(number, Fraction):
        return arb(fmpq(number.numerator, number.denominator))
    if isinstance(number, int | fmpq):
        return arb(number)
    raise TypeError(f"{type(number).__name__} is no exact number")


def reals(vector: Sequence[Number]) -> list[arb]:
    """Return a vector of balls."""
    return [real(entry) for entry in vector]


def whole(number: Number) -> int:
    """Return the integer that a number is.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = real(number).unique_fmpz()
    if found is None:
        raise ValueError("this number is no integer")
    return int(found)


def power(base: arb, exponent: int) -> arb:
    """Return a whole power by multiplication: ``base ** exponent`` is not a number for a ball around 0."""
    result = arb(1)
    for _ in range(abs(exponent)):
        result *= base
    return result if exponent >= 0 else 1 / result


def close(one: Number, other: Number, digits: int = 30) -> bool:
    """Whether two numbers agree to so many digits, relative to the larger one or to 1."""
    a, b = real(one).mid(), real(other).mid()
    return bool(abs(a - b) <= max(arb(1), abs(a), abs(b)) * arb(10) ** -digits)


def sigmoid(z: Number) -> arb:
    """Return the logistic function, 1/(1 + exp(-z))."""
    return 1 / (1 + (-real(z)).exp())


def derivative(function: Callable[[arb], Any], at: Number) -> Any:
    """Return the derivative of a smooth function of one number, by a central difference.

    With h = 2**(-bits/4) the truncation error is of the order of h**2, some 150 digits down. The function is
    given exact numbers, so that it meets no ball around 0, which has no reciprocal and no power.

    Parameters
    ----------
    function
        Takes a ball; returns a number, or a vector or matrix of numbers.
    at
        Where.

    Returns
    -------
    arb or tuple
        Of the shape of the function's values.
    """
    h = arb(2) ** -(ctx.prec // 4)
    x = real(at).mid()
    return _quotient(function((x + h).mid()), function((x - h).mid()), 2 * h)


def _quotient(ahead: Any, behind: Any, width: arb) -> Any:
    if isinstance(ahead, tuple | list):
        return tuple(_quotient(a, b, width) for a, b in zip(ahead, behind, strict=True))
    return (real(ahead) - real(behind)) / width


def gradient(function: Callable[[list[arb]], Number], at: Sequence[Number]) -> tuple[arb, ...]:
    """Return the derivatives of a number with respect to the entries of a vector."""
    point = [entry.mid() for entry in reals(at)]

    def along(i: int) -> Callable[[arb], Number]:
        return lambda t: function([*point[:i], t, *point[i + 1 :]])

    return tuple(derivative(along(i), point[i]) for i in range(len(point)))


def jacobian(
    function: Callable[[list[arb]], Sequence[Number]], at: Sequence[Number]
) -> tuple[tuple[arb, ...], ...]:
    """Return the derivatives of a vector (rows) with respect to the entries of a vector (columns)."""

    def output(i: int) -> Callable[[list[arb]], Number]:
        return lambda point: function(point)[i]

    return tuple(gradient(output(i), at) for i in range(len(function(reals(at)))))


def lowest(function: Callable[[arb], Number], low: Number, high: Number, digits: int = 40) -> arb:
    """Where a function that falls and then rises is smallest, by cutting off thirds."""
    left, right = real(low), real(high)
    while right - left > arb(10) ** -digits:
        first, second = (2 * left + right) / 3, (left + 2 * right) / 3
        if real(function(first)).mid() < real(function(second)).mid():
            right = second.mid()
        else:
            left = first.mid()
    return ((left + right) / 2).mid()


@dataclass(frozen=True, slots=True)
class Members:
    """A check's view of a set of reals: whether a number is in it.

    The certificate tries the ends of the set it certifies, points close to them on both sides, points between
    and beyond them, and `points`.

    Parameters
    ----------
    contains
        Decides about one number; None if it can't tell (an end that is no rational number, say).
    points
        Further points to try: those where the check itself expects a change.
    low
        The set lies above it, and only larger numbers are tried (0 for step sizes); None for no limit.
    """

    contains: Callable[[arb], bool | None]
    points: tuple[Number, ...] = ()
    low: Number | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """A check's view of a formula: the same value as a numeric function of the formula's symbols.

    Parameters
    ----------
    function
        Takes a ball for each symbol, in order; returns a number, a vector or a matrix.
    symbols
        Names, in the order of the function's arguments.
    points
        Where to compare, an entry for each symbol in every point.
    """

    function: Callable[..., Any]
    symbols: tuple[str, ...]
    points: tuple[tuple[Fraction, ...], ...] = ()

    def samples(self) -> tuple[tuple[Fraction, ...], ...]:
        """Return the points to compare at: `points`, or five in general position."""
        if self.points:
            return self.points
        return tuple(
            tuple(Fraction(7 * k + 3 * i + 2, 5 * k + 11 * i + 4) for i, _ in enumerate(self.symbols))
            for k in range(5)
        )
