from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Run

BANK = "banks/vir-2022/questions.yaml"


def mended(course: Path, old: str, new: str, file: str = BANK) -> int:
    """Change the first such text of a file; return its line."""
    path = course / file
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    return source[: source.index(old)].count("\n") + 1


@pytest.mark.tex
def test_the_sample_banks_are_clean(run: Run, course: Path) -> None:
    result = run("check", "--draws", "3")
    assert result.code == 0, result.err
    assert "\n5 banks, 56 questions, 3 draws each: 0 errors, " in result.out
    assert "vir-2019/leaky-relu-code " in result.out
    assert ": note: " not in result.err


def test_one_bank_quietly_or_with_notes(run: Run, course: Path) -> None:
    for name in ("vir-2022", "banks/vir-2022", BANK):
        result = run("check", name, "--no-tex", "--draws", "2")
        assert result.code == 0, result.err
        assert "1 bank, 4 questions, 2 draws each: 0 errors" in result.out
    noted = run("check", "vir-2022", "--no-tex", "--draws", "2", "--notes")
    assert noted.code == 0
    assert ": note: " in noted.err


def test_thorough_checks(run: Run, course: Path) -> None:
    assert run("check", "vir-2022", "--no-tex", "--draws", "1", "--thorough").code == 0


@pytest.mark.parametrize(
    ("old", "new", "said", "hint"),
    [
        ("    topic: normalisation", "    topik: normalisation", "unknown field 'topik'", "did you mean 'topic'?"),
        ("{kind: matrix}", "{kind: matrx}", "unknown answer type 'matrx'", "did you mean 'matrix'?"),
        ("    topic: normalisation", "    topic: a\n    topic: b", "topic", ""),
        ("id: rnn-last-state-gradient", "id: batchnorm-jacobian", "the question 'batchnorm-jacobian'", ""),
        ("<<gamma>>", "<<gama>>", "gama", "did you mean 'gamma'?"),
        ("solver: batchnorm.jacobian", "solver: batchnorm.jacobin", "unknown solver", "did you mean"),
        ("that: eps >= 0", "that: epps >= 0", "epps", "did you mean 'eps'?"),
        ("range: -5..5", "range: 5..-5", "", ""),
        ("points: 3", "points: three", "", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    run: Run, course: Path, old: str, new: str, said: str, hint: str
) -> None:
    line = mended(course, old, new) + new.count("\n")
    result = run("check", "vir-2022", "--no-tex", "--draws", "1")
    assert result.code == 1
    first, source, caret = result.err.splitlines()[:3]
    assert first.startswith(f"{BANK}:{line}:")
    assert said in first
    assert source.startswith(f"{line:5} | ")
    assert "^" in caret
    assert hint in caret
    assert ": 1 error, " in result.out


@pytest.mark.tex
def test_tex_that_does_not_compile_is_traced_to_its_line(run: Run, course: Path) -> None:
    line = mended(course, "Find the advantage of action 2 likewise.", r"Find \theadvantage{2}.")
    result = run("check", "vir-2022", "--draws", "1")
    assert result.code == 1
    assert f"{BANK}:{line}:" in result.err
    assert r"\theadvantage" in result.err


@pytest.mark.tex
def test_a_missing_dollar_is_found_in_its_own_question(run: Run, course: Path) -> None:
    line = mended(
        course, "Which step $\\alpha^*$ converges fastest", "Which step \\alpha^*$ converges fastest"
    )
    result = run("check", "vir-2022", "--draws", "1")
    assert result.code == 1
    assert f"{BANK}:{line}:" in result.err


def test_points_that_do_not_add_up(run: Run, course: Path) -> None:
    mended(course, "points: 30", "points: 31", "banks/vir-2022/exam.yaml")
    result = run("check", "vir-2022", "--no-tex", "--draws", "1")
    assert result.code == 1
    assert "the points add up to 30, not 31" in result.err


def test_a_question_that_an_exam_does_not_find(run: Run, course: Path) -> None:
    line = mended(course, "use: vir-2022/rnn-last", "use: vir-2022/rrn-last", "banks/vir-2022/exam.yaml")
    result = run("check", "--no-tex", "--draws", "1")
    assert result.code == 1
    assert f"banks/vir-2022/exam.yaml:{line}:" in result.err
    assert "did you mean 'vir-2022/rnn-last-state-gradient'?" in result.err


def test_requirements_that_nothing_meets(run: Run, course: Path) -> None:
    mended(course, "that: abs(w0) <= 3*slope*alpha", "that: abs(w0) <= -1")
    result = run("check", "vir-2022", "--no-tex", "--draws", "1")
    assert result.code == 1
    assert "gd-quadratic-stability" in result.err
    assert "1 error" in result.out


def test_a_broken_bank_does_not_hide_the_others(run: Run, course: Path) -> None:
    (course / BANK).write_bytes(b"bank: x\xff\n")
    result = run("check", "--no-tex", "--draws", "1")
    assert result.code == 1
    assert result.err.startswith(f"{BANK}:1:")
    assert "not UTF-8" in result.err
    assert "4 banks, 52 questions, 1 draw each: 1 error" in result.out


def test_two_banks_of_one_name(run: Run, course: Path) -> None:
    copy = course / "banks" / "copy"
    copy.mkdir()
    (copy / "questions.yaml").write_bytes((course / BANK).read_bytes())
    result = run("check", "--no-tex", "--draws", "1")
    assert result.code == 1
    assert "two banks are called 'vir-2022'" in result.err


def test_no_such_bank_and_none_at_all(run: Run, course: Path) -> None:
    result = run("check", "vir-2020")
    assert (result.code, result.line.partition(" (")[0]) == (1, "there is no bank 'vir-2020'")
    for path in course.glob("banks/*/questions.yaml"):
        path.unlink()
    result = run("check")
    assert result.code == 1
    assert "there is no questions.yaml under banks/" in result.line
