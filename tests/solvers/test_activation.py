"""Piecewise activations: values and slopes of every variant, misconceptions, kinks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.activation import KINKS, piecewise
from examgen.solvers.exact import exact
from examgen.text.functions import exp, log, sqrt

TENTH, HALF = Fraction(1, 10), Fraction(1, 2)
POINTS = (-2, -HALF, HALF, 3)
LEAKY = {"alpha": TENTH, "x": POINTS, "variant": "leaky"}
BOTH = ["forward_values", "gradient_values"]


def variant(name):
    return {**LEAKY, "variant": name}


@pytest.mark.parametrize(
    ("name", "values", "slopes"),
    [
        ("leaky", (Fraction(-1, 5), Fraction(-1, 20), HALF, 3), (TENTH, TENTH, 1, 1)),
        ("relu", (0, 0, HALF, 3), (0, 0, 1, 1)),
        ("hard-tanh", (-1, -HALF, HALF, 1), (0, 1, 1, 0)),
    ],
)
def test_values_and_slopes(name, values, slopes):
    run = piecewise.run(variant(name))
    assert run["forward_values"] == exact(values)
    assert run["gradient_values"] == exact(slopes)


def test_values_and_slopes_of_the_exponential_unit():
    run = piecewise.run({"alpha": 2, "x": (-log(4), 1), "variant": "elu"})
    assert run["forward_values"] == exact([Fraction(-3, 2), 1])
    assert run["gradient_values"] == exact([HALF, 1])


def test_mistakes_about_the_leaky_rectifier():
    leads_to(
        piecewise,
        LEAKY,
        "forward_values",
        cases_exchanged=(-2, -HALF, Fraction(1, 20), Fraction(3, 10)),
        largest_of_zero_and_scaled=(0, 0, Fraction(1, 20), Fraction(3, 10)),
        plain_rectifier=(0, 0, HALF, 3),
        constant_below=(TENTH, TENTH, HALF, 3),
        one_not_subtracted=None,
        cut_off_at_zero=None,
    )
    leads_to(
        piecewise,
        LEAKY,
        "gradient_values",
        cases_exchanged=(1, 1, TENTH, TENTH),
        slope_zero_below=(0, 0, 1, 1),
        slope_x_below=(-2, -HALF, 1, 1),
        slope_value_below=(Fraction(-1, 5), Fraction(-1, 20), 1, 1),
        slope_one_everywhere=(1, 1, 1, 1),
        values_for_slopes=(Fraction(-1, 5), Fraction(-1, 20), HALF, 3),
        slope_constant_below=None,
    )


def test_mistakes_about_the_other_variants():
    leads_to(
        piecewise,
        variant("hard-tanh"),
        "forward_values",
        cut_off_above_only=(-2, -HALF, HALF, 1),
        cut_off_at_zero=(0, 0, HALF, 1),
        cases_exchanged=None,
    )
    leads_to(
        piecewise,
        {"alpha": 2, "x": (-1, 1), "variant": "elu"},
        "forward_values",
        one_not_subtracted=(2 * exp(-1), 1),
        plain_rectifier=(0, 1),
        constant_below=(2, 1),
    )
    leads_to(
        piecewise,
        {"alpha": 2, "x": (-1, 1), "variant": "elu"},
        "gradient_values",
        slope_constant_below=(2, 1),
        slope_zero_below=(0, 1),
    )
    assert "slope_zero_below" not in wrong(piecewise, variant("relu"), "gradient_values")


def test_exchanged_cases_are_one_mistake_in_both_parts():
    for step in BOTH:
        assert "cases_exchanged" in wrong(piecewise, LEAKY, step)


@pytest.mark.parametrize("name", KINKS)
def test_a_kink_has_a_value_but_no_slope(name):
    kink = KINKS[name][-1]
    run = piecewise.run({"alpha": TENTH, "x": (-3, kink), "variant": name})
    assert run["forward_values"][1] == kink
    assert str(run.error("gradient_values")) == f"the function has a kink at {kink}, and no derivative there"


def test_the_exponential_unit_with_alpha_one_is_smooth():
    given_values = {"alpha": 1, "x": (0, -1), "variant": "elu"}
    assert piecewise.run(given_values)["gradient_values"] == (exact(1), exp(-1))
    certified(piecewise, given_values)


def test_an_unknown_variant_is_ill_posed():
    error = piecewise.run(variant("softplus")).error("forward_values")
    assert str(error) == "there is no variant 'softplus'; it is one of leaky, relu, elu, hard-tanh"


def test_the_slope_does_not_matter_to_some_variants():
    for name in ("relu", "hard-tanh"):
        other = {**variant(name), "alpha": 7}
        for step in BOTH:
            assert piecewise.run(variant(name))[step] == piecewise.run(other)[step]


@settings(deadline=None)
@given(
    st.sampled_from([Fraction(1, 100), Fraction(1, 20), TENTH, Fraction(1, 4), 1]),
    st.lists(
        st.one_of(st.fractions(-4, 4, max_denominator=2), st.sampled_from([sqrt(2), -sqrt(3)])),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(list(KINKS)),
)
def test_steps_agree_with_checks(alpha, x, name):
    assume(not set(x) & set(KINKS[name]))
    certified(piecewise, {"alpha": alpha, "x": x, "variant": name})


def test_checks_notice_a_wrong_value():
    assert notices(piecewise, LEAKY, "forward_values", (0, 0, HALF, 3))
    assert notices(piecewise, LEAKY, "gradient_values", (0, 0, 1, 1))


def test_the_derivation_is_well_made():
    for name in KINKS:
        well_made(piecewise, BOTH, variant(name))
        mistakes_change_something(piecewise, variant(name))
