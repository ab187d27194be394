"""A table of layers and the shapes of what they put out; a shape that is asked for is left blank.

Options
-------
layers
    TeX names of the layers, from the input on.
shapes
    For each layer the sizes, as numbers or symbols; an empty list is a blank to fill in.
heads
    TeX heads of the two columns, with a comma between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from examgen.render.figures._tikz import Options, math

BLANK = r"\rule[-1mm]{26mm}{.4pt}"


def draw(options: Mapping[str, object]) -> str:
    """Set the table: rules, no boxes."""
    given = Options(options, ("layers", "shapes", "heads"))
    layers, shapes = given.values("layers"), given.values("shapes")
    heads = [head.strip() for head in given.words("heads", "layer, output").split(",")]
    if len(layers) != len(shapes):
        raise ValueError(f"{len(layers)} layers need as many shapes")
    if len(heads) != 2:
        raise ValueError("option 'heads' must be two texts with a comma between them")
    rows = [rf"{_layer(layer)} & {_shape(shape)} \\" for layer, shape in zip(layers, shapes, strict=True)]
    head = rf"\textit{{{heads[0]}}} & \textit{{{heads[1]}}} \\"
    body = "\n".join((r"\hline", head, r"\hline", *rows, r"\hline"))
    columns = r"l@{\hspace{12mm}}l"
    return rf"\renewcommand{{\arraystretch}}{{1.35}}\begin{{tabular}}{{{columns}}}{body}\end{{tabular}}"


def _layer(layer: object) -> str:
    if not isinstance(layer, str):
        raise ValueError("option 'layers' must hold texts")
    return layer


def _shape(shape: object) -> str:
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        raise ValueError("option 'shapes' must hold a list of sizes for each layer")
    sizes = r" \times ".join(map(math, shape))
    return f"${sizes}$" if shape else BLANK
