"""Penalised gradients: the three penalties, misconceptions, agreement of steps and checks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.penalty import penalty

F = Fraction
GIVEN = {"lam": F(1, 10), "theta": (2, -3), "loss_gradient": (1, 5)}


def of(name, **changed):
    return {"penalty": name, **GIVEN, **changed}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("l2", (F(7, 5), F(22, 5))), ("half-l2", (F(6, 5), F(47, 10))), ("l1", (F(11, 10), F(49, 10)))],
)
def test_values(name, wanted):
    assert penalty.run(of(name))["penalised_gradient"] == wanted
    certified(penalty, of(name))
    mistakes_change_something(penalty, of(name))
    well_made(penalty, ("penalised_gradient",), of(name))
    assert notices(penalty, of(name), "penalised_gradient", (1, 5))


def test_misconceptions():
    step = "penalised_gradient"
    leads_to(
        penalty,
        of("l2"),
        step,
        factor_two_lost=(F(6, 5), F(47, 10)),
        penalty_for_its_gradient=(F(7, 5), F(59, 10)),
        whole_penalty=(F(23, 10), F(63, 10)),
        penalty_subtracted=(F(3, 5), F(28, 5)),
        loss_forgotten=(F(2, 5), F(-3, 5)),
        half_ignored=None,
        signs_lost=None,
    )
    leads_to(penalty, of("half-l2"), step, half_ignored=(F(7, 5), F(22, 5)), factor_two_lost=None)
    leads_to(
        penalty,
        of("l1"),
        step,
        signs_lost=(F(11, 10), F(51, 10)),
        shrunk_like_a_square=(F(6, 5), F(47, 10)),
        penalty_for_its_gradient=(F(6, 5), F(53, 10)),
        whole_penalty=(F(3, 2), F(11, 2)),
        factor_two_lost=None,
    )
    leads_to(penalty, of("l1", theta=(1, 1)), step, signs_lost=None, shrunk_like_a_square=None)
    leads_to(penalty, of("l2", loss_gradient=(0, 0)), step, loss_forgotten=None)


def test_ill_posed():
    error = penalty.run(of("l1", theta=(0, 1))).error("penalised_gradient")
    assert error.sentence == "a weight is 0, and there the absolute value has no derivative"
    assert penalty.run(of("l2", theta=(0, 1)))["penalised_gradient"] == (1, F(26, 5))
    assert "differ in length" in penalty.run(of("l2", theta=(1,))).error("penalised_gradient").sentence
    assert "none of" in penalty.run(of("l3")).error("penalised_gradient").sentence


def test_follow_through():
    run = penalty.run(of("l2"), replaced={"penalty_gradient": (1, 1)})
    assert run["penalised_gradient"] == (2, 6)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["l2", "half-l2", "l1"]),
    st.fractions(F(1, 100), 1, max_denominator=100),
    st.lists(st.tuples(st.integers(-9, 9).filter(bool), st.integers(-9, 9)), min_size=1, max_size=5),
)
def test_gradients_are_those_of_the_penalty(name, lam, pairs):
    theta, slopes = zip(*pairs, strict=True)
    inputs = {"penalty": name, "lam": lam, "theta": theta, "loss_gradient": slopes}
    found = penalty.run(inputs)["penalised_gradient"]
    slope = {"l2": lambda w: 2 * w, "half-l2": lambda w: w, "l1": lambda w: 1 if w > 0 else -1}[name]
    assert found == tuple(g + lam * slope(w) for w, g in pairs)
    mistakes_change_something(penalty, inputs)


def test_checks_use_no_step():
    independent(penalty, of("l1"))
