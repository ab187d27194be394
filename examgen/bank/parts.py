"""From the entries of ``parts:`` to the model: kinds and their options, keys, forms, points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from examgen.answers.base import AnswerType, Interaction, Spec
from examgen.answers.registry import find, settle
from examgen.bank.cases import first_wording, marked_by_hand, read_cases
from examgen.bank.model import Choice, Criterion, Part, Text
from examgen.bank.problems import Problems
from examgen.bank.schema import AnswerEntry, PartEntry
from examgen.bank.terms import formula, text
from examgen.solvers.derivation import Derivation
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.formulas import Formula
from examgen.text.syntax import Unreadable
from examgen.text.values import Value

__all__ = ["read_parts"]

_LISTS = {
    Interaction.CHOOSE: ("options",),
    Interaction.ARRANGE: ("lines",),
    Interaction.PAIR: ("options", "items"),
}


def read_parts(
    entries: list[PartEntry], node: Node, derivation: Derivation | None, problems: Problems
) -> tuple[Part, ...]:
    """Return the parts that can be read; what is wrong with the others is noted.

    Without a derivation (it is wrong itself) the names of steps go unchecked.
    """
    found: list[Part] = []
    for entry, at in zip(entries, _items(node), strict=True):
        with problems.caught(at.place):
            found.append(_part(entry, at, derivation, problems))
    _unique(entries, node, problems)
    _forms(entries, node, problems)
    return _with_shares(found, {entry.id for entry in entries if entry.points is not None})


def _items(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else []


def _part(entry: PartEntry, at: Node, derivation: Derivation | None, problems: Problems) -> Part:
    answer = entry.answer
    answer_at = at.at("answer") or at
    kind = _kind(answer, answer_at)
    choices, items = _choices(answer, answer_at, kind)
    options = _options(answer, answer_at, problems)
    spec = Spec(answer.kind, options, tuple(one.id for one in choices), items=tuple(one.id for one in items))
    by_hand = marked_by_hand(entry, kind)
    _no_key_by_hand(answer, answer_at, by_hand)
    literal = None if by_hand else _literal(answer, answer_at, kind, spec)
    if literal is None and not by_hand:  # an empty list is a key
        literal = first_wording(answer, options)
    keyed_by_step = not by_hand and literal is None
    rubric = _rubric(entry, at)
    return Part(
        id=entry.id,
        ask=text(_at(at, "ask")),
        kind=answer.kind,
        options=options,
        step=_step(entry, answer_at, derivation) if keyed_by_step else None,
        literal=literal,
        choices=choices,
        form_of=entry.form_of,
        extension=entry.extension,
        points=_points(entry, rubric),
        label=_optional(at, "label"),
        hint=_optional(at, "hint"),
        model=_optional(at, "model"),
        rubric=rubric,
        also_published=_also(entry, at),
        room=_room(entry, kind),
        place=_at(at, "id").place,
        options_from=answer.options_from or "",
        unwieldy=entry.unwieldy,
        notation=_notation(answer_at),
        items=items,
        cases=read_cases(answer, answer_at, kind, problems),
        program=str(answer.correct or "") if by_hand else "",
    )


def _at(node: Node, *path: str | int) -> Node:
    found = node.at(*path)
    if found is None:
        raise KeyError(path)
    return found


def _optional(node: Node, field: str) -> Text | None:
    found = node.at(field)
    return None if found is None or found.value is None else text(found)


def _kind(answer: AnswerEntry, at: Node) -> AnswerType:
    try:
        return find(answer.kind)
    except Refused as refused:
        place = (at.at("kind") or at).place
        raise Refused.of([replace(one, place=place) for one in refused.diagnostics]) from None


def _options(answer: AnswerEntry, at: Node, problems: Problems) -> Mapping[str, object]:
    given = answer.model_extra or {}
    good: dict[str, object] = {}
    for name, value in given.items():
        with problems.caught(at.key_places[name]):
            settle(answer.kind, {name: value})
            good[name] = value
    return settle(answer.kind, good)


def _choices(
    answer: AnswerEntry, at: Node, kind: AnswerType
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Return what is chosen from or put in order and, for a match, what it belongs to."""
    wanted = _LISTS.get(kind.interaction, ())
    for field in ("options", "lines", "items"):
        if getattr(answer, field) is not None and field not in wanted:
            hint = f"write '{wanted[0]}'" if wanted else ""
            raise Refused(f"a {answer.kind} answer has no '{field}'", place=at.key_places[field], hint=hint)
    if answer.options_from is not None and (kind.interaction is not Interaction.CHOOSE or answer.options):
        hint = "only a choice has options, listed or from a parameter"
        raise Refused("'options_from' does not fit here", place=at.key_places["options_from"], hint=hint)
    if not wanted or answer.options_from is not None:
        return (), ()
    lists = [_texts(answer, at, name) for name in wanted]
    return lists[0], lists[1] if len(lists) > 1 else ()


def _texts(answer: AnswerEntry, at: Node, wanted: str) -> tuple[Choice, ...]:
    listed = at.at(wanted)
    if listed is None or not isinstance(listed.value, dict) or len(listed.value) < 2:
        raise Refused(
            f"a {answer.kind} answer needs at least two '{wanted}', as {{id: text}}", place=at.place
        )
    return tuple(Choice(name, text(node)) for name, node in listed.value.items())


