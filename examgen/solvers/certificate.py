"""Certifying values: a check recomputes a step from the inputs alone, and the two must agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq

from examgen.solvers.exact import exact
from examgen.solvers.numeric import BITS, Members, Twin, close, precisely, real
from examgen.solvers.steps import Acceptance, Check, IllPosed, MissingInput, NumericTwin
from examgen.text import balls
from examgen.text.enclosure import ball
from examgen.text.expr import Expr
from examgen.text.show import show
from examgen.text.values import Interval, RealSet

if TYPE_CHECKING:
    from examgen.solvers.derivation import Derivation
    from examgen.solvers.run import Run

DIGITS = 30
"""Numbers agree if they do to so many digits."""

NEAR = Fraction(1, 10**9)
"""How far from the end of an interval a set is tried on both sides."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A check that does not confirm a step.

    Parameters
    ----------
    step, check
        Their names.
    message
        What is wrong, in a sentence.
    """

    step: str
    check: str
    message: str


def checked(
    derivation: Derivation,
    inputs: Mapping[str, object],
    steps: Iterable[str],
    thorough: bool = False,
) -> list[Disagreement]:
    """Run the checks of some steps.

    Steps that have no value at these inputs are passed over: there is nothing to certify.

    Parameters
    ----------
    derivation, inputs
        What to evaluate, and at which values.
    steps
        The steps to certify.
    thorough
        Whether the thorough checks run as well.

    Returns
    -------
    list of Disagreement
        Empty if all is well.
    """
    wanted, run = set(steps), derivation.run(inputs)
    found = []
    for check in derivation.checks:
        if check.of in wanted and (thorough or not check.thorough) and run.error(check.of) is None:
            message = _objection(check, inputs, run[check.of])
            if message:
                found.append(Disagreement(check.of, check.name, message))
    return [*found, *_others(derivation, run, wanted)]


def _others(derivation: Derivation, run: Run, wanted: set[str]) -> Iterator[Disagreement]:
    """Try the formulas at numbers, and the examples of open answers by what accepts them."""
    for twin in derivation.twins:
        if twin.of in wanted and run.error(twin.of) is None and (message := _twin_objection(twin, run)):
            yield Disagreement(twin.of, "numeric twin", message)
    for of, accepted in derivation.acceptances.items():
        if of in wanted and run.error(of) is None and (message := _refusal(accepted, run)):
            yield Disagreement(of, "acceptance", message)


def _twin_objection(twin: NumericTwin, run: Run) -> str:
    try:
        formula = run[twin.of]
        pairs = list(twin.function(**run.arguments(twin.needs)))
        for at, expected in pairs:
            numbers = {name: exact(number) for name, number in at.items()}
            if not _worked_out(formula, numbers, exact(expected)):
                shown = ", ".join(f"{name} = {show(number)}" for name, number in numbers.items())
                return f"at {shown} the formula {show(formula)} is not {show(exact(expected))}"
    except IllPosed:
        return ""  # there are no numbers to try: the steps that it needs have no value
    except Exception as error:  # as for checks
        return f"the twin failed ({type(error).__name__}: {error})"
    return "" if pairs else "the twin gives no numbers to try"


def _worked_out(formula: Any, numbers: Mapping[str, Any], expected: Any) -> bool:
    with precisely():
        return _agree(_in_balls(formula, {name: real(number) for name, number in numbers.items()}), expected)


def _refusal(accepted: Acceptance, run: Run) -> str:
    try:
        share, why = accepted.judge(run[accepted.of], run.arguments(accepted.needs))
    except Exception as error:  # as for checks
        return f"judging the example failed ({type(error).__name__}: {error})"
    return "" if share == 1 else f"the example {show(run[accepted.of])} is not accepted {why}".rstrip()


def recomputed(check: Check, inputs: Mapping[str, object]) -> Any:
    """Return what a check makes of the inputs, at its working precision; no step runs.

    Raises
    ------
    MissingInput
        If an input that it needs was not given.
    """
    for name in check.needs:
        if name not in inputs:
            raise MissingInput(f"'{name}' is needed and has no value")
    with precisely():
        return check.function(**{name: exact(inputs[name]) for name in check.needs})


def agree(value: Any, other: Any) -> bool:
    """Whether a step's value and a check's result are the same.

    Numbers to 30 digits, vectors entry by entry, sets end by end or as far as a `Members` tells, formulas at
    the points of a `Twin`; texts and truth values exactly.
    """
    with precisely():
        return _agree(value, other)


def _objection(check: Check, inputs: Mapping[str, object], value: Any) -> str:
    try:
        other = recomputed(check, inputs)
        if agree(value, other):
            return ""
    except MissingInput as error:
        return f"the check can't run: {error}"
    except Exception as error:  # a check is the last line of defence: whatever goes wrong in it is reported
        return f"the check failed ({type(error).__name__}: {error})"
    return f"the step gives {show(value)}, the check {written(other)}"


def written(other: Any) -> str:
    """Return a check's result for a message."""
    if isinstance(other, tuple | list):
        return "[" + ", ".join(written(entry) for entry in other) + "]"
    if isinstance(other, arb):
        return str(other.str(12, radius=False))
    if isinstance(other, Members | Twin):
        return "another one"
    return show(exact(other)) if not isinstance(other, fmpq) else str(other)


