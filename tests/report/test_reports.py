from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from papers.samples import paper

from examgen.mark.submission import Mark, mark_all
from examgen.papers.submission import HandMark, Response, Submission
from examgen.read.csv import read_csv
from examgen.read.submissions import place_rows
from examgen.report.marks import grades, grades_csv, marks_csv
from examgen.report.summary import summarise, summary_text
from examgen.report.unplaced import unplaced_csv

PAPERS = {"A": paper("A"), "B": paper("B", 4, 7)}


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def marked(*students: tuple[str, str, Mapping[str, str]]) -> tuple[Mark, ...]:
    handed_in = [
        Submission(student, name, {number: Response(text) for number, text in answers.items()})
        for student, name, answers in students
    ]
    return mark_all(PAPERS, handed_in)


CLASS = marked(
    ("010", "B", {"1a": "11", "1b": "28", "2a": "C", "2d": "=cmd()"}),
    ("002", "A", {"1a": "-2", "1c": "28", "1d": "??", "2a": "A", "2d": ""}),
)


def test_marks_csv_has_a_row_a_part_sorted_by_student() -> None:
    found = rows(marks_csv(CLASS))
    assert len(found) == 16
    assert [row["student"] for row in found[::8]] == ["002", "010"]
    first = found[0]
    assert (first["number"], first["verdict"], first["marks"], first["points"]) == ("1a", "mistake", "1", "2")
    assert (first["mistake"], first["response"]) == ("subtracted", "-2")
    assert found[3]["verdict"] == "unreadable"
    assert found[3]["marks"] == ""
    assert found[15]["response"] == "'=cmd()"


def test_grades_csv_has_a_row_a_student() -> None:
    first, second = rows(grades_csv(CLASS, PAPERS))
    assert first["student"] == "002"
    assert (first["total"], first["points"], first["open"]) == ("4", "16", "1")
    assert (first["1 sums"], first["2 words"]) == ("4", "0")
    assert (second["total"], second["open"]) == ("4", "1")


def test_no_marks_are_no_rows() -> None:
    assert rows(grades_csv((), PAPERS)) == []
    assert rows(marks_csv(())) == []


@settings(max_examples=50, deadline=None)
@given(st.permutations(CLASS[::-1]))
def test_files_do_not_depend_on_the_order_of_students(order: list[Mark]) -> None:
    order.sort(key=lambda mark: mark.number)
    assert marks_csv(order) == marks_csv(CLASS)
    assert grades_csv(order, PAPERS) == grades_csv(CLASS, PAPERS)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["8", "-2", "10", "38", "28", "x", ""]), min_size=4, max_size=4))
def test_totals_are_the_sums_of_the_marks(answers: list[str]) -> None:
    marks = marked(("1", "A", dict(zip(("1a", "1b", "1c", "1d"), answers, strict=True))))
    (grade,) = grades(marks)
    assert grade.total == sum(mark.marks for mark in marks) == sum(grade.questions.values())
    assert 0 <= grade.total <= grade.points == PAPERS["A"].points


def test_the_summary() -> None:
    summary = summarise(CLASS)
    assert (summary.students, summary.points, summary.mean) == (2, 16, 4)
    assert dict(summary.verdicts)["mistake"] == 2  # type: ignore[index]
    assert summary.mistakes == (("sample/sums", "subtracted", 1), ("sample/sums", "undoubled", 1))
    text = summary_text(summary)
    assert "2 students, mean 4 of 16 marks so far" in text
    assert "1 x subtracted (sample/sums)" in text
    assert "2 answers to be looked at" in text
    easy = {one.name: one.share for one in summary.questions}
    assert easy["sample/sums"] == Fraction(7, 16)


def test_the_summary_of_nothing() -> None:
    assert summary_text(summarise(())) == "0 students\nverdicts: none"


def test_facility_leaves_out_what_is_open() -> None:
    only = mark_all(PAPERS, [Submission("1", "A", {"2d": Response("text")})])
    words = summarise([mark for mark in only if mark.number == "2d"]).questions[0]
    assert (words.share, words.open) == (None, 1)
    assert "-  (1 open)" in summary_text(summarise([mark for mark in only if mark.number == "2d"]))


def test_marks_by_hand_are_marked_so() -> None:
    marks = mark_all(PAPERS, [Submission("1", "A", {}, hand={"2d": HandMark(Fraction(5, 4))})])
    row = rows(marks_csv(marks))[-1]
    assert (row["marks"], row["verdict"], row["marked by"]) == ("1.25", "partial", "person")


def test_unplaced_rows_are_written_out_as_they_stood() -> None:
    reading = place_rows(read_csv(b"student,variant,1a\n7,Z,=1+1,more\n8,A,8\n", "s.csv"), PAPERS)
    found = list(csv.reader(io.StringIO(unplaced_csv(reading)[1:])))
    assert found[0][:5] == ["line", "reason", "student", "variant", "1a"]
    assert found[1][0] == "2"
    assert found[1][2:] == ["7", "Z", "'=1+1", "more"]
    assert len(found) == 2
