"""An array of numbers with any number of axes.

A student writes nested lists, ``[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]``, with round or square brackets, or the
matrices one below the other or separated by semicolons, ``[1 2; 3 4]; [5 6; 7 8]``, as ``numpy`` prints them too.
The shape is compared first; axes of length 1 may be left out, so that a plain list will do where only one axis
is longer. Then the entries are compared one by one as those of a ``matrix`` are: all must be right, unless
``partial`` is set. The key with its axes in another order (channels last in place of first) is wrong, and said
to be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, permutations

from examgen.answers._blocks import Block, places, read_block
from examgen.answers._entries import ENTRIES, compare_entries
from examgen.answers._forms import decimal_hint, number_forms
from examgen.answers.base import WRONG, Example, Interaction, Key, Option, Outcome, Spec, wrong
from examgen.text.expr import Expr
from examgen.text.show import show as shown
from examgen.text.values import Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = ENTRIES

_LAST = "the axes are exchanged: what belongs on the first axis stands on the last one"
_FIRST = "the axes are exchanged: what belongs on the last axis stands on the first one"
_EXCHANGED = "the axes are exchanged"
_MOST_ORDERS = 120


def read(text: str, spec: Spec) -> Block:
    """Return the entries with their shape, each as it was written."""
    return read_block(text, spec)


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare shapes, then entry by entry."""
    shape = _shape(key)
    if shape is None or not isinstance(given, Block):
        return WRONG
    block = _completed(given, shape)
    if block is None:
        return wrong(_misshapen(key, shape, given, spec))
    outcome = _compare_block(key, block, spec)
    if outcome.agrees is False and (said := _order(key, shape, block, spec)):
        return Outcome(False, outcome.credit, said)
    return outcome


def _shape(key: object) -> tuple[int, ...] | None:
    """Return the shape of nested tuples of numbers; None for anything else."""
    if isinstance(key, Expr):
        return ()
    if not isinstance(key, tuple) or not key:
        return None
    shapes = {_shape(part) for part in key}
    first = shapes.pop()
    return None if shapes or first is None else (len(key), *first)


def _completed(given: Block, shape: tuple[int, ...]) -> Block | None:
    """Return what is written in the key's shape: axes of length 1 may have been left out."""
    left = list(given.shape)
    for length in shape:
        if left and left[0] == length:
            left.pop(0)
        elif length != 1:
            return None
    return None if left else Block(shape, given.entries)


def _entries(key: object) -> list[Expr]:
    if isinstance(key, Expr):
        return [key]
    return [entry for part in key for entry in _entries(part)] if isinstance(key, tuple) else []


def _compare_block(key: Key, block: Block, spec: Spec) -> Outcome:
    names = [f"entry {_index(place)}" for place in places(block.shape)]
    return compare_entries(_entries(key), block.entries, names, spec)


def _index(place: Sequence[int]) -> str:
    return f"({', '.join(str(at + 1) for at in place)})"


def _order(key: Key, shape: tuple[int, ...], given: Block, spec: Spec) -> str:
    """Say in which order the axes stand, if that is all that is wrong; nothing otherwise."""
    count = len(shape)
    if count < 2 or sorted(given.shape) != sorted(shape):
        return ""
    for axes in islice(permutations(range(count)), 1, _MOST_ORDERS):
        if tuple(given.shape[axis] for axis in axes) != shape:
            continue
        if _compare_block(key, given.permuted(axes), spec).agrees:
            moved_last, moved_first = (count - 1, *range(count - 1)), (*range(1, count), 0)
            return {moved_last: _LAST, moved_first: _FIRST}.get(axes, _EXCHANGED)
    return ""


def _misshapen(key: Key, shape: tuple[int, ...], given: Block, spec: Spec) -> str:
    said = f"an array of shape {_by(given.shape)} is written, where {_by(shape)} is needed"
    if not given.shape:
        said = f"a single number is written, where an array of shape {_by(shape)} is needed"
    order = _order(key, shape, given, spec)
    return f"{said}: {order}" if order else said


