"""review.csv: what waits for a person, with the rubric beside it, and taking it back filled in.

A row is known by student, number and fingerprint of the response, so that marks given for one response are
never taken for another. What was filled in stays in the file whatever happens: rows that can't be used are
kept with the problem beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from examgen.mark.submission import Mark
from examgen.papers.key_table import rubric_text
from examgen.papers.record import KeyRecord, PartRecord
from examgen.papers.shown import key_text
from examgen.papers.submission import HandMark
from examgen.papers.table import to_csv, unguarded
from examgen.read.table import Row, Table, read_table, warning
from examgen.report.marks import by_student
from examgen.report.rubric import CriteriaError, person_marks
from examgen.text.diagnostic import Diagnostic, Refused
from examgen.text.place import Place

COLUMNS = (
    "student",
    "name",
    "paper",
    "number",
    "question",
    "part",
    "verdict",
    "why",
    "response",
    "key or model answer",
    "rubric",
    "points",
    "marks",
    "criteria",
    "comment",
    "fingerprint",
    "problem",
)
FILLED = ("marks", "criteria", "comment")


@dataclass(frozen=True, slots=True)
class Filled:
    """A row of a review table that somebody filled in."""

    student: str
    number: str
    cells: Mapping[str, str]
    places: Mapping[str, Place]

    @property
    def key(self) -> tuple[str, str]:
        """What names the answer: student and printed number."""
        return self.student, self.number


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Marks after a review was merged.

    Attributes
    ----------
    kept
        Filled rows that could not be used, with the reason; they stay in the file.
    used
        The filled rows that were.
    overruled
        The program's own marks where a person gave others.
    """

    marks: tuple[Mark, ...]
    used: tuple[Filled, ...]
    kept: tuple[tuple[Filled, str], ...]
    diagnostics: tuple[Diagnostic, ...]
    overruled: tuple[Mark, ...] = ()


def read_review(path: Path) -> tuple[Filled, ...]:
    """Read the rows of a review table that were filled in.

    Raises
    ------
    Refused
        If the file is no review table.
    """
    table = read_table(path)
    names = [name.casefold() for name in table.names()]
    if missing := [name for name in ("student", "number", "marks") if name not in names]:
        hint = "give the review.csv that `examgen grade` wrote, with 'marks' filled in"
        raise Refused(f"no column '{missing[0]}'", place=table.find(table.header, 0), hint=hint)
    rows = (_filled(table, names, row) for row in table.rows)
    return tuple(row for row in rows if any(row.cells.get(name) for name in FILLED))


def still_filled(path: Path, used: Iterable[Filled] = ()) -> tuple[tuple[Filled, str], ...]:
    """Give the filled rows of a review table that lies there, to be kept when the table is written anew.

    Parameters
    ----------
    used
        Rows that were merged in this run and need no keeping.
    """
    if not path.exists():
        return ()
    taken = {row.key for row in used}
    return tuple((row, row.cells.get("problem", "")) for row in read_review(path) if row.key not in taken)


def _filled(table: Table, names: Sequence[str], row: Row) -> Filled:
    cells = {name: unguarded(cell).strip() for name, cell in zip(names, row.cells, strict=False) if name}
    places = {name: table.find(row, column) for column, name in enumerate(names) if column < len(row.cells)}
    return Filled(cells.get("student", ""), cells.get("number", ""), cells, places)


def merge_review(
    marks: Iterable[Mark], filled: Iterable[Filled], records: Mapping[str, KeyRecord]
) -> Reviewed:
    """Put a person's marks in place of the machine's.

    Marks must lie between 0 and the part's points and be made of quarters of the rubric's criteria; each row
    that can't be used is reported and kept.
    """
    before = {(mark.student, mark.number): mark for mark in marks}
    decided = dict(before)
    used: dict[tuple[str, str], Filled] = {}
    kept: list[tuple[Filled, str]] = []
    problems: list[Diagnostic] = []
    for row in filled:
        try:
            hand = _hand_mark(row, decided.get(row.key), used, records)
            if hand is not None:
                decided[row.key] = decided[row.key].decided(hand)
                used[row.key] = row
            else:
                kept.append((row, ""))
        except Refused as refusal:
            problem = refusal.diagnostics[0]
            kept.append((row, problem.message))
            problems.append(warning(f"{problem.message}; not taken", problem.place, problem.hint))
    overruled = tuple(before[key] for key in used if _overruled(before[key], decided[key]))
    return Reviewed(tuple(decided.values()), tuple(used.values()), tuple(kept), tuple(problems), overruled)


