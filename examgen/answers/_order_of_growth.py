"""Reading an order of growth: ``O(T N^2)``, ``Θ(n log_2 n)``, ``linear in M``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from examgen.answers._reading import guarded
from examgen.text.chains import label_free
from examgen.text.expr import Expr
from examgen.text.lower import to_expr
from examgen.text.parser import parse
from examgen.text.syntax import Binary, Call, Compare, Group, Name, Syntax, Unary, Unreadable, postorder
from examgen.text.words import CONSTANTS, FUNCTIONS, Vocabulary

_LANDAU = frozenset({"O", "Theta", "theta"})
_OTHER_LANDAU = frozenset({"o", "Omega", "omega"})
_BASED = re.compile(
    r"\\?(?:log|ln)(?:_\s*\{\s*(?:2|10|e|b)\s*\}|_(?:2|10|e|b)(?![0-9])|₂|₁₀|(?:2|10)(?=\s*[(A-Za-z]))|\\?\b(?:lg|ld|lb)\b"
)
_WORDS = {
    "1": r"constant|konstant\w*",
    "log({})": r"logarithmi(?:c|cally)|logarithmisch\w*|logaritmick\w*",
    "{}": r"linear(?:ly|e|er|es|en)?|lineární|lineárně",
    "{}*log({})": r"linearithmic|quasilinear|log-linear",
    "{}^2": r"quadratic(?:ally)?|quadratisch\w*|kvadratick\w*",
    "{}^3": r"cubic(?:ally)?|kubisch\w*|kubick\w*",
}
_SAID = re.compile(
    r"(?:it\s+)?(?:grows?\s+|is\s+)?(?P<word>[^\W\d_][\w-]*)(?:\s+(?:in|with|v)\s+(?P<symbol>\w+))?"
    r"(?:\s+(?:plus|\+)\s+(?:a\s+)?constant)?(?:\s+(?:growth|time|space|memory))?\.?"
)
_LONGEST = 600


def read_order(text: str, symbols: Sequence[str], constants: Sequence[str]) -> Expr:
    """Return the formula whose order of growth is meant.

    Parameters
    ----------
    text
        What was written.
    symbols
        The names that become large; a single letter may be written in lower or upper case, if only one is known.
    constants
        Names that may stand for constants.

    Raises
    ------
    Unreadable
        If it is no order of growth, or has other names.
    """
    if len(text) > _LONGEST:
        raise Unreadable(f"too long: more than {_LONGEST} characters", 0, len(text))
    said = _in_words(text, symbols)
    if said is not None:
        return said
    twins = _twins(symbols, constants)
    names = frozenset((*symbols, *constants, *twins))
    bare = _BASED.sub("log ", text)
    syntax = _inside(parse(bare, symbols=names), names)
    _check_names(syntax, names, symbols)
    if bare != text:
        _no_bases_in_exponents(syntax)
    value = guarded(lambda: to_expr(syntax, symbols=names), syntax)
    return value.substitute({twin: Expr.symbol(name) for twin, name in twins.items()}) if twins else value


def _in_words(text: str, symbols: Sequence[str]) -> Expr | None:
    match = _SAID.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    named = Vocabulary(symbols).symbol(match["symbol"]) if match["symbol"] else None
    symbol = named if match["symbol"] else symbols[0] if len(symbols) == 1 else None
    for formula, words in _WORDS.items():
        if re.fullmatch(words, match["word"].casefold()):
            if symbol is None and formula != "1":
                raise Unreadable(f"say in which of {', '.join(symbols)} it grows so", 0, len(text))
            return to_expr(parse(formula.replace("{}", symbol or ""), symbols=symbols), symbols=symbols)
    return None


def _twins(symbols: Sequence[str], constants: Sequence[str]) -> Mapping[str, str]:
    """Return the letters in the other case that can only mean a symbol."""
    known = {*symbols, *constants, *CONSTANTS, "O", "o"}
    twins = {name.swapcase(): name for name in symbols if len(name) == 1}
    return {twin: name for twin, name in twins.items() if twin not in known}


def _inside(syntax: Syntax, names: frozenset[str]) -> Syntax:
    """Return what stands in O(...), without a label before it."""
    if isinstance(syntax, Compare):
        orders = [side for side in syntax.operands if any(_is_landau(one, names) for one in postorder(side))]
        if len(orders) > 1:
            message = "one order of growth was expected, this is an equation"
            raise Unreadable(message, syntax.start, syntax.end)
        syntax = orders[0] if orders else label_free(syntax, names)
    return _opened(syntax, names)


def _is_landau(node: Syntax, names: frozenset[str]) -> bool:
    return isinstance(node, Call) and node.name in _LANDAU | _OTHER_LANDAU and node.name not in names


def _opened(node: Syntax, names: frozenset[str]) -> Syntax:
    match node:
        case Call(name=name) if name not in names and name in _OTHER_LANDAU:
            raise Unreadable("write O(...) or Θ(...)", node.start, node.end)
        case Call(name=name, args=args) if name not in names and name in _LANDAU:
            if len(args) != 1:
                raise Unreadable("one formula was expected between the brackets", node.start, node.end)
            return Group(node.start, node.end, "()", (_opened(args[0], names),))
        case Binary(start, end, operator, left, right):
            return Binary(start, end, operator, _opened(left, names), _opened(right, names))
        case Unary(start, end, operator, operand):
            return Unary(start, end, operator, _opened(operand, names))
        case Group(start, end, bracket, items, separator):
            return Group(start, end, bracket, tuple(_opened(item, names) for item in items), separator)
    return node


def _check_names(syntax: Syntax, names: frozenset[str], symbols: Sequence[str]) -> None:
    for node in postorder(syntax):
        strange = isinstance(node, Name) and node.name not in names | CONSTANTS.keys()
        if strange or (isinstance(node, Call) and node.name not in FUNCTIONS.values()):
            said = f"'{node.name}' is not among the symbols"  # type: ignore[union-attr]
            raise Unreadable(f"{said}; they are {', '.join(symbols)}", node.start, node.end)


def _no_bases_in_exponents(syntax: Syntax) -> None:
    """Refuse a logarithm to another base where the base matters."""
    for power in postorder(syntax):
        if isinstance(power, Binary) and power.operator == "^" and any(map(_is_log, postorder(power.right))):
            message = "in an exponent the base of a logarithm matters; write it as log(n)/log(2)"
            raise Unreadable(message, power.start, power.end)


def _is_log(node: Syntax) -> bool:
    return isinstance(node, Call) and node.name == "log"
