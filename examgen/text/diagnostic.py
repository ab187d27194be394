"""What is wrong, where, and what to do about it.

A user's mistake is a `Refused` with one `Diagnostic` or several, never a traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from pathlib import Path

from examgen.text.place import Place

__all__ = ["Diagnostic", "Refused", "Severity", "nearest", "show_diagnostics"]

_WIDEST = 160
_BEFORE_CARET = 60


class Severity(Enum):
    """How bad it is: an error stops the work, a warning and a note don't."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about what a user wrote.

    Parameters
    ----------
    message
        What is wrong, without a final full stop.
    place
        Where, if it is in a file.
    hint
        What to do; printed behind the caret.
    severity
        An error unless said.
    """

    message: str
    place: Place | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR

    def render(self, line_text: str | None = None) -> str:
        """Return the finding as text: one line, or three with the source line and a caret.

        Parameters
        ----------
        line_text
            The line of the file, if it can be shown.
        """
        head = self._head()
        if self.place is None or line_text is None:
            return f"{head} ({self.hint})" if self.hint else head
        shown, start = _clipped(_harmless(line_text), self.place.column - 1)
        width = max(1, min((self.place.end or 0) - self.place.column, len(shown) - start))
        carets = f"{' ' * start}{'^' * width} {self.hint}".rstrip()
        return f"{head}\n{self.place.line:5} | {shown}\n{'':5} | {carets}"

    def _head(self) -> str:
        label = "" if self.severity is Severity.ERROR else f"{self.severity.value}: "
        where = "" if self.place is None else f"{self.place}: "
        return f"{where}{label}{_harmless(self.message)}"


class Refused(Exception):  # noqa: N818 - it is a refusal, with reasons, not an error of ours
    """Input that can't be used; carries all that is wrong with it.

    Parameters
    ----------
    message, place, hint
        Of the one finding; several go through `Refused.of`.
    """

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, message: str, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.diagnostics = (Diagnostic(message, place, hint),)

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> Refused:
        """Return a refusal for several reasons, in order, repeats left out."""
        found = tuple(dict.fromkeys(diagnostics))
        refusal = cls("; ".join(one.message for one in found))
        refusal.diagnostics = found
        return refusal

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Refused.of, (self.diagnostics,)

    def __str__(self) -> str:
        return "\n".join(diagnostic.render() for diagnostic in self.diagnostics)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that someone who wrote `word` may have meant.

    Examples
    --------
    >>> nearest("numbr", ["number", "integer"])
    'number'
    """
    names = sorted(set(known))
    folded = {name.casefold(): name for name in reversed(names)}
    close = get_close_matches(word[:60].casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def show_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the findings as text, each with its line of source where the file can still be read."""
    read = lru_cache(_lines_of)  # for this call alone: the user may mend the file before the next
    return "\n".join(one.render(_line_at(one.place, read)) for one in diagnostics)


def _line_at(place: Place | None, read: Callable[[str], list[str]]) -> str | None:
    lines = [] if place is None else read(place.file)
    return lines[place.line - 1] if place and 0 < place.line <= len(lines) else None


def _lines_of(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except (OSError, ValueError):
        return []


def _clipped(line: str, start: int) -> tuple[str, int]:
    """Keep a window of a long line around the caret."""
    start = max(0, min(start, len(line)))
    if len(line) <= _WIDEST:
        return line, start
    first = max(0, start - _BEFORE_CARET)
    return line[first : first + _WIDEST], start - first


def _harmless(text: str) -> str:
    """Make text safe to print in one piece: no line ends, tabs or terminal commands."""
    return "".join(char if char.isprintable() else " " for char in text.rstrip("\r\n"))