def _agree(value: Any, other: Any) -> bool:
    if isinstance(other, Members):
        return isinstance(value, RealSet) and _members_agree(value, other)
    if isinstance(other, Twin):
        return all(_agree(_in_balls(value, at), other.function(*at.values())) for at in _points(other))
    if isinstance(value, tuple) or isinstance(other, tuple | list):
        return _entries_agree(value, other)
    if isinstance(value, RealSet) or isinstance(other, RealSet):
        return _sets_agree(value, other)
    if isinstance(value, str | bool) or isinstance(other, str | bool):
        return type(value) is type(other) and value == other
    return _numbers_agree(value, other)


def _numbers_agree(value: Any, other: Any) -> bool:
    if isinstance(other, int | Fraction):
        other = Expr.of(other)
    if isinstance(value, Expr) and isinstance(other, Expr):
        return value == other or balls.same(value, other).equal is True
    return close(value, other, DIGITS)


def _entries_agree(value: Any, other: Any) -> bool:
    if not isinstance(value, tuple) or not isinstance(other, tuple | list) or len(value) != len(other):
        return False
    return all(_agree(mine, yours) for mine, yours in zip(value, other, strict=True))


def _sets_agree(value: Any, other: Any) -> bool:
    if not isinstance(value, RealSet) or not isinstance(other, RealSet):
        return False
    if len(value.pieces) != len(other.pieces):
        return False
    return all(_pieces_agree(mine, yours) for mine, yours in zip(value.pieces, other.pieces, strict=True))


def _pieces_agree(mine: Interval, yours: Interval) -> bool:
    def ends_agree(one: Expr | None, other: Expr | None) -> bool:
        return one is other if one is None or other is None else _numbers_agree(one, other)

    closed = (mine.low_closed, mine.high_closed) == (yours.low_closed, yours.high_closed)
    return closed and ends_agree(mine.low, yours.low) and ends_agree(mine.high, yours.high)


def _in_balls(value: Any, at: Mapping[str, arb]) -> Any:
    """Return a formula's value at a point: put in exactly, the numbers might be multiplied out for long."""
    if isinstance(value, tuple):
        return tuple(_in_balls(entry, at) for entry in value)
    return ball(value, BITS, at) if isinstance(value, Expr) else value


def _points(twin: Twin) -> Iterator[dict[str, arb]]:
    for point in twin.samples():
        yield dict(zip(twin.symbols, map(real, point), strict=True))


def _members_agree(value: RealSet, members: Members) -> bool:
    if members.low is not None and not _above(value, members.low):
        return False
    return all(_same_side(value, members, x) for x in _trials(value, members))


def _above(value: RealSet, low: Any) -> bool:
    return (value & RealSet((Interval(None, exact(low), False, True),))).is_empty  # type: ignore[arg-type]


def _same_side(value: RealSet, members: Members, x: Expr) -> bool:
    verdict = members.contains(real(x))
    return verdict is None or verdict == value.contains(x)


def _trials(value: RealSet, members: Members) -> Iterator[Expr]:
    """Return the ends of a set, points close to them, between them and beyond."""
    ends = {end for piece in value.pieces for end in (piece.low, piece.high) if end is not None}
    ends |= {exact(point) for point in members.points if not isinstance(point, arb)}  # type: ignore[misc]
    marks = sorted(ends) or [Expr.of(1)]
    low = None if members.low is None else exact(members.low)
    inner = [(a + b) / 2 for a, b in pairwise(marks)]
    beyond = [marks[0] - 1, marks[0] - 7, marks[-1] + 1, marks[-1] + 7, marks[0] / 2, marks[-1] * 2]
    for x in (*marks, *(x + NEAR for x in marks), *(x - NEAR for x in marks), *inner, *beyond):
        if low is None or x > low:  # type: ignore[operator]
            yield x
