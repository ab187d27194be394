"""Whether a sum over k is finite, measured: how fast the terms decay at an enormous k, by difference quotients.

With ``u = ln k`` the decay ``s = -d ln f / du`` is above or below 1 if the sum is finite or not. Close to 1,
``(s - 1)*u`` takes its place, which is the exponent of ``1/ln k``, and then ``((s - 1)*u - 1)*ln u``. No series
is expanded.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb, ctx

from examgen.solvers.numeric import BITS, derivative, precisely, real
from examgen.text import balls
from examgen.text.expr import Expr

NEAR = 100
"""Logarithm of a k at which exponentials are still numbers, and beyond all powers."""

FAR = ((arb(10) ** 40, BITS), (arb(300), 4 * BITS))
"""Logarithms of k at which powers and logarithms are told apart, and bits; the second where terms cancel."""

STEEP = 40
"""Decay at `NEAR` beyond which nothing finer is looked at."""

CONSTANT = arb(3) / 2
"""What stands for the positive constants."""


def meets(schedule: Expr, at: Mapping[str, arb] | None = None) -> bool:
    """Whether the steps have an infinite sum and their squares a finite one."""
    return not converges(schedule, 1, at) and converges(schedule, 2, at)


def converges(schedule: Expr, power: int = 1, at: Mapping[str, arb] | None = None) -> bool:
    """Whether the sum over k of a power of an expression is finite."""
    values = dict.fromkeys(schedule.symbols - {"k"}, CONSTANT) | dict(at or {})
    near = _decay(schedule, real(NEAR), values)
    if abs(near) > STEEP:
        return bool(near > 0)
    for u, bits in FAR:
        with precisely(bits):
            decay = _decay(schedule, u, values)
        if decay.is_finite() and decay.rad() < arb(10) ** -50:
            return _finite_sum(decay * power, u)
    raise ArithmeticError("the terms can't be told from 0 far out")


def _decay(schedule: Expr, u: arb, values: Mapping[str, arb]) -> arb:
    def logarithm(v: arb) -> arb:
        return balls.ball(schedule, ctx.prec, {**values, "k": v.exp()}).log()

    return -derivative(logarithm, u)


def _finite_sum(decay: arb, u: arb) -> bool:
    tolerance = max(real(20) / u, real(Fraction(1, 10**12)))
    if abs(decay - 1) > tolerance:
        return bool(decay > 1)
    second = (decay - 1) * u
    if abs(second - 1) > real(Fraction(1, 5)):
        return bool(second.mid() > 1)
    third = (second - 1) * u.log()
    return bool(third.mid() > real(Fraction(6, 5)))
