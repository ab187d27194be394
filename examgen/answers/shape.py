r"""The shape of an array: its size along each axis.

A student writes ``(3, 28, 28)``, ``[3, 28, 28]``, ``3 x 28 x 28``, ``3×28×28``, ``3 by 28 by 28``, ``3 \times 28
\times 28``, ``(28,)``, or a whole number where there is one axis; ``R^{3 x 28}`` is read too. A size is a whole
number above 0, or a formula of the `symbols`. ``3*28*28`` is a product and no shape. The order of the axes
matters; with ``orders: any`` the first axis may stand last (channels last in place of first).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from examgen.answers._entries import combine
from examgen.answers._formula import SYMBOLIC, compare_value, symbols_of
from examgen.answers._listing import count
from examgen.answers._reading import read_number
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec, wrong
from examgen.text.expr import Expr
from examgen.text.lower import Written
from examgen.text.show import show as shown
from examgen.text.syntax import Unreadable
from examgen.text.tex import tex as plain_tex
from examgen.text.unicode_words import plain
from examgen.text.values import Value
from examgen.text.words import Vocabulary

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = {
    "symbols": SYMBOLIC["symbols"],
    "orders": Option(
        "word", "exact", "any: the first axis may also stand last, as channels may", ("exact", "any")
    ),
    "partial": Option("flag", False, "whether each right size earns its share of the points"),
}

_LONGEST = 300
_MOST_AXES = 8
_ANOTHER_ORDER = "the sizes are right, but the axes stand in another order"

_TIMES = re.compile(r"×|✕|✖|⨯|\\times\b|\bby\b|\bkrát\b|\bmal\b")
_LABEL = re.compile(r"^[^=∈]*(?:=|∈|\\in\b)|^\s*(?:shape|size|dim|Form|tvar)\s*:", re.IGNORECASE)
_DRESS = re.compile(r"\$|\\left|\\right|\\[,;:! ]|\\quad")
_SPACE = re.compile(r"^\s*(?:\\mathbb\s*\{R\}|ℝ|R)\s*\^\s*")
_WRAPPER = re.compile(r"^\s*[A-Za-z_.]*\.?(?:Size|shape|tuple|size)\s*(?=\()")
_RUN = re.compile(r"[A-Za-z0-9_]+")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_SEPARATORS = ",;"


def read(text: str, spec: Spec) -> tuple[Written, ...]:
    """Return the sizes, in order."""
    if len(text) > _LONGEST:
        raise Unreadable(f"too long: more than {_LONGEST} characters", 0, len(text))
    bare, bracketed = _undressed(text, spec)
    if bracketed and not bare.strip():
        return ()
    pieces = _split(bare)
    if not pieces:
        raise Unreadable("no size is written", 0, len(text))
    if len(pieces) == 1 and not bracketed and re.search(r"[*·⋅]|\\cdot", pieces[0]):
        hint = "a product is one number; write the sizes apart, as (2, 3) or 2 x 3"
        raise Unreadable(hint, 0, len(text))
    return tuple(_size(piece, text, spec) for piece in pieces)


def _undressed(text: str, spec: Spec) -> tuple[str, bool]:
    """Return the sizes with commas between them, without label and brackets, and whether brackets mark one axis."""
    bare = _LABEL.sub("", _DRESS.sub(" ", text))
    bare = _WRAPPER.sub("", _SPACE.sub("", plain(_apart(_TIMES.sub(",", bare), spec)))).strip()
    one_axis = False
    while bare and _PAIRS.get(bare[0]) == bare[-1] and _wraps(bare):
        inner = bare[1:-1].strip()
        one_axis = one_axis or bare[0] == "[" or inner[-1:] in tuple(_SEPARATORS) or not inner
        bare = inner
    return bare, one_axis


def _wraps(text: str) -> bool:
    """Whether the first bracket is closed by the last one."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0:
            return at == len(text) - 1
    return False


