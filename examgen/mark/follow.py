"""Evaluating a question anew with a student's own values, or a mistake, in place of steps.

The solver that runs is the installed one, and only if its source has the digest that the record holds; steps
that were written in a bank are in the record themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from examgen.mark.budget import at_most
from examgen.mark.written import written_derivation
from examgen.solvers.derivation import Derivation, IllPosed, Mistake
from examgen.solvers.registry import digest, find
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.values import RealSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from examgen.papers.record import MistakeRecord, QuestionRecord
    from examgen.text.values import Value

NODES = 400
"""Expressions of more nodes than this are not carried forward."""
DIGITS = 60
"""Numbers of more digits than this are not carried forward."""
CALLS = 200_000
"""Function calls that an evaluation with a large number may take: it may count to it."""
LARGE = 1000


class NotAvailableError(Exception):
    """A step can't be evaluated with what was put in; the message says why, for a student."""


class Engine:
    """The derivation of one printed question.

    Parameters
    ----------
    record
        The question as printed.
    """

    def __init__(self, record: QuestionRecord) -> None:
        self.record = record
        self._untouched: dict[frozenset[str], Mapping[str, Value]] = {}

    def value(
        self,
        step: str,
        own: Mapping[str, Value],
        mistakes: Iterable[MistakeRecord],
        kept: Mapping[str, Value],
    ) -> Value:
        """Evaluate a step with other values or mistakes in place of steps before it.

        Parameters
        ----------
        own
            The student's own values, by step.
        mistakes
            Known mistakes that are made on the way.
        kept
            The key's values for steps that the student has right, whatever lies before them.

        Raises
        ------
        NotAvailableError
            If the solver is not the one that made the paper, a value makes the step meaningless or trivial,
            or it takes too much.
        """
        self._check(own)
        made = {mistake.of: self._mistake(mistake.id) for mistake in mistakes}
        known = self._beyond(frozenset((*own, *made)))
        run = self.derivation.run(self.record.parameters, {**known, **kept, **own, **made})
        try:
            with at_most(CALLS) if any(map(_large, _numbers(tuple(own.values())))) else nullcontext():
                value = run[step]
        except IllPosed as error:
            raise NotAvailableError(str(error) or "there is no value") from None
        except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise NotAvailableError(f"the value does not fit there ({type(error).__name__})") from None
        _check_size(value)
        return value

    def accepts(self, step: str, given: object) -> tuple[Fraction | None, str] | None:
        """Judge an answer to an open part; None for a part that is not open.

        Raises
        ------
        NotAvailableError
            If the solver is not the one that made the paper, or the answer is too much for it.
        """
        accepted = self.derivation.acceptances.get(step)
        if accepted is None:
            return None
        _check_size(given)
        run = self.derivation.run(self.record.parameters, self.record.values)
        try:
            with at_most(CALLS):
                return accepted.judge(given, run.arguments(accepted.needs))
        except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise NotAvailableError(f"the answer does not fit there ({type(error).__name__})") from None

    def ancestors(self, step: str) -> frozenset[str]:
        """Name the steps that a step needs.

        Raises
        ------
        NotAvailableError
            If the solver is not the one that made the paper.
        """
        if step not in self.derivation.steps:
            raise NotAvailableError("the solver has no such step")
        return self.derivation.ancestors(step)

    def _beyond(self, replaced: frozenset[str]) -> Mapping[str, Value]:
        """Give the key's values of the steps that none of these feeds: they need no working out again."""
        if replaced not in self._untouched:
            self._untouched[replaced] = {
                name: value
                for name, value in self.record.values.items()
                if name in self.derivation.steps and not replaced & {name, *self.ancestors(name)}
            }
        return self._untouched[replaced]

    @cached_property
    def derivation(self) -> Derivation:
        """The derivation, as it was when the paper was printed."""
        found = self._found
        if isinstance(found, str):
            raise NotAvailableError(found)
        return found

    @cached_property
    def _found(self) -> Derivation | str:
        """The derivation, or why there is none."""
        record = self.record
        try:
            if record.steps is not None:
                return written_derivation(record)
            if digest(record.solver) != record.digest:
                return "the solver has changed since the paper was printed"
            return find(record.solver)
        except (Refused, KeyError, ValueError):
            return "the solver that made the paper is not installed"

    @cached_property
    def _mistakes(self) -> Mapping[str, Mistake]:
        return {mistake.id: mistake for mistake in self.derivation.mistakes}

    def _mistake(self, name: str) -> Mistake:
        if name not in self._mistakes:
            raise NotAvailableError("the solver knows no such mistake")
        return self._mistakes[name]

    def _check(self, own: Mapping[str, Value]) -> None:
        steps = self.derivation.steps
        for name, value in own.items():
            _check_size(value)
            if name not in steps:
                raise NotAvailableError("the solver has no such step")
            if steps[name].is_trivial(value):
                raise NotAvailableError("that answer leaves nothing to work out")


def _check_size(value: object) -> None:
    for entry in _numbers(value):
        if entry.size > NODES:
            raise NotAvailableError("the expression is too long")
        if entry.is_rational and _digits(entry.fraction) > DIGITS:
            raise NotAvailableError("the number is too long")


def _numbers(value: object) -> Iterable[Expr]:
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, RealSet):
        for piece in value.pieces:
            yield from (end for end in (piece.low, piece.high) if end is not None)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _numbers(entry)


def _large(number: Expr) -> bool:
    return not number.is_rational or abs(number.fraction) > LARGE


def _digits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length()) * 30103 // 100000
