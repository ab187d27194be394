"""Balls that formulas can be evaluated with, in place of exact numbers."""

from __future__ import annotations

from functools import total_ordering
from typing import Any

from flint import arb

from examgen.solvers.numeric import close, power, real, sigmoid
from examgen.text.expr import Expr

DIGITS = 60
"""Numbers that agree to so many digits are equal."""


@total_ordering
class Real:
    """A ball with the operations of the formula language; compares to 60 digits."""

    __slots__ = ("ball",)

    def __init__(self, number: Any) -> None:
        self.ball = real(number)

    def __repr__(self) -> str:
        return f"Real({self.ball.str(20)})"

    def apply(self, name: str, args: tuple[Any, ...]) -> Real:
        """Call one of the functions of the formula language."""
        balls = [_ball(arg) for arg in args]
        if name == "root":
            return Real(balls[0].root(int(balls[1].unique_fmpz())))
        if name == "sigma":
            return Real(sigmoid(balls[0]))
        return Real(getattr(balls[0], _METHODS.get(name, name))())

    def __add__(self, other: Any) -> Real:
        return Real(self.ball + _ball(other))

    def __radd__(self, other: Any) -> Real:
        return Real(_ball(other) + self.ball)

    def __sub__(self, other: Any) -> Real:
        return Real(self.ball - _ball(other))

    def __rsub__(self, other: Any) -> Real:
        return Real(_ball(other) - self.ball)

    def __mul__(self, other: Any) -> Real:
        return Real(self.ball * _ball(other))

    def __rmul__(self, other: Any) -> Real:
        return Real(_ball(other) * self.ball)

    def __truediv__(self, other: Any) -> Real:
        return Real(self.ball / _ball(other))

    def __rtruediv__(self, other: Any) -> Real:
        return Real(_ball(other) / self.ball)

    def __pow__(self, other: Any) -> Real:
        exponent = _ball(other)
        if exponent.is_exact() and exponent.is_integer() and abs(exponent) < 100:
            return Real(power(self.ball, int(exponent.unique_fmpz())))
        return Real(self.ball**exponent)

    def __rpow__(self, other: Any) -> Real:
        return Real(_ball(other) ** self.ball)

    def __neg__(self) -> Real:
        return Real(-self.ball)

    def __pos__(self) -> Real:
        return self

    def __abs__(self) -> Real:
        return Real(abs(self.ball))

    def __eq__(self, other: object) -> bool:
        return close(self.ball, _ball(other), DIGITS)

    def __lt__(self, other: Any) -> bool:
        return self != other and bool(self.ball.mid() < _ball(other).mid())

    def __hash__(self) -> int:
        return 0  # equality is approximate: no finer hash agrees with it

    def __bool__(self) -> bool:
        return self != 0

    def __index__(self) -> int:
        return int(self.ball.unique_fmpz())


_METHODS = {"abs": "__abs__", "absolute": "__abs__", "sign": "sgn"}


def _ball(value: Any) -> arb:
    return value.ball if isinstance(value, Real) else real(value)


def balled(value: Any) -> Any:
    """Return a value with its numbers as `Real`."""
    if isinstance(value, tuple | list):
        return tuple(balled(entry) for entry in value)
    return Real(value) if isinstance(value, Expr | arb) else value


def bare(value: Any) -> Any:
    """Return a value with its `Real` numbers as plain balls."""
    if isinstance(value, tuple | list):
        return tuple(bare(entry) for entry in value)
    return value.ball if isinstance(value, Real) else value
