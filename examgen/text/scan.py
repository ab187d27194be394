"""The pieces of a formula as regular expressions; each looks ahead by a bounded number of characters only."""

from __future__ import annotations

import re

from examgen.text.latex_words import WRAPPERS
from examgen.text.unicode_words import GREEK, SUBSCRIPTS, SUPERSCRIPTS, VULGAR

__all__ = ["COMMAND_SUBSCRIPT", "COMMA_NUMBER", "PIECE", "STRICT_WORD", "TIMES_TEN", "UNITED"]

_SUBSCRIPT = r"""(?: _\{ [A-Za-z0-9,\ ]{1,20} \} | _\{ \\(?:text|mathrm)\ *\{ [A-Za-z0-9,\ ]{1,20} \}\}
    | _[A-Za-z0-9]+ | [SIGNS]+ )""".replace("SIGNS", "".join(SUBSCRIPTS))
PIECE = re.compile(
    r"""
    (?P<space>[ ]+)
  | (?P<newline>\n\s*)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?:(?<=[0-9])\.(?![0-9.]))? | \.[0-9]+(?:[eE][-+]?[0-9]+)?)
  | \\begin\s*\{(?P<begin>[A-Za-z]+\*?)\}(?:\{[lcr|\ ]*\})?
  | \\end\s*\{(?P<close>[A-Za-z]+\*?)\}
  | \\(?P<wrapper>WRAPPERS)\s*\{(?P<wrapped>[^{}\\$]{0,60})\}
  | \\(?P<command>[A-Za-z]+)
  | (?P<row>\\\\)
  | (?P<skip>\$\$?|\\[()\[\]]|\\[,;:!])
  | (?P<brace>\\[{}|])
  | (?P<word>[A-Za-z]+[0-9]*'*SUBSCRIPT)
  | (?P<greek>[GREEK][0-9]*'*SUBSCRIPT)
  | (?P<letter>[∂∇ℓ][A-Za-z]*)
  | (?P<power>[SUPERSCRIPTS]+)
  | (?P<vulgar>[VULGAR])
  | (?P<string>"[^"\n]*")
  | (?P<star>\^\{?(?:\*|\\ast|\\star)\}?)
  | (?P<operator>\+/-|\+-|<=|=<|>=|!=|<>|==|:=|->|=>|\*\*|[-+*/^<>=≤≥≠≈~±∓∈∪∩∨∧∖\\:%!'ᵀ√∛])
  | (?P<bracket>[()\[\]{}])
  | (?P<comma>[,&])
  | (?P<semicolon>;)
  | (?P<bar>\|)
  | (?P<constant>[∞∅ℝℯ])
  | (?P<stop>\.\s*\Z)
    """.replace("WRAPPERS", "|".join(sorted(WRAPPERS, key=len, reverse=True)))
    .replace("SUBSCRIPT", _SUBSCRIPT + "?")
    .replace("SUPERSCRIPTS", "".join(SUPERSCRIPTS))
    .replace("GREEK", "".join(GREEK))
    .replace("VULGAR", "".join(VULGAR)),
    re.VERBOSE,
)
COMMAND_SUBSCRIPT = re.compile(r"_[A-Za-z0-9]|(?=_\{)" + _SUBSCRIPT, re.VERBOSE)
STRICT_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
COMMA_NUMBER = re.compile(r"[0-9]*,[0-9]+(?:[eE][-+]?[0-9]+)?(?P<more>,[0-9]|\.[0-9])?")
TIMES_TEN = re.compile(
    r"(?<=[0-9])[ ]*[xX][ ]*(?=10[ ]*(?:\^|\*\*|[SUPERSCRIPTS]))".replace(
        "SUPERSCRIPTS", "".join(SUPERSCRIPTS)
    )
)
UNITED = re.compile(r"\s*(?:\\left\s*)?(?:\\?[\[({\]]|R\b|ℝ|∅|\\mathbb|\\empty)")
