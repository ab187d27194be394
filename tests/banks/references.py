"""References for the sample banks' keys, worked out with sympy and numpy alone.

Nothing of examgen is used here: parameters come as sympy numbers, answers go as sympy values. A set of reals is a
sympy set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp

ALPHA = sp.Symbol("alpha", real=True)

Answers = Mapping[str, Any]
REFERENCES: dict[str, Callable[..., Answers]] = {}


def reference(name: str) -> Callable[[Callable[..., Answers]], Callable[..., Answers]]:
    def register(function: Callable[..., Answers]) -> Callable[..., Answers]:
        REFERENCES[name] = function
        return function

    return register


def batch_norm(x: list[Any], gamma: Any, beta: Any, eps: Any) -> list[Any]:
    mean = sum(x) / len(x)
    variance = sum((one - mean) ** 2 for one in x) / len(x)
    return [gamma * (one - mean) / sp.sqrt(variance + eps) + beta for one in x]


@reference("vir-2022/batchnorm-jacobian")
def _(x: Any, gamma: Any, beta: Any, eps: Any, row: Any, alpha: Any, x1: Any) -> Answers:
    g, b = sp.symbols("g b")
    outputs = sp.Matrix(batch_norm(x, g, b, eps))
    jacobian = outputs.jacobian([g, b])
    total = sp.Matrix([sum(outputs)]).jacobian([g, b])
    ascended = sp.Matrix([[gamma, beta]]) + alpha * jacobian.row(int(row) - 1)
    positive = sp.Symbol("s", positive=True)
    alone = sp.limit(batch_norm([x1], gamma, beta, positive)[0], positive, 0, "+")
    return {
        "jacobian": jacobian.tolist(),
        "sum-gradient": list(total),
        "ascent-step": list(ascended),
        "single-sample-output": alone,
    }


@reference("vir-2022/rnn-last-state-gradient")
def _(theta: Any, z0: Any, x: Any, y: Any) -> Answers:
    t = sp.Symbol("t")
    state = z0
    for one in x:
        state = t * state + one
    return {"gradient": sp.diff((state - y) ** 2, t).subs(t, theta)}


def log_probability(action: Any, logit: Any) -> Any:
    first = 1 / (1 + sp.exp(-logit))
    return sp.log(first if action == 1 else 1 - first)


@reference("vir-2022/a2c-policy-gradient")
def _(theta: Any, bias: Any, x: Any, r1: Any, r2: Any, u1: Any, alpha: Any) -> Answers:
    t = sp.Symbol("t", real=True)
    first = 1 / (1 + sp.exp(-(theta * x + bias)))
    baseline = first * r1 + (1 - first) * r2
    taken = (r1 if u1 == 1 else r2) - baseline
    gradient = sp.diff(log_probability(u1, t * x + bias), t).subs(t, theta) * taken
    return {
        "advantage-u1": r1 - baseline,
        "advantage-u2": r2 - baseline,
        "policy-gradient": gradient,
        "theta-after-ascent": theta + alpha * gradient,
    }


@reference("vir-2022/gd-quadratic-stability")
def _(c: Any, b: Any, d: Any, slope: Any, w0: Any, alpha: Any) -> Answers:
    w = sp.Symbol("w")
    curvature = sp.diff(c * w**2 + b * w + d, w, 2)
    shrinking = sp.solveset(sp.Abs(1 - ALPHA * curvature) < 1, ALPHA, sp.Interval.open(0, sp.oo))
    lasting = sp.solveset(sp.Eq(sp.Abs(1 - ALPHA * curvature), 1), ALPHA, sp.Interval.open(0, sp.oo))
    iterates = [w0]
    for _step in range(200):
        iterates.append(iterates[-1] - alpha * slope * sp.sign(iterates[-1]))
    return {
        "converge": shrinking,
        "oscillate": lasting,
        "diverge": sp.Interval.open(0, sp.oo) - shrinking - lasting,
        "best": sp.solve(1 - ALPHA * curvature, ALPHA)[0],
        "abs-iterates": iterates[1:5],
        "abs-limit-cycle": sp.FiniteSet(*iterates[-2:]),
    }


@reference("vir-2019/sine-network-backprop")
def _(x: Any, w: Any, b: Any, l: Any, alpha: Any) -> Answers:  # noqa: E741
    names = sp.symbols(f"w0:{len(w)}", real=True)
    inner = sum(name * one for name, one in zip(names, x, strict=True))
    output = sp.sin(inner) - b
    loss = (output - l) ** 2
    values = dict(zip(names, w, strict=True))
    gradient = [sp.diff(loss, name).subs(values) for name in names]
    products = [(name * one).subs(values) for name, one in zip(names, x, strict=True)]
    edges = [*products, inner.subs(values), sp.sin(inner).subs(values), output.subs(values)]
    return {
        "graph-edges": edges,
        "forward": output.subs(values),
        "loss": loss.subs(values),
        "graph-loss-edges": [(output - l).subs(values), loss.subs(values)],
        "gradient": gradient,
        "update": [one - alpha * slope for one, slope in zip(w, gradient, strict=True)],
    }


@reference("vir-2019/conv3d-accounting")
def _(
    batch: Any,
    dims: Any,
    channels: Any,
    k: Any,
    bytes_per_weight: Any,
    bias: bool,
    counting: str,
    stride: Any,
) -> Answers:
    size, hop = int(k), int(stride)
    weights = np.zeros((size, size, size, int(channels)))
    learned = weights.size + int(bias)
    terms = weights.size + int(bias)
    additions = terms - 1 if counting == "minimal" else terms
    windows = np.lib.stride_tricks.sliding_window_view(np.zeros([int(one) for one in dims]), (size,) * 3)
    placements = windows[::hop, ::hop, ::hop].shape[:3]
    return {
        "padding": next(p for p in range(size) if 50 + 2 * p - size + 1 == 50),
        "memory": learned * int(bytes_per_weight),
        "ops": weights.size + additions,
        "stamps": int(batch) * int(np.prod(placements)),
    }


@reference("vir-2019/leaky-relu-code")
def _(alpha: Any, x: Any, variant: str) -> Answers:
    s = sp.Symbol("s", real=True)
    functions = {
        "leaky": sp.Piecewise((s, s > 0), (alpha * s, True)),
        "relu": sp.Piecewise((s, s > 0), (0, True)),
        "elu": sp.Piecewise((s, s > 0), (alpha * (sp.exp(s) - 1), True)),
        "hard-tanh": sp.Piecewise((1, s > 1), (s, s > -1), (-1, True)),
    }
    function = functions[variant]
    return {
        "forward-values": [function.subs(s, one) for one in x],
        "gradient-values": [sp.diff(function, s).subs(s, one) for one in x],
    }


@reference("vir-2019/batchnorm-l2norm-gradient-gamma")
def _(x: Any, gamma: Any, beta: Any, eps: Any) -> Answers:
    g = sp.Symbol("g")
    norm = sum(one**2 for one in batch_norm(x, g, beta, eps))
    return {"gradient": sp.diff(norm, g).subs(g, gamma)}


@reference("vir-2019/batchnorm-jacobian-gamma")
def _(x: Any, gamma: Any, beta: Any, eps: Any) -> Answers:
    g = sp.Symbol("g")
    return {"jacobian": [sp.diff(one, g) for one in batch_norm(x, g, beta, eps)]}


@reference("vir-2019/batchnorm-jacobian-beta")
def _(x: Any, gamma: Any, beta: Any, eps: Any) -> Answers:
    b = sp.Symbol("b")
    return {"jacobian": [sp.diff(one, b) for one in batch_norm(x, gamma, b, eps)]}


@reference("vir-2019/reinforce-policy-gradient")
def _(theta: Any, x0: Any, x1: Any, x2: Any, u0: Any, shift: Any, alpha: Any) -> Answers:
    t = sp.Symbol("t", real=True)
    earned = (x0 - shift) ** 2 + (x1 - shift) ** 2
    gradient = sp.diff(log_probability(u0, t * x0), t).subs(t, theta) * earned
    return {"policy-gradient": gradient, "update": theta + alpha * gradient}


@reference("vir-2019/conv-maxpool-gradient")
def _(x: Any, w: Any, pool: Any, flip: bool) -> Answers:
    image = sp.symbols(f"x0:{len(x)}")
    kernel = sp.symbols(f"w0:{len(w)}")
    taps = kernel[::-1] if flip else kernel
    responses = [sum(image[at + j] * tap for j, tap in enumerate(taps)) for at in range(len(x) - len(w) + 1)]
    values = dict(zip([*image, *kernel], [*x, *w], strict=True))
    pooled = max(responses, key=lambda one: float(one.subs(values)))
    return {
        "gradient": [sp.diff(pooled, one).subs(values) for one in kernel],
        "gradient-input": [sp.diff(pooled, one).subs(values) for one in image],
    }


@reference("vir-2019/gd-separable-quadratic-rates")
def _(x: Any) -> Answers:
    squares = [one**2 for one in x]
    converging = sp.Interval.open(0, sp.oo)
    for one in squares:
        converging &= sp.Interval.open(0, 2 / one)
    # The largest factor is a convex piecewise linear function of the step: its minimum is at a crossing.
    crossings = [2 / (p + q) for p in squares for q in squares]
    worst = [max(abs(1 - step * one) for one in squares) for step in crossings]
    best = crossings[min(range(len(worst)), key=lambda at: float(worst[at]))]
    return {"rates": [1 - ALPHA * one for one in squares], "converge": converging, "best": best}


@reference("vir-2019/linear-rnn-two-losses-gradient")
def _(theta1: Any, theta2: Any, z0: Any, x: Any, y: Any) -> Answers:
    s, t = sp.symbols("s t")
    state, loss = z0, sp.Integer(0)
    for one, target in zip(x, y, strict=True):
        state = s * one + t * state
        loss += (state - target) ** 2
    values = {s: theta1, t: theta2}
    return {
        "gradient-theta1": sp.diff(loss, s).subs(values),
        "gradient-theta2": sp.diff(loss, t).subs(values),
    }
