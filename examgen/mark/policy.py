"""From verdicts to marks: the exam's policy, applied after everything else is decided."""

from __future__ import annotations

from fractions import Fraction

from examgen.answers.base import Verdict
from examgen.mark.judgment import Judgment
from examgen.papers.record import PartRecord, Policy

ZERO, ONE = Fraction(0), Fraction(1)


def credit(judgment: Judgment, part: PartRecord, policy: Policy) -> Fraction:
    """Share of the part's points that a judgment earns, 0 to 1.

    Follow-through earns the share that the exam names; what waits for a person earns nothing yet.
    """
    if judgment.open:
        return ZERO
    share = min(max(judgment.share, ZERO), ONE)
    if judgment.verdict is Verdict.FOLLOW_THROUGH:
        return share * policy.follow_through
    if judgment.verdict is Verdict.PARTIAL and part.kind == "multi-choice" and policy.multi_choice == "all":
        return ZERO
    return share


def marks(judgment: Judgment, part: PartRecord, policy: Policy) -> Fraction:
    """Give the marks for a part, between 0 and its points."""
    return credit(judgment, part, policy) * part.points
