r"""The gradient of a filter's largest response, for the kernel and for the row that it slides over."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.text.expr import ONE, ZERO, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

maxpool = Derivation("convolution.maxpool", inputs="x w pool flip")


@maxpool.step(
    tex=r"\text{cell } j \text{ of a window meets kernel entry } o_j",
    says="which kernel entry meets each cell of a window",
    numbers="",
)
def order(w: Vector, flip: bool) -> Vector:
    """Kernel entries in the order in which they lie on a window: 1 to m, or m to 1 if flipped."""
    entries = [Expr.of(j) for j in range(1, len(w) + 1)]
    return tuple(reversed(entries) if flip else entries)


@maxpool.step(tex=r"k_j = w_{o_j}", says="kernel as it lies on the row")
def kernel(w: Vector, order: Vector) -> Vector:
    """Kernel entries in the order in which they meet the cells of a window."""
    return tuple(w[int(j) - 1] for j in order)


@maxpool.step(tex=r"(x_i, \dots, x_{i+m-1})", says="windows of the row, one for each response")
def windows(x: Vector, w: Vector) -> Matrix:
    """Windows, one in each row."""
    if not 1 <= len(w) <= len(x):
        raise IllPosed("the kernel does not fit into the row")
    return tuple(x[start : start + len(w)] for start in range(len(x) - len(w) + 1))


@maxpool.step(tex=r"z_i = \sum_j k_j x_{i+j-1}", says="responses of the kernel")
def responses(windows: Matrix, kernel: Vector) -> Vector:
    """One response for each window."""
    return tuple(_dot(kernel, window) for window in windows)


@maxpool.step(tex=r"f = \max_i z_i", says="pooled output")
def pooled(responses: Vector, pool: Expr) -> Expr:
    """Largest response."""
    if pool != len(responses):
        raise IllPosed(f"a pool of {pool} does not cover the {len(responses)} responses with one output")
    return max(responses)


@maxpool.step(tex=r"i^* = \mathrm{arg\,max}_i\, z_i", says="window of the largest response", numbers="")
def winner(responses: Vector, pooled: Expr) -> Expr:
    """Which window has the largest response, from 1."""
    places = [i for i, response in enumerate(responses, start=1) if response == pooled]
    if len(places) > 1:
        raise IllPosed(
            f"responses {places[0]} and {places[1]} are both the largest: the maximum has no gradient"
        )
    return Expr.of(places[0])


@maxpool.step(
    tex=r"\frac{\partial f}{\partial z_i} = 1 \text{ if } i = i^* \text{ else } 0",
    says="slopes of the maximum",
    numbers="",
)
def pool_slopes(responses: Vector, winner: Expr) -> Vector:
    """1 for the largest response, 0 for the others."""
    return tuple(ONE if i == winner else ZERO for i in range(1, len(responses) + 1))


@maxpool.step(
    tex=r"\frac{\partial f}{\partial w_{o_j}} = \sum_i \frac{\partial f}{\partial z_i}\, x_{i+j-1}",
    says="gradient for the kernel: the winning window",
    trivial=zero,
)
def gradient(pool_slopes: Vector, windows: Matrix, order: Vector) -> Vector:
    """df/dw_1 to df/dw_m."""
    met = [_dot(pool_slopes, column) for column in zip(*windows, strict=True)]
    return tuple(slope for _, slope in sorted(zip(order, met, strict=True), key=lambda pair: int(pair[0])))


@maxpool.step(
    tex=r"\frac{\partial f}{\partial x_n} = \sum_i \frac{\partial f}{\partial z_i}\, k_{n-i+1}",
    says="gradient for the inputs: the kernel in the place of the winning window",
    trivial=zero,
)
def gradient_input(x: Vector, pool_slopes: Vector, kernel: Vector) -> Vector:
    """df/dx_1 to df/dx_n."""
    found = [ZERO] * len(x)
    for start, slope in enumerate(pool_slopes):
        for j, entry in enumerate(kernel):
            if slope != 0:
                found[start + j] = found[start + j] + slope * entry
    return tuple(found)


def _dot(one: Sequence[Expr], other: Sequence[Expr]) -> Expr:
    return sum((a * b for a, b in zip(one, other, strict=True)), start=ZERO)


@maxpool.mistake(
    of=order, says="flipped the kernel where it is not flipped, or the other way round", credit=HALF
)
def kernel_turned(order: Vector) -> Vector:
    """Kernel entries in the opposite order."""
    return order[::-1]


@maxpool.mistake(of=winner, says="took the window of the smallest response", credit=QUARTER)
def losing_window(responses: Vector) -> int:
    """i* = argmin of z."""
    if len(responses) == 1:
        raise NotApplicable("there is only one response")
    return responses.index(min(responses)) + 1


@maxpool.mistake(of=winner, says="took the window at the largest input", credit=QUARTER)
def window_of_the_largest_input(x: Vector, responses: Vector, winner: Expr) -> int:
    """i* = argmax of x."""
    place = min(x.index(max(x)) + 1, len(responses))
    if place == winner:
        raise NotApplicable("the largest input starts the winning window")
    return place


@maxpool.mistake(
    of=pool_slopes, says="added up all windows instead of taking the winning one", credit=QUARTER
)
def all_windows_added(responses: Vector) -> Vector:
    """df/dz_i = 1."""
    return (ONE,) * len(responses)


@maxpool.mistake(of=pool_slopes, says="averaged the windows, as average pooling does", credit=QUARTER)
def average_pooling(responses: Vector) -> Vector:
    """df/dz_i = 1/(n - m + 1)."""
    return (ONE / len(responses),) * len(responses)


@maxpool.mistake(of=pool_slopes, says="multiplied by the pooled value", credit=QUARTER)
def times_the_pooled_value(pool_slopes: Vector, pooled: Expr) -> Vector:
    """df/dz_i = f at the largest response."""
    return tuple(pooled * slope for slope in pool_slopes)


@maxpool.mistake(of=gradient, says="turned the winning window round", credit=HALF)
def window_reversed(gradient: Vector) -> Vector:
    """Winning window from right to left."""
    return gradient[::-1]


@maxpool.mistake(
    of=gradient, says="differentiated with respect to the inputs instead of the kernel", credit=QUARTER
)
def inputs_for_kernel(x: Vector, pool_slopes: Vector, kernel: Vector) -> Vector:
    """df/dx for df/dw."""
    return gradient_input(x, pool_slopes, kernel)


@maxpool.mistake(of=gradient, says="gave the kernel itself")
def kernel_itself(w: Vector) -> Vector:
    """df/dw = w."""
    return w


@maxpool.mistake(
    of=gradient_input, says="differentiated with respect to the kernel instead of the inputs", credit=QUARTER
)
def kernel_for_inputs(pool_slopes: Vector, windows: Matrix, order: Vector) -> Vector:
    """df/dw for df/dx."""
    return gradient(pool_slopes, windows, order)


@maxpool.mistake(of=gradient_input, says="turned the kernel round", credit=HALF)
def kernel_reversed(x: Vector, pool_slopes: Vector, kernel: Vector) -> Vector:
    """Kernel from right to left in the place of the winning window."""
    return gradient_input(x, pool_slopes, kernel[::-1])


@maxpool.mistake(
    of=gradient_input, says="left out the zeros of the inputs that the window does not meet", credit=HALF
)
def zeros_left_out(x: Vector, kernel: Vector) -> Vector:
    """Kernel alone."""
    if len(x) == len(kernel):
        raise NotApplicable("the window meets every input")
    return kernel


@maxpool.check(of=responses)
def responses_one_by_one(x: Vector, w: Vector, flip: bool) -> list[arb]:
    """Products added up with indices."""
    return _responses(x, w, flip)


@maxpool.check(of=pooled)
def pooled_by_comparing(x: Vector, w: Vector, flip: bool) -> arb:
    """Responses compared two by two."""
    return _pooled(x, w, flip)


@maxpool.check(of=gradient)
def gradient_by_central_differences(x: Vector, w: Vector, flip: bool) -> tuple[arb, ...]:
    """Pooled output with each kernel entry moved a little."""
    return numeric.gradient(lambda entries: _pooled(x, entries, flip), w)


@maxpool.check(of=gradient_input)
def gradient_input_by_central_differences(x: Vector, w: Vector, flip: bool) -> tuple[arb, ...]:
    """Pooled output with each input moved a little."""
    return numeric.gradient(lambda entries: _pooled(entries, w, flip), x)


def _responses(x: Sequence[Any], w: Sequence[Any], flip: bool) -> list[arb]:
    row, entries = numeric.reals(x), numeric.reals(w)
    found = []
    for start in range(len(row) - len(entries) + 1):
        total = numeric.real(0)
        for j in range(len(entries)):
            total += entries[len(entries) - 1 - j if flip else j] * row[start + j]
        found.append(total)
    return found


def _pooled(x: Sequence[Any], w: Sequence[Any], flip: bool) -> arb:
    largest, *others = _responses(x, w, flip)
    for response in others:
        largest = (largest + response + abs(largest - response)) / 2
    return largest
