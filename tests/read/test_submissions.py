from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers.samples import paper, sums

from examgen.papers.record import KeyRecord
from examgen.read.columns import PartNames
from examgen.read.csv import read_csv
from examgen.read.reading import Reading
from examgen.read.submissions import place_rows, read_submissions
from examgen.text.diagnostic import Refused

PAPERS = {"A": paper("A"), "B": paper("B", 4, 7)}


def read(text: str, records: dict[str, KeyRecord] | None = None) -> Reading:
    return place_rows(read_csv(text.encode(), "s.csv"), records or PAPERS)


def messages(reading: Reading) -> str:
    return "\n".join(found.render() for found in reading.diagnostics)


def test_a_wide_table() -> None:
    reading = read(
        "student,name,variant,1a,sums.double,sample/sums.total,1 d\n007,Ann,A,8,30,,1/2\n8,Bo,b,1,2,3,4\n"
    )
    first, second = reading.submissions
    assert (first.student, first.name, first.paper) == ("007", "Ann", "A")
    assert {number: one.text for number, one in first.responses.items()} == {
        "1a": "8",
        "1b": "30",
        "1c": "",
        "1d": "1/2",
    }
    assert second.paper == "B"
    assert reading.unplaced == ()
    assert not reading.diagnostics
    assert str(first.responses["1b"].place) == "s.csv:2:13"


def test_a_long_table() -> None:
    text = (
        "student;variant;question;part;response\n7;A;sums;sum;8\n7;A;1;b;30\n7;A;sample/sums;total;38\n"
        "7;A;1d;;4,75\n8;B;sums.sum;;11\n8;B;1;1b;56\n7;A;sums;a;8\n"
    )
    reading = read(text)
    first, second = reading.submissions
    assert {number: one.text for number, one in first.responses.items()} == {
        "1a": "8",
        "1b": "30",
        "1c": "38",
        "1d": "4,75",
    }
    assert {number: one.text for number, one in second.responses.items()} == {"1a": "11", "1b": "56"}
    assert reading.unplaced == ()


@pytest.mark.parametrize(
    "name",
    [
        "1a",
        "1.a",
        "1 a",
        "1)a",
        "1A",
        "Q1a",
        "1(a)",
        "1a)",
        "sums.sum",
        "SUMS.SUM",
        "1.sum",
        "sums.a",
        "sample/sums.sum",
    ],
)
def test_names_of_columns(name: str) -> None:
    assert PartNames.of(PAPERS["A"]).find(name) == "1a"


@pytest.mark.parametrize("name", ["", "1", "1e", "sum", "sums", "9a", "student", "aa", "1a1a"])
def test_names_that_are_no_part(name: str) -> None:
    assert PartNames.of(PAPERS["A"]).find(name) is None


def test_a_question_of_one_part_is_named_by_itself() -> None:
    single = replace(sums(), parts=(replace(sums().parts[0], number="1"),))
    names = PartNames.of(replace(paper(), questions=(single,)))
    assert {names.find(name) for name in ("1", "sums", "sample/sums", "sums.sum", "Q1")} == {"1"}


def test_a_name_of_two_parts_is_not_guessed() -> None:
    record = replace(
        paper(),
        questions=(
            sums(),
            replace(
                sums(),
                number=2,
                parts=tuple(replace(one, number=f"2{one.number[1]}") for one in sums().parts),
            ),
        ),
    )
    reading = read("student,sums.sum,1a\n7,8,8\n", {"A": record})
    assert "may be more than one part" in messages(reading)
    assert set(reading.submissions[0].responses) == {"1a"}


def test_marks_by_hand_are_columns_with_a_bang() -> None:
    reading = read(
        'student,variant,words.why,words.why!,2a!\n7,A,text,1.5,\n8,A,text,"0,75",1\n9,A,t,1/4,0\n'
    )
    assert [one.hand["2d"].marks for one in reading.submissions] == [
        Fraction(3, 2),
        Fraction(3, 4),
        Fraction(1, 4),
    ]
    assert "2a" not in reading.submissions[0].hand
    assert reading.submissions[1].hand["2a"].marks == 1


@pytest.mark.parametrize("marks", ["3", "x", "-1", "1-Mar", "1/0", "#####", "1e9", "9" * 30])
def test_marks_that_cannot_be_taken_go_to_a_person(marks: str) -> None:
    reading = read(f"student,variant,words.why!\n7,A,{marks}\n")
    assert reading.submissions[0].hand == {}
    assert (
        "could not" in reading.submissions[0].responses["2d"].suspicion
        or "not taken" in reading.submissions[0].responses["2d"].suspicion
    )
    assert "a person decides" in messages(reading)


def test_two_columns_for_a_part() -> None:
    reading = read("student,variant,1a,sums.sum\n7,A,8,8\n8,A,8,\n9,A,8,9\n")
    one, two, three = (found.responses["1a"] for found in reading.submissions)
    assert (one.text, two.text, one.suspicion, two.suspicion) == ("8", "8", "", "")
    assert three.text == "8 | 9"
    assert "different answers" in three.suspicion


def test_two_marks_for_a_part() -> None:
    reading = read("student,variant,2d!,words.why!\n7,A,1,2\n")
    assert reading.submissions[0].hand == {}
    assert "other marks elsewhere" in messages(reading)


