import contextlib
import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.text.parser import parse, parse_strict
from examgen.text.syntax import (
    Binary,
    Call,
    Compare,
    Function,
    Group,
    Index,
    Limits,
    Name,
    Number,
    Text,
    Unary,
    Unreadable,
    parts,
    postorder,
)


def said(node):
    """What a tree says, with all brackets."""
    below = [said(part) for part in parts(node)]
    match node:
        case Number() | Name() | Text():
            return getattr(node, "written", None) or getattr(node, "name", None) or repr(node.text)
        case Call():
            return f"{node.name}({', '.join(below)})"
        case Unary():
            return f"({node.operator}{below[0]})"
        case Binary():
            return f"({below[0]}{node.operator}{below[1]})"
        case Compare():
            return "".join(a + b for a, b in zip(below, (*node.operators, ""), strict=True))
        case Group():
            between = f"{node.separator} ".join(below)
            return {"": "<{}>", "row": "<{}>"}.get(
                node.bracket, f"{node.bracket[:1]}{{}}{node.bracket[1:]}"
            ).replace("{}", between, 1)
        case Index():
            return f"{below[0]}[{below[1]}]"
        case Function():
            return f"{node.parameter}->{below[0]}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # numbers and arithmetic
        ("3/4", "(3/4)"),
        ("-2^2", "(-(2^2))"),
        ("2^3^2", "(2^(3^2))"),
        ("2^-1", "(2^(-1))"),
        ("2**3", "(2^3)"),
        ("1-2-3", "((1-2)-3)"),
        ("1/2*x", "((1/2)*x)"),
        ("2*-3", "(2*(-3))"),
        ("--1", "(-(-1))"),
        ("+1", "1"),
        ("1:3", "(1/3)"),
        ("75%", "(75/100)"),
        ("3½", "(3½)"),
        ("-3½ x", "((-(3½))*x)"),
        ("1.2×10^-3", "(1.2*(10^(-3)))"),
        ("2e^3", "(2*(e^3))"),
        ("≈0.33", "(~0.33)"),
        # products without a sign
        ("2sqrt(3)", "(2*sqrt(3))"),
        ("3π/2", "((3*pi)/2)"),
        ("2(x+1)(x-1)", "((2*((x+1)))*((x-1)))"),
        ("x^2y", "((x^2)*y)"),
        ("e²x", "((e^2)*x)"),
        ("e^2 x", "((e^2)*x)"),
        ("\\dfrac{1}{3}x", "((((1)/(3)))*x)"),
        ("sin x cos x", "(sin(x)*cos(x))"),
        ("ln 2 √3", "(log(2)*sqrt(3))"),
        ("\\ln 2\\,\\sqrt{3}", "(log(2)*sqrt((3)))"),
        ("2√3 x", "((2*sqrt(3))*x)"),
        ("|x||y|", "(abs(x)*abs(y))"),
        # functions and roots
        ("√3/2", "(sqrt(3)/2)"),
        ("1/√2", "(1/sqrt(2))"),
        ("∛8", "root(8, 3)"),
        ("\\sqrt[3]{2}", "root((2), [3])"),
        ("sin^2(x)", "(sin(x)^2)"),
        ("sin²x", "(sin(x)^2)"),
        ("ln 2 + 1", "(log(2)+1)"),
        ("σ(2)", "sigma(2)"),
        ("exp{2}", "exp(2)"),
        ("||x|-1|", "abs((abs(x)-1))"),
        ("e^{-2}", "(e^((-2)))"),
        ("\\frac12", "((1/2))"),
        # lists, vectors, matrices
        ("2, 1", "<2, 1>"),
        ("(2;1)", "(2; 1)"),
        ("-1/2 ; 3", "<((-1)/2); 3>"),
        ("[1 2; 3 4]", "[<1, 2>; <3, 4>]"),
        ("1,2;3,4", "<<1, 2>; <3, 4>>"),
        ("-1 1; 1 1", "<<(-1), 1>; <1, 1>>"),
        ("1 2\n3 4", "<<1, 2>; <3, 4>>"),
        ("[1 2]\n[3 4]", "<[1, 2]; [3, 4]>"),
        ("[[1 2] [3 4]]", "[[1, 2], [3, 4]]"),
        ("[1 -2]", "[1, (-2)]"),
        ("[1 - 2]", "[(1-2)]"),
        ("[1-2]", "[(1-2)]"),
        ("1\n+ 2", "(1+2)"),
        ("1\n+2", "<1; 2>"),
        ("1 +\n 2", "(1+2)"),
        ("6/4\n= 3/2", "(6/4)=(3/2)"),
        ("(1,\n2)", "(1, 2)"),
        ("\\begin{pmatrix}1 & 2\\\\ 3 & 4\\end{pmatrix}", "[<1, 2>; <3, 4>]"),
        ("\\begin{bmatrix}1\\\\2\\\\\\end{bmatrix}", "[1; 2]"),
        ("(2,1)^T", "transpose((2, 1))"),
        ("[1 2]'", "transpose([1, 2])"),
        ("[]", "[]"),
        ("1;", "1"),
        # sets and conditions
        ("(0, 1/3)", "(0, (1/3))"),
        ("]0,1/3[", "(0, (1/3))"),
        ("]0,1]", "(0, 1]"),
        ("[0,1[", "[0, 1)"),
        ("(0,1[", "(0, 1)"),
        ("]-oo;0[ U ]1;oo[", "(((-oo); 0)union(1; oo))"),
        ("(0,1) U {2}", "((0, 1)union{2})"),
        ("(0,1)∪(1,2)∩(0,3)", "(((0, 1)union(1, 2))intersection(0, 3))"),
        ("R \\ {0}", "(R\\{0})"),
        ("R\\\\{0}", "(R\\{0})"),
        ("R \\setminus \\{0\\}", "(R\\{0})"),
        ("0<a<1/3", "0<a<(1/3)"),
        ("a<0 or a>1", "(a<0ora>1)"),
        ("a<0 ∨ a>1 ∧ a<2", "(a<0or(a>1anda<2))"),
        ("x ∈ (0,1)", "xin(0, 1)"),
        ("a ≠ 0", "a!=0"),
        ("{a | a>0}", "{a>0}"),
        ("\\{a \\in \\mathbb{R} : a>0\\}", "{a>0}"),
        ("{a, b}", "{a, b}"),
        ("∅", "empty"),
        # equations and labels
        ("y = 4", "y=4"),
        ("f(x) = 3", "f(x)=3"),
        ("dL/dθ = 50", "(label)=50"),
        ("d/dθ L = 1 = 1", "(label)=1=1"),
        ("2*3 = 6", "(2*3)=6"),
    ],
)
def test_what_students_write(text, meant):
    assert said(parse(text, symbols=["x", "y"])) == meant


