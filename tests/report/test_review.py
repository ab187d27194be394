from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from papers.samples import paper, part

from examgen.answers.base import Verdict
from examgen.mark.submission import Mark, mark_all
from examgen.papers.record import CriterionRecord
from examgen.papers.submission import Response, Submission
from examgen.report.marks import marks_csv
from examgen.report.review import Reviewed, fingerprint, merge_review, read_review, review_csv, still_filled
from examgen.report.rubric import CriteriaError, attainable, person_marks
from examgen.text.diagnostic import Refused

PAPERS = {"A": paper("A")}


def marks_of(**answers: str) -> tuple[Mark, ...]:
    responses = {number.removeprefix("p"): Response(text) for number, text in answers.items()}
    return mark_all(PAPERS, [Submission("007", "A", responses), Submission("008", "A", {"2d": Response("")})])


MARKS = marks_of(p1a="8", p1b="=x(", p2d="Because, as said.")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def filled(tmp_path: Path, text: str, **cells: dict[str, str]) -> Path:
    """Fill cells of some rows of a review table in, by number, as a person would."""
    rows = table(text)
    for row in rows:
        row.update(cells.get(f"p{row['number']}", {}))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0].keys(), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "review.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def merged(tmp_path: Path, **cells: dict[str, str]) -> Reviewed:
    return merge_review(MARKS, read_review(filled(tmp_path, review_csv(MARKS, PAPERS), **cells)), PAPERS)


def by_number(marks: tuple[Mark, ...]) -> dict[str, Mark]:
    return {mark.number: mark for mark in marks if mark.student == "007"}


def test_the_table_lists_what_waits_with_the_rubric_beside_it() -> None:
    unreadable, free = table(review_csv(MARKS, PAPERS))
    assert (unreadable["number"], unreadable["verdict"], unreadable["key or model answer"]) == (
        "1b",
        "unreadable",
        "30",
    )
    assert unreadable["response"] == "'=x("
    assert (free["number"], free["response"]) == ("2d", "Because, as said.")
    assert free["rubric"] == "1: names the cause; 1: an example"
    assert free["key or model answer"] == "Because of the cause."
    assert (free["marks"], free["criteria"], free["comment"]) == ("", "", "")


def test_filled_rows_are_merged(tmp_path: Path) -> None:
    found = merged(tmp_path, p2d={"marks": "1,25", "comment": "good start"}, p1b={"marks": "2"})
    marks = by_number(found.marks)
    assert (marks["2d"].marks, marks["2d"].verdict, marks["2d"].why) == (
        Fraction(5, 4),
        Verdict.PARTIAL,
        "Good start.",
    )
    assert (marks["1b"].marks, marks["1b"].verdict, marks["1b"].by_hand) == (2, Verdict.RIGHT, True)
    assert marks["1a"] == by_number(MARKS)["1a"]
    assert not found.kept
    assert not found.diagnostics
    assert len(found.marks) == len(MARKS)


def test_criteria_add_up(tmp_path: Path) -> None:
    found = merged(tmp_path, p2d={"criteria": "1; 0.25"})
    assert by_number(found.marks)["2d"].marks == Fraction(5, 4)


def test_an_untouched_table_changes_nothing(tmp_path: Path) -> None:
    assert merged(tmp_path).marks == MARKS


