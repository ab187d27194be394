"""One choice out of several.

A student writes the printed letter (``B``, ``b``, ``(b)``, ``B.``) or ticks its box; inside the program a
choice is its id. Two different choices in one answer can't be read, since nobody may pick one of them for the
student.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.answers._listing import names_in
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec
from examgen.text.syntax import Unreadable
from examgen.text.values import Value

interaction = Interaction.CHOOSE
rubric = False
options: Mapping[str, Option] = {}


def read(text: str, spec: Spec) -> str:
    """Return the one choice that `text` names."""
    names = set(names_in(text, spec.choices))
    if len(names) == 1:
        return names.pop()
    said = f"{len(names)} choices are named" if names else "no choice is named"
    raise Unreadable(f"{said}, where exactly one is asked", 0, len(text))


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Right if it is the key's choice."""
    return RIGHT if given == key else WRONG


def given_value(given: object) -> Value | None:
    """Return the choice's id."""
    return given if isinstance(given, str) else None


def show(value: Value) -> str:
    """Return the id."""
    return str(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Only the one; papers print its letter."""
    return (show(key),)


def how_to_write(spec: Spec) -> str:
    """Say that a letter is wanted."""
    return "the letter of one choice, such as B"


_ABC = ("A", "B", "C")


def examples() -> tuple[Example, ...]:
    """Letters in a student's hand, and ids."""
    return (
        Example("B", "B", "right", choices=_ABC),
        Example("B", " (b) ", "right", choices=_ABC),
        Example("B", "B B", "right", choices=_ABC),
        Example("B", "C.", "wrong", choices=_ABC),
        Example("B", "B or C", "unreadable", "none of the choices", choices=_ABC),
        Example("B", "B, C", "unreadable", "2 choices are named", choices=_ABC),
        Example("B", "D", "unreadable", "none of the choices", choices=_ABC),
        Example("B", "…", "unreadable", "", choices=_ABC),
        Example("a", "a", "right", choices=("a", "A")),
        Example("a", "A", "wrong", choices=("a", "A")),
        Example("ignores-input", "Ignores-Input", "right", choices=("ignores-input", "identity")),
        Example("ignores-input", "identity", "wrong", choices=("ignores-input", "identity")),
    )
