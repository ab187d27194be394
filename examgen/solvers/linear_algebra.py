"""Exact linear algebra for solvers: products, inverses, the largest eigenvalue of a symmetric matrix.

Entries are exact values throughout. An eigenvalue is given only where it can be written down: by radicals
for blocks of one or two rows, and for larger ones where all roots of the characteristic polynomial but two
are rational.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product as pairs
from math import lcm
from typing import Any, TypeAlias

from examgen.solvers.steps import IllPosed
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.functions import sqrt

__all__ = [
    "characteristic_polynomial",
    "determinant",
    "dot",
    "eigenvalues",
    "gram",
    "identity",
    "inverse",
    "largest_eigenvalue",
    "operator_norm",
    "outer",
    "plus",
    "power",
    "product",
    "scaled",
    "shape",
    "solve",
    "times",
    "trace",
    "transpose",
]

Row: TypeAlias = Sequence[Any]
Rows: TypeAlias = Sequence[Row]

LARGEST = 10**12
"""Largest leading or last coefficient whose divisors are tried as parts of rational roots."""


def shape(matrix: Rows) -> tuple[int, int]:
    """Return the numbers of rows and columns.

    Raises
    ------
    IllPosed
        If the rows differ in length, or there is none.
    """
    lengths = {len(row) for row in matrix}
    if len(lengths) != 1 or lengths == {0}:
        raise IllPosed("a matrix needs rows of equal length")
    return len(matrix), lengths.pop()


def dot(one: Row, other: Row) -> Any:
    """Return the sum of the products of entries.

    Raises
    ------
    IllPosed
        If the vectors differ in length.
    """
    if len(one) != len(other):
        raise IllPosed(f"vectors of {len(one)} and {len(other)} entries have no product")
    return sum((a * b for a, b in zip(one, other, strict=True)), start=ZERO)


def times(matrix: Rows, vector: Row) -> tuple[Any, ...]:
    """Return the product of a matrix with a column.

    Raises
    ------
    IllPosed
        If the sizes don't fit.
    """
    rows, columns = shape(matrix)
    if columns != len(vector):
        raise IllPosed(f"a matrix of {rows} x {columns} does not multiply a vector of {len(vector)} entries")
    return tuple(dot(row, vector) for row in matrix)


def product(left: Rows, right: Rows) -> tuple[tuple[Any, ...], ...]:
    """Return the product of two matrices.

    Raises
    ------
    IllPosed
        If the sizes don't fit.
    """
    (rows, inner), (other, columns) = shape(left), shape(right)
    if inner != other:
        raise IllPosed(
            f"matrices of {rows} x {inner} and {other} x {columns} entries have no product in this order"
        )
    turned = transpose(right)
    return tuple(tuple(dot(row, column) for column in turned) for row in left)


def plus(one: Row, other: Row) -> tuple[Any, ...]:
    """Return the sum of two vectors.

    Raises
    ------
    IllPosed
        If they differ in length.
    """
    if len(one) != len(other):
        raise IllPosed(f"vectors of {len(one)} and {len(other)} entries have no sum")
    return tuple(a + b for a, b in zip(one, other, strict=True))


def scaled(factor: Any, matrix: Rows) -> tuple[tuple[Any, ...], ...]:
    """Return a matrix with every entry multiplied by a number."""
    return tuple(tuple(factor * entry for entry in row) for row in matrix)


def outer(one: Row, other: Row) -> tuple[tuple[Any, ...], ...]:
    """Return the matrix of the products of entries: a row for each entry of the first vector."""
    return tuple(tuple(a * b for b in other) for a in one)


def transpose(matrix: Rows) -> tuple[tuple[Any, ...], ...]:
    """Return the rows as columns."""
    shape(matrix)
    return tuple(zip(*matrix, strict=True))


def identity(size: int) -> tuple[tuple[Expr, ...], ...]:
    """Return the identity matrix."""
    return tuple(tuple(ONE if i == j else ZERO for j in range(size)) for i in range(size))


def power(matrix: Rows, exponent: int) -> tuple[tuple[Any, ...], ...]:
    """Return a whole power of a square matrix, 0 or more."""
    result, base = identity(_side(matrix)), tuple(map(tuple, matrix))
    while exponent > 0:
        if exponent % 2:
            result = product(result, base)
        base, exponent = (product(base, base) if exponent > 1 else base), exponent // 2
    return result


def gram(matrix: Rows) -> tuple[tuple[Any, ...], ...]:
    """Return the transpose times the matrix."""
    return product(transpose(matrix), matrix)


def trace(matrix: Rows) -> Any:
    """Return the sum of the diagonal of a square matrix."""
    return sum((matrix[i][i] for i in range(_side(matrix))), start=ZERO)


def determinant(matrix: Rows) -> Any:
    """Return the determinant of a square matrix."""
    side = _side(matrix)
    last = characteristic_polynomial(matrix)[0]
    return -last if side % 2 else last


def inverse(matrix: Rows) -> tuple[tuple[Any, ...], ...]:
    """Return the inverse of a square matrix.

    Raises
    ------
    IllPosed
        If it has none.
    """
    side = _side(matrix)
    columns = [solve(matrix, column) for column in identity(side)]
    return transpose(columns)


def solve(matrix: Rows, right: Row) -> tuple[Any, ...]:
    """Return the vector that a square matrix turns into the given one.

    Raises
    ------
    IllPosed
        If there is none, or more than one.
    """
    side = _side(matrix)
    if side != len(right):
        raise IllPosed(f"{side} equations have {len(right)} right sides")
    rows = [[*row, last] for row, last in zip(matrix, right, strict=True)]
    for k in range(side):
        found = next((i for i in range(k, side) if rows[i][k] != 0), None)
        if found is None:
            raise IllPosed("the matrix has no inverse")
        rows[k], rows[found] = rows[found], rows[k]
        rows[k] = [entry / rows[k][k] for entry in rows[k]]
        for i in range(side):
            if i != k:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k], strict=True)]
    return tuple(row[-1] for row in rows)


def characteristic_polynomial(matrix: Rows) -> tuple[Any, ...]:
    """Return the coefficients of det(z*I - M), the constant one first, the leading 1 last.

    Source: Faddeev and LeVerrier's recursion.
    """
    side = _side(matrix)
    found, carried = [ONE], scaled(ZERO, matrix)
    for k in range(1, side + 1):
        shifted = tuple(
            plus(row, unit) for row, unit in zip(carried, scaled(found[-1], identity(side)), strict=True)
        )
        carried = product(matrix, shifted)
        found.append(-trace(carried) / k)
    return tuple(reversed(found))


def operator_norm(matrix: Rows) -> Any:
    """Return the largest factor by which a matrix stretches a vector, in the Euclidean norm."""
    return sqrt(largest_eigenvalue(gram(matrix)))


def largest_eigenvalue(symmetric: Rows) -> Any:
    """Return the largest eigenvalue of a symmetric matrix.

    Raises
    ------
    IllPosed
        If the matrix is not symmetric, or its eigenvalues can't be written down.
    """
    return max(eigenvalues(symmetric))


def eigenvalues(symmetric: Rows) -> tuple[Any, ...]:
    """Return the eigenvalues of a symmetric matrix, each as often as it occurs, in no special order.

    Raises
    ------
    IllPosed
        If the matrix is not symmetric, or its eigenvalues can't be written down.
    """
    side = _side(symmetric)
    if any(symmetric[i][j] != symmetric[j][i] for i, j in pairs(range(side), repeat=2)):
        raise IllPosed("the matrix is not symmetric")
    return tuple(value for block in _blocks(symmetric) for value in _of_block(block))


def _side(matrix: Rows) -> int:
    rows, columns = shape(matrix)
    if rows != columns:
        raise IllPosed(f"the matrix has {rows} rows and {columns} columns; it must be square")
    return rows


def _blocks(symmetric: Rows) -> Iterator[Rows]:
    """Yield the blocks that a symmetric matrix falls into once rows and columns are put in order."""
    left = set(range(len(symmetric)))
    while left:
        block, waiting = set(), [min(left)]
        while waiting:
            i = waiting.pop()
            block.add(i)
            waiting += [j for j in left - block if symmetric[i][j] != 0 and j not in waiting]
        left -= block
        places = sorted(block)
        yield tuple(tuple(symmetric[i][j] for j in places) for i in places)


def _of_block(block: Rows) -> tuple[Any, ...]:
    if len(block) == 1:
        return (block[0][0],)
    if len(block) == 2:
        (a, b), (_, d) = block
        return _of_quadratic(a + d, a * d - b**2)
    return _roots(characteristic_polynomial(block))


def _of_quadratic(sum_of_roots: Any, product_of_roots: Any) -> tuple[Any, Any]:
    root = sqrt(sum_of_roots**2 - 4 * product_of_roots)
    return (sum_of_roots + root) / 2, (sum_of_roots - root) / 2


def _roots(polynomial: Sequence[Any]) -> tuple[Any, ...]:
    """Return the roots of a polynomial with real roots only: rational ones, and the last two by radicals."""
    if not all(Expr.of(coefficient).is_rational for coefficient in polynomial):
        raise IllPosed("the eigenvalues of this matrix have no short exact form")
    rest, found = [Expr.of(coefficient).fraction for coefficient in polynomial], []
    while len(rest) > 3:
        root = next((one for one in _candidates(rest) if _value(rest, one) == 0), None)
        if root is None:
            raise IllPosed("the eigenvalues of this matrix have no short exact form")
        found.append(Expr.of(root))
        rest = _divided(rest, root)
    constant, linear, leading = rest
    return (*found, *_of_quadratic(Expr.of(-linear / leading), Expr.of(constant / leading)))


def _candidates(polynomial: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield what may be a rational root: a divisor of the last coefficient over one of the first."""
    if polynomial[0] == 0:
        yield Fraction(0)
        return
    common = lcm(*(coefficient.denominator for coefficient in polynomial))
    last, first = int(abs(polynomial[0] * common)), int(abs(polynomial[-1] * common))
    if max(last, first) > LARGEST:
        raise IllPosed("the eigenvalues of this matrix have no short exact form")
    for top, bottom in pairs(_divisors(last), _divisors(first)):
        yield Fraction(top, bottom)
        yield Fraction(-top, bottom)


def _divisors(number: int) -> list[int]:
    small = [d for d in range(1, int(number**0.5) + 1) if number % d == 0]
    return sorted({*small, *(number // d for d in small)})


def _value(polynomial: Sequence[Fraction], at: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(polynomial):
        total = total * at + coefficient
    return total


def _divided(polynomial: Sequence[Fraction], root: Fraction) -> list[Fraction]:
    """Divide by z - root, without a remainder."""
    quotient = [polynomial[-1]]
    for coefficient in reversed(polynomial[1:-1]):
        quotient.append(coefficient + root * quotient[-1])
    return quotient[::-1]
