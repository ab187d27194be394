"""What a paper is once every value is filled in: what outputs draw and a record is taken of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from examgen.bank.model import Exam, Part, Question, Section
    from examgen.instances.pool import Instance
    from examgen.instances.solve import MistakeValue, SolvedPart
    from examgen.solvers.derivation import Line


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """An option of a choice, or a line of an order, as this paper prints it.

    Attributes
    ----------
    letter
        Printed letter: A, B, C, ... from the top.
    id
        Internal id; it never leaves the key.
    text
        TeX, filled in.
    """

    letter: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperCriterion:
    """A criterion of a rubric: its points on this paper and what earns them (TeX)."""

    points: Fraction
    says: str


@dataclass(frozen=True, slots=True)
class PaperFigure:
    """A figure: the drawing's name and its options, evaluated with the instance's values."""

    name: str
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A part as printed.

    Attributes
    ----------
    number
        What a student sees and types: ``1a``, or ``1`` where the question has a single part.
    label
        The letter alone (``a``), empty where the question has a single part.
    ask, hint, answer_label, model
        TeX, filled in: the label stands before the answer box, the model answer on solutions only.
    choices
        In printed order.
    items
        What the choices are matched with; their letters are the numbers 1, 2, ...
    """

    number: str
    label: str
    part: Part
    points: Fraction
    ask: str
    hint: str | None
    answer_label: str | None
    model: str | None
    rubric: tuple[PaperCriterion, ...]
    choices: tuple[PaperChoice, ...]
    solved: SolvedPart
    items: tuple[PaperChoice, ...] = ()

    @property
    def id(self) -> str:
        """The part's id in its question."""
        return self.part.id

    @property
    def kind(self) -> str:
        """The answer's type."""
        return self.part.kind

    @property
    def room(self) -> int:
        """Lines of room to work in."""
        return self.part.room

    def letters_of(self, ids: tuple[str, ...]) -> str:
        """Give the printed letters of some internal ids, in the order of `ids`: ``C, A``."""
        letter = {choice.id: choice.letter for choice in self.choices}
        return ", ".join(letter[one] for one in ids)


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question as printed: its number, filled stem, evaluated figure, and a worked solution."""

    number: int
    question: Question
    instance: Instance
    stem: str
    hint: str | None
    figure: PaperFigure | None
    parts: tuple[PaperPart, ...]
    section: Section

    @property
    def title(self) -> str:
        """The question's heading."""
        return self.question.title

    @property
    def name(self) -> str:
        """``bank/question``: what exam files and submissions call it."""
        return f"{self.question.bank}/{self.question.id}"

    @property
    def points(self) -> Fraction:
        """The points of all its parts together."""
        return sum((part.points for part in self.parts), Fraction(0))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The worked solution's steps, in order."""
        return tuple(self.instance.solved.lines)

    @property
    def mistakes(self) -> tuple[MistakeValue, ...]:
        """The known mistakes with the values they lead to."""
        return tuple(self.instance.solved.mistakes)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: a variant's letter (or `published`), and its questions in printed order."""

    exam: Exam
    name: str
    questions: tuple[PaperQuestion, ...]
    published: bool = False

    @property
    def points(self) -> Fraction:
        """The points of the whole paper."""
        return sum((question.points for question in self.questions), Fraction(0))

    @property
    def parts(self) -> Iterator[tuple[PaperQuestion, PaperPart]]:
        """Every part with its question, in printed order."""
        return ((question, part) for question in self.questions for part in question.parts)
