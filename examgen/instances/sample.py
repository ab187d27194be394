"""One value for one parameter, from its domain and a stream."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from fractions import Fraction

from examgen.bank.domain import Domain, Range, Scalars, Term, evaluate
from examgen.bank.model import Parameter
from examgen.bank.types import Unfit, canonical, fit
from examgen.instances.stream import Stream
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.values import Value

__all__ = ["NoValue", "sample"]

Scope = Mapping[str, object]


class NoValue(Exception):  # noqa: N818  a finding, not a failure
    """A parameter finds no value beside those that the others have; the message says why."""


def sample(parameter: Parameter, scope: Scope, stream: Stream) -> Value:
    """Return a value for a parameter, given those that it refers to.

    Raises
    ------
    NoValue
        If the domain is empty for these, or a derived value does not exist or is not of the type.
    """
    try:
        return fit(_sample(parameter, scope, stream), parameter.type, symbol=parameter.symbolic)
    except (NoValue, Unfit, ArithmeticError) as error:
        raise NoValue(f"'{parameter.name}': {error}") from None
    except Refused as refused:
        raise NoValue(f"'{parameter.name}': {refused.diagnostics[0].message}") from refused


def _sample(parameter: Parameter, scope: Scope, stream: Stream) -> object:
    domain = parameter.domain
    if parameter.formula is not None:
        return _shuffled(parameter.formula.evaluate(scope), domain, stream)
    if domain.choices:
        return _shuffled(_chosen(domain.choices, domain.exclude, scope, stream), domain, stream)
    if parameter.type == "boolean":
        return stream.below(2) == 1
    if parameter.type in ("vector", "matrix", "tensor") and domain.scalars is not None:
        return _shaped(parameter, domain.scalars, scope, stream)
    if domain.scalars is not None:
        return next(_numbers(domain.scalars, scope, stream))
    return parameter.published


def _shuffled(value: object, domain: Domain, stream: Stream) -> object:
    if domain.shuffle and isinstance(value, list | tuple):
        return stream.shuffled(value)
    return value


def _chosen(choices: tuple[Term, ...], exclude: tuple[Term, ...], scope: Scope, stream: Stream) -> object:
    left_out = [canonical(evaluate(term, scope)) for term in exclude]
    values = [canonical(evaluate(term, scope)) for term in choices]
    values = [value for value in values if value not in left_out]
    if not values:
        raise NoValue("every choice is excluded")
    return stream.choice(values)


def _shaped(parameter: Parameter, scalars: Scalars, scope: Scope, stream: Stream) -> object:
    domain = parameter.domain
    numbers = _numbers(scalars, scope, stream, domain.distinct)
    if parameter.type == "vector":
        return tuple(next(numbers) for _ in range(_size(domain.length, scope, stream)))
    sizes = domain.shape if parameter.type == "tensor" else (domain.rows, domain.columns)
    return _filled([_size(size, scope, stream) for size in sizes], numbers)


def _filled(sizes: list[int], numbers: Iterator[Expr]) -> object:
    """Return numbers in nested tuples, drawn in reading order."""
    if not sizes:
        return next(numbers)
    return tuple(_filled(sizes[1:], numbers) for _ in range(sizes[0]))


def _size(size: Term | Range | None, scope: Scope, stream: Stream) -> int:
    if size is None:
        raise NoValue("no size is given")
    chosen = (
        next(_numbers(Scalars(range=size), scope, stream))
        if isinstance(size, Range)
        else evaluate(size, scope)
    )
    found = canonical(chosen)
    if not isinstance(found, Expr) or not found.is_integer or not 0 < int(found.fraction) <= 1000:
        raise NoValue("the size is no whole number from 1 to 1000")
    return int(found.fraction)


def _numbers(scalars: Scalars, scope: Scope, stream: Stream, distinct: bool = False) -> Iterator[Expr]:
    """Yield values without end, or until distinct ones run out."""
    taken = {_number(evaluate(term, scope)) for term in scalars.exclude}
    count, at = _listed(scalars, scope)
    while True:
        value = _untaken(count, at, taken, stream)
        if distinct:
            taken.add(value)
        yield value


def _untaken(count: int, at: _Progression | tuple[Expr, ...], taken: Container[Expr], stream: Stream) -> Expr:
    for _ in range(100 * count if count < 1000 else 1000):
        value = at[stream.below(count)]
        if value not in taken:
            return value
    raise NoValue("no value is left")


class _Progression:
    """The numbers low, low + step, ..., as a sequence that costs nothing."""

    def __init__(self, low: Expr, step: Expr) -> None:
        self.low, self.step = low, step

    def __getitem__(self, index: int) -> Expr:
        return self.low + self.step * index


def _listed(scalars: Scalars, scope: Scope) -> tuple[int, _Progression | tuple[Expr, ...]]:
    if scalars.range is None:
        values = tuple(_number(evaluate(term, scope)) for term in scalars.choices)
        return len(values), values
    low, high, step = (
        _number(evaluate(end, scope)) for end in (scalars.range.low, scalars.range.high, scalars.range.step)
    )
    count = _floor((high - low) / step) + 1 if step > 0 else 0
    if count < 1:
        raise NoValue("the range is empty")
    return count, _Progression(low, step)


def _number(value: object) -> Expr:
    found = canonical(value)
    if not isinstance(found, Expr):
        raise NoValue("a number is expected")
    return found


def _floor(value: Expr) -> int:
    if value.is_rational:
        fraction: Fraction = value.fraction
        return fraction.numerator // fraction.denominator
    from examgen.text.functions import floor

    return int(floor(value).fraction)
