"""The sine neuron: published values, misconceptions, agreement with differences of the loss."""

from __future__ import annotations

from fractions import Fraction

from examining import certified, leads_to, mistakes_change_something, notices, well_made, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.exact import exact
from examgen.solvers.sine import sine
from examgen.text.expr import PI
from examgen.text.functions import sin, sqrt

PUBLISHED = {"x": (2, 1), "w": (PI / 2, PI), "b": 0, "l": 2, "alpha": Fraction(1, 2)}
GENERAL = {"x": (1, -2), "w": (PI / 2, PI / 12), "b": -1, "l": 3, "alpha": Fraction(1, 4)}
ASKED = ["graph_edges", "forward", "loss", "graph_loss_edges", "gradient", "update"]

twelfths = st.integers(-12, 12).map(lambda k: k * PI / 12)
inputs = st.lists(st.tuples(st.integers(-3, 3), twelfths), min_size=1, max_size=3)


def test_published_values():
    run = sine.run(PUBLISHED)
    assert run["graph_edges"] == (PI, PI, 2 * PI, exact(0), exact(0))
    assert run["forward"] == 0
    assert run["loss"] == 4
    assert run["graph_loss_edges"] == exact([-2, 4])
    assert run["gradient"] == exact([-8, -4])
    assert run["update"] == (PI / 2 + 4, PI + 2)


def test_values_by_hand():
    # z = pi/2 - pi/6 = pi/3: sine sqrt(3)/2, cosine 1/2; y - l = sqrt(3)/2 + 1 - 3
    run = sine.run(GENERAL)
    assert run["preactivation"] == PI / 3
    assert run["forward"] == sqrt(3) / 2 + 1
    assert run["loss"] == Fraction(19, 4) - 2 * sqrt(3)
    assert run["gradient"] == (sqrt(3) / 2 - 2, 4 - sqrt(3))
    assert run["update"] == (PI / 2 - sqrt(3) / 8 + Fraction(1, 2), PI / 12 + sqrt(3) / 4 - 1)


def test_published_mistakes():
    leads_to(sine, PUBLISHED, "forward", bias_added=None, sine_of_each_product=0)
    leads_to(sine, PUBLISHED, "loss", loss_halved=2, loss_absolute=2, loss_not_squared=-2)
    leads_to(
        sine,
        PUBLISHED,
        "gradient",
        loss_halved=(-4, -2),
        factor_two_lost=(-4, -2),
        cosine_left_out=(-8, -4),
        sine_not_differentiated=(0, 0),
        sign_reversed=(8, 4),
        weights_for_inputs=(-2 * PI, -4 * PI),
        loss_not_differentiated=(2, 1),
    )
    leads_to(
        sine,
        PUBLISHED,
        "update",
        loss_halved=(PI / 2 + 2, PI + 1),
        ascent=(PI / 2 - 4, PI - 2),
        step_size_left_out=(PI / 2 + 8, PI + 4),
        step_alone=(4, 2),
        old_weights=(PI / 2, PI),
    )


def test_mistakes_with_a_bias():
    root = sqrt(3) / 2
    leads_to(
        sine,
        GENERAL,
        "forward",
        bias_added=root - 1,
        bias_left_out=root,
        bias_inside_the_sine=sin(PI / 3 + 1),
        cosine_for_sine=Fraction(3, 2),
        sine_of_each_product=Fraction(3, 2),
        sums_multiplied=sin(-7 * PI / 12) + 1,
    )


def test_a_halved_loss_is_one_mistake_in_loss_edges_gradient_and_update():
    for step in ("loss", "graph_loss_edges", "gradient", "update"):
        assert "loss_halved" in wrong(sine, PUBLISHED, step)
    assert wrong(sine, PUBLISHED, "graph_loss_edges")["loss_halved"] == exact([-2, 2])


def test_a_wrong_bias_changes_graph_and_output_alike():
    assert (
        wrong(sine, GENERAL, "graph_edges")["bias_added"][-1] == wrong(sine, GENERAL, "forward")["bias_added"]
    )


def test_an_absolute_difference_in_the_graph():
    leads_to(sine, PUBLISHED, "graph_loss_edges", edge_absolute=(-2, 2), difference_reversed=(2, 4))


def test_follow_through_from_a_wrong_output():
    run = sine.run(PUBLISHED, replaced={"forward": 1})
    assert run["loss"] == 1
    assert run["gradient"] == exact([-4, -2])
    assert sine.run(PUBLISHED, replaced={"gradient": (2, 2)})["update"] == (PI / 2 - 1, PI - 1)
    assert sine.steps["gradient"].is_trivial(exact([0, 0]))
    assert not sine.steps["gradient"].is_trivial(exact([0, 1]))


def test_inputs_and_weights_must_fit():
    run = sine.run({**PUBLISHED, "x": (1, 2, 3)})
    assert "each input needs one weight" in str(run.error("update"))


def test_the_nearest_earlier_parts():
    assert "forward" not in sine.ancestors("graph_edges")
    assert sine.ancestors("gradient") >= {"forward", "cosine"}
    assert "loss" not in sine.ancestors("gradient") | sine.ancestors("graph_loss_edges")
    assert sine.needs("forward") == {"x", "w", "b"}
    assert sine.needs("gradient") == {"x", "w", "b", "l"}


@settings(deadline=None)
@given(inputs, st.integers(-2, 2), st.integers(-3, 3), st.sampled_from([Fraction(1, 10), Fraction(1, 4), 1]))
def test_steps_agree_with_checks(pairs, b, label, alpha):
    x, w = zip(*pairs, strict=True)
    certified(sine, {"x": x, "w": w, "b": b, "l": label, "alpha": alpha})


def test_computer_algebra_agrees():
    certified(sine, GENERAL, thorough=True)


def test_checks_notice_a_wrong_value():
    assert notices(sine, PUBLISHED, "forward", 1)
    assert notices(sine, PUBLISHED, "loss", 2)
    assert notices(sine, PUBLISHED, "gradient", (8, 4))
    assert notices(sine, PUBLISHED, "update", (PI / 2 - 4, PI - 2))
    assert notices(sine, PUBLISHED, "graph_edges", (PI, PI, 2 * PI, 0, 1))
    assert notices(sine, PUBLISHED, "graph_loss_edges", (2, 4))


def test_the_derivation_is_well_made():
    well_made(sine, ASKED, GENERAL)
    mistakes_change_something(sine, GENERAL)


def test_a_step_size_of_one_hides_nothing_to_blame():
    assert "step_size_left_out" not in wrong(sine, {**PUBLISHED, "alpha": 1}, "update")


def test_the_worked_solution_puts_the_numbers_in():
    lines = {line.step: line for line in sine.explain(PUBLISHED, ["loss"])}
    assert lines["loss"].numbers == "(-2)^{2}"
    assert lines["loss_factor"].numbers == ""
