"""A recurrent network unrolled in time: states, weights, inputs, and the losses with their targets.

Options
-------
weight
    TeX on the arrows from state to state.
start
    The initial state.
inputs
    The inputs, one a step.
targets
    The targets: one a step, or a single one for the last state.
input_weight
    TeX on the arrows from inputs to states; none unless given.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.render.figures._tikz import QUIET, Options, Picture, cell, math

STATE = f"circle, minimum size=10mm, {QUIET}"
GIVEN = f"rectangle, rounded corners=1mm, inner sep=1.5mm, {QUIET}"
LOSS = f"rectangle, inner sep=1.5mm, minimum width=11mm, minimum height=8mm, fill=black!8, {QUIET}"


def draw(options: Mapping[str, object]) -> str:
    """Draw the chain: inputs below the states, losses above those that have one."""
    given = Options(options, ("weight", "start", "inputs", "targets", "input_weight"))
    inputs, targets = given.values("inputs"), given.values("targets")
    if len(targets) not in (1, len(inputs)):
        raise ValueError(f"{len(inputs)} inputs need as many targets, or one for the last state")
    picture = Picture()
    _lay_out(picture, math(given.value("start")), tuple(map(math, inputs)), tuple(map(math, targets)))
    for time in range(1, len(inputs) + 1):
        picture.arrow(f"z{time - 1}", f"z{time}", given.words("weight"))
        picture.arrow(f"x{time}", f"z{time}", given.words("input_weight"), side="right")
        if _has_loss(time, inputs, targets):
            picture.arrow(f"z{time}", f"l{time}")
    return picture.dumps()


def _lay_out(picture: Picture, start: str, inputs: tuple[str, ...], targets: tuple[str, ...]) -> None:
    times = range(1, len(inputs) + 1)
    losses = [""] + [_loss(time, inputs, targets) for time in times]
    states = [cell(f"z{time}", f"$z_{{{time}}}$", STATE) for time in (0, *times)]
    below = [cell("", f"$z_0 = {start}$", "rectangle, inner sep=1.5mm")]
    below += [cell(f"x{time}", f"$x_{{{time}}} = {inputs[time - 1]}$", GIVEN) for time in times]
    picture.grid("rnn", (losses, states, below), "row sep=6.5mm, column sep=13mm")


def _loss(time: int, inputs: tuple[str, ...], targets: tuple[str, ...]) -> str:
    if not _has_loss(time, inputs, targets):
        return ""
    single = len(targets) == 1
    target = targets[0] if single else targets[time - 1]
    index = "" if single else f"_{{{time}}}"
    return cell(f"l{time}", rf"$\mathcal{{L}}{index}$\enspace ($y{index} = {target}$)", LOSS)


def _has_loss(time: int, inputs: tuple[object, ...], targets: tuple[object, ...]) -> bool:
    return len(targets) == len(inputs) or time == len(inputs)
