"""A solved question to JSON and back, exactly, so that a cached one needs no solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from examgen.bank.model import Question
from examgen.instances.solve import MistakeValue, Solved, SolvedPart
from examgen.instances.values import decode, encode
from examgen.solvers.derivation import Line
from examgen.text.values import Value

__all__ = ["from_json", "to_json"]


def to_json(solved: Solved) -> dict[str, Any]:
    """Return everything but the question as JSON data."""
    return {
        "parameters": _encoded(solved.parameters),
        "parts": {part.id: [_maybe(part.value), part.error] for part in solved.parts.values()},
        "values": _encoded(solved.values),
        "lines": [_line(line) for line in solved.lines],
        "mistakes": [_mistake(mistake) for mistake in solved.mistakes],
    }


def _encoded(values: Mapping[str, Value]) -> dict[str, Any]:
    return {name: encode(value) for name, value in values.items()}


def _maybe(value: Value | None) -> Any:
    return None if value is None else encode(value)


def _line(line: Line) -> list[Any]:
    return [line.step, line.says, line.formula, line.numbers, line.result, encode(line.value)]


def _mistake(mistake: MistakeValue) -> dict[str, Any]:
    return {
        "id": mistake.id,
        "of": mistake.of,
        "says": mistake.says,
        "credit": str(mistake.credit),
        "values": _encoded(mistake.values),
    }


def from_json(data: Mapping[str, Any], question: Question) -> Solved:
    """Return the solved question that :func:`to_json` made ``data`` of.

    Raises
    ------
    KeyError, ValueError, TypeError
        If it is not of that form.
    """
    return Solved(
        question=question,
        parameters=_decoded(data["parameters"]),
        parts={
            name: SolvedPart(name, _perhaps(value), error) for name, (value, error) in data["parts"].items()
        },
        values=_decoded(data["values"]),
        lines=tuple(_line_of(line) for line in data["lines"]),
        mistakes=tuple(_mistake_of(one) for one in data["mistakes"]),
    )


def _line_of(data: Sequence[Any]) -> Line:
    step, says, formula, numbers, result, value = data
    return Line(step, says, formula, numbers, result, decode(value))


def _decoded(data: Mapping[str, Any]) -> dict[str, Value]:
    return {name: decode(value) for name, value in data.items()}


def _perhaps(data: Any) -> Value | None:
    return None if data is None else decode(data)


def _mistake_of(data: Mapping[str, Any]) -> MistakeValue:
    return MistakeValue(
        data["id"], data["of"], data["says"], Fraction(data["credit"]), _decoded(data["values"])
    )
