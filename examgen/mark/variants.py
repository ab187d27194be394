"""Noticing that a paper's letter was noted wrongly: the answers fit another variant better than the one named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from examgen.answers.base import Verdict
from examgen.mark.submission import Mark, PaperMarker

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
    markers = {name: PaperMarker(record) for name, record in records.items()}
    for submission in submissions:
        here = right[submission.student]
        if 2 * here < answered[submission.student]:
            others = {
                name: _right(one, submission) for name, one in markers.items() if name != submission.paper
            }
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


def _right(marker: PaperMarker, submission: Submission) -> int:
    marks = marker.mark(replace(submission, paper=marker.record.paper, hand={}))
    return sum(mark.verdict is Verdict.RIGHT for mark in marks)
