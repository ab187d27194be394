"""Orders of growth: proofs both ways, against numbers far out along curves."""

from __future__ import annotations

import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from examgen.answers import registry
from examgen.answers._dominance import within
from examgen.answers._growth import Term, UnclearError, growth
from examgen.answers.base import Verdict
from examgen.text.balls import ball
from examgen.text.expr import Expr
from examgen.text.lower import to_expr
from examgen.text.parser import parse

from .strategies import orders

NAMES = ("B", "N", "T", "n")


def terms(text: str) -> frozenset[Term]:
    return growth(to_expr(parse(text, symbols=NAMES), symbols=NAMES))


# a stays within b, b stays within a
RELATIONS = [
    ("T*N^2", "T*N^2 + T*N", True, True),
    ("3*T*N + T*N^2", "N^2*T", True, True),
    ("N + T", "N", False, True),
    ("N + T", "T*N", True, False),
    ("log(B*N)", "log(N)", False, True),
    ("log(B*N)", "log(B) + log(N)", True, True),
    ("log(B + N)", "log(B*N)", True, True),
    ("log(2*N^3)", "log(N)", True, True),
    ("N^T", "T*N^T", True, False),
    ("2^n", "3^n", True, False),
    ("2^(n + 3)", "2^n", True, True),
    ("2^(n/2)", "2^n", True, False),
    ("n^100", "2^n", True, False),
    ("n^n", "2^n", False, True),
    ("exp(sqrt(n))", "2^n", True, False),
    ("n^log(n)", "2^n", True, False),
    ("n^log(n)", "n^5", False, True),
    ("2^(log(n)/log(2))", "n", True, True),
    ("N^2 + T^2", "N*T", False, True),
    ("N^2 + T^2", "N^2 + N*T + T^2", True, True),
    ("N*T*log(N)", "N^2 + T^2", False, False),
    ("N*(N - 1)/2", "N^2", True, True),
    ("(N - 1)*(T - 1)", "N*T", True, True),
    ("T^2/N", "T", False, False),
    ("T^2/N", "T^2", True, False),
    ("n*log(n)", "n*log(n)^2", True, False),
    ("n*log(n)", "n^1.01", True, False),
    ("log(log(n))", "log(n)", True, False),
    ("log(N^T)", "T*log(N)", True, True),
    ("log(2^n + n)", "n", True, True),
    ("sqrt(N + T)", "sqrt(N) + sqrt(T)", True, True),
    ("(N + T)^3", "N^3 + T^3", True, True),
    ("N^T", "T^N", False, False),
    ("N^T", "2^(T*N)", True, False),
    ("T*log(N)", "T + N", False, False),
    ("T*B*N*log(B*N)", "T*B*N*log(N)", False, True),
    ("T*B^2*N", "T*B*N*log(B)", False, True),
    ("B^2*N + T", "B*N*T", False, False),
    ("log(n)^n", "n^n", True, False),
    ("2^n", "log(n)^n", True, False),
    ("n^log(log(n))", "n^log(n)", True, False),
    ("2^(n^2)", "2^((n + 1)^2)", True, False),
    ("2^((N + T)^2)", "2^(N^2 + T^2)", False, True),
    ("2^((N + T)^9)", "2^((N + T)^2)", False, True),
    ("2^sqrt(N*T)", "2^(N*T)", True, False),
    ("sqrt(2*n)^n", "n^n", True, False),
    ("(3*log(n))^n", "log(n)^n", False, True),
    ("log(sqrt(N^2) + 1)", "log(N)", True, True),
    ("(N*T)^N", "N^N*T^N", True, True),
    ("abs(N)^T", "N^T", True, True),
    ("log(log(n)^3*n)", "log(n)", True, True),
    ("pi*n", "n", True, True),
    ("cos(3)*n + n^2", "n^2", True, True),
    ("5", "1", True, True),
    ("1", "log(log(n))", True, False),
]


@pytest.mark.parametrize(("one", "other", "below", "above"), RELATIONS)
def test_relations(one: str, other: str, below: bool, above: bool) -> None:
    assert within(terms(one), terms(other)) is below
    assert within(terms(other), terms(one)) is above


