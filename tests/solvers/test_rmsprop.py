"""RMSProp: formulas in both styles, runs against plain floating point, misconceptions, ill-posed runs."""

from __future__ import annotations

from fractions import Fraction
from math import isclose, sqrt

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, notices, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.rmsprop import rmsprop
from examgen.solvers.rmsprop_formulas import either_place_of_eps
from examgen.text.balls import decimal_float
from examgen.text.expr import Expr
from examgen.text.functions import sqrt as root
from examgen.text.lower import to_expr
from examgen.text.parser import parse

F = Fraction
ASKED = (
    "accumulator_formula",
    "parameter_formula",
    "final_accumulator",
    "final_theta",
    "first_step_formula",
    "first_step",
    "sgd_step_ratio",
)
GIVEN = {
    "rho": F(3, 4),
    "alpha": F(1, 10),
    "theta0": 1,
    "gradients": (2, -4),
    "r0": 0,
    "eps": 0,
    "g1": F(1, 10),
    "g2": 10,
}
SYMBOLS = frozenset(["rho", "r", "g", "theta", "alpha", "eps"])


def read(text):
    return to_expr(parse(text, symbols=SYMBOLS), symbols=SYMBOLS)


def test_formulas():
    run = rmsprop.run({})
    assert run["accumulator_formula"] == read("rho*r + (1 - rho)*g^2")
    assert run["parameter_formula"] == read("theta - alpha*g/(sqrt(r) + eps)")
    assert run["first_step_formula"] == read("alpha/sqrt(1 - rho)")


def test_a_run():
    run = rmsprop.run(GIVEN)
    assert run["accumulators"] == (1, F(19, 4))
    assert run["final_accumulator"] == F(19, 4)
    assert run["theta_before"] == F(4, 5)
    assert run["final_theta"] == F(4, 5) + F(4, 10) / root(Expr.of(F(19, 4)))
    assert run["first_step"] == F(1, 5)
    assert run["sgd_step_ratio"] == F(1, 100)
    assert rmsprop.run({"rho": F(99, 100), "alpha": F(1, 1000)})["first_step"] == F(1, 100)
    assert rmsprop.run({"rho": F(9, 10), "alpha": F(1, 10)})["first_step"] == root(Expr.of(10)) / 10


def test_one_gradient_makes_the_first_step():
    run = rmsprop.run({**GIVEN, "gradients": (-7,)})
    assert run["final_theta"] == 1 + run["first_step"]
    assert run["theta_before"] == 1


def test_follow_through():
    run = rmsprop.run(GIVEN, replaced={"final_accumulator": 16})
    assert run["final_theta"] == F(4, 5) + F(1, 10)


@settings(max_examples=40, deadline=None)
@given(
    st.fractions(0, F(99, 100), max_denominator=100),
    st.fractions(F(1, 1000), 1, max_denominator=1000),
    st.integers(-5, 5),
    st.lists(st.integers(-4, 10).filter(bool), min_size=1, max_size=4),
    st.integers(0, 3),
    st.sampled_from([0, F(1, 10), 2]),
)
def test_runs_are_those_of_floating_point(rho, alpha, theta, gradients, r, eps):
    inputs = {"rho": rho, "alpha": alpha, "theta0": theta, "gradients": tuple(gradients), "r0": r, "eps": eps}
    run = rmsprop.run(inputs)
    for g in gradients:
        r = rho * r + (1 - rho) * g * g
        theta = theta - float(alpha) * g / (sqrt(r) + float(eps))
    assert run["final_accumulator"] == r
    assert isclose(decimal_float(run["final_theta"]), theta, rel_tol=1e-9, abs_tol=1e-9)
    mistakes_change_something(rmsprop, inputs)


def test_misconceptions_of_the_accumulator():
    leads_to(
        rmsprop,
        GIVEN,
        "final_accumulator",
        factor_forgotten=19,
        first_moment=F(-5, 8),
        weights_exchanged=F(3, 4) * 16 + F(1, 4) * 3,
        adagrad=20,
        last_gradient_only=4,
        one_step_short=1,
        bias_corrected=F(19, 4) / F(7, 16),
    )
    plain = {**GIVEN, "rho": 0}
    leads_to(
        rmsprop,
        plain,
        "final_accumulator",
        factor_forgotten=None,
        bias_corrected=None,
        last_gradient_only=None,
    )
    leads_to(rmsprop, {**GIVEN, "rho": F(1, 2)}, "final_accumulator", weights_exchanged=None)


