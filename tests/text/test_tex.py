r"""TeX of values: what a careful typesetter writes, always balanced, and readable by the formula language."""

from __future__ import annotations

from fractions import Fraction

import pytest
from expressions import REFUSED, exactly, formulas
from hypothesis import assume, given
from test_values import sets

from examgen.text.balls import same
from examgen.text.expr import ONE, PI, E, Expr
from examgen.text.functions import absolute, acos, asin, cosh, exp, log, root, sigma, sin, sqrt, tanh
from examgen.text.lower import to_expr
from examgen.text.parser import parse
from examgen.text.syntax import Limits
from examgen.text.tex import decimals, symbol_tex, tex
from examgen.text.values import RealSet

THIRD = ONE / 3
X, A = Expr.symbol("x"), Expr.symbol("alpha")
Z1 = Expr.symbol("z1")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Expr.of(-7), "-7"),
        (-THIRD, r"-\frac{1}{3}"),
        (3 * sqrt(2) / 2, r"\frac{3\sqrt{2}}{2}"),
        (root(2, 3), r"\sqrt[3]{2}"),
        (PI / 2 + 4, r"\frac{\pi}{2}+4"),
        (1 - 3 * A, r"1-3\alpha"),
        (A * X, r"\alpha x"),
        (Z1**2, r"z_{1}^{2}"),
        (X ** Fraction(3, 2), "x^{3/2}"),
        ((1 - 3 * A) ** 2, r"(1-3\alpha)^{2}"),
        (E, r"\mathrm{e}"),
        (exp(6), r"\mathrm{e}^{6}"),
        (exp(Fraction(-3, 2)), r"\mathrm{e}^{-3/2}"),
        (exp(-X / 2), r"\mathrm{e}^{-x/2}"),
        (exp(X * A / 2), r"\mathrm{e}^{\frac{\alpha x}{2}}"),
        (12 / (1 + exp(6)), r"\frac{12}{1+\mathrm{e}^{6}}"),
        (sigma(6), r"\frac{1}{1+\mathrm{e}^{-6}}"),
        (sigma(1) * sigma(-1), r"\frac{\mathrm{e}}{(1+\mathrm{e})^{2}}"),
        (2 * log(2), r"2\ln 2"),
        (log(2) * log(3), r"\ln 2\,\ln 3"),
        (exp(1) * log(2) * sqrt(1 + X), r"\mathrm{e}\sqrt{x+1}\ln 2"),
        (log(2) ** 2, r"(\ln 2)^{2}"),
        (log(1 + exp(1)), r"\ln(1+\mathrm{e})"),
        (sin(THIRD) * X, r"x\sin\left(\frac{1}{3}\right)"),
        (sin(X) ** 2, r"\sin^2 x"),
        (sin(X) ** 12, r"(\sin x)^{12}"),
        (sin(X) ** 2 * tanh(1), r"\sin^2 x\,\tanh 1"),
        (asin(X) ** 2, r"(\arcsin x)^{2}"),
        (acos(THIRD), r"\arccos\left(\frac{1}{3}\right)"),
        (tanh(1) * cosh(2), r"\cosh 2\,\tanh 1"),
        (absolute(X - 1), r"\left|1-x\right|"),
        (absolute(X) ** 3, r"\left|x\right|^{3}"),
        (3 * 2**X, r"3 \cdot 2^{x}"),
        (sqrt(1 + X**2), r"\sqrt{x^{2}+1}"),
        (-(X + 1) / (X**2 + 1), r"\frac{-x-1}{x^{2}+1}"),
        ((ONE * 2, ONE), r"\begin{pmatrix}2 & 1\end{pmatrix}"),
        (((ONE, X), (PI, -THIRD)), r"\begin{pmatrix}1 & x \\ \pi & -\frac{1}{3}\end{pmatrix}"),
        (RealSet.interval(0, THIRD), r"\left(0,\ \tfrac{1}{3}\right)"),
        (
            RealSet.interval(None, 0, False, True) | RealSet.interval(1, None),
            r"\left(-\infty,\ 0\right] \cup \left(1,\ \infty\right)",
        ),
        (RealSet.points([1, 2]), r"\left\{1,\ 2\right\}"),
        (RealSet.empty(), r"\emptyset"),
        (True, r"\text{true}"),
        ("50 % of_it", r"\text{50 \% of\_it}"),
        (("a", "b"), r"\text{a},\ \text{b}"),
    ],
)
def test_values_as_latex(value, written):
    assert tex(value) == written


