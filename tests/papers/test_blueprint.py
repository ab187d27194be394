from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from examgen.bank.model import Bank, Exam, Pick, Question, Section, Use
from examgen.instances.pool import Pool
from examgen.papers.assemble import assemble
from examgen.papers.blueprint import candidates, chosen, give_away
from examgen.text.diagnostic import Refused
from examgen.text.place import Place

PLACE = Place("exam.yaml", 7, 5)
Banks = Mapping[str, Bank]


def pick(count: int, **changes: object) -> Pick:
    plain = Pick(count, Fraction(5), None, None, (), (), (), None, PLACE)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(banks: Banks) -> Banks:
    """A bank of 24 copies of one question: topics a and b, difficulties 1 to 4, some that give each other away."""
    bank = banks["vir-2022"]
    model = next(iter(bank.questions.values()))
    copies = [
        replace(
            model,
            id=f"q{at}",
            topic="ab"[at % 2],
            difficulty=1 + at // 2 % 4,
            solver="shared" if at in (0, 1) else "",
            apart=("q4",) if at == 2 else ("vir-2022/q6",) if at == 3 else (),
        )
        for at in range(24)
    ]
    return {bank.id: replace(bank, questions={one.id: one for one in copies})}


def blueprint(exam: Exam, *entries: Use | Pick) -> Exam:
    return replace(exam, sections=(Section("", None, entries),))


def ids(exam: Exam, banks: Banks, variant: int) -> list[str]:
    return [one.question.id for one in chosen(exam, banks, variant)]


def test_a_place_is_filled_by_topic_and_difficulty(exam: Exam, made: Banks) -> None:
    place = pick(3, topic="a", difficulty=(2, 3))
    found = candidates(place, made)
    assert {(one.topic, one.difficulty) for one in found} == {("a", 2), ("a", 3)}
    questions = [one.question for one in chosen(blueprint(exam, place), made, 0)]
    assert len({one.id for one in questions}) == 3
    assert set(questions) <= set(found)


def test_a_place_may_list_what_it_is_filled_with(exam: Exam, made: Banks) -> None:
    place = pick(2, among=("vir-2022/q7", "vir-2022/q8", "vir-2022/q9"), without=("vir-2022/q8",))
    assert sorted(ids(blueprint(exam, place), made, 3)) == ["q7", "q9"]


def test_fixed_questions_stay_and_are_not_picked_again(exam: Exam, made: Banks) -> None:
    place = pick(1, among=("vir-2022/q7", "vir-2022/q8"))
    use = Use("vir-2022/q7", None, None, None, PLACE)
    assert ids(blueprint(exam, use, place), made, 0) == ["q7", "q8"]


def test_no_question_stands_twice(exam: Exam, made: Banks) -> None:
    found = ids(blueprint(exam, pick(6, topic="a"), pick(5)), made, 0)
    assert len(found) == len(set(found)) == 11


def pairs(questions: Iterable[Question]) -> list[tuple[str, str]]:
    listed = list(questions)
    return [(a.id, b.id) for at, a in enumerate(listed) for b in listed[:at] if give_away(a, b)]


def test_questions_that_give_each_other_away_stand_apart(exam: Exam, made: Banks) -> None:
    assert set(pairs(made["vir-2022"].questions.values())) == {("q1", "q0"), ("q4", "q2"), ("q6", "q3")}
    for variant in range(10):
        assert pairs(one.question for one in chosen(blueprint(exam, pick(20)), made, variant)) == []


def test_variants_are_equally_hard(exam: Exam, made: Banks) -> None:
    place = blueprint(exam, pick(3, topic="a"), pick(3, topic="b"))
    totals = {sum(one.question.difficulty for one in chosen(place, made, variant)) for variant in range(12)}
    assert max(totals) - min(totals) <= 1


def test_questions_are_used_about_equally_often(exam: Exam, made: Banks) -> None:
    place = blueprint(exam, pick(2, topic="a"))
    counts = Counter(name for variant in range(12) for name in ids(place, made, variant))
    assert len(counts) == 12
    assert max(counts.values()) - min(counts.values()) <= 2


def test_a_variant_depends_on_the_seed_and_its_number_alone(exam: Exam, made: Banks) -> None:
    place = blueprint(exam, pick(4))
    assert ids(place, made, 5) == ids(place, made, 5)
    assert len({tuple(ids(place, made, variant)) for variant in range(6)}) == 6
    assert ids(replace(place, seed="another"), made, 0) != ids(place, made, 0)


def test_too_few_questions_are_said_at_the_line(exam: Exam, made: Banks) -> None:
    with pytest.raises(Refused) as refusal:
        ids(blueprint(exam, pick(4, topic="a", difficulty=(1, 1))), made, 0)
    (found,) = refusal.value.diagnostics
    assert (found.message, found.place) == ("4 questions can't be picked here: 3 fit", PLACE)


def test_an_unknown_name_is_said_at_the_line(exam: Exam, made: Banks) -> None:
    with pytest.raises(Refused, match="unknown question 'vir-2022/q77'"):
        ids(blueprint(exam, pick(1, among=("vir-2022/q77",))), made, 0)


def test_every_pick_is_worth_its_points(exam: Exam, banks: Banks, pool: Pool) -> None:
    sections = (
        Section("Short questions", None, (pick(2, points=Fraction(3), form="auto"),)),
        Section("Long questions", None, (pick(1, points=Fraction(10)),)),
    )
    for variant in "AB":
        paper = assemble(replace(exam, sections=sections), banks, pool, variant)
        assert [question.points for question in paper.questions] == [3, 3, 10]
        assert [question.section.title for question in paper.questions] == [
            "Short questions",
            "Short questions",
            "Long questions",
        ]
