"""A whole number, exactly.

A student writes ``54``, ``-3``, ``2^6 - 10``, ``54.0``. Nothing is rounded: a decimal that is not the number
itself is wrong. Where a size is a letter, the answer is a formula of the `symbols`, such as ``10*C``, and is compared
as an ``expression`` is.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.answers._forms import number_forms
from examgen.answers._formula import SYMBOLIC, compare_value, symbols_of
from examgen.answers._numeric import compare_exactly
from examgen.answers._reading import read_number, value_of
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec, wrong
from examgen.text.expr import Expr
from examgen.text.lower import Written
from examgen.text.show import show as shown
from examgen.text.values import Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = {"symbols": SYMBOLIC["symbols"]}


def read(text: str, spec: Spec) -> Written:
    """Return the number written."""
    return read_number(text, spec)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Right if it is equal to the key."""
    if not (isinstance(key, Expr) and isinstance(given, Written)):
        return WRONG
    if given.value == key:
        return RIGHT
    if key.symbols or given.value.symbols:
        return compare_value(key, given, spec)
    if given.value.is_rational:
        return WRONG if given.value.is_integer else wrong("the answer is a whole number")
    return compare_exactly(key, given.value)


def given_value(given: object) -> Value | None:
    """Return the number written."""
    return value_of(given)


def show(value: Value) -> str:
    """Return its digits."""
    return shown(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Only the number itself."""
    return number_forms(key, spec)


def how_to_write(spec: Spec) -> str:
    """Say that a whole number is wanted."""
    names = ", ".join(symbols_of(spec))
    return f"a whole number such as 12 or -3{f', or a formula in {names}' if names else ''}"


def examples() -> tuple[Example, ...]:
    """Whole numbers, numbers that are not, and formulas."""
    channels = {"symbols": ["C"]}
    return (
        Example("54", "54", "right"),
        Example("54", "+54", "right"),
        Example("54", "054", "right"),
        Example("54", "54.0", "right"),
        Example("54", "2*27", "right"),
        Example("54", "3^3*2", "right"),
        Example("-4", "−4", "right"),
        Example("54", "-54", "wrong"),
        Example("54", "53.999", "wrong", "whole number"),
        Example("54", "5.4", "wrong", "whole number"),
        Example("3", "pi", "wrong"),
        Example("2", "sqrt(2)^2", "right"),
        Example("10*C", "C*10", "right", options=channels),
        Example("10*C + 10", "10(C + 1)", "right", options=channels),
        Example("10*C", "C^10", "wrong", options=channels),
        Example("10*C", "10", "wrong", options=channels),
        Example("10", "10C/C", "right", options=channels),
        Example("54", "54 bytes", "unreadable"),
        Example("54", "9**9**9**9", "unreadable"),
    )
