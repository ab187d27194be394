"""The engine: the graph, lazy runs, stand-ins, mistakes, definition errors, certificates."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from examgen.solvers.derivation import (
    BadDerivation,
    Check,
    Derivation,
    IllPosed,
    MissingInput,
    Mistake,
    StepFailed,
    checked,
    empty,
    zero,
)
from examgen.solvers.numeric import Members, Twin
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.functions import sqrt
from examgen.text.values import RealSet


def square_root() -> Derivation:
    """A small derivation: half of the root of a sum."""
    made = Derivation("demo", inputs="a b c")

    @made.step(tex="a + b", says="sum of both")
    def added(a, b):
        """Add."""
        return a + b

    @made.step(trivial=zero)
    def root(added):
        """Root of the sum."""
        if added < 0:
            raise IllPosed("the sum is negative")
        return sqrt(added)

    @made.step
    def ratio(root, c):
        return root / c

    @made.step
    def apart(c):
        return c - 1

    @made.mistake(of=added, says="subtracted", credit=Fraction(1, 2))
    def subtracted(a, b):
        return a - b

    @made.mistake(of=root)
    def doubled(root, c):
        """Doubled the root."""
        return 2 * root

    @made.check(of=root)
    def root_by_balls(a, b):
        return (arb(int(a)) + int(b)).sqrt() if a.is_integer and b.is_integer else sqrt(a + b)

    return made


def test_a_step_is_an_ordinary_function_and_keeps_what_was_said_about_it():
    made = Derivation(inputs="a")

    @made.step(tex="2a")
    def double(a):
        """Twice the input."""
        return 2 * a

    assert double(4) == 8
    assert made.steps["double"].says == "Twice the input"
    assert made.steps["double"].tex == "2a"
    assert made.steps["double"].function is double


def test_argument_names_are_the_arrows():
    made = square_root()
    assert made.order == ("added", "root", "ratio", "apart")
    assert made.ancestors("ratio") == {"added", "root"}
    assert made.needs("ratio") == {"a", "b", "c"}
    assert made.needs("root") == {"a", "b"}
    assert made.ancestors("added") == frozenset()
    assert made.behind(["root"]) == ("added", "root")
    assert made.unchecked(["root", "ratio"]) == ("ratio",)


def test_values_are_exact_and_worked_out_once():
    calls = []
    made = Derivation(inputs="a")

    @made.step
    def half(a):
        calls.append("half")
        return a / 2

    @made.step
    def pair(half):
        return [half, half + 1]

    @made.step
    def never(half):
        raise AssertionError("nobody asked")

    run = made.run({"a": 3})
    assert run["pair"] == (Expr.of(Fraction(3, 2)), Expr.of(Fraction(5, 2)))
    assert run["half"] is run["half"]
    assert run["a"] == 3
    assert calls == ["half"]
    assert list(run) == ["half", "pair", "never"]
    assert len(run) == 3


def test_an_absent_input_is_an_error_of_the_steps_that_need_it_only():
    run = square_root().run({"c": 3})
    assert run["apart"] == 2
    with pytest.raises(MissingInput, match="'a' is needed and has no value"):
        run["ratio"]


def test_errors_belong_to_the_steps_that_need_the_value():
    run = square_root().run({"a": -3, "b": 1, "c": 2})
    assert run["added"] == -2
    with pytest.raises(IllPosed, match="the sum is negative"):
        run["ratio"]
    assert run.error("ratio") is run.error("root")
    assert run.error("root").step == "root"
    assert run.error("apart") is None


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (lambda a: a / 0, IllPosed, ""),
        (lambda a: Fraction(1, 0), IllPosed, "a division by zero"),
        (lambda a: sqrt(-1 - a * a), IllPosed, ""),
        (lambda a: (a,)[3], StepFailed, "IndexError"),
        (lambda a: 0.5, StepFailed, "float is no exact value"),
        (lambda a: None, StepFailed, "NoneType"),
    ],
)
def test_whatever_goes_wrong_in_a_step_is_ill_posed(code, kind, sentence):
    made = Derivation(inputs="a")
    made.step(name="bad")(code)
    with pytest.raises(kind) as caught:
        made.run({"a": 1})["bad"]
    assert sentence in str(caught.value)
    assert str(caught.value)


def test_a_refusal_in_a_step_is_ill_posed():
    made = Derivation(inputs="a")

    @made.step
    def bad(a):
        raise Refused("index 4 of a vector of 3")

    with pytest.raises(IllPosed, match="index 4"):
        made.run({"a": 1})["bad"]


def test_unknown_names_are_refused_by_a_run():
    made = square_root()
    with pytest.raises(KeyError, match="no step or input 'rot'"):
        made.run({})["rot"]
    with pytest.raises(KeyError, match="no step 'rot' to replace"):
        made.run({}, replaced={"rot": 1})
    with pytest.raises(TypeError, match="float"):
        made.run({"a": 0.5})


def test_a_value_stands_in_for_a_step():
    run = square_root().run({"a": 3, "b": 1, "c": 2}, replaced={"root": Fraction(1, 3)})
    assert run["ratio"] == Fraction(1, 6)
    assert run["added"] == 4


def test_a_function_stands_in_for_a_step_and_may_use_its_own_value():
    made = square_root()
    given = {"a": 3, "b": 1, "c": 2}
    assert made.run(given, replaced={"root": lambda added: added})["ratio"] == 2
    assert made.run(given, replaced={"root": lambda root: root + 1})["ratio"] == Fraction(3, 2)
    assert made.run(given, replaced={"root": made.steps["added"]})["ratio"] == 2


def test_a_mistake_stands_in_for_a_step():
    made = square_root()
    subtracted, doubled = made.mistakes
    given = {"a": 5, "b": 4, "c": 1}
    assert subtracted == Mistake(
        "subtracted", "added", subtracted.function, ("a", "b"), "subtracted", Fraction(1, 2)
    )
    assert doubled.says == "Doubled the root"
    assert made.run(given, replaced={"added": subtracted})["ratio"] == 1
    assert made.run(given, replaced={"root": doubled})["ratio"] == 6
    assert made.run(given, replaced={"added": Expr.of(16), "root": doubled})["ratio"] == 8


def test_a_stand_in_must_not_need_what_depends_on_it():
    run = square_root().run({"a": 3, "b": 1, "c": 2}, replaced={"added": lambda ratio: ratio})
    with pytest.raises(ValueError, match="needs a step that depends on it"):
        run["added"]


def test_definition_errors():
    made = square_root()

    with pytest.raises(BadDerivation, match=r"demo: step 'wrong' needs 'rot'.*did you mean 'root'"):
        made.step(name="wrong")(lambda rot: rot)
    with pytest.raises(BadDerivation, match="'self' needs itself"):
        made.step(name="self")(eval("lambda self: self"))
    with pytest.raises(BadDerivation, match="'root' is used twice"):
        made.step(name="root")(lambda a: a)
    with pytest.raises(BadDerivation, match="'a' is used twice"):
        made.step(name="a")(lambda b: b)
    with pytest.raises(BadDerivation, match="needs 'ratio', which depends on it"):
        made.mistake(of="root", name="late")(lambda ratio: ratio)
    with pytest.raises(BadDerivation, match="'subtracted' is used twice"):
        made.mistake(of="root", name="subtracted")(lambda a: a)
    with pytest.raises(BadDerivation, match=r"no step 'rot'.*did you mean 'root'"):
        made.mistake(of="rot")(lambda a: a)
    with pytest.raises(BadDerivation, match="is no step"):
        made.check(of=test_definition_errors)(lambda a: a)
    with pytest.raises(BadDerivation, match="needs 'root'"):
        made.check(of="ratio")(lambda root: root)
    with pytest.raises(BadDerivation, match="every argument of a step needs a name"):
        made.step(name="many")(lambda *a: a)
    with pytest.raises(BadDerivation, match="no step 'rot'"):
        made.ancestors("rot")
    assert made.order == ("added", "root", "ratio", "apart")


def test_steps_are_shared_by_inclusion():
    base = square_root()
    made = Derivation("other", inputs="a b").include(base, "root")
    assert made.order == ("added", "root")
    assert [mistake.id for mistake in made.mistakes] == ["subtracted"]  # `doubled` needs c
    assert [check.name for check in made.checks] == ["root_by_balls"]
    assert made.run({"a": 7, "b": 2})["root"] == 3
    again = Derivation("third", inputs="a b c").include(base, "root").include(base, without=("subtracted",))
    assert again.order == base.order
    assert [mistake.id for mistake in again.mistakes] == ["subtracted", "doubled"]
    assert not Derivation(inputs="a b").include(base, "root", mistakes=False).mistakes
    with pytest.raises(BadDerivation, match="needs 'b'"):
        Derivation(inputs="a").include(base, "root")


def test_trivial_values():
    made = square_root()
    assert made.steps["root"].is_trivial(Expr.of(0))
    assert not made.steps["root"].is_trivial(Expr.of(1))
    assert not made.steps["added"].is_trivial(Expr.of(0))
    assert zero(((Expr.of(0), Expr.of(0)),))
    assert not zero((Expr.of(0), Expr.of(2)))
    assert empty(RealSet.empty())
    assert not empty(RealSet.reals())
    assert empty(())
    assert empty("")
    assert not empty(Expr.of(0))


@given(st.fractions(), st.fractions(), st.fractions(min_value=1))
def test_putting_a_steps_own_value_in_its_place_changes_nothing(a, b, c):
    made = square_root()
    given_values = {"a": a * a, "b": b * b, "c": c}
    right = made.run(given_values)
    for step in made.steps:
        other = made.run(given_values, replaced={step: right[step]})
        assert dict(other) == dict(right)


def one_step(value: object) -> Derivation:
    made = Derivation(inputs="a")

    @made.step
    def answer(a):
        return value

    return made


def certify(value: object, recomputed: object, **given: object) -> list[str]:
    made = one_step(value)
    made.check(of="answer")(lambda a: recomputed() if callable(recomputed) else recomputed)
    return [found.message for found in checked(made, given or {"a": 1}, ["answer"])]


THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("value", "recomputed"),
    [
        (THIRD, lambda: arb(1) / 3),
        (THIRD, THIRD),
        (2, 2),
        (sqrt(2), sqrt(Expr.of(8)) / 2),
        ((1, THIRD), [arb(1), THIRD]),
        (((1, 2), (3, 4)), ((1, 2), (3, 4))),
        (RealSet.interval(0, THIRD), RealSet.interval(0, THIRD)),
        (RealSet.interval(0, THIRD), Members(lambda x: bool(x > 0 and 3 * x < 1), points=(0, THIRD))),
        (RealSet.point(THIRD), Members(lambda x: bool(abs(3 * x - 1) < arb(10) ** -20), low=0)),
        (RealSet.empty(), Members(lambda x: False)),
        (Expr.symbol("t") * 3 - 1, Twin(lambda t: 3 * t - 1, ("t",))),
        ((Expr.symbol("t"), Expr.symbol("u")), Twin(lambda t, u: (t, u), ("t", "u"), ((1, 2), (THIRD, 5)))),
        ("yes", "yes"),
        (True, True),
    ],
)
def test_a_check_that_agrees(value, recomputed):
    assert certify(value, recomputed) == []


@pytest.mark.parametrize(
    ("value", "recomputed"),
    [
        (THIRD, arb("0.333333333333")),
        (2, 3),
        ((1, 2), (1, 2, 3)),
        ((1, 2), 1),
        (1, (1, 2)),
        (RealSet.interval(0, THIRD), RealSet.interval(0, THIRD, high_closed=True)),
        (RealSet.interval(0, THIRD), RealSet.interval(0, None)),
        (RealSet.interval(0, 1), RealSet.empty()),
        (RealSet.interval(0, 1), 1),
        (RealSet.interval(0, 1), Members(lambda x: bool(x > 0) and bool(x <= 1))),
        (3, Members(lambda x: True)),
        (RealSet.interval(-1, 1), Members(lambda x: bool(abs(x) < 1), low=0)),
        (Expr.symbol("t") * 3, Twin(lambda t: 2 * t, ("t",))),
        ("yes", "no"),
        (1, True),
    ],
)
def test_a_check_that_disagrees(value, recomputed):
    (message,) = certify(value, recomputed)
    assert message.startswith("the step gives ")


def test_a_check_that_fails_or_lacks_an_input_does_not_confirm():
    made = one_step(1)
    made.check(of="answer")(lambda a: 1 // 0)
    (found,) = checked(made, {"a": 1}, ["answer"])
    assert "ZeroDivisionError" in found.message
    made = Derivation(inputs="a b")
    made.step(name="answer")(lambda a: a)
    made.check(of="answer")(lambda b: b)
    (found,) = checked(made, {"a": 1}, ["answer"])
    assert found.message == "the check can't run: 'b' is needed and has no value"
    assert (found.step, found.check) == ("answer", "<lambda>")


def test_thorough_checks_run_on_request_and_steps_without_a_value_are_passed_over():
    made = one_step(1)
    made.add_check(Check("slow", "answer", lambda a: 2, ("a",), thorough=True))
    assert checked(made, {"a": 1}, ["answer"]) == []
    assert len(checked(made, {"a": 1}, ["answer"], thorough=True)) == 1
    assert checked(made, {"a": 1}, [], thorough=True) == []
    lost = Derivation(inputs="a")
    lost.step(name="answer")(lambda a: a / 0)
    lost.check(of="answer")(lambda a: 1)
    assert checked(lost, {"a": 1}, ["answer"]) == []


def test_names_in_messages():
    assert repr(square_root()) == "Derivation('demo', inputs='a b c', steps='added root ratio apart')"
