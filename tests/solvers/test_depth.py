"""Layers until a gradient vanishes: exact at the borders, against plain multiplication."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.depth import depth
from examgen.solvers.derivation import IllPosed
from examgen.text.functions import sqrt

PLAIN = {"activation": "sigmoid", "weight": 3, "tol": Fraction(1, 100)}


def _counted(factor, tol):
    count, product = 1, factor
    while product >= tol:
        count, product = count + 1, product * factor
    return count


def test_values():
    run = depth.run(PLAIN)
    assert run["max_slope"] == Fraction(1, 4)
    assert run["depth"] == 17  # (3/4)^16 = 0.01002, (3/4)^17 = 0.0075
    assert depth.run({**PLAIN, "activation": "tanh", "weight": Fraction(1, 2)})["max_slope"] == 1


@pytest.mark.parametrize(
    ("weight", "tol", "layers"),
    [
        (Fraction(1, 10), Fraction(1, 1000), 4),  # reached exactly after three: not strictly below
        (Fraction(1, 2), Fraction(1, 1024), 11),
        (Fraction(1, 2), Fraction(1, 1000), 10),
        (Fraction(1, 2), Fraction(3, 4), 1),
        (Fraction(1, 2), Fraction(1, 2), 2),
        (Fraction(999, 1000), Fraction(1, 10**6), 13809),
    ],
)
def test_borders(weight, tol, layers):
    given = {"activation": "tanh", "weight": weight, "tol": tol}
    assert depth.run(given)["depth"] == layers
    certified(depth, given)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 39), st.integers(1, 10**6))
def test_against_plain_multiplication(weight, inverse):
    given = {"activation": "sigmoid", "weight": Fraction(weight, 10), "tol": Fraction(1, inverse)}
    assert depth.run(given)["depth"] == _counted(Fraction(weight, 40), Fraction(1, inverse))
    certified(depth, given)


def test_irrational_weights():
    given = {"activation": "tanh", "weight": sqrt(2) / 2, "tol": Fraction(1, 32)}
    assert depth.run(given)["depth"] == 11  # 2^-5 exactly after ten
    certified(depth, given)


def test_mistakes():
    leads_to(
        depth, PLAIN, "max_slope", slope_one=1, slope_of_the_sigmoid=None, value_for_slope=Fraction(1, 2)
    )
    leads_to(
        depth, PLAIN, "depth", one_layer_short=16, one_layer_too_many=18, weight_left_out=4, slope_one=None
    )
    tanh = {**PLAIN, "activation": "tanh", "weight": Fraction(1, 2)}
    leads_to(depth, tanh, "depth", slope_of_the_sigmoid=3, weight_left_out=None)
    assert notices(depth, PLAIN, "depth", 16)
    assert notices(depth, PLAIN, "max_slope", 1)


@pytest.mark.parametrize(
    ("changed", "step", "sentence"),
    [
        ({"activation": "relu"}, "max_slope", "no activation 'relu' here"),
        ({"weight": 4}, "depth", "does not shrink"),
        ({"weight": -1}, "depth", "does not shrink"),
        ({"tol": 0}, "depth", "tolerance must be positive"),
    ],
)
def test_ill_posed(changed, step, sentence):
    error = depth.run({**PLAIN, **changed}).error(step)
    assert isinstance(error, IllPosed)
    assert sentence in str(error)


def test_the_derivation_is_well_made():
    well_made(depth, ["max_slope", "depth"], PLAIN)
    mistakes_change_something(depth, PLAIN)
    mistakes_change_something(depth, {**PLAIN, "activation": "tanh", "weight": Fraction(1, 2)})
