"""Reading the value of a parameter as a user writes it: in the formula language, or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from examgen.bank.model import Parameter, Question
from examgen.bank.problems import did_you_mean
from examgen.bank.types import Unfit, canonical, fit
from examgen.text.diagnostic import Refused
from examgen.text.formula_functions import BUILTINS
from examgen.text.lower import to_value, to_vector
from examgen.text.parser import parse
from examgen.text.show import show
from examgen.text.syntax import Unreadable
from examgen.text.values import Value
from examgen.text.words import FUNCTIONS

__all__ = ["read_value"]


def read_value(question: Question, name: str, value: object) -> Value:
    """Return the value of a parameter from what a user wrote for it.

    Raises
    ------
    Refused
        If there is no such parameter, or it can't be read, or is not of its type.
    """
    parameter = question.parameters.get(name)
    if parameter is None:
        hint = did_you_mean(name, question.parameters)
        raise Refused(f"{question.name} has no parameter '{name}'", hint=hint)
    try:
        read = _read(value, parameter) if isinstance(value, str) else _data(value, parameter)
        found = fit(read, parameter.type, symbol=parameter.symbolic)
    except Unreadable as unreadable:
        raise Refused(f"{name} = {_short(value)} can't be read: {unreadable}") from None
    except (Unfit, ArithmeticError) as unfit:
        raise Refused(f"{name} = {_short(value)}: {unfit}") from None
    return _among(parameter, found, value)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _read(text: str, parameter: Parameter) -> object:
    """Read JSON where it is that, else the formula language; the name of a choice is itself."""
    stripped = text.strip()
    if parameter.type == "choice" and _bare(stripped) in parameter.domain.choices:
        return _bare(stripped)
    data = _json(stripped, parameter.type in ("tree", "list"))
    if data is not None:
        return _data(data, parameter)
    if parameter.type == "boolean":
        if stripped in ("True", "False"):  # as Python prints them
            return stripped == "True"
        raise Unfit("true or false is expected")
    if parameter.type == "choice" and all(isinstance(one, str) for one in parameter.domain.choices):
        return _bare(stripped)  # none of them, as `_among` says
    if parameter.symbolic and (parameter.type in ("expression", "list") or _letters(stripped)):
        return _formula(stripped, parameter)
    if parameter.type == "list" and stripped[:1] not in ("", "[", "{", "("):
        stripped = f"[{stripped}]"
    if _in_brackets(stripped, parameter):
        try:
            return _nested(stripped, names=parameter.type in ("list", "tree"))
        except RecursionError:
            raise Unfit("the brackets are nested too deeply") from None
    syntax = parse(stripped)
    round_brackets = parameter.type == "vector" and stripped[:1] == "("
    return to_vector(syntax) if round_brackets else to_value(syntax)


def _in_brackets(text: str, parameter: Parameter) -> bool:
    """Whether a text is to be read bracket by bracket: a matrix, a tensor, a list, or a map from names to numbers."""
    opening = {"matrix": "[[", "tensor": "[", "list": "[", "tree": "{"}.get(parameter.type)
    return opening is not None and text.startswith(opening) and ";" not in text


def _nested(text: str, names: bool) -> object:
    """Read formulas, or bare names, in brackets in brackets: every bracket is an axis, also around one entry."""
    text = text.strip()
    if names and _NAME.fullmatch(text) and text not in NOT_SYMBOLS:
        return text
    if names and text[:1] == "{" and text[-1:] == "}":
        pairs = (piece.partition(":") for piece in _pieces(text[1:-1]))
        return {_bare(name.strip()): _nested(value, names) for name, _, value in pairs}
    if text[:1] != "[" or text[-1:] != "]":
        return to_value(parse(text))
    return tuple(_nested(piece, names) for piece in _pieces(text[1:-1]))


def _pieces(text: str) -> list[str]:
    """Cut a text at its commas, but not within brackets."""
    pieces, depth = [""], 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if char == "," and not depth:
            pieces.append("")
        else:
            pieces[-1] += char
    return pieces


NOT_SYMBOLS = frozenset(BUILTINS) | FUNCTIONS.keys() | {"pi", "e", "oo"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _letters(text: str) -> frozenset[str]:
    """Return the names in a text that may be symbols."""
    return frozenset(_NAME.findall(text)) - NOT_SYMBOLS


def _formula(text: str, parameter: Parameter) -> object:
    """Read a formula whose names are symbols: those that the parameter allows, or any."""
    names = frozenset(parameter.symbols) - NOT_SYMBOLS or _letters(text)
    return to_value(parse(text.replace("**", "^"), symbols=names), symbols=names)


def _data(data: object, parameter: Parameter) -> object:
    """Return JSON data as a value of the parameter; what its texts mean depends on the type."""
    if parameter.type == "tree" and isinstance(data, Mapping):
        return {str(path): _plain(one) for path, one in data.items()}
    if parameter.symbolic and isinstance(data, str):
        return _formula(data, parameter)
    if parameter.type == "list" and isinstance(data, list | tuple):
        return tuple(_entry(one, parameter) for one in data)
    if parameter.symbolic and isinstance(data, list | tuple):
        return tuple(_data(one, parameter) for one in data)
    return _plain(data)


def _entry(data: object, parameter: Parameter) -> object:
    """Return an entry of a list: a formula, a name, or numbers, by themselves or under names."""
    if isinstance(data, str):
        return _formula(data, parameter) if parameter.symbolic else data
    if isinstance(data, Mapping):
        return {str(name): _plain(one) for name, one in data.items()}
    return _plain(data)


def _json(text: str, named: bool) -> object:
    """Return what is written as JSON list, text or truth value (or object, if ``named``), or None."""
    if text[:1] not in (('"', "[", "{") if named else ('"', "[")) and text not in ("true", "false"):
        return None
    try:
        found: object = json.loads(text, parse_float=Fraction)
    except (ValueError, RecursionError):
        return None
    return found


def _bare(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _plain(data: object) -> object:
    """Return JSON data as values; texts in it are formulas."""
    if isinstance(data, str):
        return to_value(parse(data))
    if isinstance(data, list | tuple):
        return tuple(_plain(entry) for entry in data)
    if isinstance(data, float):
        return Fraction(str(data))
    if data is None or isinstance(data, Mapping):
        raise Unfit("a value is expected")
    return canonical(data)


def _among(parameter: Parameter, found: Value, written: object) -> Value:
    choices = parameter.domain.choices
    if parameter.type == "choice" and found not in choices:
        names = dict.fromkeys(one if isinstance(one, str) else show(cast(Value, one)) for one in choices)
        listed = ", ".join(names)
        raise Refused(f"{parameter.name} = {_short(written)}: one of {listed} is expected")
    return found
