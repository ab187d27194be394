"""What marking a large class costs."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from bench.conftest import Times, examgen, measured
from examgen.cli.folder import Folder
from examgen.cli.grade import load_records
from examgen.mark.submission import mark_all
from examgen.papers.files import ExamFolder
from examgen.papers.record import KeyRecord
from examgen.papers.shown import key_text
from examgen.papers.table import to_csv
from examgen.read.submissions import read_submissions

RESPONSES = 10_000


def class_like(records: dict[str, KeyRecord]) -> str:
    """Give a table as a class fills it in: half right, many the same slips, some as decimals, few like no other."""
    chance = random.Random(1)
    parts = [part for _, part in next(iter(records.values())).parts if part.key is not None]
    keys = {
        (name, part.number): key_text(part)
        for name, record in records.items()
        for _, part in record.parts
        if part.key is not None
    }
    students = RESPONSES // len(parts)
    rows = [
        [f"{number:05}", name, *(one(chance, keys[name, part.number]) for part in parts)]
        for number, name in ((number, chance.choice(sorted(records))) for number in range(students))
    ]
    return to_csv(["student", "variant", *(part.number for part in parts)], rows)


def one(chance: random.Random, key: str) -> str:
    kind = chance.random()
    if kind < 0.5:
        return key
    if kind < 0.9:
        return f"{chance.randint(-9, 9)}/{chance.randint(1, 6)}"
    if kind < 0.95:
        return f"{chance.uniform(-9, 9):.3g}"
    return ""


def test_ten_thousand_responses(benchmark: BenchmarkFixture, folder: Path, times: Times) -> None:
    examgen(folder, "build", "--variants", "4")
    built = ExamFolder.of(folder / "output", "vir-2022")
    records = load_records(built)
    (folder / "small.csv").write_text("student,variant,2\n1,A,1\n", encoding="utf-8")
    (folder / "class.csv").write_text(class_like(records), encoding="utf-8")
    command = measured(benchmark, partial(examgen, folder, "grade", "class.csv"), 5)
    start = min(examgen(folder, "grade", "small.csv") for _ in range(5))
    count = RESPONSES
    times.say(
        f"{count} responses: {command:.2f} s by the command, {start:.2f} s of it to start: "
        f"{count / max(command - start, 1e-9):,.0f} responses/s, reports written"
    )


def test_marking_alone(benchmark: BenchmarkFixture, folder: Path, times: Times) -> None:
    examgen(folder, "build", "--variants", "4")
    records = load_records(ExamFolder.of(folder / "output", Folder(folder).exam(None).id))
    (folder / "class.csv").write_text(class_like(records), encoding="utf-8")

    def mark() -> None:
        mark_all(records, list(read_submissions(folder / "class.csv", records).submissions))

    seconds = measured(benchmark, mark, 3)
    times.say(f"{RESPONSES} responses read and marked in the library: {RESPONSES / seconds:,.0f} responses/s")
