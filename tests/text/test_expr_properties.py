from __future__ import annotations

import pickle
from contextlib import suppress
from fractions import Fraction

import pytest
from expressions import BITS, REFUSED, evaluated, exactly, formulas, numbers, precise, small
from flint import arb, ctx
from hypothesis import assume, given
from hypothesis import strategies as st

from examgen.text.balls import ball, real, same, sign
from examgen.text.expr import ZERO, Expr, TooLarge, Undecided
from examgen.text.functions import exp, log, sqrt

X, Y = (Expr.symbol(name) for name in "xy")
AT = {"x": Fraction(7, 5), "y": Fraction(-3, 8)}


def made(tree):
    try:
        return exactly(tree)
    except REFUSED:
        assume(False)


@given(numbers)
def test_the_normal_form_has_the_value_of_the_arithmetic_as_written(tree):
    written = evaluated(tree)
    assume(precise(written))
    assert ball(made(tree), BITS).overlaps(written)


@given(formulas)
def test_a_formula_has_the_value_of_the_arithmetic_as_written_at_a_point(tree):
    with ctx.workprec(BITS):
        at = {name: real(value) for name, value in AT.items()}
    written = evaluated(tree, at)
    assume(precise(written))
    formula = made(tree)
    assert ball(formula, BITS, at).overlaps(written)
    assert ball(formula.substitute({name: Expr.of(value) for name, value in AT.items()}), BITS).overlaps(
        written
    )


@given(numbers)
def test_what_has_a_value_is_never_called_undefined(tree):
    assume(precise(evaluated(tree)))
    with suppress(Undecided, TooLarge):
        exactly(tree)


@given(numbers, numbers)
def test_equal_forms_have_overlapping_balls_and_equal_hashes(left, right):
    a, b = made(left), made(right)
    if a == b:
        assert hash(a) == hash(b)
        assert ball(a).overlaps(ball(b))
    elif precise(ball(a)) and precise(ball(b)) and not ball(a).overlaps(ball(b)):
        assert same(a, b).equal is False


@given(numbers, numbers, numbers)
def test_the_field_laws_hold(first, second, third):
    try:
        a, b, c = made(first), made(second), made(third)
        laws = [
            (a + b, b + a),
            (a * b, b * a),
            ((a + b) + c, a + (b + c)),
            ((a * b) * c, a * (b * c)),
            (a * (b + c), a * b + a * c),
            (a - a, ZERO),
            (a + -b, a - b),
        ]
        laws += [(a * (1 / b), a / b), (b / b, Expr.of(1)), ((a / b) * b, a)] if b else []
    except REFUSED:
        assume(False)
    for left, right in laws:
        assert same(left, right).equal is not False, (left, right)


rationals = st.fractions(-6, 6, max_denominator=6)
radicals = st.builds(
    lambda p, q, r, n, m: p + q * sqrt(n) + r * sqrt(m),
    small, small, small, st.sampled_from([2, 3, 6, 12]), st.sampled_from([2, 5, 10]),
)  # fmt: skip
growths = st.builds(
    lambda p, q, k, j: p * exp(k) + q * exp(j) + 1, small, small, st.integers(-3, 3), st.integers(-3, 3)
)


@given(radicals, radicals, radicals)
def test_sums_of_square_roots_are_a_field_with_one_form_for_each_number(a, b, c):
    assert a * (b + c) == a * b + a * c
    assert (a * b) * c == a * (b * c)
    if b:
        assert b * (1 / b) == 1
        assert (a / b) * b == a
    assert (a == b) == (sign(a - b) == 0)


@given(growths, growths, growths)
def test_powers_of_e_over_one_denominator_have_one_form(a, b, d):
    assume(d)
    assert a / d + b / d == (a + b) / d
    assert (a / d) * (b / d) == (a * b) / d / d
    assert d / d == 1
    assert (a / d == b / d) == (a == b)


@given(numbers)
def test_the_same_number_is_made_again_by_a_copy(tree):
    value = made(tree)
    again = pickle.loads(pickle.dumps(value))
    assert again == value
    assert again.order == value.order
    assert hash(again) == hash(value)


@given(rationals, rationals)
def test_rationals_are_fractions(p, q):
    a, b = Expr.of(p), Expr.of(q)
    assert (a + b).fraction == p + q
    assert (a - b).fraction == (a - q).fraction == (p - b).fraction == p - q
    assert (a * b).fraction == (p * b).fraction == p * q
    assert (a < b, a <= b, a == b, a != b) == (p < q, p <= q, p == q, p != q)
    assert hash(a) == hash(p)
    if q:
        assert (a / b).fraction == (p / b).fraction == (a / q).fraction == p / q


@given(st.fractions(Fraction(1, 9), 9, max_denominator=9), rationals)
def test_logarithms_and_exponentials_undo_one_another(q, r):
    assert exp(log(q)) == q
    assert exp(r * log(q)) == Expr.of(q) ** r
    assert exp(X + log(q)) == q * exp(X)
    assert log(exp(r)) == r
    assert log(q * exp(r)) == log(q) + r
    assert log(Expr.of(q) ** r) == r * log(q)


@given(st.integers(1, 10**6), st.integers(2, 5))
def test_roots_undo_powers(n, k):
    root = Expr.of(n) ** Fraction(1, k)
    assert root**k == n
    assert 1 / root == root ** (k - 1) / n
    assert (Expr.of(n) ** k) ** Fraction(1, k) == n


@given(st.lists(radicals, min_size=1, max_size=6))
def test_ordering_is_that_of_the_values(values):
    balls = [float(ball(value).mid()) for value in sorted(values)]
    assert balls == sorted(balls)
    assert float(ball(max(values)).mid()) == max(balls)
    assert same(sum(values), sum(reversed(values), ZERO)).equal


@pytest.mark.parametrize(
    "tree", [("/", ("number", Fraction(1)), ("number", Fraction(0))), ("log", ("number", Fraction(0)))]
)
def test_what_has_no_value_is_refused(tree):
    with pytest.raises(ArithmeticError):
        exactly(tree)


def test_balls_are_arbs():
    assert isinstance(ball(sqrt(2)), arb)
    assert Y != X
