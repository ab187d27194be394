"""Set each thing once: TeX is the slow part of these tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import handmade
import pypdfium2
import pytest

from examgen.render.engine import Engine
from examgen.render.latex import Templates
from examgen.render.press import print_sheets

ENVIRONMENT = dict(os.environ)


@pytest.fixture(scope="session")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@pytest.fixture(scope="session")
def engine(formats: Path) -> Engine:
    return Engine(ENVIRONMENT, formats=formats, seconds=60)


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates()


@pytest.fixture(scope="session")
def printed(engine: Engine, templates: Templates) -> dict[str, bytes]:
    """The handmade paper, as exam and solution."""
    paper = handmade.paper()
    sheets = [templates.exam(paper), templates.solution(paper)]
    return {sheet.stack: pdf for sheet, pdf in print_sheets(sheets, engine, 2)}


@pytest.fixture(scope="session")
def text_of() -> Callable[[bytes], str]:
    def text(pdf: bytes) -> str:
        with pypdfium2.PdfDocument(pdf) as document:
            return "\n".join(page.get_textpage().get_text_range() for page in document)

    return text
