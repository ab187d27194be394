"""Exact values and plain data as JSON, and back: nothing is lost, nothing becomes a float."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from examgen.instances import values
from examgen.text.syntax import Unreadable
from examgen.text.values import Value


class DamagedError(ValueError):
    """JSON that is not what we write: the path to the bad spot and what is wrong there."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message, self.path = message, path


def value_to_json(value: Value) -> object:
    """Write a value as JSON.

    Raises
    ------
    TypeError
        If it is no exact value.
    """
    return values.encode(value)


def value_from_json(data: object) -> Value:
    """Read a value that `value_to_json` wrote.

    Raises
    ------
    DamagedError
        If it is anything else.
    """
    try:
        return values.decode(data)
    except Unreadable as error:
        raise DamagedError(f"cannot read '{str(data)[:60]}': {error}") from None
    except (LookupError, TypeError, ArithmeticError, RecursionError):
        raise DamagedError("a value was expected") from None


def plain_to_json(data: object) -> object:
    """Write plain data (texts, truth values, whole numbers, fractions, lists, mappings) as JSON."""
    if data is None or isinstance(data, str | bool | int):
        return data
    if isinstance(data, Fraction):
        return {"fraction": str(data)}
    if isinstance(data, Mapping):
        return {"map": {str(name): plain_to_json(entry) for name, entry in data.items()}}
    if isinstance(data, list | tuple):
        return [plain_to_json(entry) for entry in data]
    return {"value": value_to_json(cast(Value, data))}


def plain_from_json(data: object) -> object:
    """Read plain data back; lists come back as tuples.

    Raises
    ------
    DamagedError
        If `plain_to_json` did not write it.
    """
    if data is None or isinstance(data, str | bool | int):
        return data
    if isinstance(data, list):
        return tuple(plain_from_json(entry) for entry in data)
    match data:
        case {"fraction": str(written)}:
            return fraction_from_json(written)
        case {"map": dict(entries)}:
            return {name: plain_from_json(entry) for name, entry in entries.items()}
        case {"value": written}:
            return value_from_json(written)
    raise DamagedError("plain data was expected")


def fraction_from_json(data: object) -> Fraction:
    """Read an exact number: ``"3/2"`` or a whole number.

    Raises
    ------
    DamagedError
        If it is anything else.
    """
    if isinstance(data, str | int) and not isinstance(data, bool):
        try:
            return Fraction(data)
        except (ValueError, ZeroDivisionError):
            pass
    raise DamagedError(f"'{data}' is no exact number")
