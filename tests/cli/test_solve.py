from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import ROOT, Run
from examgen.answers.registry import find
from examgen.bank.load import load_banks
from examgen.instances.given import published
from examgen.instances.posed import posed
from examgen.text.expr import Expr
from examgen.text.lower import to_vector
from examgen.text.parser import parse

QUESTIONS = [question for bank in load_banks(ROOT / "banks").values() for question in bank.questions.values()]
SHAPE = {"answer", "decimal", "tex", "kind"}


def solved(run: Run, *arguments: str) -> dict[str, Any]:
    result = run("solve", *arguments, "--json")
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.id)
def test_every_question_at_its_published_values(run: Run, course: Path, question: Any) -> None:
    found = solved(run, question.name)
    assert list(found) == ["question", "parameters", "parts"]
    assert found["question"] == question.name
    assert set(found["parameters"]) == {
        name for name, parameter in question.parameters.items() if not parameter.hidden
    }
    assert list(found["parts"]) == [part.id for part in question.parts]
    for part in question.parts:
        check_part(found["parts"][part.id], part, published(question))


def check_part(shown: dict[str, Any], part: Any, parameters: Any) -> None:
    assert shown["kind"] == part.kind
    kind = find(part.kind)
    if not part.keyed:
        assert set(shown) == SHAPE | {"model"}
        assert shown["answer"] is shown["decimal"] is shown["tex"] is None
        assert shown["model"]
        assert "<<" not in shown["model"]
        assert "<%" not in shown["model"]
        return
    assert set(shown) == SHAPE
    ids = {choice.id for choice in part.choices}
    if part.kind == "choice":
        assert shown["answer"] in ids
    elif part.kind in ("multi-choice", "order"):
        assert ids == set() or set(shown["answer"]) <= ids
    elif isinstance(shown["answer"], list):
        assert part.kind == "sequence"
    else:
        assert isinstance(shown["answer"], str)
        kind.read(shown["answer"], posed(part, parameters).spec())  # a student may write it as it is shown


KEYS = {
    ("batchnorm-jacobian", "jacobian"): ("[[-1, 1], [1, 1]]", [[-1.0, 1.0], [1.0, 1.0]]),
    ("batchnorm-jacobian", "benefits-choice"): (["A", "B", "C", "D"], None),
    ("rnn-last-state-gradient", "gradient"): ("50", 50.0),
    ("a2c-policy-gradient", "policy-gradient"): ("2", 2.0),
    ("gd-quadratic-stability", "converge"): ("(0, 1/3)", None),
    ("gd-quadratic-stability", "oscillate"): ("{1/3}", None),
    ("gd-quadratic-stability", "diverge"): ("(1/3, oo)", None),
    ("gd-quadratic-stability", "best"): ("1/6", 1 / 6),
    ("gd-quadratic-stability", "abs-regimes"): ("A", None),
    ("reinforce-policy-gradient", "policy-gradient"): (
        "12/(1 + exp(6))",
        pytest.approx(12 / (1 + math.exp(6))),
    ),
    ("conv-maxpool-gradient", "gradient"): ("[2, 1]", [2.0, 1.0]),
}


@pytest.mark.parametrize(("question", "part"), KEYS)
def test_keys_as_a_teacher_writes_them(run: Run, course: Path, question: str, part: str) -> None:
    answer, decimal = KEYS[question, part]
    shown = solved(run, question)["parts"][part]
    assert shown["answer"] == answer
    assert shown["decimal"] == decimal


def test_values_are_set_as_formulas_or_json(run: Run, course: Path) -> None:
    found = solved(run, "a2c-policy-gradient", "--set", "theta=log(3)", "--set", "bias = 0", "--set", "r1=6")
    assert found["parameters"]["theta"] == "log(3)"
    assert found["parts"]["policy-gradient"]["answer"] == "1/2"
    found = solved(run, "rnn-last-state-gradient", "--set", "x=[2,4]", "--set", "y=0.5")
    assert found["parameters"]["x"] == "[2, 4]"
    assert found["parameters"]["y"] == "1/2"
    found = solved(run, "conv-maxpool-gradient", "--set", "flip=true")
    assert found["parameters"]["flip"] is True


