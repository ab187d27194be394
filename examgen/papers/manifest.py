"""The manifest of a built exam: what it was made from and what was made, by digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from examgen import __version__
from examgen.papers.files import ExamFolder, write_json

__all__ = ["write_manifest"]

FORMAT = 1


def write_manifest(built: ExamFolder, inputs: Mapping[str, Path], engine: str) -> None:
    """Write ``manifest.json`` for every paper that lies in the folder.

    Parameters
    ----------
    inputs
        Files that the papers were made from, by the name to give them.
    engine
        The TeX engine and its version.
    """
    papers = {name: _digests(sorted(built.paper(name).folder.iterdir())) for name in built.papers()}
    content = {
        "format": FORMAT,
        "examgen": __version__,
        "engine": engine,
        "inputs": {name: digest(path) for name, path in sorted(inputs.items())},
        "papers": papers,
    }
    write_json(built.manifest, content)


def _digests(files: Iterable[Path]) -> dict[str, str]:
    return {path.name: digest(path) for path in files if path.is_file() and not path.name.startswith(".")}


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
