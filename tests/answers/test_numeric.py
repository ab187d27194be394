"""Decimals: how they are counted, and how far they are compared."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.answers import _numeric, registry
from examgen.answers._forms import terminating
from examgen.answers._numeral import is_terminating, numerals
from examgen.answers._numeric import (
    Precision,
    Target,
    compare_exactly,
    compare_number,
    target,
)
from examgen.answers.base import Outcome, Verdict
from examgen.text.expr import PI, Expr
from examgen.text.functions import exp, sqrt
from examgen.text.lower import Written

from .strategies import irrationals, rationals


def decimal(text: str) -> Written:
    return Written(Expr.of(Fraction(text)), True, text)


def verdict(key: Expr | Fraction | int, text: str, **rule: object) -> str:
    return compare_number(Expr.of(key), decimal(text), Precision(**rule)).verdict.value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "digits", "place"),
    [
        ("0.50", 2, -2),
        ("0.0297", 3, -4),
        ("00.0297", 3, -4),
        (".75", 2, -2),
        ("-0.750", 3, -3),
        ("1.20e-3", 3, -5),
        ("1.2e5", 2, 4),
        ("12.0", 3, -1),
        ("123", 3, 0),
        ("0.00", 0, -2),
        ("0", 0, 0),
    ],
)
def test_digits_are_counted_as_written(text: str, digits: int, place: int) -> None:
    (numeral,) = numerals(Fraction(text), text)
    assert (numeral.digits, numeral.place) == (digits, place)


def test_a_decimal_comma_counts_as_a_point() -> None:
    (numeral,) = numerals(Fraction(-3, 4), "-0,750")
    assert (numeral.digits, numeral.place) == (3, -3)


@pytest.mark.parametrize(
    ("zeros", "digits"), [("either", [3, 2, 1]), ("significant", [3]), ("placeholders", [1])]
)
def test_final_zeros_of_a_whole_number(zeros: str, digits: list[int]) -> None:
    assert [numeral.digits for numeral in numerals(Fraction(100), "100", zeros)] == digits
    assert [numeral.digits for numeral in numerals(Fraction(100), "100.", zeros)] in ([3], digits)


@pytest.mark.parametrize(
    ("number", "terminates"),
    [("3/4", True), ("1/3", False), ("7", True), ("1/1024", True), ("1/60", False), ("0", True)],
)
def test_is_terminating(number: str, terminates: bool) -> None:
    assert is_terminating(Fraction(number)) == terminates


@given(st.integers(-(10**6), 10**6), st.integers(0, 6))
def test_a_terminating_decimal_is_written_in_full(units: int, places: int) -> None:
    number = Fraction(units, 10**places)
    assert Fraction(terminating(number)) == number
    assert terminating(number).count(".") == (number.denominator != 1)


def as_decimal(scaled: int, places: int) -> str:
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return ("-" if scaled < 0 else "") + digits[:-places] + "." + digits[-places:]


def significant(text: str) -> int:
    return len(text.lstrip("-").replace(".", "").lstrip("0"))


@given(key=rationals.filter(lambda number: not is_terminating(number)), places=st.integers(1, 12))
def test_a_rational_key_is_compared_as_far_as_the_digits_go(key: Fraction, places: int) -> None:
    scaled = key * 10**places
    below, above = math.floor(scaled), math.ceil(scaled)
    cut = math.trunc(scaled)
    rounded = below if scaled - below < Fraction(1, 2) else above
    for candidate in range(below - 2, above + 3):
        text = as_decimal(candidate, places)
        right = candidate in (cut, rounded) and significant(text) >= 3
        right = right and (candidate == 0 or (candidate < 0) == (key < 0))
        assert (verdict(key, text) == "right") == right, text


@given(key=rationals.filter(is_terminating), places=st.integers(1, 12), off=st.integers(-20, 20))
def test_a_terminating_key_is_compared_exactly(key: Fraction, places: int, off: int) -> None:
    text = as_decimal(math.floor(key * 10**places) + off, places)
    assert (verdict(key, text) == "right") == (Fraction(text) == key)


@given(key=irrationals, places=st.integers(1, 12), off=st.integers(-3, 3))
def test_an_irrational_key_takes_four_digits_or_a_thousandth(key: Expr, places: int, off: int) -> None:
    bounds = target(key)
    assert bounds is not None
    assert 0 < bounds.high - bounds.low < abs(bounds.low) / 10**60
    near = bounds.low
    text = as_decimal(math.floor(near * 10**places) + off, places)
    value, unit = Fraction(text), Fraction(1, 10**places)
    agrees = value * near >= 0 and -unit < abs(value) - abs(near) <= unit / 2 and significant(text) >= 4
    close = abs(value - near) <= abs(near) / 1000
    assert (verdict(key, text) == "right") == (agrees or close), text


@given(key=rationals.filter(bool), off=rationals)
def test_tolerances_are_exact(key: Fraction, off: Fraction) -> None:
    given_ = Written(Expr.of(key + off), False, None)
    relative = compare_number(Expr.of(key), given_, Precision(rtol=Fraction(1, 50)))
    assert (relative.verdict is Verdict.RIGHT) == (abs(off) <= abs(key) / 50)
    absolute = compare_number(Expr.of(key), given_, Precision(atol=Fraction(1, 2)))
    assert (absolute.verdict is Verdict.RIGHT) == (abs(off) <= Fraction(1, 2))


def test_a_tolerance_reaches_its_edge_and_no_further() -> None:
    assert verdict(Fraction(1, 3), "0.3", rtol=Fraction(1, 10)) == "right"
    assert verdict(Fraction(1, 3), "0.29", rtol=Fraction(1, 10)) == "wrong"
    assert verdict(10, "10.5", atol=Fraction(1, 2)) == "right"
    assert verdict(10, "10.51", atol=Fraction(1, 2)) == "wrong"
    assert verdict(sqrt(2), "1.5", rtol=Fraction(1, 10)) == "right"
    assert verdict(sqrt(2), "1.5", rtol=Fraction(1, 100)) == "wrong"


def test_either_tolerance_is_enough() -> None:
    both: dict[str, object] = {"rtol": Fraction(1, 100), "atol": Fraction(1, 10)}
    assert verdict(1, "1.1", **both) == "right"
    assert verdict(100, "101", **both) == "right"
    assert verdict(100, "101.1", **both) == "wrong"


def test_the_authors_options_replace_the_rules() -> None:
    assert verdict(Fraction(1, 3), "0.33", sigfigs=2) == "right"
    assert verdict(Fraction(1, 3), "0.34", sigfigs=2) == "wrong"
    assert verdict(sqrt(2), "1.41", sigfigs=3) == "right"
    assert verdict(sqrt(2), "1.415", sigfigs=3) == "wrong"
    assert verdict(sqrt(2), "1.4142", sigfigs=6) == "wrong"
    assert verdict(Fraction(1, 8), "0.13", decimals=2) == "right"
    assert verdict(Fraction(1, 8), "0.12", decimals=2) == "right"
    assert verdict(Fraction(1, 8), "0.1", decimals=2) == "wrong"
    assert verdict(Fraction(1, 8), "0.13", decimals=2, sigfigs=3) == "wrong"
    assert verdict(Fraction(1, 8), "0.125", decimals=9, sigfigs=9) == "right"


def why(key: Expr | Fraction, given_: Written, **rule: object) -> str:
    return compare_number(Expr.of(key), given_, Precision(**rule)).why  # type: ignore[arg-type]


def test_reasons_describe_the_difference() -> None:
    assert (
        why(Fraction(1, 8), decimal("0.13")) == "the value is right, but a terminating decimal must be exact"
    )
    assert why(Fraction(1, 3), decimal("0.33")) == "3 significant figures are needed"
    assert why(Fraction(1, 3), decimal("0.3")) == ""
    assert why(Fraction(1, 3), decimal("0.334")) == "close, but the last digits are not right"
    assert why(Fraction(1, 3), decimal("0.5")) == ""
    assert why(Fraction(1, 3), decimal("0.33"), decimals=3) == "3 decimals are needed"
    assert why(Fraction(1, 3), decimal("0.33"), rtol=Fraction(1, 1000)) == "more digits are needed"
    assert why(Fraction(1, 3), decimal("0.333"), approximate=False).startswith("an exact value is asked for")


@given(key=rationals, text=st.decimals(-99, 99, places=3).map(str))
def test_reasons_do_not_give_the_key_away(key: Fraction, text: str) -> None:
    said = why(key, decimal(text))
    assert (
        str(key) not in said.replace("3 significant", "").replace("4 significant", "") or len(str(key)) == 1
    )


def test_an_expression_with_decimals_may_be_rounded() -> None:
    half_pi = Expr.of(Fraction(1, 2)) * Expr.of(Fraction(31416, 10000))
    assert compare_number(PI / 2, Written(half_pi, True, None)).verdict is Verdict.RIGHT
    assert compare_number(PI / 2, Written(half_pi, False, None)).verdict is Verdict.WRONG
    rough = Written(sqrt(2) * Fraction(1571, 1000) / sqrt(2) + sqrt(3) / 10**9, True, None)
    assert compare_number(PI / 2, rough).verdict is Verdict.RIGHT
    assert compare_number(PI / 2, rough, Precision(rtol=Fraction(1, 10**6))).verdict is Verdict.WRONG
    assert compare_number(PI / 2, rough, Precision(rtol=Fraction(1, 10))).verdict is Verdict.RIGHT
    assert (
        compare_number(Expr.of(Fraction(1, 4)), Written(Expr.of(Fraction(2499, 10000)), True, None)).agrees
        is False
    )


def test_what_is_out_of_reach_is_undecided() -> None:
    huge = exp(exp(exp(Expr.of(9))))
    assert compare_number(huge, decimal("1.5")).verdict is Verdict.UNDECIDED
    assert (
        compare_number(Expr.of(Fraction(1, 3)), Written(exp(Expr.of(10**6)), True, None)).verdict
        is Verdict.UNDECIDED
    )
    assert target(exp(Expr.of(10**6))) is None
    assert compare_exactly(Expr.of(2), sqrt(2)).verdict is Verdict.WRONG


def test_a_ball_that_fails_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(_numeric, "ball", fail)
    assert compare_number(sqrt(987654323), decimal("1.5")).verdict is Verdict.UNDECIDED


def test_more_digits_than_the_bounds_have_are_undecided() -> None:
    root = math.isqrt(2 * 10**400)
    text = as_decimal(root, 200)
    assert verdict(sqrt(2), text) == "right"  # within a thousandth
    assert verdict(sqrt(2), text, sigfigs=3) == "undecided"


def test_bounds_answer_only_what_they_can() -> None:
    bounds = Target(Fraction(1), Fraction(2), False, 0.0)
    assert bounds.holds(lambda key: key < 3, Fraction(3)) is True
    assert bounds.holds(lambda key: key > 3, Fraction(3)) is False
    assert bounds.holds(lambda key: key < Fraction(3, 2), Fraction(3, 2)) is None
    assert bounds.holds(lambda key: key == Fraction(3, 2), Fraction(3, 2)) is None
    assert not bounds.terminates


@pytest.mark.parametrize(
    ("text", "value", "literal"),
    [
        ("54", 54, "54"),
        (" +054 ", 54, "054"),
        ("-3", -3, "-3"),
        ("−3", -3, "-3"),
        ("6/8", Fraction(3, 4), None),
        ("-1/3", Fraction(-1, 3), None),
        ("0.750", Fraction(3, 4), "0.750"),
        ("-0.75", Fraction(-3, 4), "-0.75"),
        ("(0.75)", Fraction(3, 4), "0.75"),
        ("y = 0.75", Fraction(3, 4), "0.75"),
        ("y = -54", -54, "54"),
        ("≈ 100", 100, "100"),
        ("75%", Fraction(3, 4), None),
        ("1.2×10^-3", Fraction(12, 10000), "1.2e-3"),
        ("3½", Fraction(7, 2), None),
    ],
)
def test_a_number_is_read_with_its_literal(text: str, value: Fraction | int, literal: str | None) -> None:
    written = registry.find("number").read(text, registry.specify("number"))
    assert isinstance(written, Written)
    assert written.value == Expr.of(value)
    assert written.literal == literal


@given(
    st.one_of(
        st.integers(-(10**12), 10**12).map(str), rationals.map(str), st.decimals(-999, 999, places=4).map(str)
    )
)
def test_the_fast_way_reads_what_the_parser_reads(text: str) -> None:
    module, spec = registry.find("number"), registry.specify("number")
    fast, slow = module.read(text, spec), module.read(f"({text})", spec)
    assert isinstance(fast, Written)
    assert isinstance(slow, Written)
    assert fast.value == slow.value
    assert [abs(int((part or "0").replace(".", ""))) for part in (fast.literal, slow.literal)].count(0) in (
        0,
        2,
    )
    for key in (fast.value, fast.value + Fraction(1, 3), fast.value + Fraction(1, 10**6)):
        outcomes: set[Outcome] = {module.compare(key, one, spec) for one in (fast, slow)}
        assert len(outcomes) == 1
