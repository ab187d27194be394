"""The tree of a language model: words as nodes, every edge with its log-probability.

Every leaf has a row of its own, and so has every dashed stub, which stands for the unlikely words that were left out;
so nothing overlaps, however long the words are.

Options
-------
tree : map
    Log-probabilities by path, as ``{the: -3/2, the/red: -31/10}``; what stands first is drawn on top.
root
    The start token; ``<BOS>`` unless given.
stubs
    Whether stubs are drawn where probabilities do not add up to 1; true unless said.
comma
    Whether a comma is the decimal mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from examgen.render.escape import escape
from examgen.render.figures._tikz import QUIET, Options, Picture, cell, math
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import exp

WORD = r"anchor=west, rectangle, rounded corners=1mm, inner xsep=1.2mm, inner ysep=.5mm, font=\small"
EDGE = r"anchor=west, rectangle, inner xsep=.8mm, inner ysep=.3mm, font=\footnotesize"
STUB = r"anchor=west, rectangle, inner sep=.4mm, font=\tiny"
DASHED = "draw=black!65, line width=.4pt, densely dashed"
DECIMALS = 3
"""Digits after the point up to which a log-probability is written as a decimal."""

Path = tuple[str, ...]
Tree = Mapping[Path, Expr]


def draw(options: Mapping[str, object]) -> str:
    """Draw the tree from left to right."""
    given = Options(options, ("tree", "root", "stubs", "comma"))
    tree = _read(given.value("tree"))
    rows = dict(_rows(tree, (), 0, given.flag("stubs", True)))
    names = {path: f"n{k}" for k, path in enumerate(rows)}
    picture = Picture()
    cells = [[""] * (2 * max(map(len, tree)) + 1) for _ in range(1 + max(row for row, _ in rows.values()))]
    for path, (row, stub) in rows.items():
        column = 2 * len(path)
        if stub:
            cells[row][column - 1] = cell(names[path], r"$\cdots$", STUB)
            continue
        text = escape(path[-1] if path else given.words("root", "<BOS>"))
        cells[row][column] = cell(names[path], rf"\strut {text}", f"{WORD}, {QUIET}")
        if path:
            value = _written(tree[path], _digits(tree), given.flag("comma"))
            cells[row][column - 1] = cell(f"{names[path]}e", f"${value}$", EDGE)
    picture.grid("tree", cells, "row sep=.8mm, column sep=6mm")
    for path, (_, stub) in rows.items():
        if stub:
            picture.line(f"{names[path[:-1]]}.east", f"{names[path]}.west", DASHED)
        elif path:
            picture.line(f"{names[path[:-1]]}.east", f"{names[path]}e.west")
            picture.line(f"{names[path]}e.east", f"{names[path]}.west")
    return picture.dumps()


def _read(given: object) -> dict[Path, Expr]:
    if not isinstance(given, Mapping) or not given:
        raise ValueError("option 'tree' must be a map from path to number, as {a: -1, a/b: -2}")
    tree = {tuple(str(path).split("/")): value for path, value in given.items()}
    for path, value in tree.items():
        if not isinstance(value, Expr) or not value.is_number:
            raise ValueError(f"'{'/'.join(path)}' has no number")
        if path[:-1] and path[:-1] not in tree:
            raise ValueError(f"'{'/'.join(path)}' is there, but '{'/'.join(path[:-1])}' is not")
    return tree


def _rows(tree: Tree, path: Path, top: int, stubs: bool) -> Iterator[tuple[Path, tuple[int, bool]]]:
    """Yield the row of each path and whether it is a stub: leaves one below the other, parents in the middle."""
    children = [one for one in tree if one[:-1] == path]
    if not children:
        yield path, (top, False)
        return
    below, places = [], []
    for child in children:
        inner = list(_rows(tree, child, top, stubs))
        below += inner
        places.append(dict(inner)[child][0])
        top = 1 + max(row for _, (row, _) in inner)
    yield path, ((places[0] + places[-1]) // 2, False)
    yield from below
    if stubs and sum((exp(tree[child]) for child in children), start=ZERO) < 1:
        yield (*path, ""), (top, True)


def _digits(tree: Tree) -> int:
    """Return how many decimals the finest of the numbers needs that can be written so."""
    known = [value for value in tree.values() if value.is_rational]
    needed = [next((d for d in range(DECIMALS + 1) if (10**d * value).is_integer), 0) for value in known]
    return max(needed, default=0)


def _written(value: Expr, digits: int, comma: bool) -> str:
    """Write a number as a decimal where that is exact."""
    scaled = value * 10**digits
    if not scaled.is_integer:
        return math(value)
    whole, rest = divmod(abs(int(scaled)), 10**digits)
    point = "{,}" if comma else "."
    return f"{'-' if scaled < 0 else ''}{whole}" + (f"{point}{rest:0{digits}d}" if digits else "")
