"""Rows of cells: a feature map, a kernel, each with its name.

Options
-------
rows
    The tables: a vector is one row of cells, a matrix several.
labels
    TeX names of the tables, with commas between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from examgen.render.figures._tikz import QUIET, Options, Picture, cell, math

_UNSEEN = re.compile(r"\\[a-z]+|[{}]")
CELL = f"rectangle, minimum size=9mm, inner sep=1.2mm, {QUIET}"


def draw(options: Mapping[str, object]) -> str:
    """Draw the tables side by side."""
    given = Options(options, ("rows", "labels"))
    tables = given.values("rows")
    names = [name.strip() for name in given.words("labels").split(",")] if given.words("labels") else []
    if names and len(names) != len(tables):
        raise ValueError(f"{len(tables)} tables need as many labels")
    drawn = [_table(number, table, names[number] if names else "") for number, table in enumerate(tables)]
    return r"\hspace{14mm}".join(drawn)


def _table(number: int, table: object, name: str) -> str:
    if not isinstance(table, (tuple, list)) or not table:
        raise ValueError("a table must be a vector or a matrix")
    rows = table if isinstance(table[0], (tuple, list)) else (table,)
    picture = Picture()
    picture.grid("cells", [_row(row, _width(rows)) for row in rows], "row sep=-.5pt, column sep=-.5pt")
    label = f"${name} = {{}}$" if name else ""
    return f"{label}{picture.dumps()}"


def _row(row: Sequence[object], width: str) -> list[str]:
    return [cell("", f"${math(value)}$", f"{CELL}, minimum width={width}") for value in row]


def _width(rows: Sequence[Sequence[object]]) -> str:
    """Give all cells the width of the longest value, roughly: a digit is 2 mm."""
    longest = max(len(_UNSEEN.sub("", math(value))) for row in rows for value in row)
    return f"{max(9, 3 + 2 * longest)}mm"
