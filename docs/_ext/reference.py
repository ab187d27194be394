"""Write the reference pages that come from the code: commands, answer types, solvers, figures."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from sphinx.application import Sphinx

import examgen.cli.main
from examgen.answers import registry as answers
from examgen.render import figures
from examgen.solvers import registry as solvers
from examgen.solvers.derivation import Derivation

WRITTEN = Path(__file__).parents[1] / "reference" / "generated"


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the pages written before anything is read."""
    app.connect("builder-inited", lambda _: write_pages())
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(folder: Path = WRITTEN) -> None:
    """Write every generated page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in pages().items():
        (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def pages() -> Mapping[str, Iterable[str]]:
    """Return the lines of every page by the page's name."""
    return {
        "answers": answer_types(),
        "solvers": derivations(),
        "figures": drawings(),
        "commands": commands(),
    }


def answer_types() -> Iterator[str]:
    """Write what each kind accepts: its docstring, its options, its examples."""
    yield "# Answer types\n"
    yield "One module a type. The text is its docstring, the examples are among its tests.\n"
    for kind in answers.kinds():
        module = answers.find(kind)
        yield f"## `{kind}`\n"
        yield _docstring(module)
        options = [
            (_code(name), _code(_default(option.default)), _cell(option.says))
            for name, option in module.options.items()
        ]
        yield from _table(("option", "default", "meaning"), options)
        examples = [
            (_code(one.key), _code(one.given), _settings(one), one.verdict, _cell(one.why))
            for one in module.examples()
        ]
        yield from _table(("key", "answer", "with", "verdict", "said"), examples)


def _default(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or value == () else str(value)


def _settings(example: Any) -> str:
    said = [f"{name}: {_setting(value)}" for name, value in example.options.items()]
    if example.choices:
        said.append(f"choices {', '.join(example.choices)}")
    if example.decimal_comma:
        said.append("decimal comma")
    return _code("; ".join(said))


def _setting(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return _default(value)


def derivations() -> Iterator[str]:
    """Write each solver: its inputs, its steps, the mistakes that it recognises."""
    yield "# Solvers\n"
    yield "What a question's `solver:` may name. A step is what a part can ask for; a mistake is recognised wherever"
    yield "it shows, and earns its share of the points.\n"
    named: dict[str, list[str]] = {}
    for name in solvers.names():
        named.setdefault(name.partition(".")[0], []).append(name)
    for module, names in named.items():
        yield f"## `{module}`\n"
        yield _docstring(importlib.import_module(f"examgen.solvers.{module}"))
        for name in names:
            yield from _derivation(name, solvers.find(name))


def _derivation(name: str, derivation: Derivation) -> Iterator[str]:
    yield f"### `solver: {name}`\n"
    yield "Inputs: " + ", ".join(_code(one) for one in derivation.inputs) + "\n"
    checked = {check.of for check in derivation.checks}
    steps = [
        (_code(step.name), _cell(step.says), ", ".join(map(_code, step.needs)), _tick(step.name in checked))
        for step in derivation.steps.values()
    ]
    yield from _table(("step", "what it is", "needs", "checked"), steps)
    mistakes = [
        (_code(one.id), _cell(one.says), _code(one.of), str(one.credit)) for one in derivation.mistakes
    ]
    yield from _table(("mistake", "what the student is told", "at step", "credit"), mistakes)


def _tick(there: bool) -> str:
    return "yes" if there else ""


def drawings() -> Iterator[str]:
    """Write each figure with its options."""
    yield "# Figures\n"
    yield "What a question's `figure:` may name. {ref}`The bank format <figures>` says how options are written.\n"
    for name in figures.names():
        module = importlib.import_module(f"examgen.render.figures.{name.replace('-', '_')}")
        text, _, options = _docstring(module).partition("Options\n-------\n")
        yield f"## `{name}`\n"
        yield text
        yield from _table(("option", "meaning"), _figure_options(options))


def _figure_options(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"^(\w+)(?: : \w+)?\n((?: {4}.*\n?)+)", text, re.MULTILINE):
        yield _code(found[1]), _cell(" ".join(found[2].split()))


def commands() -> Iterator[str]:
    """Write the help of every command."""
    yield "# Commands\n"
    group = examgen.cli.main.examgen
    yield from _command(group, click.Context(group, info_name="examgen", max_content_width=100), 2)


def _command(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    if context.parent is not None:
        yield f"{'#' * level} `{context.command_path}`\n"
        yield f"```text\n{command.get_help(context)}\n```\n"
        level += 1
    names = command.list_commands(context) if isinstance(command, click.Group) else ()
    for name in names:
        if inner := command.get_command(context, name):
            within = click.Context(inner, info_name=name, parent=context, max_content_width=100)
            yield from _command(inner, within, level)


def _docstring(module: object) -> str:
    spans = re.split(r"(`+[^`]+`+)", inspect.cleandoc(module.__doc__ or ""))
    return "".join(one if one.startswith("`") else _times(one) for one in spans) + "\n"


def _times(text: str) -> str:
    """Keep the sign of a product from becoming emphasis."""
    return re.sub(r"(?<=[\w)\]])\*(?=[\w(\[])", r"\\*", text)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Write a table, without the columns that are empty in every row; nothing for no rows."""
    rows = list(rows)
    kept = [at for at, _ in enumerate(header) if any(row[at] for row in rows)]
    if rows:
        yield _row(header[at] for at in kept)
        yield _row("---" for _ in kept)
        yield from (_row(row[at] for at in kept) for row in rows)
        yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return _times(" ".join(text.split()).replace("|", "\\|"))


def _code(text: str) -> str:
    bare = " ".join(text.split()).replace("|", "\\|").replace("`", "'")
    return f"`` {bare} ``" if bare else ""
