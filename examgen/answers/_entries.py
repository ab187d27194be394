"""Reading and comparing answers of several numbers: lists, rows, columns and tables of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from examgen.answers._formula import SYMBOLIC, compare_value, symbols_of
from examgen.answers._nothing import is_nothing, is_nothing_written
from examgen.answers._numeric import PRECISION, precision
from examgen.answers._reading import read_syntax, write_down
from examgen.answers.base import RIGHT, Option, Outcome, Spec, partly, undecided, wrong
from examgen.text.chains import label_free
from examgen.text.expr import Expr
from examgen.text.lower import Written
from examgen.text.syntax import Call, Group, Syntax, Unreadable
from examgen.text.values import Matrix

ENTRIES: Mapping[str, Option] = {
    **PRECISION,
    **SYMBOLIC,
    "partial": Option("flag", False, "whether each right entry earns its share of the points"),
}


@dataclass(frozen=True, slots=True)
class Entries:
    """What was written, row by row.

    Attributes
    ----------
    rows
        Rows of equal length.
    flat
        Whether it is one plain list, which may stand for a row or for a column.
    """

    rows: tuple[tuple[Written, ...], ...]
    flat: bool

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and of columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def listed(self) -> tuple[Written, ...] | None:
        """The entries of a list, a single row or a single column; None for a table."""
        return tuple(entry for row in self.rows for entry in row) if min(self.shape) <= 1 else None

    @property
    def value(self) -> Matrix:
        """The values, row by row."""
        return tuple(tuple(entry.value for entry in row) for row in self.rows)

    def transposed(self) -> Entries:
        """Rows for columns."""
        return Entries(tuple(zip(*self.rows, strict=True)), self.flat) if self.rows[0] else self


NO_ENTRIES = Entries(((),), True)


def read_entries(text: str, spec: Spec) -> Entries:
    """Return the numbers that `text` arranges; a single number is a list of one, ``none`` and ``{}`` have none.

    Raises
    ------
    Unreadable
        If it is no list and no table of numbers.
    """
    names = frozenset(symbols_of(spec))
    if is_nothing_written(text) and text.strip() not in names:
        return NO_ENTRIES
    return _arrange(label_free(read_syntax(text, spec), names), spec)


def _arrange(syntax: Syntax, spec: Spec) -> Entries:
    if is_nothing(syntax):
        return NO_ENTRIES
    match syntax:
        case Call(name="transpose", args=(inner,)):
            return _arrange(inner, spec).transposed()
        case Group() if syntax.bracket in ("", "()", "[]"):
            return _arrange_group(syntax, spec)
        case Group(bracket="{}"):
            raise Unreadable("a set has no order; write the entries in ( ) or [ ]", syntax.start, syntax.end)
        case Group():
            raise Unreadable("the brackets do not match", syntax.start, syntax.end)
    return Entries(((write_down(syntax, spec),),), True)


def _arrange_group(group: Group, spec: Spec) -> Entries:
    rows = _rows(group)
    if rows is None:
        entries = tuple(write_down(item, spec) for item in group.items)
        column = group.separator == ";" and not spec.decimal_comma
        return Entries(tuple((entry,) for entry in entries), False) if column else Entries((entries,), True)
    if len({len(row) for row in rows}) > 1:
        raise Unreadable("the rows have different lengths", group.start, group.end)
    return Entries(tuple(tuple(write_down(item, spec) for item in row) for row in rows), False)


def _rows(group: Group) -> list[tuple[Syntax, ...]] | None:
    """Return the items of each row, if the group is made of rows; ``(1 + 2)`` in a list is no row."""
    rows = [item for item in group.items if isinstance(item, Group)]
    if not rows or len(rows) < len(group.items):
        return None
    clear = any(len(row.items) != 1 or row.bracket != "()" for row in rows)
    return [row.items for row in rows] if clear else None


def compare_entries(
    keys: Sequence[Expr], written: Sequence[Written], names: Sequence[str], spec: Spec
) -> Outcome:
    """Compare entry by entry, as numbers or as formulas; `names` say which is which."""
    rule = precision(spec)
    pairs = zip(keys, written, strict=True)
    return combine([compare_value(key, given, spec, rule) for key, given in pairs], names, spec)


def combine(outcomes: Sequence[Outcome], names: Sequence[str], spec: Spec) -> Outcome:
    """Return the outcome of all entries together; `names` say which is which."""
    if all(outcome.agrees for outcome in outcomes):
        return RIGHT
    unlike = [(name, outcome) for name, outcome in zip(names, outcomes, strict=True) if not outcome.agrees]
    lost = [pair for pair in unlike if pair[1].agrees is False]
    why = _why(lost or unlike, len(outcomes))
    if not spec.options.get("partial"):
        return wrong(why) if lost else undecided(why)
    credit = Fraction(len(outcomes) - len(unlike), len(outcomes))
    return partly(credit, why) if len(lost) == len(unlike) else Outcome(None, credit, why)


def _why(unlike: Sequence[tuple[str, Outcome]], total: int) -> str:
    """Name the entries that are not right, and what is the matter with the first that has a reason."""
    reason = next((f"{name}: {outcome.why}" for name, outcome in unlike if outcome.why), "")
    if len(unlike) == 1:
        return reason or f"{unlike[0][0]} is not right"
    count = f"{len(unlike)} of {total} entries are not right"
    return f"{count}; {reason}" if reason else count
