r"""Expressions as graphs: values on the nodes, local derivatives on the edges, gradients backwards.

A `Node` behaves as the exact number it holds, and remembers how it was made. Code written in plain arithmetic and
with the functions of `examgen.text.functions` makes the graph; code that chooses, such as ``z if z > 0 else 0``,
chooses by value, so that a piecewise function has the slope of the piece in force:

>>> from examgen.solvers.graph import gradients, leaf
>>> w, x = leaf(3), leaf(-2)
>>> gradients((w * x + 1) ** 2, [w, x])
(Expr('20'), Expr('-30'))

Source: reverse accumulation along a graph, as in Goodfellow, Bengio and Courville, "Deep learning", section 6.5; A.
Griewank and A. Walther, "Evaluating derivatives", 2nd edition, section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import total_ordering
from typing import Any, TypeAlias

from examgen.solvers.steps import IllPosed
from examgen.text import functions
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import cos, cosh, sinh, sqrt

Number: TypeAlias = "Node | Expr | int | Fraction"


@total_ordering
class Node:
    """A number with its origin: an operation on other nodes, or none for a leaf.

    Two nodes with one value are still two nodes: ``==`` compares values, identity tells nodes apart.

    Attributes
    ----------
    value
        What it comes to.
    kind
        ``leaf``, one of ``+ - * / ^ neg``, or the name of a function.
    parts
        The nodes it was made from.
    slopes
        Its derivative with respect to each of them, at these values.
    """

    __slots__ = ("kind", "parts", "slopes", "value")

    def __init__(
        self, value: Expr, kind: str = "leaf", parts: tuple[Node, ...] = (), slopes: tuple[Expr, ...] = ()
    ) -> None:
        self.value, self.kind, self.parts, self.slopes = value, kind, parts, slopes

    def __repr__(self) -> str:
        return f"Node({self.kind}: {self.value})"

    def apply(self, name: str, args: tuple[Number, ...]) -> Node:
        """Call one of `examgen.text.functions` on nodes.

        Raises
        ------
        IllPosed
            If the function has no slope there, or none that is known.
        """
        nodes = tuple(map(as_node, args))
        value = getattr(functions, name)(*(node.value for node in nodes))
        if name == "root":
            return Node(value, name, nodes[:1], (value / (nodes[1].value * nodes[0].value),))
        if name not in SLOPES:
            raise IllPosed(f"the function {name} has no derivative to go on with")
        return Node(value, name, nodes, (SLOPES[name](nodes[0].value, value),))

    # Arithmetic

    def __add__(self, other: Number) -> Node:
        right = as_node(other)
        return Node(self.value + right.value, "+", (self, right), (ONE, ONE))

    def __radd__(self, other: Number) -> Node:
        return as_node(other) + self

    def __sub__(self, other: Number) -> Node:
        right = as_node(other)
        return Node(self.value - right.value, "-", (self, right), (ONE, -ONE))

    def __rsub__(self, other: Number) -> Node:
        return as_node(other) - self

    def __mul__(self, other: Number) -> Node:
        right = as_node(other)
        return Node(self.value * right.value, "*", (self, right), (right.value, self.value))

    def __rmul__(self, other: Number) -> Node:
        return as_node(other) * self

    def __truediv__(self, other: Number) -> Node:
        right = as_node(other)
        value = self.value / right.value
        return Node(value, "/", (self, right), (1 / right.value, -value / right.value))

    def __rtruediv__(self, other: Number) -> Node:
        return as_node(other) / self

    def __pow__(self, exponent: int | Fraction) -> Node:
        """Raise to a power that is a constant."""
        if not isinstance(exponent, int | Fraction):
            return NotImplemented
        slope = exponent * self.value ** (exponent - 1) if exponent else ZERO
        return Node(self.value**exponent, "^", (self,), (slope,))

    def __neg__(self) -> Node:
        return Node(-self.value, "neg", (self,), (-ONE,))

    def __abs__(self) -> Node:
        return self.apply("absolute", (self,))

    # Choosing, by value

    def __eq__(self, other: object) -> bool:
        return bool(self.value == (other.value if isinstance(other, Node) else other))

    def __lt__(self, other: Number) -> bool:
        return bool(self.value < as_node(other).value)

    __hash__ = object.__hash__


def leaf(value: Expr | int | Fraction) -> Node:
    """Return a number that comes from nowhere."""
    return Node(Expr.of(value))


def as_node(value: Number) -> Node:
    """Return a node as it is, a number as a leaf."""
    return value if isinstance(value, Node) else leaf(value)


def nodes(of: Node) -> tuple[Node, ...]:
    """Return all nodes behind one, each once and after those that it was made from; the node itself comes last."""
    found: dict[int, Node] = {}
    waiting = [(of, False)]
    while waiting:
        node, ready = waiting.pop()
        if id(node) in found:
            continue
        if ready:
            found[id(node)] = node
        else:
            waiting.append((node, True))
            waiting += [(part, False) for part in reversed(node.parts)]
    return tuple(found.values())


def gradients(of: Number, to: Iterable[Node]) -> tuple[Expr, ...]:
    """Return the derivatives of a node with respect to others, by one pass backwards.

    Parameters
    ----------
    of
        A node, or a constant.
    to
        Nodes anywhere in its graph; one that it does not depend on has the derivative 0.

    Returns
    -------
    tuple of Expr
        One for each node of `to`.
    """
    end = as_node(of)
    arriving: dict[int, Expr] = {id(end): ONE}
    for node in reversed(nodes(end)):
        flow = arriving.get(id(node), ZERO)
        for part, slope in zip(node.parts, node.slopes, strict=True):
            arriving[id(part)] = arriving.get(id(part), ZERO) + flow * slope
    return tuple(arriving.get(id(node), ZERO) for node in to)


def derivative(function: Callable[[Any], Any], at: Expr | int | Fraction) -> Expr:
    """Return the derivative of a function of one number, exactly.

    Raises
    ------
    IllPosed
        If it has no derivative there.
    """
    start = leaf(at)
    (slope,) = gradients(function(start), [start])
    return slope


def _slope_of_absolute(x: Expr, _: Expr) -> Expr:
    if x == 0:
        raise IllPosed("the absolute value has a kink at 0, and no slope there")
    sign: Expr = functions.sign(x)
    return sign


SLOPES: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "sqrt": lambda _, root: 1 / (2 * root),
    "exp": lambda _, power: power,
    "log": lambda x, _: 1 / x,
    "sigma": lambda _, s: s - s**2,
    "sin": lambda x, _: cos(x),
    "cos": lambda x, _: -functions.sin(x),
    "tan": lambda _, t: 1 + t**2,
    "asin": lambda x, _: 1 / sqrt(1 - x**2),
    "acos": lambda x, _: -1 / sqrt(1 - x**2),
    "atan": lambda x, _: 1 / (1 + x**2),
    "sinh": lambda x, _: cosh(x),
    "cosh": lambda x, _: sinh(x),
    "tanh": lambda _, t: 1 - t**2,
    "absolute": _slope_of_absolute,
}
"""The derivative of each function, from its argument and its value."""
