from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examgen.bank.load import load_exam
from examgen.bank.model import Bank, Exam, Figure, Question, Section, Text, Use
from examgen.instances.pool import SIZE, Instance, Pool
from examgen.papers.assemble import assemble, variant_index, variant_letters
from examgen.papers.figures import evaluated
from examgen.papers.model import Paper
from examgen.papers.record import KeyRecord
from examgen.papers.take import record_of
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.place import Place
from tests.papers.conftest import BANKS

Banks = Mapping[str, Bank]
PLACE = Place("questions.yaml", 3, 5)


def identities(paper: Paper) -> list[str]:
    return [question.instance.identity for question in paper.questions]


def test_questions_and_parts_are_numbered(exam: Exam, banks: Banks, pool: Pool) -> None:
    paper = assemble(exam, banks, pool, "A")
    assert [question.number for question in paper.questions] == list(range(1, len(exam.uses) + 1))
    for question in paper.questions:
        labels = [part.label for part in question.parts]
        assert labels == ([""] if len(labels) == 1 else list("abcdefghijkl"[: len(labels)]))
        assert [part.number for part in question.parts] == [f"{question.number}{label}" for label in labels]


def test_points_add_up(exam: Exam, banks: Banks, pool: Pool) -> None:
    for form in ("written", "auto", "numeric"):
        paper = assemble(replace(exam, form=form), banks, pool, "A")
        assert paper.points == sum(part.points for _, part in paper.parts)
        assert paper.points == exam.points
        for _, part in paper.parts:
            assert not part.rubric or sum(one.points for one in part.rubric) == part.points


def test_texts_are_filled_in(auto: Exam, banks: Banks, pool: Pool) -> None:
    for question in assemble(auto, banks, pool, "B").questions:
        for text in (question.stem, *(part.ask for part in question.parts)):
            assert "<<" not in text
            assert "<%" not in text
        assert question.lines
        assert question.name == f"{question.question.bank}/{question.question.id}"


def test_model_answers_may_use_steps_and_what_students_see_may_not(banks: Banks, pool: Pool) -> None:
    exam = load_exam(BANKS / "vir-2022")
    bank = banks["vir-2022"]
    question = bank.questions["batchnorm-jacobian"]
    told = Text("the mean is $<<mean>>$", PLACE, (PLACE,))
    for part, field in (("why-batch", "model"), ("why-batch", "ask")):
        parts = tuple(
            replace(one, **{field: told}) if one.id == part else one  # type: ignore[arg-type]
            for one in question.parts
        )
        questions = {**bank.questions, question.id: replace(question, parts=parts)}
        changed = {**banks, bank.id: replace(bank, questions=questions)}
        if field == "ask":
            with pytest.raises(Refused, match="no value for 'mean'"):
                assemble(exam, changed, pool, "A")
        else:
            printed = assemble(exam, changed, pool, "A").questions[0]
            mean = printed.instance.solved.values["mean"]
            assert printed.parts[1].model == f"the mean is ${mean}$"


def test_the_same_inputs_give_the_same_paper(auto: Exam, banks: Banks) -> None:
    first, second = (record_of(assemble(auto, banks, Pool(None), "A")) for _ in range(2))
    assert first == second
    assert first.digest == second.digest


def test_variants_share_no_instance(exam: Exam, banks: Banks, pool: Pool) -> None:
    use = exam.uses[0]
    single = replace(exam, sections=(Section("", None, (use,)),))
    letters = [variant_letters(index) for index in range(SIZE)]
    found = [identities(assemble(single, banks, pool, letter))[0] for letter in letters]
    assert len(set(found)) == SIZE
    assert identities(assemble(single, banks, pool, variant_letters(SIZE)))[0] == found[0]


def test_another_seed_gives_another_paper(exam: Exam, banks: Banks, pool: Pool) -> None:
    other = replace(exam, seed="another seed")
    assert not set(identities(assemble(exam, banks, pool, "A"))) & set(
        identities(assemble(other, banks, pool, "A"))
    )


def test_a_published_paper_has_the_published_values(exam: Exam, banks: Banks, pool: Pool) -> None:
    paper = assemble(exam, banks, pool, "A", published=True)
    assert paper.published
    for question in paper.questions:
        for name, parameter in question.question.parameters.items():
            if parameter.published is not None and not parameter.hidden:
                assert question.instance.parameters[name] == parameter.published


