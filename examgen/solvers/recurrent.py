"""Backpropagation through time for scalar recurrent cells, unrolled over a short sequence.

`last_state`: the cell ``z_t = theta*z_(t-1) + x_t`` with the loss ``(z_T - y)^2`` on its last state.
`two_losses`: the cell ``z_t = theta1*x_t + theta2*z_(t-1)`` with a loss ``(z_t - y_t)^2`` on every state.
Losses are squared, without a factor 1/2, and added up over time.

Source: Werbos 1990, "Backpropagation through time: what it does and how to do it".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.algebra import derivatives
from examgen.solvers.derivation import Derivation, IllPosed, zero
from examgen.solvers.numeric import power
from examgen.text.expr import ZERO

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.expr import Expr
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

last_state = Derivation("recurrent.last_state", inputs="theta z0 x y")


@last_state.step(tex=r"z_t = \theta z_{t-1} + x_t", says="states of the unrolled cell")
def states(theta: Expr, z0: Expr, x: Vector) -> Vector:
    """z_1 to z_T, each from the one before."""
    return _unrolled(theta, z0, x)


@last_state.step(tex=r"z_T - y", says="last state minus target", trivial=zero)
def residual(states: Vector, y: Expr) -> Expr:
    """Last state minus target."""
    return states[-1] - y


@last_state.step(
    tex=r"\frac{\partial\mathcal{L}}{\partial z_T} = 2 (z_T - y)",
    says="derivative of the loss with respect to the last state",
    trivial=zero,
)
def loss_slope(residual: Expr) -> Expr:
    """Slope of the squared error at the last state."""
    return 2 * residual


@last_state.step(
    tex=r"s_0 = 0,\quad s_t = \frac{\partial z_t}{\partial\theta} = z_{t-1} + \theta s_{t-1}",
    says="derivatives of the states: through the product at time t, and through the state before",
)
def sensitivities(theta: Expr, z0: Expr, states: Vector) -> Vector:
    """Slopes s_1 to s_T of the states in the shared weight."""
    found = [z0]
    for state in states[:-1]:
        found.append(state + theta * found[-1])
    return tuple(found)


@last_state.step(
    tex=r"\frac{\partial\mathcal{L}}{\partial\theta} = \frac{\partial\mathcal{L}}{\partial z_T}\,s_T",
    says="gradient, by the chain rule",
)
def gradient(loss_slope: Expr, sensitivities: Vector) -> Expr:
    """Slope of the loss in the shared weight."""
    return loss_slope * sensitivities[-1]


def _unrolled(weight: Expr, start: Expr, inputs: Vector) -> Vector:
    if not inputs:
        raise IllPosed("the input sequence is empty")
    found = [start]
    for entry in inputs:
        found.append(weight * found[-1] + entry)
    return tuple(found[1:])


@last_state.mistake(of=states, says="left the inputs out of the states", credit=QUARTER)
def inputs_left_out(theta: Expr, z0: Expr, x: Vector) -> Vector:
    """z_t = theta*z_(t-1)."""
    return _unrolled(theta, z0, (ZERO,) * len(x))


@last_state.mistake(of=loss_slope, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost(residual: Expr) -> Expr:
    """dL/dz = z_T - y."""
    return residual


@last_state.mistake(
    of=loss_slope, says="subtracted the state from the target, so that the sign is wrong", credit=HALF
)
def sign_reversed(residual: Expr) -> Expr:
    """dL/dz = 2*(y - z_T)."""
    return -2 * residual


@last_state.mistake(of=loss_slope, says="multiplied by the loss instead of by its derivative", credit=QUARTER)
def loss_itself(residual: Expr) -> Expr:
    """dL/dz = (z_T - y)^2."""
    return residual**2


@last_state.mistake(of=sensitivities, says="went back through the last step only", credit=QUARTER)
def last_step_only(z0: Expr, states: Vector) -> Vector:
    """s_t = z_(t-1)."""
    return (z0, *states[:-1])


@last_state.mistake(
    of=sensitivities, says="lost the factor theta on the way back through time", credit=QUARTER
)
def weight_dropped_in_time(z0: Expr, states: Vector) -> Vector:
    """s_t = z_(t-1) + s_(t-1)."""
    return _running_sums((z0, *states[:-1]))


@last_state.mistake(of=sensitivities, says="followed only the first use of the shared weight", credit=QUARTER)
def first_use_only(theta: Expr, z0: Expr, states: Vector) -> Vector:
    """s_t = theta^(t-1)*z0."""
    return tuple(theta**t * z0 for t in range(len(states)))


@last_state.mistake(of=gradient, says="differentiated the last state but not the loss", credit=QUARTER)
def loss_not_differentiated(sensitivities: Vector) -> Expr:
    """dL/dtheta = s_T."""
    return sensitivities[-1]


@last_state.mistake(of=gradient, says="multiplied the input by theta as well", credit=QUARTER)
def input_weighted_too(theta: Expr, z0: Expr, x: Vector, y: Expr) -> Expr:
    """z_t = theta*(z_(t-1) + x_t)."""
    state, slope = z0, ZERO
    for entry in x:
        state, slope = theta * (state + entry), state + entry + theta * slope
    return 2 * (state - y) * slope


def _running_sums(terms: Vector) -> Vector:
    return tuple(sum(terms[: t + 1], start=ZERO) for t in range(len(terms)))


@last_state.check(of=states)
def states_in_closed_form(theta: Expr, z0: Expr, x: Vector) -> list[arb]:
    """z_t = theta^t*z0 + sum over k of theta^(t-k)*x_k."""
    weight, first, entries = numeric.real(theta), numeric.real(z0), numeric.reals(x)
    return [
        power(weight, t) * first + sum(power(weight, t - k) * entries[k - 1] for k in range(1, t + 1))
        for t in range(1, len(entries) + 1)
    ]


@last_state.check(of=sensitivities)
def sensitivities_by_central_differences(theta: Expr, z0: Expr, x: Vector) -> list[arb]:
    """Run the cell with theta moved a little."""

    def slope(inputs: Vector) -> Any:
        return numeric.derivative(lambda weight: _final(weight, 1, z0, inputs), theta)

    return [slope(x[:t]) for t in range(1, len(x) + 1)]


@last_state.check(of=gradient)
def gradient_by_central_differences(theta: Expr, z0: Expr, x: Vector, y: Expr) -> arb:
    """Run the cell and its loss with theta moved a little."""
    target = numeric.real(y)
    return numeric.derivative(lambda weight: power(_final(weight, 1, z0, x) - target, 2), theta)


@last_state.check(of=gradient, thorough=True)
def gradient_by_computer_algebra(theta: Expr, z0: Expr, x: Vector, y: Expr) -> arb:
    """Loss as a polynomial, differentiated by sympy."""

    def forward(theta: Any, z0: Any, x: Any, y: Any) -> list[Any]:
        state = z0
        for entry in x:
            state = theta * state + entry
        return [(state - y) ** 2]

    return derivatives(forward, ["theta"], theta=theta, z0=z0, x=x, y=y)[0][0]


def _final(recurrent: Any, scale: Any, start: Any, inputs: Sequence[Any]) -> arb:
    """Last state of the cell, simulated with balls."""
    state = numeric.real(start)
    for entry in inputs:
        state = numeric.real(recurrent) * state + numeric.real(scale) * numeric.real(entry)
    return state


two_losses = Derivation("recurrent.two_losses", inputs="theta1 theta2 z0 x y")


@two_losses.step(
    name="states", tex=r"z_t = \theta_1 x_t + \theta_2 z_{t-1}", says="states of the unrolled cell"
)
def weighted_states(theta1: Expr, theta2: Expr, z0: Expr, x: Vector) -> Vector:
    """z_1 to z_T, each from its input and the state before."""
    return _unrolled(theta2, z0, tuple(theta1 * entry for entry in x))


@two_losses.step(tex=r"z_t - y_t", says="states minus targets", trivial=zero)
def residuals(states: Vector, y: Vector) -> Vector:
    """States minus targets."""
    if len(states) != len(y):
        raise IllPosed(f"{len(states)} inputs have {len(y)} targets; each state needs one")
    return tuple(state - target for state, target in zip(states, y, strict=True))


@two_losses.step(
    tex=r"\frac{\partial\mathcal{L}_t}{\partial z_t} = 2 (z_t - y_t)",
    says="derivative of each loss with respect to its own state",
    trivial=zero,
)
def loss_slopes(residuals: Vector) -> Vector:
    """Slope of each squared error at its own state."""
    return tuple(2 * entry for entry in residuals)


@two_losses.step(
    tex=r"g_{T+1} = 0,\quad g_t = \frac{\partial\mathcal{L}}{\partial z_t} = 2 (z_t - y_t) + \theta_2 g_{t+1}",
    says="derivatives of the whole loss with respect to the states, from the last one backwards",
    trivial=zero,
)
def upstream(theta2: Expr, loss_slopes: Vector) -> Vector:
    """Slope of the whole loss at each state: its own part and, through the weight, the later ones."""
    found = [loss_slopes[-1]]
    for slope in reversed(loss_slopes[:-1]):
        found.append(slope + theta2 * found[-1])
    return tuple(reversed(found))


@two_losses.step(
    tex=r"\frac{\partial\mathcal{L}}{\partial\theta_1} = \sum_t g_t x_t", says="gradient for the input weight"
)
def gradient_theta1(upstream: Vector, x: Vector) -> Expr:
    """Slope of the loss in theta1, which multiplies x_t at every step."""
    return _dot(upstream, x)


@two_losses.step(
    tex=r"\frac{\partial\mathcal{L}}{\partial\theta_2} = \sum_t g_t z_{t-1}",
    says="gradient for the recurrent weight",
)
def gradient_theta2(upstream: Vector, z0: Expr, states: Vector) -> Expr:
    """Slope of the loss in theta2, which multiplies the state before at every step."""
    return _dot(upstream, (z0, *states[:-1]))


def _dot(one: Vector, other: Vector) -> Expr:
    return sum((a * b for a, b in zip(one, other, strict=True)), start=ZERO)


@two_losses.mistake(of=weighted_states, says="left the recurrent weight out of the states", credit=QUARTER)
def recurrence_left_out(theta1: Expr, x: Vector) -> Vector:
    """z_t = theta1*x_t."""
    return tuple(theta1 * entry for entry in x)


@two_losses.mistake(
    of=loss_slopes, says="subtracted the states from the targets, so that the sign is wrong", credit=HALF
)
def signs_reversed(residuals: Vector) -> Vector:
    """dL_t/dz_t = 2*(y_t - z_t)."""
    return tuple(-2 * entry for entry in residuals)


@two_losses.mistake(of=loss_slopes, says="lost the factor 2 of the squares", credit=HALF)
def factors_two_lost(residuals: Vector) -> Vector:
    """dL_t/dz_t = z_t - y_t."""
    return residuals


@two_losses.mistake(of=loss_slopes, says="averaged the losses over time instead of adding them", credit=HALF)
def losses_averaged(residuals: Vector) -> Vector:
    """dL_t/dz_t = 2*(z_t - y_t)/T."""
    return tuple(2 * entry / len(residuals) for entry in residuals)


@two_losses.mistake(of=upstream, says="let no gradient flow back through time", credit=QUARTER)
def no_flow_through_time(loss_slopes: Vector) -> Vector:
    """g_t = 2*(z_t - y_t)."""
    return loss_slopes


@two_losses.mistake(of=upstream, says="counted the loss of the last state only", credit=QUARTER)
def last_loss_only(theta2: Expr, loss_slopes: Vector) -> Vector:
    """g_T = 2*(z_T - y_T), g_t = theta2*g_(t+1)."""
    steps = len(loss_slopes)
    return tuple(theta2 ** (steps - 1 - t) * loss_slopes[-1] for t in range(steps))


@two_losses.mistake(
    of=upstream, says="lost the recurrent weight on the way back through time", credit=QUARTER
)
def weight_lost_on_the_way_back(loss_slopes: Vector) -> Vector:
    """g_t = 2*(z_t - y_t) + g_(t+1)."""
    return tuple(reversed(_running_sums(loss_slopes[::-1])))


@two_losses.mistake(
    of=gradient_theta1, says="differentiated with respect to theta2 instead of theta1", credit=QUARTER
)
def theta2_for_theta1(upstream: Vector, z0: Expr, states: Vector) -> Expr:
    """dL/dtheta1 = sum of g_t*z_(t-1)."""
    return _dot(upstream, (z0, *states[:-1]))


@two_losses.mistake(
    of=gradient_theta2, says="differentiated with respect to theta1 instead of theta2", credit=QUARTER
)
def theta1_for_theta2(upstream: Vector, x: Vector) -> Expr:
    """dL/dtheta2 = sum of g_t*x_t."""
    return _dot(upstream, x)


@two_losses.mistake(
    of=gradient_theta2, says="took the state after each recurrent arrow, not the one before", credit=QUARTER
)
def state_after_the_arrow(upstream: Vector, states: Vector) -> Expr:
    """dL/dtheta2 = sum of g_t*z_t."""
    return _dot(upstream, states)


@two_losses.mistake(of=gradient_theta1, says="exchanged the roles of the two weights", credit=QUARTER)
def roles_exchanged(theta1: Expr, theta2: Expr, z0: Expr, x: Vector, y: Vector) -> Expr:
    """z_t = theta2*x_t + theta1*z_(t-1)."""
    state, slope, total = z0, ZERO, ZERO
    for entry, target in zip(x, y, strict=True):
        state, slope = theta2 * entry + theta1 * state, state + theta1 * slope
        total = total + 2 * (state - target) * slope
    return total


@two_losses.check(of=weighted_states)
def weighted_states_in_closed_form(theta1: Expr, theta2: Expr, z0: Expr, x: Vector) -> list[arb]:
    """z_t = theta2^t*z0 + sum over k of theta2^(t-k)*theta1*x_k."""
    scale, weight, first, entries = *numeric.reals((theta1, theta2, z0)), numeric.reals(x)
    return [
        power(weight, t) * first + scale * sum(power(weight, t - k) * entries[k - 1] for k in range(1, t + 1))
        for t in range(1, len(entries) + 1)
    ]


@two_losses.check(of=gradient_theta1)
def theta1_by_central_differences(theta1: Expr, theta2: Expr, z0: Expr, x: Vector, y: Vector) -> arb:
    """Run the cell and its losses with theta1 moved a little."""
    return numeric.derivative(lambda weight: _total_loss(weight, theta2, z0, x, y), theta1)


@two_losses.check(of=gradient_theta2)
def theta2_by_central_differences(theta1: Expr, theta2: Expr, z0: Expr, x: Vector, y: Vector) -> arb:
    """Run the cell and its losses with theta2 moved a little."""
    return numeric.derivative(lambda weight: _total_loss(theta1, weight, z0, x, y), theta2)


@two_losses.check(of=gradient_theta1, thorough=True)
def theta1_by_computer_algebra(theta1: Expr, theta2: Expr, z0: Expr, x: Vector, y: Vector) -> arb:
    """Loss as a polynomial, differentiated by sympy."""
    return derivatives(_symbolic_loss, ["theta1"], theta1=theta1, theta2=theta2, z0=z0, x=x, y=y)[0][0]


@two_losses.check(of=gradient_theta2, thorough=True)
def theta2_by_computer_algebra(theta1: Expr, theta2: Expr, z0: Expr, x: Vector, y: Vector) -> arb:
    """Loss as a polynomial, differentiated by sympy."""
    return derivatives(_symbolic_loss, ["theta2"], theta1=theta1, theta2=theta2, z0=z0, x=x, y=y)[0][0]


def _total_loss(scale: Any, recurrent: Any, start: Any, inputs: Sequence[Any], targets: Sequence[Any]) -> arb:
    total = numeric.real(0)
    for t, target in enumerate(targets, start=1):
        total += power(_final(recurrent, scale, start, inputs[:t]) - numeric.real(target), 2)
    return total


def _symbolic_loss(theta1: Any, theta2: Any, z0: Any, x: Any, y: Any) -> list[Any]:
    state, total = z0, 0
    for entry, target in zip(x, y, strict=True):
        state = theta1 * entry + theta2 * state
        total += (state - target) ** 2
    return [total]
