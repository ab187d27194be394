"""Show one question whole: text, key, steps and mistakes, on the terminal or typeset, while its author works on it."""

from __future__ import annotations

import shutil
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examgen.cli.folder import Folder
from examgen.cli.solve import settings, solved

if TYPE_CHECKING:
    from examgen.bank.model import Part, Question, Text
    from examgen.instances.solve import Solved
    from examgen.text.values import Value


@click.command()
@click.argument("question")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a parameter; repeatable.")
@click.option("--seed", help="Draw the parameters that are not set.")
@click.option(
    "--form",
    type=click.Choice(["all", "written", "auto", "numeric"]),
    default="all",
    show_default=True,
    help="Which parts to show.",
)
@click.option("--pdf", is_flag=True, help="Typeset it, exam and solution side by side, under output/show/.")
@click.option(
    "--watch", "watching", is_flag=True, help="Show it again whenever the bank is saved (Ctrl-C ends)."
)
def command(
    question: str, pairs: Sequence[str], seed: str | None, form: str, pdf: bool, watching: bool
) -> None:
    """Show QUESTION (bank/question, or its id alone): its text, key, steps and mistakes.

    Values are set as for `solve`; those that are not set are the published ones, or drawn.
    """
    folder = Folder.here()

    def show() -> None:
        began = time.perf_counter()
        found = solved(folder.question(question), settings(pairs), seed)
        if pdf:
            _typeset(folder, found, form, began if watching else None)
            return
        for line in described(found, form):
            click.echo(line)

    if not watching:
        show()
        return
    from examgen.cli.preview import watch

    folder.question(question)  # a misspelt name is said at once
    watch(lambda: _sources(folder), show)


def _typeset(folder: Folder, found: Solved, form: str, began: float | None) -> None:
    from examgen.cli.preview import typeset

    path = typeset(folder, found, form)
    spent = "" if began is None else f" ({time.perf_counter() - began:.1f} s)"
    click.echo(f"wrote {path}{spent}")


def _sources(folder: Folder) -> Iterator[Path]:
    """Name what a question is made of: banks, pictures beside them, own solvers, own templates."""
    for part in ("banks", "solvers", "templates"):
        yield from (path for path in (folder.root / part).rglob("*") if path.is_file())


def described(found: Solved, form: str = "all") -> Iterator[str]:
    """Give a solved question as lines for a terminal."""
    question = found.question
    parts = question.parts if form == "all" else question.asked(form)
    yield click.style(f"{question.name}: {question.title}", bold=True)
    yield f"{question.place.file}:{question.place.line}"
    yield ", ".join(_facts(question))
    yield ""
    yield from _parameters(found)
    yield from _text(found, question.stem, "")
    shown: set[str] = set()
    for part in parts:
        yield ""
        yield from _part(found, part, shown)


def _facts(question: Question) -> Iterator[str]:
    if question.topic:
        yield question.topic
    yield f"difficulty {question.difficulty} of 5"
    yield f"solver {question.solver}" if question.solver else "steps in the bank"
    if question.figure is not None:
        yield f"figure {question.figure.name}"


def _parameters(found: Solved) -> Iterator[str]:
    for name, value in found.parameters.items():
        says = found.question.parameters[name].says
        yield f"  {name} = {_shown(value)}" + (f"   ({says})" if says else "")
    if found.parameters:
        yield ""


def _shown(value: Value) -> str:
    from examgen.text.show import show

    return value if isinstance(value, str) else show(value)


def _text(found: Solved, text: Text | None, indent: str, *, steps: bool = False) -> Iterator[str]:
    from examgen.bank.template import fill

    if text is None:
        return
    scope = {**found.values, **found.parameters} if steps else found.parameters
    width = max(min(shutil.get_terminal_size((100, 24)).columns, 120), 40)
    for paragraph in fill(text, scope).strip().split("\n\n"):
        yield textwrap.fill(
            " ".join(paragraph.split()), width, initial_indent=indent, subsequent_indent=indent
        )


def _part(found: Solved, part: Part, shown: set[str]) -> Iterator[str]:
    from examgen.instances.posed import posed

    part = posed(part, found.parameters)
    form = f", form of {part.form_of}" if part.form_of else ", extension" if part.extension else ""
    yield click.style(part.id, bold=True) + f"  ({part.kind}, {_points(part)}{form})"
    yield from _text(found, part.ask, "  ")
    for choice in part.choices:
        yield from _text(found, choice.text, f"    {choice.id}: ")
    yield from _key(found, part)
    yield from _steps(found, part, shown)
    yield from _mistakes(found, part)
    for criterion in part.rubric:
        yield from _text(found, criterion.says, f"  {criterion.points}: ", steps=True)


def _points(part: Part) -> str:
    return f"{part.points} point{'' if part.points == 1 else 's'}"


def _key(found: Solved, part: Part) -> Iterator[str]:
    from examgen.text.tex import decimals

    answer = found.parts[part.id]
    if answer.error is not None:
        yield f"  has no answer: {answer.error}"
    elif answer.value is None:
        yield "  marked by a person; model answer:"
        yield from _text(found, part.model, "    ", steps=True)
    else:
        rounded = decimals(answer.value)
        yield f"  key: {_shown(answer.value)}" + (f"  = {rounded}" if rounded and len(rounded) < 40 else "")


def _steps(found: Solved, part: Part, shown: set[str]) -> Iterator[str]:
    """Give the steps behind a key that no part before it has shown."""
    if part.step is None or found.parts[part.id].error is not None:
        return
    behind = found.question.derivation.behind([part.step])
    says = {line.step: line.says for line in found.lines}
    for name in behind:
        if name not in shown and name in found.values:
            shown.add(name)
            yield f"    {name} = {_shown(found.values[name])}" + (
                f"   {says[name]}" if says.get(name) else ""
            )


def _mistakes(found: Solved, part: Part) -> Iterator[str]:
    key = found.parts[part.id].value
    for mistake in found.mistakes:
        if part.id in mistake.values and mistake.values[part.id] != key:
            credit = f", {mistake.credit} of the points" if mistake.credit else ""
            yield f"    mistake {mistake.id}: {_shown(mistake.values[part.id])}   {mistake.says}{credit}"
