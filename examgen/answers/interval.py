"""A set of real numbers: an interval, single points, or a union of them.

A student writes ``(0, 1/3)``, ``]0, 1/3[``, ``0 < a < 1/3``, ``a > 1/3``, ``(1/3, oo)``, ``{1/3}``, ``alpha =
1/3``, ``(-oo, 0) U (1/3, oo)``, ``a < 0 or a > 1/3``, ``{}``; any letter may be the unknown. Whether an end
belongs to the set matters. Ends are compared as a ``number`` is, so that an end may be a decimal; the option
`symbols` allows formulas in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from examgen.answers._forms import decimal_hint, number_forms
from examgen.answers._formula import SYMBOLIC, compare_value, symbols_of
from examgen.answers._numeric import PRECISION, precision
from examgen.answers._reading import decimals_in, guarded, read_syntax
from examgen.answers.base import (
    RIGHT,
    WRONG,
    Example,
    Interaction,
    Key,
    Option,
    Outcome,
    Spec,
    undecided,
    wrong,
)
from examgen.text.expr import Expr
from examgen.text.lower import Written, to_realset
from examgen.text.show import show as shown
from examgen.text.values import Interval, RealSet, Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = {**PRECISION, **SYMBOLIC}


@dataclass(frozen=True, slots=True)
class GivenSet:
    """A set as it was written.

    Attributes
    ----------
    value
        The set, decimals taken exactly.
    decimals
        The decimals that occur in it, as they are written.
    """

    value: RealSet
    decimals: Mapping[Fraction, str]

    def end(self, value: Expr) -> Written:
        """Return an end with how it was written: a numeral if its value is one, else an expression."""
        literal = None
        if value.is_rational:
            number = value.fraction
            literal = self.decimals.get(abs(number)) or (str(abs(number)) if value.is_integer else None)
            literal = "-" + literal if literal and number < 0 else literal
        return Written(value, bool(self.decimals), literal)


def read(text: str, spec: Spec) -> GivenSet:
    """Return the set, with how its numbers were written."""
    syntax = read_syntax(text, spec)
    value = guarded(lambda: to_realset(syntax, symbols=symbols_of(spec)), syntax)
    return GivenSet(value, decimals_in(syntax))


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare piece by piece from the left, and end by end."""
    if not (isinstance(key, RealSet) and isinstance(given, GivenSet)):
        return WRONG
    if given.value == key:
        return RIGHT
    pieces = given.value.pieces
    if given.value.is_finite and not key.is_finite:
        return wrong("only single numbers are written; the set has more")
    if key.is_finite and not given.value.is_finite:
        return wrong("an interval is written; the set has single numbers only")
    if len(pieces) != len(key.pieces):
        return wrong("the number of pieces is not right")
    pairs = zip(key.pieces, pieces, strict=True)
    return _first_difference(chain.from_iterable(_compare_piece(*pair, given, spec) for pair in pairs))


def _first_difference(outcomes: Iterator[Outcome]) -> Outcome:
    """Return the first wrong outcome, else the first undecided one; right if there is neither."""
    unlike = [outcome for outcome in outcomes if not outcome.agrees]
    return next((outcome for outcome in unlike if outcome.agrees is False), unlike[0] if unlike else RIGHT)


def _compare_piece(key: Interval, piece: Interval, given: GivenSet, spec: Spec) -> Iterator[Outcome]:
    if key.is_point != piece.is_point:
        yield wrong("a single number is written, where an interval belongs, or the other way round")
    elif key.is_point:
        yield _compare_end(f"the number {_short(piece.low)}", key.low, piece.low, given, spec)
    else:
        left, right = f"the left end {_short(piece.low, '-oo')}", f"the right end {_short(piece.high, 'oo')}"
        yield _compare_end(left, key.low, piece.low, given, spec)
        yield _compare_end(right, key.high, piece.high, given, spec)
        yield _compare_closed(left, key.low_closed, piece.low_closed)
        yield _compare_closed(right, key.high_closed, piece.high_closed)


def _compare_end(name: str, key: Expr | None, end: Expr | None, given: GivenSet, spec: Spec) -> Outcome:
    if key is None or end is None:
        return RIGHT if key is end else wrong(f"{name} is not right")
    outcome = compare_value(key, given.end(end), spec, precision(spec))
    if outcome.agrees is None:
        return undecided(f"{name}: {outcome.why}")
    if outcome.agrees:
        return outcome
    return wrong(f"{name}: {outcome.why}" if outcome.why else f"{name} is not right")


def _compare_closed(name: str, key: bool, closed: bool) -> Outcome:
    if key == closed:
        return RIGHT
    return wrong(f"{name} belongs to the set" if key else f"{name} does not belong to the set")


