"""Derivatives of exact expressions, in closed form.

Source: an `Expr` is a sum of products of powers of generators, so the sum, product, power and chain rules and a
table of the elementary functions are all that is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from examgen.text.arithmetic import Rational
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import cos, cosh, exp, sin, sinh, sqrt, tan, tanh
from examgen.text.monomials import Atom, Monomial

__all__ = ["derivative", "gradient", "is_analytic"]

_SLOPES: Mapping[str, Callable[[Expr], Expr]] = {
    "exp": exp,
    "log": lambda x: ONE / x,
    "sin": cos,
    "cos": lambda x: -sin(x),
    "tan": lambda x: 1 + tan(x) ** 2,
    "asin": lambda x: 1 / sqrt(1 - x**2),
    "acos": lambda x: -1 / sqrt(1 - x**2),
    "atan": lambda x: 1 / (1 + x**2),
    "sinh": cosh,
    "cosh": sinh,
    "tanh": lambda x: 1 - tanh(x) ** 2,
    "abs": lambda x: x / abs(x),
}
"""What each function's derivative is; that of the absolute value holds away from 0."""


def derivative(expression: Expr, symbol: str) -> Expr:
    """Return the derivative with respect to a symbol.

    Parameters
    ----------
    expression
        Any exact expression; other symbols in it are constants.
    symbol
        Name of the variable.

    Returns
    -------
    Expr
        In normal form. Where the expression has an absolute value, it holds away from its kinks.

    Examples
    --------
    >>> from examgen.text.functions import exp
    >>> x, y = Expr.symbol("x"), Expr.symbol("y")
    >>> derivative(x**2 * y + exp(3 * x), "x")
    Expr('2*x*y + 3*exp(3*x)')
    """
    if symbol not in expression.symbols:
        return ZERO
    total = ZERO
    for monomial, coefficient in expression.terms.items():
        total = total + coefficient * _of_product(monomial, symbol)
    return total


def gradient(expression: Expr, symbols: Sequence[str]) -> tuple[Expr, ...]:
    """Return the derivatives with respect to some symbols, in their order."""
    return tuple(derivative(expression, symbol) for symbol in symbols)


def is_analytic(expression: Expr) -> bool:
    """Whether no absolute value of symbols occurs: all the other functions extend to complex arguments."""
    atoms = {atom for monomial in expression.terms for atom, _ in monomial}
    return all(_is_analytic_atom(atom) for atom in atoms)


def _is_analytic_atom(atom: Atom) -> bool:
    if type(atom.arg) is not Expr or not atom.arg.symbols:
        return True
    return atom.kind != "abs" and is_analytic(atom.arg)


def _of_product(monomial: Monomial, symbol: str) -> Expr:
    """Product rule: the derivative of each factor times all the others."""
    total = ZERO
    for at, (atom, exponent) in enumerate(monomial):
        slope = _of_atom(atom, symbol)
        if slope:
            others = _product(monomial[:at] + monomial[at + 1 :])
            total = total + exponent * _power(atom, exponent - 1) * slope * others
    return total


def _of_atom(atom: Atom, symbol: str) -> Expr:
    """Chain rule for a generator; powers are left to the caller."""
    if atom.kind == "symbol":
        return ONE if atom.arg == symbol else ZERO
    if type(atom.arg) is not Expr:
        return ZERO
    inner = derivative(atom.arg, symbol)
    return inner if atom.kind == "power" or not inner else _SLOPES[atom.kind](atom.arg) * inner


def _product(monomial: Monomial) -> Expr:
    result = ONE
    for atom, exponent in monomial:
        result = result * _power(atom, exponent)
    return result


def _power(atom: Atom, exponent: Rational) -> Expr:
    return (atom.arg if atom.kind == "power" else Expr.power_of(atom)) ** exponent
