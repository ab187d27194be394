r"""What LaTeX commands stand for in a formula."""

from __future__ import annotations

__all__ = ["ENVIRONMENTS", "FRACTIONS", "OPERATORS", "ROOT", "SKIPPED", "WRAPPERS"]

FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
ROOT = "sqrt"

ENVIRONMENTS = frozenset(
    name + star
    for star in ("", "*")
    for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "smallmatrix")
) | {"array"}
"""Environments that hold a matrix."""

# fmt: off
SKIPPED = frozenset({
    "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl",
    "biggr", "Biggl", "Biggr", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits",
    "quad", "qquad", "thinspace", "medspace", "thickspace", "negthinspace", "enspace", "space",
    "relax", "hfill",
})
# fmt: on
"""Commands that only change how a formula looks."""

# fmt: off
WRAPPERS = frozenset({
    "text", "textrm", "textbf", "textit", "mathrm", "mathbf", "mathit", "mathsf", "mathbb", "mathcal",
    "boldsymbol", "bm", "operatorname", "vec", "hat", "bar", "tilde", "mbox", "overline",
})
# fmt: on
"""Commands around a word: what counts is the word."""

OPERATORS = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "div": "/",
    "slash": "/",
    "pm": "±",
    "mp": "±",
    "le": "<=",
    "leq": "<=",
    "leqslant": "<=",
    "lt": "<",
    "ge": ">=",
    "geq": ">=",
    "geqslant": ">=",
    "gt": ">",
    "ne": "!=",
    "neq": "!=",
    "approx": "~",
    "simeq": "~",
    "sim": "~",
    "doteq": "~",
    "in": "in",
    "cup": "union",
    "bigcup": "union",
    "lor": "or",
    "vee": "or",
    "cap": "intersection",
    "land": "and",
    "wedge": "and",
    "setminus": "\\",
    "smallsetminus": "\\",
    "backslash": "\\",
    "mid": "|",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "colon": ":",
}
"""Commands that are operators, by the operator."""
