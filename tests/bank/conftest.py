from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from examgen.bank.load import load_bank
from examgen.bank.model import Bank

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")

DATA = Path(__file__).parent / "data"

SMALL = r"""bank: small
questions:
  - id: first
    title: First
    parameters:
      a: {type: integer, range: 1..5, published: 2}
      b: {type: rational, choices: [1/2, 3], published: 3}
    stem: Let $a = <<a>>$ and $b = <<b>>$.
    steps:
      total: a + b
    checks:
      total: b + a
    parts:
      - {id: total, ask: Add., answer: {kind: exact}, points: 1}
"""


@pytest.fixture(scope="session")
def course() -> Bank:
    return load_bank(DATA / "course")


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Write the small bank with some of its text replaced, and return the file."""

    def write(*changes: tuple[str, str], text: str = SMALL) -> Path:
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
            text = text.replace(old, new)
        path = tmp_path / "questions.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
