"""Adam's second-moment decay for rare gradients: against sympy's linear equations, misconceptions, limits."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.second_moment import second_moment
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

F = Fraction
VALUES = {"p": F(1, 100), "hits": 5, "batch_size": 1}
P, B = Expr.symbol("p"), Expr.symbol("b")


def stationary(p, hits, batch):
    """Mean and variance that a step of the running moment leaves as they are."""
    p, keep = sp.Rational(p), 1 - sp.Rational(batch) * sp.Rational(p) / hits
    m, q = sp.symbols("m q")
    # E[(keep*s + (1 - keep)*g)^2] with g = g^2 and s independent of g
    equations = [
        sp.Eq(m, keep * m + (1 - keep) * p),
        sp.Eq(q, keep**2 * q + 2 * keep * (1 - keep) * m * p + (1 - keep) ** 2 * p),
    ]
    found = sp.solve(equations, [m, q])
    return found[m], sp.simplify(found[q] - found[m] ** 2)


@pytest.mark.parametrize("p", [F(1, 1000), F(1, 100), F(1, 20), F(2, 7)])
@pytest.mark.parametrize(("hits", "batch"), [(2, 1), (5, 1), (5, 4), (10, 4)])
def test_values_are_those_of_the_linear_equations(p, hits, batch):
    values = {"p": p, "hits": hits, "batch_size": batch}
    run = second_moment.run(values)
    mean, variance = stationary(p, hits, batch)
    assert run["window"] == F(hits) / (batch * p)
    assert run["beta2"] == 1 - batch * p / F(hits)
    assert run["steady_mean"].fraction == F(int(mean.p), int(mean.q))
    assert run["steady_variance"].fraction == F(int(variance.p), int(variance.q))
    assert run["relative_spread"] ** 2 == run["steady_variance"] / p**2
    certified(second_moment, values)


def test_the_published_decay_is_one_minus_a_fifth_of_the_fraction():
    run = second_moment.run({"hits": 5})
    assert run["window_formula"] == 5 / P
    assert run["beta2_formula"] == 1 - P / 5
    assert run["beta2_batch_formula"] == 1 - B * P / 5


def test_numbers_by_hand():
    run = second_moment.run(VALUES)
    assert run["beta2"] == F(499, 500)
    # (1/500)/(999/500) * 99/10000
    assert run["steady_variance"] == F(99, 9990000)
    assert run["relative_spread"] == sqrt(F(99, 999))


def test_mistakes():
    leads_to(
        second_moment,
        VALUES,
        "beta2",
        window_over_hits=F(19, 20),
        one_hit_only=F(99, 100),
        fraction_itself=F(1, 100),
        fraction_squared=F(9999, 10000),
        root_of_zeros=sqrt(F(99, 100)),
        complement=F(1, 500),
    )
    leads_to(second_moment, VALUES, "window", window_times_fraction=F(1, 20), samples_ignored=None)
    leads_to(
        second_moment,
        VALUES,
        "steady_variance",
        denominator_two=F(1, 1000) * F(99, 10000),
        plain_mean=F(1, 500) * F(99, 10000),
        single_step=F(99, 10000),
    )
    leads_to(second_moment, {**VALUES, "batch_size": 4}, "window", samples_ignored=500)
    leads_to(
        second_moment,
        VALUES,
        "beta2_formula",
        window_times_fraction_formula=1 - 1 / (5 * P),
        window_over_hits_formula=1 - 5 * P,
        fraction_squared_formula=1 - P**2,
        root_of_zeros_formula=sqrt(1 - P),
        fraction_itself_formula=P,
    )


def test_a_window_shorter_than_a_step_is_ill_posed():
    run = second_moment.run({"p": F(1, 2), "hits": 1, "batch_size": 4})
    assert run["window"] == F(1, 2)
    assert "negative" in str(run.error("beta2"))
    assert "negative" in str(run.error("relative_spread"))
    assert run["steady_mean"] == F(1, 2)


def test_a_gradient_that_is_never_one_fills_no_window():
    run = second_moment.run({"p": 0, "hits": 5, "batch_size": 1})
    assert str(run.error("window")) == "a gradient that is never 1 fills no window"


def test_an_irrational_fraction():
    values = {"p": sqrt(2) / 100, "hits": 5, "batch_size": 3}
    assert second_moment.run(values)["beta2"] == 1 - 3 * sqrt(2) / 500
    certified(second_moment, values)


@settings(deadline=None, max_examples=30)
@given(st.fractions(F(1, 1000), F(1, 20), max_denominator=1000), st.integers(2, 12), st.integers(1, 8))
def test_steps_agree_with_checks(p, hits, batch):
    certified(second_moment, {"p": p, "hits": hits, "batch_size": batch})


def test_checks_notice_a_wrong_value():
    assert notices(second_moment, VALUES, "steady_variance", F(99, 10000000))
    assert notices(second_moment, VALUES, "beta2", F(99, 100))
    assert notices(second_moment, VALUES, "beta2_formula", sqrt(1 - P))
    assert notices(second_moment, VALUES, "beta2_batch_formula", 1 - P / 5)


def test_the_derivation_is_well_made():
    for batch in (1, 4):
        well_made(second_moment, [*second_moment.steps], {**VALUES, "batch_size": batch})
        mistakes_change_something(second_moment, {**VALUES, "batch_size": batch})
    assert second_moment.needs("steady_variance") == {"p", "hits", "batch_size"}
    assert second_moment.needs("steady_mean") == {"p"}
