from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from papers.samples import HALF, QUARTER, number, part, sums, words

from examgen.answers.base import Verdict
from examgen.mark.judgment import Judgment
from examgen.mark.policy import credit
from examgen.mark.question import QuestionMarker
from examgen.papers.record import MistakeRecord, Policy, QuestionRecord
from examgen.papers.submission import Response

RIGHT, WRONG, MISTAKE, FOLLOWS = Verdict.RIGHT, Verdict.WRONG, Verdict.MISTAKE, Verdict.FOLLOW_THROUGH
BLANK, UNREADABLE, UNDECIDED, PENDING, PARTIAL = (
    Verdict.BLANK,
    Verdict.UNREADABLE,
    Verdict.UNDECIDED,
    Verdict.PENDING,
    Verdict.PARTIAL,
)


def judge(
    answers: Mapping[str, str], record: QuestionRecord | None = None, policy: Policy | None = None
) -> dict[str, Judgment]:
    record = record or sums()
    marker = QuestionMarker(record, policy or Policy())
    responses = {printed: Response(text) for printed, text in answers.items()}
    found = marker.judge(responses)
    assert marker.judge(responses) is found
    return dict(zip((one.number for one in record.parts), found, strict=True))


def verdicts(
    *answers: str, record: QuestionRecord | None = None, policy: Policy | None = None
) -> list[Verdict]:
    record = record or sums()
    texts = {one.number: text for one, text in zip(record.parts, answers, strict=False)}
    return [one.verdict for one in judge(texts, record, policy).values()][: len(answers)]


def test_all_right() -> None:
    assert verdicts("8", "30", "38", "4.75") == [RIGHT] * 4


def test_an_error_is_carried_forward() -> None:
    found = judge({"1a": "10", "1b": "30", "1c": "40", "1d": "4"})
    assert [one.verdict for one in found.values()] == [WRONG, RIGHT, FOLLOWS, FOLLOWS]
    assert "your own answer to 1a" in found["1c"].why
    assert "1a and 1c" in found["1d"].why


def test_an_error_is_carried_through_a_blank() -> None:
    assert verdicts("10", "30", "", "4") == [WRONG, RIGHT, BLANK, FOLLOWS]


def test_an_error_is_carried_through_what_cannot_be_read() -> None:
    assert verdicts("10", "30", "??", "4") == [WRONG, RIGHT, UNREADABLE, FOLLOWS]


def test_a_right_answer_stands_whatever_came_before() -> None:
    assert verdicts("10", "30", "38", "19/5") == [WRONG, RIGHT, RIGHT, FOLLOWS]


def test_what_follows_from_nothing_is_wrong() -> None:
    assert verdicts("10", "30", "41", "7") == [WRONG, RIGHT, WRONG, WRONG]


def test_a_mistake_is_named_and_what_follows_from_it_is_right() -> None:
    found = judge({"1a": "-2", "1b": "30", "1c": "28", "1d": "-14"})
    assert [one.verdict for one in found.values()] == [MISTAKE, RIGHT, FOLLOWS, FOLLOWS]
    assert found["1a"].mistake == "subtracted"
    assert found["1a"].share == HALF
    assert found["1a"].why == "A known mistake: subtracted."


def test_a_mistake_at_an_unasked_step_is_charged_once() -> None:
    found = judge({"1a": "8", "1b": "18", "1c": "26", "1d": "13/4"})
    assert [one.verdict for one in found.values()] == [RIGHT, MISTAKE, FOLLOWS, FOLLOWS]
    assert found["1b"].mistake == "squared"


def test_it_is_charged_where_it_first_shows() -> None:
    assert verdicts("8", "", "26", "13/4") == [RIGHT, BLANK, MISTAKE, FOLLOWS]
    assert verdicts("8", "30", "26", "13/4") == [RIGHT, RIGHT, MISTAKE, FOLLOWS]


