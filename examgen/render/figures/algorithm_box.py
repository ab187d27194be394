"""An algorithm's steps in a box.

Options
-------
algorithm
    Its name: ``batch-norm``.
words
    What stands beside the steps, with semicolons between; English unless given.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.render.escape import escape
from examgen.render.figures._tikz import QUIET, Options, Picture

STEPS = {
    "batch-norm": (
        (r"\mu \leftarrow \frac{1}{m} \sum_{i=1}^{m} x_i", "mean of the batch"),
        (r"\sigma^2 \leftarrow \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu)^2", "variance of the batch"),
        (r"\hat{x}_i \leftarrow \dfrac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}}", "normalise"),
        (r"y_i \leftarrow \gamma\,\hat{x}_i + \beta", "scale and shift"),
    )
}


def draw(options: Mapping[str, object]) -> str:
    """Draw the box: formulas on the left, words on the right."""
    given = Options(options, ("algorithm", "words"))
    name = given.words("algorithm")
    if name not in STEPS:
        raise ValueError(f"unknown algorithm '{name}'; there are {', '.join(STEPS)}")
    steps = STEPS[name]
    own = given.words("words")
    words = [one.strip() for one in own.split(";")] if own else [says for _, says in steps]
    if len(words) != len(steps):
        raise ValueError(f"the algorithm has {len(steps)} steps, so it needs as many words")
    rows = r" \\[1.6mm] ".join(
        rf"${formula}$ & \small\textit{{{escape(says)}}}"
        for (formula, _), says in zip(steps, words, strict=True)
    )
    picture = Picture()
    table = rf"\begin{{tabular}}{{@{{}}l@{{\hspace{{12mm}}}}l@{{}}}} {rows} \end{{tabular}}"
    picture.node("box", table, f"rectangle, rounded corners=1mm, inner xsep=4mm, inner ysep=2.5mm, {QUIET}")
    return picture.dumps()
