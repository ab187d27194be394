"""Code answers: wordings, hidden cases, and two programs of the field with the ways they go wrong."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examgen.answers import code, registry
from examgen.answers._code_values import differs, plain, shown
from examgen.answers._code_wording import same
from examgen.answers.base import Outcome, Spec, Verdict
from examgen.sandbox import machine
from examgen.text.expr import Expr
from examgen.text.values import RealSet, Record, Value


def exact(value: Any) -> Value:
    if isinstance(value, list | tuple):
        return tuple(map(exact, value))
    return Expr.of(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else value


def case(given: Mapping[str, Any], **expected: Any) -> dict[str, object]:
    values: dict[str, object] = {"given": {name: exact(value) for name, value in given.items()}}
    for name, value in expected.items():
        values[name] = {key: exact(one) for key, one in value.items()} if name == "results" else exact(value)
    return values


def spec_of(**options: Any) -> Spec:
    return registry.specify("code", options)


def judged(text: str, spec: Spec) -> tuple[Verdict, Outcome]:
    return registry.judge("a program that nobody writes", text, spec)


# --- wordings

ALIKE = [
    ("x.to('cuda')", 'x.to("cuda")'),
    ("x.to('cuda')", "x = x.to('cuda')"),
    ("x.to('cuda')", "x.to( device = 'cuda' ) ;"),
    ("x.to('cuda')", "`x.to('cuda')`"),
    ("x.to('cuda')", "import torch\nx = x.to(’cuda’)"),
    ("x.to('cuda')", "y: Tensor = x.to('cuda').".rstrip(".")),
    ("x.cuda(0)", "x.cuda(device=0)"),
    ("torch.distributed.all_reduce(g)", "dist.all_reduce(g)"),
    ("torch.distributed.all_reduce(g)", "import torch.distributed as td; td.all_reduce(g)"),
    ("torch.distributed.all_reduce(g)", "from torch.distributed import all_reduce\nall_reduce(tensor=g)"),
    (
        "torch.distributed.all_reduce(g, op=torch.distributed.ReduceOp.AVG)",
        "dist.all_reduce(g, dist.ReduceOp.AVG)",
    ),
    (
        "torch.distributed.all_reduce(g, op=torch.distributed.ReduceOp.SUM), then g /= N",
        "dist.all_reduce(g, op=dist.ReduceOp.SUM)\ng = g / N",
    ),
    ("f(a=1, b=2)", "f(b=2, a=1)"),
    ("np.zeros(3)", "numpy.zeros(3)"),
    ("all_reduce(g), then divide by N", "all_reduce(g) then divide by N"),
]
UNLIKE = [
    ("x.to('cuda')", "x.to('cpu')"),
    ("x.to('cuda')", "x.to('CUDA')"),
    ("x.to('cuda')", "y.to('cuda')"),
    ("x.cuda()", "x.cuda(1)"),
    ("f(a=1, b=2)", "f(a=2, b=1)"),
    ("f(a=1, b=2)", "f(a=1, c=2)"),
    ("f(1, 2)", "f(2, 1)"),
    ("g /= N", "g *= N"),
    ("all_reduce(g, op=SUM), then g /= N", "all_reduce(g, op=SUM)"),
    ("x.to('cuda')", ""),
    ("x.to('cuda')", "x.to('cuda'"),
    ("1", "True"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_wordings_that_say_the_same(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)
    assert judged(other, spec_of(accept=["z()", one]))[0] is Verdict.RIGHT


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_other_wordings_go_to_a_person(one: str, other: str) -> None:
    assert not same(one, other)
    if other:
        verdict, outcome = judged(other, spec_of(accept=[one]))
        assert verdict is Verdict.UNDECIDED
        assert outcome.why == "this is none of the wordings that are known to be right"


# --- the leaky rectifier and its slope

X = [-3, Fraction(-1, 2), 1, Fraction(5, 2)]
ALPHA = Fraction(1, 10)
FORWARD = spec_of(
    function="f",
    arguments=["x"],
    cases=[case({"x": x, "alpha": ALPHA}, expect=x if x > 0 else ALPHA * x) for x in X],
)
SLOPE = spec_of(
    function="df",
    arguments=["x"],
    cases=[case({"x": x, "alpha": ALPHA}, expect=1 if x > 0 else ALPHA) for x in X],
)

LEAKY = [
    "def f(x):\n    if x > 0:\n        return x\n    else:\n        return 0.1 * x",
    "def f(x): return x if x > 0 else alpha*x",
    "def leaky_relu(x, alpha=0.1):\n    return max(alpha * x, x)",
    "f = lambda x: x if x > 0 else x / 10",
    "f(x) = x if x > 0 else 0.1x".replace("0.1x", "0.1*x"),
    "if x > 0:\n    y = x\nelse:\n    y = 0.1*x\nreturn y",
    "if x > 0:\n    y = x\nelse:\n    y = 0.1*x",
    "return np.where(x > 0, x, 0.1 * x)",
    "import numpy as np\ndef f(x):\n    return np.maximum(x, 0) + alpha*np.minimum(x, 0)",
    "def f(x):\\n    return x if x > 0 else 0.1*x",
    "def f(x: float) -> float:\n\ty = x if x ≥ 0 else 0.1 × x\n\treturn y",
    "def helper(x): return 0.1*x\ndef f(x): return x if x > 0 else helper(x)",
    "x if x > 0 else x*0.1",
    "def F(alpha, x):\n    return x if x > 0 else alpha * x",
]


@pytest.mark.parametrize("text", LEAKY)
def test_right_rectifiers(text: str) -> None:
    verdict, outcome = judged(text, FORWARD)
    assert verdict is Verdict.RIGHT, outcome.why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "def f(x): return max(0, x)",
            "for x = -3 your function returns 0; -0.3 is expected (2 of 4 cases pass)",
        ),
        (
            "def f(x): return max(0, 0.1*x)",
            "for x = -3 your function returns 0; -0.3 is expected (0 of 4 cases pass)",
        ),
        ("def f(x): return x * 0.1 if x > 0 else x", "returns -3; -0.3 is expected"),
        ("def f(x):\n    if x > 0: return x", "for x = -3 your function returns nothing; -0.3 is expected"),
        ("def f(x):\n    y = 2\n    return y + z", "stops at line 3: NameError: name 'z' is not defined"),
        ("def f(x): return 'x'", "returns 'x'; -0.3 is expected"),
        ("def f(x): return [x, x]", "returns [-3, -3]; -0.3 is expected"),
        ("def f(x): return f", "your function returns a function"),
        ("def f(x): return f(x)", "RecursionError"),
        ("def f(x): return 'a' * 10**10", "your code needs more than 64 MB"),
        ("def f(x): return x / 0", "stops at line 1: ZeroDivisionError"),
        ("def f(x): return float('nan')", "returns nan; -0.3"),
        ("x = 1\ndef f(): return x", "returns 1; -0.3"),
    ],
)
def test_wrong_rectifiers(text: str, why: str) -> None:
    verdict, outcome = judged(text, FORWARD)
    assert verdict is Verdict.WRONG, outcome
    assert why in outcome.why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("if x > 0 return x else 0.1 x", "this is no Python that could be run at line 1"),
        ("f(x) = { x, x > 0; 0.1x, otherwise }", "this is no Python"),
        ("def g(x): return x\ndef h(x): return x", "several functions|no function 'f' is defined"),
        ("def f(x, y, z): return x", "takes 3 arguments, 1 are given"),
        ("import torch\ndef f(x): return torch.relu(x)", "cannot be run here"),
        ("def f(x):\n    yield x", "cannot be run here"),
        (
            "class Leaky:\n    def __call__(self, x): return x\nf = lambda x: Leaky()(x).y",
            "cannot be run here",
        ),
        ("def f(x): return x if x > 0 else 0.1^x", "'\\^' is no power in Python"),
        ("def f(x):\n    while x: pass\n    return 1", "does not end within 1 s"),
        ("def f(x): return np.fft.fft([x])", "cannot be run here"),
    ],
)
def test_what_a_person_must_see(text: str, why: str) -> None:
    verdict, outcome = judged(text, FORWARD)
    assert verdict is Verdict.UNDECIDED, outcome
    assert any(piece.replace("\\", "") in outcome.why for piece in why.split("|"))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("def df(x): return 1 if x > 0 else 0.1", Verdict.RIGHT),
        ("def derivative(x):\n  if x>0: return 1\n  return alpha", Verdict.RIGHT),
        ("return np.where(x > 0, 1.0, alpha)", Verdict.RIGHT),
        ("return 0.1 + 0.9*(x > 0)", Verdict.RIGHT),
        ("def df(x): return 1 if x > 0 else 0", Verdict.WRONG),
        ("def df(x): return 1 if x > 0 else 0.1*x", Verdict.WRONG),
        ("def df(x): return x > 0", Verdict.WRONG),
    ],
)
def test_slopes(text: str, verdict: Verdict) -> None:
    assert judged(text, SLOPE)[0] is verdict


def test_partial_credit_is_the_share_of_the_cases() -> None:
    spec = Spec("code", {**FORWARD.options, "partial": True})
    verdict, outcome = judged("return x", spec)
    assert (verdict, outcome.credit) == (Verdict.PARTIAL, Fraction(1, 2))
    assert judged("return 7", spec)[0] is Verdict.WRONG


# --- the backward pass of a layer that shifts and scales, in NumPy's notation

L = [[[[1, -2]], [[3, 0]]], [[[2, 5]], [[-1, 4]]]]
A, B = [2, -3], [1, -1]
G = [[[[1, 2]], [[-1, 1]]], [[[0, 3]], [[2, -2]]]]


def gradients() -> dict[str, Any]:
    grad_l = [[[[G[b][x][0][c] * A[c] for c in (0, 1)]] for x in (0, 1)] for b in (0, 1)]
    cells = list(product((0, 1), (0, 1)))
    grad_a = [sum(G[b][x][0][c] * (L[b][x][0][c] + B[c]) for b, x in cells) for c in (0, 1)]
    grad_b = [sum(G[b][x][0][c] * A[c] for b, x in cells) for c in (0, 1)]
    return {"L.grad": grad_l, "A.grad": grad_a, "B.grad": grad_b}


BACKWARD = spec_of(
    cases=[case({"L.value": L, "A.value": A, "B.value": B, "out.grad": G}, results=gradients())]
)

BACKWARDS = [
    """L.grad += out.grad * A.value
