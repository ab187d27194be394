"""Every value is read back from its text: exact keys, vectors, sets, and random arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from expressions import REFUSED, exactly, formulas, numbers
from hypothesis import assume, given
from hypothesis import strategies as st
from test_values import sets

from examgen.text.balls import same
from examgen.text.expr import ONE, PI, ZERO, Expr
from examgen.text.functions import exp, sqrt
from examgen.text.lower import to_expr, to_matrix, to_realset, to_vector
from examgen.text.parser import parse
from examgen.text.show import show
from examgen.text.syntax import Limits
from examgen.text.values import RealSet

THIRD = ONE / 3
X, A = Expr.symbol("x"), Expr.symbol("alpha")
LIMITS = Limits(characters=100_000, depth=200, nodes=50_000, digits=2000)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (RealSet.interval(0, THIRD), "(0, 1/3)"),
        (RealSet.interval(None, 0) | RealSet.interval(THIRD, None), "(-oo, 0) U (1/3, oo)"),
        (RealSet.interval(0, 1, True) | RealSet.interval(2, 3, False, True), "[0, 1) U (2, 3]"),
        (RealSet.point(THIRD), "{1/3}"),
        (RealSet.points([2, 1]) | RealSet.interval(3, 4) | RealSet.point(5), "{1, 2} U (3, 4) U {5}"),
        (RealSet.empty(), "{}"),
        (RealSet.reals(), "(-oo, oo)"),
        ((Expr.of(2), ONE), "[2, 1]"),
        (((-ONE, ONE), (ONE, sqrt(2) / 2)), "[[-1, 1], [1, sqrt(2)/2]]"),
        ((), "[]"),
        ("ignores-input", "ignores-input"),
        (("b", "a"), "b, a"),
        (True, "true"),
        (False, "false"),
        (12 / (1 + exp(6)), "12/(1 + exp(6))"),
        ((1 - 3 * A, 1 - A), "[1 - 3*alpha, 1 - alpha]"),
        (-(X + 1) / (X - 1) ** 2, "(-x - 1)/(1 - x)^2"),
        (exp(-X / 2) * X ** Fraction(1, 3), "x^(1/3)*exp(-x/2)"),
        ((X**2) ** Fraction(1, 3), "x^(2/3)"),
        (sqrt(2) ** X, "2^(x/2)"),
        (ZERO, "0"),
        (-THIRD, "-1/3"),
    ],
)
def test_values_in_the_formula_language(value, written):
    assert show(value) == written


def read(text: str, *names: str) -> Expr:
    return to_expr(parse(text, symbols=names, limits=LIMITS), symbols=frozenset(names))


def made(tree):
    try:
        return exactly(tree)
    except REFUSED:
        assume(False)


@given(numbers)
def test_a_number_is_read_back(tree):
    value = made(tree)
    again = read(show(value))
    assert again == value or same(again, value).equal is True, show(value)


@given(formulas)
def test_a_formula_is_read_back(tree):
    value = made(tree)
    again = read(show(value), "x", "y")
    assert again == value or same(again, value).equal is not False, show(value)


@given(sets)
def test_a_set_is_read_back(numbers):
    assert to_realset(parse(show(numbers))) == numbers


entries = st.sampled_from([ONE, -THIRD, sqrt(2) / 2, PI / 2 + 4, 12 / (1 + exp(6)), 1 - 3 * A])


@given(st.lists(entries, min_size=1, max_size=4))
def test_a_vector_is_read_back(vector):
    assert to_vector(parse(show(tuple(vector)), symbols=["alpha"]), symbols=frozenset(["alpha"])) == tuple(
        vector
    )


@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[entries] * n), min_size=1, max_size=3)))
def test_a_matrix_is_read_back(rows):
    assert to_matrix(parse(show(tuple(rows)), symbols=["alpha"]), symbols=frozenset(["alpha"])) == tuple(rows)
