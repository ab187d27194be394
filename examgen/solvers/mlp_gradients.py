r"""Backpropagation through a regression network with two hidden layers, number by number.

``Z1 = W1 x + b1``, ``H1 = sigma(Z1)``, ``Z2 = W2 H1 + b2``, ``H2 = sigma(Z2)``, ``f = W3 H2 + b3``, loss ``(y - f)^2``
without a factor 1/2. The deltas are the gradients for f (delta4), Z2 (delta3) and Z1 (delta2).

Shapes: W1 has a row for each unit of the first layer and a column for each input, W2 likewise, W3 is one row, b3 has
one entry; each gradient has the shape of its parameter. The layers may differ in width.

Source: D. Rumelhart, G. Hinton and R. Williams, "Learning representations by back-propagating errors", Nature 323
(1986); Goodfellow, Bengio and Courville, "Deep learning", section 6.5.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.units import activate, slope
from examgen.text.expr import ZERO
from examgen.text.functions import held

if TYPE_CHECKING:
    from examgen.text.expr import Expr
    from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

T = TypeVar("T")

gradients = Derivation("mlp_gradients.gradients", inputs="activation x y W1 b1 W2 b2 W3 b3")


# The forward pass


@gradients.step(tex=r"Z^1 = W^1 x + b^1", says="pre-activations of the first hidden layer")
def preactivation_1(x: Vector, W1: Matrix, b1: Vector) -> Vector:
    """Pre-activations of the first layer."""
    return affine("1", W1, x, b1)


@gradients.step(tex=r"H^1_i = \sigma(Z^1_i)", says="outputs of the first hidden layer")
def hidden_1(activation: str, preactivation_1: Vector) -> Vector:
    """Activation of each unit of the first layer."""
    return tuple(activate(activation, z) for z in preactivation_1)


@gradients.step(tex=r"Z^2 = W^2 H^1 + b^2", says="pre-activations of the second hidden layer")
def preactivation_2(hidden_1: Vector, W2: Matrix, b2: Vector) -> Vector:
    """Pre-activations of the second layer."""
    return affine("2", W2, hidden_1, b2)


@gradients.step(tex=r"H^2_i = \sigma(Z^2_i)", says="outputs of the second hidden layer")
def hidden_2(activation: str, preactivation_2: Vector) -> Vector:
    """Activation of each unit of the second layer."""
    return tuple(activate(activation, z) for z in preactivation_2)


@gradients.step(tex=r"f = W^3 H^2 + b^3", says="output of the network")
def output(hidden_2: Vector, W3: Matrix, b3: Vector) -> Expr:
    """Output of the network."""
    if len(W3) != 1:
        raise IllPosed(f"the output is one number, so that W3 must have one row, not {len(W3)}")
    (value,) = affine("3", W3, hidden_2, b3)
    return value


def affine(layer: str, weights: Matrix, inputs: Vector, biases: Vector) -> Vector:
    """Return ``W v + b``.

    Raises
    ------
    IllPosed
        If the sizes don't fit.
    """
    if any(len(row) != len(inputs) for row in weights):
        raise IllPosed(f"W{layer} must have as many columns as its layer has inputs, {len(inputs)}")
    if len(biases) != len(weights):
        raise IllPosed(f"W{layer} and b{layer} must have one row and one entry for each unit")
    return tuple(held(dot(row, inputs) + bias) for row, bias in zip(weights, biases, strict=True))


def dot(one: Vector, other: Vector) -> Expr:
    """Return the sum of the products of the entries."""
    return sum((a * b for a, b in zip(one, other, strict=True)), start=ZERO)


# Backwards


@gradients.step(
    tex=r"\delta^4 = \frac{\partial\rho}{\partial f} = -2 (y - f)",
    says="derivative of the loss with respect to the output",
    trivial=zero,
)
def delta_4(y: Expr, output: Expr) -> Expr:
    """Slope of the loss at the output."""
    slope: Expr = held(-2 * (y - output))
    return slope


@gradients.step(
    tex=r"\frac{\partial\rho}{\partial W^3} = \delta^4 (H^2)^\top",
    says="gradient for the weights of the output",
    trivial=zero,
)
def gradient_w3(delta_4: Expr, hidden_2: Vector) -> Matrix:
    """One row, as W3."""
    return outer((delta_4,), hidden_2)


@gradients.step(
    tex=r"\frac{\partial\rho}{\partial b^3} = \delta^4",
    says="gradient for the bias of the output",
    trivial=zero,
)
def gradient_b3(delta_4: Expr) -> Expr:
    """Slope of the loss itself: the bias is added to the output."""
    return delta_4


@gradients.step(
    tex=r"\sigma'(Z^2_i)", says="slopes of the activation in the second layer", numbers="", trivial=zero
)
def slope_2(activation: str, preactivation_2: Vector) -> Vector:
    """Slopes of the units of the second layer."""
    return tuple(slope(activation, z) for z in preactivation_2)


@gradients.step(
    tex=r"\delta^3_i = \frac{\partial\rho}{\partial Z^2_i} = \delta^4\, W^3_i\, \sigma'(Z^2_i)",
    says="gradient for the pre-activations of the second layer",
    trivial=zero,
)
def delta_3(delta_4: Expr, W3: Matrix, slope_2: Vector) -> Vector:
    """Weights of the output and slopes, multiplied entry by entry."""
    return tuple(delta_4 * weight * held(slope) for weight, slope in zip(W3[0], slope_2, strict=True))


@gradients.step(
    tex=r"\frac{\partial\rho}{\partial W^2} = \delta^3 (H^1)^\top",
    says="gradient for the weights of the second layer",
    trivial=zero,
)
def gradient_w2(delta_3: Vector, hidden_1: Vector) -> Matrix:
    """Row for each unit of the second layer."""
    return outer(delta_3, hidden_1)


@gradients.step(
    tex=r"\frac{\partial\rho}{\partial b^2} = \delta^3",
    says="gradient for the biases of the second layer",
    trivial=zero,
)
def gradient_b2(delta_3: Vector) -> Vector:
    """Delta itself: a bias is added to the pre-activation."""
    return delta_3


@gradients.step(
    tex=r"\sigma'(Z^1_i)", says="slopes of the activation in the first layer", numbers="", trivial=zero
)
def slope_1(activation: str, preactivation_1: Vector) -> Vector:
    """Slopes of the units of the first layer."""
    return tuple(slope(activation, z) for z in preactivation_1)


@gradients.step(
    tex=r"\delta^2_j = \frac{\partial\rho}{\partial Z^1_j} = \sigma'(Z^1_j) \sum_i \delta^3_i\, W^2_{ij}",
    says="gradient for the pre-activations of the first layer",
    trivial=zero,
)
def delta_2(delta_3: Vector, W2: Matrix, slope_1: Vector) -> Vector:
    """Transpose of W2 times delta3, times the slopes entry by entry."""
    columns = zip(*W2, strict=True)
    return tuple(held(dot(delta_3, column)) * held(s) for column, s in zip(columns, slope_1, strict=True))


@gradients.step(
    tex=r"\frac{\partial\rho}{\partial W^1} = \delta^2 x^\top",
    says="gradient for the weights of the first layer",
    trivial=zero,
)
def gradient_w1(delta_2: Vector, x: Vector) -> Matrix:
    """Row for each unit of the first layer."""
    return outer(delta_2, x)


@gradients.step(
    tex=r"\frac{\partial\rho}{\partial b^1} = \delta^2",
    says="gradient for the biases of the first layer",
    trivial=zero,
)
def gradient_b1(delta_2: Vector) -> Vector:
    """Delta itself: a bias is added to the pre-activation."""
    return delta_2


def outer(rows: Vector, columns: Vector) -> Matrix:
    """Return the products of the entries of two vectors."""
    return tuple(tuple(row * column for column in columns) for row in rows)


# Mistakes


@gradients.mistake(of=output, says="left out the bias of the output", credit=HALF)
def output_bias_left_out(hidden_2: Vector, W3: Matrix, b3: Vector) -> Expr:
    """Weights times outputs, W3 H2."""
    if b3[0] == 0:
        raise NotApplicable("that bias is 0")
    return dot(W3[0], hidden_2)


@gradients.mistake(of=delta_4, says="got the sign of the inner derivative wrong", credit=HALF)
def delta_sign(delta_4: Expr) -> Expr:
    """delta4 = 2*(y - f)."""
    return -delta_4


@gradients.mistake(of=delta_4, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost(delta_4: Expr) -> Expr:
    """delta4 = f - y."""
    return delta_4 / 2


@gradients.mistake(of=delta_4, says="gave the loss instead of its derivative", credit=QUARTER)
def loss_for_derivative(y: Expr, output: Expr) -> Expr:
    """delta4 = (y - f)^2."""
    return (y - output) ** 2


@gradients.mistake(
    of=gradient_w3, says="took the outputs of the first layer for those of the second", credit=QUARTER
)
def first_layer_for_second(delta_4: Expr, hidden_1: Vector, hidden_2: Vector) -> Matrix:
    """delta4*H1."""
    if hidden_1 == hidden_2:
        raise NotApplicable("the layers have the same outputs")
    return outer((delta_4,), hidden_1)


@gradients.mistake(of=gradient_w3, says="gave a column, though W3 is a row", credit=HALF)
def gradient_as_column(gradient_w3: Matrix) -> Matrix:
    """Transpose."""
    return _other(_transposed(gradient_w3), gradient_w3)


@gradients.mistake(of=gradient_w3, says="added up the outputs of the second layer", credit=QUARTER)
def outputs_added_up(delta_4: Expr, hidden_2: Vector) -> Matrix:
    """delta4*sum(H2)."""
    if len(hidden_2) == 1:
        raise NotApplicable("the layer has one unit")
    return ((delta_4 * sum(hidden_2, start=ZERO),),)


@gradients.mistake(of=gradient_b3, says="multiplied delta4 by the bias itself", credit=QUARTER)
def bias_3_as_factor(delta_4: Expr, b3: Vector) -> Expr:
    """delta4*b3."""
    return _other(delta_4 * b3[0], delta_4)


@gradients.mistake(of=delta_3, says="left out the slopes of the second layer", credit=QUARTER)
def slope_2_left_out(delta_4: Expr, W3: Matrix, delta_3: Vector) -> Vector:
    """delta4*W3."""
    return _other(tuple(delta_4 * weight for weight in W3[0]), delta_3)


@gradients.mistake(
    of=delta_3, says="took the slopes at the outputs H2 instead of the pre-activations Z2", credit=HALF
)
def slope_at_the_outputs(
    activation: str, delta_4: Expr, W3: Matrix, hidden_2: Vector, delta_3: Vector
) -> Vector:
    """delta4*W3_i*sigma'(H2_i)."""
    if activation in ("relu", "leaky_relu") and 0 in hidden_2:
        raise NotApplicable("an output stands on the kink, where the slope is left open")
    pairs = zip(W3[0], hidden_2, strict=True)
    return _other(tuple(delta_4 * weight * slope(activation, h) for weight, h in pairs), delta_3)