A.grad += (out.grad * (L.value + B.value)).sum(axis=(0, 1, 2))
B.grad += (out.grad * A.value).sum(axis=(0, 1, 2))""",
    """import numpy as np
L.grad = out.grad * A.value[None, None, None, :]
A.grad = np.sum(out.grad * (L.value + B.value), axis=(0, 1, 2))
B.grad = A.value * np.sum(np.sum(np.sum(out.grad, 0), 0), 0)""",
    """for c in range(A.value.shape[0]):
    L.grad[:, :, :, c] += out.grad[..., c] * A.value[c]
    A.grad[c] += (out.grad[..., c] * (L.value[..., c] + B.value[c])).sum()
    B.grad[c] += out.grad[:, :, :, c].sum() * A.value[c]""",
    """B_, X, Y, C = L.value.shape
for b in range(B_):
    for x in range(X):
        for y in range(Y):
            for c in range(C):
                L.grad[b, x, y, c] += out.grad[b, x, y, c] * A.value[c]
                A.grad[c] += out.grad[b][x][y][c] * (L.value[b, x, y, c] + B.value[c])
                B.grad[c] += out.grad[b, x, y, c] * A.value[c]""",
    """L.grad += np.einsum('bxyc,c->bxyc', out.grad, A.value)
A.grad += np.einsum('bxyc,bxyc->c', out.grad, L.value + B.value)
B.grad += np.einsum('bxyc,c->c', out.grad, A.value)""",
    """g = out.grad.reshape(-1, len(A.value))
