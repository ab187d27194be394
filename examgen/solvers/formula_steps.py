"""Derivations written in the formula language: the graph that an author gives in YAML, for the same engine.

Steps may come in any order; names in a formula are inputs or other steps. Every problem is reported with its
place, all of them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Any

from examgen.solvers.derivation import (
    BadDerivation,
    Check,
    Derivation,
    Mistake,
    NotApplicable,
    Step,
    empty,
    zero,
)
from examgen.solvers.formula_checks import compile_check
from examgen.text.diagnostic import Diagnostic, Refused, nearest
from examgen.text.formulas import Formula, compile_formula
from examgen.text.place import Place

TRIVIAL: Mapping[str, Callable[[Any], bool]] = {"zero": zero, "empty": empty}
"""The words by which a step in YAML declares what makes it trivial."""


@dataclass(frozen=True, slots=True)
class FormulaStep:
    """A step as an author writes it; `place` is where the formula's text begins."""

    formula: str
    place: Place
    tex: str = ""
    says: str = ""
    trivial: str = ""


@dataclass(frozen=True, slots=True)
class FormulaMistake:
    """A mistake as an author writes it; the name of the step itself stands for its right value.

    With a condition in ``when`` it is one only where that holds.
    """

    id: str
    of: str
    formula: str
    place: Place
    says: str
    credit: Fraction = Fraction(0)
    when: str = "true"


@dataclass(frozen=True, slots=True)
class FormulaCheck:
    """A check as an author writes it: a formula of the inputs, with ``derivative(formula, input)``."""

    formula: str
    place: Place


def from_formulas(
    name: str,
    inputs: Iterable[str],
    steps: Mapping[str, FormulaStep],
    mistakes: Iterable[FormulaMistake] = (),
    checks: Mapping[str, FormulaCheck] | None = None,
) -> Derivation:
    """Make a derivation of formulas.

    Parameters
    ----------
    name
        For messages.
    inputs
        The names of the parameters.
    steps
        Formulas by the name of the step.
    mistakes
        Wrong formulas for some of the steps.
    checks
        For some of the steps, another route from the inputs alone.

    Raises
    ------
    Refused
        For formulas that can't be read, unknown names, steps that go round in a circle.
    """
    builder = _Builder(Derivation(name, inputs), frozenset(steps))
    builder.add_steps(steps)
    for mistake in mistakes:
        builder.add_mistake(mistake)
    for step, check in (checks or {}).items():
        builder.add_check(step, check)
    if builder.problems:
        raise Refused.of(builder.problems)
    return builder.derivation


class _Builder:
    """Adds formulas to a derivation and collects what is wrong with them."""

    def __init__(self, derivation: Derivation, steps: frozenset[str]) -> None:
        self.derivation = derivation
        self.steps = steps
        self.known = {*derivation.inputs, *steps}
        self.problems: list[Diagnostic] = []

    def add_steps(self, steps: Mapping[str, FormulaStep]) -> None:
        read = {name: self.formula(step.formula, step.place) for name, step in steps.items()}
        graph = {name: formula.names & steps.keys() for name, formula in read.items() if formula}
        try:
            order = tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = error.args[1][::-1]
            message = f"the steps go round in a circle: {' needs '.join(circle)}"
            self.problems.append(Diagnostic(message, steps[circle[0]].place))
            return
        for name in order:
            formula = read[name]
            if formula:
                self.attempt(steps[name].place, self.derivation.add, _step(name, steps[name], formula))

    def add_mistake(self, mistake: FormulaMistake) -> None:
        place, of = mistake.place, mistake.of
        formula, when = self.formula(mistake.formula, place), self.formula(mistake.when, place)
        if formula and when and self.step_exists(of, place):
            function = _function(mistake.id, _where(when, formula))
            needs = tuple(sorted(formula.names | when.names))
            made = Mistake(mistake.id, of, function, needs, mistake.says, mistake.credit)
            self.attempt(place, self.derivation.add_mistake, made)

    def add_check(self, step: str, check: FormulaCheck) -> None:
        if not self.step_exists(step, check.place):
            return
        try:
            names, evaluate = compile_check(check.formula, check.place)
        except Refused as error:
            self.problems.extend(error.diagnostics)
            return
        if self.names_known(names, check.formula, check.place, set(self.derivation.inputs)):
            name = f"check_of_{step}"
            made = Check(name, step, _function(name, evaluate), tuple(sorted(names)))
            self.attempt(check.place, self.derivation.add_check, made)

    def formula(self, text: str, place: Place) -> Formula | None:
        try:
            formula = compile_formula(text, place)
        except Refused as error:
            self.problems.extend(error.diagnostics)
            return None
        return formula if self.names_known(formula.names, text, place, self.known) else None

    def names_known(self, names: Iterable[str], text: str, place: Place, known: set[str]) -> bool:
        unknown = sorted(set(names) - known)
        for name in unknown:
            near = nearest(name, known)
            hint = f"did you mean '{near}'?" if near else ""
            self.problems.append(Diagnostic(f"unknown name '{name}'", _within(text, name, place), hint))
        return not unknown

    def step_exists(self, step: str, place: Place) -> bool:
        if step in self.steps:
            return True
        near = nearest(step, self.steps)
        hint = f"did you mean '{near}'?" if near else ""
        self.problems.append(Diagnostic(f"there is no step '{step}'", place, hint))
        return False

    def attempt(self, place: Place, add: Callable[[Any], None], what: object) -> None:
        if self.problems:  # what this builds on may be missing
            return
        try:
            add(what)
        except BadDerivation as error:
            self.problems.append(Diagnostic(str(error), place))


def _step(name: str, step: FormulaStep, formula: Formula) -> Step:
    function = _function(name, formula.evaluate)
    return Step(
        name,
        function,
        tuple(sorted(formula.names)),
        step.tex,
        step.says,
        trivial=TRIVIAL.get(step.trivial),
    )


def _function(name: str, evaluate: Callable[[Mapping[str, Any]], Any]) -> Callable[..., Any]:
    """Return a function with named arguments that evaluates a formula."""

    def function(**scope: Any) -> Any:
        return evaluate(scope)

    function.__name__ = name
    return function


def _where(condition: Formula, formula: Formula) -> Callable[[Mapping[str, Any]], Any]:
    def evaluate(scope: Mapping[str, Any]) -> Any:
        if not condition.evaluate(scope):
            raise NotApplicable("the mistake changes nothing here")
        return formula.evaluate(scope)

    return evaluate


def _within(text: str, name: str, place: Place) -> Place:
    """Return the place of a name in a formula."""
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    return place.part(found.start(), found.end()) if found else place
