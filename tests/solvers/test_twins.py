"""Formulas certified at numbers, and open answers judged by what they must fulfil."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examgen.solvers.certificate import checked
from examgen.solvers.derivation import BadDerivation, Derivation, IllPosed
from examgen.text.expr import Expr

x, a = Expr.symbol("x"), Expr.symbol("a")


def made(formula):
    derivation = Derivation("slope", "w a")

    @derivation.step
    def value(w, a):
        return a * w**2

    @derivation.step(name="formula")
    def written():
        return formula

    @derivation.twin(of="formula")
    def twin(w, a, value):
        return [({"x": w, "a": a}, value)]

    return derivation


def test_a_right_formula_agrees_with_its_twin():
    assert checked(made(a * x**2), {"w": 3, "a": 2}, ["formula"]) == []


def test_a_wrong_formula_is_named_with_the_numbers():
    (found,) = checked(made(a * x), {"w": 3, "a": 2}, ["formula"])
    assert (found.step, found.check) == ("formula", "numeric twin")
    assert found.message == "at x = 3, a = 2 the formula a*x is not 18"


def test_a_twin_covers_its_step():
    derivation = made(a * x**2)
    assert derivation.unchecked(["value", "formula"]) == ("value",)


def test_a_step_has_one_twin():
    derivation = made(x)
    with pytest.raises(BadDerivation, match="used twice"):
        derivation.twin(of="formula")(lambda w: [])


def test_a_twin_whose_steps_have_no_value_says_nothing():
    derivation = Derivation("ill", "w")

    @derivation.step
    def value(w):
        raise IllPosed("there is none")

    @derivation.step(name="formula")
    def written():
        return x

    derivation.twin(of="formula")(lambda value: [({"x": value}, value)])
    assert checked(derivation, {"w": 1}, ["formula"]) == []


def test_a_twin_that_fails_is_a_finding():
    derivation = made(x)
    derivation._twins.clear()
    derivation.twin(of="formula")(lambda w: [({"x": w}, w.nothing)])
    (found,) = checked(derivation, {"w": 1, "a": 1}, ["formula"])
    assert found.message.startswith("the twin failed (AttributeError")


def open_question(example):
    derivation = Derivation("open", "limit")

    @derivation.step
    def construction(limit):
        return example

    @derivation.accepts(of=construction)
    def below(given, limit):
        if given == limit:
            return Fraction(1, 2), "it only reaches the limit"
        return given < limit

    return derivation


def test_an_example_that_will_do_is_certified():
    assert checked(open_question(2), {"limit": 3}, ["construction"]) == []


@pytest.mark.parametrize(
    ("example", "why"),
    [(3, "the example 3 is not accepted it only reaches the limit"), (4, "the example 4 is not accepted")],
)
def test_an_example_that_will_not_do_is_a_finding(example, why):
    (found,) = checked(open_question(example), {"limit": 3}, ["construction"])
    assert (found.check, found.message) == ("acceptance", why)


@pytest.mark.parametrize(("given", "share"), [(1, 1), (3, Fraction(1, 2)), (5, 0)])
def test_an_answer_is_judged(given, share):
    accepted = open_question(2).acceptances["construction"]
    assert accepted.judge(Expr.of(given), {"limit": Expr.of(3)})[0] == share


def test_included_steps_bring_what_certifies_them():
    derivation = Derivation("both", "w a limit").include(made(a * x**2)).include(open_question(2))
    assert {twin.of for twin in derivation.twins} == {"formula"}
    assert derivation.acceptances.keys() == {"construction"}
