"""The manual's settings."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from examgen import __version__

project = "examgen"
author = "the examgen authors"
copyright = f"2026, {author}"  # noqa: A001
release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
    "reference",
    "gallery",
]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"examgen {release}"
napoleon_google_docstring = False
napoleon_numpy_docstring = True
autodoc_typehints = "description"
suppress_warnings = ["myst.header"]
