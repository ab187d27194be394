r"""Dropout with a mask that multiplies each input by ``m`` with probability ``alpha`` and leaves it alone otherwise.

The mean of a mask entry is ``1 - (1 - m)*alpha``: with this factor on the weighted sum the test-time argument of the
unit equals its training mean. The mean of the rectified output is another thing, as the rectifier is not linear.

Source: G. Hinton et al., "Improving neural networks by preventing co-adaptation of feature detectors", 2012 (m = 0).
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.text.expr import ZERO, Expr

if TYPE_CHECKING:
    from collections.abc import Callable

    from flint import arb

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
MOST_INPUTS = 16
"""Inputs up to which all masks are gone through; irrational numbers take half as many."""
ALPHA, S = Expr.symbol("alpha"), Expr.symbol("s")

dropout = Derivation("dropout", inputs="alpha m w x")

_FACTOR_TEX = r"\mathrm{E}[\mu_j] = \alpha\,m + (1 - \alpha)\cdot 1"


@dropout.step(
    tex=_FACTOR_TEX,
    says="mean of a mask entry, so that the test-time sum is the mean of the training sums",
    numbers="",
)
def factor_formula(m: Expr) -> Expr:
    """Factor on the weighted sum at test time."""
    return 1 - (1 - m) * ALPHA


@dropout.step(tex=_FACTOR_TEX, says="mean of a mask entry")
def factor(alpha: Expr, m: Expr) -> Expr:
    """Factor for the numbers."""
    return alpha * m + (1 - alpha)


@dropout.step(tex=r"\mathrm{E}[\mu_j]\,s", says="the factor goes in front of the sum", numbers="")
def test_argument_formula(factor_formula: Expr) -> Expr:
    """Argument of the rectifier at test time."""
    return factor_formula * S


@dropout.step(tex=r"s = \sum_j w_j x_j", says="weighted sum without a mask", trivial=zero)
def weighted_sum(w: Vector, x: Vector) -> Expr:
    """Sum of weights times inputs."""
    _check_lengths(w, x)
    return sum((weight * entry for weight, entry in zip(w, x, strict=True)), start=ZERO)


@dropout.step(tex=r"\mathrm{Relu}(\mathrm{E}[\mu_j]\,s)", says="output at test time")
def test_output(factor: Expr, weighted_sum: Expr) -> Expr:
    """Rectified scaled sum."""
    return max(factor * weighted_sum, ZERO)


@dropout.step(
    tex=r"\mathrm{Var} = \alpha(1 - \alpha)(1 - m)^2 \sum_j (w_j x_j)^2",
    says="variance of a mask entry times the squares of the terms: independent masks add up",
)
def training_variance(alpha: Expr, m: Expr, w: Vector, x: Vector) -> Expr:
    """Variance of the masked sum."""
    _check_lengths(w, x)
    squares = sum(((weight * entry) ** 2 for weight, entry in zip(w, x, strict=True)), start=ZERO)
    return alpha * (1 - alpha) * (1 - m) ** 2 * squares


@dropout.step(
    tex=r"\sum_{\mu} P(\mu)\,\mathrm{Relu}\Bigl(\sum_j w_j \mu_j x_j\Bigr)",
    says="mean over all masks of the rectified masked sum",
    numbers="",
)
def training_mean_relu(alpha: Expr, m: Expr, w: Vector, x: Vector) -> Expr:
    """Mean output over the training masks."""
    _check_lengths(w, x)
    terms = [weight * entry for weight, entry in zip(w, x, strict=True)]
    rational = all(number.is_rational for number in (alpha, m, *terms))
    if len(terms) > (MOST_INPUTS if rational else MOST_INPUTS // 2):
        raise IllPosed(f"there are too many masks of {len(terms)} inputs to go through them all")
    if rational:
        return Expr.of(_mean_of_rationals(*(number.fraction for number in (alpha, m, *terms))))
    chances = _distribution(terms, [m * term for term in terms], 1 - alpha, alpha, Expr.of(1))
    return sum((chance * total for total, chance in chances.items() if total > 0), start=ZERO)


def _mean_of_rationals(alpha: Fraction, m: Fraction, *terms: Fraction) -> Fraction:
    """Count in whole numbers: sums over a common denominator, chances over a power of that of alpha."""
    masked = [m * term for term in terms]
    unit = lcm(*(number.denominator for number in (*terms, *masked)))
    kept, dropped = alpha.denominator - alpha.numerator, alpha.numerator
    counts = _distribution([int(t * unit) for t in terms], [int(t * unit) for t in masked], kept, dropped, 1)
    total = sum(count * value for value, count in counts.items() if value > 0)
    return Fraction(total, unit * alpha.denominator ** len(terms))


def _distribution(terms: list[Any], masked: list[Any], kept: Any, dropped: Any, one: Any) -> dict[Any, Any]:
    """Return the chance of each value of the masked sum, one input after the other; equal sums are merged."""
    chances = {0 * one: one}
    for term, less in zip(terms, masked, strict=True):
        after: dict[Any, Any] = {}
        for total, chance in chances.items():
            for value, share in ((total + term, kept), (total + less, dropped)):
                after[value] = after.get(value, 0) + chance * share
        chances = after
    return chances


def _check_lengths(w: Vector, x: Vector) -> None:
    if len(w) != len(x):
        raise IllPosed(f"there are {len(w)} weights for {len(x)} inputs")


# Mistakes: the same for the formula and for the numbers


def _wrong_factors(of: Callable[..., Expr], suffix: str, alpha: Expr | None) -> None:
    """Add the mistakes about the factor to one of the two steps that give it."""

    def add(name: str, says: str, credit: Fraction, wrong: Callable[[Expr, Expr], Expr]) -> None:
        def of_formula(m: Expr) -> Expr:
            return _other(wrong(ALPHA, m), 1 - (1 - m) * ALPHA)

        def of_numbers(alpha: Expr, m: Expr) -> Expr:
            return _other(wrong(alpha, m), 1 - (1 - m) * alpha)

        function = of_formula if alpha is not None else of_numbers
        dropout.mistake(of=of, says=says, credit=credit, name=name + suffix)(function)

    add("mean_loss", "gave what is lost on average, not what is left", HALF, lambda a, m: (1 - m) * a)
    add(
        "plain_dropout",
        "gave the factor of plain dropout, as if masked inputs were 0",
        QUARTER,
        lambda a, m: 1 - a,
    )
    add(
        "factor_inverted",
        "divided by the mean of the mask instead of multiplying",
        HALF,
        lambda a, m: 1 / (1 - (1 - m) * a),
    )
    add("chances_exchanged", "exchanged the probabilities of both cases", HALF, lambda a, m: a + (1 - a) * m)
    add("times_mask", "subtracted alpha times the mask value", QUARTER, lambda a, m: 1 - a * m)


def _other(wrong: Expr, right: Expr) -> Expr:
    if wrong == right:
        raise NotApplicable("it makes no difference")
    return wrong


_wrong_factors(factor_formula, "_formula", ALPHA)
_wrong_factors(factor, "", None)


@dropout.mistake(of=test_argument_formula, says="did not scale the sum at all", credit=QUARTER)
def not_scaled_formula(m: Expr) -> Expr:
    """S."""
    return S


@dropout.mistake(of=test_argument_formula, says="divided the sum by the factor", credit=HALF)
def divided_formula(factor_formula: Expr) -> Expr:
    """s/factor."""
    return S / factor_formula


@dropout.mistake(of=test_output, says="did not scale the sum at all", credit=QUARTER)
def not_scaled(weighted_sum: Expr) -> Expr:
    """Relu(s)."""
    return max(_not_off(weighted_sum), ZERO)


@dropout.mistake(of=test_output, says="left the rectifier out", credit=HALF)
def not_rectified(factor: Expr, weighted_sum: Expr) -> Expr:
    """factor*s."""
    if weighted_sum >= 0:
        raise NotApplicable("the sum is not negative")
    return factor * weighted_sum


@dropout.mistake(of=test_output, says="divided the sum by the factor", credit=HALF)
def sum_divided(factor: Expr, weighted_sum: Expr) -> Expr:
    """Relu(s/factor)."""
    return _not_off(weighted_sum) / factor


@dropout.mistake(of=test_output, says="gave the mean of the rectified training outputs", credit=HALF)
def mean_of_outputs(training_mean_relu: Expr, test_output: Expr) -> Expr:
    """E[Relu]."""
    return _other(training_mean_relu, test_output)


@dropout.mistake(
    of=training_variance, says="did not square the distance between the mask's values", credit=HALF
)
def distance_not_squared(training_variance: Expr, m: Expr) -> Expr:
    """alpha*(1 - alpha)*(1 - m)*sum."""
    return _other(training_variance / (1 - m), training_variance)


@dropout.mistake(of=training_variance, says="gave the variance of plain dropout", credit=QUARTER)
def plain_variance(training_variance: Expr, m: Expr) -> Expr:
    """alpha*(1 - alpha)*sum."""
    return _other(training_variance / (1 - m) ** 2, training_variance)


@dropout.mistake(of=training_variance, says="squared the sum instead of adding the squares", credit=QUARTER)
def sum_squared(training_variance: Expr, alpha: Expr, m: Expr, weighted_sum: Expr) -> Expr:
    """alpha*(1 - alpha)*(1 - m)^2*s^2."""
    return _other(alpha * (1 - alpha) * (1 - m) ** 2 * weighted_sum**2, training_variance)


@dropout.mistake(of=training_variance, says="gave the standard deviation", credit=HALF)
def deviation(training_variance: Expr) -> Expr:
    """Root of the variance."""
    return _other(training_variance**HALF, training_variance)


@dropout.mistake(of=training_mean_relu, says="rectified the mean of the sums, not the sums", credit=HALF)
def mean_rectified(training_mean_relu: Expr, test_output: Expr) -> Expr:
    """Relu of the mean."""
    return _other(test_output, training_mean_relu)


def _not_off(weighted_sum: Expr) -> Expr:
    if weighted_sum <= 0:
        raise NotApplicable("the unit is off in any case")
    return weighted_sum


# Checks: all masks, one by one


def _masked_sums(alpha: Any, m: Any, w: Any, x: Any) -> list[tuple[arb, arb]]:
    """Return chance and sum of every mask."""
    share, value = numeric.reals((alpha, m))
    found = [(numeric.real(1), numeric.real(0))]
    for weight, entry in zip(numeric.reals(w), numeric.reals(x), strict=True):
        cases = ((share, weight * (value * entry)), (1 - share, weight * entry))
        found = [(chance * c, total + term) for chance, total in found for c, term in cases]
    return found


def _mean(pairs: list[tuple[arb, arb]]) -> arb:
    return sum((chance * value for chance, value in pairs), numeric.real(0))


@dropout.check(of=factor)
def factor_over_both_masks(alpha: Any, m: Any) -> arb:
    """Mean of the masked input 1 with weight 1."""
    return _mean(_masked_sums(alpha, m, (1,), (1,)))


@dropout.check(of=test_output)
def output_of_the_mean(alpha: Any, m: Any, w: Any, x: Any) -> arb:
    """Rectified mean of the masked sums; the mean of each term alone, as means add up."""
    terms = [_mean(_masked_sums(alpha, m, (weight,), (entry,))) for weight, entry in zip(w, x, strict=True)]
    return sum(terms, numeric.real(0)).max(numeric.real(0))


@dropout.check(of=training_variance)
def variance_over_masks(alpha: Any, m: Any, w: Any, x: Any) -> arb:
    """Mean square of the masked sums less their squared mean, pair of terms by pair of terms."""
    total = numeric.real(0)
    for weight, entry in zip(w, x, strict=True):
        sums = _masked_sums(alpha, m, (weight,), (entry,))
        mean = _mean(sums)
        total += _mean([(chance, value * value) for chance, value in sums]) - mean * mean
    return total


@dropout.check(of=training_mean_relu)
def mean_over_masks(alpha: Any, m: Any, w: Any, x: Any) -> arb:
    """Mean of the rectified sums over all masks."""
    return _mean([(c, total.max(numeric.real(0))) for c, total in _masked_sums(alpha, m, w, x)])


@dropout.check(of=factor_formula)
def factor_over_both_masks_at_points(m: Any) -> numeric.Twin:
    """Mean of a masked input 1."""
    return numeric.Twin(lambda alpha: _mean(_masked_sums(alpha, m, (1,), (1,))), ("alpha",))


@dropout.check(of=test_argument_formula)
def mean_sum_at_points(m: Any) -> numeric.Twin:
    """Mean of the masked sum of two halves of s."""

    def mean(alpha: arb, s: arb) -> arb:
        return _mean(_masked_sums(alpha, m, (1, 1), (s / 2, s / 2)))

    return numeric.Twin(mean, ("alpha", "s"))
