"""Exact in, exact out: what goes into a step and what comes out of it is an exact value."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.text.expr import Expr
from examgen.text.values import RealSet

if TYPE_CHECKING:
    from examgen.text.values import Value


def exact(value: object) -> Value:
    """Make a value of plain Python numbers, lists and exact values an exact value.

    Parameters
    ----------
    value
        An integer, fraction or expression; a list or tuple of them (vector) or of vectors (matrix);
        a set of reals, a text, a truth value.

    Raises
    ------
    TypeError
        For a binary float and for anything else that is no exact value.
    """
    if isinstance(value, Expr | RealSet | str | bool):
        return value
    if isinstance(value, int | Fraction):
        return Expr.of(value)
    if isinstance(value, list | tuple):
        return tuple(exact(entry) for entry in value)  # type: ignore[return-value]
    raise TypeError(f"{type(value).__name__} is no exact value")
