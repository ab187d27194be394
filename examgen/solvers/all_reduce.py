r"""Averaging gradients over machines: every machine gets the sum, then divides by their number."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

all_reduce = Derivation("all_reduce", inputs="gradients")


@all_reduce.step(
    tex=r"s = \sum_{i=1}^{N} g_i", says="what the summing call leaves on every machine", trivial=zero
)
def gradient_sum(gradients: Matrix) -> Vector:
    """Sum of the machines' gradients, entry by entry."""
    if not gradients or not all(isinstance(gradient, tuple) for gradient in gradients):
        raise IllPosed("each machine needs a gradient")
    if len({len(gradient) for gradient in gradients}) > 1:
        raise IllPosed("the gradients differ in length, so they can't be added")
    return tuple(sum(entries[1:], start=entries[0]) for entries in zip(*gradients, strict=True))


@all_reduce.step(tex=r"\bar g = \frac{s}{N}", says="divided by the number of machines")
def gradient_mean(gradient_sum: Vector, gradients: Matrix) -> Vector:
    """Mean of the machines' gradients."""
    return tuple(entry / len(gradients) for entry in gradient_sum)


@all_reduce.mistake(of=gradient_sum, says="gave the mean, though the call sums", credit=HALF)
def mean_for_the_sum(gradients: Matrix) -> Vector:
    """Divided already."""
    _several(gradients)
    return tuple(
        sum(entries[1:], start=entries[0]) / len(gradients) for entries in zip(*gradients, strict=True)
    )


@all_reduce.mistake(of=gradient_sum, says="took the largest entry of each place")
def largest_entries(gradients: Matrix, gradient_sum: Vector) -> Vector:
    """Maximum for sum."""
    found = tuple(max(entries) for entries in zip(*gradients, strict=True))
    if found == gradient_sum:
        raise NotApplicable("the largest entries are the sums")
    return found


@all_reduce.mistake(of=gradient_mean, says="did not divide the sum by the number of machines", credit=QUARTER)
def sum_for_the_mean(gradient_sum: Vector, gradients: Matrix) -> Vector:
    """S for s/N."""
    _several(gradients)
    return gradient_sum


@all_reduce.mistake(
    of=gradient_mean, says="divided by the number of entries instead of the number of machines", credit=HALF
)
def divided_by_the_entries(gradient_sum: Vector, gradients: Matrix) -> Vector:
    """Divisor the length of a gradient."""
    if len(gradient_sum) == len(gradients):
        raise NotApplicable("there are as many entries as machines")
    return tuple(entry / len(gradient_sum) for entry in gradient_sum)


@all_reduce.mistake(of=gradient_mean, says="gave the gradient of the first machine")
def first_machine_only(gradients: Matrix, gradient_mean: Vector) -> Vector:
    """g_1."""
    if gradients[0] == gradient_mean:
        raise NotApplicable("the first machine's gradient is the mean")
    return gradients[0]


def _several(gradients: Matrix) -> None:
    if len(gradients) == 1:
        raise NotApplicable("there is one machine")


# Checks: the machines hand on what they hold, two by two, as in a ring


@all_reduce.check(of=gradient_sum)
def ring_sum(gradients: Matrix) -> list[arb]:
    """Pass the first gradient round, each machine adding its own."""
    travelling = numeric.reals(gradients[-1])
    for own in reversed(gradients[:-1]):
        travelling = [held + numeric.real(entry) for held, entry in zip(travelling, own, strict=True)]
    return travelling


@all_reduce.check(of=gradient_mean)
def running_mean(gradients: Matrix) -> list[arb]:
    """Move the mean towards each gradient in turn."""
    mean = numeric.reals(gradients[0])
    for count, own in enumerate(gradients[1:], start=2):
        mean = [held + (numeric.real(entry) - held) / count for held, entry in zip(mean, own, strict=True)]
    return mean
