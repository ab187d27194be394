"""Q-learning updates and epsilon-greedy exploration: values, misconceptions, agreement of steps and checks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.q_learning import q_learning
from examgen.text.expr import Expr

F = Fraction
ASKED = ("target", "td_error", "gradient", "greedy_probability_formula", "greedy_probability")
GIVEN = {
    "gamma": F(9, 10),
    "reward": 2,
    "phi": (1, 2),
    "phi_next": (3, -1),
    "theta": ((1, 0), (2, -3), (0, 1)),
    "action": 0,
    "terminal": False,
    "epsilon": F(1, 10),
    "n_actions": 4,
}


def test_an_update():
    run = q_learning.run(GIVEN)
    assert run["next_values"] == (3, 9, -1)
    assert run["target"] == F(101, 10)
    assert run["action_value"] == 1
    assert run["td_error"] == F(91, 10)
    assert run["gradient"] == (F(-91, 5), F(-182, 5))


def test_the_end_of_an_episode():
    run = q_learning.run({**GIVEN, "terminal": True})
    assert (run["target"], run["td_error"]) == (2, 1)
    assert run["gradient"] == (-2, -4)


def test_exploration():
    run = q_learning.run(GIVEN)
    epsilon, actions = Expr.symbol("epsilon"), Expr.symbol("A")
    assert run["greedy_probability"] == F(37, 40)
    assert run["greedy_probability_formula"] == 1 - epsilon + epsilon / actions
    assert q_learning.run({"epsilon": 1, "n_actions": 5})["greedy_probability"] == F(1, 5)
    assert q_learning.run({"epsilon": F(1, 2), "n_actions": 1})["greedy_probability"] == 1
    assert q_learning.run({"epsilon": F(1, 2), "n_actions": actions})["greedy_probability"].symbols == {"A"}


def test_misfits_are_ill_posed_and_ties_are_not():
    def says(step, **changed):
        return q_learning.run({**GIVEN, **changed}).error(step).sentence

    tie = {"theta": ((1, 0), (1, 0))}
    assert q_learning.run({**GIVEN, **tie})["target"] == F(47, 10)
    assert q_learning.run({**GIVEN, **tie, "terminal": True})["target"] == 2
    assert q_learning.run({**GIVEN, "theta": ((1, 0), (0, 1), (0, 1))})["target"] == F(47, 10)
    assert says("td_error", action=3) == "there is no action 3: actions count from 0"
    assert says("td_error", action=-1) == "there is no action -1: actions count from 0"
    assert says("target", phi_next=(1, 2, 3)) == "weights and features differ in number"
    assert says("target", theta=()) == "there are no actions"
    assert says("greedy_probability", n_actions=0) == "there are no actions"


def test_misconceptions_of_the_target():
    leads_to(
        q_learning,
        GIVEN,
        "target",
        state_left=2 + F(9, 10) * 2,
        same_action=2 + F(9, 10) * 3,
        no_discount=11,
        reward_forgotten=F(81, 10),
        reward_alone=2,
        end_ignored=None,
    )
    ended = {**GIVEN, "terminal": True}
    leads_to(
        q_learning,
        ended,
        "target",
        end_ignored=F(101, 10),
        state_left=None,
        same_action=None,
        no_discount=None,
    )
    leads_to(q_learning, {**GIVEN, "action": 1}, "target", same_action=None)


def test_misconceptions_of_error_and_gradient():
    leads_to(q_learning, GIVEN, "td_error", error_reversed=F(-91, 10), value_not_subtracted=F(101, 10))
    leads_to(
        q_learning,
        GIVEN,
        "gradient",
        factor_two_lost=(F(-91, 10), F(-91, 5)),
        gradient_sign=(F(91, 5), F(182, 5)),
        update_direction=(F(91, 10), F(91, 5)),
        features_forgotten=(F(-91, 5), F(-91, 5)),
        features_of_next=(F(-273, 5), F(91, 5)),
        through_the_target=None,
    )
    taken = {**GIVEN, "action": 1}  # delta = 101/10 + 4
    through = (2 * F(141, 10) * (F(27, 10) - 1), 2 * F(141, 10) * (F(-9, 10) - 2))
    leads_to(q_learning, taken, "gradient", through_the_target=through)


def test_misconceptions_of_exploration():
    leads_to(
        q_learning,
        GIVEN,
        "greedy_probability",
        exploiting_only=F(9, 10),
        exploring_only=F(1, 40),
        others_only=F(14, 15),
    )
    leads_to(q_learning, {**GIVEN, "n_actions": 1}, "greedy_probability", others_only=None)
    epsilon, actions = Expr.symbol("epsilon"), Expr.symbol("A")
    leads_to(
        q_learning,
        {},
        "greedy_probability_formula",
        exploiting_only_formula=1 - epsilon,
        exploring_only_formula=epsilon / actions,
        others_only_formula=1 - epsilon + epsilon / (actions - 1),
    )


def test_follow_through():
    run = q_learning.run(GIVEN, replaced={"target": 3})
    assert run["td_error"] == 2
    assert run["gradient"] == (-4, -8)


numbers = st.integers(-4, 5)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 4), st.integers(1, 5), st.booleans())
def test_any_sizes(data, features, actions, terminal):
    def vector():
        return tuple(data.draw(st.lists(numbers, min_size=features, max_size=features)))

    inputs = {
        **GIVEN,
        "phi": vector(),
        "phi_next": vector(),
        "theta": tuple(vector() for _ in range(actions)),
        "action": data.draw(st.integers(0, actions - 1)),
        "terminal": terminal,
    }
    run = q_learning.run(inputs)
    values = [sum(w * f for w, f in zip(row, inputs["phi_next"], strict=True)) for row in inputs["theta"]]
    target = 2 + (0 if terminal else F(9, 10) * max(values))
    row = inputs["theta"][inputs["action"]]
    error = target - sum(w * f for w, f in zip(row, inputs["phi"], strict=True))
    assert (run["target"], run["td_error"]) == (target, error)
    assert run["gradient"] == tuple(-2 * error * feature for feature in inputs["phi"])
    mistakes_change_something(q_learning, inputs)
    certified(q_learning, inputs)


@pytest.mark.parametrize("changed", [{}, {"terminal": True}, {"action": 2, "n_actions": 7, "epsilon": 1}])
def test_checks(changed):
    inputs = {**GIVEN, **changed}
    certified(q_learning, inputs)
    independent(q_learning, inputs)
    run = q_learning.run(inputs)
    for step in ("target", "td_error", "greedy_probability", "greedy_probability_formula"):
        assert notices(q_learning, inputs, step, run[step] + 1)
    assert notices(q_learning, inputs, "gradient", tuple(-entry for entry in run["gradient"]))


def test_it_is_well_made():
    well_made(q_learning, ASKED, GIVEN)
    well_made(q_learning, ASKED, {**GIVEN, "terminal": True})
    assert q_learning.needs("target") == {"gamma", "reward", "phi_next", "theta", "terminal"}
    assert q_learning.needs("greedy_probability") == {"epsilon", "n_actions"}
    assert q_learning.needs("greedy_probability_formula") == set()
