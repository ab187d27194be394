"""Marking a single answer as a whole paper would be marked: what `examgen try` shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.answers.base import Verdict
from examgen.mark.policy import credit
from examgen.mark.question import QuestionMarker
from examgen.papers.record import Policy, QuestionRecord
from examgen.papers.submission import Response
from examgen.text.diagnostic import Refused, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is said of one answer: `credit` is the share of the part's points, 0 to 1."""

    verdict: Verdict
    credit: Fraction
    mistake: str | None
    why: str


class Trial:
    """Tries answers to one question; keep it to try many.

    Parameters
    ----------
    record
        The question with its instance: printed, or taken by `record_solved`.
    """

    def __init__(self, record: QuestionRecord, policy: Policy | None = None) -> None:
        self._record, self._policy = record, policy or Policy()
        self._marker = QuestionMarker(record, self._policy)

    def answer(self, part: str, answer: str, given: Mapping[str, str] | None = None) -> Attempt:
        """Judge an answer to a part.

        Parameters
        ----------
        part
            The part's id.
        given
            The student's own answers to other parts, by id.

        Raises
        ------
        Refused
            If a part is unknown.
        """
        texts = {**(given or {}), part: answer}
        numbers = {one.id: one.number for one in self._record.parts}
        _check_known(texts, numbers)
        judged = self._marker.judge({numbers[name]: Response(text) for name, text in texts.items()})
        found = dict(zip(numbers, judged, strict=True))[part]
        share = credit(found, self._record.part(part), self._policy)
        return Attempt(found.verdict, share, found.mistake, found.why)


def try_answer(
    record: QuestionRecord,
    part: str,
    answer: str,
    given: Mapping[str, str] | None = None,
    policy: Policy | None = None,
) -> Attempt:
    """Judge one answer (see `Trial.answer`)."""
    return Trial(record, policy).answer(part, answer, given)


def _check_known(names: Iterable[str], known: Mapping[str, str]) -> None:
    for name in names:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean '{near}'?" if near else f"the parts are {', '.join(known)}"
            raise Refused(f"unknown part '{name}'", hint=hint)
