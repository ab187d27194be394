r"""The forward pass of batch normalisation for one feature over a mini-batch, with its usual mistakes.

Source: S. Ioffe and C. Szegedy, "Batch normalization", ICML 2015, Algorithm 1. The variance is the biased one
(divisor m). ``x``, ``centred``, ``normalized`` and ``outputs`` have m entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from flint import arb

from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.numeric import Number, derivative, power, real, reals
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import sqrt
from examgen.text.values import Vector

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)

batchnorm = Derivation("batchnorm", inputs="x gamma beta eps")


# The forward pass


@batchnorm.step(tex=r"\mu = \frac{1}{m} \sum_i x_i", says="mean of the batch")
def mean(x: Vector) -> Expr:
    """Mean of the batch."""
    return total(x) / len(x)


@batchnorm.step(tex=r"x_i - \mu", says="deviations from the mean", trivial=zero)
def centred(x: Vector, mean: Expr) -> Vector:
    """Deviations from the mean."""
    return tuple(entry - mean for entry in x)


@batchnorm.step(
    tex=r"\sigma^2 = \frac{1}{m} \sum_i (x_i - \mu)^2", says="variance, with divisor m", trivial=zero
)
def variance(centred: Vector) -> Expr:
    """Biased variance of the batch."""
    return total(entry**2 for entry in centred) / len(centred)


@batchnorm.step(tex=r"\sqrt{\sigma^2 + \varepsilon}", says="stabilised standard deviation", trivial=zero)
def deviation(variance: Expr, eps: Expr) -> Expr:
    """Stabilised standard deviation."""
    if variance + eps <= 0:
        raise IllPosed("all samples of the batch are equal and eps is 0: there is nothing to divide by")
    spread: Expr = sqrt(variance + eps)
    return spread


@batchnorm.step(
    tex=r"\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}}", says="normalised batch", trivial=zero
)
def normalized(centred: Vector, deviation: Expr) -> Vector:
    """Batch of mean 0 and variance 1 (a little less if eps > 0)."""
    return tuple(entry / deviation for entry in centred)


@batchnorm.step(tex=r"y_i = \gamma \hat{x}_i + \beta", says="outputs of the layer")
def outputs(normalized: Vector, gamma: Expr, beta: Expr) -> Vector:
    """Return the outputs of the layer."""
    return tuple(gamma * entry + beta for entry in normalized)


def total(entries: Iterable[Expr]) -> Expr:
    """Sum of exact numbers."""
    return sum(entries, ZERO)


@batchnorm.mistake(of=mean, says="summed the batch without dividing by m", credit=HALF)
def mean_not_divided(x: Vector) -> Expr:
    """Sum for mean."""
    return total(x)


@batchnorm.mistake(
    of=centred, says="subtracted the samples from the mean (the sign is reversed)", credit=HALF
)
def deviations_reversed(centred: Vector) -> Vector:
    """Mean minus sample."""
    return tuple(-entry for entry in centred)


@batchnorm.mistake(of=variance, says="divided the variance by m - 1 instead of m", credit=HALF)
def unbiased_variance(centred: Vector) -> Expr:
    """Divisor m - 1."""
    return total(entry**2 for entry in centred) / (len(centred) - 1)


@batchnorm.mistake(of=variance, says="summed the squared deviations without dividing by m", credit=HALF)
def variance_not_divided(centred: Vector) -> Expr:
    """Sum for mean."""
    return total(entry**2 for entry in centred)


@batchnorm.mistake(
    of=variance, says="averaged the absolute deviations instead of their squares", credit=QUARTER
)
def absolute_deviations(centred: Vector) -> Expr:
    """Absolute value for square."""
    return total(abs(entry) for entry in centred) / len(centred)


@batchnorm.mistake(
    of=deviation, says="divided by the variance instead of the standard deviation", credit=HALF
)
def root_forgotten(variance: Expr, eps: Expr) -> Expr:
    """Variance for standard deviation."""
    return variance + eps


@batchnorm.mistake(of=deviation, says="added eps after taking the root", credit=HALF)
def eps_after_root(variance: Expr, eps: Expr) -> Expr:
    """Stabiliser outside the root."""
    _matters(eps)
    spread: Expr = sqrt(variance)
    return spread + eps


@batchnorm.mistake(of=deviation, says="left out eps", credit=HALF)
def eps_forgotten(variance: Expr, eps: Expr) -> Expr:
    """Stabiliser forgotten."""
    _matters(eps)
    spread: Expr = sqrt(variance)
    return spread


def _matters(eps: Expr) -> None:
    if eps == 0:
        raise NotApplicable("eps is 0")


@batchnorm.mistake(of=normalized, says="subtracted the mean but did not divide by the standard deviation")
def only_centred(centred: Vector) -> Vector:
    """Centred, not divided."""
    return centred


@batchnorm.mistake(of=normalized, says="did not subtract the mean", credit=QUARTER)
def mean_not_subtracted(x: Vector, deviation: Expr) -> Vector:
    """Raw inputs divided by the standard deviation."""
    return tuple(entry / deviation for entry in x)


@batchnorm.mistake(of=outputs, says="left out the shift beta", credit=HALF)
def output_without_shift(normalized: Vector, gamma: Expr) -> Vector:
    """Scaled only."""
    return tuple(gamma * entry for entry in normalized)


@batchnorm.mistake(of=outputs, says="left out the scale gamma", credit=HALF)
def output_without_scale(normalized: Vector, beta: Expr) -> Vector:
    """Shifted only."""
    return tuple(entry + beta for entry in normalized)


# Checks of the forward pass. `layer` is the numeric twin of all the steps above.


def layer(x: Sequence[arb], gamma: Number, beta: Number, eps: Number) -> tuple[arb, ...]:
    """Return the outputs as balls; the variance is the mean of the squares minus the square of the mean."""
    m = len(x)
    average = sum(x, arb(0)) / m
    spread = sum((entry * entry for entry in x), arb(0)) / m - average * average
    scale = real(gamma) / (spread + real(eps)).sqrt()
    return tuple(real(beta) + scale * (entry - average) for entry in x)


@batchnorm.check(of=mean)
def mean_by_balance(x: Vector) -> arb:
    """Return the number about which the deviations balance: the smallest sum of squares is there."""
    entries = reals(x)
    slope = derivative(lambda c: sum((power(entry - c, 2) for entry in entries), arb(0)), arb(0))
    curvature = derivative(lambda c: sum((2 * (c - entry) for entry in entries), arb(0)), arb(0))
    return -slope / curvature


@batchnorm.check(of=variance)
def variance_by_pairs(x: Vector) -> arb:
    """Half the mean squared difference over all pairs of samples."""
    entries = reals(x)
    pairs = sum((power(a - b, 2) for a in entries for b in entries), arb(0))
    return pairs / (2 * len(entries) ** 2)


@batchnorm.check(of=normalized)
def normalized_by_the_layer(x: Vector, eps: Expr) -> tuple[arb, ...]:
    """Return the numeric layer with scale 1 and shift 0."""
    return layer(reals(x), 1, 0, eps)


@batchnorm.check(of=outputs)
def outputs_by_the_layer(x: Vector, gamma: Expr, beta: Expr, eps: Expr) -> tuple[arb, ...]:
    """Return the numeric layer."""
    return layer(reals(x), gamma, beta, eps)
