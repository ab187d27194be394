r"""One update of Q-learning with linear action values, and the probabilities of epsilon-greedy exploration.

The value of an action is ``Q(s, a) = theta[a].phi(s)``; actions are the rows of theta, counted from 0. The target
``reward + gamma * max_b Q(s', b)`` (only the reward, if the episode ends) is held fixed while the squared error
(no factor 1/2) is differentiated.

Source: V. Mnih et al., "Human-level control through deep reinforcement learning", Nature 518 (2015); R. Sutton and
A. Barto, "Reinforcement learning", 2nd edition, sections 2.2, 6.5 and 9.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.slips import other_than
from examgen.text.expr import ZERO, Expr
from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

q_learning = Derivation(
    "q_learning", inputs="gamma reward phi phi_next theta action terminal epsilon n_actions"
)


# The update


@q_learning.step(
    tex=r"Q(s', a) = \theta_a \cdot \varphi(s')",
    says="values of all actions in the state reached (not used if the episode ends there)",
)
def next_values(theta: Matrix, phi_next: Vector) -> Vector:
    """Return the value of each action in the next state."""
    if not theta:
        raise IllPosed("there are no actions")
    return tuple(_dot(row, phi_next) for row in theta)


@q_learning.step(
    tex=r"t = r + [s' \text{ is not terminal}] \; \gamma \max_a Q(s', a)",
    says="target: the reward, plus the discounted value of the best next action unless the episode ends",
    numbers=lambda reward, gamma, next_values, terminal: (
        "" if terminal else _target_tex(reward, gamma, next_values)
    ),
)
def target(reward: Expr, gamma: Expr, next_values: Vector, terminal: bool) -> Expr:
    """Return the target of the update."""
    return reward if terminal else reward + gamma * max(next_values)


@q_learning.step(tex=r"Q(s, a) = \theta_a \cdot \varphi(s)", says="value of the action taken")
def action_value(theta: Matrix, phi: Vector, action: Expr) -> Expr:
    """Return the value of the action taken in the state left."""
    value: Expr = _dot(_row(theta, action), phi)
    return value


@q_learning.step(tex=r"\delta = t - Q(s, a)", says="temporal-difference error", trivial=zero)
def td_error(target: Expr, action_value: Expr) -> Expr:
    """Return target minus value."""
    return target - action_value


@q_learning.step(
    tex=r"\frac{\partial \delta^2}{\partial \theta_a} = -2\,\delta\,\varphi(s)",
    says="gradient of the squared error, with the target held fixed",
    trivial=zero,
)
def gradient(td_error: Expr, phi: Vector) -> Vector:
    """Return the gradient with respect to the weights of the action taken."""
    return tuple(-2 * td_error * feature for feature in phi)


def _dot(row: Sequence[Any], features: Sequence[Any]) -> Any:
    if len(row) != len(features):
        raise IllPosed("weights and features differ in number")
    return sum((weight * feature for weight, feature in zip(row, features, strict=True)), ZERO)


def _target_tex(reward: Expr, gamma: Expr, next_values: Vector) -> str:
    from examgen.text.tex import tex

    best = tex(max(next_values))
    return rf"{tex(reward)} + {tex(gamma)} \cdot {f'({best})' if best.startswith('-') else best}"


def _row(theta: Matrix, action: Expr) -> Vector:
    if not action.is_integer or not 0 <= action < len(theta):
        raise IllPosed(f"there is no action {action}: actions count from 0")
    return theta[action]


# Exploration


@q_learning.step(
    tex=r"1 - \varepsilon + \frac{\varepsilon}{A}",
    says="the greedy action is taken on purpose, or by chance among all actions",
    numbers="",
)
def greedy_probability_formula() -> Expr:
    """Return the probability of the greedy action, in the symbols epsilon and A."""
    return _greedy(Expr.symbol("epsilon"), Expr.symbol("A"))


@q_learning.step(
    tex=r"1 - \varepsilon + \frac{\varepsilon}{A}",
    says="probability of the greedy action: taken on purpose, or by chance among all actions",
)
def greedy_probability(epsilon: Expr, n_actions: Expr) -> Expr:
    """Return the probability of the greedy action."""
    if n_actions.is_number and n_actions < 1:
        raise IllPosed("there are no actions")
    return _greedy(epsilon, n_actions)


def _greedy(epsilon: Expr, actions: Expr) -> Expr:
    return 1 - epsilon + epsilon / actions


# Mistakes


@q_learning.mistake(
    of=target, says="took the maximum over the state left instead of the one reached", credit=QUARTER
)
def state_left(reward: Expr, gamma: Expr, theta: Matrix, phi: Vector, terminal: bool, target: Expr) -> Expr:
    """Maximum of Q(s, a)."""
    _goes_on(terminal)
    found: Expr = reward + gamma * max(_dot(row, phi) for row in theta)
    return other_than(target, found, "both states have the same largest value")


@q_learning.mistake(
    of=target, says="took the next value of the same action instead of the best one", credit=QUARTER
)
def same_action(
    reward: Expr, gamma: Expr, next_values: Vector, action: Expr, terminal: bool, target: Expr
) -> Expr:
    """Q(s', a)."""
    _goes_on(terminal)
    found = reward + gamma * next_values[action]
    return other_than(target, found, "the best next action is the action taken")


@q_learning.mistake(
    of=target, says="kept the discounted next value although the episode ends", credit=QUARTER
)
def end_ignored(reward: Expr, gamma: Expr, next_values: Vector, terminal: bool, target: Expr) -> Expr:
    """Discount kept at a terminal state."""
    if not terminal:
        raise NotApplicable("the episode goes on")
    return other_than(target, reward + gamma * max(next_values), "the next values are 0")


@q_learning.mistake(of=target, says="did not discount the next value", credit=HALF)
def no_discount(reward: Expr, next_values: Vector, terminal: bool, target: Expr) -> Expr:
    """Factor 1 for gamma."""
    _goes_on(terminal)
    return other_than(target, reward + max(next_values), "the best next value is 0")


@q_learning.mistake(of=target, says="left out the reward", credit=QUARTER)
def reward_forgotten(reward: Expr, target: Expr) -> Expr:
    """Return the discounted value alone."""
    return other_than(target, target - reward, "the reward is 0")


@q_learning.mistake(of=target, says="stopped at the reward, although the episode goes on", credit=QUARTER)
def reward_alone(reward: Expr, terminal: bool, target: Expr) -> Expr:
    """Next value left out."""
    _goes_on(terminal)
    return other_than(target, reward, "the best next value is 0")


def _goes_on(terminal: bool) -> None:
    if terminal:
        raise NotApplicable("the episode ends")


@q_learning.mistake(
    of=td_error, says="subtracted the target from the value (the sign is reversed)", credit=HALF
)
def error_reversed(td_error: Expr) -> Expr:
    """Value minus target."""
    return other_than(td_error, -td_error, "the error is 0")


@q_learning.mistake(of=td_error, says="gave the target without subtracting the value", credit=QUARTER)
def value_not_subtracted(target: Expr, td_error: Expr) -> Expr:
    """Return the target."""
    return other_than(td_error, target, "the value is 0")


@q_learning.mistake(of=gradient, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost(td_error: Expr, phi: Vector, gradient: Vector) -> Vector:
    """-delta*phi."""
    return other_than(gradient, tuple(-td_error * feature for feature in phi), "the gradient is 0")


@q_learning.mistake(of=gradient, says="lost the sign", credit=HALF)
def gradient_sign(gradient: Vector) -> Vector:
    """2*delta*phi."""
    return other_than(gradient, tuple(-entry for entry in gradient), "the gradient is 0")


@q_learning.mistake(
    of=gradient, says="lost sign and factor 2: that is the direction of the update", credit=QUARTER
)
def update_direction(td_error: Expr, phi: Vector, gradient: Vector) -> Vector:
    """delta*phi."""
    return other_than(gradient, tuple(td_error * feature for feature in phi), "the gradient is 0")


@q_learning.mistake(of=gradient, says="took the gradient through the target as well", credit=QUARTER)
def through_the_target(
    td_error: Expr, gamma: Expr, phi: Vector, phi_next: Vector, next_values: Vector, action: Expr,
    terminal: bool, gradient: Vector,
) -> Vector:  # fmt: skip
    """2*delta*(gamma*phi' - phi), where the best next action is the action taken."""
    _goes_on(terminal)
    if next_values[action] != max(next_values):
        raise NotApplicable("the target does not depend on the weights of the action taken")
    found = tuple(2 * td_error * (gamma * then - now) for then, now in zip(phi_next, phi, strict=True))
    return other_than(gradient, found, "the gradient is 0")


@q_learning.mistake(of=gradient, says="left out the features", credit=QUARTER)
def features_forgotten(td_error: Expr, phi: Vector, gradient: Vector) -> Vector:
    """-2*delta in every entry."""
    return other_than(gradient, tuple(-2 * td_error for _ in phi), "all features are 1")


@q_learning.mistake(of=gradient, says="used the features of the state reached", credit=QUARTER)
def features_of_next(td_error: Expr, phi_next: Vector, gradient: Vector) -> Vector:
    """-2*delta*phi'."""
    return other_than(gradient, tuple(-2 * td_error * f for f in phi_next), "both states look the same")


def _exploration_mistakes() -> None:
    """Add what goes wrong with the greedy action, for the formula and for the numbers."""

    def exploiting_only(epsilon: Expr, n_actions: Expr) -> Expr:
        return 1 - epsilon

    def exploring_only(epsilon: Expr, n_actions: Expr) -> Expr:
        return epsilon / n_actions

    def others_only(epsilon: Expr, n_actions: Expr) -> Expr:
        if n_actions == 1:
            raise NotApplicable("there is one action only")
        return 1 - epsilon + epsilon / (n_actions - 1)

    says = {
        exploiting_only: "left out that the random action may be the greedy one",
        exploring_only: "gave the probability of any other action",
        others_only: "counted one action less in the random draw",
    }
    for wrong, sentence in says.items():
        _exploration_mistake(wrong, sentence)


def _exploration_mistake(wrong: Any, says: str) -> None:
    def formula() -> Expr:
        found: Expr = wrong(Expr.symbol("epsilon"), Expr.symbol("A"))
        return found

    def number(epsilon: Expr, n_actions: Expr, greedy_probability: Expr) -> Expr:
        found: Expr = wrong(epsilon, n_actions)
        return other_than(greedy_probability, found, "the probabilities are the same")

    name = wrong.__name__
    q_learning.mistake(greedy_probability_formula, says, QUARTER, f"{name}_formula")(formula)
    q_learning.mistake(greedy_probability, says, QUARTER, name)(number)


_exploration_mistakes()


# Checks: sorted values, central differences, and a count over a wheel of equal chances


@q_learning.check(of=target)
def target_by_sorting(gamma: Expr, reward: Expr, phi_next: Vector, theta: Matrix, terminal: bool) -> arb:
    """Return the reward plus what a matrix product, sorted, has last."""
    return _numeric_target(gamma, reward, phi_next, theta, terminal)


@q_learning.check(of=action_value)
def value_of_the_row(phi: Vector, theta: Matrix, action: Expr) -> arb:
    """Return one entry of the matrix product."""
    return _product(theta, phi)[numeric.whole(action)]


@q_learning.check(of=td_error)
def error_by_numbers(
    gamma: Expr, reward: Expr, phi: Vector, phi_next: Vector, theta: Matrix, action: Expr, terminal: bool
) -> arb:
    """Return the numeric target minus one entry of the matrix product."""
    value = _product(theta, phi)[numeric.whole(action)]
    return _numeric_target(gamma, reward, phi_next, theta, terminal) - value


@q_learning.check(of=gradient)
def gradient_by_differences(
    gamma: Expr, reward: Expr, phi: Vector, phi_next: Vector, theta: Matrix, action: Expr, terminal: bool
) -> tuple[arb, ...]:
    """Central differences of the squared error in the weights of the action, for a fixed target."""
    fixed = _numeric_target(gamma, reward, phi_next, theta, terminal)

    def squared_error(weights: Sequence[arb]) -> arb:
        return numeric.power(fixed - _product([weights], phi)[0], 2)

    return numeric.gradient(squared_error, theta[numeric.whole(action)])


@q_learning.check(of=greedy_probability_formula)
def formula_by_complement() -> numeric.Twin:
    """Return one minus the chance of all other actions."""
    return numeric.Twin(lambda epsilon, actions: 1 - epsilon * (actions - 1) / actions, ("epsilon", "A"))


@q_learning.check(of=greedy_probability)
def probability_by_complement(epsilon: Expr, n_actions: Expr) -> arb:
    """Return one minus the chances of all other actions, added up."""
    share = numeric.real(epsilon) / numeric.real(n_actions)
    return 1 - sum((share for _ in range(numeric.whole(n_actions) - 1)), arb(0))


def _numeric_target(gamma: Any, reward: Any, phi_next: Any, theta: Any, terminal: bool) -> arb:
    gone_on = arb(0) if terminal else sorted(_product(theta, phi_next), key=lambda value: value.mid())[-1]
    return numeric.real(reward) + numeric.real(gamma) * gone_on


def _product(theta: Sequence[Any], features: Sequence[Any]) -> list[arb]:
    columns = [[numeric.real(row[i]) * numeric.real(f) for row in theta] for i, f in enumerate(features)]
    return [sum(entries, arb(0)) for entries in zip(*columns, strict=True)]
