r"""Momentum in two forms, on the loss ``a/2*(theta - c)^2``.

Velocity: ``v <- mu*v + eta*gradient``, ``theta <- theta - v``. Smoothing: ``g <- mu*g + (1 - mu)*gradient``,
``psi <- psi - eta'*g``. Accumulators start at 0, both parameters at ``theta0``; with ``eta' = eta/(1 - mu)`` the
parameters follow the same path and ``v = eta'*g`` at every step.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import ZERO, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
MOST_STEPS = 200
ETA, MU, G = (Expr.symbol(name) for name in ("eta", "mu", "g"))

Path: TypeAlias = "tuple[Vector, Vector]"
"""Accumulator after each step, and parameter after each step."""

momentum = Derivation("momentum", inputs="mu eta a c theta0 T")

# Formulas


@momentum.step(
    tex=r"v^t = \eta'\,g^t",
    says=r"the velocity is the smoothed gradient times the step size $\eta'$",
    numbers="",
)
def velocity_formula() -> Expr:
    """Velocity from the smoothed gradient after the same number of steps."""
    return ETA / (1 - MU) * G


@momentum.step(
    tex=r"\eta'",
    says=r"a gradient enters $v$ with $\eta$ and $\eta' g$ with $\eta'(1 - \mu)$; these must be equal",
    numbers="",
)
def eta_prime_formula() -> Expr:
    """Step size of the smoothing form."""
    return ETA / (1 - MU)


# Numbers


@momentum.step(tex=r"\eta' = \frac{\eta}{1 - \mu}", says="step size of the smoothing form")
def eta_prime(mu: Expr, eta: Expr) -> Expr:
    """Step size eta/(1 - mu)."""
    if mu == 1:
        raise IllPosed("with mu = 1 the smoothed gradient stays 0")
    return eta / (1 - mu)


@momentum.step(
    tex=r"\begin{pmatrix} v^1 & \cdots & v^T \\ \theta^1 & \cdots & \theta^T \end{pmatrix}",
    says=r"velocity form: $v \leftarrow \mu v + \eta\,a(\theta - c)$, then $\theta \leftarrow \theta - v$",
    numbers="",
)
def velocity_path(mu: Expr, eta: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """Velocity and parameter after each step of the velocity form."""
    return _path(mu, eta, Expr.of(1), (a, c, theta0), T)


@momentum.step(tex=r"v^T", says="the last velocity", numbers="")
def velocity(velocity_path: Path) -> Expr:
    """Velocity after T steps."""
    return velocity_path[0][-1]


@momentum.step(
    tex=r"\begin{pmatrix} g^1 & \cdots & g^T \\ \psi^1 & \cdots & \psi^T \end{pmatrix}",
    says=r"smoothing form: $g \leftarrow \mu g + (1 - \mu)\,a(\psi - c)$, then $\psi \leftarrow \psi - \eta' g$",
    numbers="",
)
def smoothed_path(eta_prime: Expr, mu: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """Smoothed gradient and parameter after each step of the smoothing form."""
    return _path(mu, 1 - mu, eta_prime, (a, c, theta0), T)


@momentum.step(tex=r"g^T", says="the last smoothed gradient", numbers="")
def smoothed_gradient(smoothed_path: Path) -> Expr:
    """Smoothed gradient after T steps."""
    return smoothed_path[0][-1]


@momentum.step(tex=r"\theta^T", says="the last parameter of the velocity form", numbers="")
def theta_velocity(velocity_path: Path) -> Expr:
    """Parameter after T steps of the velocity form."""
    return velocity_path[1][-1]


@momentum.step(tex=r"\psi^T", says="the last parameter of the smoothing form", numbers="")
def theta_smoothed(smoothed_path: Path) -> Expr:
    """Parameter after T steps of the smoothing form."""
    return smoothed_path[1][-1]


def _path(
    keep: Expr, add: Expr, rate: Expr, problem: tuple[Expr, Expr, Expr], T: Expr, *, early: bool = False
) -> Path:
    """Run ``m <- keep*m + add*gradient``, ``w <- w - rate*m``; `early` moves w before m is renewed."""
    curvature, minimiser, parameter = problem
    kept, accumulators, parameters = ZERO, [], []
    for _ in range(_steps(T)):
        renewed = keep * kept + add * curvature * (parameter - minimiser)
        parameter = parameter - rate * (kept if early else renewed)
        kept = renewed
        accumulators.append(kept)
        parameters.append(parameter)
    return tuple(accumulators), tuple(parameters)


def _steps(T: Expr) -> int:
    if not (T.is_integer and T >= 1):
        raise IllPosed("the number of steps must be a whole number, at least 1")
    if T > MOST_STEPS:
        raise IllPosed(f"more than {MOST_STEPS} steps are too many to write down")
    return T.__index__()


# Mistakes


@momentum.mistake(of=eta_prime_formula, says=r"multiplied by $1 - \mu$ instead of dividing", credit=QUARTER)
def step_shrunk_formula() -> Expr:
    """eta*(1 - mu)."""
    return ETA * (1 - MU)


@momentum.mistake(of=eta_prime_formula, says=r"divided by $\mu$ instead of $1 - \mu$", credit=QUARTER)
def divided_by_mu_formula() -> Expr:
    """eta/mu."""
    return ETA / MU


@momentum.mistake(of=eta_prime_formula, says="took the step sizes of both forms for equal", credit=QUARTER)
def same_step_formula() -> Expr:
    """Eta."""
    return ETA


@momentum.mistake(of=velocity_formula, says="divided by the step size instead of multiplying", credit=QUARTER)
def ratio_inverted_formula() -> Expr:
    """g/eta'."""
    return G * (1 - MU) / ETA


