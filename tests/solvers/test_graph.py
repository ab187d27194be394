"""Gradients along a graph: exact, by value, and as sympy finds them."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed
from examgen.solvers.graph import Node, as_node, derivative, gradients, leaf, nodes
from examgen.solvers.units import ACTIVATIONS, activate, slope
from examgen.text.balls import same
from examgen.text.expr import PI, Expr
from examgen.text.functions import FUNCTIONS, absolute, cos, exp, floor, log, root, sigma, sin, sqrt, tanh


def test_values_and_gradients_of_a_small_graph():
    w, x, b = leaf(3), leaf(-2), leaf(5)
    z = w * x + b
    loss = (z - 4) ** 2
    assert loss.value == 25
    assert gradients(loss, [w, x, b, z, loss]) == (20, -30, -10, -10, 1)


def test_a_node_used_twice_gathers_both_ways():
    x = leaf(Fraction(1, 2))
    assert gradients(x * x + x / (1 + x) - 3 * x, [x]) == (1 + Fraction(4, 9) - 3,)
    assert gradients(-(x - 2) / x, [x]) == (-8,)
    assert gradients(2 / x - (1 - x), [x]) == (-7,)


def test_what_is_not_in_the_graph_has_the_gradient_0():
    x, other = leaf(2), leaf(3)
    assert gradients(x**3, [other, x]) == (0, 12)
    assert gradients(7, [x]) == (0,)


def test_nodes_come_after_their_parts_and_once():
    x = leaf(2)
    square = x * x
    found = nodes(square + square)
    assert [node.kind for node in found] == ["leaf", "*", "+"]
    assert found[0] is x


def test_long_chains_need_no_recursion():
    x = leaf(1)
    total = x
    for _ in range(5000):
        total = total + x
    assert gradients(total, [x]) == (5001,)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"floor", "ceil", "sign", "abs"}))
def test_every_function_as_sympy_differentiates_it(name):
    at = Fraction(3, 10)
    t = sympy.Symbol("t")
    rational = sympy.Rational(3, 10)
    expected = sympy.diff(1 / (1 + sympy.exp(-t)) if name == "sigma" else getattr(sympy, name)(t), t).subs(
        t, rational
    )
    found = derivative(FUNCTIONS[name], at)
    assert abs(sympy.N(sympy.sympify(str(found).replace("^", "**")), 40) - sympy.N(expected, 40)) < 1e-30


def test_roots_and_absolute_values():
    assert derivative(lambda t: root(t, 3), 8) == Fraction(1, 12)
    assert derivative(sqrt, 2) == sqrt(2) / 4
    assert derivative(absolute, -3) == -1
    assert derivative(abs, PI) == 1
    with pytest.raises(IllPosed, match="kink at 0"):
        derivative(abs, 0)
    with pytest.raises(IllPosed, match="floor has no derivative"):
        derivative(floor, Fraction(1, 2))


def test_powers_have_constant_exponents():
    assert derivative(lambda t: t**0, 3) == 0
    assert derivative(lambda t: t**-2, 2) == Fraction(-1, 4)
    with pytest.raises(TypeError):
        leaf(2) ** leaf(3)


def test_nodes_compare_by_value_and_differ_by_identity():
    one, other = leaf(2), leaf(2)
    assert one == other == 2
    assert len({one, other}) == 2
    assert one < 3
    assert one >= Fraction(1, 2)
    assert as_node(one) is one
    assert repr(one * 3) == "Node(*: 6)"


def _random_formula(stream, names):
    """A formula of a few operations, as a function of numbers of any sort."""

    def build(depth):
        if depth == 0 or stream.random() < 0.2:
            k = stream.randrange(len(names))
            return lambda values: values[k]
        one, other = build(depth - 1), build(depth - 1)
        return stream.choice(
            [
                lambda v: one(v) + other(v),
                lambda v: one(v) - other(v),
                lambda v: one(v) * other(v),
                lambda v: one(v) * other(v) + one(v) ** 2,
                lambda v: 3 - one(v) / 2,
            ]
        )

    return build(4)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_any_formula_as_sympy_differentiates_it(seed):
    stream = random.Random(seed)
    formula = _random_formula(stream, "abc")
    at = [Fraction(stream.randrange(-6, 7), stream.randrange(1, 4)) for _ in range(3)]
    symbols = sympy.symbols("a b c")
    expression = sympy.sympify(formula(symbols))
    point = dict(zip(symbols, (sympy.Rational(q.numerator, q.denominator) for q in at), strict=True))
    leaves = [leaf(q) for q in at]
    made = formula(leaves)
    for found, symbol in zip(gradients(made, leaves), symbols, strict=True):
        assert str(found) == str(sympy.diff(expression, symbol).subs(point))


def test_composed_functions_of_irrational_numbers():
    slope_there = derivative(lambda t: exp(sin(t) * log(t)) + cos(tanh(t)), 2)
    t = sympy.Integer(2)
    s = sympy.Symbol("s")
    expected = sympy.diff(sympy.exp(sympy.sin(s) * sympy.log(s)) + sympy.cos(sympy.tanh(s)), s).subs(s, t)
    assert (
        abs(sympy.N(sympy.sympify(str(slope_there).replace("^", "**")), 40) - sympy.N(expected, 40)) < 1e-30
    )


# Hidden units


def test_units():
    half = Expr.of(Fraction(1, 2))
    assert [activate(name, half) for name in ACTIVATIONS] == [half, half, half, tanh(half), sigma(half)]
    assert activate("relu", -half) == 0
    assert activate("leaky_relu", -half) == Fraction(-1, 20)
    assert [slope("relu", Expr.of(z)) for z in (-1, 0, 1)] == [0, 0, 1]
    assert [slope("leaky_relu", Expr.of(z)) for z in (-1, 1)] == [Fraction(1, 10), 1]
    assert slope("identity", half) == 1
    assert same(slope("sigmoid", half), sigma(half) * (1 - sigma(half)), None).equal
    assert slope("tanh", half) == 1 - tanh(half) ** 2


def test_no_slope_and_no_unit():
    with pytest.raises(IllPosed, match="kink of the leaky rectifier"):
        slope("leaky_relu", Expr.of(0))
    with pytest.raises(IllPosed, match="no activation 'swish'"):
        activate("swish", Expr.of(1))


def test_a_graph_of_nodes_only():
    assert isinstance(sigma(leaf(0)), Node)
