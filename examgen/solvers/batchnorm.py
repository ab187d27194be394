r"""Questions on batch normalisation: derivatives with respect to its scale and its shift.

Source: S. Ioffe and C. Szegedy, "Batch normalization", ICML 2015, Algorithm 1. `batchnorm` is the forward
pass (see `examgen.solvers.normalisation`); each question takes over as much of it as it needs:

- `jacobian`: all derivatives of the outputs, and steps that use them;
- `norm`: the derivative of the squared norm of the outputs with respect to the scale;
- `scale`: the column of the Jacobian that belongs to the scale.

The Jacobian has m rows ``(d y_i / d gamma, d y_i / d beta)``; gradients are vectors ``(gamma, beta)``.
"""

from __future__ import annotations

from typing import Any

from flint import arb

from examgen.solvers.algebra import derivatives
from examgen.solvers.derivation import Derivation, IllPosed, zero
from examgen.solvers.normalisation import HALF, QUARTER, batchnorm, layer, total
from examgen.solvers.numeric import close, derivative, real, reals, whole
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import sqrt
from examgen.text.values import Matrix, Vector

__all__ = ["batchnorm", "jacobian", "norm", "scale"]

# All derivatives with respect to scale and shift

jacobian = Derivation("batchnorm.jacobian", inputs="x gamma beta eps row alpha x1")
jacobian.include(batchnorm, "normalized")


@jacobian.step(
    name="jacobian",
    tex=r"J = \left(\frac{\partial y_i}{\partial \gamma}, \frac{\partial y_i}{\partial \beta}\right)_i"
    r" = \left(\hat{x}_i, 1\right)_i",
    says="the outputs are linear in both parameters: normalised batch and ones",
    trivial=zero,
)
def jacobian_rows(normalized: Vector) -> Matrix:
    """Return the derivatives of the outputs (rows) with respect to scale and shift (columns)."""
    return tuple((entry, ONE) for entry in normalized)


@jacobian.step(
    tex=r"\nabla \sum_i y_i = \sum_i J_i",
    says="sum of the rows of the Jacobian",
    trivial=zero,
)
def sum_gradient(jacobian: Matrix) -> Vector:
    """Gradient of the sum of all outputs with respect to (gamma, beta)."""
    return tuple(total(column) for column in zip(*jacobian, strict=True))


@jacobian.step(
    tex=r"(\gamma, \beta) + \alpha J_k",
    says="a step of size alpha along the row of the chosen output",
)
def ascent_step(jacobian: Matrix, gamma: Expr, beta: Expr, row: Expr, alpha: Expr) -> Vector:
    """Scale and shift after one gradient-ascent step on one output."""
    slope_gamma, slope_beta = _row(jacobian, row)
    return (gamma + alpha * slope_gamma, beta + alpha * slope_beta)


@jacobian.step(
    tex=r"y = \gamma \cdot \frac{x_1 - x_1}{\sqrt{0 + \varepsilon}} + \beta = \beta",
    says="a single sample is its own mean and normalises to 0",
)
def single_sample_output(beta: Expr) -> Expr:
    """Output for a batch of one sample (as the limit of a vanishing positive eps where eps is 0)."""
    return beta


def _row(matrix: Matrix, row: Expr) -> Vector:
    if not 1 <= row <= len(matrix):
        raise IllPosed("the batch has no sample with this number")
    return matrix[row - 1]


@jacobian.mistake(of=jacobian_rows, says="put the outputs into the first column")
def outputs_in_first_column(normalized: Vector, gamma: Expr, beta: Expr) -> Matrix:
    """Rows (y_i, 1)."""
    return tuple((gamma * entry + beta, ONE) for entry in normalized)


@jacobian.mistake(of=jacobian_rows, says="put the raw inputs into the first column")
def inputs_in_first_column(x: Vector) -> Matrix:
    """Rows (x_i, 1)."""
    return tuple((entry, ONE) for entry in x)


@jacobian.mistake(
    of=jacobian_rows, says="kept the factor gamma in the derivative with respect to gamma", credit=QUARTER
)
def scaled_first_column(normalized: Vector, gamma: Expr) -> Matrix:
    """Rows (gamma * x_hat_i, 1)."""
    return tuple((gamma * entry, ONE) for entry in normalized)


