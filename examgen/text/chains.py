"""Chains of equations: which side is the answer."""

from __future__ import annotations

from fractions import Fraction

from examgen.text import balls
from examgen.text.evaluate import Evaluation
from examgen.text.expr import Expr
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
    postorder,
)
from examgen.text.words import CONSTANTS, FUNCTIONS

__all__ = ["exact_side", "label_free"]


def exact_side(syntax: Syntax, names: frozenset[str]) -> Syntax:
    """Return the side of a chain of equal numbers that is the answer; anything but a chain stays as it is.

    Raises
    ------
    Unreadable
        If the sides are not equal, or it is no equation.
    """
    sides = _sides(syntax, names)
    if len(sides) == 1:
        return sides[0]
    values = [_number(side, names) for side in sides]
    exact = [i for i, side in enumerate(sides) if _unit(side) is None] or list(range(len(sides)))
    answer = exact[-1]
    for side, value in zip(sides, values, strict=True):
        if not _agree(values[answer], value, _unit(side) if side is not sides[answer] else None):
            raise Unreadable(
                "the sides of this equation are not equal, so the answer is not clear",
                syntax.start,
                syntax.end,
            )
    same = all(balls.same(values[answer], value).equal for value in values[answer + 1 :])
    return sides[-1] if same else sides[answer]


def label_free(syntax: Syntax, names: frozenset[str], *, unknowns: bool = False) -> Syntax:
    """Return what is left of an equation once the label before it is taken off.

    Parameters
    ----------
    syntax
        What was read; anything but an equation stays as it is.
    names
        The declared symbols.
    unknowns
        Leave names alone, which may be the unknown of a condition.

    Raises
    ------
    Unreadable
        If there are several different sides.
    """
    if not isinstance(syntax, Compare):
        return syntax
    if unknowns:
        label = len(syntax.operands) == 2 and _is_label(syntax.operands[0], names, bare=False)
        return syntax.operands[1] if label and syntax.operators[0] in ("=", "in", "~") else syntax
    sides = _sides(syntax, names)
    if len(sides) > 1:
        raise Unreadable("one answer was expected, this is an equation", syntax.start, syntax.end)
    return sides[0]


def _sides(syntax: Syntax, names: frozenset[str]) -> list[Syntax]:
    if not isinstance(syntax, Compare):
        return [syntax]
    if any(sign not in ("=", "~") for sign in syntax.operators):
        raise Unreadable("a value was expected, this is a condition", syntax.start, syntax.end)
    sides = list(syntax.operands)
    while len(sides) > 1 and _is_label(sides[0], names):
        del sides[0]
    return sides


def _is_label(node: Syntax, names: frozenset[str], *, bare: bool = True) -> bool:
    """Whether a side only says what the other is: ``y``, ``f(x)``, ``dL/dw``; ``2a`` is an equation for a."""
    if isinstance(node, Name):
        return bare and node.name not in CONSTANTS
    nodes = list(postorder(node))
    if any(isinstance(one, Call) and one.name not in FUNCTIONS for one in nodes):
        return True
    if any(not _in_label(one) for one in nodes) or not (bare or isinstance(node, Group)):
        return False
    return any(isinstance(one, Name) and one.name not in names | CONSTANTS.keys() for one in nodes)


def _in_label(node: Syntax) -> bool:
    return isinstance(node, Name | Group) or (isinstance(node, Binary) and node.operator in ("/", "*"))


def _number(side: Syntax, names: frozenset[str]) -> Expr:
    value = Evaluation(names).value(side)
    if not isinstance(value, Expr):
        raise Unreadable("a number was expected here", side.start, side.end)
    return value


def _unit(side: Syntax) -> Fraction | None:
    """Return the value of the last digit of a decimal literal; None for anything else."""
    while isinstance(side, Unary) or (isinstance(side, Group) and len(side.items) == 1):
        side = side.operand if isinstance(side, Unary) else side.items[0]
    if isinstance(side, Binary) and side.operator == "*" and isinstance(side.left, Number):
        unit, power = _unit(side.left), side.right
        tens = isinstance(power, Binary) and power.operator == "^" and isinstance(power.left, Number)
        return unit * _ten_to(power) if unit and tens and isinstance(power, Binary) else None
    if not isinstance(side, Number) or not side.decimal:
        return None
    mantissa, _, exponent = side.written.replace(",", ".").lower().partition("e")
    return Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def _ten_to(power: Binary) -> Fraction:
    exponent = _number(power.right, frozenset())
    whole = exponent.is_integer and abs(exponent.fraction) <= 400
    return Fraction(10) ** int(exponent.fraction) if whole else Fraction(1)


def _agree(answer: Expr, value: Expr, unit: Fraction | None) -> bool:
    """Whether two sides are equal, or one is the other rounded or cut off at its last digit."""
    if balls.same(answer, value).equal:
        return True
    if unit is None:
        return False
    try:
        distance = abs(answer - value)
        return distance <= unit / 2 or (distance < unit and abs(value) < abs(answer))
    except ArithmeticError:
        return False
