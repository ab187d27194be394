"""Exact in, exact out: what goes into a step and what comes out of it is an exact value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.text.expr import Expr
from examgen.text.values import RealSet, Record

if TYPE_CHECKING:
    from examgen.text.values import Value


def exact(value: object) -> Value:
    """Make a value of plain Python numbers, lists and exact values an exact value.

    Parameters
    ----------
    value
        An integer, fraction or expression; a list or tuple of them (vector), of vectors (matrix) and so on;
        a set of reals, a text, a truth value, a mapping from names to values.

    Raises
    ------
    TypeError
        For a binary float and for anything else that is no exact value.
    """
    if isinstance(value, Expr | RealSet | Record | str | bool):
        return value
    if isinstance(value, int | Fraction):
        return Expr.of(value)
    if isinstance(value, list | tuple):
        return tuple(exact(entry) for entry in value)
    if isinstance(value, Mapping):
        return Record.of({str(name): exact(entry) for name, entry in value.items()})
    raise TypeError(f"{type(value).__name__} is no exact value")
