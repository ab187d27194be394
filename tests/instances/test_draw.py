# ruff: noqa: E501  tables of cases
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.bank.load import load_bank
from examgen.bank.model import Question
from examgen.instances.draw import Tally, draw, holds
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr

from .conftest import COURSE, DATA

Make = Callable[..., Question]
BANK = load_bank(DATA / COURSE)
QUESTIONS = sorted(BANK.questions.values(), key=lambda question: question.id)


def values(question: Question, name: str, count: int = 200) -> list[object]:
    return [draw(question, "seed", index).parameters[name] for index in range(count)]


@given(st.sampled_from(QUESTIONS), st.text(max_size=8), st.integers(0, 10**6))
def test_an_instance_is_a_function_of_its_identity_and_meets_its_conditions(
    question: Question, seed: str, index: int
) -> None:
    drawn = draw(question, seed, index)
    again = draw(load_bank(DATA / COURSE).questions[question.id], seed, index)
    assert drawn.parameters == again.parameters
    hidden = {name for name, parameter in question.parameters.items() if parameter.hidden}
    assert drawn.parameters.keys() == question.parameters.keys() - hidden
    for requirement in (*question.valid, *question.require):
        assert holds(question, requirement, drawn.parameters)


@given(st.integers(0, 10**6))
def test_wording_changes_no_number(tmp_path_factory: pytest.TempPathFactory, index: int) -> None:
    text = (DATA / COURSE / "questions.yaml").read_text(encoding="utf-8")
    for old, new in [
        ("Give $w_1$.", "Where is $w_1$?"), ("says: curvature", "says: how curved"), ("published: 3,", "published: 1,"),
        ("title: A step", "title: One step"), ("step does not reach", "step must miss"), ("steep", "curved"),
    ]:  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    folder = tmp_path_factory.mktemp("worded")
    lines = text.splitlines(keepends=True)
    first = next(k for k, line in enumerate(lines) if line.startswith("      a:     {"))
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    (folder / "questions.yaml").write_text("".join(lines), encoding="utf-8")
    other = load_bank(folder)
    for question in QUESTIONS:
        assert (
            draw(other.questions[question.id], "s", index).parameters == draw(question, "s", index).parameters
        )


def test_seed_index_and_start_all_count(parabola: Question, tensors: Question) -> None:
    first = draw(tensors, "seed", 0)
    assert draw(tensors, "seed", 1).parameters != first.parameters
    assert draw(tensors, "other", 0).parameters != first.parameters
    later = draw(tensors, "seed", 0, start=first.attempt + 1)
    assert later.attempt > first.attempt
    assert later.parameters != first.parameters


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{type: integer, range: -2..2}", [-2, -1, 0, 1, 2]),
        ("{type: integer, range: -2..2, exclude: [0, 1]}", [-2, -1, 2]),
        ("{type: integer, range: 0..7, step: 3}", [0, 3, 6]),
        ("{type: rational, range: 0..1, step: 1/4}", [0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1]),
        ("{type: rational, choices: [0.1, 1/3, -2]}", [-2, Fraction(1, 10), Fraction(1, 3)]),
        ("{type: real, range: 1/2..2, step: 0.5, exclude: [1]}", [Fraction(1, 2), Fraction(3, 2), 2]),
    ],
)
def test_a_domain_is_drawn_in_full_and_nothing_else(
    question: Make, entry: str, expected: list[Fraction]
) -> None:
    found = set(values(question(f"      n: {entry}\n"), "n"))
    assert found == set(map(Expr.of, expected))


def test_other_types(question: Make) -> None:
    assert set(values(question("      n: {type: boolean}\n"), "n")) == {True, False}
    assert set(values(question("      n: {type: boolean, choices: [true]}\n"), "n")) == {True}
    letters = question("      n: {type: choice, choices: [a, b, 3, c], exclude: [c]}\n")
    assert set(values(letters, "n")) == {"a", "b", Expr.of(3)}
    logs = set(map(str, values(question("      n: {type: real, choices: [log(2), pi/3, 1]}\n"), "n")))
    assert len(logs) == 3


def test_vectors_and_matrices(question: Make) -> None:
    made = question(
        "      m: {type: integer, range: 2..4}\n"
        "      v: {type: vector, length: m + 1, entries: {range: 0..5}, distinct: true}\n"
        "      w: {type: vector, length: 1..3, entries: {choices: [1/2, 2]}}\n"
        "      s: {type: vector, choices: [[1, 2, 3]], shuffle: true}\n"
        "      M: {type: matrix, rows: 2, columns: len(v), entries: {range: -1..1}}\n"
        "      N: {type: matrix, choices: [[[1, 2], [3, 4]], [[0, 1], [1, 0]]]}\n"
    )
    lengths, orders = set(), set()
    for index in range(60):
        found = draw(made, "seed", index).parameters
        v, w, s, M = found["v"], found["w"], found["s"], found["M"]
        assert isinstance(v, tuple)
        assert isinstance(w, tuple)
        assert isinstance(M, tuple)
        assert isinstance(s, tuple)
        assert len(v) == len(set(v)) == found["m"] + 1
        assert [len(row) for row in M] == [len(v)] * 2  # type: ignore[arg-type]
        assert set(w) <= {Expr.of(Fraction(1, 2)), Expr.of(2)}
        assert sorted(s) == [1, 2, 3]
        lengths.add(len(w))
        orders.add(s)
    assert lengths == {1, 2, 3}
    assert len(orders) == 6


