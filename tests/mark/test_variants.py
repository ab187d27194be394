from __future__ import annotations

from pathlib import Path

import pytest

from examgen.bank.load import load_banks, load_exam
from examgen.instances.pool import Pool
from examgen.mark.submission import mark_all
from examgen.mark.variants import MOST, misfits
from examgen.papers.assemble import assemble
from examgen.papers.record import KeyRecord
from examgen.papers.shown import key_text
from examgen.papers.submission import Response, Submission
from examgen.papers.take import record_of

BANKS = Path(__file__).parents[2] / "banks"


@pytest.fixture(scope="module")
def records() -> dict[str, KeyRecord]:
    exam, banks, pool = load_exam(BANKS / "vir-2022"), load_banks(BANKS), Pool()
    return {letter: record_of(assemble(exam, banks, pool, letter)) for letter in "ABC"}


def answers(record: KeyRecord, paper: str, take: int = 99) -> Submission:
    keyed = [part for _, part in record.parts if part.key is not None][:take]
    return Submission("1", paper, {part.number: Response(key_text(part)) for part in keyed})


def found(records: dict[str, KeyRecord], submission: Submission) -> list[tuple[str, int, int]]:
    marks = mark_all(records, [submission])
    return [(one.other, one.right_there, one.right_here) for one in misfits(records, [submission], marks)]


def test_answers_to_another_variant_are_noticed(records: dict[str, KeyRecord]) -> None:
    assert found(records, answers(records["B"], "A")) == [("B", 9, 0)]


def test_answers_to_the_own_variant_are_not(records: dict[str, KeyRecord]) -> None:
    assert found(records, answers(records["B"], "B")) == []


def test_a_few_answers_prove_nothing(records: dict[str, KeyRecord]) -> None:
    assert found(records, answers(records["B"], "A", take=2)) == []


def test_a_blank_paper_fits_none(records: dict[str, KeyRecord]) -> None:
    assert found(records, Submission("1", "A", {})) == []


def test_it_is_not_looked_for_among_personal_papers(records: dict[str, KeyRecord]) -> None:
    many = {str(at): records["A"] for at in range(MOST)} | records
    assert found(many, answers(records["B"], "A")) == []
