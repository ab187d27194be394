from __future__ import annotations

import os
from pathlib import Path

import pytest

from examgen.papers import files
from examgen.papers.files import (
    ExamFolder,
    dump_json,
    read_json,
    set_aside,
    write_bytes,
    write_json,
    write_text,
)
from examgen.text.diagnostic import Refused


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "marks.csv"
    write_text(path, "größer\n")
    assert path.read_bytes() == "größer\n".encode()
    assert [one.name for one in path.parent.iterdir()] == ["marks.csv"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key.json"
    write_bytes(path, b"old")

    def fail(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".key.json.part").write_bytes(b"half")
    write_bytes(tmp_path / "key.json", b"whole")
    assert [one.name for one in tmp_path.iterdir()] == ["key.json"]


def test_json_is_the_same_for_the_same_content(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": ["é", 1], "a": None})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == dump_json({"b": ["é", 1], "a": None})
    assert read_json(tmp_path / "a.json", "file") == {"b": ["é", 1], "a": None}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"a": 1} x', b"[" * 100_000])
def test_damaged_json_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(content)
    with pytest.raises(Refused, match="damaged"):
        read_json(path, "record")


def test_missing_and_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such record"):
        read_json(tmp_path / "key.json", "record")
    with pytest.raises(Refused, match="cannot read"):
        read_json(tmp_path, "record")


def test_the_layout_of_a_built_exam(tmp_path: Path) -> None:
    exam = ExamFolder.of(tmp_path, "vir-2022")
    paper = exam.paper("A")
    assert paper.record == tmp_path / "vir-2022" / "A" / "key.json"
    assert paper.document("exam", "pdf") == tmp_path / "vir-2022" / "A" / "exam.pdf"
    assert {paper.paper.name, paper.key.name} == {"paper.json", "key.csv"}
    assert exam.manifest == tmp_path / "vir-2022" / "manifest.json"
    assert exam.papers() == ()
    for name in ("B", "A"):
        files.write_text(exam.paper(name).record, "{}")
    assert exam.papers() == ("A", "B")


def test_a_paper_is_set_aside_whole_and_only_once(tmp_path: Path) -> None:
    paper = ExamFolder.of(tmp_path, "exam").paper("A")
    for _ in range(2):
        write_json(paper.record, {"key": 1})
        write_text(paper.document("exam", "tex"), "old")
        kept = set_aside(paper)
        assert not paper.folder.exists()
        assert sorted(path.name for path in kept.iterdir()) == ["exam.tex", "key.json"]
    assert [path.parent.name for path in tmp_path.glob("*/replaced/*/key.json")] == [kept.name]
    assert ExamFolder.of(tmp_path, "exam").papers() == ()
