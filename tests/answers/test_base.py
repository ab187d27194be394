"""Outcomes, options, the registry."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examgen.answers import registry
from examgen.answers.base import (
    RIGHT,
    WRONG,
    Interaction,
    Option,
    Outcome,
    Spec,
    Verdict,
    is_blank,
    partly,
    undecided,
    wrong,
)
from examgen.text.diagnostic import Refused


def test_an_outcome_knows_its_verdict() -> None:
    assert RIGHT.verdict is Verdict.RIGHT
    assert WRONG.verdict is Verdict.WRONG
    assert undecided("?").verdict is Verdict.UNDECIDED
    assert partly(Fraction(1, 2), "half").verdict is Verdict.PARTIAL
    assert wrong("no").why == "no"


@pytest.mark.parametrize(
    ("credit", "agrees", "kept"),
    [(1, True, 1), (0, False, 0), (-1, False, 0), (Fraction(1, 3), False, Fraction(1, 3))],
)
def test_partial_credit_is_kept_between_0_and_1(credit: int, agrees: bool, kept: Fraction) -> None:
    assert partly(Fraction(credit), "") == Outcome(agrees, Fraction(kept))


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0", "\u200b", "\ufeff", "\x00"])
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert is_blank(text)
    assert registry.judge(None, text, registry.specify("number"))[0] is Verdict.BLANK


@pytest.mark.parametrize("text", ["0", "-", "∅", "?", " x "])
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("type_", "value", "settled"),
    [
        ("flag", True, True),
        ("count", 3, 3),
        ("count", 0, 0),
        ("ratio", Fraction(1, 10), Fraction(1, 10)),
        ("ratio", "1/40", Fraction(1, 40)),
        ("ratio", 0, 0),
        ("word", "a", "a"),
        ("names", "x y", ("x", "y")),
        ("names", ["x", "y_1"], ("x", "y_1")),
        ("formulas", "T*N^2", ("T*N^2",)),
        ("formulas", ["N", "O(T)"], ("N", "O(T)")),
        ("domains", "positive", "positive"),
        ("domains", {"x": "real"}, {"x": "real"}),
    ],
)
def test_a_fit_value_is_settled(type_: str, value: object, settled: object) -> None:
    option = Option(type_, None, "")
    assert option.settle(value) == settled
    assert option.settle(option.settle(value)) == settled
    assert option.settle(None) is None


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("flag", 1),
        ("flag", "yes"),
        ("count", True),
        ("count", -1),
        ("count", "3"),
        ("ratio", -1),
        ("ratio", "1/0"),
        ("ratio", "much"),
        ("ratio", True),
        ("ratio", []),
        ("word", 1),
        ("names", [1]),
        ("names", [""]),
        ("names", 5),
        ("formulas", "N^"),
        ("formulas", [1]),
        ("domains", ["real"]),
        ("domains", {"x": 1}),
        ("domains", "everywhere"),
        ("domains", {"x": "positive", "y": "(0, 1"}),
        ("domains", "{}"),
    ],
)
def test_an_unfit_value_is_refused(type_: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"^expects "):
        Option(type_, None, "").settle(value)


def test_a_word_is_one_of_those_allowed() -> None:
    option = Option("word", "one", "", ("one", "two"))
    assert option.settle("two") == "two"
    with pytest.raises(ValueError, match="expects one of one, two"):
        option.settle("three")
    with pytest.raises(ValueError, match="expects"):
        option.settle(None)


def test_kinds_are_the_files() -> None:
    assert set(registry.kinds()) >= {"number", "multi-choice", "drawing"}
    assert not {"base", "registry"} & set(registry.kinds())
    assert not any(name.startswith("_") or "_" in name for name in registry.kinds())
    assert registry.find("multi-choice").interaction is Interaction.CHOOSE


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused) as refusal:
        registry.find("numbr")
    (diagnostic,) = refusal.value.diagnostics
    assert diagnostic.message == "unknown answer type 'numbr'"
    assert diagnostic.hint == "did you mean 'number'?"
    with pytest.raises(Refused) as refusal:
        registry.find("zzzzzzzz")
    assert "number, order" in refusal.value.diagnostics[0].hint


def test_all_that_is_wrong_with_options_is_said_together() -> None:
    with pytest.raises(Refused) as refusal:
        registry.settle("number", {"rtoll": 1, "sigfigs": "three", "zeros": "many"})
    said = [(diagnostic.message, diagnostic.hint) for diagnostic in refusal.value.diagnostics]
    assert ("a number answer has no option 'rtoll'", "did you mean 'rtol'?") in said
    assert any("'sigfigs' of a number answer expects a whole number" in message for message, _ in said)
    assert any("'zeros' of a number answer expects one of either" in message for message, _ in said)
    with pytest.raises(Refused, match="has no option") as refusal:
        registry.settle("integer", {"qqqq": 1})
    assert refusal.value.diagnostics[0].hint == "its options: symbols"


def test_settled_options_are_complete() -> None:
    settled = registry.settle("number", {"rtol": "1/100"})
    assert settled["rtol"] == Fraction(1, 100)
    assert settled.keys() == registry.find("number").options.keys()


def test_specifications_can_be_hashed_and_compared() -> None:
    first, second = registry.specify("number", {"sigfigs": 3}), registry.specify("number", {"sigfigs": 3})
    assert first == second
    assert hash(first) == hash(second)
    assert first != Spec("number")
