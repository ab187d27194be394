"""Words in answers: which characters make one, and when two are the same."""

from __future__ import annotations

import re
import unicodedata

from examgen.text.syntax import Unreadable

LONGEST = 2000
_QUOTES = "\"'`´’‘“”„«»"
_BRACKETS = "()[]{}"
_BETWEEN = re.compile(r"[,;\n]")
_MEMBER = re.compile(r"\w[\w' \-.+/&]*")


def folded(word: str) -> str:
    """Return a word as it is compared: one normal form, lower case, single spaces, no quotes around it."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split()).strip(_QUOTES + "<> ")


def words_in(text: str) -> tuple[str, ...]:
    """Return the words, or groups of words, that commas, semicolons or line ends separate.

    Raises
    ------
    Unreadable
        If there is none, or something that is no word.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"too long: more than {LONGEST} characters", 0, len(text))
    inner = text.strip().strip(_BRACKETS)
    words = tuple(word for word in map(folded, _BETWEEN.split(inner)) if word)
    if not words:
        raise Unreadable("no word is written", 0, len(text))
    for word in words:
        if not _MEMBER.fullmatch(word):
            raise Unreadable(f"'{word[:40]}' is no word", 0, len(text))
    return words
