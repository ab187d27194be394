"""Values in the formula language: reading the text gives an equal value."""

from __future__ import annotations

from itertools import groupby

from examgen.text.expr import Expr
from examgen.text.layout import layout
from examgen.text.nodes import (
    Call,
    Exp,
    Name,
    Negative,
    Node,
    Numeral,
    Over,
    Power,
    Product,
    Root,
    Sum,
)
from examgen.text.values import Interval, RealSet, Record, Value

__all__ = ["show"]


def show(value: Value) -> str:
    """Write a value as a student could.

    Examples
    --------
    >>> from examgen.text.functions import exp, sqrt
    >>> show(12 / (1 + exp(6))), show((sqrt(8), Expr.of(1)))
    ('12/(1 + exp(6))', '[2*sqrt(2), 1]')
    >>> show(RealSet.interval(0, 1) | RealSet.point(2))
    '(0, 1) U {2}'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, Expr):
        return _text(layout(value))
    if isinstance(value, RealSet):
        return _set(value)
    if isinstance(value, Record):
        return "{" + ", ".join(f"{name}: {show(entry)}" for name, entry in value.items()) + "}"
    if value and _words(value[0]):
        return "; ".join(show(entry) for entry in value)
    entries = ", ".join(show(entry) for entry in value)
    return entries if value and isinstance(value[0], str) else f"[{entries}]"


def _words(value: Value) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(entry, str) for entry in value)


def _set(value: RealSet) -> str:
    parts = []
    for is_point, pieces in groupby(value.pieces, key=lambda piece: piece.is_point):
        if is_point:
            parts.append("{" + ", ".join(_end(piece.low, "") for piece in pieces) + "}")
        else:
            parts += map(_interval, pieces)
    return " U ".join(parts) or "{}"


def _interval(piece: Interval) -> str:
    left, right = "[" if piece.low_closed else "(", "]" if piece.high_closed else ")"
    return f"{left}{_end(piece.low, '-oo')}, {_end(piece.high, 'oo')}{right}"


def _end(end: Expr | None, infinite: str) -> str:
    return infinite if end is None else show(end)


def _text(node: Node) -> str:
    match node:
        case Numeral(value):
            return str(value)
        case Name(name):
            return name
        case Call(function, arg):
            return f"{function}({_text(arg)})"
        case Exp(arg):
            return f"exp({_text(arg)})"
        case Root(arg, 2):
            return f"sqrt({_text(arg)})"
        case Root(arg, degree):
            return f"{_tight(arg)}^(1/{degree})"
        case Power(base, exponent):
            return f"{_tight(base)}^{_exponent(exponent)}"
        case _:
            return _composed(node)


def _composed(node: Product | Over | Negative | Sum) -> str:
    match node:
        case Product(factors):
            return "*".join(map(_factor, factors))
        case Over(top, bottom):
            return f"{_factor(top)}/{_tight(bottom, powers=True)}"
        case Negative(arg):
            return f"-{_factor(arg)}"
        case Sum(terms):
            return _text(terms[0]) + "".join(map(_added, terms[1:]))


def _added(term: Node) -> str:
    return f" - {_factor(term.arg)}" if isinstance(term, Negative) else f" + {_text(term)}"


def _factor(node: Node) -> str:
    """Write a factor: sums in parentheses."""
    return f"({_text(node)})" if isinstance(node, Sum | Negative) else _text(node)


def _tight(node: Node, powers: bool = False) -> str:
    """Write a base, or a denominator, which may be a power: whatever is not one piece in parentheses."""
    loose = isinstance(node, Sum | Negative | Product | Over) or (
        isinstance(node, Power | Root) and not powers
    )
    loose = loose and not (isinstance(node, Root) and node.degree == 2)
    return f"({_text(node)})" if loose else _text(node)


def _exponent(node: Node) -> str:
    return _text(node) if isinstance(node, Numeral | Name) else f"({_text(node)})"
