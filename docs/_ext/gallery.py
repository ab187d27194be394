"""Typeset every question of the sample banks, twenty draws each, for the gallery's pages.

It takes a few minutes and needs LaTeX, so it happens only where Sphinx is run with the tag ``gallery``, as
``make docs`` does; else the gallery is a page that says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pikepdf import Pdf
from pypdfium2 import PdfDocument
from sphinx.application import Sphinx

from examgen.bank.load import load_banks
from examgen.bank.model import Bank, Question
from examgen.cli.preview import Shown, alone
from examgen.cli.workers import cores
from examgen.instances.pool import Pool
from examgen.papers.assemble import assemble
from examgen.papers.model import Paper
from examgen.render.engine import Engine
from examgen.render.latex import Templates
from examgen.render.press import print_sheets
from examgen.render.side_by_side import side_by_side

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
    press = Press(Pool(ROOT / "output" / ".cache" / "pool"))
    for bank in banks.values():
        page = [f"# {bank.title}\n", *(line for one in bank.questions.values() for line in press.entry(one))]
        (WRITTEN / f"{bank.id}.md").write_text("\n".join(page), encoding="utf-8")
    index.write_text("\n".join(contents(banks)), encoding="utf-8")


def contents(banks: Mapping[str, Bank]) -> Iterator[str]:
    """Write the gallery's first page."""
    yield "# Gallery\n"
    yield f"Every question of the sample banks as printed: one draw here, {DRAWS} in a PDF beside their solutions.\n"
    yield "```{toctree}\n:maxdepth: 2\n"
    yield from (f"generated/{name}" for name in banks)
    yield "```\n"


@dataclass(frozen=True, slots=True)
class Press:
    """Typesets questions."""

    pool: Pool

    def entry(self, question: Question) -> Iterator[str]:
        """Typeset a question and write its entry."""
        papers = [self._paper(question, index) for index in range(DRAWS)]
        exams, solutions = self._set(papers)
        folder = WRITTEN / question.bank
        folder.mkdir(exist_ok=True)
        for name, pdf in (("exam", exams[0]), ("solution", solutions[0])):
            _picture(pdf, folder / f"{question.id}-{name}.png")
        both = _joined([side_by_side(*pair) for pair in zip(exams, solutions, strict=True)])
        (folder / f"{question.id}.pdf").write_bytes(both)
        at = f"{question.bank}/{question.id}"
        yield f"## {question.title}\n"
        yield f"`{question.name}`, {question.topic}; {{download}}`{DRAWS} draws with solutions <{at}.pdf>`\n"
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

    def _set(self, papers: Sequence[Paper]) -> tuple[list[bytes], list[bytes]]:
        templates = Templates(cover=False)
        engine = Engine(os.environ, formats=ROOT / "output" / ".cache" / "formats")
        sheets = [draw(paper) for draw in (templates.exam, templates.solution) for paper in papers]
        pdfs = [pdf for _, pdf in print_sheets(sheets, engine, cores())]
        return pdfs[: len(papers)], pdfs[len(papers) :]


def _joined(pdfs: Sequence[bytes]) -> bytes:
    whole = Pdf.new()
    for pdf in pdfs:
        with Pdf.open(BytesIO(pdf)) as part:
            whole.pages.extend(part.pages)
    out = BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def _picture(pdf: bytes, path: Path) -> None:
    with PdfDocument(pdf) as document:
        document[0].render(scale=SCALE, grayscale=True).to_pil().save(path, optimize=True)
