"""A paper as the templates see it: texts in LaTeX, nothing left to compute.

The exam's view is made without looking at any key; the solution's view adds it part by part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.answers import registry
from examgen.answers.base import Interaction
from examgen.render.escape import Tex, points, prose
from examgen.text.expr import Expr
from examgen.text.tex import decimals, tex

if TYPE_CHECKING:
    from examgen.papers.model import Paper, PaperPart, PaperQuestion
    from examgen.render.sheet import Marks
    from examgen.solvers.derivation import Line
    from examgen.text.values import Value


_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_RELATION = re.compile(r"=|\\in(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An option with its printed letter; whether it is right is known to solutions only."""

    letter: str
    text: Tex
    right: bool = False


@dataclass(frozen=True, slots=True)
class LineView:
    """A step of the worked solution: in words, as a formula, with its numbers, its result."""

    says: Tex
    formula: Tex
    numbers: Tex
    result: Tex


@dataclass(frozen=True, slots=True)
class Earning:
    """What earns how many points."""

    points: Tex
    says: Tex


@dataclass(frozen=True, slots=True)
class Key:
    """All that a solution adds to a part."""

    error: str = ""
    value: Tex | None = None
    decimals: Tex | None = None
    letters: str = ""
    accepted: tuple[Tex, ...] = ()
    lines: tuple[LineView, ...] = ()
    mistakes: tuple[Earning, ...] = ()
    model: Tex | None = None
    rubric: tuple[Earning, ...] = ()


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


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as printed."""

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
        self.marks = marks
        self.comma = comma

    def question(self, question: PaperQuestion, figure: Tex | None, word: str, solved: bool) -> QuestionView:
        """View a question, with its key if `solved`."""
        texts = question.question
        keys: Iterable[Key | None] = self._keys(question) if solved else (None for _ in question.parts)
        return QuestionView(
            number=question.number,
            name=question.name,
            title=question.title,
            points=points(question.points, self.comma),
            points_word=word,
            macros=self._macros(question),
            stem=self.marks.mark(question.name, texts.stem, question.stem),
            hint=_optional(self.marks, question.name, texts.hint, question.hint),
            figure=figure,
            parts=tuple(
                self._part(question, part, key) for part, key in zip(question.parts, keys, strict=True)
            ),
        )

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
            hint=_optional(self.marks, question.name, part.part.hint, part.hint),
            interaction=interaction(part.kind).value,
            label=label,
            tall=_is_matrix(value),
            room=part.room,
            several=isinstance(value, tuple),
            choices=tuple(self._choices(question, part, key is not None)),
            key=key,
        )

    def _label(self, question: PaperQuestion, part: PaperPart) -> Tex | None:
        """Name the answer: in the author's words, else as the step's formula does."""
        written = _optional(self.marks, question.name, part.part.label, part.answer_label)
        if written:
            return written
        name = left_side(_formula(question, part))
        return Tex(f"${name}$") if name else None

    def _choices(self, question: PaperQuestion, part: PaperPart, solved: bool) -> Iterator[ChoiceView]:
        texts = {choice.id: choice.text for choice in part.part.choices}
        right = _chosen(part) if solved else ()
        for choice in part.choices:
            text = self.marks.mark(question.name, texts[choice.id], choice.text)
            yield ChoiceView(choice.letter, text, choice.id in right)

    def _keys(self, question: PaperQuestion) -> Iterator[Key]:
        shown: set[str] = set()
        told: set[str] = set()
        for part in question.parts:
            lines = tuple(self._lines(question, part, shown))
            mistakes = tuple(self._mistakes(question, part, told))
            yield self._key(question, part, lines, mistakes)

    def _key(
        self,
        question: PaperQuestion,
        part: PaperPart,
        lines: tuple[LineView, ...],
        mistakes: tuple[Earning, ...],
    ) -> Key:
        value = part.solved.value
        entered = interaction(part.kind) is Interaction.ENTRY and value is not None
        return Key(
            error=part.solved.error or "",
            value=Tex(tex(value, decimal_comma=self.comma)) if entered and value is not None else None,
            decimals=_decimals(value, self.comma) if entered and value is not None else None,
            letters=part.letters_of(_chosen(part)) if part.choices else "",
            accepted=self._accepted(question, part) if entered else (),
            lines=lines,
            mistakes=mistakes,
            model=_optional(self.marks, question.name, part.part.model, part.model),
            rubric=tuple(
                Earning(
                    points(one.points, self.comma), self.marks.mark(question.name, criterion.says, one.says)
                )
                for one, criterion in zip(part.rubric, part.part.rubric, strict=True)
            ),
        )

    def _accepted(self, question: PaperQuestion, part: PaperPart) -> tuple[Tex, ...]:
        value = part.solved.value
        if value is None:
            return ()
        forms = registry.find(part.kind).accepted(value, part.part.spec(decimal_comma=self.comma))
        printed = tex(value, decimal_comma=self.comma)
        shown = {printed, decimals(value, comma=self.comma) if _terminates(value) else None}
        others = (form for form in forms if form.strip("$") not in shown)
        return (*map(Tex, others), *self._published(question, part))

    def _published(self, question: PaperQuestion, part: PaperPart) -> Iterator[Tex]:
        if self.paper.published:
            scope = question.instance.solved.parameters
            for formula in part.part.also_published:
                yield Tex(f"${tex(formula.evaluate(scope), decimal_comma=self.comma)}$")

    def _lines(self, question: PaperQuestion, part: PaperPart, shown: set[str]) -> Iterator[LineView]:
        step = part.part.step
        if step is None or part.solved.value is None:
            return
        wanted = {*question.question.derivation.ancestors(step), step} - shown
        shown |= wanted
        yield from (_line(line) for line in question.lines if line.step in wanted)

    def _mistakes(self, question: PaperQuestion, part: PaperPart, told: set[str]) -> Iterator[Earning]:
        for mistake in question.mistakes:
            if mistake.id in told or part.id not in mistake.values:
                continue
            told.add(mistake.id)
            earned = points(Fraction(mistake.credit) * part.points, self.comma)
            value = tex(mistake.values[part.id], decimal_comma=self.comma)
            yield Earning(earned, Tex(rf"\Mistake{{{value}}}{{{prose(mistake.says)}}}"))


def interaction(kind: str) -> Interaction:
    """Tell which of the six interactions a kind is."""
    return registry.find(kind).interaction


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
    if _is_matrix(value):
        return "matrix"
    return {"tuple": "vector", "RealSet": "set"}.get(type(value).__name__, "number")


def _is_matrix(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], tuple)


def _formula(question: PaperQuestion, part: PaperPart) -> str:
    step = question.question.derivation.steps.get(part.part.step or "")
    return step.tex if step else ""


def _chosen(part: PaperPart) -> tuple[str, ...]:
    value = part.solved.value
    ids = (value,) if isinstance(value, str) else value
    return tuple(str(one) for one in ids) if isinstance(ids, tuple) else ()


def _decimals(value: Value, comma: bool) -> Tex | None:
    """Print a value in decimals, with the sign that tells whether they are exact."""
    shown = decimals(value, comma=comma)
    return Tex(rf"{'=' if _terminates(value) else chr(92) + 'approx'} {shown}") if shown else None


def _terminates(value: object) -> bool:
    """Tell whether the decimals that are printed are the whole value."""
    if isinstance(value, tuple):
        return all(map(_terminates, value))
    if not isinstance(value, Expr) or not value.is_rational:
        return False
    plain = decimals(value)
    return plain is None or (_PLAIN.fullmatch(plain) is not None and Fraction(plain) == value.fraction)


def _line(line: Line) -> LineView:
    formula = line.formula or rf"\text{{{line.step.replace('_', ' ')}}}"
    return LineView(_sentence(line.says), Tex(formula), Tex(line.numbers), Tex(line.result))


def _sentence(text: str) -> Tex:
    text = text.strip()
    return prose(text[:1].upper() + text[1:])


def _optional(marks: Marks, question: str, text: object, filled: str | None) -> Tex | None:
    return marks.mark(question, text, filled) if text is not None and filled is not None else None  # type: ignore[arg-type]
