r"""Sizes of a network with two hidden layers: shapes of the weights and the number of parameters.

``d`` inputs, ``dH`` units in both hidden layers, one output; both may be numbers or symbols. Shapes are (rows, columns)
with a row for each unit and a column for each of its inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.numeric import Twin, whole
from examgen.text.expr import ONE, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

sizes = Derivation("mlp_sizes.sizes", inputs="d dH")


@sizes.step(
    tex=r"d_H \times d",
    says="shape of W1 and of its gradient: rows for units, columns for inputs",
    numbers="",
)
def shape_w1(d: Expr, dH: Expr) -> Vector:
    """Rows and columns of W1."""
    return (_size(dH), _size(d))


@sizes.step(tex=r"d_H \times d_H", says="shape of W2 and of its gradient", numbers="")
def shape_w2(dH: Expr) -> Vector:
    """Rows and columns of W2."""
    return (_size(dH), dH)


@sizes.step(tex=r"1 \times d_H", says="shape of W3 and of its gradient", numbers="")
def shape_w3(dH: Expr) -> Vector:
    """Rows and columns of W3."""
    return (ONE, _size(dH))


@sizes.step(
    tex=r"(d_H d + d_H) + (d_H d_H + d_H) + (d_H + 1)",
    says="weights and biases of the three layers",
)
def parameter_count(d: Expr, dH: Expr) -> Expr:
    """Weights and biases of the three layers."""
    return dH * _size(d) + dH + dH * _size(dH) + dH + dH + 1


@sizes.step(
    tex=r"(d_H d + d_H) + (d_H d_H + d_H) + (d_H + 1)",
    says="weights and biases of the three layers, in symbols",
)
def parameter_count_formula() -> Expr:
    """Weights and biases, counted with the symbols d and dH."""
    d, width = Expr.symbol("d"), Expr.symbol("dH")
    return width * (d + 1) + width * (width + 1) + (width + 1)


def _size(number: Expr) -> Expr:
    if number.is_number and not (number.is_integer and number > 0):
        raise IllPosed("a layer has a whole number of units or inputs, at least 1")
    return number


# Mistakes


@sizes.mistake(of=shape_w1, says="exchanged rows and columns", credit=HALF)
def shape_w1_transposed(d: Expr, dH: Expr) -> Vector:
    """Columns x rows, d x dH."""
    if d == dH:
        raise NotApplicable("W1 is square")
    return (d, dH)


@sizes.mistake(
    of=shape_w2, says="gave W2 the inputs for columns, though it reads the first layer", credit=QUARTER
)
def shape_w2_from_inputs(d: Expr, dH: Expr) -> Vector:
    """Units x inputs, dH x d."""
    if d == dH:
        raise NotApplicable("there are as many inputs as units")
    return (dH, d)


@sizes.mistake(of=shape_w3, says="exchanged rows and columns", credit=HALF)
def shape_w3_transposed(dH: Expr) -> Vector:
    """Units x 1, dH x 1."""
    if dH == 1:
        raise NotApplicable("W3 is square")
    return (dH, ONE)


def _count_mistakes(of: Callable[..., Expr]) -> None:
    """Add what goes wrong with the number of parameters: from the sizes, or in symbols."""
    name = of.__name__

    def add(id_: str, says: str, lost: Callable[[Expr], Expr]) -> None:
        def from_sizes(parameter_count: Expr, dH: Expr) -> Expr:
            return parameter_count - lost(dH)

        def in_symbols(parameter_count_formula: Expr) -> Expr:
            return parameter_count_formula - lost(Expr.symbol("dH"))

        function = from_sizes if of is parameter_count else in_symbols
        sizes.mistake(of=of, says=says, credit=HALF, name=f"{id_}_{name}")(function)

    add("biases_left_out_of", "left out the biases", lambda width: 2 * width + 1)
    add("output_bias_left_out_of", "left out the bias of the output", lambda _: ONE)


_count_mistakes(parameter_count)
_count_mistakes(parameter_count_formula)


# Checks: what each layer maps, and parameters counted


@sizes.check(of=shape_w1)
def shape_w1_by_what_it_maps(d: Expr, dH: Expr) -> Vector:
    """From d inputs to dH units."""
    return (dH, d)


@sizes.check(of=shape_w2)
def shape_w2_by_what_it_maps(dH: Expr) -> Vector:
    """From dH units to dH units."""
    return (dH, dH)


@sizes.check(of=shape_w3)
def shape_w3_by_what_it_maps(dH: Expr) -> Vector:
    """From dH units to one number."""
    return (ONE, dH)


@sizes.check(of=parameter_count)
def parameters_unit_by_unit(d: Expr, dH: Expr) -> Expr:
    """Weights and a bias for every unit, and for the output."""
    return (d + 1) * dH + (dH + 1) * (dH + 1)


@sizes.check(of=parameter_count_formula)
def parameters_counted_one_by_one() -> Twin:
    """Networks of some sizes, their parameters listed."""

    def listed(d: arb, width: arb) -> int:
        layers = (whole(d), whole(width), whole(width), 1)
        return sum(1 for m, n in pairwise(layers) for _ in range(n) for _ in range(m + 1))

    networks = ((1, 2), (3, 2), (2, 3), (7, 5), (4, 11))
    return Twin(listed, ("d", "dH"), tuple((Fraction(d), Fraction(width)) for d, width in networks))
