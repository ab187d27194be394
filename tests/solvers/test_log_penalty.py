"""Stationary points under a logarithmic penalty: against sympy, misconceptions, no points, points that meet."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.log_penalty import log_penalty
from examgen.text.expr import Expr
from examgen.text.functions import log, sqrt
from examgen.text.show import show

F = Fraction
VALUES = {"lam": 3, "h": 2, "m": 3, "base": 2, "low": -10, "high": 10}
LAM, THETA = Expr.symbol("lam"), Expr.symbol("theta")


def reference(lam, h, m):
    """Positive stationary points and their kinds by sympy."""
    t = sp.Symbol("t", positive=True)
    objective = sp.Rational(h) / 2 * (t - m) ** 2 + sp.Rational(lam) * sp.log(t)
    points = sorted(sp.solveset(sp.diff(objective, t), t, sp.Interval.open(0, sp.oo)), key=sp.N)
    seconds = [sp.diff(objective, t, 2).subs(t, point) for point in points]
    return points, ["minimum" if second > 0 else "maximum" for second in seconds]


@pytest.mark.parametrize(
    ("lam", "h", "m"), [(3, 2, 3), (1, 1, 5), (8, 4, 4), (7, 1, 2), (2, 4, 3), (2, 1, 3)]
)
def test_points_and_kinds_are_those_of_sympy(lam, h, m):
    values = {**VALUES, "lam": lam, "h": h, "m": m}
    run = log_penalty.run(values)
    points, kinds = reference(lam, h, m)
    mine = [sp.sympify(show(point), rational=True) for point in run["stationary_points"]]
    assert len(mine) == len(points)
    assert all(sp.simplify(one - other) == 0 for one, other in zip(mine, points, strict=True))
    assert list(run["point_kinds"]) == kinds
    certified(log_penalty, values)


def test_no_stationary_points():
    run = log_penalty.run({**VALUES, "lam": 7, "h": 1, "m": 2})
    assert run["stationary_points"] == ()
    assert run["point_kinds"] == ()


def test_points_that_meet_are_neither_minimum_nor_maximum():
    values = {**VALUES, "lam": 4, "h": 1, "m": 4}
    run = log_penalty.run(values)
    assert run["stationary_points"] == (2,)
    assert run["largest_lambda"] == 4
    assert "point of inflection" in str(run.error("point_kinds"))
    certified(log_penalty, values)


def test_the_published_prior():
    run = log_penalty.run(VALUES)
    assert run["stationarity"] == -LAM / THETA
    assert run["prior_normaliser"] == 20 * log(2)
    assert run["prior_mean"] == (1024 - F(1, 1024)) / (20 * log(2))


@pytest.mark.parametrize(("base", "low", "high"), [(2, -10, 10), (10, -3, 1), (10, -10, -1), (3, 0, 4)])
def test_integrals_are_those_of_sympy(base, low, high):
    t = sp.Symbol("t", positive=True)
    start, end = sp.Rational(base) ** low, sp.Rational(base) ** high
    total = sp.integrate(1 / t, (t, start, end))
    values = {**VALUES, "base": base, "low": low, "high": high}
    run = log_penalty.run(values)
    assert sp.simplify(sp.sympify(show(run["prior_normaliser"]), rational=True) - total) == 0
    mean = sp.sympify(show(run["prior_mean"]), rational=True)
    assert abs(sp.N(mean * total - (end - start), 40)) < 1e-30
    certified(log_penalty, values)


def test_mistakes():
    two = [(3 - sqrt(3)) / 2, (3 + sqrt(3)) / 2]
    leads_to(
        log_penalty,
        VALUES,
        "stationary_points",
        larger_only=two[1:],
        smaller_only=two[:1],
        penalty_subtracted=[(3 + sqrt(15)) / 2],
        minimum_of_the_loss=[3],
    )
    leads_to(
        log_penalty,
        VALUES,
        "stationarity",
        sign_lost_formula=LAM / THETA,
        logarithm_kept_formula=-LAM * log(THETA),
        slope_one_formula=-LAM,
    )
    leads_to(log_penalty, VALUES, "prior_normaliser", base_ignored=20, width_of_range=1024 - F(1, 1024))
    leads_to(log_penalty, VALUES, "prior_mean", midpoint=(1024 + F(1, 1024)) / 2, geometric_mean=1)
    leads_to(log_penalty, VALUES, "largest_lambda", quarter_lost=18, half_for_quarter=9)
    assert wrong(log_penalty, VALUES, "point_kinds")["kinds_exchanged"] == ("minimum", "maximum")
    none = wrong(log_penalty, {**VALUES, "lam": 100}, "stationary_points")
    assert "larger_only" not in none


def test_kinds_follow_a_students_points():
    run = log_penalty.run(VALUES, replaced={"stationary_points": (Expr.of(2),)})
    assert run["point_kinds"] == ("minimum",)


@pytest.mark.parametrize(
    ("change", "step", "why"),
    [
        ({"h": 0}, "stationary_points", "the loss is constant"),
        ({"m": -1}, "largest_lambda", "the loss needs a minimum at a positive number"),
        ({"low": 3, "high": 3}, "prior_normaliser", "the range is empty"),
        ({"base": 1}, "prior_mean", "the base of the logarithm must be positive and not 1"),
    ],
)
def test_ill_posed(change, step, why):
    assert why in str(log_penalty.run({**VALUES, **change}).error(step))


@settings(deadline=None, max_examples=30)
@given(
    st.fractions(F(1, 4), 8, max_denominator=4),
    st.one_of(st.sampled_from([1, 2, 4]), st.just(sqrt(3))),
    st.fractions(1, 5, max_denominator=3),
    st.sampled_from([2, 3, 10]),
    st.integers(-6, 0),
    st.integers(1, 6),
)
def test_steps_agree_with_checks(lam, h, m, base, low, high):
    assume(h * m**2 / 4 != lam)
    certified(log_penalty, {"lam": lam, "h": h, "m": m, "base": base, "low": low, "high": high})


def test_checks_notice_a_wrong_value():
    assert notices(log_penalty, VALUES, "stationary_points", [(3 + sqrt(3)) / 2])
    assert notices(log_penalty, VALUES, "point_kinds", ("minimum", "maximum"))
    assert notices(log_penalty, VALUES, "largest_lambda", 9)
    assert notices(log_penalty, VALUES, "prior_normaliser", 20)
    assert notices(log_penalty, VALUES, "stationarity", LAM / THETA)


def test_the_derivation_is_well_made():
    well_made(log_penalty, [*log_penalty.steps], VALUES)
    mistakes_change_something(log_penalty, VALUES)
