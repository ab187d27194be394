"""Hidden cases of a code answer: what a program is given, and what it must return or leave.

A case is a mapping: ``given`` (values by name), and either ``expect`` (what the function must return) or
``results`` (values by name that a script must leave). Values are exact; programs compute with floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from examgen.answers._code_values import shown
from examgen.sandbox import machine
from examgen.sandbox.machine import Limits
from examgen.solvers.exact import exact
from examgen.text.values import Value


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a program.

    Attributes
    ----------
    given
        Values by name, in the order of the arguments; ``L.grad`` is an attribute.
    expect
        What the function returns; None for a script.
    results
        What a script leaves, by name.
    function
        The function, if not the one that the answer names.
    """

    given: Mapping[str, Value]
    expect: Value | None
    results: Mapping[str, Value]
    function: str = ""

    @staticmethod
    def of(data: object) -> Case:
        """Read a case.

        Raises
        ------
        ValueError
            If it is none.
        """
        try:
            return Case._of(data)
        except TypeError as error:
            raise ValueError(f"expects exact values: {error}") from None

    @staticmethod
    def _of(data: object) -> Case:
        match data:
            case {"given": Mapping() as given, **rest} if rest.keys() <= {"expect", "results", "function"}:
                results, expect = rest.get("results") or {}, rest.get("expect")
                if isinstance(results, Mapping) and (expect is None) == bool(results):
                    wanted = None if expect is None else exact(expect)
                    return Case(_exact(given), wanted, _exact(results), str(rest.get("function") or ""))
        raise ValueError("expects a list of cases, as {given: {x: 2}, expect: 4}")


def _exact(values: Mapping[str, object]) -> dict[str, Value]:
    return {name: exact(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Task:
    """What a program must do.

    Attributes
    ----------
    function, arguments
        The function's name and the names of its arguments, in order; empty where a question leaves them open.
    integers
        Names of given lists whose entries are indices.
    """

    function: str
    arguments: tuple[str, ...]
    integers: tuple[str, ...]
    cases: tuple[Case, ...]
    limits: Limits = machine.DEFAULT

    @property
    def is_script(self) -> bool:
        """Whether programs are run as they stand, and not called."""
        return bool(self.cases) and self.cases[0].expect is None

    def names(self, case: Case) -> tuple[str, ...]:
        """Return the names of what a function is called with, in order."""
        return self.arguments or tuple(name for name in case.given if "." not in name)


WIDE = 90
"""Characters of what was given that still fit before a clause."""


def told(said: str, case: Case | None, task: Task) -> str:
    """Return a clause with what was given: before it, or after it where that is long."""
    if case is None:
        return said
    names = task.names(case) if case.expect is not None else tuple(case.given)
    given = ", ".join(f"{name} = {shown(case.given[name])}" for name in names)
    if not given:
        return said
    return f"for {given} {said}" if len(given) <= WIDE else f"{said} (for {given})"
