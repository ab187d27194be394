"""Weight settings that compute one function: counted in closed form and by trying them out."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made

from examgen.solvers.derivation import IllPosed
from examgen.solvers.restarts import restarts


@pytest.mark.parametrize("units", range(1, 8))
def test_numbers(units):
    assert (
        restarts.run({"n_hidden": units, "activation": "tanh"})["equivalent_weights"]
        == factorial(units) * 2**units
    )
    assert restarts.run({"n_hidden": units, "activation": "relu"})["equivalent_weights"] == factorial(units)


@pytest.mark.parametrize(
    ("units", "activation"), [(1, "tanh"), (2, "relu"), (3, "tanh"), (6, "relu"), (5, "tanh")]
)
def test_the_check_agrees(units, activation):
    certified(restarts, {"n_hidden": units, "activation": activation})


def test_mistakes():
    given = {"n_hidden": 4, "activation": "tanh"}
    leads_to(
        restarts,
        given,
        "equivalent_weights",
        signs_forgotten=24,
        permutations_forgotten=16,
        one_sign_for_all=48,
        n_for_factorial=64,
        signs_counted=None,
    )
    leads_to(
        restarts,
        {**given, "activation": "relu"},
        "equivalent_weights",
        signs_counted=384,
        signs_forgotten=None,
    )
    leads_to(
        restarts, {"n_hidden": 1, "activation": "tanh"}, "equivalent_weights", permutations_forgotten=None
    )
    assert notices(restarts, given, "equivalent_weights", 24)


@pytest.mark.parametrize("units", [0, -1, Fraction(1, 2), 10**6])
def test_ill_posed(units):
    error = restarts.run({"n_hidden": units, "activation": "tanh"}).error("equivalent_weights")
    assert isinstance(error, IllPosed)
    assert "whole number from 1" in str(error)


def test_an_unknown_activation():
    assert "no activation 'sine'" in str(
        restarts.run({"n_hidden": 2, "activation": "sine"}).error("equivalent_weights")
    )


def test_the_derivation_is_well_made():
    well_made(restarts, ["equivalent_weights"], {"n_hidden": 3, "activation": "tanh"})
    mistakes_change_something(restarts, {"n_hidden": 3, "activation": "tanh"})
    mistakes_change_something(restarts, {"n_hidden": 3, "activation": "relu"})
