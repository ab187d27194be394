"""The layer's invariants: a shown key earns full marks, a changed one does not, and any string ends in a verdict."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from examgen.answers import registry
from examgen.answers._forms import terminating
from examgen.answers.base import Spec, Verdict
from examgen.text.expr import Expr
from examgen.text.syntax import Unreadable
from examgen.text.values import RealSet, Value

from .strategies import (
    exact_rationals,
    finite_sets,
    formulas,
    irrationals,
    matrices,
    numbers,
    orders,
    rationals,
    sequences,
    sets,
    shapes,
    tensors,
    vectors,
)

SYMBOLS = {"symbols": ["a", "b"], "domain": "positive"}
KEYED = [kind for kind in registry.kinds() if not registry.find(kind).rubric]
ABC = ("A", "B", "C", "D", "E")
ITEMS = ("p", "q", "r")

KEYS: dict[str, st.SearchStrategy[object]] = {
    "integer": st.integers(-(10**9), 10**9).map(Expr.of),
    "number": numbers,
    "exact": numbers,
    "expression": formulas,
    "vector": vectors,
    "matrix": matrices(),
    "interval": sets,
    "choice": st.sampled_from(ABC),
    "multi-choice": st.sets(st.sampled_from(ABC)).map(lambda names: tuple(sorted(names))),
    "order": st.permutations(ABC).map(tuple),
    "match": st.tuples(*[st.sampled_from(ABC)] * len(ITEMS)),
    "tensor": tensors(),
    "shape": shapes,
    "sequence": sequences,
    "set": finite_sets,
    "complexity": orders,
    "code": st.sampled_from(["x.cuda()", "y = [1, 2]\nprint(y)"]),
}

OPTIONS = {
    "expression": SYMBOLS,
    "shape": {"symbols": ["a", "b"]},
    "complexity": {"symbols": ["a", "b"]},
}


def spec_of(kind: str, decimal_comma: bool = False) -> Spec:
    return registry.specify(kind, OPTIONS.get(kind, {}), ABC, decimal_comma, ITEMS)


def test_every_kind_with_a_key_is_tested_here() -> None:
    assert KEYS.keys() >= set(KEYED)


@pytest.mark.parametrize("kind", KEYED)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_shown_key_earns_full_marks(kind: str, data: st.DataObject) -> None:
    module, spec = registry.find(kind), spec_of(kind)
    key = data.draw(KEYS[kind])
    text = module.show(key)
    verdict, outcome = registry.judge(key, text, spec)
    assert (verdict, outcome.credit) == (Verdict.RIGHT, 1), text
    if kind not in (
        "expression",
        "complexity",
        "multi-choice",
    ):  # formulas are equal by value, not always by form
        assert module.given_value(module.read(text, spec)) == key


def changed(value: object, by: Expr) -> object:
    """A value with one number in it moved."""
    if isinstance(value, Expr):
        return value + by
    assert isinstance(value, tuple)
    return (changed(value[0], by), *value[1:])


@pytest.mark.parametrize(
    "kind", ["integer", "number", "exact", "expression", "vector", "matrix", "tensor", "set"]
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), by=st.one_of(irrationals, exact_rationals).filter(bool))
def test_a_changed_key_is_never_right(kind: str, data: st.DataObject, by: Expr) -> None:
    module = registry.find(kind)
    key = data.draw(KEYS[kind])
    assume(key != ())
    verdict, outcome = registry.judge(key, module.show(changed(key, by)), spec_of(kind))
    assert verdict in (Verdict.WRONG, Verdict.UNDECIDED)
    assert outcome.credit == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(key=sets, other=sets)
def test_another_set_is_never_right(key: RealSet, other: RealSet) -> None:
    verdict, _ = registry.judge(key, registry.find("interval").show(other), spec_of("interval"))
    assert (verdict is Verdict.RIGHT) == (key == other)


@settings(max_examples=100, deadline=None)
@given(key=sets.filter(lambda found: any(not piece.is_point for piece in found.pieces)), data=st.data())
def test_openness_must_match(key: RealSet, data: st.DataObject) -> None:
    which = data.draw(st.sampled_from([i for i, piece in enumerate(key.pieces) if not piece.is_point]))
    piece = key.pieces[which]
    assume(piece.low is not None)
    turned = type(piece)(piece.low, piece.high, not piece.low_closed, piece.high_closed)
    other = RealSet((*key.pieces[:which], turned, *key.pieces[which + 1 :]))
    verdict, _ = registry.judge(key, registry.find("interval").show(other), spec_of("interval"))
    assert verdict is Verdict.WRONG


hostile = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789.,;+-*/^()[]{}<>=|&%!_ \\abcxyzeπσ√∞∪²½−'\"$", max_size=60),
    st.lists(
        st.sampled_from(
            ["(", ")", "[", "]", "{", "}", "1", "2", "0", "/", "^", "-", "+", ",", ";", "sqrt", "exp(", "ln", "e", "pi",
             "x", "oo", "U", "<", "=", "0.5", "9999999999", "e99", "\\frac", "alpha", "10^", "!", " ", "or", "A", "B"]
        ),
        max_size=40,
    ).map("".join),
)  # fmt: skip


@pytest.mark.parametrize("kind", registry.kinds())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), text=hostile, comma=st.booleans())
def test_any_string_ends_in_a_verdict(kind: str, data: st.DataObject, text: str, comma: bool) -> None:
    key = data.draw(KEYS[kind]) if kind in KEYS else None
    started = time.process_time()
    verdict, outcome = registry.judge(key, text, spec_of(kind, comma))
    assert time.process_time() - started < 10
    assert 0 <= outcome.credit <= 1
    assert (outcome.credit == 1) == (verdict is Verdict.RIGHT)
    if verdict in (Verdict.UNREADABLE, Verdict.UNDECIDED, Verdict.PENDING):
        assert outcome.agrees is None
        assert outcome.why


TRAPS = [
    "9^9^9^9^9",
    "exp(exp(exp(exp(9))))",
    "exp(10^300)",
    "e^-10^9",
    "(" * 3000,
    "sqrt(" * 59 + "2" + ")" * 59,
    "1" * 5000,
    "1e999999999",
    "0." + "4" * 390,
    "sin(10^350)",
    "2^(1/1000003)",
    "ln(ln(ln(2)))",
    "1+" * 900 + "1",
    "(1+sqrt(2))^4000",
    "sqrt(2)" + "*sqrt(3)" * 200,
    "(a+b)^500",
    "[" + "1," * 900 + "1]",
    "{" + ",".join(map(str, range(300))) + "}",
    "__import__('os').system('true')",
    "=cmd()",
    "A" * 1900,
    "1A" * 900,
    "x" * 280,
    "3 x " * 70,
    "O(" * 200,
    "T^" * 200 + "T",
    "O(" + "+".join(f"N^{power}*T^{60 - power}" for power in range(60)) + ")",
    "O((1+N+T+B)^7*(1+N+T)^9*(B+1)^9)",
    "the " * 490,
    "[" * 900 + "the" + "]" * 900,
    "- " * 900,
    "1. " * 600,
    "\\left" * 300,
    "\x00\ud800",
]


@pytest.mark.parametrize("kind", registry.kinds())
@pytest.mark.parametrize("text", TRAPS, ids=range(len(TRAPS)))
def test_traps_end_quickly(kind: str, text: str) -> None:
    keys: dict[str, Value] = {
        "interval": RealSet.interval(0, 1),
        "vector": (Expr.of(1),),
        "matrix": ((Expr.of(1),),),
        "shape": (Expr.of(3), Expr.symbol("a")),
        "set": (Expr.of(1), Expr.of(2)),
        "sequence": ("green", "rectangle"),
        "complexity": Expr.symbol("a") * Expr.symbol("b"),
        "match": ("A", "B", "C"),
    }
    key = keys.get(kind)
    spec = spec_of(kind)
    started = time.process_time()
    verdict, _ = registry.judge(key or Expr.of(Fraction(1, 3)), text, spec)
    assert time.process_time() - started < 10
    assert verdict is not Verdict.RIGHT


@pytest.mark.parametrize("kind", registry.kinds())
def test_nothing_cannot_be_read(kind: str) -> None:
    with pytest.raises(Unreadable):
        registry.find(kind).read("", spec_of(kind))


WRONG_SORTS = [
    None,
    True,
    "text",
    Expr.of(2),
    (Expr.of(1),),
    ((Expr.of(1),),),
    RealSet.point(2),
    ("A", "B"),
    (("A", "B"), ("C",)),
    (((Expr.of(1),),), Expr.of(1)),
    (),
]


@pytest.mark.parametrize("kind", registry.kinds())
@pytest.mark.parametrize("key", WRONG_SORTS, ids=repr)
def test_compare_never_raises(kind: str, key: object) -> None:
    module, spec = registry.find(kind), spec_of(kind)
    outcome = module.compare(key, object(), spec)  # type: ignore[arg-type]
    assert outcome.credit == 0
    assert module.given_value(object()) is None


@pytest.mark.parametrize("kind", ["number", "exact"])
@settings(max_examples=100, deadline=None)
@given(key=rationals, digits=st.integers(0, 8))
def test_follow_through_takes_what_was_written(kind: str, key: Fraction, digits: int) -> None:
    module, spec = registry.find(kind), spec_of(kind)
    text = terminating(Fraction(round(key, digits)))
    assert module.given_value(module.read(text, spec)) == Expr.of(Fraction(text))


@pytest.mark.parametrize(
    ("kind", "point", "comma"), [("vector", "(2, 1/3)", "(2; 1/3)"), ("interval", "(-4, 5/2)", "(-4; 5/2)")]
)
def test_hints_use_the_decimal_mark(kind: str, point: str, comma: str) -> None:
    hint = registry.find(kind).how_to_write
    assert point in hint(spec_of(kind))
    assert comma in hint(spec_of(kind, decimal_comma=True))


@settings(max_examples=300, deadline=None)
@given(key=rationals, factor=st.fractions(-3, 3), digits=st.integers(0, 4))
def test_seeing_at_once_that_numbers_differ_changes_no_verdict(
    key: Fraction, factor: Fraction, digits: int
) -> None:
    """Right is what is equal, or what the key is when rounded or cut where the numeral ends; nothing far off is."""
    module, spec = registry.find("number"), spec_of("number")
    value = Fraction(round(key * factor, digits))
    outcome = module.compare(Expr.of(key), module.read(terminating(value), spec), spec)
    if outcome.agrees:
        assert abs(value - key) <= Fraction(1, 100) * abs(key)
