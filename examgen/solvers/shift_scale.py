r"""A layer that shifts and then scales every channel: ``out = A*(L + B)``.

``L`` and the gradient ``grad_out`` that arrives at the output are tensors of one shape whose last axis counts
the channels (batch x height x width x channels, but any number of axes in front will do); ``A`` and ``B``
have one entry for each channel. The gradients for ``A`` and ``B`` are sums over all the other axes.

Here are the numbers; the formulas are in `examgen.solvers.shift_scale_formulas`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, zero
from examgen.solvers.shift_scale_formulas import formulas
from examgen.solvers.shift_scale_numeric import output, weighted_output
from examgen.text.expr import ZERO, Expr

if TYPE_CHECKING:
    from examgen.text.values import Matrix, Tensor, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

shift_scale = Derivation("shift_scale", inputs="L A B grad_out").include(formulas)


@shift_scale.step(
    tex=r"\text{out}_{b,x,y,c} = A_c\,(L_{b,x,y,c} + B_c)",
    says="output: every channel with its own shift and scale",
    numbers="",
    trivial=zero,
)
def forward_values(L: Tensor, A: Vector, B: Vector) -> Tensor:
    """Output tensor."""
    _check_channels(L, A, B)
    return _by_channel(lambda c, entry: A[c] * (entry + B[c]), L)  # type: ignore[no-any-return]


@shift_scale.step(
    tex=r"L\text{.grad}_{b,x,y,c} = G_{b,x,y,c}\,A_c",
    says="gradient for the input",
    numbers="",
    trivial=zero,
)
def grad_input(A: Vector, grad_out: Tensor) -> Tensor:
    """Gradient for the input, of its shape."""
    _check_channels(grad_out, A)
    return _by_channel(lambda c, slope: slope * A[c], grad_out)  # type: ignore[no-any-return]


@shift_scale.step(
    tex=r"A\text{.grad}_c = \sum_{b,x,y} G_{b,x,y,c}\,(L_{b,x,y,c} + B_c)",
    says="gradient for the scale, a sum over samples and places for each channel",
    trivial=zero,
)
def grad_scale(L: Tensor, B: Vector, grad_out: Tensor) -> Vector:
    """Gradient for the scale."""
    _check_channels(L, B)
    return _summed(lambda c, slope, entry: slope * (entry + B[c]), grad_out, L)


@shift_scale.step(
    tex=r"B\text{.grad}_c = \sum_{b,x,y} G_{b,x,y,c}\,A_c",
    says="gradient for the shift, a sum over samples and places for each channel",
    trivial=zero,
)
def grad_shift(A: Vector, grad_out: Tensor) -> Vector:
    """Gradient for the shift."""
    _check_channels(grad_out, A)
    return _summed(lambda c, slope: slope * A[c], grad_out)


@shift_scale.step(
    tex=r"\begin{pmatrix} A\text{.grad} \\ B\text{.grad} \end{pmatrix}",
    says="both gradients, one below the other",
    numbers="",
)
def numpy_gradients(grad_scale: Vector, grad_shift: Vector) -> Matrix:
    """Gradient for the scale (first row) and for the shift (second row)."""
    return (grad_scale, grad_shift)


def _check_channels(tensor: Tensor, *vectors: Vector) -> None:
    """Say what is wrong if the last axis of a tensor does not fit the channels."""
    for vector in vectors:
        for cell in _cells(tensor):
            if len(cell) != len(vector):
                raise IllPosed(f"the tensor has {len(cell)} channels, the layer has {len(vector)}")


def _cells(tensor: Any) -> Iterator[Any]:
    """Return the channels of every place, one vector after the other."""
    if isinstance(tensor[0], tuple):
        for part in tensor:
            yield from _cells(part)
    else:
        yield tensor


def _by_channel(function: Callable[[int, Any], Any], tensor: Any) -> Any:
    """Apply a function of the channel's number and the entry to every entry."""
    if isinstance(tensor[0], tuple):
        return tuple(_by_channel(function, part) for part in tensor)
    return tuple(function(c, entry) for c, entry in enumerate(tensor))


def _summed(function: Callable[..., Expr], *tensors: Tensor) -> Vector:
    """Return for each channel the sum of a function of it and of the entries there."""
    places = [list(_cells(tensor)) for tensor in tensors]
    if len({len(cells) for cells in places}) > 1:
        raise IllPosed("the arriving gradient has another shape than the input")
    channels = len(places[0][0])
    return tuple(
        sum((function(c, *(cell[c] for cell in at)) for at in zip(*places, strict=True)), start=ZERO)
        for c in range(channels)
    )


# Mistakes


@shift_scale.mistake(of=forward_values, says="added the shift after scaling", credit=QUARTER)
def shift_after_scale(L: Tensor, A: Vector, B: Vector) -> Tensor:
    """A*L + B."""
    return _by_channel(lambda c, entry: A[c] * entry + B[c], L)  # type: ignore[no-any-return]


