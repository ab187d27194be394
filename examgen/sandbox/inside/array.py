"""The array: a flat list, seen through a shape and strides, so that slices are views as in NumPy."""

from __future__ import annotations

from typing import Any


class Unknown:
    """What NumPy has and this sandbox lacks; its text begins every complaint about that."""

    text = "not known in the sandbox: "


def lacking(what: str) -> NotImplementedError:
    """Return the error that sends an answer to a person."""
    return NotImplementedError(Unknown.text + what)


def contiguous(shape: Any) -> tuple[int, ...]:
    """Return the strides of entries that follow one another, the last axis fastest."""
    strides, step = [], 1
    for size in reversed(shape):
        strides.append(step)
        step *= size
    return tuple(reversed(strides))


def volume(shape: Any) -> int:
    """Return the number of entries."""
    count = 1
    for size in shape:
        count *= size
    return count


def places(shape: Any, strides: Any, start: int) -> list[int]:
    """Return where in the flat list the entries lie, in order."""
    found = [start]
    for size, stride in zip(shape, strides):
        steps = [k * stride for k in range(size)]
        found = [place + step for place in found for step in steps]
    return found


def settled(values: list[Any]) -> tuple[list[Any], str]:
    """Return values of one sort, and the sort: ``b``, ``i``, ``f`` or ``O``; mixed numbers become floats."""
    sorts = {type(value) for value in values}
    if sorts <= {float}:
        return values, "f"
    if sorts == {bool}:
        return values, "b"
    if sorts <= {int, bool}:
        return [int(value) for value in values], "i"
    if sorts <= {int, bool, float}:
        return [float(value) for value in values], "f"
    return values, "O"


def cast(value: Any, kind: str) -> Any:
    """Return a value as an entry of an array of a sort."""
    if kind == "f":
        return float(value)
    if kind == "i":
        return int(value)
    return bool(value) if kind == "b" else value


def listed(data: Any) -> tuple[list[Any], tuple[int, ...]]:
    """Return the entries of nested lists, and their shape."""
    if isinstance(data, ndarray):
        return data.values(), data.shape
    if not isinstance(data, (list, tuple, range)):
        return [data], ()
    parts = [listed(entry) for entry in data]
    shapes = {shape for _, shape in parts}
    if len(shapes) > 1:
        raise ValueError("setting an array element with a sequence: the lists are of different lengths")
    inner = parts[0][1] if parts else ()
    return [value for values, _ in parts for value in values], (len(parts), *inner)


class ndarray:  # noqa: N801  as NumPy calls it
    """Numbers in boxes of boxes.

    Parameters
    ----------
    data
        The flat list; views share it.
    shape, strides, start
        How entries lie in it; entries in a row from the start, if not said.
    kind
        The sort of the entries; found out, if not said.
    """

    def __init__(
        self, data: list[Any], shape: Any, strides: Any = None, start: int = 0, kind: str = ""
    ) -> None:
        if not kind:
            data, kind = settled(data)
        self.data = data
        self.shape = tuple(shape)
        self.strides = contiguous(shape) if strides is None else tuple(strides)
        self.start = start
        self.kind = kind
        self.dtype = {"f": "float64", "i": "int64", "b": "bool", "O": "object"}[kind]
        self.ndim = len(self.shape)
        self.size = volume(self.shape)

    def spots(self) -> list[int]:
        """Return where the entries lie in the flat list, in order."""
        return places(self.shape, self.strides, self.start)

    def values(self) -> list[Any]:
        """Return the entries in order."""
        return [self.data[place] for place in self.spots()]

    def view(self, shape: Any, strides: Any, start: int | None = None) -> ndarray:
        """Return the same flat list, seen otherwise."""
        return ndarray(self.data, shape, strides, self.start if start is None else start, self.kind)

    def put(self, where: list[int], values: list[Any]) -> None:
        """Change entries of the flat list."""
        for place, value in zip(where, values):
            self.data[place] = cast(value, self.kind)

    def __contains__(self, value: Any) -> bool:
        return value in self.values()

    def __repr__(self) -> str:
        return "array(" + str(self.tolist()) + ")"

    def __str__(self) -> str:
        return str(self.tolist())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        return int(self.item())

    def item(self) -> Any:
        """Return the only entry."""
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self.values()[0]

    def tolist(self) -> Any:
        """Return the entries as nested lists."""
        return nested(self.values(), self.shape)

    def copy(self) -> ndarray:
        """Return an array of its own."""
        return ndarray(self.values(), self.shape, None, 0, self.kind)

    def fill(self, value: Any) -> None:
        """Change all entries."""
        self.put(self.spots(), [value] * self.size)

    def transpose(self, *axes: Any) -> ndarray:
        """Return a view with the axes in another order; reversed, if not said."""
        order = axes[0] if axes and (axes[0] is None or isinstance(axes[0], (list, tuple))) else axes
        order = [k % self.ndim for k in order] if order else list(reversed(range(self.ndim)))
        if sorted(order) != list(range(self.ndim)):
            raise ValueError("axes don't match array")
        return self.view([self.shape[k] for k in order], [self.strides[k] for k in order])

    def reshape(self, *shape: Any) -> ndarray:
        """Return the entries in another shape, in which one size may be -1."""
        wanted = list(shape[0]) if shape and isinstance(shape[0], (list, tuple)) else list(shape)
        if -1 in wanted:
            known = volume([size for size in wanted if size != -1])
            wanted[wanted.index(-1)] = self.size // known if known else 0
        if volume(wanted) != self.size:
            raise ValueError(f"cannot reshape array of size {self.size} into shape {tuple(wanted)}")
        if self.strides == contiguous(self.shape):
            return self.view(wanted, contiguous(wanted))
        return ndarray(self.values(), wanted, None, 0, self.kind)

    def ravel(self) -> ndarray:
        """Return the entries in a row."""
        return self.reshape(-1)

    def flatten(self) -> ndarray:
        """Return a copy of the entries in a row."""
        return self.copy().reshape(-1)

    def astype(self, kind: Any) -> ndarray:
        """Return the entries as another sort."""
        to = sort_of(kind)
        return ndarray([cast(value, to) for value in self.values()], self.shape, None, 0, to)


