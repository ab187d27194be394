r"""Activation functions given by cases, tabulated with their derivatives.

``leaky``: x for x > 0, else alpha*x. ``elu``: x for x > 0, else alpha*(exp(x) - 1).
``relu``: x for x > 0, else 0. ``hard-tanh``: x cut off at -1 and 1. These two don't use alpha.

The derivative is asked at points that are no kink.

Source: Maas, Hannun and Ng 2013 (leaky); Clevert, Unterthiner and Hochreiter 2016 (elu).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import ONE, ZERO
from examgen.text.functions import exp

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.expr import Expr
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
KINKS = {"leaky": (0,), "relu": (0,), "elu": (0,), "hard-tanh": (-1, 1)}
"""Where a variant changes from one case to the next."""

piecewise = Derivation("activation.piecewise", inputs="alpha x variant")


@piecewise.step(tex=r"\text{case of } x_i", says="case of each point", numbers="")
def cases(x: Vector, variant: str) -> tuple[str, ...]:
    """Name of the case that each point falls under: above, below, or between the two kinks of hard-tanh."""
    if variant not in KINKS:
        raise IllPosed(f"there is no variant '{variant}'; it is one of {', '.join(KINKS)}")
    low, high = KINKS[variant][0], KINKS[variant][-1]
    return tuple("above" if entry > high else "below" if entry <= low else "between" for entry in x)


@piecewise.step(tex="f(x_i)", says="values of the function")
def forward_values(alpha: Expr, x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """f(x_i)."""
    return tuple(_value(alpha, entry, variant, case) for entry, case in zip(x, cases, strict=True))


@piecewise.step(tex="f'(x_i)", says="values of the derivative")
def gradient_values(alpha: Expr, x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """f'(x_i)."""
    for entry in x:
        if entry in KINKS[variant] and not (variant == "elu" and alpha == 1):
            raise IllPosed(f"the function has a kink at {entry.fraction}, and no derivative there")
    return tuple(_slope(alpha, entry, variant, case) for entry, case in zip(x, cases, strict=True))


def _value(alpha: Expr, x: Expr, variant: str, case: str) -> Expr:
    if variant == "hard-tanh":
        return {"above": ONE, "below": -ONE, "between": x}[case]
    if case == "above":
        return x
    if variant == "elu":
        power: Expr = exp(x)
        return alpha * (power - 1)
    return alpha * x if variant == "leaky" else ZERO


def _slope(alpha: Expr, x: Expr, variant: str, case: str) -> Expr:
    if variant == "hard-tanh":
        return ONE if case == "between" else ZERO
    if case == "above":
        return ONE
    if variant == "elu":
        power: Expr = exp(x)
        return alpha * power
    return alpha if variant == "leaky" else ZERO


# Mistakes


@piecewise.mistake(of=cases, says="exchanged the two cases", credit=QUARTER)
def cases_exchanged(variant: str, cases: tuple[str, ...]) -> tuple[str, ...]:
    """alpha*x for x > 0."""
    _only("leaky relu elu", variant)
    return tuple("below" if case == "above" else "above" for case in cases)


@piecewise.mistake(of=forward_values, says="took the larger of 0 and alpha*x", credit=QUARTER)
def largest_of_zero_and_scaled(alpha: Expr, x: Vector, variant: str) -> Vector:
    """max(0, alpha*x)."""
    _only("leaky", variant)
    return tuple(alpha * max(entry, ZERO) for entry in x)


@piecewise.mistake(of=forward_values, says="gave the plain rectifier, 0 on the negative side", credit=QUARTER)
def plain_rectifier(x: Vector, variant: str) -> Vector:
    """max(0, x)."""
    _only("leaky elu", variant)
    return tuple(max(entry, ZERO) for entry in x)


