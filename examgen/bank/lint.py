"""What an author should know about a bank that loads: things unused, unchecked, or not adding up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from examgen.bank.model import Bank, Part, Question, Requirement
from examgen.bank.order import dependencies
from examgen.bank.problems import in_order
from examgen.bank.questions import explanations, printed
from examgen.bank.template import placeholders
from examgen.text.diagnostic import Diagnostic, Refused, Severity

__all__ = ["lint", "lint_question"]

_QUARTER = Fraction(1, 4)


def lint(bank: Bank) -> list[Diagnostic]:
    """Return what is suspicious in a bank, in the order of the file; errors are among it."""
    found = [one for question in bank.questions.values() for one in lint_question(question)]
    return in_order(found)


def lint_question(question: Question) -> Iterator[Diagnostic]:
    """Yield what is suspicious in one question."""
    yield from _unused(question)
    yield from _published(question)
    for part in question.parts:
        yield from _unchecked(question, part)
        yield from _by_hand(part)
        yield from _form_points(question, part)
        yield from _stray_form(question, part)


def _unused(question: Question) -> Iterator[Diagnostic]:
    used = _used(question)
    for parameter in question.parameters.values():
        if parameter.name not in used:
            kind = "the hidden parameter" if parameter.hidden else "the parameter"
            hint = "no step, text, figure or other parameter uses it"
            yield Diagnostic(
                f"{kind} '{parameter.name}' is not used", parameter.place, hint, Severity.WARNING
            )


def _used(question: Question) -> frozenset[str]:
    used: set[str] = set()
    for part in question.parts:
        if part.step is not None:
            used |= question.derivation.needs(part.step)
    for text in (*printed(question), *explanations(question)):
        used |= placeholders(text)
    for parameter in question.parameters.values():
        used |= dependencies(parameter)
    for requirement in (*question.require, *question.valid):
        used |= requirement.formula.names
    for part in question.parts:
        used |= _run_on(question, part)
    if question.figure is not None:
        used |= set(_strings(question.figure.options))
    return frozenset(used) & question.parameters.keys()


def _run_on(question: Question, part: Part) -> set[str]:
    """Return what the cases of a part need."""
    names = {name for case in part.cases for name in case.names}
    steps = names & question.derivation.steps.keys()
    return names.union(*(question.derivation.needs(step) for step in steps))


def _strings(value: object) -> Iterator[str]:
    """Yield the words in a figure's options; figures name parameters by them."""
    if isinstance(value, str):
        yield from value.replace("<", " ").replace(">", " ").split()
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield str(key)
            yield from _strings(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)


def _published(question: Question) -> Iterator[Diagnostic]:
    """Say which conditions the published values break, as far as they are all there."""
    values = {name: one.published for name, one in question.parameters.items() if one.published is not None}
    for severity, conditions in ((Severity.ERROR, question.valid), (Severity.WARNING, question.require)):
        for one in conditions:
            if one.formula.names <= values.keys() and not _holds(one, values):
                hint = "mend one of them" if severity is Severity.ERROR else "only drawn values keep to it"
                message = f"the published values break '{one.label}'"
                yield Diagnostic(message, one.place, hint, severity)


def _holds(requirement: Requirement, values: Mapping[str, object]) -> bool:
    try:
        return requirement.formula.evaluate(values) is True
    except (ArithmeticError, Refused):
        return False


def _unchecked(question: Question, part: Part) -> Iterator[Diagnostic]:
    if part.step is not None and question.derivation.unchecked([part.step]):
        hint = "add one by another route"
        yield Diagnostic(f"the step '{part.step}' of this part has no check", part.place, hint)


def _by_hand(part: Part) -> Iterator[Diagnostic]:
    if part.keyed:
        for name, there in (("rubric", part.rubric), ("model", part.model)):
            if there:
                hint = "it is marked by its key"
                yield Diagnostic(f"this part needs no {name}", part.place, hint, Severity.WARNING)
        return
    if part.cases and not part.program:
        hint = "add 'correct:', a program that passes"
        yield Diagnostic("no program certifies the cases of this part", part.place, hint, Severity.WARNING)
    if part.model is None:
        yield Diagnostic("this part has no model answer", part.place, "add 'model:'", Severity.WARNING)
    yield from _rubric(part)


def _rubric(part: Part) -> Iterator[Diagnostic]:
    if not part.rubric:
        yield Diagnostic("this part has no rubric", part.place, "add 'rubric:'", Severity.WARNING)
        return
    total = sum((criterion.points for criterion in part.rubric), Fraction(0))
    if total != part.points:
        message = f"the rubric adds up to {total} points, the part is worth {part.points}"
        yield Diagnostic(message, part.place)
    for criterion in part.rubric:
        if criterion.points % _QUARTER:
            place, hint = criterion.says.place, "a person gives quarters"
            yield Diagnostic(
                f"{criterion.points} points can't be given in quarters", place, hint, Severity.WARNING
            )


def _form_points(question: Question, part: Part) -> Iterator[Diagnostic]:
    forms = question.forms_of(part.id)
    total = sum((form.points for form in forms), Fraction(0))
    if forms and total != part.points:
        message = f"the forms of this part add up to {total} points, it is worth {part.points}"
        yield Diagnostic(message, part.place, "", Severity.WARNING)


def _stray_form(question: Question, part: Part) -> Iterator[Diagnostic]:
    if part.form_of is not None and not part.keyed:
        hint = "a form is what a machine can mark"
        yield Diagnostic(
            f"a form of kind '{part.kind}' is marked by a person", part.place, hint, Severity.WARNING
        )
