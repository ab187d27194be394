"""Several choices out of a list.

A student writes the printed letters in any order, with or without separators (``A, C``, ``C A``, ``AC``, ``a;
c``), or ``none``; a letter written twice counts once. The credit is (right choices made minus wrong choices
made) / number of right choices, not below 0; without ``partial`` the selection must be exactly right.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from examgen.answers._listing import names_in, slips
from examgen.answers._nothing import is_nothing_written
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec, partly, wrong
from examgen.text.syntax import Unreadable
from examgen.text.values import Value

interaction = Interaction.CHOOSE
rubric = False
options: Mapping[str, Option] = {
    "partial": Option(
        "flag", True, "whether a selection that is not exactly right can earn a part of the points"
    ),
}


def read(text: str, spec: Spec) -> tuple[str, ...]:
    """Return the choices that `text` names, each once, in the paper's order."""
    if is_nothing_written(text) and text.strip() not in spec.choices:
        return ()
    names = set(names_in(text, spec.choices))
    if not names:
        raise Unreadable("no choice is named; write 'none' if none is right", 0, len(text))
    return tuple(choice for choice in spec.choices if choice in names)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Give the credit that the selection earns."""
    if not (isinstance(key, tuple) and isinstance(given, tuple)):
        return WRONG
    wanted, chosen = set(map(str, key)), set(given)
    if wanted == chosen:
        return RIGHT
    why = slips(len(wanted - chosen), len(chosen - wanted), "choice")
    if not wanted or not spec.options.get("partial", True):
        return wrong(why)
    return partly(Fraction(len(wanted & chosen) - len(chosen - wanted), len(wanted)), why)


def given_value(given: object) -> Value | None:
    """Return the ids chosen."""
    return given if isinstance(given, tuple) else None


def show(value: Value) -> str:
    """Return the ids, or ``none``."""
    return (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Only the one selection, in any order; papers print its letters."""
    return (show(key),)


def how_to_write(spec: Spec) -> str:
    """Say that letters are wanted."""
    return "the letters of all the choices that are right, such as A, C; or none"


_ABCD = ("A", "B", "C", "D")


def examples() -> tuple[Example, ...]:
    """Letters with every separator, and the credit of a selection that is not exactly right."""
    return (
        Example("A, C", "A,C", "right", choices=_ABCD),
        Example("A, C", "c A", "right", choices=_ABCD),
        Example("A, C", "AC", "right", choices=_ABCD),
        Example("A, C", "a; c; a", "right", choices=_ABCD),
        Example("A, C", "A and C", "right", choices=_ABCD),
        Example("A, C", "{A, C}", "right", choices=_ABCD),
        Example("A, C", "A", "partial", "1 is missing", choices=_ABCD),
        Example("A, C, D", "A, B, C", "partial", "1 choice is wrong, 1 is missing", choices=_ABCD),
        Example("A, C", "A, B", "wrong", "1 choice is wrong, 1 is missing", choices=_ABCD),
        Example("A, C", "ABCD", "wrong", "2 choices are wrong", choices=_ABCD),
        Example("A, C", "none", "wrong", "2 are missing", choices=_ABCD),
        Example("none", "none", "right", choices=_ABCD),
        Example("none", "A", "wrong", "1 choice is wrong", choices=_ABCD),
        Example("A, C", "A", "wrong", options={"partial": False}, choices=_ABCD),
        Example("A, C", "A, X", "unreadable", "'X' is none of the choices", choices=_ABCD),
        Example("A, C", ",", "unreadable", "no choice is named", choices=_ABCD),
    )
