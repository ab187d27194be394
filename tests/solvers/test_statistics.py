from __future__ import annotations

import statistics as python_statistics
from fractions import Fraction
from itertools import combinations, product
from time import process_time

import pytest
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st

from examgen.solvers import statistics as tensors
from examgen.solvers.certificate import agree
from examgen.solvers.derivation import IllPosed
from examgen.solvers.exact import exact
from examgen.solvers.numeric import precisely
from examgen.solvers.statistics_numeric import layer_balls, mean_balls, variance_balls
from examgen.solvers.trace import numbers_put_in
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

X = exact((((1, 3, 2), (1, 2, 3)), ((3, 3, 2), (2, 4, 4)), ((4, 2, 2), (1, 2, 4)), ((3, 3, 2), (3, 3, 2))))
BATCH, LAYER, INSTANCE = (0, 2), (1, 2), (2,)


def some_tensors():
    shapes = st.lists(st.integers(1, 3), min_size=1, max_size=4)

    def filled(shape):
        count = 1
        for length in shape:
            count *= length
        entries = st.lists(st.fractions(-9, 9, max_denominator=6), min_size=count, max_size=count)
        return entries.map(lambda flat: nested(flat, shape))

    return shapes.flatmap(filled)


def nested(flat, shape):
    if len(shape) == 1:
        return tuple(flat)
    step = len(flat) // shape[0]
    return tuple(nested(flat[i : i + step], shape[1:]) for i in range(0, len(flat), step))


def subsets(count):
    return [axes for size in range(count + 1) for axes in combinations(range(count), size)]


def by_hand(x, axes):
    """Groups of a tensor, written with plain loops."""
    shape = tensors.sizes(x)
    groups = {}
    for index in product(*(range(length) for length in shape)):
        entry = x
        for place in index:
            entry = entry[place]
        key = tuple(place for axis, place in enumerate(index) if axis not in axes)
        groups.setdefault(key, []).append(entry)
    return groups


def test_means_of_the_three_normalisations():
    assert tensors.means(X, BATCH) == exact((Fraction(5, 2), Fraction(31, 12)))
    assert tensors.means(X, LAYER) == exact((2, 3, Fraction(5, 2), Fraction(8, 3)))
    third = Fraction(1, 3)
    assert tensors.means(X, INSTANCE) == exact(
        ((2, 2), (8 * third, 10 * third), (8 * third, 7 * third), (8 * third, 8 * third))
    )


def test_variances_of_the_three_normalisations():
    def variance(axes):
        return tensors.variances(X, tensors.means(X, axes), axes)

    assert variance(BATCH) == exact((Fraction(7, 12), Fraction(155, 144)))
    assert variance(LAYER) == exact((Fraction(2, 3), Fraction(2, 3), Fraction(5, 4), Fraction(2, 9)))
    assert variance(INSTANCE)[2] == exact((Fraction(8, 9), Fraction(14, 9)))


@configured(deadline=None)
@given(some_tensors(), st.data())
def test_statistics_are_those_of_the_groups(x, data):
    x, axes = exact(x), data.draw(st.sampled_from(subsets(len(tensors.sizes(exact(x))))))
    groups = by_hand(x, axes)
    mean, variance = tensors.means(x, axes), None
    for place, group in groups.items():
        plain = [entry.fraction for entry in group]
        assert tensors.at(mean, place) == python_statistics.mean(plain)
        assert tensors.at(tensors.sums(x, axes), place) == sum(plain)
        assert tensors.at(tensors.grouped(x, axes), place) == tuple(group)
        variance = tensors.variances(x, mean, axes)
        assert tensors.at(variance, place) == python_statistics.pvariance(plain)
        if len(group) > 1:
            estimate = tensors.variances(x, mean, axes, less=1)
            assert tensors.at(estimate, place) == python_statistics.variance(plain)
    with precisely():
        assert agree(mean, mean_balls(x, axes))
        assert agree(variance, variance_balls(x, axes))


