r"""Batch normalisation of one linear unit ``y = u.x`` on white data, which is weight normalisation.

On inputs with mean 0 and identity covariance, standardising y, scaling by gamma and shifting by beta gives
``w.x + beta`` with ``w = gamma*u/||u||``.

Source: T. Salimans and D. Kingma, "Weight normalization", NeurIPS 2016, section 2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, zero
from examgen.solvers.numeric import real, reals
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import sqrt
from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def inner(one: Vector, other: Vector) -> Any:
    """Return the dot product of two vectors."""
    if len(one) != len(other):
        raise IllPosed("the vectors differ in length")
    return sum((a * b for a, b in zip(one, other, strict=True)), ZERO)


def length_of(u: Vector) -> Any:
    """Return the length of a vector that is not 0."""
    if all(entry == 0 for entry in u):
        raise IllPosed("the vector u is 0 and has no direction")
    return sqrt(sum((entry**2 for entry in u), ZERO))


weight_normalisation = Derivation("weight_normalisation", inputs="u gamma beta x covariance")


@weight_normalisation.step(
    tex=r"\mathrm{E}[y] = u^\top\, \mathrm{E}[x]",
    says="the mean of the inputs is 0, so that of y is",
    numbers="",
)
def mean_y() -> Expr:
    """Mean of y."""
    return ZERO


@weight_normalisation.step(
    tex=r"\sigma_y = \sqrt{u^\top I\, u} = \lVert u \rVert",
    says="the variance of y is the squared length of u, as the covariance of the inputs is the identity",
)
def std_y(u: Vector) -> Expr:
    """Return the standard deviation of y."""
    return length_of(u)  # type: ignore[no-any-return]


@weight_normalisation.step(
    tex=r"w = \gamma\, \frac{u}{\sigma_y}",
    says="what multiplies the input after standardising and scaling",
    trivial=zero,
)
def weight(u: Vector, gamma: Expr, std_y: Expr) -> Vector:
    """Return the weight vector."""
    return tuple(gamma * entry / std_y for entry in u)


@weight_normalisation.step(tex=r"\hat y = w^\top x + \beta", says="output for the sample")
def output(weight: Vector, x: Vector, beta: Expr) -> Expr:
    """Return the output for one sample."""
    return inner(weight, x) + beta  # type: ignore[no-any-return]


@weight_normalisation.step(
    tex=r"\sigma_y = \sqrt{u^\top C\, u}", says="with another covariance of the inputs", trivial=zero
)
def std_y_general(u: Vector, covariance: Matrix) -> Expr:
    """Return the standard deviation of y for a given covariance of the inputs."""
    _square(covariance, len(u))
    variance = inner(u, tuple(inner(row, u) for row in covariance))
    if variance < 0:
        raise IllPosed("this matrix is no covariance: it gives a negative variance")
    return sqrt(variance)  # type: ignore[no-any-return]


def _square(matrix: Matrix, size: int) -> None:
    if len(matrix) != size or any(len(row) != size for row in matrix):
        raise IllPosed("the covariance needs as many rows and columns as u has entries")
    if any(matrix[i][j] != matrix[j][i] for i in range(size) for j in range(i)):
        raise IllPosed("a covariance is symmetric")


@weight_normalisation.mistake(of=mean_y, says="took the sum of the entries of u for the mean of y")
def sum_of_weights(u: Vector) -> Expr:
    """Return the mean that inputs of mean 1 would give."""
    return sum(u, ZERO)


@weight_normalisation.mistake(
    of=std_y, says="gave the variance of y instead of its standard deviation", credit=HALF
)
def variance_for_deviation(u: Vector) -> Expr:
    """Squared length."""
    return inner(u, u)  # type: ignore[no-any-return]


@weight_normalisation.mistake(
    of=std_y, says="added the sizes of the entries of u instead of their squares", credit=QUARTER
)
def sum_of_sizes(u: Vector) -> Expr:
    """Sum of |u_i|."""
    return sum((abs(entry) for entry in u), ZERO)


@weight_normalisation.mistake(of=std_y, says="took the inputs' standard deviation, 1, for that of y")
def deviation_of_inputs() -> Expr:
    """Return 1; then w = gamma*u."""
    return ONE


@weight_normalisation.mistake(of=weight, says="left out the scale gamma", credit=HALF)
def scale_left_out(u: Vector, std_y: Expr) -> Vector:
    """Return the unit vector along u."""
    return tuple(entry / std_y for entry in u)


@weight_normalisation.mistake(of=weight, says="did not divide by the standard deviation of y", credit=QUARTER)
def not_divided(u: Vector, gamma: Expr) -> Vector:
    """gamma*u."""
    return tuple(gamma * entry for entry in u)


@weight_normalisation.mistake(of=output, says="left out the shift beta", credit=HALF)
def shift_left_out(weight: Vector, x: Vector) -> Expr:
    """Return w.x."""
    return inner(weight, x)  # type: ignore[no-any-return]


@weight_normalisation.mistake(of=output, says="used u in place of w", credit=QUARTER)
def direction_for_weight(u: Vector, x: Vector, beta: Expr) -> Expr:
    """Return u.x + beta."""
    return inner(u, x) + beta  # type: ignore[no-any-return]


@weight_normalisation.mistake(
    of=std_y_general, says="gave the variance of y instead of its standard deviation", credit=HALF
)
def general_variance(std_y_general: Expr) -> Expr:
    """No root."""
    return std_y_general**2


@weight_normalisation.mistake(
    of=std_y_general, says="left out the covariances off the diagonal", credit=QUARTER
)
def diagonal_only(u: Vector, covariance: Matrix) -> Expr:
    """Return the root of sum C_ii*u_i^2."""
    variance = sum((entry**2 * covariance[i][i] for i, entry in enumerate(u)), ZERO)
    return sqrt(variance)  # type: ignore[no-any-return]


@weight_normalisation.mistake(
    of=std_y_general, says="counted each covariance off the diagonal once instead of twice", credit=HALF
)
def pairs_counted_once(u: Vector, covariance: Matrix) -> Expr:
    """Return the root of the sum over i <= j."""
    terms = (
        covariance[i][j] * entry * other for i, entry in enumerate(u) for j, other in enumerate(u) if i <= j
    )
    return sqrt(sum(terms, ZERO))  # type: ignore[no-any-return]


@weight_normalisation.mistake(of=std_y_general, says="took the inputs to be white all the same")
def still_white(u: Vector) -> Expr:
    """Length of u."""
    return length_of(u)  # type: ignore[no-any-return]


# Checks: averages over inputs that are white, two points on each axis.


def _white(size: int) -> list[list[arb]]:
    """Return inputs of mean 0 and identity covariance: root(size) up and down along every axis."""
    far = arb(size).sqrt()
    return [
        [sign * far if i == axis else arb(0) for i in range(size)] for axis in range(size) for sign in (1, -1)
    ]


def unit(u: Sequence[Any], x: Sequence[Any]) -> arb:
    """Return the unit's value at a point, as a ball."""
    return sum((real(a) * real(b) for a, b in zip(u, x, strict=True)), arb(0))


