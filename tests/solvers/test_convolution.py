"""Convolutions: published values, misconceptions, agreement with counting and with differences."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.convolution import accounting, maxpool
from examgen.solvers.exact import exact
from examgen.text.expr import PI, Expr
from examgen.text.functions import sqrt

SIZES = {
    "batch": 3,
    "dims": (6, 6, 7),
    "channels": 1,
    "k": 3,
    "bytes_per_weight": 2,
    "bias": False,
    "counting": "accumulate",
    "stride": 1,
}
GENERAL = {**SIZES, "dims": (7, 8, 10), "channels": 2, "bytes_per_weight": 4, "bias": True, "stride": 2}
COUNTS = ["padding", "memory", "ops", "stamps"]
ROW = {"x": (2, 1, 2), "w": (1, 0), "pool": 2, "flip": False}
LONG = {"x": (1, -2, 3, 5, 0), "w": (2, 1, -1), "pool": 3, "flip": False}


# Accounting


def test_published_counts():
    run = accounting.run(SIZES)
    assert [run[step] for step in COUNTS] == [1, 54, 54, 240]


@pytest.mark.parametrize(
    ("bias", "counting", "ops", "memory"),
    [
        (False, "accumulate", 54, 54),
        (True, "minimal", 54, 56),
        (False, "minimal", 53, 54),
        (True, "accumulate", 55, 56),
    ],
)
def test_ways_of_counting(bias, counting, ops, memory):
    run = accounting.run({**SIZES, "bias": bias, "counting": counting})
    assert (run["ops"], run["memory"]) == (ops, memory)


def test_counts_by_hand():
    run = accounting.run(GENERAL)
    assert run["axis_placements"] == exact([3, 3, 4])
    assert run["stamps"] == 3 * 36
    assert run["memory"] == 4 * 55
    assert run["ops"] == 54 + 55


def test_published_mistakes_about_counts():
    leads_to(accounting, SIZES, "padding", padding_of_both_sides=2, padding_with_the_middle=2, no_padding=0)
    leads_to(
        accounting,
        SIZES,
        "memory",
        numbers_for_bytes=27,
        square_filter=18,
        bits_for_bytes=432,
        memory_times_batch=162,
        bias_miscounted=56,
        channels_forgotten=None,
    )
    leads_to(
        accounting,
        SIZES,
        "ops",
        multiplications_only=27,
        other_way_of_counting=53,
        bias_miscounted=55,
        square_filter=18,
    )
    leads_to(
        accounting,
        SIZES,
        "stamps",
        batch_forgotten=80,
        plus_one_forgotten=108,
        placement_per_cell=756,
        depth_forgotten=48,
        width_and_height_padded=540,
        placements_added=3 * 13,
        stride_forgotten=None,
        placements_rounded_up=None,
        stamps_times_channels=None,
    )


def test_mistakes_with_channels_bias_and_stride():
    leads_to(accounting, GENERAL, "memory", channels_forgotten=4 * 28, bias_miscounted=4 * 54)
    leads_to(
        accounting,
        GENERAL,
        "stamps",
        stride_forgotten=3 * 5 * 6 * 8,
        placements_rounded_up=3 * 3 * 4 * 5,
        stamps_times_channels=216,
        width_and_height_padded=3 * 4 * 4 * 4,
    )
    leads_to(accounting, {**SIZES, "counting": "minimal"}, "ops", other_way_of_counting=54)


def test_a_bias_too_many_is_one_mistake_in_memory_and_operations():
    assert (
        "bias_miscounted"
        in wrong(accounting, SIZES, "memory").keys() & wrong(accounting, SIZES, "ops").keys()
    )


def test_one_tap_filters_hide_most_mistakes():
    one = {**SIZES, "k": 1, "counting": "minimal"}
    assert "multiplications_only" not in wrong(accounting, one, "ops")
    assert "placement_per_cell" not in wrong(accounting, one, "stamps")
    assert "no_padding" not in wrong(accounting, one, "padding")
    even = {**SIZES, "dims": (7, 7, 7), "stride": 2}
    assert "placements_rounded_up" not in wrong(accounting, even, "stamps")


@pytest.mark.parametrize(
    ("changed", "step", "why"),
    [
        ({"k": 4}, "padding", "even size"),
        ({"k": 8}, "stamps", "does not fit"),
        ({"k": 0}, "memory", "k must be a positive integer"),
        ({"stride": 0}, "stamps", "stride must be a positive integer"),
        ({"batch": Fraction(1, 2)}, "stamps", "batch must be a positive integer"),
        ({"counting": "twice"}, "ops", "no way of counting 'twice'"),
        ({"dims": ()}, "stamps", "no axes"),
        ({"bytes_per_weight": -2}, "memory", "bytes_per_weight must be a positive integer"),
    ],
)
def test_ill_posed_counts(changed, step, why):
    run = accounting.run({**SIZES, **changed})
    assert why in str(run.error(step))


def test_a_filter_too_large_concerns_placements_only():
    run = accounting.run({**SIZES, "k": 9})
    assert run["padding"] == 4
    assert run["memory"] == 2 * 729


def test_sizes_may_be_symbols():
    c, k, n = Expr.symbol("C"), Expr.symbol("k"), Expr.symbol("n")
    run = accounting.run({**SIZES, "channels": c, "k": k, "dims": (n, n, n)})
    assert run["padding"] == (k - 1) / 2
    assert run["memory"] == 2 * k**3 * c
    assert run["ops"] == 2 * k**3 * c
    assert run["stamps"] == 3 * (n - k + 1) ** 3


@pytest.mark.parametrize(
    ("step", "needs"),
    [
        ("padding", {"k"}),
        ("memory", {"k", "channels", "bytes_per_weight", "bias"}),
        ("ops", {"k", "channels", "bias", "counting"}),
        ("stamps", {"batch", "dims", "k", "stride"}),
    ],
)
def test_what_each_count_needs(step, needs):
    assert accounting.needs(step) == needs


@settings(deadline=None)
@given(
    st.integers(1, 4),
    st.lists(st.integers(5, 9), min_size=3, max_size=3),
    st.integers(1, 3),
    st.sampled_from([1, 3, 5]),
    st.sampled_from([2, 4, 8]),
    st.booleans(),
    st.sampled_from(["minimal", "accumulate"]),
    st.integers(1, 3),
)
def test_counts_agree_with_counting(batch, dims, channels, k, size, bias, counting, stride):
    certified(
        accounting,
        {
            "batch": batch,
            "dims": dims,
            "channels": channels,
            "k": k,
            "bytes_per_weight": size,
            "bias": bias,
            "counting": counting,
            "stride": stride,
        },
    )


def test_a_large_batch_is_not_counted_one_by_one():
    certified(accounting, {**SIZES, "batch": 10**6})


def test_checks_notice_a_wrong_count():
    for step, value in (("padding", 2), ("memory", 56), ("ops", 53), ("stamps", 80)):
        assert notices(accounting, SIZES, step, value)


# Max pooling


def test_published_gradients():
    run = maxpool.run(ROW)
    assert run["responses"] == exact([2, 1])
    assert run["pooled"] == 2
    assert run["gradient"] == exact([2, 1])
    assert run["gradient_input"] == exact([1, 0, 0])


def test_a_flipped_kernel_gives_the_published_gradient_too():
    run = maxpool.run({**ROW, "flip": True})
    assert run["responses"] == exact([1, 2])
    assert run["gradient"] == exact([2, 1])
    assert run["gradient_input"] == exact([0, 0, 1])


def test_gradients_by_hand():
    run = maxpool.run(LONG)
    assert run["responses"] == exact([-3, -6, 11])
    assert run["winner"] == 3
    assert run["gradient"] == exact([3, 5, 0])
    assert run["gradient_input"] == exact([0, 0, 2, 1, -1])
    flipped = maxpool.run({**LONG, "flip": True})
    assert flipped["responses"] == exact([3, 15, 2])
    assert flipped["gradient"] == exact([5, 3, -2])
    assert flipped["gradient_input"] == exact([0, -1, 1, 2, 0])


def test_published_mistakes_about_the_gradient():
    leads_to(
        maxpool,
        ROW,
        "gradient",
        all_windows_added=(3, 3),
        average_pooling=(Fraction(3, 2), Fraction(3, 2)),
        losing_window=(1, 2),
        window_reversed=(1, 2),
        times_the_pooled_value=(4, 2),
        inputs_for_kernel=(1, 0, 0),
        window_of_the_largest_input=None,
        kernel_turned=(2, 1),
        kernel_itself=(1, 0),
    )


def test_the_largest_input_may_start_another_window():
    leads_to(maxpool, {**LONG, "x": (1, 3, -5, 4, 0)}, "gradient", window_of_the_largest_input=(-5, 4, 0))
    assert maxpool.run({**LONG, "x": (1, 3, -5, 4, 0)})["gradient"] == exact([1, 3, -5])


def test_mistakes_about_the_gradient_for_the_inputs():
    leads_to(
        maxpool,
        LONG,
        "gradient_input",
        all_windows_added=(2, 3, 2, 0, -1),
        losing_window=(0, 2, 1, -1, 0),
        times_the_pooled_value=(0, 0, 22, 11, -11),
        kernel_for_inputs=(3, 5, 0),
        kernel_reversed=(0, 0, -1, 1, 2),
        zeros_left_out=(2, 1, -1),
        kernel_turned=(0, -1, 1, 2, 0),
    )


def test_a_single_window():
    one = {"x": (3, -1), "w": (2, 5), "pool": 1, "flip": False}
    assert maxpool.run(one)["gradient"] == exact([3, -1])
    assert "losing_window" not in wrong(maxpool, one, "gradient")
    assert "zeros_left_out" not in wrong(maxpool, one, "gradient_input")


def test_a_tie_has_no_gradient():
    run = maxpool.run({"x": (1, 2, 1), "w": (1, 1), "pool": 2, "flip": False})
    assert run["pooled"] == 3
    for step in ("gradient", "gradient_input"):
        assert str(run.error(step)) == "responses 1 and 2 are both the largest: the maximum has no gradient"


def test_the_pool_covers_every_response():
    run = maxpool.run({**LONG, "pool": 2})
    assert str(run.error("gradient")) == "a pool of 2 does not cover the 3 responses with one output"
    assert run["responses"] == exact([-3, -6, 11])
    assert "does not fit" in str(maxpool.run({**ROW, "w": (1, 2, 3, 4)}).error("responses"))


def test_other_numbers_stay_exact():
    given_values = {"x": (sqrt(2), PI, -1), "w": (1, sqrt(2)), "pool": 2, "flip": True}
    run = maxpool.run(given_values)
    assert run["pooled"] == PI + 2
    assert run["gradient"] == (PI, sqrt(2))
    certified(maxpool, given_values)


@settings(deadline=None)
@given(
    st.lists(st.integers(-3, 5), min_size=3, max_size=6),
    st.lists(st.integers(-2, 2), min_size=1, max_size=3),
    st.booleans(),
)
def test_gradients_agree_with_differences(x, w, flip):
    given_values = {"x": x, "w": w, "pool": len(x) - len(w) + 1, "flip": flip}
    assume(maxpool.run(given_values).error("winner") is None)
    certified(maxpool, given_values)


def test_checks_notice_a_wrong_gradient():
    assert notices(maxpool, LONG, "gradient", (3, 5, 1))
    assert notices(maxpool, LONG, "gradient_input", (2, 1, -1, 0, 0))
    assert notices(maxpool, LONG, "responses", (-3, -6, 12))
    assert notices(maxpool, LONG, "pooled", -6)


def test_the_derivations_are_well_made():
    well_made(accounting, COUNTS, GENERAL)
    well_made(maxpool, ["gradient", "gradient_input"], LONG)
    mistakes_change_something(accounting, SIZES)
    mistakes_change_something(accounting, GENERAL)
    mistakes_change_something(maxpool, {**LONG, "x": (1, 3, -5, 4, 0)})


def test_the_worked_solution_puts_the_numbers_in():
    lines = {line.step: line for line in accounting.explain(SIZES, COUNTS)}
    assert lines["padding"].numbers == r"\frac{3-1}{2}"
    assert lines["ops"].numbers == "27+27"
    lines = {line.step: line for line in maxpool.explain(LONG, ["gradient"])}
    assert r"2 \cdot 1" in lines["responses"].numbers
