"""References for the keys of ttic31230-midterm, worked out with sympy and numpy alone.

Nothing of examgen is used here: parameters come as sympy numbers, lists of them or texts, answers go as sympy
values or texts. Losses, masks and traces are differentiated, counted through or run as their definitions say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

Answers = Mapping[str, Any]
REFERENCES: dict[str, Callable[..., Answers]] = {}


def reference(name: str) -> Callable[[Callable[..., Answers]], Callable[..., Answers]]:
    def register(function: Callable[..., Answers]) -> Callable[..., Answers]:
        REFERENCES[f"ttic31230-midterm/{name}"] = function
        return function

    return register


@reference("simple-norm-layer")
def _(L: Any, A: Any, B: Any, grad_out: Any) -> Answers:
    layer, scale, shift, arriving = (np.array(one, dtype=object) for one in (L, A, B, grad_out))
    a, b, g, one = sp.symbols("A B G L")
    # Channel c of an output is A_c*(L + B_c); a parameter of a channel collects from all that lies in it.
    inner = list(np.ndindex(*layer.shape[:-1]))
    channels = range(len(scale))
    by_scale = [sum(arriving[(*at, c)] * (layer[(*at, c)] + shift[c]) for at in inner) for c in channels]
    by_shift = [sum(arriving[(*at, c)] * scale[c] for at in inner) for c in channels]
    return {
        "forward-formula": a * (one + b),
        "forward-values": np.einsum("c,...c->...c", scale, layer + shift).tolist(),
        "grad-input-formula": g * sp.diff(a * (one + b), one),
        "grad-input": np.einsum("...c,c->...c", arriving, scale).tolist(),
        "grad-scale-formula": g * sp.diff(a * (one + b), a),
        "grad-scale": by_scale,
        "grad-shift-formula": g * sp.diff(a * (one + b), b),
        "grad-shift": by_shift,
        "numpy-gradients": [by_scale, by_shift],
    }


@reference("momentum-equivalence")
def _(mu: Any, eta: Any, a: Any, c: Any, theta0: Any, T: Any) -> Answers:
    factor = eta / (1 - mu)
    theta, velocity = theta0, sp.Integer(0)
    psi, smoothed = theta0, sp.Integer(0)
    for _step in range(int(T)):
        velocity = mu * velocity + eta * a * (theta - c)
        theta = sp.expand(theta - velocity)
        smoothed = mu * smoothed + (1 - mu) * a * (psi - c)
        psi = sp.expand(psi - factor * smoothed)
    e, m, g = sp.symbols("eta mu g")
    return {
        "velocity-formula": e * g / (1 - m),
        "eta-prime-formula": e / (1 - m),
        "eta-prime": factor,
        "velocity": velocity,
        "smoothed-gradient": smoothed,
        "theta-velocity": theta,
        "theta-smoothed": psi,
        "ratio-order": ["base", "hypothesis", "substitution", "factor", "ratio", "recognise"],
    }


@reference("adam-beta2-sparse-gradient")
def _(p: Any, hits: Any, batch_size: Any) -> Answers:
    rare, samples, mean, square = sp.symbols("p b s q")
    window = hits / (p * batch_size)
    beta2 = 1 - 1 / window
    # The long run repeats itself: s = beta2*s' + (1 - beta2)*x with x of {0, 1} independent of s'.
    steady = sp.solve(mean - beta2 * mean - (1 - beta2) * p, mean)[0]
    cross = 2 * beta2 * (1 - beta2) * steady * p + (1 - beta2) ** 2 * p
    second = sp.solve(square - beta2**2 * square - cross, square)[0]
    variance = second - steady**2
    return {
        "window-formula": hits / rare,
        "window": window,
        "beta2-formula": 1 - rare / hits,
        "beta2-batch-formula": 1 - samples * rare / hits,
        "beta2": beta2,
        "steady-mean": steady,
        "steady-variance": variance,
        "relative-spread": sp.sqrt(variance) / steady,
    }


@reference("log-uniform-prior")
def _(lam: Any, h: Any, m: Any, base: Any, low: Any, high: Any) -> Answers:
    t = sp.Symbol("t", positive=True)
    objective = h / 2 * (t - m) ** 2 + lam * sp.log(t)
    roots = sp.roots(sp.Poly(sp.expand(t * sp.diff(objective, t)), t))
    points = sorted((one for one in roots if one.is_real and one > 0), key=lambda one: sp.N(one, 50))
    bends = [sp.simplify(sp.diff(objective, t, 2).subs(t, one)) for one in points]
    penalty, theta = sp.symbols("lam theta")
    start, end = sp.Integer(base) ** low, sp.Integer(base) ** high
    normaliser = sp.integrate(1 / t, (t, start, end))
    return {
        "stationarity": -sp.diff(penalty * sp.log(theta), theta),
        "stationary-points": points,
        "point-kinds": ["minimum" if one > 0 else "maximum" if one < 0 else "neither" for one in bends],
        # theta*(m - theta)*h takes every value up to its largest one.
        "largest-lambda": sp.maximum(h * (m - t) * t, t, sp.Interval(0, m)) if m > 0 else None,
        "prior-normaliser": normaliser,
        "prior-mean": sp.integrate(t / t, (t, start, end)) / normaliser,
    }


@reference("hessian-vector-complex-step")
def _(loss: Any, variables: Any, theta: Any, direction: Any, eps: Any) -> Answers:
    del eps  # no exact answer depends on it
    at = dict(zip(variables, theta, strict=True))
    hessian = sp.hessian(loss, variables).subs(at)
    product_ = hessian * sp.Matrix(direction)
    imaginary, step = sp.symbols("G_im eps")
    return {
        "hvp-formula": imaginary / step,
        "gradient": [sp.diff(loss, one).subs(at) for one in variables],
        "hvp": list(product_),
        "curvature": (sp.Matrix([direction]) * product_)[0],
    }


@reference("init-unit-normalisation")
def _(d: Any, mu_w: Any, sigma_w: Any, mu_x: Any, sigma_x: Any, s: Any) -> Answers:
    def moments(d: Any, mu_w: Any, sigma_w: Any, mu_x: Any, sigma_x: Any) -> tuple[Any, Any]:
        """Mean and variance of a sum of d independent products, from E[(wx)^2] = E[w^2]*E[x^2]."""
        square = (sigma_w**2 + mu_w**2) * (sigma_x**2 + mu_x**2)
        return d * mu_w * mu_x, sp.expand(d * (square - (mu_w * mu_x) ** 2))

    mean, variance = moments(d, mu_w, sigma_w, mu_x, sigma_x)
    names = sp.symbols("d mu_w sigma_w mu_x sigma_x")
    mean_formula, variance_formula = moments(*names)
    # Weights of mean 0: a = 1/sqrt(d*sigma_w^2*q) with q = E[x^2]; dz/dw_i = a*x_i; a step changes w_i by it.
    spread = sp.Symbol("spread", positive=True)
    gain = 1 / spread
    gain_of_scaled = gain.subs(spread, s * spread)
    return {
        "shift-formula": -mean_formula,
        "shift": -mean,
        "variance-formula": variance_formula,
        "variance": variance,
        "gain-formula": 1 / sp.sqrt(variance_formula),
        "gain": 1 / sp.sqrt(variance),
        "z-factor": sp.simplify(s * gain_of_scaled / gain),
        "gradient-factor": sp.simplify(gain_of_scaled / gain),
        "relative-step-factor": sp.simplify(gain_of_scaled / gain / s),
        "xavier-choice": ["A", "B", "D"],
    }


@reference("highway-static-gate")
def _(F: Any, d: Any) -> Answers:
    signal, copied = sp.Symbol("L"), sp.Integer(1)
    output = signal
    for gate, gain in zip(F, d, strict=True):
        output = gate * output + (1 - gate) * gain * output
        copied *= gate
    return {
        "total-gain": sp.diff(sp.expand(output), signal),
        "copy-gain": copied,
        "judge-choice": ["A", "B", "D"],
    }


@reference("half-dropout-scaling")
def _(alpha: Any, m: Any, w: Any, x: Any) -> Answers:
    terms = [weight * one for weight, one in zip(w, x, strict=True)]
    mean = square = relu = sp.Integer(0)
    for masks in product([False, True], repeat=len(terms)):
        chance = sp.prod(alpha if masked else 1 - alpha for masked in masks)
        value = sum(term * m if masked else term for term, masked in zip(terms, masks, strict=True))
        mean += chance * value
        square += chance * value**2
        relu += chance * sp.Max(value, 0)
    rate, total = sp.symbols("alpha s")
    return {
        "factor-formula": rate * m + 1 - rate,
        "factor": alpha * m + 1 - alpha,
        "test-argument-formula": (rate * m + 1 - rate) * total,
        "test-output": sp.Max(mean, 0),
        "training-variance": square - mean**2,
        "training-mean-relu": relu,
    }
