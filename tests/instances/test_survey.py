from __future__ import annotations

from collections.abc import Callable

import pytest

from examgen.bank.model import Question
from examgen.instances.survey import certify_published, survey
from examgen.text.diagnostic import Severity

Make = Callable[..., Question]
N = "      n: {type: integer, range: 1..4, published: 2}\n"
SQUARE = "    mistakes: [{id: squared, of: double, formula: n^2, says: took the square}]\n"


def test_a_survey_reports_rates(question: Make) -> None:
    made = question(
        N,
        "      double: 2*n\n",
        "      double: n + n\n",
        SQUARE + "    require: [{that: n < 4, says: small}]\n",
    )
    found = survey(made, "seed", 200)
    assert (found.question, found.draws, found.problems) == ("test/one", 200, ())
    assert 0.65 < found.rate < 0.85
    assert found.requirements == {"small": found.rate}
    assert found.refused == {"a mistake leads to the key": 200 - found.good}
    assert 110 < found.good < 160
    assert found.acceptance == pytest.approx(found.rate * found.good / 200)


def test_a_survey_finds_wrong_keys_once_each(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n + 3\n")
    found = survey(made, "seed", 60)
    assert len(found.problems) == 3
    assert found.refused == {"the key does not agree with its check": 60 - found.good}
    assert survey(made, "seed", 0).acceptance == 0


def test_published_values_are_certified(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n + n\n", SQUARE)
    assert [one.severity for one in certify_published(made)] == [Severity.WARNING]


def test_sample_questions_do_well(parabola: Question, tensors: Question) -> None:
    for question in (parabola, tensors):
        found = survey(question, "seed", 40, thorough=True)
        assert found.problems == ()
        assert found.acceptance > 0.5
