"""Tensors, shapes, sequences and sets: writings and reasons beyond the kinds' own examples."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examgen.answers import registry
from examgen.answers.base import Outcome, Spec, Verdict
from examgen.text.expr import Expr
from examgen.text.values import RealSet, Value

C = Expr.symbol("C")


def numbers(*values: int) -> tuple[Expr, ...]:
    return tuple(map(Expr.of, values))


def judge(kind: str, key: object, text: str, **options: object) -> tuple[Verdict, Outcome]:
    return registry.judge(key, text, registry.specify(kind, options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "(C, 28, 28)", "C×28×28", "Cx28x28", "C x 28 by 28", "[C; 28; 28]", "{C, 28, 28}", "C 28 28", "((C, 28, 28))",
        "y.shape = (C, 28, 28)", "shape: C, 28, 28", "\\left(C, 28, 28\\right)", "R^{C \\times 28 \\times 28}",
        "ℝ^(C×28×28)", "\\mathbb{R}^{C\\times 28\\times 28}", "x ∈ R^{C×28×28}", "np.shape(C, 28, 28)", "(C,28,28,)",
    ],
)  # fmt: skip
def test_writings_of_a_shape(text: str) -> None:
    verdict, outcome = judge("shape", (C, *numbers(28, 28)), text, symbols="C")
    assert verdict is Verdict.RIGHT, outcome.why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("C*28*28", "a product is one number"),
        ("C \\cdot 28 \\cdot 28", "a product is one number"),
        ("(C*28*28)", "a product is one number"),
        ("(C, -28, 28)", "above 0"),
        ("(C, 28.5, 28)", "above 0"),
        ("(C, H, W)", "H"),
        (",", "no size"),
        ("1, " * 200, "too long"),
    ],
)
def test_what_is_no_shape(text: str, why: str) -> None:
    verdict, outcome = judge("shape", (C, *numbers(28, 28)), text, symbols="C")
    assert verdict is Verdict.UNREADABLE
    assert why in outcome.why


def test_a_size_may_be_called_x() -> None:
    x = Expr.symbol("x")
    assert judge("shape", (x, Expr.of(3)), "x × 3", symbols="x")[0] is Verdict.RIGHT
    assert judge("shape", (x, Expr.of(3)), "(x, 3)", symbols="x")[0] is Verdict.RIGHT


def test_the_last_axis_may_stand_first_only_the_other_way_round() -> None:
    key = numbers(3, 4, 5)
    assert judge("shape", key, "4, 5, 3", orders="any")[0] is Verdict.RIGHT
    assert judge("shape", key, "5, 3, 4", orders="any")[1].why == judge("shape", key, "5, 3, 4")[1].why
    forms = registry.find("shape").accepted(key, registry.specify("shape", {"orders": "any"}))
    assert forms == (r"$\left(3,\ 4,\ 5\right)$", r"$\left(4,\ 5,\ 3\right)$")


def test_axes_of_length_1_may_be_left_out() -> None:
    key = ((numbers(1, 2), numbers(3, 4)),)
    for text in ("[[1, 2], [3, 4]]", "[[[1, 2], [3, 4]]]", "1 2\n3 4", "array([[1, 2], [3, 4]])"):
        assert judge("tensor", key, text)[0] is Verdict.RIGHT
    assert judge("tensor", key, "[[[1, 3], [2, 4]]]")[1].why == "the axes are exchanged"
    assert judge("tensor", key, "[[[[1, 2], [3, 4]]]]")[0] is Verdict.WRONG


def test_half_a_tensor_is_half_right() -> None:
    key = ((numbers(1, 2), numbers(3, 4)), (numbers(5, 6), numbers(7, 8)))
    verdict, outcome = judge("tensor", key, "[[[1, 2], [3, 4]], [[0, 0], [0, 0]]]", partial=True)
    assert (verdict, outcome.credit) == (Verdict.PARTIAL, Fraction(1, 2))


TWO = (("the", "green", "rectangle"), ("a", "blue", "square"))
THREE = (*TWO, ("a", "red", "circle"))


@pytest.mark.parametrize(
    ("text", "credit", "why"),
    [
        ("the green rectangle\na blue square\na red circle", 1, ""),
        ("the green rectangle\na red circle", Fraction(2, 3), "two of three sequences are given"),
        ("the green rectangle\na red square", Fraction(1, 3), "two of three sequences are given; one of them is right"),
        ("a blue square; the green rectangle; a red circle", Fraction(1, 3), "their order is not"),
        ("the green rectangle; a blue circle; a red circle", Fraction(2, 3), "two of three sequences are right"),
        ("; ".join(map(" ".join, (*THREE, ("a", "red", "square")))), Fraction(2, 3), "four sequences are written"),
    ],
)  # fmt: skip
def test_several_sequences_share_the_points(text: str, credit: Fraction, why: str) -> None:
    _, outcome = judge("sequence", THREE, text)
    assert outcome.credit == credit
    assert why in outcome.why


@pytest.mark.parametrize(
    "text",
    ["the-green-rectangle", "“the green rectangle”", "the > green > rectangle",
     "the | green | rectangle", "y = the green rectangle", "the; green; rectangle", "THE GREEN RECTANGLE",
     "[the green rectangle]", "$\\text{the} \\to \\text{green} \\to \\text{rectangle}$"],
)  # fmt: skip
def test_writings_of_a_sequence(text: str) -> None:
    assert judge("sequence", TWO[0], text)[0] is Verdict.RIGHT


def test_one_of_several_is_a_sequence_of_its_own() -> None:
    assert judge("sequence", TWO[:1], "the green rectangle")[0] is Verdict.RIGHT
    assert judge("sequence", TWO[:1], "[[the green rectangle]]")[0] is Verdict.RIGHT


def test_negative_and_padded_indices() -> None:
    assert judge("sequence", numbers(2, -1, 3), "2, -1, 03")[0] is Verdict.RIGHT
    assert judge("sequence", numbers(2, 1, 3), "2, -1, 3")[0] is Verdict.WRONG


def test_a_word_of_several_words_is_cut_alike() -> None:
    assert judge("sequence", ("New York", "Berlin"), "New York, Berlin")[0] is Verdict.RIGHT
    assert judge("sequence", ("<unk>", "the"), "<UNK> the")[0] is Verdict.RIGHT


@pytest.mark.parametrize(
    "text",
    ["the (green) rectangle", "the green ) rectangle", "[the green", "BOS", "the 1.5 green", "the + green", "x" * 3000]
)  # fmt: skip
def test_what_is_no_sequence(text: str) -> None:
    assert judge("sequence", TWO[0], text)[0] is Verdict.UNREADABLE


def test_words_for_indices_are_printed_too() -> None:
    spec = registry.specify("sequence", {"words": ["the", "green"]})
    assert registry.find("sequence").accepted(numbers(1, 0), spec) == (
        r"$1,\ 0$",
        r"$\text{green}\ \text{the}$",
    )
    assert registry.find("sequence").given_value(
        registry.find("sequence").read("green the", spec)
    ) == numbers(1, 0)


@pytest.mark.parametrize(
    ("key", "text", "verdict"),
    [
        (RealSet.points([1, 2]), "{2, 1}", Verdict.RIGHT),
        (RealSet.interval(1, 2), "{2, 1}", Verdict.WRONG),
        (numbers(3, 4), "(1 + 2), 4", Verdict.RIGHT),
        (numbers(3, 4), "3 and 4", Verdict.RIGHT),
        (numbers(3, 4), "{3} ∪ {4, 3}", Verdict.RIGHT),
        (numbers(3, 4), "3, 4, 5, 5", Verdict.WRONG),
        ((Expr.of(Fraction(1, 3)),), "0.333, 1/3", Verdict.RIGHT),
        ((), "none", Verdict.RIGHT),
        ((), "1", Verdict.WRONG),
    ],
)
def test_sets(key: Value, text: str, verdict: Verdict) -> None:
    assert judge("set", key, text)[0] is verdict


def test_sets_are_printed_in_braces() -> None:
    spec = Spec("set")
    forms = registry.find("set").accepted((Expr.of(Fraction(1, 3)), Expr.of(2)), spec)
    assert forms[0] == r"$\left\{\frac{1}{3},\ 2\right\}$"
    assert "0.333" in forms[1]
    assert registry.typeset("set", ()) == r"\emptyset"
    assert registry.typeset("number", Expr.of(2)) == "2"
    assert registry.typeset("shape", numbers(12)) == "12"


@pytest.mark.parametrize("text", ["{a, +}", "{+}", "a" * 3000, "{ , }"])
def test_what_is_no_set_of_words(text: str) -> None:
    assert judge("set", ("a", "b"), text, of="words")[0] is Verdict.UNREADABLE


def test_nothing_has_words_in_three_languages() -> None:
    for text in ("none", "Keine", "žádné", "{}", "[ ]", "∅", "nichts", "There are none."):
        assert judge("vector", (), text)[0] is Verdict.RIGHT
        assert judge("vector", numbers(1), text)[0] is not Verdict.RIGHT
    assert registry.find("vector").accepted((), Spec("vector"))[-1] == "none"


@pytest.mark.parametrize("kind", ["tensor", "shape", "sequence", "set", "complexity", "match"])
def test_a_hint_for_who_writes(kind: str) -> None:
    hint = registry.find(kind).how_to_write
    assert hint(registry.specify(kind, {})) != ""
    with_options = {
        "shape": {"symbols": "C"},
        "complexity": {"symbols": "n"},
        "set": {"of": "words"},
        "sequence": {"words": "a b"},
    }
    assert hint(registry.specify(kind, with_options.get(kind, {})))
