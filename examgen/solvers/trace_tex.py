r"""TeX of unevaluated arithmetic, as a teacher would write it on the board.

Negative numbers get parentheses where they follow an operator, except in a sum, where ``2 + (-3)`` is written
``2-3``; a fraction needs none around its parts; a part that is another entry of the same vector appears as
its value. Long sums and vectors are cut: first terms, dots, last term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from examgen.text.tex import matrix_tex, tex

if TYPE_CHECKING:
    from examgen.solvers.trace import Node

LINE = 90
"""Visible characters after which a sum is cut and a vector becomes a column."""

TOO_LONG = 150
"""Visible characters after which a line is of no use and is left out."""

ENTRIES = 6
"""Entries of a vector, or rows of a matrix, that are shown."""

T = TypeVar("T")
Nodes: TypeAlias = "Node | tuple[Nodes, ...]"


_REACHES = re.compile(r"\\(?:ln|(?:arc)?(?:sin|cos|tan)h?) [^\s{}]+\Z")
"""A function whose argument has no brackets: what follows would seem to belong to it."""

_PLAIN_FRACTION = re.compile(r"\A(-?)\\frac\{(\d*(?:\\sqrt\{\d+\}|\\pi)?)\}\{(\d+)\}\Z")


class _Binds(IntEnum):
    """How strongly a piece of TeX holds together."""

    SUM = 0
    PRODUCT = 1
    FRACTION = 2  # also calls and powers: fine as a factor, not as a base
    ATOM = 3


@dataclass(frozen=True, slots=True)
class _Piece:
    """TeX of a part: as it stands alone or first, and as it follows an operator."""

    alone: str
    after: str
    binds: _Binds
    number: bool = False  # a negative number: may be taken into a sum with its own sign

    def factor(self, first: bool = False, last: bool = True) -> str:
        if self.binds is _Binds.SUM or (not last and _REACHES.search(self.alone)):
            return _parentheses(self.alone)
        return self.alone if first else self.after


def as_tex(nodes: Nodes) -> str:
    r"""Write a traced number, vector or matrix; empty if nothing was computed or it would be too long.

    Parameters
    ----------
    nodes
        A node, or tuples of nodes for a vector (a row, or a column if that is too long) or a matrix.
    """
    writer = _Writer(frozenset(_leaves(nodes)))
    if not isinstance(nodes, tuple):
        return _short(writer.entry(nodes)) if nodes.kind else ""
    if not any(node.kind for node in _leaves(nodes)):
        return ""
    if not isinstance(nodes[0], tuple):
        return _vector([writer.entry(entry) for entry in _leaves(nodes)])
    return _array([[writer.entry(entry) for entry in _leaves(row)] for row in nodes])


def visible(text: str) -> int:
    r"""Estimate the characters across that TeX math sets: a command is one, a fraction its wider part."""
    for pattern, kept in _LAYOUT:
        text = pattern.sub(kept, text)
    while True:
        shorter = _FRACTION.sub(lambda found: max(found[1], found[2], key=len), text)
        shorter = _BRACES.sub(r"\1", shorter)
        if shorter == text:
            return len(re.sub(r"[{}^_&\s]", "", text))
        text = shorter


_LAYOUT = (
    (re.compile(r"\\(?:left|right|mathrm|operatorname|tfrac(?=\{)|[,;!])"), ""),
    (re.compile(r"\\(?:sin|cos|tan|log|ln|exp)\b"), "xxx"),
    (re.compile(r"\\(?:frac|dfrac)\b"), "\\\\F"),
    (re.compile(r"\\(?!F)[a-zA-Z]+"), "x"),
)
_FRACTION = re.compile(r"\\F\{([^{}]*)\}\{([^{}]*)\}")
_BRACES = re.compile(r"(?<![F}])\{([^{}]*)\}(?!\{)")


class _Writer:
    """Writes the entries of a value; within each, the others are known."""

    def __init__(self, entries: frozenset[Node]) -> None:
        self.entries = entries
        self.current: Node | None = None

    def entry(self, node: Node) -> str:
        self.current = node
        return self.piece(node).alone

    def piece(self, node: Node) -> _Piece:
        if not self.open(node):
            return _number(tex(node.value))
        if node.kind in ("+", "-"):
            return self.sum(node)
        if node.kind == "*":
            return self.product(node)
        if node.kind == "/":
            top, bottom = (_slashed(self.piece(part).alone) for part in node.parts)
            return _whole(rf"\frac{{{top}}}{{{bottom}}}")
        if node.kind == "^":
            return self.power(*node.parts)
        if node.kind == "neg":
            return _minus(self.piece(node.parts[0]).factor())
        return _call(node.kind, [self.piece(part).alone for part in node.parts])

    def open(self, node: Node) -> bool:
        return bool(node.kind) and (node is self.current or node not in self.entries)

    def sum(self, node: Node) -> _Piece:
        terms = [self.term(part, plus, i == 0) for i, (part, plus) in enumerate(self.terms(node))]
        text = _cut(terms)
        return _Piece(text, _parentheses(text), _Binds.SUM)

    def terms(self, node: Node, plus: bool = True) -> Iterator[tuple[Node, bool]]:
        if plus and self.open(node) and node.kind in ("+", "-"):
            yield from self.terms(node.parts[0])
            yield from self.terms(node.parts[1], node.kind == "+")
        elif self.open(node) and node.kind == "neg":
            yield node.parts[0], not plus
        else:
            yield node, plus

    def term(self, node: Node, plus: bool, first: bool) -> str:
        piece = self.piece(node)
        if plus and (first or piece.number):
            return piece.alone
        return ("+" if plus else "-") + piece.factor()

    def product(self, node: Node) -> _Piece:
        head, *middle, tail = [self.piece(part) for part in self.factors(node)]
        rest = [*(piece.factor(last=False) for piece in middle), tail.factor()]
        alone = r" \cdot ".join([head.factor(first=True, last=False), *rest])
        after = r" \cdot ".join([head.factor(last=False), *rest])
        return _Piece(alone, after, _Binds.PRODUCT)

    def factors(self, node: Node) -> Iterator[Node]:
        if self.open(node) and node.kind == "*":
            for part in node.parts:
                yield from self.factors(part)
        else:
            yield node

    def power(self, base: Node, exponent: Node) -> _Piece:
        inner = self.piece(base)
        if exponent.value * 2 == 1:
            return _whole(rf"\sqrt{{{inner.alone}}}")
        if exponent.value == -1:
            return _whole(rf"\frac{{1}}{{{inner.alone}}}")
        held = inner.alone if inner.binds is _Binds.ATOM else _parentheses(inner.alone)
        return _whole(f"{held}^{{{self.piece(exponent).alone}}}")


def _number(text: str) -> _Piece:
    """Return a number, by the looks of its TeX: 3, -3, 3/4, 2 sqrt(3), 1 + sqrt(2)."""
    if text.startswith("-") and not _operators(text[1:]):
        return _Piece(text, _parentheses(text), _Binds.PRODUCT, number=True)
    if _operators(text[1:]):
        return _Piece(text, _parentheses(text), _Binds.SUM)
    atom = re.fullmatch(r"\d+|[a-zA-Z]|\\[a-zA-Z]+(_\{\w+\})?", text)
    return _Piece(text, text, _Binds.ATOM if atom else _Binds.FRACTION)


def _slashed(text: str) -> str:
    """Write a plain fraction that is itself a part of a fraction with a slash."""
    return _PLAIN_FRACTION.sub(r"\1\2/\3", text)


def _operators(text: str) -> bool:
    """Whether a plus or minus stands outside all brackets."""
    depth = 0
    for sign in text:
        depth += (sign in "{(") - (sign in "})")
        if depth == 0 and sign in "+-":
            return True
    return False


def _whole(text: str) -> _Piece:
    return _Piece(text, text, _Binds.FRACTION)


def _minus(text: str) -> _Piece:
    return _Piece(f"-{text}", _parentheses(f"-{text}"), _Binds.PRODUCT)


def _call(name: str, arguments: list[str]) -> _Piece:
    if name in _SHAPES:
        return _whole(_SHAPES[name] % tuple(arguments))
    if name == "root":
        return _whole(rf"\sqrt[{arguments[1]}]{{{arguments[0]}}}")
    return _whole(_NAMES.get(name, rf"\operatorname{{{name}}}") + _parentheses(", ".join(arguments)))


_SHAPES = {
    "sqrt": r"\sqrt{%s}",
    "exp": r"\mathrm{e}^{%s}",
    "abs": r"\left|%s\right|",
    "absolute": r"\left|%s\right|",
    "floor": r"\left\lfloor %s \right\rfloor",
    "ceil": r"\left\lceil %s \right\rceil",
}
_NAMES = {
    **{name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{f"a{name}": rf"\arc{name}" for name in ("sin", "cos", "tan")},
    "log": r"\ln",
    "sigma": r"\sigma",
    "sign": r"\operatorname{sign}",
}


def _parentheses(text: str) -> str:
    tall = any(command in text for command in (r"\frac", r"\sqrt", "^", r"\left"))
    return rf"\left({text}\right)" if tall else f"({text})"


def _cut(terms: list[str]) -> str:
    """Return a sum, without its middle if it is longer than a line."""
    if visible("".join(terms)) <= LINE or len(terms) < 4:
        return "".join(term if i == 0 or term[0] in "+-" else f"+{term}" for i, term in enumerate(terms))
    head, room = terms[0], LINE - visible(terms[-1])
    for term in terms[1:-1]:
        if visible(head + term) > room:
            break
        head += term
    return rf"{head}+\dots{terms[-1]}"


def _short(text: str) -> str:
    return text if visible(text) <= TOO_LONG else ""


def _leaves(nodes: Nodes) -> Iterator[Node]:
    if isinstance(nodes, tuple):
        for part in nodes:
            yield from _leaves(part)
    else:
        yield nodes


def _array(rows: list[list[str]]) -> str:
    """Set out rows without their middle if there are many; empty if one is too long."""
    if any(sum(map(visible, row)) > TOO_LONG for row in rows):
        return ""
    shown = _few(rows, [r"\vdots"] * len(rows[0]))
    return matrix_tex(list(map(" & ".join, shown)))


def _vector(entries: list[str]) -> str:
    """Set out a vector as a row, or as a column if a row would be longer than a line."""
    row = _few(entries, r"\dots")
    return _array([row]) if sum(map(visible, row)) <= LINE else _array([[entry] for entry in entries])


def _few(items: list[T], dots: T) -> list[T]:
    return items if len(items) <= ENTRIES else [*items[: ENTRIES - 2], dots, items[-1]]
