from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from examgen.bank.load import load_bank
from examgen.bank.model import Question
from examgen.instances.given import given, published
from examgen.text.diagnostic import Refused
from examgen.text.expr import PI, Expr
from examgen.text.functions import log, sqrt
from examgen.text.values import Value

from .conftest import COURSE, DATA

Make = Callable[..., Question]
TENSORS = load_bank(DATA / COURSE).questions["tensors"]


def exact(*numbers: int | Fraction | Expr) -> tuple[Expr, ...]:
    return tuple(map(Expr.of, numbers))


def test_published_values_stay_and_nulls_are_drawn_around_them(tensors: Question, parabola: Question) -> None:
    found = published(tensors, "seed")
    assert found["x"] == exact(2, 4)
    assert found["y"] == exact(1, 3)
    assert found["theta"] == PI / 2
    assert found["row"] in exact(1, 2)
    assert "centre" not in found
    W = found["W"]
    assert isinstance(W, tuple)
    assert [len(row) for row in W] == [2, 2]  # type: ignore[arg-type]
    assert published(tensors, "seed") == found
    steps = {str(published(parabola, str(seed))["alpha"]) for seed in range(30)}
    assert len(steps) == 3


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("x", "[2,4]", exact(2, 4)),
        ("x", "[2, -4, 1/2]", exact(2, -4, Fraction(1, 2))),
        ("x", "(2; 4)", exact(2, 4)),
        ("x", '["pi/2", 1.5]', (PI / 2, Expr.of(Fraction(3, 2)))),
        ("x", (2, Fraction(1, 2)), exact(2, Fraction(1, 2))),
        ("theta", "log(3)", log(3)),
        ("theta", "2sqrt(3)", 2 * sqrt(3)),
        ("theta", " 1/3 ", Expr.of(Fraction(1, 3))),
        ("theta", '"1/3"', Expr.of(Fraction(1, 3))),
        ("theta", 0.25, Expr.of(Fraction(1, 4))),
        ("bias", "true", True),
        ("bias", False, False),
        ("mode", "mean", "mean"),
        ("mode", '"mean"', "mean"),
        ("u", "2", Expr.of(2)),
        ("u", 2, Expr.of(2)),
        ("row", "2", Expr.of(2)),
        ("W", "[[1,2],[3,4]]", (exact(1, 2), exact(3, 4))),
    ],
)
def test_values_are_read_from_what_users_write(
    tensors: Question, name: str, text: object, value: Value
) -> None:
    assert given(tensors, {name: text})[name] == value


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"z": "1"}, "course/tensors has no parameter 'z'"),
        ({"roww": "1"}, "course/tensors has no parameter 'roww'"),
        ({"row": "1/2"}, "row = 1/2: a whole number is expected"),
        ({"row": "two("}, "row = two( can't be read: "),
        ({"row": "5"}, "course/tensors: the row is one of the batch"),
        ({"row": None}, "row = None: a value is expected"),
        ({"x": "3"}, "x = 3: a vector, as [2, 4] is expected"),
        ({"x": "[[1]]"}, "x = [[1]]: a vector"),
        ({"x": "[]"}, "x = []"),
        ({"x": "[1, null]"}, "x = [1, null]: a value is expected"),
        ({"W": "[[1, 2], [3]]"}, "W = [[1, 2], [3]]"),
        ({"bias": "maybe"}, "bias = maybe: true or false is expected"),
        ({"bias": "1"}, "bias = 1: true or false is expected"),
        ({"mode": "median"}, "mode = median"),
        ({"u": "3"}, "u = 3: one of 1, 2 is expected"),
        ({"theta": "1/0"}, "theta = 1/0"),
        ({"theta": "a"}, "theta = a"),
        ({"theta": "[1"}, "theta = [1"),
        ({"theta": "9" * 500}, "theta = 99"),
        ({"theta": {"a": 1}}, "theta = {'a': 1}: a value is expected"),
    ],
)
def test_what_can_not_be_is_refused_in_one_line(
    tensors: Question, values: dict[str, object], message: str
) -> None:
    with pytest.raises(Refused) as caught:
        given(tensors, values)
    (problem,) = caught.value.diagnostics
    assert problem.message.startswith(message)
    assert len(problem.render()) < 300
    assert "\n" not in problem.render()


def test_all_refusals_come_together(tensors: Question) -> None:
    with pytest.raises(Refused) as caught:
        given(tensors, {"row": "1/2", "bias": "3", "z": "1"})
    assert len(caught.value.diagnostics) == 3


def test_sizes_follow_what_is_set(tensors: Question) -> None:
    found = given(tensors, {"x": "[1, 2, 3]"}, "seed")
    y, W = found["y"], found["W"]
    assert isinstance(y, tuple)
    assert isinstance(W, tuple)
    assert len(y) == 3
    assert [len(row) for row in W] == [3, 3]  # type: ignore[arg-type]
    assert found["size"] == Expr.of(2)
    assert found["theta"] == PI / 2


