"""A student's homework, marked by the program and by a person: every mark, with the reason for it.

The keyed parts are marked by the program. The review table holds the person's marks: proofs, texts and code by
criterion, and one mark of the program's overruled, where the right formula came from a wrong line.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from examgen.bank.load import load_bank, load_exam
from examgen.cli.grade import Graded, grade
from examgen.instances.pool import Pool
from examgen.mark.submission import Mark
from examgen.papers.assemble import assemble
from examgen.papers.record import KeyRecord
from examgen.papers.take import record_of
from examgen.report.marks import grades, marks_csv
from examgen.report.review import read_review

HOMEWORK = Path(__file__).parents[2] / "banks" / "ift6135-hw"
SUBMISSION, REVIEW = HOMEWORK / "submission.csv", HOMEWORK / "review.csv"

# Printed parts of one number of the homework, and the marks that they earn together.
PROPOSED = {
    "rnn-activation-placement.relation": "3.5",
    "rnn-gradient-norm-bound.vanishing-proof": "5.5",
    "rnn-gradient-norm-bound.explosion": "3",
    "sequence-count.count-formula": "1",
    "viterbi-markov-language-model.recurrence": "1",
    "viterbi-markov-language-model.last-word-proof": "0.5",
    "viterbi-markov-language-model.back-pointer-proof": "0",
    "viterbi-markov-language-model.algorithm": "0.5",
    "viterbi-markov-language-model.time space naive-cost": "2",
    "viterbi-markov-language-model.recurrent-models": "1",
    "beam-search-cost.time space practical": "2",
    "decoding-tree.viterbi-applies best-sequence best-score": "1.5",
    "decoding-tree.greedy-sequence greedy-score": "1.5",
    "decoding-tree.beam-sequences beam-scores": "1",
    "decoding-tree.comparison": "0.75",
    "weight-decay-vs-l2.equivalence": "2",
    "adam-l2-vs-decoupled-decay.changed-line-formula": "2.5",
    "adam-l2-vs-decoupled-decay.stronger-set": "1.5",
    "adam-l2-vs-decoupled-decay.decoupled-effect": "1.5",
    "adam-l2-vs-decoupled-decay.argument": "2.5",
    "norm-statistics.mean-batch mean-layer mean-instance variance-batch variance-layer variance-instance": "4",
    "weight-norm-batch-norm.equivalence": "4",
    "weight-norm-gradient.scalar-formula projection-proof": "5",
}

BY_THE_PROGRAM = {
    "sequence-count.count-formula": ("right", "1"),
    "viterbi-markov-language-model.time": ("right", "0.75"),
    "viterbi-markov-language-model.space": ("right", "0.75"),
    "viterbi-markov-language-model.naive-cost": ("right", "0.5"),
    "beam-search-cost.time": ("right", "1"),
    "beam-search-cost.space": ("right", "0.5"),
    "decoding-tree.best-sequence": ("right", "0.5"),
    "decoding-tree.best-score": ("right", "0.5"),
    "decoding-tree.greedy-sequence": ("right", "1"),
    "decoding-tree.greedy-score": ("right", "0.5"),
    # One sequence where two are asked for: charged once, the score of that sequence follows.
    "decoding-tree.beam-sequences": ("mistake", "0.5"),
    "decoding-tree.beam-scores": ("follow-through", "0.5"),
    # Before a person looks at it.
    "adam-l2-vs-decoupled-decay.changed-line-formula": ("right", "3"),
    # 13 of the 28 decimals are cut off, not rounded: within 0.01 they are right.
    "norm-statistics.mean-batch": ("right", "0.5"),
    "norm-statistics.mean-layer": ("right", "0.5"),
    "norm-statistics.mean-instance": ("right", "0.5"),
    "norm-statistics.variance-batch": ("right", "0.75"),
    "norm-statistics.variance-layer": ("right", "0.75"),
    "norm-statistics.variance-instance": ("right", "1"),
    "weight-norm-gradient.scalar-formula": ("right", "1"),
}


def named(mark: Mark) -> str:
    return f"{mark.question.partition('/')[2]}.{mark.part}"


@pytest.fixture(scope="module")
def records() -> dict[str, KeyRecord]:
    exam, bank = load_exam(HOMEWORK), load_bank(HOMEWORK)
    return {"A": record_of(assemble(exam, {bank.id: bank}, Pool(), "A", published=True))}


@pytest.fixture(scope="module")
def alone(records: dict[str, KeyRecord]) -> Graded:
    return grade(SUBMISSION, records)


@pytest.fixture(scope="module")
def reviewed(records: dict[str, KeyRecord]) -> Graded:
    return grade(SUBMISSION, records, REVIEW)


def test_every_response_finds_its_part(alone: Graded, records: dict[str, KeyRecord]) -> None:
    assert not alone.reading.unplaced
    assert not alone.reading.diagnostics
    assert {mark.number for mark in alone.marks} == set(records["A"].by_number)
    assert records["A"].points == 64
    unanswered = {named(mark) for mark in alone.marks if not mark.response}
    assert unanswered == {"viterbi-markov-language-model.back-pointer-proof"}


def test_what_the_program_marks(alone: Graded) -> None:
    decided = {named(mark): mark for mark in alone.marks if mark.response and not mark.open}
    assert {name: (mark.verdict.value, mark.marks) for name, mark in decided.items()} == {
        name: (verdict, Fraction(marks)) for name, (verdict, marks) in BY_THE_PROGRAM.items()
    }


def test_everything_else_waits_for_a_person(alone: Graded) -> None:
    waiting = {mark.number for mark in alone.marks if mark.open}
    filled = {row.number for row in read_review(REVIEW)}
    blank_and_overruled = filled - waiting
    assert waiting <= filled
    assert {named(mark) for mark in alone.marks if mark.number in blank_and_overruled} == {
        "viterbi-markov-language-model.back-pointer-proof",
        "adam-l2-vs-decoupled-decay.changed-line-formula",
    }


@pytest.mark.parametrize(("parts", "earned"), PROPOSED.items())
def test_the_marks(reviewed: Graded, parts: str, earned: str) -> None:
    question, _, names = parts.partition(".")
    own = [mark for mark in reviewed.marks if mark.question == f"ift6135-hw/{question}"]
    found = {mark.part: mark.marks for mark in own}
    assert sum((found[name] for name in names.split()), Fraction(0)) == Fraction(earned)


def test_the_sum(reviewed: Graded) -> None:
    counted: dict[str, set[str]] = defaultdict(set)
    for parts in PROPOSED:
        question, _, names = parts.partition(".")
        counted[f"ift6135-hw/{question}"] |= set(names.split())
    assert {(mark.question, mark.part) for mark in reviewed.marks} == {
        (question, part) for question, parts in counted.items() for part in parts
    }
    (result,) = grades(reviewed.marks)
    assert (result.total, result.points, result.open) == (Fraction("47.75"), 64, 0)
    assert sum(map(Fraction, PROPOSED.values())) == result.total


def test_every_mark_has_its_reason(reviewed: Graded) -> None:
    for mark in reviewed.marks:
        assert mark.why, mark.number
        if mark.by_hand:
            assert mark.why != "Marked by a person.", mark.number
        elif mark.marks < mark.points:
            assert len(mark.why) > len("Not right."), mark.number


def test_the_review_is_taken_whole(reviewed: Graded) -> None:
    assert not reviewed.reviewed.kept
    assert not reviewed.reviewed.diagnostics
    assert len(reviewed.reviewed.used) == len(read_review(REVIEW))


def test_the_person_overrules_one_mark_and_the_programs_own_stays_on_record(reviewed: Graded) -> None:
    (before,) = reviewed.reviewed.overruled
    assert (named(before), before.marks) == ("adam-l2-vs-decoupled-decay.changed-line-formula", 3)
    table = csv.DictReader(
        io.StringIO(marks_csv(reviewed.marks, reviewed.reviewed.overruled).removeprefix("\ufeff"))
    )
    (row,) = [row for row in table if row["overruled"]]
    assert (row["marks"], row["overruled"], row["marked by"]) == ("2.5", "right: 3", "person")
    assert "penalty itself" in row["why"]
