"""Decimals as they are written: how many digits are significant, and which numbers they may stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Numeral:
    """One reading of a decimal as it was written.

    Attributes
    ----------
    value
        Its value.
    digits
        How many of its digits are significant.
    place
        The power of ten of the last of them.
    """

    value: Fraction
    digits: int
    place: int

    def stands_for(self, key: Fraction) -> bool:
        """Whether `key`, rounded (half away from zero) or cut at this numeral's last digit, is this numeral."""
        if self.value * key < 0:
            return False
        return -1 < (abs(self.value) - abs(key)) / Fraction(10) ** self.place <= Fraction(1, 2)

    def nearly(self, key: Fraction) -> bool:
        """Whether only the last digit or two are not those of `key`."""
        return abs(self.value - key) < 20 * Fraction(10) ** self.place


_MANTISSA = re.compile(r"[^\d.,]*([\d.,]*)")


def numerals(value: Fraction, literal: str, zeros: str = "either") -> tuple[Numeral, ...]:
    """Return the readings of `literal`: several where the zeros that end a whole number may be mere placeholders."""
    match = _MANTISSA.match(literal)
    mantissa = match.group(1) if match else ""
    figures = "".join(filter(str.isdigit, mantissa)).lstrip("0")
    decimals = max(len(mantissa) - 1 - max(mantissa.rfind("."), mantissa.rfind(",")), 0)
    whole = decimals == len(mantissa)
    place = _power(abs(value) / int(figures)) if figures else -(0 if whole else decimals)
    ending = len(figures) - len(figures.rstrip("0")) if whole else 0
    holders = {"significant": (0,), "placeholders": (ending,)}.get(zeros, range(ending + 1))
    return tuple(Numeral(value, len(figures) - dropped, place + dropped) for dropped in holders)


def _power(ten: Fraction) -> int:
    """Return the exponent of a power of ten."""
    return len(str(ten.numerator)) - len(str(ten.denominator))


def is_terminating(number: Fraction) -> bool:
    """Whether a decimal can write `number` in full."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