def _average(values: Sequence[arb]) -> arb:
    return sum(values, arb(0)) / len(values)


def _standardised(u: Vector, gamma: Expr, beta: Expr, x: Sequence[Any]) -> arb:
    """Return the batch-normalised output of a sample, the statistics those of the white inputs."""
    seen = [unit(u, point) for point in _white(len(u))]
    mean = _average(seen)
    spread = _average([(y - mean) * (y - mean) for y in seen]).sqrt()
    return real(gamma) * (unit(u, x) - mean) / spread + real(beta)


@weight_normalisation.check(of=mean_y)
def mean_over_white_inputs(u: Vector) -> arb:
    """Average of y."""
    return _average([unit(u, point) for point in _white(len(u))])


@weight_normalisation.check(of=std_y)
def deviation_over_white_inputs(u: Vector) -> arb:
    """Return the root of the average of y^2."""
    return _average([unit(u, point) * unit(u, point) for point in _white(len(u))]).sqrt()


@weight_normalisation.check(of=weight)
def weight_by_axes(u: Vector, gamma: Expr) -> tuple[arb, ...]:
    """Return the batch-normalised outputs at the unit vectors."""
    units = [[int(i == axis) for i in range(len(u))] for axis in range(len(u))]
    return tuple(_standardised(u, gamma, ZERO, unit) for unit in units)


@weight_normalisation.check(of=output)
def output_by_batch_norm(u: Vector, gamma: Expr, beta: Expr, x: Vector) -> arb:
    """Return the batch-normalised output itself."""
    return _standardised(u, gamma, beta, x)


@weight_normalisation.check(of=std_y_general)
def deviation_by_polarisation(u: Vector, covariance: Matrix) -> arb:
    """Return the root of half the second difference of the variance along u, from its entries."""

    def variance(t: arb) -> arb:
        entries = [t * real(entry) for entry in u]
        rows = enumerate(reals(row) for row in covariance)
        return sum((a * entries[i] * entries[j] for i, row in rows for j, a in enumerate(row)), arb(0))

    half = numeric.derivative(variance, 1) / 2
    return half.sqrt() if not half.contains(arb(0)) else arb(0)
