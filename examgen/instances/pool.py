"""The pool: certified instances, solved once, kept on disk, shared by all papers and processes."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import examgen
from examgen.bank.model import Question
from examgen.instances.certify import FATAL, Finding, Reason, examine
from examgen.instances.draw import draw
from examgen.instances.given import published
from examgen.instances.solve import Solved, solve
from examgen.instances.storing import from_json, to_json
from examgen.instances.values import encode
from examgen.solvers.registry import digest
from examgen.text.diagnostic import Diagnostic, Refused, Severity
from examgen.text.values import Value

__all__ = ["REDRAWS", "SIZE", "Instance", "Pool", "certified", "identity"]

SIZE = 20
"""Instances of a question in a pool, unless somebody says otherwise."""

REDRAWS = 200
"""Refused instances in a row before a question is given up."""

PUBLISHED = -1
"""The index of the instance with the published values."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A question with certified numbers.

    Parameters
    ----------
    identity
        Names the instance: the same for the same question, parameter section, seed and index.
    index
        Its place in the pool; -1 for the published values.
    solved
        Its numbers and all that follows from them.
    warnings
        What is unlucky about published values.
    refused
        Why earlier draws were refused, a word each.
    """

    identity: str
    index: int
    solved: Solved
    warnings: tuple[Diagnostic, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        """The question."""
        return self.solved.question

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Its numbers."""
        return self.solved.parameters


class Pool:
    """Instances by question, seed and index: made when first asked for.

    Parameters
    ----------
    folder
        Where they are kept between runs; None keeps them in memory only. Several processes may share it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: dict[tuple[str, str], Instance] = {}

    def instance(self, question: Question, seed: str, index: int) -> Instance:
        """Return instance ``index`` of a question.

        Raises
        ------
        Refused
            If a key does not agree with its check, or no draw makes a good instance.
        """
        return self._get(question, seed, index, lambda: certified(question, seed, index))

    def published(self, question: Question, seed: str = "") -> Instance:
        """Return the instance with the published values; those that are null are drawn with the seed.

        Raises
        ------
        Refused
            If a key does not agree with its check.
        """
        return self._get(question, seed, PUBLISHED, lambda: _certified_published(question, seed))

    def _get(self, question: Question, seed: str, index: int, make: Callable[[], Instance]) -> Instance:
        name = (question.name, _key(question, seed, index))
        if name not in self._known:
            self._known[name] = self._load(question, name[1]) or self._store(make(), name[1])
        return self._known[name]

    def _load(self, question: Question, key: str) -> Instance | None:
        if self._folder is None:
            return None
        try:
            data = json.loads(self._path(question, key).read_text(encoding="utf-8"))
            return _from_json(data, question)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # not there, or half-written by something else: it is made again

    def _store(self, instance: Instance, key: str) -> Instance:
        if self._folder is not None:
            _write(self._path(instance.question, key), json.dumps(_to_json(instance), ensure_ascii=False))
        return instance

    def _path(self, question: Question, key: str) -> Path:
        assert self._folder is not None  # noqa: S101  asked only with a folder
        return self._folder / question.bank / question.id / f"{key[:32]}.json"


def certified(question: Question, seed: str, index: int) -> Instance:
    """Draw and solve until an instance is good.

    Raises
    ------
    Refused
        If a key does not agree with its check, or too many draws are refused.
    """
    refused: list[Finding] = []
    start = 0
    while len(refused) < REDRAWS:
        drawn = draw(question, seed, index, start=start)
        solved = solve(question, drawn.parameters)
        errors = _errors(examine(solved))
        if not errors:
            words = tuple(finding.reason.name.lower() for finding in refused)
            return Instance(identity(question, seed, index), index, solved, (), words)
        _stop_if_fatal(question, solved, errors)
        refused.append(errors[0])
        start = drawn.attempt + 1
    raise _given_up(question, refused)


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.diagnostic.severity is Severity.ERROR]


def _stop_if_fatal(question: Question, solved: Solved, errors: list[Finding]) -> None:
    fatal = [finding.diagnostic for finding in errors if finding.reason in FATAL]
    if fatal:
        hint = f"{question.name} at {_values(solved)}"
        raise Refused.of([Diagnostic(one.message, one.place, hint) for one in fatal])


def _values(solved: Solved) -> str:
    return ", ".join(f"{name} = {_shown(value)}" for name, value in solved.parameters.items())


def _shown(value: Value) -> str:
    from examgen.text.show import show

    return value if isinstance(value, str) else show(value)


def _given_up(question: Question, refused: list[Finding]) -> Refused:
    reasons = [finding.reason for finding in refused]
    worst = max(Reason, key=reasons.count)
    example = next(finding.diagnostic for finding in refused if finding.reason is worst)
    message = f"no good instance of '{question.name}' in {len(refused)} draws: mostly, {worst.value}"
    return Refused(message, place=example.place, hint=f"as: {example.message}")


def _certified_published(question: Question, seed: str) -> Instance:
    solved = solve(question, published(question, seed))
    findings = examine(solved, published=True)
    _stop_if_fatal(question, solved, _errors(findings))
    found = tuple(one.diagnostic for one in findings if one.diagnostic.severity is not Severity.NOTE)
    return Instance(identity(question, seed, PUBLISHED), PUBLISHED, solved, found)


def identity(question: Question, seed: str, index: int) -> str:
    """Return the name of an instance: a digest of question, parameter section, seed and index."""
    return _sha(question.name, question.digest, seed, index)[:16]


def _key(question: Question, seed: str, index: int) -> str:
    """Return what the cached instance depends on, the code that made it included."""
    shown = {name: _coded(one.published) for name, one in question.parameters.items()}
    parts = [
        [
            part.id,
            part.kind,
            repr(sorted(part.options.items())),
            part.step,
            _coded(part.literal),
            part.form_of,
            [case.source for case in part.cases],
            part.program,
        ]
        for part in question.parts
    ]
    source = question.steps_source if question.steps_source is not None else _solver(question.solver)
    return _sha(question.name, question.digest, seed, index, shown, parts, _plain(source), _engine())


def _coded(value: Value | None) -> Any:
    return None if value is None else encode(value)


def _solver(name: str) -> str:
    return digest(name) if name else ""


def _plain(source: object) -> object:
    return json.loads(json.dumps(source, default=str))


def _sha(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def _engine() -> str:
    """Return the digest of the code below this layer, so that no instance outlives what made it."""
    root = Path(examgen.__file__).parent
    found = hashlib.sha256()
    for layer in ("text", "solvers", "sandbox", "answers", "bank", "instances"):
        for path in sorted((root / layer).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()


def _to_json(instance: Instance) -> dict[str, Any]:
    return {
        "identity": instance.identity,
        "index": instance.index,
        "warnings": [[one.message, one.severity.value] for one in instance.warnings],
        "refused": instance.refused,
        **to_json(instance.solved),
    }


def _from_json(data: Mapping[str, Any], question: Question) -> Instance:
    warnings = tuple(
        Diagnostic(text, question.place, "", Severity(level)) for text, level in data["warnings"]
    )
    return Instance(
        data["identity"], data["index"], from_json(data, question), warnings, tuple(data["refused"])
    )


def _write(path: Path, text: str) -> None:
    """Write a file at once or not at all; of several writers of the same thing one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
