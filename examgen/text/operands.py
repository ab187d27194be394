"""What a value may begin with: names, functions, brackets, bars, LaTeX fractions and roots.

The part of the parser (`examgen.text.parser`) below the operators.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction

from examgen.text.brackets import Inside
from examgen.text.syntax import (
    Binary,
    Call,
    Function,
    Group,
    Limits,
    Name,
    Number,
    Syntax,
    Text,
    Unary,
    Unreadable,
)
from examgen.text.tokens import Dialect, Token
from examgen.text.words import CONSTANTS, FUNCTIONS, ROOTS

__all__ = ["Operands"]

_DEEPEST = 100
_NOT = 3


class Operands(ABC):
    """Reads operands from the tokens; what stands inside them is read by `expression` and `rows`.

    Parameters
    ----------
    tokens, insides
        What `examgen.text.brackets.pair` returns.
    dialect, limits
        How it is written, and how much of it is read.
    """

    def __init__(
        self, tokens: list[Token], insides: dict[int, Inside], dialect: Dialect, limits: Limits
    ) -> None:
        self.tokens, self.insides, self.dialect = tokens, insides, dialect
        self.deepest = min(limits.depth, _DEEPEST)
        self.at = self.depth = self.bars = 0
        self.spaces = False
        self.bare: Syntax | None = None

    @abstractmethod
    def expression(self, floor: int) -> Syntax:
        """Read an operand and all operators after it that bind more tightly than `floor`."""

    @abstractmethod
    def signed(self, sign: Token) -> Syntax:
        """Read what follows a sign."""

    @abstractmethod
    def rows(self, inside: Inside, closer: str) -> list[list[Syntax]]:
        """Read the values up to the closing bracket, which is left standing."""

    @property
    def token(self) -> Token:
        """The token at hand."""
        return self.tokens[self.at]

    @property
    def following(self) -> Token:
        """The token after the one at hand."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the token at hand and go on to the next."""
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def operator(self, *texts: str) -> bool:
        """Whether the token at hand is one of these operators."""
        return self.token.kind == "operator" and self.token.text in texts

    def deeper(self) -> None:
        """Count a level of nesting."""
        self.depth += 1
        if self.depth > self.deepest:
            raise Unreadable(f"nested more than {self.deepest} deep", self.token.start, self.token.end)

    def prefix(self) -> Syntax:
        """Read what a value may begin with."""
        token = self.take()
        if token.kind == "operator" and token.text in ("-", "+", "~"):
            return self.signed(token)
        if token.kind == "operator" and token.text == "not" and self.dialect.strict:
            operand = self.expression(_NOT)
            return Unary(token.start, operand.end, "not", operand)
        if token.kind == "number":
            return Number(token.start, token.end, token.value, token.text, token.decimal)
        if token.kind == "string" and self.dialect.strict:
            return Text(token.start, token.end, token.text)
        readers = {"name": self.name, "open": self.bracketed, "bar": self.absolute}
        readers |= {"fraction": self.fraction, "root": self.root}
        if token.kind in readers:
            return readers[token.kind](token)
        raise self.missing(token)

    # Names and functions

    def name(self, token: Token) -> Syntax:
        """Read what a name begins."""
        following = self.token
        if self.dialect.strict:
            return self.strict_name(token)
        if token.text in FUNCTIONS and token.text not in self.dialect.vocabulary.symbols:
            return self.call(token)
        unknown = token.text not in CONSTANTS and token.text not in self.dialect.vocabulary.symbols
        if unknown and following.kind == "open" and following.text == "(" and not following.spaced:
            return self.called(token.start, token.text)
        return Name(token.start, token.end, token.text)

    def strict_name(self, token: Token) -> Syntax:
        """Read what a name begins in the language of banks."""
        if self.operator("->"):
            self.take()
            body = self.expression(0)
            return Function(token.start, body.end, token.text, body)
        if self.token.kind == "open" and self.token.text == "(":
            return self.called(token.start, FUNCTIONS.get(token.text, token.text))
        return Name(token.start, token.end, token.text)

    def called(self, start: int, name: str) -> Call:
        """Read the arguments in brackets after a function's name."""
        opener = self.take()
        if self.token.kind == "close":
            return Call(start, self.take().end, name, ())
        rows = self.rows(self.insides[opener.start], "close")
        return Call(start, self.take().end, name, tuple(entry for row in rows for entry in row))

    def call(self, token: Token) -> Syntax:
        """Read a function and its argument, in brackets or without: ``sin(x)``, ``sin^2(x)``, ``sqrt 3``."""
        name = FUNCTIONS[token.text]
        exponent = self.function_exponent(token)
        if self.token.kind == "open":
            made = _cube_root(self.called(token.start, name))
        else:
            operand = self.bare_argument(token)
            made = _cube_root(Call(token.start, operand.end, name, (operand,)))
            self.bare = made
        return made if exponent is None else Binary(token.start, made.end, "^", made, exponent)

    def function_exponent(self, function: Token) -> Syntax | None:
        """Read the exponent in ``sin^2(x)`` and ``sin² x``."""
        token = self.token
        if token.kind == "power":
            self.take()
        elif self.operator("^"):
            self.take()
            token = self.take()
        else:
            return None
        if token.kind not in ("number", "power") or token.value < 1 or token.value.denominator != 1:
            raise Unreadable(
                "a positive whole number was expected here; write (sin(x))^n", token.start, token.end
            )
        if function.text in ROOTS or function.text == "exp":
            raise Unreadable(
                f"write the power after the brackets of {function.text}", function.start, token.end
            )
        return Number(token.start, token.end, token.value, token.text)

    def bare_argument(self, function: Token) -> Syntax:
        """Read the one number, name or call that follows a function without brackets."""
        token = self.token
        if token.kind not in ("number", "name", "fraction", "root", "bar"):
            hint = f"the argument of {function.text} was expected here, in brackets"
            raise Unreadable(hint, token.start, token.end)
        return self.prefix_deeper()

    def prefix_deeper(self) -> Syntax:
        """Read an operand without the operators after it."""
        self.deeper()
        operand = self.prefix()
        self.depth -= 1
        return operand

    # Brackets

    def bracketed(self, token: Token) -> Syntax:
        """Read what stands in brackets."""
        inside = self.insides[token.start]
        if self.token.kind == "close":
            closer = self.take()
            return Group(token.start, closer.end, _normal(token.text, closer.text), ())
        if token.text == "{":
            self.set_builder()
        rows = self.rows(inside, "close")
        closer = self.take()
        return self.group(token.start, closer.end, _normal(token.text, closer.text), rows)

    def group(self, start: int, end: int, bracket: str, rows: list[list[Syntax]]) -> Group:
        """Make a node of rows: a list if there is one row or one column, else a matrix."""
        if len(rows) == 1:
            return Group(start, end, bracket, tuple(rows[0]))
        if all(len(row) == 1 for row in rows):
            return Group(start, end, bracket, tuple(row[0] for row in rows), ";")
        made = tuple(Group(row[0].start, row[-1].end, "row", tuple(row)) for row in rows)
        return Group(start, end, bracket, made, ";")

    def set_builder(self) -> None:
        """Pass over the head of ``{a | 0 < a < 1}`` and ``{a in R : a > 0}``."""
        ahead = self.tokens[self.at : self.at + 4]
        kinds = [f"{token.kind} {token.text}" if token.kind == "operator" else token.kind for token in ahead]
        if kinds[:1] != ["name"]:
            return
        if kinds[1:2] in (["bar"], ["operator :"]):
            self.at += 2
        elif len(ahead) == 4 and kinds[1] == "operator in" and kinds[3] in ("bar", "operator :"):
            self.at += 4 if ahead[2].text == "R" else 0

    def absolute(self, token: Token) -> Syntax:
        """Read ``|x|``; `rows` and this method count the bars that are open."""
        spaces, self.spaces = self.spaces, False
        self.bars += 1
        inner = self.expression(0)
        if self.token.kind != "bar":
            raise Unreadable("this '|' is never closed", token.start, token.end)
        self.bars -= 1
        self.spaces = spaces
        return Call(token.start, self.take().end, "abs", (inner,))

    # LaTeX

    def fraction(self, token: Token) -> Syntax:
        """Read the two parts of a fraction."""
        above = self.argument()
        below = self.argument()
        made = Binary(token.start, below.end, "/", above, below)
        return Group(token.start, below.end, "()", (made,))

    def root(self, token: Token) -> Syntax:
        """Read the degree and the argument of a root."""
        degree: Syntax | None = None
        if self.token.kind == "open" and self.token.text == "[":
            degree = self.bracketed(self.take())
        operand = self.argument()
        if degree is None:
            return Call(token.start, operand.end, "sqrt", (operand,))
        return Call(token.start, operand.end, "root", (operand, degree))

    def argument(self) -> Syntax:
        """Read what a LaTeX command applies to: ``{...}`` or one token."""
        return self.braced() if self.token.text == "{" else self.prefix_deeper()

    def braced(self) -> Syntax:
        """Read what stands in LaTeX braces."""
        opener = self.take()
        if self.token.kind == "close":
            raise Unreadable("a value was expected between the braces", opener.start, self.token.end)
        rows = self.rows(self.insides[opener.start], "close")
        closer = self.take()
        if len(rows) > 1 or len(rows[0]) > 1:
            raise Unreadable("one value was expected between the braces", opener.start, closer.end)
        return Group(opener.start, closer.end, "()", (rows[0][0],))

    # What is wrong

    def unexpected(self) -> Unreadable:
        """Return the refusal of the token at hand, which fits nowhere."""
        token = self.token
        if token.kind == "operator" and token.text in _ODD:
            return Unreadable(_ODD[token.text], token.start, token.end)
        return Unreadable(f"'{token.text}' was not expected here", token.start, token.end)

    def missing(self, token: Token) -> Unreadable:
        """Return the refusal of a token where a value should stand."""
        if token.kind == "operator" and token.text in _ODD:
            return Unreadable(_ODD[token.text], token.start, token.end)
        if token.kind == "string":
            return Unreadable("quotation marks have no meaning here", token.start, token.end)
        what = "at the end" if token.kind == "end" else f"before '{token.text}'" if token.text else "here"
        return Unreadable(f"a value was expected {what}", token.start, token.end)


_ODD = {
    "±": "± stands for two values: write both, such as {-1, 1}",
    "!": "factorials are not read: write the number",
    "'": "a prime has no meaning here",
    "=>": "write >= for 'at least'",
    "->": "an arrow has no meaning here",
    "not": "'not' has no meaning here",
    ":": "a colon was not expected here",
    "%": "a percent sign must follow a number",
}
"""What to say about signs that have no place in a formula."""


def _normal(opener: str, closer: str) -> str:
    """Name a pair of brackets as an interval's: ``]0, 1[`` is ``()``."""
    if opener == "{":
        return "{}"
    left = "(" if opener in "(]" else "["
    return left + (")" if closer in ")[" else "]")


def _cube_root(call: Call) -> Call:
    if call.name == "cbrt":
        degree = Number(call.start, call.end, Fraction(3), "3")
        return Call(call.start, call.end, "root", (*call.args, degree))
    return call
