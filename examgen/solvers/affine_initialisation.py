r"""Initialising the affine step after an inner product: ``a*(y + b)`` with ``y = w_1*x_1 + ... + w_d*x_d``.

All weights and inputs are independent; weights have mean ``mu_w`` and standard deviation ``sigma_w``, inputs ``mu_x``
and ``sigma_x``. Means and variances are over weights and inputs together. With ``b = -E[y]`` and ``a = 1/sqrt(Var[y])``
the unit starts with mean 0 and variance 1.

What happens when all weights (of mean 0) are multiplied by ``s`` is in `examgen.solvers.affine_initialisation_scaling`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.affine_initialisation_numeric import moments_of, variance_of
from examgen.solvers.affine_initialisation_scaling import scaling
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

if TYPE_CHECKING:
    from collections.abc import Callable

    from flint import arb

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
NAMES = ("d", "mu_w", "mu_x", "sigma_w", "sigma_x")
D, MU_W, MU_X, SIGMA_W, SIGMA_X = map(Expr.symbol, NAMES)

affine_initialisation = Derivation("affine_initialisation", inputs="d mu_w sigma_w mu_x sigma_x s")

_SHIFT_TEX = r"b = -\mathrm{E}[y] = -d\,\mu_w\mu_x"
_VARIANCE_TEX = r"\mathrm{Var}[y] = d\,(\mu_w^2\sigma_x^2 + \mu_x^2\sigma_w^2 + \sigma_w^2\sigma_x^2)"
_GAIN_TEX = r"a = \frac{1}{\sqrt{\mathrm{Var}[y]}}"


@affine_initialisation.step(
    tex=_SHIFT_TEX,
    says="each of the $d$ products has the mean of the weight times that of the input",
    numbers="",
)
def shift_formula() -> Expr:
    """Shift that makes the mean 0."""
    return -D * MU_W * MU_X


@affine_initialisation.step(tex=_SHIFT_TEX, says="shift that makes the mean 0", trivial=zero)
def shift(d: Expr, mu_w: Expr, mu_x: Expr) -> Expr:
    """Shift for the numbers."""
    return -(d * mu_w * mu_x)


@affine_initialisation.step(
    tex=r"\mathrm{Var}[y] = d\,\bigl(\mathrm{E}[w^2]\,\mathrm{E}[x^2] - \mu_w^2\mu_x^2\bigr)",
    says=r"variances of independent terms add up; $\mathrm{E}[w^2] = \mu_w^2 + \sigma_w^2$, and likewise for $x$",
    numbers="",
)
def variance_formula() -> Expr:
    """Variance of y."""
    return D * (MU_W**2 * SIGMA_X**2 + MU_X**2 * SIGMA_W**2 + SIGMA_W**2 * SIGMA_X**2)


@affine_initialisation.step(tex=_VARIANCE_TEX, says="variance of $y$ for the numbers", trivial=zero)
def variance(d: Expr, mu_w: Expr, sigma_w: Expr, mu_x: Expr, sigma_x: Expr) -> Expr:
    """Variance of y for the numbers."""
    return d * (mu_w**2 * sigma_x**2 + mu_x**2 * sigma_w**2 + sigma_w**2 * sigma_x**2)


@affine_initialisation.step(tex=_GAIN_TEX, says="scale that makes the variance 1", numbers="")
def gain_formula(variance_formula: Expr) -> Expr:
    """Positive scale."""
    root: Expr = sqrt(variance_formula)
    return 1 / root


@affine_initialisation.step(tex=_GAIN_TEX, says="scale that makes the variance 1")
def gain(variance: Expr) -> Expr:
    """Positive scale for the numbers."""
    if not variance > 0:
        raise IllPosed("y does not vary: no scale gives it the variance 1")
    root: Expr = sqrt(variance)
    return 1 / root


# Mistakes


@affine_initialisation.mistake(of=shift_formula, says="lost the minus sign", credit=HALF)
def shift_sign_formula() -> Expr:
    """d*mu_w*mu_x."""
    return D * MU_W * MU_X


@affine_initialisation.mistake(
    of=shift_formula, says="counted one product instead of $d$ of them", credit=HALF
)
def shift_of_one_formula() -> Expr:
    """-mu_w*mu_x."""
    return -MU_W * MU_X


@affine_initialisation.mistake(of=shift, says="lost the minus sign", credit=HALF)
def shift_sign(shift: Expr) -> Expr:
    """d*mu_w*mu_x."""
    _not_zero(shift)
    return -shift


@affine_initialisation.mistake(of=shift, says="counted one product instead of $d$ of them", credit=HALF)
def shift_of_one(shift: Expr, d: Expr) -> Expr:
    """-mu_w*mu_x."""
    _several(d)
    _not_zero(shift)
    return shift / d


@affine_initialisation.mistake(of=variance_formula, says="left out the product of the variances", credit=HALF)
def product_left_out_formula() -> Expr:
    """d*(mu_w^2*sigma_x^2 + mu_x^2*sigma_w^2)."""
    return D * (MU_W**2 * SIGMA_X**2 + MU_X**2 * SIGMA_W**2)


@affine_initialisation.mistake(of=variance_formula, says="took $d^2$ for $d$", credit=HALF)
def count_squared_formula(variance_formula: Expr) -> Expr:
    """d^2*(...)."""
    return D * variance_formula


@affine_initialisation.mistake(
    of=variance_formula, says="counted one product instead of $d$ of them", credit=HALF
)
def variance_of_one_formula(variance_formula: Expr) -> Expr:
    """Var/d."""
    return variance_formula / D


@affine_initialisation.mistake(
    of=variance_formula, says="took both means for 0: variance times variance", credit=QUARTER
)
def means_forgotten_formula() -> Expr:
    """d*sigma_w^2*sigma_x^2."""
    return D * SIGMA_W**2 * SIGMA_X**2


@affine_initialisation.mistake(of=variance, says="left out the product of the variances", credit=HALF)
def product_left_out(d: Expr, mu_w: Expr, sigma_w: Expr, mu_x: Expr, sigma_x: Expr) -> Expr:
    """d*(mu_w^2*sigma_x^2 + mu_x^2*sigma_w^2)."""
    return d * (mu_w**2 * sigma_x**2 + mu_x**2 * sigma_w**2)


@affine_initialisation.mistake(of=variance, says="took $d^2$ for $d$", credit=HALF)
def count_squared(variance: Expr, d: Expr) -> Expr:
    """d^2*(...)."""
    _several(d)
    return d * variance


@affine_initialisation.mistake(of=variance, says="counted one product instead of $d$ of them", credit=HALF)
def variance_of_one(variance: Expr, d: Expr) -> Expr:
    """Var/d."""
    _several(d)
    return variance / d


@affine_initialisation.mistake(
    of=variance, says="took both means for 0: variance times variance", credit=QUARTER
)
def means_forgotten(d: Expr, mu_w: Expr, sigma_w: Expr, mu_x: Expr, sigma_x: Expr) -> Expr:
    """d*sigma_w^2*sigma_x^2."""
    if mu_w == 0 and mu_x == 0:
        raise NotApplicable("both means are 0")
    return d * sigma_w**2 * sigma_x**2


@affine_initialisation.mistake(
    of=gain_formula, says="divided by the variance instead of its root", credit=HALF
)
def by_variance_formula(variance_formula: Expr) -> Expr:
    """1/Var."""
    return 1 / variance_formula


@affine_initialisation.mistake(
    of=gain_formula, says="gave the standard deviation instead of its inverse", credit=HALF
)
def deviation_formula(variance_formula: Expr) -> Expr:
    """sqrt(Var)."""
    root: Expr = sqrt(variance_formula)
    return root


@affine_initialisation.mistake(of=gain, says="divided by the variance instead of its root", credit=HALF)
def by_variance(variance: Expr) -> Expr:
    """1/Var."""
    _not_one(variance)
    return 1 / variance


@affine_initialisation.mistake(
    of=gain, says="gave the standard deviation instead of its inverse", credit=HALF
)
def deviation(variance: Expr) -> Expr:
    """sqrt(Var)."""
    _not_one(variance)
    root: Expr = sqrt(variance)
    return root


def _several(d: Expr) -> None:
    if d == 1:
        raise NotApplicable("there is one product only")


def _not_zero(value: Expr) -> None:
    if value == 0:
        raise NotApplicable("it is 0")


def _not_one(value: Expr) -> None:
    if value == 1:
        raise NotApplicable("it is 1")


affine_initialisation.include(scaling)


# Checks: weights and inputs that take two values each


@affine_initialisation.check(of=shift)
def shift_by_enumeration(d: Any, mu_w: Any, mu_x: Any) -> arb:
    """Mean of y, whatever the deviations are."""
    return -moments_of(d, mu_w, mu_x, 1, 1)[0]


@affine_initialisation.check(of=variance)
def variance_by_enumeration(d: Any, mu_w: Any, sigma_w: Any, mu_x: Any, sigma_x: Any) -> arb:
    """Mean square less squared mean."""
    return variance_of(d, mu_w, mu_x, sigma_w, sigma_x)


@affine_initialisation.check(of=gain)
def gain_by_enumeration(d: Any, mu_w: Any, sigma_w: Any, mu_x: Any, sigma_x: Any) -> arb:
    """Inverse root of it."""
    return variance_of(d, mu_w, mu_x, sigma_w, sigma_x).rsqrt()


@affine_initialisation.check(of=shift_formula)
def shift_of_two_values() -> numeric.Twin:
    """Mean of y by enumeration."""
    return _twin(lambda *moments: -moments_of(*moments)[0])


@affine_initialisation.check(of=variance_formula)
def variance_of_two_values() -> numeric.Twin:
    """Variance of y by enumeration."""
    return _twin(variance_of)


@affine_initialisation.check(of=gain_formula)
def gain_of_two_values() -> numeric.Twin:
    """Inverse root of the variance by enumeration."""
    return _twin(lambda *moments: variance_of(*moments).rsqrt())


def _twin(function: Callable[..., arb]) -> numeric.Twin:
    def share(k: int) -> Fraction:
        return Fraction(3 * k - 7, k + 2)

    points = tuple((Fraction(k), share(k), share(k + 3), Fraction(k, 3), Fraction(7, k)) for k in range(1, 6))
    return numeric.Twin(function, NAMES, points)
