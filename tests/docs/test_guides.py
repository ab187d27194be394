"""The guides are true: what they have their reader write and type works, and prints what they show."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from transcript import ROOT, File, Reader, Typed, blocks

DOCS = ROOT / "docs"
TEX = shutil.which("pdflatex") is not None


def test_adding(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    assert not reader.follow(DOCS / "adding.md", tex=TEX)
    assert_examples_hold(reader, "binary")


def assert_examples_hold(reader: Reader, kind: str) -> None:
    """The examples of the new answer type are what the type says of them."""
    script = f"""
from examgen.answers.registry import find, judge, specify
for one in find({kind!r}).examples():
    spec = specify({kind!r}, one.options, one.choices)
    verdict, outcome = judge(find({kind!r}).read(one.key, spec), one.given, spec)
    assert verdict.value == one.verdict and one.why in outcome.why, one
print(find({kind!r}).__file__)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=reader.here,
        env=reader.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(reader.program) in done.stdout


@pytest.mark.tex
@pytest.mark.skipif(not TEX, reason="there is no pdflatex")
@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "tour.md"], ids=lambda page: page.name)
def test_tour(page: Path, tmp_path: Path) -> None:
    assert not Reader(tmp_path).follow(page, tex=True)


@pytest.mark.parametrize("name", ["banks.md", "marking.md"])
def test_formats(name: str, tmp_path: Path) -> None:
    assert not Reader(tmp_path).follow(DOCS / name, tex=False)


def test_blocks_are_found_in_order(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- file: a.csv -->\n\n```text\n1\n```\n\n```console\n$ cat a.csv\n1\n$ echo \\\n  two\ntwo\n```\n\n"
        "```{code-block} yaml\n:caption: b.yaml\n\nb: 1\n```\n",
        encoding="utf-8",
    )
    found = [
        File("a.csv", "1\n"),
        Typed("cat a.csv", "1\n"),
        Typed("echo two", "two\n"),
        File("b.yaml", "b: 1\n"),
    ]
    assert list(blocks(page)) == found


@pytest.mark.parametrize(
    ("shown", "output", "agrees"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a ... d\n", "a b c d\n", True),
        ("a ... d\n", "a b\nd\n", False),
        ("", "", True),
        ("", "x\n", False),
    ],
)
def test_outputs_are_compared(shown: str, output: str, agrees: bool) -> None:
    assert Typed("x", shown).agrees(output) is agrees
