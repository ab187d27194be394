"""Hessian times direction: against sympy, complex steps in the checks, misconceptions, losses that won't do."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from examining import certified, leads_to, mistakes_change_something, notices, well_made
from flint import acb, arb, ctx

from examgen.solvers import complex_step
from examgen.solvers.hessian_vector import hessian_vector
from examgen.text.expr import Expr
from examgen.text.functions import cos, sin
from examgen.text.lower import to_expr
from examgen.text.parser import parse
from examgen.text.show import show

ASKED = ["hvp_formula", "gradient", "hvp", "curvature"]


def posed(text, variables, theta, direction):
    names = frozenset((*variables, "q"))
    loss = to_expr(parse(text, symbols=names), symbols=names)
    eps = Fraction(1, 2**50)
    return {"loss": loss, "variables": tuple(variables), "theta": theta, "direction": direction, "eps": eps}


VALUES = posed("exp(x)*sin(y)", "xy", (1, 2), (2, -1))
LOSSES = [
    posed("x^2*y + 3*x*y^2", "xy", (1, -2), (2, 1)),
    posed("exp(x)*sin(y)", "xy", (0, 1), (2, -1)),
    posed("log(exp(x) + exp(y) + exp(2*z))", "xyz", (0, 1, -1), (2, -1, 1)),
    posed("sqrt(1 + x^2*y^2)/(1 + x^4)", "xy", (1, 2), (1, 1)),
    posed("x^y + tanh(x*y) + atan(x/y)", "xy", (2, 3), (1, -2)),
    posed("asin(y/7)*cosh(x) - acos(x/5)*sinh(y)", "xy", (2, 3), (1, 1)),
    posed("x^3", "x", (2,), (5,)),
    posed("cos(x)*tan(y)*z", "xyz", (1, -1, 2), (0, 1, 3)),
]


@pytest.mark.parametrize("values", LOSSES, ids=lambda values: show(values["loss"]))
def test_values_are_those_of_sympy(values):
    names = sp.symbols(values["variables"])
    loss = sp.sympify(show(values["loss"]).replace("^", "**"), rational=True)
    at = dict(zip(names, values["theta"], strict=True))
    slopes = [sp.diff(loss, name).subs(at) for name in names]
    product = (sp.hessian(loss, names) * sp.Matrix(values["direction"])).subs(at)
    run = hessian_vector.run(values)
    pairs = [*zip(run["gradient"], slopes, strict=True), *zip(run["hvp"], product, strict=True)]
    for mine, theirs in pairs:
        assert abs(sp.N(sp.sympify(show(mine).replace("^", "**"), rational=True) - theirs, 40)) < 1e-30
    certified(hessian_vector, values)


@pytest.mark.parametrize("values", LOSSES[:3], ids=lambda values: show(values["loss"]))
def test_computer_algebra_agrees(values):
    certified(hessian_vector, values, thorough=True)


def test_values_by_hand():
    run = hessian_vector.run(posed("exp(x)*sin(y)", "xy", (0, 1), (2, -1)))
    assert run["gradient"] == (sin(1), cos(1))
    assert run["hvp"] == (2 * sin(1) - cos(1), sin(1) + 2 * cos(1))
    assert run["curvature"] == 3 * sin(1) - 4 * cos(1)
    assert run["hvp_formula"] == Expr.symbol("G_im") / Expr.symbol("eps")


def test_the_step_may_be_put_in_as_a_number():
    accepts = hessian_vector.acceptances["hvp_formula"]
    G_re, G_im, eps = map(Expr.symbol, ("G_re", "G_im", "eps"))
    size = {"eps": Expr.of(Fraction(1, 2**50))}
    assert accepts.judge(2**50 * G_im, size)[0] == 1
    assert accepts.judge(G_im / eps, size)[0] == 1
    for other in (G_im, G_re / eps, 2**49 * G_im, G_im * eps):
        assert accepts.judge(other, size)[0] == 0


def test_no_answer_depends_on_the_step():
    for name in ASKED:
        assert "eps" not in hessian_vector.needs(name)


def test_the_published_step_is_exact_to_its_square():
    """2^-50 itself, at 400 bits: the error is of the order of 2^-100."""
    values = LOSSES[2]
    with ctx.workprec(400):
        eps = arb(2) ** -50
        pairs = zip(values["theta"], values["direction"], strict=True)
        at = [acb(arb(x), eps * v) for x, v in pairs]
        found = [slope.imag / eps for slope in complex_step.gradient(values["loss"], values["variables"], at)]
        exact = complex_step.hessian_times(
            values["loss"], values["variables"], values["theta"], values["direction"]
        )
        assert all(abs(a - b) < arb(2) ** -98 for a, b in zip(found, exact, strict=True))


def test_odd_roots_of_negative_numbers_are_real():
    values = posed("x^3*y^(1/3)", "xy", (-1, -8), (1, 1))
    assert hessian_vector.run(values)["hvp"] == (Fraction(49, 4), Fraction(35, 144))
    certified(hessian_vector, values, thorough=True)


def test_mistakes():
    values = posed("x^2*y + 3*x*y^2", "xy", (1, -2), (2, 1))
    # gradient (2xy + 3y^2, x^2 + 6xy) = (8, -11), Hessian ((-4, -10), (-10, 6))
    leads_to(
        hessian_vector,
        values,
        "hvp",
        outer_product=(8 * (16 - 11), -11 * (16 - 11)),
        gradient_for_product=(8, -11),
        diagonal_only=(-8, 6),
    )
    leads_to(hessian_vector, values, "gradient", product_for_gradient=(-18, -14))
    leads_to(hessian_vector, values, "curvature", slope_for_curvature=5, normalised_curvature=-10)
    G_re, G_im, eps = map(Expr.symbol, ("G_re", "G_im", "eps"))
    leads_to(
        hessian_vector,
        values,
        "hvp_formula",
        real_part_formula=G_re / eps,
        not_divided_formula=G_im,
        both_parts_formula=(G_re + G_im) / eps,
    )


def test_curvature_follows_a_students_product():
    run = hessian_vector.run(VALUES, replaced={"hvp": (Expr.of(3), Expr.of(4))})
    assert run["curvature"] == 2


@pytest.mark.parametrize(
    ("values", "step", "why"),
    [
        (posed("abs(x)*y", "xy", (2, 3), (1, 1)), "gradient", "not analytic"),
        (posed("(x + abs(x))/2", "x", (2,), (1,)), "hvp", "not analytic"),
        (posed("x*q", "xy", (2, 3), (1, 1)), "gradient", "contains 'q'"),
        (posed("log(x)*y", "xy", (-1, 3), (1, 1)), "hvp", "logarithm"),
        (posed("x*y", "xy", (1, 2, 3), (1, 1)), "gradient", "3 values are given for 2 variables"),
        (posed("x*y", "xy", (1, 2), (1,)), "curvature", "1 entries for 2 variables"),
    ],
)
def test_losses_that_will_not_do(values, step, why):
    assert why in str(hessian_vector.run(values).error(step))


def test_checks_notice_a_wrong_value():
    values = LOSSES[0]
    assert notices(hessian_vector, values, "hvp", (-18, -13))
    assert notices(hessian_vector, values, "gradient", (-18, -14))
    assert notices(hessian_vector, values, "curvature", 50)
    assert notices(hessian_vector, values, "hvp_formula", Expr.symbol("G_re") / Expr.symbol("eps"))


def test_the_derivation_is_well_made():
    well_made(hessian_vector, ASKED, VALUES)
    mistakes_change_something(hessian_vector, VALUES)
    assert "gradient" not in hessian_vector.ancestors("hvp")
