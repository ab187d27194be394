"""XLSX sheets: the first sheet's cells as text, with the damage that the sheet itself admits to."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Mapping
from fractions import Fraction

from examgen.read.damage import date_note
from examgen.read.table import Row, Table, make_table
from examgen.text.diagnostic import Diagnostic, Refused
from examgen.text.place import Place

LARGEST = 200_000_000
"""Bytes that a workbook may unpack to."""
COLUMNS = 2_000
"""Columns beyond which a sheet is cut off."""


def read_xlsx(content: bytes, file: str) -> Table:
    """Read the first sheet of a workbook; formulas give the values that were saved with them.

    Raises
    ------
    Refused
        If it is no workbook, unpacks to too much, or is empty.
    """
    import openpyxl

    _check_size(content, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            grid = list(book.worksheets[0].iter_rows(values_only=True))
    except Exception as error:
        raise Refused(
            f"{file}: this is no readable workbook: {error}", hint="save it again as .xlsx or CSV"
        ) from None
    width = min(max(map(_width, grid), default=0), COLUMNS)
    rows = [_row(number, (*cells, *(None,) * width)[:width]) for number, cells in enumerate(grid, 1)]
    return make_table(file, rows, _Finder(file), _more_sheets(book.sheetnames, file))


def _check_size(content: bytes, file: str) -> None:
    try:
        size = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise Refused(f"{file}: this workbook is damaged", hint="save it again as .xlsx or CSV") from None
    if size > LARGEST:
        raise Refused(f"{file}: this workbook unpacks to {size:,} bytes, which is too much")


def _width(cells: tuple[object, ...]) -> int:
    """Count a row's cells up to the last that holds something."""
    return max((column for column, value in enumerate(cells, 1) if value is not None), default=0)


def _row(number: int, values: tuple[object, ...]) -> Row:
    damage: Mapping[int, str] = {
        column: date_note(value.month, value.day)
        for column, value in enumerate(values)
        if isinstance(value, dt.date)
    }
    return Row(number, tuple(_text(value) for value in values), (), damage)


def _text(value: object) -> str:
    """Write a cell as its sheet shows it; numbers without the noise of binary fractions."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def _number(value: float) -> str:
    short = format(value, ".15g")
    if "e" in short and abs(value) < 1e21 and value == int(value):
        return str(int(Fraction(short)))
    return short


def _more_sheets(names: list[str], file: str) -> tuple[Diagnostic, ...]:
    from examgen.read.table import note

    if len(names) < 2:
        return ()
    return (note(f"only the first of {len(names)} sheets ('{names[0]}') was read", Place(file, 1, 1)),)


class _Finder:
    """Places in a sheet are rows and columns, from 1."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __call__(self, row: Row, column: int) -> Place:
        return Place(self._file, row.line, column + 1)
