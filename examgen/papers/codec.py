"""Frozen dataclasses as JSON and back, driven by their annotations; a wrong spot is named by its path.

Fields are texts, numbers, values, dataclasses, tuples of any length of one of these, mappings from text to one of
these, or plain data; each may be absent (``| None``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from examgen.papers.wire import (
    DamagedError,
    fraction_from_json,
    plain_from_json,
    plain_to_json,
    value_from_json,
    value_to_json,
)
from examgen.text.values import Value

T = TypeVar("T")

_PLAIN = (str, int, bool)


def encode(record: object) -> dict[str, object]:
    """Write a dataclass as a JSON object, a key for every field."""
    return {name: _encode(kind, getattr(record, name)) for name, kind in _fields(cast(Any, type(record)))}


def decode(kind: type[T], data: object, path: str = "") -> T:
    """Read a dataclass back.

    Raises
    ------
    DamagedError
        If a field is missing, unknown or of the wrong sort.
    """
    if not isinstance(data, dict):
        raise DamagedError("an object was expected", path)
    known = dict(_fields(cast(Any, kind)))
    if wrong := known.keys() ^ data.keys():
        name = min(wrong)
        raise DamagedError(f"'{name}' is {'missing' if name in known else 'unknown'}", path)
    return kind(**{name: _decode(known[name], data[name], _below(path, name)) for name in known})


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


def _encode(kind: Any, data: Any) -> object:
    if data is None:
        return None
    kind = _without_none(kind)
    if kind == Value:
        return value_to_json(data)
    if kind is Fraction:
        return str(data)
    if is_dataclass(kind):
        return encode(data)
    if get_origin(kind) is tuple:
        return [_encode(get_args(kind)[0], entry) for entry in data]
    if get_origin(kind) is Mapping:
        return {name: _encode(get_args(kind)[1], entry) for name, entry in data.items()}
    return data if kind in _PLAIN else plain_to_json(data)


def _decode(kind: Any, data: object, path: str) -> object:
    bare = _without_none(kind)
    if data is None and bare != kind:
        return None
    try:
        return _decode_some(bare, data, path)
    except DamagedError as error:
        raise error if error.path else DamagedError(error.message, path) from None


def _decode_some(kind: Any, data: object, path: str) -> object:
    if kind == Value:
        return value_from_json(data)
    if kind is Fraction:
        return fraction_from_json(data)
    if is_dataclass(kind):
        return decode(cast(type, kind), data, path)
    if get_origin(kind) is tuple:
        return _decode_tuple(kind, data, path)
    if get_origin(kind) is Mapping:
        return _decode_mapping(get_args(kind)[1], data, path)
    if kind in _PLAIN and type(data) is not kind:
        raise DamagedError(f"a {kind.__name__} was expected", path)
    return data if kind in _PLAIN else plain_from_json(data)


def _decode_tuple(kind: Any, data: object, path: str) -> tuple[object, ...]:
    if not isinstance(data, list):
        raise DamagedError("a list was expected", path)
    entry_kind = get_args(kind)[0]
    return tuple(_decode(entry_kind, entry, f"{path}[{at}]") for at, entry in enumerate(data))


def _decode_mapping(kind: Any, data: object, path: str) -> dict[str, object]:
    if not isinstance(data, dict):
        raise DamagedError("an object was expected", path)
    return {name: _decode(kind, entry, _below(path, name)) for name, entry in data.items()}


def _without_none(kind: Any) -> Any:
    if kind == Value or get_origin(kind) not in (Union, UnionType):
        return kind
    rest = tuple(one for one in get_args(kind) if one is not type(None))
    return rest[0] if len(rest) == 1 else Value


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
