r"""The computational graph of a sine neuron, y = sin(w.x) - b: one node an operation.

Options
-------
size
    Number of weights and inputs, 2 or more.
loss
    Whether the squared distance to the label is part of the graph; false unless said.
edges
    Values for the edges, in this order: the products, their sum, its sine, the output, and with a loss the difference
    and its square. Without them the edges have empty boxes, numbered in this order, to write values into.
plain
    Whether the edges stay bare: neither values nor boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from examgen.render.figures._tikz import QUIET, Options, Picture, cell, math

OPERATION = f"circle, minimum size=9.5mm, inner sep=0pt, fill=black!8, {QUIET}"
LEAF = "rectangle, inner sep=1mm, minimum size=6mm"
VALUE = "rectangle, inner sep=1mm"
BLANK = f"rectangle, inner sep=0pt, minimum width=13mm, minimum height=7.5mm, {QUIET}"
SIZES = range(2, 7)


def draw(options: Mapping[str, object]) -> str:
    """Draw the graph from left to right: leaves, products, then the chain of operations."""
    given = Options(options, ("size", "loss", "edges", "plain"))
    size = given.number("size", SIZES)
    chain = tuple(_chain(given.flag("loss")))
    marks = _marks(given, size + len(chain))
    picture = Picture()
    picture.grid("graph", _rows(size, chain, marks), "row sep=.6mm, column sep=3.2mm")
    for k in range(1, size + 1):
        picture.arrow(f"w{k}", f"p{k}")
        picture.arrow(f"x{k}", f"p{k}")
        _edge(picture, f"p{k}", "o1", f"e{k}" if marks else "")
    for k, (_, leaf) in enumerate(chain, 1):
        _edge(picture, f"o{k}", f"o{k + 1}", f"e{size + k}" if marks else "")
        if leaf:
            picture.arrow(f"b{k}", f"o{k}")
    return picture.dumps()


def _chain(loss: bool) -> Iterator[tuple[str, str]]:
    """List the operations after the products, each with the leaf that enters it."""
    yield from (("+", ""), (r"\sin", ""), ("-", "b"))
    if loss:
        yield from (("-", "l"), (r"(\cdot)^2", ""))


def _rows(size: int, chain: Sequence[tuple[str, str]], marks: Sequence[str]) -> list[list[str]]:
    """Fill the grid: four rows a product (weight, operation, input, a gap), the chain in the middle row."""
    width = 3 + 2 * len(chain) + 1
    rows = [[""] * width for _ in range(4 * size - 1)]
    for k in range(size):
        rows[4 * k][0] = cell(f"w{k + 1}", f"$w_{{{k + 1}}}$", LEAF)
        rows[4 * k + 1][1] = cell(f"p{k + 1}", r"$\times$", OPERATION)
        rows[4 * k + 2][0] = cell(f"x{k + 1}", f"$x_{{{k + 1}}}$", LEAF)
        rows[4 * k + 1][2] = marks[k] if marks else ""
    middle = 2 * size - 1
    for k, (operation, leaf) in enumerate(chain):
        rows[middle][3 + 2 * k] = cell(f"o{k + 1}", f"${operation}$", OPERATION)
        rows[middle][4 + 2 * k] = marks[size + k] if marks else ""
        rows[middle + 2][3 + 2 * k] = cell(f"b{k + 1}", f"${leaf}$", LEAF) if leaf else ""
    result = r"\mathcal{L}" if len(chain) > 3 else "y"
    rows[middle][width - 1] += cell(f"o{len(chain) + 1}", f"${result}$", LEAF)
    return rows


def _edge(picture: Picture, start: str, end: str, mark: str) -> None:
    if mark:
        picture.line(start, mark)
    picture.arrow(mark or start, end)


def _marks(given: Options, count: int) -> Sequence[str]:
    if given.flag("plain"):
        return ()
    values = given.values("edges", ())
    if values and len(values) != count:
        raise ValueError(f"there are {count} edges, not {len(values)}")
    if values:
        return [cell(f"e{k}", f"${math(value)}$", VALUE) for k, value in enumerate(values, 1)]
    return [cell(f"e{k}", _number(k), BLANK) for k in range(1, count + 1)]


def _number(k: int) -> str:
    return rf"\raisebox{{1.9mm}}{{\makebox[12mm][l]{{\sffamily\tiny {k}}}}}"
