"""A tree of words: paths, their log-probabilities, and choosing among them without ties.

A tree is a map from path (``the``, ``the/red``) to the log-probability of its last word after the words before.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.steps import IllPosed
from examgen.text.expr import ZERO, Expr
from examgen.text.functions import exp
from examgen.text.values import Record

Words: TypeAlias = tuple[str, ...]
"""A path, word by word."""

Scored: TypeAlias = list[tuple[Words, Expr]]
"""Paths, each with a number."""


def sequences(tree: Record) -> list[Words]:
    """Return the paths to the leaves.

    Raises
    ------
    IllPosed
        If there are none, or they differ in length, or the tree has a path without its beginning or with
        probabilities that add up to more than 1.
    """
    paths = [tuple(path.split("/")) for path in tree]
    known = set(paths)
    for path in paths:
        if path[:-1] and path[:-1] not in known:
            raise IllPosed(f"the tree has {named(path)} but not {named(path[:-1])}")
    parents = {path[:-1] for path in paths}
    leaves = [path for path in paths if path not in parents]
    if len({len(leaf) for leaf in leaves}) != 1:
        raise IllPosed("the sequences of the tree must have the same number of words, one at least")
    for parent in parents:
        _probable(tree, parent)
    return leaves


def _probable(tree: Record, parent: Words) -> None:
    """Refuse children whose probabilities add up to more than 1; balls are enough but for certainty."""
    edges = [edge for _, edge in following(tree, parent)]
    if edges == [ZERO]:
        return
    total = sum((numeric.real(edge).exp() for edge in edges), arb(0))
    if not total < 1 and sum((exp(edge) for edge in edges), start=ZERO) != 1:
        raise IllPosed(f"the probabilities after {named(parent)} add up to more than 1")


def following(tree: Record, path: Words) -> Scored:
    """Return the paths that are longer by a word, each with its last edge."""
    found = []
    for name in tree:
        words = tuple(name.split("/"))
        if words[:-1] == path:
            found.append((words, number(tree[name])))
    return found


def number(value: object) -> Expr:
    """Return the log-probability at a path."""
    if not isinstance(value, Expr):
        raise IllPosed("every path of the tree needs a log-probability")
    return value


def score_of(tree: Record, words: Sequence[str]) -> Expr:
    """Return the sum along a path.

    Raises
    ------
    IllPosed
        If the tree has no such path.
    """
    total = ZERO
    for length in range(1, len(words) + 1):
        name = "/".join(words[:length])
        if name not in tree:
            raise IllPosed(f"the tree has no path {named(words[:length])}")
        total = total + number(tree[name])
    return total


def named(words: Sequence[str]) -> str:
    """Return a path for a message."""
    return f"'{' '.join(words)}'" if words else "the root"


def only_largest(options: Scored, what: str) -> Words:
    """Return the path with the largest number.

    Raises
    ------
    IllPosed
        If there are several.
    """
    largest = max(score for _, score in options)
    found = [words for words, score in options if score == largest]
    if len(found) > 1:
        raise IllPosed(f"{named(found[0])} and {named(found[1])} tie for {what}")
    return found[0]


def width_of(beams: Expr) -> int:
    """Return a beam width.

    Raises
    ------
    IllPosed
        If it is no whole number from 1 on.
    """
    if not (beams.is_integer and beams >= 1):
        raise IllPosed("the beam width must be a whole number, at least 1")
    return int(beams)


def kept(options: Scored, width: int, where: str, ordered: bool = False) -> Scored:
    """Return the best options, in falling order.

    Raises
    ------
    IllPosed
        If the last one kept and the first one dropped tie, or, where the order matters, two of those kept.
    """
    ranked = sorted(options, key=lambda option: option[1], reverse=True)
    rivals = ranked if ordered else ranked[max(width - 1, 0) :]
    for (one, score), (other, second) in pairwise(rivals[: width + 1 if ordered else 2]):
        if score == second:
            raise IllPosed(f"{named(one)} and {named(other)} tie at {where} of the beam")
    return ranked[:width]


def extended(tree: Record, partial: Scored) -> Scored:
    """Return paths longer by a word, with the sums along them."""
    return [(words, score + edge) for path, score in partial for words, edge in following(tree, path)]


def paths_of(partial: Scored) -> tuple[Words, ...]:
    """Return the paths alone."""
    return tuple(words for words, _ in partial)
