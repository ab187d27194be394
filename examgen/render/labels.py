"""The words of a paper in its language: ``labels/<language>.yaml`` of the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from examgen.text.diagnostic import Refused, nearest
from examgen.text.exact_yaml import read
from examgen.text.place import Place

Labels = Mapping[str, Any]


def load_labels(folders: Sequence[Path], language: str, place: Place | None = None) -> Labels:
    """Read the words for a language; a folder's words win over those of later folders.

    Parameters
    ----------
    folders
        Template folders, the user's own first.
    language
        As in the exam file: ``en``.
    place
        Where the exam file names it.

    Raises
    ------
    Refused
        If no folder has the language, or a word is missing.
    """
    files = [file for one in folders if (file := one / "labels" / f"{language}.yaml").is_file()]
    if not files:
        known = languages(folders)
        guess = nearest(language, known)
        hint = f"did you mean '{guess}'?" if guess else f"there are {', '.join(known)}"
        raise Refused(f"no words for language '{language}'", place, hint)
    words: dict[str, Any] = {}
    for file in reversed(files):
        words = _merged(words, read(file).plain())
    _complete(words, folders, files[0])
    return words


def languages(folders: Iterable[Path]) -> list[str]:
    """List the languages that papers can be set in."""
    return sorted({file.stem for one in folders for file in (one / "labels").glob("*.yaml")})


def _merged(words: dict[str, Any], own: object) -> dict[str, Any]:
    merged = dict(words)
    for name, value in own.items() if isinstance(own, Mapping) else ():
        inner = merged.get(name)
        merged[name] = _merged(inner, value) if isinstance(inner, dict) else value
    return merged


def _complete(words: Labels, folders: Sequence[Path], file: Path) -> None:
    english = folders[-1] / "labels" / "en.yaml"
    missing = sorted(set(_merged({}, read(english).plain())) - set(words)) if english.is_file() else []
    if missing:
        raise Refused(
            f"the words {', '.join(missing)} are missing",
            Place(str(file), 1, 1),
            hint="see labels/en.yaml of the packaged templates",
        )
