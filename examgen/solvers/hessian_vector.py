r"""Products of a Hessian with a direction: exactly, and by the complex-step method in the checks.

For an analytic loss with real values, ``gradient(theta + i*eps*v) = gradient(theta) + i*eps*H*v + O(eps^2)`` with a
real error in the second order, so ``H*v = Im(gradient(theta + i*eps*v))/eps`` up to about ``eps^2``, with no
difference that could cancel. The answers here are exact and don't depend on eps.

Source: J. Martins, P. Sturdza and J. Alonso, "The complex-step derivative approximation", ACM TOMS 29, 2003.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import complex_step, numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.solvers.differentiate import gradient as gradient_of
from examgen.solvers.differentiate import is_analytic
from examgen.text.balls import ball, same
from examgen.text.expr import ZERO, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
G_RE, G_IM, EPS = (Expr.symbol(name) for name in ("G_re", "G_im", "eps"))

hessian_vector = Derivation("hessian_vector", inputs="loss variables theta direction eps")


@hessian_vector.step(
    tex=r"H v = \frac{\operatorname{Im} \nabla\ell(\theta + i\varepsilon v)}{\varepsilon}",
    says=r"imaginary part over step: the gradient there is $\nabla\ell(\theta) + i\varepsilon H v + O(\varepsilon^2)$",
    numbers="",
)
def hvp_formula() -> Expr:
    """Hessian times direction from the gradient at the moved parameter."""
    return G_IM / EPS


@hessian_vector.step(
    tex=r"\frac{\partial\ell}{\partial\theta_i}", says="partial derivatives of the loss", numbers=""
)
def slopes(loss: Expr, variables: tuple[str, ...]) -> Vector:
    """Partial derivatives as formulas."""
    if unknown := sorted(loss.symbols - set(variables)):
        raise IllPosed(f"the loss contains '{unknown[0]}', which is not among the variables")
    if not is_analytic(loss):
        raise IllPosed(
            "the loss has a kink: an absolute value is not analytic, and a complex step fails there"
        )
    return gradient_of(loss, variables)


@hessian_vector.step(tex=r"\nabla\ell(\theta)", says="gradient at the point", numbers="", trivial=zero)
def gradient(slopes: Vector, loss: Expr, variables: tuple[str, ...], theta: Vector) -> Vector:
    """Gradient at theta."""
    at = _point(loss, variables, theta)
    return tuple(slope.substitute(at) for slope in slopes)


@hessian_vector.step(
    tex=r"H_{ij} = \frac{\partial^2\ell}{\partial\theta_i\,\partial\theta_j}",
    says="second derivatives at the point",
    numbers="",
)
def hessian(slopes: Vector, loss: Expr, variables: tuple[str, ...], theta: Vector) -> Matrix:
    """Hessian at theta."""
    at = _point(loss, variables, theta)
    rows = (gradient_of(slope, variables) for slope in slopes)
    return tuple(tuple(entry.substitute(at) for entry in row) for row in rows)


@hessian_vector.step(tex=r"H v", says="product of the Hessian with the direction", trivial=zero)
def hvp(hessian: Matrix, direction: Vector) -> Vector:
    """Hessian times direction."""
    if len(direction) != len(hessian):
        raise IllPosed(f"the direction has {len(direction)} entries for {len(hessian)} variables")
    return tuple(_dot(row, direction) for row in hessian)


@hessian_vector.step(tex=r"v^{\mathsf T} H v", says="curvature along the direction")
def curvature(hvp: Vector, direction: Vector) -> Expr:
    """Direction times Hessian times direction."""
    return _dot(direction, hvp)


def _point(loss: Expr, variables: tuple[str, ...], theta: Vector) -> dict[str, Expr]:
    """Return the values of the variables, if the loss has a value there."""
    if len(theta) != len(variables):
        raise IllPosed(f"{len(theta)} values are given for {len(variables)} variables")
    at = dict(zip(variables, theta, strict=True))
    loss.substitute(at)
    return at


def _dot(one: Vector, other: Vector) -> Expr:
    return sum((a * b for a, b in zip(one, other, strict=True)), start=ZERO)


# Mistakes


@hessian_vector.mistake(
    of=hvp_formula, says="took the real part, which is the gradient itself", credit=QUARTER
)
def real_part_formula() -> Expr:
    """G_re/eps."""
    return G_RE / EPS


@hessian_vector.mistake(of=hvp_formula, says="did not divide by the step", credit=HALF)
def not_divided_formula() -> Expr:
    """G_im."""
    return G_IM


@hessian_vector.mistake(of=hvp_formula, says="added both parts before dividing", credit=QUARTER)
def both_parts_formula() -> Expr:
    """(G_re + G_im)/eps."""
    return (G_RE + G_IM) / EPS


@hessian_vector.mistake(
    of=hvp_formula, says="divided by twice the step, as a central difference does", credit=HALF
)
def halved_formula() -> Expr:
    """G_im/(2*eps)."""
    return G_IM / (2 * EPS)


@hessian_vector.mistake(
    of=hvp, says="put the outer product of the gradient in place of the Hessian", credit=QUARTER
)
def outer_product(gradient: Vector, direction: Vector) -> Vector:
    """g*(g.v)."""
    along = _dot(gradient, direction)
    return tuple(entry * along for entry in gradient)


@hessian_vector.mistake(of=hvp, says="gave the gradient for the Hessian product")
def gradient_for_product(gradient: Vector) -> Vector:
    """G."""
    return gradient


@hessian_vector.mistake(of=hvp, says="used the diagonal of the Hessian only", credit=QUARTER)
def diagonal_only(hessian: Matrix, direction: Vector) -> Vector:
    """H_ii*v_i."""
    return tuple(hessian[i][i] * entry for i, entry in enumerate(direction))


@hessian_vector.mistake(of=gradient, says="gave the Hessian product for the gradient")
def product_for_gradient(hessian: Matrix, direction: Vector) -> Vector:
    """H*v."""
    return tuple(_dot(row, direction) for row in hessian)


@hessian_vector.mistake(of=curvature, says="multiplied the direction by the gradient", credit=QUARTER)
def slope_for_curvature(gradient: Vector, direction: Vector) -> Expr:
    """g.v."""
    return _dot(gradient, direction)


@hessian_vector.mistake(of=curvature, says="divided by the squared length of the direction", credit=HALF)
def normalised_curvature(curvature: Expr, direction: Vector) -> Expr:
    """v.Hv/(v.v)."""
    length = _dot(direction, direction)
    if length == 1 or not length:
        raise NotApplicable("the direction has length 1")
    return curvature / length


# The step may be put in as a number


@hessian_vector.accepts(of=hvp_formula)
def quotient_with_any_form_of_the_step(given: Expr, eps: Expr) -> bool:
    """Whether a formula is the quotient once the size of the step is put in."""
    return same(given.substitute({"eps": eps}), G_IM / eps).equal is True


# Checks


@hessian_vector.check(of=gradient)
def gradient_by_central_differences(loss: Any, variables: Any, theta: Any) -> Any:
    """Differences of the loss."""

    def value(point: list[arb]) -> arb:
        return ball(loss, numeric.BITS, dict(zip(variables, point, strict=True)))

    return numeric.gradient(value, theta)


@hessian_vector.check(of=hvp)
def product_by_complex_step(loss: Any, variables: Any, theta: Any, direction: Any) -> Any:
    """Imaginary part of the gradient at theta + i*eps*v, over eps."""
    return complex_step.hessian_times(loss, variables, theta, direction)


@hessian_vector.check(of=curvature)
def curvature_by_complex_step(loss: Any, variables: Any, theta: Any, direction: Any) -> arb:
    """Multiply the direction by that."""
    product = complex_step.hessian_times(loss, variables, theta, direction)
    total = numeric.real(0)
    for entry, along in zip(product, direction, strict=True):
        total += entry * numeric.real(along)
    return total


@hessian_vector.check(of=gradient, thorough=True)
def gradient_by_computer_algebra(loss: Any, variables: Any, theta: Any) -> Any:
    """Differentiate by sympy."""
    return complex_step.symbolic_gradient(loss, variables, theta)


@hessian_vector.check(of=hvp, thorough=True)
def product_by_computer_algebra(loss: Any, variables: Any, theta: Any, direction: Any) -> Any:
    """Hessian by sympy, times the direction."""
    return complex_step.symbolic_product(loss, variables, theta, direction)


@hessian_vector.check(of=hvp_formula)
def product_of_a_parabola() -> numeric.Twin:
    """For the loss g*x + h*x^2/2 the gradient at i*eps*v is g + i*eps*h*v."""

    def product(real_part: arb, imaginary: arb, eps: arb) -> Any:
        second = imaginary / eps  # the h*v that has this imaginary part
        moved = numeric.derivative(lambda t: real_part * t + second * t * t / 2, eps)
        return (moved - real_part) / eps

    return numeric.Twin(product, ("G_re", "G_im", "eps"))
