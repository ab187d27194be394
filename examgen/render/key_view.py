"""What a solution adds to a part: the key, the way to it, what else is accepted, what mistakes earn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.answers import registry
from examgen.answers.base import Interaction
from examgen.render.escape import Tex, points, prose
from examgen.solvers.exact import exact
from examgen.text.expr import Expr
from examgen.text.tex import decimals, is_long, notated, tex
from examgen.text.values import RealSet

if TYPE_CHECKING:
    from examgen.papers.model import Paper, PaperPart, PaperQuestion
    from examgen.render.sheet import Marks
    from examgen.solvers.derivation import Line
    from examgen.text.values import Value

_PLAIN = re.compile(r"-?\d+(\.\d+)?")


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


class KeyViewer:
    """Makes the keys' views of one paper.

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

    def keys(self, question: PaperQuestion) -> Iterator[Key]:
        """View the key of each part; a step or a mistake is told where it first matters."""
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
        plain = registry.own_tex(part.kind) is None
        return Key(
            error=part.solved.error or "",
            value=Tex(self._typeset(part, value)) if entered and value is not None else None,
            decimals=_decimals(value, self.comma) if entered and plain and value is not None else None,
            letters=part.letters_of(chosen(part)) if part.choices else "",
            accepted=self._accepted(question, part) if entered else tuple(self._wordings(part)[1:]),
            lines=lines,
            mistakes=mistakes,
            model=self.marks.maybe(question.name, part.part.model, part.model)
            or next(iter(self._wordings(part)), None),
            rubric=tuple(
                Earning(
                    points(one.points, self.comma), self.marks.mark(question.name, criterion.says, one.says)
                )
                for one, criterion in zip(part.rubric, part.part.rubric, strict=True)
            ),
        )

    def _wordings(self, part: PaperPart) -> list[Tex]:
        """Return what counts as a right text, the key first; nothing where a person marks."""
        value = part.solved.value
        if value is None or interaction(part.kind) is not Interaction.FREE:
            return []
        spec = part.part.spec(decimal_comma=self.comma)
        return [Tex(form) for form in registry.find(part.kind).accepted(value, spec)]

    def _accepted(self, question: PaperQuestion, part: PaperPart) -> tuple[Tex, ...]:
        value = part.solved.value
        if value is None:
            return ()
        value = notated(value, part.part.notation)
        forms = registry.find(part.kind).accepted(value, part.part.spec(decimal_comma=self.comma))
        printed = self._typeset(part, value)
        shown = {printed, decimals(value, comma=self.comma) if _terminates(value) else None}
        others = (form for form in forms if form.strip("$") not in shown)
        return (*map(Tex, others), *self._published(question, part))

    def _published(self, question: PaperQuestion, part: PaperPart) -> Iterator[Tex]:
        if self.paper.published:
            scope = question.instance.solved.parameters
            for formula in part.part.also_published:
                yield Tex(f"${self._typeset(part, exact(formula.evaluate(scope)))}$")

    def _typeset(self, part: PaperPart, value: Value) -> str:
        """Write a value as the part's kind does; chosen options as their printed letters."""
        value = notated(value, part.part.notation)
        if part.choices and (letters := _letters(part, value)) is not None:
            return rf"\textsf{{{letters}}}"
        if interaction(part.kind) is not Interaction.ENTRY:
            return tex(value, decimal_comma=self.comma)
        return registry.typeset(part.kind, value, self.comma)

    def _lines(self, question: PaperQuestion, part: PaperPart, shown: set[str]) -> Iterator[LineView]:
        step = part.part.step
        if step is None or part.solved.value is None:
            return
        wanted = {*question.question.derivation.ancestors(step), step} - shown
        shown |= wanted
        for line in question.lines:
            if line.step in wanted:
                letters = _letters(part, line.value) if line.step == step and part.choices else None
                yield _line(line if letters is None else replace(line, result=rf"\textsf{{{letters}}}"))

    def _mistakes(self, question: PaperQuestion, part: PaperPart, told: set[str]) -> Iterator[Earning]:
        for mistake in question.mistakes:
            if mistake.id in told or mistake.values.get(part.id, part.solved.value) == part.solved.value:
                continue  # told before, or not to be seen here
            told.add(mistake.id)
            earned = points(Fraction(mistake.credit) * part.points, self.comma)
            value = self._typeset(part, mistake.values[part.id])
            yield Earning(earned, Tex(rf"\Mistake{{{value}}}{{{prose(mistake.says)}}}"))


def interaction(kind: str) -> Interaction:
    """Tell which of the six interactions a kind is."""
    return registry.find(kind).interaction


def chosen(part: PaperPart) -> tuple[str, ...]:
    """List the ids that a choice or an order has as its key."""
    value = part.solved.value
    ids = (value,) if isinstance(value, str) else value
    return tuple(str(one) for one in ids) if isinstance(ids, tuple) else ()


def _letters(part: PaperPart, value: Value) -> str | None:
    """Give the printed letters of some chosen options; None for a value that is something else."""
    ids = (value,) if isinstance(value, str) else value
    known = {choice.id for choice in part.choices}
    if not isinstance(ids, tuple) or not known.issuperset(one for one in ids if isinstance(one, str)):
        return None
    words = [one for one in ids if isinstance(one, str)]
    return part.letters_of(tuple(words)) or "--" if len(words) == len(ids) else None


def _decimals(value: Value, comma: bool) -> Tex | None:
    """Print a value in decimals, with the sign that tells whether they are exact."""
    shown = None if is_long(value) else decimals(value, comma=comma)
    return Tex(rf"{'=' if _terminates(value) else chr(92) + 'approx'} {shown}") if shown else None


def _terminates(value: object) -> bool:
    """Tell whether the decimals that are printed are the whole value."""
    if isinstance(value, tuple):
        return all(map(_terminates, value))
    if isinstance(value, RealSet):
        ends = (end for piece in value.pieces for end in (piece.low, piece.high) if end is not None)
        return all(map(_terminates, ends))
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
