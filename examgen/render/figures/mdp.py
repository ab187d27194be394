"""A decision process of three states: from the first, either action leads to one of the others.

Options
-------
states
    Values of the three states; the observed transition goes from the first to the second.
action
    The action observed, 1 or 2; the other one leads to the third state.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.render.figures._tikz import EMPHASIS, QUIET, Options, Picture, cell, math

STATE = "circle, minimum size=17mm, inner sep=1mm"


def draw(options: Mapping[str, object]) -> str:
    """Draw the states, the two arrows, and the observed transition thick."""
    given = Options(options, ("states", "action"))
    states = given.values("states")
    if len(states) != 3:
        raise ValueError("there are three states")
    action = given.number("action", (1, 2))
    picture = Picture()
    nodes = [
        cell(f"x{k}", rf"$\mathbf{{x}}_{k} = {math(value)}$", f"{STATE}, {EMPHASIS if k < 2 else QUIET}")
        for k, value in enumerate(states)
    ]
    picture.grid("mdp", (("", nodes[1]), (nodes[0], ""), ("", nodes[2])), "row sep=-5mm, column sep=30mm")
    picture.arrow("x0", "x1", rf"\mathbf{{u}} = {action}", EMPHASIS, "above, sloped")
    picture.arrow("x0", "x2", rf"\mathbf{{u}} = {3 - action}", QUIET, "below, sloped")
    return picture.dumps()
