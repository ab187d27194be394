"""Reading banks and exams from their files, with all that is wrong with a file said at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ValidationError

from examgen.bank.exams import read_exam
from examgen.bank.model import Bank, Exam, Question
from examgen.bank.problems import Problems, explain
from examgen.bank.questions import read_question
from examgen.bank.schema import BankFile, ExamFile, IncludedFile
from examgen.text import exact_yaml
from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import Node
from examgen.text.place import Place

__all__ = ["BANK_FILE", "find_banks", "load_bank", "load_banks", "load_exam"]

BANK_FILE = "questions.yaml"


def load_bank(path: Path) -> Bank:
    """Load the bank in a file, or in the ``questions.yaml`` of a folder, with the files that it includes.

    Raises
    ------
    Refused
        With every problem of the files.
    """
    file = path / BANK_FILE if path.is_dir() else path
    node = exact_yaml.read(file)
    problems = Problems()
    entry = _envelope(node, BankFile, problems)
    bank = entry if isinstance(entry, BankFile) else None
    nodes = [node, *_included(node, file.parent, problems)]
    questions = _questions([one for each in nodes for one in _listed(each)], bank, file.parent, problems)
    problems.settle()
    assert bank is not None  # noqa: S101  else there was a problem
    files = (file, *(file.parent / name for name in bank.include))
    return Bank(bank.bank, bank.title or bank.bank, file.parent, questions, bank.macros, node.place, files)


def _envelope(node: Node, model: type[BaseModel], problems: Problems) -> BaseModel | None:
    """Check all but the questions, which are read one by one."""
    plain = node.plain()
    if isinstance(plain, dict) and isinstance(plain.get("questions"), list):
        plain = {**plain, "questions": []}
    return _checked(model, plain, node, problems)


def _included(node: Node, folder: Path, problems: Problems) -> Iterator[Node]:
    """Read the files that a bank includes; they lie beside it and hold nothing but questions."""
    listed = node.at("include")
    for name in listed.value if listed is not None and isinstance(listed.value, list) else ():
        with problems.caught(name.place):
            yield _further(str(name.value), folder, name.place, problems)


def _further(name: str, folder: Path, place: Place, problems: Problems) -> Node:
    file = folder / name
    if file.parent != folder or name == BANK_FILE:
        raise Refused(f"'{name}' is no other file beside the bank", place=place)
    if not file.is_file():
        raise Refused(f"there is no file '{name}' beside the bank", place=place)
    found = exact_yaml.read(file)
    _envelope(found, IncludedFile, problems)
    return found


def _listed(node: Node) -> list[Node]:
    listed = node.at("questions")
    return listed.value if listed is not None and isinstance(listed.value, list) else []


def _checked(model: type[BaseModel], plain: object, node: Node, problems: Problems) -> BaseModel | None:
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        problems.found += explain(error, node, model)
        return None


def _questions(
    nodes: list[Node], entry: BankFile | None, folder: Path, problems: Problems
) -> dict[str, Question]:
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
