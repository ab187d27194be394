"""Wordings of a short piece of code, and whether two say the same after normalisation.

Where both parse as Python their trees are compared: quotes, spaces, semicolons, imports and the aliases that they
make, the name that a result is given to, ``g /= N`` for ``g = g / N``, and the spelling of arguments (by name or
in order) make no difference. Else their words are compared.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from examgen.sandbox.reading import NotPythonError, read

_USUAL: Mapping[str, str] = {
    "np": "numpy", "plt": "matplotlib.pyplot", "nn": "torch.nn", "F": "torch.nn.functional",
    "dist": "torch.distributed", "tf": "tensorflow", "optim": "torch.optim", "pd": "pandas", "jnp": "jax.numpy",
    "ReduceOp": "torch.distributed.ReduceOp", "all_reduce": "torch.distributed.all_reduce",
}  # fmt: skip
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": "'", "”": "'", '"': "'", "`": None})
_THEN = re.compile(r",?\s*\b(?:and\s+then|then|and\s+afterwards)\b\s*", re.IGNORECASE)


def same(one: str, other: str) -> bool:
    """Whether two wordings say the same."""
    if _words(one) == _words(other):
        return True
    first, second = _statements(one), _statements(other)
    return first is not None and second is not None and _alike(first, second)


def _words(text: str) -> str:
    """Return a wording without spaces, one sort of quotes, one word for what comes after; capitals matter."""
    text = _THEN.sub(";", text.translate(_QUOTES))
    return re.sub(r"\s+|;(?=\s*$)", "", text.strip()).rstrip(".;")


def _statements(text: str) -> list[ast.stmt] | None:
    try:
        tree = read(_THEN.sub("\n", text.replace("`", "").strip().rstrip(".;"))).tree
    except NotPythonError:
        return None
    aliases = {**_USUAL, **dict(_aliases(tree))}
    body = [one for one in tree.body if not isinstance(one, ast.Import | ast.ImportFrom)]
    return [_Plain(aliases).visit(_bare(one)) for one in body]


def _aliases(tree: ast.Module) -> Iterable[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname, one.name) for one in node.names if one.asname)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _bare(statement: ast.stmt) -> ast.stmt:
    """Return a statement as an expression where it only gives a name to one; ``g = g / N`` as ``g /= N``."""
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return ast.Expr(statement.value)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return statement
    target, value = statement.targets[0], statement.value
    if not isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
        return statement
    if isinstance(value, ast.BinOp) and ast.dump(value.left) == ast.dump(_loaded(target)):
        return ast.AugAssign(target, value.op, value.right)
    return statement if isinstance(target, ast.Subscript) else ast.Expr(value)


def _loaded(target: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(target), mode="eval").body


class _Plain(ast.NodeTransformer):
    """Writes aliases out, and numbers and texts in one way."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        self._aliases = aliases

    def visit_Name(self, node: ast.Name) -> ast.expr:
        meant = self._aliases.get(node.id)
        return ast.parse(meant, mode="eval").body if meant else ast.Name(node.id, ast.Load())

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Constant(node.value)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, ast.Call) and isinstance(other, ast.Call):
        return _alike(one.func, other.func) and _same_arguments(one, other)
    if isinstance(one, ast.AST) and isinstance(other, ast.AST):
        return type(one) is type(other) and all(
            _alike(getattr(one, name, None), getattr(other, name, None))
            for name in one._fields
            if name != "ctx"
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return type(one) is type(other) and one == other


def _same_arguments(one: ast.Call, other: ast.Call) -> bool:
    """Whether two calls are given the same, in order or by name; a name on one side alone is not looked at."""
    first, second = _arguments(one), _arguments(other)
    if len(first) != len(second):
        return False
    by_name = sorted(first, key=_named), sorted(second, key=_named)
    return any(all(_fits(a, b) for a, b in zip(x, y, strict=True)) for x, y in ((first, second), by_name))


def _arguments(call: ast.Call) -> Sequence[tuple[str, ast.expr]]:
    return [("", one) for one in call.args] + [(one.arg or "**", one.value) for one in call.keywords]


def _named(argument: tuple[str, ast.expr]) -> str:
    return argument[0]


def _fits(one: tuple[str, ast.expr], other: tuple[str, ast.expr]) -> bool:
    named = one[0] == other[0] or not one[0] or not other[0]
    return named and _alike(one[1], other[1])
