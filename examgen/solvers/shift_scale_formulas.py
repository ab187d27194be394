r"""A layer that shifts and then scales, ``out = A*(L + B)``, and its gradients in symbols, with the indices left out.

``G`` is the gradient that arrives at the output.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation
from examgen.solvers.shift_scale_numeric import output
from examgen.text.expr import Expr

if TYPE_CHECKING:
    from flint import arb

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
L_, A_, B_, G_ = (Expr.symbol(name) for name in "LABG")

formulas = Derivation("shift_scale_formulas.formulas")


@formulas.step(tex=r"\text{out} = A\,(L + B)", says="shift, then scale", numbers="")
def forward_formula() -> Expr:
    """Right-hand side of the forward pass."""
    return A_ * (L_ + B_)


@formulas.step(
    tex=r"L\text{.grad} \mathrel{{+}{=}} G\,\frac{\partial\,\text{out}}{\partial L}",
    says="the output grows with the input at the rate $A$",
    numbers="",
)
def grad_input_formula() -> Expr:
    """Right-hand side of the gradient for the input."""
    return G_ * A_


@formulas.step(
    tex=r"A\text{.grad} \mathrel{{+}{=}} G\,\frac{\partial\,\text{out}}{\partial A}",
    says="the output grows with the scale at the rate $L + B$",
    numbers="",
)
def grad_scale_formula() -> Expr:
    """One summand of the gradient for the scale."""
    return G_ * (L_ + B_)


@formulas.step(
    tex=r"B\text{.grad} \mathrel{{+}{=}} G\,\frac{\partial\,\text{out}}{\partial B}",
    says="the output grows with the shift at the rate $A$",
    numbers="",
)
def grad_shift_formula() -> Expr:
    """One summand of the gradient for the shift."""
    return G_ * A_


# Mistakes


@formulas.mistake(of=forward_formula, says="added the shift after scaling", credit=QUARTER)
def shift_after_scale_formula() -> Expr:
    """A*L + B."""
    return A_ * L_ + B_


@formulas.mistake(of=forward_formula, says="left the shift out", credit=QUARTER)
def shift_forgotten_formula() -> Expr:
    """A*L."""
    return A_ * L_


@formulas.mistake(of=grad_input_formula, says="left the scale out", credit=QUARTER)
def input_scale_forgotten_formula() -> Expr:
    """G."""
    return G_


@formulas.mistake(of=grad_input_formula, says="divided by the scale instead of multiplying", credit=QUARTER)
def input_scale_divided_formula() -> Expr:
    """G/A."""
    return G_ / A_


@formulas.mistake(of=grad_scale_formula, says="left the shift out", credit=HALF)
def scale_shift_forgotten_formula() -> Expr:
    """G*L."""
    return G_ * L_


@formulas.mistake(of=grad_scale_formula, says="left the arriving gradient out", credit=QUARTER)
def scale_gradient_forgotten_formula() -> Expr:
    """L + B."""
    return L_ + B_


@formulas.mistake(of=grad_scale_formula, says="multiplied by the output instead", credit=QUARTER)
def scale_by_output_formula() -> Expr:
    """G*A*(L + B)."""
    return G_ * A_ * (L_ + B_)


@formulas.mistake(of=grad_shift_formula, says="left the scale out", credit=HALF)
def shift_scale_forgotten_formula() -> Expr:
    """G."""
    return G_


@formulas.mistake(of=grad_shift_formula, says="left the arriving gradient out", credit=QUARTER)
def shift_gradient_forgotten_formula() -> Expr:
    """Scale alone."""
    return A_


# Checks: the layer at one place, and its central differences

_LAYER = ("L", "A", "B")


@formulas.check(of=forward_formula)
def output_of_one_entry() -> numeric.Twin:
    """Evaluate the layer at one place."""
    return numeric.Twin(output, _LAYER)


@formulas.check(of=grad_input_formula)
def input_slope_of_one_entry() -> numeric.Twin:
    """Central difference in the input of one place."""
    return _slope(lambda moved, entry, scale, shift: output(moved, scale, shift), 0)


@formulas.check(of=grad_scale_formula)
def scale_slope_of_one_entry() -> numeric.Twin:
    """Central difference in the scale at one place."""
    return _slope(lambda moved, entry, scale, shift: output(entry, moved, shift), 1)


@formulas.check(of=grad_shift_formula)
def shift_slope_of_one_entry() -> numeric.Twin:
    """Central difference in the shift at one place."""
    return _slope(lambda moved, entry, scale, shift: output(entry, scale, moved), 2)


def _slope(along: Callable[..., arb], which: int) -> numeric.Twin:
    def slope(arriving: arb, *layer: arb) -> Any:
        return arriving * numeric.derivative(lambda moved: along(moved, *layer), layer[which])

    return numeric.Twin(slope, ("G", *_LAYER))
