"""The summary of a marked exam: verdicts, means, how hard each question was, which mistakes were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from examgen.answers.base import Verdict
from examgen.mark.submission import Mark
from examgen.papers.table import decimal_text
from examgen.report.marks import grades

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Facility:
    """How well a question or part went: mean share of its points, over answers that are decided.

    Attributes
    ----------
    share
        None while nothing is decided.
    """

    number: str
    name: str
    share: Fraction | None
    open: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a class did.

    Attributes
    ----------
    mistakes
        Question, mistake and how often, the commonest first.
    """

    students: int
    mean: Fraction | None
    points: Fraction | None
    verdicts: tuple[tuple[Verdict, int], ...]
    questions: tuple[Facility, ...]
    mistakes: tuple[tuple[str, str, int], ...]
    open: int


def summarise(marks: Iterable[Mark]) -> Summary:
    """Count and average; all means are exact."""
    marks = tuple(marks)
    results = grades(marks)
    counts = Counter(mark.verdict for mark in marks)
    totals = {result.points for result in results}
    return Summary(
        students=len(results),
        mean=_mean(result.total for result in results),
        points=totals.pop() if len(totals) == 1 else None,
        verdicts=tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict]),
        questions=tuple(_facilities(marks)),
        mistakes=tuple(_mistakes(marks)),
        open=sum(mark.open for mark in marks),
    )


def _mean(numbers: Iterable[Fraction]) -> Fraction | None:
    numbers = tuple(numbers)
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def _facilities(marks: tuple[Mark, ...]) -> Iterator[Facility]:
    grouped: dict[str, list[Mark]] = {}
    for mark in marks:
        grouped.setdefault(mark.question, []).append(mark)
    for question, own in grouped.items():
        decided = [mark for mark in own if not mark.open]
        points = sum((mark.points for mark in decided), Fraction(0))
        earned = sum((mark.marks for mark in decided), Fraction(0))
        number = "".join(char for char in own[0].number if char.isdigit())
        yield Facility(number, question, earned / points if points else None, len(own) - len(decided))


def _mistakes(marks: tuple[Mark, ...]) -> Iterator[tuple[str, str, int]]:
    made = Counter(
        (mark.question, mark.mistake)
        for mark in marks
        if mark.verdict is Verdict.MISTAKE and mark.mistake is not None
    )
    for (question, mistake), count in sorted(made.items(), key=lambda item: (-item[1], item[0])):
        yield question, mistake, count


def summary_text(summary: Summary) -> str:
    """Give the summary as lines for a terminal."""
    return "\n".join(_lines(summary))


def _lines(summary: Summary) -> Iterator[str]:
    yield f"{_count(summary.students, 'student')}{_mean_text(summary)}"
    yield "verdicts: " + (", ".join(f"{count} {verdict}" for verdict, count in summary.verdicts) or "none")
    if summary.questions:
        yield "questions, with the share of their points that was earned:"
        width = max(len(one.name) for one in summary.questions)
        for one in summary.questions:
            yield f"  {one.number:>3}  {one.name:<{width}}  {_percent(one.share):>5}{_waiting(one.open)}"
    if summary.mistakes:
        yield "known mistakes:"
        for question, mistake, count in summary.mistakes:
            yield f"  {count:>3} x {mistake} ({question})"
    if summary.open:
        yield f"{_count(summary.open, 'answer')} to be looked at: see review.csv"


def _mean_text(summary: Summary) -> str:
    if summary.mean is None:
        return ""
    of = f" of {decimal_text(summary.points)}" if summary.points is not None else ""
    sofar = " so far" if summary.open else ""
    return f", mean {decimal_text(Fraction(round(summary.mean * HUNDRED), HUNDRED))}{of} marks{sofar}"


def _percent(share: Fraction | None) -> str:
    return "-" if share is None else f"{round(share * HUNDRED)} %"


def _waiting(count: int) -> str:
    return f"  ({count} open)" if count else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
