from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from examgen.bank.lint import lint
from examgen.bank.load import load_bank
from examgen.bank.model import Bank
from examgen.text.diagnostic import Severity

Write = Callable[..., Path]

TEXT = """      - id: why
        ask: Why?
        answer: {kind: text}
        points: 2
"""


def found(path: Path) -> list[tuple[str, Severity]]:
    return [(one.message, one.severity) for one in lint(load_bank(path))]


def test_a_good_bank_gives_no_cause_for_complaint(course: Bank) -> None:
    assert lint(course) == []


def test_a_parameter_that_nothing_uses_is_named(small: Write) -> None:
    path = small(
        ("      b: {", "      c: {type: boolean}\n      h: {type: boolean, hidden: true}\n      b: {")
    )
    assert found(path) == [
        ("the parameter 'c' is not used", Severity.WARNING),
        ("the hidden parameter 'h' is not used", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    "use",
    [
        ("Let $a", "<% if c %>Hm.<% endif %> Let $a"),
        ("ask: Add.", "ask: Add <<c>>."),
        ("title: First", "title: First\n    figure: {name: plot, show: c}"),
        ("title: First", "title: First\n    figure: {name: plot, rows: [{c: 1}]}"),
        ("title: First", "title: First\n    require: [c != 3]"),
        ("title: First", "title: First\n    valid: [c != 3]"),
        ("range: 1..5", "range: 1..c"),
        ("points: 1}", "points: 1, hint: Think of <<c>>.}"),
    ],
)
def test_each_use_of_a_parameter_counts(small: Write, use: tuple[str, str]) -> None:
    path = small(("      b: {", "      c: {type: integer, range: 5..9}\n      b: {"), use)
    assert found(path) == []


def test_a_key_without_a_check_is_an_error(small: Write) -> None:
    assert found(small(("    checks:\n      total: b + a\n", ""))) == [
        ("the step 'total' of this part has no check", Severity.ERROR)
    ]


def test_parts_for_a_person_need_a_model_and_a_rubric_that_adds_up(small: Write) -> None:
    def with_part(more: str) -> list[tuple[str, Severity]]:
        return found(small(("points: 1}\n", "points: 1}\n" + TEXT + more)))

    assert with_part("") == [
        ("this part has no model answer", Severity.WARNING),
        ("this part has no rubric", Severity.WARNING),
    ]
    assert with_part("        model: So.\n        rubric: [{points: 1, says: x}]\n") == [
        ("the rubric adds up to 1 points, the part is worth 2", Severity.ERROR)
    ]
    assert with_part(
        "        model: So.\n        rubric: [{points: 1/3, says: x}, {points: 5/3, says: y}]\n"
    ) == [
        ("1/3 points can't be given in quarters", Severity.WARNING),
        ("5/3 points can't be given in quarters", Severity.WARNING),
    ]
    assert (
        with_part("        model: So.\n        rubric: [{points: 3/4, says: x}, {points: 1.25, says: y}]\n")
        == []
    )


def test_a_keyed_part_needs_no_rubric(small: Write) -> None:
    path = small(("points: 1}", "points: 1, model: So., rubric: [{points: 1, says: x}]}"))
    assert found(path) == [
        ("this part needs no model", Severity.WARNING),
        ("this part needs no rubric", Severity.WARNING),
    ]


def test_forms_are_for_machines_and_add_up(small: Write) -> None:
    form = TEXT.replace("points: 2", "points: 2\n        form_of: total\n        model: So.").replace(
        "points: 2\n", "points: 2\n        rubric: [{points: 2, says: x}]\n"
    )
    assert found(small(("points: 1}\n", "points: 1}\n" + form))) == [
        ("the forms of this part add up to 2 points, it is worth 1", Severity.WARNING),
        ("a form of kind 'text' is marked by a person", Severity.WARNING),
    ]


def test_published_values_should_keep_the_conditions(small: Write) -> None:
    valid = small(("    stem:", "    valid: [{that: a < b - 1, says: a is much smaller}]\n    stem:"))
    assert found(valid) == [("the published values break 'a is much smaller'", Severity.ERROR)]
    drawing = small(("    stem:", "    require: [a > b, a < b, 1/(a - 2) > 0, total > 99]\n    stem:"))
    assert found(drawing) == [
        ("the published values break 'a > b'", Severity.WARNING),
        ("the published values break '1/(a - 2) > 0'", Severity.WARNING),
    ]
