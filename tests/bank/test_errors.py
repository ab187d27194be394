"""Every mistake of an author is one clear line at the right place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from examgen.bank.load import load_bank
from examgen.text.diagnostic import Diagnostic, Refused, show_diagnostics

Write = Callable[..., Path]


def problems(path: Path) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refused) as caught:
        load_bank(path)
    return caught.value.diagnostics


PART = "{id: total, ask: Add., answer: {kind: exact}, points: 1}"
WRONG = [
    # what is replaced, by what, where the complaint points (its text in the line), what it says, the hint
    ("title: First", "titel: First", "titel", "unknown field 'titel'", "did you mean 'title'?"),
    ("title: First", "title: 0.5", "0.5", "title: a text is expected; put it in quotes", ""),
    ("id: first", "id: first one", "first one", "'first one' can't be a name", ""),
    ("type: integer", "type: intger", "intger", "unknown type 'intger'", "did you mean 'integer'?"),
    ("range: 1..5", "rang: 1..5", "rang", "unknown field 'rang'", "did you mean 'range'?"),
    ("range: 1..5", "range: 1-5", "1-5", "a range is expected, as -3..5", ""),
    ("range: 1..5", "range: 5..1", "5..1", "the range is empty: its low end comes first", ""),
    ("range: 1..5", "range: 1..5, step: 0", "0", "a step above 0 is expected", ""),
    ("range: 1..5", "range: 1..5, choices: [1]", "choices", "either a range or choices", ""),
    ("range: 1..5", "range: 1..c", "a", "unknown parameter 'c'", None),
    ("range: 1..5", "range: 1..5, length: 3", "length", "'length' means nothing to a parameter of type integer", ""),
    ("range: 1..5", "choices: [1, 1/2]", "1/2", "a whole number is expected", ""),
    ("range: 1..5", "choices: [true]", "true", "a whole number is expected", ""),
    ("range: 1..5", "range: 1..5, step: 1/2", "1/2", "a whole number is expected", ""),
    ("range: 1..5", "exclude: [1]", "exclude", "'exclude' needs a range or choices beside it", ""),
    ("range: 1..5", "value: [b, {c: 1}]", "{c: 1}", "a formula is expected, as 2*a + 1", ""),
    ("range: 1..5", "value: {b: 1}", "{b: 1}", "value: a formula is expected, as 2*a + 1", ""),
    ("range: 1..5", "value: b, range: 1..2", "range", "'range' means nothing to a derived parameter", ""),
    ("range: 1..5", "choices: [{b: 1}]", "{b: 1}", "a whole number is expected", ""),
    ("      a: {", "      e: {type: boolean}\n      a: {", "e", "'e' means something else in formulas", "rename it"),
    ("      a: {", "      mean: {type: boolean}\n      a: {", "mean", "'mean' means something else", "rename it"),
    ("type: integer, range: 1..5, published: 2", "type: vector, choices: [[1], 2]", "2", "a vector, as [2, 4]", None),
    ("kind: exact", "kind: text, correct: x", "correct", "a text answer is marked by a person", None),
    ("kind: exact", "kind: text, step: total", "step", "a text answer is marked by a person", None),
    ("points: 1}", "points: 1, also_published: ['a + ']}", None, "", None),
    ("points: 1}", "points: 1, rubric: [{points: 1}]}", "{points", "the field 'says' is missing", ""),
    ("points: 1}", "points: 1, rubric: [{points: 1, say: x}]}", "say", "unknown field 'say'", None),
    ("kind: exact", "knd: exact", "{knd", "the field 'kind' is missing", None),
    ("published: 2", "published: 1/2", "1/2", "a whole number is expected", ""),
    ("published: 2", "published: [1, 2]", "[1", "a whole number is expected", ""),
    ("choices: [1/2, 3]", "choices: []", "[]", "at least one choice is expected", ""),
    ("choices: [1/2, 3]", "choices: 3", "3", "choices: a list is expected, as [1, 2, 3]", ""),
    ("choices: [1/2, 3], published: 3", "choices: [1/0]", "1/0", "this has no value", None),
    (", choices: [1/2, 3], published: 3", "", "b", "'b' has neither a domain nor a value: nothing to draw from", ""),
    ("Let $a = <<a>>$", "Let $a = <<aa>>$", "aa", "unknown parameter 'aa'", "did you mean 'a'?"),
    ("Let $a = <<a>>$", "Let $a = << a $", None, "this text can't be filled in", None),
    ("Let $a = <<a>>$", "Let <<a|nofilter>>", None, "this text can't be filled in", None),
    ("total: a + b", "total: a + c", "c", "unknown name 'c'", None),
    ("total: a + b", "sum_: a + b", None, "there is no step 'total'", None),
    ("kind: exact", "kind: exct", "exct", "unknown answer type 'exct'", "did you mean 'exact'?"),
    ("kind: exact", "kind: exact, step: totl", "totl", "unknown step 'totl'", "did you mean 'total'?"),
    ("kind: exact", "kind: exact, lines: {a: b}", "lines", "a exact answer has no 'lines'", None),
    ("kind: exact", "kind: exact, simbols: [x]", "simbols", "a exact answer has no option 'simbols'", None),
    ("kind: exact", "kind: exact, step: total, correct: 3", "3", "either 'step' or 'correct' gives the key", ""),
    ("kind: exact", "kind: choice, correct: A", "{kind", "a choice answer needs at least two 'options'", None),
    ("kind: exact", "kind: choice, options: {A: x, B: y}, correct: C", "C", "unknown option 'C'", None),
    ("kind: exact", "kind: exact, correct: '3 +'", "3 +'", "this is no exact answer", None),
    ("points: 1}", "points: many}", "many", "points: a number is expected, as 2, 0.5 or 1/2", ""),
    ("points: 1}", "points: -1}", "-1", "points: a number of 0 or more is expected", ""),
    ("points: 1}", "form_of: all}", "all", "unknown part 'all'", None),
    ("points: 1}", "room: lots}", "lots", "room: a whole number is expected", ""),
    ("ask: Add., ", "", "{id", "the field 'ask' is missing", ""),
    ("    stem: Let $a = <<a>>$ and $b = <<b>>$.\n", "", "id", "the field 'stem' is missing", ""),
    ("Let $a = <<a>>$", r"\includegraphics{none.png}", None, "there is no image 'none.png' beside the bank", None),
    ("Let $a = <<a>>$", r"\includegraphics{../up.png}", None, "the image '../up.png' lies outside", None),
    ("title: First", "title: First\n    figure: {nam: x}", "{nam", "a figure needs a name", None),
    ("title: First", "title: First\n    solver: batchnorm", "steps", "either 'solver' or 'steps'", None),
    ("title: First", "title: First\n    require: [c > 1]", "c", "unknown parameter 'c'", None),
    ("title: First", "title: First\n    valid: [total > 1]", "total", "unknown parameter 'total'", None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "mark", "message", "hint"), WRONG, ids=[row[1][:30] for row in WRONG])
def test_an_authors_mistake_is_one_line_at_its_place(
    small: Write, old: str, new: str, mark: str | None, message: str, hint: str | None
) -> None:
    path = small((old, new))
    found = problems(path)
    assert len(found) == 1, show_diagnostics(found)
    (problem,) = found
    assert problem.message.startswith(message)
    assert problem.place is not None
    line = path.read_text().splitlines()[problem.place.line - 1]
    if mark is not None:
        assert line[problem.place.column - 1 :].startswith(mark)
    if hint is not None:
        assert problem.hint == hint or (hint == "" and problem.hint)


def test_all_problems_of_a_file_come_together_in_order(small: Write) -> None:
    path = small(
        ("title: First", "titel: First"), ("published: 2", "published: x"), ("kind: exact", "kind: exct")
    )
    assert problems(path)[0].message == "unknown field 'titel'"
    text = path.read_text().replace("titel: First", "title: First")
    second = (
        text[text.index("  - id: first") :]
        .replace("id: first", "id: first")
        .replace("published: x", "published: 1")
    )
    path.write_text(text + second)
    found = problems(path)
    lines = [one.place.line for one in found if one.place is not None]
    assert lines == sorted(lines)
    assert len(found) == 4
    assert "the question 'first' is there twice" in [one.message for one in found]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bank: small", "bnk: small", "unknown field 'bnk'"),
        ("bank: small", "bank: small\nbank: large", "'bank' is here twice"),
        ("questions:", "questions: none\nrest:", "questions: a list is expected"),
    ],
)
def test_the_frame_of_a_bank_is_checked_too(small: Write, old: str, new: str, message: str) -> None:
    assert any(one.message.startswith(message) for one in problems(small((old, new))))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere\.yaml"):
        load_bank(tmp_path / "nowhere.yaml")


def test_a_list_in_place_of_a_bank_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text("- a\n- b\n")
    assert problems(path)[0].message.startswith("a mapping is expected")
    path.write_text("")
    assert problems(path)


def test_parameters_in_a_circle_are_refused(small: Write) -> None:
    path = small(
        ("range: 1..5, published: 2", "value: b + 1"), ("choices: [1/2, 3], published: 3", "range: 1..a")
    )
    assert problems(path)[0].message == "parameters refer to each other in a circle: a -> b -> a"


def test_a_hidden_parameter_is_of_no_use_to_a_solver(small: Write) -> None:
    path = small(("range: 1..5", "hidden: true, range: 1..5"))
    messages = [one.message for one in problems(path)]
    assert "unknown name 'a'" in messages


def test_parts_are_there_once(small: Write) -> None:
    line = "      - {id: total, ask: Add., answer: {kind: exact}, points: 1}\n"
    assert [one.message for one in problems(small((line, line + line)))] == [
        "the part 'total' is there twice"
    ]


def test_mistakes_need_steps(small: Write) -> None:
    path = small(("    steps:\n      total: a + b\n", ""))
    assert problems(path)[0].message == "'checks' need 'steps' beside them"


def test_a_published_choice_is_one_of_the_choices(small: Write) -> None:
    path = small(
        ("type: rational, choices: [1/2, 3], published: 3", "type: choice, choices: [x, y], published: z")
    )
    assert problems(path)[0].message == "the published value is none of the choices"


def test_a_parameter_may_not_have_the_name_of_a_step(small: Write) -> None:
    path = small(("      b: {", "      total: {type: boolean}\n      b: {"))
    assert any("name" in one.message and "total" in one.message for one in problems(path))
