"""Where the files that ship with the program lie: in a wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(kind: str) -> Path:
    """Find the packaged ``templates`` or ``banks``.

    Parameters
    ----------
    kind
        The folder's name.

    Raises
    ------
    FileNotFoundError
        If the installation lacks it.
    """
    for place in (_PACKAGE / "_data" / kind, _PACKAGE.parent / kind):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"this installation of examgen has no {kind} folder; install it again")
