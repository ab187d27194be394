"""Every computed key of the two VIR banks against references that share nothing with the solvers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from examgen.bank.load import load_bank
from examgen.bank.model import Question
from examgen.instances.draw import draw
from examgen.instances.given import given, published
from examgen.instances.solve import solve
from examgen.text.show import show
from examgen.text.values import RealSet, Value
from tests.banks.references import ALPHA, REFERENCES

QUESTIONS = {
    question.name: question
    for bank in ("vir-2022", "vir-2019")
    for question in load_bank(Path(__file__).parents[2] / "banks" / bank).questions.values()
}
DIGITS = 40


def symbolic(value: Value) -> Any:
    """Put a value of ours into sympy's hands, by way of its text."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, tuple):
        return [symbolic(one) for one in value]
    if isinstance(value, RealSet):
        return sp.Union(*(_interval(piece) for piece in value.pieces))
    return sp.sympify(show(value).replace("^", "**"), locals={"alpha": ALPHA}, rational=True)


def _interval(piece: Any) -> Any:
    low = -sp.oo if piece.low is None else symbolic(piece.low)
    high = sp.oo if piece.high is None else symbolic(piece.high)
    return sp.Interval(low, high, left_open=not piece.low_closed, right_open=not piece.high_closed)


def assert_same(ours: Any, theirs: Any) -> None:
    if isinstance(theirs, list | tuple):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert_same(one, other)
    elif isinstance(theirs, sp.Set):
        assert ours == theirs
    else:
        difference = sp.sympify(ours - theirs).subs(ALPHA, sp.Rational(17, 13))
        assert abs(sp.N(difference, DIGITS)) < sp.Float(10) ** -25


def check(question: Question, parameters: dict[str, Value]) -> None:
    solved = solve(question, parameters)
    answers = REFERENCES[question.name](**{name: symbolic(one) for name, one in parameters.items()})
    for part in question.parts:
        if part.step is not None:
            value = solved.parts[part.id].value
            assert value is not None, (part.id, solved.parts[part.id].error)
            assert_same(symbolic(value), answers[part.id])


@pytest.mark.parametrize("name", QUESTIONS)
def test_at_the_published_values(name: str) -> None:
    check(QUESTIONS[name], published(QUESTIONS[name]))


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("index", range(6))
def test_at_drawn_values(name: str, index: int) -> None:
    check(QUESTIONS[name], dict(draw(QUESTIONS[name], "references", index).parameters))


