r"""A sine neuron ``y = sin(w.x) - b`` as a small computational graph, its squared error, a step of descent.

The nodes, from the inputs to the loss: products, sum, sine, subtraction of the bias; subtraction of the
label, square. The loss carries no factor 1/2.

Shapes: ``x``, ``w``, ``products``, ``gradient``, ``update``: one entry per weight; ``graph_edges``: the
products, their sum, its sine and the output; ``graph_loss_edges``: the difference and its square.

Source: the chain rule along a graph (reverse mode), Goodfellow, Bengio and Courville 2016, section 6.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.algebra import derivatives
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.text.expr import ONE, ZERO
from examgen.text.functions import cos, sin

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.expr import Expr
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

sine = Derivation("sine", inputs="x w b l alpha")


# The forward pass


@sine.step(tex=r"p_i = w_i x_i", says="products of weights and inputs")
def products(x: Vector, w: Vector) -> Vector:
    """First nodes of the graph."""
    if len(x) != len(w) or not x:
        raise IllPosed(f"{len(x)} inputs and {len(w)} weights: each input needs one weight")
    return tuple(weight * entry for weight, entry in zip(w, x, strict=True))


@sine.step(tex=r"z = \sum_i p_i", says="sum of the products")
def preactivation(products: Vector) -> Expr:
    """Dot product of weights and inputs."""
    return sum(products, start=ZERO)


@sine.step(name="sine", tex=r"\sin z", says="sine of the sum")
def sine_value(preactivation: Expr) -> Expr:
    """Sine of the sum."""
    value: Expr = sin(preactivation)
    return value


@sine.step(tex=r"y = \sin z - b", says="bias subtracted")
def difference(sine: Expr, b: Expr) -> Expr:
    """Last node of the forward pass."""
    return sine - b


@sine.step(tex=r"y = \sin(\mathbf{w}^\top\mathbf{x}) - b", says="output of the neuron")
def forward(difference: Expr) -> Expr:
    """Output, as it goes on into the loss."""
    return difference


@sine.step(tex=r"(p_1, \dots, z, \sin z, y)", says="values on the edges of the graph")
def graph_edges(products: Vector, preactivation: Expr, sine: Expr, difference: Expr) -> Vector:
    """Every product, their sum, its sine, the output."""
    return (*products, preactivation, sine, difference)


# The loss


@sine.step(tex="y - l", says="difference from the label", trivial=zero)
def residual(forward: Expr, l: Expr) -> Expr:  # noqa: E741  the label's name in the question
    """Output minus label."""
    return forward - l


@sine.step(tex=r"\lambda", says="factor before the square: the loss is not halved", numbers="")
def loss_factor() -> Expr:
    """1: the loss is the bare square, without a factor 1/2."""
    return ONE


@sine.step(tex=r"\mathcal{L} = \lambda (y - l)^2", says="squared error")
def loss(loss_factor: Expr, residual: Expr) -> Expr:
    """Squared error."""
    return _scaled(loss_factor, residual**2)


@sine.step(tex=r"(y - l, (y - l)^2)", says="values on the two edges of the loss")
def graph_loss_edges(loss_factor: Expr, residual: Expr) -> Vector:
    """Difference and loss."""
    return (residual, _scaled(loss_factor, residual**2))


def _scaled(factor: Expr, number: Expr) -> Expr:
    """Multiply, but leave a factor 1 out of the worked solution."""
    return number if factor == 1 else factor * number


# The chain rule, from the loss backwards


@sine.step(
    tex=r"\frac{\partial\mathcal{L}}{\partial y} = 2 \lambda (y - l)",
    says="slope of the square",
    trivial=zero,
)
def loss_slope(loss_factor: Expr, residual: Expr) -> Expr:
    """Slope of the loss at the output."""
    return 2 * _scaled(loss_factor, residual)


@sine.step(tex=r"\frac{\partial y}{\partial z} = \cos z", says="slope of the sine")
def cosine(preactivation: Expr) -> Expr:
    """Slope of the sine at the sum."""
    value: Expr = cos(preactivation)
    return value


@sine.step(
    tex=r"\frac{\partial\mathcal{L}}{\partial w_i} = 2 (y - l) \cos(z)\, x_i",
    says="gradient, by the chain rule",
    trivial=zero,
)
def gradient(loss_slope: Expr, cosine: Expr, x: Vector) -> Vector:
    """Slopes along the path from the loss to each weight, multiplied."""
    return tuple(loss_slope * cosine * entry for entry in x)


@sine.step(
    tex=r"\mathbf{w} - \alpha \frac{\partial\mathcal{L}}{\partial\mathbf{w}}",
    says="weights after one step of gradient descent",
)
def update(w: Vector, alpha: Expr, gradient: Vector) -> Vector:
    """One step down the gradient."""
    return tuple(weight - alpha * slope for weight, slope in zip(w, gradient, strict=True))


# Mistakes


@sine.mistake(of=preactivation, says="multiplied sums instead of adding up the products", credit=QUARTER)
def sums_multiplied(x: Vector, w: Vector) -> Expr:
    """sum(w)*sum(x) for z."""
    return sum(w, start=ZERO) * sum(x, start=ZERO)


@sine.mistake(of=sine_value, says="took the sine of each product and added up the sines", credit=QUARTER)
def sine_of_each_product(products: Vector) -> Expr:
    """sum(sin(p_i)) for sin(sum(p_i))."""
    return sum((sin(product) for product in products), start=ZERO)


@sine.mistake(of=sine_value, says="took the cosine instead of the sine", credit=QUARTER)
def cosine_for_sine(preactivation: Expr) -> Expr:
    """cos(z) for sin(z)."""
    value: Expr = cos(preactivation)
    return value


@sine.mistake(of=difference, says="added the bias instead of subtracting it", credit=HALF)
def bias_added(sine: Expr, b: Expr) -> Expr:
    """sin(z) + b."""
    _matters(b)
    return sine + b


@sine.mistake(of=difference, says="subtracted the bias inside the sine", credit=QUARTER)
def bias_inside_the_sine(preactivation: Expr, b: Expr) -> Expr:
    """sin(z - b)."""
    _matters(b)
    value: Expr = sin(preactivation - b)
    return value


@sine.mistake(of=difference, says="left out the bias", credit=HALF)
def bias_left_out(sine: Expr, b: Expr) -> Expr:
    """sin(z)."""
    _matters(b)
    return sine


def _matters(b: Expr) -> None:
    if b == 0:
        raise NotApplicable("the bias is 0")


@sine.mistake(of=loss_factor, says="put a factor 1/2 before the square", credit=HALF)
def loss_halved() -> Fraction:
    """L = (y - l)^2/2."""
    return HALF


@sine.mistake(of=loss, says="took the absolute difference instead of its square", credit=QUARTER)
def loss_absolute(residual: Expr) -> Expr:
    """L = |y - l|."""
    return abs(residual)


@sine.mistake(of=loss, says="did not square the difference", credit=QUARTER)
def loss_not_squared(residual: Expr) -> Expr:
    """L = y - l."""
    return residual


@sine.mistake(of=graph_loss_edges, says="subtracted the output from the label", credit=HALF)
def difference_reversed(loss_factor: Expr, residual: Expr) -> Vector:
    """(l - y, (l - y)^2)."""
    return (-residual, loss_factor * residual**2)


@sine.mistake(of=graph_loss_edges, says="took the absolute difference instead of its square", credit=QUARTER)
def edge_absolute(residual: Expr) -> Vector:
    """(y - l, |y - l|)."""
    return (residual, abs(residual))


@sine.mistake(of=loss_slope, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost(loss_factor: Expr, residual: Expr) -> Expr:
    """dL/dy = y - l."""
    return loss_factor * residual


@sine.mistake(
    of=loss_slope, says="subtracted the output from the label, so that the sign is wrong", credit=HALF
)
def sign_reversed(loss_slope: Expr) -> Expr:
    """dL/dy = 2*(l - y)."""
    return -loss_slope


@sine.mistake(of=loss_slope, says="multiplied by the loss instead of by its derivative", credit=QUARTER)
def loss_itself(loss: Expr) -> Expr:
    """dL/dy = (y - l)^2."""
    return loss


@sine.mistake(of=cosine, says="left out the derivative of the sine", credit=QUARTER)
def cosine_left_out() -> Expr:
    """dy/dz = 1."""
    return ONE


@sine.mistake(of=cosine, says="did not differentiate the sine", credit=QUARTER)
def sine_not_differentiated(sine: Expr) -> Expr:
    """dy/dz = sin(z)."""
    return sine


@sine.mistake(of=cosine, says="gave the derivative of the sine a minus sign", credit=HALF)
def cosine_negated(cosine: Expr) -> Expr:
    """dy/dz = -cos(z)."""
    return -cosine


@sine.mistake(
    of=gradient, says="differentiated with respect to the inputs instead of the weights", credit=QUARTER
)
def weights_for_inputs(loss_slope: Expr, cosine: Expr, w: Vector) -> Vector:
    """dL/dw_i = 2*(y - l)*cos(z)*w_i."""
    return tuple(loss_slope * cosine * weight for weight in w)


@sine.mistake(of=gradient, says="left out the inner derivative, the inputs", credit=QUARTER)
def inputs_left_out(loss_slope: Expr, cosine: Expr, x: Vector) -> Vector:
    """dL/dw_i = 2*(y - l)*cos(z)."""
    return tuple(loss_slope * cosine for _ in x)


@sine.mistake(of=gradient, says="differentiated the output but not the loss", credit=QUARTER)
def loss_not_differentiated(cosine: Expr, x: Vector) -> Vector:
    """dL/dw_i = cos(z)*x_i."""
    return tuple(cosine * entry for entry in x)


@sine.mistake(of=update, says="went up the gradient instead of down", credit=HALF)
def ascent(w: Vector, alpha: Expr, gradient: Vector) -> Vector:
    """w_new = w + alpha*gradient."""
    return tuple(weight + alpha * slope for weight, slope in zip(w, gradient, strict=True))


@sine.mistake(of=update, says="left out the step size", credit=HALF)
def step_size_left_out(w: Vector, alpha: Expr, gradient: Vector) -> Vector:
    """w_new = w - gradient."""
    if alpha == 1:
        raise NotApplicable("the step size is 1")
    return tuple(weight - slope for weight, slope in zip(w, gradient, strict=True))


@sine.mistake(of=update, says="gave the step instead of the new weights", credit=QUARTER)
def step_alone(alpha: Expr, gradient: Vector) -> Vector:
    """-alpha*gradient."""
    return tuple(-alpha * slope for slope in gradient)


@sine.mistake(of=update, says="gave the old weights")
def old_weights(w: Vector) -> Vector:
    """w_new = w."""
    return w


# Checks


@sine.check(of=forward)
def forward_in_balls(x: Vector, w: Vector, b: Expr) -> arb:
    """Sine of the numeric dot product."""
    return _edges(x, w, b)[-1]


@sine.check(of=graph_edges)
def graph_in_balls(x: Vector, w: Vector, b: Expr) -> list[arb]:
    """Every node, numerically."""
    return _edges(x, w, b)


@sine.check(of=loss)
def loss_in_balls(x: Vector, w: Vector, b: Expr, l: Expr) -> arb:  # noqa: E741
    """Square of the numeric difference."""
    return _loss(x, w, b, l)


@sine.check(of=graph_loss_edges)
def graph_loss_in_balls(x: Vector, w: Vector, b: Expr, l: Expr) -> list[arb]:  # noqa: E741
    """Difference and square, numerically."""
    return [_edges(x, w, b)[-1] - numeric.real(l), _loss(x, w, b, l)]


@sine.check(of=gradient)
def gradient_by_central_differences(x: Vector, w: Vector, b: Expr, l: Expr) -> tuple[arb, ...]:  # noqa: E741
    """Loss with each weight moved a little."""
    return numeric.gradient(lambda weights: _loss(x, weights, b, l), w)


@sine.check(of=update)
def update_by_central_differences(x: Vector, w: Vector, b: Expr, l: Expr, alpha: Expr) -> list[arb]:  # noqa: E741
    """Weights minus step size times difference quotients."""
    slopes = numeric.gradient(lambda weights: _loss(x, weights, b, l), w)
    return [
        weight - numeric.real(alpha) * slope for weight, slope in zip(numeric.reals(w), slopes, strict=True)
    ]


@sine.check(of=gradient, thorough=True)
def gradient_by_computer_algebra(x: Vector, w: Vector, b: Expr, l: Expr) -> tuple[arb, ...]:  # noqa: E741
    """Loss as a formula, differentiated by sympy."""
    import sympy

    def forward(x: Any, w: Any, b: Any, label: Any) -> list[Any]:
        return [(sympy.sin(sum(entry * weight for entry, weight in zip(x, w, strict=True))) - b - label) ** 2]

    return derivatives(forward, ["w"], x=x, w=w, b=b, label=l)[0]


def _edges(x: Sequence[Any], w: Sequence[Any], b: Any) -> list[arb]:
    pairs = zip(numeric.reals(x), numeric.reals(w), strict=True)
    edges = [entry * weight for entry, weight in pairs]
    total = numeric.real(0)
    for edge in edges:
        total += edge
    return [*edges, total, total.sin(), total.sin() - numeric.real(b)]


def _loss(x: Sequence[Any], w: Sequence[Any], b: Any, label: Any) -> arb:
    return numeric.power(_edges(x, w, b)[-1] - numeric.real(label), 2)
