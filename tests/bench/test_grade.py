"""What marking a large class costs."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from bench.conftest import Times, examgen, measured, median
from examgen.cli.grade import load_records
from examgen.mark.submission import mark_all
from examgen.papers.files import ExamFolder
from examgen.papers.record import KeyRecord, PartRecord
from examgen.papers.shown import key_text
from examgen.papers.table import to_csv
from examgen.read.submissions import read_submissions

RESPONSES = 10_000
NUMERIC = ("exact", "integer", "number")
QUESTIONS = """questions:
  - use: vir-2022/rnn-last-state-gradient
  - {use: vir-2022/a2c-policy-gradient, parts: [advantage-u1, advantage-u2, policy-gradient]}
  - {use: vir-2022/gd-quadratic-stability, parts: [best]}
"""


def class_like(records: dict[str, KeyRecord]) -> str:
    """Give a table as a class fills it in: half right, many the same slips, some decimals, few like no other."""
    chance = random.Random(1)
    parts = {
        name: [part for _, part in record.parts if part.kind in NUMERIC] for name, record in records.items()
    }
    written = {
        (name, part.number): wordings(chance, records[name], part) for name in parts for part in parts[name]
    }
    columns = [part.number for part in next(iter(parts.values()))]
    rows = []
    for student in range(RESPONSES // len(columns)):
        name = chance.choice(sorted(records))
        cells = (one(chance, *written[name, number]) for number in columns)
        rows.append([f"{student:05}", name, *cells])
    return to_csv(["student", "variant", *columns], rows)


def wordings(chance: random.Random, record: KeyRecord, part: PartRecord) -> tuple[str, list[str], list[str]]:
    """Give the key, the values of known mistakes, and some wrong values that come again."""
    slips = [
        key_text(part, one.values[part.id])
        for question in record.questions
        if part in question.parts
        for one in question.mistakes
        if part.id in one.values
    ]
    others = [f"{chance.randint(-9, 9)}/{chance.randint(1, 6)}" for _ in range(8)]
    return key_text(part), slips or others, others


def one(chance: random.Random, key: str, slips: list[str], others: list[str]) -> str:
    kind = chance.random()
    if kind < 0.55:
        return key
    if kind < 0.8:
        return slips[int(len(slips) * chance.random() ** 3)]
    if kind < 0.92:
        return chance.choice(others)
    return f"{chance.uniform(-9, 9):.3g}" if kind < 0.95 else ""


def numeric(folder: Path) -> dict[str, KeyRecord]:
    """Build two variants of an exam whose answers are numbers, and write a class's table for it."""
    exam = folder / "banks" / "vir-2022" / "exam.yaml"
    head, _, _ = exam.read_text(encoding="utf-8").partition("questions:\n")
    exam.write_text(head + QUESTIONS, encoding="utf-8")
    examgen(folder, "build", "--variant", "A", "--variant", "B")
    records = load_records(ExamFolder.of(folder / "output", "vir-2022"))
    (folder / "class.csv").write_text(class_like(records), encoding="utf-8")
    (folder / "small.csv").write_text("student,variant,1\n1,A,1\n", encoding="utf-8")
    return records


def test_ten_thousand_responses(benchmark: BenchmarkFixture, folder: Path, times: Times) -> None:
    numeric(folder)
    command = measured(benchmark, partial(examgen, folder, "grade", "class.csv"), 5)
    start = median(lambda: examgen(folder, "grade", "small.csv"), 5)
    times.say(
        f"{RESPONSES} responses: {command:.2f} s by the command, {start:.2f} s of it to start: "
        f"{RESPONSES / (command - start):,.0f} responses/s, reports written"
    )


def test_marking_alone(benchmark: BenchmarkFixture, folder: Path, times: Times) -> None:
    records = numeric(folder)
    submissions = list(read_submissions(folder / "class.csv", records).submissions)
    seconds = measured(benchmark, lambda: mark_all(records, submissions), 5)
    times.say(
        f"{RESPONSES} responses marked, without reading and reports: {RESPONSES / seconds:,.0f} responses/s"
    )
