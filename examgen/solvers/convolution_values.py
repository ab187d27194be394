r"""The values of a convolution layer: cross-correlation with zero padding, summed over channels, plus a bias.

.. math:: y_{o,i} = b_o + \sum_c \sum_j K_{o,c,j}\, x_{c,\,s i + j - P}

The indices i of places and j of kernel cells have one entry for each spatial axis and count from 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.convolution_counting import lengths, mapped
from examgen.solvers.convolution_sizes import HALF, QUARTER, changed, counts, differs
from examgen.solvers.convolution_tensors import Tensor, boxed, correlate, fitting, flat, flipped, sizes_of
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import ceil

if TYPE_CHECKING:
    from examgen.text.values import Vector

values = Derivation("convolution_values.values", inputs="x K bias stride padding")


# The shape


@values.step(
    tex=r"n'_i = \left\lfloor \frac{n_i + 2P - k}{s} \right\rfloor + 1",
    says="output size along each axis, from the sizes of the tensors",
    numbers="",
)
def tensor_axes(x: Tensor, K: Tensor, stride: Expr, padding: Expr) -> Vector:
    """Output size along each axis."""
    return _axes(x, K, stride, 2 * padding)


def _axes(x: Tensor, kernel: Tensor, stride: Expr, zeros: Expr) -> Vector:
    counts(stride=stride)
    counts(0, padding=zeros)
    sizes, windows = fitting(x, kernel, int(zeros))
    rooms = (n + int(zeros) - k for n, k in zip(sizes[1:], windows[2:], strict=True))
    return tuple(Expr.of(room // int(stride) + 1) for room in rooms)


@values.step(tex=r"(c_{\text{out}}, n'_1, n'_2, \dots)", says="shape of that output", numbers="")
def output_shape(K: Tensor, tensor_axes: Vector) -> Vector:
    """Shape of the output, channels first."""
    return (Expr.of(len(K)), *tensor_axes)


@values.mistake(of=tensor_axes, says="forgot the + 1 on each axis", credit=HALF)
def plus_one_of_the_tensor_forgotten(tensor_axes: Vector) -> Vector:
    """N' = floor((n + 2P - k)/s)."""
    return changed(tuple(size - 1 for size in tensor_axes), tensor_axes)


@values.mistake(of=tensor_axes, says="took the output to be as large as the input")
def tensor_size_kept(tensor_axes: Vector, x: Tensor) -> Vector:
    """N' = n."""
    return changed(tuple(map(Expr.of, sizes_of(x)[1:])), tensor_axes)


@values.mistake(of=tensor_axes, says="added the padding on one side only", credit=HALF)
def padding_of_the_tensor_on_one_side(
    tensor_axes: Vector, x: Tensor, K: Tensor, stride: Expr, padding: Expr
) -> Vector:
    """P for 2P."""
    differs(padding, 0)
    return changed(_fitting(x, K, stride, padding), tensor_axes)


@values.mistake(of=tensor_axes, says="rounded up, so that the last window sticks out", credit=HALF)
def tensor_size_rounded_up(tensor_axes: Vector, x: Tensor, K: Tensor, stride: Expr, padding: Expr) -> Vector:
    """N' = ceil((n + 2P - k)/s) + 1."""
    room = _axes(x, K, Expr.of(1), 2 * padding)
    return changed(tuple(ceil((size - 1) / stride) + 1 for size in room), tensor_axes)


@values.mistake(of=output_shape, says="lost the output channels", credit=HALF)
def output_channels_lost(tensor_axes: Vector) -> Vector:
    """(n'_1, n'_2, ...)."""
    return tensor_axes


@values.mistake(of=output_shape, says="gave each pair of an input and an output channel a map of its own")
def output_map_for_each_pair(x: Tensor, K: Tensor, tensor_axes: Vector) -> Vector:
    """c_in*c_out for c_out."""
    differs(Expr.of(len(x)), 1)
    return (Expr.of(len(x) * len(K)), *tensor_axes)


def _fitting(x: Tensor, kernel: Tensor, stride: Expr, zeros: Expr) -> Vector:
    try:
        return _axes(x, kernel, stride, zeros)
    except IllPosed as error:
        raise NotApplicable(error.sentence) from None


# The values


