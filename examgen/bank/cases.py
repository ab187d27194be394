"""Hidden cases of a code answer: formulas over parameters and steps, evaluated for an instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from examgen.answers.base import AnswerType
from examgen.bank.problems import Problems
from examgen.bank.schema import AnswerEntry, PartEntry
from examgen.bank.terms import formula
from examgen.solvers.exact import exact
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.formulas import Formula
from examgen.text.place import Place
from examgen.text.values import Record, Value

__all__ = ["CaseSource", "first_wording", "marked_by_hand", "read_cases"]

_FIELDS = ("given", "each", "expect", "results", "function")


@dataclass(frozen=True, slots=True)
class CaseSource:
    """One entry of ``cases:``, which makes one case, one for each entry of some lists, or those of a step.

    Attributes
    ----------
    step
        A step that is a list of pairs: what is given, and what is expected.
    each
        Lists that are gone through together, by the name that takes an entry.
    """

    place: Place
    step: str = ""
    given: Mapping[str, Formula] = field(default_factory=dict)
    each: Mapping[str, Formula] = field(default_factory=dict)
    expect: Formula | None = None
    results: Mapping[str, Formula] = field(default_factory=dict)
    function: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The parameters and steps that it needs."""
        formulas = (*self.given.values(), *self.each.values(), *self.results.values())
        named = frozenset({self.step} - {""}).union(*(one.names for one in formulas))
        return named | (self.expect.names if self.expect is not None else frozenset())

    @property
    def source(self) -> str:
        """All that it says, in a line."""
        formulas = [
            {name: one.text for name, one in each.items()} for each in (self.given, self.each, self.results)
        ]
        return repr(
            (self.step, *formulas, self.expect.text if self.expect is not None else "", self.function)
        )

    def cases(self, scope: Mapping[str, Value], arguments: tuple[str, ...]) -> Iterator[dict[str, object]]:
        """Yield the cases at an instance's values, as `examgen.answers.code` reads them.

        Raises
        ------
        Refused
            If a formula has no value, or lists are of different lengths.
        """
        try:
            yield from self._of_step(scope, arguments) if self.step else self._of_formulas(scope)
        except ArithmeticError as error:
            raise Refused(f"this case has no value: {error}", place=self.place) from None

    def _of_step(self, scope: Mapping[str, Value], arguments: tuple[str, ...]) -> Iterator[dict[str, object]]:
        pairs = scope[self.step]
        for pair in pairs if isinstance(pairs, tuple) else (pairs,):
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise Refused(f"the step '{self.step}' is no list of pairs of given and expected", self.place)
            yield {"given": _by_name(pair[0], arguments), "expect": pair[1]}

    def _of_formulas(self, scope: Mapping[str, Value]) -> Iterator[dict[str, object]]:
        given, each = _valued(self.given, scope), _valued(self.each, scope)
        results = _valued(self.results, scope)
        expect = None if self.expect is None else exact(self.expect.evaluate(scope))
        for entries in self._rows(each, expect):
            one: dict[str, object] = {"given": {**entries[0], **given}}
            if results:
                one["results"] = results
            else:
                one["expect"] = entries[1]
            if self.function:
                one["function"] = self.function
            yield one

    def _rows(self, each: Mapping[str, Any], expect: Any) -> Iterator[tuple[dict[str, Value], Any]]:
        if not each:
            yield {}, expect
            return
        columns = [*each.values(), expect]
        if any(not isinstance(one, tuple) or len(one) != len(columns[0]) for one in columns):
            raise Refused("the lists of 'each' and of 'expect' differ in length", place=self.place)
        for row in zip(*columns, strict=True):
            yield dict(zip(each, row[:-1], strict=True)), row[-1]


def _by_name(given: Value, arguments: tuple[str, ...]) -> dict[str, Value]:
    if isinstance(given, Record):
        return dict(given)
    return dict(zip(arguments, given if isinstance(given, tuple) else (given,), strict=False))


def _valued(formulas: Mapping[str, Formula], scope: Mapping[str, Value]) -> dict[str, Value]:
    return {name: exact(one.evaluate(scope)) for name, one in formulas.items()}


def marked_by_hand(entry: PartEntry, kind: AnswerType) -> bool:
    """Whether a person marks a part: by its kind, or, where the kind leaves it open, by what is written."""
    if kind.rubric or not getattr(kind, "or_by_hand", False):
        return kind.rubric
    answer = entry.answer
    keyed = (answer.correct, answer.step, answer.cases, (answer.model_extra or {}).get("accept"))
    return entry.rubric is not None or all(one is None for one in keyed)


def first_wording(answer: AnswerEntry, options: Mapping[str, object]) -> Value | None:
    """Return the first of the wordings that are right for a piece of code: the key where there is no other."""
    accept = options.get("accept") if answer.kind == "code" else None  # `accept` of other kinds adds to a key
    alone = answer.correct is None and answer.step is None and isinstance(accept, tuple) and len(accept) > 0
    return str(accept[0]) if alone and isinstance(accept, tuple) else None


def read_cases(answer: AnswerEntry, at: Node, kind: AnswerType, problems: Problems) -> tuple[CaseSource, ...]:
    """Read ``cases:``, an entry, a list of entries, or the name of a step; problems are noted.

    Raises
    ------
    Refused
        If the kind knows no cases.
    """
    node = at.at("cases")
    if node is None or node.value is None:
        return ()
    if "cases" not in kind.options:
        raise Refused(f"a {answer.kind} answer has no 'cases'", place=at.key_places["cases"])
    if isinstance(node.value, str):
        return (CaseSource(node.place, step=node.value.strip()),)
    found: list[CaseSource] = []
    for one in node.value if isinstance(node.value, list) else [node]:
        with problems.caught(one.place):
            found.append(_source(one))
    return tuple(found)


def _source(node: Node) -> CaseSource:
    if isinstance(node.value, str):
        return CaseSource(node.place, step=node.value.strip())
    if not isinstance(node.value, dict):
        raise Refused("a case is expected, as {given: {x: 2}, expect: 4}", place=node.place)
    for name in node.value:
        if name not in _FIELDS:
            hint = f"a case has {', '.join(_FIELDS)}"
            raise Refused(f"a case has no '{name}'", place=node.key_places[name], hint=hint)
    expect, function = node.at("expect"), node.at("function")
    found = CaseSource(
        place=node.place,
        given=_formulas(node.at("given")),
        each=_formulas(node.at("each")),
        expect=None if expect is None else formula(expect),
        results=_formulas(node.at("results")),
        function=str(function.value) if function is not None else "",
    )
    if (found.expect is None) != bool(found.results) or (found.results and found.each):
        hint = "a function is expected to return something, a script to leave results"
        raise Refused("a case needs either 'expect' or 'results'", place=node.place, hint=hint)
    return found


def _formulas(node: Node | None) -> dict[str, Formula]:
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        raise Refused("values by name are expected, as {x: 2}", place=node.place)
    for name in node.value:
        if not all(step.isidentifier() and not iskeyword(step) for step in str(name).split(".")):
            raise Refused(f"'{name}' is no name that code can use", place=node.key_places[name])
    return {str(name): formula(entry) for name, entry in node.value.items()}