UNUSUAL: list[tuple[str, dict[str, object]]] = [
    ("vir-2022/batchnorm-jacobian", {"x": "[1, 2, 4]", "eps": "1/3", "row": "3"}),
    ("vir-2022/batchnorm-jacobian", {"x": "[1/2, -7, 4, 4, 0, 3, 9]", "eps": "0", "gamma": "-5/2"}),
    ("vir-2022/rnn-last-state-gradient", {"x": "[1, -2, 3, 0, 5, 1/2]", "theta": "-3/2", "y": "1/3"}),
    ("vir-2022/rnn-last-state-gradient", {"x": "[4]", "z0": "-2"}),
    ("vir-2022/a2c-policy-gradient", {"theta": "log(3)", "bias": "0", "x": "-2", "u1": "2"}),
    ("vir-2022/a2c-policy-gradient", {"theta": "1/7", "bias": "-3", "x": "5", "r1": "1/2"}),
    ("vir-2022/gd-quadratic-stability", {"c": "7/3", "slope": "3", "w0": "5/2", "alpha": "2/5"}),
    ("vir-2022/gd-quadratic-stability", {"c": "1/2", "w0": "-1/7", "alpha": "1"}),
    ("vir-2019/sine-network-backprop", {"x": "[1, -2, 3]", "w": "[pi/12, pi/3, 1/5]", "b": "2"}),
    ("vir-2019/sine-network-backprop", {"x": "[3, 1]", "w": "[pi/12, 5*pi/12]", "l": "-1"}),
    ("vir-2019/conv3d-accounting", {"k": "5", "stride": "2", "channels": "3", "bias": True, "dims": "[9, 12, 6]"}),
    ("vir-2019/conv3d-accounting", {"counting": "minimal", "bias": True, "k": "3", "stride": "3", "batch": "1"}),
    ("vir-2019/leaky-relu-code", {"variant": "elu", "x": "[-2, -1/2, 1, 3]"}),
    ("vir-2019/leaky-relu-code", {"variant": "hard-tanh", "x": "[-2, -1/2, 1/2, 3, 7]"}),
    ("vir-2019/leaky-relu-code", {"variant": "relu", "x": "[-2, 5]"}),
    ("vir-2019/batchnorm-l2norm-gradient-gamma", {"x": "[1, 2, 4]", "eps": "1/5"}),
    ("vir-2019/batchnorm-jacobian-gamma", {"x": "[1, 2, 4, 8, 16]", "eps": "0"}),
    ("vir-2019/batchnorm-jacobian-beta", {"x": "[1, 2]"}),
    ("vir-2019/reinforce-policy-gradient", {"theta": "log(3)", "x0": "-2", "u0": "2", "shift": "3"}),
    ("vir-2019/reinforce-policy-gradient", {"theta": "0", "x0": "4", "alpha": "2/7"}),
    ("vir-2019/conv-maxpool-gradient", {"x": "[1, 5, -2, 3, 3]", "w": "[2, -1, 1]", "flip": True}),
    ("vir-2019/conv-maxpool-gradient", {"x": "[1/2, -3, 2, 7]", "w": "[0, 1]"}),
    ("vir-2019/gd-separable-quadratic-rates", {"x": "[sqrt(5), -3, 1/2]"}),
    ("vir-2019/gd-separable-quadratic-rates", {"x": "[2, 2]"}),
    ("vir-2019/linear-rnn-two-losses-gradient", {"theta1": "1/3", "z0": "5", "x": "[1,2,3,4]", "y": "[0,0,1,1]"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values"), UNUSUAL)
def test_at_values_no_paper_has(name: str, values: dict[str, object]) -> None:
    question = QUESTIONS[name]
    parameters = given(question, values)
    for one in values:
        assert one in parameters
    check(question, parameters)


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_at_many_drawn_values(name: str) -> None:
    for index in range(100):
        check(QUESTIONS[name], dict(draw(QUESTIONS[name], "sweep", index).parameters))


def test_every_question_has_a_reference() -> None:
    assert set(QUESTIONS) == set(REFERENCES)


SHARING = {
    "vir-2022/batchnorm-jacobian": {"jacobian", "sum-gradient", "ascent-step"},
    "vir-2022/gd-quadratic-stability": {"abs-iterates", "abs-limit-cycle"},
    "vir-2019/conv-maxpool-gradient": {"gradient", "gradient-input"},
    "vir-2019/linear-rnn-two-losses-gradient": {"gradient-theta1", "gradient-theta2"},
}
"""The parts that share what makes them ill-posed below."""


@pytest.mark.parametrize(
    ("name", "values", "part", "why"),
    [
        ("vir-2022/batchnorm-jacobian", {"x": "[3, 3, 3]", "eps": "0"}, "jacobian", "equal"),
        (
            "vir-2022/gd-quadratic-stability",
            {"w0": "1", "slope": "1", "alpha": "1/2"},
            "abs-iterates",
            "lands on 0",
        ),
        ("vir-2019/conv-maxpool-gradient", {"x": "[1, 1, 1]", "w": "[1, 2]"}, "gradient", "largest"),
        (
            "vir-2019/linear-rnn-two-losses-gradient",
            {"x": "[1, 2, 3]", "y": "[1, 2]"},
            "gradient-theta1",
            "y",
        ),
    ],
)
def test_ill_posed_parts_say_so_and_the_others_are_solved(
    name: str, values: dict[str, object], part: str, why: str
) -> None:
    solved = solve(QUESTIONS[name], given(QUESTIONS[name], values))
    error = solved.parts[part].error
    assert error is not None
    assert why in error
    keyed = {one.id for one in QUESTIONS[name].parts if one.step}
    solved_too = {one for one in keyed if solved.parts[one].value is not None}
    assert solved_too == keyed - SHARING[name]
