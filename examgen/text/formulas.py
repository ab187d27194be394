"""The formulas of a bank: derived values, requirements, steps, mistakes and checks.

They are written in the strict form of the formula language (`examgen.text.parser`): multiplication needs ``*``, names
are whole words. What there is::

    a + b, a - b, a*b, a/b, a^b, -a          of numbers, and of vectors entry by entry
    x[1], W[2][1]                            entries, counted from 1
    [1, 2], [[1, 2], [3, 4]]                 vectors, matrices
    (0, 1/c), [0, 1), {1/c}, union(a, b)     sets of reals; closed(0, 1) for a closed interval; oo is infinity
    == != < <= > >=, a in x, and, or, not    conditions; a < b < c as on paper
    if(condition, a, b)                      only the one that is needed is evaluated
    map(i -> i^2, x), map(sqrt, x)           a function of every entry
    sum(x), mean(x), variance(x), ...        see `examgen.text.formula_functions`; variances divide by len(x)
    "accumulate"                             a text, such as the name of a choice
    pi, e, oo, true, false                   reserved names

A formula works with the operators of whatever numbers it is given: exact ones, numbers that are traced, balls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.formula_compiler import Compiler, Evaluate, Infinity
from examgen.text.parser import parse_strict
from examgen.text.place import Place
from examgen.text.syntax import Limits, Unreadable

__all__ = ["Formula", "compile_formula"]

_LIMITS = Limits(characters=20_000, nodes=20_000)


@dataclass(frozen=True, slots=True, repr=False)
class Formula:
    """A formula that was read; two are equal if they say the same at the same place.

    Parameters
    ----------
    text, place
        The formula and where it stands.
    symbols
        The names in it that stand for themselves; see `with_symbols`.
    """

    text: str
    place: Place
    _names: frozenset[str]
    _run: Evaluate
    symbols: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """The names that it needs values of."""
        return self._names

    def evaluate(self, scope: Mapping[str, object]) -> Any:
        """Return what the formula comes to.

        Parameters
        ----------
        scope
            The values of its names; others are allowed.

        Raises
        ------
        Refused
            With the place, if a name has no value or an operation does not fit its values.
        ArithmeticError
            If the result does not exist, as in a division by zero.
        """
        result = self._run(scope)
        if isinstance(result, Infinity):
            raise Refused(
                "infinity is no value", place=self.place, hint="it can only end an interval: (0, oo)"
            )
        return result

    def with_symbols(self, symbols: Iterable[str]) -> Formula:
        """Return the same formula in which some names are symbols: they stand for themselves."""
        own = {name: Expr.symbol(name) for name in self._names.intersection(symbols)}
        run = self._run
        return Formula(
            self.text,
            self.place,
            self._names - own.keys(),
            lambda scope: run({**scope, **own}),
            frozenset(own),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and (self.text, self.place) == (other.text, other.place)

    def __hash__(self) -> int:
        return hash((self.text, self.place))

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _compiled_with, (self.text, self.place, self.symbols)

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"


def _compiled_with(text: str, place: Place, symbols: frozenset[str]) -> Formula:
    found = compile_formula(text, place)
    return found.with_symbols(symbols) if symbols else found


def compile_formula(text: str, place: Place, locate: Callable[[int, int], Place] | None = None) -> Formula:
    """Read a formula of a bank.

    Parameters
    ----------
    text
        The formula.
    place
        Where its first character stands.
    locate
        Where characters of it stand, if they don't simply follow each other in the file.

    Raises
    ------
    Refused
        With the place of what can't be read.
    """
    compiler = Compiler(locate or place.part)
    try:
        syntax = parse_strict(text, _LIMITS)
    except Unreadable as problem:
        raise Refused(problem.message, place=compiler.locate(problem.start, problem.end)) from None
    run = compiler.compiled(syntax, frozenset())
    return Formula(text, place, compiler.free, run)
