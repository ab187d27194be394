r"""How many layers make a gradient vanish: the slopes of a chain of one unit a layer, multiplied.

A layer multiplies the gradient by its weight times the slope of its activation, at most by ``weight * max slope``. The
largest slope is 1/4 for the sigmoid and 1 for tanh, both at 0.

Source: Goodfellow, Bengio and Courville, "Deep learning", section 8.2.5; X. Glorot and Y. Bengio, "Understanding the
difficulty of training deep feedforward neural networks", AISTATS 2010.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import Expr
from examgen.text.functions import floor, log

if TYPE_CHECKING:
    from collections.abc import Callable

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
SLOPES = {"sigmoid": Fraction(1, 4), "tanh": Fraction(1)}

depth = Derivation("depth", inputs="activation weight tol")


@depth.step(tex=r"\max_z \sigma'(z) = \sigma'(0)", says="largest slope of the activation", numbers="")
def max_slope(activation: str) -> Expr:
    """Largest slope of the activation."""
    if activation not in SLOPES:
        raise IllPosed(f"there is no activation '{activation}' here; it is one of {', '.join(SLOPES)}")
    return Expr.of(SLOPES[activation])


@depth.step(
    tex=r"q = w \cdot \max_z \sigma'(z)", says="largest factor that a layer multiplies the gradient by"
)
def factor(weight: Expr, max_slope: Expr) -> Expr:
    """Weight times slope."""
    return weight * max_slope


@depth.step(
    name="depth",
    tex=r"q^L < \varepsilon \iff L > \frac{\ln \varepsilon}{\ln q}, \quad"
    r" L = \left\lfloor \frac{\ln \varepsilon}{\ln q} \right\rfloor + 1",
    says="smallest number of layers that brings the product below the tolerance",
    numbers="",
)
def layers(factor: Expr, tol: Expr) -> Expr:
    """Smallest number of layers, at least one."""
    if not 0 < factor < 1:
        raise IllPosed("the product does not shrink: weight times largest slope must lie between 0 and 1")
    if tol <= 0:
        raise IllPosed("the tolerance must be positive")
    if tol > factor:
        return Expr.of(1)
    whole: Expr = floor(log(tol) / log(factor))
    return whole + 1


@depth.mistake(of=max_slope, says="took 1 for the largest slope of the sigmoid, which is 1/4", credit=QUARTER)
def slope_one(max_slope: Expr) -> Expr:
    """Slope 1."""
    if max_slope == 1:
        raise NotApplicable("the largest slope is 1")
    return Expr.of(1)


@depth.mistake(
    of=max_slope, says="took the largest slope of the sigmoid, 1/4, for that of tanh", credit=QUARTER
)
def slope_of_the_sigmoid(max_slope: Expr) -> Expr:
    """Slope 1/4."""
    if max_slope != 1:
        raise NotApplicable("it is the sigmoid")
    return Expr.of(Fraction(1, 4))


@depth.mistake(
    of=max_slope, says="gave the value of the sigmoid at 0 instead of its slope there", credit=QUARTER
)
def value_for_slope(max_slope: Expr) -> Expr:
    """Value 1/2."""
    if max_slope == 1:
        raise NotApplicable("it is not the sigmoid")
    return Expr.of(HALF)


@depth.mistake(of=factor, says="left out the weight", credit=QUARTER)
def weight_left_out(weight: Expr, max_slope: Expr) -> Expr:
    """Slope alone."""
    if weight == 1:
        raise NotApplicable("the weight is 1")
    return max_slope


@depth.mistake(of=layers, says="gave one layer too few", credit=HALF)
def one_layer_short(depth: Expr) -> Expr:
    """Logarithms divided and rounded down."""
    if depth == 1:
        raise NotApplicable("there is one layer")
    return depth - 1


@depth.mistake(of=layers, says="gave one layer too many", credit=HALF)
def one_layer_too_many(depth: Expr) -> Expr:
    """Plus one more."""
    return depth + 1


# Checks


@depth.check(of=max_slope)
def steepest_by_search(activation: str) -> arb:
    """Difference quotients, and a search for the largest."""
    squash: Callable[[arb], arb] = numeric.sigmoid if activation == "sigmoid" else arb.tanh

    def slope(z: arb) -> arb:
        found: arb = numeric.derivative(squash, z)
        return found

    return slope(numeric.lowest(lambda z: -slope(z), Fraction(-2), Fraction(3)))


@depth.check(of="depth")
def layers_one_by_one(activation: str, weight: Expr, tol: Expr) -> int:
    """Multiply until the product is below the tolerance; a ball that still reaches it is not below."""
    factor = numeric.real(weight) * numeric.derivative(
        numeric.sigmoid if activation == "sigmoid" else arb.tanh, arb(0)
    )
    bound, product, count = numeric.real(tol), factor, 1
    while not product < bound - arb(10) ** -60 * bound:
        product, count = product * factor, count + 1
        if count > _PATIENCE:
            raise ArithmeticError("the product does not fall below the tolerance")
    return count


_PATIENCE = 100_000
