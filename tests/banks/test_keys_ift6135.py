"""The keys of ift6135-hw against references that share nothing with the solvers."""

from __future__ import annotations

import pytest

from tests.banks.outside import compare, drawn, questions, solved
from tests.banks.references_ift6135 import REFERENCES

NAMES = sorted(questions("ift6135-hw"))


@pytest.mark.parametrize("name", NAMES)
def test_at_the_published_values(name: str) -> None:
    compare(solved(name), REFERENCES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("index", range(10))
def test_at_drawn_values(name: str, index: int) -> None:
    compare(drawn(name, "references", index), REFERENCES)
