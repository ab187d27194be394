"""A state with two actions: a branch for each, its return at the leaf, the branch taken emphasised.

Options
-------
state
    The state's value.
returns : list
    The two returns.
taken
    The action taken, 1 or 2.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.render.figures._tikz import EMPHASIS, QUIET, Options, Picture, cell, math

STATE = f"circle, minimum size=15mm, inner sep=1mm, {QUIET}"
LEAF = "rectangle, rounded corners=1.5mm, inner sep=2mm, minimum height=9mm, minimum width=30mm"


def draw(options: Mapping[str, object]) -> str:
    """Draw the tree from left to right."""
    given = Options(options, ("state", "returns", "taken"))
    returns = given.values("returns")
    if len(returns) != 2:
        raise ValueError("there are two actions, so two returns")
    taken = given.number("taken", (1, 2))
    picture = Picture()
    leaves = [
        cell(f"t{action}", _leaf(action, math(value)), f"{LEAF}, {_pen(action, taken)}")
        for action, value in enumerate(returns, 1)
    ]
    state = cell("x", rf"$\mathbf{{x}} = {math(given.value('state'))}$", STATE)
    picture.grid("tree", (("", leaves[0]), (state, ""), ("", leaves[1])), "row sep=-1.5mm, column sep=26mm")
    for action, side in ((1, "above, sloped"), (2, "below, sloped")):
        picture.arrow("x", f"t{action}", rf"\mathbf{{u}} = {action}", _pen(action, taken), side)
    return picture.dumps()


def _leaf(action: int, value: str) -> str:
    return rf"$r(\tau_{{{action}}}) = {value}$"


def _pen(action: int, taken: int) -> str:
    return EMPHASIS if action == taken else QUIET