L.grad += out.grad * A.value
A.grad += (g * (L.value.reshape(g.shape) + B.value)).sum(0)
B.grad += g.sum(0) * A.value""",
]


@pytest.mark.parametrize("text", BACKWARDS, ids=range(len(BACKWARDS)))
def test_right_backward_passes(text: str) -> None:
    verdict, outcome = judged(text, BACKWARD)
    assert verdict is Verdict.RIGHT, outcome.why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("+ B.value", "", "A.grad is "),
        ("(out.grad * A.value).sum", "out.grad.sum", "B.grad is "),
        ("axis=(0, 1, 2)", "axis=0", "non-broadcastable output operand with shape (2,)"),
        ("L.grad += out.grad * A.value", "L.grad += out.grad", "L.grad is "),
        ("L.grad += out.grad * A.value", "", "L.grad is [[[[0, 0]], [[0, 0]]]"),
        ("L.grad += out.grad * A.value", "L.grad += out.grad @ A.value", "stops at line 1: ValueError"),
        ("axis=(0, 1, 2)", "axis=(1, 2, 3)", "A.grad is "),
        ("axis=(0, 1, 2)", "axis=(0, 1, 2, 4)", "stops at line 2: ValueError: axis 4 is out of bounds"),
        ("L.value + B.value", "L.value + b", "stops at line 2: NameError: name 'b' is not defined"),
    ],
)
def test_wrong_backward_passes(old: str, new: str, why: str) -> None:
    verdict, outcome = judged(BACKWARDS[0].replace(old, new), BACKWARD)
    assert verdict is Verdict.WRONG, outcome
    assert why in outcome.why, outcome.why


def test_a_shape_that_is_wrong_is_named() -> None:
    text = BACKWARDS[1].replace("axis=(0, 1, 2)", "axis=(0, 1, 2), keepdims=True")
    verdict, outcome = judged(text, BACKWARD)
    assert verdict is Verdict.WRONG
    assert "of shape (1, 1, 1, 2) after your code" in outcome.why


def test_a_function_that_nobody_calls_goes_to_a_person() -> None:
    verdict, outcome = judged("def backward(G):\n    return G", BACKWARD)
    assert (verdict, outcome.why) == (Verdict.UNDECIDED, "your code defines a function that is not called")


# --- the most likely sentence of a Markov language model

P = [
    [
        [0, Fraction(2, 5), Fraction(3, 5)],
        [0, Fraction(1, 5), Fraction(4, 5)],
        [0, Fraction(7, 10), Fraction(3, 10)],
    ],
    [
        [0, Fraction(3, 5), Fraction(2, 5)],
        [0, Fraction(1, 3), Fraction(2, 3)],
        [0, Fraction(1, 10), Fraction(9, 10)],
    ],
    [
        [0, Fraction(3, 5), Fraction(2, 5)],
        [Fraction(2, 5), Fraction(3, 10), Fraction(3, 10)],
        [0, Fraction(1, 10), Fraction(9, 10)],
    ],
]


def best(p: Sequence[Sequence[Any]], steps: int) -> list[int]:
    def likelihood(words: tuple[int, ...]) -> Fraction:
        total = Fraction(1)
        for one, other in zip((0, *words), words, strict=False):
            total *= p[one][other]
        return total

    return list(max(product(range(3), repeat=steps), key=likelihood))


VITERBI = spec_of(
    function="viterbi",
    arguments=["P", "T", "bos"],
    cases=[case({"P": p, "T": t, "bos": 0}, expect=best(p, t)) for p, t in ((P[0], 4), (P[1], 4), (P[2], 2))],
)

DECODERS = [
    """def viterbi(P, T, bos):
    N = len(P)
    delta = [P[bos][j] for j in range(N)]
    back = []
    for t in range(1, T):
        new, pointers = [], []
        for j in range(N):
            scores = [P[i][j] * delta[i] for i in range(N)]
            k = scores.index(max(scores))
            pointers.append(k)
            new.append(scores[k])
        delta = new
        back.append(pointers)
    w = [delta.index(max(delta))]
    for pointers in reversed(back):
        w.insert(0, pointers[w[0]])
    return w""",
    """import numpy as np
