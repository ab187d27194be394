"""CSV as spreadsheets and people make it: any usual encoding and separator, stray quotes, no row lost.

A cell is quoted only if its closing quote stands before a separator or the end of a line; else the quote is a
character like any other. So a stray quote can't swallow the rows below it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from examgen.read.table import Row, Table, make_table, note, warning
from examgen.text.diagnostic import Diagnostic
from examgen.text.place import Place

SEPARATORS = (",", ";", "\t", "|")

_LINE_END = re.compile(r"\r\n|\n|\r")
_DIRECTIVE = re.compile(r"\s*sep=(.)\s*(?:\r\n|\n|\r)", re.IGNORECASE)


def read_csv(content: bytes, file: str) -> Table:
    """Read a CSV file.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages.

    Raises
    ------
    Refused
        If there is nothing in it.
    """
    text, assumed = decoded(content, file)
    separator, start = _separator(text)
    lines = _Lines(text, file)
    rows, strays = _rows(text, start, separator, lines)
    return make_table(file, rows, lines.find, (*assumed, *strays))


def decoded(content: bytes, file: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """Decode a file's bytes, and say what was assumed where it is not plain UTF-8."""
    for mark, name in ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace"), ()
    place = Place(file, 1, 1)
    if wide := _wide_encoding(content):
        return content.decode(wide, errors="replace"), (note(f"read as {wide.upper()}", place),)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8; it was read as Windows-1252"
        hint = "check names with accents, or save the file as 'CSV UTF-8'"
        return content.decode("cp1252", errors="replace"), (warning(message, Place(file, line, 1), hint),)


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a mark has a zero in every other byte of plain text."""
    sample = content[:400]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if half and sample[0::2].count(0) > half * 0.7 else None


def _separator(text: str) -> tuple[str, int]:
    """Find the separator and where the header starts; a first line ``sep=;`` says so itself."""
    if said := _DIRECTIVE.match(text):
        return said.group(1), said.end()
    header = next((line for line in text[:100_000].splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", header)
    best = max(SEPARATORS, key=lambda separator: (bare.count(separator), -SEPARATORS.index(separator)))
    return best, 0


def _rows(text: str, start: int, separator: str, lines: _Lines) -> tuple[list[Row], list[Diagnostic]]:
    rows: list[Row] = []
    strays: list[Diagnostic] = []
    cells: list[str] = []
    starts: list[int] = []
    for at, cell, ended in _cells(text, start, separator, strays, lines):
        cells.append(cell)
        starts.append(at)
        if ended:
            rows.append(Row(lines.line(starts[0]), tuple(cells), tuple(starts)))
            cells, starts = [], []
    return rows, strays


def _cells(
    text: str, start: int, separator: str, strays: list[Diagnostic], lines: _Lines
) -> Iterator[tuple[int, str, bool]]:
    """Give every cell with its start and whether it ends its row."""
    mark = re.escape(separator)
    quoted = re.compile(rf' *"([^"]*(?:""[^"]*)*)" *({mark}|\r\n|\n|\r|\Z)')
    plain = re.compile(rf"([^{mark}\r\n]*)({mark}|\r\n|\n|\r|\Z)")
    width = 0
    column = 0
    at = start
    while at < len(text):
        found = quoted.match(text, at) if '"' in text[at : at + 2] or text[at] == " " else None
        if found and _swallowed(found.group(1), separator, width, column):
            strays.append(warning("a quote here is not closed", lines.place(at), "read as part of the text"))
            found = None
        cell, end, start_of_cell = _taken(found, text, at, plain)
        at = end[1]
        column += 1
        ended = end[0] != separator
        yield start_of_cell, cell, ended
        if ended:
            width, column = width or column, 0
    if column:  # the file ends with a separator
        yield len(text), "", True


def _taken(
    found: re.Match[str] | None, text: str, at: int, plain: re.Pattern[str]
) -> tuple[str, tuple[str, int], int]:
    """Give the cell's text, what ends it and where, and where it starts."""
    if found:
        return found.group(1).replace('""', '"'), (found.group(2), found.end()), at
    match = plain.match(text, at)
    assert match is not None  # noqa: S101  the pattern matches the empty text
    return match.group(1), (match.group(2), match.end()), at


def _swallowed(cell: str, separator: str, width: int, column: int) -> bool:
    """Whether a quoted cell holds the rest of its row, or whole rows: its quote was meant as a character."""
    lines = _LINE_END.split(cell)
    if width < 3 or len(lines) < 2:
        return False
    counts = [line.count(separator) for line in lines]
    return width - 1 in counts[1:] or 0 < counts[0] == width - 1 - column


class _Lines:
    """Places by offset in a text."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def place(self, offset: int, length: int = 1) -> Place:
        line = self.line(offset)
        column = offset - self._starts[line - 1] + 1
        return Place(self._file, line, column, column + max(1, length))

    def find(self, row: Row, column: int) -> Place:
        if column >= len(row.starts):
            return Place(self._file, row.line, 1)
        return self.place(row.starts[column], len(row.cells[column].partition("\n")[0]))
