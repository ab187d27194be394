r"""The most likely sequence on a tree of words and the greedy one, each a path from the root to a leaf.

A tree maps paths (``the``, ``the/red``) to the log-probability of their last word after the words before.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb

from examgen.solvers import word_tree_numeric
from examgen.solvers.derivation import Derivation
from examgen.solvers.slips import other_than, where_posed
from examgen.solvers.word_tree import (
    Words,
    following,
    named,
    number,
    only_largest,
    score_of,
    sequences,
)
from examgen.text.expr import ONE
from examgen.text.tex import tex

if TYPE_CHECKING:
    from examgen.text.expr import Expr
    from examgen.text.values import Record, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

paths = Derivation("tree_decoding_paths.paths", inputs="tree")


def _best_sum(tree: Record, best_sequence: Words) -> str:
    return path_sum(tree, best_sequence)


def _greedy_sum(tree: Record, greedy_sequence: Words) -> str:
    return path_sum(tree, greedy_sequence)


def path_sum(tree: Record, words: Words) -> str:
    """Write the edges of a path one after the other: they are negative, or 0."""
    edges = [number(tree["/".join(words[:length])]) for length in range(1, len(words) + 1)]
    return " ".join(tex(edge) if edge < 0 else f"+ {tex(edge)}" for edge in edges).removeprefix("+ ")


@paths.step(
    tex=r"\log p(\mathbf{w}_{1:t}) = \sum_{s=1}^{t} \log p(w_s \mid \mathbf{w}_{0:s-1})",
    says="log-likelihoods of all sentences, in the order of the tree",
    numbers="",
)
def scores(tree: Record) -> Vector:
    """Take the sums along the paths from the root to the leaves."""
    return tuple(score_of(tree, words) for words in sequences(tree))


@paths.step(
    tex=r"\mathbf{w}^* = \mathrm{arg\,max}_{\mathbf{w}}\, \log p(\mathbf{w})",
    says="most likely sentence: where the sum along the path is largest",
    numbers="",
)
def best_sequence(tree: Record, scores: Vector) -> Words:
    """Path with the largest sum."""
    return only_largest(list(zip(sequences(tree), scores, strict=True)), "the most likely sequence")


@paths.step(tex=r"\log p(\mathbf{w}^*)", says="its log-likelihood, the sum along its path", numbers=_best_sum)
def best_score(tree: Record, best_sequence: Words) -> Expr:
    """Sum along the path."""
    return score_of(tree, best_sequence)


@paths.step(
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


@paths.step(
    tex=r"\log p(\bar{\mathbf{w}})", says="its log-likelihood, the sum along its path", numbers=_greedy_sum
)
def greedy_score(tree: Record, greedy_sequence: Words) -> Expr:
    """Sum along the path."""
    return score_of(tree, greedy_sequence)


# Mistakes


@paths.mistake(
    of=best_sequence, says="took the most likely next word each time (greedy decoding)", credit=QUARTER
)
@where_posed
def greedy_for_best(greedy_sequence: Words, best_sequence: Words) -> Words:
    """Path along the largest edges."""
    return other_than(best_sequence, greedy_sequence, "greedy decoding finds the best sequence")


@paths.mistake(of=best_sequence, says="compared the last edges alone", credit=QUARTER)
@where_posed
def best_last_edge(tree: Record, best_sequence: Words) -> Words:
    """Leaf with the largest edge."""
    leaves = [(words, number(tree["/".join(words)])) for words in sequences(tree)]
    found = only_largest(leaves, "the largest edge")
    return other_than(best_sequence, found, "the best sequence has the largest last edge")


@paths.mistake(
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


@paths.mistake(of=greedy_sequence, says="gave the most likely sentence", credit=Fraction(0))
@where_posed
def best_for_greedy(tree: Record, scores: Vector, greedy_sequence: Words) -> Words:
    """Path with the largest sum."""
    found = only_largest(list(zip(sequences(tree), scores, strict=True)), "the most likely sequence")
    return other_than(greedy_sequence, found, "greedy decoding finds the best sequence")


@paths.mistake(of=best_score, says="gave the last edge instead of the sum along the path", credit=QUARTER)
def last_edge_of_best(tree: Record, best_sequence: Words, best_score: Expr) -> Expr:
    """Last edge."""
    return other_than(best_score, number(tree["/".join(best_sequence)]), "the other edges are certain")


@paths.mistake(of=greedy_score, says="gave the last edge instead of the sum along the path", credit=QUARTER)
def last_edge_of_greedy(tree: Record, greedy_sequence: Words, greedy_score: Expr) -> Expr:
    """Last edge."""
    return other_than(greedy_score, number(tree["/".join(greedy_sequence)]), "the other edges are certain")


@paths.mistake(of=best_score, says="multiplied the log-probabilities instead of adding them", credit=QUARTER)
def best_multiplied(tree: Record, best_sequence: Words, best_score: Expr) -> Expr:
    """Product along the path."""
    return other_than(best_score, _multiplied(tree, best_sequence), "sum and product are the same")


@paths.mistake(
    of=greedy_score, says="multiplied the log-probabilities instead of adding them", credit=QUARTER
)
def greedy_multiplied(tree: Record, greedy_sequence: Words, greedy_score: Expr) -> Expr:
    """Product along the path."""
    return other_than(greedy_score, _multiplied(tree, greedy_sequence), "sum and product are the same")


def _multiplied(tree: Record, words: Words) -> Expr:
    found = ONE
    for length in range(1, len(words) + 1):
        found = found * number(tree["/".join(words[:length])])
    return found


# Checks: nested tables of balls instead of paths


@paths.check(of=best_sequence)
def best_by_recursion(tree: Record) -> Words:
    """Best continuation of each subtree, from the leaves up."""
    return word_tree_numeric.best_of(word_tree_numeric.nested(tree))[1]


@paths.check(of=best_score)
def best_score_by_recursion(tree: Record) -> arb:
    """Sum of the best continuation."""
    return word_tree_numeric.best_of(word_tree_numeric.nested(tree))[0]


@paths.check(of=greedy_sequence)
def greedy_by_descent(tree: Record) -> Words:
    """Largest edge at each node on the way down."""
    return tuple(word for word, _ in word_tree_numeric.descent(word_tree_numeric.nested(tree)))


@paths.check(of=greedy_score)
def greedy_score_by_descent(tree: Record) -> arb:
    """Largest edges on the way down, added up."""
    return sum((edge for _, edge in word_tree_numeric.descent(word_tree_numeric.nested(tree))), arb(0))
