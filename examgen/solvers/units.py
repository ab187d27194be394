r"""Activation functions of hidden units by name, and their slopes, found by the graph of `examgen.solvers.graph`.

``relu``: max(0, z); its slope at 0 is 0. ``leaky_relu``: z for z > 0, z/10 below, no slope at 0. ``identity``, ``tanh``
and ``sigmoid``: as they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers.derivation import IllPosed
from examgen.solvers.graph import derivative
from examgen.text.expr import ZERO
from examgen.text.functions import sigma, tanh

if TYPE_CHECKING:
    from examgen.text.expr import Expr

LEAK = Fraction(1, 10)
"""Slope of the leaky rectifier on the negative side."""

ACTIVATIONS: Mapping[str, Callable[[Any], Any]] = {
    "relu": lambda z: z if z > 0 else ZERO,
    "leaky_relu": lambda z: z if z > 0 else LEAK * z,
    "identity": lambda z: z,
    "tanh": tanh,
    "sigmoid": sigma,
}
"""Each takes a number of any sort: exact, traced, or a node of a graph."""


def activate(activation: str, z: Any) -> Any:
    """Return the output of a unit.

    Raises
    ------
    IllPosed
        If no activation has that name.
    """
    if activation not in ACTIVATIONS:
        raise IllPosed(f"there is no activation '{activation}'; it is one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[activation](z)


def slope(activation: str, z: Expr) -> Expr:
    """Return the slope of a unit.

    Raises
    ------
    IllPosed
        If it has none: on the kink of the leaky rectifier.
    """
    if activation == "leaky_relu" and z == 0:
        raise IllPosed("a unit stands on the kink of the leaky rectifier, where there is no slope")
    return derivative(lambda node: activate(activation, node), z)
