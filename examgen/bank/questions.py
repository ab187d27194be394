"""From an entry of ``questions:`` to the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from examgen.bank.cases import CaseSource
from examgen.bank.derivations import read_derivation
from examgen.bank.model import Figure, Parameter, Question, Requirement, Text
from examgen.bank.parameters import parameter_digest, read_parameters, read_requirements
from examgen.bank.parts import read_parts
from examgen.bank.problems import Problems, explain
from examgen.bank.schema import QuestionEntry
from examgen.bank.template import name_place, placeholders
from examgen.bank.terms import text
from examgen.solvers.derivation import Derivation
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node

__all__ = ["read_question"]

_IMAGE = re.compile(r"\\includegraphics\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}")
_SUFFIXES = ("", ".pdf", ".png", ".jpg", ".jpeg")


def read_question(node: Node, bank: str, folder: Path, macros: str, problems: Problems) -> Question | None:
    """Return a question, or None if something is wrong with it (which is noted)."""
    from pydantic import ValidationError

    own = Problems()
    try:
        entry = QuestionEntry.model_validate(node.plain())
    except ValidationError as error:
        problems.found += explain(error, node, QuestionEntry)
        return None
    question: Question | None = None
    with own.caught(node.place):
        question = _question(entry, node, bank, folder, macros, own)
    problems.found += own.found
    return None if own.any else question


def _question(
    entry: QuestionEntry, node: Node, bank: str, folder: Path, macros: str, problems: Problems
) -> Question | None:
    parameters = read_parameters(entry.parameters, node.at("parameters") or node, problems)
    visible = tuple(name for name, parameter in entry.parameters.items() if not parameter.hidden)
    derivation: Derivation | None = None
    source: Mapping[str, object] | None = None
    with problems.caught(node.place):
        derivation, source = read_derivation(entry, node, f"{bank}/{entry.id}", visible)
    parts = read_parts(entry.parts, node.at("parts") or node, derivation, problems)
    if derivation is None:
        return None
    question = Question(
        id=entry.id,
        bank=bank,
        title=entry.title.strip(),
        topic=entry.topic.strip(),
        stem=text(node.at("stem") or node),
        hint=None if entry.hint is None else text(node.at("hint") or node),
        figure=_figure(node.at("figure")),
        parameters=parameters,
        require=read_requirements(entry.require, node.at("require"), problems),
        valid=read_requirements(entry.valid, node.at("valid"), problems),
        parts=parts,
        derivation=derivation,
        solver=entry.solver or "",
        steps_source=source,
        folder=folder,
        macros="\n".join(filter(None, (macros, entry.macros))),
        place=(node.at("id") or node).place,
        images=(),
        digest=parameter_digest(_mapping(node)),
        difficulty=entry.difficulty,
        apart=tuple(entry.apart),
    )
    _consistent(question, entry, problems)
    return _with_images(question, problems)


def _mapping(node: Node) -> dict[str, object]:
    plain = node.plain()
    return dict(plain) if isinstance(plain, dict) else {}


def _figure(node: Node | None) -> Figure | None:
    if node is None or node.value is None:
        return None
    options = _mapping(node)
    name = options.pop("name", None)
    if not isinstance(name, str):
        raise Refused("a figure needs a name, as {name: unrolled-rnn}", place=node.place)
    parts = options.pop("parts", [])
    if not isinstance(parts, list):
        raise Refused("a list of parts is expected", place=node.place_of(["parts"]))
    return Figure(name, options, node.place, tuple(map(str, parts)))


def _consistent(question: Question, entry: QuestionEntry, problems: Problems) -> None:
    _no_clash(question.parameters, question.derivation, problems)
    _inputs_there(question, frozenset(entry.parameters), problems)
    known = frozenset(entry.parameters)
    _options_there(question, problems)
    _figure_parts_there(question, problems)
    for requirement in question.require:
        _names_known(requirement, known | question.derivation.steps.keys(), problems)
    for requirement in question.valid:
        _names_known(requirement, known, problems)
    visible = {name for name, parameter in entry.parameters.items() if not parameter.hidden}
    for part in question.parts:
        for case in part.cases:
            _known_in_case(case, known | question.derivation.steps.keys(), problems)
    for one in printed(question):
        _bound(one, visible, problems)
    for one in explanations(question):
        _bound(one, visible | question.derivation.steps.keys(), problems)


def _no_clash(parameters: Mapping[str, Parameter], derivation: Derivation, problems: Problems) -> None:
    for name in parameters.keys() & derivation.steps.keys():
        problems.add(f"'{name}' is the name of a step too", parameters[name].place, "rename the parameter")


def _inputs_there(question: Question, known: frozenset[str], problems: Problems) -> None:
    hidden = {name for name, parameter in question.parameters.items() if parameter.hidden}
    for part in question.parts:
        if part.step is None:
            continue
        for name in sorted(question.derivation.needs(part.step) - (known - hidden)):
            why = "is hidden" if name in hidden else "is no parameter"
            problems.add(f"the part '{part.id}' needs '{name}', which {why}", part.place)


def _figure_parts_there(question: Question, problems: Problems) -> None:
    if question.figure is None:
        return
    known = [part.id for part in question.parts]
    for name in question.figure.parts:
        if name not in known:
            problems.unknown("part", name, known, question.figure.place)


def _options_there(question: Question, problems: Problems) -> None:
    visible = {name: one for name, one in question.parameters.items() if not one.hidden}
    for part in question.parts:
        if part.options_from and part.options_from not in visible:
            problems.unknown("parameter", part.options_from, visible, part.place)
        elif part.options_from and visible[part.options_from].type not in ("list", "vector"):
            problems.add(f"'{part.options_from}' is no list of options", part.place)


def _names_known(requirement: Requirement, known: Iterable[str], problems: Problems) -> None:
    names = frozenset(known)
    for name in sorted(requirement.formula.names - names):
        problems.unknown("parameter", name, names, requirement.place)


def _known_in_case(case: CaseSource, names: frozenset[str], problems: Problems) -> None:
    for name in sorted(case.names - names):
        problems.unknown("parameter or step", name, names, case.place)


def _bound(one: Text, known: set[str], problems: Problems) -> None:
    with problems.caught(one.place):
        for name in sorted(placeholders(one) - known):
            problems.unknown("parameter", name, known, name_place(one, name))


def printed(question: Question) -> Iterator[Text]:
    """Yield the texts that a student reads."""
    yield question.stem
    if question.hint is not None:
        yield question.hint
    for part in question.parts:
        yield part.ask
        if part.hint is not None:
            yield part.hint
        yield from (choice.text for choice in (*part.items, *part.choices))


def explanations(question: Question) -> Iterator[Text]:
    """Yield the texts of the solution, which may print steps as well."""
    for part in question.parts:
        if part.model is not None:
            yield part.model
        yield from (criterion.says for criterion in part.rubric)


def _with_images(question: Question, problems: Problems) -> Question:
    from dataclasses import replace

    found: dict[Path, None] = {}
    for one in (*printed(question), *explanations(question)):
        for mark in _IMAGE.finditer(one.source):
            with problems.caught(one.line(one.source.count("\n", 0, mark.start()))):
                found[image(question.folder, mark[1].strip())] = None
    return replace(question, images=tuple(found))


def image(folder: Path, name: str) -> Path:
    """Return the path of an image beside the bank.

    Raises
    ------
    Refused
        If there is none, or it lies outside the bank's folder.
    """
    root = folder.resolve()
    for suffix in _SUFFIXES:
        path = (root / (name + suffix)).resolve()
        if not path.is_relative_to(root):
            raise Refused(f"the image '{name}' lies outside the bank's folder", hint="put it beside the bank")
        if path.is_file():
            return path
    raise Refused(f"there is no image '{name}' beside the bank", hint=f"expected in {folder.name}/")
