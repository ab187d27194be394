"""From a table to submissions: every row ends in one, or on the list of those that could not be placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.papers.submission import HandMark, Response, Submission
from examgen.papers.table import unguarded
from examgen.read.damage import damaged_id
from examgen.read.header import Columns, columns_of
from examgen.read.reading import Reading, Unplaced, joined, marks_of, response_of
from examgen.read.table import Row, Table, read_table, warning
from examgen.text.diagnostic import Diagnostic, Refused, nearest
from examgen.text.place import Place

if TYPE_CHECKING:
    from examgen.papers.record import KeyRecord, PartRecord


def read_submissions(path: Path, records: Mapping[str, KeyRecord]) -> Reading:
    """Read a table of responses, wide or long, CSV or XLSX.

    Parameters
    ----------
    records
        The papers that were built, by name.

    Raises
    ------
    Refused
        If the file can't be used at all: missing, empty, no column for the student or for any response.
    """
    return place_rows(read_table(path), records)


def place_rows(table: Table, records: Mapping[str, KeyRecord]) -> Reading:
    """Turn a table's rows into submissions (see `read_submissions`)."""
    if not records:
        raise Refused("no paper has been built", hint="run `examgen build` first")
    columns = columns_of(table, records)
    desk = _Desk(table, columns, records)
    for row in table.rows:
        desk.take(row)
    return desk.reading()


@dataclass(slots=True)
class _Student:
    """What was found for one student so far."""

    name: str
    paper: str
    rows: list[Row]
    responses: dict[str, list[Response]] = field(default_factory=dict)
    hand: dict[str, HandMark] = field(default_factory=dict)

    def submission(self, student: str, table: Table) -> Submission:
        responses = {number: joined(told) for number, told in self.responses.items()}
        place = table.find(self.rows[0], 0)
        return Submission(student, self.paper, responses, self.name, self.hand, place)


