"""What reading a table of responses gives: submissions, and the rows that could not be placed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.papers.submission import Response, Submission
from examgen.papers.table import unguarded
from examgen.read.damage import damage
from examgen.text.diagnostic import Diagnostic
from examgen.text.place import Place

if TYPE_CHECKING:
    from examgen.papers.record import PartRecord

FREE = frozenset({"text", "code", "proof", "drawing"})
"""Kinds whose answers are words, where a date is just a date."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A row that belongs to nobody, or to two: it is written out again as it stood, with the reason."""

    line: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was in a file: each row is in a submission or among the unplaced."""

    submissions: tuple[Submission, ...]
    unplaced: tuple[Unplaced, ...]
    header: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    rows: int
    placed: int


def response_of(cell: str, part: PartRecord, place: Place, noted: str = "") -> Response:
    """Take a cell as a response; what a spreadsheet may have damaged is marked as such.

    Parameters
    ----------
    noted
        Damage that the sheet itself admits to.
    """
    text = unguarded(cell)
    free = part.kind in FREE
    return Response(text, "" if free else noted or damage(text), place)


_MARKS = re.compile(r"(\d+)(?:[.,](\d+)|/(\d+))?|[.,](\d+)")


def marks_of(cell: str, points: Fraction) -> Fraction:
    """Read marks: ``2``, ``1.5``, ``1,5``, ``3/4``.

    Raises
    ------
    ValueError
        With the reason, if they are no number or not between 0 and `points`.
    """
    text = unguarded(cell).strip()
    found = _MARKS.fullmatch(text) if len(text) < 20 else None
    if not found or (found.group(3) and not int(found.group(3))):
        raise ValueError(damage(text) or f"'{text[:40]}' is no number of marks")
    value = Fraction(text.replace(",", ".")) if "/" not in text else Fraction(text)
    if value > points:
        raise ValueError(f"{text} marks are more than the part's {points}")
    return value


def joined(responses: Iterable[Response]) -> Response:
    """Join what several cells say about one part: equal or blank ones are no matter, others are doubtful."""
    told = list(dict.fromkeys(one for one in responses if not one.blank))
    if len(told) > 1:
        text = " | ".join(one.text for one in told)
        return Response(text, "two cells give different answers to this part", told[0].place)
    return told[0] if told else Response("")
