"""A value read from YAML and where it stands: the nodes that `examgen.text.exact_yaml` makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from examgen.text.place import Place
from examgen.text.yaml_span import Span

__all__ = ["Node"]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value and its place.

    Parameters
    ----------
    value
        Text, exact number, truth value, nothing; or a list or mapping of nodes.
    place
        Where it starts; of a text, where its first line stands, without quotation marks.
    written
        A number, truth value or text as it is written (``0.10`` for one tenth).
    key_places
        Of a mapping: where its keys stand.
    span
        Of a text: the source that it was read from.
    """

    value: dict[str, Node] | list[Node] | str | int | Fraction | bool | None
    place: Place
    written: str = ""
    key_places: dict[str, Place] = field(default_factory=dict)
    span: Span | None = field(default=None, repr=False)

    @staticmethod
    def text(value: str, span: Span) -> Node:
        """Return the node of a text that was read from `span`."""
        simple = span.simple_place()
        if simple is not None:
            return Node(value, simple, value, span=span)
        first_line = value.lstrip("\n").partition("\n")[0]
        start = value.index(first_line)
        return Node(value, span.locate(value, start, start + len(first_line)), value, span=span)

    def plain(self) -> object:
        """Return the value without places: plain dictionaries, lists, texts and numbers."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, *path: str | int) -> Node | None:
        """Return the node at the end of `path`, if there is one."""
        node: Node | None = self
        for step in path:
            node = None if node is None else node.child(step)
        return node

    def child(self, step: str | int) -> Node | None:
        """Return the entry of a mapping or a list, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, list) and isinstance(step, int) and -1 < step < len(self.value):
            return self.value[step]
        return None

    def place_of(self, path: Sequence[str | int]) -> Place:
        """Return the place of what `path` leads to, as deep as it exists.

        Steps that don't exist are passed over.
        """
        node = self
        for step in path:
            node = node.child(step) or node
        return node.place

    def key_place_of(self, path: Sequence[str | int]) -> Place:
        """Return the place of the key that `path` ends in; what `place_of` returns where that is no key."""
        around = self
        for step in path[:-1]:
            around = around.child(step) or around
        key = str(path[-1]) if path else ""
        return around.key_places.get(key) or self.place_of(path)

    def locate(self, start: int, end: int) -> Place:
        """Return the place of the characters of a text from offset `start` up to `end`."""
        if self.span is None or not isinstance(self.value, str):
            return self.place
        return self.span.locate(self.value, start, end)

    def line_place(self, line: int) -> Place:
        """Return the place of a line of a text; lines count from 0."""
        if not isinstance(self.value, str):
            return self.place
        lines = self.value.split("\n")
        start = sum(len(text) + 1 for text in lines[:line])
        return self.locate(start, start + len(lines[line]) if line < len(lines) else start)

    def line_places(self) -> tuple[Place, ...]:
        """Return the places of all lines of a text."""
        count = self.value.count("\n") + 1 if isinstance(self.value, str) else 1
        return tuple(self.line_place(line) for line in range(count))