@piecewise.mistake(of=forward_values, says="gave alpha itself on the negative side", credit=QUARTER)
def constant_below(alpha: Expr, x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """f(x) = alpha for x <= 0."""
    _only("leaky elu", variant)
    return _below(lambda entry: alpha, x, x, cases)


@piecewise.mistake(of=forward_values, says="left out the -1 of the exponential case", credit=HALF)
def one_not_subtracted(alpha: Expr, x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """alpha*exp(x) for x <= 0."""
    _only("elu", variant)
    return _below(lambda entry: alpha * exp(entry), x, x, cases)


@piecewise.mistake(
    of=forward_values, says="did not cut the function off on the negative side", credit=QUARTER
)
def cut_off_above_only(x: Vector, variant: str) -> Vector:
    """min(x, 1)."""
    _only("hard-tanh", variant)
    return tuple(min(entry, ONE) for entry in x)


@piecewise.mistake(of=forward_values, says="cut the function off at 0 instead of -1", credit=QUARTER)
def cut_off_at_zero(x: Vector, variant: str) -> Vector:
    """min(max(x, 0), 1)."""
    _only("hard-tanh", variant)
    return tuple(min(max(entry, ZERO), ONE) for entry in x)


@piecewise.mistake(of=gradient_values, says="gave the slope 0 on the negative side", credit=QUARTER)
def slope_zero_below(x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """f'(x) = 0 for x < 0."""
    _only("leaky elu", variant)
    return _below(lambda entry: ZERO, x, _ones(x), cases)


@piecewise.mistake(of=gradient_values, says="gave x on the negative side")
def slope_x_below(x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """f'(x) = x for x < 0."""
    _only("leaky relu elu", variant)
    return _below(lambda entry: entry, x, _ones(x), cases)


@piecewise.mistake(of=gradient_values, says="gave the value alpha*x on the negative side, not its slope")
def slope_value_below(alpha: Expr, x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """f'(x) = alpha*x for x < 0."""
    _only("leaky", variant)
    return _below(lambda entry: alpha * entry, x, _ones(x), cases)


@piecewise.mistake(
    of=gradient_values,
    says="gave the slope alpha on the negative side, as for the leaky rectifier",
    credit=QUARTER,
)
def slope_constant_below(alpha: Expr, x: Vector, variant: str, cases: tuple[str, ...]) -> Vector:
    """f'(x) = alpha for x < 0."""
    _only("elu", variant)
    return _below(lambda entry: alpha, x, _ones(x), cases)


@piecewise.mistake(of=gradient_values, says="gave the values of the function instead of its slopes")
def values_for_slopes(forward_values: Vector) -> Vector:
    """f(x) for f'(x)."""
    return forward_values


@piecewise.mistake(of=gradient_values, says="gave the slope 1 everywhere")
def slope_one_everywhere(x: Vector) -> Vector:
    """f'(x) = 1 for every x."""
    return _ones(x)


def _only(variants: str, variant: str) -> None:
    if variant not in variants.split():
        raise NotApplicable(f"not for {variant}")


def _below(other: Callable[[Expr], Expr], x: Vector, usual: Vector, cases: tuple[str, ...]) -> Vector:
    """Put something else where the case is below."""
    rows = zip(x, usual, cases, strict=True)
    return tuple(other(entry) if case == "below" else value for entry, value, case in rows)


def _ones(x: Vector) -> Vector:
    return (ONE,) * len(x)


# Checks: the same functions without cases, and their difference quotients


@piecewise.check(of=forward_values)
def values_without_cases(alpha: Expr, x: Vector, variant: str) -> list[arb]:
    """Maxima and absolute values in place of cases."""
    return [_function(numeric.real(alpha), entry, variant) for entry in numeric.reals(x)]


@piecewise.check(of=gradient_values)
def slopes_by_central_differences(alpha: Expr, x: Vector, variant: str) -> list[arb]:
    """Values close to each point, subtracted."""
    scale = numeric.real(alpha)
    return [numeric.derivative(lambda at: _function(scale, at, variant), entry) for entry in x]


def _function(alpha: arb, x: arb, variant: str) -> arb:
    positive, negative = (x + abs(x)) / 2, (x - abs(x)) / 2
    if variant == "leaky":
        return positive + alpha * negative
    if variant == "relu":
        return positive
    if variant == "elu":
        return positive + alpha * (negative.exp() - 1)
    return (abs(x + 1) - abs(x - 1)) / 2