def test_semicolons_separate_where_commas_are_decimal_marks():
    assert tex(RealSet.interval(0, THIRD), decimal_comma=True) == r"\left(0;\ \tfrac{1}{3}\right)"
    assert tex(RealSet.points([1, 2]), decimal_comma=True) == r"\left\{1;\ 2\right\}"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x", "x"),
        ("alpha", r"\alpha"),
        ("Gamma", r"\Gamma"),
        ("eps", r"\varepsilon"),
        ("x1", "x_{1}"),
        ("theta12", r"\theta_{12}"),
        ("theta_1", r"\theta_{1}"),
        ("w_ij", "w_{ij}"),
        ("x_max", r"x_{\mathrm{max}}"),
        ("x_alpha", r"x_{\alpha}"),
        ("rate", r"\mathrm{rate}"),
        ("learning_rate", r"\mathrm{learning}_{\mathrm{rate}}"),
    ],
)
def test_names(name, written):
    assert symbol_tex(name) == written


@pytest.mark.parametrize(
    ("value", "arguments", "written"),
    [
        (12 / (1 + exp(6)), (3,), "0.0297"),
        (12 / (1 + exp(6)), (3, True), "0{,}0297"),
        (ONE / 8, (4,), "0.125"),
        (Expr.of(7), (), None),
        (1 - 3 * A, (), None),
        ("text", (), None),
        (True, (), None),
        (exp(50), (3,), r"5.18\cdot 10^{21}"),
        ((PI, ONE), (), r"\begin{pmatrix}3.142 & 1\end{pmatrix}"),
        (((PI,), (ONE,)), (3,), r"\begin{pmatrix}3.14 \\ 1\end{pmatrix}"),
        (RealSet.interval(0, THIRD), (3,), r"\left(0,\ 0.333\right)"),
        (RealSet.interval(0, THIRD), (3, True), r"\left(0;\ 0{,}333\right)"),
        (RealSet.interval(None, 1), (), None),
        (exp(exp(1000)), (), None),
    ],
)
def test_decimals(value, arguments, written):
    assert decimals(value, *arguments) == written


def balanced(text: str) -> bool:
    depth = 0
    for character in text.replace(r"\{", "").replace(r"\}", ""):
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0 and text.count(r"\left") == text.count(r"\right")


@given(formulas)
def test_braces_are_balanced_and_the_text_is_read_back(tree):
    try:
        value = exactly(tree)
    except REFUSED:
        assume(False)
    text = tex(value)
    assert balanced(text)
    syntax = parse(
        text, symbols=["x", "y"], limits=Limits(characters=100_000, depth=200, nodes=50_000, digits=2000)
    )
    again = to_expr(syntax, symbols=frozenset("xy"))
    assert again == value or same(again, value).equal is not False, text


@given(sets)
def test_sets_are_balanced(numbers):
    assert balanced(tex(numbers))


def test_a_wide_matrix_is_an_array_of_its_own_width():
    wide = tex(tuple(Expr.of(at) for at in range(21)))
    assert wide.startswith(r"\left(\begin{array}{@{}*{21}{c}@{}}0 & 1 & ")
    assert wide.endswith(r"\end{array}\right)")
    assert tex(tuple(Expr.of(at) for at in range(20))).startswith(r"\begin{pmatrix}0 & 1 & ")
