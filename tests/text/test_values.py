from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.text.arithmetic import Undecided
from examgen.text.expr import Expr
from examgen.text.functions import sqrt
from examgen.text.values import Interval, RealSet

R = RealSet.reals()
THIRD = Fraction(1, 3)

ends = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from([sqrt(2), -sqrt(3), Expr.of(THIRD)]))
intervals = st.builds(RealSet.interval, ends, ends, st.booleans(), st.booleans())
sets = st.lists(st.one_of(intervals, intervals, st.integers(-3, 3).map(RealSet.point)), max_size=4).map(
    lambda pieces: RealSet(tuple(piece for one in pieces for piece in one.pieces))
)
probes = [Expr.of(Fraction(n, 2)) for n in range(-9, 10)] + [sqrt(2), -sqrt(3), Expr.of(THIRD)]


def members(numbers: RealSet) -> list[bool]:
    return [x in numbers for x in probes]


@given(sets, sets)
def test_union_intersection_and_difference_have_the_right_members(a, b):
    assert members(a | b) == [p or q for p, q in zip(members(a), members(b), strict=True)]
    assert members(a & b) == [p and q for p, q in zip(members(a), members(b), strict=True)]
    assert members(a - b) == [p and not q for p, q in zip(members(a), members(b), strict=True)]
    assert members(~a) == [not p for p in members(a)]


@given(sets, sets)
def test_equal_sets_have_equal_forms(a, b):
    assert ~~a == a
    assert a | b == b | a
    assert a & b == b & a
    assert ~(a | b) == ~a & ~b
    assert a | (a & b) == a
    assert a | ~a == R
    assert (a & ~a).is_empty


@given(sets)
def test_pieces_are_sorted_apart_and_not_empty(numbers):
    assert not any(piece.is_empty for piece in numbers.pieces)
    for left, right in zip(numbers.pieces, numbers.pieces[1:], strict=False):
        assert left.high < right.low or (
            left.high == right.low and not left.high_closed and not right.low_closed
        )


def test_touching_pieces_are_joined():
    assert RealSet.interval(0, 1) | RealSet.point(1) | RealSet.interval(1, 2) == RealSet.interval(0, 2)
    assert len((RealSet.interval(0, 1) | RealSet.interval(1, 2)).pieces) == 2
    assert RealSet.interval(None, 1, True) == RealSet.interval(None, 1)


def test_finite_sets():
    points = RealSet.points([2, THIRD, 2])
    assert points.is_finite
    assert points.points_or_none == (THIRD, 2)
    assert RealSet.empty().points_or_none == ()
    assert RealSet.interval(0, 1).points_or_none is None
    assert RealSet.interval(1, 1).is_empty
    assert RealSet.interval(2, 1).is_empty
    assert RealSet.point(sqrt(2)).contains(sqrt(8) / 2)


def test_the_complement_of_steps_that_converge():
    assert RealSet.interval(0, THIRD).complement() == RealSet.interval(
        None, 0, False, True
    ) | RealSet.interval(THIRD, None, True)
    assert R.complement() == RealSet.empty()
    assert RealSet.empty().complement() == R
    assert 5 in R


def test_ends_with_symbols_are_taken_to_be_in_order():
    c = Expr.symbol("c")
    converge = RealSet.interval(0, 1 / c)
    assert converge.pieces == (Interval(Expr.of(0), 1 / c, False, False),)
    with pytest.raises(Undecided):
        converge | RealSet.interval(2, 3)
    with pytest.raises(Undecided):
        converge.contains(THIRD)


def test_only_sets_are_combined():
    for operate in ("__or__", "__and__", "__sub__"):
        assert getattr(R, operate)(1) is NotImplemented
