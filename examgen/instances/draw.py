"""Drawing the values of a question: an instance's numbers are a function of its identity alone.

Every parameter has a stream of its own, named by the question, the digest of its parameter section, the seed
of the exam, the index of the instance, the number of the try, and the parameter. So no wording changes a
number, and setting one parameter moves no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from examgen.bank.model import Parameter, Question, Requirement
from examgen.bank.order import order
from examgen.instances.sample import NoValue, sample
from examgen.instances.stream import Stream
from examgen.text.arithmetic import Undecided
from examgen.text.diagnostic import Refused
from examgen.text.values import Value

__all__ = ["LIMIT", "Drawn", "Tally", "attempt", "draw", "holds", "visible"]

LIMIT = 10_000
"""Tries before a question is given up."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawn values.

    Parameters
    ----------
    parameters
        Values by name, without the hidden ones.
    tries
        How many tries it took; the last one is number ``attempt``.
    attempt
        The try that succeeded, counted from 0; a later draw may start after it.
    """

    parameters: Mapping[str, Value]
    tries: int
    attempt: int


@dataclass(slots=True)
class Tally:
    """How often each requirement was asked and held; tries that were made and that succeeded."""

    tries: int = 0
    accepted: int = 0
    asked: Counter[Requirement | str] = field(default_factory=Counter)
    held: Counter[Requirement | str] = field(default_factory=Counter)

    def note(self, requirement: Requirement | str, holds: bool) -> bool:
        """Count one question whether a requirement holds, and return the answer."""
        self.asked[requirement] += 1
        self.held[requirement] += holds
        return holds

    @property
    def rate(self) -> float:
        """The share of tries that were accepted."""
        return self.accepted / self.tries if self.tries else 1.0

    def rates(self) -> dict[str, float]:
        """Return the share of times that each requirement held where it was asked."""
        return {_label(one): self.held[one] / count for one, count in self.asked.items()}

    def worst(self) -> Requirement | str | None:
        """Return the requirement that failed most often."""
        failed = {one: count - self.held[one] for one, count in self.asked.items() if count > self.held[one]}
        return max(failed, key=lambda one: failed[one]) if failed else None


def _label(requirement: Requirement | str) -> str:
    return requirement if isinstance(requirement, str) else requirement.label


@dataclass(frozen=True, slots=True)
class _Stage:
    """A parameter, and the requirements that can be decided once it has its value."""

    parameter: Parameter | None
    requirements: tuple[Requirement, ...]


@lru_cache(maxsize=4096)
def _stages(question: Question, required: bool) -> tuple[_Stage, ...]:
    """Return the parameters in order, each requirement as early as possible; those on steps last."""
    waiting = [*question.valid, *question.require] if required else []
    known: set[str] = set()
    stages = []
    for name in (None, *order(question.parameters)):
        known |= set() if name is None else {name}
        ready = tuple(one for one in waiting if one.formula.names <= known)
        waiting = [one for one in waiting if one not in ready]
        stages.append(_Stage(None if name is None else question.parameters[name], ready))
    return (*stages, _Stage(None, tuple(waiting)))


def draw(
    question: Question,
    seed: str,
    index: int,
    *,
    start: int = 0,
    limit: int = LIMIT,
    tally: Tally | None = None,
) -> Drawn:
    """Draw the values of instance ``index``.

    Parameters
    ----------
    question, seed, index
        The identity of the instance.
    start
        The try to begin with; a later one gives other values.
    limit
        Tries before giving up.
    tally
        Counts tries and requirements, if given.

    Raises
    ------
    Refused
        If no try meets the requirements; names the one that failed most, and how often it held.
    """
    counts = tally if tally is not None else Tally()
    own = Tally()
    for number in range(start, start + limit):
        own.tries += 1
        counts.tries += 1
        values = attempt(question, _name(question, seed, index, number), {}, (own, counts))
        if values is not None:
            counts.accepted += 1
            return Drawn(visible(question, values), own.tries, number)
    raise _exhausted(question, own)


def _name(question: Question, seed: str, index: int, number: int) -> tuple[str | int, ...]:
    return question.name, question.digest, seed, index, number


def attempt(
    question: Question,
    name: tuple[str | int, ...],
    fixed: Mapping[str, Value],
    tallies: tuple[Tally, ...] = (),
    *,
    only: Collection[str] | None = None,
) -> dict[str, Value] | None:
    """Try to draw what is not fixed; None where a requirement does not hold or no value is found.

    With ``only``, just these parameters are drawn, and no requirement is asked.
    """
    values: dict[str, Value] = {}
    for stage in _stages(question, required=only is None):
        if only is not None and not _wanted(stage.parameter, only, fixed):
            continue
        try:
            _put(stage.parameter, values, fixed, name)
        except NoValue as reason:
            for tally in tallies:
                tally.note(str(reason), False)
            return None
        for requirement in stage.requirements:
            held = holds(question, requirement, values)
            for tally in tallies:
                tally.note(requirement, held)
            if not held:
                return None
    return values


def _wanted(parameter: Parameter | None, only: Collection[str], fixed: Mapping[str, Value]) -> bool:
    return parameter is not None and (parameter.name in only or parameter.name in fixed)


def _put(
    parameter: Parameter | None,
    values: dict[str, Value],
    fixed: Mapping[str, Value],
    name: tuple[str | int, ...],
) -> None:
    if parameter is None:
        return
    if parameter.name in fixed:
        values[parameter.name] = fixed[parameter.name]
    else:
        values[parameter.name] = sample(parameter, values, Stream(*name, parameter.name))


def holds(
    question: Question, requirement: Requirement, values: Mapping[str, Value], *, undecided: bool = False
) -> bool:
    """Whether a requirement holds; one that has no value does not.

    Parameters
    ----------
    undecided
        What to say where a letter stands for a size, so that it can't be decided.

    Raises
    ------
    Refused
        If it is no condition, or an operation in it does not fit its values.
    """
    try:
        value = requirement.formula.evaluate(_scope(question, requirement.formula.names, values))
    except Undecided:
        return undecided
    except ArithmeticError:
        return False
    if not isinstance(value, bool):
        raise Refused("this is no condition", place=requirement.place, hint="such as x > 0")
    return value


def _scope(question: Question, names: frozenset[str], values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the values of parameters, and of the steps that a requirement names."""
    if names <= values.keys():
        return values
    run = question.derivation.run(visible(question, values))
    return {name: values[name] if name in values else run[name] for name in names}


def visible(question: Question, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values without the hidden ones, in the order of the file."""
    return {
        name: values[name]
        for name, parameter in question.parameters.items()
        if not parameter.hidden and name in values
    }


def _exhausted(question: Question, tally: Tally) -> Refused:
    worst = tally.worst()
    message = f"no values for '{question.name}' in {tally.tries:,} tries"
    if isinstance(worst, Requirement):
        rate = tally.held[worst] / tally.asked[worst]
        message += f": '{worst.label}' held in {rate:.2%} of {tally.asked[worst]:,}"
        return Refused(message, place=worst.place, hint="widen a domain or loosen this")
    return Refused(f"{message}: mostly, {worst}", place=question.place, hint="widen a domain")
