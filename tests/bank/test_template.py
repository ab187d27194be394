from __future__ import annotations

from fractions import Fraction

import pytest

from examgen.bank.model import Text
from examgen.bank.template import fill, placeholders
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.place import Place

SCOPE = {
    "a": Expr.of(3),
    "x": (Expr.of(2), Expr.of(4)),
    "bias": True,
    "mode": "sum",
    "half": Expr.of(Fraction(1, 2)),
}


def text(source: str) -> Text:
    lines = tuple(Place("bank.yaml", 10 + number, 5) for number in range(source.count("\n") + 1))
    return Text(source, lines[0], lines)


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("no marks: $a < b$ {{x}} {% x %}", "no marks: $a < b$ {{x}} {% x %}"),
        ("$a = <<a>>$", "$a = 3$"),
        ("<% if bias %>yes<% else %>no<% endif %>", "yes"),
        ("<# aside #>.", "."),
        ("<<x[0]>> of <<x|length>>", "2 of 2"),
        ("<< a + 1 >>", "4"),
        ("<<mode>>", "sum"),
        ("<<half|plain>>", "1/2"),
        ("<<half|decimals>>", "0.5"),
        ("<% if a > 2 %>big<% endif %>", "big"),
        ("<% for xi in x %>[<<xi>>]<% endfor %>", "[2][4]"),
    ],
)
def test_marks_are_filled_with_values(source: str, filled: str) -> None:
    assert fill(text(source), SCOPE) == filled


def test_decimals_have_the_comma_of_the_language() -> None:
    assert "," in fill(text("<<half|decimals>>"), SCOPE, decimal_comma=True)
    assert fill(text("<<half|decimals>>"), SCOPE) == "0.5"


@pytest.mark.parametrize(
    ("source", "line", "column", "message"),
    [
        ("one\ntwo <<b>>", 11, 11, "no value for 'b'"),
        ("<% if a %>\nx", 11, None, "endif"),
        ("one\n<<a|nothing>>", 11, None, "nothing"),
        ("one\ntwo\n<<a / 0>>", 12, None, ""),
        ("one\n<<a.b.c>>", 11, None, ""),
    ],
)
def test_a_wrong_mark_is_refused_at_its_line(
    source: str, line: int, column: int | None, message: str
) -> None:
    with pytest.raises(Refused) as caught:
        fill(text(source), SCOPE)
    (problem,) = caught.value.diagnostics
    assert problem.place is not None
    assert problem.place.line == line
    assert message in problem.message
    if column is not None:
        assert problem.place.column == column


def test_names_in_marks_are_known_before_filling() -> None:
    assert placeholders(text("<<a>> <% if b %><<x[0]|length>><% endif %>")) == {"a", "b", "x"}
    assert placeholders(text("<% for i in range(3) %><<i>><% endfor %>")) == frozenset()
    assert placeholders(text("plain")) == frozenset()


def test_marks_reach_nothing_but_values() -> None:
    for source in ("<<''.__class__.__mro__>>", "<<a.__init__.__globals__>>", "<<x.append(1)>>"):
        with pytest.raises(Refused):
            fill(text(source), SCOPE)


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("<<x|listed('x')>>", r"x_{1} = 2,\; x_{2} = 4"),
        ("<<x|commas>>", r"2,\; 4"),
        ("<<x|row>>", r"[2,\; 4]"),
        ("<<a|signed>> <<(-a)|signed>> <<(a - 3)|signed>><<0|signed>>|", "+ 3 - 3 |"),
        ("<<a|times('x')>> <<(a - 2)|times('x')>> <<(2 - a)|times('x')>> <<(a - 3)|times('x')>>", "3x x -x "),
        ("<<a|coefficient>> <<(a - 2)|coefficient>> <<(2 - a)|coefficient>>", "3  -"),
        ("<<len(x)|in_words>> <<a|in_words>> <<(a + 20)|in_words>>", "two three 23"),
        ("<<x|tex>>", r"\begin{pmatrix}2 & 4\end{pmatrix}"),
    ],
)
def test_filters_write_values_as_a_sentence_needs_them(source: str, filled: str) -> None:
    assert fill(text(source), SCOPE) == filled
