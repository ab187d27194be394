r"""The grammar of the formula language: from text to a syntax tree, with limits on size and depth.

Students write as they do on paper; banks write the same language strictly (see below). In EBNF, spaces left out::

    answer     = list
    list       = row { (";" | line end | "\\") row }                     rows of a matrix, or entries of a column
    row        = item { ("," | "&" | space) item }                       spaces only in [..] or between rows
    item       = conjunct { ("or" | "∨") conjunct }
    conjunct   = relation { ("and" | "∧") relation }
    relation   = set { ("<" | "<=" | ">" | ">=" | "=" | "!=" | "≈" | "in") set }
    set        = sum { ("U" | "∪" | "∩" | "\") sum }
    sum        = product { ("+" | "-") product }
    product    = signed { ["*" | "/" | ":"] signed }                     nothing between two factors multiplies
    signed     = { "-" | "+" | "≈" } power
    power      = postfix [ ("^" | "**") signed ]                         2^3^2 is 2^(3^2), -2^2 is -(2^2)
    postfix    = primary { superscript | "%" | "'" | "^T" }              ' and ^T transpose
    primary    = number | name | group | "|" item "|"
               | function [ "^" digits ] ( group | argument )            sin^2(x), sqrt 3
               | "\frac" argument argument | "\sqrt" [ "[" item "]" ] argument
    group      = "(" list ")" | "[" list "]" | "{" [ name ("|" | ":") ] [ list ] "}" | "]" list "[" | ...
    argument   = digit | "{" item "}" | postfix

What can be read in two ways is not read at all, and the student is told how to write it:

- ``1/2x``, ``1/2(x+1)``: a product without a sign after a division; ``e^2x`` after a power without a space.
- ``sin x/2``, ``ln 2x``: a function without brackets before a division, a power or a factor; ``sin x cos x`` and
  ``ln 2 √3`` are read. Roots bind to the next number or name only: ``√3/2`` is half of the root.
- ``3 1/2``, ``2 3``: numbers side by side, outside of a list; ``3½`` is read.
- ``±``, ``+-``: two values at once.
- ``log2(8)``, ``log_10``: another base than e.

Documented choices: ``2e-3`` without spaces is 0.002, ``2 e - 3`` is Euler's number doubled less 3; ``75%`` is
75/100; ``a:b`` is a division; inside ``[..]`` without commas spaces separate, so ``[1 -2]`` has two entries and
``[1 - 2]`` has one.

The strict language of banks has whole-word names, ``x[1]`` for entries, ``i -> i^2`` for functions, ``"texts"``,
``not``, and multiplies only where ``*`` is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from examgen.text.ambiguity import refuse_loose_argument, refuse_loose_factor, side_by_side
from examgen.text.brackets import Inside, pair
from examgen.text.operands import Operands
from examgen.text.syntax import (
    Binary,
    Call,
    Compare,
    Group,
    Index,
    Limits,
    Name,
    Number,
    Syntax,
    Unary,
    Unreadable,
)
from examgen.text.tokens import Dialect, Token, tokenize
from examgen.text.words import CONSTANTS, FUNCTIONS, Vocabulary

__all__ = ["parse", "parse_strict"]

_COMPARING = frozenset(["<", "<=", ">", ">=", "=", "!=", "~", "in"])
_POWERS = {
    "or": 1, "and": 2, **dict.fromkeys(_COMPARING, 4), "union": 5, "intersection": 5, "\\": 5,
    "+": 6, "-": 6, "*": 7, "/": 7, ":": 7, "^": 9,
}  # fmt: skip
_NOT, _COMPARE, _SETS, _PRODUCT, _SIGN, _POWER = 3, 4, 5, 7, 8, 9
_LABEL = "(label)"
_IN_LABELS = frozenset({"name", "operator", "bar", "open", "close"})


def parse(
    text: str, *, decimal_comma: bool = False, symbols: Iterable[str] = (), limits: Limits | None = None
) -> Syntax:
    """Read what a student wrote.

    Parameters
    ----------
    text
        Anything.
    decimal_comma
        Whether ``0,75`` is one number; lists are then separated by semicolons, or by commas with a space.
    symbols
        Names that stand for themselves, such as ``alpha``; they decide how runs of letters are cut.
    limits
        How much is read.

    Returns
    -------
    Syntax
        What it says; not yet what it is worth.

    Raises
    ------
    Unreadable
        If it is no formula, can be read in two ways, or is over its limits.
    """
    return _parse(text, _dialect(frozenset(symbols), decimal_comma), limits or Limits())


def parse_strict(text: str, limits: Limits | None = None) -> Syntax:
    """Read a formula of a bank.

    Raises
    ------
    Unreadable
        If it is none.
    """
    return _parse(text, _dialect(frozenset(), strict=True), limits or Limits())


@lru_cache(maxsize=256)
def _dialect(symbols: frozenset[str], decimal_comma: bool = False, strict: bool = False) -> Dialect:
    return Dialect(Vocabulary(symbols), decimal_comma, strict)


def _parse(text: str, dialect: Dialect, limits: Limits) -> Syntax:
    tokens, insides = pair(tokenize(text, dialect, limits), dialect.strict)
    parser = _Parser(tokens, insides, dialect, limits)
    try:
        return parser.answer()
    except Unreadable as problem:
        labelled = None if dialect.strict else parser.without_label(problem.start)
        if labelled is None:
            raise
        return labelled


class _Parser(Operands):
    """Precedence climbing over the tokens; one call of `expression` for each level of nesting."""

    def answer(self) -> Syntax:
        """Read everything."""
        if self.token.kind == "end":
            raise Unreadable("nothing is written", 0, self.token.end)
        rows = self.rows(self.insides[-1], "end")
        first, last = rows[0][0], rows[-1][-1]
        return first if len(rows) == len(rows[0]) == 1 else self.group(first.start, last.end, "", rows)

    def without_label(self, problem: int) -> Syntax | None:
        """Read what follows the first ``=`` or ``in`` where the part before is a label, such as ``dL/dw``."""
        found = (
            i for i, token in enumerate(self.tokens) if token.kind == "operator" and token.text in ("=", "in")
        )
        sign = next(found, 0)
        label = self.tokens[:sign]
        known = self.dialect.vocabulary.symbols | CONSTANTS.keys() | FUNCTIONS.keys()
        named = any(token.kind == "name" and token.text not in known for token in label)
        if (
            not named
            or problem >= self.tokens[sign].start
            or any(one.kind not in _IN_LABELS for one in label)
        ):
            return None
        self.at, self.depth = sign + 1, 0
        rest = self.answer()
        name = Name(label[0].start, label[-1].end, _LABEL)
        if isinstance(rest, Compare):
            operators = (self.tokens[sign].text, *rest.operators)
            return Compare(name.start, rest.end, (name, *rest.operands), operators)
        return Compare(name.start, rest.end, (name, rest), (self.tokens[sign].text,))

    def rows(self, inside: Inside, closer: str) -> list[list[Syntax]]:
        """Read the values up to the closing bracket, which is left standing."""
        outer, self.spaces = self.spaces, inside.spaces and not self.dialect.strict
        bars, self.bars = self.bars, 0
        rows: list[list[Syntax]] = [[self.expression(0)]]
        while self.token.kind != closer:
            if self.token.kind == "comma":
                self.take()
                rows[-1].append(self.expression(0))
            elif self.token.kind == "semicolon":
                self.take()
                if self.token.kind != closer:
                    rows.append([self.expression(0)])
            elif self.spaces and self.token.apart and self.starts_operand(self.token):
                rows[-1].append(self.expression(0))
            else:
                raise self.unexpected()
        self.spaces, self.bars = outer, bars
        return rows

    # Operators

    def expression(self, floor: int) -> Syntax:
        """Read an operand and all operators after it that bind more tightly than `floor`."""
        self.deeper()
        left = self.prefix()
        while True:
            following = self.postfix(left) or self.infix(left, floor)
            if following is None:
                self.depth -= 1
                return left
            left = following

    def signed(self, sign: Token) -> Syntax:
        operand = self.expression(_SIGN if sign.text != "~" else _SETS)
        return operand if sign.text == "+" else Unary(sign.start, operand.end, sign.text, operand)

    def infix(self, left: Syntax, floor: int) -> Syntax | None:
        """Read the operator after `left` and its right operand, if it binds more tightly than `floor`."""
        token = self.token
        if token.kind != "operator":
            return self.implicit(left) if floor < _PRODUCT and self.starts_operand(token) else None
        power = _POWERS.get(token.text, 0)
        if power <= floor or self.begins_item(token):
            return None
        if token.text in _COMPARING:
            return self.comparison(left)
        return self.power(left) if token.text == "^" else self.binary(left, token.text)

    def binary(self, left: Syntax, operator: str) -> Syntax:
        refuse_loose_argument(left, operator, self.bare)
        self.take()
        power = _POWERS[operator]
        right = self.expression(power)
        return Binary(left.start, right.end, "/" if operator == ":" else operator, left, right)

    def comparison(self, left: Syntax) -> Syntax:
        operands, operators = [left], []
        while self.token.kind == "operator" and self.token.text in _COMPARING:
            operators.append(self.take().text)
            operands.append(self.expression(_COMPARE))
        return Compare(left.start, operands[-1].end, tuple(operands), tuple(operators))

    def power(self, left: Syntax) -> Syntax:
        refuse_loose_argument(left, "^", self.bare)
        self.take()
        token = self.token
        if token.kind == "name" and token.text in ("T", "t") and self.is_list(left):
            self.take()
            return Call(left.start, token.end, "transpose", (left,))
        exponent = (
            self.argument() if token.kind == "open" and token.text == "{" else self.expression(_POWER - 1)
        )
        return Binary(left.start, exponent.end, "^", left, exponent)

    def implicit(self, left: Syntax) -> Syntax | None:
        """Read a factor that follows without a sign; `None` if it is the next value of a list."""
        token = self.token
        if self.spaces and token.apart:
            return None
        if self.dialect.strict:
            raise Unreadable("an operator was expected here, such as *", token.start, token.end)
        if token.kind == "number":
            raise side_by_side(left, token, self.following)
        refuse_loose_factor(left, token, self.bare)
        right = self.expression(_PRODUCT)
        return Binary(left.start, right.end, "*", left, right)

    # After an operand

    def postfix(self, left: Syntax) -> Syntax | None:
        """Read a superscript, a percent sign, a transposition or an index."""
        token = self.token
        if token.kind == "power":
            refuse_loose_argument(left, "^", self.bare)
            self.take()
            exponent = Number(token.start, token.end, token.value, token.text)
            return Binary(left.start, token.end, "^", left, exponent)
        if token.kind == "number" and token.text == "+" and isinstance(left, Number):  # 3½
            self.take()
            mixed = Number(left.start, token.end, left.value + token.value, f"{left.written}½")
            return Group(left.start, token.end, "()", (mixed,))
        if self.operator("%"):
            self.take()
            return Binary(
                left.start, token.end, "/", left, Number(token.start, token.end, Fraction(100), "100")
            )
        if self.operator("'", "ᵀ") and self.is_list(left):
            self.take()
            return Call(left.start, token.end, "transpose", (left,))
        if self.dialect.strict and token.kind == "open" and token.text == "[" and not token.spaced:
            return self.index(left)
        return None

    def index(self, base: Syntax) -> Syntax:
        opener = self.take()
        rows = self.rows(self.insides[opener.start], "close")
        closer = self.take()
        if len(rows) > 1 or len(rows[0]) > 1:
            raise Unreadable(
                "one index was expected; write x[1][2] for an entry of a matrix", opener.start, closer.end
            )
        return Index(base.start, closer.end, base, rows[0][0])

    # What the tokens ahead mean

    def starts_operand(self, token: Token) -> bool:
        if token.kind == "bar":
            return not self.bars
        if self.begins_item(token):
            return True
        return token.kind in ("number", "name", "open", "fraction", "root", "string")

    def begins_item(self, token: Token) -> bool:
        """Whether a sign begins the next value of a list: ``[1 -2]`` against ``[1 - 2]``."""
        if not (self.spaces and token.apart and token.kind == "operator" and token.text in ("-", "+")):
            return False
        return not self.following.spaced

    def is_list(self, node: Syntax) -> bool:
        return isinstance(node, Group) and len(node.items) > 1