@momentum.mistake(
    of=velocity_formula, says=r"took $\eta$ for the step size of the smoothing form", credit=QUARTER
)
def ratio_without_smoothing_formula() -> Expr:
    """eta*g."""
    return ETA * G


@momentum.mistake(of=velocity_formula, says=r"multiplied by $1 - \mu$ instead of dividing", credit=QUARTER)
def ratio_shrunk_formula() -> Expr:
    """eta*(1 - mu)*g."""
    return ETA * (1 - MU) * G


@momentum.mistake(of=eta_prime, says=r"multiplied by $1 - \mu$ instead of dividing", credit=QUARTER)
def step_shrunk(mu: Expr, eta: Expr) -> Expr:
    """eta*(1 - mu)."""
    return eta * (1 - mu)


@momentum.mistake(of=eta_prime, says=r"divided by $\mu$ instead of $1 - \mu$", credit=QUARTER)
def divided_by_mu(mu: Expr, eta: Expr) -> Expr:
    """eta/mu."""
    return eta / mu


@momentum.mistake(of=velocity_path, says="moved the parameter before renewing the velocity", credit=QUARTER)
def moved_early(mu: Expr, eta: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """Theta <- theta - v with the old v."""
    return _path(mu, eta, Expr.of(1), (a, c, theta0), T, early=True)


@momentum.mistake(of=velocity_path, says=r"put a factor $1 - \mu$ into the velocity", credit=HALF)
def velocity_smoothed(mu: Expr, eta: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """V <- mu*v + (1 - mu)*eta*gradient."""
    return _path(mu, (1 - mu) * eta, Expr.of(1), (a, c, theta0), T)


@momentum.mistake(of=velocity_path, says="kept nothing of the old velocity", credit=QUARTER)
def no_memory(eta: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """V <- eta*gradient."""
    return _path(ZERO, eta, Expr.of(1), (a, c, theta0), T)


@momentum.mistake(of=velocity_path, says="made one step too few", credit=HALF)
def one_step_too_few(velocity_path: Path) -> Path:
    """Stop after T - 1 steps."""
    return _shortened(velocity_path)


@momentum.mistake(
    of=smoothed_path, says="moved the parameter before renewing the smoothed gradient", credit=QUARTER
)
def smoothed_moved_early(eta_prime: Expr, mu: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """Psi <- psi - eta'*g with the old g."""
    return _path(mu, 1 - mu, eta_prime, (a, c, theta0), T, early=True)


@momentum.mistake(of=smoothed_path, says=r"left the factor $1 - \mu$ of the gradient out", credit=HALF)
def not_smoothed(eta_prime: Expr, mu: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """G <- mu*g + gradient."""
    return _path(mu, Expr.of(1), eta_prime, (a, c, theta0), T)


@momentum.mistake(of=smoothed_path, says=r"took $\eta$ instead of $\eta'$ for the step", credit=HALF)
def smoothed_with_eta(mu: Expr, eta: Expr, a: Expr, c: Expr, theta0: Expr, T: Expr) -> Path:
    """Psi <- psi - eta*g."""
    return _path(mu, 1 - mu, eta, (a, c, theta0), T)


@momentum.mistake(of=smoothed_path, says="made one step too few", credit=HALF)
def smoothed_one_step_too_few(smoothed_path: Path) -> Path:
    """Stop after T - 1 steps."""
    return _shortened(smoothed_path)


@momentum.mistake(
    of=velocity, says="divided the gradient by the step size instead of multiplying", credit=QUARTER
)
def velocity_divided(mu: Expr, eta: Expr, velocity: Expr) -> Expr:
    """V = g/eta'."""
    return velocity * ((1 - mu) / eta) ** 2


@momentum.mistake(of=smoothed_gradient, says="gave the velocity for the smoothed gradient", credit=QUARTER)
def velocity_for_gradient(eta_prime: Expr, smoothed_path: Path) -> Expr:
    """G = v."""
    return eta_prime * smoothed_path[0][-1]


def _shortened(path: Path) -> Path:
    if len(path[0]) == 1:
        raise NotApplicable("only one step is made")
    return path[0][:-1], path[1][:-1]


# Checks: the parameter alone, by w_(t+1) = w_t - eta*gradient + mu*(w_t - w_(t-1))


def _heavy_ball(mu: Any, eta: Any, a: Any, c: Any, theta0: Any, T: Any) -> tuple[arb, arb]:
    """Return the last two parameters."""
    keep, rate, curvature, minimiser, start = numeric.reals((mu, eta, a, c, theta0))
    before, now = start, start
    for _ in range(numeric.whole(T)):
        before, now = now, now - rate * curvature * (now - minimiser) + keep * (now - before)
    return before, now


@momentum.check(of=eta_prime)
def step_of_a_constant_gradient(mu: Any, eta: Any) -> arb:
    """All the velocity that one gradient gives: eta*(1 + mu + mu^2 + ...), as the fixed point of a step."""
    keep, rate = numeric.reals((mu, eta))
    ahead, behind = keep * 1 + rate, keep * 0 + rate  # v -> mu*v + eta at v = 1 and at v = 0
    return behind / (1 - (ahead - behind))


@momentum.check(of=velocity)
def velocity_by_differences(mu: Any, eta: Any, a: Any, c: Any, theta0: Any, T: Any) -> arb:
    """How far the last step went."""
    before, now = _heavy_ball(mu, eta, a, c, theta0, T)
    return before - now


@momentum.check(of=smoothed_gradient)
def gradient_by_weights(mu: Any, eta: Any, a: Any, c: Any, theta0: Any, T: Any) -> arb:
    """Weighted sum of the gradients along the path: (1 - mu)*mu^(T - 1 - t)."""
    steps, keep = numeric.whole(T), numeric.real(mu)
    total = numeric.real(0)
    for t in range(steps):
        _, at = _heavy_ball(mu, eta, a, c, theta0, t)
        slope = numeric.real(a) * (at - numeric.real(c))
        total += (1 - keep) * numeric.power(keep, steps - 1 - t) * slope
    return total


@momentum.check(of=theta_velocity)
def parameter_alone(mu: Any, eta: Any, a: Any, c: Any, theta0: Any, T: Any) -> arb:
    """Last parameter of the recurrence without accumulator."""
    return _heavy_ball(mu, eta, a, c, theta0, T)[1]


@momentum.check(of=theta_smoothed)
def the_same_parameter(mu: Any, eta: Any, a: Any, c: Any, theta0: Any, T: Any) -> arb:
    """Both forms end at the same parameter."""
    return _heavy_ball(mu, eta, a, c, theta0, T)[1]


_GRADIENTS = (3, -1, 2, 5)
_POINTS = tuple(
    (Fraction(1, 3 + k), Fraction(2 * k + 1, 2 * k + 7), Fraction(5 * k - 7, 3)) for k in range(5)
)


@momentum.check(of=velocity_formula)
def both_accumulators() -> numeric.Twin:
    """Both accumulators over the same gradients, scaled so that the smoothed gradient is as given."""

    def run(eta: arb, mu: arb, g: arb) -> arb:
        velocity, smoothed = _accumulated(eta, mu)
        return velocity * (g / smoothed)

    return numeric.Twin(run, ("eta", "mu", "g"), _POINTS)


@momentum.check(of=eta_prime_formula)
def ratio_of_accumulators() -> numeric.Twin:
    """Velocity over smoothed gradient after the same gradients."""

    def ratio(eta: arb, mu: arb) -> arb:
        velocity, smoothed = _accumulated(eta, mu)
        return velocity / smoothed

    return numeric.Twin(ratio, ("eta", "mu"), tuple(point[:2] for point in _POINTS))


def _accumulated(eta: arb, mu: arb) -> tuple[arb, arb]:
    velocity, smoothed = numeric.real(0), numeric.real(0)
    for slope in _GRADIENTS:
        velocity, smoothed = mu * velocity + eta * slope, mu * smoothed + (1 - mu) * slope
    return velocity, smoothed
