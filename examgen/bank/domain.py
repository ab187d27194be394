"""Where the drawn values of a parameter come from.

A *term* is a value written in a bank: a constant, or a formula over other parameters, or a list of terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from examgen.text.expr import Expr
from examgen.text.formulas import Formula

__all__ = ["Domain", "Range", "Scalars", "Term", "evaluate", "names"]

Term: TypeAlias = "Expr | Formula | str | bool | tuple[Term, ...] | Mapping[str, Term]"
"""A constant, a formula, a choice's name, a truth value, a list of terms, or terms by name."""


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``, both included, ``step`` apart, counted from ``low``."""

    low: Term
    high: Term
    step: Term


@dataclass(frozen=True, slots=True)
class Scalars:
    """The values that one number may take: a range or a list of choices, some excluded."""

    range: Range | None = None
    choices: tuple[Term, ...] = ()
    exclude: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a parameter's values come from.

    ``choices`` are whole values. Otherwise a scalar, or each entry of a vector or matrix, is drawn from
    ``scalars``. ``length``, ``rows``, ``columns`` and the sizes in ``shape`` are a term or a range. ``distinct``
    entries differ; ``shuffle`` permutes the entries of a chosen or derived vector.
    """

    scalars: Scalars | None = None
    choices: tuple[Term, ...] = ()
    exclude: tuple[Term, ...] = ()
    length: Term | Range | None = None
    rows: Term | Range | None = None
    columns: Term | Range | None = None
    shape: tuple[Term | Range, ...] = ()
    distinct: bool = False
    shuffle: bool = False

    def names(self) -> frozenset[str]:
        """Return the parameters that the domain refers to."""
        terms: list[Term] = [*self.choices, *self.exclude]
        if self.scalars is not None:
            terms += [*self.scalars.choices, *self.scalars.exclude, *_ends(self.scalars.range)]
        for size in (self.length, self.rows, self.columns, *self.shape):
            terms += _ends(size) if size is None or isinstance(size, Range) else [size]
        return frozenset().union(*(names(term) for term in terms))


def _ends(range_: Range | None) -> list[Term]:
    return [] if range_ is None else [range_.low, range_.high, range_.step]


def names(term: Term) -> frozenset[str]:
    """Return the parameters that a term refers to."""
    return frozenset(_names(term))


def _names(term: Term) -> Iterator[str]:
    if isinstance(term, Formula):
        yield from term.names
    elif isinstance(term, tuple | Mapping):
        for entry in term.values() if isinstance(term, Mapping) else term:
            yield from _names(entry)


def evaluate(term: Term, scope: Mapping[str, object]) -> object:
    """Return the value of a term for the parameters in ``scope``."""
    if isinstance(term, Formula):
        return term.evaluate(scope)
    if isinstance(term, tuple):
        return tuple(evaluate(entry, scope) for entry in term)
    if isinstance(term, Mapping):
        return {name: evaluate(entry, scope) for name, entry in term.items()}
    return term
