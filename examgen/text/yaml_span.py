"""From a character of a YAML text back to the character of the file that it was read from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examgen.text.place import Place

__all__ = ["Span"]

_PROPERTIES = re.compile(r"(?:[&!][^\s]*\s+)*")
_ESCAPES = {"x": 4, "u": 6, "U": 10}
_FOLD = re.compile(r"[ \t]*\n[ \t\n]*")


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of source that a text was read from.

    Parameters
    ----------
    file, lines
        The source.
    style
        ``|`` or ``>`` (block), a quotation mark, or nothing (plain).
    start, end
        Line and column of the ends, counted from 0.
    """

    file: str
    lines: Sequence[str]
    style: str
    start: tuple[int, int]
    end: tuple[int, int]

    def simple_place(self) -> Place | None:
        """Return the place of a text that stands on one line, without looking through it."""
        (line, start), (last, end) = self.start, self.end
        if line != last or self.style in ("|", ">") or self.lines[line][start : start + 1] in ("&", "!"):
            return None
        quote = bool(self.style)
        return Place(self.file, line + 1, start + quote + 1, end - quote + 1)

    def locate(self, value: str, start: int, end: int) -> Place:
        """Return the place of the characters of `value` from offset `start` up to `end`.

        Where they go on over several lines of the file, it is the part on the first of them.
        """
        pieces = self._pieces(value)
        index = max(0, bisect_right(pieces, start, key=lambda piece: piece.offset) - 1)
        piece = pieces[index]
        stop_at = max(end, start + 1)
        same_line = [one for one in pieces[index:] if one.line == piece.line and one.offset < stop_at]
        column, stop = piece.column_of(start), same_line[-1].column_of(max(start, end))
        return Place(self.file, piece.line + 1, column + 1, stop + 1 if stop > column else None)

    def _pieces(self, value: str) -> list[_Piece]:
        found = list(self._block(value) if self.style in ("|", ">") else self._flow(value))
        return found or [_Piece(0, *self.start, 0)]

    def _block(self, value: str) -> Iterator[_Piece]:
        offset, indent = 0, None
        for number in range(self.start[0] + 1, len(self.lines)):
            line = self.lines[number]
            if offset >= len(value):
                return
            if indent is None and line.strip(" "):
                indent = _indentation(line, value[offset:])
            if len(line) <= (indent or 0) or (indent is None and not line.strip(" ")):
                yield _Piece(offset, number, len(line), 0)
                offset += value[offset] == "\n"
            else:
                yield _Piece(offset, number, indent or 0, len(line) - (indent or 0))
                offset += len(line) - (indent or 0) + 1  # the line and the space or line end that follows it

    def _flow(self, value: str) -> Iterator[_Piece]:
        (first, column), (last, stop) = self.start, self.end
        source = "\n".join(self.lines[first : last + 1])
        source = source[: len(source) - len(self.lines[last]) + stop] if last < len(self.lines) else source
        at = _PROPERTIES.match(source, column).end() + bool(self.style)  # type: ignore[union-attr]
        offset = begun = 0
        origin = at
        while offset < len(value) and at < len(source):
            width, length = self._next(source, at, value, offset)
            if (width, length) != (1, 1):
                yield self._piece(source, begun, origin, offset)
                begun, origin = offset + length, at + width
            offset, at = offset + length, at + width
        yield self._piece(source, begun, origin, offset)

    def _piece(self, source: str, begun: int, origin: int, offset: int) -> _Piece:
        before = source.rfind("\n", 0, origin) + 1
        return _Piece(begun, self.start[0] + source.count("\n", 0, origin), origin - before, offset - begun)

    def _next(self, source: str, at: int, value: str, offset: int) -> tuple[int, int]:
        """How many characters of the source make how many of the value."""
        fold = _FOLD.match(source, at)
        if fold:
            ends = len(value) - offset - len(value[offset:].lstrip("\n"))
            return len(fold[0]), ends or 1
        if self.style == '"' and source[at] == "\\":
            fold = _FOLD.match(source, at + 1)
            return (1 + len(fold[0]), 0) if fold else (_ESCAPES.get(source[at + 1], 2), 1)
        return (2 if self.style == "'" and source.startswith("''", at) else 1), 1


@dataclass(frozen=True, slots=True)
class _Piece:
    """`length` characters of the value, from `offset` on, stand side by side in the source (from 0)."""

    offset: int
    line: int
    column: int
    length: int

    def column_of(self, offset: int) -> int:
        return self.column + max(0, min(offset - self.offset, self.length))


def _indentation(line: str, value: str) -> int:
    """How many of the leading spaces belong to YAML and not to the text."""
    spaces = len(line) - len(line.lstrip(" "))
    text = value.lstrip("\n")
    return next((count for count in range(spaces) if text.startswith(line[count:])), spaces)
