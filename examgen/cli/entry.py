"""Write the blank table to type responses into (CSV or XLSX)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from examgen.cli.folder import Folder
from examgen.cli.grade import load_records
from examgen.text.diagnostic import Refused


@click.command()
@click.argument("exam", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to write it: .csv or .xlsx (default: output/<exam>/entry.xlsx).")  # fmt: skip
@click.option("--students", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="CSV",
              help="A table of students (id, name, variant) to start with.")  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a table that is there already.")
def command(exam: str | None, out: Path | None, students: Path | None, force: bool) -> None:
    """Write a blank table for the responses to EXAM: a row a student, a column a part.

    Prefer XLSX where a spreadsheet is used: its cells are text, so that 1/3 stays 1/3 and 007 stays 007.
    """
    from examgen.papers.files import write_bytes, write_text
    from examgen.report.entry import entry_csv, entry_xlsx

    built = Folder.here().built(exam)
    records = load_records(built)
    path = out or built.folder / "entry.xlsx"
    if path.exists() and not force:
        raise Refused(
            f"{path} is there already, perhaps filled in", hint="--force writes over it, --out elsewhere"
        )
    rows = _students(students) if students else ()
    if path.suffix.lower() == ".xlsx":
        write_bytes(path, entry_xlsx(records, rows))
    else:
        write_text(path, entry_csv(records, rows))
    click.echo(f"wrote {path}")


def _students(path: Path) -> Sequence[Sequence[str]]:
    """Read id, name and variant of each student; a first row of such words is a header."""
    from examgen.read.table import read_table

    table = read_table(path)
    return [row.cells[:3] for row in table.rows]
