"""A paper as the templates see it: texts in LaTeX, nothing left to compute.

The exam's view asks of a key only what shape it has (a matrix needs a larger box); the solution's view adds the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.answers.base import Interaction
from examgen.render.escape import Tex, points
from examgen.render.key_view import Key, KeyViewer, chosen, interaction

if TYPE_CHECKING:
    from examgen.papers.model import Paper, PaperPart, PaperQuestion
    from examgen.render.sheet import Marks
    from examgen.text.values import Value


_RELATION = re.compile(r"=|\\in(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An option with its printed letter; whether it is right is known to solutions only."""

    letter: str
    text: Tex
    right: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """What an option is matched with, by its printed number; the letter that belongs to it is in solutions only."""

    number: str
    text: Tex
    letter: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """A part as printed. ``key`` is None in an exam."""

    number: str
    points: Tex
    ask: Tex
    hint: Tex | None
    interaction: str
    label: Tex | None
    tall: bool
    room: int
    several: bool
    choices: tuple[ChoiceView, ...]
    key: Key | None = None
    items: tuple[ItemView, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """The heading above the first question of a section."""

    title: str
    points: Tex
    points_word: str
    instructions: Tex | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as printed, with the heading of the section that it opens."""

    number: int
    name: str
    title: str
    points: Tex
    points_word: str
    macros: Tex
    stem: Tex
    hint: Tex | None
    figure: Tex | None
    parts: tuple[PartView, ...]
    section: SectionView | None


def left_side(formula: str) -> str:
    r"""Give what a formula says of its result: ``A(1) =`` of ``A(1) = r_1 - V``; empty if it is no equation.

    Examples
    --------
    >>> print(left_side(r"\frac{a=b}{c} = d"))
    \frac{a=b}{c} =
    """
    depth = 0
    for index, char in enumerate(formula):
        depth += (char in "{[(") - (char in "}])")
        relation = _RELATION.match(formula, index) if depth == 0 and index else None
        if relation:
            return f"{formula[:index].strip()} {relation[0]}"
    return ""


class Viewer:
    """Makes the views of one paper.

    Parameters
    ----------
    paper
        The paper.
    marks
        Where the author's texts are marked.
    comma
        Whether decimals are printed with a comma.
    """

    def __init__(self, paper: Paper, marks: Marks, comma: bool) -> None:
        self.paper = paper
        self.keys = KeyViewer(paper, marks, comma)
        self.marks = marks
        self.comma = comma

    def question(
        self, question: PaperQuestion, figure: Tex | None, counts: Mapping[str, str], solved: bool
    ) -> QuestionView:
        """View a question, with its key if `solved`; `counts` are the forms of the word for points."""
        texts = question.question
        keys: Iterable[Key | None] = self.keys.keys(question) if solved else (None for _ in question.parts)
        return QuestionView(
            number=question.number,
            name=question.name,
            title=question.title,
            points=points(question.points, self.comma),
            points_word=words(counts, question.points),
            macros=self._macros(question),
            stem=self.marks.mark(question.name, texts.stem, question.stem),
            hint=self.marks.maybe(question.name, texts.hint, question.hint),
            figure=figure,
            parts=tuple(
                self._part(question, part, key) for part, key in zip(question.parts, keys, strict=True)
            ),
            section=self._section(question, counts),
        )

    def _section(self, question: PaperQuestion, counts: Mapping[str, str]) -> SectionView | None:
        section = question.section
        together = [one for one in self.paper.questions if one.section is section]
        if not section.title or together[0] is not question:
            return None
        total = sum((one.points for one in together), Fraction(0))
        instructions = section.instructions
        shown = self.marks.maybe(
            question.name, instructions, None if instructions is None else instructions.source
        )
        return SectionView(section.title, points(total, self.comma), words(counts, total), shown)

    def _macros(self, question: PaperQuestion) -> Tex:
        images = rf"\graphicspath{{{{{question.question.bank}/}}}}" if question.question.images else ""
        return Tex(f"{images}{question.question.macros.strip()}%")

    def _part(self, question: PaperQuestion, part: PaperPart, key: Key | None) -> PartView:
        value = part.solved.value
        label = self._label(question, part)
        return PartView(
            number=part.number,
            points=points(part.points, self.comma),
            ask=self.marks.mark(question.name, part.part.ask, part.ask),
            hint=self.marks.maybe(question.name, part.part.hint, part.hint),
            interaction=interaction(part.kind).value,
            label=label,
            tall=_is_matrix(value),
            room=part.room,
            several=isinstance(value, tuple),
            choices=tuple(self._choices(question, part, key is not None)),
            key=key,
            items=tuple(self._items(question, part, key is not None)),
        )

    def _label(self, question: PaperQuestion, part: PaperPart) -> Tex | None:
        """Name the answer: in the author's words, else as the step's formula does."""
        written = self.marks.maybe(question.name, part.part.label, part.answer_label)
        if written:
            return written
        name = left_side(_formula(question, part))
        return Tex(f"${name}$") if name else None

    def _choices(self, question: PaperQuestion, part: PaperPart, solved: bool) -> Iterator[ChoiceView]:
        texts = {choice.id: choice.text for choice in part.part.choices}
        right = chosen(part) if solved else ()
        for choice in part.choices:
            text = self.marks.mark(question.name, texts[choice.id], choice.text)
            yield ChoiceView(choice.letter, text, choice.id in right)

    def _items(self, question: PaperQuestion, part: PaperPart, solved: bool) -> Iterator[ItemView]:
        letters = {choice.id: choice.letter for choice in part.choices}
        right = chosen(part) if solved and part.items else ("",) * len(part.items)
        for item, source, option in zip(part.items, part.part.items, right, strict=True):
            text = self.marks.mark(question.name, source.text, item.text)
            yield ItemView(item.letter, text, letters.get(option, ""))


def shapes(paper: Paper) -> Iterator[str]:
    """Name what a student writes on this paper, as the labels do: ``number``, ``set``, ``choose`` and so on."""
    for _, part in paper.parts:
        asked = interaction(part.kind)
        yield _shape(part.solved.value) if asked is Interaction.ENTRY else asked.value


def words(counts: Mapping[str, str], number: Fraction) -> str:
    """Choose the form of a word that goes with a number, as 1 bod, 2 body, 5 bodů."""
    if number == 1:
        return counts["one"]
    return counts["few"] if number.denominator == 1 and 2 <= number <= 4 else counts["many"]


def _shape(value: Value | None) -> str:
    if _is_matrix(value) and not _holds_words(value):
        return "matrix"
    if _holds_words(value):
        return "words"
    return {"tuple": "vector", "RealSet": "set"}.get(type(value).__name__, "number")


def _holds_words(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, tuple) and any(map(_holds_words, value)))


def _is_matrix(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], tuple)


def _formula(question: PaperQuestion, part: PaperPart) -> str:
    step = question.question.derivation.steps.get(part.part.step or "")
    return step.tex if step else ""