@jacobian.mistake(of=jacobian_rows, says="took the derivative with respect to beta for 0", credit=HALF)
def zero_second_column(normalized: Vector) -> Matrix:
    """Rows (x_hat_i, 0)."""
    return tuple((entry, ZERO) for entry in normalized)


@jacobian.mistake(of=jacobian_rows, says="put beta itself into the second column", credit=HALF)
def shift_in_second_column(normalized: Vector, beta: Expr) -> Matrix:
    """Rows (x_hat_i, beta)."""
    return tuple((entry, beta) for entry in normalized)


@jacobian.mistake(of=jacobian_rows, says="exchanged the columns", credit=HALF)
def columns_exchanged(normalized: Vector) -> Matrix:
    """Rows (1, x_hat_i)."""
    return tuple((ONE, entry) for entry in normalized)


@jacobian.mistake(of=jacobian_rows, says="wrote the transposed matrix", credit=HALF)
def jacobian_transposed(jacobian: Matrix) -> Matrix:
    """Rows for parameters, columns for outputs."""
    return tuple(zip(*jacobian, strict=True))


@jacobian.mistake(of=sum_gradient, says="summed the raw inputs", credit=QUARTER)
def raw_sums(x: Vector) -> Vector:
    """(sum x_i, m)."""
    return (total(x), Expr.of(len(x)))


@jacobian.mistake(of=sum_gradient, says="took the mean of the outputs instead of their sum", credit=HALF)
def mean_gradient(sum_gradient: Vector, x: Vector) -> Vector:
    """Column means."""
    return tuple(entry / len(x) for entry in sum_gradient)


@jacobian.mistake(
    of=sum_gradient, says="exchanged the derivatives with respect to gamma and beta", credit=HALF
)
def gradient_exchanged(sum_gradient: Vector) -> Vector:
    """(m, 0)."""
    return sum_gradient[::-1]


@jacobian.mistake(of=ascent_step, says="stepped downhill instead of uphill", credit=HALF)
def descent(jacobian: Matrix, gamma: Expr, beta: Expr, row: Expr, alpha: Expr) -> Vector:
    """Descent for ascent."""
    slope_gamma, slope_beta = _row(jacobian, row)
    return (gamma - alpha * slope_gamma, beta - alpha * slope_beta)


@jacobian.mistake(of=ascent_step, says="left out the step size alpha", credit=HALF)
def step_size_forgotten(jacobian: Matrix, gamma: Expr, beta: Expr, row: Expr) -> Vector:
    """Step of size 1."""
    slope_gamma, slope_beta = _row(jacobian, row)
    return (gamma + slope_gamma, beta + slope_beta)


@jacobian.mistake(of=ascent_step, says="raised both parameters by alpha, whatever the Jacobian says")
def both_raised(gamma: Expr, beta: Expr, alpha: Expr) -> Vector:
    """(gamma + alpha, beta + alpha)."""
    return (gamma + alpha, beta + alpha)


@jacobian.mistake(of=ascent_step, says="moved gamma only and left beta alone", credit=HALF)
def shift_left_alone(ascent_step: Vector, beta: Expr) -> Vector:
    """(gamma + alpha * x_hat, beta)."""
    return (ascent_step[0], beta)


@jacobian.mistake(of=ascent_step, says="gave the step instead of the new parameters", credit=HALF)
def step_alone(ascent_step: Vector, gamma: Expr, beta: Expr) -> Vector:
    """Alpha times the row."""
    return (ascent_step[0] - gamma, ascent_step[1] - beta)


@jacobian.mistake(of=ascent_step, says="stepped along the sum of all rows instead of one", credit=QUARTER)
def step_on_all_outputs(jacobian: Matrix, gamma: Expr, beta: Expr, alpha: Expr) -> Vector:
    """Ascent on the sum of the outputs."""
    slope_gamma, slope_beta = (total(column) for column in zip(*jacobian, strict=True))
    return (gamma + alpha * slope_gamma, beta + alpha * slope_beta)


@jacobian.mistake(of=single_sample_output, says="took the single sample to normalise to 1")
def normalised_to_one(gamma: Expr, beta: Expr) -> Expr:
    """Scale plus shift."""
    return gamma + beta


@jacobian.mistake(of=single_sample_output, says="left the single sample as it is before scaling and shifting")
def not_normalised(x1: Expr, gamma: Expr, beta: Expr) -> Expr:
    """Return the affine map of the raw sample."""
    return gamma * x1 + beta


