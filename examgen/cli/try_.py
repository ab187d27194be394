"""Mark one answer as a whole paper would be marked."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from examgen.cli.folder import Folder, find_question
from examgen.cli.solve import settings, solved
from examgen.text.diagnostic import Refused

if TYPE_CHECKING:
    from examgen.bank.model import Bank
    from examgen.mark.attempt import Attempt, Trial
    from examgen.text.diagnostic import Diagnostic


@click.command("try", context_settings={"ignore_unknown_options": True})
@click.argument("question", required=False)
@click.argument("part", required=False)
@click.argument("answer", required=False)
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a parameter; repeatable.")
@click.option(
    "--given", "earlier", multiple=True, metavar="PART=VALUE", help="The student's own earlier answer."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--batch", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.jsonl",
              help="Mark many: one object a line with question, part, parameters, answer, given.")  # fmt: skip
def command(
    question: str | None,
    part: str | None,
    answer: str | None,
    pairs: Sequence[str],
    earlier: Sequence[str],
    as_json: bool,
    batch: Path | None,
) -> None:
    """Mark ANSWER to PART of QUESTION, at published values unless --set says otherwise."""
    trials = Trials(Folder.here().banks())
    if batch is not None:
        sys.exit(_batch(batch, trials))
    if question is None or part is None or answer is None:
        raise click.UsageError("give a question, a part and an answer, or --batch FILE.jsonl")
    found = trials.answer(question, part, answer, settings(pairs), settings(earlier))
    click.echo(json.dumps(described(found), ensure_ascii=False) if as_json else _said(found))


class Trials:
    """Questions solved once for each set of values."""

    def __init__(self, banks: Mapping[str, Bank]) -> None:
        self._banks = banks
        self._ready: dict[str, tuple[Trial, dict[str, str]]] = {}

    def answer(
        self, question: str, part: str, answer: str, values: Mapping[str, object], given: Mapping[str, str]
    ) -> Attempt:
        """Mark one answer.

        Raises
        ------
        Refused
            For an unknown question, part or parameter, an invalid value, or a part that has no answer at these values.
        """
        trial, errors = self._trial(question, values)
        for name in (part, *given):
            if name in errors:
                raise Refused(f"'{name}' has no answer at these values", hint=errors[name])
        return trial.answer(part, answer, given)

    def _trial(self, name: str, values: Mapping[str, object]) -> tuple[Trial, dict[str, str]]:
        from examgen.mark.attempt import Trial
        from examgen.papers.take import record_solved

        key = json.dumps([name, values], sort_keys=True, default=str)
        if key not in self._ready:
            found = solved(find_question(name, self._banks), values, None)
            errors = {one.id: one.error for one in found.parts.values() if one.error is not None}
            self._ready[key] = Trial(record_solved(found.question, found, published=not values)), errors
        return self._ready[key]


def described(found: Attempt) -> dict[str, Any]:
    """Give an attempt as the JSON object of `--json`."""
    return {
        "verdict": found.verdict.value,
        "credit": float(found.credit),
        "mistake": found.mistake,
        "why": found.why,
    }


def _said(found: Attempt) -> str:
    mistake = f" ({found.mistake})" if found.mistake else ""
    return f"{found.verdict.value}{mistake}, credit {found.credit}: {found.why}".removesuffix(": ")


def _batch(path: Path, trials: Trials) -> int:
    """Mark every line; a line that can't be marked says so in its place, and the exit code is 1."""
    failed = False
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            result = _one(line, trials)
            if "error" in result:
                failed, result = True, {"line": number, **result}
            click.echo(json.dumps(result, ensure_ascii=False))
    return int(failed)


def _one(line: bytes, trials: Trials) -> dict[str, Any]:
    try:
        task = json.loads(line)
        question, part, answer = (_text(task[name]) for name in ("question", "part", "answer"))
        values, given = dict(task.get("parameters") or {}), dict(task.get("given") or {})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return {"error": f"no object with question, part and answer: {error}"}
    earlier = {name: _text(value) for name, value in given.items()}
    try:
        return described(trials.answer(question, part, answer, values, earlier))
    except Refused as refused:
        return {"error": "; ".join(_one_line(one) for one in refused.diagnostics)}


def _text(value: object) -> str:
    """Read an answer that may be JSON in place of text: 3, [2, 1], null for a blank."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


def _one_line(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.message}; {diagnostic.hint}" if diagnostic.hint else diagnostic.message
