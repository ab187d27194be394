"""Comparing one number with its key: exact forms exactly, decimals as far as their digits go.

The rules, in order. (1) A value equal to the key is right, however it is written. (2) Within `rtol` or
`atol`, if the part sets one, it is right. (3) A bare numeral may be rounded or cut at its last digit: for a
key that is a terminating decimal only if the part says so by `sigfigs` or `decimals`; for another rational
key with 3 significant digits; for an irrational key with 4, or within 1e-3 of it. (4) A longer expression
with decimals in it may be 1e-3 off a key that does not terminate. Significant digits are counted on what was
written, so 0.50 has two and 0.0297 has three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf

from flint import arb

from examgen.answers._numeral import Numeral, is_terminating, numerals
from examgen.answers.base import RIGHT, WRONG, Option, Outcome, Spec, undecided, wrong
from examgen.text.balls import ball, same
from examgen.text.expr import Expr
from examgen.text.lower import Written

PRECISION: Mapping[str, Option] = {
    "rtol": Option("ratio", None, "accept any value within this relative distance of the key"),
    "atol": Option("ratio", None, "accept any value within this distance of the key"),
    "sigfigs": Option(
        "count", None, "accept a decimal, rounded or cut, with at least this many significant digits"
    ),
    "decimals": Option("count", None, "accept a decimal, rounded or cut, with at least this many decimals"),
    "approximate": Option(
        "flag", True, "accept a rounded decimal at all; if not, only exact values are right"
    ),
    "zeros": Option(
        "word",
        "either",
        "whether the zeros that end a whole number count as significant (is 100 three digits, or one?)",
        ("either", "significant", "placeholders"),
    ),
}

LOOSE = Fraction(1, 1000)
RATIONAL_DIGITS = 3
IRRATIONAL_DIGITS = 4
_BITS = 256
_FAR = 20_000
_TINY = 1e-300  # below, floats lose their digits
_OFF = 0.51

CANNOT_TELL = "the program can't tell whether this is equal to the answer"
EXACT_ASKED = "an exact value is asked for, not a rounded decimal"
INEXACT = "the value is right, but a terminating decimal must be exact"
LAST_DIGIT = "close, but the last digits are not right"


@dataclass(frozen=True, slots=True)
class Precision:
    """How closely a part wants its numbers; the fields are the options of `PRECISION`."""

    rtol: Fraction | None = None
    atol: Fraction | None = None
    sigfigs: int | None = None
    decimals: int | None = None
    approximate: bool = True
    zeros: str = "either"

    @property
    def set_by_author(self) -> bool:
        """Whether the part's own options replace the rules for decimals."""
        return any(value is not None for value in (self.rtol, self.atol, self.sigfigs, self.decimals))


DEFAULT = Precision()


def precision(spec: Spec) -> Precision:
    """Return the precision that a specification asks for."""
    if not spec.options:
        return DEFAULT
    chosen = {name: spec.options[name] for name in PRECISION if name in spec.options}
    return Precision(**chosen) if chosen else DEFAULT  # type: ignore[arg-type]  # settled by registry


@dataclass(frozen=True, slots=True)
class Target:
    """A key's exact bounds: equal if it is rational, some 70 digits apart otherwise.

    Its questions are answered None where the bounds are too far apart to tell. `about` serves only to see at once that
    two numbers have nothing to do with each other.
    """

    low: Fraction
    high: Fraction
    rational: bool
    about: float

    @property
    def terminates(self) -> bool:
        """Whether the key is a decimal that ends."""
        return self.rational and is_terminating(self.low)

    def holds(self, test: Callable[[Fraction], bool], near: Fraction) -> bool | None:
        """Whether the key passes `test`, which an interval of numbers about `near` does."""
        lower, upper = test(self.low), test(self.high)
        if lower == upper and (lower or not self.low < near < self.high):
            return lower
        return None


@lru_cache(maxsize=4096)
def target(key: Expr) -> Target | None:
    """Return the bounds of `key`, by ball arithmetic if it is irrational; None if it is out of reach."""
    if key.is_rational:
        return Target(key.fraction, key.fraction, True, _about(key.fraction))
    enclosure = ball(key, _BITS)
    if not enclosure.is_finite():
        return None
    middle, radius = _exact(enclosure.mid()), _exact(enclosure.rad())
    if middle is None or radius is None:
        return None
    return Target(middle - radius, middle + radius, False, _about(middle))


