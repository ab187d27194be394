r"""Stationary points under the penalty ``lam*ln(theta)``, and the log-uniform prior that it comes from.

The loss of the numeric forms is ``h/2*(theta - m)^2`` with ``theta > 0``. Then ``h*(theta - m) + lam/theta = 0``, that
is ``h*theta^2 - h*m*theta + lam = 0``: two stationary points, the smaller one a maximum, if ``lam < h*m^2/4``; none
above that. The objective falls without bound towards 0, so no stationary point is a global minimum.

The prior makes ``log_base(theta)`` uniform between `low` and `high`; its density is proportional to ``1/theta``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_poly

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, empty
from examgen.text.expr import Expr
from examgen.text.functions import log, sqrt

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
LAM, THETA = Expr.symbol("lam"), Expr.symbol("theta")
OTHER = {"minimum": "maximum", "maximum": "minimum"}

log_penalty = Derivation("log_penalty", inputs="lam h m base low high")


@log_penalty.step(
    tex=r"\frac{\partial\ell}{\partial\theta}",
    says=r"derivatives of loss and penalty add up to $0$, and that of $\lambda\ln\theta$ is $\lambda/\theta$",
    numbers="",
)
def stationarity() -> Expr:
    """Return the derivative of the loss at a stationary point."""
    return -LAM / THETA


@log_penalty.step(
    tex=r"h\theta^2 - hm\theta + \lambda = 0,\quad \theta = \frac{m}{2} \pm \sqrt{\frac{m^2}{4} - \frac{\lambda}{h}}",
    says=r"positive roots of the condition, after multiplication by $\theta$",
    numbers=lambda lam, h, m: _roots_tex(m / 2, m**2 / 4 - lam / h),
    trivial=empty,
)
def stationary_points(lam: Expr, h: Expr, m: Expr) -> Vector:
    """Positive stationary points, increasing."""
    return _positive_roots(h, m, lam)


@log_penalty.step(
    tex=r"h - \frac{\lambda}{\theta^2}",
    says="second derivative of the objective: positive at a minimum, negative at a maximum",
    numbers=lambda stationary_points, lam, h: _signs_tex([h - lam / point**2 for point in stationary_points]),
)
def point_kinds(stationary_points: Vector, lam: Expr, h: Expr) -> tuple[str, ...]:
    """Kind of each stationary point."""
    return tuple(_kind(h - lam / point**2) for point in stationary_points)


@log_penalty.step(
    tex=r"\lambda_{\max} = \frac{h m^2}{4}",
    says=r"largest $\lambda$ for which the root is real: $m^2/4 - \lambda/h = 0$",
)
def largest_lambda(h: Expr, m: Expr) -> Expr:
    """Penalty h*m^2/4 at which both points meet."""
    if not (h > 0 and m > 0):
        raise IllPosed("the loss needs a minimum at a positive number")
    return h * m**2 / 4


@log_penalty.step(
    tex=r"Z = \int \frac{\mathrm{d}\theta}{\theta} = \ln\theta_{\text{high}} - \ln\theta_{\text{low}}",
    says=r"integral of $1/\theta$: the difference of the logarithms of the ends",
    numbers="",
)
def prior_normaliser(base: Expr, low: Expr, high: Expr) -> Expr:
    """Integral of 1/theta over the range."""
    if not (base > 0 and base != 1):
        raise IllPosed("the base of the logarithm must be positive and not 1")
    if not low < high:
        raise IllPosed("the range is empty: its low end must lie below its high end")
    logarithm: Expr = log(base)
    return (high - low) * abs(logarithm)


@log_penalty.step(
    tex=r"\frac1Z\int \theta\,\frac{\mathrm{d}\theta}{\theta} = \frac{\theta_{\text{high}} - \theta_{\text{low}}}{Z}",
    says="mean: the width of the range over the normaliser $Z$",
)
def prior_mean(prior_normaliser: Expr, base: Expr, low: Expr, high: Expr) -> Expr:
    """Mean of theta under the prior."""
    return abs(base**high - base**low) / prior_normaliser


def _positive_roots(h: Expr, m: Expr, lam: Expr) -> Vector:
    """Positive roots of ``h*theta^2 - h*m*theta + lam``, increasing, a double one once."""
    if h == 0:
        raise IllPosed("the loss is constant")
    square = m**2 / 4 - lam / h
    if square < 0:
        return ()
    root = sqrt(square)
    return tuple(point for point in dict.fromkeys((m / 2 - root, m / 2 + root)) if point > 0)


def _roots_tex(middle: Expr, square: Expr) -> str:
    from examgen.text.tex import tex  # only solution sheets need it

    return rf"{tex(middle)} \pm \sqrt{{{tex(square)}}}"


def _signs_tex(values: list[Expr]) -> str:
    from examgen.text.tex import tex  # only solution sheets need it

    if not values:
        return r"\text{(no points)}"
    return r",\;\; ".join(f"{tex(value)} {'>' if value > 0 else '<'} 0" for value in values)


def _kind(second: Expr) -> str:
    if second == 0:
        raise IllPosed(
            "both stationary points meet in a point of inflection, which is neither a minimum nor a maximum"
        )
    return "minimum" if second > 0 else "maximum"


# Mistakes


@log_penalty.mistake(
    of=stationarity, says="lost the minus sign on the other side of the equation", credit=HALF
)
def sign_lost_formula() -> Expr:
    """lam/theta."""
    return LAM / THETA


@log_penalty.mistake(of=stationarity, says="did not differentiate the logarithm", credit=QUARTER)
def logarithm_kept_formula() -> Expr:
    """-lam*ln(theta)."""
    logarithm: Expr = log(THETA)
    return -LAM * logarithm


@log_penalty.mistake(of=stationarity, says="took 1 for the derivative of the logarithm", credit=QUARTER)
def slope_one_formula() -> Expr:
    """-lam."""
    return -LAM


@log_penalty.mistake(of=stationary_points, says="took the penalty with the wrong sign", credit=HALF)
def penalty_subtracted(lam: Expr, h: Expr, m: Expr) -> Vector:
    """h*theta^2 - h*m*theta - lam = 0."""
    return _positive_roots(h, m, -lam)


@log_penalty.mistake(of=stationary_points, says="kept the larger point only", credit=HALF)
def larger_only(stationary_points: Vector) -> Vector:
    """One root."""
    return _one_of_two(stationary_points)[1:]


@log_penalty.mistake(of=stationary_points, says="kept the smaller point only", credit=HALF)
def smaller_only(stationary_points: Vector) -> Vector:
    """One root."""
    return _one_of_two(stationary_points)[:1]


@log_penalty.mistake(of=stationary_points, says="left the penalty out", credit=QUARTER)
def minimum_of_the_loss(m: Expr) -> Vector:
    """Theta = m."""
    return (m,)


@log_penalty.mistake(of=point_kinds, says="exchanged minimum and maximum", credit=QUARTER)
def kinds_exchanged(point_kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Maximum for a positive second derivative."""
    if not point_kinds:
        raise NotApplicable("there is no stationary point")
    return tuple(OTHER[kind] for kind in point_kinds)


