"""The text of what runs in the sandbox beside a program: the modules of `inside` as one function's body.

All their names are local to that function, and the builtins that they use are its parameters: whatever a
program calls its own variables (``sum``, ``array``, ``len``), it can't reach into them by accident.
"""

from __future__ import annotations

import ast
import builtins
from functools import lru_cache
from importlib import resources

NAME = "_sandbox"
"""The one name that a program finds beside ``np`` and ``math``."""

_MODULES = ("array", "indexing", "entrywise", "reduction", "linear", "creation", "numpy", "language")
_TOOLS = ("compared", "chain", "truth", "length", "transposed", "augmented", "removed", "bound", "out", "Holder",
          "zeros_like_data")  # fmt: skip


class _Bare(ast.NodeTransformer):
    """Takes out what only people and type checkers read."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        node.body = _without_docstring(node.body)
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.body = _without_docstring(node.body)
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return ast.Pass()
        self.generic_visit(node)
        return ast.Assign([node.target], node.value)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    rest = body[1:] if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else body
    return rest or [ast.Pass()]


@lru_cache(maxsize=1)
def source() -> str:
    """Return the text that a session runs first."""
    body = [statement for name in _MODULES for statement in _statements(name)]
    used = sorted(
        {one.id for each in body for one in ast.walk(each) if isinstance(one, ast.Name)} & _BUILTINS
    )
    tools = [f"{NAME}.{name} = {name}" for name in _TOOLS]
    ends = ast.parse("\n".join([f"{NAME} = Holder()", *tools, f"{NAME}.numpy = namespace()", f"equip({NAME}.numpy)",
                                f"return {NAME}"])).body  # fmt: skip
    made = ast.parse(f"def {NAME}(math, {', '.join(used)}): pass").body[0]
    assert isinstance(made, ast.FunctionDef)  # noqa: S101  for the type checker
    made.body = [*body, *ends]
    call = f"import math\n{NAME} = {NAME}(math, {', '.join(used)})\nnp = numpy = {NAME}.numpy"
    return f"{ast.unparse(ast.fix_missing_locations(made))}\n{call}\n"


_BUILTINS = frozenset(dir(builtins))


def _statements(name: str) -> list[ast.stmt]:
    text = resources.files("examgen.sandbox.inside").joinpath(f"{name}.py").read_text(encoding="utf-8")
    tree = _Bare().visit(ast.parse(text))
    return [one for one in tree.body if not isinstance(one, ast.Import | ast.ImportFrom | ast.Expr)]


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return the names after ``np.`` that the sandbox knows."""
    from examgen.sandbox.inside.numpy import namespace

    return frozenset(vars(namespace()))
