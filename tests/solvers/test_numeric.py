"""Balls for checks."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from examgen.solvers.algebra import derivatives, evaluate
from examgen.solvers.numeric import (
    BITS,
    Twin,
    close,
    derivative,
    gradient,
    jacobian,
    lowest,
    power,
    precisely,
    real,
    reals,
    sigmoid,
    whole,
)
from examgen.solvers.real import Real, balled, bare
from examgen.text.expr import Expr
from examgen.text.functions import sqrt


def test_working_precision_holds_in_the_block_only():
    before = ctx.prec
    with precisely():
        assert ctx.prec == BITS
        with precisely(64):
            assert ctx.prec == 64
    assert ctx.prec == before


def test_exact_numbers_become_balls():
    with precisely():
        assert real(3) == 3
        assert close(real(Fraction(1, 3)), real(fmpq(1, 3)), 200)
        assert close(real(Expr.of(Fraction(1, 3))) * 3, 1, 200)
        assert close(real(sqrt(Expr.of(2))) ** 2, 2, 200)
        assert [entry == k for k, entry in enumerate(reals((0, 1, 2)))] == [True] * 3
        assert whole(Expr.of(7)) == 7
    assert real(arb(2)) == 2
    with pytest.raises(TypeError, match="float is no exact number"):
        real(0.5)
    with pytest.raises(ValueError, match="integer"):
        whole(Fraction(1, 2))


def test_whole_powers_of_a_ball_around_zero():
    nothing = arb(1) / 3 - arb(1) / 3
    assert power(nothing, 2).contains(0)
    assert power(arb(2), -3) == arb(1) / 8
    assert power(arb(2), 0) == 1


def test_close_is_relative_beyond_one():
    assert close(10**40, 10**40 + 1)
    assert not close(Fraction(1, 10**29), 0)
    assert close(Fraction(1, 10**31), 0)


@given(st.fractions(-9, 9, max_denominator=9))
def test_derivatives_are_good_to_a_hundred_digits(x):
    with precisely():
        assert close(derivative(lambda t: t**5, x), 5 * Fraction(x) ** 4, 100)
        assert close(derivative(lambda t: t.exp(), x), real(x).exp(), 100)
        s = sigmoid(x)
        assert close(derivative(sigmoid, x), s * (1 - s), 100)


def test_derivatives_have_the_shape_of_the_values():
    with precisely():
        slopes = derivative(lambda t: [t * t, (t, 3)], 5)
        assert isinstance(slopes, tuple)
        assert close(slopes[0], 10)
        assert close(slopes[1][0], 1)
        assert close(slopes[1][1], 0)


def test_gradient_and_jacobian():
    def product(v):
        return v[0] * v[1]

    with precisely():
        assert all(map(close, gradient(product, (3, Fraction(1, 2))), (Fraction(1, 2), 3)))
        rows = jacobian(lambda v: [product(v), v[1] ** 2], (3, 4))
        assert all(map(close, rows[0], (4, 3)))
        assert all(map(close, rows[1], (0, 8)))


def test_the_lowest_point():
    with precisely():
        assert close(lowest(lambda t: max(abs(1 - 3 * t), abs(1 - t)), 0, 1), Fraction(1, 2))


def test_samples_of_a_twin_are_in_general_position():
    points = Twin(lambda a, b: a, ("a", "b")).samples()
    assert len(points) == 5
    assert len({entry for point in points for entry in point}) == 10
    assert Twin(lambda a: a, ("a",), ((Fraction(1),),)).samples() == ((1,),)


numbers = st.fractions(-9, 9, max_denominator=9)


@given(numbers, numbers)
def test_reals_compute_as_the_numbers_do(a, b):
    with precisely():
        x, y = Real(a), Real(b)
        assert x + y == a + b
        assert a + y == a + b
        assert x - y == a - b
        assert a - y == a - b
        assert x * y == a * b
        assert a * y == a * b
        assert -x == -a
        assert +x == a
        assert abs(x) == abs(a)
        assert x**3 == a**3
        assert (x < y) == (a < b)
        assert (x >= y) == (a >= b)
        assert bool(x) == bool(a)
        assert hash(x) == hash(Real(Fraction(a)))
        if b:
            assert x / y == Fraction(a) / b
            assert a / y == Fraction(a) / b


def test_reals_call_the_functions_of_the_formula_language():
    with precisely():
        nine = Real(9)
        assert nine.apply("sqrt", (nine,)) == 3
        assert Real(27).apply("root", (Real(27), 3)) == 3
        assert nine.apply("log", (nine,)).apply("exp", (nine.apply("log", (nine,)),)) == 9
        assert Real(0).apply("sigma", (Real(0),)) == Fraction(1, 2)
        assert Real(-2).apply("absolute", (Real(-2),)) == 2
        assert Real(-2).apply("sign", (Real(-2),)) == -1
        assert 2 ** Real(3) == 8
        assert nine ** Fraction(1, 2) == 3
        assert [4, 5, 6][Real(2)] == 6
        assert repr(Real(2)).startswith("Real(2")


def test_balls_in_and_out():
    assert balled((Expr.of(2), "left", True)) == (2, "left", True)
    assert bare((Real(2), ("left",))) == (2, ("left",))


def test_computer_algebra_covers_the_elementary_functions():
    def forward(x, a):
        return [
            sympy.sin(x[0]) * sympy.exp(a * x[1]),
            sympy.log(x[1]) / sympy.sqrt(a),
            sympy.tanh(sympy.cos(a)),
        ]

    with precisely():
        at = {"x": (Expr.of(1), Expr.of(2)), "a": Expr.of(3)}
        rows = derivatives(forward, ("x", "a"), **at)
        one, two, three = arb(1), arb(2), arb(3)
        assert [len(row) for row in rows] == [3, 3, 3]
        assert close(rows[0][0], one.cos() * (three * 2).exp())
        assert close(rows[0][2], one.sin() * 2 * (three * 2).exp())
        assert close(rows[1][1], 1 / (two * three.sqrt()))
        assert close(rows[2][2], -(1 - power(three.cos().tanh(), 2)) * three.sin())
        with pytest.raises(TypeError, match="no numbers for"):
            evaluate(sympy.gamma(sympy.Symbol("x")), {sympy.Symbol("x"): one})
