"""What the figures share: PyLaTeX's TikZ objects, values as TeX, options read strictly.

Columns are laid out by a TikZ matrix, which measures what stands in its cells: whatever values are drawn, nothing
overlaps. What is emphasised is thick as well as coloured, so that it shows in black and white.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from pylatex import NoEscape
from pylatex.tikz import TikZ, TikZDraw, TikZNode, TikZOptions, TikZPathList, TikZUserPath

from examgen.text.expr import Expr
from examgen.text.tex import tex

ARROW = "-{Stealth[length=2.4mm]}"
EMPHASIS = "draw=red!75!black, line width=1.5pt"
BASELINE = "baseline={([yshift=-.6ex]current bounding box.center)}"
QUIET = "draw=black, line width=.5pt"


def math(value: object) -> str:
    """Write a value as TeX mathematics; a text is TeX already."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return str(tex(Expr.of(value)))
    return str(tex(value))  # type: ignore[arg-type]


class Options:
    """The options of a figure; what is missing or of the wrong kind is a `ValueError` with a sentence."""

    def __init__(self, given: Mapping[str, object], known: Iterable[str]) -> None:
        self._given = given
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise ValueError(f"unknown option '{unknown[0]}'; there are {', '.join(known)}")

    def value(self, name: str, default: object = None) -> object:
        """Read an option of any kind; without a default it must be there."""
        if name in self._given:
            return self._given[name]
        if default is None:
            raise ValueError(f"option '{name}' is missing")
        return default

    def values(self, name: str, default: Sequence[object] | None = None) -> tuple[object, ...]:
        """Read a list."""
        found = self.value(name, default)
        if not isinstance(found, (tuple, list)) or (not found and default is None):
            raise ValueError(f"option '{name}' must be a list")
        return tuple(found)

    def number(self, name: str, among: Sequence[int]) -> int:
        """Read a small whole number."""
        found = self.value(name)
        for one in among:
            if found == one or str(found) == str(one):
                return one
        raise ValueError(f"option '{name}' must be {' or '.join(map(str, among))}")

    def flag(self, name: str, default: bool = False) -> bool:
        """Read true or false."""
        found = self._given.get(name, default)
        if not isinstance(found, bool):
            raise ValueError(f"option '{name}' must be true or false")
        return found

    def words(self, name: str, default: str = "") -> str:
        """Read a text."""
        found = self._given.get(name, default)
        if not isinstance(found, str):
            raise ValueError(f"option '{name}' must be a text")
        return found


class Picture:
    """A ``tikzpicture`` under construction."""

    def __init__(self) -> None:
        self._picture = TikZ(options=TikZOptions(NoEscape(BASELINE)))

    def node(self, name: str, text: str, options: str) -> None:
        """Add a node."""
        self._picture.append(_node(name, text, options))

    def grid(self, name: str, rows: Sequence[Sequence[str]], options: str) -> None:
        """Add nodes in rows and columns that are as wide as they need to be (see `cell`)."""
        body = "\n".join(r" \& ".join(row) + r" \\" for row in rows)
        self.node(name, f"\n{body}\n", f"matrix, ampersand replacement=\\&, inner sep=0pt, {options}")

    def arrow(self, start: str, end: str, label: str = "", options: str = QUIET, side: str = "above") -> None:
        """Draw an arrow between nodes, with mathematics beside it."""
        edge = f"edge node[{side}] {{${label}$}}" if label else "edge"
        path = TikZPathList(TikZNode(start), TikZUserPath(NoEscape(edge)), TikZNode(end))
        self._picture.append(TikZDraw(path, options=TikZOptions(NoEscape(f"{ARROW}, {options}"))))

    def line(self, start: str, end: str, options: str = QUIET) -> None:
        """Draw a line between nodes."""
        path = TikZPathList(TikZNode(start), "--", TikZNode(end))
        self._picture.append(TikZDraw(path, options=TikZOptions(NoEscape(options))))

    def dumps(self) -> str:
        """Write the picture as TeX."""
        return str(self._picture.dumps())


def cell(name: str, text: str, options: str) -> str:
    """Write a node for a place in a grid."""
    return str(_node(name, text, options).dumps())


def _node(name: str, text: str, options: str) -> TikZNode:
    return TikZNode(name, options=TikZOptions(NoEscape(options)), text=NoEscape(text))
