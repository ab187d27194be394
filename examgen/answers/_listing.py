"""Reading the names of choices or lines out of what someone wrote: ``A,C``, ``AC``, ``a; c``, ``C > A > B``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from examgen.text.syntax import Unreadable

_TOKEN = re.compile(r"(?:(?!->|=>)[^\s,;/|&+>→⇒])+")
_WRAPPING = "()[]{}.:'\"$`“”’"
_LINKS = frozenset({"and", "und"})
_LONGEST = 2000


def names_in(text: str, choices: Sequence[str]) -> tuple[str, ...]:
    """Return the members of `choices` that `text` lists, in its order, repeats included.

    Commas, semicolons, spaces, slashes, arrows and "and" separate; letters need no separator where every choice is one
    character long; upper and lower case are the same unless the choices differ in nothing else.

    Raises
    ------
    Unreadable
        Where something is written that is none of the choices.
    """
    if len(text) > _LONGEST:
        raise Unreadable(f"too long: more than {_LONGEST} characters", 0, len(text))
    book = _book(choices)
    whole = _find(_plain(text), book)
    if whole is not None:
        return (whole,)
    return tuple(name for token in _TOKEN.finditer(text) for name in _names_of(token, book))


def _book(choices: Sequence[str]) -> dict[str, str]:
    """Every choice under its own name, and under its lower-case name where that is clear."""
    folded = [choice.casefold() for choice in choices]
    loose = {low: choice for low, choice in zip(folded, choices, strict=True) if folded.count(low) == 1}
    return loose | {choice: choice for choice in choices}


def _find(word: str, book: Mapping[str, str]) -> str | None:
    return book.get(word) or book.get(word.casefold())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip(_WRAPPING).strip()


def _names_of(token: re.Match[str], book: Mapping[str, str]) -> list[str]:
    word = _plain(token.group())
    if not word or word.casefold() in _LINKS - book.keys():
        return []
    for pieces in _ways_to_split(word, book):
        names = [_find(piece, book) for piece in pieces]
        if None not in names:
            return [name for name in names if name is not None]
    choices = ", ".join(dict.fromkeys(book.values()))
    raise Unreadable(f"'{_short(word)}' is none of the choices ({choices})", token.start(), token.end())


def _ways_to_split(word: str, book: Mapping[str, str]) -> Iterator[list[str]]:
    yield [word]
    yield [piece for piece in word.split("-") if piece]
    if all(len(name) == 1 for name in book):
        yield list(word)


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"


def slips(missing: int, extra: int, noun: str) -> str:
    """Count what is missing and what should not be there, without naming any of it."""
    said = []
    if extra:
        said.append(f"1 {noun} is wrong" if extra == 1 else f"{extra} {plural(noun)} are wrong")
    if missing:
        said.append("1 is missing" if missing == 1 else f"{missing} are missing")
    return ", ".join(said)


_PLURALS = {"entry": "entries", "axis": "axes"}


def plural(noun: str) -> str:
    """Return the noun for several."""
    return _PLURALS.get(noun, f"{noun}s")


def count(number: int, noun: str) -> str:
    """Say how many there are: ``1 entry``, ``2 axes``."""
    return f"{number} {noun if number == 1 else plural(noun)}"
