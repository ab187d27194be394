"""Exact linear algebra, against sympy."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers import linear_algebra as la
from examgen.solvers import numeric, spectral
from examgen.solvers.derivation import IllPosed
from examgen.solvers.exact import exact
from examgen.text.functions import sqrt

entries = st.fractions(-5, 5, max_denominator=4)


def matrices(size):
    return st.lists(st.lists(entries, min_size=size, max_size=size), min_size=size, max_size=size)


squares = st.integers(1, 4).flatmap(matrices)


def of_sympy(matrix):
    return exact([[Fraction(int(x.p), int(x.q)) for x in row] for row in matrix.tolist()])


@settings(max_examples=40, deadline=None)
@given(squares)
def test_determinant_power_and_inverse(rows):
    matrix, other = exact(rows), sympy.Matrix(rows)
    assert la.determinant(matrix) == exact(Fraction(str(other.det())))
    assert la.power(matrix, 3) == of_sympy(other**3)
    assert la.gram(matrix) == of_sympy(other.T * other)
    if other.det() != 0:
        assert la.inverse(matrix) == of_sympy(other.inv())
    else:
        with pytest.raises(IllPosed, match="no inverse"):
            la.inverse(matrix)


@settings(max_examples=40, deadline=None)
@given(squares)
def test_characteristic_polynomial(rows):
    coefficients = sympy.Matrix(rows).charpoly().all_coeffs()
    assert la.characteristic_polynomial(exact(rows)) == exact([Fraction(str(c)) for c in coefficients[::-1]])


@settings(max_examples=40, deadline=None)
@given(matrices(2))
def test_norm_of_two_rows_agrees_with_squaring(rows):
    with numeric.precisely():
        assert numeric.close(la.operator_norm(exact(rows)), spectral.norm(spectral.real_matrix(rows)), 30)


def test_eigenvalues_of_larger_matrices():
    matrix = exact([[2, 1, 0], [1, 3, 1], [0, 1, 2]])
    assert set(la.eigenvalues(matrix)) == set(exact([1, 2, 4]))
    assert la.largest_eigenvalue(exact([[1, 2, 0], [2, 1, 0], [0, 0, 7]])) == 7
    ones = exact([[1, 1, 1]] * 3)
    assert sorted(la.eigenvalues(ones)) == list(exact([0, 0, 3]))


def test_blocks_may_hold_roots():
    root = sqrt(2)
    assert la.largest_eigenvalue(((root, exact(0)), (exact(0), exact(1)))) == root
    assert la.largest_eigenvalue(exact([[0, 0, 1], [0, 1, 0], [1, 0, 1]])) == (1 + sqrt(5)) / 2


def test_fractions_are_roots_too():
    quarter = Fraction(1, 4)
    matrix = exact([[quarter, quarter, quarter]] * 3)
    assert la.largest_eigenvalue(matrix) == Fraction(3, 4)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: la.product(exact([[1, 2]]), exact([[1, 2]])), "no product in this order"),
        (lambda: la.times(exact([[1, 2]]), exact([1])), "does not multiply"),
        (lambda: la.plus(exact([1]), exact([1, 2])), "no sum"),
        (lambda: la.dot(exact([1]), exact([1, 2])), "no product"),
        (lambda: la.shape(((), ())), "equal length"),
        (lambda: la.trace(exact([[1, 2]])), "must be square"),
        (lambda: la.solve(exact([[1]]), exact([1, 2])), "right sides"),
        (lambda: la.eigenvalues(exact([[1, 2], [3, 4]])), "not symmetric"),
        (lambda: la.eigenvalues(exact([[1, 1, 0], [1, 2, 1], [0, 1, 4]])), "no short exact form"),
        (lambda: la.eigenvalues(exact([[10**13, 1, 1], [1, 2, 1], [1, 1, 3]])), "no short exact form"),
        (
            lambda: la.eigenvalues(
                ((sqrt(2), sqrt(3), exact(1)), (sqrt(3), exact(1), exact(1)), exact([1, 1, 1]))
            ),
            "no short exact form",
        ),
    ],
)
def test_what_can_not_be(call, sentence):
    with pytest.raises(IllPosed, match=sentence):
        call()


def test_outer_scaled_and_transposed():
    assert la.outer(exact([1, 2]), exact([3, 4])) == exact([[3, 4], [6, 8]])
    assert la.transpose(la.scaled(2, exact([[1, 2]]))) == exact([[2], [4]])


def test_norm_of_zero_is_zero():
    with numeric.precisely():
        assert spectral.norm(spectral.real_matrix([[0, 0], [0, 0]])) == arb(0)
