"""Batch normalisation: published values, misconceptions, agreement of steps and checks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from examgen.solvers.batchnorm import batchnorm, jacobian, norm, scale
from examgen.solvers.certificate import agree, checked, recomputed
from examgen.solvers.derivation import IllPosed, NotApplicable
from examgen.solvers.exact import exact
from examgen.text.functions import sqrt

QUESTIONS = (batchnorm, jacobian, norm, scale)
PUBLISHED = {"x": (2, 4), "gamma": 6, "beta": -1, "eps": 0}
FIVE = {
    "x": (-3, -1, 0, 1, 3),
    "gamma": Fraction(3, 2),
    "beta": 2,
    "eps": 0,
    "row": 5,
    "alpha": Fraction(1, 2),
    "x1": 7,
}

entries = st.integers(-9, 9)
batches = st.lists(entries, min_size=2, max_size=5).filter(lambda x: len(set(x)) > 1)
parameters = st.fixed_dictionaries(
    {
        "x": batches.map(tuple),
        "gamma": st.fractions(-6, 6, max_denominator=2),
        "beta": st.integers(-5, 5),
        "eps": st.sampled_from([0, 1, 2, Fraction(1, 4)]),
        "row": st.integers(1, 2),
        "alpha": st.sampled_from([Fraction(1, 4), Fraction(1, 2), 1]),
        "x1": entries,
    }
)


def values(derivation, step, given_values):
    """What each mistake makes of a step."""
    found = {}
    for mistake in derivation.mistakes:
        run = derivation.run(given_values, replaced={mistake.of: mistake})
        if run.error(mistake.of) is None and run.error(step) is None:
            found[mistake.id] = run[step]
    return found


def test_published_values():
    assert jacobian.run(PUBLISHED)["jacobian"] == exact([[-1, 1], [1, 1]])
    assert jacobian.run(PUBLISHED)["sum_gradient"] == exact([0, 2])
    assert jacobian.run({"beta": -1})["single_sample_output"] == -1
    assert norm.run(PUBLISHED)["gradient"] == 24
    assert scale.run(PUBLISHED)["jacobian"] == exact([-1, 1])
    assert batchnorm.run(PUBLISHED)["outputs"] == exact([-7, 5])


def test_an_ascent_step():
    run = jacobian.run(FIVE)
    assert run["deviation"] == 2
    assert run["jacobian"][4] == exact([Fraction(3, 2), 1])
    assert run["ascent_step"] == exact([Fraction(9, 4), Fraction(5, 2)])


def test_follow_through_uses_the_students_jacobian():
    run = jacobian.run(FIVE, replaced={"jacobian": [[2, 1]] * 5})
    assert run["sum_gradient"] == exact([10, 5])
    assert run["ascent_step"] == exact([Fraction(5, 2), Fraction(5, 2)])
    assert jacobian.run(FIVE, replaced={"jacobian": [[2, 1]]}).error("ascent_step")


def test_misconceptions_about_the_jacobian():
    found = values(jacobian, "jacobian", PUBLISHED)
    assert found["outputs_in_first_column"] == exact([[-7, 1], [5, 1]])
    assert found["inputs_in_first_column"] == exact([[2, 1], [4, 1]])
    assert found["only_centred"] == exact([[-1, 1], [1, 1]])
    assert found["zero_second_column"] == exact([[-1, 0], [1, 0]])
    assert found["unbiased_variance"] == ((-sqrt(2) / 2, 1), (sqrt(2) / 2, 1))
    assert found["scaled_first_column"] == exact([[-6, 1], [6, 1]])
    assert found["columns_exchanged"] == exact([[1, -1], [1, 1]])
    assert found["jacobian_transposed"] == exact([[-1, 1], [1, 1]])
    assert found["shift_in_second_column"] == exact([[-1, -1], [1, -1]])
    assert found["mean_not_subtracted"] == exact([[2, 1], [4, 1]])
    assert found["deviations_reversed"] == exact([[1, 1], [-1, 1]])
    sums = values(jacobian, "sum_gradient", PUBLISHED)
    assert sums["raw_sums"] == exact([6, 2])
    assert sums["mean_gradient"] == exact([0, 1])
    assert sums["gradient_exchanged"] == exact([2, 0])


def test_misconceptions_about_the_step():
    found = values(jacobian, "ascent_step", FIVE)
    assert found["descent"] == exact([Fraction(3, 4), Fraction(3, 2)])
    assert found["step_size_forgotten"] == exact([3, 3])
    assert found["both_raised"] == exact([2, Fraction(5, 2)])
    assert found["shift_left_alone"] == exact([Fraction(9, 4), 2])
    assert found["step_alone"] == exact([Fraction(3, 4), Fraction(1, 2)])
    assert found["step_on_all_outputs"] == exact([Fraction(3, 2), Fraction(9, 2)])
    single = values(jacobian, "single_sample_output", FIVE)
    assert single["normalised_to_one"] == Fraction(7, 2)
    assert single["not_normalised"] == Fraction(25, 2)
    assert single["single_without_shift"] == 0


def test_misconceptions_about_the_squared_norm():
    found = values(norm, "gradient", PUBLISHED)
    assert found["factor_two_lost"] == 12
    assert found["mean_for_sum"] == 12
    assert found["with_respect_to_shift"] == -4
    assert found["raw_inner_derivative"] == 12
    assert found["norm_not_squared"] == 12 / sqrt(74)
    assert found["gradient_sign"] == -24
    assert found["unbiased_variance"] == 12


def test_misconceptions_about_one_column():
    found = values(scale, "jacobian", PUBLISHED)
    assert found["outputs_for_derivatives"] == exact([-7, 5])
    assert found["factor_kept"] == exact([-6, 6])
    assert found["raw_inputs"] == exact([2, 4])
    assert found["ones_for_scale"] == exact([1, 1])


def test_slips_about_eps_apply_only_if_there_is_one():
    for name in ("eps_after_root", "eps_forgotten"):
        (mistake,) = [one for one in batchnorm.mistakes if one.id == name]
        run = batchnorm.run(PUBLISHED, replaced={"deviation": mistake})
        assert isinstance(run.error("outputs"), NotApplicable)
    found = values(batchnorm, "deviation", {**PUBLISHED, "eps": 3})
    assert found["eps_after_root"] == 4
    assert found["eps_forgotten"] == 1
    assert found["root_forgotten"] == 4


def test_a_batch_without_spread_is_ill_posed_for_what_needs_it():
    flat = {**FIVE, "x": (4, 4, 4)}
    run = jacobian.run(flat)
    with pytest.raises(IllPosed, match="all samples of the batch are equal"):
        run["ascent_step"]
    assert run["single_sample_output"] == 2
    assert run["variance"] == 0
    assert jacobian.run({**flat, "eps": 1})["jacobian"] == exact([[0, 1]] * 3)
    assert (
        jacobian.run({**FIVE, "row": 6}).error("ascent_step").sentence
        == "the batch has no sample with this number"
    )


def test_each_question_needs_its_own_inputs_only():
    assert jacobian.needs("jacobian") == {"x", "eps"}
    assert jacobian.needs("sum_gradient") == {"x", "eps"}
    assert jacobian.needs("ascent_step") == {"x", "gamma", "beta", "eps", "row", "alpha"}
    assert jacobian.needs("single_sample_output") == {"beta"}
    assert norm.needs("gradient") == {"x", "gamma", "beta", "eps"}
    assert scale.needs("jacobian") == {"x", "eps"}


def test_distractors_change_nothing():
    assert (
        jacobian.run({**PUBLISHED, "gamma": 5, "beta": 3})["jacobian"] == jacobian.run(PUBLISHED)["jacobian"]
    )
    assert norm.run({**PUBLISHED, "beta": 4})["gradient"] == 24
    assert norm.run({**PUBLISHED, "x": (1, 9)})["gradient"] == 24


def test_every_step_that_a_question_asks_is_checked():
    assert jacobian.unchecked(["jacobian", "sum_gradient", "ascent_step", "single_sample_output"]) == ()
    assert norm.unchecked(["gradient"]) == ()
    assert scale.unchecked(["jacobian"]) == ()


@given(parameters)
def test_steps_agree_with_their_checks(given_values):
    assume(given_values["gamma"] != 0)
    for derivation in QUESTIONS:
        assert checked(derivation, given_values, derivation.order) == []


@pytest.mark.parametrize("derivation", QUESTIONS, ids=lambda one: one.name)
def test_steps_agree_with_computer_algebra(derivation):
    for given_values in ({**FIVE, **PUBLISHED, "row": 1}, FIVE, {**FIVE, "eps": 1}):
        assert checked(derivation, given_values, derivation.order, thorough=True) == []


@pytest.mark.parametrize("derivation", QUESTIONS, ids=lambda one: one.name)
def test_checks_share_nothing_with_the_steps(derivation, monkeypatch):
    right = derivation.run(FIVE)
    expected = {check.name: right[check.of] for check in derivation.checks}

    def refuse(*args, **kwargs):
        raise AssertionError("a check ran a step")

    for step in derivation.steps.values():
        for module in ("examgen.solvers.batchnorm", "examgen.solvers.normalisation"):
            monkeypatch.setattr(f"{module}.{step.function.__name__}", refuse, raising=False)
    for check in derivation.checks:
        assert agree(expected[check.name], recomputed(check, FIVE)), check.name


@pytest.mark.parametrize("derivation", QUESTIONS, ids=lambda one: one.name)
@given(given_values=parameters)
def test_a_steps_own_value_in_its_place_changes_nothing(derivation, given_values):
    right = derivation.run(given_values)
    for step in derivation.steps:
        other = derivation.run(given_values, replaced={step: right[step]})
        assert dict(other) == dict(right)


@pytest.mark.parametrize("derivation", QUESTIONS, ids=lambda one: one.name)
def test_a_wrong_step_is_found_by_its_check(derivation):
    for mistake in derivation.mistakes:
        if mistake.of in derivation.unchecked([mistake.of]):
            continue
        run = derivation.run(FIVE, replaced={mistake.of: mistake})
        if run.error(mistake.of) or run[mistake.of] == derivation.run(FIVE)[mistake.of]:
            continue
        objections = [
            check
            for check in derivation.checks
            if check.of == mistake.of and not agree(run[mistake.of], recomputed(check, FIVE))
        ]
        assert objections, mistake.id


def test_the_worked_solution_reads_as_on_the_board():
    lines = {
        line.step: line
        for line in jacobian.explain({**PUBLISHED, "row": 2, "alpha": Fraction(1, 2)}, ["ascent_step"])
    }
    assert list(lines) == [
        "mean",
        "centred",
        "variance",
        "deviation",
        "normalized",
        "jacobian",
        "ascent_step",
    ]
    assert lines["mean"].numbers == r"\frac{2+4}{2}"
    assert lines["centred"].numbers == r"\begin{pmatrix}2-3 & 4-3\end{pmatrix}"
    assert lines["variance"].numbers == r"\frac{(-1)^{2}+1^{2}}{2}"
    assert lines["deviation"].numbers == r"\sqrt{1+0}"
    assert lines["jacobian"].numbers == ""
    assert (
        lines["ascent_step"].numbers
        == r"\begin{pmatrix}6+\frac{1}{2} \cdot 1 & -1+\frac{1}{2} \cdot 1\end{pmatrix}"
    )
