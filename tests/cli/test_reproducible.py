"""Two builds of one exam are the same to the byte, whenever, wherever and however many TeX runs go on at a time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli.conftest import ROOT, call, files

pytestmark = pytest.mark.tex


def build(
    folder: Path, jobs: int, *arguments: str, short: bool = False, **environment: str
) -> dict[str, bytes]:
    shutil.copytree(ROOT / "banks", folder / "banks")
    if short:
        shorten(folder / "banks" / "vir-2022" / "exam.yaml")
    for path in folder.rglob("*.yaml"):
        os.utime(path, (jobs * 10**8, jobs * 10**8))
    done = call("build", *arguments, "--jobs", str(jobs), folder=folder, **environment)
    assert done.returncode == 0, done.stderr
    return files(folder / "output")


def shorten(exam: Path) -> None:
    """Leave one question, so that more than a slice of papers is set quickly."""
    head, _, _ = exam.read_text(encoding="utf-8").partition("questions:\n")
    exam.write_text(f"{head}questions:\n  - use: vir-2022/gd-quadratic-stability\n", encoding="utf-8")


def test_folder_jobs_time_and_environment_do_not_matter(tmp_path: Path) -> None:
    variants = ("--variants", "18")  # more than one slice
    here = build(tmp_path / "here", 1, *variants, short=True, TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    other = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "1"}
    there = build(tmp_path / "a folder" / "elsewhere", 4, *variants, short=True, HOME=str(tmp_path), **other)
    assert len(here) == 18 * 7 + 1
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    first = build(tmp_path, 2, "--variant", "B")
    assert call("build", "--variant", "B", folder=tmp_path).returncode == 0
    assert files(tmp_path / "output") == first


def test_formats_and_pools_change_nothing(tmp_path: Path) -> None:
    cold = build(tmp_path / "cold", 1, "--variant", "A")
    shutil.rmtree(tmp_path / "cold" / "output")
    assert call("build", "--variant", "A", folder=tmp_path / "cold").returncode == 0
    assert files(tmp_path / "cold" / "output") == cold
