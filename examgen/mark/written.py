"""The derivation of a question whose steps were written in a bank, rebuilt from its record."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.solvers.formula_steps import FormulaMistake, FormulaStep, from_formulas
from examgen.text.place import Place

if TYPE_CHECKING:
    from examgen.papers.record import QuestionRecord
    from examgen.solvers.derivation import Derivation


def written_derivation(record: QuestionRecord) -> Derivation:
    """Rebuild the derivation from the steps and mistakes in the record; checks are not needed to mark.

    Raises
    ------
    Refused
        If this version reads the formulas differently.
    """
    source = record.steps or {}
    place = Place(record.name, 1, 1)
    steps = {name: FormulaStep(place=place, **_entry(step)) for name, step in _items(source.get("steps"))}
    mistakes = [_mistake(entry, place) for entry in _entries(source.get("mistakes"))]
    return from_formulas(record.name, record.parameters, steps, mistakes)


def _entry(step: object) -> dict[str, str]:
    """Take what evaluation needs of a step: a formula, or a mapping that holds one."""
    if not isinstance(step, Mapping):
        return {"formula": _formula(step)}
    return {"formula": _formula(step.get("formula")), "trivial": str(step.get("trivial") or "")}


def _mistake(entry: Mapping[str, object], place: Place) -> FormulaMistake:
    return FormulaMistake(
        id=str(entry.get("id")),
        of=str(entry.get("of")),
        formula=_formula(entry.get("formula")),
        place=place,
        says=str(entry.get("says", "")),
        credit=Fraction(str(entry.get("credit", 0))),
        when=_formula(entry.get("when", True)),
    )


def _formula(written: object) -> str:
    """Give the formula's text: banks may write a bare number, a truth value or a list."""
    if isinstance(written, tuple | list):
        return "[" + ", ".join(map(_formula, written)) + "]"
    if isinstance(written, bool):
        return "true" if written else "false"
    return str(written)


def _items(entries: object) -> list[tuple[str, object]]:
    return list(entries.items()) if isinstance(entries, Mapping) else []


def _entries(entries: object) -> list[Mapping[str, object]]:
    found = entries if isinstance(entries, tuple | list) else ()
    return [entry for entry in found if isinstance(entry, Mapping)]
