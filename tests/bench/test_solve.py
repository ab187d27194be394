"""How long solving and certifying take, every question of the sample banks at drawn values."""

from __future__ import annotations

import statistics
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bench.conftest import ROOT, Times
from examgen.bank.load import load_banks
from examgen.bank.model import Question
from examgen.instances.certify import examine
from examgen.instances.draw import draw
from examgen.instances.solve import solve

QUESTIONS = [question for bank in load_banks(ROOT / "banks").values() for question in bank.questions.values()]
DRAWS = 6


@pytest.mark.parametrize("what", ["keys", "keys, worked solution and mistakes", "certificate"])
def test_every_question(benchmark: BenchmarkFixture, times: Times, what: str) -> None:
    drawn = {one.name: [draw(one, "bench", at).parameters for at in range(DRAWS)] for one in QUESTIONS}
    solved = {one.name: [solve(one, parameters) for parameters in drawn[one.name]] for one in QUESTIONS}

    def each() -> dict[str, list[float]]:
        return {one.name: [_timed(one, what, at) for at in range(DRAWS)] for one in QUESTIONS}

    def _timed(question: Question, what: str, at: int) -> float:
        parameters = drawn[question.name][at]
        began = time.perf_counter()
        if what == "certificate":
            examine(solved[question.name][at])
        elif what == "keys":
            run = question.derivation.run(parameters)
            for part in question.parts:
                if part.step is not None:
                    run.error(part.step)
        else:
            solve(question, parameters)
        return 1000 * (time.perf_counter() - began)

    found = benchmark.pedantic(each, rounds=1)
    medians = {name: statistics.median(values) for name, values in found.items()}
    slowest = max(medians, key=lambda name: medians[name])
    worst = max(max(values) for values in found.values())
    times.say(
        f"{what}: {statistics.median(medians.values()):.2f} ms a question (median), at most {worst:.0f} ms; "
        f"slowest: {slowest}, {medians[slowest]:.1f} ms"
    )
