r"""Cutting a formula into tokens, in one pass and in linear time.

Look-alikes of ASCII signs, Greek letters, superscripts, vulgar fractions and LaTeX commands all become the same
few kinds of token. Dollar signs, ``\left``, ``\right`` and spacing commands are passed over, and so is a full stop
at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from examgen.text import latex_words
from examgen.text.scan import COMMA_NUMBER, COMMAND_SUBSCRIPT, PIECE, STRICT_WORD, TIMES_TEN, UNITED
from examgen.text.syntax import Limits, Unreadable
from examgen.text.unicode_words import GREEK, SUBSCRIPTS, SUPERSCRIPTS, VULGAR, plain
from examgen.text.words import CONSTANTS, FUNCTIONS, KEYWORDS, Vocabulary

__all__ = ["Dialect", "Token", "tokenize"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula.

    Parameters
    ----------
    kind
        ``number name operator open close comma semicolon newline power fraction root bar string end``.
    text
        What it stands for, look-alikes and aliases resolved.
    start, end
        Its characters.
    spaced, apart
        Whether a space stands before it, and one that is more than the thin space of a product.
    value, decimal
        Of a number.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    value: Fraction = Fraction(0)
    decimal: bool = False
    apart: bool = False

    @property
    def ends_operand(self) -> bool:
        """Whether a value may end here, so that a minus after it subtracts."""
        return self.kind in ("number", "close", "power", "string") or (
            self.kind == "name" and self.text not in FUNCTIONS
        )


@dataclass(frozen=True, slots=True)
class Dialect:
    """How people write: students freely, banks as in a programming language.

    Parameters
    ----------
    vocabulary
        The declared symbols.
    decimal_comma
        Whether ``0,75`` is one number.
    strict
        The language of banks: names are whole words, nothing is multiplied silently, ``[`` after a value is an index.
    """

    vocabulary: Vocabulary
    decimal_comma: bool = False
    strict: bool = False


_SIGNS = {
    "≤": "<=", "=<": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "=", ":=": "=", "≈": "~", "∈": "in", "∪": "union",
    "∩": "intersection", "∨": "or", "∧": "and", "∖": "\\", "∓": "±", "+-": "±", "+/-": "±", "**": "^",
}  # fmt: skip
_CONSTANT_SIGNS = {"∞": "oo", "∅": "empty", "ℝ": "R", "ℯ": "e"}
_OTHER_BASE = "write another base as log(8)/log(2); log is the natural logarithm"
_OPENING = {"(": "(", "[": "[", "{": "{"}
_THIN = frozenset({r"\,", r"\:", r"\;", r"\!"})
"""Spaces within a product, ``2\\,x``, which separate no entries."""
_TEN = Fraction(10)


def tokenize(text: str, dialect: Dialect, limits: Limits) -> list[Token]:
    """Return the tokens of a formula, with one of kind ``end`` last.

    Raises
    ------
    Unreadable
        For a character that belongs in no formula, or if the text is over its limits.
    """
    if len(text) > limits.characters:
        raise Unreadable(f"too long: more than {limits.characters} characters", limits.characters, len(text))
    tokens = list(_Tokenizer(text, dialect, limits).run())
    if len(tokens) > limits.nodes + 1:
        raise Unreadable(f"too long: more than {limits.nodes} numbers, names and signs", 0, len(text))
    return tokens


class _Tokenizer:
    """Walks once over the text; what a piece means depends at most on the token before it."""

    def __init__(self, text: str, dialect: Dialect, limits: Limits) -> None:
        self.text, self.dialect, self.limits = plain(text), dialect, limits
        self.at = 0
        self.last = Token("operator", "", 0, 0)
        self.digits_wanted = 0

    def run(self) -> Iterator[Token]:
        spaced = apart = False
        while self.at < len(self.text):
            spelt = (
                None if self.dialect.strict else self.dialect.vocabulary.spellings.match(self.text, self.at)
            )
            match = spelt[0] if spelt else self._match()
            self.at = match.end()
            named = iter([Token("name", spelt[1], *match.span())]) if spelt else None
            for token in named or self._tokens(match):
                self.last = replace(token, spaced=True, apart=apart) if spaced else token
                self.digits_wanted *= token.kind in ("number", "fraction")
                spaced = apart = False
                yield self.last
            spaced = spaced or match.lastgroup in ("space", "skip", "newline")
            apart = apart or (spaced and match[0] not in _THIN)
        yield Token("end", "", len(self.text), len(self.text), True)

    def _match(self) -> re.Match[str]:
        text, at = self.text, self.at
        found: re.Match[str] | None = None
        if self.dialect.decimal_comma and (
            text[at].isdigit() or (text[at] == "," and not self.last.ends_operand)
        ):
            found = COMMA_NUMBER.match(text, at)
        if found is None and self.last.kind == "number" and not self.dialect.vocabulary.symbol("x"):
            found = TIMES_TEN.match(text, at)
        if found is None and self.dialect.strict:
            found = STRICT_WORD.match(text, at)
        if found is None:
            found = PIECE.match(text, at)
        if found is None:
            raise Unreadable(f"'{_shown(text[at])}' has no place in a formula", at, at + 1)
        return found

    def _tokens(self, match: re.Match[str]) -> Iterator[Token]:
        start, end = match.span()
        if match.re is TIMES_TEN:
            yield Token("operator", "*", start, end)
        elif match.re is COMMA_NUMBER:
            yield self._comma_number(match)
        elif match.re is STRICT_WORD:
            yield _strict_word(match[0], start, end)
        else:
            kind = "wrapped" if match["wrapped"] is not None else match.lastgroup or ""
            yield from getattr(self, f"_{kind}")(match[kind], start, end)

    # One method for each kind of piece

    def _space(self, text: str, start: int, end: int) -> Iterator[Token]:
        return iter(())

    _skip = _stop = _star = _space

    def _newline(self, text: str, start: int, end: int) -> Iterator[Token]:
        if not self.dialect.strict:
            yield Token("newline", ";", start, start + 1)

    def _number(self, text: str, start: int, end: int) -> Iterator[Token]:
        if self.digits_wanted and text[0] != ".":  # \frac12
            self.digits_wanted -= 1
            self.at = end = start + 1
            text = text[0]
        after = self.text[end : end + 2]
        if self.dialect.decimal_comma and "." in text and after[:1] == "," and after[1:].isdigit():
            raise Unreadable("write this number with one decimal sign", start, end + 2)
        yield self._read(text.removesuffix("."), start, end)

    def _comma_number(self, match: re.Match[str]) -> Token:
        start, end = match.span()
        if match["more"]:
            raise Unreadable(
                "separate numbers with a semicolon here, the comma is the decimal sign", start, end
            )
        return self._read(match[0], start, end)

    def _read(self, written: str, start: int, end: int) -> Token:
        mantissa, _, power = written.replace(",", ".").replace("E", "e").partition("e")
        exponent = int(power[:9] or 0)
        if len(mantissa) > self.limits.digits or len(power) > 8 or abs(exponent) > self.limits.exponent:
            raise Unreadable("this number is too long", start, end)
        value = Fraction(mantissa) * _TEN**exponent
        return Token("number", written, start, end, value=value, decimal="." in mantissa or bool(power))

    def _vulgar(self, text: str, start: int, end: int) -> Iterator[Token]:
        mixed = self.last.kind == "number" and self.last.end == start and not self.last.decimal
        yield Token("number", "+" if mixed else text, start, end, value=VULGAR[text])

    def _power(self, text: str, start: int, end: int) -> Iterator[Token]:
        digits = "".join(SUPERSCRIPTS[char] for char in text)
        if not re.fullmatch(r"[-+]?[0-9]{1,6}", digits):
            raise Unreadable("this exponent is no whole number", start, end)
        yield Token("power", digits, start, end, value=Fraction(digits))

    def _word(self, text: str, start: int, end: int) -> Iterator[Token]:
        match = re.match(r"([A-Za-z]+)(.*)", text, re.DOTALL)
        letters, tail = match.groups() if match else (text, "")
        vocabulary = self.dialect.vocabulary
        whole = vocabulary.symbol(_subscripted(text)) or (None if tail else vocabulary.known(letters))
        if whole is None and self._unites(text, end):
            yield _operator("union", start, end)
        elif tail[:1] == "_" and letters in ("log", "ln", "lg"):
            raise Unreadable(_OTHER_BASE, start, end)
        elif whole is not None:
            yield _named(whole, start, end, whole in vocabulary.symbols)
        elif tail.isdigit() and vocabulary.known(letters) in FUNCTIONS:
            yield from self._cut_before_digits(letters, start)
        else:
            yield from self._cut_word(letters, tail, start, end)

    def _unites(self, text: str, end: int) -> bool:
        """Whether a letter U stands between two sets."""
        after_set = self.last.text in (")", "]", "[", "}", "R", "empty")  # ]0, 1[ is a set too
        return text in ("U", "u") and after_set and UNITED.match(self.text, end) is not None

    def _cut_word(self, letters: str, tail: str, start: int, end: int) -> Iterator[Token]:
        pieces = self.dialect.vocabulary.cut(letters)
        if pieces is None or (tail and not (tail.isdigit() and pieces[-1] in FUNCTIONS)):
            yield Token("name", _subscripted(letters + tail), start, end)
            return
        for piece in pieces[:-1]:
            yield _named(piece, start, start + len(piece), piece in self.dialect.vocabulary.symbols)
            start += len(piece)
        if tail:
            yield from self._cut_before_digits(pieces[-1], start)
        else:
            yield _named(pieces[-1], start, end, pieces[-1] in self.dialect.vocabulary.symbols)

    def _cut_before_digits(self, letters: str, start: int) -> Iterator[Token]:
        """Read ``sqrt3`` as a root and leave its digits for the next token; ``log2(8)`` has a base."""
        self.at = start + len(letters)
        word = letters.lower() if letters not in FUNCTIONS else letters
        digits = re.compile(r"(2|10)\s*[(\[{0-9A-Za-z]").match(self.text, self.at)
        if word in ("log", "ln") and digits and not self.text[digits.end(1)].isdigit():
            raise Unreadable(_OTHER_BASE, start, digits.end(1))
        yield Token("name", word, start, self.at)

    def _greek(self, text: str, start: int, end: int) -> Iterator[Token]:
        name = _subscripted(GREEK[text[0]] + text[1:])
        symbol = self.dialect.vocabulary.symbol(name)
        if symbol is None and text[1:].isdigit():
            self.at = end = start + 1
            name = GREEK[text[0]]
            symbol = self.dialect.vocabulary.symbol(name)
        yield Token("name", symbol or name, start, end)

    def _letter(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("name", text, start, end)

    def _wrapped(self, text: str, start: int, end: int) -> Iterator[Token]:
        r"""Read the word in ``\\mathrm{e}``, ``\\text{or}``, ``\\mathbb{R}`` as if it stood alone."""
        inner = text.strip()
        if re.fullmatch(r"[A-Za-z]+[0-9]*(_[A-Za-z0-9]+)?", inner):
            for token in self._word(inner, start, end):
                yield replace(token, start=start, end=end)
            self.at = end
        elif inner:
            raise Unreadable("one word was expected here", start, end)

    def _command(self, text: str, start: int, end: int) -> Iterator[Token]:
        if text in latex_words.FRACTIONS:
            self.digits_wanted = 2 if re.compile(r"\s*[0-9]").match(self.text, end) else 0
            yield Token("fraction", text, start, end)
        elif text == latex_words.ROOT:
            yield Token("root", text, start, end)
        elif text in latex_words.OPERATORS:
            yield _operator(latex_words.OPERATORS[text], start, end)
        elif text in ("top", "intercal", "prime"):
            yield Token("name", "T", start, end)
        elif text not in latex_words.SKIPPED:
            yield from self._command_word(text, start, end)

    def _command_word(self, text: str, start: int, end: int) -> Iterator[Token]:
        name = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho"}.get(
            text, text
        )
        if name not in GREEK.values() and self.dialect.vocabulary.known(name) is None:
            raise Unreadable(f"the LaTeX command \\{text[:30]} is not read here", start, end)
        subscript = COMMAND_SUBSCRIPT.match(self.text, end)
        if subscript and name not in FUNCTIONS.keys() - {"sigma"}:
            self.at = end = subscript.end()
            name = _subscripted(name + subscript[0])
        yield Token("name", self.dialect.vocabulary.symbol(name) or CONSTANTS.get(name, name), start, end)

    def _begin(self, text: str, start: int, end: int) -> Iterator[Token]:
        if text not in latex_words.ENVIRONMENTS:
            raise Unreadable(f"the LaTeX environment {text[:30]} is not read here", start, end)
        yield Token("open", "[", start, end)

    def _close(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("close", "]", start, end)

    def _row(self, text: str, start: int, end: int) -> Iterator[Token]:
        without = re.compile(r"\s*\{").match(self.text, end)
        yield _operator("\\", start, end) if without else Token("semicolon", ";", start, end)

    def _brace(self, text: str, start: int, end: int) -> Iterator[Token]:
        r"""Tell ``R\{0}`` (without) from ``\{0\}`` (a set) by what stands before."""
        if text == "\\|":
            yield Token("bar", "|", start, end)
        elif text == "\\}":
            yield Token("close", "}", start, end)
        elif self.last.ends_operand:
            self.at = start + 1
            yield _operator("\\", start, start + 1)
        else:
            yield Token("open", "{", start, end)

    def _string(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("string", text[1:-1], start, end)

    def _operator(self, text: str, start: int, end: int) -> Iterator[Token]:
        if text in ("√", "∛"):
            yield Token("name", "sqrt" if text == "√" else "cbrt", start, end)
        elif text == "*" and re.compile(r"\s*(:?=|∈|\\in\b)").match(self.text, end):
            return  # the star of an optimum: alpha* = 1/4
        else:
            yield _operator(_SIGNS.get(text, text), start, end)

    def _bracket(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("open" if text in _OPENING else "close", text, start, end)

    def _comma(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("comma", ",", start, end)

    def _semicolon(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("semicolon", ";", start, end)

    def _bar(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("bar", "|", start, end)

    def _constant(self, text: str, start: int, end: int) -> Iterator[Token]:
        yield Token("name", _CONSTANT_SIGNS[text], start, end)


def _operator(sign: str, start: int, end: int) -> Token:
    return Token("bar" if sign == "|" else "operator", sign, start, end)


def _named(word: str, start: int, end: int, symbol: bool) -> Token:
    if symbol:
        return Token("name", word, start, end)
    if word in KEYWORDS:
        return _operator(KEYWORDS[word], start, end)
    return Token("name", CONSTANTS.get(word, word), start, end)


def _strict_word(word: str, start: int, end: int) -> Token:
    keyword = word if word in ("and", "or", "not", "in") else ""
    return _operator(keyword, start, end) if keyword else Token("name", word, start, end)


def _subscripted(written: str) -> str:
    """Spell a subscript one way: ``x_{1}`` and ``x₁`` as ``x_1``."""
    plain_digits = "".join(SUBSCRIPTS.get(char, char) for char in written)
    low = "_" if plain_digits != written and "_" not in written else ""
    head = written[: next((i for i, char in enumerate(written) if char in SUBSCRIPTS), len(written))]
    joined = head + low + plain_digits[len(head) :] if low else written
    return re.sub(r"\\(text|mathrm)|[{}, ]", "", joined)


def _shown(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X}"
