"""Two hidden layers: numbers against numpy and sympy, formulas, sizes, misconceptions, one step of descent."""

from __future__ import annotations

import random
import time
from fractions import Fraction

import numpy as np
import pytest
import sympy
from examining import certified, exact_inputs, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.certificate import checked
from examgen.solvers.derivation import IllPosed
from examgen.solvers.mlp import mlp
from examgen.text.balls import decimal_float, same
from examgen.text.expr import Expr

# Z1 = (-1, 3), H1 = (0, 3), Z2 = (7, -1), H2 = (7, 0), f = -20
BY_HAND = {
    "d": 2,
    "dH": 2,
    "activation": "relu",
    "x": (1, -2),
    "y": -18,
    "W1": ((1, 1), (-1, -2)),
    "b1": (0, 0),
    "W2": ((3, 2), (1, -1)),
    "b2": (1, 2),
    "W3": ((-3, 5),),
    "b3": (1,),
    "alpha": Fraction(1, 10),
}
NUMBERS = ["output", "delta_4", "gradient_w3", "gradient_b3", "delta_3", "gradient_w2", "gradient_b2"]
NUMBERS += ["delta_2", "gradient_w1", "gradient_b1", "sgd_step_w3", "sgd_step_loss"]
FORMULAS = [f"{name}_formula" for name in (*NUMBERS[1:10], "parameter_count")]
SIZES = ["shape_w1", "shape_w2", "shape_w3", "parameter_count"]
ASKED = [*NUMBERS, *FORMULAS, *SIZES]
ACTIVATIONS = ["relu", "leaky_relu", "identity", "tanh", "sigmoid"]


def drawn(seed, activation, d=2, dH=2):
    stream = random.Random(seed)

    def vector(size):
        return tuple(stream.choice([-3, -2, -1, 1, 2, 3]) for _ in range(size))

    def matrix(rows, columns):
        return tuple(vector(columns) for _ in range(rows))

    return {
        "d": d,
        "dH": dH,
        "activation": activation,
        "x": vector(d),
        "y": Fraction(stream.randrange(-9, 10), 2),
        "W1": matrix(dH, d),
        "b1": vector(dH),
        "W2": matrix(dH, dH),
        "b2": tuple(Fraction(b) + Fraction(1, 3) for b in vector(dH)),
        "W3": matrix(1, dH),
        "b3": vector(1),
        "alpha": Fraction(1, 50),
    }


def test_values_by_hand():
    run = mlp.run(BY_HAND)
    assert run["hidden_1"] == (0, 3)
    assert run["hidden_2"] == (7, 0)
    assert run["output"] == -20
    assert run["delta_4"] == -4
    assert run["gradient_w3"] == ((-28, 0),)
    assert run["gradient_b3"] == -4
    assert run["delta_3"] == (12, 0)
    assert run["gradient_w2"] == ((0, 36), (0, 0))
    assert run["gradient_b2"] == (12, 0)
    assert run["delta_2"] == (0, 24)
    assert run["gradient_w1"] == ((0, 0), (24, -48))
    assert run["gradient_b1"] == (0, 24)
    assert run["sgd_step_w3"] == ((Fraction(-1, 5), 5),)


def _numpy(values):
    """Gradients and one step, in floats, by the textbook formulas."""
    x, y = np.array(values["x"], float), float(values["y"])
    W1, W2, W3 = (np.array(values[name], float) for name in ("W1", "W2", "W3"))
    b1, b2, b3 = (np.array([float(b) for b in values[name]]) for name in ("b1", "b2", "b3"))
    squash, slope = {
        "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
        "leaky_relu": (lambda z: np.where(z > 0, z, z / 10), lambda z: np.where(z > 0, 1, 0.1)),
        "identity": (lambda z: z, lambda z: 1.0 + 0 * z),
        "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    }[values["activation"]]

    def forward(W1, b1, W2, b2, W3, b3):
        z1 = W1 @ x + b1
        z2 = W2 @ squash(z1) + b2
        return z1, z2, (W3 @ squash(z2) + b3)[0]

    z1, z2, f = forward(W1, b1, W2, b2, W3, b3)
    delta4 = 2 * (f - y)
    delta3 = delta4 * W3[0] * slope(z2)
    delta2 = W2.T @ delta3 * slope(z1)
    gradients = {
        "output": f,
        "delta_4": delta4,
        "delta_3": delta3,
        "delta_2": delta2,
        "gradient_w3": delta4 * squash(z2)[None, :],
        "gradient_b3": delta4,
        "gradient_w2": np.outer(delta3, squash(z1)),
        "gradient_b2": delta3,
        "gradient_w1": np.outer(delta2, x),
        "gradient_b1": delta2,
    }
    a = float(values["alpha"])
    moved = forward(
        W1 - a * gradients["gradient_w1"],
        b1 - a * delta2,
        W2 - a * gradients["gradient_w2"],
        b2 - a * delta3,
        W3 - a * gradients["gradient_w3"],
        b3 - a * delta4,
    )
    return {
        **gradients,
        "sgd_step_w3": W3 - a * gradients["gradient_w3"],
        "sgd_step_loss": (y - moved[2]) ** 2,
    }


def _floats(value):
    return [_floats(entry) for entry in value] if isinstance(value, tuple) else decimal_float(value)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("d", "dH"), [(1, 2), (2, 2), (4, 1), (2, 3)])
