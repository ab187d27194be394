"""The tree of a language model: what is written, what is left out, and that nothing overlaps."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from examgen.render.engine import Engine
from examgen.render.figures import draw, names
from examgen.render.latex import Templates
from examgen.solvers.exact import exact
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.functions import log

HALF = log(Expr.of(Fraction(1, 2)))
SMALL = {"the": Fraction(-3, 2), "a": -2, "the/red": Fraction(-31, 10), "a/blue": Fraction(-27, 10)}


def of(tree: Any, **options: Any) -> str:
    return draw("language-tree", {"tree": exact(tree), **options})


def full(words: list[str], depth: int) -> dict[str, Fraction]:
    paths = [path for length in range(1, depth + 1) for path in itertools.product(words, repeat=length)]
    return {"/".join(path): Fraction(-13 - 7 * at % 60, 10) for at, path in enumerate(paths)}


def test_it_is_known() -> None:
    assert "language-tree" in names()


def test_words_and_numbers_are_there() -> None:
    drawn = of(SMALL)
    for text in ("the", "blue", r"\textless{}BOS\textgreater{}", "$-1.5$", "$-2.0$", "$-3.1$"):
        assert text in drawn
    assert drawn.count("dashed") == 3


def test_a_comma_and_other_numbers() -> None:
    assert "$-1{,}5$" in of(SMALL, comma=True)
    assert "$-2$" in of({"a": -2})
    assert r"\frac{1}{3}" in of({"a": Fraction(-1, 3)})


def test_stubs_stand_only_where_something_is_left_out() -> None:
    assert "dashed" not in of({"heads": HALF, "tails": HALF})
    assert "dashed" not in of(SMALL, stubs=False)


def test_strange_words_are_escaped() -> None:
    drawn = of({"50%_&": -1}, root="$")
    assert r"50\%\_\&" in drawn
    assert r"\$" in drawn


@pytest.mark.parametrize(
    ("tree", "complaint"),
    [
        ((1, 2), "must be a map"),
        ({}, "must be a map"),
        ({"a/b": -1}, "'a/b' is there, but 'a' is not"),
        ({"a": "b"}, "'a' has no number"),
        ({"a": Expr.symbol("x")}, "'a' has no number"),
    ],
)
def test_bad_trees_are_refused(tree: Any, complaint: str) -> None:
    with pytest.raises(Refused, match=complaint):
        of(tree)


@pytest.mark.tex
@pytest.mark.parametrize(
    "tree",
    [
        SMALL,
        {"x": HALF, "y": HALF},
        full(["an", "extraordinarily"], 3),
        full(["an", "unerschütterlich", "of"], 3),
        full(["w"], 3),
    ],
)
def test_every_word_can_be_read_back(
    engine: Engine, templates: Templates, text_of: Callable[[bytes], str], tree: dict[str, Any]
) -> None:
    """What overlaps is garbled, what is lost is missing."""
    body = f"\\begin{{Drawing}}\\Fitted{{{of(tree)}}}\\end{{Drawing}}\n"
    run = engine.run(templates.preamble("a4"), f"\\begin{{Paper}}{{}}{{}}{{}}{{}}\n{body}\\end{{Paper}}\n")
    assert run.error is None
    assert "Overfull" not in run.log
    assert run.pdf is not None
    lines = text_of(run.pdf).replace("\r", "").split()
    words = [path.rpartition("/")[2] for path in tree]
    for word in set(words):
        assert lines.count(word) == words.count(word)
