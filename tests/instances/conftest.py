from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from examgen.bank.load import load_bank
from examgen.bank.model import Question

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")

DATA = Path(__file__).parent.parent / "bank" / "data"
COURSE = "course"


@pytest.fixture(scope="session")
def parabola() -> Question:
    return load_bank(DATA / COURSE).questions["parabola"]


@pytest.fixture(scope="session")
def tensors() -> Question:
    return load_bank(DATA / COURSE).questions["tensors"]


@pytest.fixture
def question(tmp_path: Path) -> Callable[[str], Question]:
    """Load one question from the text of its parameters and steps."""

    def load(
        parameters: str,
        steps: str = "      one: '1'\n",
        checks: str = "",
        more: str = "",
        hidden: str = "",
        kind: str = "exact",
    ) -> Question:
        names = [line.split(":")[0].strip() for line in steps.splitlines()]
        parts = "".join(
            f"      - {{id: {name}, ask: x, answer: {{kind: {kind}}}}}\n"
            for name in names
            if name not in hidden.split()
        )
        text = (
            "bank: test\nquestions:\n  - id: one\n    title: One\n    stem: Nothing.\n"
            f"    parameters:\n{parameters}    steps:\n{steps}"
            + (f"    checks:\n{checks}" if checks else "")
            + more
            + f"    parts:\n{parts}"
        )
        path = tmp_path / "questions.yaml"
        path.write_text(text, encoding="utf-8")
        return load_bank(path).questions["one"]

    return load
