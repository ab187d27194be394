"""Reading the values and formulas of a bank: nodes of the file in, terms out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from typing import cast

from examgen.bank.domain import Range, Term, evaluate
from examgen.bank.model import Text
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.expr import Expr
from examgen.text.formulas import Formula, compile_formula
from examgen.text.place import Place

__all__ = ["child", "formula", "range_or_term", "range_term", "symbolic", "term", "text", "valued", "written"]


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


def term(node: Node, *, literal: bool = False, known: Collection[str] | None = None) -> Term:
    """Return a value of the bank: constants at once, formulas over parameters as such.

    Parameters
    ----------
    node
        A scalar, or a list of what may be a value itself.
    literal
        Whether texts are names of choices rather than formulas.
    known
        The parameters, if any other name in a formula is a symbol that stands for itself.
    """
    value = node.value
    if isinstance(value, list):
        return tuple(term(entry, literal=literal, known=known) for entry in value)
    if isinstance(value, dict):
        return {name: term(entry, known=known) for name, entry in value.items()}
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Fraction):
        return Expr.of(value)
    if isinstance(value, str):
        return value if literal else _folded(symbolic(_compiled(node, value), known))
    raise Refused("a value is expected", place=node.place)


def symbolic(found: Formula, known: Collection[str] | None) -> Formula:
    """Return a formula in which every name but those of parameters is a symbol; as it is, if ``known`` is None."""
    return found if known is None else found.with_symbols(found.names - set(known))


def _compiled(node: Node, value: str) -> Formula:
    return compile_formula(value, node.line_place(0), node.locate)


def _folded(compiled: Formula) -> Term:
    if compiled.names:
        return compiled
    return cast(Term, valued(compiled, compiled.place))


def valued(found: Term, place: Place) -> object:
    """Return the value of a term that refers to no parameter.

    Raises
    ------
    Refused
        If it refers to one, or has no value.
    """
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


def child(node: Node | None, key: str | int) -> Node:
    """Return the node of a field.

    Raises
    ------
    KeyError
        If it is not there.
    """
    found = None if node is None else node.at(key)
    if found is None:
        raise KeyError(key)
    return found
