"""What a paper's language decides beside its words."""

from __future__ import annotations

_COMMA = frozenset({"de", "cs"})


def decimal_comma(language: str) -> bool:
    """Whether papers in a language write decimals with a comma, and may be answered so."""
    return language.split("-")[0].lower() in _COMMA
