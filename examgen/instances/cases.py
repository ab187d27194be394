"""The hidden cases of a part that is answered by code, at an instance's values, and whether its program passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from examgen.answers.base import Outcome
from examgen.answers.registry import find
from examgen.bank.model import Part
from examgen.text.values import Value

if TYPE_CHECKING:
    from examgen.instances.solve import Solved

__all__ = ["tried", "with_cases"]


def with_cases(part: Part, solved: Solved) -> Part:
    """Return a part with its cases among the options, where marking finds them.

    Raises
    ------
    Refused
        If a case has no value.
    """
    if not part.cases:
        return part
    named = part.options.get("arguments")
    arguments = tuple(map(str, named)) if isinstance(named, tuple) else ()
    scope: Mapping[str, Value] = {**solved.values, **solved.parameters}
    cases = tuple(case for source in part.cases for case in source.cases(scope, arguments))
    if not arguments:
        given = cases[0]["given"]
        arguments = tuple(name for name in given if "." not in name) if isinstance(given, Mapping) else ()
    return replace(part, options={**part.options, "arguments": arguments, "cases": cases})


def tried(part: Part, solved: Solved) -> Outcome | None:
    """Run the program that a part's cases are certified by; None if there is none.

    Raises
    ------
    Refused
        If a case has no value.
    """
    key = solved.parts[part.id].value
    program = key if isinstance(key, str) else part.program
    if not part.cases or not program:
        return None
    posed = with_cases(part, solved)
    spec = replace(posed, options={**posed.options, "accept": ()}).spec()
    return find(part.kind).compare(None, program, spec)
