r"""Weights of mean 0 that are all multiplied by ``s``, where the scale ``a`` of the unit is then set anew.

The unit is ``a*(y + b)`` with ``y = w_1*x_1 + ... + w_d*x_d`` and ``a = 1/sqrt(Var[y])``. Each step gives the factor by
which something changes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.affine_initialisation_numeric import variance_of
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import ONE

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.expr import Expr

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

scaling = Derivation("affine_initialisation_scaling.scaling", inputs="s")


@scaling.step(
    tex=r"\frac{a}{s}\,(s\,y)\,\frac{1}{a\,y}",
    says="the weights multiply $y$ by $s$, so the new scale is $a/s$: nothing changes",
    numbers="",
)
def z_factor(s: Expr) -> Expr:
    """Factor on a*(y + b)."""
    _check_factor(s)
    return s * (1 / s)


@scaling.step(
    tex=r"\frac{(a/s)\,x_i}{a\,x_i} = \frac{1}{s}",
    says="the input that multiplies the weight is the same, the scale is $a/s$",
    numbers="",
)
def gradient_factor(s: Expr) -> Expr:
    """Factor on the derivative with respect to a weight."""
    _check_factor(s)
    return 1 / s


@scaling.step(
    tex=r"\frac{\text{factor of the gradient}}{\text{factor of the weight}}",
    says="a step relative to its weight",
)
def relative_step_factor(gradient_factor: Expr, s: Expr) -> Expr:
    """Factor on a gradient step relative to the weight."""
    return gradient_factor / s


def _check_factor(s: Expr) -> None:
    if not s > 0:
        raise IllPosed("the factor on the weights must be positive")


# Mistakes


@scaling.mistake(of=z_factor, says="forgot that the scale is set anew", credit=QUARTER)
def scale_kept(s: Expr) -> Expr:
    """S."""
    _changes(s)
    return s


@scaling.mistake(of=gradient_factor, says="took the gradient for unchanged", credit=QUARTER)
def gradient_unchanged(s: Expr) -> Expr:
    """1."""
    _changes(s)
    return ONE


@scaling.mistake(of=gradient_factor, says="multiplied by the factor instead of dividing", credit=QUARTER)
def gradient_multiplied(s: Expr) -> Expr:
    """S."""
    _changes(s)
    return s


@scaling.mistake(of=relative_step_factor, says="did not divide by the factor of the weight", credit=HALF)
def weight_factor_forgotten(gradient_factor: Expr, s: Expr) -> Expr:
    """1/s."""
    _changes(s)
    return gradient_factor


@scaling.mistake(
    of=relative_step_factor, says="multiplied by the factor of the weight instead of dividing", credit=QUARTER
)
def weight_factor_multiplied(gradient_factor: Expr, s: Expr) -> Expr:
    """1."""
    _changes(s)
    return gradient_factor * s


def _changes(s: Expr) -> None:
    if s == 1:
        raise NotApplicable("it is 1")


# Checks: an example with three weights, before and after

_INPUTS = (2, -1, 3)
_WEIGHTS = (1, Fraction(1, 2), -2)


@scaling.check(of=z_factor)
def unit_before_and_after(s: Any) -> arb:
    """Output of an example with and without the factor."""
    return _unit(_weights(s), s) / _unit(_weights(1), 1)


@scaling.check(of=gradient_factor)
def slope_before_and_after(s: Any) -> arb:
    """Central differences of the example in its first weight."""
    return _slope(s) / _slope(1)


@scaling.check(of=relative_step_factor)
def relative_slope_before_and_after(s: Any) -> arb:
    """Compare the slopes, each relative to its weight."""
    return (_slope(s) / _weights(s)[0]) / (_slope(1) / _weights(1)[0])


def _unit(weights: list[arb], s: Any) -> arb:
    """Scaled sum, with the scale that belongs to three weights of mean 0 and deviation s."""
    scale = variance_of(3, 0, 0, s, 2).rsqrt()
    total = numeric.real(0)
    for weight, entry in zip(weights, _INPUTS, strict=True):
        total += weight * entry
    return scale * total


def _weights(s: Any) -> list[arb]:
    return [numeric.real(s) * numeric.real(weight) for weight in _WEIGHTS]


def _slope(s: Any) -> arb:
    slopes: tuple[arb, ...] = numeric.gradient(lambda weights: _unit(weights, s), _weights(s))
    return slopes[0]
