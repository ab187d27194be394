from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.read.damage import damage, damaged_id


@pytest.mark.parametrize(
    "cell",
    [
        "1-Mar", "01-Mar", "3. Jan", "3 Jan", "Mar-01", "Mar 1", "1. März", "1.Mrz", "1. led", "1. března", "Jan-33",
        "01.03.2024", "1.3.", "1. 3. 2024", "2024-03-01", "2024-03-01 00:00:00", "2024/03/01", "1/3/2024", "1/3/24",
        "01-03-2024", "12:30", "12:30:00", "12:30 PM", "3-Jan-24",
    ],
)  # fmt: skip
def test_dates_are_recognised(cell: str) -> None:
    assert "spreadsheet made this a" in damage(cell)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("1-Mar", "1/3 or 3/1"),
        ("3. Jan", "3/1 or 1/3"),
        ("2024-03-01", "1/3 or 3/1"),
        ("01.03.2024", "1/3 or 3/1"),
        ("1/3/2024", "3/1 or 1/3"),
        ("Jan-33", "1/33 or 33/1"),
    ],
)
def test_what_a_date_may_have_been(cell: str, meant: str) -> None:
    first, _, second = meant.partition(" or ")
    assert first in damage(cell)
    assert second in damage(cell)


@pytest.mark.parametrize(
    "cell", ["#####", "##", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#WERT!", "#BEZUG!"]
)
def test_signs_for_trouble_are_recognised(cell: str) -> None:
    assert "spreadsheet" in damage(cell)


@pytest.mark.parametrize("cell", ["1\x002", "\x1b[31m1", "\x00"])
def test_control_characters_are_recognised(cell: str) -> None:
    assert "control characters" in damage(cell)
    assert "control characters" in damaged_id(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "", " ", "1/3", "-1/2", "0.75", "1,5", "1.2e-3", "(0, 1/3)", "[1, 2]", "1-3", "3-1", "2 sqrt(3)", "A, C", "12",
        "1.5", "pi/2", "1 - 2*alpha", "two\nlines", "2:1", "#", "1/3 1/4", "a.1", "1.2.", "[1;2]",
    ],
)  # fmt: skip
def test_answers_are_left_alone(cell: str) -> None:
    if cell == "1.2.":
        assert damage(cell)  # a date without its year, in half of Europe
    else:
        assert damage(cell) == ""


@pytest.mark.parametrize("student", ["1.23E+05", "1,23E+05", "1E+11", "#####", "1-Mar", "2024-03-01"])
def test_ids_that_spreadsheets_spoilt(student: str) -> None:
    assert damaged_id(student)


@pytest.mark.parametrize(
    "student", ["0012345", "12E45", "s-12", "müller", "anna.b@uni.example", "1234567890123"]
)
def test_ids_as_they_are(student: str) -> None:
    assert damaged_id(student) == ""


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(damage(text), str)
    assert isinstance(damaged_id(text), str)
