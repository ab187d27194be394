"""What each column of a table of responses holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.read.columns import PartNames, nearest_name, role
from examgen.read.table import Table, warning
from examgen.text.diagnostic import Diagnostic, Refused
from examgen.text.place import Place

if TYPE_CHECKING:
    from examgen.papers.record import KeyRecord

_LONG = frozenset({"question", "part", "response", "marks"})
"""Roles that only a long table's columns have."""


@dataclass(frozen=True, slots=True)
class PartColumn:
    """A column of a wide table that belongs to a part, by its printed number; `by_hand` if it holds marks."""

    column: int
    number: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what.

    Attributes
    ----------
    roles
        Columns of student, name, paper; in a long table of question, part, response, marks too.
    parts
        The columns of each paper's parts; none in a long table.
    names
        How parts are called, by paper.
    """

    roles: Mapping[str, int]
    parts: Mapping[str, tuple[PartColumn, ...]]
    names: Mapping[str, PartNames]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def long(self) -> bool:
        """Whether a row is a single response."""
        return not any(self.parts.values())


def columns_of(table: Table, records: Mapping[str, KeyRecord]) -> Columns:
    """Tell what the columns are.

    Raises
    ------
    Refused
        If none says who the student is, or none holds responses.
    """
    names = {paper: PartNames.of(record) for paper, record in records.items()}
    hits = [_hits(name, names) for name in table.names()]
    rest = [column for column, found in enumerate(hits) if not found]
    roles, problems = _roles(table, rest, names, wide=any(hits))
    parts = {paper: tuple(_part_columns(table, hits, paper)) for paper in records}
    columns = Columns(roles, parts, names, tuple(problems))
    _check_usable(table, columns)
    return columns


def _hits(name: str, names: Mapping[str, PartNames]) -> dict[str, str]:
    """Find the part that a column means on every paper that has it."""
    found = {paper: known.find(name.removesuffix("!")) for paper, known in names.items()}
    return {paper: number for paper, number in found.items() if number is not None}


def _part_columns(table: Table, hits: list[dict[str, str]], paper: str) -> list[PartColumn]:
    names = table.names()
    return [
        PartColumn(column, found[paper], names[column].endswith("!"))
        for column, found in enumerate(hits)
        if paper in found
    ]


def _roles(
    table: Table, rest: list[int], names: Mapping[str, PartNames], *, wide: bool
) -> tuple[dict[str, int], list[Diagnostic]]:
    """Sort the columns that are no part's, and say which of them nobody knows."""
    roles: dict[str, int] = {}
    problems = []
    for column in rest:
        name = table.names()[column]
        found = role(name)
        if found is None or (wide and found in _LONG):
            if name:
                problems.append(_unknown(table, column, name, names))
        elif found in roles:
            problems.append(warning(f"a second column for the {found}; it was not read", _at(table, column)))
        else:
            roles[found] = column
    return roles, problems


def _unknown(table: Table, column: int, name: str, names: Mapping[str, PartNames]) -> Diagnostic:
    if any(name.removesuffix("!").casefold() in known.doubtful for known in names.values()):
        hint = "use the printed number"
        return warning(
            f"'{name}' may be more than one part; the column was not read", _at(table, column), hint
        )
    near = nearest_name(name, names.values())
    hint = f"did you mean '{near}'?" if near else "columns are named question.part, or 1a"
    return warning(f"unknown column '{name[:60]}'; it was not read", _at(table, column), hint)


def _check_usable(table: Table, columns: Columns) -> None:
    if "student" not in columns.roles:
        hint = f"name a column 'student'; the columns are {', '.join(filter(None, table.names()))[:200]}"
        raise Refused("no column says who the student is", place=_at(table, 0), hint=hint)
    if columns.long and not ({"question", "part"} & columns.roles.keys() and _said(columns)):
        hint = "name them question.part or 1a, or have columns question, part and response"
        raise Refused("no column belongs to a part of this exam", place=_at(table, 0), hint=hint)


def _said(columns: Columns) -> bool:
    return bool({"response", "marks"} & columns.roles.keys())


def _at(table: Table, column: int) -> Place:
    return table.find(table.header, column)
