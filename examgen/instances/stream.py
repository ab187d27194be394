"""Random numbers of our own: SHA-256 over a name and a counter.

The numbers are a function of the name alone, the same on every machine and in every version of Python, and
streams with different names share nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Stream"]

T = TypeVar("T")


class Stream:
    """A stream of unbiased choices, named by its identity.

    Parameters
    ----------
    *identity
        Texts and integers; lists of parts that differ never name the same stream.

    Examples
    --------
    >>> Stream("course/question", "seed", 3).below(6)
    5
    >>> Stream("a", "bc").below(10**9) == Stream("ab", "c").below(10**9)
    False
    """

    __slots__ = ("_buffer", "_counter", "_name")

    def __init__(self, *identity: str | int) -> None:
        self._name = json.dumps(identity, ensure_ascii=True, separators=(",", ":")).encode()
        self._counter = 0
        self._buffer = b""

    def below(self, count: int) -> int:
        """Return one of 0, ..., ``count`` - 1, each equally likely (by rejection).

        Raises
        ------
        ValueError
            If ``count`` is not positive.
        """
        if count < 1:
            raise ValueError(f"nothing to choose from: below({count})")
        width = max(8, count.bit_length() // 8 + 2)
        ceiling = 256**width - 256**width % count
        while (number := int.from_bytes(self._take(width), "big")) >= ceiling:
            pass
        return number % count

    def choice(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        """Return the items in random order (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            block = self._name + b"#" + str(self._counter).encode()
            self._buffer += hashlib.sha256(block).digest()
            self._counter += 1
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken
