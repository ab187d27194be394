"""Dropout that weakens: against all masks one by one, misconceptions, too many masks."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.dropout import dropout
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

F = Fraction
HALF = F(1, 2)
VALUES = {"alpha": F(1, 5), "m": HALF, "w": (2, 1, -3), "x": (3, -2, 1)}
ALPHA, S = Expr.symbol("alpha"), Expr.symbol("s")
ASKED = [
    "factor_formula",
    "factor",
    "test_argument_formula",
    "test_output",
    "training_variance",
    "training_mean_relu",
]


def over_masks(alpha, m, w, x):
    """Mean and variance of the masked sum, and mean of its rectified value."""
    outcomes = []
    for mask in product((False, True), repeat=len(w)):
        chance = prod(alpha if weak else 1 - alpha for weak in mask)
        value = sum(a * b * (m if weak else 1) for a, b, weak in zip(w, x, mask, strict=True))
        outcomes.append((chance, value))
    mean = sum(chance * value for chance, value in outcomes)
    variance = sum(chance * (value - mean) ** 2 for chance, value in outcomes)
    return mean, variance, sum(chance * max(value, 0) for chance, value in outcomes)


@settings(deadline=None, max_examples=40)
@given(
    st.fractions(F(1, 10), F(9, 10), max_denominator=10),
    st.sampled_from([F(0), F(1, 4), HALF, F(2, 3)]),
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-4, 4)), min_size=1, max_size=6),
)
def test_values_are_those_of_all_masks(alpha, m, pairs):
    w, x = zip(*pairs, strict=True)
    values = {"alpha": alpha, "m": m, "w": w, "x": x}
    mean, variance, rectified = over_masks(**values)
    run = dropout.run(values)
    assert run["factor"] * run["weighted_sum"] == mean
    assert run["test_output"] == max(mean, 0)
    assert run["training_variance"] == variance
    assert run["training_mean_relu"] == rectified
    certified(dropout, values)


def test_the_published_formulas():
    run = dropout.run({"m": HALF})
    assert run["factor_formula"] == 1 - ALPHA / 2
    assert run["test_argument_formula"] == (1 - ALPHA / 2) * S
    assert dropout.run({"m": 0})["factor_formula"] == 1 - ALPHA


def test_mean_and_rectifier_do_not_commute():
    values = {"alpha": HALF, "m": 0, "w": (2, 1), "x": (2, -2)}
    run = dropout.run(values)
    assert run["test_output"] == 1
    assert run["training_mean_relu"] == F(3, 2)


def test_mistakes_about_the_factor():
    leads_to(
        dropout,
        VALUES,
        "factor",
        mean_loss=F(1, 10),
        plain_dropout=F(4, 5),
        factor_inverted=F(10, 9),
        chances_exchanged=F(3, 5),
        times_mask=None,
    )
    leads_to(dropout, {**VALUES, "m": F(1, 4)}, "factor", times_mask=F(19, 20))
    leads_to(dropout, {**VALUES, "m": 0}, "factor", plain_dropout=None)
    leads_to(
        dropout,
        VALUES,
        "factor_formula",
        mean_loss_formula=ALPHA / 2,
        plain_dropout_formula=1 - ALPHA,
        factor_inverted_formula=1 / (1 - ALPHA / 2),
        chances_exchanged_formula=(1 + ALPHA) / 2,
        times_mask_formula=None,
    )


def test_mistakes_about_outputs():
    mean, variance, rectified = over_masks(**VALUES)
    leads_to(
        dropout,
        VALUES,
        "test_output",
        not_scaled=1,
        sum_divided=F(10, 9),
        mean_of_outputs=rectified,
        not_rectified=None,
    )
    leads_to(
        dropout,
        VALUES,
        "training_variance",
        distance_not_squared=2 * variance,
        plain_variance=4 * variance,
        sum_squared=F(4, 25) * F(1, 4) * 1,
        deviation=sqrt(variance),
    )
    leads_to(dropout, VALUES, "training_mean_relu", mean_rectified=mean)
    leads_to(dropout, {**VALUES, "x": (-3, 2, -1)}, "test_output", not_rectified=-mean, not_scaled=None)
    assert wrong(dropout, VALUES, "test_argument_formula")["not_scaled_formula"] == S


def test_sixteen_inputs_are_gone_through_and_seventeen_are_too_many():
    inputs = tuple(range(1, 17))
    run = dropout.run({"alpha": F(1, 3), "m": HALF, "w": inputs, "x": inputs})
    assert run["training_mean_relu"] == run["test_output"]  # no sum is negative
    more = dropout.run({"alpha": F(1, 3), "m": HALF, "w": (1,) * 17, "x": (1,) * 17})
    assert "too many masks of 17 inputs" in str(more.error("training_mean_relu"))
    assert more["test_output"] == F(17) * F(5, 6)


def test_irrational_numbers():
    values = {**VALUES, "m": sqrt(2) / 2}
    assert dropout.run(values)["factor"] == 1 - (1 - sqrt(2) / 2) / 5
    certified(dropout, values)


def test_each_input_needs_a_weight():
    error = dropout.run({**VALUES, "x": (1, 2)}).error("test_output")
    assert str(error) == "there are 3 weights for 2 inputs"


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("factor", F(1, 10)),
        ("test_output", 1),
        ("training_variance", 1),
        ("training_mean_relu", F(9, 10)),
        ("factor_formula", 1 - ALPHA),
        ("test_argument_formula", S),
    ],
)
def test_checks_notice_a_wrong_value(step, value):
    assert notices(dropout, VALUES, step, value)


def test_the_derivation_is_well_made():
    well_made(dropout, ASKED, VALUES)
    mistakes_change_something(dropout, VALUES)
    assert dropout.needs("factor_formula") == {"m"}
    assert dropout.ancestors("test_argument_formula") == {"factor_formula"}


@given(st.fractions(F(1, 10), HALF, max_denominator=10))
def test_formula_and_number_agree(alpha):
    assume(alpha != 0)
    values = {**VALUES, "alpha": alpha}
    run = dropout.run(values)
    assert run["factor_formula"].substitute({"alpha": Expr.of(alpha)}) == run["factor"]
