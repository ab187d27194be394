r"""Costs counted: a dense network on a mini-batch (`minibatch`), backpropagation through time (`bptt`).

Orders of growth are formulas in M, t or tau. What certifies them counts operations for growing sizes.
"""

from __future__ import annotations

from examgen.solvers.costs_bptt import bptt
from examgen.solvers.costs_minibatch import minibatch

__all__ = ["bptt", "minibatch"]
