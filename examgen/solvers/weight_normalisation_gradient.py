r"""The gradient of a loss for the direction vector u of a weight-normalised unit, ``w = gamma*u/||u||``.

It is ``s*P*grad_w`` with the scalar ``s = gamma/||u||`` and the projector ``P = I - u*u^T/||u||^2``.

Source: T. Salimans and D. Kingma, "Weight normalization", NeurIPS 2016, section 2, equations 3 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.algebra import derivatives
from examgen.solvers.derivation import Derivation, NotApplicable, zero
from examgen.solvers.numeric import Twin, real, reals
from examgen.solvers.weight_normalisation import inner, length_of, unit
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

weight_normalisation_gradient = Derivation("weight_normalisation_gradient", inputs="u gamma grad_w")
GAMMA, NORM = map(Expr.symbol, ("gamma", "norm_u"))


@weight_normalisation_gradient.step(
    tex=r"\lVert u \rVert = \sqrt{\textstyle\sum_i u_i^2}", says="length of u"
)
def norm_u(u: Vector) -> Expr:
    """Return the length of u."""
    return length_of(u)  # type: ignore[no-any-return]


@weight_normalisation_gradient.step(
    tex=r"s = \frac{\gamma}{\lVert u \rVert}", says="the scalar in front of the projector", numbers=""
)
def scalar_formula() -> Expr:
    """Return s with the symbols gamma and norm_u."""
    return GAMMA / NORM


@weight_normalisation_gradient.step(
    tex=r"s = \frac{\gamma}{\lVert u \rVert}", says="the scalar with the numbers put in", trivial=zero
)
def scalar(gamma: Expr, norm_u: Expr) -> Expr:
    """Return s."""
    return gamma / norm_u


@weight_normalisation_gradient.step(
    tex=r"P = I - \frac{u u^\top}{\lVert u \rVert^2}", says="projector orthogonal to u", trivial=zero
)
def projector(u: Vector, norm_u: Expr) -> Matrix:
    """Return the matrix that takes the part along u off a vector."""
    return _projector(u, 1, norm_u**2)


@weight_normalisation_gradient.step(
    tex=r"\nabla_u L = s P\, \nabla_w L", says="gradient for the direction vector", trivial=zero
)
def gradient_u(scalar: Expr, projector: Matrix, grad_w: Vector) -> Vector:
    """Return the gradient of the loss with respect to u."""
    return tuple(scalar * inner(row, grad_w) for row in projector)


@weight_normalisation_gradient.step(tex=r"u^\top\, \nabla_u L", says="no part of the gradient lies along u")
def orthogonality(u: Vector, gradient_u: Vector) -> Expr:
    """Return the dot product of u with its gradient."""
    return inner(u, gradient_u)  # type: ignore[no-any-return]


@weight_normalisation_gradient.step(
    tex=r"\frac{\partial L}{\partial \gamma} = \frac{u^\top\, \nabla_w L}{\lVert u \rVert}",
    says="w changes with gamma along the unit vector of u",
)
def gradient_gamma(u: Vector, grad_w: Vector, norm_u: Expr) -> Expr:
    """Return the derivative of the loss with respect to gamma."""
    return inner(u, grad_w) / norm_u  # type: ignore[no-any-return]


def _projector(u: Vector, identity: int, square: Expr) -> Matrix:
    """Return identity*I minus the outer product of u over a square."""
    return tuple(
        tuple((identity if i == j else 0) - a * b / square for j, b in enumerate(u)) for i, a in enumerate(u)
    )


@weight_normalisation_gradient.mistake(
    of=norm_u, says="added the sizes of the entries instead of their squares", credit=QUARTER
)
def length_by_sizes(u: Vector) -> Expr:
    """Sum of |u_i|."""
    return sum((abs(entry) for entry in u), ZERO)


@weight_normalisation_gradient.mistake(of=norm_u, says="left out the root of the squared length", credit=HALF)
def length_squared(u: Vector) -> Expr:
    """Return the squared length."""
    return inner(u, u)  # type: ignore[no-any-return]


@weight_normalisation_gradient.mistake(
    of=scalar_formula, says="divided by the squared length of u", credit=HALF
)
def divided_by_square_formula() -> Expr:
    """gamma/norm_u^2."""
    return GAMMA / NORM**2


@weight_normalisation_gradient.mistake(
    of=scalar_formula, says="did not divide by the length of u", credit=QUARTER
)
def gamma_alone_formula() -> Expr:
    """Gamma."""
    return GAMMA


@weight_normalisation_gradient.mistake(of=scalar_formula, says="left out gamma", credit=HALF)
def gamma_left_out_formula() -> Expr:
    """1/norm_u."""
    return 1 / NORM


@weight_normalisation_gradient.mistake(of=scalar, says="divided by the squared length of u", credit=HALF)
def divided_by_square(gamma: Expr, norm_u: Expr) -> Expr:
    """gamma/norm_u^2."""
    return gamma / norm_u**2


@weight_normalisation_gradient.mistake(of=scalar, says="did not divide by the length of u", credit=QUARTER)
def gamma_alone(gamma: Expr) -> Expr:
    """Gamma."""
    return gamma


@weight_normalisation_gradient.mistake(of=scalar, says="left out gamma", credit=HALF)
def gamma_left_out(norm_u: Expr) -> Expr:
    """1/norm_u."""
    return 1 / norm_u


@weight_normalisation_gradient.mistake(
    of=projector, says="gave the projector onto u instead of the one orthogonal to it", credit=QUARTER
)
def projector_onto(u: Vector, norm_u: Expr) -> Matrix:
    """Return u*u^T/||u||^2."""
    return tuple(tuple(a * b / norm_u**2 for b in u) for a in u)


@weight_normalisation_gradient.mistake(
    of=projector, says="did not divide the outer product by the squared length", credit=QUARTER
)
def outer_not_divided(u: Vector) -> Matrix:
    """I - u*u^T."""
    return _projector(u, 1, ONE)


@weight_normalisation_gradient.mistake(
    of=projector, says="divided the outer product by the length instead of its square", credit=HALF
)
def outer_by_length(u: Vector, norm_u: Expr) -> Matrix:
    """Return I - u*u^T/||u||."""
    return _projector(u, 1, norm_u)


@weight_normalisation_gradient.mistake(
    of=gradient_u, says="left out the projector: the length of u was taken for a constant", credit=QUARTER
)
def no_projector(scalar: Expr, grad_w: Vector) -> Vector:
    """Return s*grad_w."""
    return tuple(scalar * entry for entry in grad_w)


@weight_normalisation_gradient.mistake(of=gradient_u, says="left out the scalar", credit=HALF)
def no_scalar(projector: Matrix, grad_w: Vector) -> Vector:
    """Return the projected gradient alone."""
    return tuple(inner(row, grad_w) for row in projector)


@weight_normalisation_gradient.mistake(
    of=orthogonality, says="took the dot product with the gradient for w", credit=QUARTER
)
def dot_with_grad_w(u: Vector, grad_w: Vector) -> Expr:
    """Return u.grad_w."""
    return inner(u, grad_w)  # type: ignore[no-any-return]


@weight_normalisation_gradient.mistake(
    of=gradient_gamma, says="did not divide by the length of u", credit=HALF
)
def direction_not_normalised(u: Vector, grad_w: Vector) -> Expr:
    """Return u.grad_w."""
    return inner(u, grad_w)  # type: ignore[no-any-return]


@weight_normalisation_gradient.mistake(of=gradient_gamma, says="kept the factor gamma", credit=QUARTER)
def gamma_kept(gradient_gamma: Expr, gamma: Expr) -> Expr:
    """Return the derivative by the logarithm of gamma."""
    if gamma == 1:
        raise NotApplicable("gamma is 1")
    return gamma * gradient_gamma


# Checks: a loss with the given gradient for w, differentiated through w(u, gamma) by central differences.


def _loss(u: Sequence[arb], gamma: Any, grad_w: Vector) -> arb:
    """Return a loss that is linear in w, with w computed from direction and length."""
    length = unit(u, u).sqrt()
    return sum((real(gamma) * a / length * real(g) for a, g in zip(u, grad_w, strict=True)), arb(0))


def _gradient_balls(u: Vector, gamma: Any, grad_w: Vector) -> tuple[arb, ...]:
    return numeric.gradient(lambda point: _loss(point, gamma, grad_w), u)


@weight_normalisation_gradient.check(of=scalar_formula)
def formula_by_a_right_angle() -> Twin:
    """Slope across u: with grad_w at a right angle to u = (norm_u, 0) only the scalar is left."""

    def across(gamma: arb, norm: arb) -> arb:
        return numeric.derivative(lambda t: gamma * t / (norm * norm + t * t).sqrt(), 0)

    return Twin(across, ("gamma", "norm_u"))


@weight_normalisation_gradient.check(of=scalar)
def scalar_by_trace(u: Vector, gamma: Expr) -> arb:
    """Trace of the Jacobian of w over the rank of the projector; with one entry, the definition by its ball."""
    if len(u) == 1:
        return real(gamma) / abs(real(u[0]))
    units = [tuple(Expr.of(int(i == axis)) for i in range(len(u))) for axis in range(len(u))]
    rows = [_gradient_balls(u, gamma, unit) for unit in units]
    return sum((row[i] for i, row in enumerate(rows)), arb(0)) / (len(u) - 1)


@weight_normalisation_gradient.check(of=projector)
def projector_by_jacobian(u: Vector) -> list[list[arb]]:
    """Jacobian of the unit vector along u, times the length of u."""
    length = unit(u, u).sqrt()
    units = [tuple(Expr.of(int(i == axis)) for i in range(len(u))) for axis in range(len(u))]
    return [[length * entry for entry in _gradient_balls(u, 1, unit)] for unit in units]


@weight_normalisation_gradient.check(of=gradient_u)
def gradient_by_differences(u: Vector, gamma: Expr, grad_w: Vector) -> tuple[arb, ...]:
    """Central differences of the loss in u."""
    return _gradient_balls(u, gamma, grad_w)


@weight_normalisation_gradient.check(of=gradient_u, thorough=True)
def gradient_by_algebra(u: Vector, gamma: Expr, grad_w: Vector) -> tuple[arb, ...]:
    """Return the loss differentiated symbolically."""

    def loss(u: Any, gamma: Any, grad_w: Any) -> list[Any]:
        length = sum(entry**2 for entry in u) ** HALF
        return [sum(gamma * a / length * g for a, g in zip(u, grad_w, strict=True))]

    return derivatives(loss, ("u",), u=u, gamma=gamma, grad_w=grad_w)[0]


@weight_normalisation_gradient.check(of=orthogonality)
def slope_along_u(u: Vector, gamma: Expr, grad_w: Vector) -> arb:
    """Slope of the loss as u grows in its own direction."""
    return numeric.derivative(lambda t: _loss([t * entry for entry in reals(u)], gamma, grad_w), 1)


@weight_normalisation_gradient.check(of=gradient_gamma)
def gamma_by_differences(u: Vector, grad_w: Vector) -> arb:
    """Central difference of the loss in gamma."""
    return numeric.derivative(lambda t: _loss(reals(u), t, grad_w), 1)
