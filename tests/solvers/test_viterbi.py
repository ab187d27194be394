"""Viterbi decoding: values by hand, brute force over random models, ties, misconceptions."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.viterbi import viterbi
from examgen.text.expr import Expr
from examgen.text.functions import log

F = Fraction
N, T = Expr.symbol("N"), Expr.symbol("T")
MATRIX = [
    [0, F(1, 3), F(1, 2), F(1, 6)],
    [0, F(1, 5), F(1, 10), F(7, 10)],
    [0, F(3, 10), F(2, 5), F(3, 10)],
    [0, F(1, 8), F(5, 8), F(1, 4)],
]
GIVEN = {"P": MATRIX, "bos": 0, "T": 3, "N": 4}
ASKED = [
    "delta_table",
    "last_word",
    "back_pointers",
    "best_sequence",
    "best_probability",
    "best_log_likelihood",
    "greedy_probability",
    "time",
    "product_count",
    "space",
    "stored_pointers",
    "naive_cost",
    "naive_count",
]


def test_by_hand():
    run = viterbi.run(GIVEN)
    assert run["delta_table"] == exact(
        [
            [0, F(1, 3), F(1, 2), F(1, 6)],
            [0, F(3, 20), F(1, 5), F(7, 30)],
            [0, F(3, 50), F(7, 48), F(21, 200)],
        ]
    )
    assert run["last_word"] == 2
    assert run["back_pointers"] == exact([[2, 2, 1], [2, 3, 1]])
    assert run["best_sequence"] == exact([1, 3, 2])
    assert run["best_probability"] == F(7, 48)
    assert run["best_log_likelihood"] == log(7) - log(48)
    assert run["greedy_sequence"] == exact([2, 2, 2])
    assert run["greedy_probability"] == F(2, 25)


def test_costs():
    run = viterbi.run(GIVEN)
    assert (run["time"], run["space"], run["naive_cost"]) == (T * N**2, T * N, T * N**T)
    assert (run["product_count"], run["stored_pointers"], run["naive_count"]) == exact((48, 12, 64))


def test_a_start_token_that_comes_again_has_a_column():
    matrix = [[F(1, 2), F(1, 3), F(1, 6)], [F(1, 10), F(1, 5), F(7, 10)], [F(1, 10), F(3, 10), F(3, 5)]]
    run = viterbi.run({"P": matrix, "bos": 0, "T": 2, "N": 3})
    assert run["back_pointers"] == exact([[0, 0, 1]])
    assert run["best_sequence"] == exact([0, 0])


def test_a_word_that_can_not_stand_somewhere_has_no_pointer():
    matrix = [[0, 1, 0], [0, 0, 1], [0, F(1, 3), F(2, 3)]]
    given = {"P": matrix, "bos": 0, "T": 2, "N": 3}
    assert viterbi.run(given)["back_pointers"] == exact([[0, 1]])
    assert viterbi.run(given)["best_sequence"] == exact([1, 2])
    certified(viterbi, given)


@st.composite
def models(draw):
    size = draw(st.integers(2, 4))
    rows = []
    for _ in range(size):
        weights = draw(st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any))
        rows.append([F(weight, sum(weights)) for weight in weights])
    return {"P": rows, "bos": draw(st.integers(0, size - 1)), "T": draw(st.integers(1, 4)), "N": size}


def probability(given, words):
    found, at = F(1), given["bos"]
    for word in words:
        found, at = found * given["P"][at][word], word
    return found


@settings(max_examples=40, deadline=None)
@given(models())
def test_agrees_with_brute_force(given):
    run = viterbi.run(given)
    sentences = list(itertools.product(range(given["N"]), repeat=given["T"]))
    best = max(probability(given, one) for one in sentences)
    assert run["best_probability"] == best
    winners = [one for one in sentences if probability(given, one) == best]
    if len(winners) > 1:
        assert run.error("best_sequence") is not None
    assume(run.error("best_sequence") is None)
    assert run["best_sequence"] == exact(winners[0])
    certified(viterbi, given)
    assume(run.error("greedy_sequence") is None)
    mistakes_change_something(viterbi, given)


def test_ties_are_refused():
    even = [[0, F(1, 2), F(1, 2)], [0, F(1, 3), F(2, 3)], [0, F(2, 3), F(1, 3)]]
    run = viterbi.run({"P": even, "bos": 0, "T": 2, "N": 3})
    assert "tie" in str(run.error("last_word"))
    assert "words 1 and 2 tie for the most likely word number 1" in str(run.error("greedy_sequence"))
    half = F(1, 2)
    loops = [[0, half, F(2, 5), F(1, 10)], [0, 0, half, half], [0, half, 0, half], [0, half, half, 0]]
    assert "tie" in str(viterbi.run({"P": loops, "bos": 0, "T": 3, "N": 4}).error("back_pointers"))


def test_mistakes():
    leads_to(
        viterbi,
        GIVEN,
        "delta_table",
        maximum_over_the_next_word=[[F(1, 2), 0, 0, 0], [F(1, 4), 0, 0, 0], [F(1, 8), 0, 0, 0]],
        step_left_out=[[0, F(1, 3), F(1, 2), F(1, 6)], [F(1, 2)] * 4, [F(1, 2)] * 4],
        matrix_transposed=[[0] * 4] * 3,
        one_step_too_few=[[1, 0, 0, 0], [0, F(1, 3), F(1, 2), F(1, 6)], [0, F(3, 20), F(1, 5), F(7, 30)]],
    )
    leads_to(
        viterbi,
        GIVEN,
        "best_sequence",
        greedy_for_best=[2, 2, 2],
        largest_of_every_row=[2, 3, 2],
        words_reversed=[2, 3, 1],
    )
    leads_to(viterbi, GIVEN, "last_word", last_word_of_the_first_row=None)
    leads_to(viterbi, GIVEN, "time", time_of_naive_search=N**T, maximum_for_free=N * T, time_of_one_step=N**2)
    leads_to(viterbi, GIVEN, "product_count", words_for_pairs=12, products_of_later_steps=32)
    leads_to(viterbi, GIVEN, "stored_pointers", pointers_of_later_steps=8, matrix_for_pointers=16)
    leads_to(viterbi, GIVEN, "naive_count", count_exchanged=81, count_as_product=12)


def test_an_own_table_leads_on():
    table = exact(
        [[0, F(1, 3), F(1, 2), F(1, 6)], [0, F(1, 4), F(1, 5), F(7, 30)], [0, F(1, 2), F(7, 48), F(21, 200)]]
    )
    run = viterbi.run(GIVEN, replaced={"delta_table": table})
    assert run["last_word"] == 1
    assert run["best_probability"] == F(1, 2)


def test_made_well():
    well_made(viterbi, ASKED, GIVEN)
    mistakes_change_something(viterbi, GIVEN)
    assert notices(viterbi, GIVEN, "best_sequence", [2, 2, 2])
    assert notices(viterbi, GIVEN, "back_pointers", [[2, 2, 1], [2, 2, 1]])


def test_long_sentences_are_certified_too():
    certified(viterbi, {**GIVEN, "T": 7})


@pytest.mark.parametrize(
    ("change", "step", "sentence"),
    [
        ({"P": [[F(1, 2), F(1, 3)], [0, 1]]}, "delta_table", "add up to 1"),
        ({"P": [[1, 0]]}, "delta_table", "a row, with a probability for each word"),
        ({"bos": 4}, "delta_table", "there is no word 4"),
        ({"T": 0}, "delta_table", "at least one word"),
    ],
)
def test_ill_posed(change, step, sentence):
    assert sentence in str(viterbi.run({**GIVEN, **change}).error(step))
