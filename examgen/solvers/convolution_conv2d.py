r"""A convolution layer on images: its size formula, its values, what it learns and how much it multiplies."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers.convolution_counting import (
    cells,
    connected,
    counted,
    learned_numbers,
    multiplied,
    slid,
)
from examgen.solvers.convolution_image import image
from examgen.solvers.convolution_sizes import HALF, QUARTER, counts, differs, times
from examgen.solvers.convolution_values import values
from examgen.solvers.derivation import Derivation, NotApplicable
from examgen.solvers.numeric import Twin, whole
from examgen.text.expr import Expr

if TYPE_CHECKING:
    from examgen.text.values import Vector

conv2d = Derivation("convolution_nd.conv2d", inputs="x K bias stride padding c_in c_out height width kernel")
conv2d.include(values)
conv2d.include(image)

H, P, k, s = map(Expr.symbol, ("H", "P", "k", "s"))


@conv2d.step(
    tex=r"H' = \frac{H + 2P - k}{s} + 1",
    says="places of a window on an axis with its padding: the first, and one for each stride that is left",
)
def size_formula() -> Expr:
    """Output height in the symbols H, P, k and s."""
    return (H + 2 * P - k) / s + 1


@conv2d.mistake(of=size_formula, says="forgot the + 1", credit=HALF)
def formula_without_one() -> Expr:
    """(H + 2P - k)/s."""
    return (H + 2 * P - k) / s


@conv2d.mistake(of=size_formula, says="added the padding on one side only", credit=HALF)
def formula_with_padding_on_one_side() -> Expr:
    """(H + P - k)/s + 1."""
    return (H + P - k) / s + 1


@conv2d.mistake(
    of=size_formula, says="divided the input's size by the stride before taking away the kernel's"
)
def formula_with_the_kernel_undivided() -> Expr:
    """(H + 2P)/s - k + 1."""
    return (H + 2 * P) / s - k + 1


@conv2d.mistake(of=size_formula, says="left out the stride", credit=QUARTER)
def formula_without_stride() -> Expr:
    """H + 2P - k + 1."""
    return H + 2 * P - k + 1


@conv2d.check(of=size_formula)
def formula_by_sliding() -> Twin:
    """Slide windows along axes on which the last one ends at the edge."""
    tried = ((7, 1, 3, 2), (30, 0, 3, 1), (10, 2, 5, 3), (12, 3, 2, 4), (9, 1, 1, 5))
    points = tuple(tuple(map(Fraction, point)) for point in tried)

    def places(*sizes: Any) -> int:
        height, zeros, kernel, stride = map(whole, sizes)
        return slid(height, kernel, stride, zeros)

    return Twin(places, ("H", "P", "k", "s"), points)


@conv2d.step(
    tex=r"c_{\text{in}} H W\, n_o + n_o, \quad n_o = c_{\text{out}} H' W'",
    says="learnable numbers of the dense layer: a weight for each pair of input and output, a bias for each output",
)
def dense_parameters(c_in: Expr, dims: Vector, layer_shape: Vector) -> Expr:
    """Weights and biases of a dense layer between the same numbers of inputs and outputs."""
    counts(c_in=c_in)
    outputs = times(layer_shape)
    return c_in * times(dims) * outputs + outputs


@conv2d.mistake(of=dense_parameters, says="left out the biases of the dense layer", credit=HALF)
def dense_biases_left_out(c_in: Expr, dims: Vector, layer_shape: Vector) -> Expr:
    """Weights alone."""
    return c_in * times(dims) * times(layer_shape)


@conv2d.mistake(of=dense_parameters, says="gave the dense layer a bias for each channel only", credit=HALF)
def dense_bias_for_each_channel(c_in: Expr, dims: Vector, layer_shape: Vector) -> Expr:
    """Biases c_out for c_out*H'*W'."""
    differs(times(layer_shape[1:]), 1)
    return c_in * times(dims) * times(layer_shape) + layer_shape[0]


@conv2d.mistake(of=dense_parameters, says="left out the channels", credit=QUARTER)
def dense_channels_left_out(c_in: Expr, dims: Vector, layer_shape: Vector) -> Expr:
    """Height times width, on both sides."""
    if c_in == 1 and layer_shape[0] == 1:
        raise NotApplicable("there is one channel on both sides")
    outputs = times(layer_shape[1:])
    return times(dims) * outputs + outputs


@conv2d.check(of=dense_parameters)
def dense_parameters_by_counting(
    c_in: Expr, c_out: Expr, height: Expr, width: Expr, kernel: Expr, stride: Expr, padding: Expr
) -> Any:
    """Count the outputs, and what each of them learns."""

    def numbers(c_in: int, c_out: int, height: int, width: int, **window: int) -> int:
        outputs = cells(c_out, slid(height, **window), slid(width, **window))
        return connected(cells(c_in, height, width), outputs)

    return counted(
        numbers,
        c_in=c_in,
        c_out=c_out,
        height=height,
        width=width,
        kernel=kernel,
        stride=stride,
        padding=padding,
    )


@conv2d.step(
    tex=r"c_{\text{out}}\, n_w + n_b",
    says="learnable numbers of the layer: the weights of all filters and the biases",
)
def layer_parameters(c_out: Expr, filter_weights: Expr, biases: Expr) -> Expr:
    """Weights of all filters, and the biases."""
    return c_out * filter_weights + biases


@conv2d.check(of=layer_parameters)
def layer_parameters_by_counting(c_in: Expr, c_out: Expr, kernel: Expr) -> Any:
    """Count the weights of each filter, and its bias."""
    return counted(learned_numbers, c_in=c_in, c_out=c_out, kernel=kernel, rank=Expr.of(2))


@conv2d.step(
    tex=r"c_{\text{out}} H' W' \cdot n_w",
    says="multiplications: one with each weight of a filter, for every number of the output",
)
def multiply_adds(layer_shape: Vector, filter_weights: Expr) -> Expr:
    """Multiplications with a weight in one forward pass of one image."""
    return times(layer_shape) * filter_weights


@conv2d.mistake(of=multiply_adds, says="counted one placement of each filter", credit=QUARTER)
def one_placement_counted(layer_shape: Vector, filter_weights: Expr) -> Expr:
    """c_out*n_w."""
    differs(times(layer_shape[1:]), 1)
    return layer_shape[0] * filter_weights


@conv2d.mistake(of=multiply_adds, says="put a window on every cell of the input", credit=QUARTER)
def window_on_every_cell(layer_shape: Vector, filter_weights: Expr, dims: Vector) -> Expr:
    """c_out*H*W*n_w."""
    if times(dims) == times(layer_shape[1:]):
        raise NotApplicable("the output is as large as the input")
    return layer_shape[0] * times(dims) * filter_weights


@conv2d.mistake(of=multiply_adds, says="left out the output channels", credit=QUARTER)
def output_channels_not_counted(layer_shape: Vector, filter_weights: Expr) -> Expr:
    """H'*W'*n_w."""
    differs(layer_shape[0], 1)
    return times(layer_shape[1:]) * filter_weights


@conv2d.mistake(of=multiply_adds, says="counted the additions as well", credit=HALF)
def additions_counted(multiply_adds: Expr) -> Expr:
    """Twice as many."""
    return 2 * multiply_adds


@conv2d.check(of=multiply_adds)
def multiplications_by_counting(
    c_in: Expr, c_out: Expr, height: Expr, width: Expr, kernel: Expr, stride: Expr, padding: Expr
) -> Any:
    """Place the window everywhere and count its cells."""

    def numbers(
        c_in: int, c_out: int, height: int, width: int, kernel: int, stride: int, padding: int
    ) -> int:
        places = (slid(size, kernel, stride, padding) for size in (height, width))
        return multiplied(c_in, kernel, (c_out, *places))

    return counted(
        numbers,
        c_in=c_in,
        c_out=c_out,
        height=height,
        width=width,
        kernel=kernel,
        stride=stride,
        padding=padding,
    )
