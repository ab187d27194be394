"""Exact values and the floats of a program: sending the one, comparing with the other, showing both."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose, isnan
from typing import Any

from examgen.text.balls import decimal_float
from examgen.text.expr import Expr
from examgen.text.values import Value

RELATIVE, ABSOLUTE = 1e-6, 1e-9
"""How far a computed number may lie from the exact one."""

_LONGEST = 90


def plain(value: Value, integers: bool = False) -> object:
    """Return a value as data for the sandbox: numbers, arrays of them, texts, lists, maps.

    Raises
    ------
    ValueError
        If it is a set, or has symbols in it.
    """
    if isinstance(value, Mapping):
        return {"map": {name: plain(entry, integers) for name, entry in value.items()}}
    if isinstance(value, str | bool):
        return value
    if isinstance(value, tuple):
        sizes = shape(value)
        if sizes is None or not value:
            return [plain(entry, integers) for entry in value]
        kind = "i" if integers else "f"
        return {"array": [list(sizes), [_number(one, integers) for one in _entries(value)], kind]}
    return _number(value, _whole(value))


def _number(value: Value, whole: bool) -> int | float:
    if not isinstance(value, Expr) or value.symbols:
        raise ValueError("a number is expected")
    found = decimal_float(value)
    return round(found) if whole and abs(found) < 2**53 else found


def _whole(value: Value) -> bool:
    return isinstance(value, Expr) and not value.symbols and value.is_rational and value.is_integer


def shape(value: Value) -> tuple[int, ...] | None:
    """Return the shape of numbers in rows of equal length; None where it is anything else."""
    if isinstance(value, Expr):
        return ()
    if not isinstance(value, tuple):
        return None
    inner = {shape(entry) for entry in value}
    if not inner:
        return (0,)
    (first, *others) = inner
    return None if others or first is None else (len(value), *first)


def _entries(value: Value) -> list[Value]:
    return [one for entry in value for one in _entries(entry)] if isinstance(value, tuple) else [value]


def differs(expected: Value, given: Any) -> str:
    """Return what is given instead of what is expected, in words; nothing where they agree."""
    return "" if _same(expected, given) else _told(expected, given)


def _same(expected: Value, given: Any) -> bool:
    if isinstance(expected, tuple):
        rows = isinstance(given, list) and len(given) == len(expected)
        return rows and all(_same(one, two) for one, two in zip(expected, given, strict=True))
    if isinstance(expected, Mapping):
        return _same_map(expected, given)
    if isinstance(expected, str):
        return isinstance(given, str) and given.strip() == expected.strip()
    while isinstance(given, list) and len(given) == 1:
        given = given[0]
    if not isinstance(given, int | float):
        return False
    if isinstance(expected, bool):
        return given == expected
    return isinstance(expected, Expr) and not expected.symbols and _close(decimal_float(expected), given)


def _same_map(expected: Mapping[str, Value], given: Any) -> bool:
    pairs = given.get("map") if isinstance(given, dict) else None
    if not isinstance(pairs, list):
        return False
    found = {str(name): entry for name, entry in pairs}
    return found.keys() == set(expected) and all(_same(expected[name], found[name]) for name in found)


def _close(expected: float, given: float) -> bool:
    try:
        return isclose(expected, given, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    except OverflowError:
        return False


def _told(expected: Value, given: Any) -> str:
    """Return what is given, with its shape where that alone differs."""
    if given is None:
        return "nothing"
    sizes = shape(expected)
    found = _shape(given)
    if sizes and found is not None and found != sizes:
        return f"{_short(_text(given))} of shape {found}"
    return _short(_text(given))


def _shape(given: Any) -> tuple[int, ...] | None:
    if not isinstance(given, list):
        return () if isinstance(given, int | float) else None
    inner = {_shape(entry) for entry in given} or {()}
    first = inner.pop()
    return None if inner or first is None else (len(given), *first)


def shown(value: Value) -> str:
    """Return a value as it is told to a student: decimals, to six digits."""
    return _short(_shown(value))


def _shown(value: Value) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name!r}: {_shown(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Expr) and not value.symbols:
        return _numeral(decimal_float(value))
    return str(value)


def _text(given: Any) -> str:
    if isinstance(given, list):
        return "[" + ", ".join(map(_text, given[:60])) + "]"
    if isinstance(given, dict) and "map" in given:
        return "{" + ", ".join(f"{_text(name)}: {_text(entry)}" for name, entry in given["map"][:60]) + "}"
    if isinstance(given, dict):
        return f"a {given.get('type', 'thing')}"
    if isinstance(given, bool) or not isinstance(given, int | float):
        return repr(given)
    return _numeral(given)


def _numeral(number: float) -> str:
    if isinstance(number, int):
        return str(number) if abs(number) < 10**15 else "a huge whole number"
    return "nan" if isnan(number) else f"{number + 0.0:.6g}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."
