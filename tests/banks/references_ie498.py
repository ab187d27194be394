"""References for the keys of ie498-hw5, in plain arithmetic and from the definitions alone.

Numbers come as fractions, or as mpmath's where one of a question's is irrational; nothing of examgen is used.
Gradients are found by dual numbers or differences, counts by counting, sets of steps and roundings by trying.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise, permutations, product
from typing import Any

import mpmath as mp
import numpy as np

from tests.banks.arithmetic import Formula, Pieces, exact, exp, inexact, root, sigma, tanh

Answers = Mapping[str, Any]
REFERENCES: dict[str, Callable[..., Answers]] = {}

NONE = None
"""The reference of a part that can't be solved."""


def reference(name: str) -> Callable[[Callable[..., Answers]], Callable[..., Answers]]:
    def register(function: Callable[..., Answers]) -> Callable[..., Answers]:
        REFERENCES[f"ie498-hw5/{name}"] = function
        return function

    return register


def formula(names: str, function: Callable[..., Any]) -> Formula:
    return Formula(tuple(names.split()), function)


def total(values: Any) -> Any:
    return sum(values, start=Fraction(0))


# Networks


class Dual:
    """A number and its derivative."""

    def __init__(self, value: Any, slope: Any = Fraction(0)) -> None:
        self.value, self.slope = value, slope

    def __add__(self, other: Any) -> Dual:
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(mixed(self.value, other.value, "+"), mixed(self.slope, other.slope, "+"))

    def __mul__(self, other: Any) -> Dual:
        other = other if isinstance(other, Dual) else Dual(other)
        left, right = mixed(self.value, other.slope, "*"), mixed(self.slope, other.value, "*")
        return Dual(mixed(self.value, other.value, "*"), mixed(left, right, "+"))

    __radd__, __rmul__ = __add__, __mul__


def mixed(one: Any, other: Any, sign: str) -> Any:
    """Calculate with a fraction and a number of mpmath, which do not know one another."""
    if exact(one) != exact(other):
        one, other = inexact(one), inexact(other)
    return one + other if sign == "+" else one * other


def leaky(slope: Fraction, value: Any) -> Any:
    return value if value > 0 else mixed(slope, value, "*")


ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "relu": (lambda z: leaky(Fraction(0), z), lambda z: Fraction(z > 0)),
    "leaky_relu": (lambda z: leaky(Fraction(1, 10), z), lambda z: Fraction(1) if z > 0 else Fraction(1, 10)),
    "identity": (lambda z: z, lambda z: Fraction(1)),
    "tanh": (tanh, lambda z: 1 - tanh(z) ** 2),
    "sigmoid": (sigma, lambda z: sigma(z) * (1 - sigma(z))),
}


def activated(name: str, z: Dual) -> Dual:
    function, derivative = ACTIVATIONS[name]
    return Dual(function(z.value), mixed(derivative(z.value), z.slope, "*"))


Net = dict[str, Any]


def network(net: Net, activation: str, x: list[Any]) -> Dual:
    hidden: list[Any] = x
    for weights, biases in (("W1", "b1"), ("W2", "b2")):
        sums = [
            sum((w * one for w, one in zip(row, hidden, strict=True)), start=b)
            for row, b in zip(net[weights], net[biases], strict=True)
        ]
        hidden = [activated(activation, z) for z in sums]
    return sum((w * one for w, one in zip(net["W3"][0], hidden, strict=True)), start=net["b3"][0])


def square_error(net: Net, activation: str, x: list[Any], y: Any) -> Dual:
    rest = network(net, activation, x) + (-1 * y)
    return rest * rest


def lifted(net: Net, name: str, at: tuple[int, ...]) -> Net:
    """Return the network over dual numbers, with one parameter as the variable."""

    def lift(value: Any, here: tuple[int, ...], this: bool) -> Any:
        if isinstance(value, list):
            return [lift(one, (*here, i), this) for i, one in enumerate(value)]
        return Dual(value, Fraction(this and here == at))

    return {key: lift(value, (), key == name) for key, value in net.items()}


