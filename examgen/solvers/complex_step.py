"""The complex-step method for checks: a gradient by backward accumulation in complex balls, and sympy's Hessian.

Nothing of the exact arithmetic is used: an `Expr` is only taken apart, its generators are evaluated by arb.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flint import acb, arb, ctx

from examgen.solvers.numeric import real, reals
from examgen.text.expr import Expr
from examgen.text.monomials import Atom

__all__ = ["gradient", "hessian_times", "symbolic_gradient", "symbolic_product"]

Dual = tuple[acb, list[acb]]
"""A complex value and its derivatives with respect to the variables."""

_FUNCTIONS: Mapping[str, Callable[[acb], tuple[acb, acb]]] = {
    "exp": lambda z: (z.exp(), z.exp()),
    "log": lambda z: (z.log(), 1 / z),
    "sin": lambda z: (z.sin(), z.cos()),
    "cos": lambda z: (z.cos(), -z.sin()),
    "tan": lambda z: (z.tan(), 1 / (z.cos() * z.cos())),
    "asin": lambda z: (z.asin(), (1 - z * z).rsqrt()),
    "acos": lambda z: (z.acos(), -(1 - z * z).rsqrt()),
    "atan": lambda z: (z.atan(), 1 / (1 + z * z)),
    "sinh": lambda z: (z.sinh(), z.cosh()),
    "cosh": lambda z: (z.cosh(), z.sinh()),
    "tanh": lambda z: (z.tanh(), 1 / (z.cosh() * z.cosh())),
}
"""Value and derivative of each function."""


def hessian_times(
    loss: Expr, variables: Sequence[str], at: Sequence[Any], direction: Sequence[Any]
) -> list[arb]:
    """Return the Hessian times a direction: Im(gradient(at + i*eps*direction))/eps.

    The step is a quarter of the working precision small, so that its square is far below what is compared.
    """
    eps = arb(2) ** -(ctx.prec // 4)
    point = [acb(x, eps * v) for x, v in zip(reals(at), reals(direction), strict=True)]
    return [slope.imag / eps for slope in gradient(loss, variables, point)]


def gradient(loss: Expr, variables: Sequence[str], at: Sequence[acb]) -> list[acb]:
    """Return the complex gradient by forward accumulation: every value carries its derivatives along."""
    unit = range(len(variables))
    seeds = {
        name: (value, [acb(int(i == k)) for k in unit])
        for i, (name, value) in enumerate(zip(variables, at, strict=True))
    }
    return _evaluated(loss, seeds, len(variables))[1]


def _evaluated(expression: Expr, at: Mapping[str, Dual], count: int) -> Dual:
    total = _constant(acb(0), count)
    for monomial, coefficient in expression.terms.items():
        term = _constant(acb(real(Expr.of(coefficient))), count)
        for atom, exponent in monomial:
            term = _times(term, _powered(_generator(atom, at, count), exponent))
        total = (total[0] + term[0], [a + b for a, b in zip(total[1], term[1], strict=True)])
    return total


def _generator(atom: Atom, at: Mapping[str, Dual], count: int) -> Dual:
    if atom.kind == "symbol":
        return at[atom.arg]
    if atom.kind == "pi":
        return _constant(acb(arb.pi()), count)
    if atom.kind == "prime":
        return _constant(acb(atom.arg), count)
    inner = _evaluated(atom.arg, at, count)
    if atom.kind == "power":
        return inner
    if atom.kind == "abs":
        return _constant(abs(inner[0]), count)
    value, slope = _FUNCTIONS[atom.kind](inner[0])
    return value, [slope * entry for entry in inner[1]]


def _powered(base: Dual, exponent: Any) -> Dual:
    """Power rule; whole powers by multiplication, so that negative numbers are no trouble."""
    value, slopes = base
    if exponent == 1:
        return base
    before = _power(value, exponent - 1)
    factor = acb(real(Expr.of(exponent))) * before
    return before * value, [factor * entry for entry in slopes]


def _power(value: acb, exponent: Any) -> acb:
    if exponent.denominator != 1:
        number = acb(real(Expr.of(exponent)))
        if exponent.denominator % 2 == 0 or value.real > 0:
            return value**number
        return (-1 if exponent.numerator % 2 else 1) * (-value) ** number  # odd roots are real
    result = acb(1)
    for _ in range(abs(int(exponent))):
        result *= value
    return result if exponent >= 0 else 1 / result


def _times(one: Dual, other: Dual) -> Dual:
    slopes = [a * other[0] + one[0] * b for a, b in zip(one[1], other[1], strict=True)]
    return one[0] * other[0], slopes


def _constant(value: acb, count: int) -> Dual:
    return value, [acb(0)] * count


def symbolic_gradient(loss: Expr, variables: Sequence[str], at: Sequence[Any]) -> list[arb]:
    """Return the gradient by sympy's derivatives, to 60 digits."""
    import sympy

    names = [sympy.Symbol(name, real=True) for name in variables]
    formula = _symbolic(loss)
    return [_number(sympy.diff(formula, name), names, at) for name in names]


def symbolic_product(
    loss: Expr, variables: Sequence[str], at: Sequence[Any], direction: Sequence[Any]
) -> list[arb]:
    """Return the Hessian times a direction by sympy's derivatives, to 60 digits."""
    import sympy

    names = [sympy.Symbol(name, real=True) for name in variables]
    along = [_symbolic(Expr.of(entry)) for entry in direction]
    rows = sympy.hessian(_symbolic(loss), names) * sympy.Matrix(along)
    return [_number(row, names, at) for row in rows]


def _number(expression: Any, names: Sequence[Any], at: Sequence[Any]) -> arb:
    values = {name: _symbolic(Expr.of(value)) for name, value in zip(names, at, strict=True)}
    return arb(str(expression.subs(values).evalf(60)))


def _symbolic(expression: Expr) -> Any:
    """Return the expression as sympy's, generator by generator."""
    import sympy

    terms = []
    for monomial, coefficient in expression.terms.items():
        powers = [_symbolic_power(_symbolic_atom(atom), exponent) for atom, exponent in monomial]
        terms.append(sympy.Mul(_rational(coefficient), *powers))
    return sympy.Add(*terms)


def _symbolic_atom(atom: Atom) -> Any:
    import sympy

    if atom.kind == "symbol":
        return sympy.Symbol(atom.arg, real=True)
    if atom.kind == "pi":
        return sympy.pi
    if atom.kind == "prime":
        return sympy.Integer(atom.arg)
    inner = _symbolic(atom.arg)
    if atom.kind == "power":
        return inner
    return getattr(sympy, "Abs" if atom.kind == "abs" else atom.kind)(inner)


def _symbolic_power(base: Any, exponent: Any) -> Any:
    import sympy

    if exponent.denominator % 2 == 0 or exponent.denominator == 1:
        return base ** _rational(exponent)
    sign = sympy.sign(base) if exponent.numerator % 2 else 1
    return sign * sympy.Abs(base) ** _rational(exponent)  # odd roots are real


def _rational(number: Any) -> Any:
    import sympy

    return sympy.Rational(int(number.numerator), int(number.denominator))
