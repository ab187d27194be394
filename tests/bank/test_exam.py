from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from examgen.bank.exams import asked, check_exam, find_question
from examgen.bank.load import load_exam
from examgen.bank.model import Bank
from examgen.text.diagnostic import Refused

from .conftest import DATA

Write = Callable[..., Path]
TEXT = (DATA / "course" / "exam.yaml").read_text(encoding="utf-8")


@pytest.fixture
def exam_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*changes: tuple[str, str]) -> Path:
        text = TEXT
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        path = tmp_path / "exam.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_an_exam_says_what_is_on_the_paper(course: Bank) -> None:
    exam = load_exam(DATA / "course")
    assert (exam.id, exam.default, exam.language, exam.form, exam.paper) == (
        "midterm",
        True,
        "en",
        "written",
        "a4",
    )
    assert exam.duration == "90 min"
    assert exam.aids == ("a pen",)
    assert exam.follow_through == 1
    assert exam.rules[0].source == "Write $x = 1$, not \\verb|x|."
    assert exam.logo is None
    assert check_exam(exam, {"course": course}) == []
    first = exam.uses[0]
    question = find_question({"course": course}, first.question)
    assert question is course.questions["parabola"]
    assert [part.points for part in asked(exam, first, question)] == [2, 4, 1, 2]


def test_questions_are_found_by_their_short_name_where_that_is_clear(course: Bank) -> None:
    assert find_question({"course": course}, "parabola") is course.questions["parabola"]
    assert find_question({"course": course}, "nothing") is None
    assert find_question({"course": course}, "nowhere/parabola") is None
    assert find_question({"a": course, "b": course}, "parabola") is None


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("language: en", "language: fr", "unknown language 'fr'", "known here: cs, de, en"),
        ("form: written", "form: writen", "unknown form 'writen'", "did you mean 'written'?"),
        ("seed: a secret\n", "", "the field 'seed' is missing", ""),
        ("use: course/tensors", "use: tensors", "'tensors' names no question", "write bank/question"),
        ("use: course/tensors", "uses: course/tensors", "unknown field 'uses'", "did you mean 'use'?"),
        ("form: written", "follow_through: 2", "follow_through is a share, 0 to 1", ""),
        ("form: written", "logo: none.png", "there is no image 'none.png' beside the bank", ""),
        ("points: 13", "points: all", "points: a number is expected, as 2, 0.5 or 1/2", ""),
        ("{step: 4}", "{step: x}", "points: a number is expected, as 2, 0.5 or 1/2", ""),
    ],
)
def test_what_is_wrong_in_an_exam_file(exam_file: Write, old: str, new: str, message: str, hint: str) -> None:
    with pytest.raises(Refused) as caught:
        load_exam(exam_file((old, new)))
    found = {one.message: one for one in caught.value.diagnostics}
    assert message in found
    assert found[message].place is not None
    if hint:
        assert found[message].hint == hint


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            "use: course/tensors",
            "use: course/tensor",
            "unknown question 'course/tensor'",
            "did you mean 'course/tensors'?",
        ),
        ("use: course/tensors", "use: course/parabola", "the question 'course/parabola' is asked twice", ""),
        ("{step: 4}", "{stop: 4}", "unknown part 'stop'", "did you mean 'step'?"),
        ("course/tensors}", "course/tensors, parts: [totl]}", "unknown part 'totl'", "did you mean 'total'?"),
        ("course/tensors}", "course/tensors, parts: []}", "no part of 'course/tensors' is asked", ""),
        ("points: 13", "points: 20", "the points add up to 13, not 20", "mend 'points:' or a question's"),
    ],
)
def test_exams_are_checked_against_their_banks(
    course: Bank, exam_file: Write, old: str, new: str, message: str, hint: str
) -> None:
    (found,) = check_exam(load_exam(exam_file((old, new))), {"course": course})
    assert (found.message, found.hint) == (message, hint)
    assert found.place is not None


def test_a_question_may_be_asked_in_its_own_form(course: Bank, exam_file: Write) -> None:
    exam = load_exam(exam_file(("{step: 4}}", "6, form: auto, parts: [step, why]}")))
    use = exam.uses[0]
    parts = asked(exam, use, course.questions["parabola"])
    assert [part.id for part in parts] == ["step", "why-choice", "why-order"]
    assert [part.points for part in parts] == [3, Fraction(3, 2), Fraction(3, 2)]


def test_a_logo_lies_beside_the_exam(exam_file: Write) -> None:
    path = exam_file(("form: written", "logo: logo.png"))
    (path.parent / "logo.png").write_bytes(b"png")
    assert load_exam(path).logo == (path.parent / "logo.png").resolve()
