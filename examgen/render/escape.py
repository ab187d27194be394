"""Plain text as LaTeX: every character printed as itself, or refused by name.

Two kinds of text go into a template. `Tex` is LaTeX already (an author's text, generated mathematics) and passes;
everything else is plain and is escaped here, whatever it holds.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from examgen.text.diagnostic import Refused


class Tex(str):
    """Text that is LaTeX already."""

    __slots__ = ()


SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "\u2007": "~",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "\u00ad": r"\-",
    "\u2010": "-",
    "\u2011": r"\mbox{-}",
    "\u2212": r"\ensuremath{-}",
}
_MATHEMATICS = re.compile(r"(\$[^$]+\$)")
_INDEXED = re.compile(r"\b([A-Za-z])\\_(\w+)\b")
_GREEK = re.compile(r"\b(alpha|beta|gamma|delta|eps|epsilon|theta|lambda|mu|rho|sigma|tau)(\d?)\b")
_MINUS = re.compile(r"(?<=[\w$]) - (?=[\w$])")
_SIGN = re.compile(r"(?<![\w$-])-(?=\d)")
# Characters that LaTeX would join with the next one into another sign: -- , '' and ,, .
JOINING = "-',"
# Latin letters that T1 fonts have, and signs that the preamble declares.
SETTABLE = frozenset(
    [chr(code) for code in range(0x21, 0x7F)]
    + [chr(code) for code in range(0xA1, 0x180) if chr(code) not in "ĦħĸĿŀŉŦŧſ\u00ad"]
    + list("ȘșȚțẞ–—‘’‚“”„†‡•…‰‹›€™№§¶")
)
SIGNS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta",
    "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu",
    "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "υ": r"\upsilon", "φ": r"\varphi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta",
    "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
    "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≈": r"\approx", "∞": r"\infty", "∈": r"\in", "∪": r"\cup",
    "∩": r"\cap", "∅": r"\emptyset", "√": r"\surd", "∑": r"\sum", "∏": r"\prod", "∂": r"\partial",
    "∇": r"\nabla", "→": r"\to", "←": r"\leftarrow", "⇒": r"\Rightarrow", "↦": r"\mapsto", "ℝ": r"\mathbb{R}",
    "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "⊤": r"\top", "‖": r"\Vert", "·": r"\cdot", "×": r"\times",
    "⋅": r"\cdot", "≡": r"\equiv", "∀": r"\forall", "∃": r"\exists", "ℓ": r"\ell",
}  # fmt: skip
ACCENTS = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0304": r"\=", "\u0306": r"\u",
    "\u0307": r"\.", "\u0308": r'\"', "\u030a": r"\r", "\u030b": r"\H", "\u030c": r"\v", "\u0323": r"\d",
    "\u0327": r"\c", "\u0328": r"\k", "\u0331": r"\b",
}  # fmt: skip


def escape(value: object) -> Tex:
    """Print plain text as it is.

    Parameters
    ----------
    value
        `Tex` passes unchanged; anything else is taken as the plain text of its ``str``. Line breaks and tabs become
        spaces, invisible control characters are left out.

    Raises
    ------
    Refused
        If a letter can't be set with the fonts of the papers.
    """
    if isinstance(value, Tex):
        return value
    text = unicodedata.normalize("NFC", str(value))
    pieces = [_piece(char, text) for char in text]
    return Tex("".join(_apart(before, piece) for before, piece in zip(["", *pieces], pieces, strict=False)))


def _apart(before: str, piece: str) -> str:
    return "{}" + piece if piece == before and piece in JOINING else piece


def _piece(char: str, text: str) -> str:
    if char in SPECIAL:
        return SPECIAL[char]
    if char in SETTABLE or char in SIGNS:
        return char
    if char.isspace():
        return " "
    if unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    return _accented(char, text)


def _accented(char: str, text: str) -> str:
    """Build a letter from its base and its accents, as ễ from e, a circumflex and a tilde."""
    apart = unicodedata.normalize("NFD", char)
    base, marks = apart[0], apart[1:]
    if base.isascii() and base.isalpha() and marks and all(mark in ACCENTS for mark in marks):
        for mark in marks:
            base = f"{ACCENTS[mark]}{{{base}}}"
        return base
    name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
    raise Refused(
        f"'{text}' can't be printed: the fonts of the papers lack '{char}' ({name})",
        hint="write it in Latin letters",
    )


def prose(text: str) -> Tex:
    r"""Print a sentence in which ``$...$`` is mathematics, ``y_i`` an index and ``theta1`` a Greek letter.

    Examples
    --------
    >>> print(prose(r"100 % of y_i, not $\frac12$"))
    100 \% of $y_{i}$, not $\frac12$
    """
    pieces = _MATHEMATICS.split(text)
    return Tex("".join(piece if number % 2 else _plain(piece) for number, piece in enumerate(pieces)))


def _plain(text: str) -> str:
    greek = _GREEK.sub(_greek, escape(text))
    indexed = _INDEXED.sub(r"$\1_{\2}$", greek)
    return _SIGN.sub("$-$", _MINUS.sub(" $-$ ", indexed))


def _greek(found: re.Match[str]) -> str:
    name = {"eps": "varepsilon", "epsilon": "varepsilon"}.get(found[1], found[1])
    return rf"$\{name}{f'_{{{found[2]}}}' if found[2] else ''}$"


def points(value: Fraction, comma: bool = False) -> Tex:
    """Print points: ``3``, ``2.5`` or, where no short decimal is exact, a fraction."""
    if value.denominator == 1:
        return Tex(value.numerator)
    if 100 % value.denominator == 0:
        text = f"{float(value):.2f}".rstrip("0")
        return Tex(text.replace(".", ",") if comma else text)
    whole, rest = divmod(value, 1)
    return Tex(rf"${whole or ''}\frac{{{rest.numerator}}}{{{rest.denominator}}}$")
