"""Costs: formulas against counts, orders of growth against growing counts, misconceptions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.costs import bptt, minibatch
from examgen.text.expr import Expr

M, T, TAU = map(Expr.symbol, ("M", "t", "tau"))
DENSE = {"dims": (5, 7, 3), "M": 32}
RUN = {"tau": 5, "updates": 8}
DENSE_PARTS = [
    "operations_growth",
    "multiply_adds",
    "memory_growth",
    "activation_scalars",
    "parameter_scalars",
]
RUN_PARTS = [
    "full_cost",
    "full_update_cells",
    "full_total_cells",
    "truncated_cost",
    "truncated_update_cells",
    "truncated_total_cells",
]


def test_a_dense_network():
    run = minibatch.run(DENSE)
    assert run["operations_growth"] == M
    assert run["memory_growth"] == M
    assert run["multiply_adds"] == 32 * 56
    assert run["activation_scalars"] == 32 * 15
    assert run["parameter_scalars"] == 42 + 24


def test_mistakes_about_dense_networks():
    leads_to(
        minibatch,
        DENSE,
        "multiply_adds",
        one_sample_multiplied=56,
        biases_multiplied=32 * 66,
        widths_multiplied=32 * 105,
    )
    leads_to(
        minibatch,
        DENSE,
        "activation_scalars",
        input_left_out=320,
        output_left_out=32 * 12,
        one_sample_stored=15,
    )
    leads_to(minibatch, DENSE, "parameter_scalars", biases_left_out=56, parameters_times_batch=32 * 66)
    leads_to(minibatch, DENSE, "memory_growth", memory_constant=1, memory_quadratic=M**2)
    leads_to(minibatch, DENSE, "operations_growth", operations_constant=1)
    single = {"dims": (3, 4), "M": 1}
    assert set(wrong(minibatch, single, "multiply_adds")) == {"biases_multiplied"}
    assert set(wrong(minibatch, single, "parameter_scalars")) == {"biases_left_out"}


@pytest.mark.parametrize(
    ("changed", "step", "why"),
    [
        ({"dims": (4,)}, "multiply_adds", "a network needs an input and at least one layer"),
        ({"dims": ()}, "parameter_scalars", "a network needs an input and at least one layer"),
        ({"dims": (4, 0)}, "multiply_adds", "width must be a positive integer"),
        ({"dims": (4, Fraction(1, 2))}, "parameter_scalars", "width must be a positive integer"),
        ({"dims": (4, -2)}, "activation_scalars", "width must be a positive integer"),
        ({"M": 0}, "activation_scalars", "M must be a positive integer"),
    ],
)
def test_ill_posed_networks(changed, step, why):
    assert str(minibatch.run({**DENSE, **changed}).error(step)) == why


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=5), st.integers(1, 256))
def test_dense_networks_agree_with_counting(dims, samples):
    certified(minibatch, {"dims": dims, "M": samples})


def test_orders_of_growth_are_counted():
    for step in ("operations_growth", "memory_growth"):
        for value in (Expr.of(1), M**2, 2 * M, M + 1):
            assert notices(minibatch, DENSE, step, value)
    for step, symbol in (("full_cost", T), ("truncated_cost", TAU)):
        for value in (Expr.of(1), symbol**2):
            assert notices(bptt, RUN, step, value)
    assert notices(bptt, RUN, "full_total_cells", 320)
    assert notices(minibatch, DENSE, "parameter_scalars", 56)


def test_backpropagation_through_time():
    run = bptt.run(RUN)
    assert [run[step] for step in RUN_PARTS] == [T, 40, 5 * 36, TAU, 5, 40]


def test_mistakes_about_backpropagation_through_time():
    leads_to(
        bptt, RUN, "full_cost", full_cost_constant=1, full_cost_truncated=TAU, full_cost_of_all_updates=T**2
    )
    leads_to(bptt, RUN, "truncated_cost", truncated_cost_constant=1, truncated_cost_in_full=T)
    leads_to(bptt, RUN, "full_update_cells", last_update_truncated=5, one_update_too_few=35)
    leads_to(
        bptt,
        RUN,
        "full_total_cells",
        total_truncated=40,
        every_update_like_the_last=320,
        last_update_left_out=140,
    )
    leads_to(bptt, RUN, "truncated_update_cells", update_in_full=40)
    leads_to(bptt, RUN, "truncated_total_cells", total_in_full=180, total_of_one_update=5)


def test_ill_posed_runs():
    assert str(bptt.run({**RUN, "tau": 0}).error("full_total_cells")) == "tau must be a positive integer"
    assert "updates" in str(bptt.run({**RUN, "updates": -1}).error("truncated_total_cells"))


def test_symbols_for_the_counts():
    n = Expr.symbol("n")
    assert bptt.run({"tau": TAU, "updates": n})["full_total_cells"] == TAU * n * (n + 1) / 2


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 20), st.integers(1, 50))
def test_runs_agree_with_counting(tau, updates):
    certified(bptt, {"tau": tau, "updates": updates})


def test_the_derivations_are_well_made():
    well_made(minibatch, DENSE_PARTS, DENSE)
    well_made(bptt, RUN_PARTS, RUN)
    mistakes_change_something(minibatch, DENSE)
    mistakes_change_something(minibatch, {"dims": (3, 4), "M": 1})
    mistakes_change_something(bptt, RUN)
    mistakes_change_something(bptt, {"tau": 3, "updates": 1})
