r"""How slowly Adam's running second moment must forget when a gradient component is rarely other than 0.

The component is 1 on a fraction ``p`` of the steps and 0 on the others. ``s <- beta2*s + (1 - beta2)*g^2`` averages
over about ``k = 1/(1 - beta2)`` steps, which should hold ``hits`` ones: ``beta2 = 1 - p/hits``, or ``1 - b*p/hits``
where every step sees b samples. In the long run s has mean p, and for independent steps the variance
``p*(1 - p)*(1 - beta2)/(1 + beta2)``; both are those of a running moment fed with one gradient, 0 or 1, a step.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

if TYPE_CHECKING:
    from flint import arb

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
P, SAMPLES = Expr.symbol("p"), Expr.symbol("b")

second_moment = Derivation("second_moment", inputs="p hits batch_size")


@second_moment.step(
    tex=r"k = \frac{\text{ones wanted}}{p}",
    says=r"number of steps that hold as many ones on average, as $k$ steps hold $k\,p$",
    numbers="",
)
def window_formula(hits: Expr) -> Expr:
    """Return the number of steps in which as many ones are expected as are wanted."""
    return hits / P


@second_moment.step(
    tex=r"\beta_2 = 1 - \frac1k",
    says=r"the running average reaches back about $1/(1 - \beta_2)$ steps",
    numbers="",
)
def beta2_formula(window_formula: Expr) -> Expr:
    """Decay whose window is that long."""
    return 1 - 1 / window_formula


@second_moment.step(
    tex=r"\beta_2 = 1 - \frac1k",
    says=r"the window again: $k$ steps of $b$ samples hold $k\,b\,p$ ones on average",
    numbers="",
)
def beta2_batch_formula(hits: Expr) -> Expr:
    """Decay where every step sees b samples."""
    return 1 - SAMPLES * P / hits


@second_moment.step(
    tex=r"k = \frac{\text{ones wanted}}{b\,p}",
    says="number of steps in which that many ones are expected, with $b$ samples a step",
)
def window(p: Expr, hits: Expr, batch_size: Expr) -> Expr:
    """Length of the window."""
    if p == 0:
        raise IllPosed("a gradient that is never 1 fills no window")
    return hits / (batch_size * p)


@second_moment.step(tex=r"\beta_2 = 1 - \frac1k", says="decay whose window is that long")
def beta2(window: Expr) -> Expr:
    """Decay 1 - 1/k."""
    if not window >= 1:
        raise IllPosed("a single step holds more ones than are wanted, and the decay would be negative")
    return 1 - 1 / window


@second_moment.step(
    tex=r"\mathrm{E}[s]",
    says=r"mean that a step leaves as it is, $\mathrm{E}[s] = \beta_2\,\mathrm{E}[s] + (1 - \beta_2)\,p$",
    numbers="",
)
def steady_mean(p: Expr) -> Expr:
    """Long-run mean of the running second moment."""
    return p


@second_moment.step(
    tex=r"V = \frac{1 - \beta_2}{1 + \beta_2}\,p(1 - p)",
    says=r"variance that a step leaves as it is, $V = \beta_2^2\,V + (1 - \beta_2)^2\,p(1 - p)$",
)
def steady_variance(beta2: Expr, p: Expr) -> Expr:
    """Long-run variance of the running second moment."""
    if beta2 == -1:
        raise IllPosed("with this decay the running moment never settles")
    return (1 - beta2) / (1 + beta2) * (p * (1 - p))


@second_moment.step(tex=r"\frac{\sqrt{V}}{\mathrm{E}[s]}", says="standard deviation over mean")
def relative_spread(steady_mean: Expr, steady_variance: Expr) -> Expr:
    """Long-run standard deviation relative to the mean."""
    deviation: Expr = sqrt(steady_variance)
    return deviation / steady_mean


# Mistakes


@second_moment.mistake(
    of=window_formula, says="multiplied by the fraction instead of dividing by it", credit=QUARTER
)
def window_times_fraction_formula(hits: Expr) -> Expr:
    """K = hits*p."""
    return hits * P


@second_moment.mistake(of=window_formula, says="waited for a single one", credit=HALF)
def one_hit_only_formula(hits: Expr) -> Expr:
    """K = 1/p."""
    _more_than_one(hits)
    return 1 / P


@second_moment.mistake(
    of=window_formula,
    says="divided by the number of ones wanted instead of multiplying by it",
    credit=QUARTER,
)
def window_over_hits_formula(hits: Expr) -> Expr:
    """K = 1/(hits*p)."""
    _more_than_one(hits)
    return 1 / (hits * P)


@second_moment.mistake(of=beta2_formula, says="gave the fraction itself")
def fraction_itself_formula() -> Expr:
    """Beta2 = p."""
    return P


@second_moment.mistake(of=beta2_formula, says=r"gave $1 - \beta_2$ for $\beta_2$", credit=HALF)
def complement_formula(window_formula: Expr) -> Expr:
    """Beta2 = 1/k."""
    return 1 / window_formula


@second_moment.mistake(of=beta2_formula, says="took the square of the fraction for $1/k$")
def fraction_squared_formula() -> Expr:
    """Beta2 = 1 - p^2."""
    return 1 - P**2


@second_moment.mistake(
    of=beta2_formula, says="took the root of the share of zeros for the decay", credit=QUARTER
)
def root_of_zeros_formula() -> Expr:
    """Beta2 = sqrt(1 - p)."""
    root: Expr = sqrt(1 - P)
    return root


@second_moment.mistake(of=beta2_batch_formula, says="divided by the number of samples", credit=QUARTER)
def samples_divided_formula(hits: Expr) -> Expr:
    """Beta2 = 1 - p/(b*hits)."""
    return 1 - P / (SAMPLES * hits)


@second_moment.mistake(of=beta2_batch_formula, says="took no account of the samples of a step", credit=HALF)
def samples_ignored_formula(hits: Expr) -> Expr:
    """Beta2 = 1 - p/hits."""
    return 1 - P / hits


@second_moment.mistake(of=window, says="multiplied by the fraction instead of dividing by it", credit=QUARTER)
def window_times_fraction(p: Expr, hits: Expr, batch_size: Expr) -> Expr:
    """K = hits*p/b."""
    return hits * p / batch_size


@second_moment.mistake(of=window, says="waited for a single one", credit=HALF)
def one_hit_only(p: Expr, hits: Expr, batch_size: Expr) -> Expr:
    """K = 1/(b*p)."""
    _more_than_one(hits)
    return 1 / (batch_size * p)


@second_moment.mistake(of=window, says="took no account of the samples of a step", credit=HALF)
def samples_ignored(p: Expr, hits: Expr, batch_size: Expr) -> Expr:
    """K = hits/p."""
    if batch_size == 1:
        raise NotApplicable("every step sees one sample")
    return hits / p


@second_moment.mistake(
    of=window, says="divided by the number of ones wanted instead of multiplying by it", credit=QUARTER
)
def window_over_hits(p: Expr, hits: Expr, batch_size: Expr) -> Expr:
    """K = 1/(hits*b*p)."""
    _more_than_one(hits)
    return 1 / (hits * batch_size * p)


@second_moment.mistake(of=beta2, says="gave the fraction itself")
def fraction_itself(p: Expr) -> Expr:
    """Beta2 = p."""
    return p


@second_moment.mistake(of=beta2, says=r"gave $1 - \beta_2$ for $\beta_2$", credit=HALF)
def complement(window: Expr) -> Expr:
    """Beta2 = 1/k."""
    return 1 / window


@second_moment.mistake(of=beta2, says="took the square of the fraction for $1/k$")
def fraction_squared(p: Expr) -> Expr:
    """Beta2 = 1 - p^2."""
    return 1 - p**2


@second_moment.mistake(of=beta2, says="took the root of the share of zeros for the decay", credit=QUARTER)
def root_of_zeros(p: Expr) -> Expr:
    """Beta2 = sqrt(1 - p)."""
    root: Expr = sqrt(1 - p)
    return root


@second_moment.mistake(
    of=steady_mean, says="took the mean of a single squared step for the square of the mean"
)
def mean_squared(p: Expr) -> Expr:
    """E[g]^2 = p^2."""
    return p**2


@second_moment.mistake(of=steady_variance, says=r"replaced $1 + \beta_2$ by $2$", credit=HALF)
def denominator_two(beta2: Expr, p: Expr) -> Expr:
    """(1 - beta2)/2*p*(1 - p)."""
    return (1 - beta2) / 2 * p * (1 - p)


@second_moment.mistake(
    of=steady_variance, says="gave the variance of a plain mean over the window", credit=HALF
)
def plain_mean(beta2: Expr, p: Expr) -> Expr:
    """p*(1 - p)/k."""
    return p * (1 - p) * (1 - beta2)


@second_moment.mistake(of=steady_variance, says="gave the variance of a single step", credit=QUARTER)
def single_step(p: Expr) -> Expr:
    """p*(1 - p)."""
    return p * (1 - p)


@second_moment.mistake(of=relative_spread, says="did not take the root of the variance", credit=HALF)
def variance_for_deviation(steady_mean: Expr, steady_variance: Expr) -> Expr:
    """Variance over mean."""
    return steady_variance / steady_mean


def _more_than_one(hits: Expr) -> None:
    if hits == 1:
        raise NotApplicable("a single one is wanted")


# Checks


@second_moment.check(of=window)
def window_by_counting(p: Any, hits: Any, batch_size: Any) -> arb:
    """Ones wanted over the ones that a step holds on average, counted over all numbers of ones in it."""
    share, samples = numeric.real(p), numeric.whole(batch_size)
    return numeric.real(hits) / _expected(share, samples)


@second_moment.check(of=beta2)
def decay_by_counting(p: Any, hits: Any, batch_size: Any) -> arb:
    """Take one step out of the window, and give the share that is left."""
    wanted, held = numeric.real(hits), _expected(numeric.real(p), numeric.whole(batch_size))
    return (wanted - held) / wanted


def _expected(share: arb, samples: int) -> arb:
    """Mean of a binomial number, term by term."""
    total = numeric.real(0)
    for ones in range(samples + 1):
        chance = numeric.power(share, ones) * numeric.power(1 - share, samples - ones)
        total += ones * comb(samples, ones) * chance
    return total


@second_moment.check(of=steady_mean)
def mean_over_two_values(p: Any) -> arb:
    """Mean of the squares of 1 and 0 under their probabilities."""
    share = numeric.real(p)
    return share * numeric.power(numeric.real(1), 2) + (1 - share) * numeric.power(numeric.real(0), 2)


@second_moment.check(of=steady_variance)
def variance_after_many_steps(p: Any, hits: Any, batch_size: Any) -> arb:
    """Second moment less squared mean, after 2^60 steps from 0."""
    mean, square = _moments(p, hits, batch_size)
    return square - mean * mean


@second_moment.check(of=relative_spread)
def spread_after_many_steps(p: Any, hits: Any, batch_size: Any) -> arb:
    """Root of E[s^2]/E[s]^2 - 1, after 2^60 steps from 0."""
    mean, square = _moments(p, hits, batch_size)
    ratio = square / (mean * mean) - 1
    return ratio.mid().sqrt() if ratio.contains(0) else ratio.sqrt()


def _moments(p: Any, hits: Any, batch_size: Any) -> tuple[arb, arb]:
    """E[s] and E[s^2] after very many steps.

    A step maps (E[s], E[s^2]) by ``m <- a*m + d``, ``q <- r*q + c*m + f``; composing the map with itself doubles
    the number of steps.
    """
    share = numeric.real(p)
    keep = 1 - _expected(share, numeric.whole(batch_size)) / numeric.real(hits)
    add = 1 - keep
    a, d, r, c, f = keep, add * share, keep * keep, 2 * keep * add * share, add * add * share
    for _ in range(60):
        a, d, r, c, f = a * a, a * d + d, r * r, r * c + c * a, r * f + c * d + f
    return d, f


@second_moment.check(of=window_formula)
def window_by_ratio(hits: Any) -> numeric.Twin:
    """Ones wanted over the ones of a single step."""
    return numeric.Twin(lambda p: numeric.real(hits) / _expected(p, 1), ("p",))


@second_moment.check(of=beta2_formula)
def decay_of_the_window(hits: Any) -> numeric.Twin:
    """Take one step out of the window."""
    return numeric.Twin(lambda p: (numeric.real(hits) - _expected(p, 1)) / numeric.real(hits), ("p",))


@second_moment.check(of=beta2_batch_formula)
def decay_of_the_window_of_batches(hits: Any) -> numeric.Twin:
    """Take one step of b samples out of the window."""

    def decay(p: arb, samples: arb) -> arb:
        return (numeric.real(hits) - _expected(p, numeric.whole(samples))) / numeric.real(hits)

    points = tuple((Fraction(1, 9 * k), Fraction(k)) for k in range(1, 6))
    return numeric.Twin(decay, ("p", "b"), points)
