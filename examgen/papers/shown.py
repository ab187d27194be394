"""Keys in words: what an answer looks like on a paper, with its letters, as text or decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from examgen.answers.registry import find
from examgen.text.arithmetic import TooLarge
from examgen.text.balls import decimal, decimal_float
from examgen.text.expr import Expr
from examgen.text.show import show

if TYPE_CHECKING:
    from examgen.papers.record import PartRecord
    from examgen.text.values import Value


def key_text(part: PartRecord, value: Value | None = None) -> str:
    """Give a key, or another value of its part, in the formula language; choices as their printed letters."""
    value = part.key if value is None else value
    if value is None:
        return ""
    letters = {letter.id: letter.letter for letter in part.letters}
    if isinstance(value, str):
        return letters.get(value, value)
    if isinstance(value, tuple) and value and letters:
        lettered = tuple(letters.get(str(entry), str(entry)) for entry in value)
        return find(part.kind).show(lettered) if part.items else ", ".join(lettered)
    return find(part.kind).show(value)


def key_decimals(part: PartRecord) -> str:
    """Give a key that is no fraction as decimals; empty where that says nothing new."""
    return _decimals(part.key)


def _decimals(value: object) -> str:
    if isinstance(value, tuple) and value:
        entries = [_decimals(entry) or _plain(entry) for entry in value]
        return f"[{', '.join(entries)}]" if any(map(_decimals, value)) else ""
    if not isinstance(value, Expr) or value.symbols or (value.is_rational and value.is_integer):
        return ""
    return decimal(value)


def floats(value: Value) -> float | list[Any] | None:
    """Give numbers as binary floats, nested as the value is.

    None for sets, words, what holds symbols, and what is too large or too close to 0 for a float.
    """
    if isinstance(value, tuple):
        entries = [floats(entry) for entry in value]
        return None if None in entries else entries
    try:
        return decimal_float(value) if isinstance(value, Expr) and not value.symbols else None
    except (OverflowError, TooLarge):
        return None


def _plain(entry: object) -> str:
    return show(entry) if isinstance(entry, Expr | tuple) else str(entry)
