r"""Decoding on a tree of words: the most likely sequence, the greedy one and those of a beam, compared.

A tree maps paths (``the``, ``the/red``) to the log-probability of their last word after the words before. Branches too
unlikely to matter are left out, so the probabilities after a path add up to at most 1. All sequences are of one
length. Beam search expands the root once at its first step.

The best and the greedy sequence come from `examgen.solvers.tree_decoding_paths`, the beam from
`examgen.solvers.tree_decoding_beam`; here is how they compare, and which width would have been enough.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb

from examgen.solvers import word_tree_numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.slips import other_than
from examgen.solvers.tree_decoding_beam import beam
from examgen.solvers.tree_decoding_paths import paths
from examgen.solvers.word_tree import Scored, Words, extended, following, kept, only_largest, sequences
from examgen.text.expr import ZERO, Expr

if TYPE_CHECKING:
    from examgen.text.values import Record, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

tree_decoding = Derivation("tree_decoding", inputs="tree B").include(paths).include(beam)


@tree_decoding.step(
    tex=r"\left(\log p(\mathbf{w}^*), \log p(\bar{\mathbf{w}}), \log p(\mathbf{w}^{(1)})\right)",
    says="log-likelihoods of the three methods side by side",
    numbers="",
)
def scores_compared(best_score: Expr, greedy_score: Expr, beam_scores: Vector) -> Vector:
    """Most likely, greedy, best of the beam."""
    if not beam_scores:
        raise IllPosed("the beam has no sequence")
    return best_score, greedy_score, max(beam_scores)


@tree_decoding.step(
    tex=r"\min\{B : \mathbf{w}^{(1)} = \mathbf{w}^*\}",
    says="smallest width whose first sentence is the most likely one, by trying width after width",
    numbers="",
)
def smallest_width(tree: Record, scores: Vector) -> Expr:
    """First width whose beam ends with the most likely sequence in front."""
    best = only_largest(list(zip(sequences(tree), scores, strict=True)), "the most likely sequence")
    width = 1
    while _first_of_beam(tree, width) != best:
        width += 1
    return Expr.of(width)


def _first_of_beam(tree: Record, width: int) -> Words:
    partial: Scored = [((), ZERO)]
    length = len(sequences(tree)[0])
    for step in range(1, length + 1):
        partial = extended(tree, partial)
        if step < length:
            partial = kept(partial, width, f"step {step}")
    return only_largest(partial, f"the best of {width} beams")


# Mistakes


@tree_decoding.mistake(of=smallest_width, says="took as many beams as there are first words", credit=QUARTER)
def as_many_as_first_words(tree: Record, smallest_width: Expr) -> Expr:
    """Take the number of the words at step 1."""
    return other_than(smallest_width, Expr.of(len(following(tree, ()))), "so many beams are right")


@tree_decoding.mistake(of=smallest_width, says="one beam too few", credit=HALF)
def one_beam_too_few(smallest_width: Expr) -> Expr:
    """One less."""
    if smallest_width == 1:
        raise NotApplicable("a beam can't be narrower")
    return smallest_width - 1


# Checks


@tree_decoding.check(of=scores_compared)
def comparison_by_other_ways(tree: Record, B: Expr) -> list[arb]:
    """Recursion, descent, filtering."""
    nested = word_tree_numeric.nested(tree)
    greedy = sum((edge for _, edge in word_tree_numeric.descent(nested)), arb(0))
    return [word_tree_numeric.best_of(nested)[0], greedy, word_tree_numeric.final(tree, int(B))[0][0]]


@tree_decoding.check(of=smallest_width)
def width_from_above(tree: Record) -> int:
    """Make the beam narrower until it loses the best sequence, and go on: the last loss decides."""
    best = word_tree_numeric.best_of(word_tree_numeric.nested(tree))[1]
    widths = range(len(tree), 0, -1)
    return min(width for width in widths if word_tree_numeric.final(tree, width)[0][1] == best)
