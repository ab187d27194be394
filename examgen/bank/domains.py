"""From the fields of a parameter's entry to its domain: ranges, choices, sizes, and the published value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from examgen.bank.domain import Domain, Range, Scalars, Term, evaluate, names
from examgen.bank.model import ParameterType
from examgen.bank.schema import ParameterEntry, ScalarsEntry
from examgen.bank.terms import child, formula, range_or_term, range_term, symbolic, term, valued
from examgen.bank.types import Unfit, fit
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.expr import Expr
from examgen.text.formulas import Formula
from examgen.text.values import Value

__all__ = ["DomainReader"]


@dataclass(frozen=True, slots=True)
class DomainReader:
    """Reads the values of one parameter.

    Parameters
    ----------
    entry, at
        Its entry, and where that stands.
    known
        The names of all parameters: in the formulas of a symbolic parameter every other name is a symbol.
    """

    entry: ParameterEntry
    at: Node
    known: Collection[str]

    @property
    def type(self) -> ParameterType:
        """The parameter's type."""
        return self.entry.type

    @property
    def symbolic(self) -> bool:
        """Whether its values are formulas, or may be letters."""
        return self.type == "expression" or self.entry.symbols is not None or self.entry.symbol

    def constant(self, field: str) -> Value:
        """Read a value that refers to no parameter.

        Raises
        ------
        Refused
            If it refers to one, has no value, or is not of the type.
        """
        node = child(self.at, field)
        found = self._term(node, () if self.symbolic else None)
        try:
            return self._fitted(valued(found, node.place))
        except Unfit as unfit:
            raise Refused(str(unfit), place=node.place) from None

    def formula(self, field: str) -> Formula:
        """Read a formula over other parameters."""
        return symbolic(formula(child(self.at, field)), self.known if self.symbolic else None)

    def domain(self) -> Domain:
        """Read where drawn values come from."""
        whole = self.type not in ("integer", "rational", "real")
        return Domain(
            scalars=self._of_entries() if whole else self._scalars(self.entry, self.at, self.type),
            choices=self._terms(self.entry, self.at, "choices", self.type) if whole else (),
            exclude=self._terms(self.entry, self.at, "exclude", self.type) if whole else (),
            length=self._size("length"),
            rows=self._size("rows"),
            columns=self._size("columns"),
            shape=self._sizes(),
            distinct=self.entry.distinct,
            shuffle=self.entry.shuffle,
        )

    def _size(self, field: str) -> Term | Range | None:
        return None if getattr(self.entry, field) is None else range_or_term(child(self.at, field))

    def _sizes(self) -> tuple[Term | Range, ...]:
        node = self.at.at("shape")
        if node is None or node.value is None:
            return ()
        if not isinstance(node.value, list) or not node.value:
            raise Refused("a list of sizes is expected, as [2, 3..4]", place=node.place)
        return tuple(map(range_or_term, node.value))

    def _of_domain(self, node: Node) -> Term:
        return self._term(node, self.known if self.symbolic else None)

    def _term(self, node: Node, known: Collection[str] | None) -> Term:
        """Read a value; texts in a list that takes no formulas, and those of a choice, are names."""
        if self.type != "list" or known is not None:
            return term(node, literal=self.type == "choice", known=known)
        entries = node.value if isinstance(node.value, list) else [node]
        return tuple(term(one, literal=isinstance(one.value, str)) for one in entries)

    def _of_entries(self) -> Scalars | None:
        entries = self.entry.entries
        return None if entries is None else self._scalars(entries, child(self.at, "entries"), "real")

    def _scalars(self, entry: ScalarsEntry, at: Node, type_: ParameterType) -> Scalars | None:
        if entry.range is not None and entry.choices is not None:
            raise Refused("either a range or choices", place=at.key_places["choices"])
        if entry.range is None and entry.choices is None:
            for field in ("step", "exclude"):
                if getattr(entry, field) is not None:
                    raise Refused(f"'{field}' needs a range or choices beside it", place=at.key_places[field])
            return None
        exclude = self._terms(entry, at, "exclude", type_)
        if entry.range is None:
            return Scalars(choices=self._terms(entry, at, "choices", type_), exclude=exclude)
        return Scalars(range=self._range(entry, at, type_), exclude=exclude)

    def _range(self, entry: ScalarsEntry, at: Node, type_: ParameterType) -> Range:
        ends = range_term(child(at, "range"))
        self._fitting(ends.low, child(at, "range"), type_)
        written = at.at("step")
        step = Expr.of(1) if written is None else self._fitting(term(written), written, type_)
        if written is not None and isinstance(step, Expr) and not step > 0:
            raise Refused("a step above 0 is expected", place=written.place)
        if isinstance(ends.low, Expr) and isinstance(ends.high, Expr) and ends.low > ends.high:
            raise Refused("the range is empty: its low end comes first", place=child(at, "range").place)
        return Range(ends.low, ends.high, step)

    def _terms(self, entry: ScalarsEntry, at: Node, field: str, type_: ParameterType) -> tuple[Term, ...]:
        if getattr(entry, field) is None:
            return ()
        node = child(at, field)
        if field == "choices" and not node.value:
            raise Refused("at least one choice is expected", place=node.place)
        entries = node.value if isinstance(node.value, list) else []
        read = self._of_domain if type_ == self.type else term
        return tuple(self._fitting(read(one), one, type_) for one in entries)

    def _fitting(self, found: Term, node: Node, type_: ParameterType) -> Term:
        """Refuse a constant that no parameter of the type can take."""
        if names(found):
            return found
        try:
            fit(evaluate(found, {}), type_, symbol=self.symbolic)
        except Unfit as unfit:
            raise Refused(str(unfit), place=node.place) from None
        return found

    def _fitted(self, value: object) -> Value:
        found = fit(value, self.type, symbol=self.symbolic)
        if self.type == "choice" or not isinstance(self.entry.symbols, list):
            return found
        unknown = sorted(symbols_in(found) - set(self.entry.symbols))
        if unknown:
            raise Unfit(f"'{unknown[0]}' is none of the symbols {', '.join(self.entry.symbols)}")
        return found


def symbols_in(value: Value) -> frozenset[str]:
    """Return the symbols that occur in a value."""
    if isinstance(value, Expr):
        return value.symbols
    return frozenset[str]().union(*map(symbols_in, value)) if isinstance(value, tuple) else frozenset()