def _no_key_by_hand(answer: AnswerEntry, at: Node, by_hand: bool) -> None:
    for field in ("step",) if answer.cases is not None else ("correct", "step"):
        if by_hand and getattr(answer, field) is not None:
            hint = "write 'model' and 'rubric' beside it"
            raise Refused(f"a {answer.kind} answer is marked by a person", at.key_places[field], hint)


def _literal(answer: AnswerEntry, at: Node, kind: AnswerType, spec: Spec) -> Value | None:
    """Return the fixed key: the lines as listed, the right option, or a fixed value."""
    if answer.correct is None and kind.interaction is Interaction.ARRANGE and answer.step is None:
        return spec.choices
    if answer.correct is None:
        return None
    node = _at(at, "correct")
    if answer.step is not None:
        raise Refused("either 'step' or 'correct' gives the key", place=node.place)
    if kind.interaction is Interaction.PAIR:
        return _matched(node, spec)
    _known_options(node, spec)
    try:
        key = kind.given_value(kind.read(_listed(node), spec))
    except Unreadable as unreadable:
        raise Refused(f"this is no {spec.kind} answer: {unreadable}", place=node.place) from None
    if key is None:
        raise Refused(f"this is no key of a {spec.kind} answer", place=node.place)
    return key


def _matched(node: Node, spec: Spec) -> Value:
    """Return the option of each item, in the order of the items."""
    pairs = node.value if isinstance(node.value, dict) else {}
    problems = Problems()
    for item in pairs:
        if item not in spec.items:
            problems.unknown("item", item, spec.items, node.key_places[item])
    for item in spec.items:
        if item not in pairs:
            problems.add(f"no option is given for the item '{item}'", node.place)
        elif str(pairs[item].value) not in spec.choices:
            problems.unknown("option", str(pairs[item].value), spec.choices, pairs[item].place)
    problems.settle()
    return tuple(str(pairs[item].value) for item in spec.items)


def _known_options(node: Node, spec: Spec) -> None:
    if not spec.choices:
        return
    problems = Problems()
    for one in _items(node) or [node]:
        if one.value != [] and str(one.value) not in spec.choices:
            problems.unknown("option", str(one.value), spec.choices, one.place)
    problems.settle()


def _listed(node: Node) -> str:
    if isinstance(node.value, list):
        return ", ".join(str(one.value) for one in node.value) or "none"
    return str(node.value)


def _notation(at: Node) -> Mapping[str, str]:
    """Return the TeX of the symbols, where they are listed as a mapping from names to TeX."""
    written = at.at("symbols")
    if written is None or not isinstance(written.value, dict):
        return {}
    return {name: str(node.value) for name, node in written.value.items()}


def _step(entry: PartEntry, at: Node, derivation: Derivation | None) -> str:
    name = entry.answer.step or entry.id.replace("-", "_").replace(".", "_")
    if derivation is not None and name not in derivation.steps:
        problems = Problems()
        written = at.at("step")
        place = written.place if written is not None else at.place
        problems.unknown("step", name, derivation.steps, place)
        problems.settle()
    return name


def _rubric(entry: PartEntry, at: Node) -> tuple[Criterion, ...]:
    nodes = _items(at.at("rubric") or at)
    return tuple(
        Criterion(criterion.points, text(_at(node, "says")))
        for criterion, node in zip(entry.rubric or (), nodes, strict=False)
    )


def _points(entry: PartEntry, rubric: tuple[Criterion, ...]) -> Fraction:
    if entry.points is not None:
        return entry.points
    return sum((criterion.points for criterion in rubric), Fraction(0)) or Fraction(1)


def _also(entry: PartEntry, at: Node) -> tuple[Formula, ...]:
    if entry.also_published is None:
        return ()
    return tuple(formula(node) for node in _items(_at(at, "also_published")))


_ROOM = {Interaction.FREE: 6, Interaction.UPLOAD: 10, Interaction.ENTRY: 4}


def _room(entry: PartEntry, kind: AnswerType) -> int:
    return entry.room if entry.room is not None else _ROOM.get(kind.interaction, 0)


def _unique(entries: list[PartEntry], node: Node, problems: Problems) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.id in seen:
            problems.add(f"the part '{entry.id}' is there twice", _at(node, index, "id").place)
        seen.add(entry.id)


def _forms(entries: list[PartEntry], node: Node, problems: Problems) -> None:
    bases = {entry.id for entry in entries if entry.form_of is None}
    for index, entry in enumerate(entries):
        if entry.form_of is not None and entry.form_of not in bases:
            problems.unknown("part", entry.form_of, bases, _at(node, index, "form_of").place)


def _with_shares(parts: list[Part], priced: set[str]) -> tuple[Part, ...]:
    """Share what a part has left of its points equally among its forms without points of their own."""
    points = {part.id: part.points for part in parts}
    found = []
    for part in parts:
        siblings = [one for one in parts if one.form_of == part.form_of and one.form_of and not one.extension]
        free = [one for one in siblings if one.id not in priced]
        if part in free and part.form_of in points:
            taken = sum((one.points for one in siblings if one.id in priced), Fraction(0))
            share = max(points[part.form_of] - taken, Fraction(0)) / len(free)
            part = replace(part, points=share)
        found.append(part)
    return tuple(found)
