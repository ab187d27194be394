r"""Decoding on a tree of words: the most likely sequence, the greedy one and those of a beam.

A tree maps paths (``the``, ``the/red``) to the log-probability of their last word after the words before. Branches too
unlikely to matter are left out, so the probabilities after a path add up to at most 1. All sequences are of one
length. Beam search expands the root once at its first step.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from examgen.solvers import word_tree_numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, empty
from examgen.solvers.slips import other_than, where_posed
from examgen.solvers.word_tree import (
    Scored,
    Words,
    extended,
    following,
    kept,
    named,
    number,
    only_largest,
    paths_of,
    score_of,
    sequences,
    width_of,
)
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.tex import tex
from examgen.text.values import Record, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

tree_decoding = Derivation("tree_decoding", inputs="tree B")


def _best_sum(tree: Record, best_sequence: Words) -> str:
    return _sum(tree, best_sequence)


def _greedy_sum(tree: Record, greedy_sequence: Words) -> str:
    return _sum(tree, greedy_sequence)


def _beam_sums(tree: Record, beam_sequences: tuple[Words, ...]) -> str:
    return r",\; ".join(_sum(tree, words) for words in beam_sequences)


def _sum(tree: Record, words: Words) -> str:
    """Write the edges of a path one after the other: they are negative, or 0."""
    edges = [number(tree["/".join(words[:length])]) for length in range(1, len(words) + 1)]
    return " ".join(tex(edge) if edge < 0 else f"+ {tex(edge)}" for edge in edges).removeprefix("+ ")


@tree_decoding.step(
    tex=r"\log p(\mathbf{w}_{1:t}) = \sum_{s=1}^{t} \log p(w_s \mid \mathbf{w}_{0:s-1})",
    says="log-likelihoods of all sentences, in the order of the tree",
    numbers="",
)
def scores(tree: Record) -> Vector:
    """Take the sums along the paths from the root to the leaves."""
    return tuple(score_of(tree, words) for words in sequences(tree))


@tree_decoding.step(
    tex=r"\mathbf{w}^* = \mathrm{arg\,max}_{\mathbf{w}}\, \log p(\mathbf{w})",
    says="most likely sentence: where the sum along the path is largest",
    numbers="",
)
def best_sequence(tree: Record, scores: Vector) -> Words:
    """Path with the largest sum."""
    return only_largest(list(zip(sequences(tree), scores, strict=True)), "the most likely sequence")


@tree_decoding.step(
    tex=r"\log p(\mathbf{w}^*)", says="its log-likelihood, the sum along its path", numbers=_best_sum
)
def best_score(tree: Record, best_sequence: Words) -> Expr:
    """Sum along the path."""
    return score_of(tree, best_sequence)


@tree_decoding.step(
    tex=r"\bar w_t = \mathrm{arg\,max}_w \log p(w \mid \bar{\mathbf{w}}_{0:t-1})",
    says="greedy sentence: the most likely next word each time",
    numbers="",
)
def greedy_sequence(tree: Record) -> Words:
    """Path along the largest edges."""
    found: Words = ()
    while options := following(tree, found):
        found = only_largest(options, f"the greedy word after {named(found)}")
    sequences(tree)
    return found


@tree_decoding.step(
    tex=r"\log p(\bar{\mathbf{w}})", says="its log-likelihood, the sum along its path", numbers=_greedy_sum
)
def greedy_score(tree: Record, greedy_sequence: Words) -> Expr:
    """Sum along the path."""
    return score_of(tree, greedy_sequence)


@tree_decoding.step(
    tex=r"\log p(w_1) + \log p(w_2 \mid w_1) \text{ for the kept } w_1",
    says="log-likelihoods of the partial sentences of two words that the beam considers, best first",
    numbers="",
    trivial=empty,
)
def beam_step_2(tree: Record, B: Expr) -> Vector:
    """Take the sums of the first two edges under the words kept at step 1, in falling order."""
    first = kept(following(tree, ()), width_of(B), "step 1")
    return tuple(sorted((score for _, score in extended(tree, first)), reverse=True))


@tree_decoding.step(
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


@tree_decoding.step(tex=r"\log p(\mathbf{w}^{(b)})", says="their log-likelihoods", numbers=_beam_sums)
def beam_scores(tree: Record, beam_sequences: tuple[Words, ...]) -> Vector:
    """Take the sums along the paths."""
    return tuple(score_of(tree, words) for words in beam_sequences)


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


def _first_of_beam(tree: Record, width: int) -> Words:
    partial: Scored = [((), ZERO)]
    length = len(sequences(tree)[0])
    for step in range(1, length + 1):
        partial = extended(tree, partial)
        if step < length:
            partial = kept(partial, width, f"step {step}")
    return only_largest(partial, f"the best of {width} beams")


# Mistakes


@tree_decoding.mistake(
    of=best_sequence, says="took the most likely next word each time (greedy decoding)", credit=QUARTER
)
@where_posed
def greedy_for_best(greedy_sequence: Words, best_sequence: Words) -> Words:
    """Path along the largest edges."""
    return other_than(best_sequence, greedy_sequence, "greedy decoding finds the best sequence")


@tree_decoding.mistake(of=best_sequence, says="compared the last edges alone", credit=QUARTER)
@where_posed
def best_last_edge(tree: Record, best_sequence: Words) -> Words:
    """Leaf with the largest edge."""
    leaves = [(words, number(tree["/".join(words)])) for words in sequences(tree)]
    found = only_largest(leaves, "the largest edge")
    return other_than(best_sequence, found, "the best sequence has the largest last edge")


@tree_decoding.mistake(
    of=greedy_sequence, says="took the largest edge of each level, whatever comes before it", credit=QUARTER
)
@where_posed
def largest_of_each_level(tree: Record, greedy_sequence: Words) -> Words:
    """Last words of the largest edges of the levels."""
    found: Words = ()
    for level in range(1, len(sequences(tree)[0]) + 1):
        names = [tuple(name.split("/")) for name in tree]
        edges = [(words, number(tree["/".join(words)])) for words in names if len(words) == level]
        found = (*found, only_largest(edges, "the largest edge of a level")[-1])
    return other_than(greedy_sequence, found, "the largest edges lie on the greedy path")


@tree_decoding.mistake(of=greedy_sequence, says="gave the most likely sentence", credit=Fraction(0))
@where_posed
def best_for_greedy(tree: Record, scores: Vector, greedy_sequence: Words) -> Words:
    """Path with the largest sum."""
    found = only_largest(list(zip(sequences(tree), scores, strict=True)), "the most likely sequence")
    return other_than(greedy_sequence, found, "greedy decoding finds the best sequence")


@tree_decoding.mistake(
    of=best_score, says="gave the last edge instead of the sum along the path", credit=QUARTER
)
def last_edge_of_best(tree: Record, best_sequence: Words, best_score: Expr) -> Expr:
    """Last edge."""
    return other_than(best_score, number(tree["/".join(best_sequence)]), "the other edges are certain")


@tree_decoding.mistake(
    of=greedy_score, says="gave the last edge instead of the sum along the path", credit=QUARTER
)
def last_edge_of_greedy(tree: Record, greedy_sequence: Words, greedy_score: Expr) -> Expr:
    """Last edge."""
    return other_than(greedy_score, number(tree["/".join(greedy_sequence)]), "the other edges are certain")


@tree_decoding.mistake(
    of=best_score, says="multiplied the log-probabilities instead of adding them", credit=QUARTER
)
def best_multiplied(tree: Record, best_sequence: Words, best_score: Expr) -> Expr:
    """Product along the path."""
    return other_than(best_score, _multiplied(tree, best_sequence), "sum and product are the same")


@tree_decoding.mistake(
    of=greedy_score, says="multiplied the log-probabilities instead of adding them", credit=QUARTER
)
def greedy_multiplied(tree: Record, greedy_sequence: Words, greedy_score: Expr) -> Expr:
    """Product along the path."""
    return other_than(greedy_score, _multiplied(tree, greedy_sequence), "sum and product are the same")


@tree_decoding.mistake(
    of=beam_step_2, says="gave the second edges alone, without the first ones", credit=QUARTER
)
@where_posed
def second_edges_alone(tree: Record, B: Expr, beam_step_2: Vector) -> Vector:
    """Edges of the second words."""
    first = kept(following(tree, ()), width_of(B), "step 1")
    edges = [edge for words, _ in first for _, edge in following(tree, words)]
    return other_than(beam_step_2, tuple(sorted(edges, reverse=True)), "the first words are certain")


@tree_decoding.mistake(
    of=beam_step_2, says="gave the scores in the order of the tree, not the best first", credit=HALF
)
@where_posed
def scores_not_sorted(tree: Record, B: Expr, beam_step_2: Vector) -> Vector:
    """Take the same sums in another order."""
    first = {words for words, _ in kept(following(tree, ()), width_of(B), "step 1")}
    options = extended(tree, [option for option in following(tree, ()) if option[0] in first])
    return other_than(beam_step_2, tuple(score for _, score in options), "the tree lists the best one first")


@tree_decoding.mistake(of=beam_step_2, says="expanded every first word, not only those kept", credit=HALF)
def nothing_dropped_at_step_1(tree: Record, beam_step_2: Vector) -> Vector:
    """Take the sums of all paths of two edges."""
    options = extended(tree, following(tree, ()))
    found = tuple(sorted((score for _, score in options), reverse=True))
    return other_than(beam_step_2, found, "the beam is as wide as the first level")


@tree_decoding.mistake(
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


@tree_decoding.mistake(of=beam_sequences, says="compared the last edges instead of the sums", credit=QUARTER)
@where_posed
def beam_by_last_edges(tree: Record, B: Expr, beam_sequences: tuple[Words, ...]) -> tuple[Words, ...]:
    """B largest last edges at every step."""
    partial: Scored = [((), ZERO)]
    length = len(sequences(tree)[0])
    for step in range(1, length + 1):
        options = [option for path, _ in partial for option in following(tree, path)]
        partial = kept(options, width_of(B), f"step {step}", ordered=step == length)
    return other_than(beam_sequences, paths_of(partial), "the last edges order the paths as the sums do")


@tree_decoding.mistake(of=beam_sequences, says="gave one sentence only", credit=HALF)
def first_beam_only(beam_sequences: tuple[Words, ...]) -> tuple[Words, ...]:
    """Best sequence of the beam."""
    return other_than(beam_sequences, beam_sequences[:1], "the beam has one sequence")


@tree_decoding.mistake(
    of=beam_sequences, says="gave the most likely sentences of the whole tree", credit=QUARTER
)
@where_posed
def best_of_the_tree(
    tree: Record, B: Expr, scores: Vector, beam_sequences: tuple[Words, ...]
) -> tuple[Words, ...]:
    """B largest sums of all."""
    options = list(zip(sequences(tree), scores, strict=True))
    found = paths_of(kept(options, width_of(B), "the last step", ordered=True))
    return other_than(beam_sequences, found, "the beam finds the best sequences")


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


def _multiplied(tree: Record, words: Words) -> Expr:
    found = ONE
    for length in range(1, len(words) + 1):
        found = found * number(tree["/".join(words[:length])])
    return found


# Certificates: nested tables of balls instead of paths, and the beam as a set that is filtered


@tree_decoding.check(of=best_sequence)
def best_by_recursion(tree: Record) -> Words:
    """Best continuation of each subtree, from the leaves up."""
    return word_tree_numeric.best_of(word_tree_numeric.nested(tree))[1]


@tree_decoding.check(of=best_score)
def best_score_by_recursion(tree: Record) -> arb:
    """Sum of the best continuation."""
    return word_tree_numeric.best_of(word_tree_numeric.nested(tree))[0]


@tree_decoding.check(of=greedy_sequence)
def greedy_by_descent(tree: Record) -> Words:
    """Largest edge at each node on the way down."""
    return tuple(word for word, _ in word_tree_numeric.descent(word_tree_numeric.nested(tree)))


@tree_decoding.check(of=greedy_score)
def greedy_score_by_descent(tree: Record) -> arb:
    """Largest edges on the way down, added up."""
    return sum((edge for _, edge in word_tree_numeric.descent(word_tree_numeric.nested(tree))), arb(0))


@tree_decoding.check(of=beam_step_2)
def step_2_by_filtering(tree: Record, B: Expr) -> list[arb]:
    """Levels filtered by counting how many are better."""
    levels = word_tree_numeric.filtered(tree, int(B))
    return sorted((score for score, _ in levels[1]), key=lambda x: -x) if len(levels) > 1 else []


@tree_decoding.check(of=beam_sequences)
def beam_by_filtering(tree: Record, B: Expr) -> tuple[Words, ...]:
    """Levels filtered by counting how many are better."""
    return tuple(words for _, words in word_tree_numeric.final(tree, int(B)))


@tree_decoding.check(of=beam_scores)
def beam_scores_by_filtering(tree: Record, B: Expr) -> list[arb]:
    """Levels filtered by counting how many are better."""
    return [score for score, _ in word_tree_numeric.final(tree, int(B))]


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