def test_spreadsheet_damage_goes_to_a_person() -> None:
    reading = read("student,variant,1a,1b,2d\n7,A,1-Mar,#####,2024-03-01\n")
    responses = reading.submissions[0].responses
    assert "1/3 or 3/1" in responses["1a"].suspicion
    assert responses["1b"].suspicion
    assert responses["2d"].suspicion == ""
    assert "s.csv:2:5" in messages(reading)


def test_a_guarded_cell_is_read_without_its_apostrophe() -> None:
    assert read("student,variant,1a\n7,A,'-sqrt(2)\n").submissions[0].responses["1a"].text == "-sqrt(2)"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("7,A,1,2,3", "this row has 5 cells, the header 4"),
        (",A,1,2", "names no student"),
        ("7,,1,2", "names no variant"),
        ("7,C,1,2", "unknown variant 'C'"),
        ("1.2E+07,A,1,2", "rounded this id"),
        ("1-Mar,A,1,2", "this id is a date"),
    ],
)
def test_rows_that_cannot_be_placed_are_kept_with_the_reason(row: str, reason: str) -> None:
    reading = read(f"student,variant,1a,1b\n{row}\n1,A,8,30\n")
    (found,) = reading.unplaced
    assert reason in found.reason
    assert list(found.cells) == row.split(",")
    assert found.line == 2
    assert [one.student for one in reading.submissions] == ["1"]
    assert (reading.rows, reading.placed) == (2, 1)
    assert reason in messages(reading)


def test_an_unknown_part_in_a_long_table() -> None:
    reading = read("student,variant,question,part,response\n7,A,sums,summ,8\n7,A,sums,sum,8\n")
    assert len(reading.unplaced) == 1
    assert "did you mean 'sums.sum'?" in messages(reading)


def test_short_rows_are_placed_and_reported_and_blank_ones_are_no_rows() -> None:
    reading = read("student,variant,1a,1b\n7,A,8\n,,,\n\n8,A,8,30,,\n")
    assert [one.student for one in reading.submissions] == ["7", "8"]
    assert "ends after 3 of 4 cells" in messages(reading)
    assert reading.rows == 2


def test_a_student_who_is_there_twice() -> None:
    reading = read("student,variant,1a\n7,A,8\n8,A,8\n7,A,9\n9,A,1\n9,A,1\n")
    assert [one.student for one in reading.submissions] == ["8", "9"]
    assert [one.line for one in reading.unplaced] == [2, 4]
    assert "'9' is there twice with the same contents" in messages(reading)


def test_a_student_with_two_variants_in_a_long_table() -> None:
    reading = read("student,variant,question,response\n7,A,1a,8\n7,B,1a,8\n8,A,1a,8\n")
    assert [one.student for one in reading.submissions] == ["8"]
    assert len(reading.unplaced) == 2


def test_marks_in_a_long_table() -> None:
    reading = read("student,variant,part,marks\n7,A,2d,1.5\n7,A,2a,\n8,A,2d,9\n")
    first, second = reading.submissions
    assert first.hand["2d"].marks == Fraction(3, 2)
    assert not first.responses
    assert second.responses["2d"].suspicion


def test_one_paper_needs_no_variant_and_several_do() -> None:
    assert read("student,1a\n7,8\n", {"A": PAPERS["A"]}).submissions[0].paper == "A"
    assert len(read("student,1a\n7,8\n").unplaced) == 1
    assert read("student,version,1a\n7,Variant b,8\n").submissions[0].paper == "B"


def test_unknown_columns_are_named() -> None:
    reading = read("student,variant,1a,sums.summ,e-mail,variant,marks\n7,A,8,1,x,A,3\n")
    assert "unknown column 'sums.summ'; it was not read (did you mean 'sums.sum'?)" in messages(reading)
    assert "unknown column 'e-mail'" in messages(reading)
    assert "a second column for the paper" in messages(reading)
    assert "unknown column 'marks'" in messages(reading)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,1a\nAnn,8\n", "no column says who the student is"),
        ("student,foo\n7,8\n", "no column belongs to a part"),
        ("student,question,part\n7,sums,sum\n", "no column belongs to a part"),
        ("student\n7\n", "no column belongs to a part"),
    ],
)
def test_tables_that_are_of_no_use(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(text)


def test_no_papers() -> None:
    with pytest.raises(Refused, match="no paper has been built"):
        place_rows(read_csv(b"student,1a\n7,8\n", "s.csv"), {})


def test_lost_zeros_are_suspected() -> None:
    rows = "".join(f"{1000 + at},A,8\n" for at in range(9))
    assert "leading zeros" in messages(read(f"student,variant,1a\n{rows}77,A,8\n"))
    assert "leading zeros" not in messages(read(f"student,variant,1a\n{rows}"))


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("student,variant,1a\n007,A,8\n", encoding="utf-8")
    assert read_submissions(path, PAPERS).submissions[0].student == "007"


CELLS = st.sampled_from(
    ["", "7", "8", "A", "B", "C", "1/3", "1-Mar", "x", "1.2E+05", " ", '"', "1a", "sums"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["student,variant,1a,1b,2d!", "student,variant,question,part,response"]),
    st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=8),
)
def test_every_row_is_placed_or_reported(header: str, rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    reading = read("\n".join([header, *lines]))
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert reading.rows == len(filled)
    assert reading.placed + len(reading.unplaced) == reading.rows
    assert all(one.reason for one in reading.unplaced)
    lines_placed = Counter(one.line for one in reading.unplaced)
    assert max(lines_placed.values(), default=0) <= 1
    assert len({one.student for one in reading.submissions}) == len(reading.submissions) <= reading.placed