def test_merging_is_idempotent(tmp_path: Path) -> None:
    once = merged(tmp_path, p2d={"marks": "1", "comment": "so"})
    text = review_csv(once.marks, PAPERS, once.used, once.kept)
    again = merge_review(MARKS, read_review(filled(tmp_path, text)), PAPERS)
    assert again.marks == once.marks
    assert review_csv(again.marks, PAPERS, again.used, again.kept) == text


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"marks": "3"}, "more than the part's 2"),
        ({"marks": "-1"}, "no number of marks"),
        ({"marks": "much"}, "no number of marks"),
        ({"marks": "1-Mar"}, "date"),
        ({"marks": "1/3"}, "quarters of the criteria"),
        ({"criteria": "1"}, "1 criteria are marked, the rubric has 2"),
        ({"criteria": "1; 0.3"}, "no quarter"),
        ({"criteria": "1; 2"}, "more than the part's 1"),
        ({"criteria": "1; 1", "marks": "1"}, "add up to 2"),
        ({"marks": "1", "fingerprint": "f0000000000"}, "another response"),
        ({"marks": "1", "student": "009"}, "no part '2d' of student '009'"),
        ({"marks": "1", "number": "9z"}, "no part '9z'"),
    ],
)
def test_what_cannot_be_used_is_reported_and_kept(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    found = merged(tmp_path, p2d=cells)
    assert found.marks == MARKS
    assert reason in found.diagnostics[0].message
    assert found.diagnostics[0].place is not None
    text = review_csv(found.marks, PAPERS, found.used, found.kept)
    (kept,) = [row for row in table(text) if row["problem"]]
    assert reason in kept["problem"]
    assert {name: kept[name] for name in cells if name != "fingerprint"} == {
        name: cell for name, cell in cells.items() if name != "fingerprint"
    } or cells["marks"] == "-1"


def test_a_row_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    path = filled(tmp_path, review_csv(MARKS, PAPERS), p2d={"marks": "1"})
    rows = read_review(path)
    found = merge_review(MARKS, (*rows, *rows), PAPERS)
    assert by_number(found.marks)["2d"].marks == 1
    assert "twice" in found.diagnostics[0].message


def test_a_comment_alone_is_kept_and_decides_nothing(tmp_path: Path) -> None:
    found = merged(tmp_path, p2d={"comment": "ask her"})
    assert found.marks == MARKS
    assert not found.diagnostics
    text = review_csv(found.marks, PAPERS, found.used, found.kept)
    assert table(text)[1]["comment"] == "ask her"
    assert len(table(text)) == 2


def test_marks_of_a_machine_can_be_overruled(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("student,number,marks\n007,1a,0\n", encoding="utf-8")
    found = merge_review(MARKS, read_review(path), PAPERS)
    assert by_number(found.marks)["1a"].marks == 0
    assert table(review_csv(found.marks, PAPERS, found.used))[0]["number"] == "1a"


def test_an_overruled_mark_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text(
        "student,number,marks,comment\n007,1a,1.5,right result from a wrong line\n007,2d,1,half\n",
        encoding="utf-8",
    )
    found = merge_review(MARKS, read_review(path), PAPERS)
    assert found.overruled == (by_number(MARKS)["1a"],)
    rows = {
        row["number"]: row
        for row in table(marks_csv(found.marks, found.overruled))
        if row["student"] == "007"
    }
    row, other = rows["1a"], rows["2d"]
    assert (row["marks"], row["verdict"], row["why"]) == ("1.5", "partial", "Right result from a wrong line.")
    assert (row["marked by"], row["overruled"]) == ("person", "right: 2")
    assert (other["marked by"], other["overruled"]) == ("person", "")
    again = table(review_csv(found.marks, PAPERS, found.used, found.kept, found.overruled))[0]
    assert (again["number"], again["verdict"], again["marks"]) == ("1a", "right", "1.5")
    assert again["comment"] == "right result from a wrong line"
    assert merge_review(MARKS, read_review(path), PAPERS).marks == found.marks


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("student,1a\n007,8\n", encoding="utf-8")
    with pytest.raises(Refused, match="no column 'number'"):
        read_review(path)


def test_fingerprints_name_responses() -> None:
    mark = MARKS[0]
    assert fingerprint(mark) == fingerprint(mark)
    assert fingerprint(mark) != fingerprint(replace(mark, response="9"))
    assert fingerprint(mark)[0] == "f"


def test_many_criteria_are_not_counted_out() -> None:
    rubric = tuple(CriterionRecord(Fraction(1, 3), "x") for _ in range(9))
    assert person_marks(
        "1.23", "", part("why", "1", kind="text", rubric=rubric, points=Fraction(3))
    ) == Fraction("1.23")


def test_keyed_parts_take_any_marks() -> None:
    assert person_marks("0.1", "", part("sum", "1")) == Fraction(1, 10)
    assert person_marks("", "", part("sum", "1")) is None
    with pytest.raises(CriteriaError):
        person_marks("", "1", part("sum", "1"))


@pytest.mark.parametrize("marks", [0, Fraction(3, 8), Fraction(5, 8), Fraction(5, 2)])
def test_attainable_marks(marks: Fraction) -> None:
    assert attainable(Fraction(marks), [Fraction(3, 2), Fraction(1)])
    assert not attainable(Fraction(1, 7), [Fraction(3, 2), Fraction(1)])


def test_marking_again_without_the_review_loses_nothing(tmp_path: Path) -> None:
    assert still_filled(tmp_path / "review.csv") == ()
    path = filled(tmp_path, review_csv(MARKS, PAPERS), p2d={"marks": "1.5", "comment": "half"})
    text = review_csv(MARKS, PAPERS, kept=still_filled(path))
    (row,) = [row for row in table(text) if row["number"] == "2d"]
    assert (row["marks"], row["comment"], row["problem"]) == ("1.5", "half", "")
    used = merge_review(MARKS, read_review(path), PAPERS).used
    assert still_filled(path, used) == ()