@gradients.mistake(
    of=delta_3, says="multiplied W3 and the slopes as matrices, where entry by entry is right", credit=QUARTER
)
def matrix_for_elementwise(delta_4: Expr, W3: Matrix, slope_2: Vector) -> Vector:
    """delta4*(W3 sigma'(Z2)), one number."""
    if len(slope_2) == 1:
        raise NotApplicable("the layer has one unit")
    return (delta_4 * dot(W3[0], slope_2),)


@gradients.mistake(of=gradient_w2, says="gave the transpose of the gradient for W2", credit=HALF)
def gradient_w2_transposed(gradient_w2: Matrix) -> Matrix:
    """H1 times delta3 transposed."""
    return _other(_transposed(gradient_w2), gradient_w2)


@gradients.mistake(of=gradient_b2, says="multiplied delta3 by the biases themselves", credit=QUARTER)
def bias_2_as_factor(delta_3: Vector, b2: Vector) -> Vector:
    """delta3_i*b2_i."""
    return _other(tuple(a * b for a, b in zip(delta_3, b2, strict=True)), delta_3)


@gradients.mistake(of=delta_2, says="used W2 where its transpose belongs", credit=HALF)
def transpose_forgotten(delta_3: Vector, W2: Matrix, slope_1: Vector, delta_2: Vector) -> Vector:
    """sigma'(Z1_j)*sum(W2_ji*delta3_i)."""
    if len(W2) != len(W2[0]):
        raise NotApplicable("W2 is not square")
    found = tuple(dot(row, delta_3) * slope for row, slope in zip(W2, slope_1, strict=True))
    return _other(found, delta_2)


@gradients.mistake(of=delta_2, says="left out the slopes of the first layer", credit=QUARTER)
def slope_1_left_out(delta_3: Vector, W2: Matrix, delta_2: Vector) -> Vector:
    """W2 transposed times delta3."""
    return _other(tuple(dot(delta_3, column) for column in zip(*W2, strict=True)), delta_2)


@gradients.mistake(of=gradient_w1, says="gave the transpose of the gradient for W1", credit=HALF)
def gradient_w1_transposed(gradient_w1: Matrix) -> Matrix:
    """Input times delta2 transposed."""
    return _other(_transposed(gradient_w1), gradient_w1)


@gradients.mistake(of=gradient_b1, says="multiplied delta2 by the biases themselves", credit=QUARTER)
def bias_1_as_factor(delta_2: Vector, b1: Vector) -> Vector:
    """delta2_i*b1_i."""
    return _other(tuple(a * b for a, b in zip(delta_2, b1, strict=True)), delta_2)


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _other(found: T, right: T) -> T:
    if found == right:
        raise NotApplicable("at these numbers it makes no difference")
    return found
