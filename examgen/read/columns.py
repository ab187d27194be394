"""What the columns of a table of responses are, and which part a column or a row of a long table means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examgen.text.diagnostic import nearest

if TYPE_CHECKING:
    from examgen.papers.record import KeyRecord

ROLES: Mapping[str, tuple[str, ...]] = {
    "student": (
        "student", "id", "student id", "student no", "student number", "studentid", "sid", "candidate",
        "login", "username", "user", "matriculation number", "matrikelnummer", "matrikel", "matr.nr.",
        "matrnr", "uco", "učo",
    ),
    "name": ("name", "student name", "full name", "fullname", "jméno"),
    "paper": ("variant", "paper", "version", "variante", "varianta", "gruppe", "group"),
    "question": ("question", "item", "task", "aufgabe", "frage", "otázka", "úloha"),
    "part": ("part", "subquestion", "teil", "teilaufgabe", "část"),
    "response": ("response", "answer", "value", "antwort", "odpověď"),
    "marks": ("marks", "mark", "points", "punkte", "body"),
}  # fmt: skip
_ROLE = {name: role for role, names in ROLES.items() for name in names}

_NUMBER = re.compile(r"(?:q|question|no|nr|number|aufgabe)?[ .#]*(\d+)[ .)(_-]*([a-z]{0,3})[ .)]*")


def role(column: str) -> str | None:
    """Tell what a column that is no part's is: student, name, paper, question, part, response, marks."""
    return _ROLE.get(" ".join(column.casefold().replace("_", " ").split()))


@dataclass(frozen=True, slots=True)
class PartNames:
    """The names by which one paper's parts may be called.

    Attributes
    ----------
    numbers
        From any name, in lower case, to the printed number.
    doubtful
        Names that more than one part answers to.
    """

    numbers: Mapping[str, str]
    doubtful: frozenset[str]

    @classmethod
    def of(cls, record: KeyRecord) -> PartNames:
        """Collect the names of a paper's parts."""
        found: dict[str, set[str]] = {}
        for name, number in _names(record):
            found.setdefault(name.casefold(), set()).add(number)
        single = {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}
        return cls(single, frozenset(found.keys() - single.keys()))

    def find(self, name: str) -> str | None:
        """Find the printed number that a column's name means: an id, or a number as people write it."""
        folded = name.strip().casefold()
        if folded in self.numbers:
            return self.numbers[folded]
        written = _NUMBER.fullmatch(folded)
        return self.numbers.get(written.group(1) + written.group(2)) if written else None

    def find_pair(self, question: str, part: str) -> str | None:
        """Find the part that a question's name and a part's name mean together."""
        question, part = question.strip(), part.strip()
        if not part:
            return self.find(question)
        named = (f"{question}.{part}", f"{question}{part}", part)
        return next(filter(None, map(self.find, named[:2])), None) or self._repeated(question, part)

    def _repeated(self, question: str, part: str) -> str | None:
        """Read a row that says ``1`` and ``1a``: the question once more in front of the part."""
        number = self.find(part)
        return (
            number
            if number is not None and re.fullmatch(rf"\D*{re.escape(question)}[a-z]*", number)
            else None
        )


def _names(record: KeyRecord) -> Iterator[tuple[str, str]]:
    """Every name of every part, with the printed number."""
    for question in record.questions:
        for part in question.parts:
            label = part.number.removeprefix(str(question.number))
            yield part.number, part.number
            for name in (question.id, question.name):
                yield f"{name}.{part.id}", part.number
                if label:
                    yield f"{name}.{label}", part.number
            yield f"{question.number}.{part.id}", part.number
            if len(question.parts) == 1:
                yield from ((name, part.number) for name in (question.id, question.name))


def nearest_name(column: str, papers: Iterable[PartNames]) -> str | None:
    """Name the column that somebody may have meant."""
    known = {name for names in papers for name in names.numbers}
    return nearest(column, known | _ROLE.keys())
