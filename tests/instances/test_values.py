from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.instances.values import decode, encode
from examgen.text.expr import PI, E, Expr
from examgen.text.functions import exp, log, sin, sqrt
from examgen.text.values import Interval, RealSet, Value

NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9).map(Expr.of),
    st.fractions(max_denominator=10**6).map(Expr.of),
    st.sampled_from([PI, E, sqrt(2), 3 * sqrt(2) / 2, log(3), 1 / (1 + exp(6)), sin(1), PI / 2 + 4, exp(-2)]),
)
VALUES = st.one_of(
    NUMBERS,
    st.booleans(),
    st.sampled_from(["ignores-input", "A", "true", "1/2"]),
    st.lists(NUMBERS, max_size=4).map(tuple),
    st.lists(st.lists(NUMBERS, min_size=2, max_size=2).map(tuple), min_size=1, max_size=3).map(tuple),
    st.lists(st.sampled_from(["a", "b-c"]), max_size=3).map(tuple),
)


@given(VALUES)
def test_values_come_back_from_json_as_they_were(value: Value) -> None:
    data = json.loads(json.dumps(encode(value)))
    assert decode(data) == value
    assert type(decode(data)) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        RealSet((Interval(Expr.of(0), Expr.of(Fraction(1, 3)), False, False),)),
        RealSet((Interval(None, Expr.of(0), False, True), Interval(Expr.of(1), None, False, False))),
        RealSet.point(Expr.of(Fraction(1, 3))),
        RealSet(()),
        1 - 3 * Expr.symbol("alpha"),
        (1 - 3 * Expr.symbol("alpha"), 1 - Expr.symbol("alpha")),
    ],
)
def test_sets_and_formulas_too(value: Value) -> None:
    assert decode(json.loads(json.dumps(encode(value)))) == value


def test_nothing_else_is_a_value() -> None:
    with pytest.raises(TypeError):
        encode(1.5)  # type: ignore[arg-type]
