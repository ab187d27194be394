"""Plain text comes out of the PDF as it went in, or is refused by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.render.engine import Engine
from examgen.render.escape import SETTABLE, SIGNS, Tex, escape, points, prose
from examgen.render.latex import Templates
from examgen.text.diagnostic import Refused

HARD = [
    r"\input{/etc/passwd} %&$#_{}~^",
    "a<b>c|d\"e`f'g",
    "<< >> <% %> ,, '' -- --- ?` !`",
    "C++ & C#; 100 % of $5_000",
    "Ångström, Žižek, Ďuriš, Łódź, Straße, İzmir, Ørsted, Çelik, Ñandú",
    "“quoted” ‘so’ – and — so…",
    "θ ≤ 1, α∈ℝ, a·b×c",
    "fi fl ffi ffl office",
    r"\\ \ {} }{ \% %",
    "^^41 ^^M",
]


@pytest.mark.tex
def test_the_pdf_says_what_the_text_said(
    engine: Engine, templates: Templates, text_of: Callable[[bytes], str]
) -> None:
    body = "".join(f"\\noindent\\mbox{{{escape(text)}}}\\par\n" for text in [*HARD, *_chunks()])
    run = engine.run(templates.preamble("a4"), f"\\begin{{Paper}}{{}}{{}}{{}}{{}}\n{body}\\end{{Paper}}\n")
    assert run.error is None
    assert run.pdf
    found = text_of(run.pdf)
    assert _letters(found) == _letters("".join([*HARD, *_chunks()]))
    exact = [text for text in [*HARD, *_chunks()] if not any("Ā" <= char <= "ȳ" for char in text)]
    assert [text for text in exact if _plain(text) not in _plain(found)] == []


def _chunks() -> list[str]:
    """Every character that may stand for itself, in rows; signs are tried above."""
    chars = sorted(SETTABLE)
    return ["".join(chars[k : k + 12]) for k in range(0, len(chars), 12)]


def _plain(text: str) -> str:
    """Spaces, accents and the shape of dashes, quotes and Greek in mathematics don't count."""
    same = str.maketrans(
        {"’": "'", "‘": "'", "·": ".", "⋅": ".", "‑": "-", "−": "-", "µ": "u", "ı": "i", "ĳ": "ij"}
    )
    plain = unicodedata.normalize("NFKD", text.translate(same)).translate(same)
    return "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Sk", "Zs", "Cc"))


def _letters(text: str) -> list[str]:
    """Sort the letters without their accents, which the PDF holds apart where the font lacks the letter."""
    return sorted(
        char
        for char in _plain(text).replace("ȷ", "j").replace("Ð", "Đ").replace("ẞ", "SS")
        if char.isalpha() and unicodedata.category(char) != "Lm"
    )


@given(st.text(st.sampled_from(sorted(SETTABLE) + sorted(SIGNS) + list(" \t\n\u00a0\u200b")), max_size=40))
def test_nothing_active_is_left(text: str) -> None:
    written = escape(text)
    stripped = written
    for command in (
        r"\textbackslash{}",
        r"\textasciitilde{}",
        r"\textasciicircum{}",
        r"\textless{}",
        r"\textgreater{}",
    ):
        stripped = stripped.replace(command, "")
    for command in (
        r"\textbar{}",
        r"\textquotedbl{}",
        r"\textasciigrave{}",
        "{}",
        r"\{",
        r"\}",
        r"\#",
        r"\$",
        r"\%",
        r"\&",
        r"\_",
    ):
        stripped = stripped.replace(command, "")
    assert not set(stripped) & set('\\{}#$%&_^<>|"`')
    assert "--" not in written
    assert "''" not in written
    assert ",," not in written


def test_tex_passes_and_twice_is_once() -> None:
    assert escape(Tex(r"\alpha")) == r"\alpha"
    assert escape(escape("a_b")) == r"a\_b"


def test_letters_are_built_from_accents() -> None:
    assert escape("ễ") == r"\~{\^{e}}"
    assert escape("Nguyễn") == r"Nguy\~{\^{e}}n"


@pytest.mark.parametrize("text", ["Đặng ươ", "北京", "🙂", "Иван"])
def test_letters_without_a_glyph_are_refused_by_name(text: str) -> None:
    with pytest.raises(Refused, match="can't be printed"):
        escape(text)


def test_controls_vanish() -> None:
    assert escape("a\u202eb\x00c\u200bd\ne") == "abcd e"
    assert escape("soft\u00adhyphen") == r"soft\-hyphen"


@pytest.mark.parametrize(
    ("value", "comma", "shown"),
    [
        (Fraction(3), False, "3"),
        (Fraction(5, 2), False, "2.5"),
        (Fraction(5, 2), True, "2,5"),
        (Fraction(1, 4), True, "0,25"),
        (Fraction(4, 3), False, r"$1\frac{1}{3}$"),
        (Fraction(2, 3), True, r"$\frac{2}{3}$"),
    ],
)
def test_points(value: Fraction, comma: bool, shown: str) -> None:
    assert points(value, comma) == shown


def test_prose_keeps_mathematics_and_escapes_the_rest() -> None:
    assert prose("divided by m - 1 & y_i of $x_1$") == r"divided by m $-$ 1 \& $y_{i}$ of $x_1$"
    assert prose("costs 5$") == r"costs 5\$"
