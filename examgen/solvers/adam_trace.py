r"""Adam on one weight, step by step.

At step t, from the gradient g_t and moments that start at 0::

    s <- rho1*s + (1 - rho1)*g_t           s_hat = s/(1 - rho1^t)
    r <- rho2*r + (1 - rho2)*g_t^2         r_hat = r/(1 - rho2^t)
    theta <- theta - eps*s_hat/(sqrt(r_hat) + delta)

A penalty changes the gradients that enter, a decoupled decay the new weight: both are functions given to `trace`.

Sources: D. Kingma and J. Ba, ICLR 2015, algorithm 1; I. Loshchilov and F. Hutter, ICLR 2019, algorithm 2; the
letters are those of I. Goodfellow et al., "Deep Learning", 2016, algorithm 8.7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from examgen.solvers.derivation import IllPosed
from examgen.text.expr import ZERO
from examgen.text.functions import sqrt
from examgen.text.values import Matrix, Vector


@dataclass(frozen=True, slots=True)
class Settings:
    """The constants of Adam.

    Parameters
    ----------
    eps, rho1, rho2, delta
        Step size, decay rates of the two moments, stabiliser added to the root.
    corrected, rooted
        Whether the moments are corrected for their start at 0, and whether the root of the second is taken.
    """

    eps: Any
    rho1: Any
    rho2: Any
    delta: Any = 0
    corrected: bool = field(default=True, kw_only=True)
    rooted: bool = field(default=True, kw_only=True)

    def scaled(self, first: Any, second: Any) -> Any:
        """Divide the first moment by the stabilised root of the second."""
        below = (sqrt(second) if self.rooted else second) + self.delta
        if below == 0:
            raise IllPosed("a gradient of 0 and a stabiliser of 0: there is nothing to divide by")
        return first / below


def trace(
    theta: Any,
    gradients: Vector,
    settings: Settings,
    penalised: Callable[[int, Any, Any], Any] = lambda _, gradient, __: gradient,
    decay: Callable[[Any, Any], Any] = lambda old, moved: moved,
) -> Matrix:
    """Run Adam from a weight along given gradients of the loss.

    Parameters
    ----------
    penalised
        The gradient that enters at a step (counted from 0), from the loss's gradient and the present weight.
    decay
        The new weight, from the old one and from where Adam alone would go.

    Returns
    -------
    Matrix
        One row a step: gradient, corrected first and second moment, new weight.

    Raises
    ------
    IllPosed
        If there is no gradient, a rate is outside [0, 1), or a step is 0 over 0.
    """
    _valid(gradients, settings)
    first, second, rows = ZERO, ZERO, []
    for step, given in enumerate(gradients):
        gradient = penalised(step, given, theta)
        first = settings.rho1 * first + (1 - settings.rho1) * gradient
        second = settings.rho2 * second + (1 - settings.rho2) * gradient**2
        s_hat, r_hat = _corrected(settings, first, second, step + 1)
        theta = decay(theta, theta - settings.eps * settings.scaled(s_hat, r_hat))
        rows.append((gradient, s_hat, r_hat, theta))
    return tuple(rows)


def _corrected(settings: Settings, first: Any, second: Any, t: int) -> tuple[Any, Any]:
    if not settings.corrected:
        return first, second
    return first / (1 - settings.rho1**t), second / (1 - settings.rho2**t)


def _valid(gradients: Vector, settings: Settings) -> None:
    if not gradients:
        raise IllPosed("there are no gradients")
    for rate in (settings.rho1, settings.rho2):
        if not 0 <= rate < 1:
            raise IllPosed("the decay rates of the moments must be at least 0 and less than 1")


def decoupled(lam: Any) -> Callable[[Any, Any], Any]:
    """Return a decay that takes the share `lam` of the old weight, after Adam's own step."""
    return lambda old, moved: moved - lam * old


def inside(first: Any, slope: Any) -> Callable[[int, Any, Any], Any]:
    """Return penalised gradients: the first is known already, later ones add slope*theta."""
    return lambda step, gradient, theta: gradient + slope * theta if step else first
