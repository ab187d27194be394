r"""The filters of texts: ways to write a value that `<< >>` alone does not give.

=============================  ==================================================================
``<<x|listed('x')>>``          ``x_1 = 2,\; x_2 = 4``: every entry under its index
``<<x|commas>>``               ``2,\; 4``: the entries alone
``<<x|row>>``                  ``[2,\; 4]``: the entries in brackets
``<<b|signed>>``               ``+ 3``, ``- 3``, nothing for 0: a term that follows another one
``<<a|times('x')>>``           ``3x``, ``x``, ``-x``, nothing for 0: a coefficient with what it multiplies
``<<a|coefficient>>``          ``3``, nothing for 1, ``-`` for -1
``<<len(x)|in_words>>``        ``two``: a small count in words (English), in figures from 13 on
``<<p|decimals(3)>>``          three significant digits
``<<p|plain>>``                the formula language, as in keys
=============================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from examgen.text.expr import Expr
from examgen.text.show import show
from examgen.text.tex import decimals, tex

__all__ = ["filters"]

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
)


def filters(decimal_comma: bool) -> Mapping[str, Callable[..., str]]:
    """Return the filters by name, writing decimals with a comma or a point."""

    def written(value: object) -> str:
        return tex(exact(value), decimal_comma=decimal_comma)

    def commas(values: Sequence[object]) -> str:
        return r",\; ".join(map(written, values))

    def listed(values: Sequence[object], name: str) -> str:
        return r",\; ".join(f"{name}_{{{at}}} = {written(one)}" for at, one in enumerate(values, 1))

    def row(values: Sequence[object]) -> str:
        return rf"[{commas(values)}]"

    def signed(value: object) -> str:
        number = exact(value)
        if number == 0:
            return ""
        return f"- {written(-number)}" if number < 0 else f"+ {written(number)}"

    def coefficient(value: object) -> str:
        number = exact(value)
        return "" if number == 1 else "-" if number == -1 else written(number)

    def times(value: object, factor: str) -> str:
        return "" if exact(value) == 0 else coefficient(value) + factor

    def rounded(value: object, digits: int = 4) -> str:
        number = exact(value)
        return decimals(number, digits, decimal_comma) or written(number)

    return {
        "coefficient": coefficient,
        "commas": commas,
        "decimals": rounded,
        "in_words": in_words,
        "listed": listed,
        "plain": lambda value: show(exact(value)),
        "row": row,
        "signed": signed,
        "tex": written,
        "times": times,
    }


def in_words(count: object) -> str:
    """Write a small count in words: 2 is ``two``."""
    number = int(exact(count))
    return WORDS[number] if 0 <= number < len(WORDS) else str(number)


def exact(value: Any) -> Any:
    """Make numbers of jinja's own (lengths, sums) exact values, entry by entry."""
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Expr.of(value)
    if isinstance(value, list | tuple):
        return tuple(map(exact, value))
    return value
