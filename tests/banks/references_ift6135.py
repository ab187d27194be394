"""References for the keys of ift6135-hw: brute force over sequences and trees, traces run as they are printed.

Nothing of examgen is used here: parameters come as sympy numbers, lists of them, texts or maps, answers go as sympy
values or texts. None stands for an answer that does not exist at these values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count, product
from typing import Any

import numpy as np
import sympy as sp
from mpmath import eigsy, workdps
from mpmath import matrix as to_mpmath

Answers = Mapping[str, Any]
REFERENCES: dict[str, Callable[..., Answers]] = {}
DIGITS = 60


def reference(name: str) -> Callable[[Callable[..., Answers]], Callable[..., Answers]]:
    def register(function: Callable[..., Answers]) -> Callable[..., Answers]:
        REFERENCES[f"ift6135-hw/{name}"] = function
        return function

    return register


ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "relu": lambda x: sp.Max(x, 0),
    "leaky_relu": lambda x: sp.Max(x, x / 10),
    "sigmoid": lambda x: 1 / (1 + sp.exp(-x)),
    "sigma": lambda x: 1 / (1 + sp.exp(-x)),
    "tanh": sp.tanh,
    "identity": lambda x: x,
    "linear": lambda x: x,
}


@reference("rnn-activation-placement")
def _(W: Any, U: Any, b: Any, h0: Any, x: Any, activation: str) -> Answers:
    act, inner, outer, shift = ACTIVATIONS[activation], sp.Matrix(W), sp.Matrix(U), sp.Matrix(b)
    h, g = sp.Matrix(h0), sp.Matrix(h0).applyfunc(act)
    states_h, states_g = [], []
    for one in x:
        read = outer * sp.Matrix(one) + shift
        h = inner * h.applyfunc(act) + read
        g = (inner * g + read).applyfunc(act)
        states_h.append(list(h))
        states_g.append(list(g))
    return {
        "relation-choice": "sigma-of-h",
        "relation-order": ["assume", "write", "replace", "recognise", "conclude"],
        "states-h": states_h,
        "states-g": states_g,
    }


def largest_eigenvalue(matrix: Any) -> Any:
    """Return the largest eigenvalue of a symmetric positive matrix, to many digits."""
    with workdps(2 * DIGITS):
        values = eigsy(
            to_mpmath([[sp.N(one, 2 * DIGITS) for one in row] for row in matrix.tolist()]), eigvals_only=True
        )
        return sp.Float(str(max(values)), DIGITS)


def norm(matrix: Any) -> Any:
    return sp.sqrt(largest_eigenvalue(matrix.T * matrix))


@reference("rnn-gradient-norm-bound")
def _(W: Any, gamma: Any, T: Any, tol: Any, slope: Any) -> Answers:
    weights, steps = sp.Matrix(W), int(T)
    delta = sp.N(gamma * norm(weights), DIGITS)
    jacobian = sp.eye(weights.shape[0])
    for _step in range(steps):
        jacobian = sp.expand(weights * slope * jacobian)
    within = (
        next((n for n in count(1) if sp.N(delta**n - tol, 30) < 0), None) if delta < 1 - 1e-30 else 0
    )  # as printed
    return {
        "largest-eigenvalue": largest_eigenvalue(weights.T * weights),
        "operator-norm": norm(weights),
        "delta": delta,
        "bound": delta**steps,
        "vanishes": "guaranteed" if delta < 1 - sp.Float(10) ** -40 else "not-guaranteed",
        "steps-to-tol": within,
        "explosion-choice": "necessary-only",
        "product-norm": norm(jacobian),
        "proof-order": ["chain", "step", "submultiplicative", "root", "factor", "bound", "limit"],
    }


@reference("sequence-count")
def _(N: Any, T: Any) -> Answers:
    words, steps = sp.symbols("N T", positive=True)
    return {
        "count-formula": words**steps,
        "count": N**T,
        "count-no-repeat-formula": (words - 1) ** steps,
        "count-no-repeat": (N - 1) ** T,
    }


def only_largest(scores: Mapping[Any, Any]) -> Any:
    """Return where the largest score is, None where there are two of it."""
    top = max(scores.values())
    where = [at for at, score in scores.items() if score == top]
    return where[0] if len(where) == 1 else None


@reference("viterbi-markov-language-model")
def _(P: Any, bos: Any, T: Any, N: Any) -> Answers:
    size, steps, start = len(P), int(T), int(bos)
    words = range(size)
    follow = [to for to in words if any(P[at][to] != 0 for at in words)]
    chances: dict[tuple[int, ...], Any] = {(): sp.Integer(1)}
    table, pointers = [], []
    for step in range(1, steps + 1):
        chances = {
            (*one, to): score * P[one[-1] if one else start][to]
            for one, score in chances.items()
            for to in words
        }
        ending = [{one: score for one, score in chances.items() if one[-1] == to} for to in words]
        table.append([max(scores.values()) for scores in ending])
        if step > 1:
            # Sequences that tie behind the same last but one word do not matter to the pointer.
            by_word = [
                {at: max(score for one, score in ending[to].items() if one[-2] == at) for at in words}
                for to in follow
            ]
            # Where no sequence can stand, the first word does.
            pointers.append([only_largest(scores) if any(scores.values()) else 0 for scores in by_word])
    best, taken, greedy = only_largest(chances), start, sp.Integer(1)
    for _step in range(steps):
        ahead = only_largest(dict(enumerate(P[taken])))
        greedy = None if ahead is None or greedy is None else greedy * P[taken][ahead]
        taken = taken if ahead is None else ahead
    length, vocabulary = sp.symbols("T N", positive=True)
    return {
        "recurrence-choice": "max-over-previous",
        "delta-table": table,
        "last-word": only_largest(dict(enumerate(table[-1]))),
        "last-word-order": ["all", "split", "inner", "conclude"],
        "back-pointers": None if any(None in row for row in pointers) else pointers,
        "back-pointer-order": ["fix", "markov", "maximise", "pointer"],
        "best-sequence": None if best is None or any(None in row for row in pointers) else list(best),
        "best-probability": max(table[-1]),
        "best-log-likelihood": sp.log(max(table[-1])),
        "greedy-probability": greedy,
        "time": length * vocabulary**2,
        "product-count": sum(1 for _ in product(range(int(T)), range(int(N)), range(int(N)))),
        "space": length * vocabulary,
        "stored-pointers": int(T) * int(N),
        "naive-cost": length * vocabulary**length,
        "naive-count": N**T,
        "recurrent-models-choice": "prefix",
    }


@reference("beam-search-cost")
def _(T: Any, B: Any, N: Any, selection: str) -> Answers:
    length, width, words = sp.symbols("T B N", positive=True)
    steps, beams, vocabulary = int(T), int(B), int(N)
    formed = formed_from_one = looked_at = 0
    grown = 1
    for _step in range(steps):
        left = beams * vocabulary
        formed += left
        formed_from_one += grown * vocabulary
        grown = min(beams, grown * vocabulary)
        for _scan in range(beams):
            looked_at += left
            left -= 1
    times = {
        "linear": length * width * words,
        "sort": length * width * words * sp.log(width * words),
        "heap": length * width * words * sp.log(width),
        "scan": length * width**2 * words,
    }
    # B equal beams: what the first does the others do, and the B best scores are B copies of the best.
    scores = [10.0 + at for at in range(vocabulary)]
    kept = [()] * beams
    for _step in range(min(steps, 3)):
        found = [(sum(one) + scores[word], (*one, word)) for one in kept for word in range(vocabulary)]
        kept = [one for _score, one in sorted(found, reverse=True)[:beams]]
        kept = [tuple(float(word) for word in one) for one in kept]
    return {
        "time": times[selection],
        "score-count": formed,
        "score-count-single-start": formed_from_one,
        "scan-count": looked_at,
        "space": width * words + width * length,
        "scores-held": beams * vocabulary,
        "practical-choice": "A",
        "distinct-beams": len(set(kept)),
    }


def paths(tree: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    """Return the log-likelihood of every prefix."""
    words = {tuple(path.split("/")): score for path, score in tree.items()}
    return {
        path: sum((words[path[:depth]] for depth in range(1, len(path) + 1)), sp.Integer(0)) for path in words
    }


def children(found: Mapping[tuple[str, ...], Any], path: Sequence[str]) -> list[tuple[str, ...]]:
    return [one for one in found if one[:-1] == tuple(path)]


def ranked(found: Mapping[tuple[str, ...], Any], some: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(some, key=lambda one: found[one], reverse=True)


def beam(found: Mapping[tuple[str, ...], Any], width: int) -> tuple[list[Any], list[Any]]:
    """Return the candidates of the second step and the beams at the end, both best first."""
    kept: list[tuple[str, ...]] = [()]
    second: list[tuple[str, ...]] = []
    for step in range(1, max(map(len, found)) + 1):
        candidates = ranked(found, [one for path in kept for one in children(found, path)])
        second = candidates if step == 2 else second
        kept = candidates[:width]
    return second, kept


@reference("decoding-tree")
def _(tree: Any, B: Any) -> Answers:
    found = paths(tree)
    leaves = ranked(found, [one for one in found if not children(found, one)])
    greedy: tuple[str, ...] = ()
    while children(found, greedy):
        greedy = ranked(found, children(found, greedy))[0]
    second, kept = beam(found, int(B))
    return {
        "viterbi-applies-choice": "A",
        "best-sequence": list(leaves[0]),
        "best-score": found[leaves[0]],
        "greedy-sequence": list(greedy),
        "greedy-score": found[greedy],
        "beam-step-2": [found[one] for one in second],
        "beam-sequences": [list(one) for one in kept],
        "beam-scores": [found[one] for one in kept],
        "comparison-choice": ["A", "C", "D", "E"],
        "scores-compared": [found[leaves[0]], found[greedy], found[kept[0]]],
        "smallest-width": next(
            width for width in range(1, len(found) + 1) if beam(found, width)[1][0] == leaves[0]
        ),
    }


@reference("weight-decay-vs-l2")
def _(sign: Any, penalty_coefficient: Any, eta: Any, gamma: Any, theta: Any, mean_gradient: Any) -> Answers:
    e, g, t, lam, slope = sp.symbols("eta gamma t lam slope")
    penalised = t - e * (slope + sp.diff(penalty_coefficient * g * t**2, t))
    decayed = t - e * slope + sign * lam * t
    formula = sp.solve(penalised - decayed, lam)[0]
    constant = formula.subs({e: eta, g: gamma})
    return {
        "lambda-formula": formula,
        "decay-constant": constant,
        "one-step": theta - eta * mean_gradient + sign * constant * theta,
    }


def adam(theta: Any, gradients: Any, eps: Any, rho1: Any, rho2: Any, delta: Any, l2: Any, decay: Any) -> Any:
    """Run Adam, with a gradient 2*l2*theta of a penalty and with decay*theta taken off; None for 0/0."""
    first = second = sp.Integer(0)
    for step, loss_gradient in enumerate(gradients, 1):
        gradient = loss_gradient + 2 * l2 * theta
        first = rho1 * first + (1 - rho1) * gradient
        second = rho2 * second + (1 - rho2) * gradient**2
        below = sp.sqrt(second / (1 - rho2**step)) + delta
        if below == 0:
            return None
        theta = theta - eps * (first / (1 - rho1**step)) / below - decay * theta
    return theta


@reference("adam-l2-vs-decoupled-decay")
def _(
    theta0: Any,
    gradients: Any,
    gamma: Any,
    lam: Any,
    eps: Any,
    rho1: Any,
    rho2: Any,
    delta: Any,
    rms_small: Any,
    rms_large: Any,
) -> Answers:
    g, weight, penalty = sp.symbols("gamma theta g")
    # The penalty's share of a step, eps*2*gamma*theta/rms, over theta.
    rates = [sp.diff(gamma * weight**2, weight) * eps / rms / weight for rms in (rms_small, rms_large)]
    zero = sp.Integer(0)
    return {
        "changed-line-formula": penalty + sp.diff(g * weight**2, weight),
        "changed-line-choice": "A",
        "first-gradient": gradients[0] + 2 * gamma * theta0,
        "theta-l2": adam(theta0, gradients, eps, rho1, rho2, delta, gamma, zero),
        "stronger-set-choice": "theta_small",
        "rate-small": sp.simplify(rates[0]),
        "rate-large": sp.simplify(rates[1]),
        "rate-ratio": sp.simplify(rates[0] / rates[1]),
        "decoupled-effect-choice": "equal-rates",
        "rates-decoupled": [lam, lam],
        "theta-decoupled": adam(theta0, gradients, eps, rho1, rho2, delta, zero, lam),
        "argument-choice": ["A", "B", "D"],
    }


@reference("norm-statistics")
def _(x: Any) -> Answers:
    values = np.array(x, dtype=object)
    axes = {
        "batch": (0, *range(2, values.ndim)),
        "layer": tuple(range(1, values.ndim)),
        "instance": tuple(range(2, values.ndim)),
    }
    found: dict[str, Any] = {}
    for name, over in axes.items():
        size = int(np.prod([values.shape[axis] for axis in over]))
        mean = values.sum(axis=over) / size if over else values
        centred = values - (values.sum(axis=over, keepdims=True) / size if over else values)
        found[f"mean-{name}"] = mean.tolist()
        found[f"variance-{name}"] = ((centred**2).sum(axis=over) / size if over else centred).tolist()
        found[f"shape-{name}"] = list(mean.shape)
    return found


@reference("weight-norm-batch-norm")
def _(u: Any, gamma: Any, beta: Any, x: Any, covariance: Any) -> Answers:
    names = sp.symbols(f"x0:{len(u)}")
    unit = sum(weight * name for weight, name in zip(u, names, strict=True))

    def expected(moments: Any) -> Any:
        """Return the mean of unit^2 from the second moments of the inputs."""
        square = sp.Poly(unit**2, *names)
        total = sp.Integer(0)
        for powers, factor in square.terms():
            at = [index for index, power in enumerate(powers) for _ in range(power)]
            total += factor * moments[at[0]][at[1]]
        return total

    white = [[sp.Integer(i == j) for j in range(len(u))] for i in range(len(u))]
    std = sp.sqrt(expected(white))
    standardised = gamma * (unit / std) + beta
    return {
        "mean-y": sp.Integer(0),
        "std-y": std,
        "weight": [sp.diff(standardised, name) for name in names],
        "output": standardised.subs(dict(zip(names, x, strict=True))),
        "std-y-general": sp.sqrt(expected(covariance)),
    }


@reference("weight-norm-gradient")
def _(u: Any, gamma: Any, grad_w: Any) -> Answers:
    names, scale, length = sp.symbols(f"u0:{len(u)}", real=True), sp.Symbol("gamma"), sp.Symbol("norm_u")
    weights = [scale * name / sp.sqrt(sum(one**2 for one in names)) for name in names]
    loss = sum(slope * weight for slope, weight in zip(grad_w, weights, strict=True))
    values = {**dict(zip(names, u, strict=True)), scale: gamma}
    gradient = [sp.diff(loss, name).subs(values) for name in names]
    projector = sp.eye(len(u)) - sp.Matrix(u) * sp.Matrix([u]) / sum(one**2 for one in u)
    # The scalar is what the projected gradient for w is to be multiplied by.
    projected = projector * sp.Matrix(grad_w)
    along = next((at for at, one in enumerate(projected) if sp.simplify(one) != 0), None)
    scalar = (
        gamma / sp.sqrt(sum(one**2 for one in u)) if along is None else gradient[along] / projected[along]
    )
    return {
        "scalar-formula": scale / length,
        "scalar": scalar,
        "projector": projector.tolist(),
        "proof-order": ["chain", "norm", "quotient", "factor", "projector"],
        "gradient-u": gradient,
        "orthogonality": sum(weight * slope for weight, slope in zip(u, gradient, strict=True)),
        "gradient-gamma": sp.diff(loss, scale).subs(values),
    }
