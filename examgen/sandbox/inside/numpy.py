"""The names after ``np.``, and the methods and operators of arrays."""

from __future__ import annotations

import math
from typing import Any

from examgen.sandbox.inside.array import array, common, ndarray, volume
from examgen.sandbox.inside.creation import (
    allclose,
    arange,
    array_equal,
    asarray,
    broadcast_to,
    close,
    eye,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    rounded,
    trace,
    tri,
    unlike,
    zeros,
    zeros_like,
)
from examgen.sandbox.inside.entrywise import (
    OPERATIONS,
    both,
    clip,
    defined,
    exp,
    function,
    larger,
    log1p,
    logarithm,
    nonzero,
    operator,
    reflected,
    shape_of,
    sign,
    smaller,
    where,
)
from examgen.sandbox.inside.indexing import entries, entry, put_entry
from examgen.sandbox.inside.linear import (
    concatenate,
    diag,
    dot,
    einsum,
    expand_dims,
    flip,
    hstack,
    matmul,
    moveaxis,
    norm,
    outer,
    repeat,
    squeeze,
    stack,
    swapaxes,
    tile,
    vstack,
)
from examgen.sandbox.inside.reduction import (
    argsort,
    as_array,
    extreme,
    first_largest,
    first_smallest,
    largest,
    mean,
    product,
    reducing,
    running,
    smallest,
    sort,
    spread_out,
    total,
)


class NumPy:
    """A namespace; its names are set below."""


REDUCTIONS: dict[str, Any] = {
    "sum": reducing(total),
    "mean": reducing(mean),
    "prod": reducing(product),
    "max": extreme(largest),
    "min": extreme(smallest),
    "any": extreme(any),
    "all": extreme(all),
    "argmax": extreme(first_largest),
    "argmin": extreme(first_smallest),
    "var": spread_out(lambda value: value),
    "std": spread_out(lambda value: value**0.5),
    "cumsum": running(lambda a, b: a + b),
    "cumprod": running(lambda a, b: a * b),
}

FUNCTIONS: dict[str, Any] = {
    "exp": exp,
    "log": logarithm(math.log),
    "log2": logarithm(math.log2),
    "log10": logarithm(math.log10),
    "log1p": log1p,
    "expm1": defined(math.expm1),
    "sqrt": defined(math.sqrt),
    "abs": abs,
    "square": lambda value: value * value,
    "sign": sign,
    "negative": lambda value: -value,
    "reciprocal": lambda value: OPERATIONS["/"](1.0, value),
    "sin": defined(math.sin),
    "cos": defined(math.cos),
    "tan": defined(math.tan),
    "arctan": defined(math.atan),
    "sinh": defined(math.sinh),
    "cosh": defined(math.cosh),
    "tanh": defined(math.tanh),
    "floor": lambda value: float(math.floor(value)) if math.isfinite(value) else value,
    "ceil": lambda value: float(math.ceil(value)) if math.isfinite(value) else value,
    "rint": lambda value: float(round(value)),
    "isnan": lambda value: value != value,
    "isinf": lambda value: value in (math.inf, -math.inf),
    "isfinite": lambda value: value == value and value not in (math.inf, -math.inf),
    "logical_not": lambda value: not value,
}

PAIRS: dict[str, Any] = {
    "maximum": larger,
    "minimum": smaller,
    "logical_and": lambda a, b: bool(a) and bool(b),
    "logical_or": lambda a, b: bool(a) or bool(b),
    "logical_xor": lambda a, b: bool(a) != bool(b),
    "heaviside": lambda a, b: float(b) if a == 0 else float(a > 0),
    "add": OPERATIONS["+"],
    "subtract": OPERATIONS["-"],
    "multiply": OPERATIONS["*"],
    "divide": OPERATIONS["/"],
    "true_divide": OPERATIONS["/"],
    "floor_divide": OPERATIONS["//"],
    "power": OPERATIONS["**"],
    "mod": OPERATIONS["%"],
    "greater": OPERATIONS[">"],
    "greater_equal": OPERATIONS[">="],
    "less": OPERATIONS["<"],
    "less_equal": OPERATIONS["<="],
    "equal": OPERATIONS["=="],
    "not_equal": OPERATIONS["!="],
}

