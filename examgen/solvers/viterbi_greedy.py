r"""Greedy decoding of a first-order Markov language model: the most likely next word each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation
from examgen.solvers.viterbi_table import check_model, index, length, place
from examgen.text.expr import ONE, Expr

if TYPE_CHECKING:
    from examgen.text.values import Matrix, Vector

greedy = Derivation("viterbi_greedy.greedy", inputs="P bos T")


@greedy.step(
    tex=r"\bar w_t = \mathrm{arg\,max}_j\, P_{\bar w_{t-1}\,j}",
    says="sentence that takes the most likely next word each time",
    numbers="",
)
def greedy_sequence(P: Matrix, bos: Expr, T: Expr) -> Vector:
    """Words of greedy decoding."""
    check_model(P)
    at, found = index(P, bos), []
    for t in range(1, length(T) + 1):
        at = place(P[at], f"the most likely word number {t}")
        found.append(Expr.of(at))
    return tuple(found)


@greedy.step(tex=r"p(\bar{\mathbf{w}}_{1:T}) = \prod_t P_{\bar w_{t-1}\,\bar w_t}", says="its probability")
def greedy_probability(P: Matrix, bos: Expr, greedy_sequence: Vector) -> Expr:
    """Product of the largest entries of the rows visited."""
    found, at = ONE, int(bos)
    for word in greedy_sequence:
        found, at = found * P[at][int(word)], int(word)
    return found


@greedy.check(of=greedy_probability)
def greedy_by_largest_entries(P: Matrix, bos: Expr, T: Expr) -> arb:
    """Largest entries of the rows visited."""
    at, found = int(bos), arb(1)
    for _ in range(int(T)):
        row = numeric.reals(P[at])
        at = max(range(len(row)), key=lambda j: row[j].mid())
        found *= row[at]
    return found
