"""Whatever an author writes, a bank loads or is refused with places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.bank.lint import lint
from examgen.bank.load import load_bank, load_exam
from examgen.text.diagnostic import Diagnostic, Refused, show_diagnostics

from .conftest import DATA

BANK = (DATA / "course" / "questions.yaml").read_text(encoding="utf-8")
EXAM = (DATA / "course" / "exam.yaml").read_text(encoding="utf-8")
ODD = st.sampled_from([
    "", "x", "0", "-1", "1/0", "[]", "{}", "[[]]", "null", "true", "a..b", "..", "<<", ">>", "<%", "%>", "{a: 1}",
    "''", "'", "]", "}", ":", "#", "-", "- ", "\n", "\t", "sum(", "x[9]", "e", "oo", "kind", "choice", "vector", "&a",
])  # fmt: skip


def complaints(look: Callable[[], list[Diagnostic]]) -> list[Diagnostic]:
    """Return what is said of a file; anything but a refusal is a failure."""
    try:
        return look()
    except Refused as refused:
        return list(refused.diagnostics)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


def mutated(text: str, data: st.DataObject) -> str:
    """Put something odd in place of a word."""
    words = [k for k in range(1, len(text)) if text[k].isalnum() and not text[k - 1].isalnum()]
    start = data.draw(st.sampled_from(words))
    end = start
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[:start] + data.draw(ODD) + text[end:]


@given(st.data())
def test_a_mutated_bank_loads_or_is_refused(folder: Path, data: st.DataObject) -> None:
    path = folder / "questions.yaml"
    path.write_text(mutated(BANK, data), encoding="utf-8")
    found = complaints(lambda: lint(load_bank(path)))
    assert all(one.place is not None for one in found)
    assert bool(show_diagnostics(found)) == bool(found)


@given(st.data())
def test_a_mutated_exam_loads_or_is_refused(folder: Path, data: st.DataObject) -> None:
    path = folder / "exam.yaml"
    path.write_text(mutated(EXAM, data), encoding="utf-8")
    assert all(one.place is not None for one in complaints(lambda: load_exam(path) and []))