@shift_scale.mistake(of=forward_values, says="left the shift out", credit=QUARTER)
def shift_forgotten(L: Tensor, A: Vector) -> Tensor:
    """A*L."""
    return _by_channel(lambda c, entry: A[c] * entry, L)  # type: ignore[no-any-return]


@shift_scale.mistake(of=forward_values, says="left the scale out", credit=QUARTER)
def scale_forgotten(L: Tensor, B: Vector) -> Tensor:
    """L + B."""
    return _by_channel(lambda c, entry: entry + B[c], L)  # type: ignore[no-any-return]


@shift_scale.mistake(of=grad_input, says="left the scale out", credit=QUARTER)
def input_scale_forgotten(grad_out: Tensor) -> Tensor:
    """G."""
    return grad_out


@shift_scale.mistake(of=grad_scale, says="left the shift out", credit=HALF)
def scale_shift_forgotten(L: Tensor, grad_out: Tensor) -> Vector:
    """Sum of G*L."""
    return _summed(lambda c, slope, entry: slope * entry, grad_out, L)


@shift_scale.mistake(of=grad_scale, says="left the arriving gradient out", credit=QUARTER)
def scale_gradient_forgotten(L: Tensor, B: Vector) -> Vector:
    """Sum of L + B."""
    return _summed(lambda c, entry: entry + B[c], L)


@shift_scale.mistake(of=grad_scale, says="averaged over samples and places instead of summing", credit=HALF)
def scale_averaged(grad_scale: Vector, grad_out: Tensor) -> Vector:
    """Mean of G*(L + B)."""
    return _averaged(grad_scale, grad_out)


@shift_scale.mistake(of=grad_scale, says="summed over the first sample only", credit=QUARTER)
def scale_first_sample(L: Tensor, B: Vector, grad_out: Tensor) -> Vector:
    """Sum of G*(L + B) over height and width, at the first sample."""
    return _summed(lambda c, slope, entry: slope * (entry + B[c]), grad_out[:1], L[:1])


@shift_scale.mistake(of=grad_shift, says="left the scale out", credit=HALF)
def shift_scale_forgotten(grad_out: Tensor) -> Vector:
    """Sum of G."""
    return _summed(lambda c, slope: slope, grad_out)


@shift_scale.mistake(of=grad_shift, says="averaged over samples and places instead of summing", credit=HALF)
def shift_averaged(grad_shift: Vector, grad_out: Tensor) -> Vector:
    """Mean of G*A."""
    return _averaged(grad_shift, grad_out)


@shift_scale.mistake(of=grad_shift, says="summed over the first sample only", credit=QUARTER)
def shift_first_sample(A: Vector, grad_out: Tensor) -> Vector:
    """Sum of G*A over height and width, at the first sample."""
    return _summed(lambda c, slope: slope * A[c], grad_out[:1])


@shift_scale.mistake(of=numpy_gradients, says="exchanged the two rows", credit=HALF)
def rows_exchanged(grad_scale: Vector, grad_shift: Vector) -> Matrix:
    """Gradient for the shift first."""
    return (grad_shift, grad_scale)


def _averaged(total: Vector, tensor: Tensor) -> Vector:
    count = len(list(_cells(tensor)))
    return tuple(entry / count for entry in total)


# Checks: the loss whose gradient arrives is the sum of grad_out times the output


@shift_scale.check(of=forward_values)
def output_by_loops(L: Any, A: Any, B: Any) -> Any:
    """Product and shifted product added, place by place."""
    if isinstance(L[0], tuple):
        return [output_by_loops(part, A, B) for part in L]
    return [output(entry, scale, shift) for entry, scale, shift in zip(L, A, B, strict=True)]


@shift_scale.check(of=grad_input)
def input_by_central_differences(A: Any, grad_out: Any) -> Any:
    """Move one entry of the input; where it stands does not matter, nor does the shift."""
    if isinstance(grad_out[0], tuple):
        return [input_by_central_differences(A, part) for part in grad_out]
    nothing = [0] * len(A)
    return numeric.gradient(lambda cell: weighted_output(grad_out, cell, A, nothing), nothing)


@shift_scale.check(of=grad_scale)
def scale_by_central_differences(L: Any, B: Any, grad_out: Any) -> Any:
    """Move the scale of one channel."""
    return numeric.gradient(lambda scales: weighted_output(grad_out, L, scales, B), [1] * len(B))


@shift_scale.check(of=grad_shift)
def shift_by_central_differences(A: Any, grad_out: Any) -> Any:
    """Move the shift of one channel; the input does not matter."""
    return numeric.gradient(lambda shifts: weighted_output(grad_out, grad_out, A, shifts), [0] * len(A))


@shift_scale.check(of=numpy_gradients)
def both_by_central_differences(L: Any, A: Any, B: Any, grad_out: Any) -> Any:
    """Move scales and shifts together in one vector."""
    count = len(A)
    found = numeric.gradient(lambda both: weighted_output(grad_out, L, both[:count], both[count:]), [*A, *B])
    return [found[:count], found[count:]]
