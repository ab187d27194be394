"""What is said of one response before any marks: a verdict, a share of the points, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from examgen.answers.base import Verdict

OPEN = frozenset({Verdict.UNREADABLE, Verdict.UNDECIDED, Verdict.PENDING})
"""Verdicts that wait for a person."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """A verdict with its grounds.

    Attributes
    ----------
    share
        Share of the points that the answer itself earns, 0 to 1, before policy.
    why
        A sentence for the student.
    mistakes
        Ids of the known mistakes that lead to this answer; several where they can't be told apart.
    """

    verdict: Verdict
    share: Fraction = Fraction(0)
    why: str = ""
    mistakes: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether a person must look."""
        return self.verdict in OPEN

    @property
    def mistake(self) -> str | None:
        """The known mistake, or several joined by commas."""
        return ", ".join(self.mistakes) or None
