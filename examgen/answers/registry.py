"""Finding a kind's module, settling its options, and judging one response."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from examgen import answers
from examgen.answers.base import ZERO, AnswerType, Key, Outcome, Spec, Verdict, is_blank
from examgen.text.diagnostic import Refused, nearest

if TYPE_CHECKING:
    from examgen.text.values import Value

_NOT_KINDS = frozenset({"base", "registry"})


@lru_cache(maxsize=1)
def kinds() -> tuple[str, ...]:
    """Every kind, by listing this package's files: one file is one kind, unless its name starts with an underscore."""
    files = (module.name for module in pkgutil.iter_modules(answers.__path__))
    return tuple(
        sorted(name.replace("_", "-") for name in files if name[0] != "_" and name not in _NOT_KINDS)
    )


@lru_cache(maxsize=64)
def find(kind: str) -> AnswerType:
    """Return the module of `kind`.

    Raises
    ------
    Refused
        For a kind that does not exist, with the nearest one as the hint.
    """
    if kind not in kinds():
        meant = nearest(kind, kinds())
        raise Refused(f"unknown answer type '{kind}'", hint=f"did you mean '{meant}'?" if meant else known())
    return cast(AnswerType, import_module(f"examgen.answers.{kind.replace('-', '_')}"))


def known() -> str:
    """All kinds, in a sentence."""
    return "the answer types are " + ", ".join(kinds())


def settle(kind: str, given: Mapping[str, object]) -> dict[str, object]:
    """Return every option of `kind`: those `given`, checked, and the defaults of the others.

    Raises
    ------
    Refused
        One diagnostic for each unknown option and each unfit value; an author's file knows the places.
    """
    options = find(kind).options
    problems = [_unknown(kind, name, options) for name in given if name not in options]
    settled = {name: option.default for name, option in options.items()}
    for name in options.keys() & given.keys():
        try:
            settled[name] = options[name].settle(given[name])
        except ValueError as error:
            problems.append(Refused(f"option '{name}' of a {kind} answer {error}"))
    if problems:
        raise Refused.of([diagnostic for problem in problems for diagnostic in problem.diagnostics])
    return settled


def _unknown(kind: str, name: str, options: Mapping[str, object]) -> Refused:
    meant = nearest(name, options)
    hint = f"did you mean '{meant}'?" if meant else f"its options: {', '.join(sorted(options)) or 'none'}"
    return Refused(f"a {kind} answer has no option '{name}'", hint=hint)


def specify(
    kind: str,
    given: Mapping[str, object] | None = None,
    choices: tuple[str, ...] = (),
    decimal_comma: bool = False,
    items: tuple[str, ...] = (),
) -> Spec:
    """Return the specification of an answer, its options settled."""
    return Spec(kind, settle(kind, given or {}), choices, decimal_comma, items)


def typeset(kind: str, value: Value, decimal_comma: bool = False) -> str:
    """Write a value as LaTeX math the way that `kind` does: by its module's own ``tex``, where it has one."""
    from examgen.text.tex import tex  # not needed to mark

    write = own_tex(kind) or tex
    return write(value, decimal_comma=decimal_comma)


def own_tex(kind: str) -> Callable[..., str] | None:
    """Return the function by which a kind writes its values as LaTeX math, if it has one of its own."""
    write = getattr(find(kind), "tex", None)
    return cast(Callable[..., str], write) if callable(write) else None


def by_hand(kind: str, keyed: bool) -> bool:
    """Whether a person marks a part: by its kind, or, where the kind leaves it open, because it has no key."""
    module = find(kind)
    return module.rubric or (not keyed and getattr(module, "or_by_hand", False))


def judge(key: Key, text: str, spec: Spec) -> tuple[Verdict, Outcome]:
    """Say how the response `text` stands to `key`, by itself: no follow-through, no mistakes, no points.

    Blank text is blank whatever the kind, what can't be read is unreadable, and a kind that a person marks is pending.
    """
    from examgen.text.syntax import Unreadable  # the parser is not needed to list kinds

    kind = find(spec.kind)
    if is_blank(text):
        return Verdict.BLANK, Outcome(False, ZERO)
    try:
        given = kind.read(text, spec)
    except Unreadable as problem:
        return Verdict.UNREADABLE, Outcome(None, ZERO, str(problem))
    outcome = kind.compare(key, given, spec)
    return (Verdict.PENDING if by_hand(spec.kind, key is not None) else outcome.verdict), outcome
