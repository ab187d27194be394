"""A rectified unit that does not learn: every case, the special step size, the open construction."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.relu_unit import NAMES, relu_unit
from examgen.text.expr import PI, Expr
from examgen.text.functions import sqrt

ON = {"w": 2, "b": -1, "c": -3, "x": 2, "y": 4}  # z = 3, f = -9, r = -26
OFF = {"w": 1, "b": -3, "c": 2, "x": 2, "y": 4}
ASKED = ["construction", "initial_gradient", "dead_parameters"]
halves = st.integers(-6, 6).map(lambda k: Fraction(k, 2))
values = st.tuples(halves, halves, st.integers(-3, 3), st.integers(-3, 3), st.integers(-4, 4))


def _run(w, b, c, x, y):
    return relu_unit.run({"w": w, "b": b, "c": c, "x": x, "y": y})


def test_values_by_hand():
    run = relu_unit.run(ON)
    assert run["preactivation"] == 3
    assert run["loss_slope"] == -26
    assert run["initial_gradient"] == (156, 78, -78)
    assert run["dead_parameters"] == ()
    off = relu_unit.run(OFF)
    assert off["initial_gradient"] == (0, 0, 0)
    assert off["dead_parameters"] == NAMES


@pytest.mark.parametrize(
    ("numbers", "dead"),
    [
        ((1, -2, 1, 1, 1), "wbc"),  # off
        ((1, -1, 1, 1, 1), "wbc"),  # just off: the slope at 0 is 0
        ((0, -1, 0, 0, 1), "wbc"),
        ((1, 1, 2, 1, 4), "wbc"),  # exact fit
        ((1, 1, 0, 1, 0), "wbc"),  # exact fit with c = 0
        ((1, 1, 1, 1, 1), ""),
        ((1, 1, 0, 1, 1), ""),  # c = 0: c moves, then w and b do
        ((1, 1, 1, 0, 2), "w"),
        ((1, 1, 0, 0, 2), "w"),
    ],
)
def test_every_case(numbers, dead):
    run = _run(*numbers)
    assert run["dead_parameters"] == tuple(dead)
    certified(relu_unit, run.inputs)


def _descended(w, b, c, x, y, alpha, steps=6):
    """Exact gradients of a run."""
    found = []
    for _ in range(steps):
        z = w * x + b
        h, s = (z, 1) if z > 0 else (0, 0)
        r = 2 * (c * h - y)
        found.append((r * c * s * x, r * c * s, r * h))
        w, b, c = (old - alpha * move for old, move in zip((w, b, c), found[-1], strict=True))
    return found


@settings(max_examples=150, deadline=None)
@given(values)
def test_against_exact_descent(numbers):
    run = _run(*numbers)
    fractions = [Fraction(number) for number in numbers]
    found = _descended(*fractions, Fraction(1, 1009), steps=4)
    dead = tuple(name for i, name in enumerate(NAMES) if all(step[i] == 0 for step in found))
    assert run["dead_parameters"] == dead
    assert run["initial_gradient"] == exact(found[0])
    certified(relu_unit, run.inputs)


def test_one_step_size_is_special_where_c_is_0():
    """With c = 0 and alpha = 1/(2*h^2) the first step fits the sample, and w and b never move."""
    w, b, c, x, y = (Fraction(n) for n in (1, 1, 0, 2, 5))
    h = w * x + b
    found = _descended(w, b, c, x, y, 1 / (2 * h * h))
    assert found[1:] == [(0, 0, 0)] * 5
    assert all(step[0] == 0 == step[1] for step in found)
    assert any(step[0] != 0 for step in _descended(w, b, c, x, y, 1 / (2 * h * h + 1)))


def test_mistakes():
    leads_to(
        relu_unit,
        ON,
        "initial_gradient",
        slope_one_where_off=None,
        rectifier_forgotten=None,
        factor_two_lost=(78, 39, -39),
        gradient_sign=(-156, -78, 78),
        output_weight_left_out=(-52, -26, -78),
        input_left_out=(78, 78, -78),
    )
    leads_to(
        relu_unit,
        OFF,
        "initial_gradient",
        slope_one_where_off=(-32, -16, 0),
        factor_two_lost=None,
        gradient_sign=None,
    )
    leads_to(relu_unit, OFF, "dead_parameters", only_w_listed=("w",), output_weight_alive=("w", "b"))
    zero = {**ON, "c": 0}
    leads_to(relu_unit, zero, "dead_parameters", zero_weight_called_dead=("w", "b"), only_w_listed=None)
    leads_to(relu_unit, {**OFF, "c": 0}, "dead_parameters", zero_weight_called_dead=None)
    leads_to(relu_unit, OFF, "dead_parameters", slope_one_where_off=())


def test_follow_through_from_a_wrong_gradient():
    assert relu_unit.run(ON, replaced={"initial_gradient": (0, 0, 0)})["dead_parameters"] == NAMES
    zero = {**ON, "x": 0, "b": 1}
    assert relu_unit.run(zero, replaced={"initial_gradient": (5, 1, 1)})["dead_parameters"] == ()


@pytest.mark.parametrize(
    ("numbers", "share", "why"),
    [
        ((1, -2, 1, 1, 1), 1, ""),
        ((-1, 0, 7, 2, -3), 1, ""),
        ((1, -1, 1, 1, 3), 1, ""),  # z = 0
        ((0, -1, 0, 5, 1), 1, ""),
        ((sqrt(2), -PI, 1, 1, 1), 1, ""),
        ((1, -2, 1, 1, 0), 0, "fits the sample"),  # off, but y = 0
        ((1, 1, 1, 1, 2), 0, "fits the sample"),
        ((1, 1, 0, 1, 1), 0, "c moves in the first step"),
        ((1, 1, 1, 1, 1), 0, "no entry of the gradient is 0"),
        ((1, 1, 1, 0, 5), Fraction(1, 2), "trivial"),
        ((1, -1, 1, 0, 5), Fraction(1, 2), "trivial"),
        ((1, 1, 1, 0, 1), 0, "fits the sample"),
        ((1, 2, 3, 4), 0, "five numbers"),
        ((1, 2, 3, 4, 5, 6), 0, "five numbers"),
    ],
)
def test_constructions(numbers, share, why):
    accepted = relu_unit.acceptances["construction"]
    found, sentence = accepted.judge(exact(numbers), {})
    assert found == share
    assert why in sentence
    assert bool(why) == bool(sentence)


@settings(max_examples=100, deadline=None)
@given(values)
def test_a_full_construction_does_not_learn(numbers):
    share, _ = relu_unit.acceptances["construction"].judge(exact(numbers), {})
    w, b, c, x, y = (Fraction(number) for number in numbers)
    found = _descended(w, b, c, x, y, Fraction(1, 1009), steps=3)
    dead = any(all(step[i] == 0 for step in found) for i in range(3))
    fits = c * max(w * x + b, 0) == y
    assert (share > 0) == (dead and not fits)
    assert (share == 1) == (dead and not fits and x != 0)


def test_a_construction_with_symbols_is_left_to_a_person():
    judged = relu_unit.acceptances["construction"].judge(exact((Expr.symbol("w"), 1, 1, 1, 1)), {})
    assert judged[0] is None
    assert relu_unit.acceptances["construction"].judge("dead", {})[0] == 0


def test_the_derivation_is_well_made():
    well_made(relu_unit, ASKED, ON)
    mistakes_change_something(relu_unit, ON)
    mistakes_change_something(relu_unit, OFF)
    assert notices(relu_unit, ON, "initial_gradient", (156, 78, 78))
    assert notices(relu_unit, ON, "dead_parameters", ("w",))
    assert relu_unit.needs("construction") == frozenset()
    assert relu_unit.needs("dead_parameters") == {"w", "b", "c", "x", "y"}