def gradient(net: Net, name: str, activation: str, x: list[Any], y: Any) -> Any:
    def walk(value: Any, here: tuple[int, ...]) -> Any:
        if isinstance(value, list):
            return [walk(one, (*here, i)) for i, one in enumerate(value)]
        return square_error(lifted(net, name, here), activation, x, y).slope

    return walk(net[name], ())


def moved(value: Any, slope: Any, alpha: Any) -> Any:
    if isinstance(value, list):
        return [moved(one, other, alpha) for one, other in zip(value, slope, strict=True)]
    return mixed(value, mixed(-alpha, slope, "*"), "+")


@reference("backprop-two-hidden-mlp")
def _(activation: str, x: Any, y: Any, alpha: Any, d: Any, dH: Any, **net: Any) -> Answers:
    slopes = {name: gradient(net, name, activation, x, y) for name in net}
    output = network(lifted(net, "", ()), activation, x).value
    after = {name: moved(value, slopes[name], alpha) for name, value in net.items()}
    inputs, width = whole(d), whole(dH)
    count = formula("d dH", lambda d, h: (d * h + h) + (h * h + h) + (h + 1))
    letters = [one for one in (inputs, width) if isinstance(one, str)]

    def counted_with(*values: Any) -> Any:
        named = dict(zip(letters, values, strict=True))
        return count.function(*(named.get(one, one) for one in (inputs, width)))

    return {
        "output": output,
        "delta-4-formula": formula("y f", lambda y, f: -2 * (y - f)),
        "delta-4": slopes["b3"][0],
        "gradient-w3-formula": formula("delta4 H2_i", lambda delta, h: delta * h),
        "gradient-w3": slopes["W3"],
        "gradient-b3-formula": formula("delta4", lambda delta: delta),
        "gradient-b3": slopes["b3"][0],
        "delta-3-formula": formula("delta4 W3_i dsigma2_i", lambda delta, w, slope: delta * w * slope),
        "delta-3": slopes["b2"],
        "gradient-w2-formula": formula("delta3_i H1_j", lambda delta, h: delta * h),
        "gradient-w2": slopes["W2"],
        "gradient-b2-formula": formula("delta3_i", lambda delta: delta),
        "gradient-b2": slopes["b2"],
        "delta-2-formula": formula(
            "delta3_1 delta3_2 W2_11 W2_12 W2_21 W2_22 dsigma1_1",
            lambda d1, d2, w11, w12, w21, w22, slope: slope * (w11 * d1 + w21 * d2),
        ),
        "delta-2": slopes["b1"],
        "gradient-w1-formula": formula("delta2_i x_j", lambda delta, x: delta * x),
        "gradient-w1": slopes["W1"],
        "gradient-b1-formula": formula("delta2_i", lambda delta: delta),
        "gradient-b1": slopes["b1"],
        "shape-w1": [width, inputs],
        "shape-w2": [width, width],
        "shape-w3": [1, width],
        "parameter-count-formula": count,
        "parameter-count": Formula(tuple(letters), counted_with) if letters else counted_with(),
        "sgd-step-w3": after["W3"],
        "sgd-step-loss": square_error(lifted(after, "", ()), activation, x, y).value,
    }


@reference("random-restart-minima")
def _(n_hidden: Any, activation: str) -> Answers:
    count = int(n_hidden)
    if count > 6:
        signed = 2**count if activation == "tanh" else 1
        for factor in range(2, count + 1):
            signed *= factor
        return {"equivalent-weights": signed, "reasons": ["A", "B", "D"]}
    signs = list(product((1, -1) if activation == "tanh" else (1,), repeat=count))
    settings = {
        tuple(s * unit for s, unit in zip(sign, order, strict=True))
        for order in permutations(range(1, count + 1))
        for sign in signs
    }
    return {"equivalent-weights": len(settings), "reasons": ["A", "B", "D"]}


def loss_polynomial(roots: list[Any]) -> list[Any]:
    """Return the coefficients of L, the constant (0) first, by multiplying L' out and integrating."""
    slope = [Fraction(1)]
    for one in roots:
        shifted, scaled = [Fraction(0), *slope], [mixed(-one, c, "*") for c in [*slope, Fraction(0)]]
        slope = [mixed(a, b, "+") for a, b in zip(shifted, scaled, strict=True)]
    return [Fraction(0), *(mixed(c, Fraction(1, k), "*") for k, c in enumerate(slope, 1))]


