r"""Weight decay against an L2 penalty under plain gradient descent.

Decay: ``theta <- theta - eta*g + sign*lambda*theta`` with g the mean gradient of the loss over the batch.
Penalty: the loss plus ``c*gamma*theta^2``, so ``theta <- theta - eta*(g + 2*c*gamma*theta)``. Both are the same if
``sign*lambda = -2*c*eta*gamma``.

Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019, proposition 1.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from examgen.solvers.derivation import Derivation, IllPosed, zero
from examgen.solvers.numeric import Twin, derivative, real
from examgen.text.expr import Expr

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
ETA, GAMMA, BATCH = map(Expr.symbol, ("eta", "gamma", "m"))

weight_decay = Derivation("weight_decay", inputs="sign penalty_coefficient eta gamma theta mean_gradient")


@weight_decay.step(
    tex=r"\frac{1}{\gamma\theta} \cdot \frac{\partial}{\partial\theta}\, c\,\gamma\theta^2",
    says="the gradient of the penalty is this many times gamma theta",
)
def penalty_factor(penalty_coefficient: Expr) -> Expr:
    """Twice the coefficient of the penalty."""
    return 2 * penalty_coefficient


@weight_decay.step(
    tex=r"\frac{\lambda}{\eta\gamma} = \mp 2c",
    says="comparing what both rules add to theta gives lambda as this multiple of eta gamma",
)
def multiple(penalty_factor: Expr, sign: Expr) -> Expr:
    """Return lambda over eta gamma: the sign of the printed rule decides its sign."""
    if abs(sign) != 1:
        raise IllPosed("the sign of the decay term must be 1 or -1")
    return -penalty_factor / sign


@weight_decay.step(
    tex=r"\lambda = \mp 2c\,\eta\gamma", says="decay constant that makes both schemes the same", numbers=""
)
def lambda_formula(multiple: Expr) -> Expr:
    """Return lambda with the symbols eta and gamma."""
    return multiple * ETA * GAMMA


@weight_decay.step(tex=r"\lambda = \mp 2c\,\eta\gamma", says="the same with the numbers put in", trivial=zero)
def decay_constant(multiple: Expr, eta: Expr, gamma: Expr) -> Expr:
    """Return lambda as a number."""
    return multiple * eta * gamma


@weight_decay.step(
    tex=r"\theta_{\text{new}} = \theta - \eta g \pm \lambda\theta",
    says="one step: along the mean gradient of the loss, and the decay of the old weight",
)
def one_step(theta: Expr, eta: Expr, mean_gradient: Expr, sign: Expr, decay_constant: Expr) -> Expr:
    """Return the weight after one step of either scheme."""
    return theta - eta * mean_gradient + sign * decay_constant * theta


@weight_decay.mistake(of=penalty_factor, says="lost the factor 2 of the squared weight", credit=HALF)
def factor_two_lost(penalty_coefficient: Expr) -> Expr:
    """Return the coefficient itself."""
    return penalty_coefficient


@weight_decay.mistake(of=multiple, says="took no account of the sign in front of lambda", credit=HALF)
def sign_lost(multiple: Expr) -> Expr:
    """Minus the right multiple."""
    return -multiple


@weight_decay.mistake(of=lambda_formula, says="took lambda for the constant of the penalty itself")
def gamma_for_lambda_formula() -> Expr:
    """Gamma alone."""
    return GAMMA


@weight_decay.mistake(of=lambda_formula, says="left out the learning rate", credit=QUARTER)
def rate_left_out_formula(multiple: Expr) -> Expr:
    """Return the multiple of gamma."""
    return multiple * GAMMA


@weight_decay.mistake(of=lambda_formula, says="divided by the learning rate instead of multiplying")
def divided_by_rate_formula() -> Expr:
    """Gamma over eta."""
    return GAMMA / ETA


@weight_decay.mistake(
    of=lambda_formula, says="summed the penalty over the batch instead of averaging it", credit=HALF
)
def summed_over_batch(multiple: Expr) -> Expr:
    """Return m times the right constant, m being the size of the batch."""
    return multiple * ETA * GAMMA * BATCH


@weight_decay.mistake(of=decay_constant, says="took lambda for the constant of the penalty itself")
def gamma_for_lambda(gamma: Expr) -> Expr:
    """Gamma alone."""
    return gamma


@weight_decay.mistake(of=decay_constant, says="left out the learning rate", credit=QUARTER)
def rate_left_out(multiple: Expr, gamma: Expr) -> Expr:
    """Return the multiple of gamma."""
    return multiple * gamma


@weight_decay.mistake(of=decay_constant, says="divided by the learning rate instead of multiplying")
def divided_by_rate(gamma: Expr, eta: Expr) -> Expr:
    """Gamma over eta."""
    return gamma / eta


@weight_decay.mistake(of=one_step, says="left the decay out of the step", credit=QUARTER)
def no_decay(theta: Expr, eta: Expr, mean_gradient: Expr) -> Expr:
    """Return the plain gradient step."""
    return theta - eta * mean_gradient


@weight_decay.mistake(
    of=one_step, says="made the decay alone, without the gradient of the loss", credit=QUARTER
)
def no_gradient(theta: Expr, sign: Expr, decay_constant: Expr) -> Expr:
    """Return the weight after the decay only."""
    return theta + sign * decay_constant * theta


@weight_decay.mistake(of=one_step, says="stepped up the gradient of the loss instead of down", credit=HALF)
def uphill(theta: Expr, eta: Expr, mean_gradient: Expr, sign: Expr, decay_constant: Expr) -> Expr:
    """Ascent for descent."""
    return theta + eta * mean_gradient + sign * decay_constant * theta


@weight_decay.mistake(of=one_step, says="turned the sign of the decay term round", credit=HALF)
def decay_turned_round(theta: Expr, eta: Expr, mean_gradient: Expr, sign: Expr, decay_constant: Expr) -> Expr:
    """Return a step that grows where it should shrink."""
    return theta - eta * mean_gradient - sign * decay_constant * theta


@weight_decay.mistake(
    of=one_step, says="let the already moved weight decay instead of the old one", credit=HALF
)
def new_weight_decays(theta: Expr, eta: Expr, mean_gradient: Expr, sign: Expr, decay_constant: Expr) -> Expr:
    """Return gradient step, then decay."""
    moved = theta - eta * mean_gradient
    return moved + sign * decay_constant * moved


@weight_decay.mistake(of=one_step, says="left out the step size in front of the gradient", credit=HALF)
def step_size_left_out(theta: Expr, mean_gradient: Expr, sign: Expr, decay_constant: Expr) -> Expr:
    """Return a gradient step of size 1."""
    return theta - mean_gradient + sign * decay_constant * theta


@weight_decay.mistake(of=one_step, says="gave the change instead of the new weight", credit=HALF)
def change_alone(one_step: Expr, theta: Expr) -> Expr:
    """Return what the step adds."""
    return one_step - theta


# Checks: one step of descent on the penalised loss, its slope by a central difference.


def _after_a_step(theta: arb, slope: arb, eta: arb, weight: arb) -> arb:
    """Return theta after a step on slope*t + weight*t^2."""
    return theta - eta * derivative(lambda t: slope * t + weight * t * t, theta)


def _constant(sign: Expr, coefficient: Expr, eta: arb, gamma: arb) -> arb:
    """Return what lambda must be for the weight 1 of a flat loss to end where the penalised step ends."""
    end = _after_a_step(arb(1), arb(0), eta, real(coefficient) * gamma)
    return (end - 1) / real(sign)


@weight_decay.check(of=lambda_formula)
def formula_by_descent(sign: Expr, penalty_coefficient: Expr) -> Twin:
    """Take a step on the penalty alone, from weight 1."""
    return Twin(lambda eta, gamma: _constant(sign, penalty_coefficient, eta, gamma), ("eta", "gamma"))


@weight_decay.check(of=decay_constant)
def constant_by_descent(sign: Expr, penalty_coefficient: Expr, eta: Expr, gamma: Expr) -> arb:
    """Take a step on the penalty alone, from weight 1."""
    return _constant(sign, penalty_coefficient, real(eta), real(gamma))


@weight_decay.check(of=one_step)
def step_by_descent(
    penalty_coefficient: Expr, eta: Expr, gamma: Expr, theta: Expr, mean_gradient: Expr
) -> arb:
    """Take a step on a straight loss with the penalty added."""
    weight = real(penalty_coefficient) * real(gamma)
    return _after_a_step(real(theta), real(mean_gradient), real(eta), weight)
