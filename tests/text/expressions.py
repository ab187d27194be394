"""Random arithmetic, for property tests: carried out exactly, and by balls without any normal form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq
from hypothesis import strategies as st

from examgen.text import functions
from examgen.text.expr import PI, Expr, TooLarge, Undecided, Undefined

REFUSED = (Undefined, Undecided, TooLarge)
BITS = 200

small = st.fractions(-4, 4, max_denominator=4)
leaves = st.one_of(
    small.map(lambda q: ("number", q)),
    st.sampled_from([("pi",), ("exp", ("number", Fraction(1))), ("log", ("number", Fraction(2)))]),
)
names = st.sampled_from([("symbol", "x"), ("symbol", "y")])
UNARY = "neg exp log sqrt cube_root sigma tanh sinh cosh sin cos tan abs asin atan square inverse"
unary = st.sampled_from(UNARY.split())
binary = st.sampled_from(["+", "-", "*", "/"])


def _grown(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.tuples(binary, children, children),
        st.tuples(binary, children, children),
        st.tuples(unary, children),
    )


numbers = st.recursive(leaves, _grown, max_leaves=7)
formulas = st.recursive(st.one_of(leaves, names, names), _grown, max_leaves=7)

EXACT = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "neg": lambda a: -a,
    "square": lambda a: a**2,
    "inverse": lambda a: a**-1,
    "cube_root": lambda a: functions.root(a, 3),
    "abs": abs,
}


def exactly(tree: tuple[Any, ...]) -> Expr:
    kind, *parts = tree
    if kind == "number":
        return Expr.of(parts[0])
    if kind == "pi":
        return PI
    if kind == "symbol":
        return Expr.symbol(parts[0])
    return (EXACT.get(kind) or getattr(functions, kind))(*map(exactly, parts))


def _cube_root(a: arb) -> arb:
    return -((-a).root(3)) if a < 0 else a.root(3)


BALLS = {
    **EXACT,
    "sigma": lambda a: 1 / (1 + (-a).exp()),
    "cube_root": _cube_root,
    "inverse": lambda a: 1 / a,
}


def by_balls(tree: tuple[Any, ...], at: dict[str, arb] | None = None) -> arb:
    """Evaluate as written; call it inside a block of some precision."""
    kind, *parts = tree
    if kind == "number":
        return arb(fmpq(parts[0].numerator, parts[0].denominator))
    if kind == "pi":
        return arb.pi()
    if kind == "symbol":
        return (at or {})[parts[0]]
    inner = [by_balls(part, at) for part in parts]
    return BALLS[kind](*inner) if kind in BALLS else getattr(inner[0], kind)()


def precise(value: arb) -> bool:
    """Whether a ball says something: it is finite and narrow."""
    return value.is_finite() and bool(value.rad() < arb(10) ** -20 * max(arb(1), abs(value.mid())))


def evaluated(tree: tuple[Any, ...], at: dict[str, arb] | None = None) -> arb:
    with ctx.workprec(BITS):
        return by_balls(tree, at)
