r"""Half precision: what it saves, what it can hold, and how numbers are rounded to it.

IEEE 754 binary16 has a sign, 5 bits of exponent and 10 bits of fraction: the numbers ``m * 2^(e - 10)`` with whole
``|m| < 2^11`` and ``-14 <= e <= 15``. Between ``2^e`` and ``2^(e+1)`` they lie ``2^(e-10)`` apart; below ``2^-14``
(subnormal numbers) the spacing stays ``2^-24``. Rounding goes to the nearest, half-way to the one with even m. What
would be rounded to ``2^16`` overflows to infinity.

Source: IEEE Std 754-2019, sections 3.4, 4.3.1 and 7.4.
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.text.expr import Expr
from examgen.text.functions import floor

if TYPE_CHECKING:
    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
MIB = 2**20
DIGITS, LEAST, LARGEST = 10, -14, 15
"""Bits of the fraction; smallest and largest exponent of normal numbers."""

half_precision = Derivation("half_precision", inputs="n_parameters value")


# Memory


@half_precision.step(tex=r"4n", says="bytes in single precision: 32 bits are 4 bytes")
def bytes_single(n_parameters: Expr) -> Expr:
    """Bytes of so many numbers in single precision."""
    _count(n_parameters)
    return 4 * n_parameters


@half_precision.step(tex=r"2n", says="bytes in half precision: 16 bits are 2 bytes")
def bytes_half(n_parameters: Expr) -> Expr:
    """Bytes of so many numbers in half precision."""
    _count(n_parameters)
    return 2 * n_parameters


@half_precision.step(tex=r"\frac{4n - 2n}{2^{20}}", says="memory saved; a MiB is 1024 times 1024 bytes")
def saved_mib(bytes_single: Expr, bytes_half: Expr) -> Expr:
    """Difference in MiB."""
    return (bytes_single - bytes_half) / MIB


def _count(number: Expr) -> None:
    if number.is_number and not (number.is_integer and number >= 0):
        raise IllPosed("there must be a whole number of parameters")


@half_precision.mistake(of=bytes_single, says="gave bits instead of bytes", credit=HALF)
def single_in_bits(n_parameters: Expr) -> Expr:
    """32 for 4."""
    return 32 * n_parameters


@half_precision.mistake(of=bytes_single, says="took 8 bytes for a number, which is double precision")
def double_for_single(n_parameters: Expr) -> Expr:
    """8 for 4."""
    return 8 * n_parameters


@half_precision.mistake(of=bytes_half, says="gave bits instead of bytes", credit=HALF)
def half_in_bits(n_parameters: Expr) -> Expr:
    """16 for 2."""
    return 16 * n_parameters


@half_precision.mistake(of=bytes_half, says="took one byte for a number", credit=QUARTER)
def byte_for_half(n_parameters: Expr) -> Expr:
    """1 for 2."""
    return n_parameters


@half_precision.mistake(of=saved_mib, says="gave all the memory of single precision as saved", credit=QUARTER)
def all_saved(bytes_single: Expr) -> Expr:
    """4n for 2n."""
    return bytes_single / MIB


@half_precision.mistake(of=saved_mib, says="took a MiB for a million bytes", credit=HALF)
def decimal_megabytes(bytes_single: Expr, bytes_half: Expr) -> Expr:
    """10^6 for 2^20."""
    return (bytes_single - bytes_half) / 10**6


@half_precision.mistake(of=saved_mib, says="took a KiB for a MiB", credit=HALF)
def kibibytes(bytes_single: Expr, bytes_half: Expr) -> Expr:
    """2^10 for 2^20."""
    return (bytes_single - bytes_half) / 2**10


# What the format holds


@half_precision.step(
    tex=r"\left((2 - 2^{-10})\, 2^{15},\; 2^{-10},\; 2^{-14}\, 2^{-10}\right)",
    says="all bits of the fraction set; the last bit alone, as it counts after 1 and at the least exponent",
    numbers="",
)
def half_limits() -> Vector:
    """Largest number, gap after 1, smallest subnormal number."""
    gap = Expr.of(2) ** -DIGITS
    return ((2 - gap) * 2**LARGEST, gap, gap * Expr.of(2) ** LEAST)


@half_precision.mistake(of=half_limits, says="gave the first power of two that is too large", credit=HALF)
def power_for_the_largest(half_limits: Vector) -> Vector:
    """2^16 for 65504."""
    return (Expr.of(2 ** (LARGEST + 1)), *half_limits[1:])


@half_precision.mistake(of=half_limits, says="gave the largest 16-bit integer as the largest number")
def integer_for_the_largest(half_limits: Vector) -> Vector:
    """2^16 - 1 for 65504."""
    return (Expr.of(2 ** (LARGEST + 1) - 1), *half_limits[1:])


@half_precision.mistake(
    of=half_limits, says="gave the rounding error, half the distance to the next number", credit=HALF
)
def rounding_error_for_the_gap(half_limits: Vector) -> Vector:
    """2^-11 for 2^-10."""
    return (half_limits[0], half_limits[1] / 2, half_limits[2])


@half_precision.mistake(of=half_limits, says="gave the smallest normal number", credit=HALF)
def normal_for_subnormal(half_limits: Vector) -> Vector:
    """2^-14 for 2^-24."""
    return (*half_limits[:2], Expr.of(2) ** LEAST)


# Rounding


@half_precision.step(
    tex=r"e = \max\big(-14, \lfloor \log_2 |v| \rfloor\big)",
    says="exponent of the power of two below the value",
    numbers="",
)
def exponent(value: Expr) -> Expr:
    """Exponent e, at least -14."""
    size = abs(value)
    if size >= 2 ** (LARGEST + 1):
        raise _overflow()
    return Expr.of(next(e for e in range(LARGEST, LEAST - 1, -1) if e == LEAST or size >= Expr.of(2) ** e))


@half_precision.step(tex=r"u = 2^{e - 10}", says="distance of the half-precision numbers there", numbers="")
def spacing(exponent: Expr) -> Expr:
    """Distance of neighbours."""
    return Expr.of(2) ** (exponent - DIGITS)


@half_precision.step(
    tex=r"q = v/u", says="value in units of this distance: round it to a whole number, halves to the even one"
)
def units(value: Expr, spacing: Expr) -> Expr:
    """Value over spacing."""
    return value / spacing


@half_precision.step(
    tex=r"\operatorname{round}(q)\, u",
    says="the nearest half-precision number",
    numbers="",
    trivial=zero,
)
def half_rounding(units: Expr, spacing: Expr) -> Expr:
    """Value in half precision."""
    down: Expr = floor(units)
    rest = units - down
    up = rest > HALF or (rest == HALF and not (down / 2).is_integer)
    rounded: Expr = (down + 1 if up else down) * spacing
    if abs(rounded) >= 2 ** (LARGEST + 1):
        raise _overflow()
    return rounded


def _overflow() -> IllPosed:
    return IllPosed(
        "the value overflows: in half precision it becomes infinite (the largest number is 65504)"
    )


@half_precision.mistake(of=half_rounding, says="cut the value off instead of rounding it", credit=HALF)
def cut_off(units: Expr, spacing: Expr, half_rounding: Expr) -> Expr:
    """Towards 0."""
    towards_zero = floor(units) if units >= 0 else -floor(-units)
    return _other(towards_zero * spacing, half_rounding)


@half_precision.mistake(of=half_rounding, says="rounded a tie away from zero instead of to even", credit=HALF)
def ties_up(units: Expr, spacing: Expr, half_rounding: Expr) -> Expr:
    """Halves away from 0."""
    size = floor(abs(units) + HALF) * spacing
    return _other(size if units >= 0 else -size, half_rounding)


@half_precision.mistake(
    of=half_rounding, says="rounded to a fraction of 11 bits instead of 10", credit=QUARTER
)
def one_bit_too_many(units: Expr, spacing: Expr, half_rounding: Expr) -> Expr:
    """Spacing u/2."""
    return _other(floor(2 * units + HALF) * spacing / 2, half_rounding)


@half_precision.mistake(of=half_rounding, says="kept the value as it is")
def not_rounded(value: Expr, half_rounding: Expr) -> Expr:
    """Give the value."""
    return _other(value, half_rounding)


def _other(found: Expr, right: Expr) -> Expr:
    if found == right:
        raise NotApplicable("it makes no difference for this value")
    return found


# Checks: bytes one kind of field at a time; all 2^15 patterns without sign, decoded bit by bit


@half_precision.check(of=bytes_single)
def single_by_fields(n_parameters: Expr) -> int:
    """Sign, exponent and fraction of binary32, in bits."""
    return numeric.whole(n_parameters) * (1 + 8 + 23) // 8


@half_precision.check(of=bytes_half)
def half_by_fields(n_parameters: Expr) -> int:
    """Sign, exponent and fraction of binary16, in bits."""
    return numeric.whole(n_parameters) * (1 + 5 + 10) // 8


@half_precision.check(of=saved_mib)
def saved_by_fields(n_parameters: Expr) -> Fraction:
    """Bits saved, over the bits of a MiB."""
    return Fraction(numeric.whole(n_parameters) * (32 - 16), 8 * 1024 * 1024)


@cache
def _patterns() -> tuple[Fraction, ...]:
    """Return all finite numbers that are not negative, by their bit patterns, and what would come next."""
    return tuple(
        Fraction(bits & 1023 | (1024 if bits >> 10 else 0)) * Fraction(2) ** (max(bits >> 10, 1) - 25)
        for bits in range(31 * 1024 + 1)
    )


@half_precision.check(of=half_limits)
def limits_by_decoding() -> list[Fraction]:
    """Last finite pattern, the one after 1, the first above 0."""
    numbers = _patterns()
    return [numbers[-2], numbers[numbers.index(Fraction(1)) + 1] - 1, numbers[1]]


@half_precision.check(of=half_rounding)
def nearest_pattern(value: Expr) -> Fraction:
    """Compare the neighbours of the value; of two at the same distance, the pattern with last bit 0 wins."""
    size, numbers = abs(value.fraction), _patterns()
    above = bisect_left(numbers, size)
    near = [bits for bits in (above - 1, above) if 0 <= bits < len(numbers)]
    best = min(near, key=lambda bits: (abs(numbers[bits] - size), bits % 2))
    return numbers[best] if value.fraction >= 0 else -numbers[best]
