from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.instances.stream import Stream

FIRST = [625, 262, 681, 707, 757]
NAMES = st.lists(st.one_of(st.text(max_size=8), st.integers(-5, 10**20)), max_size=4)


def numbers(stream: Stream, count: int = 12) -> list[int]:
    return [stream.below(10**6) for _ in range(count)]


@given(NAMES, st.integers(1, 10**30))
def test_numbers_stay_below(name: list[str | int], count: int) -> None:
    assert 0 <= Stream(*name).below(count) < count


@given(NAMES, NAMES)
def test_the_name_decides_everything(one: list[str | int], other: list[str | int]) -> None:
    same = list(map(repr, one)) == list(map(repr, other))
    assert (numbers(Stream(*one)) == numbers(Stream(*other))) == same


def test_the_numbers_are_the_same_for_ever_and_everywhere() -> None:
    stream = Stream("bank/question", "digest", "seed", 0, 0, "x")
    assert [stream.below(1000) for _ in range(5)] == FIRST
    code = "from examgen.instances.stream import Stream; s = Stream('bank/question', 'digest', 'seed', 0, 0, 'x')"
    out = subprocess.run(
        [sys.executable, "-c", f"{code}; print([s.below(1000) for _ in range(5)])"],
        capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "5"},
    )  # fmt: skip
    assert out.stdout.strip() == str(FIRST)


@given(st.lists(st.integers(), max_size=12), st.integers())
def test_shuffling_keeps_what_is_there(items: list[int], name: int) -> None:
    assert Counter(Stream(name).shuffled(items)) == Counter(items)


def test_choices_and_orders_are_even() -> None:
    stream = Stream("even")
    counts = Counter(stream.below(7) for _ in range(14_000))
    assert set(counts) == set(range(7))
    assert all(abs(count - 2000) < 200 for count in counts.values())
    orders = Counter(stream.shuffled("abc") for _ in range(6000))
    assert len(orders) == 6
    assert all(abs(count - 1000) < 150 for count in orders.values())
    assert {stream.choice("xy") for _ in range(50)} == {"x", "y"}


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_can_be_chosen_from_nothing(count: int) -> None:
    with pytest.raises(ValueError, match="nothing to choose from"):
        Stream("x").below(count)