def siblings() -> QuestionRecord:
    """Two parts that need the unasked area and not each other."""
    source = {
        "steps": {"area": "a*b", "double": "2*area", "triple": "3*area", "more": "triple + double"},
        "mistakes": [
            {"id": "squared", "of": "area", "formula": "a*a", "says": "squared", "credit": HALF},
            {"id": "added", "of": "triple", "formula": "3 + area", "says": "added", "credit": QUARTER},
        ],
    }
    return replace(
        sums(),
        steps=source,
        mistakes=(
            MistakeRecord(
                "squared",
                "area",
                "squared",
                HALF,
                {"double": number(18), "triple": number(27), "more": number(45)},
            ),
            MistakeRecord("added", "triple", "added", QUARTER, {"triple": number(18), "more": number(48)}),
        ),
        parts=(
            part("double", "1a", key=number(30), step="double"),
            part("triple", "1b", key=number(45), step="triple"),
            part("more", "1c", key=number(75), step="more", depends_on=("double", "triple")),
        ),
    )


def test_a_slip_is_charged_once_over_parts_that_do_not_feed_each_other() -> None:
    found = judge({"1a": "18", "1b": "27"}, siblings())
    assert [one.verdict for one in found.values()] == [MISTAKE, FOLLOWS, BLANK]
    assert "earlier slip (squared)" in found["1b"].why
    assert found["1b"].mistake == "squared"


def test_a_slip_stands_beside_an_answer_of_ones_own() -> None:
    source = siblings()
    record = replace(
        source, parts=(*source.parts[:1], replace(source.parts[2], depends_on=()), source.parts[1])
    )
    assert verdicts("18", "45", "27", record=record) == [MISTAKE, FOLLOWS, FOLLOWS]


def test_a_new_mistake_is_seen_through_an_earlier_slip() -> None:
    found = judge({"1a": "18", "1b": "12"}, siblings())
    assert [one.verdict for one in found.values()] == [MISTAKE, MISTAKE, BLANK]
    assert found["1b"].mistake == "added"


def test_a_mistake_is_seen_through_an_answer_of_ones_own() -> None:
    found = judge({"1a": "10", "1b": "30", "1c": "20"})
    assert found["1c"].verdict is MISTAKE
    assert found["1c"].mistake == "minus"
    assert "given your own answer to 1a" in found["1c"].why


def test_a_mistake_on_an_answer_of_ones_own_earns_its_share_of_follow_through() -> None:
    answers = {"1a": "10", "1b": "30", "1c": "20"}
    assert judge(answers)["1c"].share == HALF
    assert judge(answers, policy=Policy(follow_through=HALF))["1c"].share == QUARTER


def test_two_mistakes_with_one_value_are_both_named() -> None:
    record = sums()
    twin = MistakeRecord("other", "plus", "did another thing", QUARTER, {"sum": number(-2)})
    found = judge({"1a": "-2"}, replace(record, mistakes=(twin, *record.mistakes)))
    assert found["1a"].mistake == "subtracted, other"
    assert found["1a"].share == HALF
    assert "subtracted or did another thing" in found["1a"].why


def test_right_is_decided_before_any_mistake() -> None:
    record = sums()
    twin = MistakeRecord("same", "plus", "did nothing wrong", QUARTER, {"sum": number(8)})
    assert verdicts("8", record=replace(record, mistakes=(twin,))) == [RIGHT]


def test_rounded_answers_carry_forward_as_written_or_as_the_key() -> None:
    assert verdicts("8.1", "31", "39.1", "") == [WRONG, WRONG, FOLLOWS, BLANK]
    assert verdicts("8.1", "31", "39", "") == [WRONG, WRONG, FOLLOWS, BLANK]
    assert verdicts("81/10", "31", "39", "") == [WRONG, WRONG, WRONG, BLANK]


def test_blank_unreadable_suspicious_and_absent() -> None:
    marker = QuestionMarker(sums(), Policy())
    responses = {"1a": Response("  "), "1b": Response("30", "looks odd"), "1c": Response("((")}
    found = marker.judge(responses)
    assert [one.verdict for one in found] == [BLANK, UNREADABLE, UNREADABLE, BLANK]
    assert "Looks odd. A person looks at it." in found[1].why
    assert found[2].why.startswith("Cannot be read: ")


