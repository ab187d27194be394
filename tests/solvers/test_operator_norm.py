"""Norms of Jacobians: values by hand, numpy's norms, ties of the tolerance, misconceptions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed
from examgen.solvers.exact import exact
from examgen.solvers.operator_norm import state_gradient
from examgen.text.balls import decimal_float
from examgen.text.functions import sqrt

F = Fraction
GIVEN = {
    "W": [[F(2, 5), F(3, 5)], [0, F(2, 5)]],
    "gamma": F(9, 10),
    "T": 3,
    "tol": F(1, 100),
    "slope": F(1, 2),
}
ASKED = ["largest_eigenvalue", "operator_norm", "delta", "bound", "vanishes", "steps_to_tol", "product_norm"]


def test_by_hand():
    run = state_gradient.run(GIVEN)
    assert run["largest_eigenvalue"] == F(16, 25)
    assert run["operator_norm"] == F(4, 5)
    assert run["delta"] == F(18, 25)
    assert run["bound"] == F(18, 25) ** 3
    assert run["vanishes"] == "guaranteed"
    assert run["steps_to_tol"] == 15
    assert run["product_norm"] == (9 + sqrt(97)) / 500


def test_a_norm_with_roots():
    run = state_gradient.run({**GIVEN, "W": [[1, 1], [0, 1]]})
    assert run["largest_eigenvalue"] == (3 + sqrt(5)) / 2
    assert run["operator_norm"] == (1 + sqrt(5)) / 2
    assert run["vanishes"] == "not-guaranteed"
    assert run["steps_to_tol"] == 0, "no number of steps is enough"


@pytest.mark.parametrize(("norm", "formula"), [(F(3, 2), 12), (F(1), None)])
def test_a_bound_that_does_not_shrink_never_meets_the_tolerance(norm, formula):
    given = {**GIVEN, "W": [[norm]], "gamma": 1}
    assert state_gradient.run(given)["steps_to_tol"] == 0
    certified(state_gradient, given)
    leads_to(
        state_gradient,
        given,
        "steps_to_tol",
        formula_for_a_growing_bound=formula,
        one_step_too_early=None,
        one_step_too_far=None,
    )


def test_nilpotent_matrices_show_that_the_bound_is_not_sharp():
    given = {**GIVEN, "W": [[0, 2], [0, 0]], "gamma": 1, "slope": 1}
    run = state_gradient.run(given)
    assert (run["bound"], run["product_norm"]) == (exact(8), exact(0))
    certified(state_gradient, given)


@pytest.mark.parametrize(
    ("norm", "tol", "steps"),
    [
        (F(1, 2), F(1, 8), 4),
        (F(1, 2), F(1, 7), 3),
        (F(1, 2), F(1, 9), 4),
        (F(0), F(1, 9), 1),
        (F(9, 10), F(1, 1000), 66),
    ],
)
def test_the_tolerance_is_decided_exactly(norm, tol, steps):
    given = {**GIVEN, "W": [[norm]], "gamma": 1, "tol": tol}
    assert state_gradient.run(given)["steps_to_tol"] == steps
    certified(state_gradient, given)


def test_an_irrational_power_may_meet_the_tolerance():
    given = {**GIVEN, "W": [[sqrt(2) / 2]], "gamma": 1, "tol": F(1, 4)}
    assert state_gradient.run(given)["steps_to_tol"] == 5
    certified(state_gradient, given)


def test_mistakes():
    leads_to(
        state_gradient,
        GIVEN,
        "largest_eigenvalue",
        eigenvalue_of_the_matrix=F(2, 5),
        smallest_eigenvalue=F(1, 25),
        trace_for_eigenvalue=F(17, 25),
    )
    leads_to(state_gradient, GIVEN, "operator_norm", root_forgotten=F(16, 25))
    leads_to(state_gradient, GIVEN, "delta", gamma_squared=F(81, 125), gamma_left_out=F(4, 5))
    leads_to(state_gradient, GIVEN, "bound", steps_as_factor=F(54, 25), bound_one_step_short=F(18, 25) ** 2)
    leads_to(state_gradient, GIVEN, "steps_to_tol", one_step_too_early=14, one_step_too_far=16)
    leads_to(state_gradient, GIVEN, "vanishes", conclusion_reversed="not-guaranteed")
    leads_to(
        state_gradient,
        GIVEN,
        "product_norm",
        product_of_norms=F(8, 125),
        slopes_left_out=(18 + 2 * sqrt(97)) / 125,
        last_root_forgotten=((9 + sqrt(97)) / 500) ** 2,
    )


def test_a_symmetric_matrix_has_no_other_norm_of_products():
    given = {**GIVEN, "W": [[F(1, 2), F(1, 4)], [F(1, 4), F(1, 2)]]}
    leads_to(state_gradient, given, "product_norm", product_of_norms=None)
    leads_to(state_gradient, given, "largest_eigenvalue", eigenvalue_of_the_matrix=F(3, 4))


@pytest.mark.parametrize(
    "matrix",
    [
        [[0, -1], [1, 0]],
        [[-1, 0], [0, -2]],
        [[F(1, 3)]],
        [[F(1, 3), 0, 0], [0, F(1, 4), F(1, 2)], [0, 0, F(1, 4)]],
    ],
)
def test_made_well(matrix):
    given = {**GIVEN, "W": matrix}
    mistakes_change_something(state_gradient, given)
    certified(state_gradient, given)


def test_made_well_as_a_whole():
    well_made(state_gradient, ASKED, GIVEN)
    assert notices(state_gradient, GIVEN, "steps_to_tol", 14)
    assert notices(state_gradient, GIVEN, "vanishes", "not-guaranteed")
    assert notices(state_gradient, GIVEN, "product_norm", F(8, 125))


entries = st.fractions(-1, 1, max_denominator=6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(entries, min_size=2, max_size=2), min_size=2, max_size=2), st.integers(0, 5))
def test_norms_agree_with_numpy(rows, steps):
    numpy = pytest.importorskip("numpy")
    given = {**GIVEN, "W": rows, "T": steps, "gamma": F(1, 4)}
    run = state_gradient.run(given)
    matrix = numpy.array(rows, dtype=float)
    assert decimal_float(run["operator_norm"]) == pytest.approx(numpy.linalg.norm(matrix, 2), abs=1e-9)
    power = numpy.linalg.matrix_power(matrix / 2, steps)
    assert decimal_float(run["product_norm"]) == pytest.approx(numpy.linalg.norm(power, 2), abs=1e-9)
    certified(state_gradient, given)


@pytest.mark.parametrize(
    ("change", "step", "sentence"),
    [
        ({"W": [[1, 2]]}, "gram", "must be square"),
        ({"gamma": 0}, "delta", "must be positive"),
        ({"tol": 2}, "steps_to_tol", "between 0 and 1"),
        ({"T": -1}, "product_norm", "must not be negative"),
    ],
)
def test_ill_posed(change, step, sentence):
    error = state_gradient.run({**GIVEN, **change}).error(step)
    assert isinstance(error, IllPosed)
    assert sentence in str(error)
