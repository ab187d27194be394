"""What building costs, against the bare pdfLaTeX runs that the same papers need."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bench.conftest import Times, at_once, examgen, measured, median, pdflatex, peak_memory
from examgen.cli.folder import Folder
from examgen.instances.pool import Pool
from examgen.papers.assemble import assemble, variant_letters
from examgen.render.latex import Templates

MANY = 200
CORES = os.cpu_count() or 1


@pytest.mark.parametrize("exam", ["vir-2022", "vir-2019"])
def test_one_variant(benchmark: BenchmarkFixture, folder: Path, times: Times, exam: str) -> None:
    cold = examgen(folder, "build", exam, "--variant", "A")
    warm = measured(benchmark, partial(examgen, folder, "build", exam, "--variant", "A"), 7)
    raw = folder / "raw"
    shutil.copytree(folder / "output" / exam / "A", raw)
    jobs = [partial(pdflatex, raw / f"{name}.tex") for name in ("exam", "solution")]
    one_by_one = median(lambda: sum(job() for job in jobs), 7)
    together = median(lambda: at_once(jobs, 2), 7)
    times.say(
        f"one variant of {exam}: {warm:.2f} s, the first time in a folder {cold:.2f} s; bare pdflatex on its two "
        f".tex files {one_by_one:.2f} s (both at once {together:.2f} s): "
        f"{warm / one_by_one:.2f} times that (cold {cold / one_by_one:.2f})"
    )


def test_many_papers(
    benchmark: BenchmarkFixture, folder: Path, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 exams and 200 solutions of a 10-question exam, against one pass of pdfLaTeX over the same pages."""
    build = partial(examgen, folder, "build", "vir-2019", "--variants", str(MANY))
    seconds = measured(benchmark, build, 1)
    made = folder / "output" / "vir-2019"
    pages = sum(map(page_count, made.rglob("*.pdf")))
    monkeypatch.chdir(folder)
    raw = [partial(pdflatex, path) for path in one_pass(folder / "raw")]
    one_core = sum(job() for job in raw)
    all_cores = at_once(raw, CORES)
    times.say(
        f"{MANY} papers with solutions, {pages} pages: {seconds:.1f} s ({pages / seconds:.0f} pages/s); one raw pass "
        f"of pdflatex {one_core:.1f} s, exams and solutions at once {all_cores:.1f} s: "
        f"{seconds / one_core:.2f} and {seconds / all_cores:.2f} times that"
    )


def page_count(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


def one_pass(raw: Path) -> list[Path]:
    """Write all exams as one document, and all solutions, for TeX to set each in a pass."""
    raw.mkdir()
    here = Folder.here()
    exam, templates, pool = here.exam("vir-2019"), Templates(()), Pool(here.cache / "pool")
    banks = here.banks_of(exam)
    papers = [assemble(exam, banks, pool, variant_letters(number)) for number in range(MANY)]
    paths = []
    for name, draw in (("exam", templates.exam), ("solution", templates.solution)):
        sheets = [draw(paper) for paper in papers]
        body = "".join(sheet.body for sheet in sheets)
        text = f"{sheets[0].preamble}\\begin{{document}}\n{body}\\end{{document}}\n"
        (raw / f"{name}.tex").write_text(text, encoding="utf-8")
        paths.append(raw / f"{name}.tex")
    return paths


def test_memory_does_not_grow_with_the_number_of_papers(
    benchmark: BenchmarkFixture, folder: Path, times: Times
) -> None:
    few = peak_memory(folder, "build", "vir-2019", "--variants", "50")
    peaks: list[float] = []
    benchmark.pedantic(
        lambda: peaks.append(peak_memory(folder, "build", "vir-2019", "--variants", str(MANY))), rounds=1
    )
    times.say(f"memory of the process: {few:.0f} MB for 50 papers, {peaks[0]:.0f} MB for {MANY}")
    assert peaks[0] < 1.5 * few
