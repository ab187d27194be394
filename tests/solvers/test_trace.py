"""The numbers put in: TeX from the step's own arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.solvers.derivation import Derivation
from examgen.solvers.exact import exact
from examgen.solvers.trace import Traced, numbers_put_in, untraced
from examgen.solvers.trace_tex import as_tex, visible
from examgen.text.expr import Expr
from examgen.text.functions import absolute, cos, exp, floor, log, root, sigma, sin, sqrt, tanh


def shown(function, **arguments):
    plain = {
        name: exact(list(value) if isinstance(value, range) else value) for name, value in arguments.items()
    }
    return numbers_put_in(function, plain, exact(function(**plain)))


@pytest.mark.parametrize(
    ("function", "numbers", "expected"),
    [
        (lambda a, b: a + b, (2, 3), "2+3"),
        (lambda a, b: a + b, (2, -3), "2-3"),
        (lambda a, b: a - b, (2, -3), "2-(-3)"),
        (lambda a, b: a - b, (-2, 3), "-2-3"),
        (lambda a, b: a * b, (2, -3), r"2 \cdot (-3)"),
        (lambda a, b: a * b, (-2, 3), r"-2 \cdot 3"),
        (lambda a, b: b - a * b, (-2, 3), r"3-(-2) \cdot 3"),
        (lambda a, b: b + a * b, (-2, 3), r"3+(-2) \cdot 3"),
        (lambda a, b: a * b + b, (-2, 3), r"-2 \cdot 3+3"),
        (lambda a, b: a * (b + 1), (2, 3), r"2 \cdot (3+1)"),
        (lambda a, b: (a + b) * (a - b), (2, 3), r"(2+3) \cdot (2-3)"),
        (lambda a, b: a - (b - 1), (2, 3), "2-(3-1)"),
        (lambda a, b: a + (b - 1), (2, 3), "2+3-1"),
        (lambda a, b: -a, (2, 3), "-2"),
        (lambda a, b: -(a + b), (2, 3), "-(2+3)"),
        (lambda a, b: b + -a, (2, 3), "3-2"),
        (lambda a, b: -a * b, (-2, 3), r"-(-2) \cdot 3"),
        (lambda a, b: a / b, (2, 3), r"\frac{2}{3}"),
        (lambda a, b: (a + 1) / b, (2, 3), r"\frac{2+1}{3}"),
        (lambda a, b: a * (b / 5), (2, 3), r"2 \cdot \frac{3}{5}"),
        (lambda a, b: a**2, (2, 3), "2^{2}"),
        (lambda a, b: a**2, (-2, 3), "(-2)^{2}"),
        (lambda a, b: a**2, (Fraction(2, 3), 3), r"\left(\frac{2}{3}\right)^{2}"),
        (lambda a, b: (a - b) ** 2, (2, 3), "(2-3)^{2}"),
        (lambda a, b: b ** (a - 1), (2, 3), "3^{2-1}"),
        (lambda a, b: 2**a, (2, 3), "2^{2}"),
        (lambda a, b: (a + b) ** Fraction(1, 2), (2, 3), r"\sqrt{2+3}"),
        (lambda a, b: (a + b) ** -1, (2, 3), r"\frac{1}{2+3}"),
        (lambda a, b: 1 / (a + b), (2, 3), r"\frac{1}{2+3}"),
        (lambda a, b: 1 - a, (2, 3), "1-2"),
        (lambda a, b: 0 - a + b, (2, 3), "-2+3"),
        (lambda a, b: abs(a - b), (2, 3), r"\left|2-3\right|"),
        (lambda a, b: absolute(a), (-2, 3), r"\left|-2\right|"),
        (lambda a, b: sqrt(a + b), (2, 3), r"\sqrt{2+3}"),
        (lambda a, b: root(a + b, 3), (2, 3), r"\sqrt[3]{2+3}"),
        (lambda a, b: sigma(a - b), (2, 3), r"\sigma(2-3)"),
        (lambda a, b: exp(a * b), (2, 3), r"\mathrm{e}^{2 \cdot 3}"),
        (lambda a, b: log(a * b), (2, 3), r"\ln(2 \cdot 3)"),
        (lambda a, b: sin(a / b) * cos(a), (2, 3), r"\sin\left(\frac{2}{3}\right) \cdot \cos(2)"),
        (lambda a, b: tanh(a + b), (2, 3), r"\tanh(2+3)"),
        (lambda a, b: floor(b / a), (2, 3), r"\left\lfloor \frac{3}{2} \right\rfloor"),
        (lambda a, b: sigma(a) ** 2, (2, 3), r"(\sigma(2))^{2}"),
        (lambda a, b: +a + b, (2, 3), "2+3"),
        (lambda a, b: max(a, b) - 1, (2, 3), "3-1"),
        (lambda a, b: a * b, (2, Expr.symbol("alpha")), r"2 \cdot \alpha"),
        (lambda a, b: a * b, (log(2), -1), r"(\ln 2) \cdot (-1)"),
        (lambda a, b: b * a, (log(2), 3), r"3 \cdot \ln 2"),
        (lambda a, b: a / b, (Fraction(-1, 3), sqrt(2) / 3), r"\frac{-1/3}{\sqrt{2}/3}"),
        (
            lambda a, b: a * b,
            (1 + sqrt(2), 1 - sqrt(2)),
            r"\left(1+\sqrt{2}\right) \cdot \left(1-\sqrt{2}\right)",
        ),
    ],
)
def test_arithmetic_reads_as_on_the_board(function, numbers, expected):
    assert shown(function, a=numbers[0], b=numbers[1]) == expected


def test_the_variance_of_the_design():
    def variance(x, mean):
        return sum((entry - mean) ** 2 for entry in x) / len(x)

    assert shown(variance, x=(2, 4), mean=3) == r"\frac{(2-3)^{2}+(4-3)^{2}}{2}"
    assert shown(variance, x=(2, -4), mean=-1) == r"\frac{(2-(-1))^{2}+(-4-(-1))^{2}}{2}"


@pytest.mark.parametrize(
    "function",
    [
        lambda a, b: a,
        lambda a, b: 0 + a,
        lambda a, b: 1 * a,
        lambda a, b: a / 1,
        lambda a, b: a**1,
        lambda a, b: a - 0,
        lambda a, b: (a, 1, b),
        lambda a, b: ((a, 0), (b, 1)),
        lambda a, b: 0 * a,
        lambda a, b: "left" if a < b else "right",
        lambda a, b: a < b,
    ],
)
def test_nothing_computed_is_nothing_to_show(function):
    assert shown(function, a=2, b=3) == ""


def test_zeros_and_ones_of_the_data_stay():
    assert shown(lambda a, b: a + b, a=0, b=3) == "0+3"
    assert shown(lambda a, b: a * b, a=1, b=3) == r"1 \cdot 3"
    assert shown(lambda x: sum(x) / len(x), x=(0, 3, 3)) == r"\frac{0+3+3}{3}"


def test_vectors_and_matrices():
    double = shown(lambda x: tuple(2 * entry for entry in x), x=(3, -1))
    assert double == r"\begin{pmatrix}2 \cdot 3 & 2 \cdot (-1)\end{pmatrix}"
    matrix = shown(lambda x: tuple((entry + 1, 1) for entry in x), x=(3, 4))
    assert matrix == r"\begin{pmatrix}3+1 & 1 \\ 4+1 & 1\end{pmatrix}"


def test_another_entry_appears_as_its_value():
    def states(theta, z0, x):
        found = [z0]
        for entry in x:
            found.append(theta * found[-1] + entry)
        return tuple(found[1:])

    line = shown(states, theta=2, z0=1, x=(1, -1, 5))
    assert line == r"\begin{pmatrix}2 \cdot 1+1 & 2 \cdot 3-1 & 2 \cdot 5+5\end{pmatrix}"


def test_entries_may_be_made_backwards():
    def suffix_sums(x):
        last = x[2] + 1
        middle = last + x[1]
        return (middle + x[0], middle, last)

    assert shown(suffix_sums, x=(1, 2, 3)) == r"\begin{pmatrix}6+1 & 4+2 & 3+1\end{pmatrix}"


def test_long_sums_and_vectors_are_cut():
    line = shown(lambda x: sum(x), x=range(1000, 1040))
    assert line.startswith("1000+1001+")
    assert line.endswith(r"+\dots+1039")
    assert visible(line) <= 100
    column = shown(lambda x: tuple(entry + 1 for entry in x), x=range(9))
    assert column == r"\begin{pmatrix}0+1 & 1+1 & 2+1 & 3+1 & \dots & 8+1\end{pmatrix}"
    wide = shown(lambda x: tuple(sum(x) + entry for entry in x), x=range(10_000, 10_009))
    assert wide.count(r" \\ ") == 5
    assert r"+10003 \\ \vdots \\ 10000" in wide


def test_what_stays_too_long_is_left_out():
    def product(x):
        made = x[0]
        for entry in x[1:]:
            made *= entry
        return made

    assert shown(product, x=range(1000, 1040)) == ""
    assert shown(lambda x: (product(x), 1), x=range(1000, 1040)) == ""
    assert shown(lambda x: ((product(x), 1),), x=range(1000, 1040)) == ""


def test_code_that_cannot_be_traced_has_no_line():
    assert shown(lambda a: Expr.of(a.fraction) + 1 if isinstance(a, Expr) else a.missing, a=2) == ""
    assert numbers_put_in(lambda a: a + 1, {"a": Expr.of(2)}, Expr.of(4)) == ""


def test_a_traced_number_behaves_as_the_number():
    three = Traced(3)
    assert three == 3
    assert three == Expr.of(3)
    assert hash(three) == hash(Expr.of(3))
    assert 2 < three <= 3 < 4
    assert three > 2
    assert three
    assert not Traced(0)
    assert (10, 11, 12, 13)[three] == 13
    assert list(range(three)) == [0, 1, 2]
    assert three.is_integer
    assert three.fraction == 3
    assert untraced([three, (three, 1)]) == (3, (3, 1))
    assert repr(three).startswith("Traced(")
    for broken in (lambda: three + "a", lambda: "a" - three, lambda: three * None, lambda: None / three):
        with pytest.raises(TypeError):
            broken()
    for broken in (
        lambda: "a" + three,
        lambda: three - "a",
        lambda: three / "a",
        lambda: three ** "a",
        lambda: "a" ** three,
    ):
        with pytest.raises(TypeError):
            broken()


numbers = st.fractions(-9, 9, max_denominator=4)


@given(numbers, numbers, numbers)
def test_tracing_changes_no_value(a, b, c):
    def compute(a, b, c):
        return (a - b) * c + abs(b - c) ** 2 - (a + 2 * b) / (1 + c * c)

    plain = compute(*map(Expr.of, (a, b, c)))
    assert compute(*map(Traced, (a, b, c))) == plain


def test_visible_width_is_about_what_tex_sets():
    assert visible("2+3") == 3
    assert visible(r"\frac{10+20}{3}") == 5
    assert visible(r"\left(\frac{2}{3}\right)^{2}") == 4
    assert visible(r"\sqrt{2}") == 2
    assert visible(r"\begin{pmatrix} 1 & 2 \end{pmatrix}") < 25


def test_leaves_alone_are_no_computation():
    assert as_tex(Traced(3).node) == ""


def test_explanations():
    made = Derivation(inputs="x c")

    @made.step(tex=r"\mu", says="mean")
    def mean(x):
        return sum(x) / len(x)

    @made.step(numbers=r"\text{by hand}")
    def by_hand(mean):
        return mean + 1

    @made.step(numbers=lambda x, by_hand: rf"{len(x)} \to {by_hand.fraction}")
    def by_function(by_hand):
        return by_hand + 1

    @made.step
    def kept(mean):
        return mean

    @made.step
    def lost(mean, c):
        return mean / c

    @made.step
    def aside(c):
        return c

    lines = made.explain({"x": (2, 4), "c": 0}, ["by_function", "kept", "lost"])
    assert [line.step for line in lines] == ["mean", "by_hand", "by_function", "kept"]
    assert (lines[0].says, lines[0].formula, lines[0].numbers) == ("mean", r"\mu", r"\frac{2+4}{2}")
    assert (lines[0].result, lines[0].value) == ("3", 3)
    assert lines[1].numbers == r"\text{by hand}"
    assert lines[2].numbers == r"2 \to 4"
    assert lines[3].numbers == ""