def test_a_suspicious_answer_is_not_carried_forward() -> None:
    marker = QuestionMarker(sums(), Policy())
    found = marker.judge({"1a": Response("10", "looks odd"), "1c": Response("40")})
    assert [one.verdict for one in found] == [UNREADABLE, BLANK, WRONG, BLANK]
    again = marker.judge({"1a": Response("10"), "1c": Response("40")})
    assert [one.verdict for one in again] == [WRONG, BLANK, FOLLOWS, BLANK]


def test_a_trivial_value_sends_what_depends_on_it_to_a_person() -> None:
    assert verdicts("8", "0", "8", "1") == [RIGHT, WRONG, UNDECIDED, FOLLOWS]
    found = judge({"1b": "0", "1c": "8"})
    assert "leaves nothing to work out" in found["1c"].why
    assert verdicts("8", "0", "38") == [RIGHT, WRONG, RIGHT]


def test_an_impossible_value_sends_what_depends_on_it_to_a_person() -> None:
    assert verdicts("0", "30", "38", "7") == [WRONG, RIGHT, RIGHT, UNDECIDED]
    assert verdicts("0", "30", "38", "19/4") == [WRONG, RIGHT, RIGHT, RIGHT]


def test_where_no_marks_depend_on_it_nobody_needs_to_look() -> None:
    nothing = Policy(follow_through=Fraction(0))
    assert verdicts("0", "30", "38", "7", policy=nothing) == [WRONG, RIGHT, RIGHT, WRONG]
    assert verdicts("10", "30", "40", policy=nothing) == [WRONG, RIGHT, FOLLOWS]


@pytest.mark.parametrize("answer", ["10^300", "1" * 100, "1/" + "7" * 90])
def test_what_takes_too_much_is_left_to_a_person(answer: str) -> None:
    assert verdicts(answer, "30", "40")[2] is UNDECIDED


def test_a_changed_solver_sends_only_what_depends_on_it_to_a_person() -> None:
    record = replace(sums(), steps=None, solver="descent.parabola", digest="0" * 64)
    assert verdicts("10", "30", "40", "19/4", record=record) == [WRONG, RIGHT, UNDECIDED, RIGHT]
    assert verdicts("8", "18", "41", "7", record=record) == [RIGHT, MISTAKE, UNDECIDED, UNDECIDED]
    assert verdicts("8", "30", "41", "7", record=record) == [RIGHT, RIGHT, WRONG, UNDECIDED]


@pytest.mark.parametrize("solver", ["", "nowhere.to_be_found"])
def test_a_solver_that_is_gone_is_no_crash(solver: str) -> None:
    record = replace(sums(), steps=None, solver=solver)
    assert verdicts("10", "30", "40", "19/4", record=record) == [WRONG, RIGHT, UNDECIDED, RIGHT]


def test_steps_that_can_no_longer_be_read_are_no_crash() -> None:
    record = replace(sums(), steps={"steps": {"plus": "a +"}})
    assert verdicts("10", "30", "40", record=record) == [WRONG, RIGHT, UNDECIDED]


def test_a_step_that_is_gone_is_no_crash() -> None:
    record = replace(sums(), steps={"steps": {"total": "a"}})
    assert verdicts("10", "30", "40", record=record) == [WRONG, RIGHT, UNDECIDED]


def test_follow_through_wins_ties() -> None:
    record = replace(sums(), mistakes=())
    half = Policy(follow_through=HALF)
    found = judge({"1a": "-2", "1b": "30", "1c": "28"}, policy=half)
    assert found["1c"].verdict is FOLLOWS
    assert credit(found["1c"], record.parts[2], half) == HALF


def test_the_better_credit_wins() -> None:
    tenth = Policy(follow_through=Fraction(1, 10))
    found = judge({"1a": "-2", "1b": "30", "1c": "22"}, policy=tenth)
    assert found["1c"].verdict is MISTAKE
    assert found["1c"].mistake == "minus"


