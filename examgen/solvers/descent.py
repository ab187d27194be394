r"""Gradient descent with a constant step on simple functions.

`parabola`: ``f(w) = c*w^2 + b*w + d``, where one step multiplies the distance to the minimiser by
``1 - 2*c*alpha``, and ``slope*abs(w)``, where every step has the same width.
`separable`: ``f(w) = 1/2 * sum of (w_i*x_i)^2``, where weight ``i`` is multiplied by ``1 - alpha*x_i^2``.

Steps are positive. Sets of steps are sets of reals; ``alpha`` in a factor is a symbol.

Source: Polyak 1987, "Introduction to optimization", section 1.4.
"""

from __future__ import annotations

from examgen.solvers.descent_parabola import parabola
from examgen.solvers.descent_separable import separable

__all__ = ["parabola", "separable"]
