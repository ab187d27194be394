"""An explanation in words.

A person marks it by the part's rubric; the words are kept as written and shown beside the model answer.
"""

from __future__ import annotations

from examgen.answers._by_hand import accepted, compare, given_value, options, pending, read, rubric, show
from examgen.answers.base import Example, Interaction, Spec

__all__ = ["accepted", "compare", "given_value", "options", "read", "rubric", "show"]

interaction = Interaction.FREE


def how_to_write(spec: Spec) -> str:
    """Say what is wanted."""
    return "a few sentences"


def examples() -> tuple[Example, ...]:
    """Whatever is written waits for a person."""
    return pending("The output would not depend on the input.")
