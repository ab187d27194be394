"""Times in one run, and their ratios, printed at the end: `make bench`."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).parents[2]
LINES = pytest.StashKey[list[str]]()


@dataclass
class Times:
    """Named times of one test, in seconds, and sentences about them."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def times(request: pytest.FixtureRequest) -> Iterator[Times]:
    found = Times()
    yield found
    request.config.stash.setdefault(LINES, []).extend(found.lines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(LINES, []):
        terminalreporter.write_line(line)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "banks", tmp_path / "banks")
    return tmp_path


def examgen(folder: Path, *arguments: str) -> float:
    """Run the command in a process of its own; give the seconds that it took."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "examgen", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def pdflatex(document: Path) -> float:
    """Run plain pdfLaTeX on a document; give the seconds that it took."""
    began = time.perf_counter()
    subprocess.run(
        ["pdflatex", "-interaction=batchmode", "-halt-on-error", document.name],
        cwd=document.parent,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def at_once(jobs: list[Callable[[], float]], workers: int) -> float:
    """Give the seconds that some jobs take, so many at a time."""
    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda job: job(), jobs))
    return time.perf_counter() - began


def measured(benchmark: BenchmarkFixture, job: Callable[[], object], rounds: int) -> float:
    """Time a job by pytest-benchmark; give the median."""
    benchmark.pedantic(job, rounds=rounds, iterations=1, warmup_rounds=0)
    return float(benchmark.stats.stats.median)


def median(job: Callable[[], float], rounds: int) -> float:
    return statistics.median(job() for _ in range(rounds))


def peak_memory(folder: Path, *arguments: str) -> float:
    """Run the command; give the most memory that its own process held, in MB (Linux)."""
    process = subprocess.Popen(
        [sys.executable, "-m", "examgen", *arguments], cwd=folder, stdout=subprocess.DEVNULL
    )
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peak))
    watch.start()
    assert process.wait() == 0
    watch.join()
    return peak[0]


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                peak[0] = max(peak[0], int(line.split()[1]) / 1024)
        time.sleep(0.05)
