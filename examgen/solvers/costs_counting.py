"""What the cost models share: sizes are counts, and orders of growth are certified by counting."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from examgen.solvers import numeric
from examgen.solvers.derivation import IllPosed
from examgen.text.expr import Expr

SIZES = (1, 2, 5, 16, 64)


def positive(**numbers: Expr) -> None:
    """Refuse what is no positive integer; symbols stand for any."""
    for name, number in numbers.items():
        if number.is_number and not (number.is_integer and number >= 1):
            raise IllPosed(f"{name} must be a positive integer")


def linear(count: Callable[[int], int], symbol: str) -> numeric.Twin:
    """Return a twin that counts for growing sizes: what does not grow is taken off, the rest is in units of its growth.

    Such a count equals the size itself if, and only if, it grows linearly.
    """
    unit = count(2) - count(1)

    def grown(size: Any) -> Fraction:
        return Fraction(count(numeric.whole(size)) - count(1), unit) + 1

    return numeric.Twin(grown, (symbol,), tuple((Fraction(size),) for size in SIZES))
