r"""The question on backpropagation through two hidden layers: gradients, sizes, one step of descent on one sample.

Numbers come from `examgen.solvers.mlp_gradients`, formulas from `examgen.solvers.mlp_formulas`, shapes and the number
of parameters from `examgen.solvers.mlp_sizes`. Here is the step of size ``alpha``, which moves all parameters at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from examgen.solvers.derivation import Derivation, NotApplicable, zero
from examgen.solvers.mlp_formulas import formulas
from examgen.solvers.mlp_gradients import HALF, QUARTER, affine, dot, gradients, outer
from examgen.solvers.mlp_numeric import Network
from examgen.solvers.mlp_sizes import sizes
from examgen.solvers.units import activate
from examgen.text.expr import ONE, Expr
from examgen.text.functions import held

if TYPE_CHECKING:
    from examgen.text.values import Matrix, Vector

mlp = Derivation("mlp", inputs=("d", "dH", *gradients.inputs, "alpha")).include(formulas).include(sizes)


# One step of descent


@mlp.step(tex=r"-\alpha", says="factor of the gradient in a step of descent", numbers="", trivial=zero)
def step_factor(alpha: Expr) -> Expr:
    """Minus the step size."""
    return -alpha


@mlp.step(
    tex=r"W^3 - \alpha \frac{\partial\rho}{\partial W^3}",
    says="weights of the output after the step on this sample",
)
def sgd_step_w3(W3: Matrix, step_factor: Expr, gradient_w3: Matrix) -> Matrix:
    """W3 after the step."""
    return moved_matrix(W3, step_factor, gradient_w3)


@mlp.step(tex=r"b^3 - \alpha \frac{\partial\rho}{\partial b^3}", says="bias of the output after the step")
def new_b3(b3: Vector, step_factor: Expr, gradient_b3: Expr) -> Vector:
    """Bias of the output after the step."""
    return (b3[0] + step_factor * gradient_b3,)


@mlp.step(
    tex=r"W^2 - \alpha \frac{\partial\rho}{\partial W^2}", says="weights of the second layer after the step"
)
def new_w2(W2: Matrix, step_factor: Expr, gradient_w2: Matrix) -> Matrix:
    """W2 after the step."""
    return moved_matrix(W2, step_factor, gradient_w2)


@mlp.step(
    tex=r"b^2 - \alpha \frac{\partial\rho}{\partial b^2}", says="biases of the second layer after the step"
)
def new_b2(b2: Vector, step_factor: Expr, gradient_b2: Vector) -> Vector:
    """Biases of the second layer after the step."""
    return moved(b2, step_factor, gradient_b2)


@mlp.step(
    tex=r"W^1 - \alpha \frac{\partial\rho}{\partial W^1}", says="weights of the first layer after the step"
)
def new_w1(W1: Matrix, step_factor: Expr, gradient_w1: Matrix) -> Matrix:
    """W1 after the step."""
    return moved_matrix(W1, step_factor, gradient_w1)


@mlp.step(
    tex=r"b^1 - \alpha \frac{\partial\rho}{\partial b^1}", says="biases of the first layer after the step"
)
def new_b1(b1: Vector, step_factor: Expr, gradient_b1: Vector) -> Vector:
    """Biases of the first layer after the step."""
    return moved(b1, step_factor, gradient_b1)


@mlp.step(
    tex=r"f_{\text{new}} = W^3 \sigma(W^2 \sigma(W^1 x + b^1) + b^2) + b^3",
    says="output with all the new parameters",
    numbers="",
)
def new_output(
    activation: str,
    x: Vector,
    new_w1: Matrix,
    new_b1: Vector,
    new_w2: Matrix,
    new_b2: Vector,
    sgd_step_w3: Matrix,
    new_b3: Vector,
) -> Expr:
    """Output after the step."""
    return forward(activation, x, (new_w1, new_b1), (new_w2, new_b2), (sgd_step_w3, new_b3))


@mlp.step(tex=r"(y - f_{\text{new}})^2", says="loss at the same sample after the step")
def sgd_step_loss(y: Expr, new_output: Expr) -> Expr:
    """Squared error after the step."""
    residual: Expr = held(y - new_output)
    return residual**2


def moved(old: Vector, factor: Expr, slopes: Vector) -> Vector:
    """Return a vector plus a multiple of its gradient."""
    return tuple(entry + factor * slope for entry, slope in zip(old, slopes, strict=True))


def moved_matrix(old: Matrix, factor: Expr, slopes: Matrix) -> Matrix:
    """Return a matrix plus a multiple of its gradient."""
    return tuple(moved(row, factor, slope) for row, slope in zip(old, slopes, strict=True))


def forward(activation: str, x: Vector, *layers: tuple[Matrix, Vector]) -> Expr:
    """Return the output of a chain of layers, the last one without activation."""
    values = x
    for number, (weights, biases) in enumerate(layers, 1):
        values = affine(str(number), weights, values, biases)
        if number < len(layers):
            values = tuple(activate(activation, z) for z in values)
    return values[0]


# Mistakes


@mlp.mistake(of=step_factor, says="went up the gradient instead of down", credit=HALF)
def ascent(alpha: Expr) -> Expr:
    """Factor +alpha."""
    return alpha


@mlp.mistake(of=step_factor, says="left out the step size", credit=HALF)
def step_size_left_out(alpha: Expr) -> Expr:
    """Factor -1."""
    if alpha == 1:
        raise NotApplicable("the step size is 1")
    return -ONE


@mlp.mistake(of=sgd_step_w3, says="gave the step instead of the new weights", credit=QUARTER)
def step_alone(step_factor: Expr, gradient_w3: Matrix, W3: Matrix) -> Matrix:
    """-alpha*gradient."""
    if zero(W3):
        raise NotApplicable("all the old weights are 0")
    return tuple(tuple(step_factor * slope for slope in row) for row in gradient_w3)


@mlp.mistake(of=sgd_step_w3, says="gave the old weights")
def old_weights(W3: Matrix) -> Matrix:
    """W3."""
    return W3


@mlp.mistake(of=sgd_step_loss, says="gave the loss before the step")
def old_loss(y: Expr, output: Expr) -> Expr:
    """(y - f)^2."""
    return (y - output) ** 2


@mlp.mistake(of=sgd_step_loss, says="gave the difference without squaring it", credit=HALF)
def square_forgotten(y: Expr, new_output: Expr) -> Expr:
    """Residual y - f_new."""
    return y - new_output


@mlp.mistake(
    of=sgd_step_loss,
    says="moved the layers one after the other, with gradients through weights that had already moved",
    credit=HALF,
)
def layer_by_layer(
    activation: str,
    x: Vector,
    y: Expr,
    W1: Matrix,
    b1: Vector,
    W2: Matrix,
    b2: Vector,
    delta_4: Expr,
    slope_2: Vector,
    slope_1: Vector,
    hidden_1: Vector,
    sgd_step_w3: Matrix,
    new_b3: Vector,
    step_factor: Expr,
) -> Expr:
    """Delta3 from the new W3, delta2 from the new W2."""
    delta_3 = tuple(delta_4 * w * slope for w, slope in zip(sgd_step_w3[0], slope_2, strict=True))
    second = moved_matrix(W2, step_factor, outer(delta_3, hidden_1)), moved(b2, step_factor, delta_3)
    columns = zip(*second[0], strict=True)
    delta_2 = tuple(dot(delta_3, column) * slope for column, slope in zip(columns, slope_1, strict=True))
    first = moved_matrix(W1, step_factor, outer(delta_2, x)), moved(b1, step_factor, delta_2)
    return (y - forward(activation, x, first, second, (sgd_step_w3, new_b3))) ** 2


# Checks: the network in balls, differentiated by central differences; sizes by counting


def _add_checks() -> None:
    """Add a check for the output, each delta, each gradient and the step."""

    def add(of: str, view: Callable[[Network, Vector, Expr], Any]) -> None:
        def check(
            activation: str,
            x: Vector,
            y: Expr,
            W1: Matrix,
            b1: Vector,
            W2: Matrix,
            b2: Vector,
            W3: Matrix,
            b3: Vector,
        ) -> Any:
            return view(Network.of(activation, W1, b1, W2, b2, W3, b3), x, y)

        check.__name__ = f"{of}_in_balls"
        mlp.check(of=of)(check)

    def slopes(name: str) -> Callable[[Network, Vector, Expr], Any]:
        return lambda network, x, y: network.slopes(x, y, name)

    def first(name: str) -> Callable[[Network, Vector, Expr], Any]:
        return lambda network, x, y: network.slopes(x, y, name)[0]

    add("output", lambda network, x, _: network.layers(x)[2])
    add("delta_4", first("b3"))  # a bias is moved by what moves the pre-activation
    add("delta_3", slopes("b2"))
    add("delta_2", slopes("b1"))
    add("gradient_b3", first("b3"))
    for name in ("W1", "b1", "W2", "b2", "W3"):
        add(f"gradient_{name.lower()}", slopes(name))


def _add_checks_of_the_step() -> None:
    def add(of: str, view: Callable[[Network, Vector, Expr], Any]) -> None:
        def check(
            activation: str,
            x: Vector,
            y: Expr,
            W1: Matrix,
            b1: Vector,
            W2: Matrix,
            b2: Vector,
            W3: Matrix,
            b3: Vector,
            alpha: Expr,
        ) -> Any:
            network = Network.of(activation, W1, b1, W2, b2, W3, b3)
            return view(network.stepped(x, y, alpha), x, y)

        check.__name__ = f"{of}_in_balls"
        mlp.check(of=of)(check)

    add("sgd_step_w3", lambda network, _x, _y: network.W3)
    add("sgd_step_loss", lambda network, x, y: network.loss(x, y))


_add_checks()
_add_checks_of_the_step()
