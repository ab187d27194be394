"""The process between ours and the sandbox's workers: run as a script, it takes a JSON line and answers one.

It is a process of its own so that the interpreter's machinery (threads, worker processes, its binary module) is
never in ours: ours may be forked at any time, and what a worker says on its way down reaches no terminal. It
imports nothing of examgen.

Requests: ``{"open": {limits}, "prelude": text}``, ``{"run": text, "inputs": {...}}``, ``{"close": true}``.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from typing import Any

from pydantic_monty import (
    Monty,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontySession,
    MontySyntaxError,
)

GRACE = 0.5
"""Seconds after its time limit before a worker is killed."""

SESSIONS = 500
"""Sessions after which a worker is replaced."""

ITSELF = {"max_feed_duration_secs": 20.0, "max_memory": 256_000_000}
"""Limits of the prelude, which is ours."""


class Broker:
    """Serves one session at a time."""

    def __init__(self, pool: Monty) -> None:
        self._pool = pool
        self._prepared: dict[str, bytes] = {}
        self._session: MontySession | None = None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what a request asks."""
        if "open" in request:
            self._close()
            return self._open(request["open"], request["prelude"])
        if "run" in request and self._session is not None:
            return self._run(request["run"], request["inputs"])
        self._close()
        return {}

    def _open(self, limits: dict[str, float], prelude: str) -> dict[str, Any]:
        if prelude and prelude not in self._prepared:
            with self._checkout(ITSELF) as session:
                session.feed_run(prelude)
                self._prepared[prelude] = bytes(session.dump())
        self._session = self._checkout(limits).__enter__()
        if prelude:
            self._session.load_session(self._prepared[prelude])
        return {}

    def _checkout(self, limits: dict[str, Any]) -> MontySession:
        bounds: Any = {"max_suspensions": 100, "max_total_sleep_secs": 0.0, **limits}
        return self._pool.checkout(limits=bounds, os_policy={"sleep": "zero", "random_start": {"seed": 0}})

    def _run(self, text: str, inputs: dict[str, Any]) -> dict[str, Any]:
        assert self._session is not None  # noqa: S101  asked before
        try:
            return {"value": self._session.feed_run(text, inputs=inputs, print_callback=_nowhere)}
        except BaseException as error:  # whatever it is, it is the program's
            return _failure(error)

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(Exception):  # a worker that died has nothing to hand back
                session.__exit__(None, None, None)


def _nowhere(stream: str, text: str) -> None:
    """Take what is printed, and drop it."""


def _failure(error: BaseException) -> dict[str, Any]:
    if isinstance(error, MontyCrashedError):
        return {"kind": "time" if getattr(error, "timed_out", False) else "crash", "message": str(error)}
    if isinstance(error, MontySyntaxError):
        return {"kind": "syntax", "message": error.display("msg")}
    if not isinstance(error, MontyRuntimeError):
        return {"kind": "crash" if isinstance(error, MontyError) else "value", "message": _short(error)}
    frames = [[_number(frame.filename), frame.line] for frame in error.traceback()]
    inner = [one.__name__ for one in type(error.exception()).__mro__]
    return {
        "kind": "error",
        "inner": inner,
        "message": error.display("type-msg")[:1000],
        "lines": frames[-50:],
    }


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:1000]


def _number(name: str) -> int:
    digits = "".join(one for one in name if one.isdigit())
    return int(digits) if digits else -1


def _written(answer: dict[str, Any]) -> str:
    try:
        return json.dumps(answer)
    except (ValueError, TypeError, RecursionError) as error:
        return json.dumps({"kind": "value", "message": _short(error)})


def main() -> None:
    """Answer until there is nobody to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Monty(
        max_processes=1,
        checkout_timeout=20.0,
        request_timeout=25.0,
        feed_duration_limit_grace=GRACE,
        max_checkouts_per_worker=SESSIONS,
    ) as pool:
        broker = Broker(pool)
        for line in sys.stdin:
            try:
                answer = broker.answer(json.loads(line))
            except Exception as error:
                answer = {"kind": "absent", "message": _short(error)}
            sys.stdout.write(_written(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
