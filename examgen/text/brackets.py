"""Which brackets belong together, and what separates the values between them.

Intervals mix brackets: ``[0, 1)``, ``(0; 1]`` and the continental ``]0, 1[``. Whether ``[`` and ``]`` open or close is
told by what stands before them: a value or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from examgen.text.syntax import Unreadable
from examgen.text.tokens import Token

__all__ = ["Inside", "pair"]

_CLOSES = {"{": "}", "(": ")][", "[": ")][", "]": ")]["}
_JOINING = {
    "*",
    "/",
    "^",
    "=",
    "~",
    "<",
    ">",
    "<=",
    ">=",
    "!=",
    "in",
    "union",
    "intersection",
    "\\",
    "and",
    "or",
}


@dataclass(slots=True)
class Inside:
    """What stands between a pair of brackets, or outside of all.

    Parameters
    ----------
    opener
        The opening bracket; nothing outside of all.
    commas, semicolons
        Whether commas, and semicolons or line ends, separate values right inside.
    """

    opener: str
    token: Token
    commas: bool = False
    semicolons: bool = False

    @property
    def spaces(self) -> bool:
        """Whether spaces separate values: in ``[1 2; 3 4]`` and ``1 2; 3 4``, not in ``(1 2)`` or ``[1 2, 3]``."""
        return not self.commas and (self.semicolons or self.opener == "[")


def pair(tokens: list[Token], strict: bool) -> tuple[list[Token], dict[int, Inside]]:
    """Settle which brackets open and which close, and which line ends separate.

    Returns
    -------
    tokens
        The tokens, brackets of kind ``open`` or ``close``, line ends gone or semicolons.
    insides
        By the start of each opening bracket, what it holds; under -1, what stands outside.

    Raises
    ------
    Unreadable
        If a bracket has no partner.
    """
    outside = Inside("", tokens[-1])
    stack, settled, insides = [outside], [], {-1: outside}
    last = Token("operator", "", 0, 0)
    for number, token in enumerate(tokens):
        if token.kind == "newline":
            if not _separates(last, tokens[number + 1 : number + 3], stack[-1]):
                continue
            token = replace(token, kind="semicolon")
        elif token.text in "[]" and token.kind in ("open", "close"):
            token = replace(token, kind="open" if _opens(token, last, stack[-1], strict) else "close")
        if token.kind == "open":
            insides[token.start] = Inside(token.text, token)
            stack.append(insides[token.start])
        elif token.kind == "close":
            _leave(stack, token)
        elif token.kind in ("comma", "semicolon"):
            stack[-1].commas |= token.kind == "comma"
            stack[-1].semicolons |= token.kind == "semicolon" and tokens[number + 1].kind not in (
                "end",
                "close",
            )
        settled.append(token)
        last = token
    if len(stack) > 1:
        opener = stack[-1].token
        raise Unreadable(f"this '{opener.text}' is never closed", opener.start, opener.end)
    return settled, insides


def _opens(token: Token, last: Token, around: Inside, strict: bool) -> bool:
    separated = around.commas or around.semicolons
    if token.text == "[":
        return strict or not (last.ends_operand and around.opener in tuple("]([") and separated)
    if last.ends_operand or strict:
        return False
    return not (
        around.opener == "[" and (last is around.token or last.kind in ("open", "comma", "semicolon"))
    )


def _leave(stack: list[Inside], token: Token) -> None:
    opener = stack[-1]
    if not opener.opener:
        raise Unreadable(f"this '{token.text}' closes nothing", token.start, token.end)
    if token.text not in _CLOSES[opener.opener]:
        raise Unreadable(f"'{opener.opener}' is closed by '{token.text}'", token.start, token.end)
    stack.pop()


def _separates(last: Token, ahead: list[Token], around: Inside) -> bool:
    """Whether a line end separates values: between two of them, outside of round brackets and braces."""
    if around.opener in tuple("({") or last.kind not in ("number", "name", "close", "power", "string", "bar"):
        return False
    following = ahead[0]
    if following.kind == "operator":
        goes_on = following.text in ("+", "-") and ahead[1].spaced  # "+ 2" goes on, "-2 3" is the next row
        return not goes_on and following.text not in _JOINING
    return following.kind not in ("close", "comma", "semicolon", "newline", "end", "power")
