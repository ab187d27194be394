from __future__ import annotations

import math
from fractions import Fraction

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st

from examgen.solvers.adam import adam
from examgen.solvers.derivation import IllPosed
from examgen.text.balls import decimal_float
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

G, GAMMA, THETA = map(Expr.symbol, ("g", "gamma", "theta"))
ASKED = (
    "changed_line_formula",
    "first_gradient",
    "theta_l2",
    "rate_small",
    "rate_large",
    "rate_ratio",
    "rates_decoupled",
    "theta_decoupled",
)
NICE = {
    "theta0": 4,
    "gradients": (1, Fraction(-5, 2)),
    "gamma": Fraction(1, 10),
    "lam": Fraction(1, 10),
    "eps": Fraction(1, 2),
    "rho1": Fraction(1, 2),
    "rho2": Fraction(3, 4),
    "delta": 0,
    "rms_small": Fraction(1, 2),
    "rms_large": 8,
}

cases = st.fixed_dictionaries(
    {
        "theta0": st.integers(1, 10),
        "gradients": st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple),
        "gamma": st.sampled_from([Fraction(1, 20), Fraction(1, 8), Fraction(1, 4)]),
        "lam": st.sampled_from([Fraction(1, 100), Fraction(1, 10)]),
        "eps": st.sampled_from([Fraction(1, 10), Fraction(1, 2)]),
        "rho1": st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(9, 10)]),
        "rho2": st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(99, 100)]),
        "delta": st.sampled_from([Fraction(0), Fraction(1, 10)]),
        "rms_small": st.sampled_from([Fraction(1, 2), Fraction(2)]),
        "rms_large": st.sampled_from([Fraction(6), Fraction(10)]),
    }
)


def plain_adam(case, penalty, decay):
    """Adam as it is printed, in floats."""
    theta, first, second = float(case["theta0"]), 0.0, 0.0
    rho1, rho2 = float(case["rho1"]), float(case["rho2"])
    for t, slope in enumerate(case["gradients"], 1):
        gradient = float(slope) + 2 * penalty * theta
        first = rho1 * first + (1 - rho1) * gradient
        second = rho2 * second + (1 - rho2) * gradient**2
        scaled = first / (1 - rho1**t) / (math.sqrt(second / (1 - rho2**t)) + float(case["delta"]))
        theta -= float(case["eps"]) * scaled + decay * theta
    return theta


@configured(max_examples=40, deadline=None)
@given(cases)
def test_runs_agree_with_the_printed_algorithm(case):
    run = adam.run(case)
    assert decimal_float(run["theta_l2"]) == pytest.approx(plain_adam(case, float(case["gamma"]), 0.0))
    assert decimal_float(run["theta_decoupled"]) == pytest.approx(plain_adam(case, 0.0, float(case["lam"])))
    certified(adam, case)


def test_values():
    run = adam.run(NICE)
    # g1 = 1 + 4/5 = 9/5, theta_1 = 4 - 1/2; g2 = -5/2 + 7/10 = -9/5: s_hat = (9/10 - 9/5)/(3/2) = -3/5, r_hat = 81/25.
    assert run["first_gradient"] == Fraction(9, 5)
    assert run["trace_l2"][1][:3] == (Fraction(-9, 5), Fraction(-3, 5), Fraction(81, 25))
    assert run["theta_l2"] == Fraction(7, 2) + Fraction(1, 6)
    # theta_1 = 4 - 1/2 - 2/5; s_hat = (1/2 - 5/2)/(3/2), r_hat = (3/4 + 25/4)/(7/4) = 4.
    assert run["theta_decoupled"] == Fraction(31, 10) + Fraction(1, 3) - Fraction(31, 100)
    assert run["rate_small"] == Fraction(1, 5)
    assert run["rate_large"] == Fraction(1, 80)
    assert run["rate_ratio"] == 16
    assert run["rates_decoupled"] == (Fraction(1, 10), Fraction(1, 10))


def test_the_changed_line():
    assert adam.run({})["changed_line_formula"] == G + 2 * GAMMA * THETA


def test_after_one_step_only_the_sign_counts():
    run = adam.run({**NICE, "gradients": (-6,)})
    assert run["theta_l2"] == Fraction(9, 2)
    assert run["theta_decoupled"] == Fraction(9, 2) - Fraction(2, 5)


def test_roots_stay_exact():
    run = adam.run({**NICE, "gradients": (1, 2), "rho2": Fraction(1, 2)})
    assert run["theta_decoupled"] == Fraction(31, 10) * Fraction(9, 10) - Fraction(5, 3) / 2 / sqrt(3)


def test_mistakes_of_the_line():
    leads_to(
        adam,
        NICE,
        "changed_line_formula",
        factor_two_lost=G + GAMMA * THETA,
        penalty_in_line=G + GAMMA * THETA**2,
        penalty_subtracted_in_line=G - 2 * GAMMA * THETA,
        penalty_alone=2 * GAMMA * THETA,
        weight_left_out=G + 2 * GAMMA,
    )
    leads_to(
        adam,
        NICE,
        "first_gradient",
        factor_two_lost=Fraction(7, 5),
        gradient_of_the_loss=1,
        penalty_for_gradient=Fraction(13, 5),
        penalty_subtracted=Fraction(1, 5),
    )


