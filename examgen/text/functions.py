"""The elementary functions of exact values: exact where the result is a number that one would write down.

Each takes an `Expr`, an integer or a fraction, or any object with a method ``apply(name, args)``, to which it hands
over: so code written with these functions can be traced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import wraps
from math import ceil as _ceil
from math import floor as _floor
from typing import Any

from examgen.text import trigonometry
from examgen.text.arithmetic import Rational, Undecided, Undefined, factors, magnitude, plain
from examgen.text.expr import ONE, PI, ZERO, E, Expr, Number
from examgen.text.monomials import ROOTS, Atom, Monomial
from examgen.text.powers import is_positive, power, primitive

__all__ = [
    "FUNCTIONS",
    "absolute",
    "acos",
    "asin",
    "atan",
    "ceil",
    "cos",
    "cosh",
    "exp",
    "floor",
    "held",
    "log",
    "root",
    "sigma",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
]


def _of_numbers(function: Callable[[Expr], Expr]) -> Callable[[Any], Any]:
    """Let a function take plain numbers, and hand over to what is to be traced."""
    name = function.__name__

    @wraps(function)
    def wrapped(x: Any) -> Any:
        if type(x) is Expr:
            return function(x)
        return x.apply(name, (x,)) if hasattr(x, "apply") else function(Expr.of(x))

    return wrapped


def held(x: Any) -> Any:
    """Return a sum of irrational numbers or symbols as one factor that arithmetic leaves alone; anything else as it is.

    What is built on it stays as small as it is written: products with it are not multiplied out. Its form is not
    that of the same number without `held`; comparing them takes balls.
    """
    if type(x) is not Expr or x.rational is not None or len(x.terms) == 1:
        return x
    return Expr.power_of(Atom("held", x))


@_of_numbers
def sqrt(x: Expr) -> Expr:
    """Return the square root.

    Raises
    ------
    Undefined
        Of a negative number.
    """
    return power(x, Fraction(1, 2))


def root(x: Any, degree: Any) -> Any:
    """Return the real root of an integer degree; an odd root of a negative number is negative.

    Raises
    ------
    Undefined
        Of an even degree of a negative number, and of degree 0.
    """
    for argument in (x, degree):
        if hasattr(argument, "apply"):
            return argument.apply("root", (x, degree))
    return _root(Expr.of(x), degree)


def _root(x: Expr, degree: Number) -> Expr:
    whole = Expr.of(degree).rational
    if type(whole) is not int or whole == 0:
        raise Undefined("the degree of a root is a whole number other than 0")
    return power(x, plain(Fraction(1, whole)))


@_of_numbers
def exp(x: Expr) -> Expr:
    """Return the exponential; logarithms in the exponent become factors."""
    result = ONE
    for monomial, coefficient in x.terms.items():
        result = result * _exp_of_term(monomial, coefficient)
    return result


def _exp_of_term(monomial: Monomial, coefficient: Rational) -> Expr:
    if not monomial:
        return power(E, coefficient)
    if len(monomial) == 1 and monomial[0][0].kind == "log" and monomial[0][1] == 1:
        return power(monomial[0][0].arg, coefficient)
    return Expr.power_of(Atom("exp", Expr.of_terms({monomial: 1})), coefficient)


@_of_numbers
def log(x: Expr) -> Expr:
    """Return the natural logarithm, as a sum over the prime factors of a rational.

    Raises
    ------
    Undefined
        Of zero or a negative number.
    """
    if x.is_number and _sign(x) <= 0:
        raise Undefined(f"the logarithm of {'zero' if not x else 'a negative number'}")
    if x.rational is not None:
        return _log_of_rational(x.rational)
    if len(x.terms) == 1:
        return _log_of_term(x)
    content, rest = primitive(x, even_root=True)
    return Expr.power_of(Atom("log", x)) if content == ONE else log(content) + log(rest)


def _log_of_rational(x: Rational) -> Expr:
    powers = [(p, n) for p, n in factors(x.numerator)] + [(p, -n) for p, n in factors(x.denominator)]
    return Expr.of_terms({((Atom("log", Expr.of(p)), 1),): n for p, n in powers})


def _log_of_term(x: Expr) -> Expr:
    ((monomial, coefficient),) = x.terms.items()
    result, unknown = _log_of_rational(magnitude(coefficient)), []
    for atom, exponent in monomial:
        if is_positive(atom):
            result = result + exponent * _log_of_atom(atom)
        elif exponent.numerator % 2 == 0:
            result = result + exponent * log(_absolute_term(Expr.power_of(atom)))
        else:
            unknown.append((atom, exponent))
    if len(unknown) == 1 and coefficient > 0:
        return result + unknown[0][1] * Expr.power_of(Atom("log", Expr.power_of(unknown[0][0])))
    if not unknown:
        return result
    inner = Expr.of_terms({tuple(unknown): 1 if coefficient > 0 else -1})
    return result + Expr.power_of(Atom("log", inner))


def _log_of_atom(atom: Atom) -> Expr:
    if atom.kind == "exp":
        return Expr.of(atom.arg)
    if atom.kind == ROOTS:
        return _log_of_rational(atom.arg)
    return Expr.power_of(Atom("log", atom.arg if atom.kind == "power" else Expr.power_of(atom)))


@_of_numbers
def sigma(x: Expr) -> Expr:
    """Return the logistic sigmoid, ``1/(1 + exp(-x))``."""
    return power(1 + exp(-x), -1)


@_of_numbers
def sin(x: Expr) -> Expr:
    """Return the sine, in radicals at multiples of pi/12."""
    return _inner(x, "asin") or trigonometry.sine(x)


@_of_numbers
def cos(x: Expr) -> Expr:
    """Return the cosine, in radicals at multiples of pi/12."""
    return _inner(x, "acos") or trigonometry.sine(x, quarters=1)


@_of_numbers
def tan(x: Expr) -> Expr:
    """Return the tangent, in radicals at multiples of pi/12.

    Raises
    ------
    Undefined
        At odd multiples of pi/2.
    """
    return _inner(x, "atan") or trigonometry.tangent(x)


def _inner(x: Expr, inverse: str) -> Expr | None:
    """Return what an inverse function is taken of, if the argument is just that."""
    if len(x.terms) != 1:
        return None
    ((monomial, coefficient),) = x.terms.items()
    if coefficient != 1 or len(monomial) != 1 or monomial[0][0].kind != inverse or monomial[0][1] != 1:
        return None
    return Expr.of(monomial[0][0].arg)


@_of_numbers
def asin(x: Expr) -> Expr:
    """Return the angle in [-pi/2, pi/2] with that sine.

    Raises
    ------
    Undefined
        Outside [-1, 1].
    """
    _require_unit(x)
    known = trigonometry.angle_of_sine(x)
    return _odd("asin", x) if known is None else known


@_of_numbers
def acos(x: Expr) -> Expr:
    """Return the angle in [0, pi] with that cosine.

    Raises
    ------
    Undefined
        Outside [-1, 1].
    """
    _require_unit(x)
    known = trigonometry.angle_of_cosine(x)
    if known is not None:
        return known
    return PI - acos(-x) if trigonometry.is_negative(x) else Expr.power_of(Atom("acos", x))


@_of_numbers
def atan(x: Expr) -> Expr:
    """Return the angle in (-pi/2, pi/2) with that tangent."""
    known = trigonometry.angle_of_tangent(x)
    return _odd("atan", x) if known is None else known


def _require_unit(x: Expr) -> None:
    if x.is_number and abs(x) > 1:
        raise Undefined("the sine or cosine of no real angle")


@_of_numbers
def sinh(x: Expr) -> Expr:
    """Return the hyperbolic sine, as an algebraic number at logarithms of rationals."""
    growth = _algebraic_exp(x)
    return _odd("sinh", x) if growth is None else (growth - 1 / growth) / 2


@_of_numbers
def cosh(x: Expr) -> Expr:
    """Return the hyperbolic cosine, as an algebraic number at logarithms of rationals."""
    growth = _algebraic_exp(x)
    if growth is not None:
        return (growth + 1 / growth) / 2
    return Expr.power_of(Atom("cosh", -x if trigonometry.is_negative(x) else x))


@_of_numbers
def tanh(x: Expr) -> Expr:
    """Return the hyperbolic tangent, as an algebraic number at logarithms of rationals."""
    growth = _algebraic_exp(2 * x)
    return _odd("tanh", x) if growth is None else (growth - 1) / (growth + 1)


def _algebraic_exp(x: Expr) -> Expr | None:
    """Return the exponential if the exponent is a sum of logarithms."""
    logarithms = all(len(m) == 1 and m[0][0].kind == "log" and m[0][1] == 1 for m in x.terms)
    return exp(x) if logarithms else None


def _odd(name: str, x: Expr) -> Expr:
    if not x:
        return ZERO
    negative = trigonometry.is_negative(x)
    value = Expr.power_of(Atom(name, -x if negative else x))
    return -value if negative else value


@_of_numbers
def absolute(x: Expr) -> Expr:
    """Return the absolute value; it stays a function of what has free symbols.

    Raises
    ------
    Undecided
        If the sign of a number can't be decided.
    """
    if x.is_number:
        return -x if _sign(x) < 0 else x
    if len(x.terms) == 1:
        return _absolute_term(x)
    content, rest = primitive(x)
    return _absolute_term(content) * Expr.power_of(Atom("abs", rest))


def _absolute_term(x: Expr) -> Expr:
    ((monomial, coefficient),) = x.terms.items()
    result = Expr.of(magnitude(coefficient))
    for atom, exponent in monomial:
        value = Expr.power_of(atom)
        if value.is_number:
            value = -value if _sign(value) < 0 else value
        elif not is_positive(atom):
            value = Expr.power_of(Atom("abs", value if atom.kind != "power" else atom.arg))
        result = result * power(value, exponent)
    return result


@_of_numbers
def sign(x: Expr) -> Expr:
    """Return -1, 0 or 1.

    Raises
    ------
    Undecided
        If the sign can't be decided, as with free symbols.
    """
    return Expr.of(_sign(x))


@_of_numbers
def floor(x: Expr) -> Expr:
    """Return the largest integer that is not above a number.

    Raises
    ------
    Undecided
        If it can't be decided, as with free symbols.
    """
    return Expr.of(_floor(x.rational) if x.rational is not None else _whole_below(x))


@_of_numbers
def ceil(x: Expr) -> Expr:
    """Return the smallest integer that is not below a number.

    Raises
    ------
    Undecided
        If it can't be decided, as with free symbols.
    """
    return Expr.of(_ceil(x.rational) if x.rational is not None else -_whole_below(-x))


def _sign(x: Expr) -> int:
    return (x > 0) - (x < 0)


def _whole_below(x: Expr) -> int:
    from examgen.text.balls import whole_below  # evaluation stands above the numbers

    found = whole_below(x)
    if found is None:
        raise Undecided(f"it cannot be decided between which whole numbers {x} lies")
    return found


FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "sqrt": sqrt,
    "exp": exp,
    "log": log,
    "sigma": sigma,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "abs": absolute,
    "floor": floor,
    "ceil": ceil,
    "sign": sign,
}
"""The functions of one argument by the names that the formula language gives them."""
