"""The instructor's answers to the practice midterm, marked as a submission: what is imprecise in them is named.

Six formulas are right; one uses a letter that the question does not have; ten parts are marked by a person, whose
marks and reasons lie beside the answers.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from examgen.bank.load import load_banks, load_exam
from examgen.instances.pool import Pool
from examgen.mark.submission import Mark, mark_all
from examgen.papers.assemble import assemble
from examgen.papers.record import KeyRecord
from examgen.papers.take import record_of
from examgen.read.submissions import read_submissions
from examgen.report.marks import grades
from examgen.report.review import Reviewed, merge_review, read_review

BANKS = Path(__file__).parents[2] / "banks"
FOLDER = BANKS / "ttic31230-midterm"


@pytest.fixture(scope="module")
def records() -> dict[str, KeyRecord]:
    exam, banks = load_exam(FOLDER), load_banks(FOLDER)
    return {"A": record_of(assemble(exam, banks, Pool(), "A", published=True))}


@pytest.fixture(scope="module")
def marks(records: dict[str, KeyRecord]) -> dict[str, Mark]:
    reading = read_submissions(FOLDER / "instructor.csv", records)
    assert not reading.unplaced
    assert not reading.diagnostics
    return {mark.number: mark for mark in mark_all(records, list(reading.submissions))}


@pytest.fixture(scope="module")
def reviewed(records: dict[str, KeyRecord], marks: dict[str, Mark]) -> Reviewed:
    return merge_review(marks.values(), read_review(FOLDER / "instructor-review.csv"), records)


BY_HAND = ["1a", "1b", "1c", "1d", "1e", "2a", "2b", "3b", "6c", "7"]


def test_every_part_is_answered(records: dict[str, KeyRecord], marks: dict[str, Mark]) -> None:
    assert list(marks) == [part.number for _, part in records["A"].parts]
    assert not [number for number, mark in marks.items() if mark.verdict == "blank"]


@pytest.mark.parametrize(
    ("number", "part", "points"),
    [
        ("4", "stationarity", 2),
        ("5", "hvp-formula", 3),
        ("6a", "shift-formula", 1),
        ("6b", "gain-formula", 3),
        ("8a", "factor-formula", 2),
        ("8b", "test-argument-formula", 1),
    ],
)
def test_formulas_that_are_right(marks: dict[str, Mark], number: str, part: str, points: int) -> None:
    mark = marks[number]
    assert (mark.part, mark.verdict, mark.marks, mark.points) == (part, "right", points, points)
    assert not mark.open


def test_a_letter_that_the_question_does_not_have_goes_to_a_person(marks: dict[str, Mark]) -> None:
    mark = marks["3a"]
    assert (mark.part, mark.verdict, mark.open) == ("beta2-formula", "unreadable", True)
    assert "'b' has no meaning here" in mark.why


def test_reasons_and_code_wait_for_a_person(marks: dict[str, Mark]) -> None:
    assert [number for number, mark in marks.items() if mark.verdict == "pending"] == BY_HAND
    assert all(marks[number].open for number in BY_HAND)


def test_the_program_passes_its_cases(marks: dict[str, Mark]) -> None:
    assert "the code passes" in marks["1e"].why


@pytest.mark.parametrize(
    ("number", "earned", "reason"),
    [
        ("2b", Fraction(1, 2), "Only asserted"),
        ("3a", Fraction(1), "never defined"),
        ("3b", Fraction(5, 2), "samples of a batch that the question does not have"),
        ("6c", Fraction(2), "It is a*(y + b), not y"),
    ],
)
def test_what_is_imprecise_is_named(reviewed: Reviewed, number: str, earned: Fraction, reason: str) -> None:
    mark = next(mark for mark in reviewed.marks if mark.number == number)
    assert (mark.verdict, mark.marks, mark.by_hand, mark.open) == ("partial", earned, True, False)
    assert reason in mark.why


def test_the_review_is_used_up(reviewed: Reviewed) -> None:
    assert not reviewed.kept
    assert not reviewed.diagnostics
    assert {row.number for row in reviewed.used} == {*BY_HAND, "3a"}


def test_the_grade(reviewed: Reviewed) -> None:
    (grade,) = grades(reviewed.marks)
    assert (grade.total, grade.open) == (33, 0)
    assert sum(mark.points for mark in reviewed.marks) == 36
