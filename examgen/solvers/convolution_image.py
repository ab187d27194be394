r"""Shape and learnable numbers of a convolution layer on images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from examgen.solvers.convolution_counting import counted, learned_numbers, slid
from examgen.solvers.convolution_sizes import QUARTER, counts, differs, learned, spatial
from examgen.solvers.derivation import Derivation
from examgen.text.expr import Expr

if TYPE_CHECKING:
    from examgen.text.values import Vector

image = Derivation("convolution_nd.image", inputs="c_in c_out height width kernel stride padding")


@image.step(tex="(H, W)", says="height and width of the input", numbers="")
def dims(height: Expr, width: Expr) -> Vector:
    """Height and width."""
    return (height, width)


image.include(spatial)


@image.step(tex=r"n_w = c_{\text{in}} k^2", says="weights of one filter, which spans all the input channels")
def filter_weights(c_in: Expr, kernel: Expr) -> Expr:
    """Weights of one filter."""
    counts(c_in=c_in, kernel=kernel)
    return c_in * kernel**2


@image.mistake(of=filter_weights, says="left out the input channels", credit=QUARTER)
def input_channels_left_out(kernel: Expr, c_in: Expr) -> Expr:
    """k^2."""
    differs(c_in, 1)
    return kernel**2


@image.mistake(of=filter_weights, says="took a row of weights for a square of them", credit=QUARTER)
def row_for_square(kernel: Expr, c_in: Expr) -> Expr:
    """c_in*k."""
    differs(kernel, 1)
    return c_in * kernel


image.include(learned, "biases", "parameter_count")


@image.check(of="layer_shape")
def image_shape_by_sliding(
    c_out: Expr, height: Expr, width: Expr, kernel: Expr, stride: Expr, padding: Expr
) -> Any:
    """Slide the window down and across."""

    def shape(c_out: int, height: int, width: int, **window: int) -> tuple[int, ...]:
        return (c_out, slid(height, **window), slid(width, **window))

    return counted(
        shape, c_out=c_out, height=height, width=width, kernel=kernel, stride=stride, padding=padding
    )


@image.check(of="parameter_count")
def parameters_by_counting(c_in: Expr, c_out: Expr, kernel: Expr) -> Any:
    """Count the weights of each filter, and its bias."""
    return counted(learned_numbers, c_in=c_in, c_out=c_out, kernel=kernel, rank=Expr.of(2))
