"""The record of a paper: all that marking needs, in one file.

A bank that is edited after printing changes nothing that was printed: marking reads the record alone. Values,
mistakes, order of options, tolerances and policy are in it, and either the digest of the solver's source or,
for steps written in a bank, the steps themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from examgen.answers.base import Spec
from examgen.papers.codec import decode, encode
from examgen.papers.files import read_json, write_json
from examgen.papers.wire import DamagedError
from examgen.text.diagnostic import Refused
from examgen.text.values import Value

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Policy:
    """How verdicts become marks; fixed when the paper is printed.

    Attributes
    ----------
    follow_through
        Share of the points for an answer that is right given the student's own earlier wrong one.
    multi_choice
        ``right-minus-wrong``: a partly right choice of several earns its share; ``all``: it earns nothing.
    """

    follow_through: Fraction = Fraction(1)
    multi_choice: str = "right-minus-wrong"


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A step of the worked solution: what it is, and its formula, numbers and result in TeX."""

    step: str
    says: str
    formula: str
    numbers: str
    result: str


@dataclass(frozen=True, slots=True)
class MistakeRecord:
    """A known mistake, with the value that it leads to at every part that it changes."""

    id: str
    of: str
    says: str
    credit: Fraction
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CriterionRecord:
    """A criterion of a rubric, for the person who marks."""

    points: Fraction
    says: str


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """A printed letter and the option or line behind it."""

    letter: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part as printed, with its key.

    Attributes
    ----------
    number
        As printed: ``1a``.
    options
        The answer type's options.
    letters
        In printed order; empty where nothing is chosen (or internal ids are written, as `examgen try` does).
    key
        None for parts that a person marks.
    accepted
        Further values that count as right.
    depends_on
        Ids of the nearest asked parts whose answers feed this one.
    open
        Whether the key is only an example: the solver judges other answers by what they must fulfil.
    items
        What the choices are matched with, by printed number.
    """

    id: str
    number: str
    kind: str
    options: Mapping[str, object]
    letters: tuple[LetterRecord, ...]
    choices: tuple[str, ...]
    key: Value | None
    accepted: tuple[Value, ...]
    step: str | None
    depends_on: tuple[str, ...]
    points: Fraction
    rubric: tuple[CriterionRecord, ...]
    model: str | None
    ask: str
    decimal_comma: bool
    open: bool
    items: tuple[LetterRecord, ...] = ()

    def spec(self) -> Spec:
        """Give what the answer type needs to read and compare."""
        items = tuple(item.id for item in self.items)
        return Spec(self.kind, self.options, self.choices, self.decimal_comma, items)


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question as printed, with its instance.

    Attributes
    ----------
    identity
        The instance's identity (bank and question, digest of parameters, seed, index) as one text.
    values
        Of every step that has one.
    solver, digest
        The derivation's name and the digest of its source when the paper was printed.
    steps
        Steps and mistakes as the bank writes them, where they are written in the bank.
    """

    bank: str
    id: str
    number: int
    title: str
    identity: str
    parameters: Mapping[str, Value]
    values: Mapping[str, Value]
    lines: tuple[LineRecord, ...]
    solver: str
    digest: str
    steps: Mapping[str, object] | None
    mistakes: tuple[MistakeRecord, ...]
    parts: tuple[PartRecord, ...]

    @property
    def name(self) -> str:
        """``bank/question``."""
        return f"{self.bank}/{self.id}"

    def part(self, name: str) -> PartRecord:
        """Return the part with this id.

        Raises
        ------
        KeyError
            If the paper doesn't print it.
        """
        for part in self.parts:
            if part.id == name:
                return part
        raise KeyError(name)

    @property
    def points(self) -> Fraction:
        """The points of all its parts together."""
        return sum((part.points for part in self.parts), Fraction(0))


@dataclass(frozen=True)
class KeyRecord:
    """The record of one paper."""

    exam: str
    title: str
    paper: str
    published: bool
    language: str
    policy: Policy
    questions: tuple[QuestionRecord, ...]

    @property
    def points(self) -> Fraction:
        """The points of the whole paper."""
        return sum((question.points for question in self.questions), Fraction(0))

    @property
    def parts(self) -> Iterator[tuple[QuestionRecord, PartRecord]]:
        """Every part with its question, in printed order."""
        return ((question, part) for question in self.questions for part in question.parts)

    @cached_property
    def by_number(self) -> Mapping[str, tuple[QuestionRecord, PartRecord]]:
        """Every part with its question, by printed number."""
        return {part.number: (question, part) for question, part in self.parts}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the record's content."""
        return _digest(encode(self))

    def asks_the_same(self, other: KeyRecord) -> bool:
        """Whether another record has the same questions, numbers and letters: one key marks both papers."""
        return self._asked() == other._asked()

    def _asked(self) -> object:
        parts = (
            (part.number, part.id, [(letter.letter, letter.id) for letter in part.letters])
            for _, part in self.parts
        )
        return [question.identity for question in self.questions], [*parts]

    def with_policy(self, policy: Policy) -> KeyRecord:
        """Give the same record under another policy."""
        return replace(self, policy=policy)


def to_json(record: KeyRecord) -> dict[str, object]:
    """Write a record as a JSON object, with its format and digest."""
    return {"format": FORMAT, "digest": record.digest, "record": encode(record)}


def from_json(data: object) -> KeyRecord:
    """Read a record back.

    Raises
    ------
    DamagedError
        If anything is missing, of the wrong sort, of another format or changed since it was written.
    """
    match data:
        case {"format": int(version), "digest": str(digest), "record": dict(content)}:
            if version != FORMAT:
                raise DamagedError(f"format {version}; this examgen reads format {FORMAT}")
            if _digest(content) != digest:
                raise DamagedError("its content was changed after it was written")
            return decode(KeyRecord, content)
    raise DamagedError("'format', 'digest' or 'record' is missing")


def save(record: KeyRecord, path: Path) -> None:
    """Write a record to its file, atomically."""
    write_json(path, to_json(record))


def load(path: Path) -> KeyRecord:
    """Read the record of a paper.

    Raises
    ------
    Refused
        If the file is missing, damaged or of another format.
    """
    data = read_json(path, "record of a paper")
    try:
        return from_json(data)
    except DamagedError as error:
        hint = "build the exam again, or put the printed paper's own record back"
        raise Refused(f"{path}: this record of a paper is damaged: {error}", hint=hint) from None


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
