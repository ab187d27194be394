"""Programs as students type them, paste them, and as CSV files hold them."""

from __future__ import annotations

import ast
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.sandbox import machine, reading
from examgen.sandbox.machine import Fault
from examgen.sandbox.program import as_functions, as_script, helpers
from examgen.sandbox.reading import NotPythonError

READABLE = [
    "def f(x): return x",
    "def f(x):\r\n    return x\r\n",
    "def f(x):\\n    return x",
    "def f(x):\\n\\tif x:\\n\\t\\treturn x\\n\\treturn 0",
    "    def f(x):\n        return x",
    "def f(x):\n\treturn x",
    "def f(x):\n\tif x:\n        return x\n\treturn 0",
    "def f(x):\n    return x − 1",
    "def f(x):\n    return 2 × x if x ≤ 3 else ‘a’",
    "def f(x):\u00a0return x²",
    "```python\ndef f(x):\n    return x\n```",
    ">>> def f(x):\n...     return x",
    "f(x) = x if x > 0 else 0",
    "def f(x):\n    if x > 0:\n        return 1\n    else if x < 0:\n        return 2",
    "def f(x: float) → float: return x",
    "f = lambda x: x",
    "L'.grad += 1",
    "L′.grad += 1",
    "\ufeffx = 1",
    "x = 1;",
    "return x",
    "a = b = 1; c = a",
]

UNREADABLE = [
    "if x > 0 return x else a*x",
    "function f(x) { return x; }",
    "for i = 1 to n do",
    "def f(x): if x: return 1 else: return 2",
    "x = (1",
    "x = 'a",
    "def",
    "$$",
    "\x00",
    "x" * 10_001,
    "(" * 3000 + ")" * 3000,
    "-" * 9000 + "1",
    "not " * 2000 + "x",
    "lambda: " * 1000 + "1",
    "x" + "**x" * 3000,
    "x" + "+x" * 4000,
    "[" * 90 + "]" * 90,
    "1 if x else " * 700 + "2",
    "f'" + "{(" * 99 + "1" + ")}" * 99 + "'",
    "\n".join(" " * depth + "if x:" for depth in range(99)),
]


@pytest.mark.parametrize("text", READABLE)
def test_readable(text: str) -> None:
    assert reading.read(text).tree.body


@pytest.mark.parametrize("text", UNREADABLE, ids=range(len(UNREADABLE)))
def test_unreadable(text: str) -> None:
    started = time.process_time()
    with pytest.raises(NotPythonError) as caught:
        reading.read(text)
    assert caught.value.message
    assert time.process_time() - started < 2


def test_a_thread_with_little_stack_reads_as_well() -> None:
    found: list[str] = []

    def work() -> None:
        for text in UNREADABLE:
            with pytest.raises(NotPythonError) as caught:
                reading.read(text)
            found.append(caught.value.message)

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert len(found) == len(UNREADABLE)


def test_text_with_line_breaks_in_it_stays() -> None:
    assert reading.read("def f():\n    print('a\\nb')").text == "def f():\n    print('a\\nb')"


def test_a_line_is_named() -> None:
    with pytest.raises(NotPythonError) as caught:
        reading.read("x = 1\ny = = 2")
    assert caught.value.line == 2


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abx01 \n\t():=+-*/.,[]{}'\"<>if elsdnorfw@\\#", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        written = reading.read(text)
        program = as_functions(written, "f", ["x"])
    except NotPythonError:
        return
    try:
        ast.parse(program.source)
    except SyntaxError as error:  # what only the compiler knows to be wrong
        raise AssertionError(program.source) from error


PROGRAM = """\
# a comment
def f(x, a=2):
    y: float = x

    if 0 < x < 3 and not x == 2:
        y += (a *
              x)
    elif x > 3:
        del a
    else:
        return len([x]) != 1
    return y.foo

g = lambda *p: p
"""


