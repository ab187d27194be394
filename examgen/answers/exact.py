r"""One value, possibly with roots, pi, exp and log in it, best given exactly.

A student writes ``3sqrt(2)/2``, ``√3/2``, ``pi/2 + 4``, ``12/(1+e^6)``, ``12σ(-6)``, ``\frac{1}{3}``. Any
expression that is equal to the key is right. A decimal is taken by the same rules as for a ``number``, unless
``approximate: false`` asks for the exact form.
"""

from __future__ import annotations

from collections.abc import Mapping

from examgen.answers._forms import decimal_hint
from examgen.answers._numeric import PRECISION
from examgen.answers.base import Example, Interaction, Option, Spec
from examgen.answers.number import accepted, compare, given_value, read, show

__all__ = [
    "accepted",
    "compare",
    "examples",
    "given_value",
    "how_to_write",
    "interaction",
    "options",
    "read",
    "rubric",
    "show",
]

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = PRECISION


def how_to_write(spec: Spec) -> str:
    """Say that an exact value is best."""
    return f"an exact value such as 3/4 or sqrt(2)/2, {decimal_hint(spec)}"


def examples() -> tuple[Example, ...]:
    """Exact forms that students write, and decimals."""
    exactly = {"approximate": False}
    return (
        Example("3*sqrt(2)/2", "3/sqrt(2)", "right"),
        Example("3*sqrt(2)/2", "3√2/2", "right"),
        Example("3*sqrt(2)/2", "\\frac{3\\sqrt{2}}{2}", "right"),
        Example("3*sqrt(2)/2", "2.121", "right"),
        Example("3*sqrt(2)/2", "2.1", "wrong", "4 significant figures are needed"),
        Example("3*sqrt(2)/2", "3*sqrt(2)", "wrong"),
        Example("pi/2 + 4", "4 + π/2", "right"),
        Example("pi/2 + 4", "5.571", "right"),
        Example("pi/2 + 4", "pi/2 + 4.0", "right"),
        Example("pi/2 + 4", "3.1416/2 + 4", "right"),
        Example("pi/2 + 4", "pi/2 - 4", "wrong"),
        Example("12/(1 + exp(6))", "12e^-6/(1+e^{-6})", "right"),
        Example("12/(1 + exp(6))", "0.02967", "right"),
        Example("12/(1 + exp(6))", "0.02967", "wrong", "an exact value is asked for", options=exactly),
        Example("12/(1 + exp(6))", "12/(1+2.718^6)", "wrong", options=exactly),
        Example("log(4)", "2ln(2)", "right"),
        Example("1/4", "0.25", "right", options=exactly),
        Example("1/4", "0.25*1.0", "right"),
        Example("1/4", "0.5*0.499", "wrong"),
        Example("1/4", "sqrt(-1)", "unreadable"),
        Example("1/4", "alpha/4", "unreadable"),
        Example("1/4", "(((", "unreadable"),
    )
