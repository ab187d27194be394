"""Telling the value of a mistake from the key: as exact values, and as decimals that a student may write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import isfinite

from examgen.answers.base import AnswerType, Spec
from examgen.answers.registry import find, settle
from examgen.bank.model import Part
from examgen.text.balls import ball, decimal
from examgen.text.expr import Expr
from examgen.text.syntax import Unreadable
from examgen.text.values import Interval, RealSet, Value

__all__ = ["DIGITS", "Answers", "rounded"]

DIGITS = (3, 4, 5, 6)
"""Significant digits to which a mistake's value may be written, and must not pass for the key."""

FAR = 0.1
"""Relative difference that no usual tolerance and no rounding to three digits bridges."""


class Answers:
    """How a part reads and compares answers to its key.

    Parameters
    ----------
    part
        A keyed part.
    key
        Its key.
    """

    def __init__(self, part: Part, key: Value) -> None:
        self._key = key
        self._kind: AnswerType = find(part.kind)
        self._spec: Spec = part.spec()
        usual = dict(part.options) == settle(part.kind, {})
        self._sizes = _sizes(key) if usual else None

    def same(self, value: Value) -> bool:
        """Whether an exact value is the key, written in whatever way."""
        return self._key == value or (not self._far(value) and self._accepts(self._kind.show(value)))

    def passes(self, value: Value) -> str:
        """Return a decimal form of the value that would count as the key, or nothing."""
        if self._far(value):
            return ""
        for written in filter(None, (rounded(value, digits) for digits in DIGITS)):
            if self._accepts(written):
                return written
        return ""

    def _accepts(self, text: str) -> bool:
        try:
            outcome = self._kind.compare(self._key, self._kind.read(text, self._spec), self._spec)
        except Unreadable:
            return False
        return outcome.agrees is not False

    def _far(self, value: Value) -> bool:
        """Whether it is plain without reading and comparing that the value can't pass."""
        sizes = None if self._sizes is None else _sizes(value)
        if self._sizes is None or sizes is None or len(sizes) != len(self._sizes):
            return False
        return any(abs(a - b) > FAR * max(abs(a), abs(b)) for a, b in zip(self._sizes, sizes, strict=True))


@lru_cache(maxsize=1024)
def _sizes(value: Value) -> tuple[float, ...] | None:
    """Return the numbers in a value, roughly; None where it is not made of numbers alone."""
    found = []
    for number in _numbers(value):
        if number is None:
            return None
        size = float(ball(number, 64).mid())
        if not isfinite(size):
            return None
        found.append(size)
    return tuple(found)


def _numbers(value: Value | Iterable[Value]) -> Iterator[Expr | None]:
    if isinstance(value, tuple):
        for entry in value:
            yield from _numbers(entry)
    elif isinstance(value, RealSet):
        yield from (end for piece in value.pieces for end in (piece.low, piece.high) if end is not None)
    else:
        yield value if isinstance(value, Expr) and value.is_number else None


def rounded(value: Value, digits: int) -> str | None:
    """Return the value with its numbers as decimals, or None where it has no such form."""
    if isinstance(value, Expr):
        return decimal(value, digits) if value.is_number else None
    if isinstance(value, tuple):
        entries = [None if isinstance(entry, str) else rounded(entry, digits) for entry in value]
        return None if None in entries else "[" + ", ".join(map(str, entries)) + "]"
    if isinstance(value, RealSet) and value.pieces:
        return " U ".join(_interval(piece, digits) for piece in value.pieces)
    return None


def _interval(piece: Interval, digits: int) -> str:
    if piece.low is not None and piece.low == piece.high:
        return "{" + decimal(piece.low, digits) + "}"
    start = "(-oo" if piece.low is None else "[("[not piece.low_closed] + decimal(piece.low, digits)
    end = "oo)" if piece.high is None else decimal(piece.high, digits) + "])"[not piece.high_closed]
    return f"{start}, {end}"
