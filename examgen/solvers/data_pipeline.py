r"""Data that do not fit into memory: shards, and steps of an epoch.

A data set of D GB is cut into equal shards, each of which must fit into R GB. An epoch over N samples in batches
of B takes one optimiser step a batch; the last batch may be smaller.
"""

from __future__ import annotations

from fractions import Fraction

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.text.expr import Expr
from examgen.text.functions import ceil, floor

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

data_pipeline = Derivation("data_pipeline", inputs="dataset_gb memory_gb samples batch_size")


@data_pipeline.step(
    tex=r"\left\lceil \frac{D}{R} \right\rceil",
    says="fewest equal shards, none of them larger than the memory",
)
def shards(dataset_gb: Expr, memory_gb: Expr) -> Expr:
    """Smallest number of shards."""
    if dataset_gb <= 0 or memory_gb <= 0:
        raise IllPosed("the sizes of the data and of the memory must be positive")
    found: Expr = ceil(dataset_gb / memory_gb)
    return found


@data_pipeline.step(
    tex=r"\left\lceil \frac{N}{B} \right\rceil", says="batches of an epoch, the last incomplete one kept"
)
def steps_per_epoch(samples: Expr, batch_size: Expr) -> Expr:
    """Optimiser steps of one epoch."""
    for name, number in (("samples", samples), ("batch_size", batch_size)):
        if not (number.is_integer and number >= 1):
            raise IllPosed(f"{name} must be a positive integer")
    found: Expr = ceil(samples / batch_size)
    return found


@data_pipeline.mistake(
    of=shards, says="rounded down, so that a shard is larger than the memory", credit=QUARTER
)
def shards_rounded_down(dataset_gb: Expr, memory_gb: Expr) -> Expr:
    """floor(D/R)."""
    return _down(dataset_gb / memory_gb)


@data_pipeline.mistake(of=shards, says="took one shard more than needed", credit=HALF)
def one_shard_too_many(shards: Expr) -> Expr:
    """One more."""
    return shards + 1


@data_pipeline.mistake(of=shards, says="gave the quotient without rounding", credit=HALF)
def shards_not_rounded(dataset_gb: Expr, memory_gb: Expr) -> Expr:
    """D/R."""
    _down(dataset_gb / memory_gb)
    return dataset_gb / memory_gb


@data_pipeline.mistake(of=steps_per_epoch, says="dropped the last, incomplete batch", credit=HALF)
def last_batch_dropped(samples: Expr, batch_size: Expr) -> Expr:
    """floor(N/B)."""
    return _down(samples / batch_size)


@data_pipeline.mistake(of=steps_per_epoch, says="counted one step more than there are batches", credit=HALF)
def one_step_too_many(steps_per_epoch: Expr) -> Expr:
    """One more."""
    return steps_per_epoch + 1


@data_pipeline.mistake(of=steps_per_epoch, says="made one step for each sample")
def step_for_each_sample(samples: Expr, batch_size: Expr) -> Expr:
    """N for N/B."""
    if batch_size == 1 or samples == 1:
        raise NotApplicable("a batch holds one sample")
    return samples


def _down(quotient: Expr) -> Expr:
    if quotient.is_integer:
        raise NotApplicable("the division leaves nothing")
    found: Expr = floor(quotient)
    return found


@data_pipeline.check(of=shards)
def shards_by_trial(dataset_gb: Expr, memory_gb: Expr) -> int:
    """Try larger and larger numbers of shards until one fits."""
    return _first_enough(dataset_gb.fraction, memory_gb.fraction)


@data_pipeline.check(of=steps_per_epoch)
def batches_by_trial(samples: Expr, batch_size: Expr) -> int:
    """Try more and more batches until all samples have a place."""
    return _first_enough(Fraction(numeric.whole(samples)), Fraction(numeric.whole(batch_size)))


def _first_enough(needed: Fraction, each: Fraction) -> int:
    """Return the least number of portions that are enough: doubled until they are, then halved in between."""
    enough = 1
    while enough * each < needed:
        enough *= 2
    short = enough // 2
    while enough - short > 1:
        middle = (short + enough) // 2
        short, enough = (short, middle) if middle * each >= needed else (middle, enough)
    return enough
