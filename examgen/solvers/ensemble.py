r"""Averaging models against averaging parameters, for small networks ``f(x) = sum_k c_k relu(w_k x)``.

Shapes: ``nets`` is a list of records with the vectors ``w`` and ``c``, an entry for each hidden unit; ``x`` is a
number. The mean of the outputs is the ensemble; the network whose weights are the means of the weights is another one,
as the output is not linear in them.

Source: T. Dietterich, "Ensemble methods in machine learning", MCS 2000; Goodfellow, Bengio and Courville, "Deep
learning", section 7.11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.units import activate
from examgen.text.expr import ZERO

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.expr import Expr
    from examgen.text.values import Matrix, Record, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

T = TypeVar("T")

ensemble = Derivation("ensemble", inputs="nets x")


@ensemble.step(tex=r"f_m(x) = \sum_k c^m_k \max(0, w^m_k x)", says="outputs of the networks", numbers="")
def outputs(nets: tuple[Record, ...], x: Expr) -> Vector:
    """Output of each network."""
    return tuple(_output(*_weights(net), x) for net in _listed(nets))


@ensemble.step(tex=r"\frac1M \sum_m f_m(x)", says="mean of the outputs")
def mean_of_outputs(outputs: Vector) -> Expr:
    """Mean of the outputs."""
    return sum(outputs, start=ZERO) / len(outputs)


@ensemble.step(
    tex=r"\bar w = \frac1M \sum_m w^m,\quad \bar c = \frac1M \sum_m c^m",
    says="mean weights: first row into the units, second row out of them",
    numbers="",
)
def mean_weights(nets: tuple[Record, ...]) -> Matrix:
    """Mean of the weights into and out of the units."""
    listed = [_weights(net) for net in _listed(nets)]
    if len({len(w) for w, _ in listed}) > 1:
        raise IllPosed("the networks differ in the number of their hidden units: their weights have no mean")
    into, out = zip(*listed, strict=True)
    return (_mean(into), _mean(out))


@ensemble.step(
    tex=r"\sum_k \bar c_k \max(0, \bar w_k x)", says="output of the network with the mean weights", numbers=""
)
def output_at_mean(mean_weights: Matrix, x: Expr) -> Expr:
    """Output at the mean of the parameters."""
    into, out = mean_weights
    return _output(into, out, x)


def _listed(nets: tuple[Record, ...]) -> tuple[Record, ...]:
    if not nets:
        raise IllPosed("there is no network")
    return nets


def _weights(net: Record) -> tuple[Vector, Vector]:
    if not (isinstance(net, Mapping) and {"w", "c"} <= net.keys()):
        raise IllPosed("a network is given by its weights {w: [...], c: [...]}")
    w, c = net["w"], net["c"]
    if not (isinstance(w, tuple) and isinstance(c, tuple) and len(w) == len(c) > 0):
        raise IllPosed("a network needs one w and one c for each hidden unit")
    return w, c  # type: ignore[return-value]


def _output(w: Vector, c: Vector, x: Expr) -> Expr:
    pairs = zip(w, c, strict=True)
    return sum((out * activate("relu", into * x) for into, out in pairs), start=ZERO)


def _mean(vectors: Sequence[Vector]) -> Vector:
    return tuple(sum(entries, start=ZERO) / len(vectors) for entries in zip(*vectors, strict=True))


# Mistakes


@ensemble.mistake(of=mean_of_outputs, says="averaged the parameters instead of the outputs")
def parameters_averaged(output_at_mean: Expr, mean_of_outputs: Expr) -> Expr:
    """Output at the mean parameters."""
    return _other(output_at_mean, mean_of_outputs)


@ensemble.mistake(of=mean_of_outputs, says="added up the outputs without dividing", credit=HALF)
def outputs_added_up(outputs: Vector, mean_of_outputs: Expr) -> Expr:
    """Sum of the outputs."""
    return _other(sum(outputs, start=ZERO), mean_of_outputs)


@ensemble.mistake(of=output_at_mean, says="averaged the outputs instead of the parameters")
def outputs_averaged(mean_of_outputs: Expr, output_at_mean: Expr) -> Expr:
    """Mean of the outputs."""
    return _other(mean_of_outputs, output_at_mean)


@ensemble.mistake(
    of=output_at_mean, says="let negative pre-activations through the rectifier", credit=QUARTER
)
def rectifier_forgotten(mean_weights: Matrix, x: Expr, output_at_mean: Expr) -> Expr:
    """Linear network with the mean weights."""
    into, out = mean_weights
    return _other(sum((c * w * x for w, c in zip(into, out, strict=True)), start=ZERO), output_at_mean)


@ensemble.mistake(of=outputs, says="let negative pre-activations through the rectifier", credit=QUARTER)
def rectifier_forgotten_in_each(nets: tuple[Record, ...], x: Expr, outputs: Vector) -> Vector:
    """Linear networks."""
    found = tuple(sum((c * w * x for w, c in zip(*_weights(net), strict=True)), start=ZERO) for net in nets)
    return _other(found, outputs)


@ensemble.mistake(of=mean_weights, says="added up the weights without dividing", credit=HALF)
def weights_added_up(nets: tuple[Record, ...], mean_weights: Matrix) -> Matrix:
    """Weights summed."""
    return _other(tuple(tuple(len(nets) * entry for entry in row) for row in mean_weights), mean_weights)


def _other(found: T, right: T) -> T:
    if found == right:
        raise NotApplicable("here it comes to the same")
    return found


# Checks, in balls


@ensemble.check(of=mean_of_outputs)
def mean_in_balls(nets: tuple[Record, ...], x: Expr) -> arb:
    """Return the outputs one after the other, averaged as they come."""
    mean = numeric.real(0)
    for count, net in enumerate(nets, 1):
        mean += (_in_balls(numeric.reals(net["w"]), numeric.reals(net["c"]), x) - mean) / count  # type: ignore[arg-type]
    return mean


@ensemble.check(of=output_at_mean)
def output_at_mean_in_balls(nets: tuple[Record, ...], x: Expr) -> arb:
    """Weights averaged unit by unit."""
    count = len(nets)
    units = len(nets[0]["w"])  # type: ignore[arg-type]
    w, c = (
        [sum((numeric.real(net[name][k]) for net in nets), numeric.real(0)) / count for k in range(units)]  # type: ignore[index]
        for name in ("w", "c")
    )
    return _in_balls(w, c, x)


def _in_balls(w: Sequence[arb], c: Sequence[arb], x: Expr) -> arb:
    total = numeric.real(0)
    for into, out in zip(w, c, strict=True):
        z = into * numeric.real(x)
        total += out * (z + abs(z)) / 2
    return total
