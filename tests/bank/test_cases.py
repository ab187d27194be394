"""Cases of code answers: read from a bank, evaluated, certified by a program, kept in the record, marked."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from examgen.answers.base import Verdict
from examgen.bank.cases import CaseSource
from examgen.bank.lint import lint
from examgen.bank.load import load_bank
from examgen.bank.model import Bank
from examgen.instances.certify import certify
from examgen.instances.given import published
from examgen.instances.pool import certified
from examgen.instances.solve import Solved, solve
from examgen.mark.attempt import Trial
from examgen.papers.codec import decode, encode
from examgen.papers.record import QuestionRecord
from examgen.papers.take import record_solved
from examgen.text.diagnostic import Refused, Severity
from examgen.text.expr import Expr
from examgen.text.place import Place
from examgen.text.values import Record

HEAD = """\
bank: b
questions:
  - id: q
    title: T
    parameters:
      a: {type: integer, range: 2..5, published: 2}
      x: {type: vector, length: 3, entries: {range: 1..9}, published: [1, 4, -9]}
      M: {type: matrix, rows: 2, columns: 2, entries: {range: 1..5}, published: [[1, 2], [3, 4]]}
    steps: {scaled: a*x, columns: "[M[1][1] + M[2][1], M[1][2] + M[2][2]]"}
    checks: {scaled: x*a, columns: "[M[2][1] + M[1][1], M[2][2] + M[1][2]]"}
    stem: "$a = <<a>>$, $x = <<x>>$, $M = <<M>>$"
    parts:
      - {id: scaled, ask: "$ax$", answer: vector}
"""

Load = Callable[..., Bank]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def bank(answer: str, more: str = "") -> Bank:
        part = f"- id: code\n  ask: Code.\n  answer:\n{textwrap.indent(textwrap.dedent(answer), '    ')}\n"
        text = HEAD + textwrap.indent(part + textwrap.indent(textwrap.dedent(more), "  "), "      ")
        (tmp_path / "questions.yaml").write_text(text, encoding="utf-8")
        return load_bank(tmp_path)

    return bank


EACH = """\
kind: code
function: f
arguments: [x]
cases:
  - {each: {x: x}, given: {a: a}, expect: scaled}
  - {given: {x: 0, a: a}, expect: 0}
