"""What can be read in two ways, and so is not read at all."""

from __future__ import annotations

from examgen.text.syntax import Binary, Call, Name, Number, Syntax, Unary, Unreadable
from examgen.text.tokens import Token
from examgen.text.words import FUNCTIONS, ROOTS

__all__ = ["refuse_loose_argument", "refuse_loose_factor", "side_by_side"]

_TWO_WAYS = "this can be read in two ways: "


def refuse_loose_argument(left: Syntax, operator: str, bare: Syntax | None) -> None:
    """Refuse ``sin x/2``, ``sin x^2``, ``√3^2``: it is not clear what the function applies to.

    Parameters
    ----------
    left, operator
        What was read, and the operator that follows.
    bare
        The last function that was read without brackets.

    Raises
    ------
    Unreadable
        If `left` ends in that function.
    """
    last = _last(left)
    if last is bare and (operator == "^" or (operator in ("/", ":") and not _is_root(last))):
        raise Unreadable(_TWO_WAYS + "put the argument in brackets", last.start, last.end)


def refuse_loose_factor(left: Syntax, token: Token, bare: Syntax | None) -> None:
    """Refuse ``1/2x``, ``e^2x`` and ``ln 2x``, where a factor follows without a sign.

    Parameters
    ----------
    left, token
        What was read, and what follows.
    bare
        The last function that was read without brackets.

    Raises
    ------
    Unreadable
        If it is not clear what the factor belongs to.
    """
    last = _last(left)
    if last is bare and not _starts_afresh(token) and not (token.spaced and _is_root(last)):
        raise Unreadable(_TWO_WAYS + "put the argument in brackets", last.start, token.end)
    if isinstance(left, Binary) and left.operator == "/":
        raise Unreadable(_TWO_WAYS + "write (1/2)*x or 1/(2*x)", left.start, token.end)
    if not token.spaced and _is_sloppy(left):
        raise Unreadable(_TWO_WAYS + "write e^2*x or e^(2*x)", left.start, token.end)


def side_by_side(left: Syntax | None, token: Token, following: Token) -> Unreadable:
    """Return the refusal of ``3 1/2`` and ``2 3``.

    Parameters
    ----------
    left, token, following
        What was read, the value beside it, and what comes after.
    """
    if isinstance(left, Number) and following.kind == "operator" and following.text == "/":
        return Unreadable(_TWO_WAYS + "write 3 + 1/2, 3*1/2 or 7/2", left.start, token.end)
    message = "two values side by side: an operator or a comma was expected before this"
    return Unreadable(message, token.start, token.end)


def _starts_afresh(token: Token) -> bool:
    """Whether a factor is plainly no part of the argument before: ``sin x cos x``, ``ln 2 √3``, but not ``ln 2√3``."""
    if token.kind == "root" or token.text in ROOTS:
        return token.spaced
    return token.kind == "name" and token.text in FUNCTIONS


def _is_root(node: Syntax) -> bool:
    return isinstance(node, Call) and node.name in ("sqrt", "root")


def _last(node: Syntax) -> Syntax:
    """Return the operand that ends a formula without brackets."""
    while isinstance(node, Binary | Unary):
        node = node.right if isinstance(node, Binary) else node.operand
    return node


def _is_sloppy(node: Syntax) -> bool:
    """Whether an exponent may be meant to go on: ``e^2x`` and ``10^2n``, but not ``x^2y`` or ``e²x``."""
    if not isinstance(node, Binary) or node.operator != "^":
        return False
    exponent = node.right.operand if isinstance(node.right, Unary) else node.right
    fixed = isinstance(node.left, Number) or (isinstance(node.left, Name) and node.left.name == "e")
    return (
        fixed
        and isinstance(exponent, Number | Name)
        and exponent.end - exponent.start < node.end - node.left.end
    )
