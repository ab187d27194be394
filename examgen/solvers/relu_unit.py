r"""One rectified unit, ``f(x) = c*relu(w*x + b)``, on one sample, and when it cannot learn.

The loss is ``(y - f)^2``, the slope of the rectifier at 0 is 0. With ``z = w*x + b`` and ``r = 2*(f - y)`` the gradient
in the order (w, b, c) is ``(r*c*s*x, r*c*s, r*h)``; ``s`` is the slope and ``h`` the output of the rectifier at ``z``.

Which parameters keep the gradient 0 at every step of gradient descent, for every sufficiently small step size:

- ``z <= 0``: s = h = 0, the gradient is 0, nothing moves, so that it stays 0: all three, whatever the step size.
- ``z > 0`` and y = f: r = 0, the gradient is 0, nothing moves: all three.
- ``z > 0`` and y != f: the gradient for c is r*h != 0. The one for w is 0 at every step if x = 0. All others are alive:
  with c != 0 those for b and (x != 0) w are not 0 at once. With c = 0 they are 0 at first, but c moves to
  ``-alpha*r*h != 0`` while w and b stay, and at the next step ``r = 2*y*(2*alpha*h^2 - 1)`` and c are not 0, unless the
  step size is just ``1/(2*h^2)`` and the first step fits the sample exactly.

Source: the "dying" rectifier, L. Lu et al., "Dying ReLU and initialization", Communications in Computational Physics
28 (2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, NotApplicable
from examgen.solvers.units import activate, slope
from examgen.text.arithmetic import Undecided
from examgen.text.expr import ONE, Expr

if TYPE_CHECKING:
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
NAMES = ("w", "b", "c")

relu_unit = Derivation("relu_unit", inputs="w b c x y")


@relu_unit.step(tex="z = w x + b", says="pre-activation of the unit")
def preactivation(w: Expr, b: Expr, x: Expr) -> Expr:
    """Pre-activation."""
    return w * x + b


@relu_unit.step(tex=r"h = \max(0, z)", says="output of the rectifier", numbers="")
def hidden(preactivation: Expr) -> Expr:
    """Output of the rectifier."""
    found: Expr = activate("relu", preactivation)
    return found


@relu_unit.step(
    tex=r"s = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}", says="slope of the rectifier", numbers=""
)
def unit_slope(preactivation: Expr) -> Expr:
    """Slope of the rectifier."""
    return slope("relu", preactivation)


@relu_unit.step(tex=r"r = 2 (c h - y)", says="derivative of the loss with respect to the output")
def loss_slope(c: Expr, hidden: Expr, y: Expr) -> Expr:
    """Slope of the loss at the output."""
    return 2 * (c * hidden - y)


@relu_unit.step(
    tex=r"\left(\frac{\partial\mathcal{L}}{\partial w}, \frac{\partial\mathcal{L}}{\partial b},"
    r" \frac{\partial\mathcal{L}}{\partial c}\right) = (r c s x,\; r c s,\; r h)",
    says="gradient at the start",
)
def initial_gradient(loss_slope: Expr, unit_slope: Expr, hidden: Expr, c: Expr, x: Expr) -> Vector:
    """Gradient in the order (w, b, c)."""
    return (loss_slope * c * unit_slope * x, loss_slope * c * unit_slope, loss_slope * hidden)


@relu_unit.step(
    tex=r"\{\theta : \partial\mathcal{L}/\partial\theta = 0 \text{ at every step}\}",
    says="parameters that never move: all if the gradient is 0, as nothing moves then; else only w, if x is 0",
    numbers="",
)
def dead_parameters(initial_gradient: Vector, x: Expr) -> tuple[str, ...]:
    """Names of the parameters whose gradient stays 0, for every sufficiently small step size."""
    if all(entry == 0 for entry in initial_gradient):
        return NAMES
    return ("w",) if x == 0 and initial_gradient[0] == 0 else ()


@relu_unit.step(
    tex=r"(w, b, c, x, y) \text{ with } w x + b \le 0 \text{ and } y \ne 0",
    says="a unit that is off at the sample, so that no gradient gets through and nothing ever moves",
    numbers="",
)
def construction() -> Vector:
    """Return one example: w*x + b = -1."""
    return (ONE, Expr.of(-2), ONE, ONE, ONE)


# Mistakes


@relu_unit.mistake(of=initial_gradient, says="took the slope 1 where the unit is off", credit=QUARTER)
def slope_one_where_off(loss_slope: Expr, c: Expr, x: Expr, hidden: Expr, initial_gradient: Vector) -> Vector:
    """s = 1."""  # noqa: D403
    return _other((loss_slope * c * x, loss_slope * c, loss_slope * hidden), initial_gradient)


@relu_unit.mistake(
    of=initial_gradient, says="let a negative pre-activation through the rectifier", credit=QUARTER
)
def rectifier_forgotten(preactivation: Expr, c: Expr, x: Expr, y: Expr, initial_gradient: Vector) -> Vector:
    """h = z, s = 1."""  # noqa: D403
    r = 2 * (c * preactivation - y)
    return _other((r * c * x, r * c, r * preactivation), initial_gradient)


@relu_unit.mistake(of=initial_gradient, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost(initial_gradient: Vector) -> Vector:
    """Half the gradient."""
    return _other(tuple(entry / 2 for entry in initial_gradient), initial_gradient)


@relu_unit.mistake(of=initial_gradient, says="got the sign wrong", credit=HALF)
def gradient_sign(initial_gradient: Vector) -> Vector:
    """Minus the gradient."""
    return _other(tuple(-entry for entry in initial_gradient), initial_gradient)


@relu_unit.mistake(of=initial_gradient, says="left out the output weight c", credit=QUARTER)
def output_weight_left_out(
    loss_slope: Expr, unit_slope: Expr, hidden: Expr, x: Expr, initial_gradient: Vector
) -> Vector:
    """(r*s*x, r*s, r*h)."""
    return _other(
        (loss_slope * unit_slope * x, loss_slope * unit_slope, loss_slope * hidden), initial_gradient
    )


@relu_unit.mistake(of=initial_gradient, says="left out the input x in the derivative for w", credit=QUARTER)
def input_left_out(initial_gradient: Vector) -> Vector:
    """(r*c*s, r*c*s, r*h)."""
    _, for_b, for_c = initial_gradient
    return _other((for_b, for_b, for_c), initial_gradient)


@relu_unit.mistake(
    of=dead_parameters,
    says="called w and b dead because c is 0 at the start, though c moves and then they do",
)
def zero_weight_called_dead(c: Expr, dead_parameters: tuple[str, ...]) -> tuple[str, ...]:
    """{w, b} where c = 0."""
    if c != 0 or dead_parameters == NAMES:
        raise NotApplicable("c is not 0, or the unit is off")
    return ("w", "b")


@relu_unit.mistake(of=dead_parameters, says="listed only w, though b and c don't move either", credit=QUARTER)
def only_w_listed(dead_parameters: tuple[str, ...]) -> tuple[str, ...]:
    """{w} where the unit is off."""
    if dead_parameters != NAMES:
        raise NotApplicable("the unit is on")
    return ("w",)


@relu_unit.mistake(
    of=dead_parameters,
    says="took the output weight to learn, though the unit passes nothing on to it",
    credit=HALF,
)
def output_weight_alive(dead_parameters: tuple[str, ...]) -> tuple[str, ...]:
    """{w, b} where the unit is off."""
    if dead_parameters != NAMES:
        raise NotApplicable("the unit is on")
    return ("w", "b")


def _other(found: Vector, right: Vector) -> Vector:
    if found == right:
        raise NotApplicable("at these numbers it makes no difference")
    return found


# The open construction


@relu_unit.accepts(of=construction)
def construction_holds(given: Any) -> bool | tuple[bool | Fraction, str] | None:
    """Judge (w, b, c, x, y) by the cases above; no descent is run, as the cases are complete."""
    if not (isinstance(given, tuple) and len(given) == 5 and all(isinstance(entry, Expr) for entry in given)):
        return False, "five numbers (w, b, c, x, y) are asked for"
    w, b, c, x, y = given
    try:
        on = bool(w * x + b > 0)
        fits = bool((c * (w * x + b) if on else Expr.of(0)) == y)
    except Undecided:
        return None
    if fits:
        return False, "the network fits the sample from the start, so that there is nothing to learn"
    if x == 0:
        return HALF, "with the input 0 no network could learn its input weight: a trivial example"
    if not on:
        return True
    if c == 0:
        return False, "the unit is on: c moves in the first step, and after that w and b move too"
    return False, "the unit is on at the sample, and no entry of the gradient is 0"


# Checks: difference quotients, and descent in balls


@relu_unit.check(of=initial_gradient)
def gradient_by_differences(w: Expr, b: Expr, c: Expr, x: Expr, y: Expr) -> tuple[arb, ...]:
    """Loss with each parameter moved, the unit kept on or off as it is."""
    on = _is_on(numeric.reals((w, b, c)), numeric.real(x))
    return numeric.gradient(lambda theta: _loss(theta, x, y, on), (w, b, c))


@relu_unit.check(of=dead_parameters)
def never_moved_in_descent(w: Expr, b: Expr, c: Expr, x: Expr, y: Expr) -> tuple[str, ...]:
    """Descend with two small step sizes, and list what has had no slope all along."""
    runs = [_slopes_on_the_way(numeric.reals((w, b, c)), x, y, share) for share in (9, 1000)]
    still = [all(abs(step[i]) < arb(10) ** -100 for run in runs for step in run) for i in range(3)]
    return tuple(name for name, dead in zip(NAMES, still, strict=True) if dead)


def _slopes_on_the_way(theta: list[arb], x: Expr, y: Expr, share: int) -> list[tuple[arb, ...]]:
    """Return the gradients met in six steps, of a size that can't fit the sample in one of them."""
    start = max(arb(1), theta[0] * numeric.real(x) + theta[1], key=lambda ball: ball.mid())
    alpha = (1 / (share * start * start * (1 + theta[2] * theta[2]))).mid()
    found = []
    for _ in range(6):
        on = _is_on(theta, numeric.real(x))
        found.append(numeric.gradient(lambda moved, on=on: _loss(moved, x, y, on), theta))  # type: ignore[misc]
        theta = [(entry - alpha * move).mid() for entry, move in zip(theta, found[-1], strict=True)]
    return found


def _is_on(theta: Sequence[arb], x: arb) -> bool:
    return bool(theta[0] * x + theta[1] > 0)


def _loss(theta: Sequence[arb], x: Expr, y: Expr, on: bool) -> arb:
    w, b, c = theta
    f = c * (w * numeric.real(x) + b) if on else arb(0)
    return (numeric.real(y) - f) * (numeric.real(y) - f)
