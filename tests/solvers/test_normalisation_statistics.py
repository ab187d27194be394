from __future__ import annotations

from fractions import Fraction
from time import process_time

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed
from examgen.solvers.exact import exact
from examgen.solvers.normalisation_statistics import normalisation_statistics as derivation
from examgen.text.functions import sqrt

X = (((1, 3, 2), (1, 2, 3)), ((3, 3, 2), (2, 4, 4)), ((4, 2, 2), (1, 2, 4)), ((3, 3, 2), (3, 3, 2)))
PUBLISHED = {"x": X}
ASKED = tuple(
    f"{what}_{kind}" for what in ("mean", "variance", "shape") for kind in ("batch", "layer", "instance")
)


def test_published_values():
    run = derivation.run(PUBLISHED)
    assert {step: run[step] for step in ASKED} == {
        step: exact(value)
        for step, value in {
            "mean_batch": (Fraction(5, 2), Fraction(31, 12)),
            "mean_layer": (2, 3, Fraction(5, 2), Fraction(8, 3)),
            "mean_instance": (
                (2, 2),
                (Fraction(8, 3), Fraction(10, 3)),
                (Fraction(8, 3), Fraction(7, 3)),
                (Fraction(8, 3), Fraction(8, 3)),
            ),
            "variance_batch": (Fraction(7, 12), Fraction(155, 144)),
            "variance_layer": (Fraction(2, 3), Fraction(2, 3), Fraction(5, 4), Fraction(2, 9)),
            "variance_instance": (
                (Fraction(2, 3), Fraction(2, 3)),
                (Fraction(2, 9), Fraction(8, 9)),
                (Fraction(8, 9), Fraction(14, 9)),
                (Fraction(2, 9), Fraction(2, 9)),
            ),
            "shape_batch": (2,),
            "shape_layer": (4,),
            "shape_instance": (4, 2),
        }.items()
    }


def tensors():
    def filled(sizes):
        entries = st.integers(-6, 7)
        for length in reversed(sizes):
            entries = st.tuples(*[entries] * length)
        return entries

    shapes = st.tuples(st.integers(2, 4), st.integers(1, 3), st.lists(st.integers(1, 3), max_size=2))
    return shapes.flatmap(lambda shape: filled([shape[0], shape[1], *shape[2]]))


@configured(deadline=None)
@given(tensors())
def test_any_tensor_is_certified(x):
    certified(derivation, {"x": x})


@configured(deadline=None)
@given(tensors())
def test_statistics_hang_together(x):
    run = derivation.run({"x": x})
    samples, channels = len(x), len(x[0])
    instance = run["mean_instance"]
    assert run["mean_batch"] == tuple(
        sum((row[c] for row in instance), exact(0)) / samples for c in range(channels)
    )
    assert run["mean_layer"] == tuple(sum(row, exact(0)) / channels for row in instance)


def test_a_table_without_features():
    run = derivation.run({"x": ((1, 2), (3, 6))})
    assert run["mean_batch"] == exact((2, 4))
    assert run["mean_layer"] == exact((Fraction(3, 2), Fraction(9, 2)))
    assert run["mean_instance"] == exact(((1, 2), (3, 6)))
    assert run["variance_instance"] == exact(((0, 0), (0, 0)))


def test_images_pool_over_both_axes():
    image = ((((1, 2), (3, 4)), ((0, 0), (0, 4))), (((5, 6), (7, 8)), ((1, 1), (1, 1))))
    run = derivation.run({"x": image})
    assert run["mean_instance"] == exact(((Fraction(5, 2), 1), (Fraction(13, 2), 1)))
    assert run["mean_batch"] == exact((Fraction(9, 2), 1))
    assert run["variance_batch"] == exact((Fraction(21, 4), Fraction(12, 8)))


