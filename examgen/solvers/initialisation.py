r"""Xavier (Glorot) initialisation: weights of mean 0 whose variance keeps signals and gradients at one scale.

A layer with ``n_in`` inputs keeps the variance of what it passes on if the variance of its weights is ``1/n_in``, one
with ``n_out`` outputs that of the gradients it passes back if it is ``1/n_out``; ``2/(n_in + n_out)`` lies between. The
uniform law on ``[-u, u]`` has the variance ``u^2/3``. The widths may be symbols.

Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS
2010, equations 12 and 16.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

if TYPE_CHECKING:
    from flint import arb

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

initialisation = Derivation("initialisation", inputs="n_in n_out")

N_IN, N_OUT = Expr.symbol("n_in"), Expr.symbol("n_out")


@initialisation.step(
    tex=r"\sigma^2 = \frac{2}{n_{\text{in}} + n_{\text{out}}}",
    says="variance between 1/n_in, which keeps the signals, and 1/n_out, which keeps the gradients",
    numbers="",
)
def variance_formula() -> Expr:
    """Variance in the symbols n_in and n_out."""
    return 2 / (N_IN + N_OUT)


@initialisation.step(
    tex=r"\sigma^2 = \frac{2}{n_{\text{in}} + n_{\text{out}}}", says="variance of the weights"
)
def variance(n_in: Expr, n_out: Expr) -> Expr:
    """Variance for these widths."""
    for width in (n_in, n_out):
        if width.is_number and not (width.is_integer and width > 0):
            raise IllPosed("a width is a whole number, at least 1")
    return 2 / (n_in + n_out)


@initialisation.step(
    tex=r"\frac{u^2}{3} = \sigma^2, \quad u = \sqrt{3 \sigma^2}",
    says="bound of the uniform law with that variance",
    numbers="",
)
def bound_formula(variance_formula: Expr) -> Expr:
    """Bound in the symbols n_in and n_out."""
    root: Expr = sqrt(3 * variance_formula)
    return root


@initialisation.step(
    tex=r"\frac{u^2}{3} = \sigma^2, \quad u = \sqrt{3 \sigma^2}",
    says="bound of the uniform law with that variance",
)
def bound(variance: Expr) -> Expr:
    """Bound for these widths."""
    root: Expr = sqrt(3 * variance)
    return root


def _variance_mistakes(of: Callable[..., Expr]) -> None:
    """Add what goes wrong with the variance: for given widths, or in symbols."""
    name = of.__name__

    def add(id_: str, says: str, credit: Fraction, wrong: Callable[[Expr, Expr], Expr]) -> None:
        def for_widths(n_in: Expr, n_out: Expr, variance: Expr) -> Expr:
            return _other(wrong(n_in, n_out), variance)

        def in_symbols() -> Expr:
            return wrong(N_IN, N_OUT)

        function = for_widths if of is variance else in_symbols
        initialisation.mistake(of=of, says=says, credit=credit, name=f"{id_}_{name}")(function)

    add("inputs_only", "used the number of inputs alone, another variant", HALF, lambda a, _: 1 / a)
    add("he", "gave the variance for rectifiers, 2/n_in", QUARTER, lambda a, _: 2 / a)
    add("numerator_one", "left out the factor 2", HALF, lambda a, b: 1 / (a + b))
    add("root_for_variance", "gave the standard deviation instead of the variance", HALF, _deviation)


def _deviation(n_in: Expr, n_out: Expr) -> Expr:
    root: Expr = sqrt(2 / (n_in + n_out))
    return root


def _bound_mistakes(of: Callable[..., Expr], variance_step: str) -> None:
    """Add what goes wrong with the bound: the variance is an argument, whatever its step is called."""
    name = of.__name__

    def add(id_: str, says: str, credit: Fraction, wrong: Callable[[Expr], Expr]) -> None:
        def for_widths(variance: Expr, bound: Expr) -> Expr:
            return _other(wrong(variance), bound)

        def in_symbols(variance_formula: Expr) -> Expr:
            return wrong(variance_formula)

        function = for_widths if variance_step == "variance" else in_symbols
        initialisation.mistake(of=of, says=says, credit=credit, name=f"{id_}_{name}")(function)

    def root(v: Expr) -> Expr:
        found: Expr = sqrt(v)
        return found

    def root_of_twelve(v: Expr) -> Expr:
        found: Expr = sqrt(12 * v)
        return found

    add("deviation_for", "gave the standard deviation as the bound", HALF, root)
    add("square_of", "did not take the root", HALF, lambda v: 3 * v)
    add("whole_width_for", "gave the width of the interval, which is twice the bound", HALF, root_of_twelve)


def _other(found: Expr, right: Expr) -> Expr:
    if found == right:
        raise NotApplicable("at these widths it comes to the same")
    return found


_variance_mistakes(variance_formula)
_variance_mistakes(variance)
_bound_mistakes(bound_formula, "variance_formula")
_bound_mistakes(bound, "variance")


# Checks


def _harmonic(n_in: arb, n_out: arb) -> arb:
    """Return the harmonic mean of the two variances that keep signals and gradients."""
    keeps_signals, keeps_gradients = 1 / n_in, 1 / n_out
    return 2 / (1 / keeps_signals + 1 / keeps_gradients)


def _end_of_uniform(n_in: arb, n_out: arb) -> arb:
    """Return where a uniform law must end: its variance, by Simpson's rule (exact here), is tried out."""
    wanted = _harmonic(n_in, n_out)
    low, high = numeric.real(0), numeric.real(2)
    for _ in range(400):
        middle = ((low + high) / 2).mid()
        spread = (middle * middle + 0 + middle * middle) / 6  # the density times the width is 1
        low, high = (middle, high) if spread < wanted else (low, middle)
    return low


_SIZES = tuple((Fraction(a), Fraction(b)) for a, b in ((2, 3), (7, 5), (64, 1024), (9, 9), (1, 13)))


@initialisation.check(of=variance_formula)
def mean_of_two_conditions_in_symbols() -> numeric.Twin:
    """Harmonic mean, at some widths."""
    return numeric.Twin(_harmonic, ("n_in", "n_out"), _SIZES)


@initialisation.check(of=variance)
def mean_of_two_conditions(n_in: Expr, n_out: Expr) -> arb:
    """Harmonic mean of 1/n_in and 1/n_out."""
    return _harmonic(numeric.real(n_in), numeric.real(n_out))


@initialisation.check(of=bound_formula)
def end_tried_out_in_symbols() -> numeric.Twin:
    """Halving, at some widths."""
    return numeric.Twin(_end_of_uniform, ("n_in", "n_out"), _SIZES)


@initialisation.check(of=bound)
def end_tried_out(n_in: Expr, n_out: Expr) -> arb:
    """Halving, until the variance of the uniform law fits."""
    return _end_of_uniform(numeric.real(n_in), numeric.real(n_out))
