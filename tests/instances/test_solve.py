from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from examgen.bank.model import Question
from examgen.instances.given import given
from examgen.instances.solve import depends_on, solve
from examgen.text.expr import Expr

Make = Callable[..., Question]


def at(question: Question, **values: str) -> dict[str, object]:
    solved = solve(question, given(question, values))
    return {part.id: part.error or part.value for part in solved.parts.values()}


def test_all_parts_get_their_keys(parabola: Question) -> None:
    solved = solve(parabola, given(parabola, {"a": "3", "w0": "2", "alpha": "1/4"}))
    assert {name: part.value for name, part in solved.parts.items()} == {
        "slope": Expr.of(12), "step": Expr.of(-1), "loss": Expr.of(3), "why": None,
        "why-choice": "against", "why-order": ("first", "second", "third"), "extra": ("A", "C"),
    }  # fmt: skip
    assert all(part.error is None for part in solved.parts.values())
    assert list(solved.values) == ["slope", "w1", "loss"]
    assert [line.step for line in solved.lines] == ["slope", "w1", "loss"]
    assert solved.lines[0].formula == "f'(w_0) = 2 a w_0"
    assert solved.lines[0].result == "12"


def test_mistakes_are_followed_through_all_that_they_touch(parabola: Question) -> None:
    solved = solve(parabola, given(parabola, {"a": "3", "w0": "2", "alpha": "1/4"}))
    found = {mistake.id: mistake for mistake in solved.mistakes}
    assert found["factor-lost"].values == {
        "slope": Expr.of(6), "step": Expr.of(Fraction(1, 2)), "loss": Expr.of(Fraction(3, 4)),
    }  # fmt: skip
    assert found["ascent"].values == {"step": Expr.of(5), "loss": Expr.of(75)}
    assert found["ascent"].credit == Fraction(1, 4)
    assert found["ascent"].says == "stepped uphill"


def test_an_ill_posed_part_does_not_hinder_the_others(question: Make) -> None:
    made = question("      n: {type: integer, range: 1..5}\n", "      inverse: 1/n\n      double: 2*n\n")
    found = at(made, n="0")
    assert found["double"] == Expr.of(0)
    assert "zero" in str(found["inverse"])
    assert solve(made, given(made, {"n": "0"})).values == {"double": Expr.of(0)}


def test_sizes_that_clash_are_an_error_of_the_parts_that_need_them(tensors: Question) -> None:
    found = at(tensors, x="[1, 2, 3]", y="[1, 2]")
    assert found["product"] == "'y' has 2 entries where 3 are needed"
    assert found["total"] == Expr.of(6)
    found = at(tensors, W="[[1, 2, 3]]")
    assert found["matrix"] == "'W' has 3 columns where 2 are needed"
    assert at(tensors, x="[1, 2]")["product"] == Expr.of(7)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, {"slope": (), "step": ("slope",), "loss": ("step",), "why": (), "why-choice": (), "why-order": (),
                "extra": ()}),
        (["slope", "loss"], {"slope": (), "loss": ("slope",)}),
        (["loss"], {"loss": ()}),
    ],
)  # fmt: skip
def test_a_part_depends_on_its_nearest_asked_ancestors(
    parabola: Question, asked: list[str] | None, expected: dict[str, tuple[str, ...]]
) -> None:
    parts = None if asked is None else [parabola.part(name) for name in asked]
    assert depends_on(parabola, parts) == expected
