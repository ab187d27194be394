"""What the solution sheet says is accepted, and what students are told to write."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.answers import _formula, _numeric, interval, registry
from examgen.answers.base import Spec, Verdict
from examgen.text.arithmetic import TooLarge, Undecided
from examgen.text.expr import Expr
from examgen.text.functions import log
from examgen.text.values import RealSet, Value

from .strategies import matrices, numbers, sets, vectors

ENOUGH = " significant digits or more, rounded or cut)"
FORMS = [
    ("number", "3/4", {}, ("$\\frac{3}{4}$", "$0.75$")),
    ("number", "5", {}, ("$5$",)),
    ("number", "1/3", {}, ("$\\frac{1}{3}$", "$0.333$ (3" + ENOUGH)),
    ("number", "sqrt(2)", {}, ("$\\sqrt{2}$", "$1.414$ (4" + ENOUGH)),
    ("number", "sqrt(2)", {"sigfigs": 2}, ("$\\sqrt{2}$", "$1.4$ (2" + ENOUGH)),
    (
        "number",
        "sqrt(200)",
        {"decimals": 2},
        ("$10\\sqrt{2}$", "$14.14$ (2 decimals or more, rounded or cut)"),
    ),
    ("number", "sqrt(2)", {"rtol": "1/100"}, ("$\\sqrt{2}$", "$1.414$ (or near it)")),
    ("number", "1/1048576", {}, ("$\\frac{1}{1048576}$",)),
    ("exact", "sqrt(2)", {"approximate": False}, ("$\\sqrt{2}$",)),
    ("exact", "1/4", {"approximate": False}, ("$\\frac{1}{4}$", "$0.25$")),
    ("expression", "2*a", {"symbols": ["a"]}, ("$2a$",)),
    ("vector", "[1 - a]", {"symbols": ["a"]}, ("$\\begin{pmatrix}1-a\\end{pmatrix}$",)),
    ("choice", "B", {}, ("B",)),
]


@pytest.mark.parametrize(("kind", "key", "options", "forms"), FORMS)
def test_accepted_forms(kind: str, key: str, options: dict[str, object], forms: tuple[str, ...]) -> None:
    module, spec = registry.find(kind), registry.specify(kind, options, ("A", "B"))
    value = module.given_value(module.read(key, spec))
    assert value is not None
    assert module.accepted(value, spec) == forms


def bare(form: str) -> str:
    return re.sub(r" \([^()]*\)$", "", form).replace(",\\ ", ", ")


KEYS: list[tuple[str, st.SearchStrategy[Value]]] = [
    ("number", numbers),
    ("vector", vectors),
    ("matrix", matrices()),
    ("interval", sets.filter(lambda found: not found.is_empty)),
]


@pytest.mark.parametrize(("kind", "keys"), KEYS)
@pytest.mark.parametrize("options", [{}, {"sigfigs": 3}, {"decimals": 2}, {"approximate": False}], ids=str)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_accepted_form_is_accepted(
    kind: str, keys: st.SearchStrategy[Value], options: dict[str, object], data: st.DataObject
) -> None:
    module, spec = registry.find(kind), registry.specify(kind, options)
    key = data.draw(keys)
    for form in module.accepted(key, spec):
        verdict, outcome = registry.judge(key, bare(form), spec)
        assert verdict is Verdict.RIGHT, (form, outcome.why)


@pytest.mark.parametrize(
    ("kind", "options", "hint"),
    [
        ("exact", {}, "an exact value such as 3/4 or sqrt(2)/2, or a decimal with 4 significant digits"),
        ("exact", {"approximate": False}, "an exact value such as 3/4 or sqrt(2)/2, not a rounded decimal"),
        (
            "exact",
            {"sigfigs": 2},
            "an exact value such as 3/4 or sqrt(2)/2, or a decimal with 2 significant digits",
        ),
        ("number", {"decimals": 2}, "a number such as 3/4, or a decimal with 2 decimals"),
        ("number", {"atol": 1}, "a number such as 3/4, or a decimal"),
        ("expression", {"symbols": ["a", "b"]}, "a formula in a, b"),
        ("expression", {}, "a formula"),
    ],
)
def test_hints(kind: str, options: dict[str, object], hint: str) -> None:
    assert registry.find(kind).how_to_write(registry.specify(kind, options)) == hint


def test_a_person_marks_by_the_rubric_alone() -> None:
    module = registry.find("proof")
    spec = Spec("proof")
    assert module.show("a model answer") == "a model answer"
    assert module.accepted("a model answer", spec) == ()
    assert registry.find("code").read("\n    if x:\n        y\n\n", spec) == "    if x:\n        y"
    assert module.given_value("text") is None
    assert registry.judge(None, "by induction", spec)[0] is Verdict.PENDING


def test_symbols_may_have_domains_of_their_own() -> None:
    both = {"a": "negative", "b": "[0, 1]"}
    spec = registry.specify("expression", {"symbols": "a b", "domain": both})
    key = abs(Expr.symbol("a")) * Expr.symbol("b")
    assert registry.judge(key, "-a*b", spec)[0] is Verdict.RIGHT
    assert registry.judge(key, "a*b", spec)[0] is Verdict.WRONG
    everywhere = registry.specify("expression", {"symbols": "a b"})
    assert registry.judge(key, "-a*b", everywhere)[0] is Verdict.WRONG


def test_formulas_that_have_no_value_on_the_domain_are_undecided() -> None:
    spec = registry.specify("expression", {"symbols": "a", "domain": "negative"})
    key = log(Expr.symbol("a"))
    assert registry.judge(key, "1 + ln(a) - 1", spec)[0] is Verdict.RIGHT
    assert registry.judge(key, "3 + ln(a) - ln(3 - a)", spec)[0] is Verdict.UNDECIDED


@pytest.mark.parametrize("failure", [TooLarge("too long"), Undecided("no telling")])
def test_what_can_not_be_worked_out_goes_to_a_person(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    for module in (_formula, _numeric):
        monkeypatch.setattr(module, "same", fail)
    formula = registry.specify("expression", {"symbols": "a"})
    assert registry.judge(Expr.symbol("a"), "2a", formula)[0] is Verdict.UNDECIDED
    for kind in ("number", "exact", "integer"):
        assert registry.judge(Expr.of(3), "pi", registry.specify(kind))[0] is Verdict.UNDECIDED
    monkeypatch.setattr(interval, "to_realset", fail)
    verdict, outcome = registry.judge(RealSet.point(1), "(0, 1)", registry.specify("interval"))
    assert (verdict, outcome.why) == (Verdict.UNREADABLE, str(failure))


def test_sets_that_no_numbers_can_order_are_undecided_or_unreadable() -> None:
    spec = registry.specify("interval", {"symbols": "c d"})
    module = registry.find("interval")
    key = module.given_value(module.read("(c, d)", spec))
    verdict, _ = registry.judge(key, "(c, d) U (2c, 3d)", spec)
    assert verdict in (Verdict.WRONG, Verdict.UNREADABLE)
    huge = registry.specify("interval")
    key = module.given_value(module.read("(0, exp(exp(exp(9))))", huge))
    verdict, outcome = registry.judge(key, "(0, 1.5)", huge)
    assert verdict is Verdict.UNDECIDED
    assert outcome.why.startswith("the right end 3/2:")
