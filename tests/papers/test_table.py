from __future__ import annotations

import csv
import io
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.papers.table import LONGEST, decimal_text, harmless, to_csv, unguarded


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-1/2", "-1/2"),
        ("-0.5", "-0.5"),
        ("+3", "+3"),
        ("-,5", "-,5"),
        ("-", "-"),
        ("(0, 1/3)", "(0, 1/3)"),
        ("=cmd()", "'=cmd()"),
        ("=1+1", "'=1+1"),
        ("+A1", "'+A1"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("-sqrt(2)", "'-sqrt(2)"),
        ("a\x00b\x7f", "a␀b␡"),
        ("a\nb", "a\nb"),
    ],
)
def test_cells_are_harmless_and_readable(cell: str, written: str) -> None:
    assert harmless(cell) == written


@given(st.text(max_size=40) | st.from_regex(r"[=+\-@\t\r][ -~]{0,10}", fullmatch=True))
def test_nothing_we_write_runs_in_a_spreadsheet(cell: str) -> None:
    written = harmless(cell)
    start = written.lstrip()[:1]
    assert start not in "=+-@＝＋－＠" or not start or re.fullmatch(r"[-+][\d.,/ ]*", written.strip())
    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", written)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30))
def test_reading_takes_the_apostrophe_away_again(cell: str) -> None:
    written = harmless(cell)
    assert cell in (written, unguarded(written))


def test_endless_cells_are_cut_and_counted() -> None:
    assert harmless("x" * 10_000_000) == "x" * LONGEST + "… (10,000,000 characters)"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(3, 2), "1.5"),
        (Fraction(1, 8), "0.125"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1, 30000), "0"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(100), "100"),
    ],
)
def test_marks_are_written_as_decimals(number: Fraction, text: str) -> None:
    assert decimal_text(number) == text


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=400))
def test_decimals_are_never_further_off_than_half_a_place(number: Fraction) -> None:
    assert abs(Fraction(decimal_text(number)) - number) <= Fraction(1, 20000)


def test_a_table_opens_with_a_mark_and_quotes() -> None:
    text = to_csv(("a", "=b"), [(None, Fraction(1, 2)), ("x,y", "=1")])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows == [["a", "'=b"], ["", "0.5"], ["x,y", "'=1"]]