def _apart(text: str, spec: Spec) -> str:
    """Put commas for the letter x between sizes: ``28x28xC``, ``28 x 28``."""
    words = Vocabulary(symbols_of(spec))
    if words.symbol("x") or words.symbol("X"):
        return text

    def cut(match: re.Match[str]) -> str:
        run = match[0]
        if words.symbol(run):
            return run
        pieces = re.split("[xX]", run)
        fits = all(not piece or piece.isdigit() or _is_size(piece, words) for piece in pieces)
        return ",".join(pieces) if fits else run

    return _RUN.sub(cut, text)


def _is_size(piece: str, words: Vocabulary) -> bool:
    return words.symbol(piece) is not None or words.symbol(piece.lstrip("0123456789")) is not None


def _split(text: str) -> list[str]:
    """Cut at commas outside of brackets, or at spaces where there are none."""
    pieces, depth = [""], 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if char in _SEPARATORS and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += char
    if len(pieces) == 1 and re.fullmatch(r"[\w\s]+", text):
        pieces = text.split()
    return [piece for piece in pieces if piece.strip()]


def _size(piece: str, text: str, spec: Spec) -> Written:
    try:
        size = read_number(piece, spec)
    except Unreadable as problem:
        at = text.find(piece)
        start, end = (at, at + len(piece)) if at >= 0 else (0, len(text))
        raise Unreadable(str(problem), start, end) from None
    whole = size.value.is_number and size.value.is_integer and size.value > 0
    if not (whole or size.value.symbols):
        raise Unreadable("a size is a whole number above 0", 0, len(text))
    return size


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare the numbers of axes, then size by size."""
    if not (isinstance(key, tuple) and isinstance(given, tuple)):
        return WRONG
    sizes = [size for size in key if isinstance(size, Expr)]
    written = [size for size in given if isinstance(size, Written)]
    if len(sizes) < len(key) or len(written) < len(given):
        return WRONG
    if len(sizes) != len(written):
        return wrong(f"{count(len(written), 'axis')} written, where {count(len(sizes), 'axis')} are needed")
    outcome = _compare_sizes(sizes, written, spec)
    if outcome.agrees is not False or len(sizes) < 2:
        return outcome
    moved = [*sizes[1:], sizes[0]]
    if spec.options.get("orders") == "any" and _compare_sizes(moved, written, spec).agrees:
        return RIGHT
    if len(sizes) <= _MOST_AXES and _is_reordered(sizes, written, spec):
        return Outcome(False, outcome.credit, _ANOTHER_ORDER)
    return outcome


def _compare_sizes(sizes: Sequence[Expr], written: Sequence[Written], spec: Spec) -> Outcome:
    outcomes = [compare_value(size, given, spec) for size, given in zip(sizes, written, strict=True)]
    return combine(outcomes, [f"axis {number}" for number in range(1, len(sizes) + 1)], spec)


def _is_reordered(sizes: Sequence[Expr], written: Sequence[Written], spec: Spec) -> bool:
    """Whether each size is written once, wherever it stands."""
    left = list(written)
    for size in sizes:
        found = next((one for one in left if compare_value(size, one, spec).agrees), None)
        if found is None:
            return False
        left.remove(found)
    return True


def given_value(given: object) -> Value | None:
    """Return the sizes in order."""
    if not isinstance(given, tuple) or not all(isinstance(size, Written) for size in given):
        return None
    return tuple(size.value for size in given)


def show(value: Value) -> str:
    """Return the sizes in round brackets, one size with a comma behind it."""
    if not isinstance(value, tuple):
        return shown(value)
    sizes = ", ".join(map(shown, value))
    return f"({sizes},)" if len(value) == 1 else f"({sizes})"


def tex(value: Value, *, decimal_comma: bool = False) -> str:
    """Write it as LaTeX math: the sizes in round brackets, a single one plainly."""
    if not isinstance(value, tuple):
        return plain_tex(value, decimal_comma=decimal_comma)
    if len(value) == 1:
        return plain_tex(value[0], decimal_comma=decimal_comma)
    sizes = r",\ ".join(plain_tex(size) for size in value if isinstance(size, Expr))
    return rf"\left({sizes}\right)"


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the sizes in round brackets and, where that is right, with the first axis last."""
    forms = [f"${tex(key)}$"]
    if isinstance(key, tuple) and len(key) > 1 and spec.options.get("orders") == "any":
        forms.append(f"${tex((*key[1:], key[0]))}$")
    return tuple(dict.fromkeys(forms))