def test_misconceptions_of_the_parameter():
    leads_to(
        rmsprop,
        {**GIVEN, "gradients": (4,)},
        "final_theta",
        root_forgotten=F(9, 10),
        plain_descent=F(3, 5),
        ascent=F(6, 5),
        step_size_forgotten=-1,
        change_alone=F(-1, 5),
        bias_corrected_steps=F(9, 10),
        old_accumulators=None,
        eps_inside=None,
        factor_forgotten=F(9, 10),
        first_moment=F(3, 5),
    )
    leads_to(
        rmsprop, {**GIVEN, "gradients": (4,), "eps": 1, "r0": 4}, "final_theta", old_accumulators=1 - F(4, 30)
    )
    inside = 1 - F(4, 10) / root(Expr.of(5))
    leads_to(rmsprop, {**GIVEN, "gradients": (4,), "eps": 1}, "final_theta", eps_inside=inside)


def test_misconceptions_of_the_first_step():
    leads_to(
        rmsprop,
        GIVEN,
        "first_step",
        first_step_alpha=F(1, 10),
        first_step_without_root=F(2, 5),
        first_step_inverted=F(1, 20),
    )
    leads_to(
        rmsprop, GIVEN, "sgd_step_ratio", ratio_inverted=100, ratio_of_rmsprop=1, ratio_squared=F(1, 10**4)
    )
    leads_to(
        rmsprop,
        {},
        "first_step_formula",
        first_step_alpha_formula=read("alpha"),
        first_step_without_root_formula=read("alpha/(1 - rho)"),
        first_step_over_rho_formula=read("alpha/sqrt(rho)"),
    )


def test_misconceptions_of_the_formulas():
    leads_to(
        rmsprop,
        {},
        "accumulator_formula",
        factor_left_out_of_formula=read("rho*r + g^2"),
        first_moment_formula=read("rho*r + (1 - rho)*g"),
        weights_exchanged_in_formula=read("(1 - rho)*r + rho*g^2"),
        adagrad_formula=read("r + g^2"),
    )
    leads_to(
        rmsprop,
        {},
        "parameter_formula",
        root_left_out_of_formula=read("theta - alpha*g/(r + eps)"),
        ascent_formula=read("theta + alpha*g/(sqrt(r) + eps)"),
        step_size_left_out_of_formula=read("theta - g/(sqrt(r) + eps)"),
        eps_left_out_of_formula=read("theta - alpha*g/sqrt(r)"),
        step_for_parameter=read("alpha*g/(sqrt(r) + eps)"),
    )


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("theta - alpha*g/(sqrt(r) + eps)", True),
        ("theta - alpha*g/sqrt(r + eps)", True),
        ("theta - alpha*g*(r + eps)^(-1/2)", True),
        ("theta - alpha*g/(r + eps)", False),
        ("theta - alpha*g/sqrt(r)", False),
        ("theta + alpha*g/sqrt(r + eps)", False),
    ],
)
def test_eps_may_stand_inside_the_root(text, right):
    assert either_place_of_eps(read(text)) is right


def test_ill_posed():
    def says(step, **changed):
        return rmsprop.run({**GIVEN, **changed}).error(step).sentence

    zero = "an accumulator is 0 and eps is 0: the step would be 0/0"
    assert says("final_theta", gradients=(0, 2)) == zero
    assert says("final_theta", gradients=(0,)) == zero
    assert rmsprop.run({**GIVEN, "gradients": (0, 2), "eps": 1})["final_theta"] == 1 - F(2, 20)
    assert rmsprop.run({**GIVEN, "gradients": (0, 2)})["final_accumulator"] == 1
    assert says("final_accumulator", gradients=()) == "there are no gradients"
    assert says("final_theta", r0=-9) == "an accumulator is negative and has no root"
    assert says("first_step", rho=1) == "with rho = 1 no gradient enters the accumulator"
    assert says("sgd_step_ratio", g2=0) == "a gradient is 0: that coordinate makes no step"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"gradients": (3,)},
        {"rho": F(9, 10), "gradients": (3, -1, 4, 1), "r0": 2, "eps": F(1, 3)},
        {"rho": 0},
    ],
)
def test_steps_and_checks(changed):
    inputs = {**GIVEN, **changed}
    certified(rmsprop, inputs)
    independent(rmsprop, inputs)
    run = rmsprop.run(inputs)
    for step in ("final_accumulator", "final_theta", "first_step", "sgd_step_ratio"):
        assert notices(rmsprop, inputs, step, run[step] + F(1, 1000))
    for step in ("accumulator_formula", "parameter_formula", "first_step_formula"):
        assert notices(rmsprop, inputs, step, run[step] * 2)


def test_it_is_well_made():
    well_made(rmsprop, ASKED, GIVEN)
    assert rmsprop.needs("final_accumulator") == {"rho", "gradients", "r0"}
    assert rmsprop.needs("final_theta") == {"rho", "alpha", "theta0", "gradients", "r0", "eps"}
    assert rmsprop.needs("first_step") == {"rho", "alpha"}
    assert rmsprop.needs("sgd_step_ratio") == {"g1", "g2"}
    assert "final_accumulator" in rmsprop.ancestors("final_theta")
