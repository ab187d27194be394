"""Counting sentences: both readings, formulas, letters for sizes, misconceptions."""

from __future__ import annotations

import itertools

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.sequences import sequences
from examgen.text.expr import Expr

N, T, C = map(Expr.symbol, "NTC")
GIVEN = {"N": 4, "T": 3}
ASKED = ["count_formula", "count", "count_no_repeat_formula", "count_no_repeat"]


def test_formulas_and_numbers():
    run = sequences.run(GIVEN)
    assert run["count_formula"] == N**T
    assert run["count_no_repeat_formula"] == (N - 1) ** T
    assert (run["count"], run["count_no_repeat"]) == exact((64, 27))


@given(st.integers(1, 5), st.integers(0, 5))
def test_counts_agree_with_listing(words, length):
    run = sequences.run({"N": words, "T": length})
    listed = list(itertools.product(range(words), repeat=length))
    assert run["count"] == len(listed)
    assert run["count_no_repeat"] == sum(0 not in one for one in listed)
    certified(sequences, {"N": words, "T": length})


@pytest.mark.parametrize("given", [{"N": C, "T": 3}, {"N": 5, "T": T}, {"N": C, "T": T}])
def test_letters_may_stand_for_sizes(given):
    run = sequences.run(given)
    assert run["count"] == given["N"] ** given["T"]
    assert run["count_no_repeat"] == (given["N"] - 1) ** given["T"]
    certified(sequences, given)
    mistakes_change_something(sequences, given)


def test_mistakes():
    leads_to(
        sequences,
        GIVEN,
        "count",
        count_exchanged=81,
        count_one_factor_more=256,
        count_without_repeats=24,
        count_product=12,
        count_without_start=27,
    )
    leads_to(sequences, GIVEN, "count_no_repeat", count_with_start_again=64, count_excluded_once=48)
    leads_to(
        sequences,
        GIVEN,
        "count_formula",
        exchanged=T**N,
        one_factor_more=N ** (T + 1),
        product=N * T,
        excluded=(N - 1) ** T,
    )
    leads_to(sequences, {"N": 2, "T": 4}, "count", count_exchanged=None, count_without_repeats=None)


def test_made_well():
    well_made(sequences, ASKED, GIVEN)
    mistakes_change_something(sequences, GIVEN)
    mistakes_change_something(sequences, {"N": 1, "T": 1})
    assert notices(sequences, GIVEN, "count", 65)


@pytest.mark.parametrize("given", [{"N": 0, "T": 2}, {"N": 3, "T": -1}])
def test_ill_posed(given):
    assert "whole numbers" in str(sequences.run(given).error("count"))
