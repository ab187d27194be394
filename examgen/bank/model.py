"""The model of a bank and of an exam: frozen, checked, ready to be drawn, printed and marked.

Everything here was read from files by :mod:`examgen.bank.load`; a text or a part that is wrong did not get
this far. Every piece knows where it stands in its file, so that later complaints can point there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from examgen.answers.base import Spec
from examgen.bank.domain import Domain
from examgen.solvers.derivation import Derivation
from examgen.text.formulas import Formula
from examgen.text.place import Place
from examgen.text.values import Value

if TYPE_CHECKING:
    from examgen.bank.cases import CaseSource

__all__ = [
    "Bank",
    "Choice",
    "Criterion",
    "Exam",
    "Figure",
    "Form",
    "Parameter",
    "ParameterType",
    "Part",
    "Pick",
    "Question",
    "Requirement",
    "Section",
    "Text",
    "Use",
]

ParameterType = Literal[
    "integer",
    "rational",
    "real",
    "boolean",
    "choice",
    "vector",
    "matrix",
    "tensor",
    "expression",
    "list",
    "tree",
]
Form = Literal["written", "auto", "numeric"]


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of TeX with jinja marks, as the author wrote it.

    ``lines[k]`` is the place of line k of ``source``, so that an error inside it maps to the file.
    """

    source: str
    place: Place
    lines: tuple[Place, ...] = ()

    def line(self, number: int) -> Place:
        """Return the place of line ``number`` (from 0), or of the text where it has no such line."""
        return self.lines[number] if 0 <= number < len(self.lines) else self.place


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric: what earns how many points."""

    points: Fraction
    says: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a choice, or a line of an order, under its internal id."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition on parameters: of drawing (``require``) or of every use (``valid``)."""

    formula: Formula
    says: str
    place: Place
    source: str = ""

    @property
    def label(self) -> str:
        """What to call it in a message: the author's words, or the condition itself."""
        return self.says or self.source


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a variant may change: its type, where values come from, the published value.

    ``formula`` derives the value from other parameters unless it is set. A hidden one only helps drawing: no
    solver sees it. ``symbols`` are the names that its formulas may use (any, if empty) where it takes formulas:
    an expression, a list of them, or a whole number that may be a letter (``symbolic``).
    """

    name: str
    type: ParameterType
    domain: Domain
    published: Value | None
    formula: Formula | None
    hidden: bool
    tex: str
    says: str
    place: Place
    symbols: tuple[str, ...] = ()
    symbolic: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked, with its kind of answer and where the key comes from.

    Exactly one of ``step`` (of the question's derivation), ``literal`` (a fixed key) and ``rubric`` is there.
    ``also_published`` are further answers that count as right on a paper with the published values. The
    options of a choice may come from the entries of a list parameter, ``options_from``. An ``unwieldy`` key
    may hold long numbers; ``notation`` says how symbols of an answer are printed. The ``items`` are what the
    choices are matched with. Code is run on ``cases``; where a person marks it, they are certified by
    ``program``.
    """

    id: str
    ask: Text
    kind: str
    options: Mapping[str, object]
    step: str | None
    literal: Value | None
    choices: tuple[Choice, ...]
    form_of: str | None
    extension: bool
    points: Fraction
    label: Text | None
    hint: Text | None
    model: Text | None
    rubric: tuple[Criterion, ...]
    also_published: tuple[Formula, ...]
    room: int
    place: Place
    options_from: str = ""
    unwieldy: bool = False
    notation: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Choice, ...] = ()
    cases: tuple[CaseSource, ...] = ()
    program: str = ""

    @property
    def keyed(self) -> bool:
        """Whether a machine can mark it."""
        return self.step is not None or self.literal is not None

    def spec(self, *, decimal_comma: bool = False) -> Spec:
        """Return what the answer type needs to read and compare answers to this part."""
        ids = tuple(choice.id for choice in self.choices)
        items = tuple(item.id for item in self.items)
        return Spec(self.kind, self.options, ids, decimal_comma, items)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing from the instance's own numbers: a module of ``render/figures`` and its options.

    Papers that ask none of its ``parts`` leave it out, if there are any.
    """

    name: str
    options: Mapping[str, object]
    place: Place
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question of a bank: parameters, texts, parts and the derivation that answers them.

    ``difficulty`` goes from 1 (easy) to 5. A blueprint never puts it on one paper with the questions in ``apart``,
    which give it away, or it them.
    """

    id: str
    bank: str
    title: str
    topic: str
    stem: Text
    hint: Text | None
    figure: Figure | None
    parameters: Mapping[str, Parameter]
    require: tuple[Requirement, ...]
    valid: tuple[Requirement, ...]
    parts: tuple[Part, ...]
    derivation: Derivation
    solver: str
    steps_source: Mapping[str, object] | None
    folder: Path
    macros: str
    place: Place
    images: tuple[Path, ...] = ()
    digest: str = ""
    difficulty: int = 3
    apart: tuple[str, ...] = ()
    _forms: Mapping[str, tuple[Part, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        forms: dict[str, tuple[Part, ...]] = {}
        for part in self.parts:
            if part.form_of is not None and not part.extension:
                forms[part.form_of] = (*forms.get(part.form_of, ()), part)
        object.__setattr__(self, "_forms", forms)

    @property
    def name(self) -> str:
        """Its full name, ``bank/question``."""
        return f"{self.bank}/{self.id}"

    def part(self, name: str) -> Part:
        """Return the part with this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        for part in self.parts:
            if part.id == name:
                return part
        raise KeyError(name)

    def forms_of(self, part: str) -> tuple[Part, ...]:
        """Return the machine-markable forms that stand for a part, in order; extensions are asked by name only."""
        return self._forms.get(part, ())

    def asked(
        self,
        form: str = "written",
        parts: Iterable[str] | None = None,
        points: Mapping[str, Fraction] | Fraction | None = None,
    ) -> tuple[Part, ...]:
        """Return the parts that a paper prints, in the bank's order.

        Parameters
        ----------
        form
            ``written`` keeps the parts as asked; ``auto`` puts the machine-markable forms in place of the
            parts that a person would mark; ``numeric`` puts them in place of every part that has some.
        parts
            Ids to ask, forms and extensions among them; None asks all but the extensions.
        points
            A total to share in proportion (see `shared`), or points for single parts (whose forms share them);
            None keeps the bank's.
        """
        named = None if parts is None else frozenset(parts)
        chosen = {part.id: part for base in self._bases(named) for part in self._in_form(base, form)}
        return self._repriced(tuple(part for part in self.parts if part.id in chosen), points)

    def _bases(self, named: frozenset[str] | None) -> tuple[Part, ...]:
        if named is None:
            return tuple(part for part in self.parts if part.form_of is None and not part.extension)
        return tuple(part for part in self.parts if part.id in named)

    def _in_form(self, part: Part, form: str) -> tuple[Part, ...]:
        replaced = form == "numeric" or (form == "auto" and not part.keyed)
        return (self.forms_of(part.id) or (part,)) if replaced else (part,)

    def _repriced(
        self, parts: tuple[Part, ...], points: Mapping[str, Fraction] | Fraction | None
    ) -> tuple[Part, ...]:
        if points is None:
            return parts
        if isinstance(points, Mapping):
            return tuple(replace(part, points=self._worth(part, points)) for part in parts)
        return tuple(
            replace(part, points=share)
            for part, share in zip(parts, shared(points, [part.points for part in parts]), strict=True)
        )

    def _worth(self, part: Part, points: Mapping[str, Fraction]) -> Fraction:
        base = part.form_of
        if part.id in points or base is None or base not in points:
            return points.get(part.id, part.points)
        whole = self.part(base).points
        return part.points * points[base] / whole if whole else part.points


QUARTER = Fraction(1, 4)


def shared(total: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """Share points in proportion to weights, in quarters where that gives everyone something.

    Examples
    --------
    >>> [str(share) for share in shared(Fraction(4), [Fraction(3), Fraction(2), Fraction(2)])]
    ['7/4', '5/4', '1']
    """
    whole = sum(weights, Fraction(0))
    if not whole:
        return list(weights)
    exact = [total * weight / whole for weight in weights]
    found = [share // QUARTER * QUARTER for share in exact]
    left = (total - sum(found, Fraction(0))) / QUARTER
    if left.denominator != 1 or any(share and share < QUARTER for share in exact):
        return exact
    for at in sorted(range(len(exact)), key=lambda at: found[at] - exact[at])[: int(left)]:
        found[at] += QUARTER
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """The questions of one folder; they stand in ``files``, the first of which is its own."""

    id: str
    title: str
    folder: Path
    questions: Mapping[str, Question]
    macros: str
    place: Place
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A question as an exam uses it: ``bank/question``, and what differs from the bank."""

    question: str
    form: str | None
    parts: tuple[str, ...] | None
    points: Mapping[str, Fraction] | Fraction | None
    place: Place


@dataclass(frozen=True, slots=True)
class Pick:
    """So many questions of a kind, chosen anew for every variant.

    Parameters
    ----------
    count
        How many.
    points
        What each is worth, so that all variants are worth the same.
    topic, difficulty, banks, among, without
        What they are chosen from: questions of a topic, of difficulties from a lowest to a highest, of some banks,
        or those listed; without some. What is None or empty leaves all.
    form
        Instead of the exam's form.
    """

    count: int
    points: Fraction
    topic: str | None
    difficulty: tuple[int, int] | None
    banks: tuple[str, ...]
    among: tuple[str, ...]
    without: tuple[str, ...]
    form: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """Some questions of an exam under a heading; an exam without sections is one without a title."""

    title: str
    instructions: Text | None
    entries: tuple[Use | Pick, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Exam:
    """The blueprint of a paper: what is printed on its head, its rules, its sections of questions."""

    id: str
    title: str
    subtitle: str
    course: str
    institution: str
    logo: Path | None
    date: str
    duration: str
    aids: tuple[str, ...]
    language: str
    form: str
    seed: str
    rules: tuple[Text, ...]
    follow_through: Fraction
    default: bool
    sections: tuple[Section, ...]
    paper: str
    folder: Path
    place: Place
    points: Fraction | None

    @property
    def uses(self) -> tuple[Use, ...]:
        """The questions that every variant has."""
        return tuple(one for section in self.sections for one in section.entries if isinstance(one, Use))

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The places whose questions differ from variant to variant."""
        return tuple(one for section in self.sections for one in section.entries if isinstance(one, Pick))

    @property
    def banks(self) -> tuple[str, ...] | None:
        """The banks that it takes questions from; None where it may be any."""
        if any(not pick.banks and not pick.among for pick in self.picks):
            return None
        named = [use.question for use in self.uses] + [one for pick in self.picks for one in pick.among]
        banks = [name.partition("/")[0] for name in named] + [
            one for pick in self.picks for one in pick.banks
        ]
        return tuple(dict.fromkeys(banks))
