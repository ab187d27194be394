"""A part as an instance poses it: what depends on the drawn values is filled into its answer."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import replace

from examgen.answers.registry import find
from examgen.bank.model import Choice, Part, Text
from examgen.text.expr import Expr
from examgen.text.tex import tex
from examgen.text.values import Value

__all__ = ["posed"]


def posed(part: Part, parameters: Mapping[str, Value]) -> Part:
    """Return a part with the options that a list parameter gives it, and the letters that stand for sizes.

    Parameters
    ----------
    part
        A part of a question.
    parameters
        The instance's values by name.
    """
    letters = sorted(symbol for value in parameters.values() for symbol in _letters(value))
    if letters and "symbols" in find(part.kind).options:
        known = part.options.get("symbols")
        symbols = (*(known if isinstance(known, tuple) else ()), *letters)
        part = replace(part, options={**part.options, "symbols": tuple(dict.fromkeys(symbols))})
    if part.options_from:
        part = replace(part, choices=tuple(_choices(part, parameters[part.options_from])))
    return part


def _letters(value: Value) -> frozenset[str]:
    """Return the symbol that stands in place of a whole number; formulas among the parameters have others."""
    return value.symbols if isinstance(value, Expr) and _is_name(value) else frozenset()


def _is_name(value: Expr) -> bool:
    """Whether an expression is a single symbol."""
    return len(value.symbols) == 1 and value == Expr.symbol(next(iter(value.symbols)))


def _choices(part: Part, entries: Value) -> Iterator[Choice]:
    for letter, entry in zip(
        string.ascii_uppercase, entries if isinstance(entries, tuple) else (), strict=False
    ):
        source = entry if isinstance(entry, str) else rf"$\displaystyle {tex(entry)}$"
        yield Choice(letter, Text(source, part.place))
