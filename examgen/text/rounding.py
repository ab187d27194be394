"""Numbers in decimals, rounded correctly."""

from __future__ import annotations

from fractions import Fraction

from examgen.text.arithmetic import Undecided
from examgen.text.enclosure import LADDER, ball, ends
from examgen.text.expr import Expr

__all__ = ["decimal", "decimal_float"]


def decimal(expr: Expr, significant: int = 6) -> str:
    """Write a number in decimals, rounded correctly (exact halves away from zero).

    Parameters
    ----------
    expr
        A number.
    significant
        How many significant digits. Zeros at the end are dropped if the decimal is exact.

    Raises
    ------
    Undecided
        If the number can't be enclosed.
    TooLarge
        If its power of ten has five digits or more.
    """
    if expr.rational is not None:
        return _rounded(Fraction(expr.rational), significant)
    for bits in LADDER:
        value = ball(expr, bits + 4 * significant)
        if value.is_finite():
            low, high = (_rounded(end, significant, pad=True) for end in ends(value))
            if low == high:
                return low
    if not value.is_finite():
        raise Undecided(f"{expr} cannot be enclosed")
    return "0" if value.contains(0) else _rounded(max(ends(value), key=abs), significant, pad=True)


def decimal_float(expr: Expr) -> float:
    """Return the nearest binary float, for data that is only looked at.

    Raises
    ------
    OverflowError
        If there is none.
    """
    nearest = float(decimal(expr, 20))
    if nearest in (float("inf"), float("-inf")):
        raise OverflowError(f"{expr} is too large for a binary float")
    return nearest


def _rounded(value: Fraction, significant: int, pad: bool = False) -> str:
    if not value:
        return "0"
    exponent = _exponent(abs(value))
    last = exponent - significant + 1
    scaled = abs(value) / Fraction(10) ** last
    digits = int(scaled + Fraction(1, 2))
    if digits == 10**significant:
        digits, exponent = digits // 10, exponent + 1
    text = str(digits)
    if scaled == digits and not pad:
        text = text.rstrip("0")
    return ("-" if value < 0 else "") + _placed(text, exponent)


def _exponent(value: Fraction) -> int:
    """Return the power of ten of the first digit."""
    guess = (value.numerator.bit_length() - value.denominator.bit_length()) * 1233 // 4096
    while value >= Fraction(10) ** (guess + 1):
        guess += 1
    while value < Fraction(10) ** guess:
        guess -= 1
    return guess


def _placed(digits: str, exponent: int) -> str:
    """Write significant digits with the point in its place, or with a power of ten."""
    if not -6 <= exponent <= 14:
        return digits[0] + ("." + digits[1:] if digits[1:] else "") + f"e{exponent}"
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return whole + ("." + digits[exponent + 1 :] if digits[exponent + 1 :] else "")
