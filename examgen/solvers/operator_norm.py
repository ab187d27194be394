r"""A bound on the gradients of a recurrent state: norms of products against products of norms.

With slopes of at most ``gamma``, a step of the recurrence stretches a gradient by at most ``delta = gamma*||W||``;
where ``delta < 1`` the Jacobian over ``T`` steps, at most ``delta^T``, vanishes.

Source: Pascanu, Mikolov & Bengio 2013, "On the difficulty of training recurrent neural networks".
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb

from examgen.solvers import numeric, spectral
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.linear_algebra import eigenvalues, power, scaled, shape
from examgen.solvers.linear_algebra import gram as gram_of
from examgen.solvers.linear_algebra import largest_eigenvalue as largest_of
from examgen.solvers.slips import other_than
from examgen.text import balls
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import log, sqrt
from examgen.text.tex import decimals, tex

if TYPE_CHECKING:
    from examgen.text.values import Matrix

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

LONGEST = 100_000
"""Steps that are counted one by one at most."""

state_gradient = Derivation("operator_norm.state_gradient", inputs="W gamma T tol slope")


def _quadratic(gram: Matrix) -> str:
    """Write the roots of the characteristic polynomial, for a matrix of two rows."""
    if len(gram) != 2:
        return ""
    whole, product = gram[0][0] + gram[1][1], gram[0][0] * gram[1][1] - gram[0][1] ** 2
    return rf"\frac{{1}}{{2}}\left({tex(whole)} + \sqrt{{\left({tex(whole)}\right)^2 - 4 \cdot {tex(product)}}}\right)"


def _compared(delta: Expr) -> str:
    return rf"{tex(delta)} {'<' if delta < 1 else '>' if delta > 1 else '='} 1 \quad\Rightarrow\quad \text{{answer}}"


def _logarithms(delta: Expr, tol: Expr) -> str:
    if delta == 0:
        return ""
    if not delta < 1:
        return r"\text{(none, since } \delta \geq 1\text{)}"
    ratio = decimals(log(tol) / log(delta), 4) or tex(log(tol) / log(delta))
    rule = r"\left\lfloor \frac{\ln \text{tol}}{\ln \delta} \right\rfloor + 1"
    return rf"{rule} = \left\lfloor {ratio} \right\rfloor + 1"


@state_gradient.step(tex=r"\mathbf{W}^\top\mathbf{W}", says="symmetric matrix whose eigenvalues count")
def gram(W: Matrix) -> Matrix:
    """Transpose of W times W."""
    rows, columns = shape(W)
    if rows != columns:
        raise IllPosed(f"the recurrent matrix has {rows} rows and {columns} columns; it must be square")
    return gram_of(W)


@state_gradient.step(
    tex=r"\lambda_1(\mathbf{W}^\top\mathbf{W})",
    says="its largest eigenvalue, from the characteristic polynomial",
    numbers=_quadratic,
)
def largest_eigenvalue(gram: Matrix) -> Expr:
    """Largest root of the characteristic polynomial."""
    return Expr.of(largest_of(gram))


@state_gradient.step(
    tex=r"\|\mathbf{W}\| = \sqrt{\lambda_1(\mathbf{W}^\top\mathbf{W})}", says="operator norm of the matrix"
)
def operator_norm(largest_eigenvalue: Expr) -> Expr:
    """Root of the largest eigenvalue."""
    found: Expr = sqrt(largest_eigenvalue)
    return found


@state_gradient.step(
    tex=r"\delta = \gamma\,\|\mathbf{W}\|", says="most by which one step stretches a gradient"
)
def delta(gamma: Expr, operator_norm: Expr) -> Expr:
    """Bound on the norm of the Jacobian of one step."""
    if not gamma > 0:
        raise IllPosed("the bound on the slopes must be positive")
    return gamma * operator_norm


@state_gradient.step(tex=r"\delta^T", says="bound on the norm of the Jacobian over all the steps")
def bound(delta: Expr, T: Expr) -> Expr:
    """Bound over T steps."""
    return delta**T


@state_gradient.step(
    tex=r"\delta",
    says=r"the statement promises something only where each step shrinks gradients, that is, where $\delta < 1$",
    numbers=_compared,
)
def vanishes(delta: Expr) -> str:
    """Whether the theorem promises a vanishing gradient."""
    return "guaranteed" if delta < 1 else "not-guaranteed"


@state_gradient.step(
    tex=r"\min\{T : \delta^T < \text{tol}\}",
    says="first number of steps at which the bound lies below the tolerance; 0 where it never does",
    numbers=_logarithms,
)
def steps_to_tol(delta: Expr, tol: Expr) -> Expr:
    """Smallest T with delta^T below tol, for a tolerance below 1; 0 if there is none, since delta^0 is 1."""
    if not 0 < tol < 1:
        raise IllPosed("the tolerance must lie between 0 and 1")
    if not delta < 1:
        return ZERO
    if delta == 0:
        return Expr.of(1)
    return Expr.of(_floor_of_ratio(delta, tol) + 1)


@state_gradient.step(
    tex=r"\mathbf{J} = \left(s\,\mathbf{W}\right)^T",
    says="the Jacobian over all the steps, every slope being $s$",
    numbers="",
)
def jacobian(W: Matrix, slope: Expr, T: Expr) -> Matrix:
    """Power of the Jacobian of one step."""
    steps = int(T)
    if steps < 0:
        raise IllPosed("the number of steps must not be negative")
    return power(scaled(slope, W), steps)


@state_gradient.step(tex=r"\mathbf{J}^\top\mathbf{J}", says="symmetric matrix of that Jacobian", numbers="")
def jacobian_gram(jacobian: Matrix) -> Matrix:
    """Transpose of J times J."""
    return gram_of(jacobian)


@state_gradient.step(
    tex=r"\|\mathbf{J}\| = \sqrt{\lambda_1(\mathbf{J}^\top\mathbf{J})}",
    says="norm of the product, which may lie far below the product of the norms",
    numbers="",
)
def product_norm(jacobian_gram: Matrix) -> Expr:
    """Root of the largest eigenvalue of J^T J."""
    found: Expr = sqrt(largest_of(jacobian_gram))
    return found


def _floor_of_ratio(delta: Expr, tol: Expr) -> int:
    """Return the largest whole number of steps at which delta^T is not yet below tol."""
    with numeric.precisely(256):
        ratio = balls.ball(tol, bits=256).log() / balls.ball(delta, bits=256).log()
        low, high = int(ratio.lower().floor().unique_fmpz()), int(ratio.upper().floor().unique_fmpz())
    if low == high:
        return low
    return high if delta**high == tol else low  # an exact power, or too close to one to be told by balls


@state_gradient.mistake(
    of=largest_eigenvalue,
    says="took the eigenvalue of the matrix itself, not of its product with its transpose",
    credit=QUARTER,
)
def eigenvalue_of_the_matrix(W: Matrix, largest_eigenvalue: Expr) -> Expr:
    """Largest real eigenvalue of W in size."""
    found = _real_eigenvalue(W)
    return other_than(largest_eigenvalue, found, "both eigenvalues are the same")


@state_gradient.mistake(
    of=largest_eigenvalue, says="took the smallest eigenvalue instead of the largest", credit=HALF
)
def smallest_eigenvalue(gram: Matrix, largest_eigenvalue: Expr) -> Expr:
    """Smallest eigenvalue of W^T W."""
    return other_than(largest_eigenvalue, Expr.of(min(eigenvalues(gram))), "all eigenvalues are the same")


@state_gradient.mistake(
    of=largest_eigenvalue, says="gave the trace, the sum of all the eigenvalues", credit=QUARTER
)
def trace_for_eigenvalue(gram: Matrix, largest_eigenvalue: Expr) -> Expr:
    """Squared Frobenius norm of W."""
    found: Expr = sum((row[i] for i, row in enumerate(gram)), start=ZERO)
    return other_than(largest_eigenvalue, found, "there is only one eigenvalue other than 0")


@state_gradient.mistake(of=operator_norm, says="gave the eigenvalue itself, without the root", credit=HALF)
def root_forgotten(largest_eigenvalue: Expr, operator_norm: Expr) -> Expr:
    """||W|| = lambda_1."""
    return other_than(operator_norm, largest_eigenvalue, "the eigenvalue is its own root")


@state_gradient.mistake(of=delta, says=r"squared $\gamma$", credit=HALF)
def gamma_squared(gamma: Expr, operator_norm: Expr, delta: Expr) -> Expr:
    """gamma^2*||W||."""
    return other_than(delta, gamma**2 * operator_norm, "gamma is its own square")


@state_gradient.mistake(of=delta, says=r"left out $\gamma$", credit=QUARTER)
def gamma_left_out(operator_norm: Expr, delta: Expr) -> Expr:
    """||W||."""
    return other_than(delta, operator_norm, "gamma is 1")


@state_gradient.mistake(
    of=bound, says="multiplied by the number of steps instead of taking that power", credit=QUARTER
)
def steps_as_factor(delta: Expr, T: Expr, bound: Expr) -> Expr:
    """T*delta."""
    return other_than(bound, delta * T, "product and power are the same")


@state_gradient.mistake(of=bound, says="one step too few", credit=HALF)
def bound_one_step_short(delta: Expr, T: Expr, bound: Expr) -> Expr:
    """delta^(T - 1)."""
    if delta == 0:
        raise NotApplicable("every power is 0")
    return other_than(bound, delta ** (T - 1), "every power is the same")


@state_gradient.mistake(of=vanishes, says=r"drew the opposite conclusion from $\delta$")
def conclusion_reversed(vanishes: str) -> str:
    """Theorem taken the other way round."""
    return "not-guaranteed" if vanishes == "guaranteed" else "guaranteed"


@state_gradient.mistake(of=steps_to_tol, says="stopped one step too early", credit=HALF)
def one_step_too_early(steps_to_tol: Expr) -> Expr:
    """One less."""
    _there_is(steps_to_tol)
    return steps_to_tol - 1


@state_gradient.mistake(of=steps_to_tol, says="went one step too far", credit=HALF)
def one_step_too_far(steps_to_tol: Expr) -> Expr:
    """One more."""
    _there_is(steps_to_tol)
    return steps_to_tol + 1


@state_gradient.mistake(of=steps_to_tol, says="used the formula for a bound that grows", credit=QUARTER)
def formula_for_a_growing_bound(delta: Expr, tol: Expr, steps_to_tol: Expr) -> Expr:
    """Logarithm of 1/tol over that of delta, rounded up."""
    if not delta > 1:
        raise NotApplicable("the bound shrinks, or stays as it is")
    return Expr.of(_floor_of_ratio(1 / delta, tol) + 1)


@state_gradient.mistake(
    of=product_norm,
    says="multiplied the norms of the steps instead of taking the norm of their product",
    credit=QUARTER,
)
def product_of_norms(W: Matrix, slope: Expr, T: Expr, product_norm: Expr) -> Expr:
    """(s*||W||)^T."""
    found: Expr = abs(slope) ** T * sqrt(largest_of(gram_of(W))) ** T
    return other_than(product_norm, found, "norm and product agree for this matrix")


@state_gradient.mistake(of=product_norm, says="left the slopes out", credit=HALF)
def slopes_left_out(W: Matrix, T: Expr, product_norm: Expr) -> Expr:
    """Norm of W^T."""
    found: Expr = sqrt(largest_of(gram_of(power(W, int(T)))))
    return other_than(product_norm, found, "the slopes change nothing")


@state_gradient.mistake(
    of=product_norm, says="gave the eigenvalue itself, without the last root", credit=HALF
)
def last_root_forgotten(jacobian_gram: Matrix, product_norm: Expr) -> Expr:
    """Squared norm."""
    return other_than(product_norm, Expr.of(largest_of(jacobian_gram)), "the eigenvalue is its own root")


def _there_is(steps: Expr) -> None:
    if steps == 0:
        raise NotApplicable("no number of steps is enough")


def _real_eigenvalue(matrix: Matrix) -> Expr:
    """Return the largest eigenvalue of a matrix of up to two rows, if it is real."""
    if len(matrix) == 1:
        return matrix[0][0]
    if len(matrix) > 2:
        raise NotApplicable("its eigenvalues take more than a quadratic equation")
    (a, b), (c, d) = matrix
    discriminant = (a - d) ** 2 + 4 * b * c
    if discriminant < 0:
        raise NotApplicable("the matrix has no real eigenvalues")
    found: Expr = (a + d + sqrt(discriminant)) / 2
    if found < 0:
        raise NotApplicable("its largest eigenvalue is negative")
    return found


@state_gradient.check(of=largest_eigenvalue)
def eigenvalue_by_squaring(W: Matrix) -> arb:
    """Growth of the traces of high powers of W^T W."""
    return spectral.largest_squared(spectral.real_matrix(W))


@state_gradient.check(of=operator_norm)
def norm_by_squaring(W: Matrix) -> arb:
    """Root of the growth of the traces."""
    return spectral.norm(spectral.real_matrix(W))


@state_gradient.check(of=delta)
def delta_by_squaring(W: Matrix, gamma: Expr) -> arb:
    """Growth of the traces for gamma*W."""
    return _delta(W, gamma)


@state_gradient.check(of=bound)
def bound_step_by_step(W: Matrix, gamma: Expr, T: Expr) -> arb:
    """Factors multiplied one by one."""
    return numeric.power(_delta(W, gamma), numeric.whole(T))


@state_gradient.check(of=vanishes)
def vanishing_by_its_squares(W: Matrix, gamma: Expr) -> str:
    """Whether delta, squared again and again, runs to 0."""
    factor = _delta(W, gamma).mid()
    for _ in range(600):
        factor = (factor * factor).mid()
        if not arb(10) ** -50 < factor < arb(10) ** 50:
            break
    return "guaranteed" if factor < arb(10) ** -40 else "not-guaranteed"


@state_gradient.check(of=steps_to_tol)
def steps_counted(W: Matrix, gamma: Expr, tol: Expr) -> int:
    """Count until the bound is below the tolerance."""
    factor, limit = _delta(W, gamma).mid(), numeric.real(tol)
    if factor > 1 or numeric.close(factor, 1, 60):
        return 0
    left, steps = arb(1), 0
    while not left < limit or numeric.close(left / limit, 1, 60):
        left, steps = (left * factor).mid(), steps + 1
        if steps > LONGEST:
            raise IllPosed(f"more than {LONGEST} steps")
    return steps


@state_gradient.check(of=product_norm)
def product_norm_by_squaring(W: Matrix, slope: Expr, T: Expr) -> arb:
    """One step after the other, then the growth of the traces."""
    step = spectral.real_matrix(W, slope)
    found = [[arb(int(i == j)) for j in range(len(step))] for i in range(len(step))]
    for _ in range(numeric.whole(T)):
        found = spectral.multiplied(step, found)
    return spectral.norm(found)


def _delta(matrix: Matrix, gamma: Expr) -> arb:
    return spectral.norm(spectral.real_matrix(matrix, gamma))
