"""Formulas of symbols: which symbols a part knows, where they lie, and comparing by evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from examgen.answers._numeric import CANNOT_TELL, DEFAULT, LOOSE, Precision, compare_number
from examgen.answers.base import RIGHT, WRONG, Option, Outcome, Spec, undecided
from examgen.text.balls import same
from examgen.text.expr import Expr
from examgen.text.lower import Written, to_expr, to_realset
from examgen.text.parser import parse
from examgen.text.syntax import Unreadable
from examgen.text.values import RealSet

SYMBOLIC: Mapping[str, Option] = {
    "symbols": Option("names", (), "the names that an answer may use"),
    "domain": Option(
        "domains",
        "real",
        "where the symbols lie, for all or for each: real, positive, non-negative, negative, or a set such as (0, 1)",
    ),
}

_WORDS = {
    "real": RealSet.reals(),
    "positive": RealSet.interval(0, None),
    "non-negative": RealSet.interval(0, None, low_closed=True),
    "negative": RealSet.interval(None, 0),
}


@lru_cache(maxsize=256)
def domain(text: str) -> RealSet:
    """Return the set that a word or a set in the formula language names.

    Raises
    ------
    ValueError
        If it names none, or an empty one.
    """
    try:
        found = _WORDS.get(text) or to_realset(parse(text))
    except (Unreadable, ArithmeticError) as problem:
        words = ", ".join(_WORDS)
        raise ValueError(f"expects {words} or a set such as (0, 1), not '{text}'") from problem
    if found.is_empty:
        raise ValueError(f"expects a domain with numbers in it; '{text}' is empty")
    return found


def symbols_of(spec: Spec) -> tuple[str, ...]:
    """Return the names that an answer may use."""
    names = spec.options.get("symbols", ())
    return names if isinstance(names, tuple) else ()


def domains_of(spec: Spec) -> dict[str, RealSet]:
    """Return where each symbol lies."""
    where = spec.options.get("domain", "real")
    if isinstance(where, str):
        return {name: domain(where) for name in symbols_of(spec)}
    return {name: domain(text) for name, text in where.items()} if isinstance(where, Mapping) else {}


def compare_value(key: Expr, given: Written, spec: Spec, rule: Precision = DEFAULT) -> Outcome:
    """Compare two values: as numbers by the rules of precision, as formulas where there are symbols."""
    if given.value == key:
        return RIGHT
    if key.is_number and given.value.is_number:
        return compare_number(key, given, rule)
    return _compare_formulas(key, given, domains_of(spec))


def _compare_formulas(key: Expr, given: Written, domains: Mapping[str, RealSet]) -> Outcome:
    try:
        found = same(key, given.value, domains)
        if found.equal is None:
            return undecided(CANNOT_TELL)
        if not found.equal and given.approximate and _nearly(key, given.value, found.witness or {}):
            return undecided("the decimals in it look rounded")
    except ArithmeticError:
        return undecided(CANNOT_TELL)
    return RIGHT if found.equal else WRONG


def _nearly(key: Expr, value: Expr, witness: Mapping[str, str]) -> bool:
    """Whether two formulas that differ are close where they were seen to differ."""
    point = {name: to_expr(parse(text)) for name, text in witness.items()}
    wanted, found = key.substitute(point), value.substitute(point)
    return bool(wanted) and abs(found - wanted) <= abs(wanted) * 10 * LOOSE
