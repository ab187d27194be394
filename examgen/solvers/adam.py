r"""Adam on one weight: with an L2 penalty inside the gradient, and with decoupled weight decay.

With the penalty, the gradient at a step is the given gradient of the loss plus ``2*gamma*theta`` at the present
weight; decoupled, the weight also loses ``lam*theta``, its value before the step. A trace has one row a step:
gradient, corrected first and second moment, new weight. The changed line and the rates are in
`examgen.solvers.adam_penalty`, the algorithm is in `examgen.solvers.adam_trace`.
"""

from __future__ import annotations

from flint import arb

from examgen.solvers.adam_penalty import HALF, QUARTER, penalised, penalty
from examgen.solvers.adam_trace import Settings, decoupled, inside, trace
from examgen.solvers.derivation import Derivation, NotApplicable
from examgen.solvers.numeric import power, real, reals
from examgen.text.expr import ZERO, Expr
from examgen.text.values import Matrix, Vector

adam = Derivation("adam", inputs="theta0 gradients gamma lam eps rho1 rho2 delta rms_small rms_large")
adam.include(penalty)


@adam.step(
    tex=r"(\epsilon, \rho_1, \rho_2, \delta)",
    says="step size, decay rates of the moments and stabiliser",
    numbers="",
)
def constants(eps: Expr, rho1: Expr, rho2: Expr, delta: Expr) -> Vector:
    """Return the constants of Adam."""
    return (eps, rho1, rho2, delta)


@adam.step(
    tex=r"(g_t,\ \hat s_t,\ \hat r_t,\ \theta_t)_t",
    says="the run with the penalty in the gradient, one row a step: gradient, both corrected moments, weight",
    numbers="",
)
def trace_l2(
    first_gradient: Expr,
    penalty_factor: Expr,
    theta0: Expr,
    gradients: Vector,
    gamma: Expr,
    constants: Vector,
) -> Matrix:
    """Return the run with the penalty."""
    settings = Settings(*constants)
    return trace(theta0, gradients, settings, inside(first_gradient, penalty_factor * gamma))


@adam.step(
    tex=r"\theta - \epsilon\,\frac{\hat s}{\sqrt{\hat r} + \delta}", says="the weight after the last step"
)
def theta_l2(trace_l2: Matrix) -> Expr:
    """Return the last weight of the run with the penalty."""
    return trace_l2[-1][-1]


@adam.step(
    tex=r"(g_t,\ \hat s_t,\ \hat r_t,\ \theta_t)_t",
    says="the run with decoupled decay, one row a step: gradient of the loss, both corrected moments, weight",
    numbers="",
)
def trace_decoupled(theta0: Expr, gradients: Vector, lam: Expr, constants: Vector) -> Matrix:
    """Return the run with decoupled decay."""
    return trace(theta0, gradients, Settings(*constants), decay=decoupled(lam))


@adam.step(
    tex=r"\theta - \left(\epsilon\,\frac{\hat s}{\sqrt{\hat r} + \delta} + \lambda\theta\right)",
    says="the weight after the last step",
)
def theta_decoupled(trace_decoupled: Matrix) -> Expr:
    """Return the last weight of the run with decoupled decay."""
    return trace_decoupled[-1][-1]


# Mistakes with the penalty


@adam.mistake(
    of=trace_l2, says="added the gradient of the penalty after the scaling instead of before", credit=QUARTER
)
def penalty_after_scaling(
    theta0: Expr, gradients: Vector, penalty_factor: Expr, gamma: Expr, constants: Vector
) -> Matrix:
    """Return plain Adam, the penalty's gradient taken off times the step size."""
    slope = constants[0] * penalty_factor * gamma
    return trace(theta0, gradients, Settings(*constants), decay=decoupled(slope))


@adam.mistake(of=trace_l2, says="left out the bias correction", credit=HALF)
def uncorrected_l2(
    first_gradient: Expr,
    penalty_factor: Expr,
    theta0: Expr,
    gradients: Vector,
    gamma: Expr,
    constants: Vector,
) -> Matrix:
    """Moments that start at 0 and stay small."""
    settings = Settings(*constants, corrected=False)
    return trace(theta0, gradients, settings, inside(first_gradient, penalty_factor * gamma))


@adam.mistake(of=trace_l2, says="divided by the second moment instead of its root", credit=QUARTER)
def root_forgotten_l2(
    first_gradient: Expr,
    penalty_factor: Expr,
    theta0: Expr,
    gradients: Vector,
    gamma: Expr,
    constants: Vector,
) -> Matrix:
    """No root."""
    settings = Settings(*constants, rooted=False)
    return trace(theta0, gradients, settings, inside(first_gradient, penalty_factor * gamma))


@adam.mistake(of=trace_l2, says="stepped up the gradient instead of down", credit=HALF)
def uphill_l2(
    first_gradient: Expr,
    penalty_factor: Expr,
    theta0: Expr,
    gradients: Vector,
    gamma: Expr,
    constants: Vector,
) -> Matrix:
    """Ascent for descent."""
    settings = Settings(-constants[0], *constants[1:])
    return trace(theta0, gradients, settings, inside(first_gradient, penalty_factor * gamma))


