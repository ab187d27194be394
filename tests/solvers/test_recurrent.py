"""Recurrent cells: published values, misconceptions, agreement with differences of the simulated loss."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.recurrent import last_state, two_losses
from examgen.text.expr import PI, Expr
from examgen.text.functions import sqrt

LAST = {"theta": 2, "z0": 1, "x": (1, -1), "y": 0}
TWO = {"theta1": 1, "theta2": 0, "z0": 0, "x": (0, 1), "y": (1, 3)}
TWO_GENERAL = {"theta1": 2, "theta2": 3, "z0": 1, "x": (1, -1, 2), "y": (3, 10, 40)}

rationals = st.fractions(-4, 4, max_denominator=3)
sequences = st.lists(rationals, min_size=1, max_size=4).map(tuple)


def test_published_gradient_of_the_last_state():
    run = last_state.run(LAST)
    assert run["states"] == exact([3, 5])
    assert run["residual"] == 5
    assert run["sensitivities"] == exact([1, 5])
    assert run["gradient"] == 50


def test_three_steps_by_hand():
    run = last_state.run({"theta": Fraction(1, 2), "z0": -2, "x": (3, 1, 0), "y": 1})
    assert run["states"] == exact([2, 2, 1])
    assert run["sensitivities"] == exact([-2, 1, Fraction(5, 2)])
    assert run["gradient"] == 0


def test_published_mistakes_about_the_last_state():
    leads_to(
        last_state,
        LAST,
        "gradient",
        last_step_only=30,
        weight_dropped_in_time=40,
        loss_not_differentiated=5,
        sign_reversed=-50,
        factor_two_lost=25,
        input_weighted_too=84,
        loss_itself=125,
        first_use_only=20,
    )


def test_a_forgotten_input_is_carried_forward():
    assert wrong(last_state, LAST, "gradient")["inputs_left_out"] == 2 * 4 * (2 + 2 * 1)


def test_follow_through_from_wrong_states():
    run = last_state.run(LAST, replaced={"states": (3, 7)})
    assert run["gradient"] == 2 * 7 * 5


def test_other_numbers_stay_exact():
    given_values = {"theta": sqrt(2), "z0": PI, "x": (1, sqrt(3)), "y": 0}
    run = last_state.run(given_values)
    assert run["gradient"] == 2 * (sqrt(2) * (sqrt(2) * PI + 1) + sqrt(3)) * (1 + 2 * sqrt(2) * PI)
    certified(last_state, given_values, thorough=True)


def test_a_symbol_may_stand_for_a_number():
    a = Expr.symbol("a")
    assert last_state.run({**LAST, "theta": a})["gradient"] == 2 * (a**2 + a - 1) * (2 * a + 1)


@settings(deadline=None)
@given(rationals, rationals, sequences, rationals)
def test_last_state_agrees_with_differences(theta, z0, x, y):
    certified(last_state, {"theta": theta, "z0": z0, "x": x, "y": y})


@pytest.mark.parametrize("derivation", [last_state, two_losses])
def test_an_empty_sequence_is_ill_posed(derivation):
    given_values = {**LAST, **TWO, "x": ()}
    if derivation is two_losses:
        given_values["y"] = ()
    assert "empty" in str(derivation.run(given_values).error("states"))


def test_published_gradient_of_two_losses():
    run = two_losses.run(TWO)
    assert run["states"] == exact([0, 1])
    assert run["upstream"] == exact([-2, -4])
    assert run["gradient_theta1"] == -4
    assert run["gradient_theta2"] == 0


def test_two_losses_by_hand():
    run = two_losses.run(TWO_GENERAL)
    assert run["states"] == exact([5, 13, 43])
    assert run["loss_slopes"] == exact([4, 6, 6])
    assert run["upstream"] == exact([4 + 3 * 24, 24, 6])
    assert run["gradient_theta1"] == 76 - 24 + 12
    assert run["gradient_theta2"] == 76 * 1 + 24 * 5 + 6 * 13


def test_published_mistakes_about_two_losses():
    leads_to(
        two_losses,
        TWO,
        "gradient_theta1",
        no_flow_through_time=-4,
        last_loss_only=-4,
        theta2_for_theta1=0,
        signs_reversed=4,
        factors_two_lost=-2,
        losses_averaged=-2,
        roles_exchanged=0,
    )


def test_mistakes_about_two_losses_differ_where_time_matters():
    leads_to(
        two_losses,
        TWO_GENERAL,
        "gradient_theta1",
        no_flow_through_time=4 - 6 + 12,
        last_loss_only=54 - 18 + 12,
        weight_lost_on_the_way_back=16 - 12 + 12,
        theta2_for_theta1=274,
        signs_reversed=-64,
        factors_two_lost=32,
        losses_averaged=Fraction(64, 3),
    )
    leads_to(
        two_losses,
        TWO_GENERAL,
        "gradient_theta2",
        no_flow_through_time=4 + 30 + 78,
        theta1_for_theta2=64,
        state_after_the_arrow=76 * 5 + 24 * 13 + 6 * 43,
        signs_reversed=-274,
        factors_two_lost=137,
    )


def test_exchanged_roles():
    # z1 = 3*1 + 2*1 = 5, z2 = 3*2 + 2*5 = 16; slopes in theta1: 1, then 5 + 2*1 = 7
    given_values = {"theta1": 2, "theta2": 3, "z0": 1, "x": (1, 2), "y": (0, 0)}
    leads_to(two_losses, given_values, "gradient_theta1", roles_exchanged=2 * 5 * 1 + 2 * 16 * 7)


def test_a_slip_at_a_hidden_step_changes_both_gradients():
    shared = {mistake.id for mistake in two_losses.mistakes if mistake.of in ("loss_slopes", "upstream")}
    for step in ("gradient_theta1", "gradient_theta2"):
        assert shared <= wrong(two_losses, TWO_GENERAL, step).keys()


def test_each_state_needs_a_target():
    run = two_losses.run({**TWO, "y": (1,)})
    assert str(run.error("gradient_theta1")) == "2 inputs have 1 targets; each state needs one"
    assert run.error("states") is None


@settings(deadline=None)
@given(rationals, rationals, rationals, st.lists(st.tuples(rationals, rationals), min_size=1, max_size=4))
def test_two_losses_agree_with_differences(theta1, theta2, z0, pairs):
    x, y = zip(*pairs, strict=True)
    certified(two_losses, {"theta1": theta1, "theta2": theta2, "z0": z0, "x": x, "y": y})


def test_computer_algebra_agrees():
    certified(last_state, LAST, thorough=True)
    certified(two_losses, TWO_GENERAL, thorough=True)


def test_checks_notice_a_wrong_value():
    assert notices(last_state, LAST, "gradient", 49)
    assert notices(two_losses, TWO, "gradient_theta1", -2)
    assert notices(two_losses, TWO_GENERAL, "gradient_theta2", 64)


def test_the_derivations_are_well_made():
    well_made(last_state, ["gradient"], LAST)
    well_made(two_losses, ["gradient_theta1", "gradient_theta2"], TWO_GENERAL)
    mistakes_change_something(last_state, LAST)
    mistakes_change_something(two_losses, TWO_GENERAL)


def test_the_worked_solution_puts_the_numbers_in():
    lines = {line.step: line for line in last_state.explain(LAST, ["gradient"])}
    assert lines["gradient"].numbers == r"10 \cdot 5"
    assert lines["gradient"].result == "50"
    assert r"2 \cdot 1+1" in lines["states"].numbers
