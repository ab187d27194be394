"""Values that somebody sets, and finding the others around them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from examgen.bank.domain import Range, Term, evaluate, names
from examgen.bank.model import Parameter, Question, Requirement
from examgen.bank.order import dependencies, order
from examgen.bank.types import canonical
from examgen.instances.draw import Tally, attempt, holds, visible
from examgen.instances.reading import read_value
from examgen.text.diagnostic import Diagnostic, Refused
from examgen.text.expr import Expr
from examgen.text.show import show
from examgen.text.values import Value

__all__ = ["conflict", "given", "published"]

TRIES = 500
"""Tries to meet the drawing requirements around set values; then the best one is taken."""


def published(question: Question, seed: str = "") -> dict[str, Value]:
    """Return the published values; those that are null are drawn around them (index 0)."""
    return given(question, {}, seed)


def given(
    question: Question, values: Mapping[str, object], seed: str = "", *, drawn: bool = False
) -> dict[str, Value]:
    """Return values for all parameters around some that are set.

    A parameter that is not set has its published value, unless it is derived from, or sized by, one that is;
    what has none is drawn. Requirements of drawing are kept as far as the set values allow.

    Parameters
    ----------
    question
        The question.
    values
        What is set, by name: texts in the formula language or JSON, or values.
    seed
        For what must be drawn.
    drawn
        Draw what is not set even where there is a published value.

    Raises
    ------
    Refused
        For an unknown name, a value of another type, or one that is not valid.
    """
    fixed = _set(question, values)
    if not drawn:
        fixed |= _published_around(question, fixed)
    found = _completed(question, fixed, seed)
    _validate(question, found)
    return visible(question, found)


def _set(question: Question, values: Mapping[str, object]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    problems: list[Diagnostic] = []
    for name, value in values.items():
        try:
            found[name] = read_value(question, name, value)
        except Refused as refused:
            problems += refused.diagnostics
    if problems:
        raise Refused.of(problems)
    return found


def _published_around(question: Question, fixed: Mapping[str, Value]) -> dict[str, Value]:
    """Return the published values that still fit those that are set."""
    found: dict[str, Value] = {}
    moved = set(fixed)  # set, or following one that is set
    for name in order(question.parameters):
        parameter = question.parameters[name]
        if name in fixed or parameter.published is None:
            continue
        touched = bool(dependencies(parameter) & moved)
        if touched and (parameter.formula is not None or not _fits({**found, **fixed}, parameter)):
            moved.add(name)
        else:
            found[name] = parameter.published
    return found


def _fits(values: Mapping[str, Value], parameter: Parameter) -> bool:
    """Whether the published value obeys those bounds of its domain that depend on other parameters."""
    assert parameter.published is not None  # noqa: S101  only such are asked
    return conflict(parameter, {**values, parameter.name: parameter.published}) is None and _in_range(
        parameter, parameter.published, values
    )


def _in_range(parameter: Parameter, value: Value, values: Mapping[str, Value]) -> bool:
    scalars = parameter.domain.scalars
    if scalars is None or scalars.range is None:
        return True
    for entry in filter(lambda one: one.is_number, _entries(value)):
        for end, above in ((scalars.range.low, True), (scalars.range.high, False)):
            bound = _known(end, values)
            if bound is not None and (entry < bound if above else entry > bound):
                return False
    return True


def _entries(value: Value) -> list[Expr]:
    if isinstance(value, Expr):
        return [value]
    return [one for entry in value for one in _entries(entry)] if isinstance(value, tuple) else []


def _known(term: Term | Range | None, values: Mapping[str, Value]) -> Expr | None:
    """Return the value of a term that refers to other parameters, all of them known."""
    if term is None or isinstance(term, Range):
        return None
    needs = names(term)
    if not needs or not needs <= values.keys():
        return None
    try:
        found = canonical(evaluate(term, values))
    except (ArithmeticError, IndexError, Refused):
        return None
    return found if isinstance(found, Expr) else None


def conflict(parameter: Parameter, values: Mapping[str, Value]) -> str | None:
    """Return what is wrong with the size of a tensor whose size follows other parameters, or None."""
    value, domain = values[parameter.name], parameter.domain
    if not isinstance(value, tuple):
        return None
    sizes = {"entries": (domain.length, len(value)), "rows": (domain.rows, len(value))}
    if value and isinstance(value[0], tuple):
        sizes["columns"] = (domain.columns, len(value[0]))
    if domain.shape:
        sizes |= {f"entries on axis {at}": pair for at, pair in enumerate(_axes(domain.shape, value), 1)}
    for what, (term, size) in sizes.items():
        wanted = _known(term, values)
        if wanted is not None and wanted != size:
            return f"'{parameter.name}' has {size} {what} where {show(wanted)} are needed"
    return None


def _axes(wanted: tuple[Term | Range, ...], value: Value) -> Iterator[tuple[Term | Range, int]]:
    """Pair the sizes wanted of a tensor with those that it has."""
    for term in wanted:
        if isinstance(value, tuple):
            yield term, len(value)
            value = value[0]


def _completed(question: Question, fixed: Mapping[str, Value], seed: str) -> dict[str, Value]:
    """Draw what is not fixed; keep the conditions that touch it, or as many as can be."""
    needed = _needed(question, fixed.keys())
    free = [
        one for one in (*question.valid, *question.require) if _touches(one, question, needed, fixed.keys())
    ]
    best: dict[str, Value] | None = None
    fewest = len(free) + 1
    tally = Tally()
    for number in range(TRIES if needed else 1):
        name = (question.name, question.digest, seed, 0, number)
        values = attempt(question, name, fixed, (tally,), only=needed)
        broken = fewest if values is None else sum(not _kept(question, one, values) for one in free)
        if broken < fewest:
            best, fewest = values, broken
        if not broken:
            break
    if best is None:
        raise _impossible(question, tally)
    return best


def _kept(question: Question, requirement: Requirement, values: Mapping[str, Value]) -> bool:
    """Whether a requirement holds; one that does not fit the set values (a vector too short, say) does not.

    What can't be decided because a size is a letter is taken to hold.
    """
    try:
        return holds(question, requirement, values, undecided=True)
    except Refused:
        return False


def _needed(question: Question, fixed: Collection[str]) -> frozenset[str]:
    """Return the parameters to draw: hidden ones only where others need them."""
    waiting = [name for name, one in question.parameters.items() if not one.hidden and name not in fixed]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        needs = dependencies(question.parameters[name]) & question.parameters.keys()
        waiting += needs - found - set(fixed)
    return frozenset(found)


def _touches(
    requirement: Requirement, question: Question, needed: frozenset[str], fixed: Collection[str]
) -> bool:
    """Whether a condition can be decided and says something about a drawn value."""
    steps = [name for name in requirement.formula.names if name in question.derivation.steps]
    named = (requirement.formula.names - set(steps)).union(*map(question.derivation.needs, steps))
    return named <= needed.union(fixed) and bool(named & needed)


def _impossible(question: Question, tally: Tally) -> Refused:
    worst = tally.worst()
    reason = worst.label if isinstance(worst, Requirement) else worst
    return Refused(f"{question.name}: nothing fits the values that are set: {reason}")


def _validate(question: Question, values: Mapping[str, Value]) -> None:
    problems = [
        Diagnostic(f"{question.name}: {one.label}", hint=_named(one, values))
        for one in question.valid
        if one.formula.names <= values.keys() and not _kept(question, one, values)
    ]
    if problems:
        raise Refused.of(problems)


def _named(requirement: Requirement, values: Mapping[str, Value]) -> str:
    named = sorted(requirement.formula.names & values.keys())
    return ", ".join(f"{name} = {_shown(values[name])}" for name in named)


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else show(value)
