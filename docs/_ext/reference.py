"""Write the reference pages that come from the code: answer types, solvers, the command line."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import click
from sphinx.application import Sphinx

import examgen.cli.main
import examgen.solvers
from examgen.answers import registry
from examgen.solvers.derivation import Derivation

WRITTEN = Path(__file__).parents[1] / "reference" / "generated"


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the pages written before anything is read."""
    app.connect("builder-inited", lambda _: write_pages())
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages() -> None:
    """Write every generated page."""
    WRITTEN.mkdir(parents=True, exist_ok=True)
    pages = {"answers": _answers(), "solvers": _solvers(), "commands": _commands()}
    for name, lines in pages.items():
        (WRITTEN / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _answers() -> Iterator[str]:
    yield "# Answer types\n"
    yield "One module a type; its docstring is the text below, and its examples are tests.\n"
    for kind in sorted(registry.kinds()):
        module = registry.find(kind)
        yield f"## `{kind}`\n"
        yield inspect.cleandoc(module.__doc__ or "") + "\n"
        yield from _options(module.options)
        yield from _examples(module.examples())


def _options(options: object) -> Iterator[str]:
    if not options:
        return
    yield "| option | default | meaning |\n|---|---|---|"
    for name, option in options.items():
        yield f"| `{name}` | `{option.default}` | {_cell(option.says)} |"
    yield ""


def _examples(examples: object) -> Iterator[str]:
    if not examples:
        return
    yield "| key | answer | options | verdict |\n|---|---|---|---|"
    for example in examples:
        options = ", ".join(f"{name}: {value}" for name, value in example.options.items())
        yield f"| {_code(example.key)} | {_code(example.given)} | {_cell(options)} | {example.verdict} |"
    yield ""


def _solvers() -> Iterator[str]:
    yield "# Solvers\n"
    yield "What a question's `solver:` may name, with its steps, the mistakes it recognises and its sources.\n"
    for found in pkgutil.iter_modules(examgen.solvers.__path__):
        module = importlib.import_module(f"examgen.solvers.{found.name}")
        derivations = {
            name: value
            for name, value in vars(module).items()
            if isinstance(value, Derivation) and not name.startswith("_")
        }
        if derivations:
            yield f"## `{found.name}`\n"
            yield inspect.cleandoc(module.__doc__ or "") + "\n"
            for name, derivation in derivations.items():
                yield from _derivation(found.name, name, derivation)


def _derivation(module: str, name: str, derivation: Derivation) -> Iterator[str]:
    solver = module if name == module else f"{module}.{name}"
    yield f"### `solver: {solver}`\n"
    yield "Inputs: " + ", ".join(f"`{one}`" for one in derivation.inputs) + "\n"
    yield "| step | needs | what it is |\n|---|---|---|"
    for step in derivation.steps.values():
        needs = ", ".join(f"`{one}`" for one in step.needs)
        yield f"| `{step.name}` | {needs} | {_cell(step.says)} |"
    yield ""
    if derivation.mistakes:
        yield "| mistake | at step | credit |\n|---|---|---|"
        for mistake in derivation.mistakes:
            yield f"| {_cell(mistake.says)} | `{mistake.of}` | {mistake.credit} |"
        yield ""


def _commands() -> Iterator[str]:
    yield "# The command line\n"
    group = examgen.cli.main.examgen
    context = click.Context(group, info_name="examgen")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"## `examgen {name}`\n"
        child = click.Context(command, info_name=name, parent=context, max_content_width=100)
        yield f"```text\n{command.get_help(child)}\n```\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code(text: str) -> str:
    return "` " + _cell(text).replace("`", "'") + " `" if text else ""