def _short(end: Expr | None, infinite: str = "") -> str:
    """Return the student's own end, if it is short enough to repeat."""
    text = infinite if end is None else shown(end)
    return text if len(text) <= 20 else "…"


def given_value(given: object) -> Value | None:
    """Return the set, decimals taken exactly."""
    return given.value if isinstance(given, GivenSet) else None


def show(value: Value) -> str:
    """Return the set as a union of intervals and points."""
    return shown(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the exact set, and decimals."""
    return number_forms(key, spec)


def how_to_write(spec: Spec) -> str:
    """Say how sets are written."""
    mark = ";" if spec.decimal_comma else ","
    sets = f"(-4{mark} 5/2), [7{mark} oo), {{-3/7}} or (-oo{mark} 0) U (7{mark} 8]"
    return f"a set such as {sets}, or an inequality; ends exact, {decimal_hint(spec)}"


def examples() -> tuple[Example, ...]:
    """Every way to write a set, and what can be wrong with one."""
    third, outside = "(0, 1/3)", "(-oo, 0) U (1/3, oo)"
    return (
        Example(third, "(0, 1/3)", "right"),
        Example(third, "]0, 1/3[", "right"),
        Example(third, "0 < α < 1/3", "right"),
        Example(third, "1/3 > x > 0", "right"),
        Example(third, "a > 0 and a < 1/3", "right"),
        Example(third, "α ∈ (0, 1/3)", "right"),
        Example(third, "$\\left(0, \\frac{1}{3}\\right)$", "right"),
        Example(third, "(0, 0.333)", "right"),
        Example(third, "0 < a < 0.33", "wrong", "the right end 33/100: 3 significant figures are needed"),
        Example("(0, 1/4)", "(0, 0.25)", "right"),
        Example("(0, 1/3)", "(0; 0,333)", "right", decimal_comma=True),
        Example(third, "[0, 1/3)", "wrong", "the left end 0 does not belong to the set"),
        Example(third, "0 < a <= 1/3", "wrong", "the right end 1/3 does not belong to the set"),
        Example("[0, 1/3]", "(0, 1/3]", "wrong", "the left end 0 belongs to the set"),
        Example(third, "(0, 2/3)", "wrong", "the right end 2/3 is not right"),
        Example(third, "(-1/3, 1/3)", "wrong", "the left end -1/3 is not right"),
        Example(third, "a < 1/3", "wrong", "the left end -oo is not right"),
        Example(third, "{0, 1/3}", "wrong", "only single numbers"),
        Example("(1/3, oo)", "a > 1/3", "right"),
        Example("(1/3, oo)", "(1/3, ∞)", "right"),
        Example("(1/3, oo)", "x ≥ 1/3", "wrong", "the left end 1/3 does not belong"),
        Example(outside, "(-inf, 0) ∪ (1/3, inf)", "right"),
        Example(outside, "a < 0 or a > 1/3", "right"),
        Example(outside, "(1/3, oo)", "wrong", "the number of pieces"),
        Example("(0, 1) U {2}", "{2} U (0, 1)", "right"),
        Example("(0, 1) U {2}", "(0, 1) U (2, 3)", "wrong", "a single number"),
        Example("{1/3}", "1/3", "right"),
        Example("{1/3}", "alpha = 1/3", "right"),
        Example("{1/3}", "{0.333}", "right"),
        Example("{1/3}", "{0.3}", "wrong"),
        Example("{1/3}", "(1/6, 1/3)", "wrong", "single numbers only"),
        Example("{-1/2, 3/2}", "{1.5, -0.5}", "right"),
        Example("{-1/2, 3/2}", "x = 3/2 or x = -1/2", "right"),
        Example("{-1/2, 3/2}", "{-1/2, 1/2}", "wrong", "the number 1/2 is not right"),
        Example("{sqrt(2)}", "{1.414}", "right"),
        Example("{}", "∅", "right"),
        Example("{}", "{0}", "wrong"),
        Example("(-oo, oo)", "R", "right"),
        Example("(0, 1/c)", "0 < a < 1/c", "right", options={"symbols": ["c"], "domain": "positive"}),
        Example("(0, 1/c)", "(0, 2/c)", "wrong", options={"symbols": ["c"], "domain": "positive"}),
        Example(third, "between 0 and 1/3", "unreadable"),
        Example(third, "(1/3, 0)", "unreadable", "the lower end comes first"),
        Example(third, "0 < a < b", "unreadable"),
        Example(third, "(0, 1/0)", "unreadable"),
    )
