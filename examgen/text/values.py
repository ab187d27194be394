"""What a step returns and an answer may be: numbers, vectors, matrices, sets of reals, texts, truth values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cmp_to_key
from typing import TYPE_CHECKING, TypeAlias

from examgen.text.arithmetic import Undecided
from examgen.text.expr import Expr, Number

__all__ = ["Interval", "Matrix", "RealSet", "Record", "Tensor", "Value", "Vector"]

Vector: TypeAlias = tuple[Expr, ...]
"""Numbers in a row."""

Matrix: TypeAlias = tuple[Vector, ...]
"""Rows of equal length."""

if TYPE_CHECKING:
    Tensor: TypeAlias = tuple[Expr | "Tensor", ...]
else:
    Tensor = tuple
"""Numbers in boxes of boxes: as many brackets as there are axes, every axis of one length throughout."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All reals between two ends; an end None is infinite. A point is closed with equal ends."""

    low: Expr | None
    high: Expr | None
    low_closed: bool
    high_closed: bool

    @property
    def is_point(self) -> bool:
        """Whether it is a single number."""
        return self.low is not None and self.low == self.high

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing between its ends; ends that can't be compared are taken to be in order."""
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return not (self.low_closed and self.high_closed)
        try:
            return self.low > self.high
        except Undecided:
            return False

    def contains(self, x: Number) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or (x >= self.low if self.low_closed else x > self.low)
        return above and (self.high is None or (x <= self.high if self.high_closed else x < self.high))


@dataclass(frozen=True, slots=True)
class RealSet:
    """A union of intervals and points, in one form: sorted, disjoint, joined where they touch.

    Comparisons of ends may raise `examgen.text.arithmetic.Undecided`.
    """

    pieces: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "pieces", _joined(self.pieces))

    @staticmethod
    def interval(
        low: Number | None, high: Number | None, low_closed: bool = False, high_closed: bool = False
    ) -> RealSet:
        """Return the numbers between two ends, which are open unless said otherwise; None is infinite."""
        left, right = _end(low), _end(high)
        return RealSet(
            (Interval(left, right, low_closed and left is not None, high_closed and right is not None),)
        )

    @staticmethod
    def point(x: Number) -> RealSet:
        """Return the set of one number."""
        return RealSet.interval(x, x, True, True)

    @staticmethod
    def points(xs: Iterable[Number]) -> RealSet:
        """Return the set of some numbers."""
        return RealSet(tuple(Interval(Expr.of(x), Expr.of(x), True, True) for x in xs))

    @staticmethod
    def empty() -> RealSet:
        """Return the empty set."""
        return RealSet()

    @staticmethod
    def reals() -> RealSet:
        """Return the set of all real numbers."""
        return RealSet.interval(None, None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.pieces

    @property
    def is_finite(self) -> bool:
        """Whether it has finitely many numbers, or none."""
        return all(piece.is_point for piece in self.pieces)

    @property
    def points_or_none(self) -> tuple[Expr, ...] | None:
        """Its numbers, ascending, if they are finitely many."""
        return tuple(piece.low for piece in self.pieces if piece.low is not None) if self.is_finite else None

    def contains(self, x: Number) -> bool:
        """Whether a number is in it."""
        return any(piece.contains(x) for piece in self.pieces)

    __contains__ = contains

    def __or__(self, other: RealSet) -> RealSet:
        if not isinstance(other, RealSet):
            return NotImplemented
        return RealSet(self.pieces + other.pieces)

    def __and__(self, other: RealSet) -> RealSet:
        if not isinstance(other, RealSet):
            return NotImplemented
        return RealSet(tuple(_common(one, two) for one in self.pieces for two in other.pieces))

    def complement(self) -> RealSet:
        """Return all reals that are not in it."""
        gaps = []
        low: Expr | None = None
        closed = False
        for piece in self.pieces:
            if piece.low is not None:
                gaps.append(Interval(low, piece.low, closed, not piece.low_closed))
            low, closed = piece.high, not piece.high_closed
            if low is None:
                return RealSet(tuple(gaps))
        return RealSet((*gaps, Interval(low, None, closed and low is not None, False)))

    def __invert__(self) -> RealSet:
        return self.complement()

    def __sub__(self, other: RealSet) -> RealSet:
        return self & other.complement() if isinstance(other, RealSet) else NotImplemented


@dataclass(frozen=True, slots=True)
class Record(Mapping[str, "Value"]):
    """Values by name, in a fixed order: a tree as a map from path to number, a network as its weights.

    Parameters
    ----------
    entries
        Pairs of a name and a value; see `Record.of`.
    """

    entries: tuple[tuple[str, Value], ...] = ()

    @staticmethod
    def of(values: Mapping[str, Value]) -> Record:
        """Return the record of a mapping, in its order."""
        return Record(tuple(values.items()))

    def __getitem__(self, name: str) -> Value:
        for known, value in self.entries:
            if known == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.entries)

    def __len__(self) -> int:
        return len(self.entries)


if TYPE_CHECKING:
    Value: TypeAlias = Expr | RealSet | Record | str | bool | tuple["Value", ...]
else:
    Value = Expr | RealSet | Record | str | bool | tuple  # what annotations are resolved to at run time
"""What a step returns and an answer is compared with: one of these, or a list of them, of lists of them..."""


def _end(end: Number | None) -> Expr | None:
    return None if end is None else Expr.of(end)


def _joined(pieces: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Return intervals sorted by their lower ends, those that overlap or touch joined."""
    kept = [piece for piece in pieces if not piece.is_empty]
    if len(kept) < 2:
        return tuple(kept)
    joined: list[Interval] = []
    for piece in sorted(kept, key=cmp_to_key(_by_low)):
        if joined and _reaches(joined[-1], piece):
            joined[-1] = _hull(joined[-1], piece)
        else:
            joined.append(piece)
    return tuple(joined)


def _by_low(a: Interval, b: Interval) -> int:
    """Compare where two intervals begin."""
    if a.low is None or b.low is None:
        return (a.low is not None) - (b.low is not None)
    if a.low == b.low:
        return b.low_closed - a.low_closed
    return -1 if a.low < b.low else 1


def _by_high(a: Interval, b: Interval) -> int:
    """Compare where two intervals end."""
    if a.high is None or b.high is None:
        return (b.high is not None) - (a.high is not None)
    if a.high == b.high:
        return a.high_closed - b.high_closed
    return -1 if a.high < b.high else 1


def _reaches(a: Interval, b: Interval) -> bool:
    """Whether an interval reaches the next one, so that their union has no gap."""
    if a.high is None or b.low is None:
        return True
    if a.high == b.low:
        return a.high_closed or b.low_closed
    return a.high > b.low


def _hull(a: Interval, b: Interval) -> Interval:
    last = a if _by_high(a, b) >= 0 else b
    return Interval(a.low, last.high, a.low_closed, last.high_closed)


def _common(a: Interval, b: Interval) -> Interval:
    first = a if _by_low(a, b) >= 0 else b
    last = a if _by_high(a, b) <= 0 else b
    return Interval(first.low, last.high, first.low_closed, last.high_closed)
