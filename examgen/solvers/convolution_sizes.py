r"""Sizes and parameters of a convolution layer: what its output and its filters need, whatever is in them.

`spatial` gives the output's shape for inputs with any number of axes; `learned` counts the learnable numbers
once the weights of one filter are known, which are ``c_in*k^2`` for images and ``c_in*k^3`` for volumes. Sizes
may be symbols where the answer is an exact formula (a floor needs numbers unless the stride is 1).

Source: Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 6.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers.convolution_counting import counted, slid_along
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import ceil, floor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

spatial = Derivation("convolution_sizes.spatial", inputs="c_in c_out dims kernel stride padding")
learned = Derivation(
    "convolution_sizes.learned", inputs="c_in c_out dims kernel stride padding axes filter_weights"
)


def counts(least: int = 1, **numbers: Expr) -> None:
    """Refuse what is no whole number from `least` on; symbols stand for any."""
    for name, number in numbers.items():
        if number.is_number and not (number.is_integer and number >= least):
            raise IllPosed(f"{name} must be a {'positive integer' if least else 'whole number, 0 or more'}")


def times(numbers: Iterable[Expr]) -> Expr:
    """Multiply."""
    first, *others = numbers
    for number in others:
        first = first * number
    return first


def differs(number: Expr, usual: int) -> None:
    """Say that a mistake makes no difference where a number has its usual value."""
    if number == usual:
        raise NotApplicable(f"it makes no difference at {usual}")


def changed(found: Vector, right: Vector) -> Vector:
    """Return what a mistake makes of the sizes, if that is something else and could be a size."""
    if found == right:
        raise NotApplicable("it makes no difference at these sizes")
    if any(size.is_number and size < 1 for size in found):
        raise NotApplicable("it leaves no output")
    return found


def slides(room: Expr, stride: Expr) -> Expr:
    """Count the starts of a window that has so much room to move."""
    return (room if stride == 1 else floor(room / stride)) + 1


# The shape of the output


@spatial.step(
    tex=r"n'_i = \left\lfloor \frac{n_i + 2P - k}{s} \right\rfloor + 1", says="output size along each axis"
)
def axes(dims: Vector, kernel: Expr, stride: Expr, padding: Expr) -> Vector:
    """Output size along each axis."""
    counts(kernel=kernel, stride=stride)
    counts(0, padding=padding)
    if not dims:
        raise IllPosed("the input has no axes")
    for size in dims:
        counts(size=size)
        room = size + 2 * padding - kernel
        if room.is_number and room < 0:
            raise IllPosed("the kernel does not fit into the padded input")
    return tuple(slides(size + 2 * padding - kernel, stride) for size in dims)


@spatial.step(
    tex=r"(c_{\text{out}}, n'_1, n'_2, \dots)", says="shape of the output, channels first", numbers=""
)
def layer_shape(c_out: Expr, axes: Vector) -> Vector:
    """Shape of the output, channels first."""
    counts(c_out=c_out)
    return (c_out, *axes)


@spatial.mistake(of=axes, says="forgot the + 1 on each axis", credit=HALF)
def plus_one_forgotten(axes: Vector) -> Vector:
    """N' = floor((n + 2P - k)/s)."""
    return changed(tuple(size - 1 for size in axes), axes)


@spatial.mistake(of=axes, says="took the output to be as large as the input")
def size_kept(axes: Vector, dims: Vector) -> Vector:
    """N' = n."""
    return changed(dims, axes)


@spatial.mistake(of=axes, says="cut the input into windows side by side, dividing its size by the kernel's")
def divided_by_the_kernel(axes: Vector, dims: Vector, kernel: Expr) -> Vector:
    """N' = floor(n/k)."""
    if not all(size.is_number for size in (*dims, kernel)):
        raise NotApplicable("the sizes are symbols")
    return changed(tuple(floor(size / kernel) for size in dims), axes)


@spatial.mistake(of=axes, says="rounded up, so that the last window sticks out", credit=HALF)
def rounded_up(axes: Vector, dims: Vector, kernel: Expr, stride: Expr, padding: Expr) -> Vector:
    """N' = ceil((n + 2P - k)/s) + 1."""
    differs(stride, 1)
    return changed(tuple(ceil((size + 2 * padding - kernel) / stride) + 1 for size in dims), axes)


