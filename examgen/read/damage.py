"""What spreadsheets do to answers and ids, recognised by its looks: a person decides, nothing is guessed."""

from __future__ import annotations

import re
import unicodedata

_MONTHS = (
    "jan january januar jän jänner led leden ledna",
    "feb february februar úno unor únor února",
    "mar march mär mrz märz bře březen března",
    "apr april dub duben dubna",
    "may mai kvě květen května",
    "jun june juni čvn červen června",
    "jul july juli čvc červenec července",
    "aug august srp srpen srpna",
    "sep sept september zář září",
    "oct october okt oktober říj říjen října",
    "nov november lis listopad listopadu",
    "dec december dez dezember pro prosinec prosince",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))

_DAY_MONTH = re.compile(rf"(\d{{1,2}})[-./ ]{{1,2}}({_NAME})\.?(?:[-./ ]{{1,2}}\d{{2,4}})?", re.IGNORECASE)
_MONTH_NUMBER = re.compile(rf"({_NAME})\.?[-./ ]{{1,2}}(\d{{1,4}})(?:,? \d{{4}})?", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.(?: ?\d{2,4})?")
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d{2})")
_ISO = re.compile(r"\d{4}[-/](\d{1,2})[-/](\d{1,2})(?:[T ][\d:.]+Z?)?")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?", re.IGNORECASE)
_ERROR = re.compile(r"#{2,}|#[A-ZÄÖÜ][A-ZÄÖÜ0-9/]*[!?]?")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_LONGEST = 60


def damage(cell: str) -> str:
    """Say why a cell may not hold what was typed; empty if there is no reason to think so.

    Examples
    --------
    >>> damage("1-Mar")
    'a spreadsheet made this a date; 1/3 or 3/1 may have been meant'
    >>> damage("1/3")
    ''
    """
    if _controls(cell):
        return "control characters are in this cell"
    text = cell.strip()
    if not text or len(text) > _LONGEST:
        return ""
    if _ERROR.fullmatch(text):
        return "a spreadsheet's sign for something that it could not show or work out"
    return _date(text)


def damaged_id(cell: str) -> str:
    """Say why a student's id may not be what was typed; empty if there is no reason to think so."""
    if _controls(cell):
        return "control characters are in this id"
    text = cell.strip()
    if _SCIENTIFIC.fullmatch(text):
        return f"a spreadsheet rounded this id to '{text}'"
    if _ERROR.fullmatch(text):
        return "a spreadsheet could not show this id"
    return f"this id is a date: {_date(text)}" if len(text) <= _LONGEST and _date(text) else ""


def date_note(first: int, second: int) -> str:
    """Say that a date may have been a fraction."""
    return f"a spreadsheet made this a date; {second}/{first} or {first}/{second} may have been meant"


def _date(text: str) -> str:
    if found := _DAY_MONTH.fullmatch(text):
        return date_note(_MONTH[found.group(2).lower()], int(found.group(1)))
    if found := _MONTH_NUMBER.fullmatch(text):
        return date_note(int(found.group(2)), _MONTH[found.group(1).lower()])
    if found := _ISO.fullmatch(text):
        return date_note(int(found.group(1)), int(found.group(2)))
    if found := _SLASHED.fullmatch(text):
        return date_note(int(found.group(3)), int(found.group(1)))
    if found := _DOTTED.fullmatch(text):
        return date_note(int(found.group(2)), int(found.group(1)))
    return "a spreadsheet made this a time of day" if _TIME.fullmatch(text) else ""


def _controls(cell: str) -> bool:
    return not cell.isprintable() and any(
        unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in cell[:100_000]
    )
