r"""Gradient descent on a separable quadratic, ``1/2 * sum of (w_i*x_i)^2`` for one sample ``x``.

One step multiplies weight ``i`` by ``1 - alpha*x_i^2``, whatever the other weights do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.algebra import derivatives
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, empty
from examgen.solvers.descent_steps import ALPHA, TRIED, decay, too_far
from examgen.text.expr import ZERO
from examgen.text.tex import matrix_tex, tex
from examgen.text.values import RealSet

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.expr import Expr
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

separable = Derivation("descent.separable", inputs="x")


@separable.step(
    tex=r"\frac{\partial f}{\partial w_i} = a_i w_i,\quad a_i = x_i^2", says="curvature along each weight"
)
def curvatures(x: Vector) -> Vector:
    """Second derivatives a_i."""
    if not x:
        raise IllPosed("there are no inputs")
    return tuple(entry**2 for entry in x)


@separable.step(
    tex=r"w_i^{k+1} = \rho_i(\alpha)\, w_i^k,\quad \rho_i(\alpha) = 1 - \alpha a_i",
    says="factor of each weight in one step",
    numbers="",
)
def rates(curvatures: Vector) -> Vector:
    """Factors rho_i, with the symbol alpha."""
    return tuple(1 - curvature * ALPHA for curvature in curvatures)


def _row(entries: Iterable[str]) -> str:
    return matrix_tex([" & ".join(entries)])


@separable.step(
    tex=r"\alpha_i = \frac{2}{a_i}",
    says="step at which each weight stops shrinking, as its factor is -1",
    numbers=lambda rates: _row(rf"\frac{{2}}{{{tex(decay(rate))}}}" for rate in rates),
)
def limits(rates: Vector) -> Vector:
    """2/a_i, where rho_i = -1."""
    return tuple(2 / decay(rate) for rate in rates)


@separable.step(
    name="converge",
    tex=r"\{\alpha > 0 : |\rho_i(\alpha)| < 1 \text{ for all } i\}",
    says="steps that shrink every weight",
    trivial=empty,
)
def converge(limits: Vector) -> RealSet:
    """All steps below all the limits."""
    return RealSet.interval(0, min(limits))


@separable.step(
    tex=r"\alpha^* = \frac{2}{a_{\max} + a_{\min}}",
    says="best step: the factors of the slowest and of the fastest weight have opposite signs and equal size",
    numbers=lambda rates: rf"\frac{{2}}{{{tex(max(map(decay, rates)))} + {tex(min(map(decay, rates)))}}}",
)
def best(rates: Vector) -> Expr:
    """Step 2/(a_max + a_min)."""
    decays = [decay(rate) for rate in rates]
    return 2 / (max(decays) + min(decays))


@separable.mistake(of=curvatures, says="did not square the inputs", credit=QUARTER)
def inputs_not_squared(x: Vector) -> Vector:
    """a_i = |x_i|."""
    return tuple(abs(entry) for entry in x)


@separable.mistake(of=curvatures, says="took no account of the factor 1/2 of the function", credit=HALF)
def half_ignored(curvatures: Vector) -> Vector:
    """a_i = 2*x_i^2."""
    return tuple(2 * curvature for curvature in curvatures)


@separable.mistake(of=curvatures, says="gave every weight the sum of the squared inputs", credit=QUARTER)
def weights_coupled(curvatures: Vector) -> Vector:
    """a_i = sum of x_j^2."""
    if len(curvatures) == 1:
        raise NotApplicable("there is only one weight")
    return tuple(sum(curvatures, start=ZERO) for _ in curvatures)


@separable.mistake(of=rates, says="went up the slope instead of down", credit=QUARTER)
def rates_uphill(curvatures: Vector) -> Vector:
    """rho_i = 1 + alpha*a_i."""
    return tuple(1 + ALPHA * curvature for curvature in curvatures)


@separable.mistake(of=rates, says="gave the step instead of the factor", credit=QUARTER)
def step_for_rate(curvatures: Vector) -> Vector:
    """rho_i = alpha*a_i."""
    return tuple(ALPHA * curvature for curvature in curvatures)


@separable.mistake(
    of=converge,
    says="made sure of one weight only, the one that allows the largest steps",
    credit=QUARTER,
)
def flattest_weight_only(limits: Vector) -> RealSet:
    """(0, 2/a_min)."""
    return RealSet.interval(0, max(limits))


@separable.mistake(of=converge, says="counted the end, at which one weight oscillates", credit=HALF)
def end_counted(limits: Vector) -> RealSet:
    """(0, 2/a_max]."""
    return RealSet.interval(0, min(limits), high_closed=True)


@separable.mistake(of=converge, says="counted the step 0, which does not move at all", credit=HALF)
def start_of_interval_included(limits: Vector) -> RealSet:
    """[0, 2/a_max)."""
    return RealSet.interval(0, min(limits), low_closed=True)


@separable.mistake(of=converge, says="gave only the steps at which no weight changes sign", credit=QUARTER)
def no_sign_change(limits: Vector) -> RealSet:
    """(0, 1/a_max)."""
    return RealSet.interval(0, min(limits) / 2)


@separable.mistake(of=converge, says="gave no lower end: negative steps do not converge", credit=QUARTER)
def lower_end_missing(limits: Vector) -> RealSet:
    """(-oo, 2/a_max)."""
    return RealSet.interval(None, min(limits))


@separable.mistake(of=best, says="gave the best step of the steepest weight alone", credit=QUARTER)
def best_of_the_steepest(limits: Vector) -> Expr:
    """1/a_max."""
    return min(limits) / 2


@separable.mistake(of=best, says="gave the best step of the flattest weight alone", credit=QUARTER)
def best_of_the_flattest(limits: Vector) -> Expr:
    """1/a_min."""
    return max(limits) / 2


@separable.mistake(of=best, says="averaged the best steps of the single weights", credit=QUARTER)
def best_steps_averaged(limits: Vector) -> Expr:
    """(1/a_max + 1/a_min)/2."""
    return (min(limits) + max(limits)) / 4


@separable.mistake(of=best, says="gave the end of the converging steps", credit=QUARTER)
def end_of_the_interval(limits: Vector) -> Expr:
    """2/a_max."""
    return min(limits)


@separable.mistake(of=best, says="put 1 instead of 2 over the sum of the curvatures", credit=HALF)
def numerator_one(best: Expr) -> Expr:
    """1/(a_max + a_min)."""
    return best / 2


@separable.check(of=rates)
def simulated_rates(x: Vector) -> numeric.Twin:
    """One step from weights 1."""
    return numeric.Twin(lambda alpha: _weights_after(alpha, x, steps=1), ("alpha",))


@separable.check(of=rates, thorough=True)
def rates_by_computer_algebra(x: Vector) -> numeric.Twin:
    """How each new weight depends on the old one."""

    def step(w: Any, x: Any, alpha: Any) -> list[Any]:
        import sympy

        value = sum((weight * entry) ** 2 for weight, entry in zip(w, x, strict=True)) / 2
        return [weight - alpha * sympy.diff(value, weight) for weight in w]

    def diagonal(alpha: arb) -> list[arb]:
        rows = derivatives(step, ["w"], w=(1,) * len(x), x=x, alpha=alpha)
        return [row[i] for i, row in enumerate(rows)]

    return numeric.Twin(diagonal, ("alpha",))


@separable.check(of=converge)
def runs_to_zero(x: Vector) -> numeric.Members:
    """All runs whose weights all get smaller."""
    return numeric.Members(lambda alpha: _slowest(alpha, x, steps=4) < 1 - _TINY, points=TRIED, low=0)


@separable.check(of=best)
def best_by_trial(x: Vector) -> arb:
    """Step after which the largest weight is smallest."""
    far = too_far(lambda alpha: _slowest(alpha, x, steps=1) > 1 + _TINY)
    return numeric.lowest(lambda alpha: _slowest(alpha, x, steps=1), 0, far)


_TINY = Fraction(1, 10**200)
"""What a run that keeps its size may change by."""


def _slowest(alpha: Any, x: Sequence[Any], steps: int) -> Fraction:
    """Largest weight after a run from weights 1."""
    return max(_fraction(abs(weight)) for weight in _weights_after(alpha, x, steps))


def _fraction(ball: arb) -> Fraction:
    middle = ball.mid().fmpq()
    return Fraction(int(middle.p), int(middle.q))


def _weights_after(alpha: Any, x: Sequence[Any], steps: int) -> list[arb]:
    """Run gradient descent from weights 1, with slopes from central differences."""
    entries = numeric.reals(x)

    def value(w: Sequence[arb]) -> arb:
        total = numeric.real(0)
        for weight, entry in zip(w, entries, strict=True):
            total += numeric.power(weight * entry, 2) / 2
        return total

    weights = [numeric.real(1) for _ in entries]
    for _ in range(steps):
        slopes = numeric.gradient(value, weights)
        weights = [weight - alpha * slope for weight, slope in zip(weights, slopes, strict=True)]
    return weights
