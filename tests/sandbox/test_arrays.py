"""Arrays in the sandbox against NumPy: the same text, run there and here."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examgen.sandbox import machine, reading
from examgen.sandbox.machine import Fault, Session
from examgen.sandbox.program import as_script

SETUP = """
import numpy as np
a = np.array([[1.5, -2.0, 3.0], [0.0, 4.0, -5.5]])
b = np.array([2.0, -1.0, 0.5])
c = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
t = np.arange(24.0).reshape(2, 3, 2, 2) - 7
k = np.array([2, 0, 1])
m = np.array([True, False, True])
"""

EXPRESSIONS = """
a + b; a - 1; 1 - a; 2 * a; a / 2; 2 / c; a // 2; a % 3; c ** 2; 2 ** c; -a; +a; abs(a); a * a[0]
a[:, :1] * b
a.shape; a.ndim; a.size; len(a); t.shape; a.T; a.T.shape; t.transpose(0, 2, 3, 1)
t.transpose((3, 2, 1, 0)).shape
a @ b; b @ c; a @ c; b @ b; np.dot(a, b); a.dot(c); np.matmul(t, t)[1, 2]; np.outer(b, b); np.inner(b, b)
a[0]; a[-1]; a[1, 2]; a[1][2]; a[:, 1]; a[:, 1:]; a[::-1]; a[..., 0]; a[:, None].shape; b[:, np.newaxis] * b
a[0, ::2]
b[::-1]; b[-2:]; b[5:]; b[:-1]; t[:, 1]; t[1, :, 0]; t[..., 1, :].shape; t[0, ..., 0]
a[None, ..., None].shape; b[2:0:-1]
a[a > 0]; b[m]; b[[0, 2]]; b[k]; a[[0, 1], [2, 1]]; a[:, [0, 2]]; a[[1, 0]]; a[a > 100]; t[:, k].shape
t[0, k, 1]; a[m[:2]]
t[:, :, [0, 1], [1, 0]]; t[[0, 1], :, 0].shape; t[0, :, [0, 1]].shape; a[np.array([[0, 1], [1, 0]])].shape
a[:, m]
a > 0; a >= b; a == a; a != b; (a > 0) & (a < 4); (a > 0) | (a < -2); ~(a > 0); 0 < 3 < 5
b[0] < b[2] < b[1]; a < b[:1]
a.sum(); a.sum(axis=0); a.sum(axis=1); a.sum(axis=-1, keepdims=True); t.sum(axis=(0, 2, 3))
np.sum(t, axis=(0, 1, 2))
np.sum(a, 0); a.mean(); a.mean(axis=0); a.max(); a.max(axis=1); a.min(axis=0)
np.max(a, axis=0, keepdims=True); a.prod()
a.argmax(); a.argmax(axis=1); np.argmin(a, axis=0); np.argmax(b); a.var(); a.std(axis=0); a.var(ddof=1)
np.var(a, axis=1)
a.any(); (a > 0).all(); (a > 0).any(axis=0); np.all(a < 9); (a > 0).sum(); (a > 0).mean(); a.cumsum()
np.cumsum(a, axis=1)
np.exp(b); np.log(c); np.sqrt(c); np.tanh(a); np.sign(a); np.abs(a); np.square(a); np.log(np.array([0.0]))
np.exp(1000.0)
np.maximum(a, 0); np.minimum(a, b); np.maximum(0, 3); np.where(a > 0, a, 0.1 * a); np.where(a > 0, 1, 0)
np.clip(a, -1, 1)
np.zeros(3); np.zeros((2, 2)); np.ones((2, 1)); np.full((2, 2), 7.0); np.eye(3); np.zeros_like(a)
np.ones_like(k); np.arange(4)
np.arange(1, 2, 0.25); np.linspace(0, 1, 5); np.array([[1, 2], [3, 4]]); np.array([1, 2.5])
np.array([True, False]) + 1; np.identity(2)
a.reshape(3, 2); a.reshape(-1); a.reshape((6, 1)); a.ravel(); a.flatten(); np.reshape(a, (1, -1))
a.T.reshape(-1); a.tolist()
np.concatenate([a, a]); np.concatenate([a, a], axis=1); np.stack([b, b]); np.stack([b, b], axis=1)
np.vstack([b, a]); np.hstack([b, b])
np.einsum("ij,j->i", a, b); np.einsum("ij->j", a); np.einsum("bcij,bcij->c", t, t); np.einsum("ij,jk", a, c)
np.einsum("ii", c[:2])
np.expand_dims(b, 0).shape; np.squeeze(a[:1]); a.squeeze().shape; np.swapaxes(t, 0, 3).shape
np.moveaxis(t, 1, -1).shape; np.flip(b)
np.sort(b); np.argsort(b); np.sort(a, axis=0); np.diag(c[:2]); np.diag(b); np.trace(c[:2]); np.tril(c)
np.triu(c); np.repeat(b, 2)
np.tile(b, 2); np.repeat(a, 2, axis=1); np.linalg.norm(b); np.linalg.norm(a); np.linalg.norm(a, axis=1)
np.nonzero(b > 0)[0]; np.where(b > 0)[0]
np.isclose(b, b + 1e-9); np.allclose(a, a); np.array_equal(a, a); np.logical_and(a > 0, a < 2)
np.heaviside(a, 0.5); np.power(c, 2)
np.broadcast_to(b, (2, 3)); k + k; k * 2; k / 2; k // 2; k ** 2; k.sum(); k.mean(); b[k[0]]; [x for x in b]
[list(r) for r in a]
list(zip(b, k)); sum(b); max(b); min(b); sorted(b); 3 in b; b.copy(); a.astype(int); np.round(a / 3, 2)
np.float64(3); np.mean(b ** 2)
np.pi; np.inf; -np.inf; np.log(0.0); np.array([1.0, -1.0, 0.0]) / 0; np.sqrt(np.array([-1.0]))
np.array([3]) / np.array([0]); np.e
[1, 2] + b[:2]; b[:2] * [1, 2]; (2, 3) * b[:2]; np.sum([[1, 2], [3, 4]], axis=0); np.max([1, 5, 2])
float(b[0]); int(k[0]); bool(b[:1] > 0)
not b[:1] > 5; (b > 0).astype(float); 1 if b[0] > 0 else 2; np.argmax([[1, 3], [5, 2]], axis=1)
np.ones((2, 3)) @ np.ones((3,)); a.clip(0, 2)
np.log1p(c); np.expm1(b); np.floor(a); np.ceil(a); np.subtract(a, b); np.multiply(a, b); np.divide(a, 2)
np.negative(b); np.greater(a, 0)
np.prod(b); np.cumprod(b); np.amax(a); np.absolute(b); np.shape(a); np.ndim(t); np.size(t); np.isnan(b)
np.isinf(b / 0); np.add(b, 1)
np.array([[1.0, 2.0]]).T; np.array([]).shape; np.zeros((0, 3)).shape; np.zeros((0, 3)).sum(axis=0)
np.array([[]]).shape; np.vdot(b, b)
"""

SCRIPTS = [
    "x = a.copy(); x[0] = 9; r = x",
    "x = a.copy(); y = x[0]; y += 1; r = x",
    "x = a.copy(); x[x < 0] = 0; r = x",
    "x = a.copy(); x[:, 1] *= 2; r = x",
    "x = a.copy(); x += b; r = x",
    "x = a.copy(); y = x; y -= 1; r = x",
    "x = a.copy(); y = x; y = y - 1; r = x",
    "x = a.copy(); x[0][1] = 7; r = x",
    "x = a.copy(); x[0, :2] = [8, 9]; r = x",
    "x = a.copy(); x[[0, 1], [0, 1]] = -1; r = x",
    "x = a.copy(); x[m[:2]] += 1; r = x",
    "x = np.zeros(3, dtype=int); x[0] = 2.7; r = x",
    "x = a.T; x[0] = 5; r = a.sum(); a[:, 0] = [1.5, 0.0]",
    "x = np.zeros((2, 2)); x[:] = 3; r = x",
    "x = t.copy(); x[:, 1, 0] = b[:2]; r = x",
    "x = np.zeros((3, 3)); x[np.arange(3), k] = 1; r = x",
    "x = a.copy(); x[a > 0] = a[a > 0] * 10; r = x",
    "x = a.copy(); x /= 2; x **= 2; r = x",
    "r = 0\nfor row in a:\n    for x in row:\n        r += x",
    "r = np.zeros(2)\nfor i in range(a.shape[0]):\n    for j in range(len(b)):\n        r[i] += a[i, j] * b[j]",
    "x = a.copy(); x.fill(2); r = x",
    "x = [1, 2]; y = x; y += [3]; r = x",
    "x = [1, 2, 3]; del x[1]; r = x",
    "x = {'p': 1, 'q': 2}; del x['p']; r = list(x)",
    "x, y, z = b; r = [x, z]",
    "r = [i for i in range(5) if i > 2 and not i == 4]",
    "r = b; r = r[1:] + r[:-1]",
    "x = a.reshape(6); x[0] = 100; r = a[0, 0]; a[0, 0] = 1.5",
]

ERRORS = [
    ("a + c", ValueError),
    ("a @ a", ValueError),
    ("a[5]", IndexError),
    ("a[0, 0, 0]", IndexError),
    ("a[0.5]", IndexError),
    ("a.reshape(4)", ValueError),
    ("a.sum(axis=2)", ValueError),
    ("1 if a > 0 else 2", ValueError),
    ("not a", ValueError),
    ("a > 0 and b", ValueError),
    ("max(0, b)", ValueError),
    ("float(b)", TypeError),
    ("np.concatenate([a, b])", ValueError),
    ("b.foo", AttributeError),
    ("np.array([[1, 2], [3]])", ValueError),
    ("np.einsum('ij,jk', a, a)", ValueError),
    ("np.argmax([])", ValueError),
    ("b + None", TypeError),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with machine.session() as opened:
        opened.run(SETUP.replace("import numpy as np", ""))
        yield opened


@pytest.fixture(scope="module")
def here() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(SETUP, names)
    return names


def there(session: Session, text: str) -> Any:
    return session.run(as_script(reading.read(text)).source)


def plain(value: Any) -> Any:
    if isinstance(value, numpy.ndarray | numpy.generic):
        return plain(value.tolist())
    return [plain(entry) for entry in value] if isinstance(value, list | tuple | range) else value


def same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        rows = isinstance(one, list) and isinstance(other, list) and len(one) == len(other)
        return rows and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str):
        return one == other
    if isinstance(one, float) and math.isnan(one):
        return isinstance(other, float) and math.isnan(other)
    return type(one) is type(other) and math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-15)


def quiet(text: str, names: dict[str, Any]) -> Any:
    with warnings.catch_warnings(), numpy.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return plain(eval(text, names))


@pytest.mark.parametrize(
    "text", [one.strip() for line in EXPRESSIONS.strip().splitlines() for one in line.split(";")]
)
def test_an_expression_is_what_numpy_makes_of_it(text: str, session: Session, here: dict[str, Any]) -> None:
    expected = quiet(text, here)
    given = there(session, f"_sandbox.out({text})")
    assert same(given, expected), (given, expected)


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_script_leaves_what_numpy_leaves(text: str, session: Session, here: dict[str, Any]) -> None:
    names = dict(here)
    exec(text, names)
    there(session, text)
    assert same(session.run("_sandbox.out(r)"), plain(names["r"]))


@pytest.mark.parametrize(("text", "error"), ERRORS)
def test_an_error_is_an_error_there_too(
    text: str, error: type[Exception], session: Session, here: dict[str, Any]
) -> None:
    with pytest.raises(error):
        quiet(text, here)
    with pytest.raises(Fault) as caught:
        there(session, f"_sandbox.out({text})")
    assert caught.value.reason is machine.Reason.ERROR, caught.value.message


sizes = st.lists(st.integers(1, 3), min_size=0, max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), shape=sizes)
def test_indices(data: st.DataObject, shape: list[int], session: Session) -> None:
    """Any index of any array: slices, new axes, ellipses, index arrays."""
    one = st.one_of(
        st.integers(-2, 2).map(str),
        st.sampled_from([":", "::-1", "1:", ":-1", "::2", "None", "...", "-1:0:-1"]),
        st.sampled_from(["[0]", "[0, -1]", "[0, 0, 0]"]),
    )
    index = ", ".join(data.draw(st.lists(one, min_size=1, max_size=5)))
    text = f"np.arange({math.prod(shape)}.0).reshape({tuple(shape)})[{index}]"
    try:
        expected = quiet(text, {"np": numpy})
    except IndexError:
        expected = None
    try:
        given = there(session, f"_sandbox.out({text})")
    except Fault as fault:
        given = None if "IndexError" in fault.message else fault.message
    assert given is expected is None or same(given, expected), (text, given, expected)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), one=sizes, two=sizes, symbol=st.sampled_from(["+", "*", "-", "<", "=="]))
def test_broadcasting(
    data: st.DataObject, one: list[int], two: list[int], symbol: str, session: Session
) -> None:
    left = f"np.arange({math.prod(one)}.0).reshape({tuple(one)})"
    right = f"(np.arange({math.prod(two)}.0).reshape({tuple(two)}) - 1)"
    text = f"{left} {symbol} {right}"
    try:
        expected = quiet(text, {"np": numpy})
    except ValueError:
        expected = None
    try:
        given = there(session, f"_sandbox.out({text})")
    except Fault as fault:
        given = None if "ValueError" in fault.message else fault.message
    assert given is expected is None or same(given, expected), (text, given, expected)
