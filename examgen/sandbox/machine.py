"""The machine: sessions of an interpreter for untrusted code, in processes of their own, and what can go wrong.

Every session begins empty, with limits that hold whatever runs: execution time, memory, depth of calls. The
processes are started when first needed and may be used by any thread; a process that was forked starts its own.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examgen.sandbox import prelude
from examgen.sandbox.faults import Fault, Reason, value_of

__all__ = ["DEFAULT", "Fault", "Limits", "Reason", "Session", "lacking", "session"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use.

    Attributes
    ----------
    each, total
        Seconds for one run, and for all runs of a session.
    memory
        Bytes.
    depth
        Calls within calls.
    """

    each: float = 1.0
    total: float = 5.0
    memory: int = 64_000_000
    depth: int = 500


DEFAULT = Limits()
_PATIENCE = 30.0
"""Seconds beyond the limit after which a process that does not answer is killed."""


class Session:
    """A fresh interpreter with its own names; `run` keeps them from one run to the next."""

    def __init__(self, broker: _Broker, limits: Limits) -> None:
        self._broker, self._limits = broker, limits
        self._spent = 0.0

    def run(self, text: str, inputs: Mapping[str, Any] | None = None) -> Any:
        """Run text and return the value of its last expression, as plain data.

        Raises
        ------
        Fault
            If it gives none.
        """
        if self._spent > self._limits.total:
            raise Fault(Reason.TIME, f"more than {self._limits.total:g} seconds in all")
        started = time.monotonic()
        answer = self._broker.ask({"run": text, "inputs": dict(inputs or {})}, self._limits.each + _PATIENCE)
        self._spent += time.monotonic() - started
        return value_of(answer)


@contextmanager
def session(limits: Limits = DEFAULT, arrays: bool = True) -> Iterator[Session]:
    """Open a session.

    Parameters
    ----------
    limits
        What may be used.
    arrays
        Whether arrays and what programs are rewritten to call are there.

    Raises
    ------
    Fault
        If there is no sandbox.
    """
    broker = _idle()
    bounds = {
        "max_feed_duration_secs": limits.each,
        "max_memory": limits.memory,
        "max_recursion_depth": limits.depth,
    }
    try:
        value_of(broker.ask({"open": bounds, "prelude": prelude.source() if arrays else ""}, _PATIENCE))
        yield Session(broker, limits)
        broker.ask({"close": True}, _PATIENCE)
    except BaseException:
        broker.ask({"close": True}, _PATIENCE)
        raise
    finally:
        _give_back(broker)


def lacking() -> str:
    """Return why nothing can be run here, or nothing: the sandbox works."""
    try:
        with session() as opened:
            opened.run("1")
    except Fault as fault:
        return fault.message
    return ""


class _Broker:
    """A process that runs sessions, one at a time (see `examgen.sandbox.broker`)."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("broker.py")
        self._process = subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, "-P", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, request: Mapping[str, Any], patience: float) -> dict[str, Any]:
        """Return the answer; a process that gives none in time is killed."""
        assert self._process.stdin is not None  # noqa: S101  it has pipes
        assert self._process.stdout is not None  # noqa: S101
        timer = threading.Timer(patience, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            found = json.loads(self._process.stdout.readline() or "null")
        except (OSError, ValueError) as error:
            self.end()
            return {"kind": "absent", "message": str(error)}
        finally:
            timer.cancel()
        return (
            found if isinstance(found, dict) else {"kind": "absent", "message": "the sandbox does not start"}
        )

    def end(self) -> None:
        """End the process, which ends its workers."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


_lock = threading.Lock()
_free: list[_Broker] = []
_inherited: list[list[_Broker]] = []
"""Those of the process that this one was forked from: not to be used, and not to be ended."""


def _idle() -> _Broker:
    with _lock:
        while _free:
            found = _free.pop()
            if found.alive:
                return found
            found.end()
    try:
        return _Broker()
    except OSError as error:
        raise Fault(Reason.ABSENT, str(error)) from None


def _give_back(broker: _Broker) -> None:
    with _lock:
        _free.append(broker)


def _after_fork() -> None:
    """Give a forked process a lock that nobody holds, and none of its parent's processes."""
    global _lock, _free
    _lock = threading.Lock()
    _inherited.append(_free)
    _free = []


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


@atexit.register
def _stop() -> None:
    while _free:
        _free.pop().end()
