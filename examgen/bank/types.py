"""The types of parameters: what a value must be, and bringing it into its canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

from examgen.bank.model import ParameterType
from examgen.text.expr import ONE, Expr
from examgen.text.values import Record, Value

__all__ = ["Unfit", "canonical", "fit"]


class Unfit(ValueError):  # noqa: N818  a finding, not a failure
    """A value that is not of its parameter's type; the message says what is expected."""


def canonical(value: object) -> Value:
    """Return a value with exact numbers and tuples in place of plain numbers and lists."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | Fraction):
        return Expr.of(value)
    if isinstance(value, list | tuple):
        return tuple(canonical(entry) for entry in value)
    if isinstance(value, Mapping):
        return Record.of({str(name): canonical(entry) for name, entry in value.items()})
    return cast(Value, value)


def fit(value: object, type_: ParameterType, *, symbol: bool = False) -> Value:
    """Return the value in canonical form.

    Parameters
    ----------
    symbol
        Whether expressions in symbols may stand in place of numbers.

    Raises
    ------
    Unfit
        If it is not of this type.
    """
    found = canonical(value)
    if not _FITS[type_](_numbered(found) if symbol and type_ in _OF_NUMBERS else found):
        raise Unfit(f"{_WANTED[type_]} is expected")
    return found


def _numbered(value: Value) -> Value:
    """Put a number in place of whatever has symbols, to see whether the rest is of the type."""
    if isinstance(value, tuple):
        return tuple(map(_numbered, value))
    return ONE if isinstance(value, Expr) and value.symbols else value


def _number(value: object) -> bool:
    return isinstance(value, Expr) and value.is_number


def _rational(value: object) -> bool:
    return isinstance(value, Expr) and value.is_rational


def _integer(value: object) -> bool:
    return isinstance(value, Expr) and value.is_integer


def _vector(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) > 0 and all(map(_number, value))


def _matrix(value: Any) -> bool:
    rows = isinstance(value, tuple) and len(value) > 0 and all(map(_vector, value))
    return rows and len({len(row) for row in value}) == 1


def _shape(value: Any) -> tuple[int, ...] | None:
    """Return the sizes of a tensor, or None if rows differ in length or an entry is no number."""
    if _number(value):
        return ()
    if not isinstance(value, tuple) or not value:
        return None
    shapes = {_shape(entry) for entry in value}
    inner = shapes.pop()
    return None if shapes or inner is None else (len(value), *inner)


def _tree(value: Any) -> bool:
    """Whether it maps paths (words, as ``the/red``) to numbers, every node after its parent."""
    if not isinstance(value, Record) or not value or not all(map(_number, value.values())):
        return False
    seen: set[str] = set()
    for path in value:
        parent, _, name = path.rpartition("/")
        if not name or (parent and parent not in seen):
            return False
        seen.add(path)
    return True


_FITS = {
    "integer": _integer,
    "rational": _rational,
    "real": _number,
    "boolean": lambda value: isinstance(value, bool),
    "choice": lambda value: isinstance(value, str) or _rational(value),
    "vector": _vector,
    "matrix": _matrix,
    "tensor": lambda value: isinstance(value, tuple) and _shape(value) is not None,
    "expression": lambda value: isinstance(value, Expr),
    "list": lambda value: isinstance(value, tuple) and len(value) > 0,
    "tree": _tree,
}
_OF_NUMBERS = frozenset({"integer", "rational", "vector", "matrix"})
_WANTED: dict[ParameterType, str] = {
    "integer": "a whole number",
    "rational": "a number or fraction",
    "real": "a number",
    "boolean": "true or false",
    "choice": "one of the choices",
    "vector": "a vector, as [2, 4]",
    "matrix": "a matrix with rows of one length, as [[1, 2], [3, 4]]",
    "tensor": "numbers in nested lists, those of an axis of one length, as [[[1, 2]], [[3, 4]]]",
    "expression": "a formula",
    "list": "a list, as [1, 2]",
    "tree": "numbers by path, parents first, as {a: -1, a/b: -2}",
}
