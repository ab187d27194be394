"""The worked solution: the steps in order, each with its formula, its numbers and its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.solvers.steps import Step, argument_names
from examgen.solvers.trace import numbers_put_in
from examgen.text.tex import notated, tex

if TYPE_CHECKING:
    from examgen.solvers.derivation import Derivation
    from examgen.solvers.run import Run
    from examgen.text.values import Value


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a worked solution.

    Parameters
    ----------
    step
        The step's name.
    says
        What the step is, in words.
    formula
        TeX of the formula, as an equation; empty if the step has none.
    numbers
        TeX of its right side with the numbers put in; empty if nothing was computed.
    result
        TeX of the value.
    value
        The value.
    """

    step: str
    says: str
    formula: str
    numbers: str
    result: str
    value: Value


def explain(
    derivation: Derivation, run: Run, steps: Iterable[str], notation: Mapping[str, str] | None = None
) -> tuple[Line, ...]:
    """Return the lines of some steps and of all that they need; steps that have no value are left out.

    Parameters
    ----------
    derivation
        Where the steps are defined.
    run
        An evaluation of it; steps replaced there are shown with what replaces them.
    steps
        The names of the steps that are asked for.
    notation
        TeX for symbols that a value may hold.
    """
    names = [name for name in derivation.behind(steps) if run.error(name) is None]
    return tuple(_line(derivation.steps[name], run, notation or {}) for name in names)


def _line(step: Step, run: Run, notation: Mapping[str, str]) -> Line:
    value = run[step.name]
    result, numbers = tex(value), _numbers(step, run)
    said = "" if numbers == result else numbers
    return Line(step.name, step.says, step.tex, said, tex(notated(value, notation)), value)


def _numbers(step: Step, run: Run) -> str:
    if isinstance(step.numbers, str):
        return step.numbers
    if step.numbers is not None:
        return step.numbers(**run.arguments(argument_names(step.numbers)))
    return numbers_put_in(step.function, run.arguments(step.needs), run[step.name])
