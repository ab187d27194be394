"""Hostile programs: each ends in a fault or a harmless value, in time, and the machine serves the next one."""

from __future__ import annotations

import os
import resource
import threading
import time
from pathlib import Path

import pytest

from examgen.sandbox import machine, reading
from examgen.sandbox.machine import Fault, Limits, Reason
from examgen.sandbox.program import as_script

LIMITS = Limits(each=0.4, total=1.5)

ENDLESS = [
    "while True: pass",
    "while True:\n    try:\n        while True: pass\n    except: pass",
    "while True:\n    try:\n        while True: pass\n    finally: continue",
    "sum(range(10**12))",
    "x = 1\nfor i in range(1, 10**7): x *= i",
    "import math\nmath.comb(10**8, 5 * 10**7)",
    "import math\nmath.gcd(3**(2 * 10**6), 2**(3 * 10**6) + 1)",
    "while True: print('x' * 1000)",
    "f = lambda n: f(n - 1) + f(n - 1) if n else 1\nf(60)",
    "np.einsum('ij,jk,kl,lm->im', np.ones((20, 20)), np.ones((20, 20)), np.ones((20, 20)), np.ones((20, 20)))",
]

GREEDY = [
    "'a' * 10**10",
    "10**10**10",
    "9**9**9**9",
    "1 << 10**10",
    "[0] * 10**10",
    "x = []\nwhile True: x.append('a' * 1000)",
    "x = 2\nwhile True: x = x * x",
    "list(range(10**9))",
    "{i: i for i in range(10**8)}",
    "'%1000000000d' % 3",
    "f'{3:>10000000000}'",
    "('a' * 100000).replace('a', 'b' * 100000)",
    "'a'.join(['b' * 1000000] * 100000)",
    "np.zeros(10**9)",
    "np.ones((10**4, 10**4))",
    "import itertools\nlist(itertools.product(range(1000), repeat=10))",
    "from decimal import Decimal, getcontext\ngetcontext().prec = 10**9\nDecimal(1) / 3",
]

BROKEN = [
    "def f(): return f()\nf()",
    "raise ValueError('x' * 10**6)",
    "raise SystemExit",
    "raise KeyboardInterrupt",
    "raise MemoryError",
    "x = []\nx.append(x)\ny = []\ny.append(y)\nx == y",
    "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
    "x = 1 / 0",
    "_sandbox = 3\n_sandbox.out(1)",
    "int('9' * 10**6)",
]

ESCAPES = [
    "().__class__.__bases__[0].__subclasses__()",
    "(lambda: 0).__globals__",
    "(lambda: 0).__code__",
    "open('/etc/passwd').read()",
    "open('/tmp/examgen-was-here', 'w').write('x')",
    "import os\nos.environ['HOME']",
    "import os\nos.system('true')",
    "import os\nos.listdir('/')",
    "import subprocess\nsubprocess.run('true')",
    "import socket\nsocket.socket()",
    "import ctypes",
    "import sys\nsys.modules",
    "__import__('os').system('true')",
    "eval('__import__(\"os\")').system('true')",
    "exec('import socket')",
    "from pathlib import Path\nlist(Path('/').iterdir())",
    "import urllib.request\nurllib.request.urlopen('http://127.0.0.1')",
    "globals()['np']",
    "np.load('/etc/passwd')",
    "np.__class__.__init__.__globals__",
    "import asyncio\nasyncio.run(asyncio.open_connection('127.0.0.1', 1))",
    "undefined_function('x')",
    "import pydantic_monty",
    "import examgen",
]


def fault(text: str, limits: Limits = LIMITS) -> Fault:
    with machine.session(limits) as session, pytest.raises(Fault) as caught:
        session.run(text)
    return caught.value


def serves() -> bool:
    with machine.session() as session:
        return bool(session.run("_sandbox.out(np.ones(3).sum())") == 3)


@pytest.mark.parametrize("text", ENDLESS)
def test_what_does_not_end_is_stopped(text: str) -> None:
    started = time.monotonic()
    found = fault(text)
    assert found.reason in (Reason.TIME, Reason.MEMORY), found.message
    assert time.monotonic() - started < 6
    assert serves()


@pytest.mark.parametrize("text", GREEDY)
def test_what_wants_all_memory_is_stopped(text: str) -> None:
    found = fault(text)
    assert found.reason in (Reason.MEMORY, Reason.TIME), found.message
    assert serves()


@pytest.mark.parametrize("text", BROKEN)
def test_what_breaks_is_an_error(text: str) -> None:
    found = fault(text)
    assert found.reason in (Reason.ERROR, Reason.MEMORY)
    assert len(found.message) <= 300
    assert serves()


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_outside_can_be_reached(text: str) -> None:
    assert fault(text).reason in (Reason.ERROR, Reason.UNKNOWN)
    assert not Path("/tmp/examgen-was-here").exists()


def test_sleep_takes_no_time() -> None:
    started = time.monotonic()
    with machine.session() as session:
        session.run("import time\ntime.sleep(1000)")
    assert time.monotonic() - started < 5


def test_our_own_memory_does_not_grow() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for text in GREEDY:
        fault(text)
    with machine.session(Limits(memory=10**9)) as session:
        assert session.run("_sandbox.out('a' * 10**7)") == "a" * 20_000
        with pytest.raises(Fault, match="too large"):
            session.run("_sandbox.out(list(range(10**6)))")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_all_runs_together_are_limited() -> None:
    with machine.session(Limits(each=0.4, total=0.5)) as session:
        for _ in range(2):
            with pytest.raises(Fault):
                session.run("while True: pass")
        with pytest.raises(Fault, match="in all"):
            session.run("1")


def test_sessions_share_nothing() -> None:
    with machine.session() as session:
        session.run("x = 1\nnp.zeros = None\n_sandbox.out = None")
    with machine.session() as session:
        assert session.run("_sandbox.out(np.zeros(1))") == [0.0]
        with pytest.raises(Fault, match="name 'x'"):
            session.run("x")


def test_what_a_program_calls_its_names_is_its_own_business() -> None:
    text = "len = 3; sum = 0; array = 1; max = 2; list = []; range = 5; math = 7; ndarray = 8; truth = 9"
    with machine.session() as session:
        session.run(as_script(reading.read(text)).source)
        assert session.run("_sandbox.out(np.array([[1.0, 2.0]]).sum(axis=0))") == [1.0, 2.0]


def test_threads_run_side_by_side() -> None:
    found: list[object] = []

    def work(number: int) -> None:
        with machine.session() as session:
            found.append(session.run(f"_sandbox.out(np.full(3, {number}).sum())") == 3 * number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [True] * 12


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_has_its_own_workers() -> None:
    assert serves()
    child = os.fork()
    if child == 0:
        os._exit(0 if serves() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert serves()


def test_no_sandbox_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise FileNotFoundError("no binary")

    monkeypatch.setattr(machine, "_Broker", absent)
    monkeypatch.setattr(machine, "_free", [])
    with pytest.raises(Fault) as caught, machine.session():
        pass
    assert caught.value.reason is Reason.ABSENT
