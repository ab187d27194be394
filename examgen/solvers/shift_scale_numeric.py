"""A layer that shifts and scales, in balls, for checks: one place of it, and the loss whose gradient arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric

if TYPE_CHECKING:
    from flint import arb


def output(entry: Any, scale: Any, shift: Any) -> arb:
    """Return the output at one place, multiplied out."""
    return numeric.real(scale) * numeric.real(entry) + numeric.real(scale) * numeric.real(shift)


def weighted_output(slopes: Any, entries: Any, scales: Any, shifts: Any) -> arb:
    """Return the sum over everything of the arriving gradient times the output."""
    if isinstance(entries[0], list | tuple):
        return sum(
            (weighted_output(g, part, scales, shifts) for g, part in zip(slopes, entries, strict=True)),
            numeric.real(0),
        )
    total = numeric.real(0)
    for slope, entry, scale, shift in zip(slopes, entries, scales, shifts, strict=True):
        total += numeric.real(slope) * output(entry, scale, shift)
    return total
