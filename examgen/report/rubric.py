"""Marks that a person gives: whole, or criterion by criterion in quarters."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.papers.table import decimal_text
from examgen.read.reading import marks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examgen.papers.record import PartRecord

QUARTERS = tuple(Fraction(quarter, 4) for quarter in range(5))
MANY = 8
"""Criteria beyond which sums are not counted out."""


class CriteriaError(ValueError):
    """Marks that can't be taken; `column` names the cell."""

    def __init__(self, message: str, column: str) -> None:
        super().__init__(message)
        self.column = column


def person_marks(marks: str, criteria: str, part: PartRecord) -> Fraction | None:
    """Read the marks that a person filled in.

    Parameters
    ----------
    marks
        The whole, as ``1.5``; it must be a sum of quarters of the criteria where the part has a rubric.
    criteria
        One number a criterion, separated by ``;`` or ``+``, as ``1; 0.5``.

    Returns
    -------
    Fraction or None
        None if both are empty.

    Raises
    ------
    CriteriaError
        If they can't be read, are too many, are no quarters, or don't agree.
    """
    single = _criteria(criteria, part)
    whole = _whole(marks, part)
    if single is None:
        return whole
    if whole is not None and whole != sum(single, Fraction(0)):
        total = decimal_text(sum(single, Fraction(0)))
        raise CriteriaError(f"the criteria add up to {total}, the marks are {marks}", "marks")
    return sum(single, Fraction(0))


def _whole(marks: str, part: PartRecord) -> Fraction | None:
    if not marks:
        return None
    try:
        value = marks_of(marks, part.points)
    except ValueError as error:
        raise CriteriaError(str(error), "marks") from None
    if part.rubric and not attainable(value, [one.points for one in part.rubric]):
        points = " + ".join(decimal_text(one.points) for one in part.rubric)
        raise CriteriaError(f"{marks} marks can't be made of quarters of the criteria ({points})", "marks")
    return value


def _criteria(criteria: str, part: PartRecord) -> list[Fraction] | None:
    if not criteria:
        return None
    cells = [cell for cell in re.split(r"\s*[;+]\s*", criteria.strip()) if cell]
    if len(cells) != len(part.rubric):
        raise CriteriaError(
            f"{len(cells)} criteria are marked, the rubric has {len(part.rubric)}", "criteria"
        )
    return [_criterion(cell, one.points) for cell, one in zip(cells, part.rubric, strict=True)]


def _criterion(cell: str, points: Fraction) -> Fraction:
    try:
        value = marks_of(cell, points)
    except ValueError as error:
        raise CriteriaError(str(error), "criteria") from None
    if value not in {points * quarter for quarter in QUARTERS}:
        raise CriteriaError(f"{cell} is no quarter of a criterion of {decimal_text(points)}", "criteria")
    return value


def attainable(marks: Fraction, criteria: Sequence[Fraction]) -> bool:
    """Whether marks are a sum of quarters of the criteria.

    Examples
    --------
    >>> attainable(Fraction(5, 4), [Fraction(1), Fraction(1)])
    True
    >>> attainable(Fraction(1, 3), [Fraction(1)])
    False
    """
    if len(criteria) > MANY:
        return True
    sums = {Fraction(0)}
    for points in criteria:
        sums = {total + points * quarter for total in sums for quarter in QUARTERS}
    return marks in sums
