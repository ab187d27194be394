r"""The engine: a question as a graph of named steps.

A derivation is written as ordinary functions whose argument names are the arrows of the graph. The same graph
gives the key, the worked solution, marks for errors carried forward, the values that mistakes lead to, and
the certificate of the key::

    batchnorm = Derivation("batchnorm", inputs="x gamma beta eps")

    @batchnorm.step(tex=r"\mu = \frac1m\sum_i x_i")
    def mean(x: Vector) -> Expr:
        return sum(x) / len(x)

    batchnorm.run({"x": (2, 4)})["mean"]    # 3
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, overload

from examgen.solvers.certificate import Disagreement, checked
from examgen.solvers.explain import Line, explain
from examgen.solvers.run import Run
from examgen.solvers.steps import (
    Acceptance,
    BadDerivation,
    Check,
    Function,
    IllPosed,
    MissingInput,
    Mistake,
    NotApplicable,
    NumericTwin,
    Step,
    StepFailed,
    argument_names,
    empty,
    first_line,
    name_of,
    zero,
)
from examgen.text.diagnostic import nearest

if TYPE_CHECKING:
    from examgen.text.values import Value

__all__ = [
    "Acceptance",
    "BadDerivation",
    "Check",
    "Derivation",
    "Disagreement",
    "IllPosed",
    "Line",
    "MissingInput",
    "Mistake",
    "NotApplicable",
    "NumericTwin",
    "Run",
    "Step",
    "StepFailed",
    "checked",
    "empty",
    "zero",
]

F = TypeVar("F", bound=Function)


class Derivation:
    """A graph of named steps over named inputs, with mistakes and checks.

    Steps are added in order: an argument is an input or an earlier step, so there are no cycles.

    Parameters
    ----------
    name
        As the registry knows it; for messages.
    inputs
        Names, separated by blanks.
    """

    def __init__(self, name: str = "", inputs: str | Iterable[str] = "") -> None:
        self.name = name
        self.inputs = tuple(inputs.split() if isinstance(inputs, str) else inputs)
        self._steps: dict[str, Step] = {}
        self._mistakes: dict[str, Mistake] = {}
        self._checks: dict[str, Check] = {}
        self._twins: dict[str, NumericTwin] = {}
        self._acceptances: dict[str, Acceptance] = {}

    def __repr__(self) -> str:
        return f"Derivation({self.name!r}, inputs={' '.join(self.inputs)!r}, steps={' '.join(self._steps)!r})"

    # Reading the graph

    @property
    def steps(self) -> Mapping[str, Step]:
        """The steps by name, in a topological order."""
        return MappingProxyType(self._steps)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes, in the order of their definition."""
        return tuple(self._mistakes.values())

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks, in the order of their definition."""
        return tuple(self._checks.values())

    @property
    def twins(self) -> tuple[NumericTwin, ...]:
        """What certifies steps in symbols, at most one a step."""
        return tuple(self._twins.values())

    @property
    def acceptances(self) -> Mapping[str, Acceptance]:
        """What makes an open answer right, by the step that gives an example of one."""
        return MappingProxyType(self._acceptances)

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the steps, each after those that it needs."""
        return tuple(self._steps)

    def ancestors(self, step: str) -> frozenset[str]:
        """Return the steps that a step needs, directly or through others."""
        return self._behind(self._known(step).needs) & self._steps.keys()

    def needs(self, step: str) -> frozenset[str]:
        """Return the inputs that a step needs, directly or through other steps."""
        return self._behind(self._known(step).needs) - self._steps.keys()

    def behind(self, steps: Iterable[str]) -> tuple[str, ...]:
        """Return the named steps and all that they need, in order."""
        wanted = self._behind(self._known(step).name for step in steps)
        return tuple(name for name in self._steps if name in wanted)

    def unchecked(self, steps: Iterable[str]) -> tuple[str, ...]:
        """Those of the named steps that no check recomputes."""
        covered = (
            {check.of for check in self._checks.values()} | self._twins.keys() | self._acceptances.keys()
        )
        return tuple(step for step in steps if step not in covered)

    # Using it

    def run(self, inputs: Mapping[str, object], replaced: Mapping[str, object] | None = None) -> Run:
        """Evaluate, lazily.

        Parameters
        ----------
        inputs
            Values by name; names that are no inputs of the derivation are ignored.
        replaced
            For some steps, what stands in for them: a student's value, a function, or a `Mistake`.

        Returns
        -------
        Run
            ``run[step]`` is the step's value, or raises `IllPosed`.
        """
        return Run(self.inputs, self.steps, inputs, replaced or {})

    def explain(
        self, inputs: Mapping[str, object], steps: Iterable[str], notation: Mapping[str, str] | None = None
    ) -> tuple[Line, ...]:
        """Return the worked solution of some steps, with all that they need: a line a step."""
        return explain(self, self.run(inputs), steps, notation)

    # Defining it

    @overload
    def step(self, function: F) -> F: ...

    @overload
    def step(
        self,
        *,
        name: str = "",
        tex: str = "",
        says: str = "",
        numbers: str | Callable[..., str] | None = None,
        trivial: Callable[[Value], bool] | None = None,
    ) -> Callable[[F], F]: ...

    def step(
        self,
        function: F | None = None,
        *,
        name: str = "",
        tex: str = "",
        says: str = "",
        numbers: str | Callable[..., str] | None = None,
        trivial: Callable[[Value], bool] | None = None,
    ) -> F | Callable[[F], F]:
        """Make a function a step, named `name` or as the function is; see `Step` for the other options."""

        def add(function: F) -> F:
            described = says or first_line(function)
            needs = argument_names(function)
            self.add(Step(name or name_of(function), function, needs, tex, described, numbers, trivial))
            return function

        return add if function is None else add(function)

    def mistake(
        self, of: str | Function, says: str = "", credit: Fraction = Fraction(0), name: str = ""
    ) -> Callable[[F], F]:
        """Make a function a wrong way to do the step `of`; its id is `name` or the function's name.

        Its arguments are inputs and steps that don't depend on `of`, and `of` itself: the step's right value.
        """

        def add(function: F) -> F:
            described = says or first_line(function)
            needs = argument_names(function)
            self.add_mistake(
                Mistake(name or name_of(function), self._named(of), function, needs, described, credit)
            )
            return function

        return add

    def check(self, of: str | Function, thorough: bool = False) -> Callable[[F], F]:
        """Make a function of the inputs alone a second route to the step `of`.

        A `thorough` check (computer algebra, long simulations) runs on request only.
        """

        def add(function: F) -> F:
            needs = argument_names(function)
            self.add_check(Check(name_of(function), self._named(of), function, needs, thorough))
            return function

        return add

    def twin(self, of: str | Function) -> Callable[[F], F]:
        """Make a function the numeric twin of a step in symbols; see `NumericTwin`.

        Unlike a check it may use other steps, which have checks of their own.
        """

        def add(function: F) -> F:
            twin = NumericTwin(self._named(of), function, argument_names(function))
            self._all_known(f"the twin of '{twin.of}'", twin.needs, {*self.inputs, *self._steps})
            self._new(twin.of, self._twins)
            self._twins[twin.of] = twin
            return function

        return add

    def accepts(self, of: str | Function) -> Callable[[F], F]:
        """Make a function the judge of an open answer, of which a step gives an example; see `Acceptance`."""

        def add(function: F) -> F:
            needs = tuple(name for name in argument_names(function) if name != "given")
            accepted = Acceptance(self._named(of), function, needs)
            self._all_known(f"what accepts '{accepted.of}'", needs, {*self.inputs, *self._steps})
            self._new(accepted.of, self._acceptances)
            self._acceptances[accepted.of] = accepted
            return function

        return add

    def add(self, step: Step) -> None:
        """Add a step.

        Raises
        ------
        BadDerivation
            If its name is taken, or it needs itself or a name that is neither an input nor an earlier step.
        """
        self._new(step.name, {*self.inputs, *self._steps})
        if step.name in step.needs:
            raise self._bad(f"step '{step.name}' needs itself")
        self._all_known(f"step '{step.name}'", step.needs, {*self.inputs, *self._steps})
        self._steps[step.name] = step

    def add_mistake(self, mistake: Mistake) -> None:
        """Add a mistake.

        Raises
        ------
        BadDerivation
            If its id is taken, or it needs an unknown name or a step that depends on the one it replaces.
        """
        self._new(mistake.id, self._mistakes)
        self._all_known(f"mistake '{mistake.id}'", mistake.needs, {*self.inputs, *self._steps})
        for name in mistake.needs:
            if name in self._steps and mistake.of in self.ancestors(name):
                raise self._bad(
                    f"mistake '{mistake.id}' of '{mistake.of}' needs '{name}', which depends on it"
                )
        self._mistakes[mistake.id] = mistake

    def add_check(self, check: Check) -> None:
        """Add a check.

        Raises
        ------
        BadDerivation
            If its name is taken or it needs anything but inputs.
        """
        self._new(check.name, self._checks)
        self._all_known(f"check '{check.name}'", check.needs, set(self.inputs))
        self._checks[check.name] = check

    def include(
        self, other: Derivation, *steps: str, mistakes: bool = True, without: Collection[str] = ()
    ) -> Derivation:
        """Take over steps of another derivation, with all that they need.

        Mistakes and checks of these steps come along where all that they need is here. An input of the other
        derivation is an input or a step of this one.

        Parameters
        ----------
        other
            The derivation to take from.
        steps
            The steps wanted; all of them if none is named.
        mistakes
            False leaves out the mistakes.
        without
            Ids of mistakes to leave out, because they never change an answer here.

        Returns
        -------
        Derivation
            This derivation.
        """
        for name in other.behind(steps or other.order):
            if self._steps.get(name) is not other.steps[name]:
                self.add(other.steps[name])
        here = {*self.inputs, *self._steps}
        for mistake in other.mistakes if mistakes else ():
            if mistake.id not in without and here.issuperset((mistake.of, *mistake.needs)):
                self._mistakes.setdefault(mistake.id, mistake)
        self._take_certificates(other, here)
        return self

    def _take_certificates(self, other: Derivation, here: set[str]) -> None:
        for check in other.checks:
            if check.of in self._steps and set(self.inputs).issuperset(check.needs):
                self._checks.setdefault(check.name, check)
        for twin in other.twins:
            if here.issuperset((twin.of, *twin.needs)):
                self._twins.setdefault(twin.of, twin)
        for accepted in other.acceptances.values():
            if here.issuperset((accepted.of, *accepted.needs)):
                self._acceptances.setdefault(accepted.of, accepted)

    # Names

    def _behind(self, names: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._steps[name].needs if name in self._steps else ())
        return frozenset(found)

    def _known(self, step: str) -> Step:
        if step not in self._steps:
            raise self._bad(f"no step '{step}'{_hint(step, self._steps)}")
        return self._steps[step]

    def _named(self, of: str | Function) -> str:
        if isinstance(of, str):
            return self._known(of).name
        for step in self._steps.values():
            if step.function is of:
                return step.name
        raise self._bad(f"'{name_of(of)}' is no step")

    def _new(self, name: str, taken: Collection[str]) -> None:
        if name in taken:
            raise self._bad(f"the name '{name}' is used twice")

    def _all_known(self, what: str, needs: Iterable[str], known: set[str]) -> None:
        for name in needs:
            if name not in known:
                raise self._bad(f"{what} needs '{name}', which is not known there{_hint(name, known)}")

    def _bad(self, message: str) -> BadDerivation:
        return BadDerivation(f"{self.name}: {message}" if self.name else message)


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else ""
