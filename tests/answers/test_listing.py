"""Reading names of choices."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.answers._listing import names_in
from examgen.answers.base import Spec, Verdict
from examgen.answers.registry import judge, specify
from examgen.text.syntax import Unreadable

LETTERS = ("A", "B", "C", "D")
SEPARATORS = [",", ", ", " ", "; ", "", "/", " and ", " > ", " -> ", "->", "→", " & ", "-", "\n"]


@given(
    names=st.lists(st.sampled_from(LETTERS), min_size=1, max_size=8), separator=st.sampled_from(SEPARATORS)
)
def test_letters_are_read_with_any_separator(names: list[str], separator: str) -> None:
    assert names_in(separator.join(names), LETTERS) == tuple(names)
    assert names_in(separator.join(names).lower(), LETTERS) == tuple(names)


@given(names=st.lists(st.sampled_from(["draw-sample", "forward", "w1"]), min_size=1))
def test_ids_are_read_with_commas(names: list[str]) -> None:
    assert names_in(", ".join(names), ("draw-sample", "forward", "w1")) == tuple(names)


def test_a_name_that_is_a_link_word_is_a_name() -> None:
    assert names_in("and or", ("and", "or")) == ("and", "or")


def test_a_name_with_spaces_is_read_whole() -> None:
    assert names_in(" Draw a sample ", ("draw a sample", "stop")) == ("draw a sample",)


def test_names_are_not_split_into_letters_where_a_choice_is_longer() -> None:
    with pytest.raises(Unreadable, match="'AB' is none of the choices"):
        names_in("AB", ("A", "B", "ten"))


def test_the_place_of_what_is_wrong_is_known() -> None:
    with pytest.raises(Unreadable) as problem:
        names_in("A, X9, B", LETTERS)
    assert (problem.value.start, problem.value.end) == (3, 5)
    assert "(A, B, C, D)" in str(problem.value)


def test_long_texts_are_not_read() -> None:
    with pytest.raises(Unreadable, match="too long"):
        names_in("A " * 1001, LETTERS)
    with pytest.raises(Unreadable, match="…"):
        names_in("x" * 1999, LETTERS)


@given(st.text(max_size=60))
@pytest.mark.parametrize("kind", ["choice", "multi-choice", "order"])
def test_any_string_ends_in_a_verdict(kind: str, text: str) -> None:
    verdict, outcome = judge("A" if kind == "choice" else LETTERS, text, Spec(kind, {}, LETTERS))
    assert verdict in set(Verdict)
    assert 0 <= outcome.credit <= 1


@given(key=st.sets(st.sampled_from(LETTERS)), given_=st.sets(st.sampled_from(LETTERS)))
def test_multi_choice_credit(key: set[str], given_: set[str]) -> None:
    spec = specify("multi-choice", choices=LETTERS)
    _, outcome = judge(tuple(sorted(key)), ", ".join(given_) or "none", spec)
    earned = len(key & given_) - len(given_ - key)
    assert outcome.credit == (Fraction(max(0, earned), len(key)) if key else not given_)


@given(key=st.permutations(LETTERS), given_=st.permutations(LETTERS))
def test_order_credit_is_full_only_for_the_order(key: list[str], given_: list[str]) -> None:
    _, strict = judge(tuple(key), "".join(given_), specify("order", choices=LETTERS))
    _, partial = judge(tuple(key), "".join(given_), specify("order", {"partial": True}, LETTERS))
    assert strict.credit == (key == given_)
    assert (partial.credit == 1) == (key == given_)
    _, reverse = judge(tuple(key), "".join(reversed(key)), specify("order", {"partial": True}, LETTERS))
    assert reverse.credit == 0