def evaluated(coefficients: list[Any], at: Any) -> Any:
    value: Any = Fraction(0)
    for c in reversed(coefficients):
        value = mixed(mixed(value, at, "*"), c, "+")
    return value


@reference("universal-approximation-vs-sgd")
def _(stationary: Any, theta0: Any) -> Answers:
    answers: dict[str, Any] = {"reasons": ["A", "B", "D", "E"], "global-minimiser": NONE, "loss-gap": NONE}
    answers["descent-limit"] = limit = descended(stationary, theta0)
    loss = loss_polynomial(stationary)
    if len(stationary) % 2:
        lowest = min(evaluated(loss, one) for one in stationary)
        where = {one for one in stationary if evaluated(loss, one) == lowest}
        answers["global-minimiser"] = where.pop() if len(where) == 1 else NONE
        if limit is not None:
            answers["loss-gap"] = evaluated(loss, limit) - lowest
    return answers


def descended(stationary: list[Any], start: Any) -> Any:
    """Return the next stationary point in the direction in which L falls."""
    slope = Fraction(1)
    for one in stationary:
        slope = mixed(slope, start - one, "*")
    if slope == 0:
        return start
    ahead = [one for one in stationary if (one < start if slope > 0 else one > start)]
    return (max if slope > 0 else min)(ahead, default=None)


@reference("vanishing-gradient-remedies")
def _(activation: str, weight: Any, tol: Any) -> Answers:
    slope = {"sigmoid": Fraction(1, 4), "tanh": Fraction(1)}[activation]
    factor = mixed(weight, slope, "*")
    return {"max-slope": slope, "depth": depth(factor, tol), "remedies-choice": ["A", "B", "C", "E", "G"]}


def depth(factor: Any, tol: Any) -> int | None:
    """Return the first whole number beyond log(tol)/log(factor); near one, the powers themselves decide."""
    if not 0 < factor < 1:
        return NONE
    where = mp.log(inexact(tol)) / mp.log(inexact(factor))
    near = int(mp.nint(where))
    if abs(where - near) < mp.mpf(10) ** -30:
        return max(near, 0) + (1 if near < 1 or factor**near >= tol else 0)
    return max(int(mp.ceil(where)), 1)


@reference("xavier-initialisation")
def _(n_in: Any, n_out: Any) -> Answers:
    variance = 2 / (n_in + n_out)
    # The uniform law on [-u, u] has the variance u^2/3.
    return {
        "variance-formula": formula("n_in n_out", lambda n_in, n_out: 2 / (n_in + n_out)),
        "variance": variance,
        "bound-formula": formula("n_in n_out", lambda n_in, n_out: mp.sqrt(3 * 2 / (n_in + n_out))),
        "bound": root(3 * variance),
    }


@reference("dead-relu-example")
def _(w: Any, b: Any, c: Any, x: Any, y: Any) -> Answers:
    def slopes(w: Any, b: Any, c: Any) -> list[Any]:
        inner = w * x + b
        on, rest = inner > 0, (c * inner if inner > 0 else 0 * inner) - y
        return [2 * rest * c * x * on, 2 * rest * c * on, 2 * rest * inner * on]

    dead = {"w", "b", "c"}
    for rate in (mp.mpf(1) / 997, mp.mpf(1) / 88_883):
        here = [inexact(one) for one in (w, b, c)]
        for _step in range(40):
            found = slopes(*here) if _step else slopes(w, b, c)
            dead -= {name for name, one in zip("wbc", found, strict=True) if one != 0}
            here = [moved(one, slope, rate) for one, slope in zip(here, found, strict=True)]
    return {
        "initial-gradient": slopes(w, b, c),
        "dead-parameters": [one for one in "wbc" if one in dead],
    }


