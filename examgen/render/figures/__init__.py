"""Figures from an instance's own numbers: one module a figure, found by its name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from examgen.text.diagnostic import Refused, nearest
from examgen.text.place import Place

__all__ = ["draw", "names"]


def names() -> list[str]:
    """List the figures that banks may name."""
    modules = Path(__file__).parent.glob("[a-z]*.py")
    return sorted(module.stem.replace("_", "-") for module in modules)


def draw(name: str, options: Mapping[str, object], place: Place | None = None) -> str:
    """Draw a figure.

    Parameters
    ----------
    name
        Of the figure's module, with ``-`` for ``_``.
    options
        The figure's options, evaluated.
    place
        Where the bank asks for it, for complaints.

    Returns
    -------
    str
        TeX, a ``tikzpicture`` or a table.

    Raises
    ------
    Refused
        If there is no such figure, or an option is missing or makes no sense.
    """
    if name.replace("_", "-") not in names():
        guess = nearest(name, names())
        hint = f"did you mean '{guess}'?" if guess else f"there are {', '.join(names())}"
        raise Refused(f"unknown figure '{name}'", place, hint)
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    try:
        drawn: str = module.draw(options)
    except ValueError as error:
        raise Refused(f"figure {name}: {error}", place) from None
    return drawn