@pytest.mark.parametrize(
    ("text", "start", "end", "says"),
    [
        ("1/2x", 0, 4, "two ways"),
        ("1/2 (x+1)", 0, 5, "two ways"),
        ("3/2 sqrt(2)", 0, 8, "two ways"),
        ("e^2x", 0, 4, "two ways"),
        ("10^-2x", 0, 6, "two ways"),
        ("sin x/2", 0, 5, "two ways"),
        ("2 sin x^2", 2, 7, "two ways"),
        ("ln 2x", 0, 5, "two ways"),
        ("ln 2√3", 0, 5, "two ways"),
        ("√3x", 0, 3, "two ways"),
        ("√3^2", 0, 2, "two ways"),
        ("3 1/2", 0, 3, "3 + 1/2"),
        ("2 3", 2, 3, "side by side"),
        ("1 000", 2, 5, "side by side"),
        ("1.2.3", 3, 5, "side by side"),
        ("(1)2", 3, 4, "side by side"),
        ("±3", 0, 1, "two values"),
        ("+-3", 0, 2, "two values"),
        ("5!", 1, 2, "factorials"),
        ("a => 1", 2, 4, ">="),
        ("x -> 3", 2, 4, "arrow"),
        ("", 0, 0, "nothing is written"),
        ("  ", 0, 2, "nothing is written"),
        ("2-", 2, 2, "a value was expected at the end"),
        ("2*/3", 2, 3, "a value was expected before '/'"),
        ("((1)", 0, 1, "never closed"),
        ("1)", 1, 2, "closes nothing"),
        ("{1)", 2, 3, "'{' is closed by ')'"),
        ("(1}", 2, 3, "'(' is closed by '}'"),
        ("|1", 0, 1, "never closed"),
        ("[1,2,]", 5, 6, "a value was expected"),
        ("1,,2", 2, 3, "a value was expected"),
        ("sqrt", 4, 4, "argument of sqrt"),
        ("sqrt +", 5, 6, "argument of sqrt"),
        ("sin^x(2)", 4, 5, "whole number"),
        ("exp^2(3)", 0, 5, "after the brackets"),
        ("\\frac{}{2}", 5, 7, "between the braces"),
        ("\\frac{1,2}{2}", 5, 10, "one value"),
        ('"3"', 0, 3, "quotation marks"),
        ("(0, 1) | a", 7, 8, "never closed"),
        ("1;2 :", 5, 5, "a value was expected at the end"),
        ("(1 2)", 3, 4, "side by side"),
        ("1 ᵀ", 2, 3, "'ᵀ' was not expected"),
        ("1 '", 2, 3, "a prime"),
    ],
)
def test_what_is_not_read_and_where(text, start, end, says):
    with pytest.raises(Unreadable) as caught:
        parse(text, symbols=["x"])
    assert (caught.value.start, caught.value.end) == (start, end)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x[1] + W[2][k + 1]", "(x[1]+W[2][(k+1)])"),
        ("map(i -> i^2, x)", "map(i->(i^2), x)"),
        ('if(counting == "accumulate", a, b)', "if(counting='accumulate', a, b)"),
        ("not a or b and c", "((nota)or(bandc))"),
        ("(0, 1/c)", "(0, (1/c))"),
        ("[a, b]", "[a, b]"),
        ("1 in x", "1inx"),
        ("now()", "now()"),
        ("sqrt(x)", "sqrt(x)"),
        ("[0, 1)", "[0, 1)"),
    ],
)
def test_the_language_of_banks(text, meant):
    assert said(parse_strict(text)) == meant


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2x", "operator"),
        ("x y", "operator"),
        ("x[1, 2]", "one index"),
        ("[1 2]", "operator"),
        ("a ? b", "'?'"),
    ],
)
def test_the_language_of_banks_guesses_nothing(text, says):
    with pytest.raises(Unreadable, match=says.replace("?", "\\?")):
        parse_strict(text)


