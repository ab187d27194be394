"""Collecting all that is wrong with a file, each with its place and a hint."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from examgen.text.diagnostic import Diagnostic, Refused, Severity, nearest
from examgen.text.exact_yaml import Node
from examgen.text.place import Place

__all__ = ["Problems", "did_you_mean", "explain"]

Path = Sequence[str | int]


class Problems:
    """The problems found so far; :meth:`settle` raises them together."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(self, message: str, place: Place, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        """Note a problem."""
        self.found.append(Diagnostic(message, place, hint, severity))

    def unknown(self, what: str, name: str, known: Iterable[str], place: Place) -> None:
        """Note a name that does not exist, with the nearest that does."""
        self.add(f"unknown {what} '{name}'", place, did_you_mean(name, known))

    def caught(self, place: Place | None = None) -> _Caught:
        """Note what the block refuses, and go on after it.

        Parameters
        ----------
        place
            For problems that know no place of their own.
        """
        return _Caught(self.found, place)

    @property
    def any(self) -> bool:
        """Whether something is wrong."""
        return bool(self.found)

    def settle(self) -> None:
        """Raise all problems, in the order of the file.

        Raises
        ------
        Refused
            If there are any.
        """
        if self.found:
            raise Refused.of(in_order(self.found))


class _Caught:
    """A block whose refusals are collected."""

    def __init__(self, found: list[Diagnostic], place: Place | None) -> None:
        self._found, self._place = found, place

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, Refused):
            return False
        self._found += [_placed(diagnostic, self._place) for diagnostic in error.diagnostics]
        return True


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics in the order of their places, each once."""
    return sorted(dict.fromkeys(diagnostics), key=_position)


def _position(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    place = diagnostic.place
    return (
        (place.file, place.line, place.column, diagnostic.message)
        if place
        else ("", 0, 0, diagnostic.message)
    )


def _placed(diagnostic: Diagnostic, place: Place | None) -> Diagnostic:
    if diagnostic.place is not None or place is None:
        return diagnostic
    return Diagnostic(diagnostic.message, place, diagnostic.hint, diagnostic.severity)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint with the nearest known name, or the list of those known, or nothing."""
    names = sorted(known)
    meant = nearest(name, names)
    if meant is not None:
        return f"did you mean '{meant}'?"
    return f"known here: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def explain(error: ValidationError, node: Node, model: type[BaseModel]) -> list[Diagnostic]:
    """Say what pydantic found in the words of the file's author, each at its place."""
    found = error.errors(include_url=False)
    meant = {(*_path(one)[:-1], _meant(model, _tagged(one))) for one in found if _extra(one)}
    missing = [
        one for one in found if one["type"] == "missing" and _path(one) in meant
    ]  # misspelt, not missing
    return [_explained(one, node, model) for one in found if one not in missing]


def _extra(problem: ErrorDetails) -> bool:
    return problem["type"] == "extra_forbidden"


def _meant(model: type[BaseModel], path: Path) -> str | None:
    return nearest(str(path[-1]), _fields(model, path[:-1]))


def _tagged(problem: ErrorDetails) -> tuple[str | int, ...]:
    """Return where a problem is in the model; a tag like ``<pick>`` says which of several models it is about."""
    return tuple(key for key in problem["loc"] if key != "[key]")


def _path(problem: ErrorDetails) -> tuple[str | int, ...]:
    """Return where a problem is in the file."""
    return tuple(key for key in _tagged(problem) if not _is_tag(key))


def _is_tag(key: str | int) -> bool:
    return isinstance(key, str) and key.startswith("<")


def _explained(problem: ErrorDetails, node: Node, model: type[BaseModel]) -> Diagnostic:
    path = _path(problem)
    kind, name = problem["type"], str(path[-1]) if path else ""
    place = node.place_of(path)
    if kind == "extra_forbidden":
        hint = did_you_mean(name, _fields(model, _tagged(problem)[:-1]))
        return Diagnostic(f"unknown field '{name}'", node.key_place_of(path), hint)
    if kind == "missing":
        return Diagnostic(f"the field '{name}' is missing", node.place_of(path[:-1]))
    if kind == "literal_error":
        known = [value for _, value in _quoted(problem["ctx"]["expected"])]
        return Diagnostic(
            f"unknown {name} '{problem['input']}'", place, did_you_mean(str(problem["input"]), known)
        )
    if kind == "string_pattern_mismatch":
        hint = "letters, digits and - or _ between them, a letter first"
        return Diagnostic(f"'{problem['input']}' can't be a name", place, hint)
    return Diagnostic(f"{_label(path)}{_PLAIN.get(kind, problem['msg'])}", place)


_PLAIN = {
    "string_type": "a text is expected",
    "bool_type": "true or false is expected",
    "int_type": "a whole number is expected",
    "list_type": "a list is expected",
    "dict_type": "a mapping is expected, as {name: value}",
    "model_type": "a mapping is expected, as {field: value}",
    "too_short": "at least one is expected",
    "greater_than_equal": "a number of 0 or more is expected",
    "less_than_equal": "that is too large",
}


def _label(path: Path) -> str:
    names = [key for key in path if isinstance(key, str)]
    return f"{names[-1]}: " if names else ""


def _quoted(expected: str) -> Iterator[tuple[int, str]]:
    return enumerate(piece for piece in expected.split("'")[1::2])


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    annotation: Any = model
    for key in path:
        annotation = _member(annotation, key) if _is_tag(key) else _inside(_plain(annotation), key)
    found = _plain(annotation)
    return list(found.model_fields) if _is_model(found) else []


def _member(annotation: Any, tag: str | int) -> Any:
    """Return the model of a tagged union that has the tag."""
    union = get_args(annotation)[0]
    return next(one for one in get_args(union) if Tag(str(tag)) in get_args(one))


def _inside(annotation: Any, key: str | int) -> Any:
    if _is_model(annotation):
        return annotation.model_fields[key].annotation
    arguments = get_args(annotation)
    return arguments[-1] if arguments else None


def _plain(annotation: Any) -> Any:
    while (origin := get_origin(annotation)) is Annotated or origin is Union or origin is types.UnionType:
        annotation = next(one for one in get_args(annotation) if one is not type(None))
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
