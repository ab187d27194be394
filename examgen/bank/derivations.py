"""The derivation of a question: one of the solvers, or the question's own steps in formulas."""

from __future__ import annotations

from collections.abc import Mapping

from examgen.bank.schema import QuestionEntry
from examgen.bank.terms import written
from examgen.solvers.derivation import Derivation
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.place import Place

__all__ = ["read_derivation"]


def read_derivation(
    entry: QuestionEntry, node: Node, name: str, inputs: tuple[str, ...]
) -> tuple[Derivation, Mapping[str, object] | None]:
    """Return the derivation, and for one in formulas its source as plain data.

    Raises
    ------
    Refused
        If it can't be had.
    """
    if entry.solver is not None:
        return _solver(entry, node), None
    if entry.steps is None and (entry.mistakes or entry.checks):
        field = "mistakes" if entry.mistakes else "checks"
        raise Refused(f"'{field}' need 'steps' beside them", place=node.key_place_of([field]))
    if entry.steps is None:
        return Derivation(name, inputs), None
    return _own(entry, node, name, inputs), _source(node)


def _solver(entry: QuestionEntry, node: Node) -> Derivation:
    from examgen.solvers.registry import find

    for field in ("steps", "mistakes", "checks"):
        if getattr(entry, field) is not None:
            raise Refused(f"either 'solver' or '{field}'", place=node.key_place_of([field]))
    return find(str(entry.solver), node.place_of(["solver"]))


def _own(entry: QuestionEntry, node: Node, name: str, inputs: tuple[str, ...]) -> Derivation:
    from examgen.solvers.formula_steps import FormulaCheck, FormulaMistake, FormulaStep, from_formulas

    steps = {
        step: FormulaStep(*_formula(node, "steps", step), one.tex, one.says.strip(), one.trivial)
        for step, one in (entry.steps or {}).items()
    }
    mistakes = [
        FormulaMistake(
            one.id,
            one.of,
            *_formula(node, "mistakes", index),
            one.says.strip(),
            one.credit,
            _when(node, index),
        )
        for index, one in enumerate(entry.mistakes or ())
    ]
    checks = {step: FormulaCheck(*_formula(node, "checks", step)) for step in entry.checks or ()}
    return from_formulas(name, inputs, steps, mistakes, checks)


def _formula(node: Node, *path: str | int) -> tuple[str, Place]:
    """Return a formula's text and where it begins, whether it stands alone or under ``formula:``."""
    at = node.at(*path, "formula") or node.at(*path) or node
    return written(at), at.line_place(0)


def _when(node: Node, index: int) -> str:
    at = node.at("mistakes", index, "when")
    return "true" if at is None else written(at)


def _source(node: Node) -> dict[str, object]:
    plain = node.plain()
    assert isinstance(plain, dict)  # noqa: S101  it was checked against the schema
    return {field: plain[field] for field in ("steps", "mistakes", "checks") if field in plain}
