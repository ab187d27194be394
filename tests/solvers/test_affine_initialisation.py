"""Initialising an affine step: against sympy's moments, misconceptions, units that can't be normalised."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.affine_initialisation import NAMES, affine_initialisation
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

F = Fraction
VALUES = {"d": 4, "mu_w": F(1, 2), "sigma_w": F(1, 3), "mu_x": 2, "sigma_x": 1, "s": 3}
D, MU_W, MU_X, SIGMA_W, SIGMA_X = map(Expr.symbol, NAMES)


def enumerated(d, mu_w, sigma_w, mu_x, sigma_x):
    """Mean and variance of y over all outcomes of two-valued weights and inputs."""
    pairs = [(mu_w + u) * (mu_x + v) for u in (-sigma_w, sigma_w) for v in (-sigma_x, sigma_x)]
    sums = [sum(outcome) for outcome in product(pairs, repeat=d)]
    mean = F(sum(sums)) / len(sums)
    return mean, F(sum((value - mean) ** 2 for value in sums)) / len(sums)


@pytest.mark.parametrize("d", [1, 2, 4])
@pytest.mark.parametrize(
    ("mu_w", "sigma_w", "mu_x", "sigma_x"),
    [(F(1, 2), F(1, 3), 2, 1), (-1, 2, 3, F(3, 2)), (0, 1, -1, 2), (0, F(2, 3), 0, 1)],
)
def test_values_are_those_of_all_outcomes(d, mu_w, sigma_w, mu_x, sigma_x):
    values = {"d": d, "mu_w": mu_w, "sigma_w": sigma_w, "mu_x": mu_x, "sigma_x": sigma_x, "s": 2}
    run = affine_initialisation.run(values)
    mean, variance = enumerated(d, mu_w, sigma_w, mu_x, sigma_x)
    assert run["shift"] == -mean
    assert run["variance"] == variance
    assert run["gain"] == 1 / sqrt(variance)
    certified(affine_initialisation, values)


def test_formulas():
    run = affine_initialisation.run({})
    inner = MU_W**2 * SIGMA_X**2 + MU_X**2 * SIGMA_W**2 + SIGMA_X**2 * SIGMA_W**2
    assert run["shift_formula"] == -D * MU_W * MU_X
    assert run["variance_formula"] == D * inner
    numbers = {name: Expr.of(VALUES[name]) for name in NAMES}
    assert run["gain_formula"].substitute(numbers) == affine_initialisation.run(VALUES)["gain"]


def test_factors_of_scaled_weights():
    for s in (F(1, 5), 2, 10, sqrt(2)):
        run = affine_initialisation.run({"s": s})
        assert run["z_factor"] == 1
        assert run["gradient_factor"] == 1 / Expr.of(s)
        assert run["relative_step_factor"] == 1 / Expr.of(s) ** 2
        certified(affine_initialisation, {**VALUES, "s": s})


def test_mistakes():
    variance = F(29, 9)  # 4*(1/4 + 4/9 + 1/9)
    leads_to(affine_initialisation, VALUES, "shift", shift_sign=4, shift_of_one=-1)
    leads_to(
        affine_initialisation,
        VALUES,
        "variance",
        product_left_out=4 * (F(1, 4) + F(4, 9)),
        count_squared=4 * variance,
        variance_of_one=variance / 4,
        means_forgotten=F(4, 9),
    )
    leads_to(
        affine_initialisation,
        VALUES,
        "gain",
        by_variance=1 / variance,
        deviation=sqrt(variance),
        means_forgotten=F(3, 2),
    )
    leads_to(affine_initialisation, VALUES, "z_factor", scale_kept=3)
    leads_to(affine_initialisation, VALUES, "gradient_factor", gradient_unchanged=1, gradient_multiplied=3)
    leads_to(
        affine_initialisation,
        VALUES,
        "relative_step_factor",
        weight_factor_forgotten=F(1, 3),
        weight_factor_multiplied=1,
    )
    formulas = affine_initialisation.run({}, replaced={"variance_formula": D * SIGMA_W**2 * SIGMA_X**2})
    assert formulas["gain_formula"].substitute({"d": Expr.of(4), "sigma_w": Expr.of(3)}) != 0


def test_mistakes_that_zero_means_hide_do_not_apply():
    values = {**VALUES, "mu_w": 0, "mu_x": 0}
    leads_to(affine_initialisation, values, "shift", shift_sign=None, shift_of_one=None)
    leads_to(affine_initialisation, values, "variance", means_forgotten=None)


@pytest.mark.parametrize(
    ("change", "step", "why"),
    [
        ({"sigma_w": 0, "sigma_x": 0}, "gain", "y does not vary: no scale gives it the variance 1"),
        ({"s": 0}, "z_factor", "the factor on the weights must be positive"),
        ({"s": -1}, "relative_step_factor", "the factor on the weights must be positive"),
    ],
)
def test_ill_posed(change, step, why):
    assert str(affine_initialisation.run({**VALUES, **change}).error(step)) == why


thirds = st.fractions(-2, 3, max_denominator=4)
positive = st.one_of(st.fractions(F(1, 4), 3, max_denominator=4), st.just(sqrt(2)))


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 20), thirds, positive, thirds, positive, positive)
def test_steps_agree_with_checks(d, mu_w, sigma_w, mu_x, sigma_x, s):
    values = {"d": d, "mu_w": mu_w, "sigma_w": sigma_w, "mu_x": mu_x, "sigma_x": sigma_x, "s": s}
    certified(affine_initialisation, values)


def test_checks_notice_a_wrong_value():
    assert notices(affine_initialisation, VALUES, "variance", 4)
    assert notices(affine_initialisation, VALUES, "shift", 4)
    assert notices(affine_initialisation, VALUES, "gradient_factor", 3)
    assert notices(affine_initialisation, VALUES, "relative_step_factor", F(1, 3))
    assert notices(affine_initialisation, VALUES, "variance_formula", D * SIGMA_W**2 * SIGMA_X**2)
    assert notices(affine_initialisation, VALUES, "shift_formula", D * MU_W * MU_X)


def test_the_derivation_is_well_made():
    well_made(affine_initialisation, [*affine_initialisation.steps], VALUES)
    mistakes_change_something(affine_initialisation, VALUES)
    assert affine_initialisation.needs("shift") == {"d", "mu_w", "mu_x"}
    assert affine_initialisation.needs("z_factor") == {"s"}
