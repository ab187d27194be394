"""What a program is rewritten to call: comparisons, truth, lengths, and operators that change their target."""

from __future__ import annotations

from typing import Any

from examgen.sandbox.inside.array import cast, ndarray
from examgen.sandbox.inside.entrywise import OPERATIONS, operator

LARGEST = 20_000
"""Numbers, texts and truth values that a result may hold."""


class Holder:
    """Something with attributes, as ``L`` in ``L.grad``."""


def compared(symbol: str, one: Any, two: Any) -> Any:
    """Return a comparison, of arrays entry by entry."""
    if symbol == "in":
        return one in two
    if symbol == "not in":
        return one not in two
    if symbol == "is":
        return one is two
    if symbol == "is not":
        return one is not two
    if isinstance(one, ndarray) or isinstance(two, ndarray):
        return operator(symbol)(one, two)
    return OPERATIONS[symbol](one, two)


def chain(first: Any, *rest: Any) -> Any:
    """Return a chain of comparisons, as ``a < b < c``: symbols and operands, which are worked out in turn."""
    found: Any = True
    for k in range(0, len(rest), 2):
        second = rest[k + 1]()
        found = compared(rest[k], first, second)
        if k + 2 < len(rest) and not truth(found):
            return found
        first = second
    return found


def truth(value: Any) -> Any:
    """Return a condition as it is; an array must be of one entry."""
    if not isinstance(value, ndarray):
        return value
    if value.size > 1:
        raise ValueError(
            "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
        )
    return bool(value.size and value.item())


def length(value: Any) -> int:
    """Return the length; of an array, that of its first axis."""
    if not isinstance(value, ndarray):
        return len(value)
    if not value.shape:
        raise TypeError("len() of unsized object")
    return int(value.shape[0])


def transposed(value: Any) -> Any:
    """Return the attribute T: the transpose of an array."""
    return value.transpose() if isinstance(value, ndarray) else value.T


PLAIN = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b,
    "@": lambda a, b: a @ b,
}


def augmented(target: Any, symbol: str, value: Any) -> Any:
    """Return the target of ``target += value``: an array or a list is changed itself."""
    if isinstance(target, list) and symbol == "+":
        target.extend(value)
        return target
    found = PLAIN[symbol](target, value)
    if not isinstance(target, ndarray):
        return found
    if isinstance(found, ndarray) and found.shape != target.shape:
        raise ValueError(
            f"non-broadcastable output operand with shape {target.shape}: the result has shape {found.shape}"
        )
    if target.kind in ("i", "b") and isinstance(found, ndarray) and found.kind == "f":
        raise TypeError(f"Cannot cast the result from float64 to {target.dtype}")
    target.put(target.spots(), found.values() if isinstance(found, ndarray) else [found] * target.size)
    return target


def removed(target: Any, key: Any) -> None:
    """Do what ``del target[key]`` does."""
    if isinstance(target, list) and isinstance(key, slice):
        target[key] = []
    else:
        target.pop(key)


def bound(data: Any) -> Any:
    """Return what a case gives, made of plain data: ``{"array": ...}`` is an array, ``{"map": ...}`` a dict."""
    if isinstance(data, dict) and "array" in data:
        shape, values, kind = data["array"]
        return ndarray([cast(value, kind) for value in values], shape, None, 0, kind)
    if isinstance(data, dict):
        return {name: bound(value) for name, value in data["map"].items()}
    return [bound(entry) for entry in data] if isinstance(data, list) else data


def zeros_like_data(shape: Any) -> ndarray:
    """Return the array in which a script accumulates."""
    size = 1
    for one in shape:
        size *= one
    return ndarray([0.0] * size, shape, None, 0, "f")


def out(value: Any) -> Any:
    """Return a result as plain data; what is neither numbers nor text as its type's name, tagged."""
    counted: list[int] = []
    return plain(value, counted)


def plain(value: Any, counted: list[int]) -> Any:
    """Return a value as plain data, counting what it holds."""
    if isinstance(value, ndarray):
        counted.extend([1] * value.size)
        within(counted)
        return value.tolist() if value.shape else value.item()
    if isinstance(value, (list, tuple, range)):
        return [plain(entry, counted) for entry in value]
    if isinstance(value, dict):
        return {"map": [[plain(name, counted), plain(entry, counted)] for name, entry in value.items()]}
    counted.append(1)
    within(counted)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return value[:LARGEST]
    return {"type": type(value).__name__}


def within(counted: list[int]) -> None:
    """Raise an error if a result is too large."""
    if len(counted) > LARGEST:
        raise ValueError("the result is too large")
