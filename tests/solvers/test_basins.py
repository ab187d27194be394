"""Where descent ends, against a simulation and sympy's integral."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.basins import basins
from examgen.solvers.derivation import IllPosed
from examgen.text.functions import sqrt

# L = t^4/4 - 7t^2/2 + 6t: minima at -3 (-117/4) and 2 (2), maximum at 1 (11/4)
PLAIN = {"stationary": (1, -3, 2), "theta0": Fraction(5, 4)}
ASKED = ["descent_limit", "global_minimiser", "loss_gap"]


def test_values_by_hand():
    run = basins.run(PLAIN)
    assert run["antiderivative"] == (6, Fraction(-7, 2), 0, Fraction(1, 4))
    assert run["losses"] == (Fraction(-117, 4), Fraction(11, 4), 2)
    assert run["descent_limit"] == 2
    assert run["global_minimiser"] == -3
    assert run["loss_gap"] == Fraction(125, 4)


@pytest.mark.parametrize(
    ("start", "limit"),
    [(-9, -3), (-3, -3), (-2, -3), (Fraction(3, 4), -3), (1, 1), (Fraction(9, 8), 2), (2, 2), (40, 2)],
)
def test_every_start(start, limit):
    given = {**PLAIN, "theta0": start}
    assert basins.run(given)["descent_limit"] == limit
    certified(basins, given)


def _descended(stationary, start):
    """Run descent with small steps, in floats."""
    t = float(start)
    for _ in range(20000):
        slope = 1.0
        for root in stationary:
            slope *= t - root
        t -= 0.001 * max(-5, min(5, slope))
    return t


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(-4, 4), min_size=3, max_size=3), st.integers(-20, 20))
def test_against_a_run_and_an_integral(roots, quarters):
    stationary, start = tuple(sorted(roots)), Fraction(2 * quarters + 1, 8)
    run = basins.run({"stationary": stationary[::-1], "theta0": start})
    assert abs(_descended(stationary, start) - float(run["descent_limit"].fraction)) < 1e-3
    t = sympy.Symbol("t")
    loss = sympy.integrate(sympy.prod([t - root for root in stationary]), t)
    losses = [loss.subs(t, root) for root in stationary]
    assert [str(value) for value in run["losses"]] == [str(value) for value in losses]
    if run.error("global_minimiser") is None:
        assert losses[stationary.index(int(run["global_minimiser"]))] == min(losses)
        gap = loss.subs(t, int(run["descent_limit"])) - min(losses)
        assert str(run["loss_gap"]) == str(gap)
        certified(basins, {"stationary": stationary, "theta0": start})


def test_more_points_and_irrational_ones():
    five = {"stationary": (-4, -2, 0, 1, 4), "theta0": Fraction(-3, 2)}
    assert basins.run(five)["descent_limit"] == 0
    certified(basins, five)
    roots = {"stationary": (-sqrt(2), 0, sqrt(3)), "theta0": Fraction(-1, 2)}
    assert basins.run(roots)["descent_limit"] == -sqrt(2)
    assert basins.run(roots)["global_minimiser"] == sqrt(3)
    certified(basins, roots)


def test_mistakes():
    leads_to(
        basins,
        PLAIN,
        "descent_limit",
        always_the_global_minimiser=-3,
        nearest_stationary_point=1,
        uphill=1,
    )
    leads_to(basins, PLAIN, "global_minimiser", other_minimiser=2)
    leads_to(
        basins,
        PLAIN,
        "loss_gap",
        distance_for_gap=5,
        loss_at_the_limit=2,
        gap_negative=Fraction(-125, 4),
        always_the_global_minimiser=0,
        nearest_stationary_point=32,
    )
    home = {**PLAIN, "theta0": Fraction(-7, 2)}
    leads_to(
        basins,
        home,
        "descent_limit",
        always_the_global_minimiser=None,
        nearest_stationary_point=None,
        uphill=None,
    )
    assert notices(basins, PLAIN, "descent_limit", 1)
    assert notices(basins, PLAIN, "global_minimiser", 2)
    assert notices(basins, PLAIN, "loss_gap", 5)


@pytest.mark.parametrize(
    ("stationary", "start", "step", "sentence"),
    [
        ((1, 1, 2), 0, "descent_limit", "one and the same"),
        ((-1, 1), -2, "descent_limit", "falls without end"),
        ((-1, 1), 0, "global_minimiser", "no smallest value"),
        ((-1, 0, 1), 3, "global_minimiser", "reached at two points"),
    ],
)
def test_ill_posed(stationary, start, step, sentence):
    error = basins.run({"stationary": stationary, "theta0": start}).error(step)
    assert isinstance(error, IllPosed)
    assert sentence in str(error)


def test_the_derivation_is_well_made():
    well_made(basins, ASKED, PLAIN)
    mistakes_change_something(basins, PLAIN)
    mistakes_change_something(basins, {"stationary": (-4, -2, 0, 1, 4), "theta0": -3})
    assert basins.needs("global_minimiser") == {"stationary"}
    assert basins.ancestors("loss_gap") >= {"descent_limit", "global_minimiser"}
    lines = {line.step: line for line in basins.explain(PLAIN, ASKED)}
    assert lines["loss_gap"].numbers == r"2 - (-\frac{117}{4})"
