import contextlib
import time
from fractions import Fraction

import expressions
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from examgen.text.balls import same
from examgen.text.expr import Expr, TooLarge, Undecided, Undefined
from examgen.text.lower import to_expr, to_matrix, to_realset, to_value, to_vector, to_written
from examgen.text.parser import parse, parse_strict
from examgen.text.show import show
from examgen.text.syntax import Limits, Unreadable
from examgen.text.values import RealSet


def refusal(read, text, symbols=(), **options):
    with pytest.raises(Unreadable) as caught:
        read(parse(text, symbols=symbols, **options), symbols=symbols)
    return text[caught.value.start : caught.value.end], caught.value.message


@pytest.mark.parametrize(
    ("text", "value", "approximate", "literal"),
    [
        ("3/4", "3/4", False, None),
        ("6", "6", False, None),
        ("0.75", "3/4", True, "0.75"),
        ("-.750", "-3/4", True, "-.750"),
        ("-(-0.5)", "1/2", True, "0.5"),
        ("1.2e-3", "3/2500", True, "1.2e-3"),
        ("1.20×10^{-3}", "3/2500", True, "1.20e-3"),
        ("-1.2x10^-3", "-3/2500", True, "-1.2e-3"),
        ("12*10^-1", "6/5", False, "12e-1"),
        ("1e2*10^3", "100000", True, None),
        ("1.5*10^0.5", "3*sqrt(10)/2", True, None),
        ("1.5*10^(1,2)", None, None, None),
        ("0.5 + 1", "3/2", True, None),
        ("≈ 0.33", "33/100", True, "0.33"),
        ("(0.5)", "1/2", True, "0.5"),
        ("2sqrt(3)", "2*sqrt(3)", False, None),
        ("σ(ln 3)", "3/4", False, None),
        ("π/2 + 4", "pi/2 + 4", False, None),
        ("sin(π/6)", "1/2", False, None),
        ("∛8 + root(16, 4)", "4", False, None),
        ("12/(1+e^6)", "12/(1 + exp(6))", False, None),
        ("|−3|", "3", False, None),
        ("[3]", "3", False, None),
        ("{3}", "3", False, None),
        ("2[1+2]", "6", False, None),
        ("75%", "3/4", False, None),
        ("-3½", "-7/2", False, None),
        ("1/3.", "1/3", False, None),
        # equations
        ("y = 4", "4", False, None),
        ("e = 4", None, None, None),
        ("f(x) = 3", "3", False, None),
        ("dL/dθ = 50", "50", False, None),
        ("∂L/∂θ = 0.5", "1/2", True, "0.5"),
        ("a = b = 3", "3", False, None),
        ("2*3 = 6", "6", False, None),
        ("2*3 = 7", None, None, None),
        ("3/4 = 0.75", "3/4", True, "0.75"),
        ("1/3 = 0.33", "1/3", False, None),
        ("2/3 = 0.66", "2/3", False, None),
        ("2/3 = 0.67", "2/3", False, None),
        ("1/3 = 0.34", None, None, None),
        ("-1/3 = -(0.33)", "-1/3", False, None),
        ("1/3 = 0.3*10^1000", None, None, None),
        ("12/(1+e^6) ≈ 0.0297", "12/(1 + exp(6))", False, None),
        ("1200 e = 3.262×10^3", "1200*exp(1)", False, None),
        ("x = 12/(1+e^6) = 0.030", "12/(1 + exp(6))", False, None),
        ("x = 12/(1+e^6) = 0.031", None, None, None),
        ("0.33 = 0.333", "333/1000", True, "0.333"),
        ("2a = 3", None, None, None),
        ("|a| = 3", None, None, None),
        ("(1,2) = 3", None, None, None),
    ],
)
def test_numbers_and_how_they_are_written(text, value, approximate, literal):
    if value is None:
        with pytest.raises(Unreadable):
            to_written(parse(text))
        return
    written = to_written(parse(text))
    assert (show(written.value), written.approximate, written.literal) == (value, approximate, literal)
    assert to_expr(parse(text)) == written.value


