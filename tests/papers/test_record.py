from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.bank.model import Bank, Exam
from examgen.instances.pool import Pool
from examgen.papers.assemble import assemble
from examgen.papers.key_table import key_csv, paper_json
from examgen.papers.record import FORMAT, KeyRecord, PartRecord, Policy, from_json, load, save, to_json
from examgen.papers.shown import floats, key_decimals, key_text
from examgen.papers.take import feeding, record_of, record_solved
from examgen.papers.wire import DamagedError, plain_from_json, plain_to_json, value_from_json
from examgen.solvers.derivation import Derivation
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr
from examgen.text.values import RealSet, Value
from papers.samples import paper, part, sums

NUMBERS = st.fractions(max_denominator=99).map(Expr.of)
VALUES: st.SearchStrategy[Value | None] = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["left", "1/3", ""]),
    NUMBERS,
    st.lists(NUMBERS, max_size=3).map(tuple),
    st.lists(st.lists(NUMBERS, min_size=2, max_size=2).map(tuple), min_size=1, max_size=3).map(tuple),
    st.lists(st.sampled_from("ABC"), max_size=3).map(tuple),
    st.lists(NUMBERS, max_size=3).map(lambda points: RealSet.points(points)),
)  # type: ignore[assignment]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.fractions() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def records(draw: st.DrawFn) -> KeyRecord:
    def changed(one: PartRecord) -> PartRecord:
        accepted = tuple(value for value in draw(st.lists(VALUES, max_size=2)) if value is not None)
        return replace(
            one,
            key=draw(VALUES),
            accepted=accepted,
            points=draw(st.fractions(0, 9, max_denominator=12)),
            options=draw(st.dictionaries(st.text(max_size=3), PLAIN, max_size=2)),
            model=draw(st.none() | st.text(max_size=5)),
            decimal_comma=draw(st.booleans()),
        )

    record = paper(follow_through=draw(st.fractions(0, 1)))
    questions = tuple(replace(one, parts=tuple(map(changed, one.parts[:2]))) for one in record.questions)
    return replace(record, title=draw(st.text(max_size=9)), questions=questions)


@settings(max_examples=40, deadline=None)
@given(records())
def test_a_record_comes_back_from_its_file_as_it_was(record: KeyRecord) -> None:
    text = json.dumps(to_json(record))
    back = from_json(json.loads(text))
    assert back == record
    assert back.digest == record.digest
    assert json.dumps(to_json(back)) == text


def test_real_papers_come_back(auto: Exam, banks: Mapping[str, Bank], pool: Pool, tmp_path: Path) -> None:
    record = record_of(assemble(auto, banks, pool, "A", published=True))
    save(record, tmp_path / "key.json")
    back = load(tmp_path / "key.json")
    assert [key_text(one) for _, one in back.parts] == [key_text(one) for _, one in record.parts]
    assert [one.options for _, one in back.parts] == [one.options for _, one in record.parts]
    assert [one.steps for one in back.questions] == [one.steps for one in record.questions]


def test_the_digest_covers_everything() -> None:
    record = paper()
    others = [
        replace(record, title="Other"),
        record.with_policy(Policy(follow_through=Fraction(1, 2))),
        replace(record, questions=record.questions[:1]),
        replace(record, questions=(sums(4, 5), *record.questions[1:])),
    ]
    assert len({one.digest for one in (record, *others)}) == 5


def _paths(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for name, entry in inner for found in _paths(entry, (*path, name)))]


DATA = to_json(paper())
PATHS = _paths(DATA["record"])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(PATHS[1:]),
    st.sampled_from([None, 7, "x(", [], {}, {"a": 1}, True, 1.5, [[]], "0/0"]),
    st.booleans(),
)
def test_damage_is_refused_with_its_path(path: tuple[str | int, ...], new: object, honest: bool) -> None:
    data = json.loads(json.dumps(DATA))
    spot = data["record"]
    for name in path[:-1]:
        spot = spot[name]
    if spot[path[-1]] == new:
        return
    spot[path[-1]] = new
    if not honest:
        with pytest.raises(DamagedError, match="changed"):
            from_json(data)
        return
    from examgen.papers.record import _digest

    data["digest"] = _digest(data["record"])
    with suppress(DamagedError):
        from_json(data)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[]", "missing"),
        ("{}", "missing"),
        (json.dumps({**DATA, "format": 99}), f"reads format {FORMAT}"),
        (json.dumps({**DATA, "digest": "0"}), "changed after it was written"),
        ("{", "damaged"),
    ],
)
def test_a_damaged_file_is_refused_with_a_clear_line(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Refused, match=reason) as refusal:
        load(path)
    assert str(path) in str(refusal.value)
    assert "build the exam again" in str(refusal.value)


