r"""Backpropagation through two hidden layers in symbols: each gradient from the delta before it.

Symbols: ``delta4``, ``H2_i``, ``W3_i``, ``dsigma2_i`` (slope of the activation at ``Z2_i``), ``delta3_i``, ``H1_j``,
``W2_ij`` (row i, column j), ``dsigma1_j``, ``delta2_i``, ``x_j``; indices count from 1. A formula is certified twice:
by the numbers of `examgen.solvers.mlp_gradients`, and by a difference quotient of its piece of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from examgen.solvers.derivation import Derivation, IllPosed
from examgen.solvers.mlp_gradients import HALF, QUARTER, gradients
from examgen.solvers.numeric import Twin, derivative
from examgen.text.expr import ONE, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Matrix, Vector

Pairs: TypeAlias = Iterable[tuple[Mapping[str, Expr], Expr]]

formulas = Derivation("mlp_formulas.formulas", inputs=gradients.inputs).include(gradients)

y, f = Expr.symbol("y"), Expr.symbol("f")
delta4, H2_i = Expr.symbol("delta4"), Expr.symbol("H2_i")
W3_i, dsigma2_i = Expr.symbol("W3_i"), Expr.symbol("dsigma2_i")
delta3_i, H1_j = Expr.symbol("delta3_i"), Expr.symbol("H1_j")
delta3_1, delta3_2 = Expr.symbol("delta3_1"), Expr.symbol("delta3_2")
W2_11, W2_12, W2_21 = Expr.symbol("W2_11"), Expr.symbol("W2_12"), Expr.symbol("W2_21")
dsigma1_1 = Expr.symbol("dsigma1_1")
delta2_i, x_j = Expr.symbol("delta2_i"), Expr.symbol("x_j")


@formulas.step(
    tex=r"\delta^4 = \frac{\partial}{\partial f} (y - f)^2", says="derivative of the loss at the output"
)
def delta_4_formula() -> Expr:
    """Slope of the square, times the inner derivative -1."""
    return -2 * (y - f)


@formulas.step(
    tex=r"\frac{\partial\rho}{\partial W^3_i} = \delta^4 \frac{\partial f}{\partial W^3_i}",
    says="gradient for the weights of the output, entry by entry",
)
def gradient_w3_formula() -> Expr:
    """Delta times what the weight multiplies."""
    return delta4 * H2_i


@formulas.step(
    tex=r"\frac{\partial\rho}{\partial b^3} = \delta^4 \frac{\partial f}{\partial b^3}",
    says="gradient for the bias of the output",
)
def gradient_b3_formula() -> Expr:
    """Delta itself."""
    return delta4


@formulas.step(
    tex=r"\delta^3_i = \delta^4 \frac{\partial f}{\partial H^2_i} \frac{\partial H^2_i}{\partial Z^2_i}",
    says="delta of the second layer, entry by entry",
)
def delta_3_formula() -> Expr:
    """Delta before it, times weight, times slope."""
    return delta4 * W3_i * dsigma2_i


@formulas.step(
    tex=r"\frac{\partial\rho}{\partial W^2_{ij}} = \delta^3_i \frac{\partial Z^2_i}{\partial W^2_{ij}}",
    says="gradient for the weights of the second layer, entry by entry",
)
def gradient_w2_formula() -> Expr:
    """Delta of the row times what the column multiplies."""
    return delta3_i * H1_j


@formulas.step(
    tex=r"\frac{\partial\rho}{\partial b^2_i} = \delta^3_i \frac{\partial Z^2_i}{\partial b^2_i}",
    says="gradient for the biases of the second layer, entry by entry",
)
def gradient_b2_formula() -> Expr:
    """Delta itself."""
    return delta3_i


@formulas.step(
    tex=r"\delta^2_1 = \sum_{i=1}^{2} \delta^3_i \frac{\partial Z^2_i}{\partial H^1_1}"
    r" \frac{\partial H^1_1}{\partial Z^1_1}",
    says="first entry of the delta of the first layer: unit 1 feeds both units above it",
)
def delta_2_formula() -> Expr:
    """Both deltas above, through the first column of W2, times the slope."""
    return (delta3_1 * W2_11 + delta3_2 * W2_21) * dsigma1_1


@formulas.step(
    tex=r"\frac{\partial\rho}{\partial W^1_{ij}} = \delta^2_i \frac{\partial Z^1_i}{\partial W^1_{ij}}",
    says="gradient for the weights of the first layer, entry by entry",
)
def gradient_w1_formula() -> Expr:
    """Delta of the row times the input of the column."""
    return delta2_i * x_j


@formulas.step(
    tex=r"\frac{\partial\rho}{\partial b^1_i} = \delta^2_i \frac{\partial Z^1_i}{\partial b^1_i}",
    says="gradient for the biases of the first layer, entry by entry",
)
def gradient_b1_formula() -> Expr:
    """Delta itself."""
    return delta2_i


# Mistakes


@formulas.mistake(of=delta_4_formula, says="got the sign of the inner derivative wrong", credit=HALF)
def delta_sign_formula(delta_4_formula: Expr) -> Expr:
    """2*(y - f)."""
    return -delta_4_formula


@formulas.mistake(of=delta_4_formula, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost_formula(delta_4_formula: Expr) -> Expr:
    """Residual f - y."""
    return delta_4_formula / 2


@formulas.mistake(of=delta_4_formula, says="gave the loss instead of its derivative", credit=QUARTER)
def loss_for_derivative_formula() -> Expr:
    """(y - f)^2."""
    return (y - f) ** 2


@formulas.mistake(of=gradient_w3_formula, says="left out the delta that arrives from above", credit=QUARTER)
def delta_4_left_out() -> Expr:
    """H2_i."""
    return H2_i


@formulas.mistake(of=gradient_b3_formula, says="left out the delta that arrives from above", credit=QUARTER)
def delta_4_left_out_of_the_bias() -> Expr:
    """1."""
    return ONE


@formulas.mistake(of=delta_3_formula, says="left out the slope of the activation", credit=QUARTER)
def slope_2_left_out_formula() -> Expr:
    """delta4*W3_i."""
    return delta4 * W3_i


@formulas.mistake(of=delta_3_formula, says="left out the weight on the way to the output", credit=QUARTER)
def weight_3_left_out_formula() -> Expr:
    """delta4*dsigma2_i."""
    return delta4 * dsigma2_i


@formulas.mistake(of=gradient_w2_formula, says="left out the delta that arrives from above", credit=QUARTER)
def delta_3_left_out() -> Expr:
    """H1_j."""
    return H1_j


@formulas.mistake(of=gradient_b2_formula, says="left out the delta that arrives from above", credit=QUARTER)
def delta_3_left_out_of_the_bias() -> Expr:
    """1."""
    return ONE


@formulas.mistake(of=delta_2_formula, says="used W2 where its transpose belongs", credit=HALF)
def transpose_forgotten_formula() -> Expr:
    """(delta3_1*W2_11 + delta3_2*W2_12)*dsigma1_1."""
    return (delta3_1 * W2_11 + delta3_2 * W2_12) * dsigma1_1


@formulas.mistake(of=delta_2_formula, says="left out the slope of the activation", credit=QUARTER)
def slope_1_left_out_formula() -> Expr:
    """delta3_1*W2_11 + delta3_2*W2_21."""
    return delta3_1 * W2_11 + delta3_2 * W2_21


@formulas.mistake(of=delta_2_formula, says="followed only one of the two paths to the output", credit=QUARTER)
def one_path_only() -> Expr:
    """delta3_1*W2_11*dsigma1_1."""
    return delta3_1 * W2_11 * dsigma1_1


@formulas.mistake(of=gradient_w1_formula, says="left out the delta that arrives from above", credit=QUARTER)
def delta_2_left_out() -> Expr:
    """x_j."""
    return x_j


@formulas.mistake(of=gradient_b1_formula, says="left out the delta that arrives from above", credit=QUARTER)
def delta_2_left_out_of_the_bias() -> Expr:
    """1."""
    return ONE


# Twins: numbers for the symbols, and the gradient found number by number


@formulas.twin(of=delta_4_formula)
def delta_4_at_numbers(y: Expr, output: Expr, delta_4: Expr) -> Pairs:
    """Label and output of this network, and two made up ones."""
    return [({"y": y, "f": output}, delta_4), ({"y": y, "f": y}, y - y)]


@formulas.twin(of=gradient_w3_formula)
def gradient_w3_at_numbers(delta_4: Expr, hidden_2: Vector, gradient_w3: Matrix) -> Pairs:
    """Every entry."""
    pairs = zip(hidden_2, gradient_w3[0], strict=True)
    return [({"delta4": delta_4, "H2_i": h}, slope) for h, slope in pairs]


@formulas.twin(of=gradient_b3_formula)
def gradient_b3_at_numbers(delta_4: Expr, gradient_b3: Expr) -> Pairs:
    """One entry."""
    return [({"delta4": delta_4}, gradient_b3)]


@formulas.twin(of=delta_3_formula)
def delta_3_at_numbers(delta_4: Expr, W3: Matrix, slope_2: Vector, delta_3: Vector) -> Pairs:
    """Every entry."""
    units = zip(W3[0], slope_2, delta_3, strict=True)
    return [({"delta4": delta_4, "W3_i": w, "dsigma2_i": slope}, delta) for w, slope, delta in units]


@formulas.twin(of=gradient_w2_formula)
def gradient_w2_at_numbers(delta_3: Vector, hidden_1: Vector, gradient_w2: Matrix) -> Pairs:
    """Every entry."""
    return _entries("delta3_i", delta_3, "H1_j", hidden_1, gradient_w2)


@formulas.twin(of=gradient_b2_formula)
def gradient_b2_at_numbers(delta_3: Vector, gradient_b2: Vector) -> Pairs:
    """Every entry."""
    return [({"delta3_i": delta}, slope) for delta, slope in zip(delta_3, gradient_b2, strict=True)]


@formulas.twin(of=delta_2_formula)
def delta_2_at_numbers(delta_3: Vector, W2: Matrix, slope_1: Vector, delta_2: Vector) -> Pairs:
    """Return the first entry, for layers of two units."""
    if len(delta_2) != 2 or len(delta_3) != 2:
        raise IllPosed("the formula is for two units in each layer")
    weights = {f"W2_{i}{j}": W2[i - 1][j - 1] for i in (1, 2) for j in (1, 2)}
    deltas = {"delta3_1": delta_3[0], "delta3_2": delta_3[1]}
    return [({**deltas, **weights, "dsigma1_1": slope_1[0]}, delta_2[0])]


@formulas.twin(of=gradient_w1_formula)
def gradient_w1_at_numbers(delta_2: Vector, x: Vector, gradient_w1: Matrix) -> Pairs:
    """Every entry."""
    return _entries("delta2_i", delta_2, "x_j", x, gradient_w1)


@formulas.twin(of=gradient_b1_formula)
def gradient_b1_at_numbers(delta_2: Vector, gradient_b1: Vector) -> Pairs:
    """Every entry."""
    return [({"delta2_i": delta}, slope) for delta, slope in zip(delta_2, gradient_b1, strict=True)]


def _entries(
    row: str, rows: Vector, column: str, columns: Vector, matrix: Matrix
) -> Iterator[tuple[Mapping[str, Expr], Expr]]:
    for one, entries in zip(rows, matrix, strict=True):
        for other, entry in zip(columns, entries, strict=True):
            yield {row: one, column: other}, entry


# Checks: the piece of the network that a formula is about, with the slope that arrives there, differentiated


def _add_check(of: str, symbols: str, piece: Callable[..., arb]) -> None:
    """Add a check: the derivative of a piece in its last argument, at a number (the last symbol) or at 0."""
    names = tuple(symbols.split())

    def check() -> Twin:
        def along(*at: arb) -> arb:
            fixed, start = (at[:-1], at[-1]) if of == "delta_4_formula" else (at, 0)
            found: arb = derivative(lambda moved: piece(*fixed, moved), start)
            return found

        return Twin(along, names)

    check.__name__ = f"{of}_by_differences"
    formulas.check(of=of)(check)


def _unit(slope: Any, z: Any) -> Any:
    """Return the output of a unit with that slope at 0."""
    return 3 + slope * z + 2 * z * z


_add_check("delta_4_formula", "y f", lambda y, f: (y - f) * (y - f))
_add_check("gradient_w3_formula", "delta4 H2_i", lambda delta, h, w: delta * (5 + w * h))
_add_check("gradient_b3_formula", "delta4", lambda delta, b: delta * (5 + b))
_add_check("delta_3_formula", "delta4 W3_i dsigma2_i", lambda delta, w, slope, z: delta * w * _unit(slope, z))
_add_check("gradient_w2_formula", "delta3_i H1_j", lambda delta, h, w: delta * (5 + w * h))
_add_check("gradient_b2_formula", "delta3_i", lambda delta, b: delta * (5 + b))
_add_check(
    "delta_2_formula",
    "delta3_1 delta3_2 W2_11 W2_12 W2_21 W2_22 dsigma1_1",
    lambda one, two, a, b, c, d, slope, z: (
        one * (a * _unit(slope, z) + 5 * b) + two * (c * _unit(slope, z) + 5 * d)
    ),
)
_add_check("gradient_w1_formula", "delta2_i x_j", lambda delta, x, w: delta * (5 + w * x))
_add_check("gradient_b1_formula", "delta2_i", lambda delta, b: delta * (5 + b))
