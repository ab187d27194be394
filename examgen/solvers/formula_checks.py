"""Checks written in the formula language: evaluated with balls, with derivatives by central differences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, TypeAlias

from examgen.solvers.numeric import derivative
from examgen.solvers.real import Real, balled, bare
from examgen.text.diagnostic import Refused
from examgen.text.formulas import compile_formula
from examgen.text.place import Place

Evaluate: TypeAlias = Callable[[Mapping[str, Any]], Any]

_CALL = re.compile(r"(?<!\w)derivative\s*\(")
_VARIABLE = re.compile(r",\s*([A-Za-z_]\w*)\s*\)\Z")


def compile_check(text: str, place: Place) -> tuple[frozenset[str], Evaluate]:
    """Read a check.

    Parameters
    ----------
    text
        A formula; ``derivative(formula, name)`` in it is the derivative with respect to an input.
    place
        Where the text begins.

    Returns
    -------
    frozenset of str
        The names that it needs.
    callable
        Takes their exact values, returns balls; a formula that makes a set is evaluated exactly.

    Raises
    ------
    Refused
        If it can't be read.
    """
    names, evaluate = _compiled(text, place)

    def check(scope: Mapping[str, Any]) -> Any:
        try:
            return bare(evaluate({name: balled(value) for name, value in scope.items()}))
        except (TypeError, AttributeError):  # sets, and what is asked of exact numbers only
            return evaluate(scope)

    return names, check


def _compiled(text: str, place: Place) -> tuple[frozenset[str], Evaluate]:
    inner: dict[str, Evaluate] = {}
    names: set[str] = set()
    for number in count(1):
        found = _CALL.search(text)
        if not found:
            break
        end = _closing(text, found.end(), place)
        called, variable = _arguments(text[found.end() : end], place, found.start())
        needs, evaluate = _compiled(called, place.part(found.end(), found.end() + len(called)))
        stand_in = f"d_{number}"
        inner[stand_in] = _derivative(evaluate, variable)
        names |= needs | {variable}
        text = text[: found.start()] + stand_in.ljust(end - found.start()) + text[end:]
    outer = compile_formula(text, place)

    def evaluate_all(scope: Mapping[str, Any]) -> Any:
        return outer.evaluate({**scope, **{name: slope(scope) for name, slope in inner.items()}})

    return frozenset(names | (outer.names - inner.keys())), evaluate_all


def _derivative(evaluate: Evaluate, variable: str) -> Evaluate:
    def slope(scope: Mapping[str, Any]) -> Any:
        return balled(
            derivative(lambda t: bare(evaluate({**scope, variable: Real(t)})), bare(scope[variable]))
        )

    return slope


def _closing(text: str, start: int, place: Place) -> int:
    """Return the position after the bracket that closes one opened just before `start`."""
    depth = 1
    for position in range(start, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 0:
            return position + 1
    raise Refused("this bracket is never closed", place=place.part(start - 1, start))


def _arguments(text: str, place: Place, start: int) -> tuple[str, str]:
    found = _VARIABLE.search(text)
    if not found:
        raise Refused(
            "'derivative' takes a formula and a name: derivative(x^2, x)", place=place.part(start, start + 10)
        )
    return text[: found.start()], found[1]
