"""Mark the responses of a table against the papers that were built."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examgen.cli.folder import Folder
from examgen.text.diagnostic import Refused, show_diagnostics

if TYPE_CHECKING:
    from examgen.mark.submission import Mark
    from examgen.mark.variants import Misfit
    from examgen.papers.files import ExamFolder
    from examgen.papers.record import KeyRecord
    from examgen.read.reading import Reading
    from examgen.report.review import Reviewed


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path, dir_okay=False), metavar="SUBMISSIONS.csv")
@click.option("--exam", metavar="EXAM", help="The exam that was sat (default: the default exam).")
@click.option("--review", type=click.Path(path_type=Path, dir_okay=False), metavar="REVIEW.csv",
              help="A review table filled in by a person, to take in.")  # fmt: skip
def command(submissions: Path, exam: str | None, review: Path | None) -> None:
    """Mark SUBMISSIONS.csv (or .xlsx) against the keys in output/, each response against its own variant.

    Writes marks.csv (a row a part), grades.csv (a row a student), review.csv (what a person must decide) and,
    if rows could not be placed, unplaced.csv beside the papers.
    """
    built = Folder.here().built(exam)
    records = load_records(built)
    graded = grade(submissions, records, review)
    write_reports(built, graded, records)
    notes = [*graded.reading.diagnostics, *graded.reviewed.diagnostics]
    if notes:
        click.echo(show_diagnostics(notes), err=True)
    _say(graded, built)
    sys.exit(1 if graded.reading.unplaced else 0)


@dataclass(frozen=True, slots=True)
class Graded:
    """What marking a table gave: what was read, the marks by machine and person, what a review decided."""

    reading: Reading
    reviewed: Reviewed
    misfits: tuple[Misfit, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark, a person's where there is one."""
        return self.reviewed.marks


def load_records(built: ExamFolder) -> dict[str, KeyRecord]:
    """Load the records of all papers of an exam.

    Raises
    ------
    Refused
        Where no paper was built, or a record is damaged.
    """
    from examgen.papers.record import load

    names = built.papers()
    if not names:
        exam = built.folder.name
        raise Refused(f"no paper of '{exam}' was built", hint=f"run 'examgen build {exam} --variant A' first")
    return {name: load(built.paper(name).record) for name in names}


def grade(submissions: Path, records: dict[str, KeyRecord], review: Path | None = None) -> Graded:
    """Read a table, mark it, and take a filled review in.

    Raises
    ------
    Refused
        If a table can't be used at all.
    """
    from examgen.mark.submission import mark_all
    from examgen.mark.variants import misfits
    from examgen.read.submissions import read_submissions
    from examgen.report.review import Filled, merge_review, read_review

    reading = read_submissions(submissions, records)
    filled: Sequence[Filled] = read_review(review) if review is not None else ()
    marks = mark_all(records, list(reading.submissions))
    mixed_up = tuple(misfits(records, reading.submissions, marks))
    return Graded(reading, merge_review(marks, filled, records), mixed_up)


def write_reports(built: ExamFolder, graded: Graded, records: dict[str, KeyRecord]) -> None:
    """Write the tables, each whole or not at all."""
    from examgen.papers.files import write_text
    from examgen.report.marks import grades_csv, marks_csv
    from examgen.report.review import review_csv, still_filled
    from examgen.report.unplaced import unplaced_csv

    marks, reviewed = graded.marks, graded.reviewed
    write_text(built.folder / "marks.csv", marks_csv(marks, reviewed.overruled))
    write_text(built.folder / "grades.csv", grades_csv(marks, records))
    review = built.folder / "review.csv"
    kept = (*reviewed.kept, *still_filled(review, reviewed.used))
    write_text(review, review_csv(marks, records, reviewed.used, kept, reviewed.overruled))
    unplaced = built.folder / "unplaced.csv"
    if graded.reading.unplaced:
        write_text(unplaced, unplaced_csv(graded.reading))
    else:
        unplaced.unlink(missing_ok=True)


def _say(graded: Graded, built: ExamFolder) -> None:
    from examgen.report.summary import summarise, summary_text

    click.echo(summary_text(summarise(graded.marks)).rstrip())
    unplaced = len(graded.reading.unplaced)
    if unplaced:
        rows = "row" if unplaced == 1 else "rows"
        click.echo(
            f"{unplaced} {rows} could not be placed: {built.folder / 'unplaced.csv'} says why", err=True
        )
    for one in graded.misfits:
        student, paper = one.submission.student, one.submission.paper
        click.echo(
            f"student {student}: the answers fit variant {one.other} ({one.right_there} right) better than "
            f"{paper} ({one.right_here} right); was the letter noted wrongly?",
            err=True,
        )
    waiting = sum(mark.open for mark in graded.marks)
    if waiting:
        click.echo(
            f"fill in {built.folder / 'review.csv'} and run this again with --review {built.folder / 'review.csv'}"
        )
