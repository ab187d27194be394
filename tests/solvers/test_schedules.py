"""Step-size conditions: growth of expressions, convergence of sums, families, misconceptions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from examining import certified, independent, leads_to, mistakes_change_something, well_made
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.solvers.growth import Unknown, sign_of
from examgen.solvers.schedules import conditions, meets_both
from examgen.solvers.series import Expansion, leading
from examgen.text.expr import Expr
from examgen.text.functions import log
from examgen.text.lower import to_expr
from examgen.text.parser import parse
from examgen.text.show import show
from examgen.text.values import RealSet

F = Fraction
NAMES = frozenset({"k", "C", "p", "a", "b"})


def read(text):
    return to_expr(parse(text, symbols=NAMES), symbols=NAMES)


def verdict(text):
    run = conditions.run({"schedule": read(text)})
    error = run.error("schedule_check")
    return error.sentence if error else run["schedule_check"]


SATISFIES = """
1/k
C/k
1/(k + 3)
C/(a + b*k)
k^(-0.51)
k^(-3/4)
k^(-sqrt(2)/2)
log(k + 1)/k
log(k + 1)^5/k^(2/3)
1/(k*log(k))
1/(k*log(k + 1)*log(log(k + 2)))
1/(sqrt(k)*log(k + 1))
1/(sqrt(k)*log(k + 1)^(3/5))
1/(sqrt(k)*sqrt(log(k + 1))*log(log(k + 2)))
1/k + 1/k^2
1/k + 0.9^k
(k^2 + k + 1)/(k^3 + 2)
1/(k + sqrt(k))
(log(k + 1)/k)^0.6
log(1 + 1/k)
log(k + 1) - log(k)
sin(1/k)
tan(1/k)
asin(1/k)
atan(1/k)
exp(1/k) - 1
k^(1/k) - 1
(1 + 1/k)^(-k)/k
tanh(k)/k
atan(k)/k
acos(1/k)/k
cos(1/k)/k
sin(1 + 1/k)/k
sinh(1/k)
abs(3 - k)^(-1)
sigma(-log(k))
k^(-1 + 1/log(k + 1))
2^(-log(k))
""".strip().splitlines()

FAILS = """
0.1
C
1/sqrt(k)
C/sqrt(k + 7)
k^(-1/3)
k
1/log(k + 1)
1/(sqrt(k)*sqrt(log(k + 1)))
1/(sqrt(k)*log(k + 1)^(1/2))
log(k + 1)/sqrt(k)
sqrt(k + 1) - sqrt(k)
1/(k*log(k + 1)^2)
1/(k*log(k + 1)*log(log(k + 2))^2)
k^(-3/2)
1/k^2
1/k - 1/(k + 1)
1 - cos(1/k)
tan(1/k) - 1/k
cosh(1/k) - 1
0.9^k
k^100*0.99^k
exp(-k)
exp(-C*k)
exp(-sqrt(k))
exp(-log(k)^2)
exp(-sqrt(log(k)))/k
k^(-log(k))
1/k^k
k^k
(1 + 1/k)^k
sigma(-k)
exp(-k)*sinh(k)
1/cosh(k)
""".strip().splitlines()


@pytest.mark.parametrize("text", SATISFIES)
def test_schedules_that_meet_both(text):
    assert verdict(text) == "satisfies"
    certified(conditions, {"schedule": read(text)})


@pytest.mark.parametrize("text", FAILS)
def test_schedules_that_fail_one(text):
    assert verdict(text) == "fails"
    certified(conditions, {"schedule": read(text)})


@pytest.mark.parametrize(
    ("text", "infinite", "finite"),
    [("1/sqrt(k)", True, False), ("1/k^2", False, True), ("1/k", True, True), ("0.1", True, False)],
)
def test_each_condition_by_itself(text, infinite, finite):
    run = conditions.run({"schedule": read(text)})
    assert (run["infinite_sum"], run["finite_squares"]) == (infinite, finite)


@settings(max_examples=40, deadline=None)
@given(
    st.fractions(F(-3), F(1), max_denominator=6),
    st.fractions(F(-3), F(3), max_denominator=4),
    st.integers(0, 4),
    st.integers(1, 5),
)
def test_powers_times_logarithms_are_bertrand_series(a, b, shift, factor):
    k = Expr.symbol("k")
    schedule = factor * (k + shift) ** a * log(k + 1) ** b + (k + 2) ** (a - 1)
    run = conditions.run({"schedule": schedule})
    assert run["infinite_sum"] == (a > -1 or (a == -1 and b >= -1))
    assert run["finite_squares"] == (2 * a < -1 or (2 * a == -1 and 2 * b < -1))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-1/k", "-1/k is negative for large k, and step sizes are positive"),
        ("1 - k", "1 - k is negative for large k, and step sizes are positive"),
        ("k - k", "0 gives no positive steps for large k"),
        ("sqrt(k + 2) - 2*sqrt(k + 1) + sqrt(k)", "is negative for large k"),
        ("log(1 - k)", "gives no positive steps for large k"),
        ("sqrt(1 - k)", "gives no positive steps for large k"),
        ("sin(k)/k", "sin of something that has no limit has none either"),
        ("exp(-exp(k))", "it has an exponential in an exponent"),
        ("asin(1 - 1/k)/k", "an arc sine close to its end can't be expanded"),
        ("k^(-p)", "the sign of 1 - p is not known"),
        ("p/k", "the sign of p is not known"),
        ("cos(1/k)^2 + sin(1/k)^2 - 1", "its terms cancel so far that its size can't be told"),
    ],
)
def test_ill_posed_schedules(text, sentence):
    assert sentence in verdict(text)


def test_leading_terms():
    for text, wanted in {
        "2/(3 + 5*k)": "2/(5*k)",
        "sqrt(k + 1) - sqrt(k)": "1/(2*sqrt(k))",
        "sqrt(k + 2) - 2*sqrt(k + 1) + sqrt(k)": "-1/(4*k^(3/2))",
        "atan(k)/k": "pi/(2*k)",
        "(1 + 1/k)^k": "e",
        "(1 + 2/k)^k": "e^2",
        "tan(1/k) - 1/k": "1/(3*k^3)",
        "sinh(k)": "exp(k)/2",
        "cosh(1/k) - 1": "1/(2*k^2)",
        "log(k + 1)/k": "log(k)/k",
        "1/(k + log(k))": "1/k",
        "abs(1 - k)": "k",
    }.items():
        growth, coefficient = leading(read(text))
        assert coefficient * growth.expr() == read(wanted), text
    assert conditions.run({"schedule": read("3/(2*k + 1)")})["leading_term"] == read("3/(2*k)")


def test_a_series_bounds_what_it_leaves_out():
    series = Expansion(3).of(read("1/(k + 1)"))
    assert [show(c * g.expr()) for g, c in series.terms] == ["1/k", "-1/k^2", "1/k^3"]
    assert series.error is not None
    assert series.error < series.terms[-1][0]
    exact = Expansion(3).of(read("1/k + 2"))
    assert exact.error is None
    assert Expansion(3).of(read("k - k")).terms == ()


def test_signs_of_constants():
    assert sign_of(read("sqrt(C)/(1 + C)")) == 1
    assert sign_of(read("-C*sqrt(2)*log(3) - pi")) == -1
    assert sign_of(read("sqrt(2) - 3/2")) == -1
    assert sign_of(Expr.of(0)) == 0
    for text in ("p", "C - a", "log(C)", "C*log(1/2 + C)"):
        with pytest.raises(Unknown):
            sign_of(read(text))


# Lists


def test_the_schedules_of_a_list_that_meet_both():
    schedules = tuple(map(read, ["1/k", "1/10", "k^(-3/4)", "1/k^2", "1/sqrt(k)"]))
    inputs = {"schedules": schedules}
    assert conditions.run(inputs)["valid_schedules"] == ("A", "C")
    leads_to(
        conditions,
        inputs,
        "valid_schedules",
        only_the_sums=("A", "B", "C", "E"),
        only_the_sums_of_squares=("A", "C", "D"),
        constants_counted=("A", "B", "C"),
    )
    certified(conditions, inputs)
    assert conditions.run({"schedules": (read("k^2"),)})["valid_schedules"] == ()
    leads_to(
        conditions,
        {"schedules": (read("1/k"),)},
        "valid_schedules",
        only_the_sums=None,
        constants_counted=None,
    )
    assert conditions.run({"schedules": (read("1/k"), read("-1/k"))}).error("valid_schedules")


# Families


@pytest.mark.parametrize(
    ("text", "low", "high", "low_closed", "high_closed"),
    [
        ("C*k^(-p)", F(1, 2), 1, False, True),
        ("k^(-2p)", F(1, 4), F(1, 2), False, True),
        ("C*k^(-(p + 1)/2)", 0, 1, False, True),
        ("C*k^p", -1, F(-1, 2), True, False),
        ("C*(k + 1)^(-p)", F(1, 2), 1, False, True),
        ("(1 + k)^(1 - 3p)", F(1, 2), F(2, 3), False, True),
        ("C*k^(-p)/k", F(-1, 2), 0, False, True),
        ("C*sqrt(k)^(-p)", 1, 2, False, True),
        ("k^(-2/3*p + 1/6)", 1, F(7, 4), False, True),
        ("k^(-p)*log(k + 1)", F(1, 2), 1, False, True),
        ("k^(-p)/sqrt(log(k + 1))", F(1, 2), 1, False, True),
        ("k^(-p)/log(k + 1)", F(1, 2), 1, True, True),
        ("k^(-p)/log(k + 1)^2", F(1, 2), 1, True, False),
    ],
)
def test_exponents(text, low, high, low_closed, high_closed):
    inputs = {"family": read(text)}
    assert conditions.run(inputs)["exponents"] == RealSet.interval(low, high, low_closed, high_closed)
    certified(conditions, inputs)
    mistakes_change_something(conditions, inputs)


def test_irrational_exponents():
    root = Expr.of(2) ** F(1, 2)
    inputs = {"family": read("k^(-sqrt(2)*p)")}
    assert conditions.run(inputs)["exponents"] == RealSet.interval(root / 4, root / 2, high_closed=True)


def test_misconceptions_of_exponents():
    leads_to(
        conditions,
        {"family": read("C*k^(-p)")},
        "exponents",
        sum_only=RealSet.interval(None, 1, high_closed=True),
        squares_only=RealSet.interval(F(1, 2), None),
        end_of_squares=RealSet.interval(F(1, 2), 1, True, True),
        end_of_sum=RealSet.interval(F(1, 2), 1),
        both_ends=RealSet.interval(F(1, 2), 1, True, False),
        exponent_reversed=RealSet.interval(-1, F(-1, 2), True, False),
        squares_not_squared=RealSet.interval(1, None),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("exp(-p*k)", "is no power of k"),
        ("C/k", "does not depend on p"),
        ("k^(-1/p)", "is not linear in p"),
        ("k^(-p^2)", "is not linear in p"),
        ("k^(-C*p)", "is not linear in p"),
        ("log(k + 1)^(-p)/k", "does not depend on p"),
        ("k^(-p)*log(k + 1)^p", "p stands in more than the exponent of k"),
        ("k^(-p) + k^(-2p)", "the sign of p is not known"),
        ("p*k^(-p)", "the sign of p is not known"),
        ("-k^(-p)", "is negative for large k"),
        ("p^(-k)", "is no power of k"),
    ],
)
def test_ill_posed_families(text, sentence):
    error = conditions.run({"family": read(text)}).error("exponents")
    assert error is not None
    assert sentence in error.sentence


# Verdicts and examples


def test_misconceptions_of_the_verdict():
    leads_to(
        conditions,
        {"schedule": read("1/sqrt(k)")},
        "schedule_check",
        only_the_sum="satisfies",
        only_the_squares=None,
        constant_will_do=None,
    )
    leads_to(conditions, {"schedule": read("1/k^2")}, "schedule_check", only_the_squares="satisfies")
    leads_to(conditions, {"schedule": read("1/10")}, "schedule_check", constant_will_do="satisfies")


@pytest.mark.parametrize(
    ("text", "share", "why"),
    [
        ("C/k", True, ""),
        ("0.1/(k + 5)", True, ""),
        ("k^(-0.75)", True, ""),
        ("1/(k*log(k))", True, ""),
        ("0.01", False, "a constant step"),
        ("1/sqrt(k)", False, "the sum of the squares is infinite"),
        ("exp(-k)", False, "the sum of the steps is finite"),
        ("-1/k", False, "step sizes are positive"),
        ("1/(k - 5)", None, "some of the first steps are not positive"),
        ("1/(k - C)", None, "some of the first steps are not positive"),
        ("sin(k)/k", None, "it can't be told how fast"),
    ],
)
def test_examples_of_students(text, share, why):
    found, said = meets_both(read(text))
    assert found is share
    assert why in said


def test_it_is_well_made():
    asked = ("schedule_check", "valid_schedules", "exponents", "example_check")
    inputs = {"schedule": read("1/k"), "schedules": (read("1/k"), read("k")), "family": read("C*k^(-p)")}
    well_made(conditions, asked, inputs)
    independent(conditions, inputs)
    certified(conditions, inputs)
    assert conditions.needs("schedule_check") == {"schedule"}
    assert conditions.needs("exponents") == {"family"}
    assert conditions.needs("example_check") == set()
