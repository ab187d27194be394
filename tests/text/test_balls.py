from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
import sympy
from expressions import REFUSED, evaluated, exactly, formulas, numbers, precise
from flint import arb, ctx
from hypothesis import assume, given
from hypothesis import strategies as st

from examgen.text.balls import ball, decimal, decimal_float, real, same, sign, whole_below
from examgen.text.expr import ONE, PI, ZERO, Expr, TooLarge, Undecided
from examgen.text.functions import absolute, cos, cosh, exp, log, root, sigma, sin, sqrt, tanh
from examgen.text.values import RealSet

X, Y = Expr.symbol("x"), Expr.symbol("y")
HIDDEN_ZERO = sin(1) ** 2 + cos(1) ** 2 - 1


def made(tree):
    try:
        return exactly(tree)
    except REFUSED:
        assume(False)


SYMPY = {
    "sqrt(2 + sqrt(3))/2": sqrt(2 + sqrt(3)) / 2,
    "exp(6)/(1 + exp(6))**2": sigma(6) * sigma(-6),
    "pi/2 + 4 + log(12)": PI / 2 + 4 + log(12),
    "sin(pi/12)*cos(3)": sin(PI / 12) * cos(3),
    "tanh(1) + cosh(2) - 7**(Rational(1, 3))": tanh(1) + cosh(2) - root(7, 3),
    "real_root(sin(4), 3)": root(sin(4), 3),
}


@pytest.mark.parametrize("text", SYMPY)
def test_values_agree_with_sympy(text):
    value = sympy.sympify(text)
    assert decimal(SYMPY[text], 40).startswith(str(sympy.N(value, 60))[:40])


def test_precision_rises_on_request():
    assert ball(PI, 40).rad() > ball(PI, 400).rad() > 0
    assert ball(ONE / 3).overlaps(real(Fraction(1, 3)))
    assert ctx.prec == 53


def test_symbols_need_values():
    assert ball(X * Y, at={"x": arb(2), "y": arb(3)}) == 6
    assert ball(root(X, 3), at={"x": arb(-8)}).overlaps(arb(-2))
    assert ball(X ** Fraction(2, 3), at={"x": arb(-8)}).overlaps(arb(4))
    assert ball(absolute(X), at={"x": arb(-8)}) == 8
    with pytest.raises(KeyError):
        ball(X)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (ZERO, 0),
        (-PI, -1),
        (exp(-1000) - exp(-1001), 1),
        (sqrt(2) + sqrt(3) - sqrt(10), -1),
        (sqrt(10**40 + 1) - 10**20, 1),
        (exp(1) / (1 + PI), 1),
        (X, None),
        (HIDDEN_ZERO, None),
    ],
)
def test_signs(number, expected):
    assert sign(number) == expected


@given(numbers)
def test_a_sign_is_that_of_the_value(tree):
    written = evaluated(tree)
    assume(precise(written) and not written.contains(0))
    assert sign(made(tree)) == (1 if written > 0 else -1)


def test_whole_numbers_below():
    assert whole_below(-PI) == -4
    assert whole_below(X) is None
    assert whole_below(HIDDEN_ZERO) is None


# Equality


def test_numbers_are_compared_by_form_and_by_balls():
    assert same(sqrt(8), 2 * sqrt(2)).equal is True
    assert same(2, Fraction(4, 2)).equal is True
    assert same(sqrt(2), Fraction(141421356, 100000000)).equal is False
    assert same(HIDDEN_ZERO, 0).equal is True
    assert same(HIDDEN_ZERO, exp(-100)).equal is False
    assert same(exp(exp(Expr.of(10) ** 300)), exp(exp(Expr.of(10) ** 300)) + 1).equal is False
    assert same(log(2 + sqrt(3)), 2 * log((1 + sqrt(3)) / sqrt(2))).equal is True


def test_formulas_are_compared_at_points():
    assert same((X + Y) ** 2, X**2 + 2 * X * Y + Y**2).equal is True
    assert same(sin(X) ** 2 + cos(X) ** 2, 1).equal is True
    assert same(1 - tanh(X) ** 2, 1 / cosh(X) ** 2).equal is True
    assert same(tanh(X), 2 * sigma(2 * X) - 1).equal is True
    assert same(sqrt(X) * sqrt(Y), sqrt(X * Y)).equal is True
    different = same(sin(X), X)
    assert different.equal is False
    at = Expr.of(Fraction(different.witness["x"]))
    assert sin(at) != at


