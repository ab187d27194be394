"""Reading one response by its part's answer type; printed letters become internal ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from examgen.answers.registry import find
from examgen.text.syntax import Unreadable

if TYPE_CHECKING:
    from examgen.answers.base import AnswerType, Outcome
    from examgen.papers.record import PartRecord
    from examgen.text.values import Value

LONGEST = 20_000
"""Characters beyond which a response to a keyed part is not even looked at."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a student means.

    Attributes
    ----------
    value
        To carry forward; None where the kind has none.
    rounded
        Whether decimals are written, so that a later step may have been taken with more digits.
    """

    answer: object
    value: Value | None
    rounded: bool


class Reader:
    """Reads and compares the answers to one part."""

    __slots__ = ("_decimals", "_ids", "_spec", "_written", "kind", "part")

    def __init__(self, part: PartRecord) -> None:
        self.part = part
        self.kind: AnswerType = find(part.kind)
        self._spec = part.spec()
        self._ids = {letter.letter: letter.id for letter in part.letters}
        self._written = replace(self._spec, choices=tuple(self._ids)) if self._ids else self._spec
        self._decimals = re.compile(r"\d?[.,]\d" if part.decimal_comma else r"\d?\.\d")

    def read(self, text: str) -> Given:
        """Read a response.

        Raises
        ------
        Unreadable
            If it can't be read.
        """
        if len(text) > LONGEST:
            raise Unreadable(f"{len(text):,} characters are too many", 0, len(text))
        answer = self._by_id(self.kind.read(text, self._written))
        return Given(answer, self.kind.given_value(answer), bool(self._decimals.search(text)))

    def compare(self, value: Value | None, given: Given) -> Outcome:
        """Say how an answer stands to a value."""
        return self.kind.compare(value, given.answer, self._spec)

    def _by_id(self, answer: object) -> object:
        if not self._ids:
            return answer
        if isinstance(answer, tuple):
            return tuple(self._ids.get(letter, letter) for letter in answer)
        return self._ids.get(answer, answer) if isinstance(answer, str) else answer
