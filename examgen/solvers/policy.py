r"""Advantage actor-critic on one decision of a logistic policy with two actions.

Action 1 has probability ``p = sigma(theta * x + bias)``, action 2 has ``1 - p``; the returns ``r1``, ``r2``
are known. The value of the state is the expected return under the policy, an advantage is a return minus the
value, and the one-sample policy gradient is the derivative of ``log pi(u1)`` with respect to ``theta``, times
the advantage of ``u1``, the action taken (1 or 2).

Source: R. Sutton and A. Barto, "Reinforcement learning", 2nd edition, sections 13.3 to 13.5; V. Mnih et al.,
"Asynchronous methods for deep reinforcement learning", ICML 2016, section 4.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb

from examgen.solvers.algebra import derivatives
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.numeric import derivative, real, sigmoid, whole
from examgen.text.expr import Expr
from examgen.text.functions import sigma

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)

advantage = Derivation("policy.advantage", inputs="theta bias x r1 r2 u1 alpha")


@advantage.step(tex=r"z = \theta x + b", says="logit of action 1")
def logit(theta: Expr, x: Expr, bias: Expr) -> Expr:
    """Logit of action 1."""
    return theta * x + bias


@advantage.step(tex=r"p = \pi(u = 1 \mid x) = \sigma(z)", says="probability of action 1")
def probability(logit: Expr) -> Expr:
    """Probability of action 1."""
    chance: Expr = sigma(logit)
    return chance


@advantage.step(tex=r"V = p\, r_1 + (1 - p)\, r_2", says="value: the expected return under the policy")
def value(probability: Expr, r1: Expr, r2: Expr) -> Expr:
    """Return expected return under the policy."""
    return probability * r1 + (1 - probability) * r2


@advantage.step(tex=r"A_1 = r_1 - V", says="advantage of action 1", trivial=zero)
def advantage_u1(r1: Expr, value: Expr) -> Expr:
    """Advantage of action 1."""
    return r1 - value


@advantage.step(tex=r"A_2 = r_2 - V", says="advantage of action 2", trivial=zero)
def advantage_u2(r2: Expr, value: Expr) -> Expr:
    """Advantage of action 2."""
    return r2 - value


@advantage.step(
    tex=r"\frac{\partial \log \pi(u)}{\partial \theta}"
    r" = \begin{cases} (1 - p)\, x & u = 1 \\ -p\, x & u = 2 \end{cases}",
    says="score: derivative of the log-probability of the action taken",
    trivial=zero,
)
def score(probability: Expr, x: Expr, u1: Expr) -> Expr:
    """Return the derivative of the log-probability of the action taken."""
    return (1 - probability) * x if _first(u1) else -probability * x


@advantage.step(
    tex=r"g = \frac{\partial \log \pi(u)}{\partial \theta} \, A_u",
    says="policy gradient: score times advantage of the action taken",
    trivial=zero,
)
def policy_gradient(score: Expr, advantage_u1: Expr, advantage_u2: Expr, u1: Expr) -> Expr:
    """Score times advantage of the action taken."""
    return score * (advantage_u1 if _first(u1) else advantage_u2)


@advantage.step(tex=r"\theta + \alpha g", says="one ascent step")
def theta_after_ascent(theta: Expr, alpha: Expr, policy_gradient: Expr) -> Expr:
    """Parameter after one ascent step."""
    return theta + alpha * policy_gradient


def _first(u1: Expr) -> bool:
    if u1 not in (1, 2):
        raise IllPosed("the action is neither 1 nor 2")
    return bool(u1 == 1)


# Mistakes


@advantage.mistake(of=logit, says="left out the bias inside the sigmoid", credit=HALF)
def bias_forgotten(theta: Expr, bias: Expr, x: Expr) -> Expr:
    """Logit without offset."""
    if bias == 0:
        raise NotApplicable("there is no bias to leave out")
    return theta * x


@advantage.mistake(of=probability, says="exchanged the probabilities of the two actions", credit=HALF)
def probabilities_exchanged(probability: Expr) -> Expr:
    """Sigma taken for 1 - sigma."""
    return 1 - probability


@advantage.mistake(of=value, says="took the plain mean of the returns for the value", credit=QUARTER)
def plain_mean(r1: Expr, r2: Expr) -> Expr:
    """Mean that ignores the policy."""
    return (r1 + r2) / 2


def _advantage_mistakes(of: Callable[..., Expr], action: int) -> None:
    """Add what goes wrong with the advantage of an action, 1 or 2."""

    def add(name: str, says: str, function: Callable[..., Expr], credit: Fraction = Fraction(0)) -> None:
        advantage.mistake(of=of, says=says, credit=credit, name=f"{name}_{action}")(function)

    def mine(r1: Expr, r2: Expr) -> Expr:
        return (r1, r2)[action - 1]

    def weighted(r1: Expr, r2: Expr, probability: Expr) -> Expr:
        return probability * r1 if action == 1 else (1 - probability) * r2

    def reversed_sign(r1: Expr, r2: Expr, value: Expr) -> Expr:
        return value - mine(r1, r2)

    def difference(r1: Expr, r2: Expr) -> Expr:
        return 2 * mine(r1, r2) - r1 - r2

    add("raw_return", "gave the return itself, without subtracting the value", mine)
    add("value_for_advantage", "gave the value of the state", lambda value: value)
    add(
        "value_minus_return",
        "subtracted the return from the value (the sign is reversed)",
        reversed_sign,
        HALF,
    )
    add("weighted_return", "multiplied the return by the probability of the action", weighted)
    add("difference_of_returns", "subtracted the other action's return instead of the value", difference)


_advantage_mistakes(advantage_u1, 1)
_advantage_mistakes(advantage_u2, 2)


@advantage.mistake(of=score, says="left out the inner derivative x", credit=HALF)
def inner_derivative_forgotten(probability: Expr, u1: Expr) -> Expr:
    """Return the derivative in the logit only."""
    return 1 - probability if _first(u1) else -probability


@advantage.mistake(of=score, says="differentiated the probability instead of its logarithm", credit=QUARTER)
def derivative_of_probability(probability: Expr, x: Expr, u1: Expr) -> Expr:
    """Return p (1 - p) x, with the sign of the action."""
    slope = probability * (1 - probability) * x
    return slope if _first(u1) else -slope


@advantage.mistake(of=score, says="took p for 1 - p in the score", credit=QUARTER)
def complement_forgotten(probability: Expr, x: Expr, u1: Expr) -> Expr:
    """Return p x, or -(1 - p) x."""
    return probability * x if _first(u1) else -(1 - probability) * x


@advantage.mistake(of=score, says="used the score of the action not taken", credit=QUARTER)
def score_of_other_action(probability: Expr, x: Expr, u1: Expr) -> Expr:
    """Return the other branch."""
    return -probability * x if _first(u1) else (1 - probability) * x


@advantage.mistake(
    of=policy_gradient, says="weighted the score by the return instead of the advantage", credit=QUARTER
)
def return_for_advantage(score: Expr, r1: Expr, r2: Expr, u1: Expr) -> Expr:
    """No baseline."""
    return score * (r1 if _first(u1) else r2)


@advantage.mistake(
    of=policy_gradient, says="weighted the score by the advantage of the action not taken", credit=QUARTER
)
def advantage_of_other_action(score: Expr, advantage_u1: Expr, advantage_u2: Expr, u1: Expr) -> Expr:
    """Return the other advantage."""
    return score * (advantage_u2 if _first(u1) else advantage_u1)


@advantage.mistake(of=policy_gradient, says="forgot to multiply the score by the advantage", credit=QUARTER)
def weight_forgotten(score: Expr) -> Expr:
    """Return the score alone."""
    return score


@advantage.mistake(of=policy_gradient, says="reversed the sign", credit=HALF)
def gradient_sign(policy_gradient: Expr) -> Expr:
    """Negative of the gradient."""
    return -policy_gradient


@advantage.mistake(of=theta_after_ascent, says="stepped downhill instead of uphill", credit=HALF)
def descent(theta: Expr, alpha: Expr, policy_gradient: Expr) -> Expr:
    """Descent for ascent."""
    return theta - alpha * policy_gradient


@advantage.mistake(of=theta_after_ascent, says="left out the step size alpha", credit=HALF)
def step_size_forgotten(theta: Expr, policy_gradient: Expr) -> Expr:
    """Step of size 1."""
    return theta + policy_gradient


@advantage.mistake(of=theta_after_ascent, says="gave the step instead of the new parameter", credit=HALF)
def step_alone(alpha: Expr, policy_gradient: Expr) -> Expr:
    """Alpha times the gradient."""
    return alpha * policy_gradient


# Checks: the policy as a pair of balls, differentiated numerically; the advantages in closed form


def policy(theta: Any, bias: Expr, x: Expr) -> tuple[arb, arb]:
    """Return the probabilities of both actions, evaluated with balls."""
    z = real(theta) * real(x) + real(bias)
    return sigmoid(z), sigmoid(-z)


@advantage.check(of=probability)
def probability_by_odds(theta: Expr, bias: Expr, x: Expr) -> arb:
    """Odds over one plus odds."""
    odds = (real(theta) * real(x) + real(bias)).exp()
    return odds / (1 + odds)


@advantage.check(of=value)
def value_by_expectation(theta: Expr, bias: Expr, x: Expr, r1: Expr, r2: Expr) -> arb:
    """Sum over the actions of probability times return."""
    return sum((p * real(r) for p, r in zip(policy(theta, bias, x), (r1, r2), strict=True)), arb(0))


@advantage.check(of=advantage_u1)
def advantage_u1_by_difference(theta: Expr, bias: Expr, x: Expr, r1: Expr, r2: Expr) -> arb:
    """Return what action 1 gains over action 2, times the probability of not taking it anyway."""
    return policy(theta, bias, x)[1] * (real(r1) - real(r2))


@advantage.check(of=advantage_u2)
def advantage_u2_by_difference(theta: Expr, bias: Expr, x: Expr, r1: Expr, r2: Expr) -> arb:
    """Return what action 2 gains over action 1, times the probability of not taking it anyway."""
    return policy(theta, bias, x)[0] * (real(r2) - real(r1))


@advantage.check(of=score)
def score_by_differences(theta: Expr, bias: Expr, x: Expr, u1: Expr) -> arb:
    """Central difference of the log-probability of the action taken."""
    return derivative(lambda t: policy(t, bias, x)[whole(u1) - 1].log(), theta)


@advantage.check(of=policy_gradient)
def policy_gradient_by_differences(theta: Expr, bias: Expr, x: Expr, r1: Expr, r2: Expr, u1: Expr) -> arb:
    """Central difference of the log-probability, times return minus expected return."""
    probabilities, returns, taken = policy(theta, bias, x), (real(r1), real(r2)), whole(u1) - 1
    expected = probabilities[0] * returns[0] + probabilities[1] * returns[1]
    return score_by_differences(theta, bias, x, u1) * (returns[taken] - expected)


@advantage.check(of=policy_gradient, thorough=True)
def policy_gradient_by_algebra(theta: Expr, bias: Expr, x: Expr, r1: Expr, r2: Expr, u1: Expr) -> arb:
    """Return the log-probability differentiated symbolically, times return minus expected return."""
    import sympy

    def log_probability(theta: Any, bias: Any, x: Any) -> list[Any]:
        z = theta * x + bias
        return [-sympy.log(1 + sympy.exp(-z if whole(u1) == 1 else z))]

    slope = derivatives(log_probability, ("theta",), theta=theta, bias=bias, x=x)[0][0]
    p, q = policy(theta, bias, x)
    gain = q * (real(r1) - real(r2)) if whole(u1) == 1 else p * (real(r2) - real(r1))
    return slope * gain


@advantage.check(of=theta_after_ascent)
def ascent_by_closed_form(theta: Expr, bias: Expr, x: Expr, r1: Expr, r2: Expr, u1: Expr, alpha: Expr) -> arb:
    """Return the update by a closed form: the gradient is x (r1 - r2) times the other probability squared."""
    p, q = policy(theta, bias, x)
    other = q if whole(u1) == 1 else p
    return real(theta) + real(alpha) * other**2 * real(x) * (real(r1) - real(r2))
