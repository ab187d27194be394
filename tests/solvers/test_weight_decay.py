from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed
from examgen.solvers.weight_decay import weight_decay
from examgen.text.expr import Expr

ETA, GAMMA, M = map(Expr.symbol, ("eta", "gamma", "m"))
ASKED = ("lambda_formula", "decay_constant", "one_step")
PRINTED = {
    "sign": 1,
    "penalty_coefficient": 1,
    "eta": Fraction(1, 4),
    "gamma": Fraction(1, 10),
    "theta": 3,
    "mean_gradient": -2,
}
SHRINKING = {**PRINTED, "sign": -1, "penalty_coefficient": Fraction(1, 2)}

settings = st.fixed_dictionaries(
    {
        "sign": st.sampled_from([1, -1]),
        "penalty_coefficient": st.fractions(Fraction(1, 4), 5, max_denominator=4),
        "eta": st.fractions(Fraction(1, 100), Fraction(1, 2), max_denominator=100),
        "gamma": st.fractions(Fraction(1, 100), Fraction(1, 4), max_denominator=100),
        "theta": st.integers(-5, 5),
        "mean_gradient": st.integers(-3, 3),
    }
)


def test_the_constant_has_the_sign_of_the_printed_rule():
    assert weight_decay.run(PRINTED)["lambda_formula"] == -2 * ETA * GAMMA
    assert weight_decay.run({**PRINTED, "sign": -1})["lambda_formula"] == 2 * ETA * GAMMA
    assert weight_decay.run(SHRINKING)["lambda_formula"] == ETA * GAMMA


def test_values():
    run = weight_decay.run(PRINTED)
    assert run["decay_constant"] == Fraction(-1, 20)
    assert run["one_step"] == 3 + Fraction(1, 2) - Fraction(3, 20)
    assert weight_decay.run(SHRINKING)["decay_constant"] == Fraction(1, 40)


@configured(deadline=None)
@given(settings)
def test_both_schemes_make_the_same_step(given):
    eta, gamma, theta, g = (Fraction(given[name]) for name in ("eta", "gamma", "theta", "mean_gradient"))
    penalised = theta - eta * (g + 2 * given["penalty_coefficient"] * gamma * theta)
    assert weight_decay.run(given)["one_step"] == penalised
    certified(weight_decay, given)


def test_mistakes():
    leads_to(
        weight_decay,
        PRINTED,
        "lambda_formula",
        sign_lost=2 * ETA * GAMMA,
        factor_two_lost=-ETA * GAMMA,
        gamma_for_lambda_formula=GAMMA,
        rate_left_out_formula=-2 * GAMMA,
        divided_by_rate_formula=GAMMA / ETA,
        summed_over_batch=-2 * ETA * GAMMA * M,
    )
    leads_to(
        weight_decay,
        PRINTED,
        "decay_constant",
        sign_lost=Fraction(1, 20),
        factor_two_lost=Fraction(-1, 40),
        gamma_for_lambda=Fraction(1, 10),
        rate_left_out=Fraction(-1, 5),
        divided_by_rate=Fraction(2, 5),
    )
    leads_to(
        weight_decay,
        PRINTED,
        "one_step",
        sign_lost=Fraction(7, 2) + Fraction(3, 20),
        no_decay=Fraction(7, 2),
        no_gradient=3 - Fraction(3, 20),
        uphill=Fraction(5, 2) - Fraction(3, 20),
        decay_turned_round=Fraction(7, 2) + Fraction(3, 20),
        new_weight_decays=Fraction(7, 2) * Fraction(19, 20),
        step_size_left_out=5 - Fraction(3, 20),
        change_alone=Fraction(1, 2) - Fraction(3, 20),
    )


def test_a_lost_factor_is_made_once():
    run = weight_decay.run(PRINTED, replaced={"penalty_factor": 1})
    assert run["lambda_formula"] == -ETA * GAMMA
    assert run["decay_constant"] == Fraction(-1, 40)


def test_well_made():
    well_made(weight_decay, ASKED, PRINTED)
    mistakes_change_something(weight_decay, PRINTED)
    independent(weight_decay, SHRINKING)
    assert notices(weight_decay, PRINTED, "lambda_formula", 2 * ETA * GAMMA)
    assert notices(weight_decay, PRINTED, "decay_constant", Fraction(1, 20))
    assert notices(weight_decay, PRINTED, "one_step", Fraction(7, 2))


def test_what_a_part_needs():
    assert weight_decay.needs("lambda_formula") == {"sign", "penalty_coefficient"}
    assert weight_decay.needs("decay_constant") == {"sign", "penalty_coefficient", "eta", "gamma"}


def test_another_sign_is_ill_posed():
    with pytest.raises(IllPosed, match="1 or -1"):
        weight_decay.run({**PRINTED, "sign": 2})["lambda_formula"]
