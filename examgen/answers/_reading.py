"""Reading numbers and formulas out of what a student wrote, with a fast way for the plainest numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from examgen.answers._formula import symbols_of
from examgen.answers.base import Spec
from examgen.text.expr import Expr
from examgen.text.lower import Written, to_written
from examgen.text.parser import parse
from examgen.text.syntax import Compare, Group, Name, Number, Syntax, Unary, Unreadable, postorder
from examgen.text.values import Value

T = TypeVar("T")

_PLAIN = re.compile(r"\s*([+\-−]?)([0-9]{1,40})(?:/([0-9]{1,40})|\.([0-9]{1,40}))?\s*")


def read_number(text: str, spec: Spec) -> Written:
    """Return the number, or the formula of the part's symbols, that `text` writes.

    Raises
    ------
    Unreadable
        If it is none.
    """
    plain = None if spec.decimal_comma else _PLAIN.fullmatch(text)
    return (_read_plain(plain) if plain else None) or write_down(read_syntax(text, spec), spec)


def _read_plain(match: re.Match[str]) -> Written | None:
    """Read an integer, a fraction of integers or a decimal without the parser; None for a division by zero."""
    sign, whole, below, decimals = match.groups()
    minus = "" if sign in ("", "+") else "-"
    if below:
        return Written(Expr.of(Fraction(int(minus + whole), int(below))), False, None) if int(below) else None
    if decimals is None:
        return Written(Expr.of(int(minus + whole)), False, minus + whole)
    value = Fraction(int(minus + whole + decimals), 10 ** len(decimals))
    return Written(Expr.of(value), True, f"{minus}{whole}.{decimals}")


def read_syntax(text: str, spec: Spec) -> Syntax:
    """Parse `text` with the part's decimal mark and symbols."""
    return parse(text, decimal_comma=spec.decimal_comma, symbols=symbols_of(spec))


def write_down(syntax: Syntax, spec: Spec) -> Written:
    """Return a value with how it was written; unlike a formula's, an answer's literal may be a whole number."""
    written = guarded(lambda: to_written(syntax, symbols=symbols_of(spec)), syntax)
    if written.literal is None and written.value.is_integer:
        return replace(written, literal=_whole_numeral(syntax))
    return written


def guarded(read: Callable[[], T], syntax: Syntax) -> T:
    """Return what `read` returns; a value that can't be worked out is unreadable.

    Raises
    ------
    Unreadable
        With the place of the whole answer, if there is no narrower one.
    """
    try:
        return read()
    except ArithmeticError as problem:
        raise Unreadable(str(problem) or "this can't be worked out", syntax.start, syntax.end) from problem


def decimals_in(syntax: Syntax) -> dict[Fraction, str]:
    """Return the decimals that occur in it, by value, as they are written."""
    nodes = (node for node in postorder(syntax) if isinstance(node, Number))
    return {node.value: node.written for node in nodes if node.decimal}


def _whole_numeral(syntax: Syntax) -> str | None:
    """Return the digits of a bare whole number, through a label, a sign, an "about" and brackets."""
    match syntax:
        case Number(written=written) if written.isdecimal():
            return written
        case Unary(operator="-" | "~", operand=inner) | Group(bracket="()", items=(inner,)):
            return _whole_numeral(inner)
        case Compare(operands=(Name(), inner)):
            return _whole_numeral(inner)
    return None


def value_of(given: object) -> Value | None:
    """Return the value of what was read."""
    return given.value if isinstance(given, Written) else None
