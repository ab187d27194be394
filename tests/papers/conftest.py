from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from examgen.bank.load import load_banks, load_exam
from examgen.bank.model import Bank, Exam
from examgen.instances.pool import Pool

BANKS = Path(__file__).parents[2] / "banks"


@pytest.fixture(scope="session")
def banks() -> dict[str, Bank]:
    return load_banks(BANKS)


@pytest.fixture(scope="session")
def pool() -> Pool:
    return Pool(None)


@pytest.fixture(scope="session", params=["vir-2022", "vir-2019"])
def exam(request: pytest.FixtureRequest) -> Exam:
    return load_exam(BANKS / request.param / "exam.yaml")


@pytest.fixture(scope="session")
def auto(exam: Exam) -> Exam:
    return replace(exam, form="auto")
