"""Lines to be put in order.

A student writes the printed letters from first to last (``C A B``, ``CAB``, ``C, A, B``, ``C > A > B``, ``C
-> A -> B``), every line exactly once. Only the whole order is right, unless ``partial`` is set: then the
credit is the share of pairs of lines in the right order, less the share of pairs in the wrong one, not below
0 (Kendall's tau: a random order earns nothing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from examgen.answers._listing import names_in
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec, partly, wrong
from examgen.text.syntax import Unreadable
from examgen.text.values import Value

interaction = Interaction.ARRANGE
rubric = False
options: Mapping[str, Option] = {
    "partial": Option(
        "flag", False, "whether an order with some pairs of lines exchanged earns a part of the points"
    ),
}


def read(text: str, spec: Spec) -> tuple[str, ...]:
    """Return the lines in the order written."""
    names = names_in(text, spec.choices)
    if not names:
        raise Unreadable("no line is named", 0, len(text))
    return names


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare the whole order, or pair by pair if `partial` is set."""
    if not (isinstance(key, tuple) and isinstance(given, tuple)):
        return WRONG
    wanted, written = tuple(map(str, key)), given
    if wanted == written:
        return RIGHT
    if sorted(wanted) != sorted(written):
        return wrong(_mismatch(wanted, written))
    if not spec.options.get("partial"):
        return WRONG
    place = {name: position for position, name in enumerate(written)}
    pairs = [place[first] < place[second] for first, second in combinations(wanted, 2)]
    kept = sum(pairs)
    return partly(
        Fraction(2 * kept - len(pairs), len(pairs)), f"{kept} of {len(pairs)} pairs of lines are in order"
    )


def _mismatch(wanted: Sequence[str], written: Sequence[str]) -> str:
    if len(set(written)) < len(written):
        return "a line is used twice"
    missing = len(set(wanted) - set(written))
    return f"{missing} of the {len(wanted)} lines {'is' if missing == 1 else 'are'} missing"


def given_value(given: object) -> Value | None:
    """Return the ids in the order written."""
    return given if isinstance(given, tuple) else None


def show(value: Value) -> str:
    """Return the ids from first to last."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Only the one order; papers print its letters."""
    return (show(key),)


def how_to_write(spec: Spec) -> str:
    """Say that all the letters are wanted."""
    return "the letters of all the lines from first to last, such as C, A, B"


_ABC = ("A", "B", "C")


def examples() -> tuple[Example, ...]:
    """Orders with every separator, and orders that are not right."""
    tau = {"partial": True}
    return (
        Example("C, A, B", "C, A, B", "right", choices=_ABC),
        Example("C, A, B", "cab", "right", choices=_ABC),
        Example("C, A, B", "C > A > B", "right", choices=_ABC),
        Example("C, A, B", "C -> A -> B", "right", choices=_ABC),
        Example("C, A, B", "C-A-B", "right", choices=_ABC),
        Example("C, A, B", "(C) → (A) → (B)", "right", choices=_ABC),
        Example("C, A, B", "C, B, A", "wrong", choices=_ABC),
        Example("C, A, B", "C, A", "wrong", "1 of the 3 lines is missing", choices=_ABC),
        Example("C, A, B", "C, A, A, B", "wrong", "a line is used twice", choices=_ABC),
        Example("C, A, B", "C, A, B, D", "unreadable", "none of the choices", choices=_ABC),
        Example("C, A, B", "C, B, A", "partial", "2 of 3 pairs", options=tau, choices=_ABC),
        Example("C, A, B", "B, A, C", "wrong", options=tau, choices=_ABC),
    )