@values.step(
    tex=r"y_{0,0} = b_0 + \sum_c \sum_j K_{0,c,j}\, x_{c,\,j - P}",
    says="number at the first place of the first output channel, without what is multiplied by a weight of 0 or"
    " lies outside the input",
)
def corner(x: Tensor, K: Tensor, bias: Vector, padding: Expr) -> Expr:
    """Sum of the first window, weighted with the first filter, plus its bias."""
    counts(0, padding=padding)
    fitting(x, K, 2 * int(padding))
    if len(bias) != len(K):
        raise IllPosed(f"there are {len(K)} output channels and {len(bias)} biases")
    products = [
        one
        for channel, weights in zip(x, K[0], strict=True)
        for one in _products(channel, weights, int(padding))
    ]
    return sum(products[1:], start=products[0]) + bias[0] if products else bias[0]


def _products(channel: Any, weights: Any, before: int) -> Iterator[Any]:
    """Multiply the cells of the window that starts so many cells before the first one with their weights."""
    if not isinstance(weights, tuple):
        if weights != 0:
            yield weights * channel
        return
    for inner, cells in zip(weights[before:], channel, strict=False):  # the first weights meet the padding
        yield from _products(cells, inner, before)


@values.step(
    tex=r"y_{o,i} = b_o + \sum_c \sum_j K_{o,c,j}\, x_{c,\,s i + j - P}",
    says="every window of the input weighted with every filter, plus the filter's bias",
    numbers="",
)
def output(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr, corner: Expr) -> Tensor:
    """Output tensor, channels first; the first window has been done."""
    counts(stride=stride)
    found = correlate(x, K, bias, int(stride), int(padding))
    _, *others = flat(found)
    return boxed([corner, *others], sizes_of(found))


@values.mistake(
    of=output, says="flipped the kernels, which is a convolution in the strict sense", credit=HALF
)
def kernels_flipped(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr) -> Tensor:
    """K_{o,c,k-1-j} for K_{o,c,j}."""
    if flipped(K) == K:
        raise NotApplicable("the kernels look the same when they are flipped")
    return correlate(x, flipped(K), bias, int(stride), int(padding))


@values.mistake(of=output, says="did not add the input channels", credit=QUARTER)
def channels_not_added(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr) -> Tensor:
    """Give a map for each pair of an input and an output channel."""
    differs(Expr.of(len(x)), 1)
    maps: tuple[Any, ...] = ()
    for channels, constant in zip(K, bias, strict=True):
        for channel, weights in zip(x, channels, strict=True):
            maps += correlate((channel,), ((weights,),), (constant,), int(stride), int(padding))
    return maps


@values.mistake(of=output, says="used the first input channel only", credit=QUARTER)
def first_channel_only(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr) -> Tensor:
    """Sum without the other channels."""
    differs(Expr.of(len(x)), 1)
    return correlate(x[:1], tuple(channels[:1] for channels in K), bias, int(stride), int(padding))


@values.mistake(of=output, says="left out the padding", credit=QUARTER)
def values_without_padding(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr) -> Tensor:
    """P = 0."""
    differs(padding, 0)
    _fitting(x, K, stride, ZERO)
    return correlate(x, K, bias, int(stride), 0)


@values.mistake(of=output, says="moved the window by one cell at a time", credit=QUARTER)
def values_without_stride(x: Tensor, K: Tensor, bias: Vector, padding: Expr, stride: Expr) -> Tensor:
    """S = 1."""
    differs(stride, 1)
    return correlate(x, K, bias, 1, int(padding))


@values.mistake(of=output, says="left out the bias", credit=HALF)
def values_without_bias(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr) -> Tensor:
    """B = 0."""
    if not any(bias):
        raise NotApplicable("there is no bias")
    return correlate(x, K, (ZERO,) * len(bias), int(stride), int(padding))


@values.mistake(of=output, says="added the bias once for each input channel", credit=HALF)
def bias_of_every_channel(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr) -> Tensor:
    """c_in*b_o for b_o."""
    if len(x) == 1 or not any(bias):
        raise NotApplicable("it makes no difference here")
    return correlate(x, K, tuple(len(x) * one for one in bias), int(stride), int(padding))


# Checks: no padded input, no flat lists; whatever lies outside is passed over


@values.check(of=output)
def output_by_indices(x: Tensor, K: Tensor, bias: Vector, stride: Expr, padding: Expr) -> Any:
    """Go through all indices of places and of weights."""
    return [
        mapped(x, channels, numeric.real(constant), numeric.whole(stride), numeric.whole(padding))
        for channels, constant in zip(K, bias, strict=True)
    ]


@values.check(of=output_shape)
def shape_by_going_through(x: Tensor, K: Tensor, stride: Expr, padding: Expr) -> list[int]:
    """Count the places of the first output channel along each axis."""
    first = mapped(x, K[0], numeric.real(0), numeric.whole(stride), numeric.whole(padding))
    return [len(K), *lengths(first)]
