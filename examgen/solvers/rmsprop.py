r"""RMSProp for one parameter: a running mean of squared gradients, and steps divided by its root.

Step t is ``r_t = rho*r_(t-1) + (1 - rho)*g_t^2``, ``theta_t = theta_(t-1) - alpha*g_t/(sqrt(r_t) + eps)``: each step
uses the accumulator just updated, eps stands outside the root, and there is no correction of the bias.

Source: T. Tieleman and G. Hinton, lecture 6.5 of "Neural networks for machine learning", 2012.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from flint import arb

from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.numeric import power, real, reals
from examgen.solvers.rmsprop_formulas import formulas
from examgen.solvers.slips import other_than
from examgen.text.expr import ONE, Expr
from examgen.text.functions import sqrt
from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

rmsprop = Derivation("rmsprop", inputs="rho alpha theta0 gradients r0 eps g1 g2")
rmsprop.include(formulas)


# The run


@rmsprop.step(
    tex=r"r_t = \rho\, r_{t-1} + (1 - \rho)\, g_t^2",
    says="accumulator after each gradient: running mean of the squares",
    trivial=zero,
)
def accumulators(rho: Expr, r0: Expr, gradients: Vector) -> Vector:
    """Return r_1 to r_n."""
    if not gradients:
        raise IllPosed("there are no gradients")
    return _running(rho, 1 - rho, r0, [g**2 for g in gradients])


def _running(keep: Expr, weight: Expr, r: Expr, entries: Iterable[Expr]) -> Vector:
    found = []
    for entry in entries:
        r = keep * r + weight * entry
        found.append(r)
    return tuple(found)


@rmsprop.step(tex=r"r_n", says="accumulator after the last gradient", numbers="", trivial=zero)
def final_accumulator(accumulators: Vector) -> Expr:
    """Return the accumulator after all gradients."""
    return accumulators[-1]


@rmsprop.step(
    tex=r"\theta_{n-1}, \quad \theta_t = \theta_{t-1} - \frac{\alpha g_t}{\sqrt{r_t} + \varepsilon}",
    says="parameter before the last step",
    numbers="",
)
def theta_before(theta0: Expr, alpha: Expr, gradients: Vector, accumulators: Vector, eps: Expr) -> Expr:
    """Return theta_(n-1)."""
    return _run(theta0, alpha, gradients[:-1], _roots(accumulators[:-1], eps))


@rmsprop.step(
    tex=r"\theta_n = \theta_{n-1} - \frac{\alpha g_n}{\sqrt{r_n} + \varepsilon}",
    says="parameter after the last step",
)
def final_theta(
    theta_before: Expr, alpha: Expr, gradients: Vector, final_accumulator: Expr, eps: Expr
) -> Expr:
    """Return the parameter after all gradients."""
    root = _root(final_accumulator, eps)
    found: Expr = theta_before - alpha * gradients[-1] / root
    return found


def _run(theta: Expr, alpha: Expr, gradients: Iterable[Expr], divisors: Iterable[Expr]) -> Expr:
    for g, divisor in zip(gradients, divisors, strict=True):
        theta = theta - alpha * g / divisor
    return theta


def _roots(accumulators: Iterable[Expr], eps: Expr) -> list[Expr]:
    return [_root(r, eps) for r in accumulators]


def _root(accumulator: Expr, eps: Expr) -> Any:
    if accumulator < 0:
        raise IllPosed("an accumulator is negative and has no root")
    divisor = sqrt(accumulator) + eps
    if divisor == 0:
        raise IllPosed("an accumulator is 0 and eps is 0: the step would be 0/0")
    return divisor


# Scale of the steps


@rmsprop.step(tex=r"\frac{\alpha}{\sqrt{1 - \rho}}", says="size of the first step, whatever the gradient")
def first_step(rho: Expr, alpha: Expr) -> Expr:
    """Return the size of the first step from r0 = 0 with eps = 0."""
    if rho >= 1:
        raise IllPosed("with rho = 1 no gradient enters the accumulator")
    size: Expr = alpha / sqrt(1 - rho)
    return size


@rmsprop.step(
    tex=r"\frac{\alpha |g_1|}{\alpha |g_2|}", says="plain steps are as different as the gradients", numbers=""
)
def sgd_step_ratio(g1: Expr, g2: Expr) -> Expr:
    """Return the ratio of the sizes of two plain steps."""
    if g1 == 0 or g2 == 0:
        raise IllPosed("a gradient is 0: that coordinate makes no step")
    return abs(g1 / g2)


# Mistakes


@rmsprop.mistake(of=accumulators, says="left out the factor 1 - rho", credit=HALF)
def factor_forgotten(rho: Expr, r0: Expr, gradients: Vector, accumulators: Vector) -> Vector:
    """rho*r + g^2."""
    found = _running(rho, ONE, r0, [g**2 for g in gradients])
    return other_than(accumulators, found, "rho is 0")


@rmsprop.mistake(of=accumulators, says="averaged the gradients, not their squares (momentum)")
def first_moment(rho: Expr, r0: Expr, gradients: Vector, accumulators: Vector) -> Vector:
    """rho*r + (1 - rho)*g."""
    found = _running(rho, 1 - rho, r0, gradients)
    return other_than(accumulators, found, "all gradients are 0 or 1")


@rmsprop.mistake(of=accumulators, says="exchanged rho and 1 - rho", credit=HALF)
def weights_exchanged(rho: Expr, r0: Expr, gradients: Vector, accumulators: Vector) -> Vector:
    """(1 - rho)*r + rho*g^2."""
    found = _running(1 - rho, rho, r0, [g**2 for g in gradients])
    return other_than(accumulators, found, "rho is 1/2")


@rmsprop.mistake(of=accumulators, says="summed the squares without forgetting any (AdaGrad)", credit=QUARTER)
def adagrad(r0: Expr, gradients: Vector, accumulators: Vector) -> Vector:
    """Accumulators r + g^2."""
    found = _running(ONE, ONE, r0, [g**2 for g in gradients])
    return other_than(accumulators, found, "all gradients are 0")


@rmsprop.mistake(of=final_accumulator, says="kept the last gradient only", credit=QUARTER)
def last_gradient_only(rho: Expr, gradients: Vector, final_accumulator: Expr) -> Expr:
    """(1 - rho)*g_n^2."""
    return other_than(final_accumulator, (1 - rho) * gradients[-1] ** 2, "nothing was accumulated before")


@rmsprop.mistake(of=final_accumulator, says="gave the accumulator before the last gradient", credit=QUARTER)
def one_step_short(r0: Expr, accumulators: Vector, final_accumulator: Expr) -> Expr:
    """r_(n-1)."""
    found = (r0, *accumulators)[-2]
    return other_than(final_accumulator, found, "the last gradient changes nothing")


@rmsprop.mistake(of=final_accumulator, says="corrected the bias as Adam does", credit=HALF)
def bias_corrected(final_accumulator: Expr, rho: Expr, gradients: Vector) -> Expr:
    """r_n/(1 - rho^n)."""
    return other_than(final_accumulator, final_accumulator / (1 - rho ** len(gradients)), "rho is 0")


def _other_run(name: str, says: str, credit: Fraction, divisor: Callable[[Expr, Expr, Expr], Expr]) -> None:
    """Add a mistake that divides each step by something else, made of accumulator, eps and rho^t."""

    def wrong(
        theta0: Expr,
        alpha: Expr,
        gradients: Vector,
        accumulators: Vector,
        eps: Expr,
        rho: Expr,
        final_theta: Expr,
    ) -> Expr:
        divisors = [divisor(r, eps, rho**t) for t, r in enumerate(accumulators, 1)]
        if any(entry == 0 for entry in divisors):
            raise NotApplicable("it would divide by 0")
        return other_than(final_theta, _run(theta0, alpha, gradients, divisors), "it divides by the same")

    rmsprop.mistake(of=final_theta, says=says, credit=credit, name=name)(wrong)


_other_run(
    "root_forgotten", "divided by the accumulator instead of its root", HALF, lambda r, eps, _: r + eps
)
_other_run(
    "bias_corrected_steps",
    "corrected the bias as Adam does",
    HALF,
    lambda r, eps, left: sqrt(r / (1 - left)) + eps,
)
_other_run(
    "plain_descent", "made plain gradient steps, without dividing by anything", QUARTER, lambda *_: ONE
)
_other_run(
    "eps_inside", "put eps inside the root, although it stands outside", HALF, lambda r, eps, _: sqrt(r + eps)
)


@rmsprop.mistake(of=final_theta, says="stepped along the gradients instead of against them", credit=HALF)
def ascent(theta0: Expr, final_theta: Expr) -> Expr:
    """Plus for minus."""
    return other_than(final_theta, 2 * theta0 - final_theta, "the steps add up to 0")


@rmsprop.mistake(of=final_theta, says="left out the step size alpha", credit=HALF)
def step_size_forgotten(theta0: Expr, alpha: Expr, final_theta: Expr) -> Expr:
    """Take steps of size 1."""
    return other_than(final_theta, theta0 + (final_theta - theta0) / alpha, "alpha is 1")


@rmsprop.mistake(of=final_theta, says="gave the change instead of the new parameter", credit=HALF)
def change_alone(theta0: Expr, final_theta: Expr) -> Expr:
    """theta_n - theta_0."""
    return other_than(final_theta, final_theta - theta0, "the start is 0")


@rmsprop.mistake(of=final_theta, says="divided by the accumulator from before each step", credit=QUARTER)
def old_accumulators(
    theta0: Expr,
    alpha: Expr,
    gradients: Vector,
    r0: Expr,
    accumulators: Vector,
    eps: Expr,
    final_theta: Expr,
) -> Expr:
    """r_(t-1) for r_t."""
    before = (r0, *accumulators[:-1])
    if any(r + eps == 0 for r in before):
        raise NotApplicable("it would divide by 0")
    found = _run(theta0, alpha, gradients, _roots(before, eps))
    return other_than(final_theta, found, "the accumulator does not change")


@rmsprop.mistake(of=first_step, says="took the first step to have size alpha", credit=QUARTER)
def first_step_alpha(alpha: Expr, first_step: Expr) -> Expr:
    """Return alpha."""
    return other_than(first_step, alpha, "rho is 0")


@rmsprop.mistake(of=first_step, says="forgot the root: divided by 1 - rho", credit=HALF)
def first_step_without_root(alpha: Expr, rho: Expr, first_step: Expr) -> Expr:
    """alpha/(1 - rho)."""
    return other_than(first_step, alpha / (1 - rho), "rho is 0")


@rmsprop.mistake(of=first_step, says="multiplied by the root of 1 - rho instead of dividing", credit=HALF)
def first_step_inverted(alpha: Expr, rho: Expr, first_step: Expr) -> Expr:
    """alpha*sqrt(1 - rho)."""
    found: Expr = alpha * sqrt(1 - rho)
    return other_than(first_step, found, "rho is 0")


@rmsprop.mistake(of=sgd_step_ratio, says="turned the ratio round", credit=HALF)
def ratio_inverted(sgd_step_ratio: Expr) -> Expr:
    """g2/g1."""
    return other_than(sgd_step_ratio, 1 / sgd_step_ratio, "the gradients have the same size")


@rmsprop.mistake(of=sgd_step_ratio, says="gave the ratio of the RMSProp steps, which is 1", credit=QUARTER)
def ratio_of_rmsprop(sgd_step_ratio: Expr) -> Expr:
    """1."""
    return other_than(sgd_step_ratio, ONE, "the gradients have the same size")


@rmsprop.mistake(of=sgd_step_ratio, says="squared the ratio", credit=QUARTER)
def ratio_squared(sgd_step_ratio: Expr) -> Expr:
    """(g1/g2)^2."""
    return other_than(sgd_step_ratio, sgd_step_ratio**2, "the gradients have the same size")


# Checks: the accumulator as a weighted sum of all squares, the run by bisection of roots


@rmsprop.check(of=final_accumulator)
def accumulator_as_weighted_sum(rho: Expr, gradients: Vector, r0: Expr) -> arb:
    """Weights rho^(n-t) of the squares."""
    return _simulated(real(0), real(rho), real(1), reals(gradients), real(r0), real(1))[0]


@rmsprop.check(of=final_theta)
def simulated_theta(rho: Expr, alpha: Expr, theta0: Expr, gradients: Vector, r0: Expr, eps: Expr) -> arb:
    """Return the end of a run with accumulators from the weighted sum."""
    return _simulated(real(theta0), real(rho), real(alpha), reals(gradients), real(r0), real(eps))[1]


@rmsprop.check(of=first_step)
def simulated_first_step(rho: Expr, alpha: Expr) -> arb:
    """First step with gradient 1000."""
    return abs(_simulated(real(0), real(rho), real(alpha), [real(1000)], real(0), real(0))[1])


@rmsprop.check(of=sgd_step_ratio)
def plain_steps_compared(g1: Expr, g2: Expr) -> arb:
    """Sizes of two steps of a descent with step size 1/7."""
    one, other = (abs(real(5) - (real(5) - real(g) / 7)) for g in (g1, g2))
    return one / other


def _simulated(theta: arb, rho: arb, alpha: arb, gradients: list[arb], r0: arb, eps: arb) -> tuple[arb, arb]:
    """Return accumulator and parameter; every accumulator is a sum over all gradients so far."""
    accumulator = r0
    for t, g in enumerate(gradients, 1):
        old = sum((power(rho, t - 1 - i) * past * past for i, past in enumerate(gradients[:t])), arb(0))
        accumulator = power(rho, t) * r0 + old - rho * old
        theta -= alpha * g / (accumulator.sqrt() + eps)
    return accumulator, theta
