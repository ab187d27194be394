"""YAML as authors mean it: exact numbers, few surprises, and the place of everything.

Differences from the usual readers of YAML:

- ``0.1`` is one tenth and ``1e5`` is 100000, exactly; there are no binary floats, infinities or NaNs.
- Only ``true`` and ``false`` are truth values; ``yes``, ``no``, ``on``, ``off`` are text.
- ``010``, ``0x1F``, ``1_000``, ``12:30`` and ``2022-05-03`` are text.
- ``null``, ``~`` and an empty value are nothing.
- Keys are always text and must differ.
- Tags, ``<<`` merges, cycles and several documents in one file are refused.

Every value knows where it stands, and every character of a text can be traced back to the file, also through
block texts, folding and escapes.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from examgen.text.diagnostic import Diagnostic, Refused
from examgen.text.place import Place
from examgen.text.yaml_node import Node
from examgen.text.yaml_span import Span

__all__ = ["Node", "decode", "load", "read"]

_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 60
_LARGEST = 200_000
_DIGITS = 300
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?(?:[eE]([-+]?[0-9]{1,3}))?\Z")
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_QUOTE = "a text that holds ':', ',', '#', brackets or quotes must stand in quotes"
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")}


def read(path: Path, file: str | None = None) -> Node:
    """Read a YAML file.

    Parameters
    ----------
    path
        The file.
    file
        Its name in messages; the path unless given.

    Raises
    ------
    Refused
        If it can't be read or is not what `load` accepts.
    """
    name = str(path) if file is None else file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}") from None
    return load(decode(data, name), name)


def decode(data: bytes, file: str) -> str:
    """Return UTF-8 data as text, without a byte-order mark.

    Raises
    ------
    Refused
        With the place of the first byte that is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        raise Refused("not UTF-8 text", _place_after(before, file), "save the file as UTF-8") from None


def load(text: str, file: str) -> Node:
    """Return the one document in `text`, with the place of everything in it.

    Parameters
    ----------
    text
        YAML.
    file
        The name to use in places.

    Raises
    ------
    Refused
        With all that is wrong: syntax, repeated keys, cycles, tags, documents, unprintable characters.
    """
    text = text.removeprefix("\ufeff")
    bad = _UNPRINTABLE.search(text)
    if bad:
        place = _place_after(text[: bad.start()], file)
        raise Refused(f"the character U+{ord(bad[0]):04X} does not belong in a text file", place, "delete it")
    reader = _Reader(file, _lines(text))
    node = reader.node(_composed(text, file, reader.lines), frozenset())
    if reader.problems:
        raise Refused.of(reader.problems)
    return node


class _TooDeepError(Exception):
    """Nesting that the composer, which is recursive and written in C, would not survive."""


class _Loader(_BaseLoader):  # type: ignore[misc]
    """Composes nodes; all plain values are texts to it."""

    depth = 0

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _TooDeepError

    def ascend_resolver(self) -> None:
        self.depth -= 1


def _composed(text: str, file: str, lines: list[str]) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        return loader.get_single_node()  # type: ignore[no-any-return]
    except yaml.MarkedYAMLError as error:
        raise _explained(error, file, lines) from None
    except _TooDeepError:
        raise Refused(f"{file}: nested more than {_DEEPEST} deep") from None
    finally:
        loader.dispose()


def _explained(error: yaml.MarkedYAMLError, file: str, lines: list[str]) -> Refused:
    mark = error.problem_mark or error.context_mark
    place = None if mark is None else Place(file, mark.line + 1, mark.column + 1)
    problem = error.problem or "not YAML"
    if "another document" in problem:
        return Refused("a second document starts here", place, "one file, one document: remove the '---'")
    if place and place.line <= len(lines) and "\t" in lines[place.line - 1][: place.column]:
        return Refused("a tab where spaces must stand", place, "indent with spaces")
    context = f" {error.context}" if error.context else ""
    message = f"not YAML: {problem}{context}".replace("found character that", "this character")
    return Refused(message, place, _QUOTE if "did not find" in problem else "")