def test_the_picture_of_a_problem():
    with pytest.raises(Unreadable) as caught:
        parse("1 2\n3 4 ± 1")
    assert caught.value.caret("1 2\n3 4 ± 1") == "3 4 ± 1\n    ^"
    long = "1+" * 300 + "±1"
    with pytest.raises(Unreadable) as caught:
        parse(long)
    shown, carets = caught.value.caret(long).split("\n")
    assert shown[carets.index("^")] == "±"


def test_problems_survive_the_way_between_processes():
    problem = pickle.loads(pickle.dumps(Unreadable("wrong", 2, 5)))
    assert (problem.message, problem.start, problem.end) == ("wrong", 2, 5)


def test_depth_and_size_are_bounded():
    assert said(parse("(" * 50 + "1" + ")" * 50)).count("(") == 50
    for text in ("(" * 70 + "1" + ")" * 70, "-" * 100 + "1", "2^" * 100 + "2", "sin(" * 80 + "1" + ")" * 80):
        with pytest.raises(Unreadable, match="deep"):
            parse(text)
    with pytest.raises(Unreadable, match="deep"):
        parse("sin " * 400 + "1", limits=Limits(depth=10_000))


def test_long_sums_need_no_deep_stack():
    assert len(list(postorder(parse("1" + "+1" * 900)))) == 1801


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 2000, "2^" * 999 + "2", "|" * 2000, "√" * 2000, "a = " * 500 + "1", "[1 " * 600, "x " * 900),
        *(
            "1 2;" * 499 + "1 2",
            "{" * 1000 + "}" * 1000,
            "dL/dx = " * 200 + "1/2x",
            "\\frac" * 300,
            "1\n" * 1000,
        ),
    ],
)
def test_no_text_takes_long(text):
    started = time.process_time()
    for read in (parse, parse_strict):
        with contextlib.suppress(Unreadable):
            read(text, limits=Limits(depth=10**6, nodes=10**6))
    assert time.process_time() - started < 10


PIECES = [
    *"12.,;+-*/^()[]{}|<>=xe²√½≠∪U±'%:~$&_ \n\\",
    *("pi", "sin(", "sqrt", "ln", " in ", " or ", "and", "not ", "->", '"a"', "0.5", "\\{", "\\}", "\\\\"),
    *("\\frac", "\\sqrt", "\\begin{pmatrix}", "\\end{pmatrix}"),
]


@settings(deadline=None)
@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
def test_every_text_is_read_or_refused_with_a_place(text, decimal_comma):
    pictures = []
    for read in (lambda: parse(text, symbols=["x"], decimal_comma=decimal_comma), lambda: parse_strict(text)):
        try:
            spans = [(node.start, node.end) for node in postorder(read())]
        except Unreadable as problem:
            spans = [(problem.start, problem.end)]
            pictures.append(problem.caret(text))
        assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(len(picture.split("\n")) == 2 for picture in pictures)
