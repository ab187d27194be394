r"""Costs of training a dense network on a mini-batch: multiply-adds, activations, parameters.

The network has the layer widths ``dims``, input first; the mini-batch has M samples. A forward pass multiplies
every weight once for every sample; the activations of all layers are kept for the backward pass; weights and
biases exist once. An order of growth is a formula in M; what certifies it counts for growing batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from examgen.solvers import numeric
from examgen.solvers.costs_counting import linear, positive
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import ONE, Expr

if TYPE_CHECKING:
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
SAMPLES = Expr.symbol("M")

minibatch = Derivation("costs.minibatch", inputs="dims M")


def _widths(dims: Vector) -> None:
    if len(dims) < 2:
        raise IllPosed("a network needs an input and at least one layer")
    for width in dims:
        positive(width=width)


def _total(numbers: Sequence[Expr]) -> Expr:
    return sum(numbers[1:], start=numbers[0])


def _differs(number: Expr, usual: int) -> None:
    if number == usual:
        raise NotApplicable(f"it makes no difference at {usual}")


@minibatch.step(
    tex=r"\frac{T(M)}{T(1)}", says="every sample costs the same number of operations T(1)", numbers=""
)
def operations_growth() -> Expr:
    """Order of the operations in M."""
    return SAMPLES


@minibatch.step(tex=r"\sum_l d_{l-1} d_l", says="weights of all layers, without biases")
def weights(dims: Vector) -> Expr:
    """Products of neighbouring widths, added."""
    _widths(dims)
    return _total([before * after for before, after in pairwise(dims)])


@minibatch.step(tex=r"M \sum_l d_{l-1} d_l", says="one multiply-add for each weight and sample")
def multiply_adds(weights: Expr, M: Expr) -> Expr:
    """Multiply-adds of a forward pass."""
    positive(M=M)
    return M * weights


@minibatch.step(
    tex=r"\frac{S(M) - S(0)}{S(1) - S(0)}",
    says="activations are stored for every sample; parameters and their gradients are there once, S(0)",
    numbers="",
)
def memory_growth() -> Expr:
    """Order of the memory in M."""
    return SAMPLES


@minibatch.step(tex=r"M \sum_l d_l", says="activations of all layers, the input among them")
def activation_scalars(dims: Vector, M: Expr) -> Expr:
    """Numbers stored for the activations."""
    positive(M=M)
    _widths(dims)
    return M * _total(dims)


@minibatch.step(tex=r"\sum_l (d_{l-1} + 1)\, d_l", says="weights and biases, whatever the batch")
def parameter_scalars(dims: Vector) -> Expr:
    """Numbers stored for weights and biases."""
    _widths(dims)
    return _total([(before + 1) * after for before, after in pairwise(dims)])


@minibatch.mistake(of=operations_growth, says="took the operations to be the same for every batch size")
def operations_constant() -> Expr:
    """O(1)."""
    return ONE


@minibatch.mistake(of=operations_growth, says="let the samples be compared in pairs")
def operations_quadratic() -> Expr:
    """O(M^2)."""
    return SAMPLES**2


@minibatch.mistake(of=memory_growth, says="took the memory to be the same for every batch size")
def memory_constant() -> Expr:
    """O(1)."""
    return ONE


@minibatch.mistake(of=memory_growth, says="let the memory grow with the square of the batch size")
def memory_quadratic() -> Expr:
    """O(M^2)."""
    return SAMPLES**2


@minibatch.mistake(of=multiply_adds, says="counted one sample only", credit=HALF)
def one_sample_multiplied(weights: Expr, M: Expr) -> Expr:
    """M forgotten."""
    _differs(M, 1)
    return weights


@minibatch.mistake(of=multiply_adds, says="counted the biases in", credit=HALF)
def biases_multiplied(dims: Vector, M: Expr) -> Expr:
    """(d_(l-1) + 1)*d_l for d_(l-1)*d_l."""
    return M * _total([(before + 1) * after for before, after in pairwise(dims)])


@minibatch.mistake(of=weights, says="multiplied all the widths with each other")
def widths_multiplied(dims: Vector) -> Expr:
    """d_0*d_1*...*d_L."""
    if len(dims) == 2:
        raise NotApplicable("there is one layer of weights")
    product = dims[0]
    for width in dims[1:]:
        product = product * width
    return product


@minibatch.mistake(of=activation_scalars, says="left out the input", credit=HALF)
def input_left_out(dims: Vector, M: Expr) -> Expr:
    """M*(d_1 + ... + d_L)."""
    return M * _total(dims[1:])


@minibatch.mistake(of=activation_scalars, says="left out the output", credit=HALF)
def output_left_out(dims: Vector, M: Expr) -> Expr:
    """M*(d_0 + ... + d_(L-1))."""
    return M * _total(dims[:-1])


@minibatch.mistake(of=activation_scalars, says="counted one sample only", credit=HALF)
def one_sample_stored(dims: Vector, M: Expr) -> Expr:
    """M forgotten."""
    _differs(M, 1)
    return _total(dims)


@minibatch.mistake(of=parameter_scalars, says="left out the biases", credit=HALF)
def biases_left_out(dims: Vector) -> Expr:
    """Weights alone."""
    return _total([before * after for before, after in pairwise(dims)])


@minibatch.mistake(of=parameter_scalars, says="gave every sample parameters of its own")
def parameters_times_batch(parameter_scalars: Expr, M: Expr) -> Expr:
    """M times too many."""
    _differs(M, 1)
    return M * parameter_scalars


class _Network:
    """A dense network that counts what a forward pass multiplies and stores; its numbers don't matter."""

    def __init__(self, widths: Sequence[int], samples: int) -> None:
        self.multiplied = 0
        self.stored = samples * widths[0]
        self.learned = 0
        for before, after in pairwise(widths):
            self.learned += sum(before + 1 for _ in range(after))
            for _ in range(samples):
                self.multiplied += sum(before for _ in range(after))
                self.stored += after


SMALL = (3, 4, 2)


@minibatch.check(of=operations_growth)
def operations_of_growing_batches() -> numeric.Twin:
    """Count the multiply-adds of a small network."""
    return linear(lambda samples: _Network(SMALL, samples).multiplied, "M")


@minibatch.check(of=memory_growth)
def memory_of_growing_batches() -> numeric.Twin:
    """Count all that a small network stores."""

    def stored(samples: int) -> int:
        network = _Network(SMALL, samples)
        return network.stored + 2 * network.learned  # gradients have the size of the parameters

    return linear(stored, "M")


def _network(dims: Vector, M: Expr) -> _Network:
    return _Network([numeric.whole(width) for width in dims], numeric.whole(M))


@minibatch.check(of=multiply_adds)
def counted_multiply_adds(dims: Vector, M: Expr) -> int:
    """Go through layers, samples and units."""
    return _network(dims, M).multiplied


@minibatch.check(of=activation_scalars)
def counted_activations(dims: Vector, M: Expr) -> int:
    """Go through layers and samples."""
    return _network(dims, M).stored


@minibatch.check(of=parameter_scalars)
def counted_parameters(dims: Vector) -> int:
    """Go through layers and units."""
    return _network(dims, ONE).learned