class _Desk:
    """Places rows one by one."""

    def __init__(self, table: Table, columns: Columns, records: Mapping[str, KeyRecord]) -> None:
        self._table, self._columns, self._records = table, columns, records
        self._students: dict[str, _Student] = {}
        self._unplaced: list[Unplaced] = []
        self._problems = [*table.diagnostics, *columns.diagnostics]
        self._twice: dict[str, None] = {}
        self._papers = {_folded(name): name for name in records}

    def take(self, row: Row) -> None:
        """Place a row, or say why it can't be placed."""
        try:
            self._place(row)
        except Refused as refusal:
            self._set_aside(row, refusal.diagnostics[0])

    def reading(self) -> Reading:
        """Give all that was found; a student who is there twice is not placed at all."""
        for student in self._twice:
            for row in self._students.pop(student).rows:
                message = (
                    f"'{student}' is there more than once, with different contents; none of the rows was read"
                )
                self._set_aside(row, Diagnostic(message, self._at(row, "student"), "keep one"))
        if lost_zeros(self._students):
            message = (
                "some ids have fewer digits than the others; a spreadsheet may have taken leading zeros away"
            )
            self._problems.append(
                warning(message, self._table.find(self._table.header, 0), "store ids as text")
            )
        submissions = tuple(found.submission(name, self._table) for name, found in self._students.items())
        unplaced = tuple(sorted(self._unplaced, key=lambda one: one.line))
        rows = len(self._table.rows)
        return Reading(
            submissions, unplaced, self._table.header.cells, tuple(self._problems), rows, rows - len(unplaced)
        )

    def _set_aside(self, row: Row, diagnostic: Diagnostic) -> None:
        self._problems.append(diagnostic)
        self._unplaced.append(Unplaced(row.line, row.cells, diagnostic.message))

    def _place(self, row: Row) -> None:
        self._check_width(row)
        student = self._student(row)
        paper = self._paper(row)
        if self._columns.long:
            self._place_response(row, student, paper)
        else:
            self._place_student(row, student, paper)

    def _check_width(self, row: Row) -> None:
        width = len(self._table.header.cells)
        if any(cell.strip() for cell in row.cells[width:]):
            message = f"this row has {len(row.cells)} cells, the header {width}"
            hint = "a response with a separator in it needs quotes around it"
            raise Refused(message, place=self._table.find(row, width), hint=hint)
        if len(row.cells) < width:
            message = f"this row ends after {len(row.cells)} of {width} cells; the others count as blank"
            self._problems.append(warning(message, self._table.find(row, 0)))

    def _student(self, row: Row) -> str:
        student = unguarded(self._cell(row, "student")).strip()
        if not student:
            raise Refused("this row names no student", place=self._at(row, "student"))
        if damage := damaged_id(student) or row.damage.get(self._columns.roles["student"], ""):
            raise Refused(damage, place=self._at(row, "student"), hint="store ids as text")
        return student

    def _paper(self, row: Row) -> str:
        written = unguarded(self._cell(row, "paper")).strip()
        if not written and len(self._records) == 1:
            return next(iter(self._records))
        if not written:
            raise Refused("this row names no variant", place=self._at(row, "paper"), hint=self._built())
        found = self._papers.get(_folded(written))
        if found is None:
            near = nearest(written, self._records)
            hint = f"did you mean '{near}'?" if near else self._built()
            raise Refused(f"unknown variant '{written[:40]}'", place=self._at(row, "paper"), hint=hint)
        return found

    def _built(self) -> str:
        return f"there are papers {', '.join(self._records)}"

    def _place_student(self, row: Row, student: str, paper: str) -> None:
        found = _Student(self._name(row), paper, [row])
        for one in self._columns.parts[paper]:
            if one.by_hand:
                self._take_marks(found, row, one.column, one.number)
            else:
                told = self._response(row, one.column, one.number, paper)
                found.responses.setdefault(one.number, []).append(told)
        before = self._students.setdefault(student, found)
        if before is not found:
            self._again(before, found, student)

    def _again(self, before: _Student, found: _Student, student: str) -> None:
        same = (before.paper, before.responses, before.hand) == (found.paper, found.responses, found.hand)
        before.rows.extend(found.rows)
        if same:
            place = self._at(found.rows[0], "student")
            self._problems.append(warning(f"'{student}' is there twice with the same contents", place))
        else:
            self._twice[student] = None

    def _place_response(self, row: Row, student: str, paper: str) -> None:
        number = self._number(row, paper)
        found = self._students.setdefault(student, _Student(self._name(row), paper, []))
        found.rows.append(row)
        if found.paper != paper:
            self._twice[student] = None
            return
        roles = self._columns.roles
        if "response" in roles:
            found.responses.setdefault(number, []).append(
                self._response(row, roles["response"], number, paper)
            )
        if "marks" in roles:
            self._take_marks(found, row, roles["marks"], number)

    def _number(self, row: Row, paper: str) -> str:
        question, part = (unguarded(self._cell(row, name)).strip() for name in ("question", "part"))
        names = self._columns.names[paper]
        number = names.find_pair(question, part) if question else names.find(part)
        if number is None:
            written = ".".join(filter(None, (question, part)))
            near = nearest(written, names.numbers)
            hint = (
                f"did you mean '{near}'?" if near else "write question and part, or the printed number as 1a"
            )
            column = "question" if "question" in self._columns.roles else "part"
            raise Refused(
                f"variant {paper} has no part '{written[:60]}'", place=self._at(row, column), hint=hint
            )
        return number

    def _response(self, row: Row, column: int, number: str, paper: str) -> Response:
        cell = row.cells[column] if column < len(row.cells) else ""
        place = self._table.find(row, column)
        response = response_of(cell, self._part(paper, number), place, row.damage.get(column, ""))
        if response.suspicion:
            self._problems.append(warning(f"'{cell.strip()[:40]}': {response.suspicion}", place))
        return response

    def _take_marks(self, found: _Student, row: Row, column: int, number: str) -> None:
        cell = row.cells[column] if column < len(row.cells) else ""
        if not cell.strip():
            return
        place = self._table.find(row, column)
        try:
            mark = HandMark(marks_of(cell, self._part(found.paper, number).points), place=place)
            if found.hand.setdefault(number, mark) != mark:
                raise ValueError("this part has other marks elsewhere")
        except ValueError as error:
            self._problems.append(warning(f"{error}; a person decides", place))
            found.hand.pop(number, None)
            doubt = Response(cell, f"the marks '{cell.strip()[:40]}' were not taken: {error}", place)
            found.responses.setdefault(number, []).append(doubt)

    def _part(self, paper: str, number: str) -> PartRecord:
        return self._records[paper].by_number[number][1]

    def _name(self, row: Row) -> str:
        return " ".join(unguarded(self._cell(row, "name")).split())

    def _cell(self, row: Row, name: str) -> str:
        column = self._columns.roles.get(name)
        return "" if column is None or column >= len(row.cells) else row.cells[column]

    def _at(self, row: Row, name: str) -> Place:
        return self._table.find(row, self._columns.roles.get(name, 0))


def _folded(paper: str) -> str:
    return paper.casefold().removeprefix("variant").strip()


def lost_zeros(students: Iterable[str]) -> bool:
    """Whether ids look as if a spreadsheet took leading zeros away: all digits, some shorter than most."""
    lengths = [len(student) for student in students if student.isdigit()]
    longest = max(lengths, default=0)
    shorter = sum(length < longest for length in lengths)
    return 0 < shorter <= len(lengths) * 0.3 and lengths.count(longest) > len(lengths) * 0.6