correct: "def f(x): return a*x"
"""
SCRIPT = """\
kind: code
cases: {given: {M: M}, results: {s.grad: columns}}
correct: s.grad += M.sum(axis=0)
"""
ACCEPT = """\
kind: code
accept: ["x.to('cuda')", "x.cuda()"]
"""
RUBRIC = """\
model: a times x
rubric: [{points: 1, says: product}]
"""


def solved(bank: Bank) -> Solved:
    question = bank.questions["q"]
    return solve(question, published(question, "s"))


def errors(found: Solved) -> list[str]:
    return [one.message for one in certify(found, published=True) if one.severity is Severity.ERROR]


def record(found: Solved) -> QuestionRecord:
    """The record, written to JSON and read back."""
    written = json.dumps(encode(record_solved(found.question, found)), sort_keys=True)
    return decode(QuestionRecord, json.loads(written))


@pytest.mark.parametrize(
    ("answer", "right", "wrong", "why"),
    [
        (
            EACH,
            "def g(x): return x * a",
            "def f(x): return x + a",
            "For x = 1 your function returns 3; 2 is expected",
        ),
        (EACH, "return 2*x", "return x", "(1 of 4 cases pass)"),
        (
            SCRIPT,
            "s.grad = M[0] + M[1]",
            "s.grad += M[0]",
            "s.grad is [1, 2] after your code; [4, 6] is expected",
        ),
    ],
)
def test_cases_are_certified_recorded_and_marked(
    load: Load, answer: str, right: str, wrong: str, why: str
) -> None:
    found = solved(load(answer))
    assert errors(found) == []
    trial = Trial(record(found))
    assert trial.answer("code", right).verdict is Verdict.RIGHT
    attempt = trial.answer("code", wrong)
    assert (attempt.verdict, attempt.credit) == (Verdict.WRONG, 0)
    assert why in attempt.why
    assert trial.answer("code", "a = = 2").verdict is Verdict.UNDECIDED
    assert trial.answer("code", "").verdict is Verdict.BLANK


def test_cases_follow_the_instance(load: Load) -> None:
    question = load(EACH).questions["q"]
    for index in range(3):
        instance = certified(question, "seed", index)
        trial = Trial(record_solved(question, instance.solved))
        assert trial.answer("code", "return a*x").verdict is Verdict.RIGHT
        a = instance.parameters["a"]
        assert trial.answer("code", f"return {a}*x").verdict is Verdict.RIGHT
        assert trial.answer("code", "return 7*x").verdict is Verdict.WRONG


def test_a_record_needs_no_bank(load: Load) -> None:
    """What a bank says after printing changes nothing: the exact cases are in the record."""
    part = record(solved(load(EACH))).part("code")
    assert part.key == "def f(x): return a*x"
    assert part.options["arguments"] == ("x",)
    cases = part.options["cases"]
    assert isinstance(cases, tuple)
    assert [str(case["expect"]) for case in cases] == ["2", "8", "-18", "0"]


def test_wordings(load: Load) -> None:
    bank = load(ACCEPT)
    part = bank.questions["q"].part("code")
    assert (part.keyed, part.literal) == (True, "x.to('cuda')")
    trial = Trial(record(solved(bank)))
    assert trial.answer("code", 'x = x.to(device="cuda")').verdict is Verdict.RIGHT
    assert trial.answer("code", "x.gpu()").verdict is Verdict.UNDECIDED


def test_by_hand_as_ever(load: Load) -> None:
    bank = load("kind: code", RUBRIC)
    assert not bank.questions["q"].part("code").keyed
    attempt = Trial(record(solved(bank))).answer("code", "return a*x")
    assert (attempt.verdict, attempt.why) == (Verdict.PENDING, "A person marks this part.")
    assert not bank.questions["q"].part("code").cases
    assert Trial(record(solved(load("kind: code")))).answer("code", "x").verdict is Verdict.PENDING


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("return a*x", "A person marks this part. Run on its cases, the code passes."),
        ("return x", "A person marks this part. Run on its cases, the code fails: for x = 1 your function"),
        ("a times x", "A person marks this part. This is no Python that could be run"),
        ("?", "A person marks this part."),
        ("", "No answer."),
    ],
)
def test_a_rubric_with_cases_is_run_for_the_person(load: Load, text: str, why: str) -> None:
    bank = load(EACH, RUBRIC)
    question = bank.questions["q"]
    assert not question.part("code").keyed
    assert question.part("code").program == "def f(x): return a*x"
    assert [part.id for part in question.asked("auto")] == ["scaled", "code"]
    attempt = Trial(record(solved(bank))).answer("code", text)
    assert attempt.verdict in (Verdict.PENDING, Verdict.BLANK)
    assert attempt.why.startswith(why)


@pytest.mark.parametrize("more", ["", RUBRIC], ids=["keyed", "by hand"])
def test_a_program_that_fails_is_no_certificate(load: Load, more: str) -> None:
    found = solved(load(EACH.replace("a*x", "a+x"), more))
    (message,) = errors(found)
    assert message.startswith("'code': its program does not pass its cases: for x = 1")


def test_cases_from_a_step() -> None:
    """Pairs of what is given, as a tuple of arguments, and what is expected."""
    source = CaseSource(Place(Path("x"), 1, 1), step="pairs")
    two, four = Expr.of(2), Expr.of(4)
    scope = {"pairs": (((two, two), four), (Record.of({"x": two}), four), (two, four))}
    found = list(source.cases(scope, ("x", "a")))
    assert [one["given"] for one in found] == [{"x": two, "a": two}, {"x": two}, {"x": two}]
    assert {str(one["expect"]) for one in found} == {"4"}
    with pytest.raises(Refused, match="no list of pairs"):
        list(source.cases({"pairs": (two, four)}, ("x",)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("expect: scaled", "expect: scald", "unknown parameter or step 'scald'"),
        ("expect: scaled", "expct: scaled", "a case has no 'expct'"),
        ("expect: scaled", "expect: scaled, results: {y: a}", "either 'expect' or 'results'"),
        (", expect: scaled", "", "either 'expect' or 'results'"),
        ("given: {a: a}", "given: a", "values by name are expected"),
        ("- {given: {x: 0, a: a}, expect: 0}", "- [3]", "a case is expected"),
        ("given: {a: a}", "given: {a b: a}", "'a b' is no name that code can use"),
        ("given: {a: a}", "given: {lambda: a}", "'lambda' is no name that code can use"),
        ("function: f", "function: f(x)", "'f(x)' is none"),
        ("arguments: [x]", "arguments: [if]", "'if' is none"),
        ("kind: code", "kind: vector", "has no"),
        ("function: f", "funktion: f", "has no option 'funktion'"),
        ('correct: "def f(x): return a*x"', "", "unknown step 'code'"),
        ('correct: "def f(x): return a*x"', 'correct: "?"', "this is no code answer"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(load: Load, old: str, new: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        load(EACH.replace(old, new))
    said = [one for one in caught.value.diagnostics if message in one.message]
    assert said, caught.value.diagnostics
    assert said[0].place is not None
    assert said[0].place.line > 13


def test_lists_of_different_lengths_are_found_by_the_certificate(load: Load) -> None:
    found = solved(load(EACH.replace("expect: scaled", "expect: columns")))
    assert errors(found) == ["the lists of 'each' and of 'expect' differ in length"]


def test_a_step_of_cases_that_is_ill_posed_stops_the_part(load: Load) -> None:
    bank = load(SCRIPT.replace("columns", '"[1/(M[1][1] - 1), 1]"'))
    assert errors(solved(bank))[0].startswith("this case has no value")


def test_lint(load: Load) -> None:
    bank = load(EACH.replace('correct: "def f(x): return a*x"', ""), RUBRIC)
    assert "no program certifies the cases of this part" in [one.message for one in lint(bank)]
    used = [one.message for one in lint(load(SCRIPT))]
    assert not [one for one in used if "'M'" in one]
