"""Nested lists of numbers, of any depth: reading them, their shape, their axes in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import cast

from examgen.answers._formula import symbols_of
from examgen.answers._reading import read_syntax, write_down
from examgen.answers.base import Spec
from examgen.text.chains import label_free
from examgen.text.lower import Written
from examgen.text.syntax import Call, Group, Syntax, Unreadable
from examgen.text.values import Value

_WRAPPERS = frozenset({"tensor", "array", "matrix", "Tensor", "Matrix"})


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangular block of entries.

    Attributes
    ----------
    shape
        How long it is along each axis; a single number has no axis.
    entries
        Row by row, the last axis fastest.
    """

    shape: tuple[int, ...]
    entries: tuple[Written, ...]

    @property
    def value(self) -> Value:
        """The values as nested tuples."""
        return cast(Value, _nested([entry.value for entry in self.entries], self.shape))

    def permuted(self, axes: Sequence[int]) -> Block:
        """Return the block whose axis k is axis ``axes[k]`` of this one."""
        shape = tuple(self.shape[axis] for axis in axes)
        steps = _steps(self.shape)
        entries = (
            self.entries[sum(at * steps[axis] for at, axis in zip(place, axes, strict=True))]
            for place in places(shape)
        )
        return Block(shape, tuple(entries))


def places(shape: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the indices of every entry, counted from 0, the last axis fastest."""
    return product(*map(range, shape))


def _steps(shape: Sequence[int]) -> list[int]:
    """Return how far apart neighbours along each axis stand in the list of entries."""
    return [prod(shape[axis + 1 :]) for axis in range(len(shape))]


def _nested(entries: Sequence[object], shape: Sequence[int]) -> object:
    if not shape:
        return entries[0]
    width = prod(shape[1:])
    return tuple(_nested(entries[at * width : (at + 1) * width], shape[1:]) for at in range(shape[0]))


def read_block(text: str, spec: Spec) -> Block:
    """Return the numbers that `text` nests.

    Raises
    ------
    Unreadable
        If its parts have different sizes, or there is something else than numbers and lists of them.
    """
    return _read(label_free(read_syntax(text, spec), frozenset(symbols_of(spec))), spec)


def _read(syntax: Syntax, spec: Spec) -> Block:
    match syntax:
        case Call(name=name, args=(inner,)) if name in _WRAPPERS:
            return _read(inner, spec)
        case Group(bracket="{}"):
            raise Unreadable("a set has no order; write the entries in ( ) or [ ]", syntax.start, syntax.end)
        case Group(bracket="()", items=(inner,)) if not isinstance(inner, Group):
            return Block((), (write_down(syntax, spec),))  # (1 + 2) is a number
        case Group(bracket="" | "()" | "[]" | "row"):
            return _stacked([_read(item, spec) for item in syntax.items], syntax)
        case Group():
            raise Unreadable("the brackets do not match", syntax.start, syntax.end)
    return Block((), (write_down(syntax, spec),))


def _stacked(blocks: Sequence[Block], syntax: Syntax) -> Block:
    if not blocks:
        raise Unreadable("nothing stands between these brackets", syntax.start, syntax.end)
    if len({block.shape for block in blocks}) > 1:
        raise Unreadable("the parts of a list have different lengths", syntax.start, syntax.end)
    entries = tuple(entry for block in blocks for entry in block.entries)
    return Block((len(blocks), *blocks[0].shape), entries)
