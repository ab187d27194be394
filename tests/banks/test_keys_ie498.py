"""The keys of ie498-hw5 against references that share nothing with the solvers, as an outside program sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from examgen.text.diagnostic import Refused
from tests.banks.arithmetic import Formula, Irrational, Pieces, equal, exact, points, reader
from tests.banks.outside import drawn, printed_again, questions, solved
from tests.banks.references_ie498 import REFERENCES

BANK = "ie498-hw5"
NAMES = sorted(questions(BANK))
UNUSUAL: Mapping[str, list[list[str]]] = yaml.safe_load(
    Path(__file__).with_name("unusual_ie498.yaml").read_text()
)
SCHEDULES = {"family", "schedule", "schedules"}
WORDS = {"activation", "penalty"}
NUMBERS = {"exact", "integer", "vector", "matrix", "tensor", "shape"}


def compare(found: Mapping[str, Any]) -> None:
    """Compare all keyed parts; those that have no answer in the reference must say why."""
    answers = reference(found)
    json.dumps(found, allow_nan=False)
    for name, part in found["parts"].items():
        where = f"{name} at {found['parameters']}"
        if name in answers and answers[name] is None:
            assert part["error"][0].islower(), where
            continue
        assert "error" not in part, f"{where}: {part.get('error')}"
        if name in answers:
            assert same(part["answer"], answers[name]), f"{where}: {part['answer']} is not {answers[name]}"
            assert_decimal(part, answers[name], where)
        else:
            assert part["answer"] is None or part["kind"] in ("order", "code") or name.endswith("-check"), (
                where
            )


def reference(found: Mapping[str, Any]) -> Mapping[str, Any]:
    def parameters(rational: bool) -> dict[str, Any]:
        read, as_it_is = reader(rational), SCHEDULES | WORDS
        given = found["parameters"].items()
        return {name: one if name in as_it_is or isinstance(one, bool) else read(one) for name, one in given}

    function = REFERENCES[found["question"]]
    try:
        return function(**parameters(rational=True))
    except Irrational:
        return function(**parameters(rational=False))


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, Formula):
        return all(
            equal(reader(False, values)(ours), theirs.function(*(values[one] for one in theirs.symbols)))
            for values in points(theirs.symbols)
        )
    if isinstance(ours, list) or isinstance(theirs, str):
        return bool(ours == theirs)
    if isinstance(theirs, Pieces):
        return pieces(ours) == theirs
    return agree(number(ours), theirs)


def number(text: str) -> Any:
    try:
        return reader(True)(text)
    except Irrational:
        return reader(False)(text)


def pieces(text: str) -> Pieces:
    """Read a set of reals as intervals: the ends, and whether they belong to it."""
    found = re.findall(r"([\[(])([^,]+), ([^\])]+)([\])])", text)
    return Pieces(
        [(number(low), number(high), left == "[", right == "]") for left, low, high, right in found]
    )


def agree(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(agree, ours, theirs))
    if isinstance(theirs, str):
        return bool(ours == theirs)
    return equal(ours, theirs)


def assert_decimal(part: Mapping[str, Any], theirs: Any, where: str) -> None:
    """Compare the floats; there are none where one is out of their range or the answer has a letter."""
    if part["kind"] not in NUMBERS or isinstance(theirs, Formula) or part["decimal"] is None:
        return
    for ours, right in zip(flat(part["decimal"]), flat(theirs), strict=True):
        assert ours == pytest.approx(right.numerator / right.denominator if exact(right) else float(right)), (
            where
        )


def flat(value: Any) -> list[Any]:
    return [entry for one in value for entry in flat(one)] if isinstance(value, list) else [value]


def test_every_question_has_a_reference_and_unusual_settings() -> None:
    assert set(REFERENCES) == set(NAMES)
    assert {f"{BANK}/{name}" for name in UNUSUAL} == set(NAMES)
    assert all(len(settings) >= 20 for settings in UNUSUAL.values())


@pytest.mark.parametrize("name", NAMES)
def test_at_the_published_values(name: str) -> None:
    compare(solved(name))


@pytest.mark.parametrize("name", NAMES)
def test_at_drawn_values(name: str) -> None:
    for index in range(10):
        compare(drawn(name, "references", index))


@pytest.mark.parametrize("name", UNUSUAL)
def test_at_values_no_paper_has(name: str) -> None:
    for pairs in UNUSUAL[name]:
        compare(solved(f"{BANK}/{name}", " | ".join(pairs)))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_at_many_drawn_values(name: str) -> None:
    for index in range(100):
        compare(drawn(name, "sweep", index))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_can_be_set(name: str) -> None:
    """Parameters as printed, given back, are the same parameters with the same answers."""
    for index in range(3):
        found = drawn(name, "again", index)
        assert printed_again(found) == found


ILL_POSED = [
    ("backprop-two-hidden-mlp", ["x=[1, 2, 3]", "W1=[[1, 2], [3, 4]]"], "output", "'x' has 3 entries"),
    ("backprop-two-hidden-mlp", ["W1=[[1], [2]]", "W3=[[1], [2]]"], "output", "'W3' has 1 columns where 2 are needed"),
    ("backprop-two-hidden-mlp", ["activation=leaky_relu", "x=[0]", "W1=[[1], [1]]", "b1=[0, 1]"], "delta-2", "kink"),
    ("random-restart-minima", ["n_hidden=0"], "equivalent-weights", "a whole number from 1"),
    ("universal-approximation-vs-sgd", ["stationary=[-1, 0, 1]"], "global-minimiser", "at two points"),
    ("universal-approximation-vs-sgd", ["stationary=[1, 1, 2]"], "descent-limit", "one and the same"),
    ("vanishing-gradient-remedies", ["activation=tanh", "weight=1"], "depth", "does not shrink"),
    ("xavier-initialisation", ["n_in=0"], "variance", "at least 1"),
    ("parameter-average-ensemble", ['nets=[{w: [1], c: [2]}, {w: [1, 2], c: [3, 4]}]'], "output-at-mean", "no mean"),
    ("parameter-average-ensemble", ['nets=[{"w": [1]}, {"w": [2]}]'], "mean-of-outputs", "w: [...], c: [...]"),
    ("learning-rate-conditions", ["schedule=-1/k"], "schedule-check", "negative for large k"),
    ("learning-rate-conditions", ["schedule=0"], "schedule-check", "no positive steps"),
    ("learning-rate-conditions", ["schedule=sin(k)/k"], "schedule-check", "can't be told"),
    ("learning-rate-conditions", ["family=C/k"], "exponents", "does not depend on p"),
    ("learning-rate-conditions", ["family=k^(-1/p)"], "exponents", "not linear in p"),
    ("regularisation-two-methods", ["penalty=l1", "theta=[0]", "loss_gradient=[1]"], "penalised-gradient", "is 0"),
    ("rmsprop", ["gradients=[0, 1]", "eps=0"], "final-theta", "0/0"),
    ("deep-q-learning", ["theta=[[1], [5]]", "phi=[1]", "phi_next=[2]", "action=7"], "td-error", "no action 7"),
    ("deep-q-learning", ["theta=[[1, 2]]", "phi=[1, 1]", "phi_next=[2]", "action=0"], "target", "2 are needed"),
    ("batch-norm-training", ["x=[[3, 3, 3]]", "eps=0"], "outputs", "eps is 0"),
    ("layer-norm-definition", ["x=[[1, 2], [0, 0]]", "eps=0"], "outputs", "eps is 0"),
    ("conv2d-definition", ["x=[[[1, 2], [3, 4]]]", "K=[[[[1, 2, 3]]]]", "padding=0"], "output", "does not fit"),
    ("conv2d-definition", ["kernel=50", "height=10"], "layer-shape", "does not fit"),
    ("conv2d-definition", ["x=[[[1, 2], [3, 4]]]", "K=[[[[1]]]]", "bias=[1, 2]"], "output", "'bias' has 2 entries"),
    ("conv-output-shape", ["kernel=40"], "shape", "does not fit"),
    ("conv-output-shape", ["stride=0"], "shape", "stride must be a positive integer"),
    ("conv-output-shape", ["padding=-1"], "shape", "padding must be"),
    ("conv3d-definition", ["kernel=9"], "output-shape", "does not fit"),
    ("float16-vs-float32", ["value=-65520"], "half-rounding", "overflows"),
    ("minibatch-cost-scaling", ["dims=[5, 0, 2]"], "multiply-adds", "positive integer"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "pairs", "part", "why"), ILL_POSED)
def test_ill_posed_parts_say_why_and_others_are_solved(
    name: str, pairs: list[str], part: str, why: str
) -> None:
    question = questions(BANK)[f"{BANK}/{name}"]
    found = solved(question.name, " | ".join(pairs))["parts"]
    assert why in found[part]["error"]
    touched = {pair.partition("=")[0] for pair in pairs}
    for one in question.parts:
        if one.step is None or not question.derivation.needs(one.step) & touched:
            assert "error" not in found[one.id]


@pytest.mark.parametrize(
    ("name", "pair", "why"),
    [
        ("random-restart-minima", "activation=sigmoid", "one of tanh, relu is expected"),
        ("regularisation-two-methods", "penalty=quarter-l2", "one of l2, half-l2, l1 is expected"),
        ("regularisation-two-methods", "lam=sqrt(2)", "a number or fraction is expected"),
        ("rmsprop", "rho=1", "0 <= rho < 1"),
        ("rmsprop", "gradients=5", "a vector"),
        ("deep-q-learning", "terminal=yes", "true or false is expected"),
        ("softmax-definition", "z=[log(0), 1]", "the logarithm of zero"),
        ("learning-rate-conditions", "schedule=1/n", "'n' has no meaning here"),
        ("batch-norm-training", "x=[[1, 2], [3]]", "rows of one length"),
        ("conv2d-definition", "x=[[[1, 2], [3]]]", "of one length"),
        ("conv3d-definition", "dims=[3, 3]", "three sizes"),
        ("bptt-cost", "tau=5/2", "a whole number is expected"),
        ("distributed-gradient-average", "gradients=[]", "a matrix"),
        ("parameter-average-ensemble", "nets=[{w [1], c: [2]}]", "can't be read"),
    ],
)
def test_what_is_no_value_is_refused_with_a_sentence(name: str, pair: str, why: str) -> None:
    with pytest.raises(Refused, match=re.escape(why)):
        solved(f"{BANK}/{name}", pair)
