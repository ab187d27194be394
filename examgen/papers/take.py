"""Take the record of a paper, or of one question: everything marking needs and nothing of the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from examgen.instances.cases import with_cases
from examgen.instances.posed import posed
from examgen.papers.language import decimal_comma
from examgen.papers.record import (
    CriterionRecord,
    KeyRecord,
    LetterRecord,
    LineRecord,
    MistakeRecord,
    PartRecord,
    Policy,
    QuestionRecord,
)
from examgen.papers.wire import plain_from_json, plain_to_json, value_to_json
from examgen.solvers.exact import exact
from examgen.solvers.registry import digest as solver_digest
from examgen.text.values import Value

if TYPE_CHECKING:
    from examgen.bank.model import Part, Question
    from examgen.instances.solve import Solved
    from examgen.papers.model import Paper, PaperPart, PaperQuestion
    from examgen.solvers.derivation import Derivation


def record_of(paper: Paper) -> KeyRecord:
    """Take the record of a paper."""
    exam = paper.exam
    comma = decimal_comma(exam.language)
    return KeyRecord(
        exam=exam.id,
        title=exam.title,
        paper=paper.name,
        published=paper.published,
        language=exam.language,
        policy=Policy(follow_through=exam.follow_through),
        questions=tuple(_printed(question, comma, paper.published) for question in paper.questions),
    )


def record_solved(question: Question, solved: Solved, *, published: bool = False) -> QuestionRecord:
    """Take the record of a question that is on no paper: every part, answered by internal ids.

    Parts are numbered by their ids. Parts that the values make ill-posed are left out.
    """
    asked = [part for part in question.parts if not solved.parts[part.id].error]
    parts = [posed(part, solved.parameters) for part in asked]
    feeds = feeding(question.derivation, parts)
    records = tuple(_plain_part(part, solved, feeds[part.id], published) for part in parts)
    return _question(question, solved, "", 1, records)


def _printed(question: PaperQuestion, comma: bool, published: bool) -> QuestionRecord:
    feeds = feeding(question.question.derivation, [part.part for part in question.parts])
    solved = question.instance.solved
    records = tuple(_printed_part(part, solved, feeds[part.id], comma, published) for part in question.parts)
    return _question(question.question, solved, question.instance.identity, question.number, records)


def _question(
    question: Question, solved: Solved, identity: str, number: int, parts: tuple[PartRecord, ...]
) -> QuestionRecord:
    return QuestionRecord(
        bank=question.bank,
        id=question.id,
        number=number,
        title=question.title,
        identity=identity,
        parameters=dict(solved.parameters),
        values=_writable(solved.values),
        lines=tuple(
            LineRecord(line.step, line.says, line.formula, line.numbers, line.result) for line in solved.lines
        ),
        solver=question.solver,
        digest=solver_digest(question.solver) if question.solver else "",
        steps=_plain(question.steps_source),
        mistakes=_mistakes(solved, {part.id: part.key for part in parts}),
        parts=parts,
    )


def _mistakes(solved: Solved, keys: Mapping[str, Value | None]) -> tuple[MistakeRecord, ...]:
    """Take the mistakes that show: at printed parts, with a value that is not the key."""
    found = (
        MistakeRecord(one.id, one.of, one.says, one.credit, _telling(one.values, keys))
        for one in solved.mistakes
    )
    return tuple(record for record in found if record.values)


def _telling(values: Mapping[str, Value], keys: Mapping[str, Value | None]) -> dict[str, Value]:
    return {part: value for part, value in values.items() if part in keys and value != keys[part]}


def _plain(source: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """Take plain data as it comes back from a file: lists are tuples."""
    return None if source is None else cast(Mapping[str, object], plain_from_json(plain_to_json(source)))


def _printed_part(
    printed: PaperPart, solved: Solved, feeds: tuple[str, ...], comma: bool, published: bool
) -> PartRecord:
    part = printed.part
    return PartRecord(
        id=part.id,
        number=printed.number,
        kind=part.kind,
        options=_plain(with_cases(part, solved).options) or {},
        letters=tuple(LetterRecord(one.letter, one.id, one.text) for one in printed.choices),
        choices=tuple(choice.id for choice in part.choices),
        key=printed.solved.value,
        accepted=_accepted(part, solved) if published else (),
        step=part.step,
        depends_on=feeds,
        points=printed.points,
        rubric=tuple(CriterionRecord(one.points, one.says) for one in printed.rubric),
        model=printed.model,
        ask=printed.ask,
        decimal_comma=comma,
        open=_open(part, solved),
        items=tuple(LetterRecord(one.letter, one.id, one.text) for one in printed.items),
    )


def _plain_part(part: Part, solved: Solved, feeds: tuple[str, ...], published: bool) -> PartRecord:
    return PartRecord(
        id=part.id,
        number=part.id,
        kind=part.kind,
        options=_plain(with_cases(part, solved).options) or {},
        letters=(),
        choices=tuple(choice.id for choice in part.choices),
        key=solved.parts[part.id].value,
        accepted=_accepted(part, solved) if published else (),
        step=part.step,
        depends_on=feeds,
        points=part.points,
        rubric=(),
        model=None,
        ask="",
        decimal_comma=False,
        open=_open(part, solved),
        items=tuple(LetterRecord(str(at), one.id, "") for at, one in enumerate(part.items, 1)),
    )


def _open(part: Part, solved: Solved) -> bool:
    return part.step in solved.question.derivation.acceptances


def _accepted(part: Part, solved: Solved) -> tuple[Value, ...]:
    scope = {**solved.values, **solved.parameters}
    return tuple(exact(formula.evaluate(scope)) for formula in part.also_published)


def feeding(derivation: Derivation, parts: Sequence[Part]) -> dict[str, tuple[str, ...]]:
    """Name for each asked part the asked parts that feed it on some way that passes no other asked part.

    A part that feeds another both directly and through a third is named: where the third is right, the direct
    way still carries an error forward.
    """
    asked = {part.step: part.id for part in reversed(parts) if part.step is not None}
    return {part.id: _fed_by(derivation, part.step, asked) for part in parts}


def _fed_by(derivation: Derivation, step: str | None, asked: Mapping[str, str]) -> tuple[str, ...]:
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(derivation.steps[step].needs) if step is not None else []
    while waiting:
        name = waiting.pop()
        if name in asked:
            found.add(name)
        elif name not in seen and name in derivation.steps:
            seen.add(name)
            waiting.extend(derivation.steps[name].needs)
    return tuple(asked[name] for name in derivation.order if name in found)


def _writable(values: Mapping[str, Value]) -> dict[str, Value]:
    """Keep what has a text; a step may yield something that no part asks for and no file can hold."""
    return {name: value for name, value in values.items() if _has_text(value)}


def _has_text(value: Value) -> bool:
    try:
        value_to_json(value)
    except TypeError:
        return False
    return True
