r"""Texts with values in them: jinja marks that don't collide with TeX.

``<< x >>`` prints a value as TeX, ``<% if bias %> ... <% endif %>`` chooses, ``<# ... #>`` is a comment.
Names are the question's parameters, and its steps in texts that no student is handed (model answers, rubrics);
``asked`` are the ids of the parts that the paper asks, as in ``<% if 'slope' in asked %>``;
indices count from 0 here, as jinja does. Beside jinja's own filters there are those of `examgen.bank.filters`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from traceback import walk_tb
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from examgen.bank.filters import exact, filters
from examgen.bank.model import Text
from examgen.text.diagnostic import Refused
from examgen.text.place import Place
from examgen.text.tex import tex

__all__ = ["fill", "placeholders"]


SYNTAX: Mapping[str, Any] = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "undefined": StrictUndefined,
}
"""How marks look in texts and in the templates of papers: nothing that TeX uses."""


class _Everything:
    """What is asked where nobody says: every part."""

    def __contains__(self, part: object) -> bool:
        return True


EVERYTHING = _Everything()


def _environment(decimal_comma: bool) -> ImmutableSandboxedEnvironment:
    def printed(value: object) -> object:
        if isinstance(value, str | StrictUndefined):
            return value
        return tex(exact(value), decimal_comma=decimal_comma)

    environment = ImmutableSandboxedEnvironment(
        **SYNTAX,
        autoescape=False,
        finalize=printed,
    )
    environment.filters |= filters(decimal_comma)
    environment.globals |= {"len": len, "abs": abs, "min": min, "max": max}
    for name in ("lipsum", "cycler", "joiner", "namespace", "dict"):
        environment.globals.pop(name, None)
    return environment


@lru_cache(maxsize=2)
def _environments(decimal_comma: bool) -> ImmutableSandboxedEnvironment:
    return _environment(decimal_comma)


@lru_cache(maxsize=4096)
def _compiled(source: str, decimal_comma: bool) -> Any:
    return _environments(decimal_comma).from_string(source)


def fill(text: Text, scope: Mapping[str, object], *, decimal_comma: bool = False) -> str:
    """Return the text with the values of ``scope`` put in.

    Parameters
    ----------
    text
        As the author wrote it.
    scope
        Values by name.
    decimal_comma
        Whether decimals are printed with a comma.

    Raises
    ------
    Refused
        At the line of the bank's file, for a mark that can't be read or filled.
    """
    if "<" not in text.source:
        return text.source
    try:
        return str(_compiled(text.source, decimal_comma).render({"asked": EVERYTHING, **scope}))
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
        raise _refused(text, error) from None


def placeholders(text: Text) -> frozenset[str]:
    """Return the names that the text refers to.

    Raises
    ------
    Refused
        At the line of the bank's file, for marks that can't be read.
    """
    if "<" not in text.source:
        return frozenset()
    environment = _environments(False)
    try:
        tree: nodes.Template = environment.parse(text.source)
        environment.compile(tree)  # finds unknown filters and tests
        return frozenset(meta.find_undeclared_variables(tree)) - environment.globals.keys() - {"asked"}
    except TemplateError as error:
        raise _refused(text, error) from None


def name_place(text: Text, name: str) -> Place:
    """Return where a name first stands in the marks of a text."""
    for number, line in enumerate(text.source.split("\n")):
        for mark in re.finditer(r"<<.*?>>|<%.*?%>", line):
            if found := re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", mark[0]):
                place = text.line(number)
                start = place.column + mark.start() + found.start()
                return replace(place, column=start, end=start + len(name))
    return text.place


def _refused(text: Text, error: Exception) -> Refused:
    number = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error)
    missing = re.match(r"'(\w+)' is undefined", str(error))
    place = name_place(text, missing[1]) if missing else text.line((number or 1) - 1)
    reason = f"no value for '{missing[1]}'" if missing else str(error)
    return Refused(f"this text can't be filled in: {reason}", place=place)


def _line_of(error: Exception) -> int | None:
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
    return lines[-1] if lines else None
