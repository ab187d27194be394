"""What went wrong, read from a TeX log."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ERROR = re.compile(r"^(?:\./)?[^:\n]*\.tex:(\d+): (.*)$")
_CONTEXT = re.compile(r"^l\.(\d+) ?(.*)$")
_MISSING = re.compile(r"^Missing character: There is no (.+?) (?:\(\"?[0-9A-F]+\) )?in font (.+?)!$")
_PAGES = re.compile(r"^examgen: pages (\d+)$", re.MULTILINE)
_TOKEN = re.compile(r"\\[A-Za-z@]+\*?$|\\.$")


@dataclass(frozen=True, slots=True)
class TexError:
    """An error of TeX.

    Attributes
    ----------
    message
        TeX's own words.
    line
        Line of the document, from 1; 0 if TeX named none.
    seen
        What TeX had read of that line.
    missing
        The character that no font has, if that is the error.
    """

    message: str
    line: int = 0
    seen: str = ""
    missing: str = ""

    @property
    def token(self) -> str:
        """The command that TeX read last."""
        found = _TOKEN.search(self.seen.rstrip())
        return found[0] if found else ""


def first_error(log: str) -> TexError | None:
    """Find the first error in a log; a character that no font has is one too."""
    lines = log.split("\n")
    for number, line in enumerate(lines):
        missing = _MISSING.match(line)
        if missing:
            return TexError(f"no font has the character '{missing[1]}'", missing=missing[1])
        found = _ERROR.match(line)
        if found:
            return _with_context(TexError(found[2].strip(), int(found[1])), lines[number + 1 :])
        if line.startswith("! "):
            return _with_context(TexError(line[2:].strip()), lines[number + 1 :])
    return None


def page_counts(log: str) -> list[int]:
    """Read how many pages each document of a job has."""
    return [int(count) for count in _PAGES.findall(log)]


def _with_context(error: TexError, following: list[str]) -> TexError:
    for line in following[:40]:
        found = _CONTEXT.match(line)
        if found:
            return TexError(error.message.rstrip("."), error.line or int(found[1]), found[2])
    return TexError(error.message.rstrip("."), error.line)
