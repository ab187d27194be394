"""The loss curve and the network diagram."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from handmade import expr

from examgen.render.engine import Engine
from examgen.render.figures import draw, names
from examgen.render.latex import Templates
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

CURVE = {"stationary": expr([1, -3, 2]), "start": expr(Fraction(5, 4))}
DRAWINGS: list[tuple[str, dict[str, Any]]] = [
    ("loss-curve", CURVE),
    ("loss_curve", {"stationary": expr([-4, 0, 4]), "name": r"\theta"}),
    ("loss-curve", {"stationary": (-sqrt(2), *expr([0, Fraction(7, 2)])), "start": expr(-5)}),
    ("mlp-diagram", {"inputs": expr(3), "units": expr(2)}),
    ("mlp-diagram", {"inputs": expr(1), "units": expr(4), "loss": True}),
    ("mlp_diagram", {"inputs": Expr.symbol("d"), "units": Expr.symbol("dH"), "loss": True}),
    ("mlp-diagram", {"inputs": expr(784), "units": expr(128)}),
]


def test_both_are_found() -> None:
    assert {"loss-curve", "mlp-diagram"} <= set(names())


@pytest.mark.tex
def test_all_can_be_set_on_a_page(engine: Engine, templates: Templates) -> None:
    body = "".join(
        f"\\begin{{Drawing}}\\Fitted{{{draw(name, options)}}}\\end{{Drawing}}\n" for name, options in DRAWINGS
    )
    run = engine.run(templates.preamble("a4"), f"\\begin{{Paper}}{{}}{{}}{{}}{{}}\n{body}\\end{{Paper}}\n")
    assert run.error is None
    assert "Overfull" not in run.log


def _curve(drawn: str) -> list[tuple[float, float]]:
    path = max(drawn.split("\n"), key=len)
    return [(float(x), float(y)) for x, y in re.findall(r"\((-?[\d.]+),(-?[\d.]+)\)", path)]


def test_the_curve_turns_at_the_stationary_points() -> None:
    points = _curve(draw("loss-curve", {"stationary": expr([0, -3, 4])}))
    heights = [y for _, y in points]
    turns = [
        k
        for k in range(1, len(points) - 1)
        if (heights[k] - heights[k - 1]) * (heights[k + 1] - heights[k]) < 0
    ]
    low, high = -3 - 0.12 * 7, 4 + 0.12 * 7
    found = [low + (high - low) * points[k][0] / 9 for k in turns]
    assert found == pytest.approx([-3, 0, 4], abs=0.08)
    assert heights[turns[2]] == min(heights)
    assert all(0 <= x <= 9.001 and 0.399 <= y <= 3.601 for x, y in points)


def test_the_start_lies_on_the_curve() -> None:
    drawn = draw("loss-curve", CURVE)
    (place,) = re.findall(r"at=\{\((-?[\d.]+),(-?[\d.]+)\)\}\] \(start\)", drawn)
    x, y = map(float, place)
    assert min(abs(a - x) + abs(b - y) for a, b in _curve(drawn)) < 0.1


def test_every_stationary_point_has_its_mark() -> None:
    drawn = draw("loss-curve", CURVE)
    assert all(f"{{${number}$}}" in drawn for number in ("1", "-3", "2"))
    assert "start" not in draw("loss-curve", {"stationary": CURVE["stationary"]})


def test_the_diagram_has_every_unit_and_every_weight() -> None:
    drawn = draw("mlp-diagram", {"inputs": expr(3), "units": expr(2)})
    assert all(f"$x_{{{k}}}$" in drawn for k in (1, 2, 3))
    assert all(f"$H^{{{layer}}}_{{{k}}}$" in drawn for layer in (1, 2) for k in (1, 2))
    assert drawn.count(r"\path") == 3 * 2 + 2 * 2 + 2
    assert "(y - f)^2" not in drawn
    assert all(f"$W^{{{k}}}" in drawn for k in (1, 2, 3))


def test_long_and_symbolic_layers_have_dots() -> None:
    drawn = draw("mlp-diagram", {"inputs": Expr.symbol("d"), "units": expr(128), "loss": True})
    assert drawn.count(r"\vdots") == 3
    assert all(name in drawn for name in ("$x_{d}$", "$H^{1}_{128}$", "$H^{2}_{2}$", "(y - f)^2"))
    assert "$H^{1}_{3}$" not in drawn


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("loss-curve", {"stationary": ()}, "must be a list"),
        ("loss-curve", {"stationary": (Expr.symbol("a"),)}, "must be numbers"),
        ("loss-curve", {"stationary": expr([1]), "begin": 1}, "unknown option 'begin'"),
        ("mlp-diagram", {"inputs": expr(2)}, "option 'units' is missing"),
        ("mlp-diagram", {"inputs": expr(0), "units": expr(1)}, "option 'inputs' must be"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        draw(name, options)
