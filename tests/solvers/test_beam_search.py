"""Costs of beam search: counts by hand, orders of growth by counting, misconceptions."""

from __future__ import annotations

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.beam_search import TIMES, beam_search
from examgen.solvers.certificate import recomputed
from examgen.solvers.exact import exact
from examgen.text.expr import Expr
from examgen.text.functions import log

B, N, T = map(Expr.symbol, "BNT")
GIVEN = {"T": 4, "B": 3, "N": 7, "selection": "sort"}
ASKED = [
    "time",
    "score_count",
    "score_count_single_start",
    "scan_count",
    "space",
    "scores_held",
    "distinct_beams",
]
COUNTS = [step for step in ASKED if step not in ("time", "space")]


def test_by_hand():
    run = beam_search.run(GIVEN)
    assert [run[step] for step in COUNTS] == list(exact([84, 70, 240, 21, 1]))
    assert run["space"] == B * N + B * T


@pytest.mark.parametrize(
    ("selection", "order"),
    [
        ("linear", T * B * N),
        ("sort", T * B * N * log(B * N)),
        ("heap", T * B * N * log(B)),
        ("scan", T * B**2 * N),
    ],
)
def test_the_selection_decides_the_time(selection, order):
    given = {**GIVEN, "selection": selection}
    assert beam_search.run(given)["time"] == order
    certified(beam_search, given)
    mistakes_change_something(beam_search, given)


def test_counting_tells_the_orders_apart():
    (check,) = [check for check in beam_search.checks if check.of == "time"]
    measured = {name: recomputed(check, {"selection": name}) for name in TIMES}
    assert measured == dict(TIMES)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 8))
def test_counts_are_certified(steps, beams, words):
    given = {"T": steps, "B": beams, "N": words, "selection": "heap"}
    certified(beam_search, given)
    mistakes_change_something(beam_search, given)


def test_there_are_no_more_beams_than_sentences():
    run = beam_search.run({**GIVEN, "B": 9, "N": 3})
    assert run["score_count_single_start"] == 3 + 9 + 27 + 27


def test_letters_may_stand_for_sizes():
    given = {"T": T, "B": B, "N": N, "selection": "scan"}
    run = beam_search.run(given)
    assert run["score_count"] == T * B * N
    assert run["score_count_single_start"] == N + (T - 1) * B * N
    assert run["distinct_beams"] == 1


def test_mistakes():
    leads_to(
        beam_search,
        GIVEN,
        "time",
        width_left_out=T * N,
        vocabulary_left_out=T * B,
        exponential_time=B**T,
        time_of_exact_decoding=T * N**2,
        selection_for_free=T * B * N,
    )
    leads_to(beam_search, GIVEN, "space", scores_alone=B * N, sequences_alone=B * T)
    leads_to(beam_search, GIVEN, "score_count_single_start", many_starts=84, first_step_left_out=63)
    leads_to(
        beam_search, GIVEN, "scan_count", nothing_removed=252, one_search_each_step=84, scans_of_one_step=60
    )
    leads_to(beam_search, GIVEN, "distinct_beams", all_beams_differ=3)
    leads_to(beam_search, {**GIVEN, "B": 1}, "score_count", one_beam_counted=None, one_step_counted=7)


def test_made_well():
    well_made(beam_search, ASKED, GIVEN)
    assert notices(beam_search, GIVEN, "distinct_beams", 3)
    assert notices(beam_search, GIVEN, "time", T * B * N)


@pytest.mark.parametrize(
    ("change", "step", "sentence"),
    [({"selection": "guess"}, "time", "no way 'guess'"), ({"B": 0}, "distinct_beams", "at least 1")],
)
def test_ill_posed(change, step, sentence):
    assert sentence in str(beam_search.run({**GIVEN, **change}).error(step))
