from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from cli.conftest import COMMAND, Run

QUESTION = "vir-2022/rnn-last-state-gradient"


def test_a_question_is_shown_whole(run: Run, course: Path) -> None:
    result = run("show", QUESTION)
    assert result.code == 0, result.err
    for line in (
        "vir-2022/rnn-last-state-gradient: Backpropagation through time",
        "recurrent networks, difficulty 3 of 5, solver recurrent.last_state, figure unrolled_rnn",
        "  theta = 2   (the recurrent weight)",
        "gradient  (exact, 4 points)",
        "  key: 50",
        "    states = [3, 5]   states of the unrolled cell",
    ):
        assert f"{line}\n" in result.out
    assert "mistake factor_two_lost: 25   lost the factor 2 of the square, 1/2 of the points" in result.out


def test_values_may_be_set_or_drawn(run: Run, course: Path) -> None:
    assert "  key: 70\n" in run("show", QUESTION, "--set", "x=[1, 1]").out
    assert run("show", QUESTION, "--seed", "a").out != run("show", QUESTION, "--seed", "b").out


def test_rubrics_choices_and_forms_are_shown(run: Run, course: Path) -> None:
    result = run("show", "vir-2022/batchnorm-jacobian")
    assert "why-batch  (text, 2 points)" in result.out
    assert "marked by a person; model answer:" in result.out
    assert "single-sample-output  (exact, 1 point, form of why-batch)" in result.out
    assert "    ignores-input: The output no longer" in result.out
    auto = run("show", "vir-2022/batchnorm-jacobian", "--form", "auto")
    assert "why-batch  (text" not in auto.out
    assert "single-sample-output" in auto.out


def test_a_part_without_an_answer_says_why(run: Run, course: Path) -> None:
    result = run("show", "vir-2022/batchnorm-jacobian", "--set", "x=[2,2]")
    assert result.code == 0
    assert "has no answer: " in result.out


@pytest.mark.tex
def test_exam_and_solution_stand_side_by_side(run: Run, course: Path) -> None:
    result = run("show", QUESTION, "--pdf")
    assert result.code == 0, result.err
    path = course / "output" / "show" / "vir-2022" / "rnn-last-state-gradient.pdf"
    assert result.out == f"wrote {path.relative_to(course)}\n"
    with PdfDocument(path) as pdf:
        width, height = pdf[0].get_size()
        assert width > 1.3 * height
        text = pdf[0].get_textpage()
        assert text.get_text_bounded(right=width / 2).count("Backpropagation through time") == 1
        assert "Worked solution" in text.get_text_bounded(left=width / 2)
        assert "Worked solution" not in text.get_text_bounded(right=width / 2)


def test_an_unknown_question_is_one_line(run: Run, course: Path) -> None:
    for options in ([], ["--watch"]):
        result = run("show", "vir-2022/rnn-last-state-gradien", *options)
        assert result.code == 1
        assert "did you mean 'vir-2022/rnn-last-state-gradient'?" in result.err


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_watching_shows_it_again_when_the_bank_is_saved(course: Path) -> None:
    bank = course / "banks" / "vir-2022" / "questions.yaml"
    out = course / "shown.txt"
    with out.open("w") as sink:
        process = subprocess.Popen(
            [*COMMAND, "show", QUESTION, "--watch"], cwd=course, stdout=sink, stderr=subprocess.STDOUT
        )
        try:
            wait_for(out, "key: 50")
            source = bank.read_text(encoding="utf-8")
            bank.write_text(source.replace("topic: recurrent networks", "topik: x", 1), encoding="utf-8")
            wait_for(out, "unknown field 'topik'")
            bank.write_text(
                source.replace("Backpropagation through time", "A new title", 1), encoding="utf-8"
            )
            wait_for(out, "A new title")
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 130


def wait_for(file: Path, text: str) -> None:
    for _ in range(300):
        if text in file.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(f"{text!r} is not in {file.read_text(encoding='utf-8')!r}")
