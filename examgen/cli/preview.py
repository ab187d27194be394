"""A question alone, exam and solution side by side, typeset again whenever something that it is made of changes."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examgen.text.diagnostic import Refused, show_diagnostics

if TYPE_CHECKING:
    from examgen.bank.model import Bank, Exam, Question
    from examgen.cli.folder import Folder
    from examgen.instances.pool import Instance
    from examgen.instances.solve import Solved

PAUSE = 0.1
"""Seconds between two looks at the files."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The one instance that is shown, whatever is asked for."""

    solved: Solved

    def instance(self, question: Question, seed: str, index: int) -> Instance:
        """Return it."""
        return self.published(question)

    def published(self, question: Question, seed: str = "") -> Instance:
        """Return it."""
        from examgen.instances.pool import Instance

        return Instance("shown", -1, self.solved)


def typeset(folder: Folder, solved: Solved, form: str) -> Path:
    """Write ``output/show/<bank>/<question>.pdf`` and return its path.

    Raises
    ------
    Refused
        If a text does not compile, or a part has no answer at these values.
    EngineFailure
        If TeX can't be run.
    """
    from examgen.papers.assemble import assemble
    from examgen.papers.files import write_bytes
    from examgen.render.engine import Engine
    from examgen.render.latex import Templates
    from examgen.render.press import print_sheets
    from examgen.render.side_by_side import side_by_side

    question = solved.question
    paper = assemble(alone(solved, form), {question.bank: _bank(question)}, Shown(solved), "A")
    templates = Templates(folder.templates, cover=False)
    engine = Engine(os.environ, formats=folder.cache / "formats")
    sheets = (templates.exam(paper), templates.solution(paper))
    exam, solution = (pdf for _, pdf in print_sheets(sheets, engine, 2))
    target = folder.output / "show" / question.bank / f"{question.id}.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(target, side_by_side(exam, solution))
    return target


def alone(solved: Solved, form: str) -> Exam:
    """Make an exam of one question: the parts of a form, or every part that has an answer (form ``all``)."""
    from examgen.bank.model import Exam, Section, Use

    question = solved.question
    posed = tuple(part.id for part in question.parts if not solved.parts[part.id].error)
    if not posed:
        raise Refused(f"no part of {question.name} has an answer at these values", place=question.place)
    use = Use(question.name, None, posed if form == "all" else None, None, question.place)
    return Exam(
        id=question.id,
        title=question.title,
        subtitle="",
        course=question.bank,
        institution="",
        logo=None,
        date="",
        duration="",
        aids=(),
        language="en",
        form="written" if form == "all" else form,
        seed="",
        rules=(),
        follow_through=Fraction(1),
        default=False,
        sections=(Section("", None, (use,)),),
        paper="a4",
        folder=question.folder,
        place=question.place,
        points=None,
    )


def _bank(question: Question) -> Bank:
    from examgen.bank.model import Bank

    return Bank(
        question.bank, "", question.folder, {question.id: question}, question.macros, question.place, ()
    )


def watch(files: Callable[[], Iterator[Path]], work: Callable[[], object]) -> None:
    """Do some work, and again whenever one of the files changes; what goes wrong is said and waited out.

    Every round runs in a process of its own, so that a changed solver is loaded anew.

    Parameters
    ----------
    files
        The files to look at, asked for anew every time.
    work
        What to do.
    """
    seen: Mapping[Path, tuple[int, int]] = {}
    while True:
        now = dict(_stamps(files()))
        if now != seen:
            seen = now
            _apart(work)
        time.sleep(PAUSE)


def _stamps(files: Iterator[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in files:
        try:
            found = path.stat()
        except OSError:
            continue  # an editor may be about to put it back
        yield path, (found.st_mtime_ns, found.st_size)


def _apart(work: Callable[[], object]) -> None:
    methods = multiprocessing.get_all_start_methods()
    if "fork" not in methods:
        _spoken(work)
        return
    process = multiprocessing.get_context("fork").Process(target=_spoken, args=(work,))
    process.start()
    process.join()


def _spoken(work: Callable[[], object]) -> None:
    from examgen.render.engine import EngineFailure

    try:
        work()
    except Refused as refused:
        click.echo(show_diagnostics(refused.diagnostics), err=True)
    except EngineFailure as failure:
        click.echo(str(failure), err=True)
