"""Running a program on the cases of a code answer, and saying what came of it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from examgen.answers._code_cases import Case, Task, told
from examgen.answers._code_values import differs, plain, shown
from examgen.sandbox import machine
from examgen.sandbox.machine import Fault, Reason, Session
from examgen.sandbox.program import Function, Program, as_functions, as_script, helpers
from examgen.sandbox.reading import Written
from examgen.text.expr import Expr
from examgen.text.values import Value

TOOLS = "_sandbox"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one case.

    Attributes
    ----------
    passed
        None where it can't be said.
    why
        The failing case, in a clause.
    """

    passed: bool | None
    why: str = ""


def ran(written: Written, task: Task) -> tuple[Ran, ...]:
    """Run a program on all cases, or up to one of which nothing can be said.

    Raises
    ------
    NotPythonError
        If it has no result.
    """
    if task.is_script:
        program = as_script(written)
    else:
        program = as_functions(written, task.function or "f", task.names(task.cases[0]))
    found: list[Ran] = []
    for one in _scripts(program, task) if task.is_script else _calls(program, task):
        found.append(_doubted(one, program))
        if found[-1].passed is None:
            break
    return tuple(found)


def _doubted(one: Ran, program: Program) -> Ran:
    """Leave to a person what fails where the sandbox is no good judge."""
    if one.passed is False and program.has_carets:
        return Ran(None, f"{one.why}; '^' is no power in Python")
    return one


def _calls(program: Program, task: Task) -> Iterator[Ran]:
    try:
        with machine.session(task.limits) as session:
            session.run(helpers(program))
            first = True
            for case in task.cases:
                try:
                    _bind(session, task, case, program.binds if not first else frozenset())
                    if first:
                        session.run(program.source)
                    first = False
                    given = _called(session, program, task, case)
                except Fault as fault:
                    yield _faulted(fault, case, program, task)
                    if fault.reason is not Reason.ERROR or first:
                        return
                else:
                    yield _judged(case, given, task)
    except Fault as fault:
        yield _faulted(fault, None, program, task)


_PROGRAM = 3
"""The number of the run that holds the student's program: after prelude, helpers and what is given."""


def _called(session: Session, program: Program, task: Task, case: Case) -> Any:
    function = _function(program, case.function or task.function)
    names = _passed(function, task.names(case), case.given)
    arguments = ", ".join(f"{TOOLS}.bound({TOOLS}_{at})" for at in range(len(names)))
    inputs = {f"{TOOLS}_{at}": _data(task, case, name) for at, name in enumerate(names)}
    return session.run(f"{TOOLS}.out({function.name}({arguments}))", inputs)


def _function(program: Program, name: str) -> Function:
    """Find the function to call: of the name, or the only one that the program does not call itself.

    Raises
    ------
    Fault
        If there is none.
    """
    functions = program.functions
    meant = [one for one in functions if one == name] or [
        one for one in functions if one.casefold().replace("_", "") == name.casefold().replace("_", "")
    ]
    uncalled = [one for one in functions if one not in program.called]
    for found in (meant, list(functions), uncalled):
        if len(found) == 1:
            return functions[found[0]]
    raise Fault(
        Reason.UNKNOWN, f"no function '{name}' is defined" if name else "several functions are defined"
    )


def _passed(function: Function, names: Sequence[str], given: Container[str]) -> Sequence[str]:
    """Return what a call passes: by name where its parameters are known, else in order, as many as it takes.

    Raises
    ------
    Fault
        If it must be given more than there is.
    """
    if function.parameters and all(name in given for name in function.parameters):
        return function.parameters
    if function.needed > len(names):
        message = f"'{function.name}' takes {function.needed} arguments, {len(names)} are given"
        raise Fault(Reason.UNKNOWN, message)
    return names if function.any_number else names[: len(function.parameters)]


def _data(task: Task, case: Case, name: str) -> object:
    return plain(case.given[name], name in task.integers)