def _about(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def _exact(number: arb) -> Fraction | None:
    mantissa, exponent = (int(part) for part in number.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent if abs(exponent) < _FAR else None


def compare_number(key: Expr, given: Written, rule: Precision = DEFAULT) -> Outcome:
    """Compare one number with its key by the rules above."""
    if given.value == key:
        return RIGHT
    try:
        bounds = target(key)
        if bounds is None:
            return undecided(CANNOT_TELL)
        if not rule.set_by_author and _is_far(bounds, given.value):
            return WRONG
        if given.value.is_rational:
            return _compare_rational(bounds, given.value.fraction, given, rule)
        return _compare_irrational(key, bounds, given, rule)
    except ArithmeticError:  # out of the reach of balls: a person looks
        return undecided(CANNOT_TELL)


def _is_far(key: Target, value: Expr) -> bool:
    """Whether a value is off by half the key or more: no number that was rounded or cut stands for both."""
    reach = target(value)
    size = abs(key.about)
    return reach is not None and size > _TINY and abs(reach.about - key.about) > _OFF * size


def _compare_rational(key: Target, value: Fraction, given: Written, rule: Precision) -> Outcome:
    if _within(key, value, rule):
        return RIGHT
    if given.literal is not None:
        return _compare_literal(key, numerals(value, given.literal, rule.zeros), rule)
    return _roughly(key, value, rule) if given.approximate else WRONG


def _compare_irrational(key: Expr, bounds: Target, given: Written, rule: Precision) -> Outcome:
    """Compare an expression with roots, pi, exp or the like in it."""
    exactly = compare_exactly(key, given.value)
    if exactly.agrees or not (given.approximate or rule.rtol or rule.atol):
        return exactly
    reach = target(given.value)
    if reach is None:
        return undecided(CANNOT_TELL)
    if _within(bounds, reach.low, rule):
        return RIGHT
    return _roughly(bounds, reach.low, rule) if given.approximate else exactly


def compare_exactly(key: Expr, value: Expr) -> Outcome:
    """Compare two numbers by exact arithmetic and balls, whatever was written."""
    try:
        equal = same(key, value).equal
    except ArithmeticError:
        equal = None
    if equal is None:
        return undecided(CANNOT_TELL)
    return RIGHT if equal else WRONG


def _within(key: Target, value: Fraction, rule: Precision) -> bool:
    """Whether the author's own tolerance, if there is one, admits the value."""
    relative, absolute = rule.rtol, rule.atol
    close = relative is not None and key.holds(lambda k: abs(value - k) <= relative * abs(k), value)
    return bool(close or (absolute is not None and key.holds(lambda k: abs(value - k) <= absolute, value)))


def _loosely(key: Target, value: Fraction) -> bool:
    return bool(key.holds(lambda k: abs(value - k) <= LOOSE * abs(k), value))


def _roughly(key: Target, value: Fraction, rule: Precision) -> Outcome:
    """Compare a longer expression with decimals in it that is not equal to the key."""
    if rule.set_by_author or not _loosely(key, value):
        return WRONG
    return wrong(INEXACT) if key.terminates else _rounded(rule)


def _rounded(rule: Precision) -> Outcome:
    """Judge a rounded value that is close enough: right where rounded values are."""
    return RIGHT if rule.approximate else wrong(EXACT_ASKED)


def _compare_literal(key: Target, readings: tuple[Numeral, ...], rule: Precision) -> Outcome:
    """Compare a bare numeral that is not equal to the key: the reading that serves the student best counts."""
    outcomes = [_compare_reading(key, numeral, rule) for numeral in readings]
    return next((outcome for outcome in outcomes if outcome.agrees), outcomes[0])


def _compare_reading(key: Target, numeral: Numeral, rule: Precision) -> Outcome:
    if _close_to_irrational(key, numeral, rule):
        return _rounded(rule)
    fits = key.holds(numeral.stands_for, numeral.value)
    if fits is None:
        return undecided(CANNOT_TELL)
    if fits:
        lacking = _lacking(key, numeral, rule)
        return wrong(lacking if numeral.digits > 1 else "") if lacking else _rounded(rule)
    off_by_little = numeral.digits > 2 and key.holds(numeral.nearly, numeral.value)
    return wrong(LAST_DIGIT) if off_by_little else WRONG


def _close_to_irrational(key: Target, numeral: Numeral, rule: Precision) -> bool:
    return not key.rational and not rule.set_by_author and _loosely(key, numeral.value)


def _lacking(key: Target, numeral: Numeral, rule: Precision) -> str:
    """Say what a numeral that agrees with the key as far as it goes still lacks; nothing if it is enough."""
    if rule.set_by_author:
        return _lacking_by_author(numeral, rule)
    if key.terminates:
        return INEXACT
    return _digits_needed(numeral, RATIONAL_DIGITS if key.rational else IRRATIONAL_DIGITS)


def _lacking_by_author(numeral: Numeral, rule: Precision) -> str:
    if rule.sigfigs is None and rule.decimals is None:
        return "more digits are needed"
    if rule.decimals is not None and -numeral.place < rule.decimals:
        return f"{rule.decimals} decimals are needed"
    return _digits_needed(numeral, rule.sigfigs or 0)


def _digits_needed(numeral: Numeral, needed: int) -> str:
    return "" if numeral.digits >= needed else f"{needed} significant figures are needed"
