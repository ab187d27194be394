"""Computer algebra for thorough checks: sympy differentiates, balls evaluate; sympy is imported on call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flint import arb

from examgen.solvers.numeric import power, real


def derivatives(
    forward: Callable[..., Iterable[Any]], along: Iterable[str], **inputs: Any
) -> tuple[tuple[arb, ...], ...]:
    """Differentiate a forward map symbolically and evaluate the derivatives at the inputs.

    Parameters
    ----------
    forward
        The map, in plain arithmetic; called with the inputs' names, a symbol for each number.
    along
        The inputs to differentiate for; a vector counts as its entries, in order.
    inputs
        Where to evaluate: numbers and vectors.

    Returns
    -------
    tuple of tuple of arb
        A row for each output, a column for each number differentiated for.
    """
    import sympy

    symbols = {name: _symbols(name, value) for name, value in inputs.items()}
    at = {symbol: real(number) for name in inputs for symbol, number in _pairs(symbols[name], inputs[name])}
    columns = [symbol for name in along for symbol, _ in _pairs(symbols[name], inputs[name])]
    rows = [[sympy.diff(output, column) for column in columns] for output in forward(**symbols)]
    return tuple(tuple(evaluate(entry, at) for entry in row) for row in rows)


def evaluate(expression: Any, at: Mapping[Any, arb]) -> arb:
    """Evaluate a sympy expression with balls.

    Raises
    ------
    TypeError
        For anything but arithmetic, powers and the elementary functions.
    """
    import sympy

    if expression in at:
        return at[expression]
    if expression.is_Rational:
        return arb(int(expression.p)) / int(expression.q)
    parts = [evaluate(part, at) for part in expression.args]
    if expression.is_Add:
        return sum(parts, arb(0))
    if expression.is_Mul:
        return _product(parts)
    if expression.is_Pow:
        exponent = expression.exp
        return power(parts[0], int(exponent)) if exponent.is_Integer else parts[0] ** parts[1]
    if isinstance(expression, sympy.exp | sympy.log | sympy.sin | sympy.cos | sympy.tanh):
        return getattr(parts[0], type(expression).__name__)()
    raise TypeError(f"no numbers for {type(expression).__name__}")


def _product(parts: list[arb]) -> arb:
    result = arb(1)
    for part in parts:
        result *= part
    return result


def _symbols(name: str, value: Any) -> Any:
    import sympy

    if isinstance(value, tuple):
        return tuple(sympy.Symbol(f"{name}_{i}", real=True) for i in range(len(value)))
    return sympy.Symbol(name, real=True)


def _pairs(symbols: Any, value: Any) -> list[tuple[Any, Any]]:
    return list(zip(symbols, value, strict=True)) if isinstance(value, tuple) else [(symbols, value)]
