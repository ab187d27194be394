"""The blueprint: which questions a variant has, where an exam leaves that open.

Every variant takes so many questions of a kind, no two that give each other away, none twice. Variants are
balanced: they differ as little as can be in total difficulty, and each question is used about as often as the
others of its kind. What a variant gets is a function of the exam's seed and its number alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import count

from examgen.bank.model import Bank, Exam, Pick, Question, Section, Use
from examgen.instances.stream import Stream
from examgen.text.diagnostic import Refused, nearest

__all__ = ["Chosen", "candidates", "chosen", "find_question"]

EFFORT = 20_000
"""Steps of the search for each amount by which the difficulty may be off."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question of a variant, with the section that it stands in."""

    section: Section
    use: Use
    question: Question


def chosen(exam: Exam, banks: Mapping[str, Bank], variant: int) -> tuple[Chosen, ...]:
    """Choose the questions of a variant, in printed order.

    Parameters
    ----------
    banks
        By id; they hold every question that the exam may use.
    variant
        Its number, from 0.

    Raises
    ------
    Refused
        At its line of the exam file, if a question is unknown or there are too few to choose from.
    """
    fixed = tuple(find_question(use, banks) for use in exam.uses)
    picked = _Blueprint(exam, banks, fixed).variant(variant) if exam.picks else {}
    return tuple(_placed(exam, iter(fixed), picked))


def _placed(
    exam: Exam, fixed: Iterator[Question], picked: Mapping[Pick, Sequence[Question]]
) -> Iterator[Chosen]:
    """Put the questions into their places."""
    for section in exam.sections:
        for entry in section.entries:
            if isinstance(entry, Use):
                yield Chosen(section, entry, next(fixed))
                continue
            for question in picked[entry]:
                use = Use(question.name, entry.form, None, entry.points, entry.place)
                yield Chosen(section, use, question)


def find_question(use: Use, banks: Mapping[str, Bank]) -> Question:
    """Find the question that an exam names as ``bank/question``.

    Raises
    ------
    Refused
        At its line of the exam file, if there is none.
    """
    bank, _, question = use.question.partition("/")
    if bank in banks and question in banks[bank].questions:
        return banks[bank].questions[question]
    known = [f"{one.id}/{name}" for one in banks.values() for name in one.questions]
    near = nearest(use.question, known)
    hint = f"did you mean '{near}'?" if near else "write bank/question"
    raise Refused(f"unknown question '{use.question}'", place=use.place, hint=hint)


def candidates(pick: Pick, banks: Mapping[str, Bank]) -> tuple[Question, ...]:
    """Return the questions that a place may be filled with, by name.

    Raises
    ------
    Refused
        If it names a question that does not exist.
    """
    for name in (*pick.among, *pick.without):
        find_question(Use(name, None, None, None, pick.place), banks)
    everything = [one for bank in banks.values() for one in bank.questions.values()]
    return tuple(sorted((one for one in everything if _fits(one, pick)), key=lambda one: one.name))


def _fits(question: Question, pick: Pick) -> bool:
    low, high = pick.difficulty or (1, 5)
    return (
        pick.topic in (None, question.topic)
        and low <= question.difficulty <= high
        and (not pick.banks or question.bank in pick.banks)
        and (not pick.among or question.name in pick.among)
        and question.name not in pick.without
    )


def give_away(one: Question, other: Question) -> bool:
    """Whether two questions must not stand on one paper: they say so, or one solver answers both."""
    said = _names(one, other) or _names(other, one)
    return said or bool(one.solver and one.solver == other.solver)


def _names(one: Question, other: Question) -> bool:
    return other.name in one.apart or (one.bank == other.bank and other.id in one.apart)


class _Blueprint:
    """Fills the places of an exam, variant after variant."""

    def __init__(self, exam: Exam, banks: Mapping[str, Bank], fixed: tuple[Question, ...]) -> None:
        self.exam = exam
        self.pools = {pick: candidates(pick, banks) for pick in exam.picks}
        self.fixed = fixed
        self.target = sum(
            (pick.count * _mean(pool) for pick, pool in self.pools.items() if pool), Fraction(0)
        )

    def variant(self, number: int) -> dict[Pick, list[Question]]:
        """Return what fills each place; earlier variants are chosen first, so that use is spread evenly."""
        used: Counter[str] = Counter()
        for index in count():
            found = self._filled(index, used)
            if index == number:
                return found
            used.update(one.name for questions in found.values() for one in questions)
        raise AssertionError  # pragma: no cover

    def _filled(self, index: int, used: Counter[str]) -> dict[Pick, list[Question]]:
        stream = Stream(self.exam.seed, "blueprint", index)
        order = {
            pick: sorted(stream.shuffled(pool), key=lambda one: used[one.name])
            for pick, pool in self.pools.items()
        }
        for off in range(self._widest + 1):
            search = _Search(order, self.target, Fraction(2 * off + 1, 2))
            if search.fill(list(self.fixed), tuple(self.pools)):
                return search.taken
        raise self._too_few()

    @property
    def _widest(self) -> int:
        return 4 * sum(pick.count for pick in self.pools)

    def _too_few(self) -> Refused:
        place = min(self.pools, key=lambda pick: len(self.pools[pick]) - pick.count)
        there = len(self.pools[place])
        hint = "no two may give each other away, none stands twice: loosen the pick or add questions"
        return Refused(
            f"{place.count} questions can't be picked here: {there} fit", place=place.place, hint=hint
        )


@dataclass(slots=True)
class _Search:
    """Goes back and forth through the places until every one is filled and the difficulty is near the target."""

    order: Mapping[Pick, Sequence[Question]]
    target: Fraction
    near: Fraction
    effort: int = EFFORT
    taken: dict[Pick, list[Question]] = field(default_factory=dict)

    def fill(self, paper: list[Question], left: tuple[Pick, ...], start: int = 0) -> bool:
        """Fill the places left, the first from number ``start`` of its candidates on."""
        if not left:
            return abs(self._difficulty() - self.target) <= self.near
        pick, here = left[0], self.taken.setdefault(left[0], [])
        if len(here) == pick.count:
            return self.fill(paper, left[1:])
        for at in range(start, len(self.order[pick])):
            question = self.order[pick][at]
            self.effort -= 1
            if self.effort < 0:
                return False
            if any(one.name == question.name or give_away(one, question) for one in paper):
                continue
            here.append(question)
            if self.fill([*paper, question], left, at + 1):
                return True
            here.pop()
        return False

    def _difficulty(self) -> int:
        return sum(one.difficulty for questions in self.taken.values() for one in questions)


@lru_cache(maxsize=256)
def _mean(pool: tuple[Question, ...]) -> Fraction:
    return Fraction(sum(one.difficulty for one in pool), len(pool))
