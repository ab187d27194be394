"""Marking the responses to one question: verdicts, part by part in printed order.

Right is decided before anything else. Then the best of what can be said for the student counts: partly right,
a known mistake with the credit that it carries, right given the student's own earlier answers. Where that
last can't be worked out and marks depend on it, a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.answers.base import Verdict
from examgen.answers.registry import by_hand
from examgen.mark import words
from examgen.mark.consistent import Answered, Consistent, Earlier
from examgen.mark.follow import Engine, NotAvailableError
from examgen.mark.judgment import Judgment
from examgen.mark.policy import credit
from examgen.mark.reading import Given, Reader
from examgen.text.syntax import Unreadable

if TYPE_CHECKING:
    from examgen.mark.consistent import Follows
    from examgen.papers.record import MistakeRecord, PartRecord, Policy, QuestionRecord
    from examgen.papers.submission import Response

ZERO, ONE = Fraction(0), Fraction(1)
MEMORY = 100_000
"""Judgments that are kept for equal responses in equal situations."""

_RANK = (Verdict.WRONG, Verdict.PARTIAL, Verdict.MISTAKE, Verdict.FOLLOW_THROUGH)


class QuestionMarker:
    """Marks one printed question; equal responses in equal situations are judged once.

    Parameters
    ----------
    record
        The question as printed, with its instance.
    policy
        Only the share that follow-through earns matters here: the best verdict for the student depends on it.
    """

    def __init__(self, record: QuestionRecord, policy: Policy) -> None:
        self.record, self.policy = record, policy
        self._engine = Engine(record)
        self._readers = {part.id: Reader(part) for part in record.parts}
        self._whole: dict[tuple[Response | None, ...], tuple[Judgment, ...]] = {}
        self._single: dict[object, Judgment] = {}
        self._given: dict[tuple[str, str], Given | Unreadable] = {}
        self._answered: dict[tuple[str, str, bool], Answered] = {}
        self._consistent: dict[tuple[str, Earlier], Consistent] = {}

    def judge(self, responses: Mapping[str, Response]) -> tuple[Judgment, ...]:
        """Judge the responses to all parts, by printed number; an absent part has no column in the source."""
        key = tuple([responses.get(part.number) for part in self.record.parts])
        found = self._whole.get(key)
        if found is None:
            self._forget_much()
            found = self._whole[key] = tuple(self._judge_all(key))
        return found

    def _judge_all(self, responses: tuple[Response | None, ...]) -> Iterator[Judgment]:
        answers: dict[str, Answered] = {}
        slips: dict[str, None] = {}
        for part, response in zip(self.record.parts, responses, strict=True):
            earlier = Earlier(tuple(self._feeding(part, answers)), tuple(slips))
            key = (part.id, response, earlier)
            if key not in self._single:
                self._single[key] = self._judge(part, response, earlier)
            judgment = self._single[key]
            if response is not None and (answer := self._carried(part, response, judgment)):
                answers[part.id] = answer
            if judgment.verdict is Verdict.MISTAKE:
                slips.update(dict.fromkeys(judgment.mistakes))
            yield judgment

    def _feeding(self, part: PartRecord, answers: Mapping[str, Answered]) -> Iterator[Answered]:
        """Find the nearest answered parts that feed a part; an unanswered one passes on what feeds it."""
        found: dict[str, None] = {}
        waiting = list(part.depends_on)
        while waiting:
            name = waiting.pop()
            if name not in answers:
                waiting.extend(self.record.part(name).depends_on)
            found[name] = None
        return (answers[one.id] for one in self.record.parts if one.id in found and one.id in answers)

    def _carried(self, part: PartRecord, response: Response, judgment: Judgment) -> Answered | None:
        given = None if response.suspicion else self._given.get((part.id, response.text))
        if not isinstance(given, Given):
            return None
        right = judgment.verdict is Verdict.RIGHT
        key = (part.id, response.text, right)
        if key not in self._answered:
            self._answered[key] = Answered(part, given.value, right, given.rounded)
        return self._answered[key]

    def _judge(self, part: PartRecord, response: Response | None, earlier: Earlier) -> Judgment:
        if by_hand(part.kind, part.key is not None):
            return self._by_hand(part, response)
        if response is None or response.blank:
            return Judgment(Verdict.BLANK, why=words.BLANK)
        if response.suspicion:
            return Judgment(Verdict.UNREADABLE, why=words.suspicious(response.suspicion))
        given = self._read(part, response.text)
        if isinstance(given, Unreadable):
            return Judgment(Verdict.UNREADABLE, why=words.unreadable(str(given)))
        return self._judge_given(part, given, earlier)

    def _by_hand(self, part: PartRecord, response: Response | None) -> Judgment:
        """Leave it to a person; code with cases is run all the same, to help that person."""
        if response is not None and response.blank:
            return Judgment(Verdict.BLANK, why=words.BLANK)
        if response is None or response.suspicion or not part.options.get("cases"):
            return Judgment(Verdict.PENDING, why=words.PENDING)
        given = self._read(part, response.text)
        if isinstance(given, Unreadable):
            return Judgment(Verdict.PENDING, why=words.PENDING)
        outcome = self._readers[part.id].compare(None, given)
        return Judgment(Verdict.PENDING, why=words.tried(outcome.agrees, outcome.why))

    def _read(self, part: PartRecord, text: str) -> Given | Unreadable:
        key = (part.id, text)
        if key not in self._given:
            try:
                self._given[key] = self._readers[part.id].read(text)
            except Unreadable as error:
                self._given[key] = error.with_traceback(None)
        return self._given[key]

    def _judge_given(self, part: PartRecord, given: Given, earlier: Earlier) -> Judgment:
        against_key = self._against_key(part, given)
        if against_key.verdict in (Verdict.RIGHT, Verdict.UNDECIDED):
            return against_key
        found = [against_key, *self._named(part, given, earlier)]
        if earlier.wrong or earlier.slips:
            found += self._seen_through(part, given, earlier)
        best = max(found, key=lambda judgment: self._rank(part, judgment))
        return self._open_question(part, given, earlier, best) or best

    def _against_key(self, part: PartRecord, given: Given) -> Judgment:
        reader = self._readers[part.id]
        if part.key is None:
            return Judgment(Verdict.UNDECIDED, why=words.undecided(""))
        outcome = reader.compare(part.key, given)
        if outcome.agrees:
            return Judgment(Verdict.RIGHT, ONE, words.RIGHT)
        if any(reader.compare(value, given).agrees for value in part.accepted):
            return Judgment(Verdict.RIGHT, ONE, words.ALSO_RIGHT)
        if part.open:
            return self._against_condition(part, given)
        if outcome.agrees is None:
            return Judgment(Verdict.UNDECIDED, why=words.undecided(outcome.why))
        if outcome.credit:
            return Judgment(Verdict.PARTIAL, outcome.credit, words.sentence(outcome.why) or words.PARTIAL)
        return Judgment(Verdict.WRONG, ZERO, words.sentence(outcome.why) or words.WRONG)

    def _against_condition(self, part: PartRecord, given: Given) -> Judgment:
        """Judge an open answer by what it must fulfil; the key is only an example."""
        try:
            found = self._engine.accepts(part.step or "", given.value)
        except NotAvailableError as error:
            return Judgment(Verdict.UNDECIDED, why=words.undecided(str(error)))
        share, why = found or (None, "")
        if share is None:
            return Judgment(Verdict.UNDECIDED, why=words.undecided(why))
        if share >= ONE:
            return Judgment(Verdict.RIGHT, ONE, words.RIGHT)
        verdict, otherwise = (Verdict.PARTIAL, words.PARTIAL) if share > 0 else (Verdict.WRONG, words.WRONG)
        return Judgment(verdict, max(share, ZERO), words.sentence(why) or otherwise)

    def _named(self, part: PartRecord, given: Given, earlier: Earlier) -> Iterator[Judgment]:
        """Mistakes whose value, worked out when the paper was made, is what the student wrote."""
        reader = self._readers[part.id]
        here = (one for one in self.record.mistakes if part.id in one.values)
        found = [one for one in here if reader.compare(one.values[part.id], given).agrees]
        charged = [one for one in found if one.id in earlier.slips]
        if charged:
            says = words.follow_through((), _says(charged))
            yield Judgment(Verdict.FOLLOW_THROUGH, ONE, says, _ids(charged))
        elif found:
            yield _mistaken(found, ())

    def _seen_through(self, part: PartRecord, given: Given, earlier: Earlier) -> Iterator[Judgment]:
        """Compare with what follows from earlier answers, without a mistake made here or with one."""
        consistent = self._values(part, earlier)
        for follows in consistent.following:
            outcome = self._readers[part.id].compare(follows.value, given)
            if outcome.agrees:
                says = words.follow_through(follows.parts, _says(follows.slips))
                yield Judgment(Verdict.FOLLOW_THROUGH, ONE, says, _ids(follows.slips))
                return
            if outcome.agrees is False and outcome.credit:
                share = outcome.credit * self.policy.follow_through
                yield Judgment(Verdict.PARTIAL, share, words.partly_follows(follows.parts, outcome.why))
        yield from self._mistaken_through(part, given, consistent)

    def _mistaken_through(self, part: PartRecord, given: Given, consistent: Consistent) -> Iterator[Judgment]:
        compare = self._readers[part.id].compare
        found = [one for one in consistent.mistaken if compare(one.value, given).agrees]
        if found:
            named = {one.mistake.id: one.mistake for one in found if one.mistake is not None}
            judgment = _mistaken(list(named.values()), found[0].parts)
            share = judgment.share * self.policy.follow_through
            yield Judgment(judgment.verdict, share, judgment.why, judgment.mistakes)

    def _open_question(
        self, part: PartRecord, given: Given, earlier: Earlier, best: Judgment
    ) -> Judgment | None:
        """Leave it to a person where follow-through would earn more, and nobody knows whether it holds."""
        if not earlier.wrong or credit(best, part, self.policy) >= self.policy.follow_through:
            return None
        consistent = self._values(part, earlier)
        numbers = [answer.part.number for answer in earlier.wrong]
        if consistent.unavailable:
            return Judgment(Verdict.UNDECIDED, why=words.unavailable(numbers, consistent.unavailable))
        if any(self._unclear(part, given, follows) for follows in consistent.following):
            return Judgment(Verdict.UNDECIDED, why=words.unavailable(numbers, "the two cannot be told apart"))
        return None

    def _unclear(self, part: PartRecord, given: Given, follows: Follows) -> bool:
        return self._readers[part.id].compare(follows.value, given).agrees is None

    def _values(self, part: PartRecord, earlier: Earlier) -> Consistent:
        key = (part.id, earlier)
        if key not in self._consistent:
            self._consistent[key] = Consistent(self._engine, part, earlier, self.record.mistakes)
        return self._consistent[key]

    def _rank(self, part: PartRecord, judgment: Judgment) -> tuple[Fraction, int]:
        return credit(judgment, part, self.policy), _RANK.index(judgment.verdict)

    def _forget_much(self) -> None:
        if len(self._whole) + len(self._single) > MEMORY:
            for memory in (self._whole, self._single, self._given, self._answered, self._consistent):
                memory.clear()


def _mistaken(found: list[MistakeRecord], follows: tuple[str, ...]) -> Judgment:
    """Name every mistake that leads to the answer; the mildest sets the credit."""
    found = sorted(found, key=lambda one: -one.credit)
    return Judgment(Verdict.MISTAKE, found[0].credit, words.mistake(_says(found), follows), _ids(found))


def _says(mistakes: Iterator[MistakeRecord] | list[MistakeRecord] | tuple[MistakeRecord, ...]) -> list[str]:
    return list(dict.fromkeys(one.says for one in mistakes))


def _ids(
    mistakes: Iterator[MistakeRecord] | list[MistakeRecord] | tuple[MistakeRecord, ...],
) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for one in mistakes))