def test_the_domain_decides():
    absolute_value = absolute(X)
    assert same(absolute_value, X).equal is False
    assert same(absolute_value, X, {"x": RealSet.interval(0, None)}).equal is True
    assert same(absolute_value, -X, {"x": RealSet.interval(None, 0)}).equal is True
    assert same(absolute_value, X, {"x": RealSet.interval(0, 1) | RealSet.interval(2, 3)}).equal is True
    assert same(X**2, X, {"x": RealSet.points([0, 1])}).equal is True
    assert same(X**3, X, {"x": RealSet.points([0, 1, sqrt(2)])}).witness == {"x": "sqrt(2)"}


def test_without_enough_points_it_is_undecided():
    assert same(sqrt(-1 - X**2), 2 * sqrt(-1 - X**2)).equal is None
    assert same(log(X), 2 * log(X), {"x": RealSet.interval(-2, -1)}).equal is None
    assert same(1 / HIDDEN_X, 3).equal is None


HIDDEN_X = sin(X) ** 2 + cos(X) ** 2 - 1


def test_what_is_too_large_to_subtract_is_undecided():
    assert same(exp(exp(exp(Expr.of(10) ** 300))), 1).equal is None


@given(formulas)
def test_a_formula_is_the_same_as_itself_written_otherwise(tree):
    formula = made(tree)
    try:
        otherwise = (formula * (X**2 + 1) + formula) / (X**2 + 2)
    except REFUSED:
        assume(False)
    assert same(formula, otherwise).equal is not False
    assert same(formula, formula + Fraction(1, 10**9)).equal is not True


@given(numbers, numbers)
def test_a_difference_is_never_claimed_of_equal_values(left, right):
    one, other = evaluated(left), evaluated(right)
    assume(precise(one) and precise(other))
    verdict = same(made(left), made(right)).equal
    if not one.overlaps(other):
        assert verdict is False


# Decimals


@pytest.mark.parametrize(
    ("number", "significant", "written"),
    [
        (12 / (1 + exp(6)), 3, "0.0297"),
        (PI / 2 + 4, 4, "5.571"),
        (Expr.of(12), 6, "12"),
        (ONE / 8, 6, "0.125"),
        (ONE / 8, 2, "0.13"),
        (-ONE / 8, 2, "-0.13"),
        (ONE / 3, 3, "0.333"),
        (Expr.of(2) / 3 + 1999, 4, "2000"),
        (Expr.of(19999) / 10000, 4, "2.000"),
        (exp(50), 3, "5.18e21"),
        (-PI / 10**9, 3, "-3.14e-9"),
        (Expr.of(10) ** 20, 3, "1e20"),
        (Expr.of(123456), 3, "123000"),
        (ZERO, 3, "0"),
        (PI, 50, "3.1415926535897932384626433832795028841971693993751"),
        (HIDDEN_ZERO, 5, "0"),
        (HIDDEN_ZERO + ONE / 8, 2, "0.13"),
    ],
)
def test_decimals_are_rounded_correctly(number, significant, written):
    assert decimal(number, significant) == written


@given(st.fractions(max_denominator=10**6), st.integers(1, 12))
def test_decimals_of_rationals_round_half_away_from_zero(number, significant):
    context = Context(prec=significant, rounding=ROUND_HALF_UP)
    expected = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    assert Decimal(decimal(Expr.of(number), significant)) == expected


@given(numbers)
def test_decimals_are_within_half_a_unit(tree):
    written = evaluated(tree)
    assume(precise(written))
    value = made(tree)
    if sign(value) and abs(written) < 1e50:
        error = abs(Fraction(decimal(value, 8)) - Fraction(decimal(value, 30)))
        assert error <= abs(Fraction(decimal(value, 30))) * Fraction(51, 10**9)


def test_what_cannot_be_written_in_decimals():
    with pytest.raises(Undecided):
        decimal(exp(exp(exp(Expr.of(10) ** 300))))
    with pytest.raises(TooLarge):
        decimal(exp(Expr.of(10) ** 300))


def test_floats_for_data():
    assert decimal_float(PI) == math.pi
    assert decimal_float(-ONE / 3) == -1 / 3
    with pytest.raises(OverflowError):
        decimal_float(exp(1000))
