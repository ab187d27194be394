"""Spreading work over processes that inherit what is loaded: questions hold compiled formulas, which don't travel."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

_work: Callable[[int], Any] | None = None


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Callable[[int], T], count: int, jobs: int) -> Iterator[T]:
    """Yield ``work(0)``, ``work(1)``, ... in order, several at a time where processes can be forked.

    Parameters
    ----------
    work
        May hold anything; what it returns or raises must be picklable.
    count
        How many pieces there are.
    jobs
        Processes at a time.
    """
    if min(jobs, count) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, range(count))
        return
    global _work
    _work = work
    with multiprocessing.get_context("fork").Pool(min(jobs, count)) as pool:
        yield from pool.imap(_piece, range(count))


def _piece(index: int) -> Any:
    assert _work is not None  # noqa: S101  set before the fork
    return _work(index)
