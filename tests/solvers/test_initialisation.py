"""Xavier initialisation: values, formulas, mistakes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.certificate import checked
from examgen.solvers.derivation import IllPosed
from examgen.solvers.initialisation import initialisation
from examgen.text.balls import decimal_float
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

PLAIN = {"n_in": 300, "n_out": 100}
ASKED = ["variance_formula", "variance", "bound_formula", "bound"]


def test_values():
    run = initialisation.run(PLAIN)
    assert run["variance"] == Fraction(1, 200)
    assert run["bound"] == sqrt(6) / 20
    total = Expr.symbol("n_in") + Expr.symbol("n_out")
    assert run["variance_formula"] == 2 / total
    assert run["bound_formula"] == sqrt(6 / total)


def test_the_bound_has_the_variance():
    run = initialisation.run({"n_in": 30, "n_out": 20})
    u = decimal_float(run["bound"])
    sample = np.random.default_rng(1).uniform(-u, u, 200_000)
    assert np.var(sample) == pytest.approx(decimal_float(run["variance"]), rel=0.02)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 2000), st.integers(1, 2000))
def test_steps_agree_with_checks(n_in, n_out):
    given = {"n_in": n_in, "n_out": n_out}
    run = initialisation.run(given)
    assert run["bound"] ** 2 == 3 * run["variance"]
    at = {name: Expr.of(value) for name, value in given.items()}
    assert run["variance_formula"].substitute(at) == run["variance"]
    certified(initialisation, given)


def test_mistakes():
    leads_to(
        initialisation,
        PLAIN,
        "variance",
        inputs_only_variance=Fraction(1, 300),
        he_variance=Fraction(1, 150),
        numerator_one_variance=Fraction(1, 400),
        root_for_variance_variance=sqrt(2) / 20,
    )
    leads_to(
        initialisation,
        PLAIN,
        "bound",
        deviation_for_bound=sqrt(2) / 20,
        square_of_bound=Fraction(3, 200),
        whole_width_for_bound=sqrt(6) / 10,
        inputs_only_variance=Fraction(1, 10),
    )
    n_in = Expr.symbol("n_in")
    leads_to(
        initialisation,
        {},
        "variance_formula",
        inputs_only_variance_formula=1 / n_in,
        he_variance_formula=2 / n_in,
    )
    leads_to(initialisation, {}, "bound_formula", inputs_only_variance_formula=sqrt(3 / n_in))
    leads_to(initialisation, {"n_in": 50, "n_out": 50}, "variance", inputs_only_variance=None)


def test_follow_through():
    assert initialisation.run(PLAIN, replaced={"variance": Fraction(1, 3)})["bound"] == 1


def test_checks_notice_wrong_formulas():
    assert checked(initialisation, {}, ["variance_formula", "bound_formula"]) == []
    n_in, n_out = Expr.symbol("n_in"), Expr.symbol("n_out")
    assert notices(initialisation, {}, "variance_formula", 1 / n_in)
    assert notices(initialisation, {}, "bound_formula", sqrt(2 / (n_in + n_out)))
    assert notices(initialisation, PLAIN, "variance", Fraction(1, 300))
    assert notices(initialisation, PLAIN, "bound", sqrt(2) / 20)


@pytest.mark.parametrize("width", [0, -3, Fraction(1, 2)])
def test_ill_posed(width):
    error = initialisation.run({"n_in": width, "n_out": 3}).error("bound")
    assert isinstance(error, IllPosed)
    assert "whole number" in str(error)


def test_the_derivation_is_well_made():
    well_made(initialisation, ASKED, PLAIN)
    mistakes_change_something(initialisation, PLAIN)
    assert initialisation.needs("bound_formula") == frozenset()
