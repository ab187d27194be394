"""Two placements of the activation: values by hand, both recursions, misconceptions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.recurrent_forms import ACTIVATIONS, recurrent_forms
from examgen.text.expr import Expr
from examgen.text.functions import log

HALF = Fraction(1, 2)
GIVEN = {
    "W": [[1, -1], [2, HALF]],
    "U": [[1], [-2]],
    "b": [1, 0],
    "h0": [-1, 2],
    "x": [[1], [2], [-1]],
    "activation": "relu",
}
ASKED = ["states_h", "states_g"]


def test_by_hand():
    run = recurrent_forms.run(GIVEN)
    assert run["states_h"] == exact([[0, -1], [3, -4], [3, 8]])
    assert run["states_g"] == exact([[0, 0], [3, 0], [3, 8]])


def test_mistakes():
    leads_to(
        recurrent_forms,
        GIVEN,
        "states_h",
        activation_twice=[[0, 0], [3, 0], [3, 8]],
        start_not_activated=[[-1, -3], [3, -4], [3, 8]],
        activation_left_out=[[-1, -3], [5, -15 * HALF], [25 * HALF, Fraction(33, 4)]],
        bias_left_out=[[-1, -1], [2, -4], [1, 6]],
    )
    leads_to(
        recurrent_forms,
        GIVEN,
        "states_g",
        states_exchanged=[[0, -1], [3, -4], [3, 8]],
        activation_of_the_state_before=[[0, 2], [0, 0], [3, 0]],
    )


def test_made_well():
    well_made(recurrent_forms, ASKED, GIVEN)
    mistakes_change_something(recurrent_forms, GIVEN)
    mistakes_change_something(recurrent_forms, {**GIVEN, "b": [0, 0], "h0": [1, 2], "activation": "identity"})
    assert notices(recurrent_forms, GIVEN, "states_g", [[0, -1], [3, -4], [3, 8]])


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_all_activations_are_certified(activation):
    certified(recurrent_forms, {**GIVEN, "activation": activation})


def test_a_sigmoid_is_exact():
    given = {"W": [[4]], "U": [[1]], "b": [0], "h0": [log(Expr.of(3))], "x": [[-3]], "activation": "sigma"}
    run = recurrent_forms.run(given)
    assert run["states_h"] == exact([[0]])
    assert run["states_g"] == exact([[HALF]])


numbers = st.integers(-3, 3)


@settings(max_examples=30, deadline=None)
@given(
    st.data(),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(1, 4),
    st.sampled_from(["relu", "leaky_relu", "abs"]),
)
def test_both_units_are_one_network(data, size, width, steps, activation):
    def rows(count, columns):
        return data.draw(
            st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=count, max_size=count)
        )

    given = {
        "W": rows(size, size),
        "U": rows(size, width),
        "b": rows(1, size)[0],
        "h0": rows(1, size)[0],
        "x": rows(steps, width),
        "activation": activation,
    }
    certified(recurrent_forms, given)
    mistakes_change_something(recurrent_forms, given)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x": []}, "the input sequence is empty"),
        ({"W": [[1]]}, "a recurrent matrix of 2 rows and columns"),
        ({"U": [[1]]}, "as many rows"),
        ({"b": [1]}, "as many rows"),
        ({"x": [[1, 2]]}, "has 1 columns"),
        ({"activation": "step"}, "no activation 'step'"),
    ],
)
def test_ill_posed(change, sentence):
    error = recurrent_forms.run({**GIVEN, **change}).error("states_h")
    assert sentence in str(error)
