"""Whole numbers and fractions: what an exact calculation refuses, factorisation, and normal coefficients."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import gcd, isqrt
from typing import TypeAlias

__all__ = [
    "BITS",
    "Rational",
    "TooLarge",
    "Undecided",
    "Undefined",
    "factors",
    "magnitude",
    "plain",
    "power_of_rational",
    "quotient",
]

BITS = 4096
"""Bits that a power of a rational number may take."""

Rational: TypeAlias = "int | Fraction"


class Undefined(ArithmeticError):  # noqa: N818 - a finding about the numbers, as the two below
    """The operation has no value in the real numbers, such as a division by zero."""


class Undecided(ArithmeticError):  # noqa: N818
    """Neither the exact form nor 4096 bits say how two numbers compare, or symbols are free."""


class TooLarge(ArithmeticError):  # noqa: N818
    """The exact result would be too long to be of use."""


def plain(number: Rational) -> Rational:
    """Return an integer where the number is one: integers are the fast case everywhere."""
    if type(number) is int:
        return number
    return int(number) if number.denominator == 1 else number


def magnitude(number: Rational) -> Rational:
    """Return the absolute value."""
    return -number if number < 0 else number


def quotient(a: Rational, b: Rational) -> Rational:
    """Return the exact ``a / b``, as an integer where it is one."""
    if type(a) is int and type(b) is int:
        return a // b if a % b == 0 else Fraction(a, b)
    return plain(a / Fraction(b))


def power_of_rational(base: Rational, exponent: int) -> Rational:
    """Return ``base ** exponent`` for a base that is not zero.

    Raises
    ------
    TooLarge
        If it would take more than `BITS` bits.
    """
    length = max(abs(base.numerator).bit_length(), base.denominator.bit_length())
    if length > 1 and (length - 1) * abs(exponent) > BITS:
        raise TooLarge(f"a power with the exponent {exponent} has too many digits")
    return plain(Fraction(base) ** exponent)


_SMALL_PRIMES = tuple(p for p in range(2, 1000) if all(p % d for d in range(2, isqrt(p) + 1)))
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_HARD = 1 << 56


@lru_cache(maxsize=4096)
def factors(number: int) -> tuple[tuple[int, int], ...]:
    """Return the factors of a positive integer with their multiplicities, ascending.

    They are primes, except that what is left of a very large number (beyond 56 bits without small primes) may
    stay composite.
    """
    found: dict[int, int] = {}
    for prime in _SMALL_PRIMES:
        if prime * prime > number:
            break
        while number % prime == 0:
            number //= prime
            found[prime] = found.get(prime, 0) + 1
    if number > 1:
        for factor, times in _large_factors(number):
            found[factor] = found.get(factor, 0) + times
    return tuple(sorted(found.items()))


def _large_factors(number: int) -> list[tuple[int, int]]:
    """Factor a number that has no small prime."""
    if number < _SMALL_PRIMES[-1] ** 2 or _is_prime(number):
        return [(number, 1)]
    for degree in (2, 3, 5, 7):
        root = _integer_root(number, degree)
        if root**degree == number:
            return [(factor, times * degree) for factor, times in _large_factors(root)]
    if number > _HARD:
        return [(number, 1)]
    divisor = _divisor(number)
    return _large_factors(divisor) + _large_factors(number // divisor)


def _is_prime(number: int) -> bool:
    """Whether a number is prime, by Miller-Rabin with the first twelve primes.

    That is a proof below 3.3e24 (Sorenson & Webster 2015), above it a strong hint.
    """
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(witness, odd, twos, number) for witness in _WITNESSES)


def _passes(witness: int, odd: int, twos: int, number: int) -> bool:
    x = pow(witness, odd, number)
    if x in (1, number - 1):
        return True
    for _ in range(twos - 1):
        x = x * x % number
        if x == number - 1:
            return True
    return False


def _divisor(number: int) -> int:
    """Return a proper divisor of a composite number (Pollard's rho; `_HARD` bounds the work)."""
    for shift in range(1, 100):
        slow = fast = 2
        divisor = 1
        while divisor == 1:
            slow = (slow * slow + shift) % number
            fast = (fast * fast + shift) % number
            fast = (fast * fast + shift) % number
            divisor = gcd(abs(slow - fast), number)
        if divisor != number:
            return divisor
    raise AssertionError(f"no divisor of {number}")  # pragma: no cover  # a hundred maps do not all fail


def _integer_root(number: int, degree: int) -> int:
    """Return the largest integer whose power does not exceed the number (Newton's iteration)."""
    if degree == 2:
        return isqrt(number)
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better
