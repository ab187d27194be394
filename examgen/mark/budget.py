"""A limit on work that is counted, not timed, so that the outcome is the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import FrameType


class OverBudgetError(ArithmeticError):
    """More function calls were made than allowed."""


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Stop what runs inside after a number of function calls and returns.

    Raises
    ------
    OverBudgetError
        Inside, at the call that is one too many.
    """
    before = sys.getprofile()
    spent = count(1)

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if next(spent) > calls:
            raise OverBudgetError("it takes too much")

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
