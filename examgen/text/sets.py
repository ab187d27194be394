"""Sets of reals as people write them: intervals, points, unions, and conditions on one unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from examgen.text.evaluate import INFINITY, MINUS_INFINITY, Infinity, Listed, shown
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.syntax import Binary, Call, Compare, Group, Syntax, Unreadable
from examgen.text.values import RealSet

if TYPE_CHECKING:
    from examgen.text.evaluate import Evaluation

__all__ = ["as_set", "combined", "solved"]

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def as_set(value: Any, node: Syntax) -> RealSet:
    """Return the set that a value stands for where a set is expected; a number is the set of itself.

    Raises
    ------
    Unreadable
        If it stands for none, or for more than one.
    """
    if isinstance(value, RealSet):
        return value
    if isinstance(value, Expr):
        return RealSet.point(value)
    if isinstance(value, Listed):
        if value.bracket == "{}":
            return _points(value)
        return _interval(value) if value.bracket not in ("", "row") else _union_of_list(value)
    raise Unreadable(f"a set was expected, this is {shown(value)}", node.start, node.end)


def combined(node: Binary, left: Any, right: Any) -> RealSet:
    """Return a union, an intersection or a difference."""
    one, two = as_set(left, node.left), as_set(right, node.right)
    if node.operator in ("union", "or"):
        return one | two
    if node.operator in ("\\", "-"):
        return one - two
    if node.operator == "and" and not isinstance(left, RealSet) and not isinstance(right, RealSet):
        if isinstance(left, Expr) and isinstance(right, Expr):
            return one | two
        raise Unreadable("'and' is not clear between sets: write U for the union", node.start, node.end)
    return one & two


def solved(evaluation: Evaluation, node: Compare, values: list[Any]) -> RealSet:
    """Return the numbers for which a chain of conditions holds.

    Raises
    ------
    Unreadable
        If there is not exactly one unknown, or a condition is not linear in it.
    """
    if node.operators[0] in ("in", "=", "~") and not isinstance(values[1], Expr | Infinity):
        return _membership(evaluation, node, values)
    unknown = _unknown(evaluation, node, values)
    result = RealSet.reals()
    for place, sign in enumerate(node.operators):
        sides = node.operands[place], node.operands[place + 1]
        result &= _condition(
            evaluation, sides, values[place : place + 2], "=" if sign == "~" else sign, unknown
        )
    return result


def _points(value: Listed) -> RealSet:
    if len(value.items) == 1 and isinstance(value.items[0], RealSet):
        return value.items[0]  # {a | 0 < a < 1}
    for item, node in zip(value.items, value.node.items, strict=True):
        if not isinstance(item, Expr):
            raise Unreadable(
                f"a number was expected between the braces, this is {shown(item)}", node.start, node.end
            )
    return RealSet.points(value.items)


def _interval(value: Listed) -> RealSet:
    node = value.node
    if len(value.items) == 1:
        return as_set(value.items[0], node.items[0])
    if len(value.items) != 2:
        raise Unreadable(
            "an interval has two ends; write single points in braces, {1, 2, 3}", node.start, node.end
        )
    low = _end(value.items[0], node.items[0], INFINITY)
    high = _end(value.items[1], node.items[1], MINUS_INFINITY)
    interval = RealSet.interval(low, high, value.bracket[0] == "[", value.bracket[1] == "]")
    if interval.is_empty:
        raise Unreadable("nothing lies between these ends; the lower end comes first", node.start, node.end)
    return interval


def _end(value: Any, node: Syntax, wrong: Infinity) -> Expr | None:
    if isinstance(value, Expr):
        return value
    if isinstance(value, Infinity) and value != wrong:
        return None
    raise Unreadable("an end of an interval was expected here: a number, or oo", node.start, node.end)


def _union_of_list(value: Listed) -> RealSet:
    """Read ``(0, 1), (2, 3)``; lists of numbers and of conditions are not clear."""
    node = value.node
    if all(isinstance(item, Listed) for item in value.items):
        result = RealSet.empty()
        for item, below in zip(value.items, node.items, strict=True):
            result |= as_set(item, below)
        return result
    if all(isinstance(item, Expr | Infinity) for item in value.items):
        raise Unreadable("write {a, b} for single points or (a, b) for an interval", node.start, node.end)
    raise Unreadable("write 'and' or 'or' between conditions, U between sets", node.start, node.end)


def _membership(evaluation: Evaluation, node: Compare, values: list[Any]) -> RealSet:
    left = values[0]
    if len(values) > 2 or not isinstance(left, Expr) or left not in map(Expr.symbol, left.symbols):
        raise Unreadable("one unknown and one set were expected here", node.start, node.end)
    _settle(evaluation, next(iter(left.symbols)), node)
    return as_set(values[1], node.operands[1])


def _unknown(evaluation: Evaluation, node: Compare, values: list[Any]) -> str:
    names = frozenset().union(*(value.symbols for value in values if isinstance(value, Expr)))
    if len(names) > 1 and evaluation.solved in names:
        names = frozenset({str(evaluation.solved)})
    if len(names) > 1:
        names -= evaluation.symbols
    if len(names) != 1:
        found = f"these are {len(names)}" if names else "there is none"
        raise Unreadable(f"one unknown was expected, {found}", node.start, node.end)
    (name,) = names
    _settle(evaluation, name, node)
    return name


def _settle(evaluation: Evaluation, name: str, node: Syntax) -> None:
    if evaluation.solved not in (None, name):
        raise Unreadable(f"the unknown was {evaluation.solved} before, not {name}", node.start, node.end)
    evaluation.solved = name


def _condition(
    evaluation: Evaluation, sides: tuple[Syntax, Syntax], values: list[Any], sign: str, unknown: str
) -> RealSet:
    left, right = values
    if sign == "in":
        raise Unreadable("a set was expected here", sides[1].start, sides[1].end)
    if isinstance(left, Infinity) or isinstance(right, Infinity):
        return _beside_infinity(left, sign, right, sides)
    for one, other, inner, relation in (
        (left, right, sides[0], sign),
        (right, left, sides[1], _MIRRORED[sign]),
    ):
        inside = _inside_bars(inner)
        if (
            inside is not None
            and isinstance(other, Expr)
            and unknown not in other.symbols
            and unknown in one.symbols
        ):
            return _absolute(evaluation.value(inside), relation, other, unknown, sides)
    if not isinstance(left, Expr) or not isinstance(right, Expr):
        raise Unreadable("numbers were expected on both sides", sides[0].start, sides[1].end)
    return _linear(left - right, sign, unknown, sides)


def _beside_infinity(left: Any, sign: str, right: Any, sides: tuple[Syntax, Syntax]) -> RealSet:
    """Read ``a < oo``, which says nothing."""
    below = right == INFINITY or left == MINUS_INFINITY
    above = left == INFINITY or right == MINUS_INFINITY
    if (below and sign in ("<", "<=")) or (above and sign in (">", ">=")):
        return RealSet.reals()
    raise Unreadable("no number fulfils this condition", sides[0].start, sides[1].end)


def _inside_bars(node: Syntax) -> Syntax | None:
    while isinstance(node, Group) and node.bracket == "()" and len(node.items) == 1:
        node = node.items[0]
    return node.args[0] if isinstance(node, Call) and node.name == "abs" else None


def _absolute(inner: Any, sign: str, bound: Expr, unknown: str, sides: tuple[Syntax, Syntax]) -> RealSet:
    """Solve ``|inner| < bound`` and its like: between the bounds, or outside of them."""
    if sign in ("<", "<=", "="):
        above = _linear(inner + bound, {"<": ">", "<=": ">="}.get(sign, "="), unknown, sides)
        below = _linear(inner - bound, sign, unknown, sides)
        if sign == "=":
            return RealSet.empty() if bound < 0 else above | below
        return above & below
    inverse = {">": "<=", ">=": "<", "!=": "="}[sign]
    return _absolute(inner, inverse, bound, unknown, sides).complement()


def _linear(difference: Expr, sign: str, unknown: str, sides: tuple[Syntax, Syntax]) -> RealSet:
    """Solve ``difference < 0`` and its like."""
    rest, slope = _line(difference, unknown, sides)
    if not slope:
        return RealSet.reals() if _holds(rest, sign) else RealSet.empty()
    root = -rest / slope
    if sign in ("=", "!="):
        point = RealSet.point(root)
        return point if sign == "=" else point.complement()
    relation = sign if slope > 0 else _MIRRORED[sign]
    closed = relation in ("<=", ">=")
    if relation in ("<", "<="):
        return RealSet.interval(None, root, False, closed)
    return RealSet.interval(root, None, closed, False)


def _line(difference: Expr, unknown: str, sides: tuple[Syntax, Syntax]) -> tuple[Expr, Expr]:
    """Return a and b of ``a + b*unknown``."""
    try:
        rest = difference.substitute({unknown: ZERO})
        slope = difference.substitute({unknown: ONE}) - rest
        linear = unknown not in slope.symbols and difference == rest + slope * Expr.symbol(unknown)
    except ArithmeticError:
        linear = False
    if not linear:
        message = f"solve this for {unknown}: only linear conditions are read"
        raise Unreadable(message, sides[0].start, sides[1].end)
    return rest, slope


def _holds(number: Expr, sign: str) -> bool:
    if sign in ("=", "!="):
        return (number == 0) is (sign == "=")
    return {"<": number < 0, "<=": number <= 0, ">": number > 0, ">=": number >= 0}[sign]