def test_decimal_commas_are_written_down_as_points():
    written = to_written(parse("-0,750", decimal_comma=True))
    assert (written.value.fraction, written.literal) == (Fraction(-3, 4), "-0.750")
    assert to_expr(parse("0,33 = 1/3", decimal_comma=True)).fraction == Fraction(1, 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1-3α", "1 - 3*alpha"),
        ("rho = 1 - 3 alpha", "1 - 3*alpha"),
        ("|1-αx|", "abs(1 - alpha*x)"),
        ("αα", "alpha^2"),
    ],
)
def test_expressions_in_declared_symbols(text, value):
    symbols = ["alpha", "x"]
    assert show(to_expr(parse(text, symbols=symbols), symbols=symbols)) == value


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("1,234", "1,234", "digits without groups"),
        ("(1,2)", "(1,2)", "these are 2"),
        ("(0,1) U (1,2)", "(0,1) U (1,2)", "this is a set"),
        ("2 + 1/0", "1/0", "division by zero"),
        ("1 + sqrt(-1)", "sqrt(-1)", "root of a negative"),
        ("3ln 0", "ln 0", "logarithm"),
        ("9^9^9", "9^9^9", "too many digits"),
        ("2 alfa", "alfa", "did you mean alpha"),
        ("w = 2 m", "m", "no meaning"),
        ("2 alpha = 0.5", "2 alpha = 0.5", "not equal"),
        ("f(3)", "f(3)", "no function 'f'"),
        ("sqrt(1,2)", "sqrt(1,2)", "one number"),
        ("root(8)", "root(8)", "two numbers"),
        ("sqrt([1,2])", "sqrt([1,2])", "one number"),
        ("oo", "oo", "infinity"),
        ("1 + oo", "oo", "infinity"),
        ("a < 1", "a < 1", "condition"),
        ("(2 < 3) + 1", "2 < 3", "condition"),
        ("{}", "{}", "empty"),
        ("(1, true)", "true", "no meaning"),
    ],
)
def test_what_is_no_number_and_where(text, where, says):
    found, message = refusal(to_expr, text, symbols=["alpha"])
    assert found == where
    assert says in message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, "[2, 1]")
            for text in ("[2,1]", "(2,1)", "(2;1)", "2, 1", "[2 1]", "(2,1)^T", "x = [2, 1]", "2\n1")
        ),
        *(
            (text, "[2, 1]")
            for text in ("[[2],[1]]", "[[2,1]]", "\\begin{pmatrix}2\\\\1\\end{pmatrix}", "⟨2,1⟩")
        ),
        *(
            (text, "[2, 1]")
            for text in ("(x,y) = (2,1)", "[[2],[1]]^T", "2[1, 1/2]", "[4,2]/2", "[1,1] + [1,0]")
        ),
        ("-1/2 ; 3", "[-1/2, 3]"),
        ("-[1,2]", "[-1, -2]"),
        ("(π/2 + 4; π + 2)", "[pi/2 + 4, pi + 2]"),
        ("7", "[7]"),
    ],
)
def test_vectors(text, value):
    assert show(to_vector(parse(text))) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{2,1}", "no order"),
        ("[2,1)", "must match"),
        ("[[1,2],[3,4]]", "2 rows and 2 columns"),
        ("[[1,2],[3]]", "1 and 2 entries"),
        ("[1,[2,3]]", "rows of numbers"),
        ("[]", "empty"),
        ("(2, oo)", "infinity"),
        ("[1,2]*[3,4]", "multiplied by a number"),
        ("[1,2] + [1,2,3]", "vectors can be added"),
        ("2/[1,2]", "vectors can be added"),
        ("(1,2) = (1,2)", "one answer"),
        ("a < 1", "condition"),
    ],
)
def test_what_is_no_vector(text, says):
    assert says in refusal(to_vector, text)[1]


def test_vectors_with_a_decimal_comma_need_semicolons():
    assert show(to_vector(parse("(2,5; 1,5)", decimal_comma=True))) == "[5/2, 3/2]"
    assert "semicolons" in refusal(to_vector, "(2,1)", decimal_comma=True)[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, "[[-1, 1], [1, 1]]")
            for text in (
                "[[-1,1],[1,1]]",
                "[ [−1,1],[1,1] ]",
                "[-1 1; 1 1]",
                "-1 1; 1 1",
                "-1,1;1,1",
                "-1 1\n1 1",
                "((-1,1),(1,1))",
                "[-1,1],[1,1]",
                "[-1 1]\n[1 1]",
                "J = [-1 1; 1 1]",
                "\\begin{bmatrix}-1&1\\\\1&1\\end{bmatrix}",
                "\\left[\\begin{array}{cc}-1 & 1\\\\1&1\\end{array}\\right]",
                "1/2*[[-2,2],[2,2]]",
            )
        ),
        ("[[1,2],[3,4]]^T", "[[1, 3], [2, 4]]"),
        ("[1,2]", "[[1, 2]]"),
        ("[1;2]", "[[1], [2]]"),
        ("1;2", "[[1], [2]]"),
        ("3", "[[3]]"),
    ],
)
def test_matrices(text, value):
    assert show(to_matrix(parse(text))) == value


