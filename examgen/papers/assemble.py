"""From an exam file to a paper: choose instances, fill texts in, shuffle choices, number the parts."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from examgen.answers.base import Interaction
from examgen.answers.registry import find as find_kind
from examgen.bank.model import Bank, Choice, Criterion, Exam, Figure, Part, Question, Text
from examgen.bank.template import fill
from examgen.instances.pool import SIZE, Instance
from examgen.instances.posed import posed
from examgen.instances.stream import Stream
from examgen.papers.blueprint import Chosen, chosen
from examgen.papers.figures import evaluated
from examgen.papers.language import decimal_comma
from examgen.papers.model import (
    Paper,
    PaperChoice,
    PaperCriterion,
    PaperFigure,
    PaperPart,
    PaperQuestion,
)
from examgen.text.diagnostic import Refused


class Instances(Protocol):
    """Where instances come from: the pool, as a rule."""

    def instance(self, question: Question, seed: str, index: int) -> Instance:
        """Return an instance of a question."""

    def published(self, question: Question, seed: str = "") -> Instance:
        """Return the instance with the published values."""


def assemble(
    exam: Exam, banks: Mapping[str, Bank], pool: Instances, variant: str, *, published: bool = False
) -> Paper:
    """Make one paper of an exam.

    Parameters
    ----------
    banks
        By id; they hold every question that the exam uses.
    pool
        Where certified instances come from.
    variant
        A letter: A, B, ..., Z, AA, ...; two variants share no instance of a question while its pool lasts.
    published
        Take the questions' published values in place of drawn ones.

    Raises
    ------
    Refused
        If the variant is no letter, a question is unknown, or a part has no answer with its values.
    """
    at = variant_index(variant)
    desk = _Desk(exam, variant, pool, at, published)
    questions = tuple(desk.question(number, one) for number, one in enumerate(chosen(exam, banks, at), 1))
    return Paper(exam, variant, questions, published)


def variant_index(variant: str) -> int:
    """Count variants: A is 0, Z is 25, AA is 26.

    Raises
    ------
    Refused
        If it is anything but capital letters.
    """
    letters = string.ascii_uppercase
    if not variant or len(variant) > 3 or any(letter not in letters for letter in variant):
        raise Refused(f"'{variant}' is no variant", hint="variants are letters: A, B, C, ...")
    count = 0
    for letter in variant:
        count = count * len(letters) + letters.index(letter) + 1
    return count - 1


def variant_letters(index: int) -> str:
    """Name a variant, the other way round: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, last = divmod(index - 1, 26)
        name = string.ascii_uppercase[last] + name
    return name


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is the same for every question of one paper."""

    exam: Exam
    variant: str
    pool: Instances
    at: int
    published: bool

    def question(self, number: int, chosen: Chosen) -> PaperQuestion:
        use, question = chosen.use, chosen.question
        instance = self._instance(question)
        asked = question.asked(use.form or self.exam.form, use.parts, use.points)
        if not asked:
            raise Refused(f"no part of '{use.question}' is asked", place=use.place)
        page = _Page(self.exam, self.variant, question, instance, frozenset(part.id for part in asked))
        there = [posed(part, instance.solved.parameters) for part in asked]
        parts = tuple(page.part(number, at, part, len(asked)) for at, part in enumerate(there))
        stem, hint = page.fill(question.stem), page.maybe(question.hint)
        figure = page.figure(question.figure)
        return PaperQuestion(number, question, instance, stem, hint, figure, parts, chosen.section)

    def _instance(self, question: Question) -> Instance:
        if self.published:
            return self.pool.published(question, self.exam.seed)
        start = Stream(self.exam.seed, question.name, "variants").below(SIZE)
        return self.pool.instance(question, self.exam.seed, (start + self.at) % SIZE)


@dataclass(frozen=True, slots=True)
class _Page:
    """One question of one paper, while its texts are filled in."""

    exam: Exam
    variant: str
    source: Question
    instance: Instance
    asked: frozenset[str]

    def part(self, number: int, at: int, part: Part, count: int) -> PaperPart:
        solved = self.instance.solved.parts[part.id]
        if solved.error:
            raise Refused(f"'{self.source.name}/{part.id}' has no answer: {solved.error}", place=part.place)
        label = variant_letters(at).lower() if count > 1 else ""
        return PaperPart(
            number=f"{number}{label}",
            label=label,
            part=part,
            points=part.points,
            ask=self.fill(part.ask),
            hint=self.maybe(part.hint),
            answer_label=self.maybe(part.label),
            model=None if part.model is None else self.fill_for_examiners(part.model),
            rubric=self.rubric(part),
            choices=self.choices(part),
            solved=solved,
            items=self.items(part),
        )

    def fill(self, text: Text) -> str:
        return fill(text, self.scope, decimal_comma=decimal_comma(self.exam.language))

    def fill_for_examiners(self, text: Text) -> str:
        """Fill in a text that no student is handed: it may use the values of steps too."""
        solved = self.instance.solved
        scope = {**solved.values, **self.scope}
        return fill(text, scope, decimal_comma=decimal_comma(self.exam.language))

    def maybe(self, text: Text | None) -> str | None:
        return None if text is None else self.fill(text)

    @property
    def scope(self) -> Mapping[str, object]:
        return {**self.instance.solved.parameters, "asked": self.asked}

    def figure(self, figure: Figure | None) -> PaperFigure | None:
        if figure is None or (figure.parts and self.asked.isdisjoint(figure.parts)):
            return None
        return PaperFigure(figure.name, evaluated(figure, self.scope))

    def rubric(self, part: Part) -> tuple[PaperCriterion, ...]:
        total = sum((criterion.points for criterion in part.rubric), Fraction(0))
        return tuple(self._criterion(criterion, part.points / total) for criterion in part.rubric if total)

    def _criterion(self, criterion: Criterion, scale: Fraction) -> PaperCriterion:
        return PaperCriterion(criterion.points * scale, self.fill_for_examiners(criterion.says))

    def choices(self, part: Part) -> tuple[PaperChoice, ...]:
        order = self._shuffled(part)
        return tuple(
            PaperChoice(variant_letters(at), one.id, self.fill(one.text)) for at, one in enumerate(order)
        )

    def items(self, part: Part) -> tuple[PaperChoice, ...]:
        return tuple(
            PaperChoice(str(at), one.id, self.fill(one.text)) for at, one in enumerate(part.items, 1)
        )

    def _shuffled(self, part: Part) -> tuple[Choice, ...]:
        stream = Stream(self.exam.seed, self.variant, self.source.name, part.id, "choices")
        order = stream.shuffled(part.choices)
        while _gives_order_away(part, order):
            order = stream.shuffled(part.choices)
        return order


def _gives_order_away(part: Part, order: tuple[Choice, ...]) -> bool:
    """Lines that must be put in order would stand in it already."""
    arranged = find_kind(part.kind).interaction is Interaction.ARRANGE
    return arranged and len(order) > 1 and order == part.choices
