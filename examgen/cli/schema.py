"""Write the JSON Schemas of banks and exams, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from examgen.cli.folder import Folder


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
def command(folder: Path | None) -> None:
    """Write bank.schema.json, questions.schema.json and exam.schema.json into FOLDER (banks/ unless said).

    A first line such as `# yaml-language-server: $schema=../bank.schema.json` makes editors complete and check a
    bank; questions.schema.json is for the files that a bank includes.
    """
    from examgen.bank.schema import FILES, json_schema
    from examgen.papers.files import write_text

    folder = folder or Folder.here().root / "banks"
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        path = folder / f"{name}.schema.json"
        write_text(path, json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n")
        click.echo(f"wrote {path}")
