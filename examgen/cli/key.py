"""Make the instructor's key of an exam, without setting any paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from examgen.cli.folder import Folder, variants

if TYPE_CHECKING:
    from examgen.papers.record import KeyRecord


@click.command()
@click.argument("exam", required=False)
@click.option(
    "--variant", "letters", multiple=True, metavar="LETTER", help="A variant; repeatable (default: A)."
)
@click.option("--seed", help="Draw the numbers from this seed instead of the exam's.")
@click.option("--published", is_flag=True, help="Take the questions' published numbers.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the table that is written as key.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print the record that is written as key.json.")
def command(
    exam: str | None, letters: Sequence[str], seed: str | None, published: bool, as_csv: bool, as_json: bool
) -> None:
    """Print the key of EXAM (the default exam unless named); nothing is written."""
    from examgen.instances.pool import Pool
    from examgen.papers.assemble import assemble
    from examgen.papers.files import dump_json
    from examgen.papers.key_table import key_csv
    from examgen.papers.record import to_json
    from examgen.papers.take import record_of

    folder = Folder.here()
    blueprint = folder.exam(exam)
    blueprint = replace(blueprint, seed=seed or blueprint.seed)
    banks, pool = folder.banks_of(blueprint), Pool(folder.cache / "pool")
    for letter in variants(letters):
        record = record_of(assemble(blueprint, banks, pool, letter, published=published))
        if as_json:
            click.echo(dump_json(to_json(record)), nl=False)
        elif as_csv:
            click.echo(key_csv(record), nl=False)
        else:
            click.echo("\n".join(_lines(record)))


def _lines(record: KeyRecord) -> Iterator[str]:
    from examgen.papers.shown import key_text

    yield f"{record.exam}, variant {record.paper}: {record.points} points"
    for question in record.questions:
        yield f"{question.number}  {question.title} ({question.points})"
        for part in question.parts:
            yield f"   {part.number:4} {key_text(part) or 'marked by a person'}  ({part.points})"
