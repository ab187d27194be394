"""How quickly commands answer."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bench.conftest import Times, examgen, measured

COMMANDS = [("--help",), ("build", "--help"), ("doctor",), ("solve", "rnn-last-state-gradient")]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_answers(benchmark: BenchmarkFixture, folder: Path, times: Times, arguments: tuple[str, ...]) -> None:
    seconds = measured(benchmark, partial(examgen, folder, *arguments), 15)
    times.say(f"examgen {' '.join(arguments)}: {1000 * seconds:.0f} ms")
