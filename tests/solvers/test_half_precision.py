"""Half precision: bytes, limits, and rounding against numpy's own half-precision numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.half_precision import half_precision
from examgen.text.expr import PI

GIVEN = {"n_parameters": 1_000_000, "value": Fraction(2049, 1024)}
PARTS = ["bytes_single", "bytes_half", "saved_mib", "half_limits", "half_rounding"]


def rounded(value):
    return half_precision.run({"value": value})["half_rounding"]


def test_memory():
    run = half_precision.run(GIVEN)
    assert run["bytes_single"] == 4_000_000
    assert run["bytes_half"] == 2_000_000
    assert run["saved_mib"] == Fraction(2_000_000, 2**20)
    leads_to(half_precision, GIVEN, "saved_mib", all_saved=Fraction(15625, 4096), decimal_megabytes=2)
    leads_to(half_precision, GIVEN, "bytes_single", single_in_bits=32_000_000, double_for_single=8_000_000)
    leads_to(half_precision, GIVEN, "bytes_half", half_in_bits=16_000_000, byte_for_half=1_000_000)
    error = half_precision.run({"n_parameters": Fraction(1, 2)}).error("bytes_half")
    assert str(error) == "there must be a whole number of parameters"


def test_limits():
    assert half_precision.run({})["half_limits"] == exact([65504, Fraction(1, 1024), Fraction(1, 2**24)])
    info = np.finfo(np.float16)
    assert info.max == 65504
    assert (info.eps, info.smallest_subnormal) == (2**-10, 2**-24)
    leads_to(
        half_precision,
        {},
        "half_limits",
        power_for_the_largest=(65536, Fraction(1, 1024), Fraction(1, 2**24)),
        integer_for_the_largest=(65535, Fraction(1, 1024), Fraction(1, 2**24)),
        rounding_error_for_the_gap=(65504, Fraction(1, 2048), Fraction(1, 2**24)),
        normal_for_subnormal=(65504, Fraction(1, 1024), Fraction(1, 2**14)),
    )
    assert notices(half_precision, {}, "half_limits", (65504, Fraction(1, 2048), Fraction(1, 2**24)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2049, 2048),
        (2051, 2052),
        (4098, 4096),
        (-2051, -2052),
        (Fraction(2049, 2048), 1),
        (Fraction(2051, 2048), Fraction(513, 512)),
        (Fraction(1, 10), Fraction(819, 8192)),
        (Fraction(1, 3), Fraction(1365, 4096)),
        (65519, 65504),
        (Fraction(1, 2**25), 0),
        (Fraction(3, 2**25), Fraction(1, 2**23)),
        (Fraction(1, 2**24), Fraction(1, 2**24)),
        (0, 0),
    ],
)
def test_rounding_by_hand(value, expected):
    assert rounded(value) == expected
    certified(half_precision, {**GIVEN, "value": value})


@pytest.mark.parametrize("value", [65520, 65536, 10**9, -65520, Fraction(131041, 2)])
def test_what_overflows_is_ill_posed(value):
    error = half_precision.run({"value": value}).error("half_rounding")
    assert "overflows" in str(error)
    assert "65504" in str(error)


def test_irrational_values_are_rounded_too():
    assert rounded(PI) == Fraction(201, 64)


@settings(max_examples=150, deadline=None)
@given(st.integers(-(2**20), 2**20), st.integers(0, 30))
def test_rounding_agrees_with_numpy(numerator, exponent):
    value = Fraction(numerator, 2**exponent)
    assume(abs(value) < 65520)
    # A double holds the value exactly, so numpy rounds once.
    assert rounded(value) == Fraction(float(np.float16(float(value))))


def test_every_half_stays_as_it_is():
    for bits in range(0, 31 * 1024, 97):
        value = Fraction(float(np.uint16(bits).view(np.float16)))
        assert rounded(value) == value


def test_mistakes_about_rounding():
    leads_to(half_precision, {"value": 2051}, "half_rounding", cut_off=2050, ties_up=None, not_rounded=2051)
    leads_to(
        half_precision, {"value": 2049}, "half_rounding", cut_off=None, ties_up=2050, one_bit_too_many=2049
    )
    leads_to(half_precision, {"value": -2049}, "half_rounding", ties_up=-2050)
    assert not wrong(half_precision, {"value": 3}, "half_rounding")
    assert notices(half_precision, {**GIVEN, "value": 2049}, "half_rounding", 2050)


def test_the_derivation_is_well_made():
    well_made(half_precision, PARTS, GIVEN)
    for value in (2049, 2051, Fraction(1, 3), Fraction(-1, 7)):
        mistakes_change_something(half_precision, {**GIVEN, "value": value})
