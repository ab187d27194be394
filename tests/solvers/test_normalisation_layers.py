"""Batch and layer normalisation of a matrix: values, misconceptions, ill-posed rows, agreement with floating point."""

from __future__ import annotations

from fractions import Fraction
from math import isclose
from math import sqrt as float_root

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.normalisation_layers import layer, training
from examgen.text.balls import decimal_float
from examgen.text.functions import sqrt
from examgen.text.lower import to_expr
from examgen.text.parser import parse

F = Fraction
ASKED = ("output_formula", "outputs")
X = ((2, 2, 6, 6), (0, 2, 2, 8))
GIVEN = {"x": X, "gamma": 2, "beta": -1, "eps": 0}
LAYER = {"x": X, "gain": 2, "bias": -1, "eps": 0}
SYMBOLS = frozenset(["x", "mu", "var", "eps", "gamma", "beta", "gain", "bias"])


def read(text):
    return to_expr(parse(text, symbols=SYMBOLS), symbols=SYMBOLS)


@pytest.mark.parametrize(("derivation", "inputs"), [(training, GIVEN), (layer, LAYER)])
def test_rows_are_normalised(derivation, inputs):
    run = derivation.run(inputs)
    assert run["means"] == (4, 3)
    assert run["variances"] == (4, 9)
    assert run["deviations"] == (2, 3)
    assert run["outputs"] == ((-3, -3, 1, 1), (-3, F(-5, 3), F(-5, 3), F(7, 3)))
    with_eps = derivation.run({**inputs, "x": ((-6, 0, 6),), "eps": 1})
    assert with_eps["outputs"] == ((F(-17, 5), -1, F(7, 5)),)
    irrational = derivation.run({**inputs, "x": ((0, 0, 3),)})
    root = sqrt(2)
    assert irrational["outputs"] == ((-root - 1, -root - 1, 2 * root - 1),)


def test_formulas():
    assert training.run({})["output_formula"] == read("gamma*(x - mu)/sqrt(var + eps) + beta")
    assert layer.run({})["output_formula"] == read("gain*(x - mu)/sqrt(var + eps) + bias")


def test_misconceptions_of_the_outputs():
    third = sqrt(3)
    common = {
        "divisor_one_less": tuple(
            tuple(2 * entry * third / (2 * root) - 1 for entry in row)
            for row, root in zip(((-2, -2, 2, 2), (-3, -1, -1, 5)), (2, 3), strict=True)
        ),
        "variance_for_deviation": ((-2, -2, 0, 0), (F(-5, 3), F(-11, 9), F(-11, 9), F(1, 9))),
        "axes_exchanged": None,  # the second column is constant
        "means_not_subtracted": ((1, 1, 5, 5), (-1, F(1, 3), F(1, 3), F(13, 3))),
        "not_divided": ((-5, -5, 3, 3), (-7, -3, -3, 9)),
        "eps_outside": None,
        "eps_left_out": None,
    }
    leads_to(
        training,
        GIVEN,
        "outputs",
        **common,
        beta_forgotten=((-2, -2, 2, 2), (-2, F(-2, 3), F(-2, 3), F(10, 3))),
        gamma_forgotten=((-2, -2, 0, 0), (-2, F(-4, 3), F(-4, 3), F(2, 3))),
        normalised_only=((-1, -1, 1, 1), (-1, F(-1, 3), F(-1, 3), F(5, 3))),
        gamma_and_beta_exchanged=((3, 3, 1, 1), (3, F(7, 3), F(7, 3), F(1, 3))),
    )
    leads_to(
        layer,
        LAYER,
        "outputs",
        **common,
        bias_forgotten=((-2, -2, 2, 2), (-2, F(-2, 3), F(-2, 3), F(10, 3))),
        gain_forgotten=((-2, -2, 0, 0), (-2, F(-4, 3), F(-4, 3), F(2, 3))),
        units_normalised_only=((-1, -1, 1, 1), (-1, F(-1, 3), F(-1, 3), F(5, 3))),
        gain_and_bias_exchanged=((3, 3, 1, 1), (3, F(7, 3), F(7, 3), F(1, 3))),
    )