@log_penalty.mistake(of=point_kinds, says="took every stationary point for a minimum", credit=QUARTER)
def all_minima(point_kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Minimum, minimum."""
    if "maximum" not in point_kinds:
        raise NotApplicable("there is no maximum")
    return ("minimum",) * len(point_kinds)


@log_penalty.mistake(of=largest_lambda, says="took $m^2$ for $(m/2)^2$", credit=HALF)
def quarter_lost(h: Expr, m: Expr) -> Expr:
    """h*m^2."""
    return h * m**2


@log_penalty.mistake(of=largest_lambda, says="halved $m^2$ instead of dividing it by $4$", credit=HALF)
def half_for_quarter(h: Expr, m: Expr) -> Expr:
    """h*m^2/2."""
    return h * m**2 / 2


@log_penalty.mistake(of=prior_normaliser, says="lost the logarithm of the base", credit=HALF)
def base_ignored(base: Expr, low: Expr, high: Expr) -> Expr:
    """High - low."""
    return high - low


@log_penalty.mistake(of=prior_normaliser, says="gave the width of the range", credit=QUARTER)
def width_of_range(base: Expr, low: Expr, high: Expr) -> Expr:
    """base^high - base^low."""
    return base**high - base**low


@log_penalty.mistake(of=prior_mean, says="gave the midpoint of the range", credit=QUARTER)
def midpoint(base: Expr, low: Expr, high: Expr) -> Expr:
    """(base^high + base^low)/2."""
    return (base**high + base**low) / 2


@log_penalty.mistake(
    of=prior_mean, says="gave the geometric mean of the ends, which is the median", credit=QUARTER
)
def geometric_mean(base: Expr, low: Expr, high: Expr) -> Expr:
    """base^((high + low)/2)."""
    return base ** ((high + low) / 2)


@log_penalty.mistake(of=prior_mean, says="lost the logarithm of the base", credit=HALF)
def mean_without_logarithm(base: Expr, low: Expr, high: Expr) -> Expr:
    """(base^high - base^low)/(high - low)."""
    return (base**high - base**low) / (high - low)


def _one_of_two(points: Vector) -> Vector:
    if len(points) < 2:
        raise NotApplicable("there are no two stationary points")
    return points


# Checks


@log_penalty.check(of=stationarity)
def slope_of_the_penalty() -> numeric.Twin:
    """Central difference of -lam*ln(theta)."""

    def slope(lam: arb, theta: arb) -> Any:
        return numeric.derivative(lambda moved: -lam * moved.log(), theta)

    return numeric.Twin(slope, ("lam", "theta"))


@log_penalty.check(of=stationary_points)
def real_roots(lam: Any, h: Any, m: Any) -> list[arb]:
    """Positive roots, isolated by their complex enclosures."""
    return _isolated(lam, h, m)


@log_penalty.check(of=point_kinds)
def kinds_by_neighbours(lam: Any, h: Any, m: Any) -> list[str]:
    """Whether the objective is higher or lower close to each root."""
    found = []
    for point in _isolated(lam, h, m):
        near = numeric.real(Fraction(1, 10**40))
        values = [_objective(lam, h, m, point + side * near) for side in (-1, 0, 1)]
        found.append("minimum" if values[0] > values[1] < values[2] else "maximum")
    return found


def _objective(lam: Any, h: Any, m: Any, theta: arb) -> arb:
    loss = numeric.real(h) / 2 * numeric.power(theta.mid() - numeric.real(m), 2)
    return loss + numeric.real(lam) * theta.mid().log()


def _isolated(lam: Any, h: Any, m: Any) -> list[arb]:
    """Positive real roots by factoring the polynomial where it is rational, by bisection elsewhere."""
    numbers = [Expr.of(number) for number in (lam, h, m)]
    if not all(number.is_rational for number in numbers):
        return _bisected(*numeric.reals(numbers))
    penalty, curvature, minimiser = (fmpq(n.fraction.numerator, n.fraction.denominator) for n in numbers)
    polynomial = fmpq_poly([penalty, -curvature * minimiser, curvature])
    roots = [root for root, _ in polynomial.numer().complex_roots() if root.imag == 0]
    return sorted((root.real for root in roots if root.real > 0), key=lambda root: root.mid())


def _bisected(lam: arb, h: arb, m: arb) -> list[arb]:
    """Zeros of ``h*(theta - m) + lam/theta`` on either side of its lowest point, the root of lam/h."""
    lowest = (lam / h).sqrt().mid()

    def slope(theta: arb) -> arb:
        return h * (theta - m) + lam / theta

    if not slope(lowest) < 0:
        return []
    return [_zero(slope, lam / (h * m) / 2, lowest), _zero(slope, m, lowest)]


def _zero(slope: Any, above: arb, below: arb) -> arb:
    """Halve the way between a point where a function is positive and one where it is negative."""
    high, low = above.mid(), below.mid()
    for _ in range(200):
        middle = ((high + low) / 2).mid()
        high, low = (middle, low) if slope(middle) > 0 else (high, middle)
    return ((high + low) / 2).mid()


@log_penalty.check(of=largest_lambda)
def height_of_the_parabola(h: Any, m: Any) -> arb:
    """Largest value of ``h*theta*(m - theta)``, which the penalty must reach."""
    curvature, minimiser = numeric.real(h), numeric.real(m)
    top = numeric.lowest(lambda theta: -curvature * theta * (minimiser - theta), 0, minimiser)
    return curvature * top * (minimiser - top)


@log_penalty.check(of=prior_normaliser)
def integral_by_steps(base: Any, low: Any, high: Any) -> arb:
    """Integral over each power of the base by Gauss-Legendre quadrature."""
    return _integral(lambda theta: 1 / theta, base, low, high)


@log_penalty.check(of=prior_mean)
def mean_by_integrals(base: Any, low: Any, high: Any) -> arb:
    """Integral of theta times the density over the integral of the density."""
    first = _integral(lambda theta: theta / theta, base, low, high)
    return first / _integral(lambda theta: 1 / theta, base, low, high)


def _integral(function: Any, base: Any, low: Any, high: Any) -> arb:
    """Integrate from base^low to base^high, as the integral of f(e^t)*e^t over t."""
    from flint import acb, ctx

    start, end = (numeric.real(base).log() * numeric.real(one) for one in (low, high))
    with ctx.workprec(200):
        found = acb.integral(lambda t, _: function(t.exp()) * t.exp(), acb(start), acb(end))
    return abs(found.real)
