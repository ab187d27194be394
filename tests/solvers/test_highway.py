"""Highway layers with constant gates: against a plain loop over paths, misconceptions, layers that don't fit."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.highway import highway
from examgen.text.functions import sqrt

F = Fraction
VALUES = {"F": (F(1, 5), F(1, 3), F(3, 4)), "d": (2, -1, 5)}


def over_paths(gates, gains):
    """Sum over all ways through the chain, each layer copied or diverted."""
    cases = [(gate, (1 - gate) * gain) for gate, gain in zip(gates, gains, strict=True)]
    return sum(prod(path) for path in product(*cases))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.fractions(0, 1, max_denominator=6), st.integers(-3, 7)), min_size=1, max_size=6))
def test_gains_are_those_of_all_paths(layers):
    gates, gains = zip(*layers, strict=True)
    values = {"F": gates, "d": gains}
    run = highway.run(values)
    assert run["total_gain"] == F(over_paths(gates, gains))
    assert run["copy_gain"] == prod(gates)
    certified(highway, values)


def test_values_by_hand():
    run = highway.run(VALUES)
    assert run["factors"] == (F(9, 5), F(-1, 3), 2)
    assert run["total_gain"] == F(-6, 5)
    assert run["copy_gain"] == F(1, 20)


def test_mistakes():
    leads_to(
        highway,
        VALUES,
        "total_gain",
        gates_exchanged=(F(2, 5) + F(4, 5)) * F(1, 3) * 4,
        diversions_alone=-10,
        factors_added=F(9, 5) - F(1, 3) + 2,
        pure_paths=F(1, 20) + F(8, 5) * F(-2, 3) * F(5, 4),
    )
    leads_to(highway, VALUES, "copy_gain", diverted_share=F(4, 5) * F(2, 3) * F(1, 4), gates_added=F(77, 60))
    leads_to(highway, {"F": (F(1, 5),), "d": (3,)}, "total_gain", factors_added=None, pure_paths=None)


def test_layers_need_one_of_both():
    run = highway.run({"F": (F(1, 2),), "d": (1, 2)})
    assert "1 gates for 2 diversions" in str(run.error("total_gain"))
    assert run["copy_gain"] == F(1, 2)


def test_irrational_gates():
    values = {"F": (sqrt(2) / 2, F(1, 2)), "d": (3, sqrt(3))}
    assert highway.run(values)["copy_gain"] == sqrt(2) / 4
    certified(highway, values)


@pytest.mark.parametrize(("step", "value"), [("total_gain", F(6, 5)), ("copy_gain", F(1, 10))])
def test_checks_notice_a_wrong_value(step, value):
    assert notices(highway, VALUES, step, value)


def test_the_derivation_is_well_made():
    well_made(highway, ["total_gain", "copy_gain"], VALUES)
    mistakes_change_something(highway, VALUES)
    assert highway.needs("copy_gain") == {"F"}