@reference("parameter-average-ensemble")
def _(nets: Any, x: Any) -> Answers:
    def output(net: Mapping[str, Any]) -> Any:
        return total(c * max(w * x, 0 * x) for w, c in zip(net["w"], net["c"], strict=True))

    def mean(values: Sequence[Any]) -> Any:
        return total(values) / len(values)

    middle = {key: [mean(column) for column in zip(*(net[key] for net in nets), strict=True)] for key in "wc"}
    return {
        "right-ensemble": "A",
        "mean-of-outputs": mean([output(net) for net in nets]),
        "output-at-mean": output(middle),
    }


# Convolutions


def placements(size: int, kernel: int, stride: int, padding: int) -> int:
    """Count the places of a kernel along an axis by sliding it."""
    return sum(1 for at in range(0, size + 2 * padding, stride) if at + kernel <= size + 2 * padding)


def correlated(x: Any, K: Any, bias: list[Any], stride: int, padding: int) -> Any:
    image, kernels = np.array(x, dtype=object), np.array(K, dtype=object)
    zero = Fraction(0)
    image = np.pad(image, [(0, 0), *[(padding, padding)] * (image.ndim - 1)], constant_values=zero)
    sizes = kernels.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(image, sizes, axis=tuple(range(1, image.ndim)))
    windows = windows[(slice(None), *[slice(None, None, stride)] * len(sizes))]
    places = windows.shape[1 : 1 + len(sizes)]
    out = np.empty((len(kernels), *places), dtype=object)
    for at in np.ndindex(*out.shape):
        out[at] = (windows[(slice(None), *at[1:])] * kernels[at[0]]).sum() + bias[at[0]]
    return out


def whole(value: Any) -> Any:
    return value if isinstance(value, str) else int(value)


def counted(c_out: Any, function: Callable[[Any], Any]) -> Any:
    """Return a count, or a formula where the output channels are a letter."""
    return Formula((c_out,), function) if isinstance(c_out, str) else function(int(c_out))


def layer(c_in: Any, c_out: Any, kernel: Any, places: Sequence[int], inputs: int) -> Answers:
    cells, weights = int(np.prod(places)), int(c_in) * int(kernel) ** len(places)
    return {
        "shape": [whole(c_out), *places],
        "parameters": counted(c_out, lambda C: C * (weights + 1)),
        "dense": counted(c_out, lambda C: (inputs * int(c_in)) * (C * cells) + C * cells),
        "products": counted(c_out, lambda C: C * cells * weights),
    }


@reference("conv2d-definition")
def _(x: Any, K: Any, bias: Any, stride: Any, padding: Any, **larger: Any) -> Answers:
    step, zeros = int(stride), int(padding)
    output = correlated(x, K, bias, step, zeros)
    height, width, kernel = (int(larger[name]) for name in ("height", "width", "kernel"))
    places = [placements(size, kernel, step, zeros) for size in (height, width)]
    found = layer(larger["c_in"], larger["c_out"], kernel, places, height * width)
    fits = all(places)
    return {
        "size-formula": formula("H P k s", lambda H, P, k, s: (H + 2 * P - k) / s + 1),
        "output": output.tolist(),
        "output-shape": list(output.shape),
        "usefulness-choice": ["A", "B", "C"],
        "conv-parameters": found["parameters"],
        "dense-parameters": found["dense"] if fits else NONE,
        "layer-shape": found["shape"] if fits else NONE,
        "layer-parameters": found["parameters"],
        "multiply-adds": found["products"] if fits else NONE,
    }


@reference("conv-output-shape")
def _(c_in: Any, c_out: Any, height: Any, width: Any, kernel: Any, stride: Any, padding: Any) -> Answers:
    places = [placements(int(size), int(kernel), int(stride), int(padding)) for size in (height, width)]
    found = layer(c_in, c_out, kernel, places, int(height * width))
    return {"shape": found["shape"] if all(places) else NONE, "parameter-count": found["parameters"]}


