"""Whatever a bank or a user asks for, a draw succeeds or is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from examgen.bank.load import load_bank
from examgen.instances.certify import certify
from examgen.instances.draw import draw
from examgen.instances.given import given
from examgen.instances.solve import solve
from examgen.text.diagnostic import Diagnostic, Refused

from .conftest import COURSE, DATA

TENSORS = load_bank(DATA / COURSE).questions["tensors"]
BANK = (DATA / COURSE / "questions.yaml").read_text(encoding="utf-8")
ODD = st.sampled_from(
    ["0", "-1", "1/0", "a", "x", "y", "true", "x[9]", "oo", "pi", "1/2", "mean(x)", "W", "mode", "10^9"]
)
WRITTEN = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["0", "-1", "1/3", "pi", "oo", "[0]", "[1, 2]", "[[1]]", "[[1, 2], [3, 4]]", "(0, 1)", "{1}", "true"]
    ),
    st.sampled_from(
        ["null", "{}", "[]", "1e999", "[1, [2]]", "sum", "x", '"a"', '["a"]', "9^9^9", "1 = 1", "0/0"]
    ),
    st.integers(),
    st.none(),
    st.lists(st.integers(), max_size=3),
)


def refusals(use: Callable[[], object]) -> tuple[Diagnostic, ...]:
    """Return why something is refused; anything else that goes wrong is a failure."""
    try:
        use()
    except Refused as refused:
        return refused.diagnostics
    return ()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@forall(st.data())
def test_a_mutated_bank_draws_or_is_refused(folder: Path, data: st.DataObject) -> None:
    start = data.draw(
        st.sampled_from([k for k in range(len(BANK)) if BANK[k].isalnum() and not BANK[k - 1].isalnum()])
    )
    end = start
    while end < len(BANK) and BANK[end].isalnum():
        end += 1
    (folder / "questions.yaml").write_text(BANK[:start] + data.draw(ODD) + BANK[end:], encoding="utf-8")

    def use() -> None:
        for question in load_bank(folder).questions.values():
            certify(solve(question, draw(question, "seed", 0, limit=20).parameters))

    assert all(one.place is not None for one in refusals(use))


@forall(st.dictionaries(st.sampled_from([*TENSORS.parameters, "other"]), WRITTEN, max_size=3))
def test_whatever_is_set_is_solved_or_refused(values: dict[str, object]) -> None:
    found = refusals(lambda: certify(solve(TENSORS, given(TENSORS, values)), published=True))
    assert all(len(one.render()) < 400 for one in found)
