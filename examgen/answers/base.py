"""What an answer type is: the names that every kind's module defines, and the few types that cross its border.

A kind is one module of this package that defines the names of `AnswerType`; its file's name is the kind
(``multi_choice.py`` is ``multi-choice``). Modules whose name starts with an underscore are shared helpers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from examgen.text.values import Value

ZERO = Fraction(0)
ONE = Fraction(1)

Key: TypeAlias = "Value | None"


class Interaction(Enum):
    """What a student does with the answer; outputs draw these six and know no kind."""

    ENTRY = "entry"
    CHOOSE = "choose"
    ARRANGE = "arrange"
    PAIR = "pair"
    FREE = "free"
    UPLOAD = "upload"


class Verdict(StrEnum):
    """What is said of a response; marks follow from it by policy."""

    RIGHT = "right"
    PARTIAL = "partial"
    FOLLOW_THROUGH = "follow-through"
    MISTAKE = "mistake"
    WRONG = "wrong"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer stands to a key.

    Attributes
    ----------
    agrees
        None where it can't be decided, so that a person must look.
    credit
        Share of the points, 0 to 1; strictly between them only for a partial answer.
    why
        A sentence for the student that describes the difference without giving the key away; may be empty.
    """

    agrees: bool | None
    credit: Fraction
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict that this outcome alone supports."""
        if self.agrees is None:
            return Verdict.UNDECIDED
        if self.agrees:
            return Verdict.RIGHT
        return Verdict.PARTIAL if self.credit else Verdict.WRONG


RIGHT = Outcome(True, ONE)
WRONG = Outcome(False, ZERO)
PENDING = Outcome(None, ZERO, "marked by a person")


def is_blank(text: str) -> bool:
    """Whether nothing that can be seen is written: spaces, control and format characters only."""
    return not any(unicodedata.category(character)[0] not in "ZC" for character in text)


def wrong(why: str) -> Outcome:
    """Return a wrong outcome and the reason."""
    return Outcome(False, ZERO, why)


def undecided(why: str) -> Outcome:
    """Return the outcome that sends an answer to a person, and the reason."""
    return Outcome(None, ZERO, why)


def partly(credit: Fraction, why: str) -> Outcome:
    """Return an outcome worth `credit` of the points: right at 1, wrong at 0, partial between."""
    return Outcome(credit >= 1, min(max(credit, ZERO), ONE), why)


@dataclass(frozen=True, slots=True)
class Option:
    """A named convention of a kind, as an author may set it beside ``kind:`` in a bank.

    Attributes
    ----------
    type
        The name of a type below: what `settle` checks a written value against.
    default
        Its value where the author says nothing.
    says
        What it means, for the docs.
    among
        The words allowed, for the type ``word``.
    """

    type: str
    default: object
    says: str
    among: tuple[str, ...] = ()

    @property
    def expects(self) -> str:
        """What a value must be, in words."""
        return "one of " + ", ".join(self.among) if self.among else _TYPES[self.type][0]

    def settle(self, value: object) -> object:
        """Return the checked value.

        Raises
        ------
        ValueError
            With the end of a sentence that says what is expected.
        """
        if value is None and self.default is None:
            return None
        settled = _TYPES[self.type][1](value)
        if settled is None or (self.among and settled not in self.among):
            raise ValueError(f"expects {self.expects}")
        return settled


def _flag(value: object) -> object:
    return value if isinstance(value, bool) else None


def _count(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _ratio(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, Fraction, str)):
        return None
    try:
        number = Fraction(value)  # 1/40 is text in YAML
    except (ValueError, ZeroDivisionError):
        return None
    return number if number >= 0 else None


def _word(value: object) -> object:
    return value if isinstance(value, str) else None


def _names(value: object) -> object:
    names = value.split() if isinstance(value, str) else list(value) if isinstance(value, Mapping) else value
    fits = isinstance(names, (list, tuple)) and all(isinstance(name, str) and name for name in names)
    return tuple(names) if fits and isinstance(names, (list, tuple)) else None


def _domains(value: object) -> object:
    texts = (
        [value] if isinstance(value, str) else list(value.values()) if isinstance(value, Mapping) else [None]
    )
    if not all(isinstance(text, str) for text in texts):
        return None
    from examgen.answers._formula import domain  # only parts with symbols need the parser

    for text in texts:
        domain(text)
    return value


def _formulas(value: object) -> object:
    texts = _listed(value)
    if texts is not None:
        from examgen.text.parser import parse
        from examgen.text.syntax import Unreadable

        try:
            for text in texts:
                parse(text)
        except Unreadable as problem:
            raise ValueError(f"expects {_TYPES['formulas'][0]}: {problem}") from problem
    return texts


def _listed(value: object) -> tuple[str, ...] | None:
    texts = tuple(value) if isinstance(value, list | tuple) else (value,)
    found = tuple(text for text in texts if isinstance(text, str) and text)
    return found if len(found) == len(texts) else None


_TYPES: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "flag": ("true or false", _flag),
    "count": ("a whole number, 0 or more", _count),
    "ratio": ("a number, 0 or more", _ratio),
    "word": ("a word", _word),
    "names": ("a list of names", _names),
    "formulas": ("a formula or a list of formulas", _formulas),
    "domains": ("a domain, or a domain for each symbol", _domains),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """How one part wants its answer: the kind, its settled options, the internal ids of what can be chosen.

    Where choices are matched with something, `items` are the ids of that.
    """

    kind: str
    options: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    decimal_comma: bool = False
    items: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.kind, repr(self.options), self.choices, self.decimal_comma, self.items))


@dataclass(frozen=True, slots=True)
class Example:
    """A key, what a student writes, and the verdict: a test of its kind and a line of its docs page.

    Attributes
    ----------
    key, given
        As text; the key is read as an answer is. Both are ids for kinds that choose.
    options, choices, decimal_comma, items
        What differs from the plain specification.
    why
        A piece of the sentence that the student gets.
    """

    key: str
    given: str
    verdict: str
    why: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    decimal_comma: bool = False
    items: tuple[str, ...] = ()


class AnswerType(Protocol):
    """A kind's module. Its docstring is its page in the docs.

    `read` raises `examgen.text.syntax.Unreadable`, with the place in the answer, and nothing else; `compare` never
    raises. A kind whose values are printed in a way of their own, such as ``O(n)``, also defines
    ``tex(value, *, decimal_comma=False)``, which returns LaTeX math. One that may be marked by a person or by
    a machine, as code, sets ``or_by_hand``: then a part with a rubric or without a key is a person's.
    """

    interaction: Interaction
    rubric: bool
    options: Mapping[str, Option]

    def read(self, text: str, spec: Spec) -> object:
        """Return what the student means."""

    def compare(self, key: Key, given: object, spec: Spec) -> Outcome:
        """Say how what `read` returned stands to the key."""

    def given_value(self, given: object) -> Value | None:
        """Return the value to carry forward into later steps, if there is one."""

    def show(self, value: Value) -> str:
        """Return text that `read` takes back."""

    def accepted(self, key: Value, spec: Spec) -> tuple[str, ...]:
        """Return, as LaTeX text, the forms in which the key may be written, for the solution sheet."""

    def how_to_write(self, spec: Spec) -> str:
        """Return a hint for the student, in plain words."""

    def examples(self) -> tuple[Example, ...]:
        """Return right, wrong and unreadable answers."""
