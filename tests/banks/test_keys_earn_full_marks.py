"""Every sample exam, in every form: a student who writes the key as it is shown gets all marks that a machine gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from examgen.answers.base import Verdict
from examgen.bank.load import load_banks, load_exam
from examgen.instances.pool import Pool
from examgen.mark.question import QuestionMarker
from examgen.papers.assemble import assemble
from examgen.papers.record import from_json, to_json
from examgen.papers.shown import key_text
from examgen.papers.submission import Response
from examgen.papers.take import record_of

FOLDER = Path(__file__).parents[2] / "banks"
BANKS = load_banks(FOLDER)
EXAMS = [load_exam(path) for path in sorted(FOLDER.glob("*/exam.yaml"))]
POOL = Pool(None)


@pytest.mark.parametrize("form", ["written", "auto", "numeric"])
@pytest.mark.parametrize("exam", EXAMS, ids=lambda exam: exam.id)
def test_the_key_earns_full_marks(exam, form):
    paper = assemble(replace(exam, form=form), BANKS, POOL, "A")
    record = from_json(to_json(record_of(paper)))  # as marking finds it
    assert exam.points in (None, record.points)
    for question in record.questions:
        responses = {part.number: Response(key_text(part)) for part in question.parts}
        judged = QuestionMarker(question, record.policy).judge(responses)
        for part, judgment in zip(question.parts, judged, strict=True):
            if part.key is not None and not part.rubric:
                assert judgment.verdict is Verdict.RIGHT, (question.name, part.id, judgment)


def test_there_are_six_exams():
    assert {exam.id for exam in EXAMS} == {bank.id for bank in BANKS.values()} | {"final"}
