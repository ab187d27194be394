"""What a formula says, before anyone asks what it is worth: the tree that the parser makes.

Every node knows which characters it was read from (``start`` up to ``end``), so that whatever is wrong later can
still be shown in what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

__all__ = [
    "Binary",
    "Call",
    "Compare",
    "Function",
    "Group",
    "Index",
    "Limits",
    "Name",
    "Number",
    "Syntax",
    "Text",
    "Unary",
    "Unreadable",
    "parts",
    "postorder",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a formula is read before it is refused.

    Parameters
    ----------
    characters, nodes, depth
        Of the whole text, its pieces, and its nesting (never more than 120).
    digits, exponent
        Of one number.
    """

    characters: int = 2000
    depth: int = 60
    nodes: int = 2000
    digits: int = 400
    exponent: int = 400


class Unreadable(Exception):  # noqa: N818 - what is written can't be read; nothing of ours failed
    """Text that is no formula, or not the kind that was asked for.

    Parameters
    ----------
    message
        What was expected, as a sentence without its full stop.
    start, end
        The characters that it is about.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, max(start, end)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Unreadable, (self.message, self.start, self.end)

    def caret(self, text: str) -> str:
        """Return the line of `text` that the problem is on and, below it, carets under the problem."""
        first = text.rfind("\n", 0, self.start) + 1
        line = text[first:].partition("\n")[0]
        left, right = max(0, self.start - first - 50), self.start - first + 70
        shown = "".join(char if char.isprintable() else " " for char in line[left:right])
        width = max(1, min(self.end - self.start, len(shown) - (self.start - first - left)))
        return f"{shown}\n{' ' * (self.start - first - left)}{'^' * width}"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written; `decimal` if with a decimal point, a decimal comma or a power of ten."""

    start: int
    end: int
    value: Fraction
    written: str
    decimal: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A constant, a symbol or an unknown: ``pi``, ``alpha``, ``x_1``; ``oo``, ``R`` and ``empty`` of sets."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of arguments; ``transpose`` is one too."""

    start: int
    end: int
    name: str
    args: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x``, ``not x`` or, before a decimal, ``~x`` (about)."""

    start: int
    end: int
    operator: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class Binary:
    r"""``+ - * / ^``, of sets ``union``, ``intersection`` and ``\``, of conditions ``and`` and ``or``."""

    start: int
    end: int
    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Group:
    """Values in brackets, or beside each other without any.

    Parameters
    ----------
    bracket
        ``() [] {} (] [)``, ``]a, b[`` as ``()``; nothing for a bare list; ``row`` for a row of a matrix.
    items
        The values; of a matrix, its rows.
    separator
        ``,`` or ``;``: what stands between the items.
    """

    start: int
    end: int
    bracket: str
    items: tuple[Syntax, ...]
    separator: str = ","


@dataclass(frozen=True, slots=True)
class Compare:
    """A chain such as ``0 < a < 1/3``; operators ``< <= > >= = != ~ in``."""

    start: int
    end: int
    operands: tuple[Syntax, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """An entry of a vector, counted from 1 (bank formulas only)."""

    start: int
    end: int
    base: Syntax
    index: Syntax


@dataclass(frozen=True, slots=True)
class Function:
    """``i -> i^2`` (bank formulas only)."""

    start: int
    end: int
    parameter: str
    body: Syntax


Syntax: TypeAlias = Number | Name | Text | Call | Unary | Binary | Group | Compare | Index | Function


def parts(node: Syntax) -> tuple[Syntax, ...]:
    """Return the nodes directly below, in order of writing."""
    match node:
        case Call(args=below) | Group(items=below) | Compare(operands=below):
            return below
        case Unary(operand=one) | Function(body=one):
            return (one,)
        case Binary(left=one, right=two) | Index(base=one, index=two):
            return one, two
    return ()


def postorder(node: Syntax) -> Iterator[Syntax]:
    """Yield all nodes, each after those below it; long formulas don't need a deep stack."""
    waiting, found = [node], []
    while waiting:
        top = waiting.pop()
        found.append(top)
        waiting.extend(parts(top))
    return reversed(found)
