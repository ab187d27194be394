"""Drawing many instances of a question to see how it does: what `examgen check` reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from examgen.bank.model import Question
from examgen.instances.certify import FATAL, certify, examine
from examgen.instances.draw import Tally, draw
from examgen.instances.given import published
from examgen.instances.solve import solve
from examgen.text.diagnostic import Diagnostic, Severity

__all__ = ["Survey", "certify_published", "survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """How a question does over many draws.

    Parameters
    ----------
    question
        Its full name.
    draws
        Instances drawn and certified.
    good
        Those among them that may be printed.
    rate
        Share of tries whose values met the requirements.
    requirements
        For each requirement the share of times it held where it was asked.
    refused
        Why instances were refused, and how often.
    problems
        What no further draw mends: keys that their check does not confirm. With the values that show it.
    """

    question: str
    draws: int
    good: int
    rate: float
    requirements: Mapping[str, float]
    refused: Mapping[str, int]
    problems: tuple[Diagnostic, ...]

    @property
    def acceptance(self) -> float:
        """The share of all tries that end in a printable instance."""
        return self.rate * self.good / self.draws if self.draws else 0.0


def survey(question: Question, seed: str, draws: int, thorough: bool = False) -> Survey:
    """Draw and certify ``draws`` instances.

    Raises
    ------
    Refused
        If the requirements can't be met.
    """
    tally, refused = Tally(), Counter[str]()
    problems: dict[str, Diagnostic] = {}
    good = 0
    for index in range(draws):
        solved = solve(question, draw(question, seed, index, tally=tally).parameters)
        errors = [one for one in examine(solved, thorough) if one.diagnostic.severity is Severity.ERROR]
        good += not errors
        refused.update({finding.reason.value: 1 for finding in errors[:1]})
        for finding in errors:
            if finding.reason in FATAL:
                problems.setdefault(finding.diagnostic.message, finding.diagnostic)
    return Survey(
        question.name, draws, good, tally.rate, tally.rates(), dict(refused), tuple(problems.values())
    )


def certify_published(question: Question, seed: str = "", thorough: bool = False) -> tuple[Diagnostic, ...]:
    """Return what is wrong or unlucky with the published values of a question.

    Raises
    ------
    Refused
        If they are not valid.
    """
    return certify(solve(question, published(question, seed)), thorough, published=True)