def test_derived_values_follow_and_may_be_shuffled(tensors: Question) -> None:
    for index in range(30):
        found = draw(tensors, "seed", index).parameters
        x = found["x"]
        assert isinstance(x, tuple)
        mean = sum(x, Expr.of(0)) / len(x)
        assert sorted(entry - mean for entry in x) in ([-1, -1, 1, 1], [-3, -1, -1, 5])
        assert found["size"] == len(x) - 1


def test_a_parameter_with_only_a_published_value_keeps_it(question: Make) -> None:
    assert set(values(question("      n: {type: integer, published: 3}\n"), "n", 5)) == {Expr.of(3)}


def test_requirements_may_ask_for_steps(question: Make) -> None:
    made = question(
        "      n: {type: integer, range: -5..5}\n",
        "      square: n^2\n      inverse: 1/n\n",
        more="    require: [square > 4, inverse < 1]\n",
    )
    found = set(values(made, "n"))
    assert found == set(map(Expr.of, [-5, -4, -3, 3, 4, 5]))


def test_a_requirement_must_be_a_condition(question: Make) -> None:
    made = question("      n: {type: integer, range: 1..3}\n", more="    require: [n + 1]\n")
    with pytest.raises(Refused, match="this is no condition") as caught:
        draw(made, "seed", 0)
    assert caught.value.diagnostics[0].place == made.require[0].place


def test_a_requirement_on_a_step_that_is_ill_posed_does_not_hold(question: Make) -> None:
    made = question(
        "      n: {type: integer, range: -2..2}\n",
        "      inverse: 1/n\n",
        more="    require: [inverse > -9]\n",
    )
    assert Expr.of(0) not in values(made, "n", 60)


def test_irrational_ranges_end_where_they_should(question: Make) -> None:
    made = question("      n: {type: real, range: 0..pi}\n")
    assert set(values(made, "n", 100)) == set(map(Expr.of, range(4)))


def test_a_requirement_without_a_value_does_not_hold(question: Make) -> None:
    made = question("      n: {type: integer, range: -1..1}\n", more="    require: [1/n < 5]\n")
    assert set(values(made, "n")) == {Expr.of(-1), Expr.of(1)}


def test_a_hopeless_search_ends_and_names_the_culprit(question: Make) -> None:
    made = question(
        "      n: {type: integer, range: 1..6}\n      k: {type: integer, range: 1..6}\n",
        more="    require: [n > 1, {that: n + k > 12, says: a large sum}]\n",
    )
    with pytest.raises(Refused) as caught:
        draw(made, "seed", 0, limit=300)
    (problem,) = caught.value.diagnostics
    assert problem.message.startswith(
        "no values for 'test/one' in 300 tries: 'a large sum' held in 0.00% of "
    )
    assert problem.place is not None
    assert problem.hint == "widen a domain or loosen this"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ("      n: {type: integer, range: 3..k}\n      k: {type: integer, range: 1..2}\n", "'n': the range is empty"),
        ("      n: {type: vector, length: 3, entries: {range: 1..2}, distinct: true}\n", "'n': no value is left"),
        ("      n: {type: integer, range: 1..2, exclude: [1, 2]}\n", "'n': no value is left"),
        ("      n: {type: choice, choices: [a], exclude: [a]}\n", "'n': every choice is excluded"),
        ("      n: {type: integer, value: k/2}\n      k: {type: integer, range: 1..1}\n", "'n': a whole number is expected"),
        ("      n: {type: rational, value: 1/k}\n      k: {type: integer, range: 0..0}\n", "'n': "),
        ("      n: {type: vector, entries: {range: 1..2}}\n", "'n': no size is given"),
        ("      n: {type: vector, length: 1/2, entries: {range: 1..2}}\n", "'n': the size is no whole number"),
        ("      n: {type: rational, range: 1..2, step: k}\n      k: {type: integer, range: 0..0}\n", "'n': the range is empty"),
    ],
)  # fmt: skip
def test_a_domain_that_gives_nothing_says_why(question: Make, parameters: str, reason: str) -> None:
    made = question(parameters)
    with pytest.raises(Refused) as caught:
        draw(made, "seed", 0, limit=20)
    assert f"in 20 tries: mostly, {reason}" in caught.value.diagnostics[0].message


def test_acceptance_is_measured(question: Make) -> None:
    made = question(
        "      n: {type: integer, range: 1..10}\n", more="    require: [{that: n <= 3, says: small}]\n"
    )
    tally = Tally()
    assert tally.rate == 1
    for index in range(300):
        draw(made, "seed", index, tally=tally)
    assert tally.accepted == 300
    assert 0.25 < tally.rate < 0.35
    assert tally.rates() == {"small": tally.rate}
