"""Momentum in both forms: against a plain loop and a closed form, misconceptions, ill-posed settings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.momentum import momentum
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

F = Fraction
VALUES = {"mu": F(3, 4), "eta": F(1, 10), "a": 2, "c": -1, "theta0": 3, "T": 3}
ASKED = [
    "velocity_formula",
    "eta_prime_formula",
    "eta_prime",
    "velocity",
    "smoothed_gradient",
    "theta_velocity",
    "theta_smoothed",
]
ETA, MU, G = map(Expr.symbol, ("eta", "mu", "g"))


def by_loop(mu, eta, a, c, theta0, T):
    rate = eta / (1 - mu)
    v = g = F(0)
    theta = psi = F(theta0)
    for _ in range(T):
        v = mu * v + eta * a * (theta - c)
        theta -= v
        g = mu * g + (1 - mu) * a * (psi - c)
        psi -= rate * g
    return {"velocity": v, "smoothed_gradient": g, "theta_velocity": theta, "theta_smoothed": psi}


@pytest.mark.parametrize("T", [1, 2, 5, 20])
@pytest.mark.parametrize("mu", [F(0), F(1, 2), F(9, 10)])
def test_values_are_those_of_a_loop(mu, T):
    values = {**VALUES, "mu": mu, "T": T}
    run = momentum.run(values)
    for step, expected in by_loop(**values).items():
        assert run[step] == expected, step
    certified(momentum, values)


def test_three_steps_by_hand():
    # Gradients 8, 32/5 + ...: v = 0.8, 0.75*0.8 + 0.64 = 1.24, 0.75*1.24 + 0.392 = 1.322.
    run = momentum.run(VALUES)
    assert run["velocity_path"][0] == (F(4, 5), F(31, 25), F(661, 500))
    assert run["velocity"] == F(661, 500)
    assert run["theta_velocity"] == F(-181, 500)


def test_the_two_forms_agree():
    run = momentum.run({**VALUES, "T": 7, "eta": sqrt(2) / 10})
    assert run["velocity"] == run["eta_prime"] * run["smoothed_gradient"]
    assert run["theta_velocity"] == run["theta_smoothed"]


def test_formulas():
    run = momentum.run({})
    assert run["velocity_formula"] == ETA * G / (1 - MU)
    assert run["eta_prime_formula"] == ETA / (1 - MU)


def test_mistakes_about_the_step_size():
    leads_to(momentum, VALUES, "eta_prime", step_shrunk=F(1, 40), divided_by_mu=F(2, 15))
    leads_to(
        momentum,
        VALUES,
        "eta_prime_formula",
        step_shrunk_formula=ETA * (1 - MU),
        divided_by_mu_formula=ETA / MU,
        same_step_formula=ETA,
    )
    leads_to(momentum, VALUES, "velocity_formula", ratio_inverted_formula=(1 - MU) * G / ETA)


def test_mistakes_along_the_path():
    run = momentum.run(VALUES)
    found = wrong(momentum, VALUES, "velocity")
    assert found["one_step_too_few"] == F(31, 25)
    assert found["velocity_divided"] == run["smoothed_gradient"] / run["eta_prime"]
    assert found["no_memory"] == F(1, 10) * 2 * (3 + 1) * F(4, 5) ** 2
    # Moved before renewing: theta stays at 3 for a step, so the first two gradients are both 8.
    leads_to(momentum, {**VALUES, "T": 2}, "velocity", moved_early=F(4, 5) * F(3, 4) + F(4, 5))
    leads_to(momentum, {**VALUES, "T": 1}, "smoothed_gradient", not_smoothed=8, velocity_for_gradient=F(4, 5))
    leads_to(momentum, {**VALUES, "T": 1}, "velocity", one_step_too_few=None)


def test_a_wrong_step_size_is_followed_through():
    run = momentum.run({**VALUES, "T": 1}, replaced={"eta_prime": Expr.of(F(1, 5))})
    assert run["smoothed_gradient"] == 2
    assert run["theta_smoothed"] == 3 - F(2, 5)
    assert run["theta_velocity"] == 3 - F(4, 5)


@pytest.mark.parametrize(
    ("change", "step", "why"),
    [
        ({"mu": 1}, "eta_prime", "with mu = 1 the smoothed gradient stays 0"),
        ({"T": 0}, "velocity", "the number of steps must be a whole number, at least 1"),
        ({"T": F(5, 2)}, "velocity", "the number of steps must be a whole number, at least 1"),
        ({"T": 10**6}, "theta_velocity", "more than 200 steps are too many to write down"),
    ],
)
def test_ill_posed(change, step, why):
    assert str(momentum.run({**VALUES, **change}).error(step)) == why


@settings(deadline=None, max_examples=30)
@given(
    st.fractions(0, F(19, 20), max_denominator=20),
    st.fractions(F(1, 100), 2, max_denominator=100),
    st.integers(1, 4),
    st.integers(-3, 3),
    st.integers(-3, 3),
    st.integers(1, 8),
)
def test_steps_agree_with_checks(mu, eta, a, c, theta0, T):
    certified(momentum, {"mu": mu, "eta": eta, "a": a, "c": c, "theta0": theta0, "T": T})


def test_checks_notice_a_wrong_value():
    assert notices(momentum, VALUES, "velocity", F(31, 25))
    assert notices(momentum, VALUES, "smoothed_gradient", F(661, 500))
    assert notices(momentum, VALUES, "eta_prime_formula", ETA * (1 - MU))
    assert notices(momentum, VALUES, "velocity_formula", ETA * G)


def test_the_derivation_is_well_made():
    well_made(momentum, ASKED, VALUES)
    mistakes_change_something(momentum, VALUES)
    assert momentum.ancestors("smoothed_gradient") == {"eta_prime", "smoothed_path"}