def test_another_accepted_answer_is_right() -> None:
    record = sums()
    parts = (replace(record.parts[0], accepted=(number(9),)), *record.parts[1:])
    found = judge({"1a": "9", "1c": "38"}, replace(record, parts=parts))
    assert (found["1a"].verdict, found["1a"].share) == (RIGHT, 1)
    assert "accepted reading" in found["1a"].why
    assert found["1c"].verdict is RIGHT


def test_letters_mean_what_this_paper_prints() -> None:
    assert verdicts("C", "A, B", "CABD", record=words()) == [RIGHT, RIGHT, RIGHT]
    assert verdicts("left", "A B C", "C, A, D, B", record=words()) == [UNREADABLE, PARTIAL, WRONG]
    assert verdicts("E", "none", "CAB", record=words()) == [UNREADABLE, WRONG, WRONG]


def test_a_partly_right_choice_earns_its_share() -> None:
    found = judge({"2b": "A"}, words())["2b"]
    assert (found.verdict, found.share) == (PARTIAL, HALF)
    assert credit(found, words().parts[1], Policy()) == HALF
    assert credit(found, words().parts[1], Policy(multi_choice="all")) == 0


def vectors() -> QuestionRecord:
    """A pair of numbers that feeds another, marked entry by entry."""
    partly = {"partial": True}
    source = {"steps": {"pair": "[a, b]", "twice": "2*pair"}}
    return replace(
        sums(),
        steps=source,
        mistakes=(),
        parts=(
            part("pair", "1a", kind="vector", options=partly, key=(number(3), number(5)), step="pair"),
            part(
                "twice",
                "1b",
                kind="vector",
                options=partly,
                key=(number(6), number(10)),
                step="twice",
                depends_on=("pair",),
            ),
        ),
    )


def test_entries_earn_their_share_of_the_key_or_of_what_follows() -> None:
    half = Policy(follow_through=HALF)
    found = judge({"1a": "[3, 4]", "1b": "[7, 8]"}, vectors(), half)
    assert [(one.verdict, one.share) for one in found.values()] == [(PARTIAL, HALF), (PARTIAL, QUARTER)]
    assert "given your own answer to 1a" in found["1b"].why
    found = judge({"1a": "[3, 4]", "1b": "[6, 8]"}, vectors())
    assert found["1b"].verdict is FOLLOWS


def test_an_answer_of_another_size_sends_what_follows_to_a_person_only_if_it_cannot_be_worked_out() -> None:
    assert verdicts("[3, 4, 5]", "[6, 8, 10]", record=vectors()) == [WRONG, FOLLOWS]


def test_a_key_that_is_missing_is_for_a_person() -> None:
    record = sums()
    parts = (replace(record.parts[0], key=None), *record.parts[1:])
    assert verdicts("8", record=replace(record, parts=parts)) == [UNDECIDED]


def test_what_cannot_be_told_apart_is_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    from examgen.answers.base import Outcome
    from examgen.mark.reading import Given, Reader

    compare = Reader.compare

    def unsure(self: Reader, value: object, given: Given) -> Outcome:
        if value == number(40) or given.answer == number(99):
            return Outcome(None, Fraction(0), "too close")
        return compare(self, value, given)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "compare", unsure)
    assert verdicts("10", "30", "41") == [WRONG, RIGHT, UNDECIDED]
    assert verdicts("8", "30", "40") == [RIGHT, RIGHT, WRONG]


def test_free_text_waits_for_a_person() -> None:
    assert judge({"2d": "Because."}, words())["2d"].verdict is PENDING
    assert judge({"2d": ""}, words())["2d"].verdict is BLANK
    assert judge({}, words())["2d"].verdict is PENDING


def test_ten_megabytes_are_unreadable() -> None:
    assert verdicts("1" * 10_000_000) == [UNREADABLE]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examgen.mark.question.MEMORY", 10)
    marker = QuestionMarker(sums(), Policy())
    for answer in range(100):
        found = marker.judge({"1a": Response(str(answer)), "1c": Response(str(30 + answer))})
        assert found[2].verdict is (RIGHT if answer == 8 else FOLLOWS)
    assert len(marker._whole) < 20
