"""A syntax tree for the sandbox: operators that its interpreter lacks become calls.

Comparisons, conditions, ``+=``, ``len``, ``.T`` and imports of NumPy are put as calls of the tools that
`examgen.sandbox.inside.language` has for them, so that they work on arrays; annotations are left out. The nodes that
stay keep their lines.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import cast

from examgen.sandbox import prelude

_SYMBOLS: Mapping[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
_PLAIN = (ast.In, ast.NotIn, ast.Is, ast.IsNot)
_NOTATION = frozenset({"typing", "__future__", "collections.abc", "numpy.typing"})


def rewritten(tree: ast.Module, bound: frozenset[str]) -> ast.Module:
    """Return a tree that the sandbox can run; the one given is changed.

    Parameters
    ----------
    bound
        Names to which the program gives a value: they mean what it says.
    """
    changed = _Rewriter(bound).visit(tree)
    if not changed.body:
        changed.body = [ast.Pass(lineno=1, col_offset=0)]
    return ast.fix_missing_locations(cast(ast.Module, changed))


def _tool(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name(prelude.NAME, ast.Load()), name, ast.Load()), list(arguments), [])


class _Rewriter(ast.NodeTransformer):
    """Puts calls where the sandbox lacks an operator."""

    def __init__(self, bound: frozenset[str]) -> None:
        self._bound = bound

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        if len(node.ops) == 1:
            if isinstance(node.ops[0], _PLAIN):
                return node
            symbol = ast.Constant(_SYMBOLS[type(node.ops[0])])
            return ast.copy_location(_tool("compared", symbol, node.left, node.comparators[0]), node)
        rest: list[ast.expr] = []
        for operator, operand in zip(node.ops, node.comparators, strict=True):
            rest += [ast.Constant(_SYMBOLS[type(operator)]), ast.Lambda(_NO_ARGUMENTS, operand)]
        return ast.copy_location(_tool("chain", node.left, *rest), node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        node.values = [*map(_truth, node.values[:-1]), node.values[-1]]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            node.operand = _truth(node.operand)
        return node

    def _tested(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        assert isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert)  # noqa: S101  for the type checker
        node.test = _truth(node.test)
        return node

    visit_If = visit_While = visit_IfExp = visit_Assert = _tested  # noqa: N815  the names of the nodes

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        node.ifs = [_truth(one) for one in node.ifs]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr == "T" and isinstance(node.ctx, ast.Load):
            return ast.copy_location(_tool("transposed", node.value), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id not in self._bound and node.func.id in _REPLACED:
            called = ast.copy_location(_tool(_REPLACED[node.func.id], *node.args), node)
            called.keywords = node.keywords
            return called
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        symbol = _SYMBOLS.get(type(node.op))
        if symbol is None or not _is_path(node.target):
            return node
        value = _tool("augmented", _loading(node.target), ast.Constant(symbol), node.value)
        return ast.copy_location(ast.Assign([node.target], value), node)

    def visit_Delete(self, node: ast.Delete) -> list[ast.stmt]:
        self.generic_visit(node)
        return [ast.copy_location(_deleted(target), node) for target in node.targets]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        self.generic_visit(node)
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        return [ast.copy_location(_imported(one), node) for one in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        module = node.module or ""
        if module in _NOTATION or (node.names[0].name == "*" and module in ("math", "numpy")):
            return ast.copy_location(ast.Pass(), node)
        if module.partition(".")[0] != "numpy":
            return node
        inner = module.partition(".")[2]
        return [
            ast.copy_location(
                _assigned(one.asname or one.name, f"{inner}.{one.name}" if inner else one.name), node
            )
            for one in node.names
        ]


_REPLACED = {"len": "length", "bool": "truth"}
_NO_ARGUMENTS = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])


def _truth(node: ast.expr) -> ast.expr:
    return node if isinstance(node, ast.Constant) else ast.copy_location(_tool("truth", node), node)


def _is_path(target: ast.expr) -> bool:
    """Whether a target is a name, or attributes of one: it may be worked out twice."""
    while isinstance(target, ast.Attribute):
        target = target.value
    return isinstance(target, ast.Name)


def _loading(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    return ast.Name(target.id if isinstance(target, ast.Name) else "", ast.Load())


def _deleted(target: ast.expr) -> ast.stmt:
    if isinstance(target, ast.Subscript):
        return ast.Expr(_tool("removed", target.value, _as_value(target.slice)))
    return ast.Pass()


def _as_value(index: ast.expr) -> ast.expr:
    if not isinstance(index, ast.Slice):
        return index
    ends = [one or ast.Constant(None) for one in (index.lower, index.upper, index.step)]
    return ast.Call(ast.Name("slice", ast.Load()), ends, [])


def _imported(one: ast.alias) -> ast.stmt:
    root, _, inner = one.name.partition(".")
    if root != "numpy":
        return ast.Pass() if one.name in _NOTATION else ast.Import([one])
    return _assigned(one.asname or root, inner if one.asname else "")


def _assigned(name: str, path: str) -> ast.stmt:
    """Give a name what lies under ``np`` there."""
    value: ast.expr = ast.Attribute(ast.Name(prelude.NAME, ast.Load()), "numpy", ast.Load())
    for step in filter(None, path.split(".")):
        value = ast.Attribute(value, step, ast.Load())
    return ast.Assign([ast.Name(name, ast.Store())], value)
