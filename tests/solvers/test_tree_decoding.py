"""Decoding on trees: the published tree, brute force on random ones, ties, follow-through, misconceptions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed
from examgen.solvers.exact import exact
from examgen.solvers.tree_decoding import tree_decoding

F = Fraction


def tenths(numbers):
    return {path: F(number, 10) for path, number in numbers.items()}


TREE = tenths(
    {
        "the": -15,
        "a": -16,
        "the/green": -34,
        "the/red": -31,
        "a/blue": -27,
        "a/red": -29,
        "the/green/rectangle": -33,
        "the/red/rectangle": -45,
        "a/blue/ellipse": -54,
        "a/blue/square": -50,
        "a/red/circle": -49,
        "a/red/square": -51,
    }
)
GIVEN = {"tree": TREE, "B": 2}
ASKED = [
    "best_sequence",
    "best_score",
    "greedy_sequence",
    "greedy_score",
    "beam_step_2",
    "beam_sequences",
    "beam_scores",
    "scores_compared",
    "smallest_width",
]
BEST, GREEDY = ("the", "green", "rectangle"), ("the", "red", "rectangle")
SQUARE, CIRCLE = ("a", "blue", "square"), ("a", "red", "circle")


def of_tenths(*numbers):
    return exact([F(number, 10) for number in numbers])


def test_published():
    run = tree_decoding.run(GIVEN)
    assert (run["best_sequence"], run["best_score"]) == (BEST, exact(F(-82, 10)))
    assert (run["greedy_sequence"], run["greedy_score"]) == (GREEDY, exact(F(-91, 10)))
    assert run["beam_step_2"] == of_tenths(-43, -45, -46, -49)
    assert run["beam_sequences"] == (SQUARE, CIRCLE)
    assert run["beam_scores"] == of_tenths(-93, -94)
    assert run["scores_compared"] == of_tenths(-82, -91, -93)
    assert run["smallest_width"] == 4


@pytest.mark.parametrize(
    ("width", "first", "count"), [(1, GREEDY, 1), (2, SQUARE, 2), (3, GREEDY, 3), (4, BEST, 4), (9, BEST, 6)]
)
def test_a_wider_beam_may_find_the_greedy_sequence_first(width, first, count):
    given = {"tree": TREE, "B": width}
    run = tree_decoding.run(given)
    assert run["beam_sequences"][0] == first
    assert len(run["beam_sequences"]) == count
    certified(tree_decoding, given)
    mistakes_change_something(tree_decoding, given)


def test_mistakes():
    leads_to(tree_decoding, GIVEN, "best_sequence", greedy_for_best=GREEDY, best_last_edge=None)
    leads_to(
        tree_decoding,
        GIVEN,
        "greedy_sequence",
        largest_of_each_level=("the", "blue", "rectangle"),
        best_for_greedy=BEST,
    )
    leads_to(
        tree_decoding,
        GIVEN,
        "best_score",
        last_edge_of_best=F(-33, 10),
        best_multiplied=F(-1683, 100),
        greedy_for_best=F(-91, 10),
    )
    leads_to(
        tree_decoding,
        GIVEN,
        "beam_step_2",
        second_edges_alone=[F(x, 10) for x in (-27, -29, -31, -34)],
        scores_not_sorted=[F(x, 10) for x in (-49, -46, -43, -45)],
        nothing_dropped_at_step_1=None,
    )
    leads_to(
        tree_decoding,
        GIVEN,
        "beam_sequences",
        best_of_each_parent=(BEST, GREEDY),
        beam_by_last_edges=(CIRCLE, SQUARE),
        first_beam_only=(SQUARE,),
        best_of_the_tree=(BEST, GREEDY),
    )
    leads_to(tree_decoding, GIVEN, "smallest_width", as_many_as_first_words=2, one_beam_too_few=3)


def test_own_scores_of_step_2_are_followed():
    def follow(*numbers):
        return tree_decoding.run(GIVEN, replaced={"beam_step_2": of_tenths(*numbers)})

    assert follow(-43, -45, -46, -20)["beam_sequences"] == (BEST, SQUARE)
    assert follow(-49, -43, -45, -46)["beam_sequences"] == (SQUARE, CIRCLE)
    assert "not clear" in str(follow(-43, -45, -47, -20).error("beam_sequences"))


def test_own_sequences_are_scored():
    run = tree_decoding.run(GIVEN, replaced={"best_sequence": CIRCLE})
    assert run["best_score"] == F(-94, 10)
    strange = tree_decoding.run(GIVEN, replaced={"best_sequence": ("the", "blue")})
    assert "the tree has no path 'the blue'" in str(strange.error("best_score"))


def test_made_well():
    well_made(tree_decoding, ASKED, GIVEN)
    assert notices(tree_decoding, GIVEN, "beam_sequences", (CIRCLE, SQUARE))
    assert notices(tree_decoding, GIVEN, "smallest_width", 3)


def test_the_order_of_the_tree_changes_nothing():
    turned = dict(sorted(TREE.items(), key=lambda item: (item[0].count("/"), item[0])))
    assert (
        tree_decoding.run({"tree": turned, "B": 3})["beam_sequences"]
        == tree_decoding.run({"tree": TREE, "B": 3})["beam_sequences"]
    )


@st.composite
def trees(draw):
    """Trees of any depth, with small enough probabilities."""
    depth = draw(st.integers(1, 4))
    paths, level = {}, [()]
    for _ in range(depth):
        grown = []
        for path in level:
            for word in "abc"[: draw(st.integers(1, 3))]:
                paths["/".join((*path, word))] = F(draw(st.integers(-90, -12)), 10)
                grown.append((*path, word))
        level = grown[:9]
        paths = {
            path: value
            for path, value in paths.items()
            if any("/".join(one).startswith(path) for one in level)
        }
    return paths


def score(tree, words):
    return sum(tree["/".join(words[: k + 1])] for k in range(len(words)))


@settings(max_examples=40, deadline=None)
@given(trees(), st.integers(1, 5))
def test_agrees_with_brute_force(tree, width):
    paths = [tuple(path.split("/")) for path in tree]
    depth = max(map(len, paths))
    leaves = [path for path in paths if len(path) == depth]
    run = tree_decoding.run({"tree": tree, "B": width})
    assume(all(run.error(step) is None for step in ASKED))
    assert run["best_sequence"] == max(leaves, key=lambda path: score(tree, path))
    kept = [()]
    for step in range(1, depth + 1):
        options = [path for path in paths if len(path) == step and path[:-1] in kept]
        kept = sorted(options, key=lambda path: score(tree, path), reverse=True)[:width]
    assert run["beam_sequences"] == tuple(kept)
    certified(tree_decoding, {"tree": tree, "B": width})
    mistakes_change_something(tree_decoding, {"tree": tree, "B": width})


@pytest.mark.parametrize(
    ("tree", "step", "sentence"),
    [
        ({"a": -2, "b": -2}, "best_sequence", "'a' and 'b' tie for the most likely sequence"),
        ({"a": -2, "b": -2}, "greedy_sequence", "the greedy word after the root"),
        ({"a": -2, "b": -2}, "beam_sequences", "tie at step 1 of the beam"),
        ({"a": -2, "b/c": -2}, "best_sequence", "has 'b c' but not 'b'"),
        ({"a": -2, "b": -3, "b/c": -2}, "best_sequence", "the same number of words"),
        ({"a": F(-1, 10), "b": F(-1, 2)}, "best_sequence", "after the root add up to more than 1"),
        ({"a": "x"}, "best_sequence", "needs a log-probability"),
        ({}, "best_sequence", "the same number of words"),
    ],
)
def test_ill_posed(tree, step, sentence):
    error = tree_decoding.run({"tree": tree, "B": 1}).error(step)
    assert isinstance(error, IllPosed)
    assert sentence in str(error)


def test_a_tie_at_the_cut_is_refused_but_not_one_among_the_kept():
    tree = tenths({"a": -20, "b": -20, "c": -30, "a/x": -5, "b/x": -6, "c/x": -1})
    assert "tie at step 1" in str(tree_decoding.run({"tree": tree, "B": 1}).error("beam_step_2"))
    assert tree_decoding.run({"tree": tree, "B": 2})["beam_sequences"] == (("a", "x"), ("b", "x"))


def test_a_width_must_be_a_whole_number():
    assert "whole number" in str(tree_decoding.run({"tree": TREE, "B": 0}).error("beam_sequences"))


def test_certain_words_are_allowed():
    given = {"tree": {"a": 0, "a/b": -1, "a/c": -2}, "B": 1}
    assert tree_decoding.run(given)["best_sequence"] == ("a", "b")
    certified(tree_decoding, given)
