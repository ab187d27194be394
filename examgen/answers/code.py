"""A piece of code.

A person marks it by the part's rubric; line breaks and indentation are kept as written, and nothing of it is
run.
"""

from __future__ import annotations

from examgen.answers._by_hand import accepted, compare, given_value, options, pending, read, rubric, show
from examgen.answers.base import Example, Interaction, Spec

__all__ = ["accepted", "compare", "given_value", "options", "read", "rubric", "show"]

interaction = Interaction.FREE


def how_to_write(spec: Spec) -> str:
    """Say what is wanted."""
    return "a few lines of code"


def examples() -> tuple[Example, ...]:
    """Whatever is written waits for a person."""
    return pending("def leaky(x):\n    return x if x > 0 else x / 10")
