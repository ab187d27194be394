r"""Batch normalisation in training and layer normalisation of a matrix, row by row.

Both take mean and variance (divisor: the number of values) of each row of ``x``, normalise, multiply by a gain and
add a shift. For batch normalisation, `training`, the rows are features and the columns are the samples of a
batch; for layer normalisation, `layer`, the rows are samples and the columns are the units of a layer.

Sources: S. Ioffe and C. Szegedy, "Batch normalization", ICML 2015, Algorithm 1; J. Ba, J. Kiros and G. Hinton,
"Layer normalization", arXiv:1607.06450.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb

from examgen.solvers import statistics
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.numeric import Twin
from examgen.solvers.slips import other_than
from examgen.solvers.statistics_numeric import layer_balls, mean_balls, variance_balls
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import sqrt
from examgen.text.values import Matrix, Vector

__all__ = ["layer", "rows", "training"]

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

ROWS = (1,)
"""The axis that is averaged over: what stands in one row belongs together."""

rows = Derivation("normalisation_layers.rows", inputs="x eps")


# What both have in common


@rows.step(tex=r"\mu_i = \frac{1}{n} \sum_j x_{ij}", says="mean of each row")
def means(x: Matrix) -> Vector:
    """Return the mean of each row."""
    if len(statistics.sizes(x)) != 2:
        raise IllPosed("the values do not form a matrix")
    found: Vector = statistics.means(x, ROWS)
    return found


@rows.step(
    tex=r"\sigma_i^2 = \frac{1}{n} \sum_j (x_{ij} - \mu_i)^2",
    says="variance of each row; the divisor is the number of values",
    trivial=zero,
)
def variances(x: Matrix, means: Vector) -> Vector:
    """Return the variance of each row."""
    found: Vector = statistics.variances(x, means, ROWS)
    return found


@rows.step(
    tex=r"\sqrt{\sigma_i^2 + \varepsilon}", says="stabilised standard deviation of each row", trivial=zero
)
def deviations(variances: Vector, eps: Expr) -> Vector:
    """Return the roots of variance plus eps."""
    found: Vector = statistics.deviations(variances, eps)
    return found


@rows.step(
    tex=r"\hat{x}_{ij} = \frac{x_{ij} - \mu_i}{\sqrt{\sigma_i^2 + \varepsilon}}",
    says="normalised values",
    trivial=zero,
)
def normalized(x: Matrix, means: Vector, deviations: Vector) -> Matrix:
    """Return the normalised values in the layout of x."""
    middle = statistics.centred(x, means, ROWS)
    return tuple(tuple(entry / root for entry in row) for row, root in zip(middle, deviations, strict=True))


@rows.mistake(of=variances, says="divided by one less than the number of values", credit=HALF)
def divisor_one_less(x: Matrix, means: Vector, variances: Vector) -> Vector:
    """Divisor n - 1."""
    if statistics.sizes(x)[1] == 1:
        raise NotApplicable("a single value has no such variance")
    return other_than(variances, statistics.variances(x, means, ROWS, less=1), "all variances are 0")


@rows.mistake(of=deviations, says="divided by the variance instead of its root", credit=HALF)
def variance_for_deviation(variances: Vector, eps: Expr, deviations: Vector) -> Vector:
    """Root forgotten."""
    found = tuple(variance + eps for variance in variances)
    return other_than(deviations, found, "all deviations are 1")


@rows.mistake(of=deviations, says="added eps after taking the root", credit=HALF)
def eps_outside(variances: Vector, eps: Expr, deviations: Vector) -> Vector:
    """Stabiliser outside the root."""
    _divisible(variances, eps)
    found = tuple(sqrt(variance) + eps for variance in variances)
    return other_than(deviations, found, "the roots are the same")


@rows.mistake(of=deviations, says="left out eps", credit=HALF)
def eps_left_out(variances: Vector, eps: Expr) -> Vector:
    """Stabiliser forgotten."""
    _divisible(variances, eps)
    return tuple(map(sqrt, variances))


def _divisible(variances: Vector, eps: Expr) -> None:
    if eps == 0 or 0 in variances:
        raise NotApplicable("eps is 0, or without it there is nothing to divide by")


@rows.mistake(of=normalized, says="took the statistics of the columns instead of the rows", credit=QUARTER)
def axes_exchanged(x: Matrix, eps: Expr, normalized: Matrix) -> Matrix:
    """Other axis."""
    middle = statistics.means(x, (0,))
    spread = statistics.variances(x, middle, (0,))
    if any(variance + eps <= 0 for variance in spread):
        raise NotApplicable("a column is constant")
    found = statistics.normalised(x, middle, spread, eps, (0,))
    return other_than(normalized, found, "rows and columns are alike")


@rows.mistake(of=normalized, says="did not subtract the means", credit=QUARTER)
def means_not_subtracted(x: Matrix, deviations: Vector, normalized: Matrix) -> Matrix:
    """Divided only."""
    found = tuple(tuple(v / root for v in row) for row, root in zip(x, deviations, strict=True))
    return other_than(normalized, found, "all means are 0")


@rows.mistake(of=normalized, says="subtracted the means but did not divide", credit=QUARTER)
def not_divided(x: Matrix, means: Vector, normalized: Matrix) -> Matrix:
    """Centred only."""
    return other_than(normalized, statistics.centred(x, means, ROWS), "all deviations are 1")


@rows.check(of=means)
def means_by_flat_lists(x: Matrix) -> Any:
    """Means by strides in a flat list."""
    return mean_balls(x, ROWS)


@rows.check(of=variances)
def variances_by_pairs(x: Matrix) -> Any:
    """Half the mean squared difference over all pairs."""
    return variance_balls(x, ROWS)


@rows.check(of=normalized)
def normalized_by_flat_lists(x: Matrix, eps: Expr) -> Any:
    """Return the numeric layer with gain 1 and shift 0."""
    return layer_balls(x, ROWS, eps)


# What differs: the names of gain and shift


def _formula(gain: str, shift: str, spread: Callable[[Expr, Expr], Expr]) -> Expr:
    """Return the output in symbols, for a way to make the divisor of variance and eps."""
    x, mu, var, eps = map(Expr.symbol, ("x", "mu", "var", "eps"))
    return Expr.symbol(gain) * (x - mu) / spread(var, eps) + Expr.symbol(shift)


def _inside(var: Expr, eps: Expr) -> Expr:
    root: Expr = sqrt(var + eps)
    return root


def _outside(var: Expr, eps: Expr) -> Expr:
    root: Expr = sqrt(var)
    return root + eps


def _unrooted(var: Expr, eps: Expr) -> Expr:
    return var + eps


def _formula_of(derivation: Derivation, gain: str, shift: str) -> None:
    """Add mistakes and a check of the output in symbols."""
    factor, term = (Expr.symbol(name) for name in (gain, shift))
    right = _formula(gain, shift, _inside)
    for name, says, formula in (
        ("variance", "divided by the variance instead of its root", _formula(gain, shift, _unrooted)),
        ("eps_outside", "added eps after taking the root", _formula(gain, shift, _outside)),
        ("eps_left_out", "left out eps", right.substitute({"eps": ZERO})),
        ("mean_kept", "did not subtract the mean", right.substitute({"mu": ZERO})),
        ("no_shift", f"left out {shift}", right - term),
        ("no_gain", f"left out {gain}", (right - term) / factor + term),
        ("normalised", f"left out {gain} and {shift}", (right - term) / factor),
    ):
        _constant_mistake(derivation, f"formula_{name}", says, formula)

    @derivation.check(of="output_formula")
    def formula_by_logarithms() -> Twin:
        """Return the power -1/2 by a logarithm."""

        def output(x: arb, mu: arb, var: arb, eps: arb, factor: arb, term: arb) -> arb:
            return term + factor * (x - mu) * (-(var + eps).log() / 2).exp()

        return Twin(output, ("x", "mu", "var", "eps", gain, shift))


def _constant_mistake(derivation: Derivation, name: str, says: str, formula: Expr) -> None:
    derivation.mistake(of="output_formula", says=says, credit=HALF, name=name)(lambda: formula)


# Batch normalisation in training

training = Derivation("normalisation_layers.training", inputs="x gamma beta eps")
training.include(rows)


@training.step(
    name="output_formula",
    tex=r"y = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta",
    says="output in symbols: normalise, multiply, add",
    numbers="",
)
def training_formula() -> Expr:
    """Return the output for one value, in symbols."""
    return _formula("gamma", "beta", _inside)


_formula_of(training, "gamma", "beta")


@training.step(
    name="outputs", tex=r"y_{ij} = \gamma\, \hat{x}_{ij} + \beta", says="outputs: scaled and shifted"
)
def training_outputs(normalized: Matrix, gamma: Expr, beta: Expr) -> Matrix:
    """Return the outputs in the layout of x."""
    found: Matrix = statistics.scaled(normalized, gamma, beta)
    return found


@training.mistake(of=training_outputs, says="left out the shift beta", credit=HALF)
def beta_forgotten(outputs: Matrix, normalized: Matrix, gamma: Expr) -> Matrix:
    """Scaled only."""
    return other_than(outputs, statistics.scaled(normalized, gamma, ZERO), "beta is 0")


@training.mistake(of=training_outputs, says="left out the scale gamma", credit=HALF)
def gamma_forgotten(outputs: Matrix, normalized: Matrix, beta: Expr) -> Matrix:
    """Shifted only."""
    return other_than(outputs, statistics.scaled(normalized, Expr.of(1), beta), "gamma is 1")


@training.mistake(of=training_outputs, says="left out scale and shift", credit=QUARTER)
def normalised_only(outputs: Matrix, normalized: Matrix) -> Matrix:
    """Return the normalised values."""
    return other_than(outputs, normalized, "gamma is 1 and beta is 0")


@training.mistake(of=training_outputs, says="exchanged gamma and beta", credit=QUARTER)
def gamma_and_beta_exchanged(outputs: Matrix, normalized: Matrix, gamma: Expr, beta: Expr) -> Matrix:
    """Shift for scale."""
    return other_than(outputs, statistics.scaled(normalized, beta, gamma), "gamma is beta")


@training.check(of=training_outputs)
def training_by_flat_lists(x: Matrix, gamma: Expr, beta: Expr, eps: Expr) -> Any:
    """Return the numeric layer."""
    return layer_balls(x, ROWS, eps, gamma, beta)


# Layer normalisation

layer = Derivation("normalisation_layers.layer", inputs="x gain bias eps")
layer.include(rows)


@layer.step(
    name="output_formula",
    tex=r"y = g\, \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + b",
    says="output in symbols: normalise, multiply, add",
    numbers="",
)
def layer_formula() -> Expr:
    """Return the output for one value, in symbols."""
    return _formula("gain", "bias", _inside)


_formula_of(layer, "gain", "bias")


@layer.step(
    name="outputs", tex=r"y_{ij} = g\, \hat{x}_{ij} + b", says="outputs: times the gain, plus the bias"
)
def layer_outputs(normalized: Matrix, gain: Expr, bias: Expr) -> Matrix:
    """Return the outputs in the layout of x."""
    return training_outputs(normalized, gain, bias)


@layer.mistake(of=layer_outputs, says="left out the bias", credit=HALF)
def bias_forgotten(outputs: Matrix, normalized: Matrix, gain: Expr) -> Matrix:
    """Scaled only."""
    return other_than(outputs, statistics.scaled(normalized, gain, ZERO), "the bias is 0")


@layer.mistake(of=layer_outputs, says="left out the gain", credit=HALF)
def gain_forgotten(outputs: Matrix, normalized: Matrix, bias: Expr) -> Matrix:
    """Shifted only."""
    return other_than(outputs, statistics.scaled(normalized, Expr.of(1), bias), "the gain is 1")


@layer.mistake(of=layer_outputs, says="left out gain and bias", credit=QUARTER)
def units_normalised_only(outputs: Matrix, normalized: Matrix) -> Matrix:
    """Return the normalised values."""
    return other_than(outputs, normalized, "the gain is 1 and the bias is 0")


@layer.mistake(of=layer_outputs, says="exchanged gain and bias", credit=QUARTER)
def gain_and_bias_exchanged(outputs: Matrix, normalized: Matrix, gain: Expr, bias: Expr) -> Matrix:
    """Bias for gain."""
    return other_than(outputs, statistics.scaled(normalized, bias, gain), "gain and bias are equal")


@layer.check(of=layer_outputs)
def layer_by_flat_lists(x: Matrix, gain: Expr, bias: Expr, eps: Expr) -> Any:
    """Return the numeric layer."""
    return layer_balls(x, ROWS, eps, gain, bias)
