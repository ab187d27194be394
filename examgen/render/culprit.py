"""From an error of TeX to the place in a bank: which text is guilty, and where in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examgen.render.engine import Engine, EngineFailure, Run
from examgen.render.sheet import MARK, Sheet
from examgen.render.tex_log import TexError
from examgen.text.diagnostic import Refused
from examgen.text.place import Place

PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One question of one sheet, on its own (or the sheet without questions)."""

    sheet: Sheet
    name: str
    body: str


def blame(engine: Engine, sheets: Sequence[Sheet], failed: Run) -> Exception:
    """Find out whose fault a failed run is, by setting the questions one by one.

    An error often shows only in the text that follows: a ``$`` left open is noticed in the next question.

    Parameters
    ----------
    engine
        The engine that failed.
    sheets
        What it set.
    failed
        How it ended.

    Returns
    -------
    Exception
        To be raised: `Refused`, with a place in a bank, or `EngineFailure` if no text of an author is guilty.
    """
    patience = min(PATIENCE, engine.seconds)
    for excerpt in _excerpts(sheets):
        run = engine.run(excerpt.sheet.preamble, excerpt.body, excerpt.sheet.assets, patience)
        if run.error:
            return complaint(excerpt, run.error)
    error = failed.error or TexError("it failed without a word")
    return EngineFailure(f"TeX: {error.message}; no single question is to blame")


def _excerpts(sheets: Sequence[Sheet]) -> Iterator[Excerpt]:
    seen: set[str] = set()
    for sheet in sheets:
        spans = [(None, None, ""), *sheet.questions]
        for start, end, name in spans:
            body = sheet.only(start, end)
            if body not in seen:
                seen.add(body)
                yield Excerpt(sheet, name, body)


def complaint(excerpt: Excerpt, error: TexError) -> Refused | EngineFailure:
    """Say what TeX says of an excerpt, at the place of the text that it was reading."""
    place = _missing_place(excerpt, error) if error.missing else _place(excerpt, error)
    where = f" in {excerpt.name}" if excerpt.name else ""
    if place is None:
        return EngineFailure(f"TeX{where}: {error.message}")
    token = f": {error.token}" if error.token and "Undefined" in error.message else ""
    return Refused(f"TeX: {error.message[:1].lower()}{error.message[1:]}{token}", place, _advice(error))


def _advice(error: TexError) -> str:
    if "Missing $" in error.message:
        return "a $ is missing here or before"
    if error.missing or "Unicode character" in error.message:
        return "write it as a LaTeX command"
    if "did not come to an end" in error.message:
        return "a loop in this question?"
    return ""


def _place(excerpt: Excerpt, error: TexError) -> Place | None:
    """Find the text that TeX was reading, and the place in it."""
    lines = excerpt.body.split("\n")
    number = max(0, min(error.line, len(lines)) - 1) if error.line else len(lines) - 1
    marked = next((k for k in range(number, -1, -1) if lines[k].startswith(MARK)), None)
    text = None if marked is None else excerpt.sheet.texts.get(lines[marked].removeprefix(MARK))
    if text is None or marked is None:
        return _first_text(excerpt)
    source = text.source.split("\n")
    inside = min(number - marked - 1, len(source) - 1)
    place = text.line(max(inside, 0))
    same = 0 <= inside < len(source) and source[inside].rstrip() == lines[number].rstrip("%").rstrip()
    return _column(place, error, lines[number]) if same else place


def _column(place: Place, error: TexError, line: str) -> Place:
    seen = error.seen.removeprefix("...")
    end = line.find(seen) + len(seen) if seen and seen in line else 0
    width = max(len(error.token), 1)
    if not end:
        return place
    start = max(end - width, 0)
    return Place(place.file, place.line, place.column + start, place.column + end)


def _missing_place(excerpt: Excerpt, error: TexError) -> Place | None:
    for mark, text in excerpt.sheet.texts.items():
        if mark.split(" ")[0] != excerpt.name and excerpt.name:
            continue
        for number, line in enumerate(text.source.split("\n")):
            column = line.find(error.missing)
            if column >= 0:
                place = text.line(number)
                return Place(place.file, place.line, place.column + column, place.column + column + 1)
    return _first_text(excerpt)


def _first_text(excerpt: Excerpt) -> Place | None:
    for mark, text in excerpt.sheet.texts.items():
        if excerpt.name and mark.split(" ")[0] == excerpt.name:
            return text.place
    return None
