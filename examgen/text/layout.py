"""How an exact value is set out on paper: the tree that `examgen.text.show` and `examgen.text.tex` write.

The normal form of `Expr` is made for comparing; this is what a teacher would write for it. Fractions over sums are
written over one denominator or apart, and with ``exp(-x)`` or ``exp(x)``, whichever is shorter: 1/(1 + exp(-6)), but
2 + 12/(1 + exp(6)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm, prod

from examgen.text.arithmetic import Rational, magnitude, plain, quotient
from examgen.text.expr import ONE, ZERO, Expr
from examgen.text.monomials import ROOTS, Atom, Monomial, Terms, times
from examgen.text.nodes import (
    Call,
    Exp,
    Name,
    Negative,
    Node,
    Numeral,
    Over,
    Power,
    Product,
    Root,
    Sum,
    width,
)
from examgen.text.perfect import perfect_power
from examgen.text.powers import content, times_power

__all__ = ["layout"]


_LONG = 200  # size beyond which no other form is tried
_FACTOR_ORDER = ("pi", ROOTS, "symbol", "abs", "exp", "power")


@lru_cache(maxsize=4096)
def layout(expr: Expr) -> Node:
    """Return how an expression is written."""
    if expr.rational is not None:
        return _signed(expr.rational < 0, _fraction(magnitude(expr.rational), (), ()))
    forms = [_as_sum(expr), *_alternatives(expr)]
    return min(reversed(forms), key=width)


# One term


def _term(monomial: Monomial, coefficient: Rational) -> Node:
    top: list[tuple[Atom, Rational]] = []
    bottom: list[tuple[Atom, Rational]] = []
    negative = coefficient < 0
    for atom, exponent in monomial:
        if negative and _can_flip(atom, exponent):
            negative, atom = False, Atom("power", -atom.arg)
        if exponent > 0 or atom.kind == "exp":
            top.append((atom, exponent))
        else:
            bottom.append((atom, -exponent))
    return _signed(negative, _fraction(magnitude(coefficient), _factors(top), _factors(bottom)))


def _can_flip(atom: Atom, exponent: Rational) -> bool:
    """Whether a minus sign is better put into a sum: -1/(1 - x) is 1/(x - 1)."""
    odd = type(exponent) is int and exponent % 2 == 1
    return atom.kind == "power" and odd and any(c < 0 for c in atom.arg.terms.values())


def _signed(negative: bool, node: Node) -> Node:
    return Negative(node) if negative else node


def _fraction(number: Rational, top: Sequence[Node], bottom: Sequence[Node]) -> Node:
    above = _product(number.numerator, top)
    if number.denominator == 1 and not bottom:
        return above
    return Over(above, _product(number.denominator, bottom))


def _product(number: int, factors: Sequence[Node]) -> Node:
    if number != 1 or not factors:
        factors = (Numeral(number), *factors)
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _factors(pairs: Sequence[tuple[Atom, Rational]]) -> tuple[Node, ...]:
    """Return the factors of a product in the order they are written in, roots and exponentials joined."""
    made: list[Node] = []
    for kind in _FACTOR_ORDER:
        chosen = [pair for pair in pairs if pair[0].kind == kind]
        if kind == ROOTS:
            made += _roots(chosen)
        elif kind == "exp":
            made += _exponentials(chosen)
        else:
            made += [_power(_atom(atom), exponent) for atom, exponent in chosen]
    rest = [pair for pair in pairs if pair[0].kind not in _FACTOR_ORDER]
    return (*made, *(_power(_atom(atom), exponent) for atom, exponent in rest))


def _roots(pairs: Sequence[tuple[Atom, Rational]]) -> Iterator[Node]:
    for degree in sorted({exponent.denominator for _, exponent in pairs}):
        radicand = 1
        for atom, exponent in pairs:
            if exponent.denominator == degree:
                radicand *= atom.arg**exponent.numerator
        yield Root(Numeral(radicand), degree)


def _exponentials(pairs: Sequence[tuple[Atom, Rational]]) -> Iterator[Node]:
    """Yield powers of numbers and of symbols (2^x is kept as exp(x*log(2))), then one power of e."""
    whole: dict[Monomial, dict[int, Rational]] = {}
    others: dict[Expr, Expr] = {}
    exponent = ZERO
    for atom, factor in pairs:
        base, rest = _base(atom)
        if base is None:
            exponent = exponent + atom.arg * factor
        elif base.rational is None:
            others[base] = others.get(base, ZERO) + Expr.of_terms({rest: factor})
        else:
            whole.setdefault(rest, {})[int(base)] = factor
    yield from (_power_of_numbers(rest, powers) for rest, powers in whole.items())
    yield from (Power(layout(base), layout(power)) for base, power in others.items())
    if exponent:
        yield Exp(layout(exponent))


def _base(atom: Atom) -> tuple[Expr | None, Monomial]:
    """Return base and exponent of a power that is kept as exp(exponent*log(base)); no base if it is none."""
    (monomial,) = atom.arg.terms
    logs = [pair[0] for pair in monomial if pair[0].kind == "log" and pair[1] == 1]
    chosen = [log for log in logs if log.arg.is_integer] or [log for log in logs if log.arg.symbols]
    if len(chosen) != 1 or len(monomial) == 1:
        return None, ()
    return chosen[0].arg, tuple(pair for pair in monomial if pair[0] is not chosen[0])


def _power_of_numbers(exponent: Monomial, powers: Mapping[int, Rational]) -> Node:
    """Join 2^(-x)*3^(2*x)*5^(-x) as (9/10)^x."""
    number = Fraction(
        gcd(*(c.numerator for c in powers.values())), lcm(*(c.denominator for c in powers.values()))
    )
    common = -number if all(c < 0 for c in powers.values()) else number
    base = prod(Fraction(prime) ** int(c / common) for prime, c in powers.items())
    return Power(layout(Expr.of(base)), layout(Expr.of_terms({exponent: plain(common)})))


def _atom(atom: Atom) -> Node:
    if atom.kind == "symbol":
        return Name(atom.arg)
    if atom.kind == "pi":
        return Name("pi")
    return layout(atom.arg) if atom.kind in ("power", "held") else Call(atom.kind, layout(atom.arg))


def _power(base: Node, exponent: Rational) -> Node:
    if exponent == 1:
        return base
    if exponent.numerator == 1 and exponent.denominator > 1:
        return Root(base, exponent.denominator)
    return Power(base, _fraction(exponent, (), ()))


# Sums


def _as_sum(expr: Expr) -> Node:
    """Write the terms one after the other, those with the same denominator together."""
    terms = [(m, c) for m, c in _in_order(expr.terms)]
    groups: dict[Monomial, Terms] = {}
    for monomial, coefficient in terms:
        bottom = tuple((a, e) for a, e in monomial if e < 0 and a.kind == "power")
        groups.setdefault(bottom, {})[monomial] = coefficient
    nodes = [node for bottom, group in groups.items() for node in _group(bottom, group)]
    return _sum(nodes)


def _group(bottom: Monomial, group: Terms) -> list[Node]:
    """Write terms over one denominator: each of them, or all over it if that is shorter to read."""
    denominators = {c.denominator for c in group.values()}
    if len(group) == 1 or not (bottom or _share_a_number(group, denominators)):
        return [_term(m, c) for m, c in group.items()]
    number = lcm(*denominators)
    top = {tuple(pair for pair in m if pair not in bottom): plain(c * number) for m, c in group.items()}
    below = [(atom, -e) for atom, e in bottom]
    node = Over(_sum([_term(m, c) for m, c in top.items()]), _product(number, _factors(below)))
    return [node]


def _share_a_number(group: Terms, denominators: set[int]) -> bool:
    """Whether terms are written over one whole number: (1 + sqrt(5))/2, but pi/2 + 4."""
    if 1 in denominators or any(e < 0 for m in group for _, e in m):
        return False
    return len(denominators) == 1 or all(atom.kind == ROOTS for m in group for atom, _ in m)


def _sum(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Sum(tuple(nodes))


def _in_order(terms: Terms) -> list[tuple[Monomial, Rational]]:
    """Return terms as a teacher orders them, beginning with a positive one if there is one.

    Powers of symbols fall, or rise if that begins with a plus (1 - 3*alpha); multiples of pi stand before plain
    numbers, roots after them.
    """
    ordered = sorted(terms.items(), key=lambda term: _rank(term[0]))
    positive = [i for i, (_, c) in enumerate(ordered) if c > 0]
    if not positive or positive[0] == 0:
        return ordered
    if ordered[-1][1] > 0 and any(atom.kind == "symbol" for atom, _ in ordered[0][0]):
        return ordered[::-1]
    first = ordered.pop(positive[0])
    return [first, *ordered]


def _rank(monomial: Monomial) -> tuple[object, ...]:
    exponents = {kind: [(a.order, -e) for a, e in monomial if a.kind == kind] for kind in ("symbol", "pi")}
    degree = sum(e for _, e in exponents["symbol"])
    others = [(a.order, magnitude(e)) for a, e in monomial if a.kind not in exponents]
    bottom = any(e < 0 for a, e in monomial if a.kind == "power")
    kinds = 0 if not others else 1 + max(a.kind != ROOTS for a, _ in monomial if a.kind not in exponents)
    return bottom, degree, exponents["symbol"], sum(e for _, e in exponents["pi"]), kinds, others


# Other forms of the same number


def _alternatives(expr: Expr) -> Iterator[Node]:
    if len(expr.terms) == 1 or expr.size > _LONG:
        return
    bottom = _common_denominator(expr)
    if not bottom:
        yield from _as_power(expr)
        return
    top = times_power(expr, tuple(bottom.items()), 1)
    yield _over(top, list(bottom.items()))
    yield from _flipped(top, bottom)


def _common_denominator(expr: Expr) -> dict[Atom, Rational]:
    """Return the highest power of all that stands in a denominator; empty if no sum does."""
    highest: dict[Atom, Rational] = {}
    for monomial in expr.terms:
        for atom, exponent in monomial:
            if exponent < 0 and atom.kind != "exp":
                highest[atom] = max(highest.get(atom, 0), -exponent)
    sums = any(atom.kind == "power" for atom in highest)
    return dict(sorted(highest.items(), key=lambda pair: pair[0].order)) if sums else {}


def _over(top: Expr, bottom: Sequence[tuple[Atom, Rational]]) -> Node:
    """Write a numerator over powers of generators."""
    number = lcm(*(c.denominator for c in top.terms.values()))
    above = top * number
    if len(above.terms) == 1:
        ((monomial, coefficient),) = above.terms.items()
        return _term(times(monomial, tuple(bottom), -1), quotient(coefficient, number))
    return Over(layout(above), _product(number, _factors(bottom)))


def _flipped(top: Expr, bottom: dict[Atom, Rational]) -> Iterator[Node]:
    """Write exp(x)/(1 + exp(x)) as 1/(1 + exp(-x))."""
    if len(top.terms) != 1:
        return
    ((monomial, coefficient),) = top.terms.items()
    growth = Expr.of_terms({tuple((a, e) for a, e in monomial if a.kind == "exp"): 1})
    leading = ONE
    turned: list[tuple[Atom, Rational]] = []
    for atom, exponent in bottom.items():
        highest = _highest_exponential(atom)
        leading = leading * highest**exponent
        turned.append((Atom("power", atom.arg / highest) if highest != ONE else atom, -exponent))
    if leading != ONE and growth == leading:
        rest = tuple((a, e) for a, e in monomial if a.kind != "exp")
        yield _term((*rest, *turned), coefficient)


def _highest_exponential(atom: Atom) -> Expr:
    """Return the product of the highest powers of exponentials in a sum."""
    highest: dict[Atom, Rational] = {}
    if atom.kind == "power":
        for monomial in atom.arg.terms:
            for inner, exponent in monomial:
                if inner.kind == "exp":
                    highest[inner] = max(highest.get(inner, 0), exponent)
    pairs = sorted(highest.items(), key=lambda pair: pair[0].order)
    return Expr.of_terms({tuple((a, e) for a, e in pairs if e): 1})


def _as_power(expr: Expr) -> Iterator[Node]:
    """Write a sum as a power of a shorter one, if it is one: 2*(1 - 3*alpha)^2."""
    number, monomial = content(expr)
    rest = times_power(expr, monomial, -1) / number
    for sign in (1, -1):
        known = perfect_power(rest * sign)
        if known is not None:
            root, degree = known
            yield _term((*monomial, (Atom("power", root), degree)), sign * number)
