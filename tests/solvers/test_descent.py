"""Gradient descent: sets of steps against simulated runs, misconceptions, the absolute value."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.solvers.derivation import IllPosed
from examgen.solvers.descent import parabola, separable
from examgen.solvers.descent_steps import ALPHA, decay
from examgen.solvers.exact import exact
from examgen.text.expr import PI, Expr
from examgen.text.functions import absolute, sqrt
from examgen.text.values import RealSet

HALF = Fraction(1, 2)
PARABOLA = {"c": 3, "b": 0, "d": -1, "slope": 1, "w0": HALF, "alpha": Fraction(1, 5)}
ABS = {"slope": 2, "w0": Fraction(5, 2), "alpha": HALF}
SEPARABLE = {"x": (sqrt(3), 1)}
SETS = ("converge", "oscillate", "diverge")

curvatures = st.sampled_from([HALF, 1, Fraction(3, 2), 2, 3, 4, 5, sqrt(2), PI])
offsets = st.integers(-8, 8)
roots = st.integers(1, 12).flatmap(lambda n: st.sampled_from([sqrt(n), -sqrt(n), exact(n)]))


def number(value):
    return exact(value)


def points(*values):
    return RealSet.points([exact(value) for value in values])


def interval(low, high, **closed):
    return RealSet.interval(number(low), None if high is None else number(high), **closed)


# The parabola


def test_published_sets_and_best_step():
    run = parabola.run(PARABOLA)
    third = Fraction(1, 3)
    assert run["converge"] == interval(0, third)
    assert run["oscillate"] == points(third)
    assert run["diverge"] == interval(third, None)
    assert run["best"] == Fraction(1, 6)
    assert run["factor"] == 1 - 6 * ALPHA


def test_the_sets_divide_the_positive_steps():
    run = parabola.run({"c": sqrt(2)})
    assert run["converge"] | run["oscillate"] | run["diverge"] == interval(0, None)
    assert run["best"] == sqrt(2) / 4


def test_a_lost_factor_two_is_one_mistake_in_all_four_parts():
    third = Fraction(1, 3)
    leads_to(parabola, PARABOLA, "converge", factor_two_lost=interval(0, 2 * third))
    leads_to(parabola, PARABOLA, "oscillate", factor_two_lost=points(2 * third))
    leads_to(parabola, PARABOLA, "diverge", factor_two_lost=interval(2 * third, None))
    leads_to(parabola, PARABOLA, "best", factor_two_lost=third)
    mistake = next(found for found in parabola.mistakes if found.id == "factor_two_lost")
    assert mistake.of == "curvature"


def test_published_mistakes_about_the_parabola():
    third, sixth = number(Fraction(1, 3)), number(Fraction(1, 6))
    leads_to(
        parabola,
        PARABOLA,
        "converge",
        end_included=interval(0, third, high_closed=True),
        zero_included=interval(0, third, low_closed=True),
        no_lower_end=RealSet.interval(None, third),
        symmetric_interval=interval(-third, third),
        monotone_only=interval(0, sixth),
    )
    leads_to(
        parabola,
        PARABOLA,
        "oscillate",
        standstill_oscillates=points(0, third),
        damped_alternation=interval(sixth, third),
        any_alternation=interval(sixth, None),
    )
    leads_to(
        parabola,
        PARABOLA,
        "diverge",
        bound_diverges=interval(third, None, low_closed=True),
        negative_steps_too=RealSet.interval(None, number(0)) | interval(third, None),
    )
    leads_to(
        parabola,
        PARABOLA,
        "best",
        end_for_best=third,
        curvature_for_best=6,
        factor_two_twice=Fraction(1, 12),
    )


def test_a_curvature_of_one_is_its_own_reciprocal():
    assert "curvature_for_best" not in wrong(parabola, {**PARABOLA, "c": HALF}, "best")


@pytest.mark.parametrize("c", [0, -2, -sqrt(2)])
def test_a_parabola_that_opens_downwards_is_ill_posed(c):
    run = parabola.run({**PARABOLA, "c": c})
    for step in (*SETS, "best"):
        assert str(run.error(step)) == "the parabola has no minimum: c must be positive"
    assert run.error("abs_iterates") is None


def test_distractors_change_nothing():
    plain, moved = parabola.run(PARABOLA), parabola.run({**PARABOLA, "b": 7, "d": 4})
    for step in (*SETS, "best", "abs_iterates", "abs_limit_cycle"):
        assert plain[step] == moved[step]
        assert parabola.needs(step) <= {"c"} or parabola.needs(step) == {"slope", "w0", "alpha"}


def test_follow_through_from_a_factor():
    run = parabola.run(PARABOLA, replaced={"factor": 1 - 12 * ALPHA})
    assert run["converge"] == interval(0, Fraction(1, 6))
    assert run["best"] == Fraction(1, 12)


@settings(max_examples=25, deadline=None)
@given(curvatures, offsets, offsets)
def test_sets_agree_with_simulated_runs(c, b, d):
    certified(parabola, {**PARABOLA, "c": c, "b": b, "d": d})


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("converge", interval(0, Fraction(2, 3))),
        ("converge", interval(0, Fraction(1, 3), high_closed=True)),
        ("converge", interval(0, Fraction(1, 6))),
        ("converge", RealSet.empty()),
        ("oscillate", points(Fraction(2, 3))),
        ("oscillate", points(Fraction(1, 6), Fraction(1, 3))),
        ("diverge", interval(Fraction(1, 3), None, low_closed=True)),
        ("diverge", interval(Fraction(2, 3), None)),
        ("best", Fraction(1, 3)),
        ("best", Fraction(1, 6) + Fraction(1, 10**20)),
        ("abs_iterates", (HALF, HALF, HALF, HALF)),
        ("abs_limit_cycle", points(0)),
    ],
)
def test_checks_notice_a_wrong_value(step, value):
    assert notices(parabola, PARABOLA, step, value)


# The absolute value


def test_iterates_and_limit_cycle_by_hand():
    run = parabola.run({"slope": 2, "w0": Fraction(5, 2), "alpha": HALF})
    assert run["abs_iterates"] == exact([Fraction(3, 2), HALF, -HALF, HALF])
    assert run["abs_limit_cycle"] == points(-HALF, HALF)


def test_a_start_below_zero():
    run = parabola.run({"slope": 1, "w0": Fraction(-3, 2), "alpha": Fraction(2, 5)})
    assert run["abs_iterates"] == exact(
        [Fraction(-11, 10), Fraction(-7, 10), Fraction(-3, 10), Fraction(1, 10)]
    )
    assert run["abs_limit_cycle"] == points(Fraction(-3, 10), Fraction(1, 10))


def test_a_far_start_still_has_a_limit_cycle():
    run = parabola.run({"slope": 1, "w0": 100, "alpha": Fraction(3, 7)})
    assert run["abs_limit_cycle"] == points(Fraction(-2, 7), Fraction(1, 7))
    certified(parabola, {**PARABOLA, "w0": 100, "alpha": Fraction(3, 7)})


def test_landing_on_the_kink_is_ill_posed_from_there_on():
    run = parabola.run({"slope": 1, "w0": 5, "alpha": 1})
    assert run["abs_iterates"] == exact([4, 3, 2, 1])
    assert "no slope" in str(run.error("abs_limit_cycle"))
    run = parabola.run({**PARABOLA, "w0": 1, "alpha": HALF})
    assert "lands on 0" in str(run.error("abs_iterates"))
    assert run["best"] == Fraction(1, 6)


def test_steps_must_be_positive():
    assert "positive" in str(parabola.run({"slope": 1, "w0": 1, "alpha": 0}).error("abs_iterates"))
    assert "positive" in str(parabola.run({"slope": -1, "w0": 1, "alpha": 1}).error("abs_limit_cycle"))


def test_mistakes_about_the_absolute_value():
    leads_to(
        parabola,
        ABS,
        "abs_iterates",
        slope_forgotten=(2, Fraction(3, 2), 1, HALF),
        step_size_forgotten=(HALF, Fraction(-3, 2), HALF, Fraction(-3, 2)),
        slope_like_a_square=(0, 0, 0, 0),
        sign_never_flips=(Fraction(3, 2), HALF, -HALF, Fraction(-3, 2)),
        start_counted=(Fraction(5, 2), Fraction(3, 2), HALF, -HALF),
        uphill=(Fraction(7, 2), Fraction(9, 2), Fraction(11, 2), Fraction(13, 2)),
    )
    leads_to(
        parabola,
        ABS,
        "abs_limit_cycle",
        cycle_at_zero=points(0),
        start_and_mirror_image=points(Fraction(-5, 2), Fraction(5, 2)),
        whole_width_either_side=points(-1, 1),
        step_size_forgotten=points(Fraction(-3, 2), HALF),
    )


def test_mistakes_that_make_no_difference_do_not_apply():
    far = wrong(parabola, {"slope": 1, "w0": 10, "alpha": Fraction(3, 7)}, "abs_iterates")
    assert "sign_never_flips" not in far
    assert "slope_forgotten" not in far
    assert "step_size_forgotten" not in wrong(parabola, {"slope": 2, "w0": HALF, "alpha": 1}, "abs_iterates")
    near = wrong(parabola, {"slope": 1, "w0": HALF, "alpha": 1}, "abs_limit_cycle")
    assert "start_and_mirror_image" not in near


def test_follow_through_from_wrong_iterates():
    run = parabola.run(ABS, replaced={"abs_iterates": exact([1, 0, -1, Fraction(1, 4)])})
    assert run["abs_limit_cycle"] == points(Fraction(-3, 4), Fraction(1, 4))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([1, 2, 3, sqrt(2)]),
    st.fractions(-3, 3, max_denominator=2),
    st.sampled_from([Fraction(1, 6), Fraction(1, 5), Fraction(1, 3), Fraction(2, 5), 1]),
)
def test_the_absolute_value_agrees_with_a_run(slope, w0, alpha):
    given_values = {**PARABOLA, "slope": slope, "w0": w0, "alpha": alpha}
    assume(parabola.run(given_values).error("abs_limit_cycle") is None)
    certified(parabola, given_values)


# The separable quadratic


def test_published_rates_and_steps():
    run = separable.run(SEPARABLE)
    assert run["rates"] == (1 - 3 * ALPHA, 1 - ALPHA)
    assert run["converge"] == interval(0, Fraction(2, 3))
    assert run["best"] == HALF


def test_three_inputs():
    run = separable.run({"x": (2, -1, sqrt(5))})
    assert run["rates"] == (1 - 4 * ALPHA, 1 - ALPHA, 1 - 5 * ALPHA)
    assert run["converge"] == interval(0, Fraction(2, 5))
    assert run["best"] == Fraction(1, 3)


def test_published_mistakes_about_the_separable_quadratic():
    third, root = Fraction(1, 3), sqrt(3)
    leads_to(
        separable,
        SEPARABLE,
        "rates",
        inputs_not_squared=(1 - root * ALPHA, 1 - ALPHA),
        half_ignored=(1 - 6 * ALPHA, 1 - 2 * ALPHA),
        rates_uphill=(1 + 3 * ALPHA, 1 + ALPHA),
        step_for_rate=(3 * ALPHA, ALPHA),
        weights_coupled=(1 - 4 * ALPHA, 1 - 4 * ALPHA),
    )
    leads_to(
        separable,
        SEPARABLE,
        "converge",
        flattest_weight_only=interval(0, 2),
        inputs_not_squared=interval(0, 2 / root),
        half_ignored=interval(0, third),
        end_counted=interval(0, 2 * third, high_closed=True),
        no_sign_change=interval(0, third),
        start_of_interval_included=interval(0, 2 * third, low_closed=True),
        lower_end_missing=RealSet.interval(None, number(2 * third)),
        weights_coupled=interval(0, HALF),
        rates_uphill=None,
    )
    leads_to(
        separable,
        SEPARABLE,
        "best",
        best_of_the_steepest=third,
        best_of_the_flattest=1,
        best_steps_averaged=2 * third,
        end_of_the_interval=2 * third,
        numerator_one=Fraction(1, 4),
        half_ignored=Fraction(1, 4),
        weights_coupled=Fraction(1, 4),
    )


def test_follow_through_from_wrong_rates():
    run = separable.run(SEPARABLE, replaced={"rates": (1 - 6 * ALPHA, 1 - 2 * ALPHA)})
    assert run["converge"] == interval(0, Fraction(1, 3))
    assert run["best"] == Fraction(1, 4)


@pytest.mark.parametrize(
    ("rate", "why"),
    [
        (1 + ALPHA, "larger than 1"),
        (ALPHA - 1, "not of the form"),
        (absolute(1 - ALPHA / 2), "not of the form"),
        ((1 - ALPHA) ** 2, "not of the form"),
        (Expr.of(1), "never moves"),
    ],
)
def test_factors_that_give_no_steps(rate, why):
    run = separable.run(SEPARABLE, replaced={"rates": (rate, 1 - ALPHA)})
    assert why in str(run.error("converge"))
    assert why in str(run.error("best"))
    with pytest.raises(IllPosed, match=why):
        decay(rate)


def test_a_zero_input_has_a_rate_but_no_steps():
    run = separable.run({"x": (0, 1)})
    assert run["rates"] == (Expr.of(1), 1 - ALPHA)
    assert "never moves" in str(run.error("converge"))
    assert "no inputs" in str(separable.run({"x": ()}).error("rates"))


def test_a_single_weight():
    run = separable.run({"x": (2,)})
    assert run["best"] == Fraction(1, 4)
    assert "weights_coupled" not in wrong(separable, {"x": (2,)}, "rates")


@settings(max_examples=25, deadline=None)
@given(st.lists(roots, min_size=1, max_size=3).map(tuple))
def test_steps_of_the_separable_quadratic_agree_with_runs(x):
    certified(separable, {"x": x})


def test_computer_algebra_agrees():
    certified(separable, SEPARABLE, thorough=True)


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("rates", (1 - sqrt(3) * ALPHA, 1 - ALPHA)),
        ("converge", interval(0, 2)),
        ("converge", interval(0, Fraction(2, 3), high_closed=True)),
        ("best", Fraction(1, 3)),
    ],
)
def test_checks_of_the_separable_quadratic_notice_a_wrong_value(step, value):
    assert notices(separable, SEPARABLE, step, value)


def test_the_derivations_are_well_made():
    well_made(parabola, [*SETS, "best", "abs_iterates", "abs_limit_cycle"], {**PARABOLA, **ABS})
    well_made(separable, ["rates", "converge", "best"], SEPARABLE)
    mistakes_change_something(parabola, {**PARABOLA, **ABS})
    mistakes_change_something(separable, SEPARABLE)


def test_the_worked_solution_puts_the_numbers_in():
    lines = {line.step: line for line in separable.explain(SEPARABLE, ["converge", "best"])}
    assert lines["best"].numbers == r"\frac{2}{3 + 1}"
    assert r"\frac{2}{3}" in lines["limits"].numbers
    lines = {line.step: line for line in parabola.explain(PARABOLA, ["converge", "best"])}
    assert lines["bound"].numbers == r"\frac{2}{6}"
    assert lines["best"].result == r"\frac{1}{6}"
