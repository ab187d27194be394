"""A number, usually worked out as a decimal.

A student writes ``0.75``, ``3/4``, ``1.2e-3``, ``1.2×10^-3``, ``2sqrt(3)``, ``pi/2``, ``12/(1+e^6)`` and the
like. An exact value must be exactly equal to the key. A decimal is compared as far as its digits go: a
terminating decimal must be exact; for another rational key three significant digits, rounded or cut, are
enough; for an irrational key four, or a relative error of at most 1e-3. The options put other conventions in
place of those for decimals.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.answers._forms import decimal_hint, number_forms
from examgen.answers._numeric import PRECISION, compare_number, precision
from examgen.answers._reading import read_number, value_of
from examgen.answers.base import WRONG, Example, Interaction, Key, Option, Outcome, Spec
from examgen.text.expr import Expr
from examgen.text.lower import Written
from examgen.text.show import show as shown
from examgen.text.values import Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = PRECISION


def read(text: str, spec: Spec) -> Written:
    """Return the number, with how it was written."""
    return read_number(text, spec)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare by the rules of precision."""
    if not (isinstance(key, Expr) and isinstance(given, Written)):
        return WRONG
    return compare_number(key, given, precision(spec))


def given_value(given: object) -> Value | None:
    """Return the number, exactly as written."""
    return value_of(given)


def show(value: Value) -> str:
    """Return the exact form."""
    return shown(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the exact form, and the shortest decimal that is right."""
    return number_forms(key, spec)


def how_to_write(spec: Spec) -> str:
    """Say which numbers are taken."""
    return f"a number such as 3/4, {decimal_hint(spec)}"


def examples() -> tuple[Example, ...]:
    """Every rule and every option once."""
    return (
        Example("3/4", "0.75", "right"),
        Example("3/4", " .750 ", "right"),
        Example("3/4", "75e-2", "right"),
        Example("3/4", "0,75", "right", decimal_comma=True),
        Example("3/4", "6/8", "right"),
        Example("3/4", "0.8", "wrong"),
        Example("1/8", "0.13", "wrong", "a terminating decimal must be exact"),
        Example("0", "-0.0", "right"),
        Example("0", "0.001", "wrong"),
        Example("-3/4", "−0.75", "right"),
        Example("1/3", "0.333", "right"),
        Example("1/3", "0.3333", "right"),
        Example("2/3", "0.667", "right"),
        Example("2/3", "0.666", "right"),
        Example("2/3", "0.67", "wrong", "3 significant figures are needed"),
        Example("2/3", "0.668", "wrong", "last digits"),
        Example("2/3", "-0.667", "wrong"),
        Example("2/300", "6.67e-3", "right"),
        Example("2/300", "0.00667", "right"),
        Example("2/300", "0.007", "wrong"),
        Example("1/3", "333/1000", "wrong"),
        Example("1000/3", "333", "right"),
        Example("100000/3", "33300", "right"),
        Example("100000/3", "33300", "wrong", options={"zeros": "significant"}),
        Example("141*exp(4)", "7700", "right"),
        Example("301/3", "100", "right"),
        Example("301/3", "100", "wrong", options={"zeros": "placeholders"}),
        Example("sqrt(2)", "1.414", "right"),
        Example("sqrt(2)", "1.4142135623", "right"),
        Example("sqrt(2)", "1.415", "right"),
        Example("sqrt(2)", "1.41", "wrong", "4 significant figures are needed"),
        Example("sqrt(2)", "1.417", "wrong"),
        Example("sqrt(2)", "2/sqrt(2)", "right"),
        Example("2*sqrt(3)", "2sqrt(3)", "right"),
        Example("pi/2", "0.5pi", "right"),
        Example("12/(1 + exp(6))", "0.0297", "right"),
        Example("12/(1 + exp(6))", "12σ(-6)", "right"),
        Example("12/(1 + exp(6))", "0.03", "wrong"),
        Example("22/7", "3.14", "right"),
        Example("pi", "22/7", "wrong"),
        Example("1/3", "0.34", "right", options={"rtol": "1/40"}),
        Example("1/3", "0.34", "wrong", options={"rtol": "1/100"}),
        Example("0", "0.001", "right", options={"atol": "1/100"}),
        Example("155/144", "1.07", "right", options={"decimals": 2}),
        Example("155/144", "1.1", "wrong", "2 decimals are needed", options={"decimals": 2}),
        Example("12345/100000", "0.123", "right", options={"sigfigs": 3}),
        Example("12345/100000", "0.12", "wrong", "3 significant figures are needed", options={"sigfigs": 3}),
        Example("1/3", "0.333", "wrong", "an exact value is asked for", options={"approximate": False}),
        Example("3/4", "", "unreadable"),
        Example("3/4", "about 0.75", "unreadable"),
        Example("3/4", "1/0", "unreadable"),
        Example("3/4", "±0.75", "unreadable"),
        Example("3/4", "[1, 2]", "unreadable"),
        Example("3/4", "x = 3/4", "right"),
    )
