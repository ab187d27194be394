"""Norms of matrices for checks: balls, and powers of matrices instead of characteristic polynomials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from flint import arb

from examgen.solvers import numeric

Balls: TypeAlias = list[list[arb]]

DOUBLINGS = 160
"""Times that a matrix is squared: eigenvalues are told apart down to 150 bits."""


def real_matrix(matrix: Sequence[Sequence[Any]], factor: Any = 1) -> Balls:
    """Return a matrix as balls, every entry multiplied by a factor."""
    scale = numeric.real(factor)
    return [[scale * entry for entry in numeric.reals(row)] for row in matrix]


def multiplied(left: Balls, right: Balls) -> Balls:
    """Return the product of two square matrices."""
    size = range(len(left))
    return [[sum((left[i][k] * right[k][j] for k in size), arb(0)) for j in size] for i in size]


def norm(matrix: Balls) -> arb:
    """Return the operator norm: the root of the largest eigenvalue of the columns' products."""
    return largest_squared(matrix).sqrt()


def largest_squared(matrix: Balls) -> arb:
    """Return the largest eigenvalue of the symmetric matrix of the columns' products.

    Squaring it again and again leaves the projector onto its eigenvectors, whose share of the matrix is the
    eigenvalue. Two eigenvalues that agree to more digits than are compared do no harm: any mixture will do.
    """
    size = range(len(matrix))
    symmetric = [[sum((row[i] * row[j] for row in matrix), arb(0)) for j in size] for i in size]
    found = symmetric
    for _ in range(DOUBLINGS):
        scale = _trace(found).mid()
        if scale == 0:
            return arb(0)
        found = [[(entry / scale).mid() for entry in row] for row in found]
        found = [[entry.mid() for entry in row] for row in multiplied(found, found)]
    return (_trace(multiplied(symmetric, found)) / _trace(found)).mid()


def _trace(matrix: Balls) -> arb:
    return sum((matrix[i][i] for i in range(len(matrix))), arb(0))
