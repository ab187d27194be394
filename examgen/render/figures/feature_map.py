"""Feature maps and kernels as cells, channels side by side, with the places of the window in the first rows.

Zeros of the padding stand around the cells, within a dotted frame. Where the window starts is shaded and has a
thick frame, its next place a thick dashed one. Volumes are shown slice by slice, the slice's index behind that of
the channel.

Options
-------
input
    The input: channels of matrices, channels of volumes, or one matrix.
kernels
    For each output channel the kernels of its input channels; without them there is no window.
bias
    A number for each output channel.
stride, padding
    Of the window; 1 and 0 unless given.
names
    TeX names of input, kernels and biases: ``x, K, b`` unless given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from examgen.render.figures._tikz import QUIET, Options, Picture, cell, math

SIDE, LEAST = 6.5, 4.6
"""Height of a cell, and its least width, in mm; many cells side by side get smaller."""

WIDTH = 155.0
"""Where a line of maps is broken, in mm."""

GAP, WIDE_GAP = 5.0, 9.0
BETWEEN = r" \\ \noalign{\vskip2.5mm} "
_UNSEEN = re.compile(r"\\[a-z]+|[{}]")
FRAME = "draw=black, line width=1.6pt, line cap=rect"
NEXT = f"{FRAME}, dash pattern=on 2.4mm off 1.6mm"
ZERO = "text=black!55"
RIM = "densely dotted, draw=black!70, line width=.5pt"
FIRST = "fill=black!12"


def draw(options: Mapping[str, object]) -> str:
    """Draw the input, and below it the kernels with their biases."""
    given = Options(options, ("input", "kernels", "bias", "stride", "padding", "names"))
    names = [name.strip() for name in given.words("names", "x, K, b").split(",")]
    if len(names) != 3:
        raise ValueError("option 'names' must be three names with commas between them")
    kernels = given.values("kernels", ())
    padding, stride = _count(given, "padding", 0), _count(given, "stride", 1)
    moves = (_depth(kernels) == 4) * stride  # a window in a slice of a volume would show less than half
    window = len(kernels[0][0]) if moves else 0  # type: ignore[index]
    groups = [_input(given.values("input"), names[0], padding, window, stride)]
    if kernels:
        groups.append(_filters(kernels, given.values("bias", ()), names[1], names[2]))
    lines = [line for group in groups for line in _broken(group)]
    return rf"\begin{{tabular}}{{@{{}}c@{{}}}}{BETWEEN.join(lines)}\end{{tabular}}"


def _count(given: Options, name: str, default: int) -> int:
    found: Any = given.value(name, str(default))
    try:
        number = int(found)
    except (TypeError, ValueError, ArithmeticError):
        number = -1
    if number < (name == "stride"):
        raise ValueError(f"option '{name}' must be a whole number, {1 if name == 'stride' else 0} or more")
    return number


def _depth(box: Any) -> int:
    return 1 + _depth(box[0]) if isinstance(box, (tuple, list)) and box else 0


Group: TypeAlias = tuple[str, float]
"""TeX of maps that stay together, and how wide they are, in mm."""

Slice: TypeAlias = tuple[tuple[int, ...], Any]
"""A matrix, and the indices before those of its rows and columns."""


def _input(box: Any, name: str, padding: int, window: int, stride: int) -> list[Group]:
    if _depth(box) not in (2, 3, 4):
        raise ValueError("option 'input' must be a matrix, or channels of matrices or of volumes")
    padding = 0 if _depth(box) == 4 else padding
    named = [((at,), one) for at, one in enumerate(box)] if _depth(box) > 2 else [((), box)]
    channels = [list(_slices(one, index)) for index, one in named]
    columns = sum(_columns(slices, padding) for slices in channels)
    gaps = WIDE_GAP * (len(channels) - 1) + GAP * sum(len(slices) - 1 for slices in channels)
    look = _look(box, (WIDTH - gaps) / columns)
    groups = []
    for slices in channels:
        maps = [_map(_title(name, at), slice_, look, padding, window, stride) for at, slice_ in slices]
        width = look.width * _columns(slices, padding) + GAP * (len(slices) - 1)
        groups.append((rf"\hspace{{{GAP}mm}}".join(maps), width))
    return groups


def _columns(slices: list[Slice], padding: int) -> int:
    return sum(len(slice_[0]) + 2 * padding for _, slice_ in slices)


def _filters(kernels: Any, biases: Sequence[object], kernel: str, bias: str) -> list[Group]:
    if _depth(kernels) not in (4, 5):
        raise ValueError("option 'kernels' must hold a kernel for each output and each input channel")
    if biases and len(biases) != len(kernels):
        raise ValueError(f"{len(kernels)} output channels need as many biases")
    found, look = [], _look(kernels, SIDE)
    for number, channels in enumerate(kernels):
        slices = list(_slices(channels))
        maps = [_map(_title(kernel, (number, *index)), slice_, look) for index, slice_ in slices]
        if biases:
            maps.append(f"${_title(bias, (number,))} = {math(biases[number])}$")
        drawn = rf"\hspace{{{GAP}mm}}".join(maps)
        found.append(
            (drawn, sum(look.width * len(slice_[0]) + GAP for _, slice_ in slices) + 14 * bool(biases))
        )
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """How the cells of a map look: their sizes in mm, the size of what is written in them."""

    height: float
    width: float
    size: str


def _look(box: Any, room: float) -> _Look:
    """Give all cells the width of the longest value, roughly (a digit is 2 mm), and no more than they have."""
    longest = max(len(_UNSEEN.sub("", math(value))) for value in _values(box))
    side = min(SIDE, max(LEAST, room))
    return _Look(
        side,
        max(side, 2 + (1.9 if side == SIDE else 1.4) * longest),
        "" if side == SIDE else r"\footnotesize",
    )


def _slices(box: Any, index: tuple[int, ...] = ()) -> Iterator[Slice]:
    """Give the matrices of a tensor with the indices before them."""
    if _depth(box) == 2:
        yield index, box
    else:
        for at, inner in enumerate(box):
            yield from _slices(inner, (*index, at))


def _title(name: str, index: Sequence[int]) -> str:
    return f"{name}_{{{','.join(map(str, index))}}}" if index else name


def _values(box: Any) -> Iterator[Any]:
    if isinstance(box, (tuple, list)):
        for inner in box:
            yield from _values(inner)
    else:
        yield box


def _broken(group: list[Group]) -> Iterator[str]:
    """Put as much into a line as fits; in one line, groups stand further apart than their maps."""
    line, used = "", WIDTH
    for drawn, width in group:
        if used + WIDE_GAP + width <= WIDTH:
            line, used = rf"{line}\hspace{{{WIDE_GAP}mm}}{drawn}", used + WIDE_GAP + width
        else:
            if line:
                yield line
            line, used = drawn, width
    yield line


# One map


def _map(title: str, rows: Any, look: _Look, padding: int = 0, window: int = 0, stride: int = 1) -> str:
    if len({len(row) for row in rows}) != 1:
        raise ValueError("a map must be a matrix with rows of one length")
    picture = Picture()
    height, across = len(rows) + 2 * padding, len(rows[0]) + 2 * padding
    shaded = window if window <= min(height, across) else 0

    def inside(i: int, j: int) -> str:
        within = 0 <= i - padding < len(rows) and 0 <= j - padding < len(rows[0])
        text, pen = (math(rows[i - padding][j - padding]), QUIET) if within else ("0", ZERO)
        pen = f"{pen}, {FIRST}" if max(i, j) < shaded else pen
        size = f"minimum height={look.height}mm, minimum width={look.width}mm"
        return cell(f"c{i}-{j}", f"{look.size}${text}$", f"rectangle, inner sep=0pt, {size}, {pen}")

    cells = [[inside(i, j) for j in range(across)] for i in range(height)]
    picture.grid("map", cells, "row sep=-.5pt, column sep=-.5pt")
    picture.node("", f"${title}$", "at={(map.north)}, anchor=south, inner sep=1mm")
    if padding:
        _frame(picture, (0, 0), (height - 1, across - 1), RIM)
    if shaded and window + stride <= across:
        _frame(picture, (0, stride), (window - 1, stride + window - 1), NEXT)
    if shaded:
        _frame(picture, (0, 0), (window - 1, window - 1), FRAME)
    return picture.dumps()


def _frame(picture: Picture, first: tuple[int, int], last: tuple[int, int], pen: str) -> None:
    """Draw a frame around the cells from one corner to the other."""
    (top, left), (low, right) = first, last
    corners = (
        f"c{top}-{left}.north west",
        f"c{top}-{right}.north east",
        f"c{low}-{right}.south east",
        f"c{low}-{left}.south west",
    )
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        picture.line(start, end, pen)
