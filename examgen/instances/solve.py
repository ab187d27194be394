"""Solving a question at given values: the key, the worked solution, and what the known mistakes lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from examgen.bank.model import Part, Question
from examgen.instances.given import conflict
from examgen.solvers.derivation import IllPosed, Line, Mistake, NotApplicable
from examgen.text.values import Value

__all__ = ["MistakeValue", "Solved", "SolvedPart", "depends_on", "solve"]


@dataclass(frozen=True, slots=True)
class SolvedPart:
    """The key of a part, or why there is none; a part that a person marks has neither."""

    id: str
    value: Value | None
    error: str | None


@dataclass(frozen=True, slots=True)
class MistakeValue:
    """What one mistake leads to, in each keyed part that it can touch."""

    id: str
    of: str
    says: str
    credit: Fraction
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Solved:
    """A question with its numbers and all that follows from them.

    Parameters
    ----------
    question, parameters
        What was solved, and at which values.
    parts
        The keys by part id.
    values
        The values of the steps behind the keys, by step.
    lines
        The worked solution.
    mistakes
        What the known mistakes lead to.
    """

    question: Question
    parameters: Mapping[str, Value]
    parts: Mapping[str, SolvedPart]
    values: Mapping[str, Value]
    lines: tuple[Line, ...]
    mistakes: tuple[MistakeValue, ...]


def solve(question: Question, parameters: Mapping[str, Value]) -> Solved:
    """Solve all parts of a question; a part that is ill-posed at these values does not hinder the others.

    Parameters
    ----------
    question
        The question.
    parameters
        Values by name, as `draw`, `published` or `given` return them.
    """
    clashes = _clashes(question, parameters)
    run = question.derivation.run(parameters)
    parts = {part.id: _solved(question, part, run, clashes) for part in question.parts}
    posed = [part for part in question.parts if parts[part.id].error is None]
    asked = [part.step for part in posed if part.step]
    behind = question.derivation.behind(
        [*asked, *(step for part in posed for step in _run_on(question, part))]
    )
    return Solved(
        question=question,
        parameters=parameters,
        parts=parts,
        values={name: run[name] for name in behind},
        lines=question.derivation.explain(parameters, asked, _notation(question)),
        mistakes=tuple(_mistakes(question, parameters, parts)),
    )


def _notation(question: Question) -> dict[str, str]:
    """Return how the symbols of its answers are printed."""
    return {name: tex for part in question.parts for name, tex in part.notation.items()}


def _clashes(question: Question, parameters: Mapping[str, Value]) -> dict[str, str]:
    """Return the tensors whose sizes don't fit together, and why."""
    found = {name: conflict(question.parameters[name], parameters) for name in parameters}
    return {name: why for name, why in found.items() if why is not None}


def _solved(
    question: Question, part: Part, run: Mapping[str, Value], clashes: Mapping[str, str]
) -> SolvedPart:
    try:
        for step in _run_on(question, part):
            run[step]
    except IllPosed as error:
        return SolvedPart(part.id, None, str(error))
    if part.step is None:
        return SolvedPart(part.id, part.literal, None)
    for name in sorted(question.derivation.needs(part.step) & clashes.keys()):
        return SolvedPart(part.id, None, clashes[name])
    try:
        return SolvedPart(part.id, run[part.step], None)
    except IllPosed as error:
        return SolvedPart(part.id, None, str(error))


def _run_on(question: Question, part: Part) -> list[str]:
    """Return the steps that a part's cases need."""
    names = frozenset[str]().union(*(case.names for case in part.cases))
    return [step for step in question.derivation.order if step in names]


def _mistakes(
    question: Question, parameters: Mapping[str, Value], parts: Mapping[str, SolvedPart]
) -> Iterator[MistakeValue]:
    for mistake in question.derivation.mistakes:
        values = dict(_led_to(question, mistake, parameters, parts))
        if values:
            yield MistakeValue(mistake.id, mistake.of, mistake.says, mistake.credit, values)


def _led_to(
    question: Question, mistake: Mistake, parameters: Mapping[str, Value], parts: Mapping[str, SolvedPart]
) -> Iterator[tuple[str, Value]]:
    touched = [part for part in question.parts if _touched(question, part, mistake.of)]
    run = question.derivation.run(parameters, {mistake.of: mistake})
    if not touched or isinstance(run.error(mistake.of), NotApplicable):
        return
    for part in touched:
        if part.step is not None and parts[part.id].error is None and run.error(part.step) is None:
            yield part.id, run[part.step]


def _touched(question: Question, part: Part, step: str) -> bool:
    return part.step is not None and (part.step == step or step in question.derivation.ancestors(part.step))


def depends_on(question: Question, parts: Iterable[Part] | None = None) -> dict[str, tuple[str, ...]]:
    """Return for each asked part the asked parts that feed it directly.

    Parameters
    ----------
    question
        The question.
    parts
        The parts that are asked; all of them unless given.
    """
    asked = tuple(question.parts if parts is None else parts)
    return {part.id: _nearest(question, part, asked) for part in asked}


def _nearest(question: Question, part: Part, asked: tuple[Part, ...]) -> tuple[str, ...]:
    if part.step is None:
        return ()
    ancestors = question.derivation.ancestors
    before = [one for one in asked if one.step is not None and one.step in ancestors(part.step)]
    behind = frozenset[str]().union(*(ancestors(one.step) for one in before if one.step))
    return tuple(one.id for one in before if one.step not in behind)
