"""Values to JSON and back, exactly: numbers and sets as formulas, lists as lists.

A bare text is a number; names, sets and truth values carry a tag or are what they are in JSON.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from examgen.text.expr import Expr
from examgen.text.lower import to_expr, to_realset
from examgen.text.parser import parse
from examgen.text.show import show
from examgen.text.values import RealSet, Record, Value

__all__ = ["decode", "encode"]


def encode(value: Value) -> Any:
    """Return the value as JSON data.

    Raises
    ------
    TypeError
        If it is no value.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, Expr):
        symbols = sorted(value.symbols)
        return {"formula": show(value), "symbols": symbols} if symbols else show(value)
    if isinstance(value, tuple):
        return [encode(entry) for entry in value]
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, RealSet):
        return {"set": show(value)}
    if isinstance(value, Record):
        return {"record": [[name, encode(entry)] for name, entry in value.items()]}
    raise TypeError(f"no value: {value!r}")


def decode(data: Any) -> Value:
    """Return the value that :func:`encode` made ``data`` of."""
    if isinstance(data, bool):
        return data
    if isinstance(data, str):
        return _number(data)
    if isinstance(data, list):
        return cast(Value, tuple(decode(entry) for entry in data))
    if "text" in data:
        return str(data["text"])
    if "set" in data:
        return to_realset(parse(data["set"]))
    if "record" in data:
        return Record(tuple((str(name), decode(entry)) for name, entry in data["record"]))
    symbols = frozenset(data["symbols"])
    return to_expr(parse(data["formula"], symbols=symbols), symbols=symbols)


_RATIONAL = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")


@lru_cache(maxsize=65536)
def _number(text: str) -> Expr:
    if _RATIONAL.fullmatch(text):
        return Expr.of(Fraction(text))  # most values; no need for the parser
    return to_expr(parse(text))
