from __future__ import annotations

from pathlib import Path

from cli.conftest import Run, files


def test_the_key_is_that_of_the_paper_and_nothing_is_written(
    run: Run, course: Path, built_once: Path
) -> None:
    before = files(course)
    paper = built_once / "output" / "vir-2022" / "B"
    assert run("key", "--variant", "B", "--csv").out.encode() == (paper / "key.csv").read_bytes()
    assert run("key", "--variant", "B", "--json").out.encode() == (paper / "key.json").read_bytes()
    assert files(course) == before


def test_for_people(run: Run, course: Path) -> None:
    lines = run("key", "--published").out.splitlines()
    assert lines[0] == "vir-2022, variant A: 30 points"
    assert "   1a   [[-1, 1], [1, 1]]  (3)" in lines
    assert "   4a   (0, 1/3)  (2)" in lines
    assert "   1b   marked by a person  (2)" in lines


def test_several_variants_and_another_seed(run: Run, course: Path) -> None:
    both = run("key", "--variant", "A", "--variant", "B", "--variant", "A").out
    assert both.count("vir-2022, variant A") == both.count("vir-2022, variant B") == 1
    assert run("key", "--seed", "another").out != run("key").out
