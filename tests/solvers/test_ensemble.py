"""Averaging outputs against averaging parameters."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made

from examgen.solvers.derivation import IllPosed
from examgen.solvers.ensemble import ensemble
from examgen.text.balls import decimal_float

# outputs at 2: 2*2 = 4 and 3*4 = 12; mean weights (0, 1/2), (3/2, 2)
NETS = [{"w": (1, -1), "c": (2, 1)}, {"w": (-1, 2), "c": (1, 3)}]
PLAIN = {"nets": NETS, "x": 2}


def test_values_by_hand():
    run = ensemble.run(PLAIN)
    assert run["outputs"] == (4, 12)
    assert run["mean_of_outputs"] == 8
    assert run["mean_weights"] == ((0, Fraction(1, 2)), (Fraction(3, 2), 2))
    assert run["output_at_mean"] == 2


@pytest.mark.parametrize("seed", range(12))
def test_against_numpy(seed):
    stream = random.Random(seed)
    count, units = stream.randrange(1, 5), stream.randrange(1, 5)
    w = [[stream.randrange(-3, 4) for _ in range(units)] for _ in range(count)]
    c = [[Fraction(stream.randrange(-6, 7), 2) for _ in range(units)] for _ in range(count)]
    x = Fraction(stream.randrange(-6, 7), 2)
    given = {"nets": [{"w": one, "c": other} for one, other in zip(w, c, strict=True)], "x": x}
    run = ensemble.run(given)
    into, out = np.array(w, float), np.array([[float(q) for q in row] for row in c])
    outputs = (out * np.maximum(into * float(x), 0)).sum(axis=1)
    assert decimal_float(run["mean_of_outputs"]) == pytest.approx(outputs.mean())
    mean = (out.mean(axis=0) * np.maximum(into.mean(axis=0) * float(x), 0)).sum()
    assert decimal_float(run["output_at_mean"]) == pytest.approx(mean)
    certified(ensemble, given)


def test_mistakes():
    leads_to(
        ensemble,
        PLAIN,
        "mean_of_outputs",
        parameters_averaged=2,
        outputs_added_up=16,
        rectifier_forgotten_in_each=6,
    )
    leads_to(
        ensemble, PLAIN, "output_at_mean", outputs_averaged=8, weights_added_up=8, rectifier_forgotten=None
    )
    assert notices(ensemble, PLAIN, "mean_of_outputs", 2)
    assert notices(ensemble, PLAIN, "output_at_mean", 8)


@pytest.mark.parametrize(
    ("nets", "step", "sentence"),
    [
        ([], "mean_of_outputs", "no network"),
        ([{"w": (1, 2)}], "mean_of_outputs", "given by its weights"),
        ([3], "output_at_mean", "given by its weights"),
        ([{"w": (1, 2), "c": (1,)}], "mean_of_outputs", "one w and one c for each"),
        ([{"w": (1,), "c": (1,)}, {"w": (1, 2), "c": (1, 2)}], "output_at_mean", "differ in the number"),
    ],
)
def test_ill_posed(nets, step, sentence):
    error = ensemble.run({"nets": nets, "x": 1}).error(step)
    assert isinstance(error, IllPosed)
    assert sentence in str(error)


def test_networks_of_different_sizes_have_a_mean_output():
    nets = [{"w": (1,), "c": (1,)}, {"w": (1, 2), "c": (1, 2)}]
    assert ensemble.run({"nets": nets, "x": 1})["mean_of_outputs"] == 3


def test_the_derivation_is_well_made():
    well_made(ensemble, ["mean_of_outputs", "output_at_mean"], PLAIN)
    mistakes_change_something(ensemble, PLAIN)
    assert "mean_of_outputs" not in ensemble.ancestors("output_at_mean")
