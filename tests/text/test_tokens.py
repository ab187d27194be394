import time
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.text.syntax import Limits, Unreadable
from examgen.text.tokens import Dialect, tokenize
from examgen.text.unicode_words import GREEK, VULGAR, plain
from examgen.text.words import Vocabulary


def tokens(text, *symbols, **options):
    return tokenize(text, Dialect(Vocabulary(symbols), **options), Limits())[:-1]


def texts(text, *symbols, **options):
    return [token.text for token in tokens(text, *symbols, **options)]


@pytest.mark.parametrize(
    ("text", "symbols", "pieces"),
    [
        ("2sqrt3", "", ["2", "sqrt", "3"]),
        ("alphax", "alpha x", ["alpha", "x"]),
        ("xalpha", "alpha x", ["x", "alpha"]),
        ("2ax", "a x", ["2", "a", "x"]),
        ("ab", "", ["ab"]),
        ("sinx", "x", ["sin", "x"]),
        ("pie", "", ["pi", "e"]),
        ("3απ", "alpha", ["3", "alpha", "pi"]),
        ("x_1 x_{1} x₁ x1", "x1", ["x1", "x1", "x1", "x1"]),
        ("x_1 x₁", "", ["x_1", "x_1"]),
        ("\\theta_{\\text{new}} θ_{new}", "", ["theta_new", "theta_new"]),
        ("ε", "eps", ["eps"]),
        ("ε", "", ["epsilon"]),
        ("ln2", "", ["ln", "2"]),
        ("PI Sin OR", "", ["pi", "sin", "or"]),
        ("E e", "", ["E", "e"]),
        ("exp", "exp", ["exp"]),
        ("2xsqrt3", "x", ["2", "x", "sqrt", "3"]),
        ("x^\\top \\|", "", ["x", "^", "T", "|"]),
        ("q" * 100, "x", ["q" * 100]),
        ("\\mathrm{e}^{2}", "", ["e", "^", "{", "2", "}"]),
        ("\\text{or} \\mathbb{R}", "", ["or", "R"]),
        ("\\text{ }3", "", ["3"]),
        ("\\frac12", "", ["frac", "1", "2"]),
        ("\\frac{1}{23}", "", ["frac", "{", "1", "}", "{", "23", "}"]),
        ("\\alpha_1 \\varepsilon", "", ["alpha_1", "epsilon"]),
        ("1.2x10^-3", "", ["1.2", "*", "10", "^", "-", "3"]),
        ("1.2x10^-3", "x", ["1.2", "x10", "^", "-", "3"]),
        ("2.", "", ["2"]),
        ("(2).", "", ["(", "2", ")"]),
        ("α* = 2", "", ["alpha", "=", "2"]),
        ("α^* = 2", "", ["alpha", "=", "2"]),
        ("R\\{0}", "", ["R", "\\", "{", "0", "}"]),
        ("\\{0\\}", "", ["{", "0", "}"]),
        ("(0,1)U(2,3)", "", ["(", "0", ",", "1", ")", "union", "(", "2", ",", "3", ")"]),
        ("2U(1)", "U", ["2", "U", "(", "1", ")"]),
        ("∂y", "", ["∂y"]),
        ("θ2", "", ["theta", "2"]),
        ("θ2", "theta2", ["theta2"]),
        ("2×3÷4−1·5", "", ["2", "*", "3", "/", "4", "-", "1", "*", "5"]),
        ("２／３", "", ["2", "/", "3"]),
        ("$$ \\left( 2 \\right) $$", "", ["(", "2", ")"]),
        (
            "a ≤ b =< c ≥ d <> e == f := g",
            "",
            ["a", "<=", "b", "<=", "c", ">=", "d", "!=", "e", "=", "f", "=", "g"],
        ),
        ("+- +/- ±", "", ["±", "±", "±"]),
    ],
)
def test_what_is_written_becomes_a_few_kinds_of_token(text, symbols, pieces):
    assert texts(text, *symbols.split()) == pieces


