"""Many draws of every question of the sample banks: every check agrees, and good instances are there to find."""

from __future__ import annotations

import pytest

from cli.conftest import ROOT
from examgen.bank.load import load_banks
from examgen.bank.model import Question
from examgen.instances.survey import certify_published, survey
from examgen.text.diagnostic import Severity

QUESTIONS = [question for bank in load_banks(ROOT / "banks").values() for question in bank.questions.values()]
LEAST = 0.02  # of all tries end in an instance that may be printed


def sweep(question: Question, draws: int) -> None:
    found = survey(question, "sweep", draws)
    assert found.problems == ()
    assert found.draws == draws
    assert found.acceptance > LEAST, found.refused
    assert found.good >= draws / 3, found.refused


def test_all_banks_are_here() -> None:
    assert len(QUESTIONS) == 56
    assert sum(len(question.parts) for question in QUESTIONS) >= 366


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.id)
def test_some_draws(question: Question) -> None:
    sweep(question, 25)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.id)
def test_the_published_values(question: Question) -> None:
    errors = [one for one in certify_published(question, thorough=True) if one.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.id)
def test_a_thousand_draws(question: Question) -> None:
    sweep(question, 1000)