@reference("conv3d-definition")
def _(x: Any, K: Any, bias: Any, stride: Any, padding: Any, dims: Any, **sizes: Any) -> Answers:
    step, zeros = int(stride), int(padding)
    places = [placements(int(size), int(sizes["kernel"]), step, zeros) for size in dims]
    found = layer(sizes["c_in"], sizes["c_out"], sizes["kernel"], places, 0)
    return {
        "size-formula": formula("d k", lambda d, k: d - k + 1),
        "output-shape": found["shape"] if all(places) else NONE,
        "parameter-count": found["parameters"],
        "output": correlated(x, K, bias, step, zeros).tolist(),
    }


# Systems


@cache
def halves() -> tuple[Fraction, ...]:
    """Return the finite half-precision numbers from 0 on, in the order of their bits."""
    numbers = np.arange(0x7C00, dtype=np.uint16).view(np.float16)
    return tuple(Fraction(float(one)) for one in numbers)


def rounded(value: Any) -> Any:
    size, table = abs(value), halves()
    if size >= 65520:  # half-way to 65536, which is not there any more
        return NONE
    at = int(np.searchsorted(np.array(table, dtype=object), size))
    near = sorted(
        {max(at - 1, 0), min(at, len(table) - 1)}, key=lambda one: (abs(table[one] - size), one % 2)
    )
    return table[near[0]] * (1 if value >= 0 else -1)


@reference("float16-vs-float32")
def _(n_parameters: Any, value: Any) -> Answers:
    limits = (np.finfo(np.float16).max, np.finfo(np.float16).eps, np.finfo(np.float16).smallest_subnormal)
    return {
        "advantage-choice": ["A", "B", "C"],
        "bytes-single": n_parameters * np.dtype(np.float32).itemsize,
        "bytes-half": n_parameters * np.dtype(np.float16).itemsize,
        "saved-mib": n_parameters * 2 / Fraction(1024 * 1024),
        "half-limits": [Fraction(float(one)) for one in limits],
        "half-rounding": rounded(value),
    }


@reference("minibatch-cost-scaling")
def _(dims: Any, M: Any) -> Answers:
    layers = list(pairwise(dims))
    return {
        "operations-growth": formula("M", lambda M: M),
        "multiply-adds": total(into * out for into, out in layers) * M,
        "memory-growth": formula("M", lambda M: M),
        "activation-scalars": total(dims) * M,
        "parameter-scalars": total(into * out + out for into, out in layers),
    }


@reference("dataset-larger-than-memory")
def _(dataset_gb: Any, memory_gb: Any, samples: Any, batch_size: Any) -> Answers:
    return {
        "method-choice": ["A", "B", "C"],
        "shards": next(n for n in range(1, 10**6) if dataset_gb / n <= memory_gb),
        "steps-per-epoch": len(range(0, int(samples), int(batch_size))),
    }


@reference("pytorch-training-step")
def _(a: Any, c: Any, theta0: Any, lr: Any, steps: Any) -> Answers:
    def run(clear: bool) -> tuple[Any, Any]:
        theta, buffer = theta0, Fraction(0)
        for _pass in range(int(steps)):
            buffer = (0 * a if clear else buffer) + a * (theta - c)
            theta = theta - lr * buffer
        return theta, buffer

    kept, buffer = run(clear=False)
    return {
        "without-step-choice": "unchanged",
        "theta-without-step": theta0,
        "theta-with-zero-grad": run(clear=True)[0],
        "theta-without-zero-grad": kept,
        "gradient-buffer": buffer,
        "to-device": "x.to('cuda')",
    }


@reference("distributed-gradient-average")
def _(gradients: Any) -> Answers:
    sums = [total(column) for column in zip(*gradients, strict=True)]
    return {"gradient-sum": sums, "gradient-mean": [one / len(gradients) for one in sums]}


@reference("bptt-cost")
def _(tau: Any, updates: Any) -> Answers:
    length, times = int(tau), [int(tau) * at for at in range(1, int(updates) + 1)]
    return {
        "full-cost": formula("t", lambda t: t),
        "full-update-cells": times[-1],
        "full-total-cells": sum(times),
        "truncated-cost": formula("tau", lambda tau: tau),
        "truncated-update-cells": length,
        "truncated-total-cells": length * len(times),
    }


# Training


