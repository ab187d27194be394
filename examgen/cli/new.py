"""Start a folder of your own, with the sample banks and templates in it."""

from __future__ import annotations

import re
import secrets
import shlex
import shutil
from pathlib import Path

import click

from examgen.render.resources import folder
from examgen.text.diagnostic import Refused

README = """\
# {name}

- `banks/`: one folder for each course, with its questions and its exam. Every exam here has a secret
  `seed:` of its own, which decides all the numbers: keep it to yourselves.
- `templates/`: how papers look. What you change here wins over the templates that came with examgen; delete
  what you don't change, so that it follows new versions.
- `output/`: what was made; nothing in it is ever edited by hand but `review.csv`.

    examgen check                               is everything in the banks right?
    examgen build --variant A --variant B       papers, solutions, keys
    examgen entry                               an empty table for the responses
    examgen grade responses.csv                 marks
"""


@click.group()
def command() -> None:
    """Start something new."""


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
def course(path: Path) -> None:
    """Make the folder PATH with sample banks, an exam with a fresh secret seed, and templates."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refused(f"{path} is there already and is not empty; choose another name")
    for kind in ("banks", "templates"):
        # The sample responses belong to the sample seed.
        shutil.copytree(folder(kind), path / kind, ignore=shutil.ignore_patterns("*.csv"))
    for exam in sorted(path.glob("banks/*/exam*.yaml")):
        _give_seed(exam)
    (path / "README.md").write_text(README.format(name=path.resolve().name), encoding="utf-8")
    click.echo(f"{path} is ready. Next: cd {shlex.quote(str(path))} && examgen build --variant A")


def _give_seed(exam: Path) -> None:
    """Put a random seed in place of the sample's, so that nobody can guess the papers."""
    text = exam.read_text(encoding="utf-8")
    seed = f"seed: {secrets.token_hex(16)}"
    exam.write_text(re.sub(r"(?m)^seed:.*$", seed, text), encoding="utf-8")
