"""Reading banks and exams from their files, with all that is wrong with a file said at once."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ValidationError

from examgen.bank.exams import read_exam
from examgen.bank.model import Bank, Exam, Question
from examgen.bank.problems import Problems, explain
from examgen.bank.questions import read_question
from examgen.bank.schema import BankFile, ExamFile
from examgen.text import exact_yaml
from examgen.text.exact_yaml import Node

__all__ = ["BANK_FILE", "find_banks", "load_bank", "load_banks", "load_exam"]

BANK_FILE = "questions.yaml"


def load_bank(path: Path) -> Bank:
    """Load the bank in a file, or in the ``questions.yaml`` of a folder.

    Raises
    ------
    Refused
        With every problem of the file.
    """
    file = path / BANK_FILE if path.is_dir() else path
    node = exact_yaml.read(file)
    problems = Problems()
    entry = _envelope(node, problems)
    questions = _questions(node, entry, file.parent, problems)
    problems.settle()
    assert entry is not None  # noqa: S101  else there was a problem
    return Bank(entry.bank, entry.title or entry.bank, file.parent, questions, entry.macros, node.place)


def _envelope(node: Node, problems: Problems) -> BankFile | None:
    """Check all but the questions, which are read one by one."""
    plain = node.plain()
    if isinstance(plain, dict) and isinstance(plain.get("questions"), list):
        plain = {**plain, "questions": []}
    entry = _checked(BankFile, plain, node, problems)
    return entry if isinstance(entry, BankFile) else None


def _checked(model: type[BaseModel], plain: object, node: Node, problems: Problems) -> BaseModel | None:
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        problems.found += explain(error, node, model)
        return None


def _questions(node: Node, entry: BankFile | None, folder: Path, problems: Problems) -> dict[str, Question]:
    listed = node.at("questions")
    nodes = listed.value if listed is not None and isinstance(listed.value, list) else []
    name, macros = (entry.bank, entry.macros) if entry is not None else ("", "")
    found: dict[str, Question] = {}
    seen: set[str] = set()
    for one in nodes:
        _new(one, seen, problems)
        question = read_question(one, name, folder, macros, problems)
        if question is not None:
            found[question.id] = question
    return found


def _new(node: Node, seen: set[str], problems: Problems) -> None:
    at = node.at("id")
    if at is None or not isinstance(at.value, str):
        return
    if at.value in seen:
        problems.add(f"the question '{at.value}' is there twice", at.place)
    seen.add(at.value)


def load_exam(path: Path) -> Exam:
    """Load an exam file, or the ``exam.yaml`` of a folder.

    Raises
    ------
    Refused
        With every problem of the file.
    """
    file = path / "exam.yaml" if path.is_dir() else path
    node = exact_yaml.read(file)
    problems = Problems()
    entry = _checked(ExamFile, node.plain(), node, problems)
    exam = read_exam(entry, node, file.parent, problems) if isinstance(entry, ExamFile) else None
    problems.settle()
    assert exam is not None  # noqa: S101  else there was a problem
    return exam


def find_banks(folder: Path) -> list[Path]:
    """Return the bank files below a folder, sorted."""
    return sorted(folder.rglob(BANK_FILE))


def load_banks(folder: Path) -> dict[str, Bank]:
    """Load all banks below a folder, by id.

    Raises
    ------
    Refused
        With every problem of every file, two banks of one name among them.
    """
    problems = Problems()
    banks: dict[str, Bank] = {}
    for path in find_banks(folder):
        with problems.caught():
            bank = load_bank(path)
            if bank.id in banks:
                problems.add(
                    f"two banks are called '{bank.id}'", bank.place, f"the other: {banks[bank.id].folder}"
                )
            banks[bank.id] = bank
    problems.settle()
    return banks
