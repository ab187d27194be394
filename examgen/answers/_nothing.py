"""How people write that there is nothing: empty brackets, the sign of the empty set, a word for none."""

from __future__ import annotations

from examgen.text.syntax import Group, Name, Syntax

_WORDS = frozenset(
    {
        *("none", "none of them", "nothing", "no", "empty", "there are none", "there is none"),
        *("keine", "keines", "keiner", "keins", "nichts", "leer", "es gibt keine", "gibt es nicht"),
        *("žádný", "žádná", "žádné", "zadny", "zadne", "nic", "neexistuje", "neexistují", "prázdná"),
    }
)
_SIGNS = frozenset({"{}", "{ }", "∅", "[]", "()"})


def is_nothing_written(text: str) -> bool:
    """Whether `text` is a word or a sign for nothing at all, in English, German or Czech."""
    bare = " ".join(text.casefold().split()).rstrip(".")
    return bare in _WORDS or bare in _SIGNS


def is_nothing(syntax: Syntax) -> bool:
    """Whether what was read is a pair of empty brackets or the empty set."""
    if isinstance(syntax, Group):
        return not syntax.items
    return isinstance(syntax, Name) and syntax.name == "empty"
