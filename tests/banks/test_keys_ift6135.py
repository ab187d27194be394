"""The keys of ift6135-hw against references that share nothing with the solvers."""

from __future__ import annotations

import json
from random import Random

import pytest

from examgen.text.diagnostic import Refused
from tests.banks.outside import compare, drawn, printed_again, questions, read, settings_of, solved
from tests.banks.references_ift6135 import REFERENCES

BANK = "ift6135-hw"
NAMES = sorted(questions(BANK))
SETTINGS = settings_of("unusual_ift6135.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_at_the_published_values(name: str) -> None:
    compare(solved(name), REFERENCES)


@pytest.mark.parametrize("name", NAMES)
def test_at_drawn_values(name: str) -> None:
    for index in range(10):
        compare(drawn(name, "references", index), REFERENCES)


@pytest.mark.parametrize("name", SETTINGS["unusual"])
def test_at_values_no_paper_has(name: str) -> None:
    for values in SETTINGS["unusual"][name]:
        compare(solved(f"{BANK}/{name}", values), REFERENCES)


def tree(depth: int, most: int) -> dict[str, str]:
    """Return a tree of this depth with 1 to `most` children below each node."""
    random = Random(10 * depth + most)
    found: dict[str, str] = {}
    level = [""]
    for _depth in range(depth):
        grown = [
            f"{path}/{word}".removeprefix("/")
            for path in level
            for word in random.sample(["ba", "co", "du", "fi", "go"], random.randint(1, most))
        ]
        found |= {path: f"{-random.randint(1500, 9999)}/1000" for path in grown}
        level = grown
    return found


def test_trees_of_any_shape() -> None:
    for depth in (1, 2, 3, 4):
        for most in (1, 2, 3, 4):
            for width in (1, 3, 10):
                compare(
                    solved(f"{BANK}/decoding-tree", f"tree={json.dumps(tree(depth, most))} | B={width}"),
                    REFERENCES,
                )


@pytest.mark.parametrize(("name", "values", "parts", "why"), SETTINGS["ill-posed"])
def test_ill_posed_parts_say_why_and_the_others_are_solved(
    name: str, values: str, parts: list[str], why: str
) -> None:
    found = solved(f"{BANK}/{name}", values)["parts"]
    errors = {part: one["error"] for part, one in found.items() if "error" in one}
    assert sorted(errors) == parts
    assert any(why in one for one in errors.values())


@pytest.mark.parametrize(("name", "values", "why"), SETTINGS["refused"])
def test_values_that_are_none_are_refused(name: str, values: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        solved(f"{BANK}/{name}", values)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_of_the_parameters_may_be_set(name: str) -> None:
    found = drawn(name, "again", 0)
    assert printed_again(found) == found


def test_every_question_has_a_reference_and_unusual_values() -> None:
    assert set(NAMES) == set(REFERENCES) == {f"{BANK}/{name}" for name in SETTINGS["unusual"]}
    assert min(map(len, SETTINGS["unusual"].values())) >= 15


@pytest.mark.parametrize("selection", ["linear", "sort", "heap", "scan"])
def test_a_beam_search_of_any_size(selection: str) -> None:
    found = solved(f"{BANK}/beam-search-cost", f"T=T | B=B | N=N | selection={selection}")["parts"]
    at = {"T": 4, "B": 3, "N": 9}
    answers = REFERENCES[f"{BANK}/beam-search-cost"](**at, selection=selection)
    for part in ("score-count", "score-count-single-start", "scan-count", "scores-held", "distinct-beams"):
        assert read(found[part]["answer"]).subs(at) == answers[part]


def test_forms_that_a_program_can_read() -> None:
    tree_parts = solved(f"{BANK}/decoding-tree")["parts"]
    assert tree_parts["best-sequence"]["answer"] == ["the", "green", "rectangle"]
    assert tree_parts["beam-sequences"]["answer"] == [["a", "blue", "square"], ["a", "red", "circle"]]
    assert tree_parts["comparison-choice"]["answer"] == ["A", "C", "D", "E"]
    words = solved(
        f"{BANK}/viterbi-markov-language-model",
        "P=[[1/3, 2/3], [1/4, 3/4]] | T=1",
    )["parts"]
    assert (words["back-pointers"]["answer"], words["best-sequence"]["answer"]) == ("[]", "[1]")
    shape = solved(f"{BANK}/norm-statistics", "x=[[1, 2, 3]]")["parts"]["shape-instance"]
    assert (shape["answer"], shape["decimal"]) == ("[1, 3]", [1.0, 3.0])
    huge = solved(f"{BANK}/sequence-count", "N=3 | T=1000")["parts"]["count"]
    assert (huge["answer"], huge["decimal"]) == (str(3**1000), None)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_at_many_drawn_values(name: str) -> None:
    for index in range(100):
        compare(drawn(name, "sweep", index), REFERENCES)