def viterbi(P, T, bos):
    delta = np.zeros((T, P.shape[0]))
    a = np.zeros((T, P.shape[0]), dtype=int)
    delta[0] = P[bos]
    for t in range(1, T):
        scores = delta[t - 1][:, None] * P
        delta[t] = scores.max(axis=0)
        a[t] = scores.argmax(axis=0)
    w = np.zeros(T, dtype=int)
    w[-1] = np.argmax(delta[-1])
    for t in range(T - 2, -1, -1):
        w[t] = a[t + 1, w[t + 1]]
    return w""",
    """def viterbi(P, T, bos=0):
    logP = np.log(P)
    paths = {j: (logP[bos, j], [j]) for j in range(len(P))}
    for _ in range(T - 1):
        paths = {
            j: max((s + logP[i, j], path + [j]) for i, (s, path) in paths.items())
            for j in range(len(P))
        }
    return max(paths.values())[1]""",
    """def viterbi(trans, T, start):
    def go(word, left):
        if left == 0:
            return 1, []
        best = (-1, [])
        for j in range(len(trans)):
            p, rest = go(j, left - 1)
            if trans[word][j] * p > best[0]:
                best = (trans[word][j] * p, [j] + rest)
        return best
    return go(start, T)[1]""",
]


@pytest.mark.parametrize("text", DECODERS, ids=range(len(DECODERS)))
def test_right_decoders(text: str) -> None:
    verdict, outcome = judged(text, VITERBI)
    assert verdict is Verdict.RIGHT, outcome.why


@pytest.mark.parametrize(
    ("program", "old", "new", "why"),
    [
        (0, "w = [delta.index(max(delta))]", "w = [N - 1]", "of 3 cases pass"),
        (0, "pointers.append(k)", "pointers.append(delta.index(max(delta)))", "of 3 cases pass"),
        (0, "range(1, T)", "range(1, T - 1)", "of shape (3,)"),
        (0, "P[i][j] * delta[i]", "delta[i]", "of 3 cases pass"),
        (0, "P[i][j]", "P[j][i]", "of 3 cases pass"),
        (0, "return w", "return w[::-1]", "of 3 cases pass"),
        (1, "w[-1] = np.argmax(delta[-1])", "", "of 3 cases pass"),
        (1, "delta[t - 1]", "delta[t]", "of 3 cases pass"),
        (1, "range(T - 2, -1, -1)", "range(len(P) - 2, -1, -1)", "of 3 cases pass"),
        (1, "delta[0] = P[bos]", "delta[0] = P[bos, :, 1]", "stops at line 5: IndexError: too many indices"),
    ],
)
def test_wrong_decoders(program: int, old: str, new: str, why: str) -> None:
    verdict, outcome = judged(DECODERS[program].replace(old, new), VITERBI)
    assert verdict is Verdict.WRONG, outcome
    assert why in outcome.why, outcome.why
    assert "for P = [[0, 0." in outcome.why
    assert "bos = 0" in outcome.why


def test_a_decoder_that_returns_more_goes_to_a_person() -> None:
    verdict, outcome = judged(DECODERS[0].replace("return w", "return w, max(delta)"), VITERBI)
    assert verdict is Verdict.UNDECIDED
    assert "which is among it" in outcome.why


# --- cases and values


def test_several_functions_texts_and_maps() -> None:
    spec = spec_of(
        cases=[
            {**case({"x": 2}, expect=4), "function": "square"},
            {**case({"x": 2}, expect=8), "function": "cube"},
        ]
    )
    assert judged("def square(x): return x*x\ndef cube(x): return x*square(x)", spec)[0] is Verdict.RIGHT
    assert judged("def square(x): return x*x\ndef cube(x): return x", spec)[0] is Verdict.WRONG
    tree = Record.of({"the": Expr.of(-1), "the/red": Expr.of(-2)})
    words = spec_of(function="f", cases=[{"given": {"tree": tree}, "expect": ("the", "red")}])
    text = "def f(tree):\n    return min(tree, key=lambda k: tree[k]).split('/')"
    assert judged(text, words)[0] is Verdict.RIGHT
    counts = spec_of(
        function="f",
        cases=[{"given": {"w": ("a", "b", "a")}, "expect": Record.of({"a": Expr.of(2), "b": Expr.of(1)})}],
    )
    assert judged("def f(w): return {k: w.count(k) for k in w}", counts)[0] is Verdict.RIGHT
    assert judged("def f(w): return {}", counts)[0] is Verdict.WRONG


def test_a_program_may_change_what_it_is_given() -> None:
    spec = spec_of(function="f", cases=[case({"x": [1, 2]}, expect=[2, 2])] * 3)
    assert judged("def f(x):\n    x[0] += 1\n    return x", spec)[0] is Verdict.RIGHT


def test_indices_are_whole_numbers() -> None:
    spec = spec_of(function="f", integers=["k"], cases=[case({"x": [5, 6], "k": [1, 0]}, expect=[6, 5])])
    assert judged("def f(x, k): return [x[i] for i in k]", spec)[0] is Verdict.RIGHT
    assert judged("def f(x, k): return x[k]", spec)[0] is Verdict.RIGHT


@pytest.mark.parametrize(
    ("expected", "given", "told"),
    [
        (Expr.of(Fraction(1, 3)), 0.33333333, ""),
        (Expr.of(Fraction(1, 3)), 0.333, "0.333"),
        (Expr.of(2), True, "True"),
        (Expr.of(1), True, ""),
        (True, 1, ""),
        (True, 2, "2"),
        (exact([1, 2]), [1.0, 2], ""),
        (exact([1, 2]), [[1, 2]], "[[1, 2]] of shape (1, 2)"),
        (exact([1, 2]), [1, "a"], "[1, 'a']"),
        (Expr.of(3), [[3.0]], ""),
        (Expr.of(3), None, "nothing"),
        (Expr.of(3), {"type": "function"}, "a function"),
        (Expr.of(3), 10**400, "a huge whole number"),
        (Expr.of(3), float("inf"), "inf"),
        ("ab", "ab ", ""),
        ("ab", 3, "3"),
        (RealSet.point(1), 1, "1"),
    ],
)
def test_differences(expected: Value, given: Any, told: str) -> None:
    assert differs(expected, given) == told


def test_long_values_are_cut_short() -> None:
    assert len(shown(exact(list(range(1000))))) <= 90
    assert len(differs(Expr.of(1), list(range(10**5)))) <= 130


def test_values_for_the_sandbox() -> None:
    assert plain(exact([[1, 2], [3, 4]])) == {"array": [[2, 2], [1.0, 2.0, 3.0, 4.0], "f"]}
    assert plain(exact([1, 2]), True) == {"array": [[2], [1, 2], "i"]}
    assert plain(exact([[1], [2, 3]]))[1] == {"array": [[2], [2.0, 3.0], "f"]}  # type: ignore[index]
    assert plain(Expr.of(3)) == 3
    assert isinstance(plain(Expr.of(3)), int)
    assert plain(("a", "b")) == ["a", "b"]
    with pytest.raises(ValueError, match="number"):
        plain(Expr.symbol("x"))


@pytest.mark.parametrize(
    "cases",
    ["x", [], [3], [{"given": {}}], [{"given": {}, "expect": 1, "results": {"a": 1}}], [{"expect": 1}]],
)
def test_what_is_no_case(cases: object) -> None:
    with pytest.raises(ValueError, match="expects a list of cases"):
        code.options["cases"].settle(cases)


def test_symbols_cannot_be_run() -> None:
    spec = spec_of(function="f", cases=[{"given": {"x": Expr.symbol("n")}, "expect": Expr.of(1)}])
    verdict, outcome = judged("def f(x): return 1", spec)
    assert (verdict, "the cases cannot be run" in outcome.why) == (Verdict.UNDECIDED, True)


def test_without_a_sandbox_a_person_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(self: object) -> None:
        raise FileNotFoundError("no interpreter")

    monkeypatch.setattr(machine, "_free", [])
    monkeypatch.setattr(machine._Broker, "__init__", absent)
    verdict, outcome = judged("return x", FORWARD)
    assert verdict is Verdict.UNDECIDED
    assert "the code was not run: the sandbox is not there" in outcome.why


HOSTILE = [
    "while True: pass",
    "def f(x):\n    while True: pass",
    "def f(x): return 10**10**10",
    "def f(x): return [0] * 10**10",
    "def f(x):\n    y = []\n    y.append(y)\n    return y",
    "def f(x): return [[x] * 300] * 300",
    "def f(x): raise ValueError('z' * 10**6)",
    "def f(x): return 10**5000",
    "def f(x): return {1: {2: f}}",
    "def f(x): return (lambda: 0).__globals__",
    "import os\ndef f(x): return os.environ",
    "def f(x): return open('/etc/passwd').read()",
    "_sandbox = None\ndef f(x): return x",
    "def _sandbox(x): return x",
    "f = 3",
    "def f(*a, **k): return k",
    "def f(x=f): return x",
    "def x(x): return x",
    "def f(x): return f'{x!r:>{10**9}}'",
    "np = None\nmath = None\ndef f(x): return np",
    "def f(x): return -" + "-" * 5000 + "1",
    "def f(x):\n  try:\n    return f(x)\n  except: return f(x)",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("spec", [FORWARD, BACKWARD, VITERBI], ids=["function", "script", "arrays"])
def test_hostile_code_ends_in_a_verdict(text: str, spec: Spec) -> None:
    started = time.monotonic()
    verdict, outcome = judged(text, spec)
    assert time.monotonic() - started < 15
    assert verdict in (Verdict.WRONG, Verdict.UNDECIDED)
    assert 0 < len(outcome.why) < 700
    assert judged("return x if x > 0 else 0.1*x", FORWARD)[0] is Verdict.RIGHT


pieces = st.sampled_from(
    ["def f(x):", "return ", "x", "if x > 0:", "else:", "\n", "\n    ", "0.1", " * ", " + ", "(", ")", "[", "]", "np.",
     "sum(", "where(", ", ", "lambda x: ", "for i in range(3):", "while x:", " = ", "y", "'a'", "1", "import os", ";"]
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, max_size=25).map("".join))
def test_any_code_ends_in_a_verdict(text: str) -> None:
    for spec in (FORWARD, BACKWARD):
        verdict, outcome = judged(text, spec)
        assert isinstance(verdict, Verdict)
        assert 0 <= outcome.credit <= 1
        assert (outcome.credit == 1) == (verdict is Verdict.RIGHT)


def test_printed_programs_and_hints() -> None:
    assert code.accepted("x = {1: 'a_b'}", spec_of()) == (
        r"\texttt{x = \{1: \textquotesingle{}a\_b\textquotesingle{}\}}",
    )
    assert code.accepted("a\n  b.c", spec_of(accept=["c"])) == (
        r"\texttt{a}\\ \texttt{~~b.\allowbreak{}c}",
        r"\texttt{c}",
    )
    assert code.how_to_write(FORWARD) == "a function f(x) in Python"
    assert code.how_to_write(BACKWARD) == "a few lines of Python"
    assert code.how_to_write(spec_of()) == "a few lines of code"
    assert code.how_to_write(spec_of(accept=["c"])) == "one call, as it is typed"
