"""Derivatives of exact expressions: against sympy for every function, rules, kinks."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.differentiate import derivative, gradient, is_analytic
from examgen.text import functions
from examgen.text.balls import same
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import exp, log, root, sin, sqrt
from examgen.text.lower import to_expr
from examgen.text.parser import parse
from examgen.text.show import show

NAMES = frozenset("xyz")
X, Y, Z = map(Expr.symbol, "xyz")


def read(text):
    return to_expr(parse(text, symbols=NAMES), symbols=NAMES)


def by_sympy(text, name):
    return sp.diff(sp.sympify(text.replace("^", "**"), rational=True), sp.Symbol(name))


def assert_agrees(text, name, at):
    mine = sp.sympify(show(derivative(read(text), name)).replace("^", "**"), rational=True)
    theirs = by_sympy(text, name)
    values = {sp.Symbol(variable): sp.Rational(value) for variable, value in at.items()}
    assert abs(sp.N((mine - theirs).subs(values), 40)) < 1e-30, text


FUNCTIONS = ["exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"]
POINT = {"x": Fraction(2, 7), "y": Fraction(3, 5), "z": Fraction(1, 3)}


@pytest.mark.parametrize(
    "text",
    [
        "x^3*y - 4*x + 7",
        "1/(1 + x^2)",
        "sqrt(1 + x*y)",
        "x^(1/3)*y^(5/2)",
        "x^y",
        "2^x",
        "exp(x*y)/(exp(x) + exp(y) + exp(2*z))",
        "log(exp(x) + exp(y))",
        "log(x*y)^2",
        "(x + y)^40",
        "(1 + sin(x)^2)^(3/2)/(x + y)^5",
        "pi*sqrt(3)*x",
        *(f"{name}(x*y + x/3)*y" for name in FUNCTIONS),
    ],
)
def test_derivatives_are_those_of_sympy(text):
    for name in "xyz":
        assert_agrees(text, name, POINT)


def test_every_function_of_the_formula_language_is_covered():
    smooth = set(functions.FUNCTIONS) - {"abs", "floor", "ceil", "sign"}
    for name in smooth:
        value = functions.FUNCTIONS[name](X / 3 + Fraction(1, 4))
        assert derivative(value, "x").symbols == {"x"}


def test_results_come_out_as_one_writes_them():
    assert derivative(X**2 * Y + exp(3 * X), "x") == 2 * X * Y + 3 * exp(3 * X)
    assert derivative(log(X), "x") == 1 / X
    assert derivative(sqrt(X), "x") == 1 / (2 * sqrt(X))
    assert derivative(sin(2), "x") == ZERO
    assert derivative(Y**3, "x") == ZERO
    assert derivative(root(X, 3), "x") == X ** Fraction(-2, 3) / 3
    assert gradient(X * Y, ("x", "y", "z")) == (Y, X, ZERO)


def test_absolute_values_have_a_slope_away_from_their_kinks():
    slope = derivative(abs(X), "x")
    assert slope.substitute({"x": Expr.of(3)}) == 1
    assert slope.substitute({"x": Expr.of(-3)}) == -1
    assert not is_analytic(abs(X) * Y)
    assert not is_analytic(exp(1 + abs(X - Y)))
    assert is_analytic(exp(X) + abs(sin(Expr.of(2)) - 1) * X)


polynomials = st.recursive(
    st.one_of(st.sampled_from([X, Y]), st.integers(-3, 3).map(Expr.of)),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        inner.map(lambda value: exp(value / 3)),
        inner.map(lambda value: sin(value)),
        inner.map(lambda value: 1 / (2 + value**2)),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(polynomials, polynomials)
def test_sums_products_and_exchanged_orders(one, other):
    def slope(value):
        return derivative(value, "x")

    assert same(slope(one + other), slope(one) + slope(other)).equal is True
    assert same(slope(one * other), slope(one) * other + one * slope(other)).equal is True
    mixed = derivative(derivative(one, "x"), "y"), derivative(derivative(one, "y"), "x")
    assert same(*mixed).equal is True
