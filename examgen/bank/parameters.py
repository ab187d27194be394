"""From the entries of ``parameters:`` to the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from examgen.bank.domain import Domain, Range, Scalars, Term, evaluate, names
from examgen.bank.model import Parameter, ParameterType, Requirement
from examgen.bank.order import dependencies, order
from examgen.bank.problems import Problems
from examgen.bank.schema import ParameterEntry, RequirementEntry, ScalarsEntry
from examgen.bank.terms import constant, formula, range_or_term, range_term, term
from examgen.bank.types import Unfit, fit
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.expr import Expr
from examgen.text.formulas import compile_formula
from examgen.text.place import Place

__all__ = ["parameter_digest", "read_parameters", "read_requirements"]

_OF_NUMBERS = {"range", "step", "choices", "exclude"}
_FIELDS: Mapping[str, set[str]] = {
    "integer": _OF_NUMBERS,
    "rational": _OF_NUMBERS,
    "real": _OF_NUMBERS,
    "boolean": {"choices"},
    "choice": {"choices", "exclude"},
    "vector": {"choices", "exclude", "length", "entries", "distinct", "shuffle"},
    "matrix": {"choices", "exclude", "rows", "columns", "entries", "distinct"},
}
_DRAWING = frozenset().union(*_FIELDS.values())
_WORDING = {"tex", "says", "published"}


def read_parameters(
    entries: Mapping[str, ParameterEntry], node: Node, problems: Problems
) -> dict[str, Parameter]:
    """Return the parameters that can be read; what is wrong with the others is noted."""
    found: dict[str, Parameter] = {}
    for name, entry in entries.items():
        place = node.key_places[name]
        with problems.caught(place):
            found[name] = _parameter(name, entry, _child(node, name), node, problems)
    _connected(found, entries.keys(), problems)
    return found


def _parameter(name: str, entry: ParameterEntry, at: Node, parent: Node, problems: Problems) -> Parameter:
    _free_name(name, parent.key_places[name])
    _fields_fit(name, entry, at, problems)
    published = None if entry.published is None else constant(_child(at, "published"), entry.type)
    derived = None if entry.value is None else formula(_child(at, "value"))
    domain = Domain(shuffle=entry.shuffle) if derived is not None else _domain(entry, at)
    if published is None and derived is None and domain == Domain() and entry.type != "boolean":
        raise Refused(f"'{name}' has neither a domain nor a value: nothing to draw from")
    if entry.type == "choice" and published is not None and published not in domain.choices:
        raise Refused("the published value is none of the choices", place=_child(at, "published").place)
    place = parent.key_places[name]
    return Parameter(
        name, entry.type, domain, published, derived, entry.hidden, entry.tex, entry.says.strip(), place
    )


def _free_name(name: str, place: Place) -> None:
    """Refuse a name that means something else in a formula: ``e``, ``pi``, a function."""
    try:
        free = compile_formula(name, place).names == {name}
    except Refused:
        free = False
    if not free:
        raise Refused(f"'{name}' means something else in formulas", place=place, hint="rename it")


def _fields_fit(name: str, entry: ParameterEntry, at: Node, problems: Problems) -> None:
    allowed = _FIELDS[entry.type]
    if entry.value is not None:
        allowed = allowed & {"shuffle"}
    for field in sorted(entry.model_fields_set & _DRAWING - allowed):
        what = "a derived parameter" if entry.value is not None else f"a parameter of type {entry.type}"
        hint = "put it under 'entries'" if field in _OF_NUMBERS and "entries" in allowed else ""
        problems.add(f"'{field}' means nothing to {what}", at.key_places[field], hint)


def _domain(entry: ParameterEntry, at: Node) -> Domain:
    shape = {
        field: None if getattr(entry, field) is None else range_or_term(_child(at, field))
        for field in ("length", "rows", "columns")
    }
    whole = entry.type not in ("integer", "rational", "real")
    return Domain(
        scalars=_entry_scalars(entry, at) if whole else _scalars(entry, at, entry.type),
        choices=_terms(entry, at, "choices", entry.type) if whole else (),
        exclude=_terms(entry, at, "exclude", entry.type) if whole else (),
        distinct=entry.distinct,
        shuffle=entry.shuffle,
        **shape,
    )


def _entry_scalars(entry: ParameterEntry, at: Node) -> Scalars | None:
    return None if entry.entries is None else _scalars(entry.entries, _child(at, "entries"), "real")


def _scalars(entry: ScalarsEntry, at: Node, type_: ParameterType) -> Scalars | None:
    if entry.range is not None and entry.choices is not None:
        raise Refused("either a range or choices", place=at.key_places["choices"])
    if entry.range is None and entry.choices is None:
        for field in ("step", "exclude"):
            if getattr(entry, field) is not None:
                raise Refused(f"'{field}' needs a range or choices beside it", place=at.key_places[field])
        return None
    exclude = _terms(entry, at, "exclude", type_)
    if entry.range is None:
        return Scalars(choices=_terms(entry, at, "choices", type_), exclude=exclude)
    return Scalars(range=_range(entry, at, type_), exclude=exclude)


def _range(entry: ScalarsEntry, at: Node, type_: ParameterType) -> Range:
    ends = range_term(_child(at, "range"))
    _fitting(ends.low, _child(at, "range"), type_)
    step = Expr.of(1) if entry.step is None else _fitting(term(_child(at, "step")), _child(at, "step"), type_)
    if isinstance(step, Expr) and not step > 0:
        raise Refused("a step above 0 is expected", place=_child(at, "step").place)
    if isinstance(ends.low, Expr) and isinstance(ends.high, Expr) and ends.low > ends.high:
        raise Refused("the range is empty: its low end comes first", place=_child(at, "range").place)
    return Range(ends.low, ends.high, step)


def _terms(entry: ScalarsEntry, at: Node, field: str, type_: ParameterType) -> tuple[Term, ...]:
    if getattr(entry, field) is None:
        return ()
    node = _child(at, field)
    if field == "choices" and not node.value:
        raise Refused("at least one choice is expected", place=node.place)
    entries = node.value if isinstance(node.value, list) else []
    return tuple(_fitting(term(one, literal=type_ == "choice"), one, type_) for one in entries)


def _fitting(found: Term, node: Node, type_: ParameterType) -> Term:
    """Refuse a constant that no parameter of the type can take."""
    if names(found):
        return found
    try:
        fit(evaluate(found, {}), type_)
    except Unfit as unfit:
        raise Refused(str(unfit), place=node.place) from None
    return found


def _connected(found: Mapping[str, Parameter], known: Collection[str], problems: Problems) -> None:
    for parameter in found.values():
        for name in sorted(dependencies(parameter) - set(known)):
            problems.unknown("parameter", name, known, _mention(parameter))
    with problems.caught():
        order(found)


def _mention(parameter: Parameter) -> Place:
    return parameter.place if parameter.formula is None else parameter.formula.place


def read_requirements(
    entries: list[RequirementEntry], node: Node | None, problems: Problems
) -> tuple[Requirement, ...]:
    """Return the conditions that can be read."""
    found: list[Requirement] = []
    for index, entry in enumerate(entries if node is not None else ()):
        at = _child(node, index)
        with problems.caught(at.place):
            inner = at.at("that") or at
            found.append(Requirement(formula(inner), entry.says.strip(), inner.place, str(inner.plain())))
    return tuple(found)


def parameter_digest(plain: Mapping[str, Any]) -> str:
    """Return the digest of what decides how values are drawn: no wording, no published values."""
    drawn = {
        name: {field: value for field, value in entry.items() if field not in _WORDING}
        for name, entry in (plain.get("parameters") or {}).items()
    }
    conditions = {
        kind: sorted(str(_condition(one)) for one in plain.get(kind) or ()) for kind in ("require", "valid")
    }
    text = json.dumps(_plain({"parameters": drawn, **conditions}), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _condition(entry: object) -> object:
    return entry["that"] if isinstance(entry, Mapping) else entry


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return str(value)
    return value


def _child(node: Node | None, key: str | int) -> Node:
    found = None if node is None else node.at(key)
    if found is None:
        raise KeyError(key)
    return found
