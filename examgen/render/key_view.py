"""What a solution adds to a part: the key, the way to it, what else is accepted, what mistakes earn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.answers import registry
from examgen.answers.base import Interaction
from examgen.render.escape import Tex, points, prose
from examgen.text.expr import Expr
from examgen.text.tex import decimals, tex
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
        return Key(
            error=part.solved.error or "",
            value=Tex(tex(value, decimal_comma=self.comma)) if entered and value is not None else None,
            decimals=_decimals(value, self.comma) if entered and value is not None else None,
            letters=part.letters_of(chosen(part)) if part.choices else "",
            accepted=self._accepted(question, part) if entered else (),
            lines=lines,
            mistakes=mistakes,
            model=self.marks.maybe(question.name, part.part.model, part.model),
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
            if mistake.id in told or mistake.values.get(part.id, part.solved.value) == part.solved.value:
                continue  # told before, or not to be seen here
            told.add(mistake.id)
            earned = points(Fraction(mistake.credit) * part.points, self.comma)
            value = tex(mistake.values[part.id], decimal_comma=self.comma)
            yield Earning(earned, Tex(rf"\Mistake{{{value}}}{{{prose(mistake.says)}}}"))


def interaction(kind: str) -> Interaction:
    """Tell which of the six interactions a kind is."""
    return registry.find(kind).interaction


def chosen(part: PaperPart) -> tuple[str, ...]:
    """List the ids that a choice or an order has as its key."""
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
