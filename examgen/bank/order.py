"""The order in which parameters get their values: each after those that it refers to."""

from __future__ import annotations

from collections.abc import Mapping

from examgen.bank.domain import names
from examgen.bank.model import Parameter
from examgen.text.diagnostic import Refused

__all__ = ["dependencies", "order"]


def dependencies(parameter: Parameter) -> frozenset[str]:
    """Return the names that a parameter's formula and domain refer to."""
    derived = names(parameter.formula) if parameter.formula is not None else frozenset[str]()
    return derived | parameter.domain.names()


def order(parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    """Return the names, each after those that it refers to; otherwise in alphabetical order.

    Raises
    ------
    Refused
        If parameters refer to each other in a circle.
    """
    waiting = {name: dependencies(parameters[name]) & parameters.keys() for name in sorted(parameters)}
    found: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= set(found)]
        if not ready:
            raise _circle(parameters, waiting)
        found += ready
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}
    return tuple(found)


def _circle(parameters: Mapping[str, Parameter], waiting: Mapping[str, frozenset[str]]) -> Refused:
    path = [min(waiting)]
    while path.count(path[-1]) < 2:
        path.append(min(waiting[path[-1]] & waiting.keys()))
    circle = path[path.index(path[-1]) :]
    place = parameters[circle[0]].place
    return Refused("parameters refer to each other in a circle: " + " -> ".join(circle), place=place)
