r"""A network with two hidden layers and one output, every unit joined to all of the layer before it.

Options
-------
inputs
    Number of inputs, or a symbol: then the first, dots and the last.
units
    Number of units in each hidden layer, or a symbol.
loss
    Whether an arrow leads on to the loss; false unless said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from examgen.render.figures._tikz import QUIET, Options, Picture, math
from examgen.text.expr import Expr

UNIT = f"circle, minimum size=9mm, inner sep=0pt, {QUIET}"
LEAF = "rectangle, inner sep=1mm, minimum size=6mm"
MOST = 4
"""Units of a layer that are drawn one by one."""

ACROSS, DOWN = 2.9, 1.15
"""Distances of the layers and of the units in them, in centimetres."""

PALE = "draw=black!55, line width=.4pt"


def draw(options: Mapping[str, object]) -> str:
    """Draw the layers from left to right, with the weights between them named."""
    given = Options(options, ("inputs", "units", "loss"))
    inputs, units = _names(given, "inputs", "x_{%s}", "d"), _names(given, "units", "H^{%d}_{%s}", "d_H")
    picture = Picture()
    top = DOWN * (max(len(inputs), len(units)) - 1) / 2 + 0.75
    layers = [
        _layer(picture, 0, inputs, LEAF),
        _layer(picture, 1, [name.replace("%d", "1") for name in units], UNIT),
        _layer(picture, 2, [name.replace("%d", "2") for name in units], UNIT),
        _layer(picture, 3, ["f"], UNIT),
    ]
    for number, (left, right) in enumerate(pairwise(layers), 1):
        _joined(picture, left, right)
        picture.node(
            f"w{number}",
            rf"$W^{{{number}}}\!, b^{{{number}}}$",
            f"inner sep=0pt, at={{({ACROSS * (number - 0.5):.2f},{top:.2f})}}",
        )
    if given.flag("loss"):
        picture.node("loss", r"$(y - f)^2$", f"{LEAF}, at={{({ACROSS * 3.75:.2f},0)}}")
        picture.arrow(layers[-1][0], "loss")
    return picture.dumps()


def _names(given: Options, option: str, pattern: str, size: str) -> list[str]:
    """Name the units of a layer; an empty name stands for dots."""
    count = given.value(option)
    if isinstance(count, Expr) and not count.is_number:
        return [pattern.replace("%s", "1"), "", pattern.replace("%s", size)]
    number = given.number(option, range(1, 1001))
    if number > MOST:
        return [
            pattern.replace("%s", "1"),
            pattern.replace("%s", "2"),
            "",
            pattern.replace("%s", math(number)),
        ]
    return [pattern.replace("%s", str(k)) for k in range(1, number + 1)]


def _layer(picture: Picture, column: int, names: Sequence[str], style: str) -> list[str]:
    """Draw the units of a layer, centred; return those that arrows may touch."""
    drawn = []
    for row, name in enumerate(names):
        place = f"at={{({ACROSS * column:.2f},{DOWN * ((len(names) - 1) / 2 - row):.3f})}}"
        if name:
            drawn.append(f"u{column}{row}")
            picture.node(drawn[-1], f"${name}$", f"{style}, {place}")
        else:
            picture.node(f"dots{column}", r"$\vdots$", f"inner sep=0pt, {place}")
    return drawn


def _joined(picture: Picture, left: Sequence[str], right: Sequence[str]) -> None:
    for start in left:
        for end in right:
            picture.line(start, end, f"-{{Stealth[length=1.6mm]}}, {PALE}")
