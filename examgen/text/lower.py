"""From what a formula says to what it is worth: numbers, vectors, matrices and sets of reals.

A chain of equations is read as people write it. A first side that is a name or a label (``y = 4``, ``dL/dw = 3``) is
left out. What is left must be equal; then the last side is the answer, but for decimals that only round an exact side:
``1/3 = 0.33`` and ``12/(1 + e^6) ≈ 0.0297`` mean the exact side. Anything else is unreadable.

Sets may be intervals, unions, points, or conditions on one unknown of any name; linear conditions are solved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from examgen.text.chains import exact_side, label_free
from examgen.text.evaluate import Evaluation, Listed, as_array, shown
from examgen.text.expr import Expr
from examgen.text.sets import as_set
from examgen.text.syntax import (
    Binary,
    Compare,
    Group,
    Name,
    Number,
    Syntax,
    Text,
    Unary,
    Unreadable,
    postorder,
)
from examgen.text.values import Matrix, RealSet, Value, Vector

__all__ = ["Written", "to_expr", "to_matrix", "to_realset", "to_value", "to_vector", "to_written"]


@dataclass(frozen=True, slots=True)
class Written:
    """A number and how it was written.

    Parameters
    ----------
    value
        The number.
    approximate
        Whether a decimal literal or an "about" occurs in it.
    literal
        The decimal literal, if it is nothing else: sign, digits, point, exponent, such as ``-0.750`` or ``1.2e-3``.
    """

    value: Expr
    approximate: bool
    literal: str | None


def to_expr(syntax: Syntax, *, symbols: Iterable[str] = frozenset()) -> Expr:
    """Return the one number, or expression in `symbols`, that a formula stands for.

    Raises
    ------
    Unreadable
        If it is anything else, has unknown names, or does not exist (a division by zero).
    """
    names = frozenset(symbols)
    return _one_number(exact_side(syntax, names), names)


def to_written(syntax: Syntax, *, symbols: Iterable[str] = frozenset()) -> Written:
    """Return the one number that a formula stands for, and how it was written.

    Raises
    ------
    Unreadable
        As `to_expr`.
    """
    names = frozenset(symbols)
    side = exact_side(syntax, names)
    decimals = any(
        (isinstance(node, Number) and node.decimal) or (isinstance(node, Unary) and node.operator == "~")
        for node in postorder(side)
    )
    return Written(_one_number(side, names), decimals, literal(side))


def to_vector(syntax: Syntax, *, symbols: Iterable[str] = frozenset()) -> Vector:
    """Return a vector: a row or a column, in round or square brackets or none.

    Raises
    ------
    Unreadable
        For a set, a matrix of several rows and columns, or entries that are no numbers.
    """
    entries = _array(label_free(syntax, frozenset(symbols)), frozenset(symbols))
    if isinstance(entries, Expr):
        return (entries,)
    if not any(isinstance(entry, tuple) for entry in entries):
        return tuple(entries)
    rows = _rectangular(entries, syntax)
    if len(rows) > 1 and len(rows[0]) > 1:
        message = f"a vector was expected, this is a matrix of {len(rows)} rows and {len(rows[0])} columns"
        raise Unreadable(message, syntax.start, syntax.end)
    return tuple(entry for row in rows for entry in row)


def to_matrix(syntax: Syntax, *, symbols: Iterable[str] = frozenset()) -> Matrix:
    """Return a matrix; a bare vector is one row, or one column where semicolons or line ends separate its entries.

    Raises
    ------
    Unreadable
        For a set, rows of different lengths, or entries that are no numbers.
    """
    side = label_free(syntax, frozenset(symbols))
    entries = _array(side, frozenset(symbols))
    if isinstance(entries, Expr):
        return ((entries,),)
    if any(isinstance(entry, tuple) for entry in entries):
        return _rectangular(entries, syntax)
    column = isinstance(side, Group) and side.separator == ";"
    return tuple((entry,) for entry in entries) if column else (entries,)


def to_realset(
    syntax: Syntax, *, symbols: Iterable[str] = frozenset(), variable: str | None = None
) -> RealSet:
    """Return a set of reals: intervals, points, unions, or conditions on one unknown.

    Parameters
    ----------
    syntax
        What was read.
    symbols
        Names that the ends may contain.
    variable
        The name of the unknown, if only one will do.

    Raises
    ------
    Unreadable
        For conditions that are not linear, several unknowns, ends in the wrong order, or what is no set.
    """
    side = label_free(syntax, frozenset(symbols), unknowns=True)
    evaluation = Evaluation(frozenset(symbols), unknowns=True, variable=variable)
    return evaluation.closed(as_set(evaluation.value(side), side), side)


def to_value(syntax: Syntax, *, symbols: Iterable[str] = frozenset(), variable: str | None = None) -> Value:
    """Return whatever a formula stands for.

    Square brackets and bare lists make vectors and matrices. Two values in round or mixed brackets, braces and
    conditions make sets. ``true`` and ``false`` are truth values, quoted words are texts.

    Raises
    ------
    Unreadable
        If it stands for nothing.
    """
    if isinstance(syntax, Text):
        return syntax.text
    if isinstance(syntax, Name) and syntax.name in ("true", "false"):
        return syntax.name == "true"
    if _is_set(syntax):
        return to_realset(syntax, symbols=symbols, variable=variable)
    if not _is_listed(syntax):
        return to_expr(syntax, symbols=symbols)
    rows = to_matrix(syntax, symbols=symbols)
    return rows[0] if len(rows) == 1 and not _has_rows(syntax) else rows


def literal(node: Syntax) -> str | None:
    """Return the decimal literal that a formula is, without brackets around it; None if it is no such literal."""
    node = _unwrapped(node)
    if isinstance(node, Unary):
        written = literal(node.operand)
        return _negated(written) if node.operator == "-" and written else written
    if isinstance(node, Number) and node.decimal:
        return node.written.replace(",", ".").replace("E", "e")
    if isinstance(node, Binary) and node.operator == "*":
        return _with_power_of_ten(node.left, node.right)
    return None


def _negated(written: str) -> str:
    return written.removeprefix("-") if written.startswith("-") else f"-{written}"


def _with_power_of_ten(mantissa: Syntax, power: Syntax) -> str | None:
    """Return ``1.2*10^-3`` as ``1.2e-3``."""
    if not isinstance(power, Binary) or power.operator != "^":
        return None
    base, exponent = power.left, _whole(power.right)
    written = mantissa.written if isinstance(mantissa, Number) else literal(mantissa)
    if (
        not isinstance(base, Number)
        or base.value != 10
        or exponent is None
        or written is None
        or "e" in written
    ):
        return None
    return f"{written.replace(',', '.')}e{exponent}"


def _whole(node: Syntax) -> int | None:
    node = _unwrapped(node)
    if isinstance(node, Unary) and node.operator == "-":
        positive = _whole(node.operand)
        return None if positive is None else -positive
    whole = isinstance(node, Number) and node.value.denominator == 1 and not node.decimal
    return node.value.numerator if isinstance(node, Number) and whole else None


def _one_number(side: Syntax, names: frozenset[str]) -> Expr:
    value = Evaluation(names).value(side)
    if isinstance(value, Listed) and len(value.items) == 1:
        value = value.items[0]
    if isinstance(value, Expr):
        return value
    if isinstance(side, Group) and side.items and all(isinstance(item, Number) for item in side.items):
        grouped = len(side.items) > 1 and not side.bracket
        hint = "; write the decimal sign as a point and digits without groups" if grouped else ""
        raise Unreadable(f"one number was expected, these are {len(side.items)}{hint}", side.start, side.end)
    raise Unreadable(f"one number was expected, this is {shown(value)}", side.start, side.end)


def _array(side: Syntax, names: frozenset[str]) -> Any:
    value = Evaluation(names).value(side)
    while isinstance(value, Listed) and len(value.items) == 1 and _is_matrix(value.items[0]):
        value = value.items[0]  # \left[ \begin{array} ... \end{array} \right]
    only = _unwrapped(side)
    if only is not side and isinstance(only, Number) and "," in only.written:
        raise Unreadable(
            "separate the entries with semicolons: the comma is the decimal sign", side.start, side.end
        )
    return as_array(value, side)


def _unwrapped(node: Syntax) -> Syntax:
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node


def _is_matrix(value: object) -> bool:
    return isinstance(value, Listed) and any(isinstance(item, Listed) for item in value.items)


def _rectangular(rows: tuple[Any, ...], syntax: Syntax) -> Matrix:
    if not all(isinstance(row, tuple) and all(isinstance(entry, Expr) for entry in row) for row in rows):
        raise Unreadable("a matrix was expected: rows of numbers", syntax.start, syntax.end)
    lengths = sorted({len(row) for row in rows})
    if len(lengths) > 1:
        raise Unreadable(f"the rows have {' and '.join(map(str, lengths))} entries", syntax.start, syntax.end)
    return rows


_SET_OPERATORS = frozenset({"union", "intersection", "\\", "or", "and"})


def _is_set(node: Syntax) -> bool:
    if isinstance(node, Compare):
        return any(sign not in ("=", "~") for sign in node.operators) or _is_set(node.operands[-1])
    if isinstance(node, Binary):
        return node.operator in _SET_OPERATORS
    if isinstance(node, Group):
        return node.bracket in ("{}", "(]", "[)") or (node.bracket == "()" and len(node.items) == 2)
    return isinstance(node, Name) and node.name in ("R", "empty")


def _is_listed(node: Syntax) -> bool:
    """Whether values stand beside each other, or one alone in square brackets."""
    groups = (one for one in postorder(node) if isinstance(one, Group))
    return any(len(group.items) != 1 or group.bracket == "[]" for group in groups)


def _has_rows(node: Syntax) -> bool:
    groups = [
        one for one in postorder(node) if isinstance(one, Group) and one.bracket in ("[]", "()", "", "row")
    ]
    return any(isinstance(item, Group) and len(item.items) > 1 for one in groups for item in one.items)
