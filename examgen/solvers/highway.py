r"""A chain of highway layers with constant gates and scalar linear diversions: ``L <- F_i*L + (1 - F_i)*d_i*L``.

Source: R. Srivastava, K. Greff and J. Schmidhuber, "Highway networks", 2015, with gates that are parameters.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable, zero
from examgen.text.expr import ONE, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

highway = Derivation("highway", inputs="F d")


@highway.step(
    tex=r"f_i = F_i + (1 - F_i)\,d_i",
    says="factor of each layer: what is copied and what is diverted",
    trivial=zero,
)
def factors(F: Vector, d: Vector) -> Vector:
    """Gain of each layer."""
    if len(F) != len(d):
        raise IllPosed(f"there are {len(F)} gates for {len(d)} diversions; each layer has one of both")
    return tuple(gate + (1 - gate) * gain for gate, gain in zip(F, d, strict=True))


@highway.step(tex=r"\frac{L_n}{L_0} = \prod_i f_i", says="product of the factors")
def total_gain(factors: Vector) -> Expr:
    """Output divided by input."""
    return _product(factors)


@highway.step(tex=r"\prod_i F_i", says="every layer lets its gate's share of the input through")
def copy_gain(F: Vector) -> Expr:
    """Gain of the path that only copies."""
    return _product(F)


def _product(entries: Vector) -> Expr:
    if not entries:
        raise IllPosed("there are no layers")
    result = ONE
    for entry in entries:
        result = result * entry
    return result


@highway.mistake(of=factors, says="exchanged copying and diverting", credit=HALF)
def gates_exchanged(F: Vector, d: Vector) -> Vector:
    """F_i*d_i + (1 - F_i)."""
    return tuple(gate * gain + (1 - gate) for gate, gain in zip(F, d, strict=True))


@highway.mistake(of=factors, says="took the gains of the diversions alone", credit=QUARTER)
def diversions_alone(d: Vector) -> Vector:
    """d_i."""
    return d


@highway.mistake(of=factors, says="left the gate of the diversion out", credit=QUARTER)
def diversion_not_gated(F: Vector, d: Vector) -> Vector:
    """F_i + d_i."""
    return tuple(gate + gain for gate, gain in zip(F, d, strict=True))


@highway.mistake(of=total_gain, says="added the factors of the layers", credit=QUARTER)
def factors_added(factors: Vector) -> Expr:
    """Sum of f_i."""
    _several(factors)
    return _sum(factors)


@highway.mistake(
    of=total_gain, says="let the input pass through copies only or diversions only", credit=QUARTER
)
def pure_paths(F: Vector, d: Vector) -> Expr:
    """Product of F_i plus product of (1 - F_i)*d_i."""
    _several(F)
    return _product(F) + _product(tuple((1 - gate) * gain for gate, gain in zip(F, d, strict=True)))


@highway.mistake(of=copy_gain, says="took the shares that are diverted", credit=QUARTER)
def diverted_share(F: Vector) -> Expr:
    """Product of 1 - F_i."""
    return _product(tuple(1 - gate for gate in F))


@highway.mistake(of=copy_gain, says="added the gates", credit=QUARTER)
def gates_added(F: Vector) -> Expr:
    """Sum of F_i."""
    _several(F)
    return _sum(F)


def _several(layers: Vector) -> None:
    if len(layers) == 1:
        raise NotApplicable("there is one layer only")


def _sum(entries: Vector) -> Expr:
    return sum(entries[1:], start=entries[0])


@highway.check(of=total_gain)
def gain_by_derivative(F: Any, d: Any) -> arb:
    """Slope of the whole chain, layer after layer."""

    def chain(value: arb) -> arb:
        for gate, gain in zip(numeric.reals(F), numeric.reals(d), strict=True):
            diverted = gain * value
            value = diverted + gate * (value - diverted)
        return value

    slope: arb = numeric.derivative(chain, 1)
    return slope


@highway.check(of=copy_gain)
def gain_without_diversions(F: Any) -> arb:
    """Slope of the chain with diversions that give nothing."""

    def chain(value: arb) -> arb:
        for gate in numeric.reals(F):
            value = value - (1 - gate) * value
        return value

    slope: arb = numeric.derivative(chain, 1)
    return slope
