"""The tree of words for checks: nested tables of balls, and a beam that is filtered by counting who is better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.word_tree import Words
from examgen.text.values import Record


def nested(tree: Record) -> dict[str, Any]:
    """Return word -> (edge, subtree)."""
    root: dict[str, Any] = {}
    for path, edge in sorted(tree.items(), key=lambda item: item[0].count("/")):
        *before, last = path.split("/")
        node = root
        for word in before:
            node = node[word][1]
        node[last] = (numeric.real(edge).mid(), {})
    return root


def best_of(node: dict[str, Any]) -> tuple[arb, Words]:
    """Return the largest sum below a node, and its words."""
    if not node:
        return arb(0), ()
    options = ((word, edge, best_of(inner)) for word, (edge, inner) in node.items())
    found = ((edge + score, (word, *words)) for word, edge, (score, words) in options)
    return max(found, key=lambda option: option[0])


def descent(node: dict[str, Any]) -> Iterable[tuple[str, arb]]:
    """Yield the largest edges on the way down, each with its word."""
    while node:
        word, (edge, inner) = max(node.items(), key=lambda item: item[1][0])
        yield word, edge
        node = inner


def filtered(tree: Record, width: int) -> list[list[tuple[arb, Words]]]:
    """Return what is considered at each step; what fewer than `width` others beat goes on."""
    depth = max(path.count("/") for path in tree) + 1
    edges = {tuple(path.split("/")): numeric.real(edge).mid() for path, edge in tree.items()}
    kept: set[Words] = {()}
    levels = []
    for step in range(1, depth + 1):
        level = [
            (sum((edges[path[:k]] for k in range(1, step + 1)), arb(0)).mid(), path)
            for path in edges
            if len(path) == step and path[:-1] in kept
        ]
        kept = {path for score, path in level if sum(1 for other, _ in level if other > score) < width}
        levels.append(level)
    return levels


def final(tree: Record, width: int) -> list[tuple[arb, Words]]:
    """Return the sequences of a beam, best first, with their sums."""
    return sorted(filtered(tree, width)[-1], key=lambda option: option[0], reverse=True)[:width]