@pytest.mark.parametrize(
    "text",
    [
        "(N - 1)^T",
        "N*T/(N + T)",
        "N - N^2",
        "-N",
        "sin(N)",
        "log(N/T)",
        "2^(log(N + T))",
        "(N + T)^(-1)",
        "2^(1/log(N + 1))",
        "2^sin(N)",
        "2^sqrt(N + T)",
        "log(log(N*T))^N",
        "N - N*2",
        "log(N - N + 1)",
        "cos(3)*N",
    ],
)
def test_what_cannot_be_told_is_left_open(text: str) -> None:
    with pytest.raises(UnclearError):
        terms(text)


@pytest.mark.parametrize("text", ["N^40*T", "(N + T + B + n)^30", "(N+T)^9*(B+n)^9*(N+B)^9*(T+n)^9*(1+N)^9"])
def test_large_formulas_are_bounded_in_cost(text: str) -> None:
    try:
        found = terms(text)
    except UnclearError:
        return
    assert within(found, found) is True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=orders, other=orders, factor=st.integers(1, 50))
def test_a_sum_is_at_least_each_of_its_terms(one: Expr, other: Expr, factor: int) -> None:
    whole = growth(one + other)
    assert within(growth(one), whole) is True
    assert within(growth(factor * one), growth(one)) is True
    assert growth(factor * one) == growth(one)
    if within(growth(other), growth(one)):
        assert within(whole, growth(one)) is True


CURVES = ({"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 3, "b": 1})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=orders, other=orders, curve=st.sampled_from(CURVES))
def test_numbers_far_out_agree(one: Expr, other: Expr, curve: dict[str, int]) -> None:
    """Where one is said to stay within the other, its ratio to it does not rise along a curve."""
    assume(within(growth(one), growth(other)) is True)
    first, last = (ratio(one, other, curve, power) for power in (12, 14))
    assert last < 3 * first + 3


def ratio(one: Expr, other: Expr, curve: dict[str, int], power: int) -> arb:
    before, ctx.prec = ctx.prec, 300
    try:
        at = {name: arb(2) ** (power * speed // 3) for name, speed in curve.items()}
        return ball(one, 300, at) / ball(other, 300, at)
    finally:
        ctx.prec = before


def test_constants_may_be_named() -> None:
    spec = registry.specify("complexity", {"symbols": ["M"], "constants": ["a", "c"]})
    judged = {
        text: registry.judge(Expr.symbol("M"), text, spec)[0] for text in ("c*M", "M^c", "a + c", "(a - c)*M")
    }
    assert judged == {
        "c*M": Verdict.RIGHT,
        "M^c": Verdict.WRONG,
        "a + c": Verdict.WRONG,
        "(a - c)*M": Verdict.UNDECIDED,
    }


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("O(n log n)", "right"),
        ("O(n \\log_2 n)", "right"),
        ("O(n log10(n))", "right"),
        ("O(n ld n)", "right"),
        ("O(n·log₂(n))", "right"),
        ("O(N log N)", "right"),
        ("T(n) = O(n log n)", "right"),
        ("2^(log_2(n))", "unreadable"),
        ("O(n) = O(n log n)", "unreadable"),
        ("o(n log n)", "unreadable"),
        ("linearithmic", "right"),
        ("linear", "wrong"),
        ("lineární", "wrong"),
        ("it grows quadratically in n", "wrong"),
        ("linear in k", "unreadable"),
    ],
)
def test_writings(text: str, verdict: str) -> None:
    spec = registry.specify("complexity", {"symbols": ["n"]})
    key = to_expr(parse("n*log(n)", symbols=["n"]), symbols=["n"])
    assert registry.judge(key, text, spec)[0] == verdict


def test_an_accepted_order_with_other_names_is_no_order() -> None:
    spec = registry.specify("complexity", {"symbols": ["n"], "accept": ["m^2", "n^2"]})
    module = registry.find("complexity")
    assert registry.judge(Expr.symbol("n"), "O(n^2)", spec)[0] is Verdict.RIGHT
    assert len(module.accepted(Expr.symbol("n"), spec)) == 2


def test_a_loose_bound_may_be_right() -> None:
    spec = registry.specify("complexity", {"symbols": ["n"], "loose": 1})
    assert registry.judge(Expr.symbol("n"), "O(n^2)", spec)[0] is Verdict.RIGHT
