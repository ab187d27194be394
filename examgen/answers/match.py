"""Items to be matched with options.

The items are numbered, the options have letters; an option may belong to several items or to none. A student writes
``1B 2A 3C``, ``1-B, 2-A, 3-C``, ``B A C`` or ``BAC`` (the options of the items in order). Each right pair earns its
share of the points, unless ``partial`` is off; an item without an option counts as wrong. In a bank, `items` and
`options` stand beside ``kind``, and ``correct: {item: option}``; or a step returns the option of each item in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from examgen.answers._listing import count
from examgen.answers._pairing import read_pairs
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec, partly, wrong
from examgen.text.show import show as shown
from examgen.text.values import Value

interaction = Interaction.PAIR
rubric = False
options: Mapping[str, Option] = {
    "partial": Option("flag", True, "whether each right pair earns its share of the points"),
}


def read(text: str, spec: Spec) -> tuple[str, ...]:
    """Return the option of each item in order; nothing for an item without one."""
    pairs = read_pairs(text, spec.items, spec.choices)
    return tuple(pairs.get(item, "") for item in spec.items)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare pair by pair."""
    if not (isinstance(key, tuple) and isinstance(given, tuple) and key and len(key) == len(given)):
        return WRONG
    kept = sum(one == other for one, other in zip(key, given, strict=True))
    if kept == len(key):
        return RIGHT
    open_ = sum(not one for one in given)
    why = f"{kept} of {count(len(key), 'pair')} {'is' if kept == 1 else 'are'} right"
    why += f", {count(open_, 'item')} left open" if open_ else ""
    return partly(Fraction(kept, len(key)), why) if spec.options.get("partial", True) else wrong(why)


def given_value(given: object) -> Value | None:
    """Return the ids of the options, in the order of the items."""
    return given if isinstance(given, tuple) and all(isinstance(one, str) for one in given) else None


def show(value: Value) -> str:
    """Return the pairs, items by their numbers."""
    if not isinstance(value, tuple):
        return shown(value)
    return ", ".join(f"{at}: {one}" for at, one in enumerate(value, 1) if one)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Only the one matching; papers print its letters."""
    return (show(key),)


def how_to_write(spec: Spec) -> str:
    """Say that pairs of a number and a letter are wanted."""
    return "the letter of each item, such as 1B, 2A, 3C"


_ABCD, _ITEMS = ("A", "B", "C", "D"), ("mean", "scale", "shift")


def examples() -> tuple[Example, ...]:
    """Pairs in every writing, and pairs that are not right."""
    return tuple(
        Example(key, given, verdict, why, settings, _ABCD, items=_ITEMS)
        for key, given, verdict, why, settings in _EXAMPLES
    )


_ALL: Mapping[str, object] = {"partial": False}
_EXAMPLES: tuple[tuple[str, str, str, str, Mapping[str, object]], ...] = (
    ("1B 2A 3C", "1B 2A 3C", "right", "", {}),
    ("1B 2A 3C", "1-B, 2-A, 3-C", "right", "", {}),
    ("1B 2A 3C", "1: b; 2: a; 3: c", "right", "", {}),
    ("1B 2A 3C", "1 → B\n2 → A\n3 → C", "right", "", {}),
    ("1B 2A 3C", "3C 1B 2A", "right", "", {}),
    ("1B 2A 3C", "B1, A2, C3", "right", "", {}),
    ("1B 2A 3C", "1B2A3C", "right", "", {}),
    ("1B 2A 3C", "B A C", "right", "", {}),
    ("1B 2A 3C", "bac", "right", "", {}),
    ("1B 2A 3C", "mean: B, scale: A, shift: C", "right", "", {}),
    ("1B 2A 3B", "B, A, B", "right", "", {}),
    ("1B 2A 3C", "1B 2C 3A", "partial", "1 of 3 pairs is right", {}),
    ("1B 2A 3C", "1B 3C", "partial", "2 of 3 pairs are right, 1 item left open", {}),
    ("1B 2A 3C", "1B 2A 3D", "wrong", "2 of 3 pairs", _ALL),
    ("1B 2A 3C", "C B A", "wrong", "0 of 3 pairs", {}),
    ("1B 2A 3C", "B A", "unreadable", "2 options for 3 items", {}),
    ("1B 2A 3C", "1B 1A 3C", "unreadable", "has two options", {}),
    ("1B 2A 3C", "1B 2A 4C", "unreadable", "there is no item 4", {}),
    ("1B 2A 3C", "1B 2A 3E", "unreadable", "'E' is no item and no option", {}),
    ("1B 2A 3C", "1, 2, 3", "unreadable", "no option is named", {}),
)
