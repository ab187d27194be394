"""What the kinds that a person marks have in common: the text is kept as it is, and no machine judges it."""

from __future__ import annotations

from collections.abc import Mapping

from examgen.answers.base import PENDING, Example, Key, Option, Outcome, Spec, is_blank
from examgen.text.syntax import Unreadable
from examgen.text.values import Value

rubric = True
options: Mapping[str, Option] = {}


def read(text: str, spec: Spec) -> str:
    """Return the text as written, without blank lines before it and space after it; indentation stays."""
    kept = text.rstrip().lstrip("\r\n")
    if is_blank(kept):
        raise Unreadable("nothing is written", 0, len(text))
    return kept


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Leave it to a person."""
    return PENDING


def given_value(given: object) -> Value | None:
    """Return None: nothing can be computed from it."""
    return None


def show(value: Value) -> str:
    """Return the text."""
    return str(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return no form: the solution prints the model answer and the rubric."""
    return ()


def pending(given: str) -> tuple[Example, ...]:
    """Return the one example: whatever is written waits for a person."""
    return (Example("", given, "pending", "marked by a person"),)
