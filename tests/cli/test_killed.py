"""Killed at any moment and run again, a command ends with the same files as an undisturbed run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cli.conftest import COMMAND, call, files, start

pytestmark = pytest.mark.tex

KILLS = 8


def killed(folder: Path, after: float, *arguments: str) -> bool:
    """Run a command and kill it after so many seconds, with what it started; tell whether it was still running."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def timed(folder: Path, *arguments: str) -> float:
    began = time.perf_counter()
    done = call(*arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    return time.perf_counter() - began


def disturb(folder: Path, seconds: float, *arguments: str) -> int:
    """Run a command again and again, killed each time, at moments of a run that may take so long; count the kills.

    The last third of a run, where files are written, is hit more often. A run that was over too soon makes the next
    ones count as shorter, so that a machine that is faster now is hit as often.
    """
    chance = random.Random(2022)
    hits = 0
    for at in range(4 * KILLS):
        if killed(folder, seconds * chance.uniform(0.1 + 0.6 * (at % 2), 1.0), *arguments):
            hits += 1
        else:
            seconds *= 0.8
        if hits == KILLS:
            break
    return hits


def test_build(tmp_path: Path, cache: Path) -> None:
    undisturbed = start(tmp_path / "undisturbed", cache)
    variants = ("build", "--variants", "2")
    timed(undisturbed, *variants)
    expected = files(undisturbed / "output")
    seconds = timed(undisturbed, *variants)
    folder = start(tmp_path / "killed", cache)
    assert disturb(folder, seconds, *variants) == KILLS
    assert call(*variants, folder=folder).returncode == 0
    assert files(folder / "output") == expected


def test_build_with_its_own_cache(tmp_path: Path, cache: Path, built_once: Path) -> None:
    folder = start(tmp_path, cache)
    (folder / "output" / ".cache").unlink()
    assert disturb(folder, 4, "build", "--variant", "A", "--variant", "B") > 0
    assert call("build", "--variant", "A", "--variant", "B", folder=folder).returncode == 0
    assert files(folder / "output") == files(built_once / "output")


def test_grade(tmp_path: Path, cache: Path, built_once: Path) -> None:
    folder = start(tmp_path / "killed", cache)
    shutil.copytree(built_once / "output" / "vir-2022", folder / "output" / "vir-2022")
    rows = "".join(
        f"{number:04},{'AB'[number % 2]},{number % 7}/3,(0; 1/5),1/{number % 9 + 1}\n"
        for number in range(1500)
    )
    (folder / "responses.csv").write_text(f"student,variant,2,4a,4d\n{rows}", encoding="utf-8")
    undisturbed = shutil.copytree(folder, tmp_path / "undisturbed", symlinks=True)
    seconds = timed(undisturbed, "grade", "responses.csv")
    assert disturb(folder, seconds, "grade", "responses.csv") == KILLS
    assert call("grade", "responses.csv", folder=folder).returncode == 0
    assert files(folder / "output") == files(undisturbed / "output")
