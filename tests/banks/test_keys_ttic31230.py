"""The keys of ttic31230-midterm against references that share nothing with the solvers."""

from __future__ import annotations

import pytest

from tests.banks.outside import compare, drawn, questions, solved
from tests.banks.references_ttic31230 import REFERENCES

NAMES = sorted(questions("ttic31230-midterm"))


@pytest.mark.parametrize("name", NAMES)
def test_at_the_published_values(name: str) -> None:
    compare(solved(name), REFERENCES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("index", range(10))
def test_at_drawn_values(name: str, index: int) -> None:
    compare(drawn(name, "references", index), REFERENCES)
