"""Sine, cosine and tangent at multiples of pi/12, their inverses, and the symmetries of sine and cosine."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from examgen.text.arithmetic import Undefined
from examgen.text.expr import ONE, PI, ZERO, Expr
from examgen.text.monomials import Atom, order

__all__ = ["angle_of_cosine", "angle_of_sine", "angle_of_tangent", "is_negative", "sine", "tangent"]

HALF = Fraction(1, 2)
_PI = next(iter(PI.terms))


def is_negative(arg: Expr) -> bool:
    """Whether the first term has a minus sign: it tells which of ``f(x)`` and ``f(-x)`` is written."""
    return arg.terms[min(arg.terms, key=order)] < 0


def sine(arg: Expr, quarters: int = 0) -> Expr:
    """Return ``sin(arg + quarters*pi/2)``: one quarter makes it the cosine."""
    turns = Fraction(arg.terms.get(_PI, 0))
    rest = arg - PI * turns
    if not rest:
        return _sine_of_turns((turns + quarters * HALF) % 2)
    if (2 * turns).denominator == 1:
        return _shifted(rest, (quarters + int(2 * turns)) % 4)
    return _shifted(arg, quarters % 4)


def _shifted(arg: Expr, quarters: int) -> Expr:
    """Return ``sin(arg + quarters*pi/2)`` for an angle that is no multiple of pi."""
    if quarters >= 2:
        return -_shifted(arg, quarters - 2)
    negative = is_negative(arg)
    value = Expr.power_of(Atom("cos" if quarters else "sin", -arg if negative else arg))
    return -value if negative and not quarters else value


def _sine_of_turns(turns: Fraction) -> Expr:
    """Return ``sin(turns*pi)`` for ``0 <= turns < 2``, by the value or the cosine or sine below pi/4."""
    if turns >= 1:
        return -_sine_of_turns(turns - 1)
    turns = min(turns, 1 - turns)
    if (turns * 12).denominator == 1:
        return _sines()[int(turns * 12)]
    if turns > Fraction(1, 4):
        return Expr.power_of(Atom("cos", PI * (HALF - turns)))
    return Expr.power_of(Atom("sin", PI * turns))


def tangent(arg: Expr) -> Expr:
    """Return ``tan(arg)``.

    Raises
    ------
    Undefined
        At odd multiples of pi/2.
    """
    turns = arg.terms.get(_PI, 0)
    rest = arg - PI * turns
    if not rest:
        return _tangent_of_turns(Fraction(turns) % 1)
    arg = rest if type(turns) is int else arg
    negative = is_negative(arg)
    value = Expr.power_of(Atom("tan", -arg if negative else arg))
    return -value if negative else value


def _tangent_of_turns(turns: Fraction) -> Expr:
    if turns == HALF:
        raise Undefined("the tangent of an odd multiple of pi/2")
    if turns > HALF:
        return -_tangent_of_turns(1 - turns)
    if (turns * 12).denominator == 1:
        return _tangents()[int(turns * 12)]
    return Expr.power_of(Atom("tan", PI * turns))


def angle_of_sine(value: Expr) -> Expr | None:
    """Return the angle in [-pi/2, pi/2] if it is a multiple of pi/12."""
    return _angle(value, _sines())


def angle_of_cosine(value: Expr) -> Expr | None:
    """Return the angle in [0, pi] if it is a multiple of pi/12."""
    angle = angle_of_sine(value)
    return None if angle is None else PI / 2 - angle


def angle_of_tangent(value: Expr) -> Expr | None:
    """Return the angle in (-pi/2, pi/2) if it is a multiple of pi/12."""
    return _angle(value, _tangents())


def _angle(value: Expr, table: tuple[Expr, ...]) -> Expr | None:
    for twelfths, known in enumerate(table):
        if value == known:
            return PI * Fraction(twelfths, 12)
        if value == -known:
            return PI * Fraction(-twelfths, 12)
    return None


@cache
def _sines() -> tuple[Expr, ...]:
    two, three, six = (Expr.of(n) ** HALF for n in (2, 3, 6))
    return ZERO, (six - two) / 4, ONE / 2, two / 2, three / 2, (six + two) / 4, ONE


@cache
def _tangents() -> tuple[Expr, ...]:
    three = Expr.of(3) ** HALF
    return ZERO, 2 - three, three / 3, ONE, three, 2 + three
