"""From the syntax of a bank's formula to a function of its names, so that a formula is looked through only once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from examgen.text.diagnostic import Refused, nearest
from examgen.text.expr import PI, E, Expr
from examgen.text.formula_functions import BUILTINS, elementwise
from examgen.text.place import Place
from examgen.text.syntax import (
    Binary,
    Call,
    Compare,
    Function,
    Group,
    Index,
    Name,
    Number,
    Syntax,
    Text,
    Unary,
)
from examgen.text.values import RealSet

__all__ = ["Compiler", "Evaluate", "Infinity"]

Scope: TypeAlias = Mapping[str, Any]
Evaluate: TypeAlias = Callable[[Scope], Any]


class Infinity:
    """An end of an interval that is none."""


_PLUS, _MINUS = Infinity(), Infinity()
_RESERVED: dict[str, Any] = {"pi": PI, "e": E, "oo": _PLUS, "true": True, "false": False}
_ALSO_NAMES = frozenset({"sign"})
"""Functions whose names serve for values too: with brackets the function, without them the value."""

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Compiler:
    """Turns syntax into functions of the scope.

    Parameters
    ----------
    locate
        Where characters of the formula stand in the file.

    Attributes
    ----------
    free
        The names that it was seen to need.
    """

    def __init__(self, locate: Callable[[int, int], Place]) -> None:
        self.locate = locate
        self.free: frozenset[str] = frozenset()
        self._kinds: tuple[tuple[type, Callable[[Any, frozenset[str]], Evaluate]], ...] = (
            (Name, self._name),
            (Unary, self._unary),
            (Binary, self._binary),
            (Compare, self._comparison),
            (Index, self._entry),
            (Group, self._group),
            (Call, self._call),
        )

    def compiled(self, node: Syntax, bound: frozenset[str]) -> Evaluate:
        """Return the function that evaluates a node; `bound` are the parameters of functions around it."""
        if isinstance(node, Number | Text):
            constant = Expr.of(node.value) if isinstance(node, Number) else node.text
            return lambda scope: constant
        for kind, compile_one in self._kinds:
            if isinstance(node, kind):
                return compile_one(node, bound)
        raise self._refused(node, "a function can only stand in map: map(i -> i^2, x)")

    def _refused(self, node: Syntax, message: str, hint: str = "") -> Refused:
        return Refused(message, place=self.locate(node.start, node.end), hint=hint)

    def _attempt(self, node: Syntax, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function and say where it stands if it doesn't fit its arguments."""
        try:
            return function(*args)
        except ValueError as error:
            raise self._refused(node, str(error)) from None
        except (TypeError, AttributeError):
            if not all(map(_exact, args)):
                raise  # numbers of another kind, such as balls: whoever chose them knows what to do
            raise self._refused(node, "this operation does not fit its values") from None

    # Names and operators

    def _name(self, node: Name, bound: frozenset[str]) -> Evaluate:
        name = node.name
        if name not in bound:
            if name in _RESERVED:
                constant = _RESERVED[name]
                return lambda scope: constant
            if (name in BUILTINS and name not in _ALSO_NAMES) or name in ("if", "map"):
                raise self._refused(node, f"'{name}' is a function", f"write {name}(...)")
            self.free |= {name}

        def value(scope: Scope) -> Any:
            try:
                found = scope[name]
            except KeyError:
                meant = nearest(name, scope)
                raise self._refused(node, f"unknown name '{name}'", _meant(meant)) from None
            return Expr.of(found) if type(found) is int else tuple(found) if type(found) is list else found

        return value

    def _unary(self, node: Unary, bound: frozenset[str]) -> Evaluate:
        if node.operator == "~":
            raise self._refused(node, "'~' has no meaning here")
        operand = self.compiled(node.operand, bound)
        if node.operator == "not":
            return lambda scope: not self._truth(node.operand, operand(scope))
        return lambda scope: self._attempt(node, _negative, operand(scope))

    def _binary(self, node: Binary, bound: frozenset[str]) -> Evaluate:
        if node.operator in ("and", "or"):
            return self._connective(node, bound)
        if node.operator not in _ARITHMETIC:
            raise self._refused(node, f"'{node.operator}' has no meaning here", _SETS)
        chain, first = _chain(node)
        begin = self.compiled(first, bound)
        steps = [(one, _ARITHMETIC[one.operator], self.compiled(one.right, bound)) for one in chain]

        def value(scope: Scope) -> Any:
            result = begin(scope)
            for one, function, right in steps:
                result = self._attempt(one, elementwise, function, result, right(scope))
            return result

        return value

    def _connective(self, node: Binary, bound: frozenset[str]) -> Evaluate:
        left, right = self.compiled(node.left, bound), self.compiled(node.right, bound)
        decided = node.operator == "or"

        def value(scope: Scope) -> bool:
            if self._truth(node.left, left(scope)) is decided:
                return decided
            return self._truth(node.right, right(scope))

        return value

    def _truth(self, node: Syntax, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self._refused(node, "a condition was expected here", "such as x > 0")
        return value

    def _comparison(self, node: Compare, bound: frozenset[str]) -> Evaluate:
        if "~" in node.operators:
            raise self._refused(node, "'≈' has no meaning here", "write ==")
        operands = [self.compiled(operand, bound) for operand in node.operands]

        def value(scope: Scope) -> bool:
            left = operands[0](scope)
            for sign, operand in zip(node.operators, operands[1:], strict=True):
                right = operand(scope)
                if not self._attempt(node, _compared, left, sign, right):
                    return False
                left = right
            return True

        return value

    def _entry(self, node: Index, bound: frozenset[str]) -> Evaluate:
        base, index = self.compiled(node.base, bound), self.compiled(node.index, bound)

        def value(scope: Scope) -> Any:
            entries, number = base(scope), index(scope)
            if not isinstance(entries, tuple):
                raise self._refused(node.base, "this is no vector")
            try:
                position = operator.index(number)
            except (TypeError, ValueError):
                raise self._refused(node.index, "an index must be a whole number") from None
            if not 1 <= position <= len(entries):
                hint = f"they count from 1 to {len(entries)}"
                raise self._refused(node.index, f"there is no entry {position}", hint)
            return entries[position - 1]

        return value

    # Brackets and calls

    def _group(self, node: Group, bound: frozenset[str]) -> Evaluate:
        items = [self.compiled(item, bound) for item in node.items]
        if node.bracket == "()" and len(items) == 1:
            return items[0]
        if node.bracket == "{}":
            return lambda scope: self._attempt(node, _points, *[item(scope) for item in items])
        if node.bracket in ("()", "(]", "[)") and len(items) == 2:
            low, high = items
            return lambda scope: self._attempt(node, _interval, node.bracket, low(scope), high(scope))
        if node.bracket in ("[]", "row"):
            return lambda scope: tuple(item(scope) for item in items)
        hint = "write [1, 2, 3] for a vector, (0, 1) for an interval"
        raise self._refused(node, "these brackets have no meaning", hint)

    def _call(self, node: Call, bound: frozenset[str]) -> Evaluate:
        if node.name == "if":
            return self._choice(node, bound)
        if node.name == "map":
            return self._mapped(node, bound)
        builtin = BUILTINS.get(node.name)
        if builtin is None:
            meant = nearest(node.name, [*BUILTINS, "if", "map"])
            raise self._refused(node, f"unknown function '{node.name}'", _meant(meant))
        if len(node.args) < builtin.least or (builtin.most is not None and len(node.args) > builtin.most):
            raise self._refused(node, f"'{node.name}' takes {builtin.takes}, not {len(node.args)}")
        args = [self.compiled(arg, bound) for arg in node.args]
        return lambda scope: self._attempt(node, builtin.call, *[arg(scope) for arg in args])

    def _choice(self, node: Call, bound: frozenset[str]) -> Evaluate:
        if len(node.args) != 3:
            raise self._refused(node, "'if' takes a condition and two values", "if(x > 0, x, -x)")
        condition, then, otherwise = (self.compiled(arg, bound) for arg in node.args)
        test = node.args[0]
        return lambda scope: then(scope) if self._truth(test, condition(scope)) else otherwise(scope)

    def _mapped(self, node: Call, bound: frozenset[str]) -> Evaluate:
        if len(node.args) != 2:
            raise self._refused(node, "'map' takes a function and a vector", "map(i -> i^2, x)")
        function, entries = self._function(node.args[0], bound), self.compiled(node.args[1], bound)

        def value(scope: Scope) -> Any:
            vector = entries(scope)
            if not isinstance(vector, tuple):
                raise self._refused(node.args[1], "a vector is expected here")
            return tuple(function(scope, entry) for entry in vector)

        return value

    def _function(self, node: Syntax, bound: frozenset[str]) -> Callable[[Scope, Any], Any]:
        """Return what `map` does to an entry."""
        if isinstance(node, Name) and node.name in BUILTINS and BUILTINS[node.name].least == 1:
            call = BUILTINS[node.name].call
            return lambda scope, entry: self._attempt(node, call, entry)
        if not isinstance(node, Function):
            raise self._refused(node, "a function is expected here", "i -> i^2, or a name such as sqrt")
        name = node.parameter
        body = self.compiled(node.body, bound | {name})
        return lambda scope, entry: body({**scope, name: entry})


_SETS = "use union(a, b), intersection(a, b), complement(a)"


def _chain(node: Binary) -> tuple[list[Binary], Syntax]:
    """Return the operations of ``a + b - c`` from left to right, and what they begin with."""
    chain = [node]
    while isinstance(chain[-1].left, Binary) and chain[-1].left.operator in _ARITHMETIC:
        chain.append(chain[-1].left)
    return chain[::-1], chain[-1].left


def _negative(value: Any) -> Any:
    if isinstance(value, Infinity):
        return _MINUS if value is _PLUS else _PLUS
    return elementwise(operator.neg, value)


def _compared(left: Any, sign: str, right: Any) -> bool:
    if sign == "in":
        if isinstance(right, RealSet):
            return right.contains(left)
        return any(_equal(left, entry) for entry in right)
    if sign in ("=", "!="):
        return _equal(left, right) is (sign == "=")
    if isinstance(left, tuple) or isinstance(right, tuple):
        raise ValueError("vectors can't be ordered; compare max(x) or min(x)")
    return bool(_ORDER[sign](left, right))


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(_equal, left, right))
    return bool(left == right)


def _interval(bracket: str, low: Any, high: Any) -> RealSet:
    left = None if low is _MINUS else low
    right = None if high is _PLUS else high
    return RealSet.interval(left, right, bracket[0] == "[", bracket[1] == "]")


def _points(*numbers: Any) -> RealSet:
    return RealSet.points(numbers)


def _exact(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_exact, value))
    return callable(value) or isinstance(value, Expr | RealSet | Infinity | str | int | Fraction)


def _meant(name: str | None) -> str:
    return f"did you mean '{name}'?" if name else ""
