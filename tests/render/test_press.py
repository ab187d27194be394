"""Slices, splitting, independence of the number of jobs."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import handmade
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.render.engine import Engine
from examgen.render.latex import Templates
from examgen.render.press import SLICE, print_sheets, slices
from examgen.render.sheet import Sheet


def sheet(stack: str, number: int = 0) -> Sheet:
    return Sheet(stack, f"{stack} {number}", "preamble", f"body {number}")


@given(st.lists(st.sampled_from(["exam", "solution"]), max_size=60), st.integers(1, 20))
def test_slices_keep_order_and_size(stacks: list[str], size: int) -> None:
    sheets = [sheet(stack, number) for number, stack in enumerate(stacks)]
    cut = list(slices(sheets, size))
    assert [one for batch in cut for one in batch] == sheets
    assert all(len(batch) <= size and len({one.stack for one in batch}) == 1 for batch in cut)


@pytest.mark.tex
def test_a_slice_is_split_into_its_papers(
    engine: Engine, templates: Templates, text_of: Callable[[bytes], str]
) -> None:
    papers = [handmade.paper(handmade.recurrent(), name=name) for name in "ABC"]
    papers.insert(1, handmade.paper(handmade.batchnorm(), handmade.recurrent(), name="long"))
    done = list(print_sheets((templates.exam(paper) for paper in papers), engine))
    assert [one.title for one, _ in done] == [f"Final exam, Variant {paper.name}" for paper in papers]
    for paper, (_, pdf) in zip(papers, done, strict=True):
        with pypdfium2.PdfDocument(pdf) as document:
            count = len(document)
        text = text_of(pdf)
        assert [f"Page {k} of {count}" in text for k in range(1, count + 1)] == [True] * count
        assert text.count("Page ") == count
        assert f"Variant {paper.name}" in text
        with pikepdf.open(io.BytesIO(pdf)) as whole:
            assert {name: str(value) for name, value in whole.docinfo.items()} == {
                "/Title": f"Final exam, Variant {paper.name}"
            }


@pytest.mark.tex
@pytest.mark.slow
def test_bytes_do_not_depend_on_jobs(engine: Engine, templates: Templates) -> None:
    sheets = [templates.exam(handmade.paper(handmade.recurrent(), name=f"N{k}")) for k in range(SLICE + 3)]
    sheets += [templates.solution(handmade.paper(handmade.recurrent(), name=f"N{k}")) for k in range(2)]
    one, many = (list(print_sheets(sheets, engine, jobs)) for jobs in (1, 3))
    assert one == many


@pytest.mark.tex
def test_two_builds_are_the_same(engine: Engine, templates: Templates) -> None:
    sheets = [templates.exam(handmade.paper(handmade.recurrent(), name=name)) for name in "AB"]
    first = [pdf for _, pdf in print_sheets(sheets, engine, 1)]
    again = [pdf for _, pdf in print_sheets(sheets, replace(engine, formats=None), 2)]
    assert first == again
    assert first[0] != first[1]


@pytest.mark.tex
def test_a_stopped_reader_leaves_nothing_running(engine: Engine, templates: Templates) -> None:
    printing = print_sheets(
        (templates.exam(handmade.paper(handmade.recurrent(), name=f"N{k}")) for k in range(2)), engine, 2
    )
    next(printing)
    printing.close()