@reference("softmax-definition")
def _(z: Any, K: Any) -> Answers:
    names = " ".join(f"z{at}" for at in range(1, int(K) + 1))
    weights = [exp(one - z[0]) for one in z]
    return {
        "component-formula": formula(names, lambda *z: mp.exp(z[0]) / sum(mp.exp(one) for one in z)),
        "probabilities": [one / sum(weights) for one in weights],
    }


Schedule = Callable[[Any], Any]


def steps(text: str, **names: Any) -> Schedule:
    """Return a step size as a function of the step, in mpmath."""
    functions = {"log": mp.log, "sqrt": mp.sqrt, "exp": mp.exp, "pi": mp.pi}

    class Exact(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.AST:
            return ast.copy_location(ast.Call(ast.Name("number", ast.Load()), [node], []), node)

    tree = ast.fix_missing_locations(Exact().visit(ast.parse(text.replace("^", "**"), mode="eval")))
    code = compile(tree, "schedule", "eval")
    return lambda k: eval(code, {"number": mp.mpf, **functions, **names, "k": mp.mpf(k)})


def powers(step: Schedule) -> tuple[Any, Any] | None:
    """Return p and q of steps that go like k^-p*log(k)^-q, from three huge k; None if they fall faster."""
    if mp.log(step(2**90)) - mp.log(step(2**80)) < -(10**6):
        return None
    k1, k2, k3 = (mp.mpf(10) ** (10**at) for at in (12, 14, 16))
    lines = mp.matrix([[1, -mp.log(k), -mp.log(mp.log(k))] for k in (k1, k2, k3)])
    found = mp.lu_solve(lines, mp.matrix([mp.log(step(k)) for k in (k1, k2, k3)]))
    p, q = (near_fraction(one) for one in (found[1], found[2]))
    return p, q


def near_fraction(value: Any) -> Any:
    """Return the simple fraction that a limit is close to, or the limit itself."""
    fraction = Fraction(str(mp.nstr(value, 20))).limit_denominator(200)
    return fraction if abs(inexact(fraction) - value) < mp.mpf(10) ** -9 else value


def sums(order: tuple[Any, Any]) -> bool:
    """Whether the sum of k^-p*log(k)^-q is infinite (integral test)."""
    return order[0] < 1 or (order[0] == 1 and order[1] <= 1)


def meets(step: Schedule) -> bool:
    order = powers(step)
    return order is not None and sums(order) and not sums((2 * order[0], 2 * order[1]))


def listed(text: str) -> list[str]:
    return [ast.unparse(one) for one in ast.parse(text.replace("^", "**"), mode="eval").body.elts]  # type: ignore[attr-defined]


@reference("learning-rate-conditions")
def _(family: str, schedule: str, schedules: str) -> Answers:
    good = ["ABCDEFGH"[at] for at, one in enumerate(listed(schedules)) if meets(steps(one, C=mp.mpf(3)))]
    return {
        "schedule-check": "satisfies" if meets(steps(schedule, C=mp.mpf(3))) else "fails",
        "valid-schedules": good,
        "exponents": exponents(family),
    }


def exponents(family: str) -> Pieces:
    """Return the set of p, for an exponent of k that is linear in p."""

    def order(p: Fraction) -> tuple[Any, Any]:
        found = powers(steps(family, C=mp.mpf(3), p=mp.mpf(p.numerator) / p.denominator))
        assert found is not None
        return found

    def at(p: Fraction) -> bool:
        return meets(steps(family, C=mp.mpf(3), p=mp.mpf(p.numerator) / p.denominator))

    base = order(Fraction(0))[0]
    slope = order(Fraction(1))[0] - base
    if slope == 0:
        raise ValueError(f"the exponent of {family} does not depend on p")
    ends = sorted((one - base) / slope for one in (Fraction(1, 2), Fraction(1)))
    assert at(sum(ends) / 2)
    assert not at(ends[0] - 1)
    assert not at(ends[1] + 1)
    return Pieces([(*ends, at(ends[0]), at(ends[1]))])


@reference("regularisation-two-methods")
def _(penalty: str, lam: Any, theta: Any, loss_gradient: Any) -> Answers:
    def extra(value: Any) -> Any:
        """Differentiate the penalty: central differences are exact for squares, and away from 0 for sizes."""
        h = abs(value) / 2 if value else Fraction(1)
        sizes = {"l2": lambda t: t * t, "half-l2": lambda t: t * t / 2, "l1": abs}[penalty]
        return lam * (sizes(value + h) - sizes(value - h)) / (2 * h)

    kink = penalty == "l1" and not all(theta)
    whole = [g + extra(one) for g, one in zip(loss_gradient, theta, strict=True)]
    return {"penalised-gradient": NONE if kink else whole}


@reference("rmsprop")
def _(rho: Any, alpha: Any, theta0: Any, gradients: Any, r0: Any, eps: Any, g1: Any, g2: Any) -> Answers:
    theta, r = theta0, r0
    for g in gradients:
        r = rho * r + (1 - rho) * g * g
    answers = {"final-accumulator": r}
    r = r0
    for g in gradients:
        r = rho * r + (1 - rho) * g * g
        below = root(r) + eps
        theta = NONE if theta is None or below == 0 else theta - alpha * g / below
    first = r0 * 0 + (1 - rho) * g1 * g1
    return {
        **answers,
        "final-theta": theta,
        "advantage-choice": ["A", "B"],
        "accumulator-formula": formula("rho r g", lambda rho, r, g: rho * r + (1 - rho) * g**2),
        "parameter-formula": formula(
            "theta alpha g r eps", lambda theta, alpha, g, r, eps: theta - alpha * g / (mp.sqrt(r) + eps)
        ),
        "first-step-formula": formula("alpha rho", lambda alpha, rho: alpha / mp.sqrt(1 - rho)),
        "first-step": alpha * abs(g1) / root(first) if g1 else alpha / root(1 - rho),
        "sgd-step-ratio": abs(g1) / abs(g2) if g2 else NONE,
    }


@reference("deep-q-learning")
def _(gamma: Any, reward: Any, terminal: bool, epsilon: Any, n_actions: Any, **q: Any) -> Answers:
    theta, phi, after = q["theta"], q["phi"], q["phi_next"]

    def value(row: list[Any], features: list[Any]) -> Any:
        return total(w * one for w, one in zip(row, features, strict=True))

    best = max(value(row, after) for row in theta)
    target = reward if terminal else reward + gamma * best
    action = int(q["action"])
    error = target - value(theta[action], phi) if 0 <= action < len(theta) else NONE
    # One draw: explore with probability epsilon, each action alike.
    greedy = total(epsilon / n_actions for one in range(int(n_actions)) if one == 0) + (1 - epsilon)
    return {
        "target": target,
        "td-error": error,
        "gradient": NONE if error is None else [-2 * error * one for one in phi],
        "greedy-probability-formula": formula("epsilon A", lambda e, A: (1 - e) + e / A),
        "greedy-probability": greedy,
    }


def standardised(rows: Any, scale: Any, shift: Any, eps: Any) -> Any:
    def one_row(row: list[Any]) -> list[Any] | None:
        mean = total(row) / len(row)
        variance = total(one * one for one in row) / len(row) - mean * mean
        below = variance + eps
        small = below == 0 if exact(below) else abs(below) < mp.mpf(10) ** -40
        return None if small else [scale * (one - mean) / root(below) + shift for one in row]

    found = [one_row(row) for row in rows]
    return NONE if any(row is None for row in found) else found


@reference("batch-norm-training")
def _(x: Any, gamma: Any, beta: Any, eps: Any) -> Answers:
    return {
        "output-formula": formula(
            "x mu var eps gamma beta", lambda x, mu, var, eps, g, b: g * (x - mu) / mp.sqrt(var + eps) + b
        ),
        "outputs": standardised(x, gamma, beta, eps),
    }


@reference("layer-norm-definition")
def _(x: Any, gain: Any, bias: Any, eps: Any) -> Answers:
    return {
        "statements": ["A", "C", "D"],
        "output-formula": formula(
            "x mu var eps gain bias", lambda x, mu, var, eps, g, b: g * (x - mu) / mp.sqrt(var + eps) + b
        ),
        "outputs": standardised(x, gain, bias, eps),
    }
