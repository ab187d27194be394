r"""An order of growth in several symbols.

A student writes ``O(T*N^2)``, ``N^2 T``, ``Θ(n log_2 n)``, ``O(2^n)``, ``\mathcal{O}(T N)``, ``linear in M``. Constant
factors, bases of logarithms and terms that others outgrow don't count: ``T N^2 + 3 T N`` is ``T N^2``. The symbols
become large each on its own, so that ``N + T`` is not ``N``. An answer is right if each is at most a constant times
the other, whichever way the symbols grow. A bound that holds but is too large earns `loose`; one that is too small
is wrong. What can't be told goes to a person. Exponents are exact: ``2^n`` and ``4^n`` differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from examgen.answers._dominance import within
from examgen.answers._formula import SYMBOLIC, symbols_of
from examgen.answers._growth import Term, growth
from examgen.answers._numeric import CANNOT_TELL
from examgen.answers._order_of_growth import read_order
from examgen.answers.base import (
    RIGHT,
    WRONG,
    Example,
    Interaction,
    Key,
    Option,
    Outcome,
    Spec,
    partly,
    undecided,
    wrong,
)
from examgen.text.expr import Expr
from examgen.text.show import show as shown
from examgen.text.syntax import Unreadable
from examgen.text.tex import tex as plain_tex
from examgen.text.values import Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = {
    "symbols": SYMBOLIC["symbols"],
    "constants": Option("names", (), "names that may stand for constants, as c in M + c"),
    "accept": Option("formulas", (), "further orders of growth that are right"),
    "loose": Option("ratio", Fraction(0), "what a bound that holds but is too large earns, 0 to 1"),
}

_LOOSE = "this bound holds, but it is too large"
_SMALL = "this grows more slowly than what is asked for"
_NEITHER = "this does not bound what is asked for"
_CONSTANTS = ((2, 3), (5, 7))


@dataclass(frozen=True, slots=True)
class Order:
    """An order of growth as it was written.

    Attributes
    ----------
    value
        The formula.
    readings
        Its terms, for different values of the constants in it; None if they can't be told.
    """

    value: Expr
    readings: tuple[frozenset[Term], ...] | None


def read(text: str, spec: Spec) -> Order:
    """Return the formula with its terms."""
    constants = _names(spec, "constants")
    value = read_order(text, symbols_of(spec), constants)
    if value.is_number and not _is_positive(value):
        raise Unreadable("an order of growth is above 0; a constant one is O(1)", 0, len(text))
    return Order(value, _readings(value, constants))


def _is_positive(number: Expr) -> bool:
    try:
        return number > 0
    except ArithmeticError:
        return False


def _names(spec: Spec, option: str) -> tuple[str, ...]:
    names = spec.options.get(option, ())
    return tuple(map(str, names)) if isinstance(names, tuple | list) else ()


def _readings(value: Expr, constants: Sequence[str]) -> tuple[frozenset[Term], ...] | None:
    """Return the terms for some values of the constants, which should not matter."""
    used = sorted(value.symbols & set(constants))
    found = []
    try:
        for first, step in _CONSTANTS[: 2 if used else 1]:
            numbers = {name: Expr.of(first + at * step) for at, name in enumerate(used)}
            found.append(growth(value.substitute(numbers) if used else value))
    except ArithmeticError:
        return None
    return tuple(found)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare with the key and with what is accepted beside it; the best counts."""
    if not (isinstance(key, Expr) and isinstance(given, Order)):
        return WRONG
    if given.value == key:
        return RIGHT
    outcomes = [_compare(order, given, spec) for order in (key, *_also(spec))]
    decided = [outcome for outcome in outcomes if outcome.agrees]
    if decided or outcomes[0].agrees is None or all(one.agrees is not None for one in outcomes):
        return (decided or outcomes)[0]
    return undecided(CANNOT_TELL)


def _also(spec: Spec) -> tuple[Expr, ...]:
    """Return what is accepted beside the key; a formula with other names is none."""
    found = []
    for text in _names(spec, "accept"):
        with suppress(Unreadable):
            found.append(read_order(text, symbols_of(spec), ()))
    return tuple(found)


def _compare(order: Expr, given: Order, spec: Spec) -> Outcome:
    try:
        wanted = growth(order)
        outcomes = {_judge(wanted, terms, spec) for terms in given.readings or ()}
    except ArithmeticError:
        return undecided(CANNOT_TELL)
    return outcomes.pop() if len(outcomes) == 1 else undecided(CANNOT_TELL)


def _judge(wanted: frozenset[Term], terms: frozenset[Term], spec: Spec) -> Outcome:
    above, below = within(wanted, terms), within(terms, wanted)
    if above is None or (above and below is None):
        return undecided(CANNOT_TELL)
    if above:
        return RIGHT if below else _loose(spec)
    return wrong(_SMALL if below else _NEITHER)


