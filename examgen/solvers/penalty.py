r"""The gradient of a loss with a penalty on the weights.

``l2`` is ``lam * sum of theta_i^2``, ``half-l2`` half of that, ``l1`` is ``lam * sum of abs(theta_i)``.

Source: I. Goodfellow, Y. Bengio and A. Courville, "Deep learning", MIT Press 2016, section 7.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.slips import other_than
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import sign
from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

_FACTORS = {"l2": 2, "half-l2": 1}

penalty = Derivation("penalty", inputs="penalty lam theta loss_gradient")


@penalty.step(
    tex=r"\nabla P",
    says=r"gradient of the penalty: $\theta_i^2$ has the slope $2\theta_i$, and $|\theta_i|$ the sign of $\theta_i$",
    trivial=zero,
)
def penalty_gradient(penalty: str, lam: Expr, theta: Vector) -> Vector:
    """Return the gradient of the penalty alone."""
    if penalty in _FACTORS:
        return tuple(_FACTORS[penalty] * lam * weight for weight in theta)
    if penalty != "l1":
        raise IllPosed("the penalty is none of l2, half-l2 and l1")
    if any(weight == 0 for weight in theta):
        raise IllPosed("a weight is 0, and there the absolute value has no derivative")
    return tuple(lam * sign(weight) for weight in theta)


@penalty.step(
    tex=r"\nabla L + \nabla P", says="gradient of loss plus penalty: the gradients add up", trivial=zero
)
def penalised_gradient(loss_gradient: Vector, penalty_gradient: Vector) -> Vector:
    """Return the gradient of loss plus penalty."""
    if len(loss_gradient) != len(penalty_gradient):
        raise IllPosed("the gradient and the weights differ in length")
    return tuple(g + p for g, p in zip(loss_gradient, penalty_gradient, strict=True))


@penalty.mistake(of=penalty_gradient, says="lost the factor 2 of the square", credit=HALF)
def factor_two_lost(penalty: str, lam: Expr, theta: Vector) -> Vector:
    """Gradient lam*theta for lam*theta^2."""
    _only(penalty, "l2")
    return tuple(lam * weight for weight in theta)


@penalty.mistake(of=penalty_gradient, says="took no account of the factor 1/2 of the penalty", credit=HALF)
def half_ignored(penalty: str, lam: Expr, theta: Vector) -> Vector:
    """Gradient 2*lam*theta for half of lam*theta^2."""
    _only(penalty, "half-l2")
    return tuple(2 * lam * weight for weight in theta)


@penalty.mistake(of=penalty_gradient, says="lost the signs of the weights", credit=QUARTER)
def signs_lost(penalty: str, lam: Expr, penalty_gradient: Vector) -> Vector:
    """Gradient lam for lam*abs(theta)."""
    _only(penalty, "l1")
    found = tuple(lam for _ in penalty_gradient)
    return other_than(penalty_gradient, found, "all weights are positive")


@penalty.mistake(of=penalty_gradient, says="multiplied by the weights instead of their signs", credit=QUARTER)
def shrunk_like_a_square(penalty: str, lam: Expr, theta: Vector, penalty_gradient: Vector) -> Vector:
    """Gradient lam*theta for lam*abs(theta)."""
    _only(penalty, "l1")
    found = tuple(lam * weight for weight in theta)
    return other_than(penalty_gradient, found, "all weights are 1 or -1")


@penalty.mistake(of=penalty_gradient, says="added the penalty itself instead of its gradient")
def penalty_for_its_gradient(penalty: str, lam: Expr, theta: Vector, penalty_gradient: Vector) -> Vector:
    """Return the terms of the penalty."""
    found = tuple(lam * (abs(weight) if penalty == "l1" else weight**2) for weight in theta)
    found = tuple(entry / 2 for entry in found) if penalty == "half-l2" else found
    return other_than(penalty_gradient, found, "terms and derivatives are the same numbers")


@penalty.mistake(of=penalty_gradient, says="added the whole penalty to every entry of the gradient")
def whole_penalty(penalty: str, lam: Expr, theta: Vector, penalty_gradient: Vector) -> Vector:
    """Return the penalty, as often as there are weights."""
    total = lam * sum((abs(w) if penalty == "l1" else w**2 for w in theta), ZERO)
    total = total / 2 if penalty == "half-l2" else total
    found = tuple(total for _ in theta)
    return other_than(penalty_gradient, found, "the penalty and its derivatives are the same numbers")


@penalty.mistake(of=penalised_gradient, says="subtracted the gradient of the penalty", credit=HALF)
def penalty_subtracted(loss_gradient: Vector, penalty_gradient: Vector, penalised_gradient: Vector) -> Vector:
    """Sign of the penalty."""
    found = tuple(g - p for g, p in zip(loss_gradient, penalty_gradient, strict=True))
    return other_than(penalised_gradient, found, "all weights are 0")


@penalty.mistake(of=penalised_gradient, says="left out the gradient of the loss", credit=QUARTER)
def loss_forgotten(penalty_gradient: Vector, penalised_gradient: Vector) -> Vector:
    """Return the gradient of the penalty alone."""
    return other_than(penalised_gradient, penalty_gradient, "the gradient of the loss is 0")


def _only(penalty: str, wanted: str) -> None:
    if penalty != wanted:
        raise NotApplicable(f"the penalty is not {wanted}")


# Checks: central differences of a loss with that gradient, plus the penalty


@penalty.check(of=penalised_gradient)
def gradient_by_differences(penalty: str, lam: Expr, theta: Vector, loss_gradient: Vector) -> tuple[arb, ...]:
    """Central differences of a linear loss plus the penalty."""
    slopes, factor = numeric.reals(loss_gradient), numeric.real(lam)

    def value(weights: Sequence[arb]) -> arb:
        loss = sum((slope * w for slope, w in zip(slopes, weights, strict=True)), arb(0))
        sizes = (abs(w) if penalty == "l1" else numeric.power(w, 2) for w in weights)
        return loss + factor * sum(sizes, arb(0)) / (2 if penalty == "half-l2" else 1)

    return numeric.gradient(value, theta)
