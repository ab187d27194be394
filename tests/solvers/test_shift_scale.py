"""The shift-and-scale layer: against numpy with whole numbers, misconceptions, shapes that don't fit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.shift_scale import shift_scale
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

SHAPE = (2, 1, 2, 2)
VALUES = {
    "L": [[[[1, -2], [0, 3]]], [[[4, 5], [-3, 1]]]],
    "A": [2, 3],
    "B": [-1, 2],
    "grad_out": [[[[1, 2], [-2, 3]]], [[[0, 1], [3, -1]]]],
}
TENSORS = ["forward_values", "grad_input"]
FORMULAS = ["forward_formula", "grad_input_formula", "grad_scale_formula", "grad_shift_formula"]
SYMBOLS = {name: Expr.symbol(name) for name in "LABG"}


def numpy_answers(values):
    x, a, b, g = (np.array(values[name], dtype=object) for name in ("L", "A", "B", "grad_out"))
    axes = tuple(range(x.ndim - 1))
    scale, shift = (g * (x + b)).sum(axis=axes), (g * a).sum(axis=axes)
    return {
        "forward_values": a * (x + b),
        "grad_input": g * a,
        "grad_scale": scale,
        "grad_shift": shift,
        "numpy_gradients": np.stack([scale, shift]),
    }


@pytest.mark.parametrize("shape", [SHAPE, (3, 2, 2, 3), (2, 3), (4,), (1, 1, 1, 1), (2, 2, 1, 2, 3)])
def test_values_are_those_of_numpy(shape):
    random = np.random.default_rng(len(shape))
    channels = shape[-1]
    values = {
        "L": random.integers(-3, 6, shape).tolist(),
        "A": random.integers(1, 4, channels).tolist(),
        "B": random.integers(-3, 3, channels).tolist(),
        "grad_out": random.integers(-2, 4, shape).tolist(),
    }
    run = shift_scale.run(values)
    for step, expected in numpy_answers(values).items():
        assert run[step] == exact(expected.tolist()), step
    certified(shift_scale, values)


def test_formulas_are_those_of_one_entry():
    run = shift_scale.run({})
    L, A, B, G = SYMBOLS["L"], SYMBOLS["A"], SYMBOLS["B"], SYMBOLS["G"]
    assert [run[name] for name in FORMULAS] == [A * L + A * B, G * A, G * L + G * B, A * G]


def test_mistakes_in_formulas():
    L, A, B, G = SYMBOLS["L"], SYMBOLS["A"], SYMBOLS["B"], SYMBOLS["G"]
    leads_to(
        shift_scale,
        VALUES,
        "forward_formula",
        shift_after_scale_formula=A * L + B,
        shift_forgotten_formula=A * L,
    )
    leads_to(
        shift_scale,
        VALUES,
        "grad_scale_formula",
        scale_shift_forgotten_formula=G * L,
        scale_gradient_forgotten_formula=L + B,
    )
    leads_to(shift_scale, VALUES, "grad_shift_formula", shift_scale_forgotten_formula=G)
    leads_to(shift_scale, VALUES, "grad_input_formula", input_scale_forgotten_formula=G)


def test_mistakes_in_numbers():
    answers = numpy_answers(VALUES)
    x, a, b, g = (np.array(VALUES[name]) for name in ("L", "A", "B", "grad_out"))
    axes = (0, 1, 2)
    leads_to(shift_scale, VALUES, "forward_values", shift_after_scale=(a * x + b).tolist())
    leads_to(
        shift_scale,
        VALUES,
        "grad_scale",
        scale_shift_forgotten=(g * x).sum(axis=axes).tolist(),
        scale_gradient_forgotten=(x + b).sum(axis=axes).tolist(),
        scale_averaged=[Fraction(entry, 4) for entry in answers["grad_scale"].tolist()],
        scale_first_sample=(g * (x + b))[:1].sum(axis=axes).tolist(),
    )
    leads_to(
        shift_scale,
        VALUES,
        "grad_shift",
        shift_scale_forgotten=g.sum(axis=axes).tolist(),
        shift_averaged=[Fraction(entry, 4) for entry in answers["grad_shift"].tolist()],
    )
    rows = answers["numpy_gradients"].tolist()
    leads_to(shift_scale, VALUES, "numpy_gradients", rows_exchanged=rows[::-1])


@pytest.mark.parametrize(
    ("change", "step", "why"),
    [
        ({"A": [1, 2, 3]}, "forward_values", "the tensor has 2 channels, the layer has 3"),
        ({"B": [1]}, "grad_scale", "the tensor has 2 channels, the layer has 1"),
        ({"grad_out": [[[[1, 2]]]]}, "grad_scale", "the arriving gradient has another shape than the input"),
    ],
)
def test_shapes_that_do_not_fit(change, step, why):
    assert str(shift_scale.run({**VALUES, **change}).error(step)) == why


def test_irrational_entries():
    values = {"L": [[sqrt(2), 1]], "A": [sqrt(3), 2], "B": [1, sqrt(2)], "grad_out": [[2, sqrt(2)]]}
    run = shift_scale.run(values)
    assert run["grad_scale"] == (2 * sqrt(2) + 2, 2 + sqrt(2))
    certified(shift_scale, values)


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_steps_agree_with_checks(data):
    shape = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    entries = st.integers(-3, 5)

    def tensor(sizes):
        if not sizes:
            return data.draw(entries)
        return [tensor(sizes[1:]) for _ in range(sizes[0])]

    values = {"L": tensor(shape), "A": tensor(shape[-1:]), "B": tensor(shape[-1:]), "grad_out": tensor(shape)}
    certified(shift_scale, values)


def test_checks_notice_a_wrong_value():
    assert notices(shift_scale, VALUES, "grad_scale", (1, 2))
    assert notices(shift_scale, VALUES, "grad_input", VALUES["grad_out"])
    assert notices(shift_scale, VALUES, "forward_formula", SYMBOLS["A"] * SYMBOLS["L"] + SYMBOLS["B"])


def test_the_derivation_is_well_made():
    well_made(shift_scale, [*shift_scale.steps], VALUES)
    mistakes_change_something(shift_scale, VALUES)


def test_what_the_answers_depend_on():
    assert shift_scale.needs("grad_input") == {"A", "grad_out"}
    assert shift_scale.needs("grad_scale") == {"L", "B", "grad_out"}
    assert shift_scale.needs("forward_values") == {"L", "A", "B"}
    assert shift_scale.ancestors("numpy_gradients") == {"grad_scale", "grad_shift"}
