from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run

STEPS = "gd-quadratic-stability"
POLICY = "a2c-policy-gradient"


def tried(run: Run, *arguments: str) -> dict[str, Any]:
    result = run("try", *arguments, "--json")
    assert (result.code, result.err) == (0, "")
    found = json.loads(result.out)
    assert list(found) == ["verdict", "credit", "mistake", "why"]
    return found


@pytest.mark.parametrize(
    ("part", "answer", "verdict", "credit"),
    [
        ("best", "1/6", "right", 1),
        ("best", "0.167", "right", 1),
        ("best", r"\frac{1}{6}", "right", 1),
        ("best", "-1/6", "wrong", 0),
        ("best", "1/3", "mistake", 0.5),
        ("best", "  ", "blank", 0),
        ("best", "=x(", "unreadable", 0),
        ("converge", "0 < a < 1/3", "right", 1),
        ("converge", "]0; 1/3[", "right", 1),
        ("oscillate", "a = 1/3", "right", 1),
        ("abs-regimes", "A", "right", 1),
        ("abs-regimes", "B", "wrong", 0),
        ("abs-fix", "let the step shrink", "pending", 0),
    ],
)
def test_verdicts(run: Run, course: Path, part: str, answer: str, verdict: str, credit: float) -> None:
    found = tried(run, STEPS, part, answer)
    assert (found["verdict"], found["credit"]) == (verdict, credit)
    assert bool(found["mistake"]) == (verdict == "mistake")


def test_set_values(run: Run, course: Path) -> None:
    assert tried(run, STEPS, "best", "1/8", "--set", "c=4")["verdict"] == "right"
    assert tried(run, STEPS, "best", "1/8")["verdict"] != "right"


def test_an_earlier_answer_is_followed(run: Run, course: Path) -> None:
    assert tried(run, POLICY, "policy-gradient", "7/2")["verdict"] == "wrong"
    found = tried(run, POLICY, "policy-gradient", "7/2", "--given", "advantage-u1=7")
    assert (found["verdict"], found["credit"]) == ("follow-through", 1)


def test_for_people(run: Run, course: Path) -> None:
    assert run("try", STEPS, "best", "1/6").out == "right, credit 1: Right.\n"
    assert run("try", STEPS, "best", "1/3").out.startswith("mistake (")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((STEPS, "bets", "1"), 1, "unknown part 'bets' (did you mean 'best'?)"),
        ((STEPS, "best", "1", "--given", "zz=1"), 1, "unknown part 'zz'"),
        ((STEPS, "best", "1", "--set", "c=0"), 1, "the parabola must open upwards"),
        ((STEPS, "best", "1", "--set", "cc=1"), 1, "has no parameter 'cc'"),
        ((STEPS, "best"), 2, "give a question, a part and an answer"),
        ((STEPS, "best", "1", "--jsn"), 2, "unexpected extra argument (--jsn)"),
        ((STEPS, "best", "1", "--given", "best"), 2, "'best' is no name=value"),
        (("--batch", "nowhere.jsonl"), 2, "does not exist"),
    ],
)
def test_what_cannot_be_tried(
    run: Run, course: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = run("try", *arguments)
    assert (result.code, result.out) == (code, "")
    assert said in result.err


def test_a_part_without_an_answer_at_these_values(run: Run, course: Path) -> None:
    result = run("try", "batchnorm-jacobian", "jacobian", "[1]", "--set", "x=[3,3]")
    assert result.code == 1
    assert result.line.startswith("'jacobian' has no answer at these values (all samples of the batch")


def test_a_batch_in_one_process(run: Run, course: Path) -> None:
    tasks: list[object] = [
        {"question": STEPS, "part": "best", "answer": "1/6"},
        {"question": STEPS, "part": "best", "answer": "1/8", "parameters": {"c": 4}},
        {"question": STEPS, "part": "best", "answer": "1/8", "parameters": {"c": "4"}},
        {"question": POLICY, "part": "policy-gradient", "answer": 3, "given": {"advantage-u1": 6}},
        {"question": STEPS, "part": "best", "answer": None},
        {"question": "batchnorm-jacobian", "part": "jacobian", "answer": [[-1, 1], [1, 1]]},
    ]
    (course / "tasks.jsonl").write_text("\n\n".join(map(json.dumps, tasks)), encoding="utf-8")
    result = run("try", "--batch", "tasks.jsonl")
    assert (result.code, result.err) == (0, "")
    verdicts = [json.loads(line)["verdict"] for line in result.out.splitlines()]
    assert verdicts == ["right", "right", "right", "follow-through", "blank", "right"]


def test_lines_that_cannot_be_marked_say_so_in_their_place(run: Run, course: Path) -> None:
    lines = [
        b"\xff\xfe",
        b"{",
        b"[1]",
        b'{"question": "nothing", "part": "best", "answer": "1"}',
        b'{"question": "gd-quadratic-stability", "part": "bets", "answer": "1"}',
        b'{"question": "gd-quadratic-stability", "part": "best", "answer": "1", "parameters": [1]}',
        b'{"question": "gd-quadratic-stability", "part": "best", "answer": "1", "given": 1}',
        b'{"question": "gd-quadratic-stability", "part": "best", "answer": "1", "parameters": {"c": 0}}',
        b"[" * 100_000,
        b'{"question": "gd-quadratic-stability", "part": "best", "answer": "1/6"}',
    ]
    (course / "tasks.jsonl").write_bytes(b"\n".join(lines))
    result = run("try", "--batch", "tasks.jsonl")
    assert (result.code, result.err) == (1, "")
    found = [json.loads(line) for line in result.out.splitlines()]
    assert [one.get("line") for one in found] == [*range(1, 10), None]
    assert all("error" in one for one in found[:-1])
    assert found[-1]["verdict"] == "right"