@pytest.mark.parametrize("text", ["[1 2; 3]", "[[1,2],[3,[4]]]", "{{1,2},{3,4}}", "[[1,2],3]"])
def test_what_is_no_matrix(text):
    refusal(to_matrix, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, "(0, 1/3)")
            for text in (
                "(0, 1/3)",
                "(0; 1/3)",
                "]0,1/3[",
                "0<a<1/3",
                "1/3 > t > 0",
                "0<α<1/3",
                "α ∈ (0; 1/3)",
                "alpha in (0,1/3)",
                "\\alpha_{\\text{converge}} \\in \\left(0,\\tfrac13\\right)",
                "a>0 and a<1/3",
                "a>0 ∧ 3a<1",
                "|1-6a|<1",
                "1 > |6a-1|",
                "{x | 0<x<1/3}",
                "(0,1) ∩ (-1,1/3)",
                "f(x) = (0, 1/3)",
                "-oo < 0 < a < 1/3",
                "0 < a < 1/3 < oo",
            )
        ),
        ("[0,1/3)", "[0, 1/3)"),
        ("a>1/3", "(1/3, oo)"),
        ("1-3a≥0", "(-oo, 1/3]"),
        ("{1/3}", "{1/3}"),
        ("1/3", "{1/3}"),
        ("[1/3,1/3]", "{1/3}"),
        ("a=1/3", "{1/3}"),
        ("2a = 2/3", "{1/3}"),
        ("a ≈ 0.25", "{1/4}"),
        ("a = (0,1)", "(0, 1)"),
        ("{-1/2, 1/2}", "{-1/2, 1/2}"),
        ("w = -1/2 or w = 1/2", "{-1/2, 1/2}"),
        ("-1/2 and 1/2", "{-1/2, 1/2}"),
        ("{w, w'} = {-1/2, 1/2}", "{-1/2, 1/2}"),
        ("|a| = 1/2", "{-1/2, 1/2}"),
        ("|a| = -1", "{}"),
        ("|a| != 1", "(-oo, -1) U (-1, 1) U (1, oo)"),
        ("|1-6a| >= 1", "(-oo, 0] U [1/3, oo)"),
        ("(0,1/3) U (1/2,1)", "(0, 1/3) U (1/2, 1)"),
        ("(0,1/3), (1/2,1)", "(0, 1/3) U (1/2, 1)"),
        ("a<0 or a>1/3", "(-oo, 0) U (1/3, oo)"),
        ("a<0 or (1/3, oo)", "(-oo, 0) U (1/3, oo)"),
        ("]-∞;0[ U ]1/3;+∞[", "(-oo, 0) U (1/3, oo)"),
        *(
            (text, "(-oo, 0) U (0, oo)")
            for text in ("a ≠ 0", "R \\ {0}", "R\\{0}", "R\\\\{0}", "R - {0}", "ℝ∖{0}")
        ),
        *((text, "{}") for text in ("∅", "{}", "\\emptyset", "a < 0 and a > 1", "0 < a < -1")),
        *((text, "(-oo, oo)") for text in ("R", "(-oo, inf)", "a in R", "a < oo", "-oo < a < oo")),
        ("(0,oo]", "(0, oo)"),
        ("a = a", "(-oo, oo)"),
        ("a < a + 1", "(-oo, oo)"),
        ("a > a", "{}"),
        ("a >= a or a < a", "(-oo, oo)"),
        ("[1/3]", "{1/3}"),
        ("(|a|) < 1", "(-1, 1)"),
    ],
)
def test_sets_of_reals(text, value):
    assert show(to_realset(parse(text))) == value


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("1/3, 1/2", "1/3, 1/2", "single points"),
        ("(1/3, 0)", "(1/3, 0)", "lower end"),
        ("(1,1)", "(1,1)", "lower end"),
        ("(1,2,3)", "(1,2,3)", "two ends"),
        ("(oo, 1)", "oo", "an end"),
        ("(0, {1})", "{1}", "an end"),
        ("(0,1) and (2,3)", "(0,1) and (2,3)", "write U"),
        ("a>0, a<1", "a>0, a<1", "'and' or 'or'"),
        ("a^2<1", "a^2<1", "only linear"),
        ("1/a<2", "1/a<2", "only linear"),
        ("a>0 and b<1", "b<1", "the unknown was a"),
        ("a>0 and b in (0,1)", "b in (0,1)", "the unknown was a"),
        ("a < b", "a < b", "one unknown"),
        ("0<1/3", "0<1/3", "there is none"),
        ("a>oo", "a>oo", "no number"),
        ("(0, c)", "c", "no meaning"),
        ("{(0,1)}", "(0,1)", "between the braces"),
        ("a < (0,1)", "a < (0,1)", "both sides"),
        ("2 in (0,1)", "2 in (0,1)", "one unknown and one set"),
        ("0 < a in (0,1)", "(0,1)", "a set was expected"),
        ("oo", "oo", "infinity"),
        ("x", "x", "no meaning"),
    ],
)
def test_what_is_no_set_and_where(text, where, says):
    found, message = refusal(to_realset, text)
    assert found == where
    assert says in message


