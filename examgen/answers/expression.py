r"""A formula in given symbols.

A student writes ``2(f - y)``, ``-2*(y-f)``, ``alpha^2/(1+exp(-x))``, ``\frac{z_1}{2}``; the option `symbols`
lists the names that may occur. Two formulas are equal if they have the same values: where the forms differ,
both are evaluated with rigorous error bounds at points of the `domain`. A point where they provably differ
makes the answer wrong, agreement to 60 digits at all points makes it right, and what can't be decided goes to
a person, as does a formula with rounded decimals that is close.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.answers._formula import SYMBOLIC, compare_value, symbols_of
from examgen.answers._reading import read_number, value_of
from examgen.answers.base import WRONG, Example, Interaction, Key, Option, Outcome, Spec
from examgen.text.expr import Expr
from examgen.text.lower import Written
from examgen.text.show import show as shown
from examgen.text.tex import tex
from examgen.text.values import Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = SYMBOLIC


def read(text: str, spec: Spec) -> Written:
    """Return the formula."""
    return read_number(text, spec)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare by form, then by values."""
    if not (isinstance(key, Expr) and isinstance(given, Written)):
        return WRONG
    return compare_value(key, given, spec)


def given_value(given: object) -> Value | None:
    """Return the formula."""
    return value_of(given)


def show(value: Value) -> str:
    """Return the formula."""
    return shown(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the formula; whatever is equal to it is accepted too."""
    return (f"${tex(key, decimal_comma=spec.decimal_comma)}$",)


def how_to_write(spec: Spec) -> str:
    """Say which names may occur."""
    names = symbols_of(spec)
    return f"a formula in {', '.join(names)}" if names else "a formula"


def examples() -> tuple[Example, ...]:
    """Equal formulas in many forms, unequal ones, and names that are not known."""
    squares = {"symbols": ["y", "f"]}
    positive = {"symbols": ["a", "b"], "domain": "positive"}
    unit = {"symbols": ["p"], "domain": {"p": "(0, 1)"}}
    return (
        Example("2*(f - y)", "-2(y - f)", "right", options=squares),
        Example("2*(f - y)", "2f - 2y", "right", options=squares),
        Example("2*(f - y)", "\\frac{f-y}{0.5}", "right", options=squares),
        Example("2*(f - y)", "d = 2 (f - y)", "right", options=squares),
        Example("2*(f - y)", "2(y - f)", "wrong", options=squares),
        Example("2*(f - y)", "f - y", "wrong", options=squares),
        Example("2*(f - y)", "2", "wrong", options=squares),
        Example("sqrt(a^2*b)", "a sqrt(b)", "right", options=positive),
        Example("log(a*b)", "ln a + ln b", "right", options=positive),
        Example("a/(a + b)", "1/(1 + b/a)", "right", options=positive),
        Example("a/(a + b)", "1/(1 + a/b)", "wrong", options=positive),
        Example("a/3", "0.333a", "undecided", "look rounded", options=positive),
        Example("a/3", "0.5a", "wrong", options=positive),
        Example("exp(a)/(1 + exp(a))", "σ(a)", "right", options=positive),
        Example("sqrt((1 - p)^2)", "1 - p", "right", options=unit),
        Example("a + b", "a + c", "unreadable", "'c'", options=positive),
        Example("a + b", "a +", "unreadable", options=positive),
        Example("a + b", "a/0", "unreadable", options=positive),
        Example("3", "3.0", "right"),
    )
