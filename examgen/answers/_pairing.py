"""Reading which option belongs to which item: ``1B, 2A``, ``1-B 2-A``, ``BA``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from examgen.answers._listing import count
from examgen.text.syntax import Unreadable

_LONGEST = 2000
_BETWEEN = r"(?P<between>[\s,;:/|()\[\]{}.=>~→⇒⟶↔&+'\"\-–—−]+|(?:and|und|a)(?=\s))"

Token = tuple[str, str]
"""An item or an option, and its id."""


def read_pairs(text: str, items: Sequence[str], options: Sequence[str]) -> dict[str, str]:
    """Return the option of each item that is given one, by ids.

    Items are called by their number, counted from 1, or by their id; upper and lower case are the same where that is
    clear. Options alone are those of the items in order.

    Raises
    ------
    Unreadable
        For a word that is neither, an item with two options, or options alone that are not as many as the items.
    """
    if len(text) > _LONGEST:
        raise Unreadable(f"too long: more than {_LONGEST} characters", 0, len(text))
    tokens = list(_tokens(unicodedata.normalize("NFKC", text), items, options))
    named = [name for sort, name in tokens if sort == "option"]
    if not named:
        raise Unreadable("no option is named", 0, len(text))
    if len(named) == len(tokens):
        if len(named) != len(items):
            said = f"{count(len(named), 'option')} for {count(len(items), 'item')}"
            raise Unreadable(f"{said}; write pairs such as 1{options[0]}", 0, len(text))
        return dict(zip(items, named, strict=True))
    return _paired(tokens, text)


def _tokens(text: str, items: Sequence[str], options: Sequence[str]) -> Iterator[Token]:
    names = _names(items, options)
    letters = all(len(option) == 1 for option in options)
    ends = {name: "" if len(name) == 1 and letters else r"\b" for name in names}
    known = "|".join(re.escape(name) + ends[name] for name in sorted(names, key=len, reverse=True))
    piece = re.compile(rf"(?P<name>{known})|(?P<number>\d+)|{_BETWEEN}", re.IGNORECASE)
    at = 0
    while at < len(text):
        match = piece.match(text, at)
        if match is None:
            rest = re.match(r"\S{1,30}", text[at:])
            raise Unreadable(f"'{rest[0] if rest else text[at]}' is no item and no option", at, len(text))
        if match["name"]:
            yield names.get(match[0]) or names[match[0].casefold()]
        elif match["number"]:
            yield _item(match[0], items, match)
        at = match.end()


def _item(number: str, items: Sequence[str], match: re.Match[str]) -> Token:
    place = int(number) if len(number) < 4 else 0
    if not 1 <= place <= len(items):
        raise Unreadable(f"there is no item {number}", match.start(), match.end())
    return "item", items[place - 1]


def _names(items: Sequence[str], options: Sequence[str]) -> Mapping[str, Token]:
    """Every option and every item under its own name and in lower case, where that is clear; options first."""
    book: dict[str, Token] = {option: ("option", option) for option in options}
    for item in items:
        if not item.isdecimal():
            book.setdefault(item, ("item", item))
    folded = [name.casefold() for name in book]
    loose = {
        low: token for low, token in zip(folded, list(book.values()), strict=True) if folded.count(low) == 1
    }
    return {**loose, **book}


def _paired(tokens: Sequence[Token], text: str) -> dict[str, str]:
    """Put each item together with the option behind it or, if an option comes first, before it."""
    pairs: dict[str, str] = {}
    first = tokens[0][0]
    waiting = ""
    for sort, name in tokens:
        if sort == first:
            waiting = name
            continue
        if not waiting:
            raise Unreadable(f"it is not clear what '{name}' belongs to", 0, len(text))
        item, option = (waiting, name) if first == "item" else (name, waiting)
        if pairs.setdefault(item, option) != option:
            raise Unreadable(f"the item '{item}' has two options", 0, len(text))
        waiting = ""
    if waiting and first == "option":
        raise Unreadable(f"it is not clear what '{waiting}' belongs to", 0, len(text))
    return pairs
