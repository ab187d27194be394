"""From what a student wrote to a syntax tree: typed, pasted or copied from paper, as long as it is Python.

A text that does not parse as it stands is tried again with the few changes that typing and CSV files make
necessary; nothing else is guessed.
"""

from __future__ import annotations

import ast
import re
import textwrap
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

LONGEST = 10_000
"""Characters of a program."""

DEEPEST = 80
"""Levels of its syntax tree."""

LARGEST = 10_000
"""Nodes of its syntax tree."""

_SIGNS = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=",
        "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "→": "->", "←": "=", "²": "**2", "³": "**3", "\u00a0": " ",
        "\u2009": " ", "\u202f": " ", "\u200b": "", "\ufeff": "", "\u2028": "\n", "\u2029": "\n", "\x0c": "\n",
    }
)  # fmt: skip
_FENCE = re.compile(r"\A\s*```\w*[ \t]*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
_PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?)", re.MULTILINE)
_ELSE_IF = re.compile(r"^(\s*)else\s+if\b", re.MULTILINE)
_MAPPED = re.compile(r"\A\s*([A-Za-z_]\w*)\s*\(([\w\s,]*)\)\s*=(?!=)\s*(.+)\Z", re.DOTALL)
_PRIME = re.compile(r"\b([A-Za-z]\w*)['′](?=\s*[.\[\]),*+/=-])")


class NotPythonError(Exception):
    """What is written is no Python that could be run.

    Attributes
    ----------
    line
        Where it stops being Python; 0 if that can't be said.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


@dataclass(frozen=True, slots=True)
class Written:
    """A program as read: the text that parsed, and its tree."""

    text: str
    tree: ast.Module


def read(text: str) -> Written:
    """Read a program.

    Raises
    ------
    NotPythonError
        If it is no Python, or too long or too deep to be read.
    """
    if len(text) > LONGEST:
        raise NotPythonError(f"{len(text):,} characters are too many")
    first: NotPythonError | None = None
    for candidate in dict.fromkeys(_candidates(text)):
        try:
            return Written(candidate, _parsed(candidate))
        except NotPythonError as error:
            first = first or error
    raise first or NotPythonError("nothing is written")


def _candidates(text: str) -> Iterator[str]:
    """Yield the text with ever more of the usual changes made."""
    plain = textwrap.dedent(text.replace("\r\n", "\n").replace("\r", "\n").translate(_SIGNS)).strip("\n")
    if fenced := _FENCE.match(plain):
        plain = textwrap.dedent(fenced[1])
    if plain.lstrip().startswith(">>>"):
        plain = _PROMPT.sub("", plain)
    for one in (plain, plain.expandtabs(4), plain.strip()):
        yield one
        if "\\n" in one and "\n" not in one.strip():
            yield one.replace("\\n", "\n").replace("\\t", "\t").expandtabs(4)
    yield _ELSE_IF.sub(r"\1elif", plain)
    if mapped := _MAPPED.match(plain):
        yield f"def {mapped[1]}({mapped[2]}): return {mapped[3]}"
    yield _PRIME.sub(r"\1_prime", plain.replace("′", "'"))


def _parsed(text: str) -> ast.Module:
    if threading.current_thread() is threading.main_thread():
        return _parsed_here(text)
    with _lock:
        before = threading.stack_size(_ROOM)
        try:
            with ThreadPoolExecutor(1) as executor:
                return executor.submit(_parsed_here, text).result()
        finally:
            threading.stack_size(before)


_lock = threading.Lock()
_ROOM = 64 * 2**20
"""Stack for the parser, whose own limits presume that of a main thread; other threads may have less."""


def _parsed_here(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a text is no concern of ours
            tree = ast.parse(text)
    except SyntaxError as error:
        raise NotPythonError(error.msg or "this is no Python", error.lineno or 0) from None
    except (ValueError, MemoryError, RecursionError):
        raise NotPythonError("this is too deep, or holds characters that no program has") from None
    _check_size(tree)
    return tree


def _check_size(tree: ast.AST) -> None:
    level: list[ast.AST] = [tree]
    nodes = 0
    for _ in range(DEEPEST):
        nodes += len(level)
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
        if nodes > LARGEST:
            break
    raise NotPythonError("this is too deeply nested, or too long")