OTHERS: dict[str, Any] = {
    "array": array, "asarray": asarray, "zeros": zeros, "ones": ones, "empty": zeros, "full": full, "eye": eye,
    "identity": eye, "zeros_like": zeros_like, "ones_like": ones_like, "empty_like": zeros_like,
    "full_like": full_like, "arange": arange, "linspace": linspace, "where": where, "clip": clip, "dot": dot,
    "matmul": matmul, "outer": outer, "einsum": einsum, "concatenate": concatenate, "stack": stack, "vstack": vstack,
    "hstack": hstack, "expand_dims": expand_dims, "squeeze": squeeze, "swapaxes": swapaxes, "moveaxis": moveaxis,
    "flip": flip, "repeat": repeat, "tile": tile, "diag": diag, "trace": trace, "sort": sort, "argsort": argsort,
    "nonzero": nonzero, "broadcast_to": broadcast_to, "isclose": close, "allclose": allclose,
    "array_equal": array_equal, "round": rounded, "around": rounded, "shape": shape_of,
    "triu": tri(lambda offset, k: offset >= k), "tril": tri(lambda offset, k: offset <= k),
    "inner": dot, "vdot": lambda a, b: dot(as_array(a).ravel(), as_array(b).ravel()),
    "ndim": lambda value: len(shape_of(value)), "size": lambda value: volume(shape_of(value)),
    "copy": lambda value: array(value), "ravel": lambda value: as_array(value).ravel(),
    "reshape": lambda value, shape: as_array(value).reshape(shape),
    "transpose": lambda value, axes=None: as_array(value).transpose(axes),
    "broadcast_shapes": lambda *shapes: common(shapes[0], shapes[1]),
    "float64": lambda value=0.0: function(float)(value), "float32": lambda value=0.0: function(float)(value),
    "int64": lambda value=0: function(int)(value), "int32": lambda value=0: function(int)(value),
    "ndarray": ndarray, "newaxis": None, "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan,
}  # fmt: skip

SYNONYMS = {
    "amax": "max", "amin": "min", "absolute": "abs", "fabs": "abs", "product": "prod", "concat": "concatenate",
    "atan": "arctan", "Inf": "inf", "NaN": "nan", "float_": "float64", "permute_dims": "transpose", "pow": "power",
}  # fmt: skip

METHODS = ("sum", "mean", "prod", "max", "min", "any", "all", "argmax", "argmin", "var", "std", "cumsum", "cumprod",
           "clip", "dot", "squeeze", "swapaxes", "repeat", "argsort", "nonzero", "round", "trace")  # fmt: skip


def namespace() -> NumPy:
    """Return what ``np`` stands for."""
    found = NumPy()
    names = {**OTHERS, **REDUCTIONS}
    names.update({name: function(one) for name, one in FUNCTIONS.items()})
    names.update({name: both(one) for name, one in PAIRS.items()})
    names.update({name: names[meant] for name, meant in SYNONYMS.items()})
    for name, one in names.items():
        setattr(found, name, one)
    for inner, members in (("linalg", {"norm": norm}), ("random", {"rand": unlike, "randn": unlike})):
        setattr(found, inner, NumPy())
        for name, one in members.items():
            setattr(getattr(found, inner), name, one)
    return found


DUNDERS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow",
           "&": "and", "|": "or", "^": "xor"}  # fmt: skip


def equip(np: Any) -> None:
    """Give arrays their operators, their indices and their methods."""
    for name, one in {"getitem": entry, "setitem": put_entry, "iter": entries}.items():
        setattr(ndarray, f"__{name}__", one)
    for symbol, name in DUNDERS.items():
        setattr(ndarray, f"__{name}__", operator(symbol))
        setattr(ndarray, f"__r{name}__", reflected(symbol))
    setattr(ndarray, "__matmul__", matmul)  # noqa: B010  the class statement of the sandbox knows no later ones
    setattr(ndarray, "__rmatmul__", lambda self, other: matmul(other, self))  # noqa: B010
    setattr(ndarray, "__neg__", lambda self: function(lambda value: -value)(self))  # noqa: B010
    setattr(ndarray, "__pos__", lambda self: self.copy())  # noqa: B010
    setattr(ndarray, "__abs__", lambda self: function(abs)(self))  # noqa: B010
    setattr(ndarray, "__invert__", lambda self: function(inverted)(self))  # noqa: B010
    setattr(ndarray, "__eq__", operator("=="))  # noqa: B010
    for name in METHODS:
        setattr(ndarray, name, getattr(np, name))


def inverted(value: Any) -> Any:
    """Return what ``~`` gives of an entry."""
    return not value if isinstance(value, bool) else ~value