def test_numbers_as_numpy_finds_them(activation, d, dH):
    values = drawn(f"{d} {dH}", activation, d, dH)
    run = mlp.run(values)
    for name, expected in _numpy(values).items():
        assert np.allclose(np.array(_floats(run[name])), expected, rtol=1e-9, atol=1e-12), name


@pytest.mark.parametrize("activation", ["identity", "tanh", "sigmoid"])
def test_gradients_as_sympy_finds_them(activation):
    values = drawn("sympy", activation)
    symbols = {name: sympy.Matrix(2, 2, sympy.symbols(f"{name}_:4")) for name in ("W1", "W2")}
    squash = {
        "identity": lambda z: z,
        "tanh": sympy.tanh,
        "sigmoid": lambda z: 1 / (1 + sympy.exp(-z)),
    }[activation]
    h1 = (symbols["W1"] * sympy.Matrix(values["x"]) + sympy.Matrix(values["b1"])).applyfunc(squash)
    h2 = (symbols["W2"] * h1 + sympy.Matrix(values["b2"])).applyfunc(squash)
    f = (sympy.Matrix(values["W3"]) * h2)[0] + values["b3"][0]
    loss = (sympy.Rational(values["y"].numerator, values["y"].denominator) - f) ** 2
    at = {
        symbol: sympy.Integer(value)
        for name in symbols
        for symbol, value in zip(symbols[name], [w for row in values[name] for w in row], strict=True)
    }
    run = mlp.run(values)
    for name, step in (("W1", "gradient_w1"), ("W2", "gradient_w2")):
        for i in range(2):
            for j in range(2):
                expected = float(sympy.diff(loss, symbols[name][i, j]).subs(at).evalf(20))
                assert decimal_float(run[step][i][j]) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(ACTIVATIONS[:4]), st.integers(1, 3), st.integers(1, 3))
def test_steps_agree_with_checks(seed, activation, d, dH):
    certified(mlp, drawn(seed, activation, d, dH))


def test_sigmoids_agree_with_checks():
    certified(mlp, drawn("sigmoids", "sigmoid"))


def test_solving_is_fast_even_with_sigmoids():
    values = drawn("warm", "sigmoid")
    mlp.run(values)["sgd_step_loss"]
    start = time.process_time()
    mlp.run(drawn("fast", "sigmoid"))["sgd_step_loss"]
    assert time.process_time() - start < 1


def test_formulas():
    run = mlp.run({})
    y, f, delta4 = Expr.symbol("y"), Expr.symbol("f"), Expr.symbol("delta4")
    assert run["delta_4_formula"] == 2 * (f - y)
    assert run["gradient_w3_formula"] == delta4 * Expr.symbol("H2_i")
    assert run["gradient_b3_formula"] == delta4
    assert str(run["delta_3_formula"]) == "W3_i*delta4*dsigma2_i"
    assert str(run["gradient_w2_formula"]) == "H1_j*delta3_i"
    assert str(run["gradient_b2_formula"]) == "delta3_i"
    assert str(run["delta_2_formula"]) == "W2_11*delta3_1*dsigma1_1 + W2_21*delta3_2*dsigma1_1"
    assert str(run["gradient_w1_formula"]) == "delta2_i*x_j"
    assert str(run["gradient_b1_formula"]) == "delta2_i"
    d, dH = Expr.symbol("d"), Expr.symbol("dH")
    assert run["parameter_count_formula"] == d * dH + dH**2 + 3 * dH + 1


