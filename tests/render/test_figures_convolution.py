"""Feature maps, kernels and tables of shapes."""

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
from examgen.text.place import Place


def box(*shape: int, start: int = -3) -> Any:
    """Nested tuples of numbers that go round from -3 to 3."""
    if not shape:
        return expr((start + 3) % 7 - 3)
    return tuple(box(*shape[1:], start=start + 5 * at) for at in range(shape[0]))


LARGEST: dict[str, Any] = {
    "input": box(3, 6, 6),
    "kernels": box(2, 3, 3, 3),
    "bias": expr([1, -2]),
    "stride": expr(2),
    "padding": expr(1),
}
VOLUME: dict[str, Any] = {"input": box(2, 4, 3, 3), "kernels": box(2, 2, 2, 2, 2), "bias": expr([1, 0])}
TABLE: dict[str, Any] = {
    "layers": ("input", r"convolution, kernel $3 \times 3$"),
    "shapes": ((Expr.symbol("C"), *expr([30, 30])), ()),
}
DRAWINGS: list[tuple[str, dict[str, Any]]] = [
    ("feature_map", LARGEST),
    ("feature_map", {**LARGEST, "kernels": box(3, 3, 3, 3), "bias": expr([1, 2, 3]), "padding": expr(3)}),
    ("feature-map", {"input": box(1, 5, 5), "kernels": box(1, 1, 2, 2), "stride": 3}),
    ("feature_map", {"input": expr([[Fraction(-137, 12), 2], [3, Fraction(1, 2)]])}),
    ("feature_map", VOLUME),
    ("feature_map", {"input": box(3, 6, 6, 6)}),
    ("dimension_table", TABLE),
    ("dimension-table", {**TABLE, "heads": r"layer, channels $\times$ height $\times$ width"}),
]


@pytest.mark.tex
def test_all_can_be_set_on_a_page(engine: Engine, templates: Templates) -> None:
    body = "".join(
        f"\\setbox0\\hbox{{{draw(name, options)}}}\\typeout{{width \\the\\wd0}}\n"
        f"\\begin{{Drawing}}\\Fitted{{\\copy0}}\\end{{Drawing}}\\newpage\n"
        for name, options in DRAWINGS
    )
    run = engine.run(templates.preamble("a4"), f"\\begin{{Paper}}{{}}{{}}{{}}{{}}\n{body}\\end{{Paper}}\n")
    assert run.error is None
    assert "Overfull" not in run.log
    widths = [float(line[6:-2]) for line in run.log.split("\n") if line.startswith("width ")]
    assert len(widths) == len(DRAWINGS)
    assert widths[0] < 463.7  # 163 mm, the width of the text: an input of 3 channels of 6 x 6 is not shrunk
    assert max(widths) < 620


def cells(drawn: str) -> list[str]:
    return re.findall(r"\\node\[rectangle[^]]*\] *\(c\d+-\d+\) *\{[^$]*\$([^$]*)\$\}", drawn)


def test_every_number_is_drawn_in_order() -> None:
    drawn = draw("feature_map", {"input": box(2, 2, 3), "kernels": box(1, 2, 2, 2)})
    numbers = [entry for part in ((2, 2, 3), (1, 2, 2, 2)) for entry in flat(box(*part))]
    assert [int(cell) for cell in cells(drawn)] == numbers


def flat(nested: Any) -> list[int]:
    return [one for part in nested for one in flat(part)] if isinstance(nested, tuple) else [int(nested)]


def test_the_window_is_framed_at_its_first_two_places() -> None:
    def frames(**options: Any) -> tuple[int, int, int]:
        drawn = draw("feature_map", {"input": box(1, 4, 4), "kernels": box(1, 1, 2, 2), **options})
        thick, dashed = drawn.count("line width=1.6pt"), drawn.count("dash pattern")
        return (thick - dashed) // 4, dashed // 4, drawn.count("fill=black!12")

    assert frames() == (1, 1, 4)
    assert frames(stride=2) == (1, 1, 4)
    assert frames(stride=3) == (1, 0, 4)
    assert frames(kernels=box(1, 1, 5, 5)) == (0, 0, 0)
    assert frames(kernels=box(1, 1, 5, 5), padding=1) == (1, 1, 25)


def test_padding_is_drawn_around_the_cells() -> None:
    drawn = draw("feature_map", {"input": box(1, 2, 2), "padding": 1})
    assert len(cells(drawn)) == 16
    assert drawn.count("text=black!55") == 12
    assert "densely dotted" in drawn
    assert "densely dotted" not in draw("feature_map", {"input": box(1, 2, 2)})


def test_maps_have_their_names() -> None:
    drawn = draw("feature_map", {**VOLUME, "names": r"\mathbf{x}, W, \beta"})
    for name in (r"\mathbf{x}_{1,3}", "W_{1,0,1}", r"\beta_{1} = 0"):
        assert f"${name}$" in drawn
    assert "$x$" in draw("feature_map", {"input": box(2, 2)})


def test_a_blank_is_left_for_a_shape_that_is_asked() -> None:
    drawn = draw("dimension_table", TABLE)
    assert r"$C \times 30 \times 30$" in drawn
    assert drawn.count(r"\rule[-1mm]") == 1


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("feature_map", {"kernels": box(1, 1, 2, 2)}, "'input' is missing"),
        ("feature_map", {"input": box(3)}, "must be a matrix, or channels"),
        ("feature_map", {"input": box(1, 1, 1, 1, 1)}, "must be a matrix, or channels"),
        ("feature_map", {"input": expr([[1, 2], [3]])}, "rows of one length"),
        ("feature_map", {**LARGEST, "kernels": box(3, 3, 3)}, "a kernel for each output and each input"),
        ("feature_map", {**LARGEST, "bias": expr([1])}, "2 output channels need as many biases"),
        ("feature_map", {**LARGEST, "padding": -1}, "'padding' must be a whole number, 0 or more"),
        ("feature_map", {**LARGEST, "stride": 0}, "'stride' must be a whole number, 1 or more"),
        ("feature_map", {**LARGEST, "stride": expr(Fraction(1, 2))}, "'stride' must be a whole number"),
        ("feature_map", {**LARGEST, "names": "x, K"}, "three names"),
        ("feature_map", {**LARGEST, "colour": "red"}, "unknown option 'colour'"),
        ("dimension_table", {**TABLE, "shapes": ((),)}, "2 layers need as many shapes"),
        ("dimension_table", {**TABLE, "layers": (1, 2)}, "must hold texts"),
        ("dimension_table", {**TABLE, "shapes": (1, 2)}, "a list of sizes for each layer"),
        ("dimension_table", {**TABLE, "heads": "layer"}, "two texts"),
    ],
)
def test_wrong_options_are_refused_at_the_figure(name: str, options: dict[str, Any], complaint: str) -> None:
    place = Place("banks/x/questions.yaml", 7, 13)
    with pytest.raises(Refused, match=complaint) as caught:
        draw(name, options, place)
    assert caught.value.diagnostics[0].place == place


def test_both_are_found_by_name() -> None:
    assert {"feature-map", "dimension-table"} <= set(names())
