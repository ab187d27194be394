"""Sets of step sizes: read off the factor of one step, and tried out by running the iteration."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.solvers.numeric import real
from examgen.solvers.steps import IllPosed
from examgen.text.expr import Expr

if TYPE_CHECKING:
    from flint import arb

ALPHA = Expr.symbol("alpha")

TRIED = tuple(Fraction(2) ** k for k in range(-6, 7))
"""Steps at which a check tries every set, beside its ends."""


def decay(factor: Expr) -> Expr:
    """Read ``a`` off a factor ``1 - alpha*a``.

    Raises
    ------
    IllPosed
        If the factor has another form, or does not shrink for any positive step.
    """
    start, one, far = (factor.substitute({"alpha": Expr.of(step)}) for step in (0, 1, 10**6))
    if start != 1 or far - 1 != (one - 1) * 10**6:
        raise IllPosed("a factor is not of the form 1 - alpha*a")
    if one == 1:
        raise IllPosed("a factor is always 1: that weight never moves")
    if one > 1:
        raise IllPosed("a factor is larger than 1 for every positive step")
    return 1 - one


def too_far(diverges: Callable[[arb], bool]) -> arb:
    """Double a step until it diverges."""
    alpha = real(1)
    while not diverges(alpha):
        alpha *= 2
    return alpha