def sort_of(kind: Any) -> str:
    """Return the sort that a dtype names."""
    names = {
        "float": "f",
        "float64": "f",
        "float32": "f",
        "int": "i",
        "int64": "i",
        "int32": "i",
        "bool": "b",
    }
    if kind is None or kind is float:
        return "f"
    if kind is int or kind is bool:
        return "i" if kind is int else "b"
    if kind in names:
        return names[kind]
    if kind is object or kind == "object":
        return "O"
    raise lacking(f"the dtype {kind}")


def nested(values: list[Any], shape: Any) -> Any:
    """Return entries as nested lists."""
    if not shape:
        return values[0]
    if len(shape) == 1:
        return list(values)
    step = volume(shape[1:])
    return [nested(values[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0])]


def array(data: Any, dtype: Any = None) -> Any:
    """Return nested lists as an array, copied."""
    values, shape = listed(data)
    if dtype is not None:
        kind = sort_of(dtype)
        return ndarray([cast(value, kind) for value in values], shape, None, 0, kind)
    return ndarray(list(values), shape)


def common(one: Any, two: Any) -> tuple[int, ...]:
    """Return the shape to which two broadcast."""
    longest = max(len(one), len(two))
    left = (1,) * (longest - len(one)) + tuple(one)
    right = (1,) * (longest - len(two)) + tuple(two)
    for a, b in zip(left, right):
        if a not in (b, 1) and b != 1:
            raise ValueError(
                f"operands could not be broadcast together with shapes {tuple(one)} {tuple(two)}"
            )
    return tuple([b if a == 1 else a for a, b in zip(left, right)])


def stretched(value: Any, shape: Any) -> list[Any]:
    """Return the entries of something broadcast to a shape."""
    if not isinstance(value, (ndarray, list, tuple, range)):
        return [value] * volume(shape)
    source = value if isinstance(value, ndarray) else array(value)
    while source.ndim > len(shape) and source.shape[0] == 1:
        source = source.view(source.shape[1:], source.strides[1:])
    if source.shape == tuple(shape):
        return source.values()
    if source.ndim > len(shape) or common(source.shape, shape) != tuple(shape):
        raise ValueError(
            f"could not broadcast input array from shape {source.shape} into shape {tuple(shape)}"
        )
    ahead = len(shape) - source.ndim
    strides = [0] * ahead
    for k in range(source.ndim):
        strides.append(source.strides[k] if source.shape[k] == shape[ahead + k] else 0)
    return [source.data[place] for place in places(shape, strides, source.start)]
