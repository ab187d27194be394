"""What functions of mistakes share: a slip that leads to the right value, or to none, is no mistake."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from examgen.solvers.steps import IllPosed, NotApplicable

P = ParamSpec("P")
V = TypeVar("V")


def other_than(right: V, found: V, why: str) -> V:
    """Return what a mistake leads to.

    Raises
    ------
    NotApplicable
        If that is the right value; `why` says what hides the mistake.
    """
    if found == right:
        raise NotApplicable(why)
    return found


def where_posed(function: Callable[P, V]) -> Callable[P, V]:
    """Let a mistake that is undecided itself, by a tie among its wrong values, be not applicable."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> V:
        try:
            return function(*args, **kwargs)
        except NotApplicable:
            raise
        except IllPosed as error:
            raise NotApplicable(str(error)) from error

    return wrapped
