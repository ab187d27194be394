"""Nothing of the key is in what a student is handed: neither in the PDF, however one looks, nor in files beside it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from cli.conftest import ROOT, call, start
from examgen.bank.load import load_banks
from examgen.papers.record import load

pytestmark = pytest.mark.tex

SEED = "a-very-secret-seed-0123456789"
PAPERS = ("vir-2022/A", "vir-2022/B", "vir-2019/A")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """Papers of both exams, in the form with most keys."""
    folder = start(tmp_path_factory.mktemp("secrets"), cache)
    for exam in folder.glob("banks/*/exam.yaml"):
        text = re.sub(r"(?m)^seed: .*$", f"seed: {SEED}", exam.read_text(encoding="utf-8"))
        text = re.sub(r"(?m)^points: .*\n", "", text).replace("form: written", "form: auto")
        exam.write_text(text, encoding="utf-8")
    for arguments in (("vir-2022", "--variants", "2"), ("vir-2019",)):
        done = call("build", *arguments, folder=folder)
        assert done.returncode == 0, done.stderr
    return folder / "output"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("−", "-")


def shown(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def inside(pdf: Path) -> Iterator[bytes]:
    """Give every stream and string of a PDF, decompressed, and the bytes of the file itself."""
    yield pdf.read_bytes()
    with pikepdf.open(pdf) as document:
        yield str(dict(document.docinfo)).encode()
        for one in document.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") not in ("/Type1C",):
                yield read(one)
            yield repr(one).encode("utf-8", "replace")


def read(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def handed_out(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the text of everything that a student may get, by where it is."""
    for name in ("exam.tex", "paper.json"):
        yield name, (folder / name).read_text(encoding="utf-8")
    yield "the text of exam.pdf", shown(folder / "exam.pdf")
    yield "the inside of exam.pdf", b"\n".join(inside(folder / "exam.pdf")).decode("latin-1")


def wordings(record: Any) -> Iterator[str]:
    """Give what the key says in words: what each slip is, model answers, marking criteria."""
    for question in record.questions:
        yield from (mistake.says for mistake in question.mistakes)
        for part in question.parts:
            yield from (criterion.says for criterion in part.rubric)
            yield part.model or ""


@pytest.mark.parametrize("paper", PAPERS)
def test_no_wording_of_the_key(output: Path, paper: str) -> None:
    words = {squeezed(text) for text in wordings(load(output / paper / "key.json"))}
    secrets = {text for text in words if len(text) >= 20}
    assert len(secrets) > 20
    for where, text in handed_out(output / paper):
        plain = squeezed(text)
        assert [secret for secret in secrets if secret in plain] == [], where


@pytest.mark.parametrize("paper", PAPERS)
def test_no_key_that_the_question_does_not_print_itself(output: Path, paper: str) -> None:
    rows = csv.DictReader((output / paper / "key.csv").read_text(encoding="utf-8-sig").splitlines())
    keys = {squeezed(row["key"].removeprefix("'")) for row in rows if row["key"]}
    asked = squeezed(json.dumps(parameters(output / paper)))
    telling = {key for key in keys if len(key) >= 5 and key not in asked}
    assert len(telling) >= 4
    for where, text in handed_out(output / paper):
        plain = squeezed(text)
        assert [key for key in telling if key in plain] == [], where


def parameters(folder: Path) -> list[object]:
    record = json.loads((folder / "key.json").read_text(encoding="utf-8"))["record"]
    return [question["parameters"] for question in record["questions"]]


@pytest.mark.parametrize("paper", PAPERS)
def test_no_name_of_a_slip_an_option_or_a_step(output: Path, paper: str) -> None:
    record = load(output / paper / "key.json")
    slips = {mistake.id for question in record.questions for mistake in question.mistakes}
    options = {
        letter.id for question in record.questions for part in question.parts for letter in part.letters
    }
    # Names of two words or more: `products` may well be a word of the question.
    names = {name for name in slips | options if "_" in name or "-" in name}
    assert len(names) > 20
    for where, text in handed_out(output / paper):
        assert [name for name in names if name in text] == [], where


@pytest.mark.parametrize("paper", PAPERS)
def test_neither_seed_nor_identity_nor_machine(output: Path, paper: str) -> None:
    record = load(output / paper / "key.json")
    secrets = {SEED, str(ROOT), str(output.parent), *(question.identity for question in record.questions)}
    for where, text in handed_out(output / paper):
        assert [secret for secret in secrets if secret in text] == [], where
    for path in (output / paper).parent.rglob("*.*"):
        assert SEED.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("paper", PAPERS)
def test_the_metadata_is_a_title_alone(output: Path, paper: str) -> None:
    with pikepdf.open(output / paper / "exam.pdf") as document:
        told = {name for name, value in document.docinfo.items() if str(value)}
        assert told <= {"/Title", "/Trapped"}  # pdfTeX says that nothing is trapped, a matter of printing
        assert "/Metadata" not in document.Root
        assert not document.attachments
        assert all("/Annots" not in page for page in document.pages)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_letters_of_right_options_are_not_first(output: Path, paper: str) -> None:
    """Options are shuffled: the position of the right one differs over parts and papers."""
    record = load(output / paper / "key.json")
    assert any(
        [letter.id for letter in part.letters] != sorted(letter.id for letter in part.letters)
        for question in record.questions
        for part in question.parts
        if len(part.letters) > 3
    )


def test_the_test_would_find_a_key(output: Path) -> None:
    """What is looked for in the exam is found in the solution."""
    folder = output / "vir-2022" / "A"
    solution = squeezed((folder / "solution.tex").read_text(encoding="utf-8"))
    words = {squeezed(text) for text in wordings(load(folder / "key.json"))}
    assert sum(word in solution for word in words if len(word) >= 20) > 10
    bank = load_banks(ROOT / "banks")["vir-2022"]
    title = squeezed(bank.questions["gd-quadratic-stability"].title)
    assert title in squeezed(shown(folder / "exam.pdf"))
