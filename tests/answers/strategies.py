"""Random keys of each kind of value."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from hypothesis import strategies as st

from examgen.text.expr import PI, Expr
from examgen.text.functions import exp, log, sigma, sqrt
from examgen.text.values import RealSet

rationals = st.builds(Fraction, st.integers(-999, 999), st.integers(1, 60))
exact_rationals = rationals.map(Expr.of)
irrationals = st.one_of(
    st.builds(
        lambda a, b, c: a + b * sqrt(c), rationals, rationals.filter(bool), st.sampled_from([2, 3, 5, 6, 7])
    ),
    st.builds(lambda a, b: a + b * PI, rationals, rationals.filter(bool)),
    st.builds(lambda a, b: a * exp(b), rationals.filter(bool), st.integers(1, 5)),
    st.builds(lambda a, b: a * log(b), rationals.filter(bool), st.integers(2, 9)),
    st.builds(lambda a, b: a * sigma(b), rationals.filter(bool), st.integers(-6, 6).filter(bool)),
)
numbers = st.one_of(exact_rationals, irrationals)
vectors = st.lists(numbers, min_size=1, max_size=5).map(tuple)


@st.composite
def matrices(draw: st.DrawFn) -> tuple[tuple[Expr, ...], ...]:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=1, max_size=4))
    return tuple(map(tuple, rows))


@st.composite
def intervals(draw: st.DrawFn) -> RealSet:
    low, high = sorted(draw(st.tuples(numbers, numbers)))
    ends = draw(st.sampled_from(["both", "low", "high", "none", "point"]))
    if ends == "point" or low == high:
        return RealSet.point(low)
    closed = draw(st.tuples(st.booleans(), st.booleans()))
    return RealSet.interval(
        low if ends in ("both", "low") else None, high if ends in ("both", "high") else None, *closed
    )


sets = st.lists(intervals(), max_size=3).map(
    lambda parts: RealSet(tuple(piece for part in parts for piece in part.pieces))
)

_leaves = st.one_of(st.sampled_from([Expr.symbol("a"), Expr.symbol("b")]), st.integers(1, 9).map(Expr.of))
formulas = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(lambda x, y: x + y, inner, inner),
        st.builds(lambda x, y: x - y, inner, inner),
        st.builds(lambda x, y: x * y, inner, inner),
        st.builds(lambda x: sqrt(x * x + 1), inner),
        st.builds(lambda x: x / (1 + exp(x)), inner),
    ),
    max_leaves=6,
)


@st.composite
def tensors(draw: st.DrawFn) -> object:
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    count = prod(shape)
    entries: list[object] = list(draw(st.lists(exact_rationals, min_size=count, max_size=count)))
    for length in reversed(shape[1:]):
        entries = [tuple(entries[at : at + length]) for at in range(0, len(entries), length)]
    return tuple(entries)


sizes = st.one_of(
    st.integers(1, 999).map(Expr.of),
    st.sampled_from([Expr.symbol("a"), 2 * Expr.symbol("b"), Expr.symbol("b")]),
)
shapes = st.lists(sizes, max_size=4).map(tuple)

words = st.sampled_from(["the", "a", "Green", "rectangle", "über", "naïve", "square", "x1"])
texts = st.lists(words.map(str.casefold), min_size=1, max_size=4).map(tuple)
indices = st.lists(st.integers(0, 30).map(Expr.of), min_size=1, max_size=5).map(tuple)
sequences = st.one_of(
    texts,
    indices,
    st.lists(texts, min_size=1, max_size=3).map(tuple),
    st.lists(indices, min_size=1, max_size=3).map(tuple),
)
finite_sets = st.lists(numbers, max_size=4, unique=True).map(tuple)

_powers = st.builds(
    lambda name, power: Expr.symbol(name) ** power,
    st.sampled_from(["a", "b"]),
    st.sampled_from([Fraction(1, 2), 1, 2, 3]),
)
_slow = st.builds(
    lambda name, power: log(Expr.symbol(name)) ** power, st.sampled_from(["a", "b"]), st.integers(1, 2)
)
_fast = st.builds(
    lambda base, name: Expr.of(base) ** Expr.symbol(name), st.integers(2, 3), st.sampled_from(["a", "b"])
)
_products = st.lists(st.one_of(_powers, _powers, _slow, _fast), max_size=3).map(
    lambda some: prod(some, start=Expr.of(1))
)
orders = st.lists(_products, min_size=1, max_size=3).map(lambda some: sum(some, start=Expr.of(0)))
