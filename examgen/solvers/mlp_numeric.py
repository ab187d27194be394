"""The network with two hidden layers in balls, for checks: forward, and gradients by central differences.

Which piece of a rectifier a unit uses is settled once, at the given weights; then all is smooth, and a unit that
stands at 0 is off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import arb

from examgen.solvers.numeric import derivative, real, reals, sigmoid

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
"""The parameters."""


@dataclass(frozen=True, slots=True)
class Network:
    """Weights as lists of lists of balls; a vector of biases is a list."""

    activation: str
    W1: Any
    b1: Any
    W2: Any
    b2: Any
    W3: Any
    b3: Any

    @classmethod
    def of(cls, activation: str, W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any) -> Network:
        """Take exact numbers."""
        tables = {"W1": W1, "W2": W2, "W3": W3}
        rows = {name: [reals(row) for row in table] for name, table in tables.items()}
        return cls(activation, b1=reals(b1), b2=reals(b2), b3=reals(b3), **rows)

    def layers(self, x: Sequence[Any]) -> tuple[list[arb], list[arb], arb]:
        """Return the pre-activations of both hidden layers, and the output."""
        return self._run(reals(x), None)

    def loss(self, x: Sequence[Any], y: Any) -> arb:
        """Return the squared error."""
        return _square(real(y) - self.layers(x)[2])

    def slopes(self, x: Sequence[Any], y: Any, name: str) -> Any:
        """Return the gradient of the loss for a parameter, in its shape."""
        signs, table = self._signs(x), getattr(self, name)

        def moved(t: arb, place: tuple[int, ...]) -> arb:
            other = replace(self, **{name: _put(table, place, t)})
            return _square(real(y) - other._run(reals(x), signs)[2])

        return _map(table, moved)

    def stepped(self, x: Sequence[Any], y: Any, alpha: Any) -> Network:
        """Return the network after one step of gradient descent on all parameters at once."""
        moved = {name: _less(getattr(self, name), self.slopes(x, y, name), real(alpha)) for name in NAMES}
        return replace(self, **moved)

    def _signs(self, x: Sequence[Any]) -> tuple[list[bool], list[bool]]:
        one, two, _ = self.layers(x)
        return [bool(z > 0) for z in one], [bool(z > 0) for z in two]

    def _run(
        self, x: list[arb], signs: tuple[list[bool], list[bool]] | None
    ) -> tuple[list[arb], list[arb], arb]:
        one = _affine(self.W1, x, self.b1)
        two = _affine(self.W2, self._activate(one, signs and signs[0]), self.b2)
        (f,) = _affine(self.W3, self._activate(two, signs and signs[1]), self.b3)
        return one, two, f

    def _activate(self, layer: list[arb], signs: list[bool] | None) -> list[arb]:
        known = signs or [bool(z > 0) for z in layer]
        return [self._unit(z, on) for z, on in zip(layer, known, strict=True)]

    def _unit(self, z: arb, on: bool) -> arb:
        if self.activation == "tanh":
            return z.tanh()
        if self.activation == "sigmoid":
            return sigmoid(z)
        if on or self.activation == "identity":
            return z
        return arb(0) if self.activation == "relu" else z / 10


def _affine(rows: Sequence[Sequence[arb]], v: Sequence[arb], b: Sequence[arb]) -> list[arb]:
    return [
        sum((w * e for w, e in zip(row, v, strict=True)), start=c) for row, c in zip(rows, b, strict=True)
    ]


def _square(number: arb) -> arb:
    return number * number


def _map(table: Any, moved: Callable[[arb, tuple[int, ...]], arb]) -> Any:
    """Return the derivative for every entry of a list, or of a list of lists."""
    if isinstance(table[0], list):
        return [[_along(moved, (i, j), entry) for j, entry in enumerate(row)] for i, row in enumerate(table)]
    return [_along(moved, (i,), entry) for i, entry in enumerate(table)]


def _along(moved: Callable[[arb, tuple[int, ...]], arb], place: tuple[int, ...], entry: arb) -> Any:
    return derivative(lambda t: moved(t, place), entry)


def _put(table: Any, place: tuple[int, ...], entry: arb) -> Any:
    first, *rest = place
    inner = _put(table[first], tuple(rest), entry) if rest else entry
    return [*table[:first], inner, *table[first + 1 :]]


def _less(table: Any, slopes: Any, size: arb) -> Any:
    if isinstance(table, list):
        return [_less(one, other, size) for one, other in zip(table, slopes, strict=True)]
    return table - size * slopes