@pytest.mark.parametrize("field", ["exam", "questions"])
def test_a_missing_and_an_unknown_field_are_named(field: str) -> None:
    from examgen.papers.codec import decode

    data = cast(dict[str, object], json.loads(json.dumps(DATA["record"])))
    with pytest.raises(DamagedError, match=f"'{field}' is missing"):
        decode(KeyRecord, {name: entry for name, entry in data.items() if name != field})
    with pytest.raises(DamagedError, match="'zoo' is unknown"):
        decode(KeyRecord, {**data, "zoo": 1})
    data["questions"][0]["parts"][1]["points"] = "many"  # type: ignore[index]
    with pytest.raises(DamagedError, match=r"questions\[0\]\.parts\[1\]\.points: 'many' is no exact number"):
        decode(KeyRecord, data)


@pytest.mark.parametrize("data", [1.5, {"fraction": 1}, {"a": 1}, {}])
def test_what_is_no_plain_data(data: object) -> None:
    with pytest.raises(DamagedError):
        plain_from_json(data)


@pytest.mark.parametrize("data", [None, 1.5, {}, {"zoo": 1}, "1/", "1/0", "x", {"set": "1/"}])
def test_what_is_no_value(data: object) -> None:
    with pytest.raises(DamagedError):
        value_from_json(data)


def test_plain_data_may_hold_values() -> None:
    value = Expr.of(2) ** Fraction(1, 2)
    assert plain_from_json(plain_to_json({"a": [value]})) == {"a": (value,)}


def test_parts_are_found() -> None:
    record = paper()
    assert record.by_number["1c"][1].id == "total"
    assert record.questions[0].part("ratio").number == "1d"
    assert record.questions[0].points == 9
    with pytest.raises(KeyError):
        record.questions[0].part("nothing")


def test_keys_in_words() -> None:
    root = Expr.of(2) ** Fraction(1, 2)
    assert key_text(part("a", "1")) == ""
    assert key_text(part("a", "1", key=root)) == "sqrt(2)"
    assert key_decimals(part("a", "1", key=root)).startswith("1.4142")
    assert key_decimals(part("a", "1", key=Expr.of(3))) == ""
    assert key_decimals(part("a", "1", key=(root, Expr.of(1))))[-4:] == ", 1]"
    assert floats((root, Expr.of(1))) == [pytest.approx(2**0.5), 1.0]
    assert floats(RealSet.empty()) is None
    assert floats((Expr.symbol("alpha"),)) is None
    way, ways = paper().questions[1].parts[:2]
    assert (key_text(way), key_text(ways), key_decimals(way)) == ("C", "A, B", "")


def test_the_key_as_a_table() -> None:
    text = key_csv(paper())
    lines = text.removeprefix("\ufeff").splitlines()
    assert lines[0] == "number,question,part,kind,points,key,decimals,also accepted,rubric"
    assert lines[4] == "1d,sample/sums,ratio,exact,2,19/4,4.75,,"
    assert lines[8] == "2d,sample/words,why,text,2,,,,1: names the cause; 1: an example"


def test_what_is_printed_tells_nothing_of_the_key() -> None:
    text = json.dumps(paper_json(paper()))
    assert "19/4" not in text
    assert "left" not in text
    assert json.loads(text)["questions"][1]["parts"][0]["letters"] == ["A", "B", "C", "D"]


def test_what_feeds_what() -> None:
    graph = Derivation("graph", "x")
    graph.step()(_first)
    graph.step()(_second)
    graph.step()(_hidden)
    graph.step()(_third)
    parts = [
        cast("object", type("P", (), {"id": name, "step": step})())
        for name, step in (("one", "_first"), ("two", "_second"), ("three", "_third"), ("free", None))
    ]
    assert feeding(graph, parts) == {"one": (), "two": ("one",), "three": ("one", "two"), "free": ()}  # type: ignore[arg-type]


def _first(x: Expr) -> Expr:
    return x


def _second(_first: Expr) -> Expr:
    return _first


def _hidden(_first: Expr) -> Expr:
    return _first


def _third(_second: Expr, _hidden: Expr) -> Expr:
    return _second + _hidden


def test_the_record_of_a_question_on_no_paper(banks: Mapping[str, Bank], pool: Pool) -> None:
    question = banks["vir-2022"].questions["a2c-policy-gradient"]
    record = record_solved(question, pool.published(question).solved, published=True)
    assert [one.id for one in record.parts] == [one.id for one in question.parts]
    odd = replace(pool.published(question).solved, values={"fine": Expr.of(1), "odd": 1.5})  # type: ignore[dict-item]
    assert record_solved(question, odd).values == {"fine": Expr.of(1)}
    assert all(one.letters == () and one.number == one.id for one in record.parts)
    assert record.part("policy-gradient").depends_on
