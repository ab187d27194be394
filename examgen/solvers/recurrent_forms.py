r"""Two placements of the activation in a recurrent unit.

``h_t = W*s(h_(t-1)) + U*x_t + b`` carries the sums, ``g_t = s(W*g_(t-1) + U*x_t + b)`` their activations. With
``g_0 = s(h_0)`` both describe one network: ``g_t = s(h_t)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from examgen.solvers import numeric
from examgen.solvers.derivation import Derivation, IllPosed
from examgen.solvers.linear_algebra import plus, shape, times
from examgen.solvers.slips import other_than
from examgen.text import functions
from examgen.text.expr import ZERO, Expr

if TYPE_CHECKING:
    from flint import arb

    from examgen.text.values import Matrix, Vector

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

recurrent_forms = Derivation("recurrent_forms", inputs="W U b h0 x activation")


def _relu(z: Expr) -> Expr:
    return max(z, ZERO)


def _leaky_relu(z: Expr) -> Expr:
    return z if z >= 0 else z / 10


ACTIVATIONS: Mapping[str, Callable[[Any], Any]] = {
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "identity": lambda z: z,
    "abs": abs,
    "sigma": functions.sigma,
    "tanh": functions.tanh,
}
"""The activations by name; a leaky ReLU has slope 1/10 on the negative side."""


@recurrent_forms.step(
    tex=r"\mathbf{h}_t = \mathbf{W}\,\sigma(\mathbf{h}_{t-1}) + \mathbf{U}\mathbf{x}_t + \mathbf{b}",
    says="states of the unit that applies the activation to the state before",
    numbers="",
)
def states_h(W: Matrix, U: Matrix, b: Vector, h0: Vector, x: Matrix, activation: str) -> Matrix:
    """h_1 to h_T, a row for each step."""
    return _unrolled(W, U, b, h0, x, lambda state: _applied(activation, state))


@recurrent_forms.step(
    tex=r"\mathbf{g}_t = \sigma(\mathbf{W}\mathbf{g}_{t-1} + \mathbf{U}\mathbf{x}_t + \mathbf{b})"
    r" = \sigma(\mathbf{h}_t)",
    says="states of the usual unit: the activation of the others",
    numbers="",
)
def states_g(states_h: Matrix, activation: str) -> Matrix:
    """g_1 to g_T, a row for each step."""
    return tuple(_applied(activation, state) for state in states_h)


def _unrolled(
    W: Matrix,
    U: Matrix,
    b: Vector,
    start: Vector,
    x: Matrix,
    carried: Callable[[Vector], Vector],
) -> Matrix:
    """Run a unit: each state is W times what is carried over, plus U times the input, plus b."""
    _fitting(W, U, b, start, x)
    found = [start]
    for entry in x:
        found.append(plus(plus(times(W, carried(found[-1])), times(U, entry)), b))
    return tuple(found[1:])


def _fitting(W: Matrix, U: Matrix, b: Vector, h0: Vector, x: Matrix) -> None:
    if not x:
        raise IllPosed("the input sequence is empty")
    if not all(isinstance(entry, tuple) for entry in x):
        raise IllPosed("each input must be a vector, also if it has one entry only")
    size = len(h0)
    if shape(W) != (size, size):
        raise IllPosed(f"a state of {size} entries needs a recurrent matrix of {size} rows and columns")
    if shape(U)[0] != size or len(b) != size:
        raise IllPosed(f"a state of {size} entries needs as many rows of the input matrix and of the bias")
    if {len(entry) for entry in x} != {shape(U)[1]}:
        raise IllPosed(f"the input matrix has {shape(U)[1]} columns; each input needs as many entries")


def _applied(activation: str, state: Sequence[Any]) -> tuple[Any, ...]:
    if activation not in ACTIVATIONS:
        raise IllPosed(f"no activation '{activation}'; there are {', '.join(ACTIVATIONS)}")
    return tuple(ACTIVATIONS[activation](entry) for entry in state)


@recurrent_forms.mistake(
    of=states_h, says="applied the activation to the new state as well, so that it acts twice", credit=QUARTER
)
def activation_twice(
    W: Matrix,
    U: Matrix,
    b: Vector,
    h0: Vector,
    x: Matrix,
    activation: str,
    states_h: Matrix,
) -> Matrix:
    """h_t = s(W*s(h_(t-1)) + U*x_t + b)."""
    found, state = [], h0
    for entry in x:
        (state,) = _unrolled(W, U, b, state, (entry,), lambda old: _applied(activation, old))
        state = _applied(activation, state)
        found.append(state)
    return other_than(states_h, tuple(found), "no state changes under a second activation")


@recurrent_forms.mistake(
    of=states_h, says="started from the initial state itself instead of its activation", credit=HALF
)
def start_not_activated(
    W: Matrix,
    U: Matrix,
    b: Vector,
    h0: Vector,
    x: Matrix,
    activation: str,
    states_h: Matrix,
) -> Matrix:
    """s(h_0) taken as h_0."""
    first = _unrolled(W, U, b, h0, x[:1], lambda state: state)
    others = _unrolled(W, U, b, first[0], x[1:], lambda state: _applied(activation, state)) if x[1:] else ()
    return other_than(states_h, first + others, "the initial state is its own activation")


@recurrent_forms.mistake(of=states_h, says="left the activation out of the recursion", credit=QUARTER)
def activation_left_out(
    W: Matrix,
    U: Matrix,
    b: Vector,
    h0: Vector,
    x: Matrix,
    states_h: Matrix,
) -> Matrix:
    """h_t = W*h_(t-1) + U*x_t + b."""
    found = _unrolled(W, U, b, h0, x, lambda state: state)
    return other_than(states_h, found, "no activation changes a state that is passed on")


@recurrent_forms.mistake(of=states_h, says="left out the bias", credit=HALF)
def bias_left_out(
    W: Matrix,
    U: Matrix,
    b: Vector,
    h0: Vector,
    x: Matrix,
    activation: str,
    states_h: Matrix,
) -> Matrix:
    """h_t = W*s(h_(t-1)) + U*x_t."""
    found = _unrolled(W, U, (ZERO,) * len(b), h0, x, lambda state: _applied(activation, state))
    return other_than(states_h, found, "the bias is zero")


@recurrent_forms.mistake(of=states_g, says="took both units to have the same states", credit=QUARTER)
def states_exchanged(states_h: Matrix, states_g: Matrix) -> Matrix:
    """g_t = h_t."""
    return other_than(states_g, states_h, "every state is its own activation")


@recurrent_forms.mistake(of=states_g, says="took the activation of the state one step earlier", credit=HALF)
def activation_of_the_state_before(h0: Vector, states_h: Matrix, activation: str, states_g: Matrix) -> Matrix:
    """g_t = s(h_(t-1))."""
    found = tuple(_applied(activation, state) for state in (h0, *states_h[:-1]))
    return other_than(states_g, found, "the activations do not change over time")


@recurrent_forms.check(of=states_h)
def states_h_from_the_usual_unit(
    W: Matrix,
    U: Matrix,
    b: Vector,
    h0: Vector,
    x: Matrix,
    activation: str,
) -> list[list[arb]]:
    """Take what the usual unit applies its activation to."""
    return [sums for sums, _ in _simulated(W, U, b, h0, x, activation)]


@recurrent_forms.check(of=states_g)
def states_g_by_their_own_recursion(
    W: Matrix,
    U: Matrix,
    b: Vector,
    h0: Vector,
    x: Matrix,
    activation: str,
) -> list[list[arb]]:
    """Activations of the usual unit."""
    return [state for _, state in _simulated(W, U, b, h0, x, activation)]


def _simulated(
    W: Matrix,
    U: Matrix,
    b: Vector,
    h0: Vector,
    x: Matrix,
    activation: str,
) -> list[tuple[list[arb], list[arb]]]:
    """Run the usual unit with balls, a neuron at a time; return its sums and its states."""
    state = [_numeric(activation, numeric.real(entry)) for entry in h0]
    found = []
    for entry in x:
        sums = []
        for i, shift in enumerate(b):
            total = numeric.real(shift)
            for j, value in enumerate(state):
                total += numeric.real(W[i][j]) * value
            for j, value in enumerate(entry):
                total += numeric.real(U[i][j]) * numeric.real(value)
            sums.append(total)
        state = [_numeric(activation, total) for total in sums]
        found.append((sums, state))
    return found


def _numeric(activation: str, z: arb) -> arb:
    size = abs(z)
    if activation in ("relu", "leaky_relu"):
        low = numeric.real(Fraction(1, 10) if activation == "leaky_relu" else 0)
        return (z + size) / 2 + low * (z - size) / 2
    if activation == "sigma":
        return numeric.sigmoid(z)
    return {"identity": z, "abs": size, "tanh": z.tanh()}[activation]
