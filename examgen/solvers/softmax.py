r"""The softmax of a vector of scores, ``p_i = exp(z_i) / sum of exp(z_j)``.

The largest score is subtracted first: it cancels, and no exponential gets large. Integers as scores leave powers
of e, logarithms of integers leave rational numbers.

Source: I. Goodfellow, Y. Bengio and A. Courville, "Deep learning", MIT Press 2016, sections 4.1 and 6.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from flint import arb

from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.numeric import Twin, real, reals, whole
from examgen.solvers.slips import other_than
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import exp, log, sigma
from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

SYMBOLS = 5
"""Scores that a formula may name: z1 to z5."""

softmax = Derivation("softmax", inputs="K z")


# The formula


@softmax.step(
    tex=r"p_1 = \frac{\mathrm{e}^{z_1}}{\sum_{j=1}^{K} \mathrm{e}^{z_j}}",
    says="exponential of the first score over the sum of all exponentials",
    numbers="",
)
def component_formula(K: Expr) -> Expr:
    """Return the first component, in the symbols z1, z2, ..."""
    scores = _symbols(K)
    return _share(scores[0], scores)


def _symbols(count: Expr) -> Vector:
    if not count.is_integer or not 1 <= count <= SYMBOLS:
        raise IllPosed(f"the formula is asked for 1 to {SYMBOLS} scores")
    return tuple(Expr.symbol(f"z{i + 1}") for i in range(count))


def _total(numbers: Iterable[Expr]) -> Expr:
    return sum(numbers, ZERO)


def _share(score: Expr, scores: Iterable[Expr]) -> Expr:
    found: Expr = exp(score) / _total(exp(other) for other in scores)
    return found


# The numbers


@softmax.step(tex=r"m = \max_j z_j", says="largest score", numbers="")
def largest(z: Vector) -> Expr:
    """Return the largest score."""
    if not z:
        raise IllPosed("there are no scores")
    return max(z)


@softmax.step(
    tex=r"\mathrm{e}^{z_i - m}",
    says="exponentials; the largest score is subtracted first, which changes no component and avoids overflow",
)
def exponentials(z: Vector, largest: Expr) -> Vector:
    """Return exponentials of the scores less the largest one."""
    return tuple(exp(score - largest) for score in z)


@softmax.step(tex=r"S = \sum_j \mathrm{e}^{z_j - m}", says="their sum")
def normaliser(exponentials: Vector) -> Expr:
    """Return the sum of the exponentials."""
    return _total(exponentials)


@softmax.step(tex=r"p_i = \frac{\mathrm{e}^{z_i - m}}{S}", says="probabilities: they add up to 1")
def probabilities(exponentials: Vector, normaliser: Expr) -> Vector:
    """Return all components."""
    return tuple(entry / normaliser for entry in exponentials)


# Mistakes


@softmax.mistake(of=component_formula, says="left out the exponentials: the score over the sum of the scores")
def linear_formula(K: Expr) -> Expr:
    """z/sum z."""
    scores = _symbols(K)
    return other_than(ONE, scores[0] / _total(scores), "there is one score only")


@softmax.mistake(of=component_formula, says="took a sigmoid of the score alone", credit=QUARTER)
def sigmoid_formula() -> Expr:
    """Sigmoid per score."""
    found: Expr = sigma(Expr.symbol("z1"))
    return found


@softmax.mistake(of=component_formula, says="gave the logarithm of the softmax", credit=HALF)
def logarithm_formula(K: Expr) -> Expr:
    """Log-softmax."""
    scores = _symbols(K)
    found: Expr = scores[0] - log(_total(exp(score) for score in scores))
    return found


@softmax.mistake(of=component_formula, says="did not divide by the sum", credit=QUARTER)
def not_divided_formula() -> Expr:
    """Exponential alone."""
    found: Expr = exp(Expr.symbol("z1"))
    return found


@softmax.mistake(of=component_formula, says="left the component itself out of the sum", credit=QUARTER)
def odds_formula(K: Expr) -> Expr:
    """Odds: the other scores only in the denominator."""
    scores = _symbols(K)
    if len(scores) == 1:
        raise NotApplicable("there is one score only")
    return _share(scores[0], scores[1:])


@softmax.mistake(of=probabilities, says="left out the exponentials: each score over the sum of the scores")
def scores_over_their_sum(z: Vector, probabilities: Vector) -> Vector:
    """z/sum z."""
    total = _total(z)
    if total == 0:
        raise NotApplicable("the scores add up to 0")
    return other_than(probabilities, tuple(score / total for score in z), "all scores are equal")


@softmax.mistake(
    of=probabilities, says="divided by the largest exponential instead of the sum", credit=QUARTER
)
def over_the_largest(exponentials: Vector, probabilities: Vector) -> Vector:
    """exp(z)/max."""
    return other_than(probabilities, exponentials, "there is one score only")


@softmax.mistake(of=probabilities, says="gave the logarithms of the probabilities", credit=HALF)
def logarithms(z: Vector, largest: Expr, normaliser: Expr) -> Vector:
    """Log-softmax."""
    return tuple(score - largest - log(normaliser) for score in z)


@softmax.mistake(of=probabilities, says="took a sigmoid of each score", credit=QUARTER)
def sigmoids(z: Vector, probabilities: Vector) -> Vector:
    """Sigmoid per score."""
    return other_than(probabilities, tuple(sigma(score) for score in z), "the odds are the same")


@softmax.mistake(of=probabilities, says="did not divide the exponentials by their sum", credit=QUARTER)
def not_divided(z: Vector, probabilities: Vector) -> Vector:
    """Exponentials alone."""
    return other_than(probabilities, tuple(exp(score) for score in z), "the sum is 1")


@softmax.mistake(
    of=probabilities, says="let the exponentials overflow: one infinite score takes all the probability"
)
def overflow(z: Vector, largest: Expr) -> Vector:
    """One for the largest score and 0 for the others."""
    if largest < 700:
        raise NotApplicable("nothing overflows")
    return tuple(Expr.of(int(score == largest)) for score in z)


@softmax.mistake(of=probabilities, says="reversed the sign of the scores", credit=QUARTER)
def softmin(z: Vector, probabilities: Vector) -> Vector:
    """Softmax of -z."""
    low = min(z)
    weights = tuple(exp(low - score) for score in z)
    found = tuple(weight / _total(weights) for weight in weights)
    return other_than(probabilities, found, "all scores are equal")


# Checks: ratios of two components only, so that no sum is shared


@softmax.twin(of=component_formula)
def formula_at_numbers(K: Expr) -> list[tuple[dict[str, Expr], Expr]]:
    """Logarithms of whole numbers make the softmax a share."""
    rows = [tuple((i * i + 3 * i + row) % 11 + 1 for i in range(int(K))) for row in range(1, 4)]
    return [
        ({f"z{i + 1}": log(Expr.of(n)) for i, n in enumerate(row)}, Expr.of(Fraction(row[0], sum(row))))
        for row in rows
    ]


@softmax.check(of=component_formula)
def formula_by_odds(K: Expr) -> Twin:
    """Return the reciprocal of 1 plus the odds of the other scores."""

    def first(*scores: arb) -> arb:
        return 1 / (1 + sum(((score - scores[0]).exp() for score in scores[1:]), arb(0)))

    return Twin(first, tuple(f"z{i + 1}" for i in range(whole(K))))


@softmax.check(of=probabilities)
def probabilities_by_odds(z: Vector) -> list[arb]:
    """One over the sum of the odds of all scores against this one."""
    scores = reals(z)
    return [1 / sum(((other - score).exp() for other in scores), real(0)) for score in scores]