@spatial.mistake(of=axes, says="added the padding on one side only", credit=HALF)
def padding_on_one_side(axes: Vector, dims: Vector, kernel: Expr, stride: Expr, padding: Expr) -> Vector:
    """P for 2P."""
    differs(padding, 0)
    return changed(tuple(slides(size + padding - kernel, stride) for size in dims), axes)


@spatial.mistake(of=axes, says="left out the padding", credit=QUARTER)
def padding_left_out(axes: Vector, dims: Vector, kernel: Expr, stride: Expr, padding: Expr) -> Vector:
    """P = 0."""
    differs(padding, 0)
    return changed(tuple(slides(size - kernel, stride) for size in dims), axes)


@spatial.mistake(of=axes, says="took the stride to be 1", credit=QUARTER)
def stride_left_out(axes: Vector, dims: Vector, kernel: Expr, stride: Expr, padding: Expr) -> Vector:
    """S = 1."""
    differs(stride, 1)
    return changed(tuple(size + 2 * padding - kernel + 1 for size in dims), axes)


@spatial.mistake(of=layer_shape, says="lost the channels", credit=HALF)
def channels_lost(axes: Vector) -> Vector:
    """(n'_1, n'_2, ...)."""
    return axes


@spatial.mistake(of=layer_shape, says="gave the channels of the input", credit=QUARTER)
def input_channels_kept(c_in: Expr, c_out: Expr, axes: Vector) -> Vector:
    """c_in for c_out."""
    return changed((c_in, *axes), (c_out, *axes))


@spatial.mistake(of=layer_shape, says="gave each pair of an input and an output channel a map of its own")
def map_for_each_pair(c_in: Expr, c_out: Expr, axes: Vector) -> Vector:
    """c_in*c_out for c_out."""
    differs(c_in, 1)
    return (c_in * c_out, *axes)


@spatial.check(of=axes)
def axes_by_sliding(dims: Vector, kernel: Expr, stride: Expr, padding: Expr) -> Any:
    """Slide the window along every axis."""
    return counted(slid_along, dims=dims, kernel=kernel, stride=stride, padding=padding)


@spatial.check(of=layer_shape)
def shape_by_sliding(c_out: Expr, dims: Vector, kernel: Expr, stride: Expr, padding: Expr) -> Any:
    """Slide the window along every axis of every output channel's map."""

    def shape(c_out: int, **sizes: Any) -> tuple[int, ...]:
        return (len(range(c_out)), *slid_along(**sizes))

    return counted(shape, c_out=c_out, dims=dims, kernel=kernel, stride=stride, padding=padding)


# Learnable numbers


@learned.step(tex=r"c_{\text{out}}", says="biases, one for each output channel", numbers="")
def biases(c_out: Expr) -> Expr:
    """One bias for each output channel."""
    counts(c_out=c_out)
    return c_out


@learned.step(
    tex=r"c_{\text{out}}\, n_w + n_b",
    says="learnable numbers of the layer: the weights of all filters and the biases",
)
def parameter_count(c_out: Expr, filter_weights: Expr, biases: Expr) -> Expr:
    """Weights of all filters, and the biases."""
    return c_out * filter_weights + biases


@learned.mistake(of=biases, says="left out the biases", credit=HALF)
def biases_left_out() -> Expr:
    """No bias."""
    return ZERO


@learned.mistake(of=biases, says="gave the whole layer one bias", credit=HALF)
def one_bias_in_all(c_out: Expr) -> Expr:
    """1 for c_out."""
    differs(c_out, 1)
    return ONE


@learned.mistake(
    of=biases, says="gave each pair of an input and an output channel a bias of its own", credit=QUARTER
)
def bias_for_each_pair(c_in: Expr, c_out: Expr) -> Expr:
    """c_in*c_out for c_out."""
    differs(c_in, 1)
    return c_in * c_out


@learned.mistake(of=parameter_count, says="counted a single filter", credit=QUARTER)
def one_filter_counted(c_out: Expr, filter_weights: Expr) -> Expr:
    """n_w + 1."""
    differs(c_out, 1)
    return filter_weights + 1


@learned.mistake(of=parameter_count, says="counted the weights anew at every position, though all share them")
def weights_not_shared(parameter_count: Expr, axes: Vector) -> Expr:
    """Parameters times positions."""
    positions = times(axes)
    differs(positions, 1)
    return parameter_count * positions