def test_formulas_are_certified_with_and_without_numbers():
    assert checked(mlp, {}, FORMULAS) == []
    assert checked(mlp, exact_inputs(drawn(3, "tanh")), FORMULAS) == []


@pytest.mark.parametrize("name", FORMULAS)
def test_wrong_formulas_are_noticed(name):
    values = wrong(mlp, {}, name)
    assert values
    for value in values.values():
        assert notices(mlp, {}, name, value)


def test_a_twin_alone_notices_a_wrong_formula():
    (twin,) = [twin for twin in mlp.twins if twin.of == "delta_2_formula"]
    run = mlp.run(drawn("twin", "tanh"))
    ((numbers, value),) = list(twin.function(**run.arguments(twin.needs)))
    assert same(run["delta_2_formula"].substitute(numbers), value).equal
    mistake = wrong(mlp, {}, "delta_2_formula")["transpose_forgotten_formula"]
    assert same(mistake.substitute(numbers), value).equal is False


def test_sizes_in_numbers_and_symbols():
    run = mlp.run({"d": 784, "dH": 128})
    assert run["shape_w1"] == (128, 784)
    assert run["shape_w2"] == (128, 128)
    assert run["shape_w3"] == (1, 128)
    assert run["parameter_count"] == 784 * 128 + 128 + 128 * 128 + 128 + 128 + 1
    d, dH = Expr.symbol("d"), Expr.symbol("dH")
    symbolic = mlp.run({"d": d, "dH": dH})
    assert symbolic["shape_w1"] == (dH, d)
    assert symbolic["parameter_count"] == symbolic["parameter_count_formula"]
    assert checked(mlp, {"d": d, "dH": dH}, SIZES) == []
    assert mlp.needs("shape_w1") == {"d", "dH"}
    assert mlp.needs("shape_w2") == mlp.needs("shape_w3") == {"dH"}
    assert mlp.needs("parameter_count_formula") == frozenset()
    leads_to(mlp, {"d": 3, "dH": 4}, "parameter_count", biases_left_out_of_parameter_count=12 + 16 + 4)
    leads_to(mlp, {"d": 3, "dH": 4}, "parameter_count", output_bias_left_out_of_parameter_count=12 + 16 + 12)
    leads_to(mlp, {"d": 3, "dH": 4}, "shape_w1", shape_w1_transposed=(3, 4))


def test_mistakes_by_hand():
    leads_to(mlp, BY_HAND, "output", output_bias_left_out=-21)
    leads_to(mlp, BY_HAND, "delta_4", delta_sign=4, factor_two_lost=-2, loss_for_derivative=4)
    leads_to(
        mlp,
        BY_HAND,
        "gradient_w3",
        first_layer_for_second=((0, -12),),
        gradient_as_column=((-28,), (0,)),
        outputs_added_up=((-28,),),
        delta_sign=((28, 0),),
    )
    leads_to(mlp, BY_HAND, "gradient_b3", bias_3_as_factor=None)  # the bias is 1
    leads_to(
        mlp,
        BY_HAND,
        "delta_3",
        slope_2_left_out=(12, -20),
        matrix_for_elementwise=(12,),
        slope_at_the_outputs=None,
    )
    leads_to(mlp, BY_HAND, "gradient_w2", gradient_w2_transposed=((0, 0), (36, 0)))
    leads_to(mlp, BY_HAND, "gradient_b2", bias_2_as_factor=None)
    leads_to(mlp, BY_HAND, "delta_2", transpose_forgotten=(0, 12), slope_1_left_out=(36, 24))
    leads_to(mlp, BY_HAND, "gradient_w1", gradient_w1_transposed=((0, 24), (0, -48)))
    leads_to(mlp, BY_HAND, "gradient_b1", bias_1_as_factor=(0, 0))
    leads_to(
        mlp,
        BY_HAND,
        "sgd_step_w3",
        ascent=((Fraction(-29, 5), 5),),
        step_size_left_out=((25, 5),),
        step_alone=((Fraction(14, 5), 0),),
        old_weights=((-3, 5),),
    )


