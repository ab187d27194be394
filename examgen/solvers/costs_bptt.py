r"""Costs of backpropagation through time, in full and truncated.

A recurrent network reads a sequence without end and is updated after every tau steps. In full, an update at time
t goes back through all the t cells since the start, so that update number n passes ``tau*n`` cells; truncated, it
goes back through the last tau.

Source: Williams and Zipser 1995, "Gradient-based learning algorithms for recurrent networks", sections 2 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from examgen.solvers.costs_counting import linear, positive
from examgen.solvers.derivation import Derivation, NotApplicable
from examgen.solvers.numeric import Twin, whole
from examgen.text.expr import ONE, Expr

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
TIME, LENGTH = Expr.symbol("t"), Expr.symbol("tau")

bptt = Derivation("costs.bptt", inputs="tau updates")


@bptt.step(
    tex=r"\frac{T}{T_{\text{cell}}}",
    says="gradients flow back through all the cells since the start",
    numbers="",
)
def full_cost() -> Expr:
    """Order of one update at time t, without truncation."""
    return TIME


@bptt.step(tex=r"\tau n", says="cells that were run before the last update")
def full_update_cells(tau: Expr, updates: Expr) -> Expr:
    """Cells that the last update passes."""
    positive(tau=tau, updates=updates)
    return tau * updates


@bptt.step(
    tex=r"\sum_{i=1}^{n} \tau i = \tau n \cdot \frac{n + 1}{2}",
    says="the cells of all updates: the sum of an arithmetic series, whose last term is known",
)
def full_total_cells(full_update_cells: Expr, updates: Expr) -> Expr:
    """Cells that all updates pass."""
    return full_update_cells * (updates + 1) / 2


@bptt.step(
    tex=r"\frac{T}{T_{\text{cell}}}",
    says="gradients flow back through the cells since the last update, however late it is",
    numbers="",
)
def truncated_cost() -> Expr:
    """Order of one update, with truncation after tau steps."""
    return LENGTH


@bptt.step(tex=r"\tau", says="cells since the update before", numbers="")
def truncated_update_cells(tau: Expr) -> Expr:
    """Cells that one truncated update passes."""
    positive(tau=tau)
    return tau


@bptt.step(tex=r"n\, \tau", says="the same number of cells in every update")
def truncated_total_cells(truncated_update_cells: Expr, updates: Expr) -> Expr:
    """Cells that all truncated updates pass."""
    positive(updates=updates)
    return updates * truncated_update_cells


@bptt.mistake(of=full_cost, says="took one update to cost the same at any time")
def full_cost_constant() -> Expr:
    """O(1)."""
    return ONE


@bptt.mistake(of=full_cost, says="gave the cost with truncation")
def full_cost_truncated() -> Expr:
    """O(tau)."""
    return LENGTH


@bptt.mistake(of=full_cost, says="added up all updates so far, where one update is asked", credit=HALF)
def full_cost_of_all_updates() -> Expr:
    """O(t^2)."""
    return TIME**2


@bptt.mistake(of=truncated_cost, says="took the cost to be independent of the truncation length")
def truncated_cost_constant() -> Expr:
    """O(1)."""
    return ONE


@bptt.mistake(of=truncated_cost, says="gave the cost without truncation")
def truncated_cost_in_full() -> Expr:
    """O(t)."""
    return TIME


@bptt.mistake(
    of=truncated_cost, says="let every cell of the window go back through the whole window", credit=QUARTER
)
def truncated_cost_quadratic() -> Expr:
    """O(tau^2)."""
    return LENGTH**2


@bptt.mistake(of=full_update_cells, says="cut the last update off after tau cells", credit=QUARTER)
def last_update_truncated(tau: Expr, updates: Expr) -> Expr:
    """Tau for tau*n."""
    _differs(updates)
    return tau


@bptt.mistake(of=full_update_cells, says="counted one update too few", credit=HALF)
def one_update_too_few(tau: Expr, updates: Expr) -> Expr:
    """Tau*(n - 1)."""
    _differs(updates)
    return tau * (updates - 1)


@bptt.mistake(of=full_total_cells, says="let every update pass tau cells only", credit=QUARTER)
def total_truncated(full_update_cells: Expr, updates: Expr) -> Expr:
    """Tau*n for tau*n*(n + 1)/2."""
    _differs(updates)
    return full_update_cells


@bptt.mistake(of=full_total_cells, says="let every update pass as many cells as the last one", credit=QUARTER)
def every_update_like_the_last(full_update_cells: Expr, updates: Expr) -> Expr:
    """Tau*n^2."""
    _differs(updates)
    return full_update_cells * updates


@bptt.mistake(of=full_total_cells, says="left the last update out of the sum", credit=HALF)
def last_update_left_out(full_update_cells: Expr, updates: Expr) -> Expr:
    """Tau*n*(n - 1)/2."""
    _differs(updates)
    return full_update_cells * (updates - 1) / 2


@bptt.mistake(of=truncated_update_cells, says="did not truncate: went back to the start", credit=QUARTER)
def update_in_full(tau: Expr, updates: Expr) -> Expr:
    """Tau*n for tau."""
    _differs(updates)
    return tau * updates


@bptt.mistake(
    of=truncated_total_cells, says="let later updates go back further, as without truncation", credit=QUARTER
)
def total_in_full(truncated_update_cells: Expr, updates: Expr) -> Expr:
    """Tau*n*(n + 1)/2."""
    _differs(updates)
    return truncated_update_cells * updates * (updates + 1) / 2


@bptt.mistake(of=truncated_total_cells, says="counted one update only", credit=QUARTER)
def total_of_one_update(truncated_update_cells: Expr, updates: Expr) -> Expr:
    """Tau for tau*n."""
    _differs(updates)
    return truncated_update_cells


def _differs(updates: Expr) -> None:
    if updates == 1:
        raise NotApplicable("there is one update only")


# Checks: a training run in which every cell passed backwards is noted


def _run(tau: int, updates: int, truncated: bool) -> Iterator[int]:
    """Train, and give for each update the cells that it passes."""
    time = 0
    for _ in range(updates):
        time += tau
        start = time - tau if truncated else 0
        yield len(range(time, start, -1))


@bptt.check(of=full_cost)
def full_cost_by_counting() -> Twin:
    """Let an update come at later and later times, after one step each."""
    return linear(lambda time: list(_run(1, time, truncated=False))[-1], "t")


@bptt.check(of=truncated_cost)
def truncated_cost_by_counting() -> Twin:
    """Make the window longer and longer, with the same number of updates."""
    return linear(lambda tau: list(_run(tau, 6, truncated=True))[-1], "tau")


@bptt.check(of=full_update_cells)
def last_full_update(tau: Expr, updates: Expr) -> int:
    """Train, and look at the last update."""
    return list(_run(whole(tau), whole(updates), truncated=False))[-1]


@bptt.check(of=full_total_cells)
def all_full_updates(tau: Expr, updates: Expr) -> int:
    """Train, and add up."""
    return sum(_run(whole(tau), whole(updates), truncated=False))


@bptt.check(of=truncated_update_cells)
def one_truncated_update(tau: Expr) -> int:
    """Train for two updates, and look at the last one."""
    return list(_run(whole(tau), 2, truncated=True))[-1]


@bptt.check(of=truncated_total_cells)
def all_truncated_updates(tau: Expr, updates: Expr) -> int:
    """Train, and add up."""
    return sum(_run(whole(tau), whole(updates), truncated=True))
