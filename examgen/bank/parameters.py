"""From the entries of ``parameters:`` to the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from examgen.bank.domain import Domain
from examgen.bank.domains import DomainReader
from examgen.bank.model import Parameter, Requirement
from examgen.bank.order import dependencies, order
from examgen.bank.problems import Problems
from examgen.bank.schema import ParameterEntry, RequirementEntry
from examgen.bank.terms import child, formula
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.formulas import compile_formula
from examgen.text.place import Place

__all__ = ["parameter_digest", "read_parameters", "read_requirements"]

_OF_NUMBERS = {"range", "step", "choices", "exclude"}
_WHOLE = {"choices", "exclude"}
_FIELDS: Mapping[str, set[str]] = {
    "integer": _OF_NUMBERS | {"symbol"},
    "rational": _OF_NUMBERS | {"symbol"},
    "real": _OF_NUMBERS,
    "boolean": {"choices"},
    "choice": _WHOLE,
    "vector": _WHOLE | {"length", "entries", "distinct", "shuffle", "symbol"},
    "matrix": _WHOLE | {"rows", "columns", "entries", "distinct", "symbol"},
    "tensor": _WHOLE | {"shape", "entries", "distinct"},
    "expression": _WHOLE | {"symbols"},
    "list": _WHOLE | {"symbols", "shuffle"},
    "tree": _WHOLE,
}
_DRAWING = frozenset[str]().union(*_FIELDS.values())
_WORDING = {"tex", "says", "published"}


def read_parameters(
    entries: Mapping[str, ParameterEntry], node: Node, problems: Problems
) -> dict[str, Parameter]:
    """Return the parameters that can be read; what is wrong with the others is noted."""
    found: dict[str, Parameter] = {}
    for name, entry in entries.items():
        place = node.key_places[name]
        with problems.caught(place):
            found[name] = _parameter(name, entry, child(node, name), node, entries.keys(), problems)
    _connected(found, entries.keys(), problems)
    return found


def _parameter(
    name: str, entry: ParameterEntry, at: Node, parent: Node, known: Collection[str], problems: Problems
) -> Parameter:
    _free_name(name, parent.key_places[name])
    _fields_fit(name, entry, at, problems)
    reader = DomainReader(entry, at, known)
    published = None if entry.published is None else reader.constant("published")
    derived = None if entry.value is None else reader.formula("value")
    domain = Domain(shuffle=entry.shuffle) if derived is not None else reader.domain()
    if published is None and derived is None and domain == Domain() and entry.type != "boolean":
        raise Refused(f"'{name}' has neither a domain nor a value: nothing to draw from")
    if entry.type == "choice" and published is not None and published not in domain.choices:
        raise Refused("the published value is none of the choices", place=child(at, "published").place)
    place = parent.key_places[name]
    return Parameter(
        name,
        entry.type,
        domain,
        published,
        derived,
        entry.hidden,
        entry.tex,
        entry.says.strip(),
        place,
        symbols=tuple(entry.symbols) if isinstance(entry.symbols, list) else (),
        symbolic=reader.symbolic,
    )


def _free_name(name: str, place: Place) -> None:
    """Refuse a name that means something else in a formula: ``e``, ``pi``, a function."""
    try:
        free = compile_formula(name, place).names == {name} and name != "asked"
    except Refused:
        free = False
    if not free:
        raise Refused(f"'{name}' means something else in formulas", place=place, hint="rename it")


def _fields_fit(name: str, entry: ParameterEntry, at: Node, problems: Problems) -> None:
    allowed = _FIELDS[entry.type]
    if entry.value is not None:
        allowed = allowed & {"shuffle", "symbols", "symbol"}
    for field in sorted(entry.model_fields_set & _DRAWING - allowed):
        what = "a derived parameter" if entry.value is not None else f"a parameter of type {entry.type}"
        hint = "put it under 'entries'" if field in _OF_NUMBERS and "entries" in allowed else ""
        problems.add(f"'{field}' means nothing to {what}", at.key_places[field], hint)


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
        at = child(node, index)
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
