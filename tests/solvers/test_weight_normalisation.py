from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from hypothesis import assume, given
from hypothesis import settings as configured
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed
from examgen.solvers.exact import exact
from examgen.solvers.weight_normalisation import weight_normalisation
from examgen.solvers.weight_normalisation_gradient import weight_normalisation_gradient as gradient
from examgen.text.expr import Expr
from examgen.text.functions import sqrt

GAMMA, NORM = map(Expr.symbol, ("gamma", "norm_u"))
UNIT = {"u": (3, -4), "gamma": 2, "beta": -1, "x": (1, 2), "covariance": ((2, 1), (1, 3))}
SLOPES = {"u": (3, 4), "gamma": 2, "grad_w": (1, -1)}
UNIT_ASKED = ("mean_y", "std_y", "weight", "output", "std_y_general")
GRADIENT_ASKED = ("scalar_formula", "scalar", "projector", "gradient_u", "orthogonality", "gradient_gamma")

sizes = st.integers(1, 4)


def vectors(size):
    return st.lists(st.integers(-5, 5), min_size=size, max_size=size).map(tuple)


def test_values_of_the_unit():
    run = weight_normalisation.run(UNIT)
    assert run["mean_y"] == 0
    assert run["std_y"] == 5
    assert run["weight"] == exact((Fraction(6, 5), Fraction(-8, 5)))
    assert run["output"] == Fraction(6, 5) - Fraction(16, 5) - 1
    # 2*9 + 2*(3*-4) + 3*16 = 42
    assert run["std_y_general"] == sqrt(42)


def test_irrational_lengths_stay_exact():
    run = weight_normalisation.run({**UNIT, "u": (1, 2)})
    assert run["std_y"] == sqrt(5)
    assert run["weight"] == (2 * sqrt(5) / 5, 4 * sqrt(5) / 5)


@configured(max_examples=40, deadline=None)
@given(sizes.flatmap(lambda size: st.tuples(vectors(size), vectors(size), vectors(size))), st.integers(-3, 6))
def test_any_unit_is_certified(three, gamma):
    u, x, along = three
    assume(any(u))
    covariance = tuple(
        tuple(a * b + (2 if i == j else 0) for j, b in enumerate(along)) for i, a in enumerate(along)
    )
    given = {"u": u, "gamma": gamma, "beta": 1, "x": x, "covariance": covariance}
    certified(weight_normalisation, given)
    certified(gradient, {"u": u, "gamma": gamma, "grad_w": x})


def test_mistakes_of_the_unit():
    leads_to(weight_normalisation, UNIT, "mean_y", sum_of_weights=-1)
    leads_to(
        weight_normalisation, UNIT, "std_y", variance_for_deviation=25, sum_of_sizes=7, deviation_of_inputs=1
    )
    leads_to(
        weight_normalisation,
        UNIT,
        "weight",
        variance_for_deviation=(Fraction(6, 25), Fraction(-8, 25)),
        sum_of_sizes=(Fraction(6, 7), Fraction(-8, 7)),
        deviation_of_inputs=(6, -8),
        scale_left_out=(Fraction(3, 5), Fraction(-4, 5)),
        not_divided=(6, -8),
    )
    leads_to(weight_normalisation, UNIT, "output", shift_left_out=-2, direction_for_weight=-6)
    leads_to(
        weight_normalisation,
        UNIT,
        "std_y_general",
        general_variance=42,
        diagonal_only=sqrt(66),
        pairs_counted_once=sqrt(54),
        still_white=5,
    )


def test_values_of_the_gradient():
    run = gradient.run(SLOPES)
    assert run["scalar_formula"] == GAMMA / NORM
    assert run["scalar"] == Fraction(2, 5)
    assert run["projector"] == exact(
        ((Fraction(16, 25), Fraction(-12, 25)), (Fraction(-12, 25), Fraction(9, 25)))
    )
    assert run["gradient_u"] == exact((Fraction(56, 125), Fraction(-42, 125)))
    assert run["orthogonality"] == 0
    assert run["gradient_gamma"] == Fraction(-1, 5)


