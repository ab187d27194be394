"""Numbers that remember the arithmetic that made them.

The line of a worked solution that shows a formula with the numbers put in comes from the step's own code: it
runs on `Traced` numbers, and what it did with them is written down unevaluated. So the line can't disagree
with the step. Code that chooses (a maximum, a branch) chooses by value, as it does without tracing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from typing import TYPE_CHECKING, Any, TypeAlias

from examgen.solvers.exact import exact
from examgen.solvers.trace_tex import as_tex
from examgen.text import functions
from examgen.text.expr import Expr

if TYPE_CHECKING:
    from examgen.text.values import Value

Exact: TypeAlias = "Expr | int | Fraction"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """An unevaluated operation, or a number (no `kind`); nodes are equal only if they are one and the same.

    Parameters
    ----------
    value
        What it comes to.
    kind
        One of ``+ - * / ^ neg``, the name of a function, or nothing.
    parts
        What it is done to.
    """

    value: Expr
    kind: str = ""
    parts: tuple[Node, ...] = ()


@total_ordering
class Traced:
    """An exact number and the operation that made it; behaves as the number does.

    What the code itself writes, such as the 0 that a sum starts with and a factor 1, is dropped where it has
    no effect. Zeros and ones of the data stay.
    """

    __slots__ = ("node", "value")

    def __init__(self, value: Exact, node: Node | None = None) -> None:
        self.value = Expr.of(value)
        self.node = node or Node(self.value)

    def __repr__(self) -> str:
        return f"Traced({self.value!r})"

    def __getattr__(self, name: str) -> Any:
        if name in Traced.__slots__:  # not set yet: an object that is being copied
            raise AttributeError(name)
        return getattr(self.value, name)

    def apply(self, name: str, args: tuple[Any, ...]) -> Traced:
        """Call one of `examgen.text.functions` and remember it."""
        plain = [untraced(arg) for arg in args]
        return _done(name, getattr(functions, name)(*plain), *args)

    # Arithmetic

    def __add__(self, other: Any) -> Any:
        if not _number(other):
            return NotImplemented
        return self if _literal(other, 0) else _done("+", self.value + untraced(other), self, other)

    def __radd__(self, other: Any) -> Any:
        if not _number(other):
            return NotImplemented
        return self if _literal(other, 0) else _done("+", untraced(other) + self.value, other, self)

    def __sub__(self, other: Any) -> Any:
        if not _number(other):
            return NotImplemented
        return self if _literal(other, 0) else _done("-", self.value - untraced(other), self, other)

    def __rsub__(self, other: Any) -> Any:
        if not _number(other):
            return NotImplemented
        return -self if _literal(other, 0) else _done("-", untraced(other) - self.value, other, self)

    def __mul__(self, other: Any) -> Any:
        return self._times(other, self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._times(other, other, self)

    def _times(self, other: Any, left: Any, right: Any) -> Any:
        if not _number(other):
            return NotImplemented
        if _literal(other, 0):
            return Traced(0)
        if _literal(other, 1):
            return self
        return -self if _literal(other, -1) else _done("*", untraced(left) * untraced(right), left, right)

    def __truediv__(self, other: Any) -> Any:
        if not _number(other):
            return NotImplemented
        return self if _literal(other, 1) else _done("/", self.value / untraced(other), self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _done("/", untraced(other) / self.value, other, self) if _number(other) else NotImplemented

    def __pow__(self, other: Any) -> Any:
        if not _number(other):
            return NotImplemented
        return self if _literal(other, 1) else _done("^", self.value ** untraced(other), self, other)

    def __rpow__(self, other: Any) -> Any:
        return _done("^", Expr.of(other) ** self.value, other, self) if _number(other) else NotImplemented

    def __neg__(self) -> Traced:
        return _done("neg", -self.value, self)

    def __pos__(self) -> Traced:
        return self

    def __abs__(self) -> Traced:
        return _done("abs", abs(self.value), self)

    # Choosing, by value

    def __eq__(self, other: object) -> bool:
        return bool(self.value == untraced(other))

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < untraced(other))

    def __hash__(self) -> int:
        return hash(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __index__(self) -> int:
        return self.value.__index__()


def untraced(value: Any) -> Any:
    """Return the plain value of a traced number, or of a list or tuple of them."""
    if isinstance(value, Traced):
        return value.value
    if isinstance(value, list | tuple):
        return tuple(untraced(entry) for entry in value)
    return value


def traced(value: Any) -> Any:
    """Return a value with all its numbers traced."""
    if isinstance(value, tuple):
        return tuple(traced(entry) for entry in value)
    return Traced(value) if isinstance(value, Expr) else value


def numbers_put_in(function: Callable[..., Any], arguments: Mapping[str, Value], result: Value) -> str:
    """Return the TeX of what a step's code does with these numbers.

    Parameters
    ----------
    function, arguments
        The step's code and what it is called with.
    result
        What it returns for them: what was traced must come to the same.

    Returns
    -------
    str
        Empty if nothing was computed, if it would be too long to be of use, or if the code can't be traced.
    """
    try:
        made = function(**{name: traced(value) for name, value in arguments.items()})
        faithful = exact(untraced(made)) == result
    except Exception:  # the line is a help, not a result: the step itself ran without tracing
        return ""
    return as_tex(_nodes(made)) if faithful and not isinstance(made, str | bool) else ""


def _nodes(made: Any) -> Any:
    if isinstance(made, list | tuple):
        return tuple(_nodes(entry) for entry in made)
    if isinstance(made, Traced):
        return made.node
    return Node(exact(made))  # type: ignore[arg-type]


def _done(kind: str, value: Expr, *parts: Any) -> Traced:
    return Traced(value, Node(value, kind, tuple(_nodes(part) for part in parts)))


def _number(value: object) -> bool:
    return isinstance(value, Traced | Expr | int | Fraction)


def _literal(value: object, number: int) -> bool:
    return not isinstance(value, Traced) and value == number