def _overruled(before: Mark, after: Mark) -> bool:
    """Whether the program had decided, and otherwise."""
    return not (before.open or before.by_hand) and before.marks != after.marks


def _hand_mark(
    row: Filled,
    mark: Mark | None,
    used: Mapping[tuple[str, str], Filled],
    records: Mapping[str, KeyRecord],
) -> HandMark | None:
    """Check a filled row; a comment alone decides nothing yet."""
    place = row.places.get("marks")
    if mark is None:
        raise Refused(
            f"there is no part '{row.number}' of student '{row.student}'", place=row.places.get("student")
        )
    if row.key in used:
        raise Refused(f"part {row.number} of '{row.student}' is there twice", place=place)
    if row.cells.get("fingerprint") not in (None, "", fingerprint(mark)):
        raise Refused(f"'{row.student}' has another response to part {row.number} now", place=place)
    part = records[mark.paper].by_number[mark.number][1]
    try:
        given = person_marks(row.cells.get("marks", ""), row.cells.get("criteria", ""), part)
    except CriteriaError as error:
        raise Refused(str(error), place=row.places.get(error.column, place)) from None
    return None if given is None else HandMark(given, row.cells.get("comment", ""), place)


def fingerprint(mark: Mark) -> str:
    """Name a response; a letter in front keeps spreadsheets from taking it for a number."""
    text = f"{mark.paper}\n{mark.number}\n{mark.response}"
    return f"f{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:10]}"


def review_csv(
    marks: Iterable[Mark],
    records: Mapping[str, KeyRecord],
    used: Iterable[Filled] = (),
    kept: Iterable[tuple[Filled, str]] = (),
    overruled: Iterable[Mark] = (),
) -> str:
    """Give the table for a person: what waits, what was decided in it before, and rows that were not used.

    Parameters
    ----------
    marks
        After the review was merged.
    used, kept
        What `merge_review` says of the rows that were filled in.
    overruled
        The program's own marks where a person gave others: a row shows both.
    """
    before = {(mark.student, mark.number): mark for mark in overruled}
    shown = [before.get((mark.student, mark.number), mark) for mark in marks]
    return to_csv(COLUMNS, _rows(shown, records, {row.key: row for row in used}, list(kept)))


def _rows(
    marks: Iterable[Mark],
    records: Mapping[str, KeyRecord],
    used: Mapping[tuple[str, str], Filled],
    kept: list[tuple[Filled, str]],
) -> Iterator[tuple[object, ...]]:
    for mark in by_student(marks):
        key = (mark.student, mark.number)
        if mark.open or key in used:
            again = next((one for one in kept if one[0].key == key), None)
            if again is not None:
                kept.remove(again)
            row, problem = (used[key], "") if key in used else again or (None, "")
            yield _row(mark, records[mark.paper].by_number[mark.number][1], row, problem)
    for row, problem in kept:
        yield tuple({**row.cells, "problem": problem}.get(name, "") for name in COLUMNS)


def _row(mark: Mark, part: PartRecord, filled: Filled | None, problem: str) -> tuple[object, ...]:
    return (
        mark.student,
        mark.name,
        mark.paper,
        mark.number,
        mark.question,
        mark.part,
        mark.verdict.value,
        mark.why,
        mark.response,
        part.model or key_text(part),
        rubric_text(part),
        part.points,
        *((filled.cells.get(name, "") for name in FILLED) if filled else ("", "", "")),
        fingerprint(mark),
        problem,
    )
