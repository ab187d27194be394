from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.conftest import ROOT, Run, call


@pytest.fixture
def mine(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    result = run("new", "course", "my course")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("my course is ready. Next: cd 'my course' && examgen build")
    return tmp_path / "my course"


def seed(exam: Path) -> str:
    (found,) = re.findall(r"(?m)^seed: (.*)$", exam.read_text(encoding="utf-8"))
    return found


def test_banks_templates_and_a_word_on_them(mine: Path) -> None:
    assert {path.name for path in mine.iterdir()} == {"README.md", "banks", "templates"}
    for kind in ("banks", "templates"):
        expected = {str(path.relative_to(ROOT / kind)) for path in (ROOT / kind).rglob("*")}
        expected = {name for name in expected if not name.endswith(".csv")}  # made for the sample seeds
        assert {str(path.relative_to(mine / kind)) for path in (mine / kind).rglob("*")} == expected
    assert (mine / "README.md").read_text(encoding="utf-8").startswith("# my course\n")


def test_every_exam_has_a_secret_seed_of_its_own(run: Run, mine: Path) -> None:
    exams = sorted(mine.glob("banks/*/exam.yaml"))
    seeds = {seed(exam) for exam in exams}
    assert len(seeds) == len(exams) == 6
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in seeds)
    assert run("new", "course", "other").code == 0
    assert seeds.isdisjoint(seed(exam) for exam in mine.parent.glob("other/banks/*/exam.yaml"))


@pytest.mark.tex
def test_its_papers_can_be_built(mine: Path) -> None:
    done = call("build", "--variant", "A", folder=mine)
    assert (done.returncode, done.stderr) == (0, "")
    assert (mine / "output" / "vir-2022" / "A" / "exam.pdf").stat().st_size > 10_000


@pytest.mark.parametrize("path", ["my course", "my course/README.md", "."])
def test_nothing_is_written_over(run: Run, mine: Path, path: str) -> None:
    before = sorted(mine.rglob("*"))
    result = run("new", "course", path)
    assert result.code == 1
    assert "is there already and is not empty" in result.line
    assert sorted(mine.rglob("*")) == before


def test_an_empty_folder_will_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("new", "course", str(tmp_path / "empty")).code == 0
