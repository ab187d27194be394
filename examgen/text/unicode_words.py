"""What signs beyond ASCII stand for in a formula."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

__all__ = ["GREEK", "SUBSCRIPTS", "SUPERSCRIPTS", "VULGAR", "plain"]

_LOOK_ALIKES = {
    "-": "−–—‐‑‒―﹣－⁃",
    "*": "×·⋅∙•∗✕✖⨯⸱‧∘",
    "/": "÷∕⁄➗",
    "|": "∣｜ǀ",
    "(": "⟨❨",
    ")": "⟩❩",
    " ": "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u00ad\u200b"
    "\u200c\u200d\u2060\ufeff\u2061\u2062\u2063\u2064\ufe0e\ufe0f\t\r\x0b\x0c",
    "'": "′’‘ʹ",
    '"': "“”„″",
    "≤": "⩽≦",
    "≥": "⩾≧",
    "≈": "≃≅∼≐",
    "∪": "⋃",
    "∩": "⋂",
    "∨": "⋁",
    "∧": "⋀",
    "∖": "⧵",
    "∅": "⌀Ø⦰",
    "∈": "∊",
    "\n": "\u2028\u2029\x85",
    "µ": "μ",
    "ℝ": "𝐑",
    ",": "‚",
}
_TABLE = {ord(sign): meant for meant, signs in _LOOK_ALIKES.items() for sign in signs}

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
VULGAR = {
    chr(code): Fraction(unicodedata.numeric(chr(code))).limit_denominator(10)
    for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F), 0x2189)
}
_KEPT = SUPERSCRIPTS.keys() | SUBSCRIPTS.keys() | VULGAR.keys() | set("ᵀℝℯ…ªº")


def _greek() -> dict[str, str]:
    letters = {}
    for code in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)):
        words = unicodedata.name(chr(code), "").split()
        if len(words) == 4 and chr(code) != "ς":
            name = words[3].lower().replace("lamda", "lambda")
            letters[chr(code)] = name if words[1] == "SMALL" else name.capitalize()
    return letters | {
        "µ": "mu",
        "ϵ": "epsilon",
        "ϑ": "theta",
        "ϕ": "phi",
        "ϱ": "rho",
        "ϖ": "pi",
        "ς": "sigma",
    }


GREEK = _greek()


def plain(text: str) -> str:
    """Return `text` with look-alikes replaced, character by character, so that offsets stay the same."""
    if text.isascii():
        return text.translate(_TABLE)
    return "".join(_plain(char) for char in text)


def _plain(char: str) -> str:
    if char.isascii() or char in _KEPT:
        return char.translate(_TABLE)
    char = char.translate(_TABLE)
    folded = char if char in GREEK or char in _KEPT else unicodedata.normalize("NFKC", char)
    return folded.translate(_TABLE) if len(folded) == 1 else char
