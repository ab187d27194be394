"""Marking a submission: every printed part gets a mark, whatever was or wasn't handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.answers.base import Verdict
from examgen.mark import policy
from examgen.mark.judgment import Judgment
from examgen.mark.question import MEMORY, QuestionMarker
from examgen.mark.words import sentence
from examgen.text.place import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from examgen.papers.record import KeyRecord, PartRecord, QuestionRecord
    from examgen.papers.submission import HandMark, Response, Submission


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one part of one student's paper.

    Attributes
    ----------
    question
        ``bank/question``.
    marks
        Between 0 and `points`; what waits for a person has 0 so far (see `open`).
    by_hand
        Whether a person gave it.
    """

    student: str
    name: str
    paper: str
    question: str
    part: str
    number: str
    verdict: Verdict
    marks: Fraction
    points: Fraction
    why: str
    mistake: str | None
    response: str
    suspicion: str = ""
    by_hand: bool = False
    place: Place | None = field(default=None, compare=False)

    @property
    def open(self) -> bool:
        """Whether it waits for a person."""
        return not self.by_hand and Judgment(self.verdict).open

    def decided(self, hand: HandMark) -> Mark:
        """Give the same mark as a person decided it.

        Raises
        ------
        ValueError
            If the marks are not between 0 and the part's points.
        """
        if not 0 <= hand.marks <= self.points:
            raise ValueError(f"{hand.marks} is not between 0 and {self.points}")
        verdict = _verdict_of(hand.marks, self.points)
        why = sentence(hand.comment) or "Marked by a person."
        return replace(self, verdict=verdict, marks=hand.marks, why=why, mistake=None, by_hand=True)


def _verdict_of(marks: Fraction, points: Fraction) -> Verdict:
    if marks == points:
        return Verdict.RIGHT
    return Verdict.PARTIAL if marks else Verdict.WRONG


class PaperMarker:
    """Marks the submissions to one paper; what is worked out for one student serves the next.

    Parameters
    ----------
    record
        The paper's record.
    """

    def __init__(self, record: KeyRecord) -> None:
        self.record = record
        self._markers = tuple(QuestionMarker(question, record.policy) for question in record.questions)
        self._earned: dict[tuple[str, int], tuple[Judgment, Fraction]] = {}

    def mark(self, submission: Submission) -> tuple[Mark, ...]:
        """Mark every printed part, in printed order."""
        return tuple(mark for marker in self._markers for mark in self._marks(marker, submission))

    def _marks(self, marker: QuestionMarker, submission: Submission) -> Iterator[Mark]:
        judgments = marker.judge(submission.responses)
        for part, judgment in zip(marker.record.parts, judgments, strict=True):
            mark = _mark(marker.record, part, judgment, submission, self._marks_for(part, judgment))
            hand = submission.hand.get(part.number)
            yield mark if hand is None else mark.decided(hand)

    def _marks_for(self, part: PartRecord, judgment: Judgment) -> Fraction:
        """Work the marks of a judgment out once: the same one serves all who wrote the same."""
        key = (part.number, id(judgment))
        if key not in self._earned:
            if len(self._earned) > MEMORY:
                self._earned.clear()
            self._earned[key] = (
                judgment,
                policy.marks(judgment, part, self.record.policy),
            )  # kept, so is its id
        return self._earned[key][1]


def mark_submission(record: KeyRecord, submission: Submission) -> tuple[Mark, ...]:
    """Mark one submission; for many to one paper, keep a `PaperMarker`."""
    return PaperMarker(record).mark(submission)


def mark_all(records: Mapping[str, KeyRecord], submissions: list[Submission]) -> tuple[Mark, ...]:
    """Mark submissions against their own papers' records, in the order given.

    Raises
    ------
    KeyError
        If a submission names a paper that has no record here.
    """
    markers = {name: PaperMarker(record) for name, record in records.items()}
    return tuple(mark for submission in submissions for mark in markers[submission.paper].mark(submission))


def _mark(
    question: QuestionRecord, part: PartRecord, judgment: Judgment, submission: Submission, marks: Fraction
) -> Mark:
    response: Response | None = submission.responses.get(part.number)
    return Mark(
        submission.student,
        submission.name,
        submission.paper,
        question.name,
        part.id,
        part.number,
        judgment.verdict,
        marks,
        part.points,
        judgment.why,
        judgment.mistake,
        response.text if response else "",
        response.suspicion if response else "",
        place=response.place if response else None,
    )
