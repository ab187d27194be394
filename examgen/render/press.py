"""Many sheets to PDFs: set in slices of a fixed size, several at a time, and split afterwards.

A run of TeX costs more to start than a paper costs to set, so papers share runs. Which papers share one depends on
their order alone, never on the number of jobs, so that the bytes don't either.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from itertools import groupby
from operator import attrgetter

from examgen.render.culprit import blame
from examgen.render.engine import Engine
from examgen.render.sheet import Sheet, described
from examgen.render.tex_log import page_counts

__all__ = ["SLICE", "print_sheets", "slices"]

SLICE = 16


def print_sheets(sheets: Iterable[Sheet], engine: Engine, jobs: int = 1) -> Iterator[tuple[Sheet, bytes]]:
    """Set sheets, in order; only a few slices are held in memory.

    Parameters
    ----------
    sheets
        The sheets. Neighbours of one stack and preamble share runs, so exams should come together, and solutions.
    engine
        How TeX is run.
    jobs
        How many runs go on at a time.

    Yields
    ------
    tuple
        A sheet and its PDF.

    Raises
    ------
    Refused
        If a text of a bank does not compile; the place is the bank's.
    EngineFailure
        If TeX can't be run or fails for another reason.
    """
    running: deque[Future[list[tuple[Sheet, bytes]]]] = deque()
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        try:
            for batch in slices(sheets):
                running.append(pool.submit(_set, batch, engine))
                if len(running) > jobs:
                    yield from running.popleft().result()
            while running:
                yield from running.popleft().result()
        finally:
            for future in running:
                future.cancel()


def slices(sheets: Iterable[Sheet], size: int = SLICE) -> Iterator[tuple[Sheet, ...]]:
    """Cut sheets into slices for one run each: neighbours of one stack and preamble, at most `size`."""
    for _, neighbours in groupby(sheets, key=attrgetter("stack", "preamble")):
        batch: list[Sheet] = []
        for sheet in neighbours:
            batch.append(sheet)
            if len(batch) == size:
                yield tuple(batch)
                batch = []
        if batch:
            yield tuple(batch)


def _set(batch: Sequence[Sheet], engine: Engine) -> list[tuple[Sheet, bytes]]:
    assets = {name: path for sheet in batch for name, path in sheet.assets.items()}
    body = described(batch[0]) if len(batch) == 1 else "".join(sheet.body for sheet in batch)
    run = engine.run(batch[0].preamble, body, assets)
    if run.pdf is None:
        raise blame(engine, batch, run)
    if len(batch) == 1:
        return [(batch[0], run.pdf)]
    return list(zip(batch, _split(run.pdf, page_counts(run.log), batch), strict=True))


def _split(pdf: bytes, counts: Sequence[int], batch: Sequence[Sheet]) -> Iterator[bytes]:
    from pikepdf import ObjectStreamMode, Pdf

    with Pdf.open(BytesIO(pdf)) as whole:
        first = 0
        for sheet, count in zip(batch, counts, strict=True):
            single = Pdf.new()
            single.pages.extend(whole.pages[first : first + count])
            single.docinfo["/Title"] = sheet.title
            out = BytesIO()
            single.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
            first += count
            yield out.getvalue()