def test_mistakes_of_the_runs():
    decoupled = Fraction(31, 10) * Fraction(9, 10) + Fraction(1, 3)
    leads_to(
        adam,
        NICE,
        "theta_l2",
        # plain Adam, each step also less eps*2*gamma = 1/10 of the weight
        penalty_after_scaling=decoupled,
        one_step_early_l2=Fraction(7, 2),
        decoupled_for_l2=decoupled,
        # 4 + 1/2 in the first step; g2 = -5/2 + 9/10 = -8/5
        uphill_l2=Fraction(9, 2)
        + (Fraction(9, 10) - Fraction(8, 5))
        / Fraction(3, 2)
        / sqrt((Fraction(3, 4) * Fraction(81, 25) + Fraction(64, 25)) / Fraction(7, 4))
        / 2,
    )
    leads_to(
        adam,
        NICE,
        "theta_decoupled",
        no_decay=Fraction(7, 2) + Fraction(1, 3),
        decay_times_step_size=Fraction(33, 10) * Fraction(19, 20) + Fraction(1, 3),
        one_step_early_decoupled=Fraction(31, 10),
        moved_weight_decays=(Fraction(7, 2) * Fraction(9, 10) + Fraction(1, 3)) * Fraction(9, 10),
        l2_for_decoupled=Fraction(11, 3),
    )


def test_mistakes_of_one_step():
    one = {**NICE, "gradients": (4,), "rho1": Fraction(9, 10)}
    leads_to(
        adam,
        one,
        "theta_decoupled",
        uncorrected_decoupled=4 - Fraction(1, 2) * Fraction(1, 10) / Fraction(1, 2) - Fraction(2, 5),
        root_forgotten_decoupled=4 - Fraction(1, 8) - Fraction(2, 5),
        one_step_early_decoupled=None,
    )
    leads_to(adam, {**one, "gradients": (-1,)}, "theta_decoupled", decay_inside=Fraction(9, 2))


def test_mistakes_of_the_rates():
    leads_to(
        adam,
        NICE,
        "rate_small",
        factor_two_lost=Fraction(1, 10),
        step_size_left_out=Fraction(2, 5),
        small_not_scaled=Fraction(1, 10),
        small_by_the_square=Fraction(2, 5),
        small_multiplied=Fraction(1, 20),
    )
    leads_to(
        adam,
        NICE,
        "rate_large",
        large_not_scaled=Fraction(1, 10),
        large_by_the_square=Fraction(1, 640),
        large_multiplied=Fraction(4, 5),
    )
    leads_to(adam, NICE, "rate_ratio", ratio_turned_round=Fraction(1, 16), equal_under_l2=1)
    leads_to(
        adam,
        NICE,
        "rates_decoupled",
        unequal_under_decay=(Fraction(1, 5), Fraction(1, 80)),
        rate_times_step_size=(Fraction(1, 20), Fraction(1, 20)),
        decay_doubled=(Fraction(1, 5), Fraction(1, 5)),
    )


def test_well_made():
    well_made(adam, ASKED, NICE)
    mistakes_change_something(adam, {**NICE, "rho1": Fraction(9, 10)})
    independent(adam, NICE)
    for step, value in {
        "changed_line_formula": G + GAMMA * THETA,
        "theta_l2": 4,
        "theta_decoupled": 4,
        "rate_small": 1,
        "rate_ratio": 1,
        "rates_decoupled": (0, 0),
    }.items():
        assert notices(adam, NICE, step, value)


def test_what_a_part_needs():
    assert adam.needs("rates_decoupled") == {"lam"}
    assert "lam" not in adam.needs("theta_l2")
    assert "gamma" not in adam.needs("theta_decoupled")
    assert adam.needs("changed_line_formula") == frozenset()
    other = adam.run({**NICE, "gamma": Fraction(1, 7), "eps": Fraction(1, 3)})
    assert other["rate_ratio"] == 16


@pytest.mark.parametrize(
    ("change", "step", "sentence"),
    [
        ({"gradients": (Fraction(-4, 5), 1)}, "theta_l2", "nothing to divide by"),
        ({"gradients": (0,)}, "theta_decoupled", "nothing to divide by"),
        ({"rho2": 1}, "theta_l2", "less than 1"),
        ({"gradients": ()}, "theta_decoupled", "no gradients"),
        ({"gradients": ()}, "first_gradient", "no gradients"),
        ({"rms_small": 0}, "rate_small", "must be positive"),
    ],
)
def test_ill_posed(change, step, sentence):
    with pytest.raises(IllPosed, match=sentence):
        adam.run({**NICE, **change})[step]


def test_a_stabiliser_saves_a_gradient_of_0():
    assert adam.run({**NICE, "gradients": (0,), "delta": 1})["theta_decoupled"] == Fraction(18, 5)
