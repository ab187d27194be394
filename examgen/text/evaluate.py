"""What syntax is worth, from the leaves up, without recursion and with exact numbers only.

Brackets keep their meaning open as `Listed` until something decides it: arithmetic takes a vector, a union takes an
interval.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from examgen.text import functions
from examgen.text.diagnostic import nearest
from examgen.text.expr import PI, E, Expr
from examgen.text.syntax import (
    Binary,
    Call,
    Compare,
    Group,
    Name,
    Number,
    Syntax,
    Unary,
    Unreadable,
    parts,
    postorder,
)
from examgen.text.values import RealSet

__all__ = ["INFINITY", "MINUS_INFINITY", "Evaluation", "Infinity", "Listed", "as_array", "shown"]


@dataclass(frozen=True, slots=True)
class Listed:
    """Values in brackets that may be a vector, an interval or a set."""

    bracket: str
    items: tuple[Any, ...]
    node: Group


@dataclass(frozen=True, slots=True)
class Infinity:
    """An end of an interval."""

    sign: int


INFINITY, MINUS_INFINITY = Infinity(1), Infinity(-1)
_CONSTANTS: dict[str, Any] = {
    "pi": PI,
    "e": E,
    "oo": INFINITY,
    "R": RealSet.reals(),
    "empty": RealSet.empty(),
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}


class Evaluation:
    """One pass over a formula.

    Parameters
    ----------
    symbols
        Names that stand for themselves.
    unknowns
        Whether other names are allowed, as unknowns of conditions.
    variable
        The only unknown that is allowed, if there is one.
    """

    def __init__(
        self, symbols: frozenset[str], *, unknowns: bool = False, variable: str | None = None
    ) -> None:
        self.symbols, self.unknowns, self.variable = symbols, unknowns, variable
        self.solved: str | None = variable

    def value(self, syntax: Syntax) -> Any:
        """Return an `Expr`, a `Listed`, a tuple (of what was computed with vectors), a set or an infinity.

        Raises
        ------
        Unreadable
            With the characters of the innermost part that has no value.
        """
        stack: list[Any] = []
        for node in postorder(syntax):
            count = len(parts(node))
            below = stack[len(stack) - count :]
            del stack[len(stack) - count :]
            try:
                stack.append(self._one(node, below))
            except ArithmeticError as error:
                raise Unreadable(str(error) or "this can't be computed", node.start, node.end) from None
        return stack[0]

    def closed(self, numbers: RealSet, syntax: Syntax) -> RealSet:
        """Return a set if only declared symbols are left in it.

        Raises
        ------
        Unreadable
            With the place of an unknown name.
        """
        ends = [end for piece in numbers.pieces for end in (piece.low, piece.high) if end is not None]
        allowed = self.symbols - {self.solved}
        for name in sorted(frozenset().union(*(end.symbols for end in ends)) - allowed):
            found = (node for node in postorder(syntax) if isinstance(node, Name) and node.name == name)
            raise self.unknown(next(found, Name(syntax.start, syntax.end, name)))
        return numbers

    def unknown(self, node: Name) -> Unreadable:
        """Return the refusal of a name that has no meaning here."""
        meant = next(iter(self.symbols)) if len(self.symbols) == 1 else nearest(node.name, self.symbols)
        hint = f"; did you mean {meant}?" if meant else ""
        return Unreadable(f"'{node.name[:40]}' has no meaning here{hint}", node.start, node.end)

    def _one(self, node: Syntax, below: list[Any]) -> Any:
        match node:
            case Number(value=value):
                return Expr.of(value)
            case Name():
                return self._name(node)
            case Unary():
                return _signed(node, below[0])
            case Call():
                return _called(node, below)
            case Compare():
                return self._compared(node, below)
            case Binary():
                return _combined(node, *below)
            case Group():
                single = len(below) == 1 and node.bracket in ("()", "")
                return below[0] if single else Listed(node.bracket, tuple(below), node)
        raise Unreadable("this has no meaning in an answer", node.start, node.end)

    def _name(self, node: Name) -> Any:
        if node.name in self.symbols or (self.unknowns and node.name not in _CONSTANTS):
            return Expr.symbol(node.name)
        if node.name not in _CONSTANTS:
            raise self.unknown(node)
        return _CONSTANTS[node.name]

    def _compared(self, node: Compare, below: list[Any]) -> RealSet:
        from examgen.text.sets import solved  # sets are made of values

        if not self.unknowns:
            raise Unreadable("a value was expected, this is a condition", node.start, node.end)
        return solved(self, node, below)


def as_array(value: Any, node: Syntax) -> Any:
    """Return a number, or nested tuples of numbers.

    Raises
    ------
    Unreadable
        If it is a set or an infinity.
    """
    if isinstance(value, Expr | tuple):
        return value
    if isinstance(value, Listed) and value.bracket in ("()", "[]", "", "row") and value.items:
        return tuple(as_array(item, below) for item, below in zip(value.items, value.node.items, strict=True))
    if isinstance(value, Listed) and value.bracket == "{}":
        raise Unreadable(
            "a set has no order: write the entries in round or square brackets", node.start, node.end
        )
    if isinstance(value, Listed) and value.bracket in ("(]", "[)"):
        raise Unreadable("the brackets of a vector must match", node.start, node.end)
    raise Unreadable(f"numbers were expected, this is {shown(value)}", node.start, node.end)


def shown(value: Any) -> str:
    """Say in words what sort of value it is."""
    if isinstance(value, Listed):
        if not value.items:
            return "empty"
        return "a set" if value.bracket == "{}" else f"a list of {len(value.items)}"
    kinds = {Expr: "a number", RealSet: "a set", Infinity: "infinity", tuple: "a vector"}
    return kinds.get(type(value), "something else")


def _signed(node: Unary, value: Any) -> Any:
    if node.operator == "~":
        return value
    if isinstance(value, Infinity):
        return Infinity(-value.sign)
    return _entrywise(operator.neg, as_array(_simple(value), node))


def _called(node: Call, below: list[Any]) -> Any:
    if node.name == "transpose":
        rows = as_array(below[0], node)
        return tuple(zip(*rows, strict=False)) if _is_rectangle(rows) else rows
    wanted = 2 if node.name == "root" else 1
    function = functions.root if node.name == "root" else functions.FUNCTIONS.get(node.name)
    if function is None:
        raise Unreadable(f"there is no function '{node.name[:40]}'", node.start, node.end)
    args = [_simple(arg) for arg in below]
    if len(args) != wanted or not all(isinstance(arg, Expr) for arg in args):
        many = "two numbers" if wanted == 2 else "one number"
        raise Unreadable(f"{node.name} takes {many}", node.start, node.end)
    return function(*args)


def _combined(node: Binary, left: Any, right: Any) -> Any:
    sets = node.operator not in _ARITHMETIC
    if sets or (node.operator == "-" and any(map(_is_set, (left, right)))):
        from examgen.text.sets import combined  # sets are made of values

        return combined(node, left, right)
    one, two = as_array(_simple(left), node.left), as_array(_simple(right), node.right)
    if isinstance(one, Expr) and isinstance(two, Expr):
        return _ARITHMETIC[node.operator](one, two)
    return _of_vectors(node, one, two)


def _of_vectors(node: Binary, one: Any, two: Any) -> Any:
    function = _ARITHMETIC[node.operator]
    if node.operator in "+-" and _shape(one) == _shape(two):
        return _entrywise(function, one, two)
    if node.operator == "*" and isinstance(one, Expr):
        return _entrywise(lambda entry: one * entry, two)
    if node.operator in "*/" and isinstance(two, Expr):
        return _entrywise(lambda entry: function(entry, two), one)
    raise Unreadable("vectors can be added, and multiplied by a number", node.start, node.end)


def _simple(value: Any) -> Any:
    """Return the number in ``[x + 1]``, where square brackets only group."""
    single = isinstance(value, Listed) and value.bracket == "[]" and len(value.items) == 1
    return value.items[0] if single and isinstance(value.items[0], Expr) else value


def _is_set(value: Any) -> bool:
    return isinstance(value, RealSet) or (isinstance(value, Listed) and value.bracket in ("{}", "(]", "[)"))


def _entrywise(function: Callable[..., Any], *arrays: Any) -> Any:
    if isinstance(arrays[0], tuple):
        return tuple(_entrywise(function, *entries) for entries in zip(*arrays, strict=True))
    return function(*arrays)


def _shape(array: Any) -> Any:
    return tuple(map(_shape, array)) if isinstance(array, tuple) else ()


def _is_rectangle(rows: Any) -> bool:
    nested = isinstance(rows, tuple) and all(isinstance(row, tuple) for row in rows)
    return nested and len({len(row) for row in rows}) == 1
