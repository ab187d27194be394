"""The manual names what exists, and all of it: commands and options, fields, filters, functions, figures."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from examgen.answers import registry as answers
from examgen.answers.base import Verdict
from examgen.bank import schema
from examgen.bank.filters import filters
from examgen.cli.main import examgen
from examgen.render import figures
from examgen.solvers import registry as solvers
from examgen.text.formula_functions import BUILTINS

sys.path.insert(0, str(Path(__file__).parent))

from transcript import ROOT, Typed, blocks

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
BANKS = (DOCS / "banks.md").read_text(encoding="utf-8")


def command(words: list[str]) -> tuple[click.Command, list[str]]:
    """Find the command that some words name, and what is left of them."""
    found: click.Command = examgen
    context = click.Context(found)
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        inner = found.get_command(context, words[0])
        assert inner is not None, f"there is no command '{words[0]}'"
        found, words = inner, words[1:]
    return found, words


def options(one: click.Command) -> set[str]:
    return {name for parameter in one.params for name in parameter.opts} | {"--help", "-h", "--version"}


def mentioned(page: Path) -> Iterator[str]:
    """Every command in a console block or in single backticks that starts with `examgen`."""
    for block in blocks(page):
        if isinstance(block, Typed) and block.command.startswith("examgen "):
            yield block.command
    text = page.read_text(encoding="utf-8")
    yield from re.findall(
        r"(?<!`)`(examgen [a-z][^`\n]*)`", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    )
    for plain in re.findall(r"^```text\n(.*?)^```$", text, re.M | re.S):
        yield from re.findall(r"^examgen [a-z].*$", plain, re.M)


NOT_SHIPPED = ("examgen plain",)  # the guide adds it


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path) -> None:
    for said in mentioned(page):
        if said.startswith(NOT_SHIPPED):
            continue
        found, rest = command(said.split()[1:])
        for word in rest:
            if word.startswith("--"):
                assert word in options(found), f"'{said}': no option {word}"


def test_readme_shows_the_commands() -> None:
    shown = {said.split()[1] for said in mentioned(ROOT / "README.md")}
    assert shown >= {"new", "check", "build", "solve", "try", "entry", "grade", "doctor"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_linked_exist(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_make_targets_exist() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make ([a-z]+)(?:`| {2,})", page.read_text(encoding="utf-8"), re.M):
            assert target in targets, f"{page.name}: make {target}"


ENTRIES = [
    one
    for one in vars(schema).values()
    if isinstance(one, type) and issubclass(one, BaseModel) and one is not BaseModel
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.__name__)
def test_every_field_is_described(entry: type[BaseModel]) -> None:
    for field in entry.model_fields:
        assert f"`{field}`" in BANKS, f"{entry.__name__}.{field}"


def test_every_field_in_a_table_exists() -> None:
    known = {field for entry in ENTRIES for field in entry.model_fields}
    for section in re.split(r"^#+ ", BANKS, flags=re.M):
        for table in re.findall(r"^\| field \|.*\n\|.*\n((?:\|.*\n)+)", section, re.M):
            for row in table.splitlines():
                for name in re.findall(r"`([a-z_]+)`", row.split("|")[1]):
                    assert name in known, name


@pytest.mark.parametrize("name", sorted(filters(False)))
def test_every_filter_is_described(name: str) -> None:
    assert re.search(rf"<<\w+(?:\(x\))?\\\|{name}\b", BANKS)


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_every_function_is_described(name: str) -> None:
    functions = BANKS.partition("### Formulas")[2].partition("\n## ")[0]
    assert re.search(rf"`{name}[`(]", functions)


def test_every_figure_and_kind_is_described() -> None:
    for name in figures.names():
        assert f"| `{name}` |" in BANKS
    for kind in answers.kinds():
        assert f"`{kind}`" in BANKS


def test_every_verdict_is_described() -> None:
    marking = (DOCS / "marking.md").read_text(encoding="utf-8")
    for verdict in Verdict:
        assert f"\n| {verdict} |" in marking


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages that the code writes."""
    pytest.importorskip("sphinx")
    sys.path.insert(0, str(DOCS / "_ext"))
    import reference

    folder = tmp_path_factory.mktemp("reference")
    reference.write_pages(folder)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_every_command_is_there(pages: dict[str, str]) -> None:
    names = examgen.list_commands(click.Context(examgen))
    assert all(f"## `examgen {name}`\n" in pages["commands"] for name in [*names, "new course"])


def test_every_kind_is_there_with_its_options(pages: dict[str, str]) -> None:
    for kind in answers.kinds():
        section = pages["answers"].partition(f"\n## `{kind}`\n")[2].partition("\n## ")[0]
        assert section
        assert all(f"| `` {name} `` |" in section for name in answers.find(kind).options)
        assert section.count("\n| ") >= len(answers.find(kind).examples())


def test_every_solver_is_there_with_steps_and_mistakes(pages: dict[str, str]) -> None:
    for name in solvers.names():
        section = pages["solvers"].partition(f"\n### `solver: {name}`\n")[2].partition("\n#")[0]
        derivation = solvers.find(name)
        assert all(f"| `` {step} `` |" in section for step in derivation.steps)
        assert all(f"| `` {mistake.id} `` |" in section for mistake in derivation.mistakes)


def test_every_figure_is_there_with_its_options(pages: dict[str, str]) -> None:
    for name in figures.names():
        section = pages["figures"].partition(f"\n## `{name}`\n")[2].partition("\n## ")[0]
        assert section.count("\n| `` ") >= 1


def test_every_page_is_linked(pages: dict[str, str]) -> None:
    index = (DOCS / "reference" / "index.md").read_text(encoding="utf-8")
    assert {f"generated/{name}" for name in pages} == set(re.findall(r"^generated/\w+$", index, re.M))
