import pickle
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import load
from examgen.text.expr import Expr, Undefined
from examgen.text.formula_functions import BUILTINS
from examgen.text.formulas import compile_formula
from examgen.text.place import Place
from examgen.text.show import show

PLACE = Place("bank.yaml", 7, 11)


def vector(*entries):
    return tuple(map(Expr.of, entries))


SCOPE = {
    "x": vector(2, 4, 9),
    "w": vector(1, 2, 3),
    "W": (vector(1, 2), vector(3, 4)),
    "c": Expr.of(3),
    "k": 3,
    "half": Fraction(1, 2),
    "bias": True,
    "counting": "accumulate",
    "return": Expr.of(7),
    "listed": [Expr.of(1), Expr.of(2)],
}


def value(text, **more):
    return compile_formula(text, PLACE).evaluate({**SCOPE, **more})


def refusal(text, **more):
    with pytest.raises(Refused) as caught:
        value(text, **more)
    (found,) = caught.value.diagnostics
    assert (found.place.file, found.place.line) == ("bank.yaml", 7)
    start = found.place.column - PLACE.column
    return text[start : found.place.end - PLACE.column], f"{found.message} ({found.hint})"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("0.1 + 1e2", "1001/10"),
        ("2*-return", "-14"),
        ("k^3*2 - 1", "53"),
        ("k/2", "3/2"),
        ("half*c", "3/2"),
        ("-2^2", "-4"),
        ("1 - 2 - 3", "-4"),
        ("2^3^2", "512"),
        ("sqrt(8)", "2*sqrt(2)"),
        ("e^2", "exp(2)"),
        ("pi/2", "pi/2"),
        ("sigma(log(3))", "3/4"),
        # vectors
        ("c - x", "[1, -1, -6]"),
        ("-x", "[-2, -4, -9]"),
        ("x*w + 1", "[3, 9, 28]"),
        ("2*W", "[[2, 4], [6, 8]]"),
        ("W*[1, 10]", "[[1, 2], [30, 40]]"),
        ("pi*w/12", "[pi/12, pi/6, pi/4]"),
        ("floor((x - 1)/2) + 1", "[1, 2, 5]"),
        ("abs(w - 2)", "[1, 0, 1]"),
        ("x[1] + x[k]", "11"),
        ("W[2][1]", "3"),
        ("[x[2], 2*x[2]]", "[4, 8]"),
        ("listed", "[1, 2]"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]"),
        ("sum(x)", "15"),
        ("sum([])", "0"),
        ("product(x)", "72"),
        ("product([])", "1"),
        ("mean(x)", "5"),
        ("variance(x)", "26/3"),
        ("std([-1, 1])", "1"),
        ("dot(x, w)", "37"),
        ("norm([3, 4])", "5"),
        ("len(x)", "3"),
        ("max(x) - min(x)", "7"),
        ("max(1, k, 2)", "3"),
        ("range(1, k)", "[1, 2, 3]"),
        ("range(2, 1)", "[]"),
        ("ones(k)", "[1, 1, 1]"),
        ("sorted([3, 1, 2])", "[1, 2, 3]"),
        ("reversed(x)", "[9, 4, 2]"),
        ("distinct_values([1, 2, 1])", "[1, 2]"),
        ("count(x)", "3"),
        ("count(map(i -> i > 3, x))", "2"),
        ("transpose(W)", "[[1, 3], [2, 4]]"),
        ("map(i -> i^2 + k, x)", "[7, 19, 84]"),
        ("map(sqrt, [4, 9])", "[2, 3]"),
        ("sum(map(axis -> 1, range(1, k)))/2 - 1/2", "1"),
        ("map(i -> map(j -> i*j, w), [1, 2])", "[[1, 2, 3], [2, 4, 6]]"),
        ("map(x -> x, w)", "[1, 2, 3]"),
        ("round(5/2)", "3"),
        ("round(-5/2)", "-2"),
        ("mod(7, 3)", "1"),
        ("mod(-7, 3)", "2"),
        ("root(8, 3)", "2"),
        # conditions
        ("max(x) <= 9 and min(x) >= -9", "true"),
        ("x[1] != mean(x)", "true"),
        ("1 < k < 2 < 5", "false"),
        ("x == [2, 4, 9]", "true"),
        ("x == [2, 4]", "false"),
        ("0 in x or 4 in x", "true"),
        ("not (0 in x)", "true"),
        ("1/2 in (0, 1)", "true"),
        ("k = 3", "true"),
        ('counting == "accumulate"', "true"),
        ('counting != "minimal" and bias', "true"),
        ("all(map(i -> i > 0, x))", "true"),
        ("any(map(i -> i > 9, x))", "false"),
        ("distinct([x[1], 3])", "true"),
        ("distinct(x*0)", "false"),
        ("is_rational(sqrt(variance([-1, 1]) + 3))", "true"),
        ("is_rational(sqrt(x))", "false"),
        ("is_integer(x)", "true"),
        ("is_integer(x/2)", "false"),
        ("true and not false", "true"),
        # only what is needed
        ("if(bias, 1, 1/0)", "1"),
        ("if(k < 2, 1/0, 2)", "2"),
        ("k > 0 or 1/0 > 0", "true"),
        ("k < 0 and 1/0 > 0", "false"),
        # sets
        ("(0, 1/c)", "(0, 1/3)"),
        ("[0, 1)", "[0, 1)"),
        ("(-oo, 0]", "(-oo, 0]"),
        ("closed(0, 1)", "[0, 1]"),
        ("{1/c, 2}", "{1/3, 2}"),
        ("{}", "{}"),
        ("union((-oo, 0), (1/c, oo))", "(-oo, 0) U (1/3, oo)"),
        ("intersection((0, 2), (1, 3))", "(1, 2)"),
        ("complement({0})", "(-oo, 0) U (0, oo)"),
        ('"minimal"', "minimal"),
    ],
)
def test_values(text, result):
    assert show(value(text)) == result


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("x + y", "y", "unknown name 'y'"),
        ("2 + retrun", "retrun", "did you mean 'return'"),
        ("1 + sqr(2)", "sqr(2)", "did you mean 'sqrt'"),
        ("1 + sin", "sin", "write sin(...)"),
        ("2x", "x", "an operator"),
        ("(1, 2, 3)", "(1, 2, 3)", "[1, 2, 3] for a vector"),
        ("1, 2", "1, 2", "[1, 2, 3] for a vector"),
        ("x[4] + 1", "4", "count from 1 to 3"),
        ("x[0]", "0", "no entry 0"),
        ("x[1/2]", "1/2", "whole number"),
        ("x[counting]", "counting", "whole number"),
        ("k[1]", "k", "no vector"),
        ("1 + (x + [1, 2])", "x + [1, 2]", "2 and 3 entries"),
        ("dot(x, [1])", "dot(x, [1])", "1 and 3 entries"),
        ("std(x, 2)", "std(x, 2)", "one argument, not 2"),
        ("dot(x)", "dot(x)", "two arguments, not 1"),
        ("max()", "max()", "at least one argument"),
        ("if(bias, 1)", "if(bias, 1)", "a condition and two values"),
        ("if(1, 2, 3)", "1", "a condition"),
        ("not k", "k", "a condition"),
        ("bias and k", "k", "a condition"),
        ("x < 2", "x < 2", "max(x) or min(x)"),
        ("counting < 2", "counting < 2", "does not fit"),
        ("counting + 1", "counting + 1", "does not fit"),
        ("-counting", "-counting", "does not fit"),
        ("1 in k", "1 in k", "does not fit"),
        ("sum(3)", "sum(3)", "a vector is expected"),
        ("mean([])", "mean([])", "no mean"),
        ("max([])", "max([])", "no largest"),
        ("any(x)", "any(x)", "conditions"),
        ("transpose(x)", "transpose(x)", "a matrix"),
        ("transpose([[1], [2, 3]])", "transpose([[1], [2, 3]])", "a matrix"),
        ("range(1, 10^9)", "range(1, 10^9)", "more than"),
        ("is_rational(bias)", "is_rational(bias)", "does not fit"),
        ("union(1, 2)", "union(1, 2)", "does not fit"),
        ("complement(1)", "complement(1)", "does not fit"),
        ("(0, x)", "(0, x)", "does not fit"),
        ("{x}", "{x}", "does not fit"),
        ("(0, 1) + 1", "(0, 1) + 1", "does not fit"),
        ("1 + oo", "1 + oo", "does not fit"),
        ("map(k, x)", "k", "a function"),
        ("map(dot, x)", "dot", "a function"),
        ("map(i -> i, k)", "k", "a vector"),
        ("map(x)", "map(x)", "a function and a vector"),
        ("i -> i", "i -> i", "only stand in map"),
        ("~k", "~k", "no meaning"),
        ("k ~ 3", "k ~ 3", "write =="),
        ("(0,1) ∪ (2,3)", "(0,1) ∪ (2,3)", "union(a, b)"),
        ("1 +", "", "a value was expected"),
        ("x[1", "[", "never closed"),
        ("k @ 3", "@", "no place"),
    ],
)
def test_what_is_wrong_and_where(text, where, says):
    found, message = refusal(text)
    assert (found or "").strip() == where
    assert says in message


