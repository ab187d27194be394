"""Progress of long work: shown on a terminal, silent in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click


class Advance(Protocol):
    """What the work calls after each piece."""

    def __call__(self, pieces: int = 1) -> None:
        """Count so many pieces as done."""


@contextmanager
def progress(label: str, length: int) -> Iterator[Advance]:
    """Show a bar on standard error while a block runs.

    Parameters
    ----------
    label
        What is being done.
    length
        Pieces of work in all.
    """
    if not sys.stderr.isatty():
        yield lambda pieces=1: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda pieces=1: bar.update(pieces)
