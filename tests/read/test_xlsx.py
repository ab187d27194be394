from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from examgen.read import xlsx
from examgen.read.table import read_table
from examgen.read.xlsx import read_xlsx
from examgen.text.diagnostic import Refused


def book(*rows: tuple[object, ...], sheets: int = 1) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for _ in range(sheets - 1):
        made.create_sheet()
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_cells_become_text(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    path.write_bytes(
        book(("student", "1a"), ("007", 3), (8, 0.1), (9.0, True), ("x", 1e-7), ("y", 12345678901234567890.0))
    )
    table = read_table(path)
    assert [row.cells for row in table.rows] == [
        ("007", "3"),
        ("8", "0.1"),
        ("9", "TRUE"),
        ("x", "1e-07"),
        ("y", "12345678901234600000"),
    ]
    assert str(table.find(table.rows[0], 1)) == f"{path}:2:2"


def test_dates_are_admitted_to() -> None:
    rows = (
        ("student", "1a", "1b"),
        ("1", dt.datetime(2024, 3, 1), dt.datetime(2024, 3, 1, 12)),
        ("2", dt.time(1, 3), None),
    )
    table = read_xlsx(book(*rows), "s.xlsx")
    assert table.rows[0].cells == ("1", "2024-03-01", "2024-03-01 12:00:00")
    assert "1/3" in table.rows[0].damage[1]
    assert table.rows[1].cells == ("2", "01:03:00", "")


def test_only_the_first_sheet_is_read_and_that_is_said() -> None:
    (found,) = read_xlsx(book(("student", "1a"), ("1", "2"), sheets=3), "s.xlsx").diagnostics
    assert "first of 3 sheets" in found.message


@pytest.mark.parametrize("content", [b"PK\x03\x04nonsense", book()])
def test_damaged_and_empty_workbooks_are_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_xlsx(content, "s.xlsx")


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Refused, match="no readable workbook"):
        read_xlsx(stream.getvalue(), "s.xlsx")


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "LARGEST", 100)
    with pytest.raises(Refused, match="too much"):
        read_xlsx(book(("student", "1a"), ("1", "2")), "s.xlsx")
