"""Figures from an instance's own numbers."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from handmade import expr
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.render import figures
from examgen.render.engine import Engine
from examgen.render.figures import draw, names
from examgen.render.latex import Templates
from examgen.text.diagnostic import Refused
from examgen.text.functions import sqrt
from examgen.text.place import Place

HALF = Fraction(-137, 12)
DRAWINGS: list[tuple[str, dict[str, Any]]] = [
    ("unrolled_rnn", {"weight": r"\theta", "start": expr(1), "inputs": expr([1, -1]), "targets": expr([0])}),
    (
        "unrolled-rnn",
        {
            "weight": r"\theta_2",
            "input_weight": r"\theta_1",
            "start": expr(HALF),
            "inputs": expr([HALF] * 4),
            "targets": expr([HALF] * 4),
        },
    ),
    ("action_tree", {"state": expr(HALF), "returns": expr([HALF, 3]), "taken": expr(2)}),
    ("action_tree", {"state": 1, "returns": (6, -2), "taken": "1"}),
    ("mdp", {"states": expr([HALF, HALF, 2]), "action": expr(1)}),
    ("computational_graph", {"size": expr(2)}),
    ("computational_graph", {"size": 3, "loss": True}),
    (
        "computational_graph",
        {"size": 2, "loss": True, "edges": (*expr([1, 2, 3]), sqrt(3) / 2, *expr([HALF, 5, 6]))},
    ),
    ("computational_graph", {"size": 6, "plain": True}),
    ("cells", {"rows": (expr([2, 1, 2]), expr([1, 0])), "labels": r"\mathbf{x}, \mathbf{w}"}),
    ("cells", {"rows": (expr([HALF, sqrt(2) / 3]), expr([[1, 2], [3, HALF]]))}),
    ("algorithm_box", {"algorithm": "batch-norm"}),
    ("algorithm_box", {"algorithm": "batch-norm", "words": "Mittel & mehr; Varianz; normieren; skalieren"}),
]


@pytest.mark.tex
def test_all_can_be_set_on_a_page(engine: Engine, templates: Templates) -> None:
    body = "".join(
        f"\\begin{{Drawing}}\\Fitted{{{draw(name, options)}}}\\end{{Drawing}}\n" for name, options in DRAWINGS
    )
    run = engine.run(templates.preamble("a4"), f"\\begin{{Paper}}{{}}{{}}{{}}{{}}\n{body}\\end{{Paper}}\n")
    assert run.error is None
    assert "Overfull" not in run.log


fractions = st.fractions(-999, 999, max_denominator=997).map(expr)


@pytest.mark.tex
@settings(max_examples=8, deadline=None)
@given(st.lists(fractions, min_size=3, max_size=3), st.integers(1, 2))
def test_nothing_overlaps_whatever_is_drawn(
    engine: Engine, templates: Templates, values: list[Any], taken: int
) -> None:
    """Every number is read back from the page: what overlaps is garbled, what is lost is missing."""
    drawings = [
        draw(
            "unrolled_rnn",
            {"weight": r"\theta", "start": values[0], "inputs": tuple(values), "targets": tuple(values)},
        ),
        draw("action_tree", {"state": values[0], "returns": tuple(values[1:]), "taken": taken}),
        draw("mdp", {"states": tuple(values), "action": taken}),
    ]
    body = "".join(
        f"\\setbox0\\hbox{{{one}}}\\typeout{{width \\the\\wd0}}\\Fitted{{\\copy0}}\\par\n" for one in drawings
    )
    run = engine.run(templates.preamble("a4"), f"\\begin{{Paper}}{{}}{{}}{{}}{{}}\n{body}\\end{{Paper}}\n")
    assert run.error is None
    assert "Overfull" not in run.log
    widths = [float(line[6:-2]) for line in run.log.split("\n") if line.startswith("width ")]
    assert len(widths) == 3
    assert max(widths) < 620


def test_the_branch_taken_is_thick() -> None:
    def pens(taken: int) -> list[bool]:
        drawn = draw("action_tree", {"state": 1, "returns": (6, -2), "taken": taken})
        return ["1.5pt" in line for line in drawn.split("\n") if "(x) edge" in line.replace("\\draw", "")]

    assert pens(1) == [True, False]
    assert pens(2) == [False, True]


def test_losses_stand_where_targets_are() -> None:
    base = {"weight": "w", "start": 0, "inputs": (1, 2, 3)}
    assert draw("unrolled_rnn", {**base, "targets": (5,)}).count(r"\mathcal{L}") == 1
    assert draw("unrolled_rnn", {**base, "targets": (5, 6, 7)}).count(r"\mathcal{L}") == 3


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        (
            "unrolled_rnn",
            {"weight": "w", "start": 0, "inputs": (1, 2, 3), "targets": (1, 2)},
            "3 inputs need as many targets",
        ),
        ("unrolled_rnn", {"weight": "w", "start": 0, "targets": (1,)}, "'inputs' is missing"),
        ("unrolled_rnn", {"weight": "w", "start": 0, "inputs": 3, "targets": (1,)}, "must be a list"),
        ("unrolled_rnn", {"weight": 7, "start": 0, "inputs": (3,), "targets": (1,)}, "must be a text"),
        ("action_tree", {"state": 1, "returns": (1, 2, 3), "taken": 1}, "so two returns"),
        ("action_tree", {"state": 1, "returns": (1, 2), "taken": 3}, "must be 1 or 2"),
        ("mdp", {"states": (1, 2), "action": 1}, "three states"),
        ("mdp", {"states": (1, 2, 3), "action": 1, "colour": "red"}, "unknown option 'colour'"),
        ("computational_graph", {"size": 2, "edges": (1, 2)}, "there are 5 edges, not 2"),
        ("computational_graph", {"size": 2, "loss": 1}, "must be true or false"),
        ("cells", {"rows": ((1, 2), (3,)), "labels": "x"}, "2 tables need as many labels"),
        ("cells", {"rows": (1, 2)}, "vector or a matrix"),
        ("algorithm_box", {"algorithm": "adam"}, "unknown algorithm 'adam'"),
        ("algorithm_box", {"algorithm": "batch-norm", "words": "a; b"}, "as many words"),
    ],
)
def test_wrong_options_are_refused_at_the_figure(name: str, options: dict[str, Any], complaint: str) -> None:
    place = Place("banks/x/questions.yaml", 7, 13)
    with pytest.raises(Refused, match=complaint) as caught:
        draw(name, options, place)
    assert caught.value.diagnostics[0].place == place


def test_unknown_figures_are_refused_with_the_nearest() -> None:
    with pytest.raises(Refused) as caught:
        draw("unroled_rnn", {})
    assert "unrolled" in caught.value.diagnostics[0].hint
    with pytest.raises(Refused) as caught:
        draw("zzzzz", {})
    assert "there are" in caught.value.diagnostics[0].hint


def test_names_are_the_modules() -> None:
    folder = Path(figures.__file__).parent
    modules = [path.stem.replace("_", "-") for path in sorted(folder.glob("[a-z]*.py"))]
    assert names() == modules
    assert {"computational-graph", "language-tree", "feature-map", "unrolled-rnn"} <= set(modules)


def test_pylatex_is_imported_late() -> None:
    import subprocess

    code = "import sys, examgen.render.latex; sys.exit('pylatex' in sys.modules or 'pikepdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
