"""The types of parameters: what a value must be, and bringing it into its canonical form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from examgen.bank.model import ParameterType
from examgen.text.expr import Expr
from examgen.text.values import Value

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
        return cast(Value, tuple(canonical(entry) for entry in value))
    return cast(Value, value)


def fit(value: object, type_: ParameterType) -> Value:
    """Return the value in canonical form.

    Raises
    ------
    Unfit
        If it is not of this type.
    """
    found = canonical(value)
    if not _FITS[type_](found):
        raise Unfit(f"{_WANTED[type_]} is expected")
    return found


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


_FITS = {
    "integer": _integer,
    "rational": _rational,
    "real": _number,
    "boolean": lambda value: isinstance(value, bool),
    "choice": lambda value: isinstance(value, str) or _rational(value),
    "vector": _vector,
    "matrix": _matrix,
}
_WANTED: dict[ParameterType, str] = {
    "integer": "a whole number",
    "rational": "a number or fraction",
    "real": "a number",
    "boolean": "true or false",
    "choice": "one of the choices",
    "vector": "a vector, as [2, 4]",
    "matrix": "a matrix with rows of one length, as [[1, 2], [3, 4]]",
}
