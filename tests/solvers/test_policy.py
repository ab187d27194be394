"""The logistic policy: published values, misconceptions, agreement of steps and checks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.solvers import policy
from examgen.solvers.certificate import agree, checked, recomputed
from examgen.solvers.derivation import NotApplicable
from examgen.solvers.policy import advantage
from examgen.text.expr import Expr
from examgen.text.functions import exp, log

ASKED = ("advantage_u1", "advantage_u2", "policy_gradient", "theta_after_ascent")
PUBLISHED = {"theta": -1, "bias": 1, "x": 1, "r1": 6, "r2": -2, "u1": 1, "alpha": Fraction(1, 2)}
OTHER = {"theta": log(Expr.of(3)), "bias": 0, "x": -1, "r1": 5, "r2": 1, "u1": 2, "alpha": Fraction(1, 4)}

parameters = st.fixed_dictionaries(
    {
        "theta": st.one_of(
            st.integers(-2, 2).map(Expr.of), st.sampled_from([2, 3, 4]).map(lambda k: log(Expr.of(k)))
        ),
        "bias": st.integers(-2, 4),
        "x": st.integers(-3, 3).filter(bool),
        "r1": st.integers(-8, 8),
        "r2": st.integers(-8, 8),
        "u1": st.sampled_from([1, 2]),
        "alpha": st.sampled_from([Fraction(1, 4), Fraction(1, 2), 1]),
    }
)


def values(step, given_values):
    runs = {one.id: advantage.run(given_values, replaced={one.of: one}) for one in advantage.mistakes}
    return {name: run[step] for name, run in runs.items() if not isinstance(run.error(step), NotApplicable)}


def test_published_values():
    run = advantage.run(PUBLISHED)
    assert run["probability"] == Fraction(1, 2)
    assert run["value"] == 2
    assert (run["advantage_u1"], run["advantage_u2"]) == (4, -4)
    assert run["policy_gradient"] == 2
    assert run["theta_after_ascent"] == 0


def test_logarithms_give_rational_answers_and_integers_stay_under_exp():
    run = advantage.run(OTHER)
    assert run["probability"] == Fraction(1, 4)
    assert run["value"] == 2
    assert run["policy_gradient"] == Fraction(-1, 4) * -1 * -1
    tail = advantage.run({**PUBLISHED, "theta": 2, "bias": 0, "x": 3})
    assert tail["probability"] == 1 / (1 + exp(Expr.of(-6)))


def test_misconceptions():
    assert {
        name: value for name, value in values("advantage_u1", PUBLISHED).items() if name.endswith("_1")
    } == {
        "raw_return_1": 6,
        "value_for_advantage_1": 2,
        "value_minus_return_1": -4,
        "weighted_return_1": 3,
        "difference_of_returns_1": 8,
    }
    assert {
        name: value for name, value in values("advantage_u2", PUBLISHED).items() if name.endswith("_2")
    } == {
        "raw_return_2": -2,
        "value_for_advantage_2": 2,
        "value_minus_return_2": 4,
        "weighted_return_2": -1,
        "difference_of_returns_2": -8,
    }
    gradients = values("policy_gradient", PUBLISHED)
    assert gradients["return_for_advantage"] == 3
    assert gradients["inner_derivative_forgotten"] == 2
    assert gradients["derivative_of_probability"] == 1
    assert gradients["complement_forgotten"] == 2
    assert gradients["score_of_other_action"] == -2
    assert gradients["gradient_sign"] == -2
    assert gradients["advantage_of_other_action"] == -2
    assert gradients["weight_forgotten"] == Fraction(1, 2)
    assert gradients["plain_mean"] == 2
    steps = values("theta_after_ascent", PUBLISHED)
    assert (steps["descent"], steps["step_size_forgotten"], steps["step_alone"]) == (-2, 1, 1)


def test_misconceptions_are_told_apart_for_action_2():
    gradients = values("policy_gradient", OTHER)
    right = advantage.run(OTHER)["policy_gradient"]
    for name in ("inner_derivative_forgotten", "derivative_of_probability", "complement_forgotten"):
        assert gradients[name] != right
    assert gradients["score_of_other_action"] == -gradients["complement_forgotten"]
    assert gradients["return_for_advantage"] == Fraction(1, 4)
    assert values("probability", OTHER)["probabilities_exchanged"] == Fraction(3, 4)


def test_follow_through():
    run = advantage.run(PUBLISHED, replaced={"advantage_u1": 6})
    assert run["policy_gradient"] == 3
    assert run["theta_after_ascent"] == Fraction(1, 2)
    assert advantage.steps["policy_gradient"].is_trivial(Expr.of(0))


def test_an_unknown_action_is_ill_posed():
    run = advantage.run({**PUBLISHED, "u1": 3})
    assert run.error("policy_gradient").sentence == "the action is neither 1 nor 2"
    assert run["advantage_u1"] == 4


def test_needs():
    assert advantage.needs("advantage_u1") == {"theta", "bias", "x", "r1", "r2"}
    assert advantage.needs("policy_gradient") == {"theta", "bias", "x", "r1", "r2", "u1"}
    assert advantage.needs("theta_after_ascent") == set(advantage.inputs)
    assert {"advantage_u1", "advantage_u2"} <= advantage.ancestors("policy_gradient")
    assert advantage.unchecked(ASKED) == ()


@given(parameters)
def test_steps_agree_with_their_checks(given_values):
    assert checked(advantage, given_values, advantage.order) == []


@pytest.mark.parametrize("given_values", [PUBLISHED, OTHER, {**OTHER, "u1": 1}])
def test_steps_agree_with_computer_algebra(given_values):
    assert checked(advantage, given_values, advantage.order, thorough=True) == []


def test_checks_share_nothing_with_the_steps(monkeypatch):
    right = advantage.run(OTHER)
    expected = {check.name: right[check.of] for check in advantage.checks}

    def refuse(*args, **kwargs):
        raise AssertionError("a check ran a step")

    for step in advantage.steps.values():
        monkeypatch.setattr(policy, step.function.__name__, refuse)
    for check in advantage.checks:
        assert agree(expected[check.name], recomputed(check, OTHER)), check.name


@given(parameters)
def test_a_steps_own_value_in_its_place_changes_nothing(given_values):
    right = advantage.run(given_values)
    for step in advantage.steps:
        assert dict(advantage.run(given_values, replaced={step: right[step]})) == dict(right)


def test_the_worked_solution_reads_as_on_the_board():
    lines = {line.step: line.numbers for line in advantage.explain(PUBLISHED, ["theta_after_ascent"])}
    assert lines["logit"] == r"-1 \cdot 1+1"
    assert lines["probability"] == r"\sigma(0)"
    assert lines["value"] == r"\frac{1}{2} \cdot 6+\left(1-\frac{1}{2}\right) \cdot (-2)"
    assert lines["advantage_u2"] == "-2-2"
    assert lines["policy_gradient"] == r"\frac{1}{2} \cdot 4"
    assert lines["theta_after_ascent"] == r"-1+\frac{1}{2} \cdot 2"


def test_there_is_no_bias_to_leave_out():
    assert "bias_forgotten" in values("advantage_u1", PUBLISHED)
    assert "bias_forgotten" not in values("advantage_u1", OTHER)
