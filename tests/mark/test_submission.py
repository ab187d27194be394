from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers.samples import paper, sums

from examgen.answers.base import Verdict
from examgen.mark.attempt import Trial, try_answer
from examgen.mark.submission import PaperMarker, mark_all, mark_submission
from examgen.papers.record import Policy
from examgen.papers.submission import HandMark, Response, Submission
from examgen.text.diagnostic import Refused

ANSWERS = st.sampled_from(
    [
        "",
        "8",
        "-2",
        "10",
        "8.1",
        "30",
        "18",
        "15",
        "0",
        "38",
        "28",
        "40",
        "4.75",
        "19/4",
        "4",
        "??",
        "1/0",
        "C",
        "A, B",
    ]
) | st.text(max_size=12)
NUMBERS = ("1a", "1b", "1c", "1d", "2a", "2b", "2c", "2d")


def submission(
    student: str = "007", paper_name: str = "A", hand: dict[str, HandMark] | None = None, **answers: str
) -> Submission:
    responses = {number.removeprefix("p"): Response(text) for number, text in answers.items()}
    return Submission(student, paper_name, responses, "Ann", hand or {})


def test_every_part_gets_a_mark() -> None:
    marks = mark_submission(paper(), submission(p1a="8", p1b="15", p2a="C"))
    assert [mark.number for mark in marks] == list(NUMBERS)
    assert [mark.marks for mark in marks] == [2, 1, 0, 0, 1, 0, 0, 0]
    assert marks[0].question == "sample/sums"
    assert marks[1].mistake == "undoubled"
    assert marks[1].response == "15"
    assert marks[7].open


def test_a_student_is_marked_against_their_own_paper() -> None:
    records = {"A": paper("A", 3, 5), "B": paper("B", 4, 7)}
    marks = mark_all(records, [submission("1", "A", p1a="8"), submission("2", "B", p1a="8")])
    first = {mark.student: mark.verdict for mark in marks if mark.number == "1a"}
    assert first == {"1": Verdict.RIGHT, "2": Verdict.WRONG}


@pytest.mark.parametrize(
    ("given_marks", "verdict"),
    [(Fraction(2), Verdict.RIGHT), (Fraction(1, 2), Verdict.PARTIAL), (Fraction(0), Verdict.WRONG)],
)
def test_marks_by_hand_count(given_marks: Fraction, verdict: Verdict) -> None:
    hand = {"2d": HandMark(given_marks, "see my notes")}
    mark = mark_submission(paper(), submission(hand=hand, p2d="text"))[-1]
    assert (mark.marks, mark.verdict, mark.by_hand, mark.open) == (given_marks, verdict, True, False)
    assert mark.why == "See my notes."


@pytest.mark.parametrize("wrong", [Fraction(-1), Fraction(5, 2)])
def test_marks_by_hand_out_of_range_are_an_error(wrong: Fraction) -> None:
    with pytest.raises(ValueError, match="between 0 and 2"):
        mark_submission(paper(), submission(hand={"2d": HandMark(wrong)}))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(NUMBERS), ANSWERS), max_size=4),
    st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]),
)
def test_marks_lie_between_zero_and_the_points(
    students: list[dict[str, str]], follow_through: Fraction
) -> None:
    record = paper(follow_through=follow_through)
    marker = PaperMarker(record)
    for answers in students:
        for mark in marker.mark(
            Submission("1", "A", {number: Response(text) for number, text in answers.items()})
        ):
            assert 0 <= mark.marks <= mark.points
            assert isinstance(mark.marks, Fraction)
            assert mark.why


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(NUMBERS[:4]), ANSWERS), min_size=2, max_size=5), st.randoms())
def test_marks_do_not_depend_on_who_else_is_marked(students: list[dict[str, str]], random: object) -> None:
    record = paper()
    handed_in = [
        Submission(str(at), "A", {number: Response(text) for number, text in answers.items()})
        for at, answers in enumerate(students)
    ]
    shuffled = list(handed_in)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    together = {mark.student + mark.number: mark for mark in mark_all({"A": record}, shuffled)}
    alone = {mark.student + mark.number: mark for one in handed_in for mark in mark_submission(record, one)}
    assert together == alone


def test_trying_an_answer() -> None:
    found = try_answer(sums(), "total", "40", {"sum": "10"})
    assert (found.verdict, found.credit, found.mistake) == (Verdict.FOLLOW_THROUGH, 1, None)
    found = try_answer(sums(), "sum", "-2")
    assert (found.verdict, found.credit, found.mistake) == (Verdict.MISTAKE, Fraction(1, 2), "subtracted")
    half = try_answer(sums(), "total", "40", {"sum": "10"}, Policy(follow_through=Fraction(1, 2)))
    assert half.credit == Fraction(1, 2)


def test_many_tries_share_their_work() -> None:
    trial = Trial(sums())
    assert [trial.answer("sum", text).verdict for text in ("8", "9", "8")] == [
        Verdict.RIGHT,
        Verdict.WRONG,
        Verdict.RIGHT,
    ]


def test_unknown_parts_are_refused() -> None:
    with pytest.raises(Refused, match="unknown part 'totle'") as refusal:
        try_answer(sums(), "totle", "1")
    assert refusal.value.diagnostics[0].hint == "did you mean 'total'?"
    with pytest.raises(Refused, match="unknown part"):
        try_answer(sums(), "total", "1", {"zzz": "1"})
