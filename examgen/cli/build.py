"""Build the papers of an exam: exam and solution PDFs, keys, LaTeX."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examgen.cli.folder import Folder, variants
from examgen.cli.progress import progress
from examgen.text.diagnostic import Refused

if TYPE_CHECKING:
    from examgen.bank.model import Bank, Exam
    from examgen.instances.pool import Pool
    from examgen.papers.files import ExamFolder, PaperFolder
    from examgen.papers.model import Paper
    from examgen.render.latex import Templates
    from examgen.render.sheet import Sheet


@click.command()
@click.argument("exam", required=False)
@click.option("--variant", "letters", multiple=True, metavar="LETTER", help="A variant to build; repeatable.")
@click.option("--variants", "count", type=click.IntRange(1, 5000), help="Build the first so many variants.")
@click.option("--seed", help="Draw the numbers from this seed instead of the exam's.")
@click.option("--published", is_flag=True, help="Take the published numbers (into output/<exam>-published/).")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper size, instead of the exam's.")
@click.option("--jobs", type=click.IntRange(1), help="TeX runs at a time (default: one a core).")
def command(
    exam: str | None,
    letters: Sequence[str],
    count: int | None,
    seed: str | None,
    published: bool,
    paper: str | None,
    jobs: int | None,
) -> None:
    """Build variants of EXAM into output/<exam>/<variant>/.

    EXAM is an exam file, its folder, or its name; without it, the one exam under banks/ or the one marked
    `default: true`.
    """
    folder = Folder.here()
    blueprint = folder.exam(exam)
    blueprint = replace(blueprint, seed=seed or blueprint.seed, paper=paper or blueprint.paper)
    if published:
        blueprint = replace(blueprint, id=f"{blueprint.id}-published")
    names = _names(letters, count, published)
    built = build(folder, blueprint, names, published=published, jobs=jobs or os.cpu_count() or 1)
    papers = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}" if count else ", ".join(names)
    click.echo(f"built {blueprint.id}, variant{'s' * (len(names) > 1)} {papers}: {built.folder}/")


def _names(letters: Sequence[str], count: int | None, published: bool) -> tuple[str, ...]:
    from examgen.papers.assemble import variant_letters

    if letters and count:
        raise click.UsageError("give --variant or --variants, not both")
    if published and count and count > 1:
        raise click.UsageError("--published makes one paper; leave --variants out")
    return variants(letters or tuple(map(variant_letters, range(count or 1))))


def build(
    folder: Folder, exam: Exam, names: Sequence[str], *, published: bool = False, jobs: int = 1
) -> ExamFolder:
    """Make and write the papers of an exam.

    Parameters
    ----------
    names
        Variants, in the order in which they share TeX runs.
    published
        Take published numbers in place of drawn ones.
    jobs
        TeX runs at a time; it changes nothing of what is made.

    Raises
    ------
    Refused
        If a bank, the exam or a text in them can't be used.
    EngineFailure
        If TeX can't be run.
    """
    from examgen.instances.pool import Pool
    from examgen.papers.files import ExamFolder
    from examgen.papers.manifest import write_manifest
    from examgen.render.engine import Engine
    from examgen.render.latex import Templates
    from examgen.render.press import print_sheets

    target = ExamFolder.of(folder.output, exam.id)
    engine = Engine(os.environ, formats=folder.cache / "formats")
    desk = _Desk(
        exam,
        folder.banks_of(exam),
        Pool(folder.cache / "pool"),
        Templates(folder.templates),
        target,
        published,
    )
    with progress(f"building {exam.id}", 2 * len(names)) as advance:
        for sheet, pdf in print_sheets(desk.sheets(names), engine, jobs):
            desk.keep(sheet, pdf)
            advance()
    write_manifest(target, _inputs(exam, desk.banks), engine.version())
    return target


def _inputs(exam: Exam, banks: Mapping[str, Bank]) -> dict[str, Path]:
    """Name the files that the papers are made from."""
    files = {"exam": Path(exam.place.file)}
    for name in sorted(banks if exam.banks is None else exam.banks):
        first, *others = banks[name].files
        files |= {f"bank {name}": first, **{f"bank {name}, {one.name}": one for one in others}}
    return files


@dataclass(slots=True)
class _Desk:
    """Where variants become papers, papers become sheets, and all of it becomes files."""

    exam: Exam
    banks: Mapping[str, Bank]
    pool: Pool
    templates: Templates
    target: ExamFolder
    published: bool
    waiting: deque[Paper] = field(default_factory=deque)

    def sheets(self, names: Iterable[str]) -> Iterator[Sheet]:
        """Give the sheets, a slice of exams before the slice of their solutions, so that few are held in memory."""
        from examgen.papers.assemble import assemble
        from examgen.render.press import SLICE

        left = iter(names)
        while slice_ := list(islice(left, SLICE)):
            papers = [
                assemble(self.exam, self.banks, self.pool, name, published=self.published) for name in slice_
            ]
            for draw in (self.templates.exam, self.templates.solution):
                for paper in papers:
                    self.waiting.append(paper)
                    yield draw(paper)

    def keep(self, sheet: Sheet, pdf: bytes) -> None:
        """Write what belongs to a sheet that was set: sheets come back in the order in which they went."""
        from examgen.papers.files import write_bytes, write_text

        paper = self.waiting.popleft()
        files = self.target.paper(paper.name)
        if sheet.stack == "exam":
            make_way(paper, files)
        else:
            write_records(paper, files)
        write_text(files.document(sheet.stack, "tex"), sheet.document)
        write_bytes(files.document(sheet.stack, "pdf"), pdf)


def make_way(paper: Paper, files: PaperFolder) -> None:
    """Keep an earlier paper of the same name that asks something else: it may have been printed and handed out."""
    from examgen.papers.files import set_aside
    from examgen.papers.record import load
    from examgen.papers.take import record_of

    if not files.record.exists():
        return
    try:
        same = load(files.record).asks_the_same(record_of(paper))
    except Refused:
        same = False
    if not same:
        kept = set_aside(files)
        said = f"variant {paper.name} had other questions or numbers before"
        click.echo(f"{said}; that paper is kept in {kept}/", err=True)


def write_records(paper: Paper, files: PaperFolder) -> None:
    """Write what marking reads, and the key as a table for people."""
    from examgen.papers.files import write_json, write_text
    from examgen.papers.key_table import key_csv, paper_json
    from examgen.papers.record import save
    from examgen.papers.take import record_of

    record = record_of(paper)
    write_json(files.paper, paper_json(record))
    write_text(files.key, key_csv(record))
    save(record, files.record)