def test_mistakes_of_the_loss_after_the_step():
    values = drawn("loss", "identity")
    found, right = wrong(mlp, values, "sgd_step_loss"), mlp.run(values)["sgd_step_loss"]
    assert {"ascent", "step_size_left_out", "old_loss", "square_forgotten", "layer_by_layer"} <= found.keys()
    assert len({*found.values(), right}) >= 6
    x = [Fraction(v) for v in values["x"]]
    a, y = values["alpha"], values["y"]

    def product(W, v, b):
        return [sum(w * e for w, e in zip(row, v, strict=True)) + c for row, c in zip(W, b, strict=True)]

    h1 = product(values["W1"], x, values["b1"])
    h2 = product(values["W2"], h1, values["b2"])
    (f,) = product(values["W3"], h2, values["b3"])
    delta4 = 2 * (f - y)
    W3 = [[w - a * delta4 * h for w, h in zip(values["W3"][0], h2, strict=True)]]
    delta3 = [delta4 * w for w in W3[0]]  # with the new W3
    W2 = [
        [w - a * d * h for w, h in zip(row, h1, strict=True)]
        for row, d in zip(values["W2"], delta3, strict=True)
    ]
    delta2 = [sum(d * row[j] for d, row in zip(delta3, W2, strict=True)) for j in range(2)]
    W1 = [
        [w - a * d * e for w, e in zip(row, x, strict=True)]
        for row, d in zip(values["W1"], delta2, strict=True)
    ]
    b1 = [b - a * d for b, d in zip(values["b1"], delta2, strict=True)]
    b2 = [b - a * d for b, d in zip(values["b2"], delta3, strict=True)]
    (moved,) = product(W3, product(W2, product(W1, x, b1), b2), [values["b3"][0] - a * delta4])
    assert found["layer_by_layer"] == (y - moved) ** 2


def test_follow_through_from_the_deltas():
    run = mlp.run(BY_HAND, replaced={"delta_3": (1, 1)})
    assert run["gradient_w2"] == ((0, 3), (0, 3))
    assert run["delta_2"] == (0, 1)
    assert run["gradient_w3"] == ((-28, 0),)
    assert mlp.run(BY_HAND, replaced={"output": -18})["delta_4"] == 0
    assert mlp.steps["delta_4"].is_trivial(Expr.of(0))


def test_a_wrong_slope_is_noticed_by_the_checks():
    values = drawn("notice", "leaky_relu")
    run = mlp.run(values)
    for name in ("delta_2", "gradient_b2"):
        assert notices(mlp, values, name, tuple(2 * entry + 1 for entry in run[name]))
    assert notices(mlp, values, "sgd_step_loss", run["sgd_step_loss"] + 1)
    assert notices(mlp, values, "parameter_count", 1)


@pytest.mark.parametrize(
    ("changed", "step", "sentence"),
    [
        ({"x": (1, 2, 3)}, "output", "W1 must have as many columns as its layer has inputs, 3"),
        ({"b1": (1,)}, "output", "W1 and b1 must have one row and one entry for each unit"),
        ({"W2": ((1,), (2,))}, "output", "W2 must have as many columns"),
        ({"W3": ((1, 2), (3, 4))}, "output", "must have one row, not 2"),
        ({"b3": (1, 2)}, "output", "W3 and b3"),
        ({"activation": "swish"}, "delta_2", "there is no activation 'swish'"),
        ({"activation": "leaky_relu", "b1": (1, 0)}, "delta_2", "kink of the leaky rectifier"),
        ({"d": 0}, "parameter_count", "at least 1"),
        ({"dH": Fraction(1, 2)}, "shape_w2", "whole number"),
    ],
)
def test_ill_posed(changed, step, sentence):
    error = mlp.run({**BY_HAND, **changed}).error(step)
    assert isinstance(error, IllPosed)
    assert sentence in str(error)


def test_a_rectifier_at_0_is_off():
    values = {**BY_HAND, "b1": (1, 0)}
    run = mlp.run(values)
    assert run["preactivation_1"] == (0, 3)
    assert run["slope_1"] == (0, 1)
    certified(mlp, values)


def test_layers_of_different_widths():
    values = {**drawn("wide", "tanh"), "W2": ((1, 2), (3, -1), (2, 2)), "b2": (1, 0, -1), "W3": ((1, -2, 1),)}
    certified(mlp, values)
    assert "transpose_forgotten" not in wrong(mlp, values, "delta_2")


def test_the_derivation_is_well_made():
    values = drawn("made", "tanh")
    well_made(mlp, ASKED, values)
    mistakes_change_something(mlp, values)
    mistakes_change_something(mlp, BY_HAND)


def test_the_nearest_earlier_parts():
    assert mlp.ancestors("gradient_w3") >= {"delta_4"}
    assert "delta_3" not in mlp.ancestors("gradient_w3")
    assert mlp.ancestors("sgd_step_loss") >= {f"gradient_{name}{k}" for name in "wb" for k in (1, 2, 3)}