@configured(deadline=None)
@given(some_tensors(), st.integers(1, 3), st.data())
def test_normalised_groups_have_mean_0_and_a_known_variance(x, eps, data):
    x, axes = exact(x), data.draw(st.sampled_from(subsets(len(tensors.sizes(exact(x))))))
    mean = tensors.means(x, axes)
    variance = tensors.variances(x, mean, axes)
    found = tensors.normalised(x, mean, variance, eps, axes)
    assert tensors.sizes(found) == tensors.sizes(x)
    for middle in tensors.values(tensors.means(found, axes)):
        assert middle == 0
    again = tensors.variances(found, tensors.means(found, axes), axes)
    for new, old in zip(tensors.values(again), tensors.values(variance), strict=True):
        assert new == old / (old + eps)
    with precisely():
        assert agree(tensors.scaled(found, exact(2), exact(-3)), layer_balls(x, axes, eps, 2, -3))


def test_layouts():
    shape = tensors.sizes(X)
    assert shape == (4, 2, 3)
    assert [tensors.reduced_sizes(shape, axes) for axes in (BATCH, LAYER, INSTANCE)] == [(2,), (4,), (4, 2)]
    assert tensors.reduced_sizes(shape, INSTANCE, keepdims=True) == (4, 2, 1)
    assert tensors.reduced_sizes(shape, (0, 1, 2)) == ()
    assert tensors.group_size(shape, BATCH) == 12
    assert tensors.keepdims(exact((5, 6)), shape, BATCH) == exact((((5,), (6,)),))
    assert tensors.spread(exact((5, 6)), (2, 2), (0,)) == exact(((5, 6), (5, 6)))
    assert tensors.spread(exact((5, 6)), (2, 2), (1,)) == exact(((5, 5), (6, 6)))
    assert tensors.means(exact((1, 2, 6)), (0,)) == 3
    assert tensors.means(X, ()) == X


def test_gain_and_shift_per_channel_or_per_unit():
    x = exact(((1, 2), (3, 4)))
    assert tensors.scaled(x, exact((1, 10)), exact((0, 5)), (0,)) == exact(((1, 25), (3, 45)))
    assert tensors.scaled(x, exact((1, 10)), exact((0, 5)), (1,)) == exact(((1, 2), (35, 45)))
    assert tensors.scaled(x, 2, 1) == exact(((3, 5), (7, 9)))


def test_roots_stay_exact():
    x = exact(((0, 1, 5),))
    mean = tensors.means(x, (1,))
    found = tensors.normalised(x, mean, tensors.variances(x, mean, (1,)), 0, (1,))
    assert found[0][0] == -2 / sqrt(Fraction(14, 3))
    assert sum((entry**2 for entry in found[0]), Expr.of(0)) == 3


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        (lambda: tensors.sizes(exact(((1, 2), (3,)))), "differ in shape"),
        (lambda: tensors.sizes(((), ())), "without entries"),
        (lambda: tensors.means(exact((1, 2)), (1,)), "only 1 axes"),
        (lambda: tensors.variances(exact((1, 2)), exact((1, 2)), (), less=1), "one value only"),
        (lambda: tensors.normalised(exact((1, 1)), exact(1), exact(0), 0, (0,)), "nothing to divide by"),
        (lambda: tensors.spread(exact((1, 2, 3)), (2, 2), (0,)), "shape that these axes leave"),
    ],
)
def test_what_is_ill_posed_is_said(attempt, sentence):
    with pytest.raises(IllPosed, match=sentence):
        attempt()


def test_arithmetic_can_be_traced():
    def mean_layer(x):
        return tensors.means(x, (1,))

    assert numbers_put_in(mean_layer, {"x": exact(((1, 2), (3, 6)))}, exact((Fraction(3, 2), Fraction(9, 2))))


def test_a_large_tensor_is_quick():
    x = exact(tuple(tuple(tuple((i * j + k) % 7 for k in range(6)) for j in range(4)) for i in range(6)))
    start = process_time()
    for axes in (BATCH, LAYER, INSTANCE):
        tensors.variances(x, tensors.means(x, axes), axes)
    assert process_time() - start < 0.2
