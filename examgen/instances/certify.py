"""The certificate of an instance: its keys are right, no mistake passes for right, no number is ugly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from examgen.bank.model import Part
from examgen.instances.cases import tried
from examgen.instances.confusion import Answers
from examgen.instances.posed import posed
from examgen.instances.solve import MistakeValue, Solved, depends_on
from examgen.solvers.derivation import StepFailed, checked
from examgen.text.diagnostic import Diagnostic, Refused, Severity
from examgen.text.expr import Expr
from examgen.text.show import show
from examgen.text.values import Value

__all__ = ["Finding", "Reason", "certify", "examine"]

LONGEST = 6
"""Digits of a number that is still pleasant to work with."""

DENOMINATOR = 10_000
SIZE = 150


class Reason(Enum):
    """Why an instance is not as it should be."""

    WRONG_KEY = "the key does not agree with its check"
    UNCHECKED = "a key has no check"
    ILL_POSED = "a part has no value"
    COINCIDES = "a mistake leads to the key"
    ACCEPTED = "a mistake's value is accepted as the key"
    UGLY = "the numbers are ugly"
    BROKEN = "the code of a mistake fails"
    TWINS = "two mistakes lead to the same value"


FATAL = frozenset({Reason.WRONG_KEY, Reason.UNCHECKED, Reason.BROKEN})
"""What drawing again does not mend."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with its reason."""

    reason: Reason
    diagnostic: Diagnostic


def certify(solved: Solved, thorough: bool = False, published: bool = False) -> tuple[Diagnostic, ...]:
    """Return what is wrong with an instance; no error among it means that it may be printed.

    Parameters
    ----------
    solved
        The instance.
    thorough
        Whether the thorough checks run too.
    published
        Whether the values are the published ones: an unlucky number is a warning then, a wrong key still an
        error.
    """
    return tuple(finding.diagnostic for finding in examine(solved, thorough, published))


def examine(solved: Solved, thorough: bool = False, published: bool = False) -> tuple[Finding, ...]:
    """Return what :func:`certify` finds, with the reasons."""
    unlucky = Severity.WARNING if published else Severity.ERROR
    found = [
        *_ill_posed(solved),
        *_unconfirmed(solved, thorough),
        *_broken(solved),
        *_confused(solved, unlucky),
    ]
    if not published:
        found += _ugly(solved)
    return tuple(found)