def test_choices_are_shuffled_and_lettered(auto: Exam, banks: Banks, pool: Pool) -> None:
    orders = set()
    for variant in "ABCDEF":
        for question, part in assemble(auto, banks, pool, variant).parts:
            ids = [choice.id for choice in part.choices]
            assert sorted(ids) == sorted(choice.id for choice in part.part.choices)
            assert [choice.letter for choice in part.choices] == list("ABCDEFGHIJ"[: len(ids)])
            if part.kind == "order":
                assert tuple(ids) != tuple(choice.id for choice in part.part.choices)
            if ids:
                orders.add((question.name, part.id, tuple(ids)))
                assert part.letters_of((ids[1], ids[0])) == "B, A"
    assert len(orders) > len({order[:2] for order in orders}) * 2


def test_unknown_questions_are_refused_at_their_line(exam: Exam, banks: Banks, pool: Pool) -> None:
    wrong = replace(exam.uses[0], question=exam.uses[0].question[:-1])
    with pytest.raises(Refused) as refusal:
        assemble(replace(exam, sections=(Section("", None, (wrong,)),)), banks, pool, "A")
    (found,) = refusal.value.diagnostics
    assert found.place == wrong.place
    assert found.hint == f"did you mean '{exam.uses[0].question}'?"
    with pytest.raises(Refused, match="unknown question 'zzz'"):
        assemble(
            replace(exam, sections=(Section("", None, (replace(wrong, question="zzz"),)),)), banks, pool, "A"
        )


def test_a_question_of_no_part_is_refused(exam: Exam, banks: Banks, pool: Pool) -> None:
    nothing = replace(exam.uses[0], parts=())
    with pytest.raises(Refused, match="no part"):
        assemble(replace(exam, sections=(Section("", None, (nothing,)),)), banks, pool, "A")


def test_points_may_be_given_in_the_exam(exam: Exam, banks: Banks, pool: Pool) -> None:
    use: Use = replace(exam.uses[0], points=Fraction(7))
    paper = assemble(replace(exam, sections=(Section("", None, (use,)),)), banks, pool, "A")
    assert paper.points == 7
    for _, part in paper.parts:
        assert not part.rubric or sum(one.points for one in part.rubric) == part.points


@pytest.mark.parametrize("variant", ["", "a", "1", "Ä", "A1", "AAAA", "published", " A"])
def test_what_is_no_letter_is_no_variant(variant: str) -> None:
    with pytest.raises(Refused, match="is no variant"):
        variant_index(variant)


@given(st.integers(0, 18_000))
def test_letters_count(index: int) -> None:
    assert variant_index(variant_letters(index)) == index


def test_letters() -> None:
    assert [variant_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_figures_options_are_evaluated() -> None:
    options = {
        "states": "[x, 2*x]",
        "weight": {"text": r"\theta = <<x>>"},
        "nested": {"a": ["x + 1"], "b": True, "c": None},
        "count": 3,
        "scale": Fraction(1, 2),
    }
    x = Expr.of(5)
    assert evaluated(Figure("f", options, PLACE), {"x": x}) == {
        "states": (x, x * 2),
        "weight": r"\theta = 5",
        "nested": {"a": (x + 1,), "b": True, "c": None},
        "count": Expr.of(3),
        "scale": Expr.of(Fraction(1, 2)),
    }


@pytest.mark.parametrize("option", ["1/0", "y", "2 +", 1.5, {"text": "<<y>>"}])
def test_a_figures_wrong_option_is_refused_at_its_place(option: object) -> None:
    with pytest.raises(Refused) as refusal:
        evaluated(Figure("f", {"a": option}, PLACE), {"x": Expr.of(5)})
    place = refusal.value.diagnostics[0].place
    assert place is not None
    assert (place.file, place.line) == (PLACE.file, PLACE.line)


def test_a_part_without_an_answer_is_refused(exam: Exam, banks: Banks) -> None:
    class Unlucky(Pool):
        def instance(self, question: Question, seed: str, index: int) -> Instance:
            found = super().instance(question, seed, index)
            parts = {name: replace(part, error="no variance") for name, part in found.solved.parts.items()}
            return replace(found, solved=replace(found.solved, parts=parts))

    with pytest.raises(Refused, match="has no answer: no variance"):
        assemble(exam, banks, Unlucky(None), "A")


def test_a_paper_knows_its_pieces(auto: Exam, banks: Banks, pool: Pool) -> None:
    question = assemble(auto, banks, pool, "A").questions[0]
    assert question.title == question.question.title
    assert question.points == sum(part.points for part in question.parts)
    assert question.mistakes
    assert question.parts[0].room == question.parts[0].part.room


def test_records_hold_every_printed_part(auto: Exam, banks: Banks, pool: Pool) -> None:
    paper = assemble(auto, banks, pool, "A")
    record: KeyRecord = record_of(paper)
    assert [part.number for _, part in record.parts] == [part.number for _, part in paper.parts]
    assert record.points == paper.points
    assert record.policy.follow_through == auto.follow_through
