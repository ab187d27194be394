"""Softmax: shares, integers, large offsets, misconceptions, agreement of steps and checks."""

from __future__ import annotations

from fractions import Fraction
from time import process_time

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.numeric import close, real
from examgen.solvers.softmax import softmax
from examgen.text.expr import ONE, Expr
from examgen.text.functions import exp, log
from examgen.text.lower import to_expr
from examgen.text.parser import parse

F = Fraction
ASKED = ("component_formula", "probabilities")


def logs(*numbers, offset=0):
    return tuple(offset + log(Expr.of(n)) for n in numbers)


def test_logarithms_of_integers_give_shares():
    run = softmax.run({"K": 3, "z": logs(2, 3, 5)})
    assert run["probabilities"] == (F(1, 5), F(3, 10), F(1, 2))
    assert run["exponentials"] == (F(2, 5), F(3, 5), 1)
    assert run["normaliser"] == 2


def test_integers_stay_powers_of_e():
    e = exp(ONE)
    run = softmax.run({"z": (0, 1)})
    assert run["probabilities"] == (1 / (1 + e), 1 / (1 + 1 / e))


@pytest.mark.parametrize("offset", [1000, -1000, 10**9])
def test_a_common_offset_changes_nothing_and_costs_nothing(offset):
    start = process_time()
    near = softmax.run({"z": (1, -2, 3)})["probabilities"]
    far = softmax.run({"z": (1 + offset, offset - 2, offset + 3)})["probabilities"]
    assert far == near
    assert softmax.run({"z": logs(1, 4, offset=offset)})["probabilities"] == (F(1, 5), F(4, 5))
    assert process_time() - start < 1


def test_the_formula_for_so_many_scores():
    symbols = ("z1", "z2", "z3", "z4", "z5")
    for count in range(1, 6):
        names = symbols[:count]
        text = "exp(z1)/(" + " + ".join(f"exp({name})" for name in names) + ")"
        wanted = to_expr(parse(text, symbols=names), symbols=frozenset(names))
        assert softmax.run({"K": count})["component_formula"] == wanted
    error = softmax.run({"K": 6}).error("component_formula")
    assert error.sentence == "the formula is asked for 1 to 5 scores"
    assert softmax.run({"z": ()}).error("probabilities").sentence == "there are no scores"


def test_misconceptions_of_numbers():
    leads_to(
        softmax,
        {"z": logs(1, 4), "K": 2},
        "probabilities",
        over_the_largest=(F(1, 4), 1),
        sigmoids=(F(1, 2), F(4, 5)),
        logarithms=(-log(5), 2 * log(2) - log(5)),
        not_divided=(1, 4),
        softmin=(F(4, 5), F(1, 5)),
        scores_over_their_sum=(0, 1),
        overflow=None,
    )
    leads_to(softmax, {"z": (1000, 1001), "K": 2}, "probabilities", overflow=(0, 1))
    leads_to(softmax, {"z": (1, -1), "K": 2}, "probabilities", scores_over_their_sum=None)
    leads_to(softmax, {"z": (2, 2), "K": 2}, "probabilities", softmin=None, scores_over_their_sum=None)


def test_misconceptions_of_the_formula():
    z1, z2 = Expr.symbol("z1"), Expr.symbol("z2")
    leads_to(
        softmax,
        {"K": 2},
        "component_formula",
        linear_formula=z1 / (z1 + z2),
        sigmoid_formula=1 / (1 + exp(-z1)),
        logarithm_formula=z1 - log(exp(z1) + exp(z2)),
        not_divided_formula=exp(z1),
        odds_formula=exp(z1) / exp(z2),
    )
    leads_to(softmax, {"K": 1}, "component_formula", linear_formula=None, odds_formula=None)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=5), st.integers(2, 5))
def test_probabilities_are_those_of_floating_point(scores, count):
    inputs = {"z": tuple(scores), "K": count}
    found = softmax.run(inputs)["probabilities"]
    weights = [arb(score).exp() for score in scores]
    total = sum(weights, arb(0))
    assert all(close(real(p), weight / total, 12) for p, weight in zip(found, weights, strict=True))
    assert close(sum(map(real, found), arb(0)), 1, 12)
    mistakes_change_something(softmax, inputs)


@pytest.mark.parametrize("z", [logs(2, 3, 5), (1, -2, 3), logs(1, 4, 4, 6, offset=1000), (0,)])
def test_steps_and_checks(z):
    inputs = {"z": z, "K": max(len(z), 2)}
    certified(softmax, inputs, thorough=True)
    independent(softmax, inputs)
    wrong = (*softmax.run(inputs)["probabilities"][:-1], F(1, 7))
    assert notices(softmax, inputs, "probabilities", wrong)


def test_it_is_well_made():
    well_made(softmax, ASKED, {"z": logs(2, 3, 5), "K": 3})
    assert softmax.needs("component_formula") == {"K"}
    assert softmax.needs("probabilities") == {"z"}
