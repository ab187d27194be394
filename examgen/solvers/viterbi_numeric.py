"""The most likely sentences of a Markov language model in balls, for checks: by listing them all.

Where they are too many, the recursion runs backwards, from the last word to the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from flint import arb

from examgen.solvers import numeric

if TYPE_CHECKING:
    from examgen.text.expr import Expr
    from examgen.text.values import Matrix

MANY = 4096
"""Sequences that a check lists at most; for more of them it runs backwards instead."""


def probability(matrix: Matrix, bos: Expr, words: Iterable[int]) -> arb:
    """Return the probability of a sequence: that of its steps, multiplied."""
    found, at = arb(1), int(bos)
    for word in words:
        found, at = found * numeric.real(matrix[at][word]), word
    return found


def most_likely(matrix: Matrix, bos: Expr, length: int, last: int | None = None) -> list[int]:
    """Return the most likely sequence, of those with a given last word if one is given."""
    if len(matrix) ** length > MANY:
        return _by_looking_ahead(matrix, int(bos), length, last)
    weights = [[Fraction(entry.fraction) if entry.is_rational else None for entry in row] for row in matrix]
    if all(weight is not None for row in weights for weight in row):
        return list(
            max(_sequences(len(matrix), length, last), key=lambda words: _weight(weights, bos, words))
        )
    found = max(
        _sequences(len(matrix), length, last), key=lambda words: probability(matrix, bos, words).mid()
    )
    return list(found)


def best_by_last_word(matrix: Matrix, bos: Expr, length: int) -> list[arb]:
    """Return the largest probability of a sequence for each last word."""
    return [probability(matrix, bos, most_likely(matrix, bos, length, last)) for last in range(len(matrix))]


def _sequences(size: int, length: int, last: int | None) -> Iterator[tuple[int, ...]]:
    ends = range(size) if last is None else (last,)
    return product(*(range(size) for _ in range(length - 1)), ends)


def _weight(weights: list[list[Any]], bos: Expr, words: Iterable[int]) -> Fraction:
    found, at = Fraction(1), int(bos)
    for word in words:
        if not found:
            return found
        found, at = found * weights[at][word], word
    return found


def _by_looking_ahead(matrix: Matrix, bos: int, length: int, last: int | None) -> list[int]:
    """Choose words from the front, each by the best that can follow it: the recursion runs backwards."""
    size = range(len(matrix))
    rows = [numeric.reals(row) for row in matrix]
    ahead = [[arb(1 if last in (None, j) else 0) for j in size]]
    for _ in range(length):
        ahead.append([max((rows[i][j] * ahead[-1][j] for j in size), key=lambda x: x.mid()) for i in size])
    found, at = [], bos
    for left in range(length - 1, -1, -1):
        before = at
        at = max(size, key=lambda j: (rows[before][j] * ahead[left][j]).mid())
        found.append(at)
    return found
