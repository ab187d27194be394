from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.read.csv import read_csv
from examgen.read.table import Table, read_table
from examgen.text.diagnostic import Refused, Severity


def cells(table: Table) -> list[tuple[str, ...]]:
    return [table.header.cells, *(row.cells for row in table.rows)]


def read(text: str) -> Table:
    return read_csv(text.encode(), "s.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_separators_and_line_ends(separator: str, end: str, last: bool) -> None:
    rows = [("student", "1a", "1b"), ("007", "1/2", ""), ("008", "", "x")]
    text = end.join(separator.join(row) for row in rows) + (end if last else "")
    assert cells(read(text)) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "student;name;1a\n007;Jörg Müller;1/2\n008;Ann Other;3\n"
    table = read_csv(text.encode(encoding), "s.csv")
    assert cells(table)[1] == ("007", "Jörg Müller", "1/2")
    assumed = encoding in ("utf-16-le", "utf-16-be", "cp1252")
    assert bool(table.diagnostics) == assumed


def test_another_encoding_is_reported_with_its_line() -> None:
    table = read_csv("student,1a\n1,2\n2,é\n".encode("cp1252"), "s.csv")
    (found,) = table.diagnostics
    assert found.severity is Severity.WARNING
    assert str(found.place) == "s.csv:3:1"
    assert "Windows-1252" in found.message


def test_a_first_line_may_name_the_separator() -> None:
    assert cells(read("sep=;\nstudent;1a\n1;0,5\n")) == [("student", "1a"), ("1", "0,5")]


def test_decimal_commas_do_not_mislead_the_separator() -> None:
    assert cells(read("student;1a\n1;0,5\n2;0,25\n"))[1] == ("1", "0,5")


def test_quotes() -> None:
    table = read('student,1a,1b\n1,"(0, 1/3)","say ""x"""\n2, "two\nlines" ,y\n')
    assert cells(table)[1:] == [("1", "(0, 1/3)", 'say "x"'), ("2", "two\nlines", "y")]
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        'student,1a,1b\n1,"1/2,x\n2,3,y\n3,4,z\n',
        'student,1a,1b\n1,"1/2,x\n2,"3",y\n3,4,z\n',
        'student,1a,1b\n1,"1/2,x\n2,3,y"\n3,4,z\n',
        'student,1a,1b\n1,x,"1/2\n2,y,3\n3,z,4"\n',
    ],
)
def test_a_stray_quote_swallows_no_row(text: str) -> None:
    assert [row.cells[0] for row in read(text).rows] == ["1", "2", "3"]


def test_a_quote_that_would_swallow_rows_is_reported() -> None:
    (found,) = read('student,1a,1b\n1,"1/2,x\n2,3,y"\n3,4,z\n').diagnostics
    assert str(found.place) == "s.csv:2:3"


def test_places() -> None:
    table = read('student,1a\n1,"a\nb"\n22,xyz\n')
    place = table.find(table.rows[1], 1)
    assert (place.line, place.column, place.end) == (4, 4, 7)
    assert str(table.find(table.rows[1], 9)) == "s.csv:4:1"


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , , \n,,\n", "\ufeff".encode("utf-16-le")]
)
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="empty"):
        read_csv(content, "s.csv")


def test_ten_megabytes_in_a_cell() -> None:
    table = read("student,1a\n1," + "x" * 10_000_000 + '\n2,"' + "y" * 10_000_000 + '"\n3,1\n')
    assert [len(row.cells[1]) for row in table.rows] == [10_000_000, 10_000_000, 1]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=8),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=6,
    ).filter(lambda rows: any(cell.strip() for cell in rows[0]))
)
def test_what_csv_writers_write_is_read_back(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(
        [["student", "1a", "1b", "1c"], *([*row, "z"] for row in rows)]
    )
    table = read(stream.getvalue())
    swallowing = any("\n" in cell for row in rows for cell in row)
    if not swallowing:
        assert [list(row.cells) for row in table.rows] == [[*row, "z"] for row in rows]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        table = read_csv(content, "s.csv")
    except Refused:
        return
    assert all(row.line >= 1 for row in table.rows)


@given(st.text(alphabet='ab,;"\n\r =\t', max_size=60))
def test_no_character_outside_quotes_and_separators_is_lost(text: str) -> None:
    try:
        table = read(text)
    except Refused:
        return
    kept = "".join("".join(row) for row in cells(table))
    assert kept.count("a") == text.count("a")
    assert kept.count("b") == text.count("b")


def test_files_that_are_no_tables(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
    with pytest.raises(Refused, match=r"\.xls"):
        read_table(old)