def test_misconceptions_about_axes_and_eps():
    square = {**GIVEN, "x": ((0, 4), (2, 8)), "beta": 0}
    leads_to(training, square, "outputs", axes_exchanged=((-2, -2), (2, 2)))
    leads_to(training, {**square, "x": ((0, 4),)}, "outputs", axes_exchanged=None)
    eps = {**GIVEN, "x": ((-4, 0, 0, 4),), "eps": 1, "beta": 0}  # variance 8
    wrong_root = tuple(2 * entry / (2 * sqrt(2) + 1) for entry in (-4, 0, 0, 4))
    no_eps = tuple(entry / sqrt(2) for entry in (-4, 0, 0, 4))
    leads_to(training, eps, "outputs", eps_outside=(wrong_root,), eps_left_out=(no_eps,))


def test_misconceptions_of_the_formula():
    leads_to(
        layer,
        {},
        "output_formula",
        formula_variance=read("gain*(x - mu)/(var + eps) + bias"),
        formula_eps_outside=read("gain*(x - mu)/(sqrt(var) + eps) + bias"),
        formula_eps_left_out=read("gain*(x - mu)/sqrt(var) + bias"),
        formula_mean_kept=read("gain*x/sqrt(var + eps) + bias"),
        formula_no_shift=read("gain*(x - mu)/sqrt(var + eps)"),
        formula_no_gain=read("(x - mu)/sqrt(var + eps) + bias"),
        formula_normalised=read("(x - mu)/sqrt(var + eps)"),
    )


def test_ill_posed():
    for derivation, inputs in ((training, GIVEN), (layer, LAYER)):
        constant = {**inputs, "x": ((1, 2), (3, 3))}
        assert (
            "all values of a group are equal and eps is 0"
            in derivation.run(constant).error("outputs").sentence
        )
        assert derivation.run({**constant, "eps": 4})["outputs"][1] == (-1, -1)
        assert "differ in shape" in derivation.run({**inputs, "x": ((1, 2), (3,))}).error("outputs").sentence
        assert "do not form a matrix" in derivation.run({**inputs, "x": (1, 2)}).error("outputs").sentence
        assert derivation.run({**inputs, "x": ()}).error("outputs") is not None


def test_follow_through():
    run = training.run(GIVEN, replaced={"means": (2, 2)})
    assert run["variances"] == (8, 10)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 2),
    st.integers(2, 6),
    st.integers(-3, 3),
    st.integers(-3, 3),
    st.integers(0, 3),
    st.data(),
)
def test_outputs_are_those_of_floating_point(rows, columns, gamma, beta, eps, data):
    row = st.lists(st.integers(-9, 9), min_size=columns, max_size=columns)
    x = tuple(tuple(data.draw(row)) for _ in range(rows))
    inputs = {"x": x, "gamma": gamma, "beta": beta, "eps": eps}
    run = training.run(inputs)
    if eps == 0 and any(len(set(entries)) == 1 for entries in x):
        assert run.error("outputs") is not None
        return
    for entries, found in zip(x, run["outputs"], strict=True):
        mean = sum(entries) / columns
        spread = float_root(sum((entry - mean) ** 2 for entry in entries) / columns + eps)
        for entry, output in zip(entries, found, strict=True):
            wanted = gamma * (entry - mean) / spread + beta
            assert isclose(decimal_float(output), wanted, rel_tol=1e-9, abs_tol=1e-9)
    mistakes_change_something(training, inputs)


@pytest.mark.parametrize("x", [X, ((0, 0, 3),), ((1, 2, 4, 8, 1), (0, 0, 1, -7, 2))])
@pytest.mark.parametrize("eps", [0, F(1, 2)])
def test_steps_and_checks(x, eps):
    for derivation, inputs in ((training, GIVEN), (layer, LAYER)):
        values = {**inputs, "x": x, "eps": eps}
        certified(derivation, values)
        independent(derivation, values)
        run = derivation.run(values)
        assert notices(derivation, values, "outputs", run["normalized"])
        assert notices(derivation, values, "output_formula", run["output_formula"] + 1)


def test_they_are_well_made():
    well_made(training, ASKED, GIVEN)
    well_made(layer, ASKED, LAYER)
    assert training.needs("outputs") == {"x", "gamma", "beta", "eps"}
    assert layer.needs("outputs") == {"x", "gain", "bias", "eps"}
    assert layer.needs("output_formula") == set()
