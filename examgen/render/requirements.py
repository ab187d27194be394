"""What setting a paper needs from the machine (TeX, LaTeX packages, fonts), and what brings it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

STYLES = {
    "article.cls": "LaTeX itself",
    "amsmath.sty": "mathematics",
    "amssymb.sty": "mathematical symbols",
    "array.sty": "tables",
    "bm.sty": "bold mathematics",
    "enumitem.sty": "lists",
    "graphicx.sty": "pictures",
    "xcolor.sty": "colours",
    "microtype.sty": "even lines",
    "tikz.sty": "figures",
    "booktabs.sty": "tables",
    "lmodern.sty": "the Latin Modern fonts",
    "lmr10.pfb": "the Latin Modern fonts as outlines",
}

SYSTEM_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "debian": (
        "apt-get install --no-install-recommends",
        "texlive-latex-base",
        "texlive-latex-recommended",
        "texlive-latex-extra",
        "texlive-pictures",
        "lmodern",
    ),
    "fedora": (
        "dnf install",
        "texlive-scheme-basic",
        "texlive-collection-latexrecommended",
        "texlive-collection-latexextra",
        "texlive-pgf",
        "texlive-lm",
    ),
    "macos": ("brew install --cask", "basictex"),
    "windows": ("winget install", "MiKTeX.MiKTeX"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that papers need: its name, its use, and where it was found (None if nowhere)."""

    name: str
    use: str
    where: str | None


def engine() -> Finding:
    """Look for pdfLaTeX on the path."""
    return Finding("pdflatex", "sets the papers", shutil.which("pdflatex"))


def styles() -> tuple[Finding, ...]:
    """Look for every LaTeX file that the templates load, in one call of kpsewhich."""
    finder = shutil.which("kpsewhich")
    if finder is None:
        return tuple(Finding(name, use, None) for name, use in STYLES.items())
    listed = subprocess.run([finder, *STYLES], capture_output=True, text=True, check=False)  # noqa: S603
    found = {line.replace("\\", "/").rsplit("/", 1)[-1]: line for line in listed.stdout.splitlines()}
    return tuple(Finding(name, use, found.get(name)) for name, use in STYLES.items())


def everything() -> tuple[Finding, ...]:
    """Look for the engine and for every file it needs."""
    return (engine(), *styles())
