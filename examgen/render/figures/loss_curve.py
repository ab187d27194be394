r"""A loss of one parameter as a curve, its stationary points on the axis, and where descent starts.

Options
-------
stationary
    The roots of the derivative, which is their product ``(t - r_1) ... (t - r_n)``.
start
    Where descent starts; a dot on the curve. Left out, there is none.
name
    TeX name of the parameter, ``t`` unless said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pylatex import NoEscape
from pylatex.tikz import TikZDraw, TikZOptions, TikZPathList

from examgen.render.figures._tikz import ARROW, QUIET, Options, Picture, math
from examgen.text.balls import decimal_float
from examgen.text.expr import Expr

WIDTH, HEIGHT = 9.0, 3.6
POINTS = 121
MARGIN = 0.12
"""How far the curve goes beyond its outermost points, in shares of their distance."""


def draw(options: Mapping[str, object]) -> str:
    """Draw the curve, scaled to a frame of its own: heights can be compared, not read off."""
    given = Options(options, ("stationary", "start", "name"))
    marks = [_number(one) for one in given.values("stationary")]
    start = None if "start" not in options else _number(given.value("start"))
    window = _Window(sorted(marks), sorted([*marks, *([] if start is None else [start])]))
    picture = _Plot()
    _axis(picture, given.words("name", "t"))
    picture.curve([window.place(t) for t in window.points()])
    for mark, value in zip(marks, given.values("stationary"), strict=True):
        _tick(picture, window.across(mark), math(value))
    if start is not None:
        x, y = window.place(start)
        picture.node("start", "", f"circle, fill=black, inner sep=.7mm, at={{({x:.3f},{y:.3f})}}")
        side = "above left" if window.rises(start) else "above right"
        picture.node("name", r"\footnotesize start", f"{side}, inner sep=1mm, at={{({x:.3f},{y:.3f})}}")
    return picture.dumps()


class _Plot(Picture):
    """A picture with a curve in it."""

    def curve(self, points: Sequence[tuple[float, float]]) -> None:
        """Join points of the drawing."""
        places = [(round(x, 3), round(y, 3)) for x, y in points]
        path = TikZPathList(places[0], *(item for place in places[1:] for item in ("--", place)))
        options = TikZOptions(NoEscape("draw=black, line width=.9pt, line join=round"))
        self._picture.append(TikZDraw(path, options=options))


class _Window:
    """The part of the curve that is shown, and where its points lie in the drawing (in centimetres)."""

    def __init__(self, roots: Sequence[float], shown: Sequence[float]) -> None:
        spread = (shown[-1] - shown[0]) or 1.0
        self.low, self.high = shown[0] - MARGIN * spread, shown[-1] + MARGIN * spread
        self._coefficients = _antiderivative(roots)
        heights = [self._loss(t) for t in self.points()]
        self._bottom, self._top = min(heights), max(heights)

    def points(self) -> list[float]:
        return [self.low + (self.high - self.low) * k / (POINTS - 1) for k in range(POINTS)]

    def across(self, t: float) -> float:
        return WIDTH * (t - self.low) / (self.high - self.low)

    def rises(self, t: float) -> bool:
        """Whether the curve goes up at a point, so that there is room above it on the left."""
        return self.place(t + 1e-4)[1] > self.place(t)[1]

    def place(self, t: float) -> tuple[float, float]:
        height = (self._loss(t) - self._bottom) / ((self._top - self._bottom) or 1.0)
        return self.across(t), 0.4 + (HEIGHT - 0.4) * height

    def _loss(self, t: float) -> float:
        total = 0.0
        for coefficient in reversed(self._coefficients):
            total = (total + coefficient) * t
        return total


def _antiderivative(roots: Sequence[float]) -> list[float]:
    """Return the coefficients of t, t^2, ... in the integral of the product."""
    product = [1.0]
    for root in roots:
        product = [a - root * b for a, b in zip([0.0, *product], [*product, 0.0], strict=True)]
    return [coefficient / k for k, coefficient in enumerate(product, 1)]


def _axis(picture: Picture, name: str) -> None:
    picture.node("left", "", "coordinate, at={(-.3,0)}")
    picture.node("right", "", f"coordinate, at={{({WIDTH + 0.5},0)}}")
    picture.line("left", "right", f"{ARROW}, {QUIET}")
    picture.node("axis", f"${name}$", f"below, inner sep=1.2mm, at={{({WIDTH + 0.4},0)}}")


def _tick(picture: Picture, x: float, label: str) -> None:
    above, below = f"above {x:.3f}".replace(".", "p"), f"below {x:.3f}".replace(".", "p")
    picture.node(above, "", f"coordinate, at={{({x:.3f},.1)}}")
    picture.node(below, f"${label}$", f"below, inner sep=1.2mm, at={{({x:.3f},-.1)}}")
    picture.line(above, below)


def _number(value: object) -> float:
    if not isinstance(value, Expr) or not value.is_number:
        raise ValueError("the points of the curve must be numbers")
    return decimal_float(value)