def how_to_write(spec: Spec) -> str:
    """Say how sizes are written."""
    names = symbols_of(spec)
    letters = f", or formulas in {', '.join(names)}" if names else ""
    return f"the sizes in order, such as (3, 28, 28) or 3 x 28 x 28; whole numbers{letters}"


def examples() -> tuple[Example, ...]:
    """Every way to write a shape, other orders, and products."""
    key = "(C, 28, 28)"
    letters, both = {"symbols": ["C"]}, {"symbols": ["C"], "orders": "any"}
    widths = {"symbols": ["d", "dH"]}
    return (
        Example("(3, 28, 20)", "(3, 28, 20)", "right"),
        Example("(3, 28, 20)", "[3, 28, 20]", "right"),
        Example("(3, 28, 20)", "3, 28, 20", "right"),
        Example("(3, 28, 20)", "3 28 20", "right"),
        Example("(3, 28, 20)", "3 x 28 x 20", "right"),
        Example("(3, 28, 20)", "3x28X20", "right"),
        Example("(3, 28, 20)", "3×28×20", "right"),
        Example("(3, 28, 20)", "3 by 28 by 20", "right"),
        Example("(3, 28, 20)", "$3 \\times 28 \\times 20$", "right"),
        Example("(3, 28, 20)", "torch.Size([3, 28, 20])", "right"),
        Example("(3, 28, 20)", "shape = (3; 28; 20)", "right", decimal_comma=True),
        Example("(3, 28, 20)", "(3, 20, 28)", "wrong", "the axes stand in another order"),
        Example("(3, 28, 20)", "(3, 28, 21)", "wrong", "axis 3 is not right"),
        Example("(3, 28, 20)", "(3, 27, 21)", "partial", "2 of 3", options={"partial": True}),
        Example("(3, 28, 20)", "28 x 20", "wrong", "2 axes written, where 3 axes are needed"),
        Example("(3, 28, 20)", "3*28*20", "unreadable", "a product is one number"),
        Example("(3, 28, 20)", "3·28·20", "unreadable", "a product is one number"),
        Example("(3, 28, 20)", "(3, 28, 0)", "unreadable", "a whole number above 0"),
        Example("(3, 28, 20)", "(3, 28, 5/2)", "unreadable", "a whole number above 0"),
        Example("(3, 28, 20)", "(C, 28, 20)", "unreadable"),
        Example(key, "C x 28 x 28", "right", options=letters),
        Example(key, "28 x 28 x C", "wrong", "the axes stand in another order", options=letters),
        Example(key, "28 x 28 x C", "right", options=both),
        Example(key, "28xCx28", "wrong", "the axes stand in another order", options=both),
        Example(key, "(2C, 28, 28)", "wrong", "axis 1", options=letters),
        Example(key, "C*28*28", "unreadable", "a product is one number", options=letters),
        Example("(d, dH)", "dxdH", "right", options=widths),
        Example("(d, dH)", "W1 ∈ R^{d × dH}", "right", options=widths),
        Example("(d, dH)", "dH x d", "wrong", "another order", options=widths),
        Example("(12,)", "12", "right"),
        Example("(12,)", "(12,)", "right"),
        Example("(12,)", "[12]", "right"),
        Example("(10*C,)", "(10*C,)", "right", options=letters),
        Example("()", "()", "right"),
    )
