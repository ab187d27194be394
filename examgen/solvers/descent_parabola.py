r"""Gradient descent on a parabola, and on the absolute value.

One step on ``c*w^2 + b*w + d`` multiplies the distance to the minimiser by ``1 - 2*c*alpha``; one step on
``slope*abs(w)`` moves by ``slope*alpha`` towards 0, however close that is.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, empty
from examgen.solvers.descent_steps import ALPHA, TRIED, decay, too_far
from examgen.text.expr import Expr
from examgen.text.functions import floor
from examgen.text.tex import tex
from examgen.text.values import RealSet

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

parabola = Derivation("descent.parabola", inputs="c b d slope w0 alpha")


@parabola.step(tex=r"f'(w) = 2 c w + b,\quad f'' = 2 c", says="curvature, the factor of w in the derivative")
def curvature(c: Expr) -> Expr:
    """Second derivative."""
    if c.is_number and c <= 0:
        raise IllPosed("the parabola has no minimum: c must be positive")
    return 2 * c


@parabola.step(
    tex=r"w_{k+1} - w^* = \rho\,(w_k - w^*),\quad \rho = 1 - \alpha f''",
    says="factor of the distance to the minimiser in one step",
    numbers="",
)
def factor(curvature: Expr) -> Expr:
    """Factor rho of the distance to the minimiser, with the symbol alpha."""
    return 1 - curvature * ALPHA


@parabola.step(
    tex=r"\alpha_{\max} = \frac{2}{f''}",
    says="step at which the distance keeps its size, as the factor is -1",
    numbers=lambda factor: rf"\frac{{2}}{{{tex(decay(factor))}}}",
)
def bound(factor: Expr) -> Expr:
    """Step with rho = -1."""
    return 2 / decay(factor)


@parabola.step(tex=r"\{\alpha > 0 : |\rho| < 1\}", says="steps that converge", trivial=empty)
def converge(bound: Expr) -> RealSet:
    """All steps with a shrinking distance."""
    return RealSet.interval(0, bound)


@parabola.step(tex=r"\{\alpha > 0 : |\rho| = 1\}", says="step that oscillates for ever", trivial=empty)
def oscillate(bound: Expr) -> RealSet:
    """Where the distance stays."""
    return RealSet.point(bound)


@parabola.step(tex=r"\{\alpha > 0 : |\rho| > 1\}", says="steps that diverge", trivial=empty)
def diverge(bound: Expr) -> RealSet:
    """All steps with a growing distance."""
    return RealSet.interval(bound, None)


@parabola.step(
    tex=r"\alpha^* = \frac{1}{f''}",
    says="fastest step: with the factor 0 it reaches the minimiser at once",
    numbers=lambda factor: rf"\frac{{1}}{{{tex(decay(factor))}}}",
)
def best(factor: Expr) -> Expr:
    """Step with rho = 0."""
    return 1 / decay(factor)


@parabola.mistake(of=curvature, says="lost the factor 2 of the derivative of the square", credit=HALF)
def factor_two_lost(c: Expr) -> Expr:
    """f'(w) = c*w + b."""
    return c


@parabola.mistake(of=converge, says="counted the step that oscillates as one that converges", credit=HALF)
def end_included(bound: Expr) -> RealSet:
    """(0, 1/c]."""
    return RealSet.interval(0, bound, high_closed=True)


@parabola.mistake(of=converge, says="counted the step 0, which does not move at all", credit=HALF)
def zero_included(bound: Expr) -> RealSet:
    """[0, 1/c)."""
    return RealSet.interval(0, bound, low_closed=True)


@parabola.mistake(of=converge, says="gave no lower end: negative steps do not converge", credit=QUARTER)
def no_lower_end(bound: Expr) -> RealSet:
    """(-oo, 1/c)."""
    return RealSet.interval(None, bound)


@parabola.mistake(
    of=converge, says="gave an interval around 0: negative steps do not converge", credit=QUARTER
)
def symmetric_interval(bound: Expr) -> RealSet:
    """(-1/c, 1/c)."""
    return RealSet.interval(-bound, bound)


@parabola.mistake(
    of=converge, says="gave only the steps that approach the minimiser from one side", credit=QUARTER
)
def monotone_only(bound: Expr) -> RealSet:
    """(0, 1/(2c))."""
    return RealSet.interval(0, bound / 2)


@parabola.mistake(of=oscillate, says="counted the step 0, which does not move at all", credit=HALF)
def standstill_oscillates(bound: Expr) -> RealSet:
    """{0, 1/c}."""
    return RealSet.points([Expr.of(0), bound])


@parabola.mistake(
    of=oscillate, says="gave the steps that jump from side to side but still converge", credit=QUARTER
)
def damped_alternation(bound: Expr) -> RealSet:
    """(1/(2c), 1/c)."""
    return RealSet.interval(bound / 2, bound)