def test_a_negative_scale_turns_the_gradient_round():
    other = gradient.run({**SLOPES, "gamma": -2})
    assert other["scalar"] == Fraction(-2, 5)
    assert other["gradient_gamma"] == Fraction(-1, 5)


def test_mistakes_of_the_gradient():
    leads_to(
        gradient,
        SLOPES,
        "scalar_formula",
        divided_by_square_formula=GAMMA / NORM**2,
        gamma_alone_formula=GAMMA,
        gamma_left_out_formula=1 / NORM,
    )
    leads_to(
        gradient,
        SLOPES,
        "scalar",
        divided_by_square=Fraction(2, 25),
        gamma_alone=2,
        gamma_left_out=Fraction(1, 5),
        length_by_sizes=Fraction(2, 7),
        length_squared=Fraction(2, 25),
    )
    leads_to(
        gradient,
        SLOPES,
        "projector",
        projector_onto=((Fraction(9, 25), Fraction(12, 25)), (Fraction(12, 25), Fraction(16, 25))),
        outer_not_divided=((-8, -12), (-12, -15)),
        outer_by_length=((Fraction(-4, 5), Fraction(-12, 5)), (Fraction(-12, 5), Fraction(-11, 5))),
    )
    leads_to(
        gradient,
        SLOPES,
        "gradient_u",
        no_projector=(Fraction(2, 5), Fraction(-2, 5)),
        no_scalar=(Fraction(28, 25), Fraction(-21, 25)),
        projector_onto=(Fraction(-6, 125), Fraction(-8, 125)),
    )
    leads_to(gradient, SLOPES, "orthogonality", dot_with_grad_w=-1, no_projector=Fraction(-2, 5))
    leads_to(gradient, SLOPES, "gradient_gamma", direction_not_normalised=-1, gamma_kept=Fraction(-2, 5))


def test_well_made():
    well_made(weight_normalisation, UNIT_ASKED, UNIT)
    well_made(gradient, GRADIENT_ASKED, SLOPES)
    for derivation, values in ((weight_normalisation, UNIT), (gradient, SLOPES)):
        mistakes_change_something(derivation, values)
        independent(derivation, values)
    certified(gradient, SLOPES, thorough=True)
    assert notices(weight_normalisation, UNIT, "std_y_general", sqrt(54))
    assert notices(weight_normalisation, UNIT, "weight", (3, -4))
    assert notices(gradient, SLOPES, "scalar_formula", GAMMA / NORM**2)
    assert notices(gradient, SLOPES, "gradient_u", (Fraction(2, 5), Fraction(-2, 5)))


def test_what_a_part_needs():
    assert weight_normalisation.needs("mean_y") == frozenset()
    assert weight_normalisation.needs("weight") == {"u", "gamma"}
    assert gradient.needs("gradient_gamma") == {"u", "grad_w"}


@pytest.mark.parametrize(
    ("derivation", "given", "step", "sentence"),
    [
        (weight_normalisation, {**UNIT, "u": (0, 0)}, "std_y", "no direction"),
        (weight_normalisation, {**UNIT, "x": (1, 2, 3)}, "output", "differ in length"),
        (weight_normalisation, {**UNIT, "covariance": ((1, 2), (3, 4))}, "std_y_general", "symmetric"),
        (weight_normalisation, {**UNIT, "covariance": ((1,),)}, "std_y_general", "as many rows"),
        (weight_normalisation, {**UNIT, "covariance": ((1, 9), (9, 1))}, "std_y_general", "no covariance"),
        (gradient, {**SLOPES, "u": (0, 0)}, "scalar", "no direction"),
        (gradient, {**SLOPES, "grad_w": (1,)}, "gradient_u", "differ in length"),
    ],
)
def test_ill_posed(derivation, given, step, sentence):
    with pytest.raises(IllPosed, match=sentence):
        derivation.run(given)[step]


def test_a_scale_of_1_hides_that_it_was_kept():
    leads_to(gradient, {**SLOPES, "gamma": 1}, "gradient_gamma", gamma_kept=None)
