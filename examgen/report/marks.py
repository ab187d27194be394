"""marks.csv (a row a part) and grades.csv (a row a student).

Rows are sorted by student, so that the files don't depend on the order in which papers were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from examgen.mark.submission import Mark
from examgen.papers.record import KeyRecord
from examgen.papers.table import decimal_text, to_csv

MARKS = (
    "student",
    "name",
    "paper",
    "number",
    "question",
    "part",
    "verdict",
    "marks",
    "points",
    "why",
    "mistake",
    "response",
    "marked by",
    "overruled",
)


def marks_csv(marks: Iterable[Mark], overruled: Iterable[Mark] = ()) -> str:
    """Give every mark; what waits for a person has no marks yet.

    Parameters
    ----------
    overruled
        The program's own marks where a person gave others: they are not lost, but stand in the last column.
    """
    before = {(mark.student, mark.number): mark for mark in overruled}
    return to_csv(MARKS, (_row(mark, before.get((mark.student, mark.number))) for mark in by_student(marks)))


def _row(mark: Mark, before: Mark | None) -> tuple[object, ...]:
    return (
        mark.student,
        mark.name,
        mark.paper,
        mark.number,
        mark.question,
        mark.part,
        mark.verdict.value,
        None if mark.open else mark.marks,
        mark.points,
        mark.why,
        mark.mistake,
        mark.response,
        "person" if mark.by_hand else "",
        f"{before.verdict}: {decimal_text(before.marks)}" if before else "",
    )


def by_student(marks: Iterable[Mark]) -> list[Mark]:
    """Sort marks by student; a student's own keep their printed order."""
    return sorted(marks, key=lambda mark: mark.student)


@dataclass(frozen=True, slots=True)
class Grade:
    """A student's result.

    Attributes
    ----------
    questions
        Marks by ``bank/question``.
    open
        Parts that wait for a person: the total can still grow.
    """

    student: str
    name: str
    paper: str
    total: Fraction
    points: Fraction
    questions: Mapping[str, Fraction]
    open: int


def grades(marks: Iterable[Mark]) -> tuple[Grade, ...]:
    """Add the marks up, student by student."""
    grouped = groupby(by_student(marks), key=lambda mark: mark.student)
    return tuple(_grade(tuple(own)) for _, own in grouped)


def _grade(marks: tuple[Mark, ...]) -> Grade:
    first = marks[0]
    questions: dict[str, Fraction] = {}
    for mark in marks:
        questions[mark.question] = questions.get(mark.question, Fraction(0)) + mark.marks
    return Grade(
        first.student,
        first.name,
        first.paper,
        sum((mark.marks for mark in marks), Fraction(0)),
        sum((mark.points for mark in marks), Fraction(0)),
        questions,
        sum(mark.open for mark in marks),
    )


def grades_csv(marks: Iterable[Mark], records: Mapping[str, KeyRecord]) -> str:
    """Give every student's total and marks per question, and how many parts are still open."""
    questions = tuple(_questions(records))
    header = ("student", "name", "paper", "total", "points", "open", *(label for _, label in questions))
    return to_csv(header, (_grade_row(grade, questions) for grade in grades(marks)))


def _grade_row(grade: Grade, questions: Iterable[tuple[str, str]]) -> tuple[object, ...]:
    each = (grade.questions.get(name) for name, _ in questions)
    return (grade.student, grade.name, grade.paper, grade.total, grade.points, grade.open, *each)


def _questions(records: Mapping[str, KeyRecord]) -> Iterator[tuple[str, str]]:
    """Name the questions with their printed numbers, in the order of the papers."""
    seen: dict[str, str] = {}
    for record in records.values():
        for question in record.questions:
            seen.setdefault(question.name, f"{question.number} {question.id}")
    yield from seen.items()