def test_mistakes_of_the_means():
    run = derivation.run(PUBLISHED)
    leads_to(
        derivation,
        PUBLISHED,
        "mean_batch",
        layer_for_batch=(2, 3, Fraction(5, 2), Fraction(8, 3)),
        sums_batch=(30, 31),
        batch_alone=(
            (Fraction(11, 4), Fraction(11, 4), 2),
            (Fraction(7, 4), Fraction(11, 4), Fraction(13, 4)),
        ),
    )
    leads_to(
        derivation,
        PUBLISHED,
        "mean_layer",
        batch_for_layer=(Fraction(5, 2), Fraction(31, 12)),
        sums_layer=(12, 18, 15, 16),
    )
    leads_to(
        derivation,
        PUBLISHED,
        "mean_instance",
        sums_instance=((6, 6), (8, 10), (8, 7), (8, 8)),
        batch_for_instance=wrong(derivation, PUBLISHED, "mean_batch")["batch_alone"],
    )
    leads_to(derivation, PUBLISHED, "variance_batch", layer_for_batch=run["variance_layer"])
    leads_to(derivation, PUBLISHED, "shape_layer", batch_for_layer=(2,))


def test_mistakes_of_the_variances():
    leads_to(
        derivation,
        PUBLISHED,
        "variance_batch",
        unbiased_batch=(Fraction(7, 11), Fraction(155, 132)),
        squares_batch=(7, Fraction(155, 12)),
        mean_square_batch=(Fraction(82, 12), Fraction(93, 12)),
        deviation_batch=(sqrt(Fraction(7, 12)), sqrt(Fraction(155, 144))),
        instances_batch=(Fraction(1, 2), Fraction(5, 6)),
    )
    leads_to(
        derivation,
        PUBLISHED,
        "variance_layer",
        unbiased_layer=(Fraction(4, 5), Fraction(4, 5), Fraction(3, 2), Fraction(4, 15)),
        instances_layer=(Fraction(2, 3), Fraction(5, 9), Fraction(11, 9), Fraction(2, 9)),
    )
    leads_to(
        derivation,
        {"x": (((1, 3), (0, 4)), ((2, 2), (5, 7)))},
        "variance_instance",
        unbiased_instance=((2, 8), (0, 2)),
        squares_instance=((2, 8), (0, 2)),
        mean_square_instance=((5, 8), (4, 37)),
        deviation_instance=((1, 2), (0, 1)),
    )


def test_a_wrong_mean_is_carried_forward():
    run = derivation.run(PUBLISHED, replaced={"mean_layer": (2, 3, 2, 3)})
    assert run["variance_layer"] == exact((Fraction(2, 3), Fraction(2, 3), Fraction(3, 2), Fraction(1, 3)))
    assert derivation.run(PUBLISHED, replaced={"mean_layer": (2, 3)}).error("variance_layer") is not None


def test_well_made():
    well_made(derivation, ASKED, PUBLISHED)
    mistakes_change_something(derivation, PUBLISHED)
    mistakes_change_something(derivation, {"x": ((1, 2), (3, 6))})
    independent(derivation, PUBLISHED)
    assert notices(derivation, PUBLISHED, "mean_layer", (Fraction(5, 2), Fraction(31, 12)))
    assert notices(derivation, PUBLISHED, "variance_batch", (Fraction(7, 11), Fraction(155, 132)))
    assert notices(derivation, PUBLISHED, "shape_instance", (2, 4))


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        ((1, 2, 3), "an axis for the batch"),
        (((1, 2), (3,)), "differ in shape"),
        (((), ()), "without entries"),
    ],
)
def test_ill_posed(x, sentence):
    with pytest.raises(IllPosed, match=sentence):
        derivation.run({"x": x})["mean_batch"]


def test_the_largest_tensors_are_quick():
    x = tuple(
        tuple(tuple((3 * i + 5 * j + k * k) % 13 - 6 for k in range(4)) for j in range(3)) for i in range(5)
    )
    start = process_time()
    run = derivation.run({"x": x})
    for step in ASKED:
        run[step]
    assert process_time() - start < 0.1
