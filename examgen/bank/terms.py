"""Reading the values and formulas of a bank: nodes of the file in, terms out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import cast

from examgen.bank.domain import Range, Term, evaluate
from examgen.bank.model import ParameterType, Text
from examgen.bank.types import Unfit, fit
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.expr import Expr
from examgen.text.formulas import Formula, compile_formula
from examgen.text.place import Place
from examgen.text.values import Value

__all__ = ["constant", "formula", "range_or_term", "range_term", "term", "text", "written"]


def text(node: Node) -> Text:
    """Return a text with the place of each of its lines."""
    source = node.value if isinstance(node.value, str) else str(node.value)
    lines = tuple(node.line_place(number) for number in range(source.count("\n") + 1))
    return Text(source, node.place, lines)


def formula(node: Node) -> Formula:
    """Compile a formula; a list is the vector of its entries.

    Raises
    ------
    Refused
        At the place of what can't be read.
    """
    if isinstance(node.value, str):
        return compile_formula(node.value, node.line_place(0), node.locate)
    if isinstance(node.value, list):
        for entry in node.value:
            formula(entry)  # a wrong entry is reported at its own place
    return compile_formula(written(node), node.place)


def written(node: Node) -> str:
    """Return a formula as text; a list is the vector of its entries."""
    value = node.value
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | Fraction):
        return str(value)
    raise Refused("a formula is expected, as 2*a + 1", place=node.place)


def term(node: Node, *, literal: bool = False) -> Term:
    """Return a value of the bank: constants at once, formulas over parameters as such.

    Parameters
    ----------
    node
        A scalar, or a list of what may be a value itself.
    literal
        Whether texts are names of choices rather than formulas.
    """
    value = node.value
    if isinstance(value, list):
        return tuple(term(entry, literal=literal) for entry in value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Fraction):
        return Expr.of(value)
    if isinstance(value, str):
        return value if literal else _folded(compile_formula(value, node.line_place(0), node.locate))
    raise Refused("a value is expected", place=node.place)


def _folded(compiled: Formula) -> Term:
    if compiled.names:
        return compiled
    return cast(Term, _constant(compiled, compiled.place))


def _constant(found: Term, place: Place) -> object:
    try:
        return evaluate(found, {})
    except ArithmeticError as error:
        raise Refused(f"this has no value: {error}", place=place) from None


def range_term(node: Node) -> Range:
    """Read ``low..high``.

    Raises
    ------
    Refused
        If it is not two formulas with two dots between.
    """
    ends = node.value.split("..") if isinstance(node.value, str) else []
    if len(ends) != 2 or not all(end.strip() for end in ends):
        raise Refused("a range is expected, as -3..5", place=node.place)
    start = node.line_place(0)
    low = compile_formula(ends[0], start)
    high = compile_formula(ends[1], shifted(start, len(ends[0]) + 2))
    return Range(_folded(low), _folded(high), Expr.of(1))


def shifted(place: Place, columns: int) -> Place:
    """Return the place some columns further on the same line."""
    return replace(place, column=place.column + columns)


def range_or_term(node: Node) -> Range | Term:
    """Read a size: a number, a formula, or ``low..high``."""
    if isinstance(node.value, str) and ".." in node.value:
        return range_term(node)
    return term(node)


def constant(node: Node, type_: ParameterType) -> Value:
    """Read a value that refers to no parameter, as a published one.

    Raises
    ------
    Refused
        If it refers to one, has no value, or is not of the type.
    """
    found = term(node, literal=type_ == "choice")
    try:
        return fit(_constant(found, node.place), type_)
    except Unfit as unfit:
        raise Refused(str(unfit), place=node.place) from None