def _loose(spec: Spec) -> Outcome:
    credit = spec.options.get("loose", Fraction(0))
    return partly(Fraction(credit), _LOOSE) if isinstance(credit, Fraction | int) and credit < 1 else RIGHT


def given_value(given: object) -> Value | None:
    """Return the formula between the brackets."""
    return given.value if isinstance(given, Order) else None


def show(value: Value) -> str:
    """Return the formula in O( )."""
    return f"O({shown(value)})"


def tex(value: Value, *, decimal_comma: bool = False) -> str:
    """Write it as LaTeX math, in O( )."""
    return rf"O\left({plain_tex(value, decimal_comma=decimal_comma)}\right)"


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the order, and what is accepted beside it."""
    return tuple(f"${tex(one)}$" for one in (key, *_also(spec)))


def how_to_write(spec: Spec) -> str:
    """Say which names may occur."""
    names = ", ".join(symbols_of(spec))
    return (
        f"an order of growth in {names}, such as O({symbols_of(spec)[0]}^2)"
        if names
        else "an order of growth"
    )


def examples() -> tuple[Example, ...]:
    """Equal orders in many forms, bounds too large and too small, names that are not known."""
    many, one = {"symbols": ["T", "B", "N"]}, {"symbols": ["M"]}
    letters = {"symbols": ["M"], "constants": ["a", "c"]}
    half, either = {**many, "loose": "1/2"}, {**many, "accept": ["N^T"]}
    return (
        Example("O(T*N^2)", "O(T*N^2)", "right", options=many),
        Example("O(T*N^2)", "N² T", "right", options=many),
        Example("O(T*N^2)", "Θ(TN^2)", "right", options=many),
        Example("O(T*N^2)", "$\\mathcal{O}(T N^{2})$", "right", options=many),
        Example("O(T*N^2)", "O(3TN^2 + 5TN + 7)", "right", options=many),
        Example("O(T*N^2)", "O(T N (N - 1)/2)", "right", options=many),
        Example("O(T*N^2)", "time = O(tn^2)", "right", options=many),
        Example("O(T*N^2)", "O(T N)", "wrong", "grows more slowly", options=many),
        Example("O(T*N^2)", "O(T N^3)", "wrong", "holds, but it is too large", options=many),
        Example("O(T*N^2)", "O(T N^3)", "partial", "holds, but it is too large", options=half),
        Example("O(T*N^2)", "O(T^2 N)", "wrong", "does not bound", options=many),
        Example("O(N + T)", "O(N)", "wrong", "grows more slowly", options=many),
        Example("O(N + T)", "O(T) + O(N)", "right", options=many),
        Example("O(T*N*log(N))", "O(T N log_2 N)", "right", options=many),
        Example("O(T*N*log(N))", "O(T*N*lg(N))", "right", options=many),
        Example("O(T*N*log(N))", "O(T N log(N^3))", "right", options=many),
        Example("O(T*N*log(N))", "O(T N log^2 N)", "wrong", "too large", options=many),
        Example("O(log(B*N))", "O(log B + log N)", "right", options=many),
        Example("O(log(B*N))", "O(log(N))", "wrong", "grows more slowly", options=many),
        Example("O(T*N^T)", "O(T N^T)", "right", options=many),
        Example("O(T*N^T)", "O(N^T)", "wrong", "grows more slowly", options=many),
        Example("O(T*N^T)", "O(N^T)", "right", options=either),
        Example("O(2^N)", "O(2^(N+1))", "right", options=many),
        Example("O(2^N)", "O(4^N)", "wrong", "too large", options=many),
        Example("O(2^N)", "exp(N)", "wrong", "too large", options=many),
        Example("O(N^T)", "O((N-1)^T)", "undecided", "can't tell", options=many),
        Example("O(M)", "linear", "right", options=one),
        Example("O(M)", "linear in M plus constant", "right", options=one),
        Example("O(M)", "a*M + c", "right", options=letters),
        Example("O(M)", "quadratic", "wrong", "too large", options=one),
        Example("O(1)", "constant", "right", options=one),
        Example("O(1)", "O(5)", "right", options=one),
        Example("O(M)", "a*M + c", "unreadable", "not among the symbols; they are M", options=one),
        Example("O(T*N)", "linear", "unreadable", "in which of T, B, N", options=many),
        Example("O(T*N)", "Ω(TN)", "unreadable", "O(...) or Θ(...)", options=many),
        Example("O(T*N)", "O(T, N)", "unreadable", "one formula", options=many),
        Example("O(T*N)", "O(0)", "unreadable", "above 0", options=many),
    )
