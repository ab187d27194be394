"""Say all that is wrong in banks and exams: format, formulas, TeX, and the keys of many draws."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examgen.cli.folder import Folder
from examgen.cli.progress import progress
from examgen.cli.workers import cores, spread
from examgen.text.diagnostic import Diagnostic, Refused, Severity, show_diagnostics

if TYPE_CHECKING:
    from examgen.bank.model import Bank, Exam, Question
    from examgen.instances.survey import Survey

SEED = "examgen check"

VARIANTS = 4
"""Variants whose questions are chosen to see that a blueprint can be filled."""


@click.command()
@click.argument("banks", nargs=-1, metavar="[BANK]...")
@click.option(
    "--draws",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Instances drawn of every question.",
)
@click.option("--seed", default=SEED, help="Seed of these draws.")
@click.option("--thorough", is_flag=True, help="Run the slow second checks too (symbolic, by sympy).")
@click.option("--notes", is_flag=True, help="Say too what is merely worth knowing.")
@click.option("--no-tex", is_flag=True, help="Do not compile the texts.")
@click.option("--jobs", type=click.IntRange(1), default=cores, help="Processes at a time (one per core).")
def command(
    banks: Sequence[str], draws: int, seed: str, thorough: bool, notes: bool, no_tex: bool, jobs: int
) -> None:
    """Check each BANK (a name, folder or file; all under banks/ unless named) and the exams that use it."""
    folder = Folder.here()
    chosen, found = _load(folder, banks)
    found += [one for bank in chosen.values() for one in _lint(bank)]
    if not _errors(found):
        found += _exams(folder, chosen, bool(banks))
    surveys = list(_survey(chosen.values(), seed, draws, thorough, jobs, found))
    if not no_tex and not _errors(found):
        found += _set(folder, chosen.values(), seed, jobs)
    for line in _table(surveys):
        click.echo(line)
    if not notes:
        found = [one for one in found if one.severity is not Severity.NOTE]
    if found:
        click.echo(show_diagnostics(found), err=True)
    errors, warnings = _errors(found), [one for one in found if one.severity is Severity.WARNING]
    questions = sum(len(bank.questions) for bank in chosen.values())
    click.echo(
        f"{_count(len(chosen), 'bank')}, {_count(questions, 'question')}, {_count(draws, 'draw')} each: "
        f"{_count(len(errors), 'error')}, {_count(len(warnings), 'warning')}"
    )
    sys.exit(1 if errors else 0)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _errors(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if one.severity is Severity.ERROR]


def _load(folder: Folder, names: Sequence[str]) -> tuple[dict[str, Bank], list[Diagnostic]]:
    """Load the banks that are named, or all, going on after a broken one."""
    from examgen.bank.load import find_banks, load_bank

    found: list[Diagnostic] = []
    banks: dict[str, Bank] = {}
    paths = [_bank_file(folder, name) for name in names] or find_banks(folder.root / "banks")
    if not paths:
        raise Refused("there is no questions.yaml under banks/", hint="'examgen new course' starts one")
    for path in paths:
        try:
            bank = load_bank(path)
        except Refused as refused:
            found += refused.diagnostics
            continue
        if bank.id in banks:
            found.append(
                Diagnostic(f"two banks are called '{bank.id}'", bank.place, str(banks[bank.id].folder))
            )
        banks[bank.id] = bank
    return banks, found


def _bank_file(folder: Folder, name: str) -> Path:
    from examgen.bank.load import BANK_FILE

    for path in (Path(name), Path(name) / BANK_FILE, folder.root / "banks" / name / BANK_FILE):
        if path.is_file():
            return path
    raise Refused(f"there is no bank '{name}'", hint=f"name a folder under banks/ that has a {BANK_FILE}")


def _lint(bank: Bank) -> Iterator[Diagnostic]:
    from examgen.bank.lint import lint

    yield from lint(bank)


def _exams(folder: Folder, chosen: Mapping[str, Bank], named: bool) -> list[Diagnostic]:
    """Check the exams: those beside the chosen banks where banks were named, else all."""
    from examgen.bank.exams import check_exam
    from examgen.bank.load import load_exam
    from examgen.bank.names import find_exams

    near = {bank.folder.resolve() for bank in chosen.values()}
    found: list[Diagnostic] = []
    try:
        every = chosen if not named else folder.banks()
    except Refused:
        every = chosen
    for path in find_exams(folder.root / "banks"):
        if named and path.parent.resolve() not in near:
            continue
        try:
            exam = load_exam(path)
            found += check_exam(exam, every) or _fillable(exam, every)
        except Refused as refused:
            found += refused.diagnostics
    return found


def _fillable(exam: Exam, banks: Mapping[str, Bank]) -> list[Diagnostic]:
    """Choose the questions of some variants, where an exam leaves them open."""
    from examgen.papers.blueprint import chosen

    for variant in range(VARIANTS if exam.picks else 0):
        chosen(exam, banks, variant)
    return []


def _survey(
    banks: Iterable[Bank], seed: str, draws: int, thorough: bool, jobs: int, found: list[Diagnostic]
) -> Iterator[Survey]:
    """Draw and certify instances of every question; what is wrong goes to `found`."""
    questions = [question for bank in banks for question in bank.questions.values()]

    def surveyed(index: int) -> tuple[Survey | None, list[Diagnostic]]:
        return _surveyed(questions[index], seed, draws, thorough)

    with progress("drawing", len(questions)) as advance:
        for report, problems in spread(surveyed, len(questions), jobs):
            found += problems
            if report is not None:
                yield report
            advance()


def _surveyed(
    question: Question, seed: str, draws: int, thorough: bool
) -> tuple[Survey | None, list[Diagnostic]]:
    from examgen.instances.survey import certify_published, survey

    found: list[Diagnostic] = []
    try:
        found += certify_published(question, seed, thorough)
        report = survey(question, seed, draws, thorough)
    except Refused as refused:
        return None, [*found, *refused.diagnostics]
    return report, [*found, *report.problems]


def _table(surveys: Sequence[Survey]) -> Iterator[str]:
    if not surveys:
        return
    width = max(len(one.question) for one in surveys)
    yield f"{'question':{width}}  drawn  good  tries that met the requirements"
    for one in surveys:
        why = "; ".join(f"{reason}: {count}" for reason, count in one.refused.items())
        yield f"{one.question:{width}}  {one.draws:5}  {one.good:4}  {one.rate:6.1%}  {why}".rstrip()


def _set(folder: Folder, banks: Iterable[Bank], seed: str, jobs: int) -> list[Diagnostic]:
    """Set every question of every bank, as written and with its machine-markable forms."""
    from examgen.instances.pool import Pool
    from examgen.papers.assemble import assemble
    from examgen.render.engine import Engine
    from examgen.render.latex import Templates
    from examgen.render.press import print_sheets

    templates = Templates(folder.templates)
    engine = Engine(os.environ, formats=folder.cache / "formats")
    found: list[Diagnostic] = []
    for bank in banks:
        for form in ("written", "auto"):
            try:
                paper = assemble(_whole(bank, form, seed), {bank.id: bank}, Pool(folder.cache / "pool"), "A")
                for _ in print_sheets([templates.exam(paper), templates.solution(paper)], engine, jobs):
                    pass
            except Refused as refused:
                found += [one for one in refused.diagnostics if one not in found]
    return found


def _whole(bank: Bank, form: str, seed: str) -> Exam:
    """Make an exam of all questions of a bank, extensions included."""
    from examgen.bank.model import Exam, Section, Use

    uses = tuple(
        Use(
            question.name,
            form,
            tuple(part.id for part in question.parts if part.form_of is None),
            None,
            question.place,
        )
        for question in bank.questions.values()
    )
    return Exam(
        id=bank.id,
        title=bank.title or bank.id,
        subtitle="",
        course="",
        institution="",
        logo=None,
        date="",
        duration="",
        aids=(),
        language="en",
        form=form,
        seed=seed,
        rules=(),
        follow_through=Fraction(1),
        default=False,
        sections=(Section("", None, uses),),
        paper="a4",
        folder=bank.folder,
        place=bank.place,
        points=None,
    )