@pytest.mark.parametrize(
    ("text", "value", "decimal"),
    [
        ("12", 12, False),
        ("0.750", Fraction(3, 4), True),
        (".5", Fraction(1, 2), True),
        ("1.2e-3", Fraction(12, 10000), True),
        ("2E3", 2000, True),
        ("2.", 2, False),
        ("½", Fraction(1, 2), False),
    ],
)
def test_numbers_are_exact(text, value, decimal):
    (token,) = tokens(text)
    assert (token.value, token.decimal) == (value, decimal)


def test_decimal_commas_are_an_option():
    assert [t.value for t in tokens("0,75", decimal_comma=True)] == [Fraction(3, 4)]
    assert [t.value for t in tokens(",5", decimal_comma=True)] == [Fraction(1, 2)]
    assert texts("0, 75", decimal_comma=True) == ["0", ",", "75"]
    assert texts("x,75", decimal_comma=True) == ["x", ",", "75"]
    assert texts("0,75") == ["0", ",", "75"]


@pytest.mark.parametrize("text", ["1,2,3", "1.234,5", "1,2.3"])
def test_with_a_decimal_comma_lists_need_semicolons(text):
    with pytest.raises(Unreadable):
        tokens(text, decimal_comma=True)


def test_the_language_of_banks_has_whole_words():
    assert texts("bytes_per_weight*x1", "x", strict=True) == ["bytes_per_weight", "*", "x1"]
    assert texts('a == "two words" and not b', strict=True) == ["a", "=", "two words", "and", "not", "b"]
    assert texts("a +\n  b", strict=True) == ["a", "+", "b"]


@pytest.mark.parametrize(
    ("text", "start", "end", "says"),
    [
        ("2 § 3", 2, 3, "'§'"),
        ("2\x07", 1, 2, "U+0007"),
        ("log2(8)", 0, 4, "base"),
        ("log_2(8)", 0, 5, "base"),
        ("\\foo", 0, 4, "LaTeX command"),
        ("\\begin{cases}", 0, 13, "environment"),
        ("x⁻", 1, 2, "whole number"),
        ("1e999", 0, 5, "too long"),
        ("9" * 500, 0, 500, "too long"),
        ("\\text{two words}", 0, 16, "one word"),
    ],
)
def test_what_belongs_in_no_formula_is_shown(text, start, end, says):
    with pytest.raises(Unreadable) as caught:
        tokens(text)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert says in caught.value.message


def test_limits():
    with pytest.raises(Unreadable, match="2000 characters"):
        tokens("1" * 2001)
    with pytest.raises(Unreadable, match="too long"):
        tokenize("1+" * 20 + "1", Dialect(Vocabulary()), Limits(nodes=20))


def test_spaces_before_tokens_are_kept():
    assert [token.spaced for token in tokens("1 -2 \\, 3")] == [False, True, False, True]


def test_every_greek_letter_and_vulgar_fraction_is_read():
    assert {"alpha", "omega", "lambda", "Sigma"} <= set(GREEK.values())
    for sign, value in VULGAR.items():
        assert tokens(sign)[0].value == value


@settings(deadline=None)
@given(st.text())
def test_look_alikes_keep_every_character_in_its_place(text):
    assert len(plain(text)) == len(text)


@settings(deadline=None)
@given(st.text() | st.text(alphabet="0123456789.,eE+-*/^()[]{}\\frac sqrt_αβ²½"))
def test_tokens_cover_the_text_in_order(text):
    try:
        spans = [(token.start, token.end) for token in tokens(text)]
    except Unreadable as problem:
        spans = [(problem.start, max(problem.end, problem.start + 1))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))


@pytest.mark.parametrize(
    "piece", ["sin", "a_", "\\text{", "x", "1,", "²", "\\", "_{", "1e", "'", "alphax", "log2"]
)
def test_long_inputs_are_cut_in_linear_time(piece):
    limits = Limits(10**6, 60, 10**6, 10**6)
    started = time.process_time()
    with suppress(Unreadable):
        tokenize(piece * (50_000 // len(piece)), Dialect(Vocabulary(["alpha", "x"])), limits)
    assert time.process_time() - started < 10