def test_lines_are_kept() -> None:
    program = as_functions(reading.read(PROGRAM), "f", ["x"])
    wanted = {"y = x": 3, "if _sandbox": 5, "augmented": 6, "pass": 9, "length": 11, "y.foo": 12, "g = ": 14}
    for text, line in wanted.items():
        (at,) = [
            n for n, one in enumerate(program.source.splitlines(), 1) if text in one and "elif" not in one
        ]
        assert program.line(at) == line, text


def test_what_is_known_of_a_program() -> None:
    program = as_functions(reading.read("import numpy as np\n" + PROGRAM + "x = h(exp(1) ^ e)"), "f", [])
    assert list(program.functions) == ["f", "g"]
    assert (program.functions["f"].parameters, program.functions["f"].needed) == (("x", "a"), 1)
    assert program.functions["g"].any_number
    assert {"h", "exp", "len"} <= program.called
    assert {"h", "exp", "e"} == program.free
    assert {"np", "f", "g", "x"} <= program.binds
    assert program.has_carets
    assert not program.has_classes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("return x + 1", 3),
        ("x + 1", 3),
        ("y = x\ny = y + 1", 3),
        ("if x > 0:\n    y = 3\nelse:\n    y = 4", 3),
        ("a = x\nb = a + 1", 3),
        ("def g(x): return x + 1", 3),
        ("g = lambda x: x + 1", 3),
        ("import numpy\nreturn numpy.sqrt(9.0)", 3),
        ("import numpy as n\nreturn n.sqrt(9.0)", 3),
        ("from numpy import sqrt as s, exp\nreturn s(9.0)", 3),
        ("from numpy.linalg import norm\nreturn norm([3.0])", 3),
        ("import numpy.linalg as la\nreturn la.norm([3.0])", 3),
        ("from math import *\nreturn sqrt(9)", 3),
        ("import math, numpy as np\nreturn math.sqrt(np.square(3))", 3),
        ("from typing import List\nfrom __future__ import annotations\ny: List = 3\nreturn y", 3),
        ("import itertools\nreturn len(list(itertools.product([1, 2, 3])))", 3),
        ("return log(exp(3.0))", 3),
        ("global z\nz = 3\nreturn z", 3),
        ("y = [1, 2]\nfor i in y:\n    if i == x: break\nelse:\n    return 0\nreturn 3", 3),
        ("return 1 < x < 3 and 3", 3),
        ("return [k for k in range(9) if 2 < k <= 3][0]", 3),
        ("while x < 3: x += 1\nreturn x", 3),
        ("return 3 if x is not None and x in [2] else 0", 3),
        ("try:\n    1 / 0\nexcept ZeroDivisionError:\n    return 3", 3),
        ("y = {'a': 1}\ny['a'] += 2\nreturn y['a']", 3),
        ("assert x == 2\nreturn 3", 3),
    ],
)
def test_bodies_and_imports(text: str, value: int) -> None:
    program = as_functions(reading.read(text), "f", ["x"])
    with machine.session() as session:
        session.run(helpers(program))
        session.run(program.source)
        assert session.run(f"_sandbox.out({next(iter(program.functions))}(2))") == value


@pytest.mark.parametrize("text", ["y = 1\nz = 2\nif x: z = 3", "pass", "import math", "for i in x: print(i)"])
def test_no_result(text: str) -> None:
    if text.startswith("for"):  # the loop's own name would be returned
        program = as_functions(reading.read(text), "f", ["x"])
        assert "return i" in program.source
        return
    with pytest.raises(NotPythonError, match="no result"):
        as_functions(reading.read(text), "f", ["x"])


def test_unsupported_is_no_error_of_the_student() -> None:
    for text in ("def f():\n    yield 1", "import torch", "class A(list): pass", "np.fft.fft([1])"):
        program = as_script(reading.read(text))
        with machine.session() as session, pytest.raises(Fault) as caught:
            session.run(program.source)
        assert caught.value.reason is machine.Reason.UNKNOWN, text
