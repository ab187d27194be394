"""A program for the sandbox: its text there, the student's lines behind it, and what is known of it unrun."""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from examgen.sandbox import prelude
from examgen.sandbox.reading import NotPythonError, Written
from examgen.sandbox.rewriting import rewritten

__all__ = ["Function", "Program", "as_functions", "as_script", "helpers"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that a program defines: its parameters that take a position, and how many must be given."""

    name: str
    parameters: tuple[str, ...]
    needed: int
    any_number: bool


@dataclass(frozen=True, slots=True)
class Program:
    """A program for the sandbox.

    Attributes
    ----------
    source
        Its text there.
    lines
        For each line of the source, the line of the student's text.
    functions
        Those that it defines at its outermost level, in order.
    called
        Names of functions that are called anywhere in it.
    binds
        Names that it gives a value to at its outermost level.
    free
        Names that it uses and nothing in it gives a value to.
    has_classes, has_carets
        Whether it defines classes, and whether ``^`` is in it.
    """

    source: str
    lines: tuple[int, ...]
    functions: Mapping[str, Function]
    called: frozenset[str]
    binds: frozenset[str]
    free: frozenset[str]
    has_classes: bool
    has_carets: bool

    def line(self, number: int) -> int:
        """Return the student's line of a line of the source."""
        return self.lines[min(max(number, 1), len(self.lines)) - 1] if self.lines else 0


def as_script(written: Written) -> Program:
    """Return a program that is run from its first line to its last."""
    return _program(written.tree)


def as_functions(written: Written, name: str, arguments: Sequence[str]) -> Program:
    """Return a program that defines functions; the bare body of one is put into a function `name`.

    Raises
    ------
    NotPythonError
        If it defines none and gives no result either.
    """
    if _functions(written.tree):
        return _program(written.tree)
    return _program(ast.fix_missing_locations(_with_function(written.tree, name, arguments)))


def _with_function(tree: ast.Module, name: str, arguments: Sequence[str]) -> ast.Module:
    body = [*tree.body]
    if not any(isinstance(node, ast.Return) for node in ast.walk(tree)):
        body = _returning(body)
    (made,) = ast.parse(f"def {name}({', '.join(arguments)}): pass").body
    assert isinstance(made, ast.FunctionDef)  # noqa: S101  for the type checker
    made.body = body
    return ast.Module([made], [])


def _returning(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return a body that returns its last expression, or the one name that it gives a value to."""
    last = body[-1] if body else None
    if isinstance(last, ast.Expr):
        return [*body[:-1], ast.copy_location(ast.Return(last.value), last)]
    names = list(dict.fromkeys(_stored(body)))
    if last is None or not names or (len(names) > 1 and not isinstance(last, ast.Assign)):
        raise NotPythonError("no result is returned")
    name = names[0] if len(names) == 1 else list(_stored([last]))[-1:][0]
    return [*body, ast.copy_location(ast.Return(ast.Name(name, ast.Load())), last)]


def _stored(body: Iterable[ast.AST]) -> Iterable[str]:
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _program(tree: ast.Module) -> Program:
    nodes = list(ast.walk(tree))
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    called = frozenset(one.id for one in calls if isinstance(one, ast.Name))
    bound = frozenset(_bound(tree))
    free = frozenset(node.id for node in nodes if isinstance(node, ast.Name)) - bound - _BUILTINS
    has_classes = any(isinstance(node, ast.ClassDef) for node in nodes)
    has_carets = any(isinstance(node, ast.BitXor) for node in nodes)
    functions, binds = _functions(tree), frozenset(_outer(tree))
    changed = rewritten(tree, bound)
    source = ast.unparse(changed)
    return Program(source, _lines(source, changed), functions, called, binds, free, has_classes, has_carets)


_BUILTINS = frozenset(dir(builtins))


def _functions(tree: ast.Module) -> dict[str, Function]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = _function(node.name, node.args)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = _function(target.id, node.value.args)
    return found


def _function(name: str, args: ast.arguments) -> Function:
    parameters = tuple(one.arg for one in (*args.posonlyargs, *args.args))
    return Function(name, parameters, len(parameters) - len(args.defaults), args.vararg is not None)


def _bound(tree: ast.AST) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _outer(tree: ast.Module) -> Iterable[str]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name
        else:
            yield from _bound(statement)


def _lines(source: str, tree: ast.Module) -> tuple[int, ...]:
    """Return for each line of the source the line of the tree that it was made of."""
    found = [0] * (source.count("\n") + 1)
    for new, old in zip(_positioned(ast.parse(source)), _positioned(tree), strict=False):
        found[new - 1] = found[new - 1] or old
    for at in range(1, len(found)):
        found[at] = found[at] or found[at - 1]
    return tuple(found)


def _positioned(tree: ast.AST) -> Iterable[int]:
    return (node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt))


def helpers(program: Program) -> str:
    """Return text that gives the names a program takes for granted: functions of NumPy and of math."""
    known = prelude.names()
    lines = [f"{name} = np.{name}" for name in sorted(program.free & known)]
    lines += [f"{name} = math.{name}" for name in sorted(program.free & _MATH - known)]
    return "\n".join([*lines, "None"])


_MATH = frozenset(name for name in dir(math) if not name.startswith("_"))