@jacobian.mistake(of=single_sample_output, says="left out the shift beta", credit=QUARTER)
def single_without_shift(beta: Expr) -> Expr:
    """Return the normalised sample itself, 0."""
    return beta - beta


@jacobian.check(of=jacobian_rows)
def jacobian_by_differences(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> list[tuple[arb, arb]]:
    """Central differences of the numeric layer in scale and shift."""
    by_gamma, by_beta = _slopes(x, gamma, beta, eps)
    return list(zip(by_gamma, by_beta, strict=True))


@jacobian.check(of=jacobian_rows, thorough=True)
def jacobian_by_algebra(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> tuple[tuple[arb, ...], ...]:
    """Return the printed algorithm, differentiated symbolically."""
    return derivatives(_printed_algorithm, ("gamma", "beta"), x=x, gamma=gamma, beta=beta, eps=eps)


@jacobian.check(of=sum_gradient)
def sum_gradient_by_differences(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> tuple[arb, arb]:
    """Central differences of the sum of the numeric layer's outputs."""
    point = reals(x)
    return (
        derivative(lambda t: sum(layer(point, t, beta, eps), arb(0)), gamma),
        derivative(lambda t: sum(layer(point, gamma, t, eps), arb(0)), beta),
    )


@jacobian.check(of=ascent_step)
def ascent_by_differences(
    x: Vector, gamma: Expr, beta: Expr, eps: Expr, row: Expr, alpha: Expr
) -> tuple[arb, arb]:
    """Return a numeric gradient step on the chosen output of the numeric layer."""
    k, point = whole(row) - 1, reals(x)
    return (
        real(gamma) + real(alpha) * derivative(lambda t: layer(point, t, beta, eps)[k], gamma),
        real(beta) + real(alpha) * derivative(lambda t: layer(point, gamma, t, eps)[k], beta),
    )


@jacobian.check(of=single_sample_output)
def single_sample_by_limit(gamma: Expr, beta: Expr, x1: Expr) -> arb:
    """Return the numeric layer on a batch of one, for ever smaller eps: the output must have settled."""
    tail = [layer([real(x1)], gamma, beta, arb(10) ** -k)[0].mid() for k in (2, 20, 40)]
    if not all(close(output, tail[-1]) for output in tail):
        raise ArithmeticError("the output does not settle as eps vanishes")
    return tail[-1]


def _slopes(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> tuple[tuple[arb, ...], tuple[arb, ...]]:
    point = reals(x)
    by_gamma = derivative(lambda t: layer(point, t, beta, eps), gamma)
    by_beta = derivative(lambda t: layer(point, gamma, t, eps), beta)
    return by_gamma, by_beta


def _printed_algorithm(x: Any, gamma: Any, beta: Any, eps: Any) -> list[Any]:
    m = len(x)
    mu = sum(x) / m
    sigma2 = sum((entry - mu) ** 2 for entry in x) / m
    return [gamma * (entry - mu) / (sigma2 + eps) ** HALF + beta for entry in x]


# The squared norm of the outputs

norm = Derivation("batchnorm.norm", inputs="x gamma beta eps")
norm.include(batchnorm, "outputs", without=("deviations_reversed", "output_without_shift"))


@norm.step(
    tex=r"\frac{\partial L}{\partial y_i} = 2 y_i", says="derivative of the sum of squares", trivial=zero
)
def upstream(outputs: Vector) -> Vector:
    """Return the derivatives of the sum of squares with respect to the outputs."""
    return tuple(2 * output for output in outputs)


@norm.step(
    tex=r"\frac{\partial L}{\partial \gamma} = \sum_i \frac{\partial L}{\partial y_i}"
    r" \frac{\partial y_i}{\partial \gamma} = \sum_i 2 y_i \hat{x}_i",
    says="chain rule: each output changes with gamma by its normalised sample",
    trivial=zero,
)
def gradient(upstream: Vector, normalized: Vector) -> Expr:
    """Return the derivative of the sum of squared outputs with respect to the scale."""
    return total(slope * entry for slope, entry in zip(upstream, normalized, strict=True))


@norm.mistake(of=upstream, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost(outputs: Vector) -> Vector:
    """Return the outputs themselves."""
    return outputs


@norm.mistake(of=gradient, says="took the mean over the batch instead of the sum", credit=HALF)
def mean_for_sum(gradient: Expr, x: Vector) -> Expr:
    """Mean of the squares differentiated."""
    return gradient / len(x)


@norm.mistake(of=gradient, says="differentiated with respect to beta instead of gamma")
def with_respect_to_shift(upstream: Vector) -> Expr:
    """Twice the sum of the outputs."""
    return total(upstream)


@norm.mistake(of=gradient, says="used the raw inputs instead of the normalised ones")
def raw_inner_derivative(upstream: Vector, x: Vector) -> Expr:
    """Twice the sum of y_i x_i."""
    return total(slope * entry for slope, entry in zip(upstream, x, strict=True))


@norm.mistake(
    of=gradient, says="took the root: the derivative of the norm, not of its square", credit=QUARTER
)
def norm_not_squared(outputs: Vector, normalized: Vector) -> Expr:
    """Return the derivative of the norm itself."""
    length: Expr = sqrt(total(output**2 for output in outputs))
    return total(output * entry for output, entry in zip(outputs, normalized, strict=True)) / length


@norm.mistake(of=gradient, says="lost the sign", credit=HALF)
def gradient_sign(gradient: Expr) -> Expr:
    """Negative of the gradient."""
    return -gradient


@norm.check(of=upstream)
def upstream_by_differences(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> tuple[arb, ...]:
    """Central differences of the square at each output of the numeric layer."""
    return tuple(derivative(lambda t: t * t, output) for output in layer(reals(x), gamma, beta, eps))


@norm.check(of=gradient)
def norm_by_differences(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> arb:
    """Central difference of the squared norm of the numeric layer's outputs."""
    point = reals(x)
    return derivative(lambda t: sum((y * y for y in layer(point, t, beta, eps)), arb(0)), gamma)


@norm.check(of=gradient, thorough=True)
def norm_by_algebra(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> arb:
    """Return the squared norm of the printed algorithm, differentiated symbolically."""

    def squared_norm(**inputs: Any) -> list[Any]:
        return [sum(y**2 for y in _printed_algorithm(**inputs))]

    return derivatives(squared_norm, ("gamma",), x=x, gamma=gamma, beta=beta, eps=eps)[0][0]


# One column of the Jacobian: the scale

scale = Derivation("batchnorm.scale", inputs="x gamma beta eps")
scale.include(batchnorm, "normalized")


@scale.step(
    name="jacobian",
    tex=r"\left(\frac{\partial y_i}{\partial \gamma}\right)_i = \left(\hat{x}_i\right)_i",
    says="the outputs are linear in the scale, with the normalised batch as slopes",
    trivial=zero,
)
def scale_column(normalized: Vector) -> Vector:
    """Return the derivatives of the outputs with respect to the scale."""
    return normalized


@scale.mistake(of=scale_column, says="gave the outputs instead of their derivatives")
def outputs_for_derivatives(normalized: Vector, gamma: Expr, beta: Expr) -> Vector:
    """Return the outputs."""
    return tuple(gamma * entry + beta for entry in normalized)


@scale.mistake(
    of=scale_column, says="kept the factor gamma in the derivative with respect to gamma", credit=QUARTER
)
def factor_kept(normalized: Vector, gamma: Expr) -> Vector:
    """Scaled batch."""
    return tuple(gamma * entry for entry in normalized)


@scale.mistake(of=scale_column, says="gave the raw inputs")
def raw_inputs(x: Vector) -> Vector:
    """Return the inputs, not normalised."""
    return x


@scale.mistake(of=scale_column, says="differentiated with respect to beta instead of gamma")
def ones_for_scale(x: Vector) -> Vector:
    """Return the neighbouring parameter."""
    return (ONE,) * len(x)


@scale.check(of=scale_column)
def scale_by_differences(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> tuple[arb, ...]:
    """Central differences of the numeric layer in the scale."""
    return _slopes(x, gamma, beta, eps)[0]


@scale.check(of=scale_column, thorough=True)
def scale_by_algebra(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> tuple[arb, ...]:
    """Return the printed algorithm, differentiated symbolically."""
    rows = derivatives(_printed_algorithm, ("gamma",), x=x, gamma=gamma, beta=beta, eps=eps)
    return tuple(row[0] for row in rows)