def _by(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "a single number"


def given_value(given: object) -> Value | None:
    """Return the values, nested as they were written."""
    return given.value if isinstance(given, Block) else None


def show(value: Value) -> str:
    """Return the nested lists in brackets."""
    return shown(value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the exact entries, and decimals."""
    return number_forms(key, spec)


def how_to_write(spec: Spec) -> str:
    """Say how lists are nested."""
    mark = ";" if spec.decimal_comma else ","
    example = "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]".replace(",", mark)
    return (
        f"nested lists, the first axis outermost, such as {example}; each entry exact, {decimal_hint(spec)}"
    )


def examples() -> tuple[Example, ...]:
    """Nested lists in every writing, and what can be wrong with shapes, axes and entries."""
    key = "[[[1, 2], [3, 4]], [[5, 6], [7, 1/3]]]"
    wide = "[[[1, 2, 3], [4, 5, 6]]]"
    return (
        Example(key, "[[[1,2],[3,4]],[[5,6],[7,1/3]]]", "right"),
        Example(key, "(((1, 2), (3, 4)), ((5, 6), (7, 0.333)))", "right"),
        Example(key, "[[1, 2], [3, 4]]; [[5, 6], [7, 1/3]]", "right"),
        Example(key, "[1 2; 3 4], [5 6; 7 1/3]", "right"),
        Example(key, "[[[1 2]\n  [3 4]]\n\n [[5 6]\n  [7 1/3]]]", "right"),
        Example(key, "y = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 1/3]]])", "right"),
        Example(key, "[[[1; 2]; [3; 4]]; [[5; 6]; [7; 0,333]]]", "right", decimal_comma=True),
        Example(
            key, "[[[1, 5], [2, 6]], [[3, 7], [4, 1/3]]]", "wrong", "on the first axis stands on the last"
        ),
        Example(
            key, "[[[1, 3], [5, 7]], [[2, 4], [6, 1/3]]]", "wrong", "on the last axis stands on the first"
        ),
        Example(key, "[[[1, 3], [2, 4]], [[5, 7], [6, 1/3]]]", "wrong", "the axes are exchanged"),
        Example(key, "[[[1, 2], [3, 4]], [[5, 6], [8, 1/3]]]", "wrong", "entry (2, 2, 1) is not right"),
        Example(key, "[[[1, 2], [3, 4]], [[5, 6], [7, 0.3]]]", "wrong", "entry (2, 2, 2)"),
        Example(key, "[[[1, 2], [3, 4]], [[5, 6], [0, 0]]]", "partial", "2 of 8", options={"partial": True}),
        Example(key, "[[1, 2, 3, 4], [5, 6, 7, 1/3]]", "wrong", "shape 2 x 4 is written, where 2 x 2 x 2"),
        Example(key, "7", "wrong", "a single number is written"),
        Example(wide, "[[1, 2, 3], [4, 5, 6]]", "right"),
        Example(wide, "[[[1], [2], [3]], [[4], [5], [6]]]", "wrong", "2 x 3 x 1 is written, where 1 x 2 x 3"),
        Example(wide, "[[1, 4], [2, 5], [3, 6]]", "wrong", "shape 3 x 2 is written"),
        Example("[[[1], [2], [3]]]", "1, 2, 3", "right"),
        Example("[[[4]]]", "4", "right"),
        Example("[1, 2]", "1; 2", "right"),
        Example("[[[a]], [[b]]]", "[[[a]], [[b]]]", "right", options={"symbols": ["a", "b"]}),
        Example("[[[a]], [[b]]]", "[a, a]", "wrong", options={"symbols": ["a", "b"], "domain": "positive"}),
        Example(key, "[[[1, 2], [3, 4]], [[5, 6]]]", "unreadable", "different lengths"),
        Example(key, "[[[1, 2], [3, 4]], [[5, 6], [7, x]]]", "unreadable"),
        Example(key, "{1, 2}", "unreadable", "a set has no order"),
        Example(key, "[[]]", "unreadable", "nothing stands"),
    )
