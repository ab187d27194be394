"""What a derivation is made of: steps, mistakes, checks, and the ways in which a step can have no value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from examgen.text.values import Value

Function = Callable[..., Any]
"""A step's code. What it returns is made exact (`examgen.solvers.exact`): plain integers, lists will do."""


class IllPosed(ArithmeticError):  # noqa: N818 - it says something about the question, not about the code
    """A step has no value at these inputs; the message is a sentence for the reader.

    Parameters
    ----------
    sentence
        Why, as "the batch has zero variance".
    step
        The step that has no value; filled in by the run.
    """

    def __init__(self, sentence: str, step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.step = step

    def __str__(self) -> str:
        return self.sentence


class MissingInput(IllPosed):
    """A step needs an input that was not given."""


class NotApplicable(IllPosed):
    """A mistake makes no difference of its own at these inputs (a stabiliser of 0 forgotten, say)."""


class StepFailed(IllPosed):
    """The code of a step failed, as on a value of a wrong shape; the cause is the original exception."""


class BadDerivation(ValueError):  # noqa: N818 - read as a sentence where it is raised
    """A derivation is defined wrongly: an unknown name, a cycle, a name used twice."""


@dataclass(frozen=True, slots=True)
class Step:
    """One named step: a function whose argument names are the arrows of the graph.

    Parameters
    ----------
    name
        Unique in the derivation; a part's id with "-" as "_" finds it.
    function
        Takes `needs` by name, returns a value.
    needs
        Inputs and earlier steps.
    tex
        The formula, as the solution sheet prints it.
    says
        What the step is, for the solution sheet.
    numbers
        TeX of the formula with the numbers put in, or a function of inputs and steps that returns it,
        where tracing the step's own code can't say it. Empty text leaves the line out.
    trivial
        Tells a value that leaves nothing to do for later steps (see `zero`, `empty`).
    """

    name: str
    function: Function
    needs: tuple[str, ...]
    tex: str = ""
    says: str = ""
    numbers: str | Callable[..., str] | None = None
    trivial: Callable[[Value], bool] | None = None

    def is_trivial(self, value: Value) -> bool:
        """Whether a student's value here makes all that follows trivial."""
        return self.trivial is not None and self.trivial(value)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong way to do a step: another function in its place.

    Parameters
    ----------
    id
        Unique in the derivation.
    of
        The step done wrongly.
    function
        Takes `needs` by name; the name of the step itself stands for its right value.
    says
        What was done, as feedback names it: "divided by m - 1 instead of m".
    credit
        The part of the points that this mistake still earns, 0 to 1.
    """

    id: str
    of: str
    function: Function
    needs: tuple[str, ...]
    says: str
    credit: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Check:
    """A second route to a step's value, from the inputs alone."""

    name: str
    of: str
    function: Function
    needs: tuple[str, ...]
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class NumericTwin:
    """How a step in symbols is certified: numbers for its symbols, and what it must come to at them.

    Parameters
    ----------
    function
        Takes `needs` (inputs and steps) by name; returns pairs of a mapping from symbol to number and a value.
    """

    of: str
    function: Function
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What makes an open answer right where the step's value is only one example.

    Parameters
    ----------
    function
        Takes the answer as `given`, and `needs` (inputs and steps that don't depend on the example) by name. It
        returns whether the answer will do, or how much of it as a fraction, None if that can't be decided; alone
        or with a sentence that says why.
    """

    of: str
    function: Function
    needs: tuple[str, ...]

    def judge(self, given: object, values: Mapping[str, object]) -> tuple[Fraction | None, str]:
        """Return the share of the answer that will do, None if undecided, and why."""
        result = self.function(given=given, **{name: values[name] for name in self.needs})
        share, why = result if isinstance(result, tuple) else (result, "")
        return (None if share is None else Fraction(share)), why


def argument_names(function: Callable[..., object]) -> tuple[str, ...]:
    """Return the names of a function's arguments: its arrows.

    Raises
    ------
    BadDerivation
        If the function takes arguments that have no name (``*args``, ``**kwargs``, positional only).
    """
    parameters = inspect.signature(function).parameters.values()
    for parameter in parameters:
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise BadDerivation(
                f"'{name_of(function)}' takes '{parameter}'; every argument of a step needs a name"
            )
    return tuple(parameter.name for parameter in parameters)


def name_of(function: Callable[..., object]) -> str:
    """Return the name that a function was defined by."""
    return str(getattr(function, "__name__", type(function).__name__))


def first_line(function: Callable[..., object]) -> str:
    """Return the first line of a function's docstring, without its full stop; empty if there is none."""
    lines = (inspect.getdoc(function) or "").splitlines()
    return lines[0].removeprefix("Return ").removesuffix(".") if lines else ""


def zero(value: Value) -> bool:
    """Whether a number is 0, or all the entries of a vector or matrix are (for `Step.trivial`)."""
    if isinstance(value, tuple):
        return all(zero(entry) for entry in value)
    return value == 0


def empty(value: Value) -> bool:
    """Whether a set, a sequence or a text holds nothing (for `Step.trivial`)."""
    if isinstance(value, tuple | str):
        return not value
    return getattr(value, "pieces", None) == ()