def _bind(session: Session, task: Task, case: Case, taken: frozenset[str]) -> None:
    """Give names their values: what a question gives may be used as it is, argument or not."""
    names = [name for name in case.given if name.partition(".")[0] not in taken]
    roots = dict.fromkeys(name.partition(".")[0] for name in names if "." in name)
    holders = [f"{root} = {TOOLS}.Holder()" for root in roots if root not in case.given]
    values = [f"{name} = {TOOLS}.bound({TOOLS}_{at})" for at, name in enumerate(names)]
    inputs = {f"{TOOLS}_{at}": _data(task, case, name) for at, name in enumerate(names)}
    session.run("\n".join([*holders, *values, "None"]), inputs)


def _scripts(program: Program, task: Task) -> Iterator[Ran]:
    return (_script(program, task, case) for case in task.cases)


def _script(program: Program, task: Task, case: Case) -> Ran:
    try:
        with machine.session(task.limits) as session:
            session.run(helpers(program))
            _bind(session, task, _prepared(case), frozenset())
            session.run(program.source)
            given = {name: session.run(f"{TOOLS}.out({name})") for name in case.results}
    except Fault as fault:
        return _faulted(fault, case, program, task)
    if program.functions.keys() - program.called:
        return Ran(None, "your code defines a function that is not called")
    for name, expected in case.results.items():
        if difference := differs(expected, given[name]):
            said = f"{name} is {difference} after your code; {shown(expected)} is expected"
            return Ran(False, told(said, case, task))
    return Ran(True)


def _prepared(case: Case) -> Case:
    """Return the case with zeros in what a script adds to, unless it is given."""
    zeros: dict[str, Value] = {name: _zero(value) for name, value in case.results.items()}
    return replace(
        case, given={**case.given, **{name: zeros[name] for name in zeros if name not in case.given}}
    )


def _zero(value: Value) -> Value:
    return tuple(map(_zero, value)) if isinstance(value, tuple) else Expr.of(0)


def _judged(case: Case, given: Any, task: Task) -> Ran:
    assert case.expect is not None  # noqa: S101  a function's case
    difference = differs(case.expect, given)
    if not difference:
        return Ran(True)
    said = f"your function returns {difference}; {shown(case.expect)} is expected"
    scalar = not isinstance(case.expect, tuple | Mapping)
    more = not scalar and isinstance(given, list) and any(not differs(case.expect, one) for one in given)
    return Ran(None if more else False, told(f"{said}, which is among it" if more else said, case, task))


def _faulted(fault: Fault, case: Case | None, program: Program, task: Task) -> Ran:
    """Say what a run that gave no result means."""
    if fault.reason is Reason.ABSENT:
        return Ran(None, f"the code was not run: the sandbox is not there ({fault.message})")
    if fault.reason is Reason.TIME:
        return Ran(None, told(f"your code does not end within {task.limits.each:g} s", case, task))
    if fault.reason is Reason.MEMORY:
        megabytes = task.limits.memory // 1_000_000
        return Ran(False, told(f"your code needs more than {megabytes} MB", case, task))
    line = _line(fault, program)
    at = f" at line {line}" if line else ""
    if fault.reason is Reason.UNKNOWN or program.has_classes or _foreign(fault, program):
        return Ran(None, f"your code cannot be run here{at}: {fault.message}")
    return Ran(False, told(f"your code stops{at}: {fault.message}", case, task))


def _line(fault: Fault, program: Program) -> int:
    own = [line for number, line in fault.lines if number == _PROGRAM]
    return program.line(own[-1]) if own else 0


_CALLED = re.compile(r"TypeError: (\w+)\(\) ")


def _foreign(fault: Fault, program: Program) -> bool:
    """Whether a function that is not the student's was called with what only NumPy's own knows."""
    found = _CALLED.match(fault.message)
    return found is not None and found[1] not in program.functions and found[1] != "<lambda>"
