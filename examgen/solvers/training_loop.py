r"""A training loop on one parameter, with one of its calls left out.

The loss is ``a/2*(theta - c)^2``, the optimiser plain SGD with learning rate ``lr``. The backward pass *adds* the
gradient to a buffer; clearing sets the buffer to 0 before it; the optimiser's step takes ``lr`` times the buffer.
Passes count from 1.

Source: PyTorch documentation, `torch.optim.Optimizer.zero_grad` and `torch.Tensor.backward`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import ZERO, Expr
from examgen.text.tex import matrix_tex, tex

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

V = TypeVar("V")

training_loop = Derivation("training_loop", inputs="a c theta0 lr steps")


@training_loop.step(
    tex=r"\theta_0", says="without the optimiser's step nothing changes the parameter", numbers=""
)
def theta_without_step(theta0: Expr) -> Expr:
    """Start."""
    return theta0


def _moves(a: Expr, c: Expr, theta0: Expr, lr: Expr, steps: Expr) -> str:
    """TeX of the parameters, each as the one before less a step; nothing if there are too many to print."""
    theta, moves = theta0, []
    for _ in range(_printable(steps)):
        gradient = a * (theta - c)
        moves.append(rf"{tex(theta)} - {tex(lr)} \cdot {_term(gradient)}")
        theta = theta - lr * gradient
    return matrix_tex([" & ".join(moves)]) if moves else ""


def _printable(steps: Expr) -> int:
    passes = _passes(steps)
    return passes if passes <= PRINTED else 0


def _term(number: Expr) -> str:
    shown = tex(number)
    return rf"\left({shown}\right)" if shown.startswith("-") else shown


@training_loop.step(
    tex=r"\theta_k = \theta_{k-1} - \eta\, a (\theta_{k-1} - c)",
    says="parameter after each pass, with cleared gradients: each step uses its own gradient",
    numbers=_moves,
)
def cleared_iterates(a: Expr, c: Expr, theta0: Expr, lr: Expr, steps: Expr) -> Vector:
    """Parameter after each pass."""
    theta, found = theta0, []
    for _ in range(_passes(steps)):
        theta = theta - lr * (a * (theta - c))
        found.append(theta)
    return tuple(found)


@training_loop.step(tex=r"\theta_n", says="parameter after the last pass", numbers="")
def theta_with_zero_grad(cleared_iterates: Vector) -> Expr:
    """Last iterate."""
    return cleared_iterates[-1]


def _sums(a: Expr, c: Expr, theta0: Expr, lr: Expr, steps: Expr) -> str:
    """TeX of the buffers, each as the one before plus a gradient; nothing if there are too many to print."""
    theta, buffer, sums = theta0, ZERO, []
    for _ in range(_printable(steps)):
        gradient = a * (theta - c)
        sums.append(f"{tex(buffer)} + {_term(gradient)}")
        buffer = buffer + gradient
        theta = theta - lr * buffer
    return matrix_tex([" & ".join(sums)]) if sums else ""


@training_loop.step(
    tex=r"B_k = B_{k-1} + a (\theta_{k-1} - c),\quad \theta_k = \theta_{k-1} - \eta B_k",
    says="buffer in each pass, never cleared: it holds the sum of all gradients so far",
    numbers=_sums,
)
def buffers(a: Expr, c: Expr, theta0: Expr, lr: Expr, steps: Expr) -> Vector:
    """Accumulated gradient in each pass."""
    theta, buffer, found = theta0, None, []
    for _ in range(_passes(steps)):
        gradient = a * (theta - c)
        buffer = gradient if buffer is None else buffer + gradient
        theta = theta - lr * buffer
        found.append(buffer)
    return tuple(found)


@training_loop.step(
    tex=r"\theta_n = \theta_0 - \eta \sum_k B_k", says="parameter after the last pass without clearing"
)
def theta_without_zero_grad(theta0: Expr, lr: Expr, buffers: Vector) -> Expr:
    """Start, less the learning rate times all buffers."""
    return theta0 - lr * sum(buffers[1:], start=buffers[0])


@training_loop.step(tex=r"B_n", says="accumulated gradient of the last pass", numbers="")
def gradient_buffer(buffers: Vector) -> Expr:
    """Last buffer."""
    return buffers[-1]


def _passes(steps: Expr) -> int:
    if not (steps.is_integer and 1 <= steps <= MOST):
        raise IllPosed(f"the passes must be a whole number from 1 to {MOST}")
    return int(steps)


MOST = 100
"""More passes than this are not run: the exact numbers would get too long."""

PRINTED = 6
"""More passes than this are not written out."""


@training_loop.mistake(of=theta_without_step, says="made a step although it is left out")
def first_step_made(cleared_iterates: Vector, theta0: Expr) -> Expr:
    """theta_1."""
    return _other(cleared_iterates[0], theta0)


@training_loop.mistake(of=theta_without_step, says="made all the steps although they are left out")
def all_steps_made(cleared_iterates: Vector, theta0: Expr) -> Expr:
    """theta_n."""
    return _other(cleared_iterates[-1], theta0)


@training_loop.mistake(of=theta_with_zero_grad, says="let the gradients accumulate although they are cleared")
def accumulated_for_cleared(theta_with_zero_grad: Expr, theta_without_zero_grad: Expr) -> Expr:
    """Give the result without clearing."""
    return _other(theta_without_zero_grad, theta_with_zero_grad)


@training_loop.mistake(of=theta_with_zero_grad, says="made one step too few", credit=HALF)
def one_step_too_few(cleared_iterates: Vector, theta0: Expr) -> Expr:
    """theta_(n-1)."""
    before = (theta0, *cleared_iterates)
    return _other(before[-2], before[-1])


@training_loop.mistake(of=cleared_iterates, says="went up the slope instead of down", credit=QUARTER)
def cleared_ascent(a: Expr, c: Expr, theta0: Expr, lr: Expr, cleared_iterates: Vector) -> Vector:
    """Plus for minus."""
    found = tuple(c + (1 + lr * a) ** k * (theta0 - c) for k in range(1, len(cleared_iterates) + 1))
    return _other(found, cleared_iterates)


@training_loop.mistake(
    of=cleared_iterates, says="lost the curvature a of the loss in its derivative", credit=HALF
)
def curvature_lost(c: Expr, theta0: Expr, lr: Expr, cleared_iterates: Vector) -> Vector:
    """Theta - c for a*(theta - c)."""
    found = tuple(c + (1 - lr) ** k * (theta0 - c) for k in range(1, len(cleared_iterates) + 1))
    return _other(found, cleared_iterates)


@training_loop.mistake(
    of=theta_without_zero_grad, says="used the gradient of each pass alone although none is cleared"
)
def cleared_for_accumulated(cleared_iterates: Vector, theta_without_zero_grad: Expr) -> Expr:
    """Give the result with clearing."""
    return _other(cleared_iterates[-1], theta_without_zero_grad)


@training_loop.mistake(
    of=buffers,
    says="doubled the gradient from the second pass on instead of adding up all gradients",
    credit=QUARTER,
)
def gradient_doubled(a: Expr, c: Expr, theta0: Expr, lr: Expr, buffers: Vector) -> Vector:
    """B_k = 2*g_k from k = 2 on."""
    theta, found = theta0, []
    for number in range(len(buffers)):
        found.append(a * (theta - c) * (2 if number else 1))
        theta = theta - lr * found[-1]
    return _other(tuple(found), buffers)


@training_loop.mistake(of=gradient_buffer, says="gave the gradient of the last pass alone", credit=QUARTER)
def last_gradient_only(buffers: Vector) -> Expr:
    """B_n - B_(n-1)."""
    if len(buffers) == 1 or buffers[-2] == 0:
        raise NotApplicable("the last gradient is all that the buffer holds")
    return buffers[-1] - buffers[-2]


@training_loop.mistake(of=gradient_buffer, says="gave the buffer before the last pass", credit=HALF)
def buffer_before(buffers: Vector) -> Expr:
    """B_(n-1)."""
    return _other((ZERO, *buffers)[-2], buffers[-1])


@training_loop.mistake(of=gradient_buffer, says="multiplied the buffer by the learning rate", credit=HALF)
def buffer_times_rate(buffers: Vector, lr: Expr) -> Expr:
    """lr*B_n."""
    return _other(lr * buffers[-1], buffers[-1])


def _other(found: V, right: V) -> V:
    if found == right:
        raise NotApplicable("it makes no difference at these values")
    return found


# Checks: a pass is a linear map of (theta - c, buffer), here to its power; the gradient is a difference quotient


@training_loop.check(of=theta_without_step)
def idle_passes(a: Expr, c: Expr, theta0: Expr, steps: Expr) -> arb:
    """Run passes that only accumulate gradients."""
    theta, buffer = numeric.real(theta0), numeric.real(0)
    for _ in range(numeric.whole(steps)):
        buffer += _slope(a, c, theta)
    return theta


@training_loop.check(of=theta_with_zero_grad)
def cleared_closed_form(a: Expr, c: Expr, theta0: Expr, lr: Expr, steps: Expr) -> arb:
    """Shrink the distance to the minimiser by the same factor in every pass."""
    shrunk = numeric.power(1 - numeric.real(lr) * _curvature(a, c), numeric.whole(steps))
    return numeric.real(c) + shrunk * (numeric.real(theta0) - numeric.real(c))


@training_loop.check(of=theta_without_zero_grad)
def accumulated_by_powers(a: Expr, c: Expr, theta0: Expr, lr: Expr, steps: Expr) -> arb:
    """Apply the power of the map to the start."""
    ((left, _), _) = _power(_pass(a, c, lr), numeric.whole(steps))
    return numeric.real(c) + left * (numeric.real(theta0) - numeric.real(c))


@training_loop.check(of=gradient_buffer)
def buffer_by_powers(a: Expr, c: Expr, theta0: Expr, lr: Expr, steps: Expr) -> arb:
    """Apply the power of the map to the start."""
    (_, (left, _)) = _power(_pass(a, c, lr), numeric.whole(steps))
    return left * (numeric.real(theta0) - numeric.real(c))


def _slope(a: Expr, c: Expr, theta: arb) -> arb:
    half, centre = numeric.real(a) / 2, numeric.real(c)
    return numeric.derivative(lambda at: half * numeric.power(at - centre, 2), theta)


def _curvature(a: Expr, c: Expr) -> arb:
    """Slope at distance 1 from the minimiser."""
    return _slope(a, c, numeric.real(c) + 1)


def _pass(a: Expr, c: Expr, lr: Expr) -> Any:
    """How one pass maps distance (first) and buffer (second)."""
    curvature, rate = _curvature(a, c), numeric.real(lr)
    return ((1 - rate * curvature, -rate), (curvature, numeric.real(1)))


def _power(matrix: Any, exponent: int) -> Any:
    """Square and multiply."""
    result: Any = ((numeric.real(1), numeric.real(0)), (numeric.real(0), numeric.real(1)))
    while exponent:
        result = _times(result, matrix) if exponent % 2 else result
        matrix, exponent = _times(matrix, matrix), exponent // 2
    return result


def _times(one: Any, other: Any) -> Any:
    columns = tuple(zip(*other, strict=True))
    return tuple(
        tuple(sum(x * y for x, y in zip(row, column, strict=True)) for column in columns) for row in one
    )
