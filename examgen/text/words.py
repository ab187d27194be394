"""The words of the formula language, and how a run of letters is cut into them.

A run of letters is one word if it is a declared symbol, a function, a constant or a keyword. Otherwise it is cut into
declared symbols, functions, ``pi`` and ``e`` if that works out (``alphax`` with the symbols alpha and x, ``sinx``);
if not, it is one unknown name. Words of two letters and more may be written in capitals. A subscript may be written
``x_1``, ``x_{1}``, ``x₁`` or ``x1``.
"""

from __future__ import annotations

from collections.abc import Iterable

from examgen.text.spellings import Spellings

__all__ = ["CONSTANTS", "FUNCTIONS", "KEYWORDS", "ROOTS", "Vocabulary"]

_PLAIN = (
    *("sqrt", "root", "cbrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan"),
    *("sinh", "cosh", "tanh", "sigma", "floor", "ceil", "sign", "abs"),
)

FUNCTIONS = {
    **{name: name for name in _PLAIN},
    "ln": "log",
    "sigmoid": "sigma",
    "logistic": "sigma",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctg": "atan",
    "tg": "tan",
    "sgn": "sign",
    "ceiling": "ceil",
}
"""Functions under all their names; the logarithm is the natural one."""

ROOTS = frozenset({"sqrt", "cbrt"})
"""Functions that may be written without brackets before a division: ``sqrt3/2``."""

CONSTANTS = {
    "pi": "pi",
    "e": "e",
    "oo": "oo",
    "inf": "oo",
    "infty": "oo",
    "infinity": "oo",
    "nekonečno": "oo",
    "unendlich": "oo",
    "R": "R",
    "reals": "R",
    "empty": "empty",
    "emptyset": "empty",
    "varnothing": "empty",
}

KEYWORDS = {
    "or": "or",
    "oder": "or",
    "nebo": "or",
    "and": "and",
    "und": "and",
    "not": "not",
    "in": "in",
    "element": "in",
    "union": "union",
    "without": "\\",
    "ohne": "\\",
    "bez": "\\",
}

_ALIASES = {"epsilon": "eps", "eps": "epsilon", "lambda": "lam", "lam": "lambda"}
_PIECES = ("pi", "e", *FUNCTIONS)
_LONGEST_CUT = 60


class Vocabulary:
    """The words that one formula may use.

    Parameters
    ----------
    symbols
        The declared symbols.
    """

    def __init__(self, symbols: Iterable[str] = ()) -> None:
        self.symbols = frozenset(symbols)
        self.spellings = Spellings(self.symbols)
        short = [_squeezed(name) for name in self.symbols]
        self._squeezed = {_squeezed(name): name for name in self.symbols if short.count(_squeezed(name)) == 1}
        self._pieces = frozenset({*self.symbols, *_PIECES})
        self._longest = max(map(len, self._pieces))

    def symbol(self, written: str) -> str | None:
        """Return the declared symbol that is meant, if one is."""
        if written in self.symbols:
            return written
        return self._squeezed.get(_squeezed(written)) or self._squeezed.get(_ALIASES.get(written, ""))

    def known(self, letters: str) -> str | None:
        """Return the word that `letters` are, if they are one as a whole."""
        symbol = self.symbol(letters)
        if symbol is not None:
            return symbol
        for word in (letters, letters.lower()) if len(letters) > 1 else (letters,):
            if word in FUNCTIONS or word in CONSTANTS or word in KEYWORDS:
                return word
        return None

    def cut(self, letters: str) -> list[str] | None:
        """Cut a run of letters into known words, the longest first; nothing if it can't be done."""
        if len(letters) > _LONGEST_CUT:
            return None
        ways: list[list[str] | None] = [None] * len(letters) + [[]]
        for start in reversed(range(len(letters))):
            for end in range(min(len(letters), start + self._longest), start, -1):
                rest = ways[end]
                if rest is not None and letters[start:end] in self._pieces:
                    ways[start] = [letters[start:end], *rest]
                    break
        return ways[0]


def _squeezed(name: str) -> str:
    return name.replace("_", "")
