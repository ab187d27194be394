"""Derivations written in the formula language."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed, checked
from examgen.solvers.exact import exact
from examgen.solvers.formula_steps import FormulaCheck, FormulaMistake, FormulaStep, from_formulas
from examgen.text.diagnostic import Refused
from examgen.text.place import Place

HERE = Place("questions.yaml", 7, 20)


def step(formula, **more):
    return FormulaStep(formula, HERE, **more)


def check(formula):
    return FormulaCheck(formula, HERE)


def reinforce(**checks):
    return from_formulas(
        "reinforce",
        "theta x0 x1 u0 shift alpha",
        {
            "update": step("theta + alpha*policy_gradient"),
            "policy_gradient": step(
                "score*returned", tex="g = s R", says="score times return", trivial="zero"
            ),
            "returned": step("(x0 - shift)^2 + (x1 - shift)^2"),
            "score": step("if(u0 == 1, (1 - probability)*x0, -probability*x0)"),
            "probability": step("sigma(theta*x0)"),
        },
        [
            FormulaMistake(
                "state_lost", "returned", "(x1 - shift)^2", HERE, "left out the first state", Fraction(1, 4)
            ),
            FormulaMistake("sign", "policy_gradient", "-policy_gradient", HERE, "reversed the sign"),
        ],
        checks,
    )


GIVEN = {"theta": 0, "x0": 3, "x1": 1, "u0": 1, "shift": 1, "alpha": Fraction(1, 2)}


def test_one_engine_runs_both():
    made = reinforce()
    assert made.needs("policy_gradient") == {"theta", "x0", "x1", "u0", "shift"}
    assert made.ancestors("update") == {"policy_gradient", "returned", "score", "probability"}
    run = made.run(GIVEN)
    assert run["policy_gradient"] == 6
    assert run["update"] == 3
    assert made.run(GIVEN, replaced={"policy_gradient": 4})["update"] == 2
    assert made.steps["policy_gradient"].is_trivial(exact(0))
    state_lost, sign = made.mistakes
    assert made.run(GIVEN, replaced={"returned": state_lost})["update"] == 0
    assert made.run(GIVEN, replaced={"policy_gradient": sign})["update"] == -3
    assert state_lost.credit == Fraction(1, 4)


def test_steps_may_come_in_any_order():
    assert reinforce().order.index("probability") < reinforce().order.index("score")


def test_the_worked_solution():
    lines = {line.step: line for line in reinforce().explain(GIVEN, ["update"])}
    assert lines["returned"].numbers == "(3-1)^{2}+(1-1)^{2}"
    assert lines["policy_gradient"].formula == "g = s R"
    assert lines["policy_gradient"].says == "score times return"
    assert lines["policy_gradient"].numbers == r"\frac{3}{2} \cdot 4"


def test_vectors_and_errors():
    made = from_formulas("", "x", {"ratio": step("x / (x[1] - x[2])"), "total": step("sum(x)")})
    run = made.run({"x": (1, 2)})
    assert run["ratio"] == exact([-1, -2])
    flat = made.run({"x": (2, 2)})
    with pytest.raises(IllPosed):
        flat["ratio"]
    assert flat["total"] == 4


def test_checks_take_another_route():
    made = reinforce(
        policy_gradient=check(
            "derivative(log(if(u0 == 1, sigma(theta*x0), 1 - sigma(theta*x0))), theta)"
            " * ((x0 - shift)^2 + (x1 - shift)^2)"
        ),
        probability=check("exp(theta*x0) / (1 + exp(theta*x0))"),
    )
    for u0 in (1, 2):
        assert checked(made, {**GIVEN, "theta": 2, "u0": u0}, made.order) == []
    wrong = reinforce(returned=check("(x1 - shift)^2"))
    (found,) = checked(wrong, GIVEN, ["returned"])
    assert found.check == "check_of_returned"


@given(st.fractions(-9, 9, max_denominator=5), st.fractions(-9, 9, max_denominator=5))
def test_derivatives_may_be_nested(a, b):
    made = from_formulas(
        "", "a b", {"second": step("6*a*b")}, checks={"second": check("derivative(derivative(a^3*b, a), a)")}
    )
    assert checked(made, {"a": a, "b": b}, ["second"]) == []


def test_sets_are_checked_exactly():
    made = from_formulas("", "c", {"converge": step("(0, 1/c)")}, checks={"converge": check("(0, 2/(2*c))")})
    assert checked(made, {"c": 3}, ["converge"]) == []
    wrong = from_formulas("", "c", {"converge": step("(0, 1/c)")}, checks={"converge": check("(0, 2/c)")})
    assert len(checked(wrong, {"c": 3}, ["converge"])) == 1


def problems(*args, **kwargs):
    with pytest.raises(Refused) as caught:
        from_formulas("", *args, **kwargs)
    return caught.value.diagnostics


def test_unknown_names_are_refused_at_their_column():
    (found,) = problems("centre", {"a": step("2 * center")})
    assert found.message == "unknown name 'center'"
    assert (found.place.line, found.place.column) == (7, 24)
    assert found.hint == "did you mean 'centre'?"


def test_all_problems_are_reported_together():
    found = problems(
        "x",
        {"a": step("x + y"), "b": step("x +")},
        [FormulaMistake("m", "a", "z", HERE, "")],
        {"a": check("w"), "b": check("derivative(x, 3)")},
    )
    messages = [one.message for one in found]
    assert "unknown name 'y'" in messages
    assert "unknown name 'z'" in messages
    assert "unknown name 'w'" in messages
    assert "'derivative' takes a formula and a name: derivative(x^2, x)" in messages
    assert len(messages) == 5


def test_circles_are_refused():
    (found,) = problems("x", {"a": step("b + x"), "b": step("c"), "c": step("a")})
    assert found.message.startswith("the steps go round in a circle: ")
    assert "a needs b needs c needs a" in found.message + " needs " + found.message.split(": ")[1]
    (found,) = problems("x", {"a": step("a + 1")})
    assert found.message == "the steps go round in a circle: a needs a"


def test_mistakes_and_checks_must_fit():
    late = FormulaMistake("m", "a", "b", HERE, "")
    (found,) = problems("x", {"a": step("x"), "b": step("a")}, [late])
    assert "'b', which depends on it" in found.message
    (found,) = problems("x", {"a": step("x")}, [FormulaMistake("m", "aa", "x", HERE, "")])
    assert (found.message, found.hint) == ("there is no step 'aa'", "did you mean 'a'?")
    (found,) = problems("x", {"a": step("x"), "b": step("a")}, (), {"b": check("a")})
    assert found.message == "unknown name 'a'"
    (found,) = problems("x", {"a": step("x")}, (), {"c": check("x")})
    assert found.message == "there is no step 'c'"
    (found,) = problems("x", {"x": step("1")})
    assert "used twice" in found.message


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("derivative(x^2)", "'derivative' takes a formula and a name"),
        ("1 + derivative(x^2, x", "this bracket is never closed"),
    ],
)
def test_derivative_wants_a_formula_and_a_name(formula, message):
    (found,) = problems("x", {"a": step("x")}, (), {"a": check(formula)})
    assert found.message.startswith(message)
    assert found.place.line == 7