@adam.mistake(of=theta_l2, says="gave the value with decoupled decay")
def decoupled_for_l2(trace_decoupled: Matrix) -> Expr:
    """Return the other scheme."""
    return trace_decoupled[-1][-1]


@adam.mistake(of=theta_l2, says="stopped one step early", credit=QUARTER)
def one_step_early_l2(trace_l2: Matrix) -> Expr:
    """Return the weight before the last step."""
    return _before_last(trace_l2)


# Mistakes with decoupled decay


@adam.mistake(of=trace_decoupled, says="left out the bias correction", credit=HALF)
def uncorrected_decoupled(theta0: Expr, gradients: Vector, lam: Expr, constants: Vector) -> Matrix:
    """Moments that start at 0 and stay small."""
    settings = Settings(*constants, corrected=False)
    return trace(theta0, gradients, settings, decay=decoupled(lam))


@adam.mistake(of=trace_decoupled, says="divided by the second moment instead of its root", credit=QUARTER)
def root_forgotten_decoupled(theta0: Expr, gradients: Vector, lam: Expr, constants: Vector) -> Matrix:
    """No root."""
    settings = Settings(*constants, rooted=False)
    return trace(theta0, gradients, settings, decay=decoupled(lam))


@adam.mistake(of=trace_decoupled, says="multiplied the decay by the step size too", credit=HALF)
def decay_times_step_size(theta0: Expr, gradients: Vector, lam: Expr, constants: Vector) -> Matrix:
    """Decay eps*lam."""
    return trace(theta0, gradients, Settings(*constants), decay=decoupled(constants[0] * lam))


@adam.mistake(
    of=trace_decoupled, says="put the decay into the gradient, where Adam scales it", credit=QUARTER
)
def decay_inside(theta0: Expr, gradients: Vector, lam: Expr, constants: Vector) -> Matrix:
    """Return g_t + lam*theta."""
    settings = Settings(*constants)
    return trace(theta0, gradients, settings, inside(gradients[0] + lam * theta0, lam))


@adam.mistake(of=trace_decoupled, says="left the decay out")
def no_decay(theta0: Expr, gradients: Vector, constants: Vector) -> Matrix:
    """Return plain Adam."""
    return trace(theta0, gradients, Settings(*constants))


@adam.mistake(
    of=trace_decoupled, says="let the already moved weight decay instead of the old one", credit=HALF
)
def moved_weight_decays(theta0: Expr, gradients: Vector, lam: Expr, constants: Vector) -> Matrix:
    """Return (1 - lam) times where Adam alone goes."""
    settings = Settings(*constants)
    return trace(theta0, gradients, settings, decay=lambda _, moved: moved - lam * moved)


@adam.mistake(of=theta_decoupled, says="gave the value with the penalty inside the gradient")
def l2_for_decoupled(trace_l2: Matrix) -> Expr:
    """Return the other scheme."""
    return trace_l2[-1][-1]


@adam.mistake(of=theta_decoupled, says="stopped one step early", credit=QUARTER)
def one_step_early_decoupled(trace_decoupled: Matrix) -> Expr:
    """Return the weight before the last step."""
    return _before_last(trace_decoupled)


def _before_last(rows: Matrix) -> Expr:
    if len(rows) < 2:
        raise NotApplicable("there is only one step")
    return rows[-2][-1]


# Checks: a bias-corrected moment is a weighted mean of the whole past.


def _moment(values: list[arb], rate: arb) -> arb:
    """Return the weighted mean of all values so far, the weights falling by `rate` into the past."""
    weights = [power(rate, age) for age in range(len(values) - 1, -1, -1)]
    total = sum((weight * value for weight, value in zip(weights, values, strict=True)), arb(0))
    return total / sum(weights, arb(0))


def _run(theta0: Expr, gradients: Vector, constants: tuple[Expr, ...], gamma: Expr, lam: Expr) -> arb:
    """Return the weight after all steps; a bias-corrected moment is a weighted mean of the past."""
    theta, (eps, rho1, rho2, delta) = real(theta0), reals(constants)
    seen: list[arb] = []
    for slope in reals(gradients):
        seen.append(penalised(theta, slope, gamma))
        root = _moment([g * g for g in seen], rho2).sqrt()
        theta = (1 - real(lam)) * theta - eps * _moment(seen, rho1) / (root + delta)
    return theta


@adam.check(of=theta_l2)
def l2_by_weighted_means(
    theta0: Expr, gradients: Vector, gamma: Expr, eps: Expr, rho1: Expr, rho2: Expr, delta: Expr
) -> arb:
    """Run with weighted means of all past gradients."""
    return _run(theta0, gradients, (eps, rho1, rho2, delta), gamma, ZERO)


@adam.check(of=theta_decoupled)
def decoupled_by_weighted_means(
    theta0: Expr, gradients: Vector, lam: Expr, eps: Expr, rho1: Expr, rho2: Expr, delta: Expr
) -> arb:
    """Run with weighted means of all past gradients."""
    return _run(theta0, gradients, (eps, rho1, rho2, delta), ZERO, lam)