def test_a_published_number_out_of_a_set_range_is_drawn_again(question: Make) -> None:
    made = question(
        "      k: {type: integer, range: 3..9, published: 9}\n"
        "      n: {type: integer, range: 1..k, published: 8}\n"
        "      v: {type: vector, length: 2, entries: {range: k..12}, published: [9, 9]}\n"
        "      w: {type: vector, length: 12/(k - 4), entries: {range: 1..2}, published: [1]}\n"
    )
    assert published(made)["n"] == Expr.of(8)
    n = given(made, {"k": "5"})["n"]
    assert isinstance(n, Expr)
    assert 1 <= n <= 5
    assert given(made, {"k": "5"})["v"] == exact(9, 9)
    assert given(made, {"k": "4"})["w"] == exact(1)  # the size has no value: nothing speaks against it
    v = given(made, {"k": "10"})["v"]
    assert isinstance(v, tuple)
    assert min(v) >= 10


def test_conditions_that_do_not_fit_the_set_values_are_let_go(question: Make) -> None:
    made = question(
        "      x: {type: vector, length: 3, entries: {range: 1..9}, published: [1, 2, 3]}\n"
        "      n: {type: integer, range: 1..9}\n",
        more='    require: ["n > x[3]"]\n',
    )
    assert {given(made, {}, str(seed))["n"] for seed in range(40)} <= set(map(Expr.of, range(4, 10)))
    assert given(made, {"x": "[1, 2]"})["n"] in map(Expr.of, range(1, 10))


def test_what_is_derived_follows_its_hidden_source(tensors: Question) -> None:
    x = given(tensors, {"centre": "10", "deviations": "[-1, 1]"})["x"]
    assert isinstance(x, tuple)
    assert sorted(x) == [9, 11]


def test_a_set_value_is_kept_even_against_a_requirement_of_drawing(question: Make) -> None:
    made = question(
        "      n: {type: integer, range: 1..5, published: 1}\n      k: {type: integer, range: 1..5}\n",
        more="    require: [n > 3, k > n, k < 5]\n",
    )
    assert given(made, {"n": "2"})["n"] == Expr.of(2)
    assert {given(made, {"n": "2"}, str(seed))["k"] for seed in range(30)} == {Expr.of(3), Expr.of(4)}
    assert given(made, {"n": "9"})["k"] in map(Expr.of, range(1, 5))  # k > n can't be kept, k < 5 can
    assert published(made)["n"] == Expr.of(1)


def test_validity_holds_of_what_is_drawn_around(question: Make) -> None:
    made = question(
        "      n: {type: integer, range: 1..5}\n      k: {type: integer, range: 1..5}\n",
        more="    valid: [{that: k >= n, says: k is not below n}]\n",
    )
    for seed in range(20):
        found = given(made, {"n": "4"}, str(seed))
        assert found["k"] in (Expr.of(4), Expr.of(5))
    with pytest.raises(Refused, match="k is not below n"):
        given(made, {"n": "4", "k": "3"})
    with pytest.raises(Refused, match="k is not below n"):
        given(made, {"n": "9"})


def test_hidden_parameters_are_drawn_only_where_needed(question: Make) -> None:
    made = question(
        "      h: {type: integer, hidden: true, range: 5..k}\n"
        "      k: {type: integer, range: 6..9}\n"
        "      x: {type: integer, value: h, published: 3}\n",
        more="    require: [h > 5]\n",
    )
    assert given(made, {"k": "1"}) == {"k": Expr.of(1), "x": Expr.of(3)}
    made = question(
        "      h: {type: integer, hidden: true, range: 5..k}\n"
        "      k: {type: integer, range: 6..9}\n"
        "      x: {type: integer, value: h}\n"
    )
    with pytest.raises(Refused, match="nothing fits the values that are set: 'h': the range is empty"):
        given(made, {"k": "1"})


@forall(st.lists(st.integers(-9, 9), min_size=2, max_size=5), st.booleans(), st.text(max_size=5))
def test_setting_is_a_function_of_what_is_set_and_the_seed(x: list[int], bias: bool, seed: str) -> None:
    values: dict[str, object] = {"x": str(x), "bias": str(bias).lower()}
    found = given(TENSORS, values, seed)
    assert found == given(TENSORS, dict(reversed(values.items())), seed)
    assert found["x"] == exact(*x)
    assert found["bias"] is bias
    row = found["row"]
    assert isinstance(row, Expr)
    assert 1 <= row <= len(x)


@forall(st.integers(2, 4))
def test_setting_one_parameter_moves_no_other(row: int) -> None:
    before = given(TENSORS, {"x": "[1, 2, 3, 4]"}, "s")
    after = given(TENSORS, {"x": "[1, 2, 3, 4]", "row": str(row)}, "s")
    assert {**after, "row": 0} == {**before, "row": 0}
