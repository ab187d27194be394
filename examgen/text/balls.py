"""Rigorous evaluation: what follows from enclosing exact values in balls.

A ball is an interval that surely contains the value. A ball that excludes zero proves a sign or a difference; nothing
ever proves equality by itself.
"""

from __future__ import annotations

from examgen.text.enclosure import ball, real, sign, whole_below
from examgen.text.rounding import decimal, decimal_float
from examgen.text.sameness import Domain, Sameness, same

__all__ = ["Domain", "Sameness", "ball", "decimal", "decimal_float", "real", "same", "sign", "whole_below"]
