from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import pypdfium2
import pytest

from cli.conftest import ROOT, Run

pytestmark = pytest.mark.tex

MADE = {"exam.pdf", "exam.tex", "key.csv", "key.json", "paper.json", "solution.pdf", "solution.tex"}


def output(course: Path, exam: str = "vir-2022") -> Path:
    return course / "output" / exam


def parameters(course: Path, paper: str = "A", exam: str = "vir-2022") -> dict[str, dict[str, object]]:
    record = json.loads((output(course, exam) / paper / "key.json").read_text(encoding="utf-8"))["record"]
    return {question["id"]: question["parameters"] for question in record["questions"]}


def text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def test_what_is_made(built_once: Path) -> None:
    folder = output(built_once)
    assert {path.name for path in folder.iterdir()} == {"A", "B", "manifest.json"}
    for paper in ("A", "B"):
        assert {path.name for path in (folder / paper).iterdir()} == MADE


def test_the_manifest_has_the_digest_of_everything(built_once: Path) -> None:
    folder = output(built_once)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["papers"]) == {"A", "B"}
    for paper, digests in manifest["papers"].items():
        assert digests == {
            name: hashlib.sha256((folder / paper / name).read_bytes()).hexdigest() for name in MADE
        }
    bank = built_once / "banks" / "vir-2022"
    assert manifest["inputs"] == {
        "exam": hashlib.sha256((bank / "exam.yaml").read_bytes()).hexdigest(),
        "bank vir-2022": hashlib.sha256((bank / "questions.yaml").read_bytes()).hexdigest(),
    }
    assert "TeX" in manifest["engine"]


def test_the_papers_say_what_they_are(built_once: Path) -> None:
    for paper in ("A", "B"):
        exam = text(output(built_once) / paper / "exam.pdf")
        for words in ("Sample University", "Vision for Robotics", "90 min", "30"):
            assert words in exam
        solution = text(output(built_once) / paper / "solution.pdf")
        assert len(solution) > len(exam) / 2
    assert parameters(built_once, "A") != parameters(built_once, "B")


def test_the_key_table(built_once: Path) -> None:
    stream = (output(built_once) / "A" / "key.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(stream))
    assert [row["number"] for row in rows][:5] == ["1a", "1b", "1c", "1d", "2"]
    assert sum(int(row["points"]) for row in rows) == 30
    assert all(row["key"] for row in rows if row["kind"] not in ("text", "drawing", "code"))


def test_many_variants_and_one_line(run: Run, course: Path) -> None:
    result = run("build", "--variants", "3", "--jobs", "2")
    assert (result.code, result.err) == (0, "")
    assert result.out == "built vir-2022, variants A to C: output/vir-2022/\n"
    assert {path.name for path in output(course).iterdir()} == {"A", "B", "C", "manifest.json"}


def test_a_seed_decides_the_numbers(run: Run, course: Path, built_once: Path) -> None:
    assert run("build", "--seed", "another").code == 0
    other = parameters(course)
    assert other != parameters(built_once)
    (seed,) = re.findall(
        r"(?m)^seed: (.*)$", (course / "banks/vir-2022/exam.yaml").read_text(encoding="utf-8")
    )
    assert run("build", "--seed", seed).code == 0
    assert parameters(course) == parameters(built_once)


def test_published_numbers_on_letter_paper(run: Run, course: Path) -> None:
    assert run("build", "vir-2022", "--published", "--paper", "letter").code == 0
    made = parameters(course, exam="vir-2022-published")
    assert made["batchnorm-jacobian"]["x"] == ["2", "4"]
    assert made["gd-quadratic-stability"]["c"] == "3"
    for name in ("exam", "solution"):
        with pypdfium2.PdfDocument(output(course, "vir-2022-published") / "A" / f"{name}.pdf") as pdf:
            assert {tuple(round(side) for side in page.get_size()) for page in pdf} == {(612, 792)}


def test_an_exam_by_file_and_by_folder(run: Run, course: Path) -> None:
    for name in ("vir-2019", "banks/vir-2019", "banks/vir-2019/exam.yaml"):
        result = run("build", name)
        assert (result.code, result.out) == (0, "built vir-2019, variant A: output/vir-2019/\n")
    assert {path.name for path in (output(course, "vir-2019") / "A").iterdir()} == MADE


def test_options_that_exclude_each_other(run: Run, course: Path) -> None:
    assert "not both" in run("build", "--variant", "A", "--variants", "2").err
    assert "makes one paper" in run("build", "--published", "--variants", "2").err


def test_own_templates_win(run: Run, course: Path) -> None:
    shutil.copytree(ROOT / "templates", course / "templates")
    labels = course / "templates" / "labels" / "en.yaml"
    cover = course / "templates" / "latex" / "cover.tex.j2"
    cover.write_text(cover.read_text(encoding="utf-8") + "\nPlease be brave.\n\n", encoding="utf-8")
    shutil.rmtree(labels.parent)
    assert run("build").code == 0
    assert "Please be brave." in text(output(course) / "A" / "exam.pdf")


@pytest.mark.parametrize("language", ["de", "cs"])
def test_other_languages(run: Run, course: Path, language: str) -> None:
    exam = course / "banks" / "vir-2022" / "exam.yaml"
    exam.write_text(
        exam.read_text(encoding="utf-8").replace("language: en", f"language: {language}"), encoding="utf-8"
    )
    assert run("build").code == 0
    words = {"de": "Punkte", "cs": "Jméno"}
    assert words[language] in text(output(course) / "A" / "exam.pdf")


def test_a_broken_bank_that_is_not_used_does_not_matter(run: Run, course: Path) -> None:
    (course / "banks" / "vir-2019" / "questions.yaml").write_text("bank: [", encoding="utf-8")
    assert run("build").code == 0


def test_tex_that_does_not_compile_is_traced_to_the_bank(run: Run, course: Path) -> None:
    bank = course / "banks" / "vir-2022" / "questions.yaml"
    source = bank.read_text(encoding="utf-8")
    broken = source.replace("Write down the Jacobian", r"Write down \thejacobian the Jacobian")
    bank.write_text(broken, encoding="utf-8")
    line = broken[: broken.index(r"\thejacobian")].count("\n") + 1
    result = run("build")
    assert result.code == 1
    assert result.err.startswith(f"banks/vir-2022/questions.yaml:{line}:")
    assert r"\thejacobian" in result.err
    assert not (output(course) / "A").exists()


def test_no_exam_and_no_default(run: Run, course: Path) -> None:
    exam = course / "banks" / "vir-2022" / "exam.yaml"
    exam.write_text(exam.read_text(encoding="utf-8").replace("default: true\n", ""), encoding="utf-8")
    result = run("build")
    assert result.code == 1
    assert "which exam?" in result.line
    shutil.rmtree(course / "banks")
    (course / "banks").mkdir()
    result = run("build")
    assert result.code == 1
    assert "there is no exam file" in result.line


def test_own_solvers_are_run_and_said_once(run: Run, course: Path) -> None:
    (course / "solvers").mkdir()
    (course / "solvers" / "nothing.py").write_text("", encoding="utf-8")
    result = run("key")
    assert result.code == 0
    assert result.line == "running this folder's own solvers: solvers/*.py"
