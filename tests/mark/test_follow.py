from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from papers.samples import number, sums

from examgen.mark.budget import OverBudgetError, at_most
from examgen.mark.follow import Engine, NotAvailableError
from examgen.mark.words import (
    follow_through,
    listed,
    mistake,
    partly_follows,
    sentence,
    unavailable,
    undecided,
)
from examgen.mark.written import written_derivation
from examgen.papers.record import QuestionRecord
from examgen.solvers.registry import digest
from examgen.text.expr import Expr
from examgen.text.values import RealSet


def engine(**steps: str) -> Engine:
    return Engine(replace(sums(), steps={"steps": steps}))


def value(made: Engine, step: str, **own: object) -> object:
    return made.value(step, own, (), {})  # type: ignore[arg-type]


def test_values_stand_in_for_steps() -> None:
    assert value(Engine(sums()), "total", plus=number(10)) == 40
    kept = {"double": number(30)}
    assert Engine(sums()).value("ratio", {"plus": number(10)}, (), {"total": number(38)}) == Fraction(19, 5)
    assert Engine(sums()).value("total", {"plus": number(1)}, (), kept) == 31


def test_mistakes_stand_in_for_steps() -> None:
    record = sums()
    squared = record.mistakes[1]
    assert Engine(record).value("total", {"plus": number(10)}, (squared,), {}) == 28
    with pytest.raises(NotAvailableError, match="no such mistake"):
        Engine(record).value("total", {}, (replace(squared, id="unheard-of"),), {})


@pytest.mark.parametrize("own", [10**61, Fraction(1, 10**61)])
def test_endless_numbers_are_not_carried_forward(own: int | Fraction) -> None:
    with pytest.raises(NotAvailableError, match="number is too long"):
        value(Engine(sums()), "total", plus=Expr.of(own))


def test_endless_expressions_are_not_carried_forward() -> None:
    long = sum((Expr.of(prime) ** Fraction(1, 2) for prime in range(2, 900)), Expr.of(0))
    with pytest.raises(NotAvailableError, match="expression is too long"):
        value(Engine(sums()), "total", plus=(long,))


def test_sets_and_vectors_are_measured_too() -> None:
    huge = Expr.of(10**80)
    for own in ((Expr.of(1), huge), RealSet.interval(Expr.of(0), huge, False, False), ((huge,),)):
        with pytest.raises(NotAvailableError, match="too long"):
            value(Engine(sums()), "total", plus=own)


def test_a_value_of_a_wrong_shape_is_not_available() -> None:
    for own in (RealSet.empty(), "left"):
        with pytest.raises(NotAvailableError):
            value(Engine(sums()), "ratio", total=own)


def test_steps_and_solvers_that_are_gone() -> None:
    with pytest.raises(NotAvailableError, match="no such step"):
        value(Engine(sums()), "total", nothing=number(1))
    with pytest.raises(NotAvailableError, match="no such step"):
        Engine(sums()).ancestors("nothing")
    with pytest.raises(NotAvailableError):
        value(Engine(sums()), "nothing")
    gone = replace(sums(), steps=None, solver="gone")
    with pytest.raises(NotAvailableError, match="not installed"):
        Engine(gone).ancestors("total")


def test_the_installed_solver_runs_if_it_is_the_same() -> None:
    record = replace(sums(), steps=None, solver="descent.parabola")
    with pytest.raises(NotAvailableError, match="changed since"):
        Engine(record).ancestors("best")
    assert Engine(replace(record, digest=digest("descent.parabola"))).ancestors("best")


def test_counting_up_to_an_answer_has_an_end() -> None:
    made = engine(plus="a + b", many="sum(range(1, plus))")
    assert value(made, "many", plus=number(4)) in (6, 10)
    with pytest.raises(NotAvailableError):
        value(made, "many", plus=number(10**9))


def test_work_is_counted_and_the_counter_taken_away() -> None:
    before = sys.getprofile()

    def nothing() -> None:
        pass

    def count(limit: int) -> None:
        for _ in range(limit):
            nothing()

    with at_most(1000):
        count(10)
    with pytest.raises(OverBudgetError), at_most(1000):
        count(10_000)
    assert sys.getprofile() is before


def test_written_steps_may_be_numbers_lists_and_truth_values() -> None:
    source = {
        "steps": {"one": 1, "half": Fraction(1, 2), "both": (1, "a"), "yes": True},
        "mistakes": ({"id": "m", "of": "one", "formula": 2, "credit": "1/2"},),
    }
    derivation = written_derivation(replace(sums(), steps=source))
    run = derivation.run(sums().parameters)
    assert (run["one"], run["half"], run["both"]) == (1, Fraction(1, 2), (Expr.of(1), Expr.of(3)))
    assert run["yes"] is True
    assert derivation.mistakes[0].credit == Fraction(1, 2)


@pytest.mark.parametrize("steps", [None, {}, {"steps": "x"}, {"mistakes": ["x"]}])
def test_no_steps_are_an_empty_derivation(steps: dict[str, object] | None) -> None:
    record: QuestionRecord = replace(sums(), steps=steps)
    assert not written_derivation(record).steps


def test_sentences() -> None:
    assert sentence("") == ""
    assert sentence(" two  words ") == "Two words."
    assert sentence("Really?") == "Really?"
    assert listed([]) == ""
    assert listed(["1a"]) == "1a"
    assert listed(["1a", "1b", "1c"]) == "1a, 1b and 1c"
    assert undecided("") == "The program cannot decide this. A person looks at it."
    assert mistake(["lost it"]) == "A known mistake: lost it."
    assert follow_through(["1a"], ["lost it"]).startswith(
        "Right given your own answer to 1a and the earlier slip (lost it)"
    )
    assert partly_follows(["1a"], "1 of 2") == "Partly right given your own answer to 1a: 1 of 2."
    assert partly_follows(["1a"], "") == "Partly right given your own answer to 1a."
    assert "(why)" in unavailable(["1a"], "why")
