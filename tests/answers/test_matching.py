"""Matching items with options: from a bank over the paper and its record to marks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from examgen.answers.base import Verdict
from examgen.bank.load import load_bank, load_exam
from examgen.bank.model import Bank
from examgen.instances.pool import Pool
from examgen.mark.attempt import Trial
from examgen.papers.assemble import assemble
from examgen.papers.key_table import key_csv, paper_json
from examgen.papers.model import Paper
from examgen.papers.record import from_json, to_json
from examgen.papers.take import record_of, record_solved
from examgen.render.labels import load_labels
from examgen.render.latex import Templates
from examgen.report.entry import entry_columns
from examgen.text.diagnostic import Refused

BANK = """\
bank: demo
questions:
  - id: methods
    title: Methods
    parameters:
      k: {type: integer, range: 2..9, published: 3}
    steps: {more: k + 1}
    checks: {more: 1 + k}
    stem: There are $<<k>>$ layers.
    parts:
      - {id: more, ask: One more?, answer: {kind: integer}}
      - id: pairs
        ask: What does what?
        points: 3
        answer:
          kind: match
          items: {l2: A penalty in layer $<<k>>$, drop: Dropout, stop: Early stopping}
          options: {squares: adds squares, units: switches units off, best: keeps the best, data: changes the data}
          correct: {stop: best, l2: squares, drop: units}
"""
EXAM = """\
exam: demo
title: Demo
seed: s
questions: [{use: demo/methods}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "questions.yaml").write_text(BANK, encoding="utf-8")
    (tmp_path / "exam.yaml").write_text(EXAM, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bank(folder: Path) -> Bank:
    return load_bank(folder)


def paper_of(folder: Path, bank: Bank, variant: str = "A") -> Paper:
    return assemble(load_exam(folder), {"demo": bank}, Pool(None), variant)


def test_the_key_is_in_the_order_of_the_items(bank: Bank) -> None:
    part = bank.questions["methods"].part("pairs")
    assert part.literal == ("squares", "units", "best")
    assert part.spec().items == ("l2", "drop", "stop")
    assert part.spec().choices == ("squares", "units", "best", "data")


def test_options_are_shuffled_and_items_are_not(folder: Path, bank: Bank) -> None:
    orders = set()
    for variant in "ABCDEF":
        (_, _), (question, part) = paper_of(folder, bank, variant).parts
        assert [(item.letter, item.id) for item in part.items] == [("1", "l2"), ("2", "drop"), ("3", "stop")]
        assert [choice.letter for choice in part.choices] == ["A", "B", "C", "D"]
        assert "<<" not in part.items[0].text
        assert question.instance is not None
        orders.add(tuple(choice.id for choice in part.choices))
    assert len(orders) > 1


def test_printed_letters_are_marked(folder: Path, bank: Bank) -> None:
    record = from_json(json.loads(json.dumps(to_json(record_of(paper_of(folder, bank))))))
    _, part = record.by_number["1b"]
    letter = {one.id: one.letter for one in part.letters}
    trial = Trial(record.questions[0])
    written = [letter[option] for option in ("squares", "units", "best")]
    for answer in (
        " ".join(written),
        "".join(written),
        ", ".join(f"{at}{one}" for at, one in enumerate(written, 1)),
    ):
        assert trial.answer("pairs", answer).verdict is Verdict.RIGHT
    partly = trial.answer("pairs", f"1{written[0]} 2{letter['data']} 3{written[2]}")
    assert (partly.verdict, str(partly.credit)) == (Verdict.PARTIAL, "2/3")
    assert trial.answer("pairs", "".join(written[:2])).verdict is Verdict.UNREADABLE
    shown = ", ".join(f"{at}: {one}" for at, one in enumerate(written, 1))
    assert shown in key_csv(record)
    assert trial.answer("pairs", shown).verdict is Verdict.RIGHT


def test_outside_of_papers_ids_are_written(bank: Bank) -> None:
    question = bank.questions["methods"]
    solved = Pool(None).published(question, "s").solved
    trial = Trial(record_solved(question, solved))
    for answer in (
        "squares, units, best",
        "l2: squares, drop: units, stop: best",
        "1 squares; 2 units; 3 best",
    ):
        assert trial.answer("pairs", answer).verdict is Verdict.RIGHT


def test_nothing_of_the_key_is_in_what_students_get(folder: Path, bank: Bank) -> None:
    paper = paper_of(folder, bank)
    templates = Templates()
    exam, solution = templates.exam(paper).body, templates.solution(paper).body
    assert exam.count(r"\MatchItem{") == 3
    assert exam.count(r"\MatchOption{") == 4
    assert "KeyItem" not in exam
    assert all(one not in exam for one in ("squares}", "units}", "{best"))
    assert solution.count(r"\KeyItem{") == 3
    assert "letters" in json.dumps(paper_json(record_of(paper)))


def test_the_table_of_responses_asks_for_letters(folder: Path, bank: Bank) -> None:
    record = record_of(paper_of(folder, bank))
    (column,) = [one for one in entry_columns({"A": record}) if one.name == "methods.pairs"]
    assert "1B, 2A" in column.hint


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("stop: best,", "halt: best,", "unknown item 'halt'"),
        ("stop: best,", "", "no option is given for the item 'stop'"),
        ("stop: best,", "stop: worst,", "unknown option 'worst'"),
        ("kind: match", "kind: choice", "a choice answer has no 'items'"),
        (
            "          items: {l2: A penalty in layer $<<k>>$, drop: Dropout, stop: Early stopping}\n",
            "",
            "two 'items'",
        ),
        ("correct: {stop: best, l2: squares, drop: units}", "correct: best", "no option is given"),
        ("$<<k>>$, drop", "$<<kk>>$, drop", "unknown parameter 'kk'"),
    ],
)
def test_slips_of_authors_are_told(folder: Path, old: str, new: str, message: str) -> None:
    assert old in BANK
    (folder / "questions.yaml").write_text(BANK.replace(old, new), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_bank(folder)
    assert any(message in one.message for one in refusal.value.diagnostics), refusal.value.diagnostics


def test_the_words_on_paper_are_there_in_every_language() -> None:
    folder = Path(__file__).parents[2] / "templates"
    for language in ("en", "de", "cs"):
        labels = load_labels([folder], language)
        assert labels["match"]
        assert labels["write"]["pair"]
        assert labels["write"]["words"]


def test_no_partial_credit_if_the_author_wants_none(folder: Path, bank: Bank) -> None:
    record = record_of(paper_of(folder, bank))
    question = record.questions[0]
    strict = tuple(
        replace(part, options={"partial": False}) if part.id == "pairs" else part for part in question.parts
    )
    attempt = Trial(replace(question, parts=strict)).answer("pairs", "1A 2A 3A")
    assert attempt.verdict is Verdict.WRONG
