"""The blank table to type responses into: CSV, or XLSX whose cells are text, so that 1/3 stays 1/3."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from examgen.answers.registry import by_hand, find
from examgen.papers.table import decimal_text, harmless, to_csv

if TYPE_CHECKING:
    from examgen.papers.record import KeyRecord, PartRecord, QuestionRecord

FIRST = ("student", "name", "variant")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column to fill in: its name, as reading knows it, and a hint for who types."""

    name: str
    hint: str


def entry_columns(records: Mapping[str, KeyRecord]) -> tuple[EntryColumn, ...]:
    """Name a column for every part of the papers; parts that a person marks get a column for marks."""
    columns: dict[str, EntryColumn] = {}
    for record in records.values():
        for question, part in record.parts:
            column = _column(record, question, part)
            columns.setdefault(column.name, column)
    return tuple(columns.values())


def _column(record: KeyRecord, question: QuestionRecord, part: PartRecord) -> EntryColumn:
    several = sum(one.id == question.id for one in record.questions) > 1
    name = part.number if several else f"{question.id}.{part.id}"
    kind = find(part.kind)
    if by_hand(part.kind, part.key is not None):
        return EntryColumn(f"{name}!", f"{part.number}: marks, 0 to {decimal_text(part.points)}")
    return EntryColumn(name, f"{part.number}: {kind.how_to_write(part.spec())}")


def entry_csv(records: Mapping[str, KeyRecord], students: Iterable[Sequence[str]] = ()) -> str:
    """Give the blank table as CSV.

    Parameters
    ----------
    students
        Rows to start with: id, name, variant.
    """
    names = [column.name for column in entry_columns(records)]
    blank = [""] * len(names)
    return to_csv((*FIRST, *names), ([*_three(student), *blank] for student in students))


def entry_xlsx(records: Mapping[str, KeyRecord], students: Iterable[Sequence[str]] = ()) -> bytes:
    """Give the blank table as a workbook; each header cell holds the column's name and, below it, a hint."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "responses"
    header = [*FIRST, *(f"{column.name}\n{column.hint}" for column in entry_columns(records))]
    for number, text in enumerate(header, 1):
        cell = _put(sheet, 1, number, text)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.number_format, dimension.width = "@", 24
    for row, student in enumerate(students, 2):
        for number, text in enumerate([*_three(student), *[""] * (len(header) - len(FIRST))], 1):
            _put(sheet, row, number, text)
    sheet.freeze_panes = "D2"
    return _saved(book)


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    cell = sheet.cell(row, column)
    cell.value, cell.number_format = harmless(text) or None, "@"
    return cell


def _three(student: Sequence[str]) -> list[str]:
    return [*student, "", "", ""][: len(FIRST)]


def _saved(book: Any) -> bytes:
    """Give the workbook's bytes, the same for the same content: no time of day in them."""
    book.properties.created = book.properties.modified = datetime(*_LONG_AGO[:3])
    stream = io.BytesIO()
    book.save(stream)
    again = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in _entries(old):
            new.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for name in archive.namelist():
        content = archive.read(name)
        if name == "docProps/core.xml":
            content = _undated(content)
        yield name, content


def _undated(content: bytes) -> bytes:
    """Put a fixed time where openpyxl writes the time of saving."""
    import re

    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
