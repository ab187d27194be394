from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from examgen.bank.model import Question
from examgen.instances.certify import Reason, certify, examine, ugliness
from examgen.instances.confusion import rounded
from examgen.instances.given import given
from examgen.instances.solve import solve
from examgen.solvers.derivation import Derivation, Mistake
from examgen.text.diagnostic import Severity
from examgen.text.expr import Expr
from examgen.text.functions import exp, sqrt
from examgen.text.values import Interval, RealSet, Value

Make = Callable[..., Question]
N = "      n: {type: integer, range: 1..5, published: 2}\n"


def reasons(question: Question, published: bool = False, **values: str) -> list[tuple[Reason, Severity]]:
    found = examine(solve(question, given(question, values)), published=published)
    return [(one.reason, one.diagnostic.severity) for one in found]


def test_a_good_instance_has_nothing_against_it(parabola: Question) -> None:
    assert certify(solve(parabola, given(parabola, {"a": "3", "w0": "2", "alpha": "1/4"}))) == ()


def test_a_wrong_key_is_an_error_always(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n^2\n")
    assert reasons(made, n="2") == []
    assert reasons(made, n="3") == [(Reason.WRONG_KEY, Severity.ERROR)]
    assert reasons(made, published=True, n="3") == [(Reason.WRONG_KEY, Severity.ERROR)]
    (found,) = certify(solve(made, given(made, {"n": "3"})))
    assert "6" in found.message
    assert "9" in found.message
    assert found.place == made.parts[0].place


def test_a_key_without_a_check_is_an_error(question: Make) -> None:
    assert reasons(question(N, "      double: 2*n\n")) == [(Reason.UNCHECKED, Severity.ERROR)]


def test_a_part_without_a_value_is_an_error_but_others_are_still_checked(question: Make) -> None:
    made = question(
        N, "      inverse: 1/n\n      double: 2*n\n", "      inverse: n^(-1)\n      double: n + n + 1\n"
    )
    assert reasons(made, n="0") == [(Reason.ILL_POSED, Severity.ERROR), (Reason.WRONG_KEY, Severity.ERROR)]


SQUARE = "    mistakes: [{id: squared, of: double, formula: n^2, says: took the square}]\n"


def test_a_mistake_that_leads_to_the_key_spoils_a_drawn_instance(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n + n\n", SQUARE)
    assert reasons(made, n="3") == []
    assert reasons(made, n="2") == [(Reason.COINCIDES, Severity.ERROR)]
    assert reasons(made, published=True, n="2") == [(Reason.COINCIDES, Severity.WARNING)]


def test_a_mistake_may_fade_in_later_parts(question: Make) -> None:
    made = question(
        N,
        "      double: 2*n\n      even: double*(n - 3)\n",
        "      double: n + n\n      even: 2*n*(n - 3)\n",
        SQUARE,
    )
    assert reasons(made, n="3") == [(Reason.COINCIDES, Severity.NOTE)]


def test_a_mistake_at_a_step_that_no_part_asks_must_show_somewhere(question: Make) -> None:
    steps = "      double: 2*n\n      left: double + n\n      right: double*(n - 3)\n"
    checks = "      left: 3*n\n      right: 2*n*(n - 3)\n"
    made = question(N, steps, checks, SQUARE, hidden="double")
    assert reasons(made, n="4") == []
    assert reasons(made, n="3") == [(Reason.COINCIDES, Severity.NOTE)]
    assert reasons(made, n="2") == [(Reason.COINCIDES, Severity.ERROR)] * 2


def test_a_value_that_rounds_to_the_key_spoils_a_drawn_instance(question: Make) -> None:
    made = question(
        N,
        "      third: n/3\n",
        "      third: 2*n/6\n",
        "    mistakes: [{id: near, of: third, formula: n/3 + 1/20000, says: a slip}]\n",
    )
    assert reasons(made, n="2") == [(Reason.ACCEPTED, Severity.ERROR)]
    assert reasons(made, published=True, n="2") == [(Reason.ACCEPTED, Severity.WARNING)]
    (found,) = certify(solve(made, given(made, {"n": "2"})))
    assert found.message == "'third': the mistake 'near' gives 0.667, which counts as right"


def test_sets_and_formulas_are_told_apart_too(question: Make) -> None:
    made = question(
        N,
        "      region: (0, 1/n)\n",
        "      region: (0, n/n^2)\n",
        "    mistakes: [{id: closed, of: region, formula: '(0, 1/n]', says: x},"
        " {id: wide, of: region, formula: '(0, 2/n)', says: y}, "
        "{id: exact, of: region, formula: '(0, n^(-1))', says: z}]\n",
        kind="interval",
    )
    assert reasons(made, n="3") == [(Reason.COINCIDES, Severity.ERROR)]


def test_a_wide_tolerance_is_heeded(question: Make) -> None:
    mistakes = "    mistakes: [{id: near, of: third, formula: n/3 + 1/8, says: a slip}]\n"
    steps, checks = "      third: n/3\n", "      third: 2*n/6\n"
    assert reasons(question(N, steps, checks, mistakes), n="2") == []
    loose = question(N, steps, checks, mistakes, kind="number, rtol: 1/4")
    assert [reason for reason, _ in reasons(loose, n="2")] == [Reason.COINCIDES]


def test_two_mistakes_with_one_value_are_only_noted(question: Make) -> None:
    made = question(
        N,
        "      double: 2*n\n",
        "      double: n + n\n",
        "    mistakes: [{id: a, of: double, formula: n, says: x}, {id: b, of: double, formula: 2*n - n, says: y}]\n",
    )
    assert reasons(made, n="3") == [(Reason.TWINS, Severity.NOTE)]


def test_ugly_numbers_are_refused_in_drawn_instances_only(question: Make) -> None:
    made = question(N, "      power: 12^n\n", "      power: 12*12^(n - 1)\n")
    assert reasons(made, n="5") == []
    assert reasons(made, n="6") == [(Reason.UGLY, Severity.ERROR)]
    assert reasons(made, published=True, n="6") == []


@pytest.mark.parametrize(
    ("value", "ugly"),
    [
        (Expr.of(999_999), False),
        (Expr.of(1_000_000), True),
        (Expr.of(Fraction(1, 10_000)), False),
        (Expr.of(Fraction(1, 10_001)), True),
        (1 / (1 + exp(6)), False),
        (sqrt(1_000_003), True),
        ((Expr.of(1), Expr.of(10**7)), True),
        (((Expr.of(1), Expr.of(2)), (Expr.of(1), Expr.of(Fraction(1, 20_000)))), True),
        (sum((sqrt(k) for k in (2, 3, 5, 7, 11, 13)), Expr.of(0)), False),
        (sum((sqrt(k) * exp(k) for k in range(2, 60)), Expr.of(0)), True),
        ("a choice", False),
        (True, False),
    ],
)
def test_ugliness(value: Value, ugly: bool) -> None:
    assert bool(ugliness(value)) == ugly


def test_decimal_forms() -> None:
    third = Expr.of(Fraction(1, 3))
    assert rounded(third, 3) == "0.333"
    assert rounded((third, Expr.of(2)), 4) == "[0.3333, 2]"
    assert rounded(RealSet((Interval(Expr.of(0), third, False, True),)), 3) == "(0, 0.333]"
    assert rounded(RealSet((Interval(None, None, False, False),)), 3) == "(-oo, oo)"
    assert rounded(RealSet.point(third), 3) == "{0.333}"
    assert rounded(Expr.symbol("a"), 3) is None
    assert rounded(("a", "b"), 3) is None
    assert rounded("a", 3) is None


def test_a_mistake_whose_code_fails_is_an_error(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n + n\n")
    derivation = Derivation("broken", "n").include(made.derivation)
    derivation.add_mistake(Mistake("halved", "double", lambda n: n.half, ("n",), "halved it"))
    found = examine(solve(replace(made, derivation=derivation), given(made, {"n": "2"})))
    assert [(one.reason, one.diagnostic.severity) for one in found] == [(Reason.BROKEN, Severity.ERROR)]
    assert "the mistake 'halved' fails: a value does not fit (AttributeError" in found[0].diagnostic.message
