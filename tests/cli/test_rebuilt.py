"""A paper that may have been handed out is never lost to a later build."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.tex


def reworded(course: Path) -> None:
    bank = course / "banks" / "vir-2022" / "questions.yaml"
    text = bank.read_text(encoding="utf-8")
    assert "A mini-batch of" in text
    bank.write_text(text.replace("A mini-batch of", "A batch of"), encoding="utf-8")


def test_other_numbers_set_the_old_paper_aside(run: Run, course: Path) -> None:
    assert run("build").code == 0
    old = (course / "output/vir-2022/A/key.json").read_bytes()
    reworded(course)
    assert "kept in" not in run("build").err  # a typo was mended: the same questions and numbers
    result = run("build", "--seed", "another")
    assert result.code == 0
    assert "that paper is kept in output/vir-2022/replaced/A-" in result.err
    kept = list((course / "output/vir-2022/replaced").glob("A-*/key.json"))
    assert len(kept) == 1
    assert kept[0].parent.joinpath("exam.pdf").exists()
    assert kept[0].read_bytes() != (course / "output/vir-2022/A/key.json").read_bytes()
    assert len(kept[0].read_bytes()) == pytest.approx(len(old), rel=0.05)


def test_a_damaged_key_is_set_aside_too(run: Run, course: Path) -> None:
    assert run("build").code == 0
    (course / "output/vir-2022/A/key.json").write_text("{", encoding="utf-8")
    assert "kept in" in run("build").err
    assert run("build").err == ""
