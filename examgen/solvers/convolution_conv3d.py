r"""A convolution layer on volumes: shape, learnable numbers, values."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from examgen.solvers.convolution_counting import counted, learned_numbers, slid
from examgen.solvers.convolution_sizes import HALF, QUARTER, counts, differs, learned, spatial
from examgen.solvers.convolution_values import values
from examgen.solvers.derivation import Derivation
from examgen.solvers.numeric import Twin, whole
from examgen.text.expr import Expr

conv3d = Derivation("convolution_nd.conv3d", inputs="c_in c_out dims kernel stride padding x K bias")

d, k = map(Expr.symbol, ("d", "k"))


@conv3d.step(
    tex=r"d' = d - k + 1", says="places of a window on an axis: the first, and one for each cell that is left"
)
def size_formula() -> Expr:
    """Output size along an axis in the symbols d and k, with stride 1 and no padding."""
    return d - k + 1


@conv3d.mistake(of=size_formula, says="forgot the + 1", credit=HALF)
def formula_without_one() -> Expr:
    """D - k."""
    return d - k


@conv3d.mistake(of=size_formula, says="took the output to be as large as the input")
def formula_with_the_size_kept() -> Expr:
    """D."""
    return d


@conv3d.mistake(of=size_formula, says="cut the input into windows side by side")
def formula_with_windows_side_by_side() -> Expr:
    """d/k."""
    return d / k


@conv3d.check(of=size_formula)
def formula_by_sliding() -> Twin:
    """Slide windows along some axes."""
    points = tuple((Fraction(size), Fraction(kernel)) for size, kernel in ((5, 2), (6, 3), (9, 4), (4, 4)))

    def places(size: Any, kernel: Any) -> int:
        return slid(whole(size), whole(kernel), 1, 0)

    return Twin(places, ("d", "k"), points)


conv3d.include(spatial)


@conv3d.step(
    tex=r"n_w = c_{\text{in}} k^3", says="weights of one cubic filter, which spans all the input channels"
)
def filter_weights(c_in: Expr, kernel: Expr) -> Expr:
    """Weights of one filter."""
    counts(c_in=c_in, kernel=kernel)
    return c_in * kernel**3


@conv3d.mistake(of=filter_weights, says="took a square filter for a cubic one", credit=QUARTER)
def square_for_cube(c_in: Expr, kernel: Expr) -> Expr:
    """c_in*k^2."""
    differs(kernel, 1)
    return c_in * kernel**2


@conv3d.mistake(of=filter_weights, says="left out the input channels", credit=QUARTER)
def input_channels_left_out(c_in: Expr, kernel: Expr) -> Expr:
    """k^3."""
    differs(c_in, 1)
    return kernel**3


conv3d.include(learned, "biases", "parameter_count")


@conv3d.check(of="parameter_count")
def parameters_by_counting(c_in: Expr, c_out: Expr, kernel: Expr) -> Any:
    """Count the weights of each filter, and its bias."""
    return counted(learned_numbers, c_in=c_in, c_out=c_out, kernel=kernel, rank=Expr.of(3))


conv3d.include(values, "output")