def _finding(reason: Reason, part: Part, message: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(reason, Diagnostic(f"'{part.id}': {message}", part.place, "", severity))


def _ill_posed(solved: Solved) -> Iterator[Finding]:
    for part in solved.question.parts:
        error = solved.parts[part.id].error
        if error is not None:
            yield _finding(Reason.ILL_POSED, part, error)


def _unconfirmed(solved: Solved, thorough: bool) -> Iterator[Finding]:
    derivation = solved.question.derivation
    by_step = {part.step: part for part in solved.question.parts if part.step is not None}
    for step in derivation.unchecked(by_step):
        yield _finding(Reason.UNCHECKED, by_step[step], f"the step '{step}' has no check")
    posed = [step for step, part in by_step.items() if solved.parts[part.id].error is None]
    for one in checked(derivation, solved.parameters, posed, thorough):
        yield _finding(Reason.WRONG_KEY, by_step[one.step], f"{one.check}: {one.message}")
    for part in solved.question.parts:
        if part.cases and solved.parts[part.id].error is None:
            yield from _run(part, solved)


def _run(part: Part, solved: Solved) -> Iterator[Finding]:
    """Run the program that a part's cases are certified by, and that certifies what they expect."""
    try:
        outcome = tried(part, solved)
    except Refused as refused:
        yield from (Finding(Reason.WRONG_KEY, one) for one in refused.diagnostics)
        return
    if outcome is not None and outcome.agrees is not True:
        yield _finding(Reason.WRONG_KEY, part, f"its program does not pass its cases: {outcome.why}")


def _broken(solved: Solved) -> Iterator[Finding]:
    """Yield the mistakes whose code fails: one that makes no difference says so, one without a value too."""
    question, places = solved.question, {part.step: part for part in solved.question.parts}
    for mistake in question.derivation.mistakes:
        run = question.derivation.run(solved.parameters, {mistake.of: mistake})
        if run.error(mistake.of) is not None and isinstance(run.error(mistake.of), StepFailed):
            part = places.get(mistake.of) or question.parts[0]
            yield _finding(Reason.BROKEN, part, f"the mistake '{mistake.id}' fails: {run.error(mistake.of)}")


def _confused(solved: Solved, unlucky: Severity) -> Iterator[Finding]:
    """Yield the mistakes that could be taken for the key, or for each other."""
    keys = {
        part.id: Answers(posed(part, solved.parameters), key)
        for part in solved.question.parts
        if part.step is not None and (key := solved.parts[part.id].value) is not None
    }
    hidden = {mistake.id: _hidden_in(mistake, keys) for mistake in solved.mistakes}
    for mistake in solved.mistakes:
        yield from _coincidences(solved, mistake, hidden[mistake.id], unlucky)
        for name, value in mistake.values.items():
            if name not in hidden[mistake.id] and (written := keys[name].passes(value)):
                message = f"the mistake '{mistake.id}' gives {written}, which counts as right"
                yield _finding(Reason.ACCEPTED, solved.question.part(name), message, unlucky)
    for name in keys:
        shown = [one for one in solved.mistakes if name in one.values and name not in hidden[one.id]]
        yield from _twins(solved.question.part(name), shown)


def _hidden_in(mistake: MistakeValue, keys: Mapping[str, Answers]) -> frozenset[str]:
    """Return the parts in which a mistake leads to the key."""
    return frozenset(name for name, value in mistake.values.items() if keys[name].same(value))


def _coincidences(
    solved: Solved, mistake: MistakeValue, hidden: frozenset[str], unlucky: Severity
) -> Iterator[Finding]:
    """Report where a mistake leads to the key: bad where it shows nowhere first, a note where it fades later."""
    first = _first(solved, mistake)
    severity = unlucky if first <= hidden else Severity.NOTE
    message = f"the mistake '{mistake.id}' leads to the key"
    for name in mistake.values:
        if name in hidden:
            level = severity if name in first else Severity.NOTE
            yield _finding(Reason.COINCIDES, solved.question.part(name), message, level)


def _first(solved: Solved, mistake: MistakeValue) -> frozenset[str]:
    """Return the parts in which a mistake shows first: those with no other touched part before them."""
    before = depends_on(solved.question, map(solved.question.part, mistake.values))
    return frozenset(name for name in mistake.values if not before[name])


def _twins(part: Part, mistakes: list[MistakeValue]) -> Iterator[Finding]:
    """Note the mistakes that lead to the same value."""
    groups: dict[Value, list[str]] = {}
    for mistake in mistakes:
        groups.setdefault(mistake.values[part.id], []).append(f"'{mistake.id}'")
    for names in groups.values():
        if len(names) > 1:
            message = f"these mistakes lead to the same value: {', '.join(names)}"
            yield _finding(Reason.TWINS, part, message, Severity.NOTE)


def _ugly(solved: Solved) -> Iterator[Finding]:
    for part in solved.question.parts:
        value = solved.parts[part.id].value
        if part.step is not None and not part.unwieldy and value is not None and (why := ugliness(value)):
            yield _finding(Reason.UGLY, part, why)


def ugliness(value: Value) -> str:
    """Return what makes a value unpleasant to work with by hand, or nothing."""
    if isinstance(value, str | bool):
        return ""
    if isinstance(value, tuple):
        return next(filter(None, map(ugliness, value)), "")
    text = show(value)
    if any(len(number) > LONGEST for number in re.findall(r"\d+", text)):
        return f"a number of more than {LONGEST} digits in {_short(text)}"
    if any(int(number) > DENOMINATOR for number in re.findall(r"/\s*(\d+)", text)):
        return f"a denominator above {DENOMINATOR} in {_short(text)}"
    if isinstance(value, Expr) and value.size > SIZE:
        return f"an expression of {value.size} nodes"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
