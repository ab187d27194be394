"""The tree in which an exact value is set out on paper, apart from whether it is then written as text or as TeX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Call",
    "Exp",
    "Name",
    "Negative",
    "Node",
    "Numeral",
    "Over",
    "Power",
    "Product",
    "Root",
    "Sum",
    "width",
]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A whole number, not negative."""

    value: int


@dataclass(frozen=True, slots=True)
class Name:
    """A symbol, or pi."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of something."""

    function: str
    arg: Node


@dataclass(frozen=True, slots=True)
class Exp:
    """Euler's number to a power."""

    arg: Node


@dataclass(frozen=True, slots=True)
class Root:
    """A root of a degree."""

    arg: Node
    degree: int


@dataclass(frozen=True, slots=True)
class Power:
    """A power; its base may be anything."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Product:
    """Two or more factors, no fraction among them."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """A fraction."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus a term."""

    arg: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """Two or more terms; the negative ones as `Negative`."""

    terms: tuple[Node, ...]


Node: TypeAlias = Numeral | Name | Call | Exp | Root | Power | Product | Over | Negative | Sum


def width(node: Node) -> int:
    """Count the numbers, names and functions that are written."""
    match node:
        case Numeral() | Name():
            return 1
        case Call(_, arg) | Exp(arg) | Root(arg, _):
            return 1 + width(arg)
        case Power(one, other) | Over(one, other):
            return width(one) + width(other)
        case Negative(arg):
            return width(arg)
        case Product(parts) | Sum(parts):
            return sum(map(width, parts))
