r"""Where gradient descent ends on a loss with several minima, and how far above the smallest loss that is.

The loss of one parameter has the derivative ``L'(t) = (t - r_1) ... (t - r_n)`` and no constant, ``L(0) = 0``. With
very small steps descent follows the slope downhill to the next stationary point and stops there; from a stationary
point it does not move at all.

Shapes: ``stationary`` holds the roots of L', all different, in any order; ``antiderivative`` the coefficients of t,
t^2, ..., t^(n+1) in L.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from flint import arb, arb_poly

from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.numeric import real, reals
from examgen.text.expr import ONE, ZERO
from examgen.text.tex import tex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from examgen.text.expr import Expr
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

basins = Derivation("basins", inputs="stationary theta0")


@basins.step(
    tex=r"r_1 < \dots < r_n,\quad L'(t) = \prod_k (t - r_k)", says="stationary points in order", numbers=""
)
def ordered(stationary: Vector) -> Vector:
    """Stationary points in order."""
    found = tuple(sorted(stationary))
    if len(set(found)) < len(found):
        raise IllPosed("two of the stationary points are one and the same")
    return found


@basins.step(
    tex=r"L(t) = \int_0^t L'(s)\,\mathrm{d}s = \sum_k c_k t^k,\quad (c_1, c_2, \dots)",
    says="coefficients of the loss",
    numbers="",
)
def antiderivative(stationary: Vector) -> Vector:
    """Coefficients of t, t^2, ... in L."""
    product: tuple[Expr, ...] = (ONE,)
    for root in stationary:
        shifted, scaled = (ZERO, *product), (*(root * c for c in product), ZERO)
        product = tuple(a - b for a, b in zip(shifted, scaled, strict=True))
    return tuple(c / k for k, c in enumerate(product, 1))


@basins.step(
    tex=r"L'(\theta_0) = \prod_k (\theta_0 - r_k)", says="slope at the start: descent goes against it"
)
def slope_at_start(stationary: Vector, theta0: Expr) -> Expr:
    """Slope of the loss at the start."""
    slope = ONE
    for root in stationary:
        slope = slope * (theta0 - root)
    return slope


@basins.step(
    tex=r"\lim_k \theta_k = \begin{cases} \max\{r_k < \theta_0\} & L'(\theta_0) > 0 \\"
    r" \min\{r_k > \theta_0\} & L'(\theta_0) < 0 \end{cases}",
    says="next stationary point downhill from the start, where descent ends",
    numbers="",
)
def descent_limit(ordered: Vector, theta0: Expr, slope_at_start: Expr) -> Expr:
    """Limit of descent with very small steps."""
    if slope_at_start == 0:
        return theta0
    if slope_at_start > 0:
        ahead = [root for root in reversed(ordered) if root < theta0]
    else:
        ahead = [root for root in ordered if root > theta0]
    if not ahead:
        raise IllPosed("the loss falls without end from this start: descent has no limit")
    return ahead[0]


@basins.step(
    tex=r"L(r_1), \dots, L(r_n)", says="losses at the stationary points, in the same order", numbers=""
)
def losses(ordered: Vector, antiderivative: Vector) -> Vector:
    """Losses at the stationary points."""
    return tuple(_loss(antiderivative, root) for root in ordered)


@basins.step(tex=r"t^* = \arg\min_k L(r_k)", says="stationary point with the smallest loss", numbers="")
def global_minimiser(ordered: Vector, losses: Vector) -> Expr:
    """Where the loss is smallest of all."""
    if len(ordered) % 2 == 0:
        raise IllPosed(
            "the loss has no smallest value: with an even number of stationary points it falls without end"
        )
    best = [root for root, loss in zip(ordered, losses, strict=True) if loss == min(losses)]
    if len(best) > 1:
        raise IllPosed("the smallest loss is reached at two points")
    return best[0]


def _two_losses(antiderivative: Vector, descent_limit: Expr, global_minimiser: Expr) -> str:
    """Write the losses that are subtracted."""
    high, low = (tex(_loss(antiderivative, t)) for t in (descent_limit, global_minimiser))
    return f"{high} - ({low})" if low.startswith("-") else f"{high} - {low}"


@basins.step(
    tex=r"L(\lim_k \theta_k) - L(t^*)",
    says="loss where descent ends, above the smallest loss",
    numbers=_two_losses,
)
def loss_gap(antiderivative: Vector, descent_limit: Expr, global_minimiser: Expr) -> Expr:
    """Loss at the limit minus the smallest loss."""
    return _loss(antiderivative, descent_limit) - _loss(antiderivative, global_minimiser)


def _loss(coefficients: Vector, t: Expr) -> Expr:
    return sum((c * t**k for k, c in enumerate(coefficients, 1)), start=ZERO)


# Mistakes


@basins.mistake(of=descent_limit, says="took for granted that descent finds the global minimiser")
def always_the_global_minimiser(global_minimiser: Expr, descent_limit: Expr) -> Expr:
    """Global minimiser, whatever the start."""
    return _other(global_minimiser, descent_limit)


@basins.mistake(
    of=descent_limit, says="gave the nearest stationary point, whichever way is downhill", credit=QUARTER
)
def nearest_stationary_point(ordered: Vector, theta0: Expr, descent_limit: Expr) -> Expr:
    """Nearest one, even if it is a maximum."""
    distances = [abs(root - theta0) for root in ordered]
    if distances.count(min(distances)) > 1:
        raise NotApplicable("two stationary points are equally near")
    return _other(ordered[distances.index(min(distances))], descent_limit)


@basins.mistake(of=descent_limit, says="went uphill instead of downhill", credit=QUARTER)
def uphill(ordered: Vector, theta0: Expr, slope_at_start: Expr) -> Expr:
    """Next stationary point up the slope."""
    ahead = [r for r in ordered if (r > theta0 if slope_at_start > 0 else r < theta0)]
    if slope_at_start == 0 or not ahead:
        raise NotApplicable("there is no stationary point uphill")
    return ahead[0] if slope_at_start > 0 else ahead[-1]


@basins.mistake(
    of=global_minimiser, says="gave the other local minimiser, where the loss is larger", credit=QUARTER
)
def other_minimiser(ordered: Vector, losses: Vector, global_minimiser: Expr) -> Expr:
    """Next best minimiser."""
    minima = [
        (loss, root) for root, loss in zip(ordered[::2], losses[::2], strict=True) if root != global_minimiser
    ]
    if not minima:
        raise NotApplicable("there is one minimiser")
    return min(minima)[1]


@basins.mistake(
    of=loss_gap, says="gave the distance of the two points instead of the difference of their losses"
)
def distance_for_gap(descent_limit: Expr, global_minimiser: Expr, loss_gap: Expr) -> Expr:
    """Distance of the limit from the minimiser."""
    return _other(abs(descent_limit - global_minimiser), loss_gap)


@basins.mistake(
    of=loss_gap, says="gave the loss at the limit, without subtracting the smallest loss", credit=QUARTER
)
def loss_at_the_limit(antiderivative: Vector, descent_limit: Expr, loss_gap: Expr) -> Expr:
    """Loss at the limit alone."""
    return _other(_loss(antiderivative, descent_limit), loss_gap)


@basins.mistake(of=loss_gap, says="subtracted the loss at the limit from the smallest loss", credit=HALF)
def gap_negative(loss_gap: Expr) -> Expr:
    """Smallest loss minus loss at the limit."""
    return _other(-loss_gap, loss_gap)


def _other(found: Expr, right: Expr) -> Expr:
    if found == right:
        raise NotApplicable("here it comes to the same")
    return found


# Checks: the walk downhill in small steps; the loss by flint's polynomials


@basins.check(of=descent_limit)
def small_steps_downhill(stationary: Vector, theta0: Expr) -> arb:
    """Go against the slope until its sign changes, then halve."""
    return _downhill(reals(stationary), real(theta0))


@basins.check(of=global_minimiser)
def lowest_of_many_points(stationary: Vector) -> arb:
    """Return the stationary point that no point of a fine grid undercuts."""
    roots = reals(stationary)
    loss = _polynomial(roots)
    best = min(roots, key=lambda root: loss(root).mid())
    low, high = min(roots, key=_middle), max(roots, key=_middle)
    grid = [low - 1 + (high - low + 2) * k / 200 for k in range(201)]
    if any(loss(t) < loss(best) for t in grid):
        raise ArithmeticError("a point of the grid has a smaller loss than every stationary point")
    return best


@basins.check(of=loss_gap)
def gap_by_integration(stationary: Vector, theta0: Expr) -> arb:
    """Integral of the slope, at the end of the walk and where it is smallest."""
    roots = reals(stationary)
    loss = _polynomial(roots)
    return loss(_downhill(roots, real(theta0))) - min((loss(root) for root in roots), key=_middle)


def _polynomial(roots: Sequence[arb]) -> arb_poly:
    return arb_poly.from_roots(list(roots)).integral()


def _middle(ball: arb) -> arb:
    return ball.mid()


def _downhill(roots: Sequence[arb], start: arb) -> arb:
    def slope(t: arb) -> arb:
        product = arb(1)
        for root in roots:
            product *= t - root
        return product

    if slope(start).contains(0):
        return start
    uphill = slope(start) > 0
    here, there = start, _first_beyond(roots, start, lambda t: (slope(t) > 0) != uphill, down=uphill)
    for _ in range(300):
        middle = ((here + there) / 2).mid()
        here, there = (middle, there) if (slope(middle) > 0) == uphill else (here, middle)
    return there


def _first_beyond(roots: Sequence[arb], start: arb, turned: Callable[[arb], bool], down: bool) -> arb:
    """Return the first point on the way where the slope has turned; one between each two roots is tried."""
    ends = sorted(roots, key=_middle)
    between = [ends[0] - 1, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    ahead = [t for t in between if (t < start if down else t > start)]
    return next(t.mid() for t in (reversed(ahead) if down else ahead) if turned(t))
