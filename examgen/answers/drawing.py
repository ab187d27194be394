"""A drawing on paper.

A person marks it by the part's rubric. A table of responses may hold a remark on it, or the name of a file.
"""

from __future__ import annotations

from examgen.answers._by_hand import accepted, compare, given_value, options, pending, read, rubric, show
from examgen.answers.base import Example, Interaction, Spec

__all__ = ["accepted", "compare", "given_value", "options", "read", "rubric", "show"]

interaction = Interaction.FREE


def how_to_write(spec: Spec) -> str:
    """Say what is wanted."""
    return "a drawing in the space given"


def examples() -> tuple[Example, ...]:
    """Whatever is written waits for a person."""
    return pending("see page 3")
