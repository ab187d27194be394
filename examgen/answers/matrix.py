"""A table of numbers: rows and columns matter.

A student writes ``[[1, 2], [3, 4]]``, ``[1 2; 3 4]``, ``1, 2; 3, 4``, ``((1, 2), (3, 4))`` or a LaTeX matrix.
Where the key has a single row or a single column, a plain list ``(1, 2)`` will do. Entries are compared one
by one as a ``number`` is, with symbols as an ``expression`` is. All must be right, unless ``partial`` is set;
the transpose of the key is wrong, and said to be the transpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from examgen.answers._entries import ENTRIES, Entries, compare_entries, read_entries
from examgen.answers._forms import decimal_hint, number_forms
from examgen.answers.base import WRONG, Example, Interaction, Key, Option, Outcome, Spec, wrong
from examgen.text.expr import Expr
from examgen.text.show import show as shown
from examgen.text.values import Matrix, Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = ENTRIES

_EXCHANGED = "rows and columns are exchanged"


def read(text: str, spec: Spec) -> Entries:
    """Return the rows, each entry with how it was written."""
    return read_entries(text, spec)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare shapes, then entry by entry."""
    if not (_is_matrix(key) and isinstance(given, Entries)):
        return WRONG
    shape = len(key), len(key[0])
    if given.flat and given.shape[1] == max(shape) and min(shape) == 1:
        given = given if shape[0] == 1 else given.transposed()
    if given.shape != shape:
        return wrong(_misshapen(shape, given))
    outcome = _compare_entries(key, given, spec)
    square = shape[0] == shape[1]
    if outcome.agrees is False and square and _compare_entries(key, given.transposed(), spec).agrees:
        return Outcome(False, outcome.credit, _EXCHANGED)
    return outcome


def _is_matrix(key: Key) -> TypeGuard[Matrix]:
    rows = [row for row in key if isinstance(row, tuple) and row] if isinstance(key, tuple) else []
    if not rows or not isinstance(key, tuple) or len(rows) < len(key):
        return False
    return all(len(row) == len(rows[0]) and all(isinstance(one, Expr) for one in row) for row in rows)


def _compare_entries(key: Matrix, given: Entries, spec: Spec) -> Outcome:
    places = [(i, j) for i in range(len(key)) for j in range(len(key[0]))]
    names = [f"row {i + 1}, column {j + 1}" for i, j in places]
    keys, written = [key[i][j] for i, j in places], [given.rows[i][j] for i, j in places]
    return compare_entries(keys, written, names, spec)


def _misshapen(shape: tuple[int, int], given: Entries) -> str:
    if given.flat:
        return "a list is written, where a matrix with rows and columns is asked for"
    said = f"{_by(given.shape)} is written, where {_by(shape)} is needed"
    return f"{said}: {_EXCHANGED}" if given.shape == shape[::-1] else said


def _by(shape: tuple[int, int]) -> str:
    return f"a matrix of {shape[0]} by {shape[1]}"


def given_value(given: object) -> Value | None:
    """Return the values, row by row."""
    return given.value if isinstance(given, Entries) else None


def show(value: Value) -> str:
    """Return the rows in brackets."""
    return shown(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the exact entries, and decimals."""
    return number_forms(key, spec)


def how_to_write(spec: Spec) -> str:
    """Say how rows and entries are separated."""
    example = "[[1; 2]; [3; 4]]" if spec.decimal_comma else "[[1, 2], [3, 4]]"
    return f"the rows in order, such as {example}; each entry exact, {decimal_hint(spec)}"


def examples() -> tuple[Example, ...]:
    """Rows with every separator, and what can be wrong with shapes and entries."""
    key, tall = "[[-1, 1], [2, 1/3]]", "[[1, 2], [3, 4], [5, 6]]"
    symbolic = {"symbols": ["a", "b"], "domain": {"a": "real", "b": "positive"}}
    return (
        Example(key, "[[-1,1],[2,1/3]]", "right"),
        Example(key, "((-1, 1), (2, 1/3))", "right"),
        Example(key, "[-1 1; 2 1/3]", "right"),
        Example(key, "-1, 1; 2, 0.333", "right"),
        Example(key, "J = [[-1, 1], [2, 1/3]]", "right"),
        Example(key, "\\begin{pmatrix} -1 & 1 \\\\ 2 & \\frac13 \\end{pmatrix}", "right"),
        Example(key, "[[-1, 2], [1, 1/3]]^T", "right"),
        Example(key, "[[-1, 2], [1, 1/3]]", "wrong", "rows and columns are exchanged"),
        Example(key, "[[-1, 1], [2, 1/2]]", "wrong", "row 2, column 2 is not right"),
        Example(key, "[[-1, 1], [2, 0.33]]", "wrong", "row 2, column 2: 3 significant figures"),
        Example(key, "[[-1, 1], [0, 0.5]]", "partial", "2 of 4 entries", options={"partial": True}),
        Example(key, "[-1, 1, 2, 1/3]", "wrong", "a list is written"),
        Example(key, "3", "wrong", "a list is written"),
        Example(tall, "[[1, 2], [3, 4], [5, 6]]", "right"),
        Example(tall, "[[1, 3, 5], [2, 4, 6]]", "wrong", "rows and columns are exchanged"),
        Example(tall, "[[1, 2], [3, 4]]", "wrong", "a matrix of 2 by 2 is written, where a matrix of 3 by 2"),
        Example("[[1, 2]]", "(1, 2)", "right"),
        Example("[[1], [2]]", "(1, 2)", "right"),
        Example("[[1], [2]]", "[[1, 2]]", "wrong", "rows and columns are exchanged"),
        Example("[[7]]", "7", "right"),
        Example("[[a, 0], [0, b]]", "[[a, 0], [0, b]]", "right", options=symbolic),
        Example("[[a, 0], [0, b]]", "[[b, 0], [0, a]]", "wrong", options=symbolic),
        Example(key, "[[-1, 1], [2]]", "unreadable", "different lengths"),
        Example(key, "[[-1, 1], [2, x]]", "unreadable"),
    )
