"""Solve one question for given, published or drawn values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from examgen.cli.folder import Folder

if TYPE_CHECKING:
    from examgen.bank.model import Part, Question
    from examgen.instances.solve import Solved
    from examgen.text.values import Value


def settings(pairs: Sequence[str]) -> dict[str, str]:
    """Read the `name=value` of repeated `--set` options."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise click.UsageError(f"'{pair}' is no name=value; write for example --set alpha=1/2")
        found[name.strip()] = value.strip()
    return found


def solved(question: Question, values: Mapping[str, object], seed: str | None) -> Solved:
    """Solve a question: set values first, then published ones, then drawn ones; with a seed all are drawn."""
    from examgen.instances.given import given
    from examgen.instances.solve import solve

    return solve(question, given(question, values, seed or "", drawn=seed is not None))


@click.command()
@click.argument("question")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a parameter; repeatable.")
@click.option("--published", is_flag=True, help="Take published values where there are some (the default).")
@click.option("--seed", help="Draw the parameters that are not set.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(question: str, pairs: Sequence[str], published: bool, seed: str | None, as_json: bool) -> None:
    """Solve QUESTION (bank/question, or its id alone) and print the answers of all its parts.

    Values are written as in answers (--set x=[2,4] --set theta=log(3)) or as JSON.
    """
    if published and seed is not None:
        raise click.UsageError("--published takes the published values and --seed draws them: give one")
    found = solved(Folder.here().question(question), settings(pairs), seed)
    if as_json:
        click.echo(json.dumps(described(found), ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def described(found: Solved) -> dict[str, Any]:
    """Give a solved question as the JSON object of `--json`."""
    return {
        "question": found.question.name,
        "parameters": {name: _text(value) for name, value in found.parameters.items()},
        "parts": {part.id: _part(part, found) for part in found.question.parts},
    }


def _text(value: Value) -> Any:
    from examgen.text.show import show

    return value if isinstance(value, bool | str) else show(value)


def _part(part: Part, found: Solved) -> dict[str, Any]:
    answer = found.parts[part.id]
    if answer.error is not None:
        return {"error": answer.error, "kind": part.kind}
    if answer.value is None:
        return {"answer": None, "decimal": None, "tex": None, "kind": part.kind, "model": _model(part, found)}
    if _chose_none(part, answer.value):
        return {"answer": [], "decimal": None, "tex": None, "kind": part.kind}
    return {**_answer(answer.value), "kind": part.kind}


def _model(part: Part, found: Solved) -> str:
    """Return the model answer; nothing where it tells of what has no answer at these values."""
    from examgen.bank.template import fill, placeholders

    scope = {**found.values, **found.parameters}
    if part.model is None or placeholders(part.model) - scope.keys():
        return ""
    return " ".join(fill(part.model, scope).split())


def _answer(value: Value) -> dict[str, Any]:
    from examgen.papers.shown import floats
    from examgen.text.show import show
    from examgen.text.tex import tex

    if isinstance(value, str):
        return {"answer": value, "decimal": None, "tex": None}
    if _of_words(value):
        return {"answer": _listed(value), "decimal": None, "tex": None}
    return {"answer": show(value), "decimal": floats(value), "tex": tex(value)}


def _chose_none(part: Part, value: Value) -> bool:
    """Whether a list of words is empty: none of the options of a choice of several, or nothing in a sequence."""
    return part.kind in ("multi-choice", "sequence") and value == ()


def _of_words(value: Value) -> bool:
    """Whether a value is a list of words, or of such lists."""
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(isinstance(one, str) or _of_words(one) for one in value)
    )


def _listed(value: Value) -> Any:
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


def _lines(found: Solved) -> Iterator[str]:
    yield f"{found.question.name}: {found.question.title}"
    for name, value in found.parameters.items():
        yield f"  {name} = {_text(value)}"
    width = max(len(part.id) for part in found.question.parts)
    for part in found.question.parts:
        yield f"  {part.id:{width}}  {_said(part, found)}"


def _said(part: Part, found: Solved) -> str:
    answer = found.parts[part.id]
    if answer.error is not None:
        return f"has no answer: {answer.error}"
    if answer.value is None:
        return f"({part.kind}, marked by a person) {_model(part, found)}"
    return "none" if _chose_none(part, answer.value) else str(_text(answer.value))
