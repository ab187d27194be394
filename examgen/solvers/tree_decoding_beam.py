r"""Beam search on a tree of words: the B best partial sentences of every step.

Scores are log-probabilities. The root is expanded once at the first step.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from examgen.solvers import word_tree_numeric
from examgen.solvers.derivation import Derivation, IllPosed, empty
from examgen.solvers.slips import other_than, where_posed
from examgen.solvers.tree_decoding_paths import path_sum, paths
from examgen.solvers.word_tree import (
    Scored,
    Words,
    extended,
    following,
    kept,
    paths_of,
    score_of,
    sequences,
    width_of,
)
from examgen.text.expr import ZERO

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.expr import Expr
    from examgen.text.values import Record, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

beam = Derivation("tree_decoding_beam.beam", inputs="tree B").include(paths, "scores")


def _beam_sums(tree: Record, beam_sequences: tuple[Words, ...]) -> str:
    return r",\; ".join(path_sum(tree, words) for words in beam_sequences)


@beam.step(
    tex=r"\log p(w_1) + \log p(w_2 \mid w_1) \text{ for the kept } w_1",
    says="log-likelihoods of the partial sentences of two words that the beam considers, best first",
    numbers="",
    trivial=empty,
)
def beam_step_2(tree: Record, B: Expr) -> Vector:
    """Take the sums of the first two edges under the words kept at step 1, in falling order."""
    first = kept(following(tree, ()), width_of(B), "step 1")
    return tuple(sorted((score for _, score in extended(tree, first)), reverse=True))


@beam.step(
    tex=r"\text{keep the } B \text{ largest sums at every step}",
    says="sentences of the beam, best first",
    numbers="",
)
def beam_sequences(tree: Record, B: Expr, beam_step_2: Vector) -> tuple[Words, ...]:
    """Paths that are among the B best at every step; all there are if they are fewer."""
    length = len(sequences(tree)[0])
    if length == 1:
        return paths_of(kept(following(tree, ()), width_of(B), "the last step", ordered=True))
    partial = _recognised(tree, beam_step_2, width_of(B))
    for step in range(2, length + 1):
        partial = kept(partial, width_of(B), f"step {step}", ordered=step == length)
        if step < length:
            partial = extended(tree, partial)
    return paths_of(partial)


@beam.step(tex=r"\log p(\mathbf{w}^{(b)})", says="their log-likelihoods", numbers=_beam_sums)
def beam_scores(tree: Record, beam_sequences: tuple[Words, ...]) -> Vector:
    """Take the sums along the paths."""
    return tuple(score_of(tree, words) for words in beam_sequences)


def _recognised(tree: Record, given: Vector, width: int) -> Scored:
    """Return partial sequences of two words for their scores: those considered, or others that fit exactly.

    A single score that fits none belongs to the one considered that is left over.
    """
    considered = extended(tree, kept(following(tree, ()), width, "step 1"))
    others = [option for option in extended(tree, following(tree, ())) if option not in considered]
    found: Scored = []
    strange = []
    for score in given:
        fitting = [option for option in (*considered, *others) if option[1] == score and option not in found]
        if fitting:
            found.append(fitting[0])
        else:
            strange.append(score)
    left = [words for words, _ in considered if words not in paths_of(found)]
    if len(strange) > 1 or (strange and len(left) != 1):
        raise IllPosed("it is not clear to which partial sequences these scores belong")
    return [*found, *((left[0], score) for score in strange)]


# Mistakes


@beam.mistake(of=beam_step_2, says="gave the second edges alone, without the first ones", credit=QUARTER)
@where_posed
def second_edges_alone(tree: Record, B: Expr, beam_step_2: Vector) -> Vector:
    """Edges of the second words."""
    first = kept(following(tree, ()), width_of(B), "step 1")
    edges = [edge for words, _ in first for _, edge in following(tree, words)]
    return other_than(beam_step_2, tuple(sorted(edges, reverse=True)), "the first words are certain")


@beam.mistake(
    of=beam_step_2, says="gave the scores in the order of the tree, not the best first", credit=HALF
)
@where_posed
def scores_not_sorted(tree: Record, B: Expr, beam_step_2: Vector) -> Vector:
    """Take the same sums in another order."""
    first = {words for words, _ in kept(following(tree, ()), width_of(B), "step 1")}
    options = extended(tree, [option for option in following(tree, ()) if option[0] in first])
    return other_than(beam_step_2, tuple(score for _, score in options), "the tree lists the best one first")


@beam.mistake(of=beam_step_2, says="expanded every first word, not only those kept", credit=HALF)
def nothing_dropped_at_step_1(tree: Record, beam_step_2: Vector) -> Vector:
    """Take the sums of all paths of two edges."""
    options = extended(tree, following(tree, ()))
    found = tuple(sorted((score for _, score in options), reverse=True))
    return other_than(beam_step_2, found, "the beam is as wide as the first level")


@beam.mistake(
    of=beam_sequences,
    says="kept the best continuations of every sentence, not the best of all",
    credit=QUARTER,
)
@where_posed
def best_of_each_parent(tree: Record, B: Expr, beam_sequences: tuple[Words, ...]) -> tuple[Words, ...]:
    """B best words after each path that was kept."""
    width = width_of(B)
    partial: Scored = [((), ZERO)]
    for _ in range(len(sequences(tree)[0])):
        partial = [
            (words, score + edge)
            for path, score in partial
            for words, edge in kept(following(tree, path), width, "a step")
        ]
    found = paths_of(kept(partial, width, "the last step", ordered=True))
    return other_than(beam_sequences, found, "the best of all are the best of each")


@beam.mistake(of=beam_sequences, says="compared the last edges instead of the sums", credit=QUARTER)
@where_posed
def beam_by_last_edges(tree: Record, B: Expr, beam_sequences: tuple[Words, ...]) -> tuple[Words, ...]:
    """B largest last edges at every step."""
    partial: Scored = [((), ZERO)]
    length = len(sequences(tree)[0])
    for step in range(1, length + 1):
        options = [option for path, _ in partial for option in following(tree, path)]
        partial = kept(options, width_of(B), f"step {step}", ordered=step == length)
    return other_than(beam_sequences, paths_of(partial), "the last edges order the paths as the sums do")


@beam.mistake(of=beam_sequences, says="gave one sentence only", credit=HALF)
def first_beam_only(beam_sequences: tuple[Words, ...]) -> tuple[Words, ...]:
    """Best sequence of the beam."""
    return other_than(beam_sequences, beam_sequences[:1], "the beam has one sequence")


@beam.mistake(of=beam_sequences, says="gave the most likely sentences of the whole tree", credit=QUARTER)
@where_posed
def best_of_the_tree(
    tree: Record, B: Expr, scores: Vector, beam_sequences: tuple[Words, ...]
) -> tuple[Words, ...]:
    """B largest sums of all."""
    options = list(zip(sequences(tree), scores, strict=True))
    found = paths_of(kept(options, width_of(B), "the last step", ordered=True))
    return other_than(beam_sequences, found, "the beam finds the best sequences")


# Checks: the beam as a set that is filtered


@beam.check(of=beam_step_2)
def step_2_by_filtering(tree: Record, B: Expr) -> list[arb]:
    """Levels filtered by counting how many are better."""
    levels = word_tree_numeric.filtered(tree, int(B))
    return sorted((score for score, _ in levels[1]), key=lambda x: -x) if len(levels) > 1 else []


@beam.check(of=beam_sequences)
def beam_by_filtering(tree: Record, B: Expr) -> tuple[Words, ...]:
    """Levels filtered by counting how many are better."""
    return tuple(words for _, words in word_tree_numeric.final(tree, int(B)))


@beam.check(of=beam_scores)
def beam_scores_by_filtering(tree: Record, B: Expr) -> list[arb]:
    """Levels filtered by counting how many are better."""
    return [score for score, _ in word_tree_numeric.final(tree, int(B))]
