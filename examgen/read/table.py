"""A table as it stands in a file: a header and rows of text, each cell with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from examgen.papers.table import unguarded
from examgen.text.diagnostic import Diagnostic, Refused, Severity
from examgen.text.place import Place


class Finder(Protocol):
    """Finds the place of a cell."""

    def __call__(self, row: Row, column: int) -> Place:
        """Give the place of the cell in this column (from 0)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header.

    Attributes
    ----------
    line
        Its line, or row of the sheet, from 1.
    starts
        Where each cell starts in the file's text; empty for sheets.
    damage
        What a sheet itself says of a cell that is no text (a date), by column.
    """

    line: int
    cells: tuple[str, ...]
    starts: tuple[int, ...] = ()
    damage: Mapping[int, str] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether nothing is in it."""
        return not any(cell and not cell.isspace() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows, and what had to be assumed to read them."""

    file: str
    header: Row
    rows: tuple[Row, ...]
    find: Finder
    diagnostics: tuple[Diagnostic, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Give the columns' names: a header cell's first line, without spaces around it."""
        return tuple(clean_name(cell) for cell in self.header.cells)


def make_table(file: str, rows: list[Row], find: Finder, diagnostics: tuple[Diagnostic, ...] = ()) -> Table:
    """Take the first row that isn't blank as the header; blank rows below it are left out.

    Raises
    ------
    Refused
        If every row is blank.
    """
    filled = [row for row in rows if not row.blank]
    if not filled:
        raise Refused(
            "the file is empty", place=Place(file, 1, 1), hint="`examgen entry` writes a table to fill in"
        )
    return Table(file, filled[0], tuple(filled[1:]), find, diagnostics)


def clean_name(cell: str) -> str:
    """Give a column's name: the first line of the cell; hints may stand on further lines."""
    lines = cell.replace("\u200b", "").replace("\u00a0", " ").strip().splitlines()
    return unguarded(lines[0].strip()) if lines else ""


def read_table(path: Path) -> Table:
    """Read a CSV or XLSX file.

    Raises
    ------
    Refused
        If the file is missing, empty or not a table.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror or error}") from None
    if content[:4] == b"PK\x03\x04":
        from examgen.read.xlsx import read_xlsx

        return read_xlsx(content, str(path))
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refused(f"{path}: this is an old .xls file", hint="save it as .xlsx or CSV")
    from examgen.read.csv import read_csv

    return read_csv(content, str(path))


def note(message: str, place: Place | None = None, hint: str = "") -> Diagnostic:
    """Say what was assumed."""
    return Diagnostic(message, place, hint, Severity.NOTE)


def warning(message: str, place: Place | None = None, hint: str = "") -> Diagnostic:
    """Say what somebody should look at."""
    return Diagnostic(message, place, hint, Severity.WARNING)
