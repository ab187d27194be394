from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.bank.load import load_bank
from examgen.bank.model import Bank

from .conftest import DATA

PARABOLA = load_bank(DATA / "course").questions["parabola"]
IDS = [part.id for part in PARABOLA.parts]


@pytest.mark.parametrize(
    ("form", "parts", "expected"),
    [
        ("written", None, ["slope", "step", "loss", "why"]),
        ("auto", None, ["slope", "step", "loss", "why-choice", "why-order"]),
        ("numeric", None, ["slope", "step", "loss", "why-choice", "why-order"]),
        ("written", ["why", "slope"], ["slope", "why"]),
        ("auto", ["why"], ["why-choice", "why-order"]),
        ("written", ["why-order", "extra"], ["why-order", "extra"]),
        ("auto", ["why-order"], ["why-order"]),
    ],
)
def test_forms_and_chosen_parts(
    course: Bank, form: str, parts: list[str] | None, expected: list[str]
) -> None:
    assert [part.id for part in course.questions["parabola"].asked(form, parts)] == expected


def test_points_of_an_exam_replace_those_of_the_bank() -> None:
    asked = PARABOLA.asked("written", None, {"slope": Fraction(5)})
    assert [part.points for part in asked] == [5, 2, 1, 2]
    shared = PARABOLA.asked("auto", None, {"why": Fraction(3)})
    assert [part.points for part in shared] == [2, 2, 1, Fraction(3, 2), Fraction(3, 2)]


@given(
    st.sampled_from(["written", "auto", "numeric"]),
    st.one_of(st.none(), st.lists(st.sampled_from(IDS), min_size=1)),
    st.fractions(min_value=Fraction(1, 4), max_value=50),
)
def test_a_total_is_shared_exactly(form: str, parts: list[str] | None, total: Fraction) -> None:
    asked = PARABOLA.asked(form, parts, total)
    assert sum(part.points for part in asked) == total
    order = [IDS.index(part.id) for part in asked]
    assert order == sorted(set(order))


@given(st.sampled_from(["auto", "numeric"]))
def test_forms_are_worth_what_their_parts_are(form: str) -> None:
    written = PARABOLA.asked("written")
    assert sum(part.points for part in PARABOLA.asked(form)) == sum(part.points for part in written)