@parabola.mistake(of=oscillate, says="gave all steps that jump from side to side", credit=QUARTER)
def any_alternation(bound: Expr) -> RealSet:
    """(1/(2c), oo)."""
    return RealSet.interval(bound / 2, None)


@parabola.mistake(of=diverge, says="counted the step that oscillates as one that diverges", credit=HALF)
def bound_diverges(bound: Expr) -> RealSet:
    """[1/c, oo)."""
    return RealSet.interval(bound, None, low_closed=True)


@parabola.mistake(of=diverge, says="counted negative steps, though steps are positive", credit=HALF)
def negative_steps_too(bound: Expr) -> RealSet:
    """(-oo, 0) U (1/c, oo)."""
    return RealSet.interval(None, Expr.of(0)) | RealSet.interval(bound, None)


@parabola.mistake(
    of=best, says="gave the end of the converging steps instead of the fastest one", credit=QUARTER
)
def end_for_best(bound: Expr) -> Expr:
    """1/c."""
    return bound


@parabola.mistake(of=best, says="gave the curvature instead of its reciprocal", credit=QUARTER)
def curvature_for_best(curvature: Expr) -> Expr:
    """2*c."""
    if curvature == 1:
        raise NotApplicable("the curvature is its own reciprocal")
    return curvature


@parabola.mistake(of=best, says="counted the factor 2 of the derivative twice", credit=QUARTER)
def factor_two_twice(best: Expr) -> Expr:
    """1/(4c)."""
    return best / 2


# The absolute value


@parabola.step(tex=r"\alpha s", says="width of every step on the absolute value, whose slope has the size s")
def abs_width(slope: Expr, alpha: Expr) -> Expr:
    """Width of every step."""
    if slope <= 0 or alpha <= 0:
        raise IllPosed("the slope and the step size must be positive")
    return slope * alpha


@parabola.step(
    tex=r"w_{k+1} = w_k - \alpha s\,\mathrm{sign}(w_k)", says="four iterates: each step goes towards 0"
)
def abs_iterates(w0: Expr, abs_width: Expr) -> Vector:
    """w_1 to w_4."""
    found = [w0]
    for _ in range(4):
        if found[-1] == 0:
            raise IllPosed("an iterate lands on 0, where the absolute value has no slope")
        found.append(found[-1] - abs_width if found[-1] > 0 else found[-1] + abs_width)
    return tuple(found[1:])


@parabola.step(
    tex=r"r = w_4 - \alpha s \left\lfloor \frac{w_4}{\alpha s} \right\rfloor,\quad \{r - \alpha s,\; r\}",
    says="limit cycle: all iterates differ by multiples of the width, and the last ones straddle 0",
    trivial=empty,
)
def abs_limit_cycle(abs_iterates: Vector, abs_width: Expr) -> RealSet:
    """Two values that follow each other for ever."""
    above = abs_iterates[-1] - abs_width * floor(abs_iterates[-1] / abs_width)
    if above == 0:
        raise IllPosed("the iterates land on 0, where the absolute value has no slope")
    return RealSet.points([above - abs_width, above])


@parabola.mistake(of=abs_width, says="left out the slope of the function", credit=HALF)
def slope_forgotten(slope: Expr, alpha: Expr) -> Expr:
    """Width alpha."""
    if slope == 1:
        raise NotApplicable("the slope is 1")
    return alpha


@parabola.mistake(of=abs_width, says="left out the step size", credit=HALF)
def step_size_forgotten(slope: Expr, alpha: Expr) -> Expr:
    """Width slope."""
    if alpha == 1:
        raise NotApplicable("the step size is 1")
    return slope


@parabola.mistake(of=abs_iterates, says="used w itself as the slope, as for a square", credit=QUARTER)
def slope_like_a_square(w0: Expr, abs_width: Expr) -> Vector:
    """w_(k+1) = w_k - alpha*slope*w_k."""
    return tuple(w0 * (1 - abs_width) ** k for k in range(1, 5))


@parabola.mistake(of=abs_iterates, says="kept the sign of the slope after crossing 0", credit=QUARTER)
def sign_never_flips(w0: Expr, abs_width: Expr, abs_iterates: Vector) -> Vector:
    """w_k = w_0 - k*alpha*slope*sign(w_0)."""
    towards = -abs_width if w0 > 0 else abs_width
    found = tuple(w0 + k * towards for k in range(1, 5))
    if found == abs_iterates:
        raise NotApplicable("four steps don't cross 0")
    return found


@parabola.mistake(of=abs_iterates, says="counted the start as the first iterate", credit=HALF)
def start_counted(w0: Expr, abs_iterates: Vector) -> Vector:
    """w_0 to w_3."""
    return (w0, *abs_iterates[:-1])


@parabola.mistake(of=abs_iterates, says="went up the slope instead of down", credit=QUARTER)
def uphill(w0: Expr, abs_width: Expr) -> Vector:
    """w_(k+1) = w_k + alpha*slope*sign(w_k)."""
    away = abs_width if w0 > 0 else -abs_width
    return tuple(w0 + k * away for k in range(1, 5))


