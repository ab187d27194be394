"""A list of numbers in a fixed order.

A student writes ``(2, 1)``, ``[2, 1]``, ``2, 1``, ``2; 1``, ``[2 1]``, a row ``[[2, 1]]``, a column ``[[2],
[1]]`` or a LaTeX matrix of one row or column. Entries are compared one by one as a ``number`` is; entries
with symbols are compared as an ``expression`` is. All must be right, unless ``partial`` is set.

A list may have no entries at all: where there is nothing to list, ``[]``, ``()``, ``{}``, ``∅`` and ``none`` are
right, and so are the German and Czech words for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.answers._entries import ENTRIES, Entries, compare_entries, read_entries
from examgen.answers._forms import decimal_hint, number_forms
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec, wrong
from examgen.text.expr import Expr
from examgen.text.show import show as shown
from examgen.text.values import Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = ENTRIES


def read(text: str, spec: Spec) -> Entries:
    """Return the entries, each with how it was written."""
    return read_entries(text, spec)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare entry by entry."""
    if not (isinstance(key, tuple) and isinstance(given, Entries)):
        return WRONG
    listed = given.listed
    if listed is None:
        return wrong("a matrix is written, where one row of numbers is asked for")
    if not key:
        return WRONG if listed else RIGHT
    if len(listed) != len(key):
        return wrong(
            f"{_entries(len(listed))} written, where {len(key)} {'is' if len(key) == 1 else 'are'} needed"
        )
    names = [f"entry {number}" for number in range(1, len(key) + 1)]
    keys = [one for one in key if isinstance(one, Expr)]
    return compare_entries(keys, listed, names, spec) if len(keys) == len(key) else WRONG


def _entries(number: int) -> str:
    return "1 entry is" if number == 1 else f"{number} entries are"


def given_value(given: object) -> Value | None:
    """Return the values in order, if they are in one row or column."""
    listed = given.listed if isinstance(given, Entries) else None
    return None if listed is None else tuple(entry.value for entry in listed)


def show(value: Value) -> str:
    """Return the entries in brackets."""
    return shown(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the exact entries, and decimals."""
    return (*number_forms(key, spec), "none") if key == () else number_forms(key, spec)


def how_to_write(spec: Spec) -> str:
    """Say how entries are separated."""
    separated = "semicolons" if spec.decimal_comma else "commas"
    example = "(2; 1/3)" if spec.decimal_comma else "(2, 1/3)"
    return (
        f"the entries in order, separated by {separated}, such as {example}; each exact, {decimal_hint(spec)}"
    )


def examples() -> tuple[Example, ...]:
    """Rows, columns and lists, and what can be wrong with them."""
    symbolic = {"symbols": ["alpha"], "domain": "positive"}
    return (
        Example("[2, 1]", "(2, 1)", "right"),
        Example("[2, 1]", "[2,1]", "right"),
        Example("[2, 1]", "2, 1", "right"),
        Example("[2, 1]", "2; 1", "right"),
        Example("[2, 1]", "[2 1]", "right"),
        Example("[2, 1]", "[[2, 1]]", "right"),
        Example("[2, 1]", "[[2], [1]]", "right"),
        Example("[2, 1]", "(2, 1)^T", "right"),
        Example("[2, 1]", "g = (2, 1)", "right"),
        Example("[2, 1]", "\\begin{pmatrix} 2 \\\\ 1 \\end{pmatrix}", "right"),
        Example("[3, 1]", "[(1 + 2), 1]", "right"),
        Example("[5/2, 1]", "2,5; 1", "right", decimal_comma=True),
        Example("[1/3, sqrt(2)]", "0.333, 1.414", "right"),
        Example("[1/3, sqrt(2)]", "0.33, 1.414", "wrong", "entry 1: 3 significant figures are needed"),
        Example("[1/3, sqrt(2)]", "0.3, 1.4", "wrong", "2 of 2 entries are not right"),
        Example("[pi/2 + 4, pi + 2]", "(π/2+4, π+2)", "right"),
        Example("[2, 1]", "(1, 2)", "wrong", "2 of 2 entries"),
        Example("[2, 1]", "(2, 2)", "wrong", "entry 2 is not right"),
        Example("[2, 1]", "(2, 1, 0)", "wrong", "3 entries are written, where 2 are needed"),
        Example("[2, 1]", "2", "wrong", "1 entry is written"),
        Example("[2]", "2", "right"),
        Example("[2]", "2, 1", "wrong", "where 1 is needed"),
        Example("[2, 1, 0]", "(2, 1, 1)", "partial", "entry 3", options={"partial": True}),
        Example("[2, 1]", "[[1, 2], [3, 4]]", "wrong", "a matrix is written"),
        Example("[1 - alpha, 1 - 4*alpha]", "(1 - α, 1 - 4α)", "right", options=symbolic),
        Example("[1 - alpha, 1 - 4*alpha]", "(1 - a, 1 - 4a)", "unreadable", options=symbolic),
        Example("[1 - alpha, 1 - 4*alpha]", "(1 - alpha, 1 - 2 alpha)", "wrong", "entry 2", options=symbolic),
        Example("[]", "[]", "right"),
        Example("[]", "()", "right"),
        Example("[]", "{}", "right"),
        Example("[]", "∅", "right"),
        Example("[]", "None", "right"),
        Example("[]", "keine", "right"),
        Example("[]", "x = {}", "right"),
        Example("[]", "2, 1", "wrong"),
        Example("[]", "0", "wrong"),
        Example("[2, 1]", "none", "wrong", "0 entries are written"),
        Example("[2, 1]", "{2, 1}", "unreadable", "a set has no order"),
        Example("[2, 1]", "(2, 1]", "unreadable", "brackets"),
        Example("[2, 1]", "(2, one)", "unreadable"),
        Example("[2, 1]", "(2, 1/0)", "unreadable"),
    )
