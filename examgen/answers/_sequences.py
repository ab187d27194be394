"""Cutting what someone wrote into sequences of words or of whole numbers.

Line ends, semicolons and brackets set sequences apart; so do commas between groups of words. Within a sequence
spaces, commas, slashes, arrows and hyphens separate.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examgen.answers._words import LONGEST, folded
from examgen.text.syntax import Unreadable

_DASHES = str.maketrans(dict.fromkeys("−–—‐‑‒", "-"))
_WRAPPED = re.compile(r"\\(?:mathrm|mathit|text|texttt|textit|textbf)\s*\{([^{}]*)\}")
_DRESS = re.compile(r"\$|\\(?:left|right)\b|\\(?=[{}])|\\[,;:! ]")
_ARROWS = re.compile(r"\\(?:to|rightarrow|Rightarrow|longrightarrow)\b|-+>|=>|→|⇒|⟶|⟹")
_LABEL = re.compile(r"^[^=\n]{0,40}=(?![=>])")
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.):]\s*(?=[^\W\d]|<)")
_TOKEN = re.compile(r"<[\w./]{1,20}>|(?:(?<![\w-])-)?\d[\w.]*|[^\W\d][\w'’]*|[^\s]")
_BETWEEN = frozenset("/->|–·.")
_QUOTES = frozenset("\"'`´’‘“”„«»")
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Sequences:
    """What was written.

    Attributes
    ----------
    rows
        Sequences of words, folded to one form, whole numbers as digits.
    several
        Whether they are set apart as sequences, even a single one.
    """

    rows: tuple[tuple[str, ...], ...]
    several: bool

    @property
    def joined(self) -> tuple[str, ...]:
        """All words in a row."""
        return tuple(word for row in self.rows for word in row)


def read_sequences(text: str) -> Sequences:
    """Return the sequences that `text` lists.

    Raises
    ------
    Unreadable
        If nothing is listed, brackets do not match, or there is something else than words and whole numbers.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"too long: more than {LONGEST} characters", 0, len(text))
    plain = _WRAPPED.sub(r" \1 ", unicodedata.normalize("NFKC", text))
    plain = _DRESS.sub(" ", plain).translate(_DASHES)
    plain = _LABEL.sub("", _ARROWS.sub(" / ", plain)).strip()
    groups = _bracketed(plain, text)
    if groups is not None and len(groups) == 1 and (inner := _bracketed(groups[0], text)) is not None:
        return _sequences([list(_words(group, text)) for group in inner], text, several=True)
    if groups is not None and len(groups) > 1:
        return _sequences([list(_words(group, text)) for group in groups], text, several=True)
    return _listed(groups[0] if groups else plain, text)


def _sequences(rows: Sequence[Sequence[str]], text: str, *, several: bool) -> Sequences:
    kept = tuple(tuple(row) for row in rows if row)
    if not kept:
        raise Unreadable("no word and no number is written", 0, len(text))
    return Sequences(kept, several)


def _bracketed(plain: str, text: str) -> list[str] | None:
    """Return what stands in each of the brackets that `plain` is made of; None if it has words outside of them."""
    groups, depth, start = [], 0, 0
    for at, char in enumerate(plain):
        if char in _OPEN:
            depth += 1
            start = at + 1 if depth == 1 else start
        elif char in _CLOSE:
            depth -= 1
            if depth == 0:
                groups.append(plain[start:at])
        elif depth == 0 and char.isalnum() and not re.match(r"\d{1,2}[.):]\s*[(\[{]", plain[at:]):
            return None
        if depth < 0:
            raise Unreadable("a bracket is closed that was not opened", 0, len(text))
    if depth:
        raise Unreadable("a bracket is never closed", 0, len(text))
    return groups or None


def _listed(plain: str, text: str) -> Sequences:
    """Read lines; the members of a single line may be sequences themselves, if they have several words each."""
    lines = [line for line in re.split(r"[;\n]", plain) if line.strip(" ,")]
    rows = [list(_words(_NUMBERED.sub("", line), text)) for line in lines]
    if len(rows) > 1 and any(len(row) > 1 for row in rows):
        return _sequences(rows, text, several=True)
    if len(rows) == 1:
        members = [list(_words(member, text)) for member in lines[0].split(",") if member.strip()]
        if len(members) > 1 and all(len(member) > 1 for member in members):
            return _sequences(members, text, several=True)
    return _sequences([[word for row in rows for word in row]], text, several=False)


def _words(line: str, text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(_spaced(line)):
        word = match[0]
        if word[-1].isalnum() or (len(word) > 1 and word[-1] in ">.'’"):
            yield _word(word, text)
        elif word not in _BETWEEN and word != "," and word not in _QUOTES:
            raise _stray(word, text)


def _word(word: str, text: str) -> str:
    """Return a word folded to one form, a whole number without zeros in front."""
    digits = word.rstrip(".").lstrip("-")
    if digits.isdecimal():
        return ("-" if word[0] == "-" else "") + (digits.lstrip("0") or "0")
    if digits[:1].isdecimal():
        raise _stray(word, text)
    return folded(word)


def _stray(word: str, text: str) -> Unreadable:
    message = f"'{word[:40]}' is no part of a sequence; write words or whole numbers only"
    return Unreadable(message, 0, len(text))


def _spaced(line: str) -> str:
    """Let hyphens between two words or numbers separate them: ``2-0-1``, ``the-green``; ``, -1`` stays."""
    return re.sub(r"(?<=[\w>])\s*-\s*(?=[\w<])|(?<=\s)-(?=\s)", " / ", line)