@parabola.mistake(of=abs_limit_cycle, says="let the iterates end up at the minimiser")
def cycle_at_zero() -> RealSet:
    """{0}."""
    return RealSet.point(Expr.of(0))


@parabola.mistake(of=abs_limit_cycle, says="let the iterates jump between the start and its mirror image")
def start_and_mirror_image(w0: Expr, abs_limit_cycle: RealSet) -> RealSet:
    """{-w_0, w_0}."""
    found = RealSet.points([-w0, w0])
    if found == abs_limit_cycle:
        raise NotApplicable("the start is half a width away from 0")
    return found


@parabola.mistake(of=abs_limit_cycle, says="put a whole width on either side of 0", credit=QUARTER)
def whole_width_either_side(abs_width: Expr) -> RealSet:
    """{-alpha*slope, alpha*slope}."""
    return RealSet.points([-abs_width, abs_width])


# Checks: the iteration is run, with slopes from difference quotients


@parabola.check(of=converge)
def converging_runs(c: Expr, b: Expr, d: Expr) -> numeric.Members:
    """All runs whose moves get smaller."""
    return numeric.Members(lambda alpha: _trend(alpha, c, b, d) < 0, points=TRIED, low=0)


@parabola.check(of=oscillate)
def oscillating_runs(c: Expr, b: Expr, d: Expr) -> numeric.Members:
    """All runs whose moves keep their size."""
    return numeric.Members(lambda alpha: _trend(alpha, c, b, d) == 0, points=TRIED, low=0)


@parabola.check(of=diverge)
def diverging_runs(c: Expr, b: Expr, d: Expr) -> numeric.Members:
    """All runs whose moves get larger."""
    return numeric.Members(lambda alpha: _trend(alpha, c, b, d) > 0, points=TRIED, low=0)


@parabola.check(of=best)
def best_by_trial(c: Expr, b: Expr, d: Expr) -> arb:
    """Step after which the slope is smallest."""

    def slope_after(alpha: arb) -> arb:
        return abs(_slopes(alpha, c, b, d, steps=1)[-1])

    return numeric.lowest(slope_after, 0, too_far(lambda alpha: _trend(alpha, c, b, d) > 0))


def _trend(alpha: Any, c: Any, b: Any, d: Any) -> int:
    """Whether the moves of a run get smaller (-1), keep their size (to 200 digits, 0) or get larger (1)."""
    slopes = _slopes(numeric.real(alpha), c, b, d, steps=4)
    change = abs(slopes[-1]) - abs(slopes[0])
    return 0 if abs(change) < numeric.real(10) ** -200 * abs(slopes[0]) else 1 if change > 0 else -1


def _slopes(alpha: arb, c: Any, b: Any, d: Any, steps: int) -> list[arb]:
    """Slopes met by gradient descent on the parabola, from a start away from the minimiser."""
    two, one, zero = numeric.reals((c, b, d))

    def slope(w: arb) -> arb:
        return numeric.derivative(lambda at: two * numeric.power(at, 2) + one * at + zero, w)

    starts = (numeric.real(1), numeric.real(2))
    w = max(starts, key=lambda start: abs(slope(start)).mid())
    found = [slope(w)]
    for _ in range(steps):
        w = w - alpha * found[-1]
        found.append(slope(w))
    return found


@parabola.check(of=abs_iterates)
def simulated_iterates(slope: Expr, w0: Expr, alpha: Expr) -> list[arb]:
    """Four steps, with slopes from difference quotients."""
    return _abs_run(4, *numeric.reals((slope, w0, alpha)))


@parabola.check(of=abs_limit_cycle)
def simulated_limit_cycle(slope: Expr, w0: Expr, alpha: Expr) -> RealSet | numeric.Members:
    """Last two values of a run that has come to repeat itself."""
    if slope.is_rational and w0.is_rational and alpha.is_rational:
        return RealSet.points([Expr.of(w) for w in _last_two(slope.fraction, w0.fraction, alpha.fraction)])
    ends = _last_two(*numeric.reals((slope, w0, alpha)))
    return numeric.Members(lambda x: any(numeric.close(x, end, 200) for end in ends))


def _last_two(slope: Any, w0: Any, alpha: Any) -> list[Any]:
    crossing = numeric.whole(numeric.real(abs(w0 / (slope * alpha))).floor())
    return _abs_run(crossing + 4, slope, w0, alpha)[-2:]


def _abs_run(steps: int, slope: Any, w0: Any, alpha: Any) -> list[Any]:
    """Run gradient descent on ``slope*abs(w)``."""
    found = [w0]
    for _ in range(steps):
        w, h = found[-1], abs(found[-1]) / 2
        found.append(w - alpha * (slope * abs(w + h) - slope * abs(w - h)) / (2 * h))
    return found[1:]
