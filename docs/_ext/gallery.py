"""Typeset every question of the sample banks, twenty draws each, for the gallery's pages.

It takes a few minutes and needs LaTeX, so it happens only where Sphinx is run with the tag ``gallery``, as
``make docs`` does; else the gallery is a page that says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdfium2 import PdfDocument
from sphinx.application import Sphinx

from examgen.bank.load import load_banks
from examgen.bank.model import Bank, Question
from examgen.cli.preview import Shown, alone
from examgen.instances.pool import Pool
from examgen.papers.assemble import assemble
from examgen.papers.model import Paper
from examgen.render.culprit import blame
from examgen.render.engine import Engine
from examgen.render.latex import Templates
from examgen.render.sheet import Sheet

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "docs" / "gallery" / "generated"
DRAWS = 20
SCALE = 1.25  # 90 dots per inch
ABSENT = "# Gallery\n\nThe gallery is typeset by `make docs`.\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the pages written before anything is read."""
    app.connect("builder-inited", _begin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _begin(app: Sphinx) -> None:
    WRITTEN.mkdir(parents=True, exist_ok=True)
    index = WRITTEN.parent / "index.md"
    if not app.tags.has("gallery"):
        if not index.exists():
            index.write_text(ABSENT, encoding="utf-8")
        return
    banks = load_banks(ROOT / "banks")
    cache = ROOT / "output" / ".cache"
    engine = Engine(os.environ, formats=cache / "formats")
    press = Press(Pool(cache / "pool"), Templates(cover=False), engine)
    for bank in banks.values():
        page = [f"# {bank.title}\n", *(line for one in bank.questions.values() for line in press.entry(one))]
        (WRITTEN / f"{bank.id}.md").write_text("\n".join(page), encoding="utf-8")
    index.write_text("\n".join(contents(banks)), encoding="utf-8")


def contents(banks: Mapping[str, Bank]) -> Iterator[str]:
    """Write the gallery's first page."""
    yield "# Gallery\n"
    yield f"Every question of the sample banks as printed: one draw here, {DRAWS} in the PDFs.\n"
    yield "```{toctree}\n:maxdepth: 2\n"
    yield from (f"generated/{name}" for name in banks)
    yield "```\n"


@dataclass(frozen=True, slots=True)
class Press:
    """Typesets questions."""

    pool: Pool
    templates: Templates
    engine: Engine

    def entry(self, question: Question) -> Iterator[str]:
        """Typeset a question and write its entry."""
        papers = [self._paper(question, index) for index in range(DRAWS)]
        folder = WRITTEN / question.bank
        folder.mkdir(exist_ok=True)
        at = f"{question.bank}/{question.id}"
        yield f"## {question.title}\n"
        links = []
        for name, draw in (("exam", self.templates.exam), ("solution", self.templates.solution)):
            pdf = self._set([draw(paper) for paper in papers])
            (folder / f"{question.id}-{name}.pdf").write_bytes(pdf)
            _picture(pdf, folder / f"{question.id}-{name}.png")
            links.append(f"{{download}}`{name}s <{at}-{name}.pdf>`")
        yield f"`{question.name}`, {question.topic}; {DRAWS} draws: {', '.join(links)}\n"
        yield f"```{{image}} {at}-exam.png\n:alt: first page of {question.title}\n:width: 49%\n```"
        yield f"```{{image}} {at}-solution.png\n:alt: first page of its solution\n:width: 49%\n```\n"

    def _paper(self, question: Question, index: int) -> Paper:
        solved = self.pool.instance(question, "gallery", index).solved
        form = "auto" if index % 2 else "written"
        banks = {
            question.bank: Bank(
                question.bank, "", question.folder, {question.id: question}, "", question.place, ()
            )
        }
        return assemble(alone(solved, form), banks, Shown(solved), "A")

    def _set(self, sheets: Sequence[Sheet]) -> bytes:
        """Set sheets as one document, so that they share their fonts."""
        assets = {name: path for sheet in sheets for name, path in sheet.assets.items()}
        run = self.engine.run(sheets[0].preamble, "".join(sheet.body for sheet in sheets), assets)
        if run.pdf is None:
            raise blame(self.engine, sheets, run)
        return run.pdf


def _picture(pdf: bytes, path: Path) -> None:
    with PdfDocument(pdf) as document:
        document[0].render(scale=SCALE, grayscale=True).to_pil().save(path, optimize=True)