def test_ends_may_contain_declared_symbols():
    def read(text, **options):
        return show(to_realset(parse(text, symbols=["c"]), symbols=["c"], **options))

    assert read("(0, 2/c)") == "(0, 2/c)"
    assert read("a < 2/c") == "(-oo, 2/c)"
    assert read("a < 2/c", variable="a") == "(-oo, 2/c)"
    with pytest.raises(Unreadable):
        read("b < 2", variable="a")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", Expr.of(3)),
        ("log(3)", None),
        ("2*3 = 6", Expr.of(6)),
        ("[2,4]", (Expr.of(2), Expr.of(4))),
        ("[2]", (Expr.of(2),)),
        ("1, 2, 3", None),
        ("x = [1,2]", (Expr.of(1), Expr.of(2))),
        ("[[1,2],[3,4]]", None),
        ("[[1,2]]", ((Expr.of(1), Expr.of(2)),)),
        ("1;2", ((Expr.of(1),), (Expr.of(2),))),
        ("(0,1)", RealSet.interval(0, 1)),
        ("[0,1)", RealSet.interval(0, 1, True, False)),
        ("{1}", RealSet.point(1)),
        ("x > 1", RealSet.interval(1, None)),
        ("y = (0,1)", RealSet.interval(0, 1)),
        ("R", RealSet.reals()),
        ("{}", RealSet.empty()),
        ("true", True),
        ("false", False),
    ],
)
def test_values_of_any_sort(text, value):
    found = to_value(parse(text))
    assert type(found) is type(value) or value is None
    assert value is None or found == value


def test_texts_are_values_in_the_language_of_banks():
    assert to_value(parse_strict('"minimal"')) == "minimal"
    with pytest.raises(Unreadable):
        to_value(parse_strict('["minimal"]'))


@settings(deadline=None)
@given(expressions.formulas)
def test_what_is_shown_is_read_back(tree):
    try:
        value = expressions.exactly(tree)
    except (Undefined, Undecided, TooLarge):
        assume(False)
    limits = Limits(characters=10**5, depth=100, nodes=10**5, digits=5000)
    text = show(value)
    again = to_expr(parse(text, symbols=["x", "y"], limits=limits), symbols=["x", "y"])
    assert again == value or same(again, value).equal is not False


@settings(deadline=None)
@given(st.lists(st.tuples(st.fractions(), st.fractions(), st.booleans(), st.booleans()), max_size=5))
def test_sets_that_are_shown_are_read_back(ends):
    pieces = [RealSet.interval(min(a, b), max(a, b), left, right) for a, b, left, right in ends]
    whole = RealSet(tuple(piece for one in pieces for piece in one.pieces))
    for one in (whole, whole.complement()):
        assert to_realset(parse(show(one))) == one


@settings(deadline=None)
@given(st.lists(st.lists(st.fractions(), min_size=2, max_size=2), min_size=2, max_size=4))
def test_vectors_and_matrices_that_are_shown_are_read_back(rows):
    matrix = tuple(tuple(map(Expr.of, row)) for row in rows)
    assert to_matrix(parse(show(matrix))) == matrix
    assert to_vector(parse(show(matrix[0]))) == matrix[0]
    assert to_value(parse(show(matrix))) == matrix


PIECES = [
    *"12,;+-*/^()[]{}|<>=xe²≈U ",
    *("10", "1/3", "0.5", "pi", "oo", "sin(", "sqrt(", "ln(", "exp(", " in ", " or ", " and ", "√2", "9^9"),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*PIECES, " "]), max_size=20).map("".join))
def test_every_formula_has_a_value_or_a_reason_quickly(text):
    try:
        syntax = parse(text, symbols=["x"])
    except Unreadable:
        return
    spans = []
    started = time.process_time()
    for read in (to_written, to_vector, to_matrix, to_realset, to_value):
        try:
            read(syntax, symbols=["x"])
        except Unreadable as problem:
            spans.append((problem.start, problem.end))
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "text",
    [
        *(
            "9^9^9^9",
            "(1+x+x^2)^200",
            "sqrt(10^399+7)",
            "ln(10^399+7)",
            "exp(exp(exp(exp(5))))",
            "sin(10^390)",
        ),
        *(
            "(1+sqrt2+sqrt3+sqrt5+sqrt7)^100",
            "1e400*1e400*1e400",
            "exp(1)=exp(1+1/10^390)",
            "floor(10^300 pi)",
        ),
        *("1" + "+1" * 900, "sqrt(" * 50 + "2" + ")" * 50, "tan(1e300)", "x^x^x^x"),
        "*".join(f"(1+x^{i})" for i in range(1, 60)),
    ],
)
def test_no_formula_takes_long(text):
    started = time.process_time()
    for read in (to_written, to_realset):
        with contextlib.suppress(Unreadable):
            read(parse(text, symbols=["x"]), symbols=["x"])
    assert time.process_time() - started < 10
