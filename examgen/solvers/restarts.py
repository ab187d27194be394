r"""Weight settings of a network with one hidden layer that compute one and the same function.

The hidden units are all different and none is zero. Any permutation of them leaves the function as it is; for an odd
activation (tanh) so does a change of sign of all the weights into and out of a unit. For the rectifier a unit can also
be scaled, continuously; that is not counted.

Source: H. Sussmann, "Uniqueness of the weights for minimal feedforward nets with a given input-output map", Neural
Networks 5 (1992): for tanh there are no others.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from math import factorial
from typing import TYPE_CHECKING

from flint import arb

from examgen.solvers.derivation import Derivation, IllPosed, NotApplicable
from examgen.solvers.numeric import close, whole
from examgen.text.expr import Expr

if TYPE_CHECKING:
    from collections.abc import Callable

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
SIGNS = {"tanh": 2, "relu": 1}
"""How many signs of a unit give the same function."""

MOST = 1000
"""Hidden units beyond which nobody wants the number."""

restarts = Derivation("restarts", inputs="n_hidden activation")


@restarts.step(tex="n!", says="orders of the hidden units")
def permutations_of_units(n_hidden: Expr) -> Expr:
    """Permutations of the hidden units."""
    if not (n_hidden.is_integer and 1 <= n_hidden <= MOST):
        raise IllPosed(f"the number of hidden units is a whole number from 1 to {MOST}")
    return Expr.of(factorial(int(n_hidden.fraction)))


@restarts.step(tex=r"s^n", says="signs of the hidden units: 2 for each if the activation is odd, else 1")
def signs_of_units(n_hidden: Expr, activation: str) -> Expr:
    """Signs that can be given to the hidden units."""
    if activation not in SIGNS:
        raise IllPosed(f"there is no activation '{activation}' here; it is one of {', '.join(SIGNS)}")
    return SIGNS[activation] ** n_hidden


@restarts.step(tex=r"n! \cdot s^n", says="settings that compute the same function")
def equivalent_weights(permutations_of_units: Expr, signs_of_units: Expr) -> Expr:
    """Every order with every choice of signs."""
    return permutations_of_units * signs_of_units


@restarts.mistake(
    of=signs_of_units, says="left out the changes of sign, though the activation is odd", credit=HALF
)
def signs_forgotten(signs_of_units: Expr) -> Expr:
    """Return n! alone."""
    if signs_of_units == 1:
        raise NotApplicable("the activation is not odd")
    return Expr.of(1)


@restarts.mistake(
    of=signs_of_units, says="counted changes of sign, though the activation is not odd", credit=QUARTER
)
def signs_counted(n_hidden: Expr, signs_of_units: Expr) -> Expr:
    """n!*2^n for the rectifier."""
    if signs_of_units != 1:
        raise NotApplicable("the activation is odd")
    return 2**n_hidden


@restarts.mistake(
    of=signs_of_units, says="gave all the units one common sign, where each has its own", credit=HALF
)
def one_sign_for_all(n_hidden: Expr, signs_of_units: Expr) -> Expr:
    """Return n!*2."""
    if signs_of_units == 1 or n_hidden == 1:
        raise NotApplicable("there is one sign at most")
    return Expr.of(2)


@restarts.mistake(of=permutations_of_units, says="left out the permutations of the units", credit=HALF)
def permutations_forgotten(permutations_of_units: Expr) -> Expr:
    """Return 2^n alone."""
    if permutations_of_units == 1:
        raise NotApplicable("there is one unit")
    return Expr.of(1)


@restarts.mistake(of=permutations_of_units, says="counted only n orders of n units", credit=QUARTER)
def n_for_factorial(n_hidden: Expr) -> Expr:
    """Return n for n!."""
    if n_hidden <= 2:
        raise NotApplicable("n! is n")
    return n_hidden


# Check: the settings are tried out


@restarts.check(of=equivalent_weights)
def settings_tried_out(n_hidden: Expr, activation: str) -> int:
    """Exchange and flip the units of a network, and count the settings that leave its outputs as they are.

    Beyond four units the count goes on by induction: the last unit has n places and as many signs as the first.
    """
    units = whole(n_hidden)
    tried = _same_function(min(units, 4), activation)
    signs = _same_function(1, activation)
    for n in range(5, units + 1):
        tried *= n * signs
    return tried


def _same_function(units: int, activation: str) -> int:
    """Count among all permutations and all signs on both sides of the units."""
    w, c = [arb(2 * k + 1) / 7 for k in range(units)], [arb(k + 2) / 3 for k in range(units)]
    squash: Callable[[arb], arb] = arb.tanh if activation == "tanh" else lambda z: arb(0) if z < 0 else z
    points = [arb(1), arb(-2) / 3, arb(5) / 4]
    wanted = [sum((b * squash(a * x) for a, b in zip(w, c, strict=True)), arb(0)) for x in points]
    values = {(k, sign): [squash(sign * w[k] * x) for x in points] for k in range(units) for sign in (1, -1)}
    found = 0
    for order in permutations(range(units)):
        for signs in product(product((1, -1), repeat=2), repeat=units):
            outputs = [
                sum(
                    (out * c[k] * values[k, into][at] for k, (into, out) in zip(order, signs, strict=True)),
                    arb(0),
                )
                for at in range(len(points))
            ]
            found += all(close(one, other) for one, other in zip(outputs, wanted, strict=True))
    return found
