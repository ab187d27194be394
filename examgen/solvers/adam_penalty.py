r"""An L2 penalty inside Adam: the line that changes, and how fast it shrinks weights, against decoupled decay.

Relative to the weight, a step takes off ``2*gamma*eps/rms`` under the penalty (rms is the root mean square of the
weight's gradients, whose mean is 0 and which are large against the penalty's), and ``lam`` under decoupled decay.

Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019, sections 2 and 3.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from examgen.solvers.derivation import Derivation, IllPosed, zero
from examgen.solvers.numeric import Number, Twin, derivative, real
from examgen.text.expr import ONE, Expr
from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
G, GAMMA, THETA = map(Expr.symbol, ("g", "gamma", "theta"))

penalty = Derivation("adam_penalty.penalty", inputs="theta0 gradients gamma lam eps rms_small rms_large")


# The changed line


@penalty.step(
    tex=r"\frac{1}{\gamma\theta} \cdot \frac{\partial}{\partial\theta}\, \gamma\theta^2",
    says="the gradient of the penalty is this many times gamma theta",
    numbers="",
)
def penalty_factor() -> Expr:
    """Return the factor 2 of the square."""
    return Expr.of(2)


@penalty.step(
    tex=r"g \leftarrow g + 2\gamma\theta",
    says="the line that computes the gradient also adds the gradient of the penalty",
    numbers="",
)
def changed_line_formula(penalty_factor: Expr) -> Expr:
    """Return the gradient of loss and penalty, with the symbols g, gamma, theta."""
    return G + penalty_factor * GAMMA * THETA


@penalty.step(tex=r"g_1 + 2\gamma\theta_0", says="first gradient, with that of the penalty")
def first_gradient(gradients: Vector, penalty_factor: Expr, gamma: Expr, theta0: Expr) -> Expr:
    """Return the gradient that enters Adam with L2 at the first step."""
    if not gradients:
        raise IllPosed("there are no gradients")
    return gradients[0] + penalty_factor * gamma * theta0


# Relative shrinkage


@penalty.step(
    tex=r"2\gamma\epsilon",
    says="step size times the penalty's gradient, relative to the weight",
    trivial=zero,
)
def penalty_strength(penalty_factor: Expr, gamma: Expr, eps: Expr) -> Expr:
    """Return what the penalty would take off each step, relative to the weight, without any scaling."""
    return eps * penalty_factor * gamma


def _rate(strength: Expr, rms: Expr) -> Expr:
    if rms <= 0:
        raise IllPosed("the root mean square of a gradient must be positive")
    return strength / rms


@penalty.step(
    tex=r"\frac{2\gamma\epsilon}{\sqrt{\hat r}}",
    says="relative shrinkage where gradients are small: their root mean square is the divisor",
    trivial=zero,
)
def rate_small(penalty_strength: Expr, rms_small: Expr) -> Expr:
    """Return the relative shrinkage of weights with small gradients."""
    return _rate(penalty_strength, rms_small)


@penalty.step(
    tex=r"\frac{2\gamma\epsilon}{\sqrt{\hat r}}",
    says="relative shrinkage where gradients are large",
    trivial=zero,
)
def rate_large(penalty_strength: Expr, rms_large: Expr) -> Expr:
    """Return the relative shrinkage of weights with large gradients."""
    return _rate(penalty_strength, rms_large)


@penalty.step(tex=r"\frac{\text{small}}{\text{large}}", says="how many times faster the first set shrinks")
def rate_ratio(rate_small: Expr, rate_large: Expr) -> Expr:
    """Return the rate for small gradients over that for large ones."""
    return rate_small / rate_large


@penalty.step(
    tex=r"\left(\lambda, \lambda\right)",
    says="decoupled decay takes the same share of every weight",
    numbers="",
)
def rates_decoupled(lam: Expr) -> Vector:
    """Return the relative shrinkage for small and for large gradients."""
    return (lam, lam)


# Mistakes: the changed line


@penalty.mistake(of=penalty_factor, says="lost the factor 2 of the squared weight", credit=HALF)
def factor_two_lost() -> Expr:
    """gamma*theta."""
    return ONE


@penalty.mistake(
    of=changed_line_formula, says="added the penalty itself instead of its gradient", credit=QUARTER
)
def penalty_in_line() -> Expr:
    """Return g + gamma*theta^2."""
    return G + GAMMA * THETA**2


@penalty.mistake(of=changed_line_formula, says="subtracted the gradient of the penalty", credit=HALF)
def penalty_subtracted_in_line(penalty_factor: Expr) -> Expr:
    """Return g - 2*gamma*theta."""
    return G - penalty_factor * GAMMA * THETA


@penalty.mistake(
    of=changed_line_formula, says="gave the penalty's share without the gradient of the loss", credit=HALF
)
def penalty_alone(penalty_factor: Expr) -> Expr:
    """2*gamma*theta."""
    return penalty_factor * GAMMA * THETA


@penalty.mistake(of=changed_line_formula, says="added the constant gamma without the weight", credit=QUARTER)
def weight_left_out(penalty_factor: Expr) -> Expr:
    """Return g + 2*gamma."""
    return G + penalty_factor * GAMMA


@penalty.mistake(of=first_gradient, says="left the penalty out of the gradient")
def gradient_of_the_loss(gradients: Vector) -> Expr:
    """Return the first gradient alone."""
    return gradients[0]


@penalty.mistake(of=first_gradient, says="added the penalty itself instead of its gradient", credit=QUARTER)
def penalty_for_gradient(gradients: Vector, gamma: Expr, theta0: Expr) -> Expr:
    """Return g1 + gamma*theta0^2."""
    return gradients[0] + gamma * theta0**2


@penalty.mistake(of=first_gradient, says="subtracted the gradient of the penalty", credit=HALF)
def penalty_subtracted(gradients: Vector, gamma: Expr, penalty_factor: Expr, theta0: Expr) -> Expr:
    """Return g1 - 2*gamma*theta0."""
    return gradients[0] - penalty_factor * gamma * theta0


# Mistakes: the rates


@penalty.mistake(of=penalty_strength, says="left out the step size", credit=HALF)
def step_size_left_out(penalty_factor: Expr, gamma: Expr) -> Expr:
    """2*gamma."""
    return penalty_factor * gamma


@penalty.mistake(of=rate_small, says="did not divide by the root of the second moment", credit=QUARTER)
def small_not_scaled(penalty_strength: Expr) -> Expr:
    """Return the plain rate of L2 under gradient descent."""
    return penalty_strength


@penalty.mistake(of=rate_small, says="divided by the second moment instead of its root", credit=HALF)
def small_by_the_square(penalty_strength: Expr, rms_small: Expr) -> Expr:
    """No root."""
    return penalty_strength / rms_small**2


@penalty.mistake(
    of=rate_small, says="multiplied by the size of the gradients instead of dividing", credit=QUARTER
)
def small_multiplied(penalty_strength: Expr, rms_small: Expr) -> Expr:
    """Return what makes large gradients shrink more."""
    return penalty_strength * rms_small


@penalty.mistake(of=rate_large, says="did not divide by the root of the second moment", credit=QUARTER)
def large_not_scaled(penalty_strength: Expr) -> Expr:
    """Return the plain rate of L2 under gradient descent."""
    return penalty_strength


@penalty.mistake(of=rate_large, says="divided by the second moment instead of its root", credit=HALF)
def large_by_the_square(penalty_strength: Expr, rms_large: Expr) -> Expr:
    """No root."""
    return penalty_strength / rms_large**2


@penalty.mistake(
    of=rate_large, says="multiplied by the size of the gradients instead of dividing", credit=QUARTER
)
def large_multiplied(penalty_strength: Expr, rms_large: Expr) -> Expr:
    """Return what makes large gradients shrink more."""
    return penalty_strength * rms_large


@penalty.mistake(of=rate_ratio, says="turned the ratio round: large over small", credit=HALF)
def ratio_turned_round(rate_small: Expr, rate_large: Expr) -> Expr:
    """Return the reciprocal."""
    return rate_large / rate_small


@penalty.mistake(of=rate_ratio, says="took the shrinkage under L2 to be the same for all weights")
def equal_under_l2() -> Expr:
    """Return the ratio 1."""
    return ONE


@penalty.mistake(of=rates_decoupled, says="let Adam scale the decoupled decay as it scales a penalty")
def unequal_under_decay(lam: Expr, rms_small: Expr, rms_large: Expr) -> Vector:
    """Decay over the root mean square."""
    return (lam / rms_small, lam / rms_large)


@penalty.mistake(of=rates_decoupled, says="multiplied the decay by the step size too", credit=HALF)
def rate_times_step_size(lam: Expr, eps: Expr) -> Vector:
    """Decay eps*lam."""
    return (eps * lam, eps * lam)


@penalty.mistake(
    of=rates_decoupled, says="doubled the decay as if it came from a squared weight", credit=HALF
)
def decay_doubled(lam: Expr) -> Vector:
    """2*lam."""
    return (2 * lam, 2 * lam)


# Checks: slopes of a straight loss with the penalty added, by central differences.


def penalised(theta: Number, slope: Number, gamma: Number) -> arb:
    """Return the slope, at a weight, of a straight loss with the penalty added."""
    return derivative(lambda t: real(slope) * t + real(gamma) * t * t, theta)


@penalty.check(of=changed_line_formula)
def line_by_differences() -> Twin:
    """Slope of a straight loss with the penalty added."""
    return Twin(lambda g, gamma, theta: penalised(theta, g, gamma), ("g", "gamma", "theta"))


@penalty.check(of=first_gradient)
def first_by_differences(theta0: Expr, gradients: Vector, gamma: Expr) -> arb:
    """Slope of a straight loss with the penalty added."""
    return penalised(theta0, gradients[0], gamma)


def _shrinkage(rms: Expr, gamma: Expr, eps: Expr) -> arb:
    """Relative change by the penalty of a tiny weight, after gradients rms and -rms have come in turns."""
    weight, second = arb(2) ** -200, real(rms) * real(rms)
    for step in range(200):
        slope = real(rms) * (-1) ** step
        second = (second + slope * slope) / 2
    return real(eps) * penalised(weight, 0, gamma) / second.sqrt() / weight


@penalty.check(of=rate_small)
def small_by_a_tiny_weight(rms_small: Expr, gamma: Expr, eps: Expr) -> arb:
    """Step that the penalty causes, over the weight."""
    return _shrinkage(rms_small, gamma, eps)


@penalty.check(of=rate_large)
def large_by_a_tiny_weight(rms_large: Expr, gamma: Expr, eps: Expr) -> arb:
    """Step that the penalty causes, over the weight."""
    return _shrinkage(rms_large, gamma, eps)


@penalty.check(of=rate_ratio)
def ratio_by_sizes(rms_small: Expr, rms_large: Expr) -> arb:
    """Everything but the divisors cancels."""
    return real(rms_large) / real(rms_small)


@penalty.check(of=rates_decoupled)
def rates_by_a_step(lam: Expr) -> tuple[arb, arb]:
    """Share by which decay moves a weight, whatever step Adam adds."""

    def share(weight: int, step: int) -> arb:
        return (weight - step - (weight - step - real(lam) * weight)) / weight

    return share(3, 1), share(5, -2)
