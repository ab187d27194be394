"""Mean and variance of a sum of products in balls, for checks: weights and inputs that take two values each.

The values stand one standard deviation above and below their mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric

if TYPE_CHECKING:
    from flint import arb


def moments_of(d: Any, mu_w: Any, mu_x: Any, sigma_w: Any, sigma_x: Any) -> tuple[arb, arb]:
    """Return mean and mean square of the sum, product after product."""
    w, u, x, v = numeric.reals((mu_w, sigma_w, mu_x, sigma_x))
    products = [weight * entry for weight in (w - u, w + u) for entry in (x - v, x + v)]
    first, second = sum(products, numeric.real(0)) / 4, sum((p * p for p in products), numeric.real(0)) / 4
    mean, square = numeric.real(0), numeric.real(0)
    for _ in range(numeric.whole(d)):
        mean, square = mean + first, square + 2 * mean * first + second
    return mean, square


def variance_of(*moments: Any) -> arb:
    """Return the mean square less the squared mean."""
    mean, square = moments_of(*moments)
    return square - mean * mean
