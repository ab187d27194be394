"""What can go wrong in the sandbox, and whose fault it is."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from enum import Enum
from typing import Any

from examgen.sandbox.inside.array import Unknown

__all__ = ["Fault", "Reason", "value_of"]


class Reason(Enum):
    """Why a run gave no result."""

    ERROR = "error"
    TIME = "time"
    MEMORY = "memory"
    UNKNOWN = "unknown"
    ABSENT = "absent"


class Fault(Exception):  # noqa: N818  it is a fault of the program that ran, not of ours
    """A run that gave no result.

    Attributes
    ----------
    reason
        An error of the program, a limit, something that the sandbox does not know, no sandbox.
    message
        What the interpreter said.
    lines
        Where it was: pairs of the number of the run and a line of its text, innermost last.
    """

    def __init__(self, reason: Reason, message: str, lines: tuple[tuple[int, int], ...] = ()) -> None:
        super().__init__(message)
        self.reason, self.message, self.lines = reason, message, lines


def value_of(answer: Mapping[str, Any]) -> Any:
    """Return what a run gave.

    Raises
    ------
    Fault
        If it gave nothing.
    """
    kind = answer.get("kind")
    if kind is None:
        return answer.get("value")
    message = str(answer.get("message"))[:300]
    if kind != "error":
        raise Fault(_KINDS[kind], message)
    lines = tuple((number, line) for number, line in answer["lines"])
    raise Fault(_reason(answer["inner"], message), message, lines)


_KINDS = {
    "time": Reason.TIME,
    "crash": Reason.UNKNOWN,
    "syntax": Reason.UNKNOWN,
    "value": Reason.ERROR,
    "absent": Reason.ABSENT,
}


def _reason(inner: list[str], message: str) -> Reason:
    """Say what an exception of the interpreter means, by its class and the classes above it."""
    if "MemoryError" in inner:
        return Reason.MEMORY
    if "TimeoutError" in inner:
        return Reason.TIME
    said = message.partition(": ")[2]
    lacks = "NotImplementedError" in inner and said.startswith((Unknown.text, "The monty", "Wildcard"))
    missing = not {"NameError", "AttributeError"}.isdisjoint(inner) and _exists_elsewhere(said)
    return Reason.UNKNOWN if "ImportError" in inner or lacks or missing else Reason.ERROR


def _exists_elsewhere(said: str) -> bool:
    """Whether Python or NumPy know the name that the sandbox does not."""
    named = said.split("'")
    if said.startswith("name ") and len(named) > 1:
        return hasattr(builtins, named[1])
    if said.startswith("module "):
        return True
    if len(named) < 4:
        return False
    owner, name = named[1], named[3]
    known = hasattr(getattr(builtins, owner, None), name)
    return known or (owner in ("NumPy", "ndarray", "float", "int", "bool") and _numpy_has(owner, name))


def _numpy_has(owner: str, name: str) -> bool:
    import numpy

    return hasattr(numpy if owner == "NumPy" else numpy.ndarray, name)