def _place_after(before: str, file: str) -> Place:
    lines = _lines(before)
    return Place(file, len(lines), len(lines[-1]) + 1, len(lines[-1]) + 2)


def _lines(text: str) -> list[str]:
    """Split where YAML does, and nowhere else."""
    return re.split(r"\r\n|\n|\r", text)


class _Reader:
    """Turns composed nodes into ours and collects what is wrong with them."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file, self.lines = file, lines
        self.problems: list[Diagnostic] = []
        self.done: dict[int, Node] = {}
        self.sizes: dict[int, int] = {}

    def node(self, raw: yaml.Node | None, around: frozenset[int]) -> Node:
        """Return our node for a composed one; aliases share it."""
        if raw is None:
            return Node(None, Place(self.file, 1, 1))
        if id(raw) in around:
            return self._refuse(raw, "this value contains itself", "copy what is meant")
        if id(raw) not in self.done:
            self.done[id(raw)] = self._new(raw, around | {id(raw)})
        return self.done[id(raw)]

    def _new(self, raw: yaml.Node, around: frozenset[int]) -> Node:
        if raw.tag not in _PLAIN_TAGS:
            return self._refuse(raw, f"the tag '{raw.tag}' is not read here", "remove it")
        if isinstance(raw, yaml.MappingNode):
            return self._mapping(raw, around)
        if isinstance(raw, yaml.SequenceNode):
            entries = [self.node(entry, around) for entry in raw.value]
            return self._sized(raw, Node(entries, self._place(raw)), entries)
        return self._scalar(raw)

    def _mapping(self, raw: yaml.MappingNode, around: frozenset[int]) -> Node:
        values: dict[str, Node] = {}
        places: dict[str, Place] = {}
        for key, value in raw.value:
            name = self._key(key, places)
            if name is not None:
                places[name] = self._place(key)
                values[name] = self.node(value, around)
        return self._sized(raw, Node(values, self._place(raw), key_places=places), list(values.values()))

    def _key(self, key: yaml.Node, places: dict[str, Place]) -> str | None:
        if not isinstance(key, yaml.ScalarNode):
            self._refuse(key, "a key must be a plain word")
        elif key.value in places:
            self._refuse(key, f"'{key.value}' is here twice", f"first on line {places[key.value].line}")
        elif key.value == "<<" and not key.style:
            self._refuse(key, "'<<' merges are not read here", "write the keys out")
        else:
            return str(key.value)
        return None

    def _scalar(self, raw: Any) -> Node:
        value = raw.value if raw.style else _plain_value(raw.value)
        if not isinstance(value, str):
            return Node(value, self._place(raw), raw.value)
        start, end = ((mark.line, mark.column) for mark in (raw.start_mark, raw.end_mark))
        return Node.text(value, Span(self.file, self.lines, raw.style or "", start, end))

    def _sized(self, raw: yaml.Node, node: Node, entries: list[Node]) -> Node:
        """Refuse aliases of aliases that would unfold without bound."""
        size = 1 + sum(self.sizes.get(id(entry), 1) for entry in entries)
        self.sizes[id(node)] = size
        if size > _LARGEST:
            return self._refuse(raw, f"more than {_LARGEST} values once the aliases are unfolded")
        return node

    def _refuse(self, raw: yaml.Node, message: str, hint: str = "") -> Node:
        place = self._place(raw)
        self.problems.append(Diagnostic(message, place, hint))
        return Node(None, place)

    def _place(self, raw: yaml.Node) -> Place:
        start, end = raw.start_mark, raw.end_mark
        one_line = start.line == end.line and end.column > start.column
        return Place(self.file, start.line + 1, start.column + 1, end.column + 1 if one_line else None)


def _plain_value(written: str) -> str | int | Fraction | bool | None:
    if written in _CONSTANTS:
        return _CONSTANTS[written]
    if len(written) > _DIGITS:
        return written
    if _INTEGER.match(written):
        return int(written)
    match = _DECIMAL.match(written)
    if match and any(char.isdigit() for char in written.partition("e")[0].partition("E")[0]):
        return Fraction(written if not written.endswith(".") else written + "0")
    return written
