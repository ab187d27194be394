r"""The update of RMSProp in symbols, and the size of its first step.

    r_new = rho*r + (1 - rho)*g^2,    theta_new = theta - alpha*g/(sqrt(r_new) + eps)

Authors put eps outside the root (as here) or inside it; both are accepted.

Source: T. Tieleman and G. Hinton, lecture 6.5 of "Neural networks for machine learning", 2012; I. Goodfellow,
Y. Bengio and A. Courville, "Deep learning", MIT Press 2016, algorithm 8.5 (eps inside).
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from examgen.solvers.derivation import Derivation
from examgen.solvers.numeric import Twin
from examgen.text import functions
from examgen.text.balls import same
from examgen.text.expr import Expr
from examgen.text.values import RealSet

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

formulas = Derivation("rmsprop_formulas.formulas")


def _sqrt(x: Expr) -> Expr:
    found: Expr = functions.sqrt(x)
    return found


_RHO, _R, _G, _THETA, _ALPHA, _EPS = map(Expr.symbol, "rho r g theta alpha eps".split())  # noqa: SIM905


@formulas.step(
    tex=r"r_{\text{new}} = \rho\, r + (1 - \rho)\, g^2",
    says="running mean of the squared gradients",
    numbers="",
)
def accumulator_formula() -> Expr:
    """Return the new accumulator, in the symbols rho, r and g."""
    return _RHO * _R + (1 - _RHO) * _G**2


@formulas.step(
    tex=r"\theta_{\text{new}}",
    says="step against the gradient, divided by the root of the new accumulator",
    numbers="",
)
def parameter_formula() -> Expr:
    """Return the new parameter, in the symbols theta, alpha, g, r and eps."""
    return _THETA - _ALPHA * _G / (_sqrt(_R) + _EPS)


@formulas.step(
    tex=r"r_1 = (1 - \rho)\, g^2, \quad \frac{\alpha |g|}{\sqrt{r_1}}",
    says="size of the first step: the gradient cancels",
    numbers="",
)
def first_step_formula() -> Expr:
    """Return the size of the first step, in the symbols alpha and rho."""
    return _ALPHA / _sqrt(1 - _RHO)


# Mistakes


@formulas.mistake(of=accumulator_formula, says="left out the factor 1 - rho", credit=HALF)
def factor_left_out_of_formula() -> Expr:
    """Accumulator rho*r + g^2."""
    return _RHO * _R + _G**2


@formulas.mistake(of=accumulator_formula, says="averaged the gradients, not their squares (momentum)")
def first_moment_formula() -> Expr:
    """Accumulator rho*r + (1 - rho)*g."""
    return _RHO * _R + (1 - _RHO) * _G


@formulas.mistake(of=accumulator_formula, says="exchanged rho and 1 - rho", credit=HALF)
def weights_exchanged_in_formula() -> Expr:
    """Accumulator (1 - rho)*r + rho*g^2."""
    return (1 - _RHO) * _R + _RHO * _G**2


@formulas.mistake(
    of=accumulator_formula, says="summed the squares without forgetting any (AdaGrad)", credit=QUARTER
)
def adagrad_formula() -> Expr:
    """Accumulator r + g^2."""
    return _R + _G**2


@formulas.mistake(of=parameter_formula, says="forgot the root of the accumulator", credit=HALF)
def root_left_out_of_formula() -> Expr:
    """Step alpha*g/(r + eps)."""
    return _THETA - _ALPHA * _G / (_R + _EPS)


@formulas.mistake(of=parameter_formula, says="stepped along the gradient instead of against it", credit=HALF)
def ascent_formula() -> Expr:
    """Plus for minus."""
    return _THETA + _ALPHA * _G / (_sqrt(_R) + _EPS)


@formulas.mistake(of=parameter_formula, says="left out the step size alpha", credit=HALF)
def step_size_left_out_of_formula() -> Expr:
    """Step g/(sqrt(r) + eps)."""
    return _THETA - _G / (_sqrt(_R) + _EPS)


@formulas.mistake(of=parameter_formula, says="left out eps", credit=HALF)
def eps_left_out_of_formula() -> Expr:
    """Step alpha*g/sqrt(r)."""
    return _THETA - _ALPHA * _G / _sqrt(_R)


@formulas.mistake(of=parameter_formula, says="gave the step instead of the new parameter", credit=HALF)
def step_for_parameter() -> Expr:
    """Return the step alone."""
    return _ALPHA * _G / (_sqrt(_R) + _EPS)


@formulas.mistake(of=first_step_formula, says="took the first step to have size alpha", credit=QUARTER)
def first_step_alpha_formula() -> Expr:
    """Return alpha."""
    return _ALPHA


@formulas.mistake(of=first_step_formula, says="forgot the root: divided by 1 - rho", credit=HALF)
def first_step_without_root_formula() -> Expr:
    """alpha/(1 - rho)."""
    return _ALPHA / (1 - _RHO)


@formulas.mistake(of=first_step_formula, says="divided by the root of rho instead of 1 - rho", credit=HALF)
def first_step_over_rho_formula() -> Expr:
    """alpha/sqrt(rho)."""
    return _ALPHA / _sqrt(_RHO)


# Either place of eps is right in the formula

_POSITIVE = RealSet.interval(0, None)
_WHERE = {"r": _POSITIVE, "eps": _POSITIVE, "alpha": _POSITIVE}


@formulas.accepts(of=parameter_formula)
def either_place_of_eps(given: Expr) -> bool | None:
    """Whether a formula is the update with eps outside the root or inside it."""
    verdicts = [
        same(given, _THETA - _ALPHA * _G / divisor, _WHERE).equal
        for divisor in (_sqrt(_R) + _EPS, _sqrt(_R + _EPS))
    ]
    return True if True in verdicts else None if None in verdicts else False


# Checks: other forms of the same functions


@formulas.check(of=accumulator_formula)
def accumulator_twin() -> Twin:
    """Return a mean of two numbers: the square plus rho times the difference."""
    return Twin(lambda rho, r, g: g * g - rho * (g * g - r), ("rho", "r", "g"))


@formulas.check(of=parameter_formula)
def parameter_twin() -> Twin:
    """Return the update with the denominator rationalised."""
    return Twin(
        lambda theta, alpha, g, r, eps: theta - alpha * g * (r.sqrt() - eps) / (r - eps * eps),
        ("theta", "alpha", "g", "r", "eps"),
    )


_SHARES = tuple((Fraction(n, 7), Fraction(m, 11)) for n, m in ((1, 2), (3, 5), (9, 10), (20, 1)))


@formulas.check(of=first_step_formula)
def first_step_twin() -> Twin:
    """Return the step for gradient 3, with the accumulator 9 - 9*rho."""

    def step(alpha: arb, rho: arb) -> arb:
        return 3 * alpha / (9 - 9 * rho).sqrt()

    return Twin(step, ("alpha", "rho"), _SHARES)
