"""Noticing that a paper's letter was noted wrongly: the answers fit another variant better than the one named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.answers.base import Verdict
from examgen.mark.reading import Reader
from examgen.mark.submission import Mark
from examgen.text.syntax import Unreadable

if TYPE_CHECKING:
    from examgen.papers.record import KeyRecord
    from examgen.papers.submission import Submission

LEAST = 3
"""Right answers that another variant must have before it is named."""

MOST = 26
"""Papers among which a mix-up is looked for: letters are mixed up, personal papers are not."""

ANSWERED = frozenset({Verdict.RIGHT, Verdict.PARTIAL, Verdict.FOLLOW_THROUGH, Verdict.MISTAKE, Verdict.WRONG})


@dataclass(frozen=True, slots=True)
class Misfit:
    """A submission whose answers fit another variant: right answers there and under its own letter."""

    submission: Submission
    other: str
    right_there: int
    right_here: int


def misfits(
    records: Mapping[str, KeyRecord], submissions: Iterable[Submission], marks: Iterable[Mark]
) -> Iterator[Misfit]:
    """Find the submissions that another variant fits at least twice as well.

    Nothing is changed by it: a person decides.

    Parameters
    ----------
    marks
        The marks of these submissions, under their own letters.
    """
    if not 1 < len(records) <= MOST:
        return
    right, answered = _counts(marks)
    keys = {name: _Keys(record) for name, record in records.items()}
    for submission in submissions:
        here = right[submission.student]
        if 2 * here < answered[submission.student]:
            others = {name: one.right(submission) for name, one in keys.items() if name != submission.paper}
            best = max(others, key=others.__getitem__)
            if others[best] >= max(LEAST, 2 * here + 1):
                yield Misfit(submission, best, others[best], here)


def _counts(marks: Iterable[Mark]) -> tuple[Counter[str], Counter[str]]:
    """Count the answers that the machine found right, and those that it judged at all, by student."""
    right, answered = Counter[str](), Counter[str]()
    for mark in marks:
        if not mark.by_hand:
            right[mark.student] += mark.verdict is Verdict.RIGHT
            answered[mark.student] += mark.verdict in ANSWERED
    return right, answered


class _Keys:
    """The keys of a paper, to count right answers without asking what the others come from."""

    def __init__(self, record: KeyRecord) -> None:
        self._readers = {part.number: Reader(part) for _, part in record.parts if part.key is not None}
        self._known: dict[tuple[str, str], bool] = {}

    def right(self, submission: Submission) -> int:
        """Count the answers that would be right on this paper."""
        written = ((number, one) for number, one in submission.responses.items() if number in self._readers)
        return sum(self._fits(number, one.text) for number, one in written if not one.suspicion)

    def _fits(self, number: str, text: str) -> bool:
        key = (number, text)
        if key not in self._known:
            self._known[key] = _agrees(self._readers[number], text)
        return self._known[key]


def _agrees(reader: Reader, text: str) -> bool:
    if not text.strip():
        return False
    try:
        given = reader.read(text)
    except Unreadable:
        return False
    values = (reader.part.key, *reader.part.accepted)
    return any(bool(reader.compare(value, given).agrees) for value in values if value is not None)
