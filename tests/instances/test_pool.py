from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from examgen.bank.load import load_bank
from examgen.bank.model import Question
from examgen.instances import pool as pool_module
from examgen.instances.certify import certify
from examgen.instances.pool import PUBLISHED, Instance, Pool, identity
from examgen.solvers.derivation import Derivation
from examgen.text.diagnostic import Refused, Severity
from examgen.text.expr import Expr

from .conftest import COURSE, DATA

Make = Callable[..., Question]


def same(one: Instance, other: Instance) -> bool:
    return all(
        getattr(one.solved, name) == getattr(other.solved, name)
        for name in ("parameters", "parts", "values", "lines", "mistakes")
    ) and (one.identity, one.index, one.refused) == (other.identity, other.index, other.refused)


def test_instances_are_certified_and_the_same_every_time(parabola: Question, tensors: Question) -> None:
    for question in (parabola, tensors):
        for index in range(6):
            instance = Pool().instance(question, "seed", index)
            errors = [one for one in certify(instance.solved) if one.severity is Severity.ERROR]
            assert errors == []
            assert same(instance, Pool().instance(question, "seed", index))
            assert instance.identity == identity(question, "seed", index)
            assert instance.parameters == instance.solved.parameters
            assert instance.question is question


def test_a_cached_instance_needs_no_solver(
    tmp_path: Path, parabola: Question, tensors: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = [Pool(tmp_path).instance(question, "seed", 3) for question in (parabola, tensors)]
    fresh.append(Pool(tmp_path).published(tensors, "seed"))
    assert len(list(tmp_path.rglob("*.json"))) == 3
    assert not list(tmp_path.rglob("*.tmp"))

    def fail(*_: object) -> None:
        raise AssertionError("a solver ran")

    monkeypatch.setattr(Derivation, "run", fail)
    again = load_bank(DATA / COURSE).questions
    cached = [Pool(tmp_path).instance(again[name], "seed", 3) for name in ("parabola", "tensors")]
    cached.append(Pool(tmp_path).published(again["tensors"], "seed"))
    assert all(same(one, other) for one, other in zip(fresh, cached, strict=True))


def test_a_pool_remembers_what_it_made(parabola: Question) -> None:
    pool = Pool()
    assert pool.instance(parabola, "seed", 0) is pool.instance(parabola, "seed", 0)


@pytest.mark.parametrize("rubbish", ["", "{", "[]", "{}", '{"identity": 3}', "null"])
def test_a_spoilt_cache_is_made_again(tmp_path: Path, parabola: Question, rubbish: str) -> None:
    fresh = Pool(tmp_path).instance(parabola, "seed", 0)
    (path,) = tmp_path.rglob("*.json")
    good = path.read_text(encoding="utf-8")
    path.write_text(rubbish)
    assert same(Pool(tmp_path).instance(parabola, "seed", 0), fresh)
    assert path.read_text(encoding="utf-8") == good


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("range: -3..3, exclude: [0]", "range: -2..3, exclude: [0]"),
        ("formula: w0 + alpha*slope", "formula: w0 + 2*alpha*slope"),
        ("answer: exact, points: 1", "answer: number, points: 1"),
    ],
)
def test_what_an_instance_depends_on_makes_a_new_one(
    tmp_path: Path, parabola: Question, old: str, new: str
) -> None:
    Pool(tmp_path / "pool").instance(parabola, "seed", 0)
    text = (DATA / COURSE / "questions.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "questions.yaml").write_text(text.replace(old, new), encoding="utf-8")
    changed = load_bank(tmp_path / "questions.yaml").questions["parabola"]
    Pool(tmp_path / "pool").instance(changed, "seed", 0)
    assert len(list((tmp_path / "pool").rglob("*.json"))) == 2


def test_a_new_engine_makes_new_instances(
    tmp_path: Path, parabola: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    Pool(tmp_path).instance(parabola, "seed", 0)
    monkeypatch.setattr(pool_module, "_engine", lambda: "another")
    Pool(tmp_path).instance(parabola, "seed", 0)
    assert len(list(tmp_path.rglob("*.json"))) == 2


def test_builds_may_share_a_pool(tmp_path: Path, parabola: Question) -> None:
    def build(_: int) -> list[Instance]:
        pool = Pool(tmp_path)
        return [pool.instance(parabola, "seed", index) for index in range(3)]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(build, range(8)))
    assert all(same(one, other) for built in found for one, other in zip(built, found[0], strict=True))
    assert len(list(tmp_path.rglob("*.json"))) == 3
    for path in tmp_path.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, parabola: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        Pool(tmp_path).instance(parabola, "seed", 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


N = "      n: {type: integer, range: 1..3, published: 2}\n"
SQUARE = "    mistakes: [{id: squared, of: double, formula: n^2, says: took the square}]\n"


def test_an_unlucky_draw_is_replaced_and_counted(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n + n\n", SQUARE)
    found = [Pool().instance(made, "seed", index) for index in range(40)]
    assert {str(instance.parameters["n"]) for instance in found} == {"1", "3"}
    assert {word for instance in found for word in instance.refused} == {"coincides"}
    assert any(not instance.refused for instance in found)


def test_an_unlucky_published_value_is_kept_with_a_warning(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n + n\n", SQUARE)
    instance = Pool().published(made)
    assert instance.index == PUBLISHED
    assert instance.parameters == {"n": Expr.of(2)}
    assert [one.severity for one in instance.warnings] == [Severity.WARNING]


def test_a_wrong_key_stops_everything(question: Make) -> None:
    made = question(N, "      double: 2*n\n", "      double: n + n + 1\n")
    for ask in (lambda: Pool().instance(made, "seed", 0), lambda: Pool().published(made)):
        with pytest.raises(Refused) as caught:
            ask()
        (problem,) = caught.value.diagnostics
        assert "the step gives" in problem.message
        assert "n = " in problem.hint


def test_a_question_without_good_instances_is_given_up(
    question: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "REDRAWS", 10)
    made = question(N.replace("1..3", "2..2"), "      double: 2*n\n", "      double: n + n\n", SQUARE)
    with pytest.raises(Refused) as caught:
        Pool().instance(made, "seed", 0)
    (problem,) = caught.value.diagnostics
    assert problem.message == "no good instance of 'test/one' in 10 draws: mostly, a mistake leads to the key"
    assert "squared" in problem.hint
