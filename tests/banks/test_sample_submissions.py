"""The sample submissions of the VIR 2022 exam: marks that were worked out by hand.

Points of the keyed parts: 1a 3, 2 4, 3a 1, 3b 1, 3c 2, 4a 2, 4b 1, 4c 1, 4d 2 (17 of 30); a person gives the other 13.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from examgen.bank.load import load_banks, load_exam
from examgen.instances.pool import Pool
from examgen.mark.submission import Mark, mark_all
from examgen.papers.assemble import assemble
from examgen.papers.record import KeyRecord
from examgen.papers.shown import key_text
from examgen.papers.take import record_of
from examgen.read.submissions import read_submissions
from examgen.report.marks import grades

BANKS = Path(__file__).parents[2] / "banks"


@pytest.fixture(scope="module")
def records() -> dict[str, KeyRecord]:
    exam, banks, pool = load_exam(BANKS / "vir-2022"), load_banks(BANKS), Pool()
    return {letter: record_of(assemble(exam, banks, pool, letter)) for letter in "AB"}


@pytest.fixture(scope="module")
def marks(records: dict[str, KeyRecord]) -> dict[tuple[str, str], Mark]:
    reading = read_submissions(BANKS / "vir-2022" / "submissions.csv", records)
    assert not reading.unplaced
    return {(mark.student, mark.number): mark for mark in mark_all(records, list(reading.submissions))}


def test_the_keys_by_hand(records: dict[str, KeyRecord]) -> None:
    # A: x = (6, 3, 5, 2, 4), eps = 2: mean 4, variance 10/5 = 2, root of 2 + 2 is 2: deviations over 2.
    #    theta = -1, z = 2, -2, 5, -2, y = 0: dz = 2, -4... by the recurrence dz_t = z_(t-1) + theta*dz_(t-1):
    #    2, -2 - 2 = -4, 5 + 4 = 9; 2*(-2 - 0)*9 = -36.
    #    p = sigma(log(2)*(-2)) = 1/(1 + 4) = 1/5; V = -1/5 - 3*4/5 = -13/5; A1 = -1 + 13/5, A2 = -3 + 13/5;
    #    gradient (1 - 1/5)*(-2)*8/5. c = 4: factor 1 - 8*alpha.
    # B: x = (-1, -1, -5, -5), eps = 5: mean -3, variance 4, root of 9 is 3. theta = 1/2: z = 2, 1, -3/2:
    #    dz = 2, 1 + 1 = 2; 2*(-3/2)*2 = -6. Logit -2*(-1) - 1 = 1: 1 - p = 1/(1 + e), A1 = (1 - p)*10, A2 = -p*10;
    #    gradient of log(1 - p) is -p*x = p, times A2. c = 3: factor 1 - 6*alpha.
    keys = {
        letter: {part.number: key_text(part) for _, part in record.parts if part.key is not None}
        for letter, record in records.items()
    }
    assert keys["A"] == {
        "1a": "[[1, 1], [-1/2, 1], [1/2, 1], [-1, 1], [0, 1]]",
        "2": "-36",
        "3a": "8/5",
        "3b": "-2/5",
        "3c": "-64/25",
        "4a": "(0, 1/4)",
        "4b": "{1/4}",
        "4c": "(1/4, oo)",
        "4d": "1/8",
    }
    assert keys["B"] == {
        "1a": "[[2/3, 1], [2/3, 1], [-2/3, 1], [-2/3, 1]]",
        "2": "-6",
        "3a": "10/(1 + exp(1))",
        "3b": "-10/(1 + exp(-1))",
        "3c": "-10/(1 + exp(-1))^2",
        "4a": "(0, 1/3)",
        "4b": "{1/3}",
        "4c": "(1/3, oo)",
        "4d": "1/6",
    }


TOTALS = {
    # student: (marks of keyed parts by hand, marks that a person entered, parts still open)
    "0017": ("17", "13", 0),  # all right, exact
    "0023": ("17", "11.5", 0),  # all right, in decimals
    "0031": ("16", "8.5", 0),  # the factor 2 lost in question 4: half of 4a, then followed through
    "0042": (
        "12.5",
        "6.5",
        0,
    ),  # m - 1: 1.5; sign: 2; signs of 3a and 3b: 0.5 each, 3c follows: 2; question 4: 6
    "0058": ("10", "4.5", 0),  # transposed: 1.5; -3 is a lost 2: 2; 1 + 1 + 0; closed ends: 1 + 1 + 0.5 + 2
    "0064": ("3", "1", 1),  # 1a right, 3a unreadable, the rest blank
    "0071": ("0", "13", 0),  # the answers of variant A on variant B
    "0089": ("17", "11.5", 0),  # all right, in odd forms
    "0093": ("5.5", "5", 0),  # 0 + 1 + 0 + 0, 3c follows: 2; 0.5 + 0.5 + 0.5 + 1
    "0105": ("13", "7", 0),  # -2.6 for -2.56 and 0.13 for 0.125 are no longer exact
    "0112": ("15", "11", 0),  # columns exchanged: 1.5; sign of 3b: 0.5, 3c follows
    "0120": ("3", "0", 10),  # 1a right; 2, 3a and 4a unreadable; seven parts for a person
    "0138": ("15", "0", 8),  # all right, but a spreadsheet took 1/6 for a date
    "0144": ("9.75", "0", 7),  # eps left out 1.5; 2; 1 + 1 + 0.5; 0.5 + 0.25 + 1 + 2
}


def test_every_total(marks: dict[tuple[str, str], Mark]) -> None:
    found = {}
    for grade in grades(marks.values()):
        own = [mark for (student, _), mark in marks.items() if student == grade.student]
        by_hand = sum((mark.marks for mark in own if mark.by_hand), Fraction(0))
        found[grade.student] = (grade.total - by_hand, by_hand, grade.open)
    assert found == {
        student: (Fraction(keyed), Fraction(hand), still_open)
        for student, (keyed, hand, still_open) in TOTALS.items()
    }


@pytest.mark.parametrize(
    ("student", "number", "verdict", "earned", "mistake"),
    [
        ("0017", "1a", "right", "3", None),
        ("0023", "1a", "right", "3", None),
        ("0023", "4c", "right", "1", None),
        ("0031", "4a", "mistake", "1", "factor_two_lost"),
        ("0031", "4b", "follow-through", "1", "factor_two_lost"),
        ("0031", "4c", "follow-through", "1", "factor_two_lost"),
        ("0031", "4d", "follow-through", "2", "factor_two_lost"),
        ("0042", "1a", "mistake", "3/2", "unbiased_variance"),
        ("0042", "3a", "mistake", "1/2", "value_minus_return_1"),
        ("0042", "3c", "follow-through", "2", "value_minus_return_1"),
        ("0058", "1a", "mistake", "3/2", "jacobian_transposed"),
        ("0058", "3b", "right", "1", None),
        ("0058", "3c", "blank", "0", None),
        ("0058", "4a", "mistake", "1", "end_included"),
        ("0058", "4c", "mistake", "1/2", "bound_diverges"),
        ("0064", "3a", "unreadable", "0", None),
        ("0071", "1a", "wrong", "0", None),
        ("0089", "2", "right", "4", None),
        ("0093", "1a", "mistake", "0", "only_centred"),
        ("0093", "3c", "follow-through", "2", "raw_return_2"),
        ("0093", "4a", "mistake", "1/2", "no_lower_end"),
        ("0105", "3c", "wrong", "0", None),
        ("0112", "4a", "right", "2", None),
        ("0120", "3a", "unreadable", "0", None),
        ("0120", "4a", "unreadable", "0", None),
        ("0120", "1b", "pending", "0", None),
        ("0138", "4d", "unreadable", "0", None),
        ("0144", "1a", "mistake", "3/2", "eps_forgotten"),
        ("0144", "3c", "mistake", "1/2", "derivative_of_probability"),
        ("0144", "4b", "mistake", "1/4", "damped_alternation"),
    ],
)
def test_verdicts(
    marks: dict[tuple[str, str], Mark],
    student: str,
    number: str,
    verdict: str,
    earned: str,
    mistake: str | None,
) -> None:
    mark = marks[student, number]
    assert (mark.verdict, mark.marks, mark.mistake) == (verdict, Fraction(earned), mistake)


def test_a_date_is_looked_at_by_a_person(marks: dict[tuple[str, str], Mark]) -> None:
    mark = marks["0138", "4d"]
    assert mark.open
    assert "date" in mark.why
