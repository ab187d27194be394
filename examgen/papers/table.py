"""CSV that we write: it reads well, opens in any spreadsheet, and nothing in it runs there.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, unless it is a plain signed
number or fraction as ``-1/2``, which does no harm. Reading a table of ours takes the apostrophe away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

LONGEST = 4_000
"""Characters of a cell that are written; more are counted."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HARMLESS = re.compile(r"[+-](?:\d+(?:[.,]\d+)?(?: ?/ ?\d+)?|[.,]\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PICTURES = 0x2400


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a table as CSV text: comma, quotes where needed, a byte-order mark for spreadsheets."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([harmless(name) for name in header])
    writer.writerows([harmless(cell_text(cell)) for cell in row] for row in rows)
    return "\ufeff" + stream.getvalue()


def cell_text(cell: object) -> str:
    """Give what stands in a cell: numbers of marks as decimals, nothing for None."""
    if cell is None:
        return ""
    return decimal_text(cell) if isinstance(cell, Fraction) else str(cell)


def harmless(cell: str) -> str:
    """Make a cell safe for spreadsheets: no formula, no control characters, no endless text.

    Examples
    --------
    >>> harmless("=cmd()"), harmless("-1/2"), harmless("-A1")
    ("'=cmd()", '-1/2', "'-A1")
    """
    cell = printable(cell)
    bare = cell.strip()
    if (bare.startswith(_STARTS) or cell.startswith(_STARTS)) and not _HARMLESS.fullmatch(bare):
        return f"'{cell}"
    return cell


def unguarded(cell: str) -> str:
    """Take away the apostrophe by which `harmless` keeps a cell from running."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip().startswith(_STARTS) else cell


def printable(text: str) -> str:
    """Show control characters by their pictures, and cut a text that is too long."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text):,} characters)"
    return _CONTROL.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(_PICTURES + (0x21 if code == 0x7F else code))


def decimal_text(number: Fraction) -> str:
    """Give marks as a decimal: exactly where it ends, else with four places, rounded half up.

    Examples
    --------
    >>> decimal_text(Fraction(3, 2)), decimal_text(Fraction(2)), decimal_text(Fraction(2, 3))
    ('1.5', '2', '0.6667')
    """
    places = _places(number.denominator)
    scaled = int(abs(number) * 10**places + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**places)
    digits = f"{rest:0{places}}".rstrip("0") if places else ""
    sign = "-" if number < 0 and scaled else ""
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def _places(denominator: int) -> int:
    """Count the places that a decimal needs, four if it does not end."""
    for places in range(13):
        if 10**places % denominator == 0:
            return places
    return 4
