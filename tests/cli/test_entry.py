from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from openpyxl import load_workbook

from cli.conftest import Run


def test_a_table_of_text_cells_with_hints(run: Run, built: Path) -> None:
    result = run("entry")
    assert (result.code, result.out) == (0, "wrote output/vir-2022/entry.xlsx\n")
    sheet = load_workbook(built / "output" / "vir-2022" / "entry.xlsx").active
    names = [str(cell.value).partition("\n")[0] for cell in sheet[1]]
    assert names[:3] == ["student", "name", "variant"]
    assert "gd-quadratic-stability.best" in names
    assert "batchnorm-jacobian.why-batch!" in names
    assert {sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]} == {"@"}


def test_csv_with_students_is_graded_as_it_is(run: Run, built: Path) -> None:
    (built / "students.csv").write_text("id,name,variant\n007,Ann,A\n008,Bob,B\n", encoding="utf-8")
    assert run("entry", "--out", "entry.csv", "--students", "students.csv").code == 0
    rows = list(csv.reader(StringIO((built / "entry.csv").read_text(encoding="utf-8-sig"))))
    assert [row[:3] for row in rows] == [
        ["student", "name", "variant"],
        ["007", "Ann", "A"],
        ["008", "Bob", "B"],
    ]
    result = run("grade", "entry.csv")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("2 students")


def test_xlsx_is_graded_as_it_is(run: Run, built: Path) -> None:
    (built / "students.csv").write_text("id,name,variant\n007,Ann,A\n", encoding="utf-8")
    assert run("entry", "vir-2022", "--students", "students.csv").code == 0
    path = built / "output" / "vir-2022" / "entry.xlsx"
    book = load_workbook(path)
    names = [str(cell.value).partition("\n")[0] for cell in book.active[1]]
    book.active.cell(2, names.index("gd-quadratic-stability.best") + 1).value = "1/3"
    book.save(path)
    result = run("grade", str(path))
    assert (result.code, result.err) == (0, "")
    marks = (built / "output" / "vir-2022" / "marks.csv").read_text(encoding="utf-8-sig")
    assert "007,Ann,A,4d" in marks
    assert "1/3" in marks


def test_a_table_that_may_be_filled_in_is_not_lost(run: Run, built: Path) -> None:
    assert run("entry", "--out", "mine.csv").code == 0
    (built / "mine.csv").write_text("work", encoding="utf-8")
    result = run("entry", "--out", "mine.csv")
    assert result.code == 1
    assert "mine.csv is there already, perhaps filled in" in result.line
    assert (built / "mine.csv").read_text(encoding="utf-8") == "work"
    assert run("entry", "--out", "mine.csv", "--force").code == 0


def test_what_is_missing(run: Run, built: Path) -> None:
    assert "no paper of 'vir-2019' was built" in run("entry", "vir-2019").line
    assert run("entry", "--students", "nowhere.csv").code == 2
    assert run("entry", "--out", ".").code == 2
