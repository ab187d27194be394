"""The tools of training: shards and batches, a loop with a call left out, gradients averaged over machines."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.all_reduce import all_reduce
from examgen.solvers.data_pipeline import data_pipeline
from examgen.solvers.exact import exact
from examgen.solvers.training_loop import training_loop
from examgen.text.expr import PI
from examgen.text.functions import sqrt

HALF = Fraction(1, 2)
DATA = {"dataset_gb": 100, "memory_gb": 16, "samples": 1000, "batch_size": 64}
LOOP = {"a": 2, "c": 1, "theta0": 3, "lr": Fraction(1, 4), "steps": 3}
LOOP_PARTS = ["theta_without_step", "theta_with_zero_grad", "theta_without_zero_grad", "gradient_buffer"]
MACHINES = {"gradients": ((1, 2, 3), (0, -1, HALF))}


# Shards and batches


def test_shards_and_steps():
    run = data_pipeline.run(DATA)
    assert (run["shards"], run["steps_per_epoch"]) == (7, 16)
    leads_to(
        data_pipeline,
        DATA,
        "shards",
        shards_rounded_down=6,
        one_shard_too_many=8,
        shards_not_rounded=Fraction(25, 4),
    )
    leads_to(
        data_pipeline,
        DATA,
        "steps_per_epoch",
        last_batch_dropped=15,
        one_step_too_many=17,
        step_for_each_sample=1000,
    )


def test_nothing_to_round():
    even = {"dataset_gb": 96, "memory_gb": 32, "samples": 640, "batch_size": 64}
    run = data_pipeline.run(even)
    assert (run["shards"], run["steps_per_epoch"]) == (3, 10)
    assert set(wrong(data_pipeline, even, "shards")) == {"one_shard_too_many"}
    assert "last_batch_dropped" not in wrong(data_pipeline, even, "steps_per_epoch")


def test_ill_posed_data():
    assert "must be positive" in str(data_pipeline.run({**DATA, "memory_gb": 0}).error("shards"))
    run = data_pipeline.run({**DATA, "batch_size": 0})
    assert str(run.error("steps_per_epoch")) == "batch_size must be a positive integer"
    assert run["shards"] == 7


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 500), st.integers(1, 64), st.integers(1, 2_000_000), st.integers(1, 256))
def test_shards_and_steps_agree_with_trials(dataset, memory, samples, batch):
    values = {"dataset_gb": dataset, "memory_gb": memory, "samples": samples, "batch_size": batch}
    run = data_pipeline.run(values)
    assert run["shards"] == ceil(Fraction(dataset, memory))
    assert run["steps_per_epoch"] == -(-samples // batch)
    certified(data_pipeline, values)


# A training loop


def simulated(a, c, theta0, lr, steps, clears=True, moves=True):
    """Run the loop as PyTorch does; the last buffer comes along."""
    theta, buffer = Fraction(theta0), Fraction(0)
    for _ in range(steps):
        buffer = Fraction(0) if clears else buffer
        buffer += a * (theta - c)
        theta -= lr * buffer if moves else 0
    return theta, buffer


def test_a_loop_by_hand():
    run = training_loop.run(LOOP)
    assert run["theta_without_step"] == 3
    assert run["cleared_iterates"] == exact([2, Fraction(3, 2), Fraction(5, 4)])
    assert run["theta_with_zero_grad"] == Fraction(5, 4)
    assert run["buffers"] == exact([4, 6, 5])
    assert run["theta_without_zero_grad"] == Fraction(-3, 4)
    assert run["gradient_buffer"] == 5


def test_mistakes_about_the_loop():
    leads_to(training_loop, LOOP, "theta_without_step", first_step_made=2, all_steps_made=Fraction(5, 4))
    leads_to(
        training_loop,
        LOOP,
        "theta_with_zero_grad",
        accumulated_for_cleared=Fraction(-3, 4),
        one_step_too_few=Fraction(3, 2),
        cleared_ascent=Fraction(31, 4),
        curvature_lost=Fraction(59, 32),
    )
    leads_to(
        training_loop,
        LOOP,
        "theta_without_zero_grad",
        cleared_for_accumulated=Fraction(5, 4),
        gradient_doubled=1,
    )
    leads_to(
        training_loop,
        LOOP,
        "gradient_buffer",
        last_gradient_only=-1,
        buffer_before=6,
        buffer_times_rate=Fraction(5, 4),
        gradient_doubled=0,
    )


def test_what_hides_mistakes_about_the_loop():
    once = {**LOOP, "steps": 1}
    assert "accumulated_for_cleared" not in wrong(training_loop, once, "theta_with_zero_grad")
    assert "last_gradient_only" not in wrong(training_loop, once, "gradient_buffer")
    at_rest = {**LOOP, "theta0": 1}
    assert not wrong(training_loop, at_rest, "theta_with_zero_grad")
    assert not wrong(training_loop, at_rest, "gradient_buffer")


@pytest.mark.parametrize("steps", [0, -1, HALF, 101])
def test_ill_posed_loops(steps):
    run = training_loop.run({**LOOP, "steps": steps})
    assert str(run.error("gradient_buffer")) == "the passes must be a whole number from 1 to 100"
    assert run["theta_without_step"] == 3


rates = st.fractions(Fraction(1, 10), HALF, max_denominator=10)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(-3, 3), st.integers(-3, 3), rates, st.integers(1, 5))
def test_loops_agree_with_a_simulation(a, c, theta0, lr, steps):
    values = {"a": a, "c": c, "theta0": theta0, "lr": lr, "steps": steps}
    run = training_loop.run(values)
    assert run["theta_with_zero_grad"] == simulated(**values)[0]
    assert (run["theta_without_zero_grad"], run["gradient_buffer"]) == simulated(**values, clears=False)
    assert run["theta_without_step"] == simulated(**values, moves=False)[0]
    certified(training_loop, values)


def test_irrational_values_stay_exact():
    values = {"a": sqrt(2), "c": 0, "theta0": PI, "lr": 1, "steps": 2}
    assert training_loop.run(values)["theta_with_zero_grad"] == PI * (1 - sqrt(2)) ** 2
    certified(training_loop, values)


# Machines


def test_gradients_are_added_and_averaged():
    run = all_reduce.run(MACHINES)
    assert run["gradient_sum"] == exact([1, 1, Fraction(7, 2)])
    assert run["gradient_mean"] == exact([HALF, HALF, Fraction(7, 4)])
    leads_to(
        all_reduce,
        MACHINES,
        "gradient_mean",
        sum_for_the_mean=(1, 1, Fraction(7, 2)),
        divided_by_the_entries=(Fraction(1, 3), Fraction(1, 3), Fraction(7, 6)),
        first_machine_only=(1, 2, 3),
    )
    leads_to(
        all_reduce,
        MACHINES,
        "gradient_sum",
        mean_for_the_sum=(HALF, HALF, Fraction(7, 4)),
        largest_entries=(1, 2, 3),
    )


def test_the_mean_follows_the_sum():
    run = all_reduce.run(MACHINES, replaced={"gradient_sum": exact([2, 4, 6])})
    assert run["gradient_mean"] == exact([1, 2, 3])


def test_one_machine_and_no_machine():
    alone = {"gradients": ((1, 2),)}
    assert not wrong(all_reduce, alone, "gradient_sum")
    assert set(wrong(all_reduce, alone, "gradient_mean")) == {"divided_by_the_entries"}
    assert "differ in length" in str(all_reduce.run({"gradients": ((1,), (1, 2))}).error("gradient_sum"))
    for gradients in ((), (1, 2)):
        assert "needs a gradient" in str(all_reduce.run({"gradients": gradients}).error("gradient_mean"))


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=1)
    )
)
def test_machines_agree_with_running_means(gradients):
    certified(all_reduce, {"gradients": gradients})


def test_checks_notice_a_wrong_value():
    for derivation, values, step, value in (
        (data_pipeline, DATA, "shards", 6),
        (data_pipeline, DATA, "steps_per_epoch", 17),
        (training_loop, LOOP, "theta_without_step", 2),
        (training_loop, LOOP, "theta_with_zero_grad", Fraction(-3, 4)),
        (training_loop, LOOP, "theta_without_zero_grad", Fraction(5, 4)),
        (training_loop, LOOP, "gradient_buffer", 6),
        (all_reduce, MACHINES, "gradient_sum", (1, 2, 3)),
        (all_reduce, MACHINES, "gradient_mean", (1, 1, 3)),
    ):
        assert notices(derivation, values, step, value), step


def test_the_derivations_are_well_made():
    well_made(data_pipeline, ["shards", "steps_per_epoch"], DATA)
    well_made(training_loop, LOOP_PARTS, LOOP)
    well_made(all_reduce, ["gradient_sum", "gradient_mean"], MACHINES)
    for derivation, values in ((data_pipeline, DATA), (training_loop, LOOP), (all_reduce, MACHINES)):
        mistakes_change_something(derivation, values)