def test_infinity_alone_is_no_value():
    assert "interval" in refusal_at_all("-oo")


def refusal_at_all(text):
    with pytest.raises(Refused) as caught:
        value(text)
    return str(caught.value)


@pytest.mark.parametrize("text", ["1/0", "1/(k - 3)", "log(0)", "sqrt(-1)", "mean([1])/sum([])"])
def test_results_that_do_not_exist_are_left_to_the_caller(text):
    with pytest.raises(Undefined):
        value(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("theta0 + alpha*score", {"theta0", "alpha", "score"}),
        ("map(i -> i + c, x)", {"c", "x"}),
        ("map(x -> x, x)", {"x"}),
        ("if(bias, pi, e) + oo_1", {"bias", "oo_1"}),
        ("sum(map(sqrt, x))", {"x"}),
        ('counting == "minimal"', {"counting"}),
        ("true", set()),
    ],
)
def test_the_names_that_a_formula_needs(text, names):
    assert compile_formula(text, PLACE).names == names


def test_formulas_are_values():
    one, same, other = (compile_formula(text, PLACE) for text in ("a + 1", "a + 1", "a + 2"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != "a + 1"
    assert repr(one) == "Formula('a + 1')"
    assert pickle.loads(pickle.dumps(one)).evaluate({"a": 1}) == 2


def test_problems_in_folded_texts_are_found_through_the_file():
    node = load("check: >-\n  1 +\n  sqr(2)\n", "bank.yaml").at("check")
    with pytest.raises(Refused) as caught:
        compile_formula(node.value, node.place, node.locate)
    assert str(caught.value.diagnostics[0].place) == "bank.yaml:3:3"
    with pytest.raises(Refused) as caught:
        compile_formula(node.value, node.place)
    assert caught.value.diagnostics[0].place == node.place  # it does not fit on the first line


class Tally:
    """A number of another kind, that counts what is done with it."""

    def __init__(self, number, done=()):
        self.number, self.done = number, done

    def apply(self, name, args):
        return Tally(self.number, (*self.done, name))

    def __add__(self, other):
        return Tally(self.number + int(other), (*self.done, "+"))

    def __rmul__(self, other):
        return Tally(self.number * int(other), (*self.done, "*"))

    def __gt__(self, other):
        return self.number > int(other)


def test_formulas_work_on_whatever_numbers_they_are_given():
    result = value("sqrt(2*t + 1)", t=Tally(4))
    assert (result.number, result.done) == (9, ("*", "+", "sqrt"))
    assert value("if(t > 3, map(exp, [t]), 0)", t=Tally(4))[0].done == ("exp",)
    with pytest.raises(TypeError):
        value("t/2", t=Tally(4))
    with pytest.raises(TypeError):
        value("(0, t)", t=Tally(4))


def test_long_formulas_need_no_deep_stack():
    assert value("k" + " + k" * 900) == 2703


def test_functions_say_how_many_arguments_they_take():
    assert all(builtin.takes for builtin in BUILTINS.values())


@settings(deadline=None)
@given(st.text() | st.text(alphabet='xkW0123456789.,+-*/^()[]{}<>=! "andornotifsummap->'))
def test_any_text_is_a_formula_or_refused(text):
    with suppress(Refused, ArithmeticError):
        compile_formula(text, PLACE).evaluate(SCOPE)


@settings(deadline=None)
@given(st.lists(st.fractions(), min_size=1, max_size=6), st.fractions())
def test_the_variance_is_the_biased_one(entries, shift):
    x = vector(*entries)
    mean = sum(entries, Fraction(0)) / len(entries)
    assert value("variance(x)", x=x) == sum((entry - mean) ** 2 for entry in entries) / len(entries)
    assert value("variance(x + s) == variance(x)", x=x, s=Expr.of(shift)) is True


def test_a_sign_is_a_value_without_brackets_and_a_function_with_them():
    assert value("sign*sign(c - 4)", sign=Expr.of(-1)) == 1
    assert compile_formula("sign + 1", PLACE).names == {"sign"}
    assert value("map(sign, [-2, 5])") == vector(-1, 1)
    with pytest.raises(Refused, match="'sum' is a function"):
        compile_formula("sum + 1", PLACE)
