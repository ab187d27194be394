from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
from papers.samples import paper, sums

from examgen.read.submissions import place_rows, read_submissions
from examgen.read.table import read_table
from examgen.report.entry import entry_columns, entry_csv, entry_xlsx

PAPERS = {"A": paper("A"), "B": paper("B", 4, 7)}
NAMES = [
    "sums.sum",
    "sums.double",
    "sums.total",
    "sums.ratio",
    "words.way",
    "words.ways",
    "words.path",
    "words.why!",
]


def test_columns_are_named_with_hints() -> None:
    columns = entry_columns(PAPERS)
    assert [column.name for column in columns] == NAMES
    assert columns[-1].hint == "2d: marks, 0 to 2"
    assert columns[4].hint.startswith("2a: ")


def test_a_question_that_is_there_twice_is_named_by_number() -> None:
    second = replace(
        sums(), number=2, parts=tuple(replace(one, number=f"2{one.number[1]}") for one in sums().parts)
    )
    record = replace(paper(), questions=(sums(), second))
    assert [column.name for column in entry_columns({"A": record})] == [
        "1a",
        "1b",
        "1c",
        "1d",
        "2a",
        "2b",
        "2c",
        "2d",
    ]


def test_the_csv_is_read_back(tmp_path: Path) -> None:
    text = entry_csv(PAPERS, [("007", "Ann", "A"), ("008",)])
    header = next(csv.reader(io.StringIO(text[1:])))
    assert header == ["student", "name", "variant", *NAMES]
    path = tmp_path / "entry.csv"
    path.write_text(text, encoding="utf-8")
    reading = read_submissions(path, PAPERS)
    assert reading.submissions[0].student == "007"
    assert reading.unplaced[0].reason == "this row names no variant"
    assert not reading.diagnostics[1:]


def test_the_workbook_keeps_text_and_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "entry.xlsx"
    path.write_bytes(entry_xlsx(PAPERS, [("007", "=Ann", "A")]))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet["A2"].number_format == "@"
    assert sheet.column_dimensions["D"].number_format == "@"
    assert sheet["B2"].value == "'=Ann"
    assert sheet["D1"].value.startswith("sums.sum\n1a: ")
    sheet["D2"] = "8"
    book.save(path)
    (found,) = place_rows(read_table(path), PAPERS).submissions
    assert (found.student, found.name, found.responses["1a"].text) == ("007", "=Ann", "8")


def test_the_workbook_has_the_same_bytes_each_time() -> None:
    assert entry_xlsx(PAPERS, [("007", "Ann", "A")]) == entry_xlsx(PAPERS, [("007", "Ann", "A")])
