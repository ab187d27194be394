r"""Values as LaTeX math, the way a careful typesetter writes them.

Fractions are ``\frac``, with a minus sign in front; there is no multiplication sign except before a digit; powers of e
are ``\mathrm{e}^{..}``, logarithms ``\ln``. Braces are complete, so that the text can stand anywhere in a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from examgen.text.arithmetic import TooLarge, Undecided
from examgen.text.expr import Expr
from examgen.text.layout import layout
from examgen.text.nodes import (
    Call,
    Exp,
    Name,
    Negative,
    Node,
    Numeral,
    Over,
    Power,
    Product,
    Root,
    Sum,
)
from examgen.text.values import Interval, RealSet, Value

__all__ = ["decimals", "is_long", "matrix_tex", "notated", "symbol_tex", "tex"]

_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_GREEK = frozenset(_LETTERS.split())
_SPECIAL = {
    "lam": r"\lambda",
    "epsilon": r"\varepsilon",
    "eps": r"\varepsilon",
    "phi": r"\varphi",
    "ell": r"\ell",
}
_RAISED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")  # written \sin^2 x
_FUNCTIONS = {
    "log": r"\ln",
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    **{name: f"\\{name}" for name in _RAISED},
}
_ESCAPES = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}

LONG = 60
"""Nodes of a number beyond which its decimals are printed in its place."""

_Write = Callable[[Expr], str]


def tex(value: Value, *, decimal_comma: bool = False) -> str:
    r"""Write a value as LaTeX math.

    Parameters
    ----------
    value
        Vectors become a row, matrices a ``pmatrix``, texts ``\text``. Numbers that fill lines, as those of a
        network of sigmoids, become decimals.
    decimal_comma
        Whether commas are decimal marks, so that semicolons must separate the entries of sets and intervals.

    Examples
    --------
    >>> from examgen.text.functions import exp, sqrt
    >>> print(tex(12 / (1 + exp(6))), tex(-sqrt(2) / 2))
    \frac{12}{1+\mathrm{e}^{6}} -\frac{\sqrt{2}}{2}
    """
    if isinstance(value, bool):
        return rf"\text{{{str(value).lower()}}}"
    if isinstance(value, str):
        return rf"\text{{{_escaped(value)}}}"
    if isinstance(value, Expr):
        return _number(value, decimal_comma)
    if value == ():
        return r"\varnothing"
    separator = ";" if decimal_comma else ","
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return rf"{separator}\ ".join(tex(entry) for entry in value)
    return _arranged(value, lambda number: _number(number, decimal_comma), separator)


def decimals(value: Value, significant: int = 4, comma: bool = False) -> str | None:
    r"""Write a value in decimals, as LaTeX math.

    Parameters
    ----------
    value
        A number, vector, matrix or set of reals.
    significant
        How many significant digits.
    comma
        Whether a comma is the decimal mark (set without a space).

    Returns
    -------
    str or None
        None if decimals say nothing new (whole numbers) or can't be given (texts, free symbols,
        numbers beyond reason).
    """
    numbers = list(_numbers(value))
    if all(number.is_integer for number in numbers) or not all(number.is_number for number in numbers):
        return None

    def write(number: Expr) -> str:
        return _tex(layout(number)) if number.is_integer else _decimal(number, significant, comma)

    try:
        return write(value) if isinstance(value, Expr) else _arranged(value, write, ";" if comma else ",")
    except (TooLarge, Undecided):
        return None


def symbol_tex(name: str) -> str:
    r"""Write a name: Greek letters by their command, digits and what follows an underscore as indices.

    >>> print(symbol_tex("theta_1"), symbol_tex("x2"), symbol_tex("eta"), symbol_tex("rate"), symbol_tex("H2_i"))
    \theta_{1} x_{2} \eta \mathrm{rate} H_{2,i}

    A name in dollar signs is TeX already (see `notated`).
    """
    if name.startswith("$"):
        return name.strip("$")
    split = re.fullmatch(r"([^\d_]+)(\d*)(?:_+(.+))?", name)
    letter, digits, rest = split.groups() if split else (name, "", None)
    index = ",".join(filter(None, (digits, rest and _index(rest))))
    if letter in _SPECIAL:
        base = _SPECIAL[letter]
    elif letter in _GREEK:
        base = f"\\{letter}"
    else:
        base = letter if len(letter) == 1 else rf"\mathrm{{{_escaped(letter)}}}"
    return f"{base}_{{{index}}}" if index else base


def notated(value: Value, notation: Mapping[str, str]) -> Value:
    """Return a value whose symbols print as an author writes them.

    Parameters
    ----------
    value
        Any value.
    notation
        TeX by the name of a symbol.
    """
    if isinstance(value, tuple):
        return tuple(notated(entry, notation) for entry in value)
    if not isinstance(value, Expr) or not value.symbols & notation.keys():
        return value
    return value.substitute({name: Expr.symbol(f"${tex_}$") for name, tex_ in notation.items()})


def _index(index: str) -> str:
    if index.isdigit() or len(index) <= 2:
        return _escaped(index)
    return symbol_tex(index) if index in _GREEK else rf"\mathrm{{{_escaped(index)}}}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in text)


# Vectors, matrices, sets

WIDEST = 20
"""Columns that a ``pmatrix`` holds: LaTeX pays for all of them in every matrix, so they are few."""


def matrix_tex(rows: Sequence[str]) -> str:
    r"""Set out rows, whose entries are separated by ``&`` already, as a matrix in parentheses.

    >>> print(matrix_tex(["1 & 2", "3 & 4"]))
    \begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}
    """
    columns = max((row.count("&") + 1 for row in rows), default=1)
    inside = r" \\ ".join(rows)
    if columns <= WIDEST:
        return rf"\begin{{pmatrix}}{inside}\end{{pmatrix}}"
    return rf"\left(\begin{{array}}{{@{{}}*{{{columns}}}{{c}}@{{}}}}{inside}\end{{array}}\right)"


def _arranged(value: object, write: _Write, separator: str) -> str:
    if isinstance(value, RealSet):
        return _set(value, write, separator)
    assert isinstance(value, tuple)  # noqa: S101  # the other values were written before
    rows = value if _nests(value) else (value,)
    if any(_nests(row) for row in rows):
        blocks = rf"{separator}\ ".join(_arranged(row, write, separator) for row in rows)
        return rf"\left({blocks}\right)"
    if _nests(value) and _holds_words(value):
        lists = r" \\ ".join(rf"{separator}\ ".join(_entry(one, write) for one in row) for row in rows)
        return rf"\begin{{array}}{{@{{}}l@{{}}}}{lists}\end{{array}}"
    lines = [" & ".join(_entry(entry, write) for entry in row) for row in rows]
    return matrix_tex(lines)


def _nests(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(entry, tuple) for entry in value)


def _holds_words(rows: tuple[tuple[object, ...], ...]) -> bool:
    """Whether the entries of lists are words, so that nothing lines up in columns."""
    return any(isinstance(entry, str) for row in rows for entry in row)


def _entry(entry: Any, write: _Write) -> str:
    return write(entry) if isinstance(entry, Expr) else tex(entry)


def _set(value: RealSet, write: _Write, separator: str) -> str:
    parts: list[str] = []
    for is_point, pieces in groupby(value.pieces, key=lambda piece: piece.is_point):
        if is_point:
            inner = rf"{separator}\ ".join(_end(piece.low, "", write) for piece in pieces)
            parts.append(rf"\left\{{{inner}\right\}}")
        else:
            parts += (_interval(piece, write, separator) for piece in pieces)
    return r" \cup ".join(parts) or r"\emptyset"


def _interval(piece: Interval, write: _Write, separator: str) -> str:
    left, right = "[" if piece.low_closed else "(", "]" if piece.high_closed else ")"
    low, high = _end(piece.low, r"-\infty", write), _end(piece.high, r"\infty", write)
    return rf"\left{left}{low}{separator}\ {high}\right{right}"


def _end(end: Expr | None, infinite: str, write: _Write) -> str:
    return infinite if end is None else write(end).replace(r"\frac", r"\tfrac")


def _numbers(value: object) -> Iterable[Expr]:
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _numbers(entry)
    elif isinstance(value, RealSet):
        yield from (end for piece in value.pieces for end in (piece.low, piece.high) if end is not None)


def _decimal(number: Expr, significant: int, comma: bool) -> str:
    from examgen.text.balls import decimal  # loading it takes time, and exact values do without

    digits, _, exponent = decimal(number, significant).partition("e")
    digits = digits.replace(".", "{,}") if comma else digits
    return rf"{digits}\cdot 10^{{{exponent}}}" if exponent else digits


# Formulas


def _number(number: Expr, comma: bool = False) -> str:
    """Write a number as it is, or as a decimal where nobody would want to read it (see `is_long`)."""
    return _decimal(number, 6, comma) if is_long(number) else _tex(layout(number))


def is_long(value: Value) -> bool:
    """Whether a number in a value takes so many symbols that only its decimals are printed."""
    if isinstance(value, tuple):
        return any(map(is_long, value))
    return isinstance(value, Expr) and value.size > LONG and value.is_number


def _tex(node: Node) -> str:
    match node:
        case Numeral(value):
            return str(value)
        case Name(name):
            return symbol_tex(name)
        case Call(function, arg):
            return _call(function, arg)
        case Exp(arg):
            return r"\mathrm{e}" if arg == Numeral(1) else rf"\mathrm{{e}}^{{{_exponent(arg)}}}"
        case Root(arg, degree):
            return rf"\sqrt{'' if degree == 2 else f'[{degree}]'}{{{_tex(arg)}}}"
        case Power(base, exponent):
            return _power(base, exponent)
        case _:
            return _composed(node)


def _composed(node: Product | Over | Negative | Sum) -> str:
    match node:
        case Product(factors):
            return _juxtaposed([_factor(factor) for factor in factors])
        case Over(top, bottom):
            return rf"\frac{{{_tex(top)}}}{{{_tex(bottom)}}}"
        case Negative(arg):
            return f"-{_factor(arg)}"
        case Sum(terms):
            return _tex(terms[0]) + "".join(map(_added, terms[1:]))


def _added(term: Node) -> str:
    return f"-{_factor(term.arg)}" if isinstance(term, Negative) else f"+{_tex(term)}"


def _factor(node: Node) -> str:
    return _brackets(_tex(node)) if isinstance(node, Sum | Negative) else _tex(node)


def _call(function: str, arg: Node, exponent: str = "") -> str:
    inner = _tex(arg)
    if function == "abs":
        return rf"\left|{inner}\right|"
    name = _FUNCTIONS[function] + exponent
    return f"{name} {inner}" if isinstance(arg, Numeral | Name) else name + _brackets(inner)


def _power(base: Node, exponent: Node) -> str:
    raised = f"^{{{_exponent(exponent)}}}"
    if (
        isinstance(base, Call)
        and base.function in _RAISED
        and isinstance(exponent, Numeral)
        and exponent.value < 10
    ):
        return _call(base.function, base.arg, f"^{exponent.value}")
    single = isinstance(base, Numeral | Name) or (isinstance(base, Call) and base.function == "abs")
    return (_tex(base) if single else _brackets(_tex(base))) + raised


def _exponent(node: Node) -> str:
    """Write an exponent: plain fractions with a slash."""
    if isinstance(node, Negative):
        return f"-{_exponent(node.arg)}"
    if isinstance(node, Over) and all(isinstance(part, Numeral | Name) for part in (node.top, node.bottom)):
        return f"{_tex(node.top)}/{_tex(node.bottom)}"
    return _tex(node)


_UPRIGHT_FIRST = re.compile(r"\\mathrm\{[a-zA-Z]{2,}")
_APPLIED = re.compile(r"\\(ln|arc\w+|sinh?|cosh?|tanh?)(\^\d)? [^\s{}]+$")
_UPRIGHT_LAST = re.compile(r"\\mathrm\{[a-zA-Z]{2,}\}(_\{[^{}]*\})?$")


def _juxtaposed(factors: Iterable[str]) -> str:
    """Write factors side by side: a dot before a digit, thin space after a function, space after a command."""
    text = ""
    for factor in factors:
        if text and factor[0].isdigit():
            text += r" \cdot "
        elif text and (_UPRIGHT_FIRST.match(factor) or _UPRIGHT_LAST.search(text) or _APPLIED.search(text)):
            text += r"\,"
        elif re.search(r"\\[a-zA-Z]+$", text) and factor[0].isalpha():
            text += " "
        text += factor
    return text


def _brackets(text: str) -> str:
    tall = re.search(r"\\frac|\^|\\sqrt|\\left", text)
    return rf"\left({text}\right)" if tall else f"({text})"
