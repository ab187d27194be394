"""A paper's key as a table for people, and what is printed as JSON without any key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from examgen.papers.shown import key_decimals, key_text
from examgen.papers.table import decimal_text, to_csv

if TYPE_CHECKING:
    from examgen.papers.record import KeyRecord, PartRecord, QuestionRecord

HEADER = ("number", "question", "part", "kind", "points", "key", "decimals", "also accepted", "rubric")


def key_csv(record: KeyRecord) -> str:
    """Give the key as CSV, a row a part."""
    return to_csv(HEADER, _rows(record))


def _rows(record: KeyRecord) -> Iterator[tuple[object, ...]]:
    for question, part in record.parts:
        yield (
            part.number,
            question.name,
            part.id,
            part.kind,
            part.points,
            key_text(part),
            key_decimals(part),
            "; ".join(key_text(part, value) for value in part.accepted),
            rubric_text(part),
        )


def rubric_text(part: PartRecord) -> str:
    """Give a rubric in a line: ``1: both branches; 1: the right slope``."""
    return "; ".join(f"{decimal_text(one.points)}: {' '.join(one.says.split())}" for one in part.rubric)


def paper_json(record: KeyRecord) -> dict[str, object]:
    """Give what a paper prints, for programs that need no key: numbers, points, kinds, how many choices."""
    return {
        "exam": record.exam,
        "title": record.title,
        "paper": record.paper,
        "language": record.language,
        "points": decimal_text(record.points),
        "questions": [_printed(question) for question in record.questions],
    }


def _printed(question: QuestionRecord) -> dict[str, object]:
    return {
        "number": question.number,
        "question": question.name,
        "title": question.title,
        "parts": [
            {
                "number": part.number,
                "part": part.id,
                "kind": part.kind,
                "points": decimal_text(part.points),
                "letters": [letter.letter for letter in part.letters],
            }
            for part in question.parts
        ],
    }
