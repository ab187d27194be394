r"""Other ways to write a declared symbol: ``W^{(2)}_{11}`` for W2_11, ``||u||`` for norm_u, ``σ²`` for var.

A symbol's name is read as a letter, a number and a subscript: ``delta4``, ``H2_i``, ``W2_11``, ``n_in``. The tokenizer
knows ``δ4``, ``\delta_4``, ``H_{2,i}`` and ``H_2i`` by leaving out underscores; this module adds what does not come
down to that. A way of writing that could mean another declared symbol is not among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from examgen.text.unicode_words import GREEK

__all__ = ["Spellings"]

_NAME = re.compile(r"([A-Za-z]+?)(\d*)(?:_([A-Za-z0-9]+))?")
_END = r"(?:(?<=[})|‖∥'²])|(?![A-Za-z0-9_']))"
_BAR = r"(?:\|\||\\\||‖|∥|\\[lr]?Vert)"


class Spellings:
    """The further ways to write some symbols.

    Parameters
    ----------
    symbols
        The declared symbols.
    """

    def __init__(self, symbols: Iterable[str]) -> None:
        known = frozenset(symbols)
        self.names = tuple(sorted(name for name in known if _NAME.fullmatch(name)))
        ways = ["|".join(_ways(name, known)) for name in self.names]
        written = "|".join(f"(?P<s{at}>{way})" for at, way in enumerate(ways) if way)
        self._pattern = re.compile(written) if written else None

    def match(self, text: str, at: int) -> tuple[re.Match[str], str] | None:
        """Return what is written at a place and the symbol that it stands for."""
        found = self._pattern.match(text, at) if self._pattern else None
        return (found, self.names[int((found.lastgroup or "s0")[1:])]) if found else None


def _ways(name: str, known: frozenset[str]) -> Iterator[str]:
    """Yield regular expressions for a symbol, none of which another symbol needs."""
    match = _NAME.fullmatch(name)
    letter, number, index = match.groups(default="") if match else (name, "", "")
    if name == "var" and "sigma" not in known:
        yield rf"(?:\\?sigma|σ)(?:_\{{?[A-Za-z]\}}?)?\s*(?:\^\s*(?:\{{2\}}|2)|²){_END}"
        yield rf"Var(?:\([A-Za-z]\))?{_END}"
    if letter == "norm" and index and index not in known:
        yield rf"(?:{_BAR}\s*{_letter(index)}\s*{_BAR}|\|\s*{_letter(index)}\s*\||norm\(\s*{_letter(index)}\s*\))"
    if index in ("re", "im") and not number and letter not in known:
        yield from _real_or_imaginary(letter, index)
    if letter in known or (index and letter + number in known) or not (number or index):
        return
    if letter[0] == "d" and letter[1:] in GREEK.values() and number and index:
        yield from _derivative(letter[1:], number, index)
    yield from _indexed(letter, number, index)


def _letter(name: str) -> str:
    """Return a regular expression for a letter: by itself, as a Greek sign, as a LaTeX command."""
    signs = "".join(sign for sign, word in GREEK.items() if word == name)
    return rf"(?:\\?{name}|[{signs}])" if signs else re.escape(name)


def _index(index: str) -> str:
    """Return a regular expression for an index; ``11`` may be written ``1,1``."""
    if index.isdigit():
        return r"\s{0,3},?\s{0,3}".join(index)
    return rf"(?:\\(?:text|mathrm)\s*\{{{index}\}}|{re.escape(index)})"


def _indexed(letter: str, number: str, index: str) -> Iterator[str]:
    base, signs = _letter(letter), [sign for sign, word in GREEK.items() if word == letter]
    if number:
        layer, below = _layer(number), _below(index)
        yield base + layer + below + _END
        if index:
            yield base + below + layer
            yield base + _numbered(number, index) + _END
        if index.isalpha():
            yield rf"{base}_?{number}{_index(index)}{_END}"
    elif signs and index.isalpha():
        yield f"[{''.join(signs)}]{index}{_END}"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _layer(number: str) -> str:
    """Return a regular expression for a number above the letter: no power, since the letter alone means nothing."""
    braced = rf"\{{\s*\(?{number}\)?\s*\}}|\({number}\)|{number}(?!\d)"
    return rf"(?:\s*\^\s*(?:{braced})|{number.translate(_RAISED)})"


def _below(index: str) -> str:
    return rf"\s*_\s*(?:\{{\s*{_index(index)}\s*\}}|{_index(index)})" if index else ""


def _numbered(number: str, index: str) -> str:
    """Return a regular expression for two indices: ``_2_11``, ``2_{1,1}``, ``_{2,1,1}``, ``_{2}_{11}``."""
    inner = _index(index)
    apart = rf"_?(?:\{{{number}\}}|{number})\s*[_,]\s*(?:\{{\s*{inner}\s*\}}|{inner})"
    return rf"(?:{apart}|_\{{\s*{number}\s*[_,]\s*{inner}\s*\}})"


def _derivative(function: str, number: str, index: str) -> Iterator[str]:
    """Yield ways to write the slope of an activation: ``σ'(Z_{2,i})``, ``σ'_{2,i}``, ``σ_2'_i``."""
    base, where = _letter(function), rf"(?:{_numbered(number, index)}|{number}{_index(index)})"
    yield rf"{base}'{where}{_END}"
    yield rf"{base}{where}'"
    yield rf"{base}_?{number}'_?(?:\{{{_index(index)}\}}|{_index(index)}){_END}"
    yield rf"{base}_?{number}?'\s*\(\s*[ZzAa]{where}\s*\)"
    layer, below = _layer(number), _below(index)
    yield rf"{base}'\s*\(\s*[ZzAa](?:{layer}{below}|{below}{layer})\s*\)"


def _real_or_imaginary(letter: str, part: str) -> Iterator[str]:
    word = part.capitalize()
    sign = {"Re": r"\\Re\b|ℜ", "Im": r"\\Im\b|ℑ"}[word]
    name = rf"(?:{sign}|\\(?:operatorname|mathrm|text)\s*\{{{word}\}}|\b{word}\b)"
    base = _letter(letter)
    yield rf"{name}\s*(?:\(\s*{base}\s*\)|\\left\(\s*{base}\s*\\right\)|\{{{base}\}}|{base}{_END})"