def test_an_ill_posed_part_says_why_while_the_others_are_solved(run: Run, course: Path) -> None:
    parts = solved(run, "batchnorm-jacobian", "--set", "x=[3,3]")["parts"]
    assert set(parts["jacobian"]) == {"error", "kind"}
    assert "all samples of the batch are equal" in parts["jacobian"]["error"]
    assert parts["single-sample-output"]["answer"] == "-1"
    assert parts["benefits-choice"]["answer"] == ["A", "B", "C", "D"]
    text = run("solve", "batchnorm-jacobian", "--set", "x=[3,3]").out
    assert "jacobian                   has no answer: all samples of the batch are equal" in text


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("c=", "c =  can't be read: nothing is written"),
        ("c=0", "the parabola must open upwards (c = 0)"),
        ("c=1/0", "c = 1/0 can't be read: division by zero"),
        ("c=[2,", "this '[' is never closed"),
        ("c=true", "c = true"),
        ("c=[1,2]", "c = [1,2]"),
        ("c=__import__('os')", "can't be read"),
        ("c=9**9**9**9", "c = 9**9**9**9"),
        ("q=1", "has no parameter 'q'"),
    ],
)
def test_an_invalid_value_is_refused_with_a_line(run: Run, course: Path, setting: str, said: str) -> None:
    result = run("solve", "gd-quadratic-stability", "--set", setting)
    assert (result.code, result.out) == (1, "")
    assert said in result.line


def test_what_is_no_setting(run: Run, course: Path) -> None:
    result = run("solve", "gd-quadratic-stability", "--set", "c")
    assert result.code == 2
    assert "'c' is no name=value" in result.err


def test_published_drawn_or_both(run: Run, course: Path) -> None:
    name = "vir-2022/batchnorm-jacobian"
    assert solved(run, name, "--published") == solved(run, name)
    drawn = solved(run, name, "--seed", "1")
    assert drawn == solved(run, name, "--seed", "1")
    assert drawn != solved(run, name)
    assert solved(run, name, "--seed", "1", "--set", "beta=7/2")["parameters"]["beta"] == "7/2"
    assert run("solve", name, "--seed", "1", "--published").code == 2


def test_for_people(run: Run, course: Path) -> None:
    lines = run("solve", "vir-2022/gd-quadratic-stability").out.splitlines()
    assert lines[0] == "vir-2022/gd-quadratic-stability: Step sizes of gradient descent"
    assert "  c = 3" in lines
    assert "  converge         (0, 1/3)" in lines
    assert any(
        line.startswith("  abs-fix          (text, marked by a person) Let the step") for line in lines
    )


def test_a_question_that_two_banks_have(run: Run, course: Path) -> None:
    copy = course / "banks" / "copy"
    copy.mkdir()
    source = (course / "banks" / "vir-2022" / "questions.yaml").read_text(encoding="utf-8")
    (copy / "questions.yaml").write_text(source.replace("bank: vir-2022", "bank: copy"), encoding="utf-8")
    result = run("solve", "rnn-last-state-gradient")
    assert result.code == 1
    assert "copy/rnn-last-state-gradient or vir-2022/rnn-last-state-gradient" in result.line
    assert solved(run, "copy/rnn-last-state-gradient")["parts"]["gradient"]["answer"] == "50"


def test_weights_may_be_letters(run: Run, course: Path) -> None:
    weights = (
        "W1=[[1, 0], [0, 1]]",
        "b1=[0, 0]",
        "W2=[[1, 2], [3, 4]]",
        "b2=[0, 0]",
        "W3=[[u, v]]",
        "b3=[0]",
    )
    settings = ("activation=identity", "x=[1, 1]", "y=0", "alpha=1/10", *weights)
    options = [word for setting in settings for word in ("--set", setting)]
    parts = solved(run, "backprop-two-hidden-mlp", *options)["parts"]
    assert parts["output"]["answer"] == "3*u + 7*v"
    found = to_vector(parse(parts["delta-3"]["answer"], symbols="uv"), symbols=frozenset("uv"))
    u, v = Expr.symbol("u"), Expr.symbol("v")
    assert found == (2 * u * (3 * u + 7 * v), 2 * v * (3 * u + 7 * v))
    undecided = solved(
        run, "backprop-two-hidden-mlp", *options, "--set", "activation=relu", "--set", "W1=[[a, 0], [0, 1]]"
    )
    assert undecided["parts"]["output"]["error"] == "it cannot be decided how a compares with 0"
