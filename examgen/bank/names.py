"""Which exams a folder has, told without loading them: a command that only needs a name stays quick."""

from __future__ import annotations

from pathlib import Path

from examgen.text import exact_yaml
from examgen.text.diagnostic import Refused

__all__ = ["default_exam", "exam_id", "find_exams"]


def find_exams(folder: Path) -> list[Path]:
    """Return the exam files below a folder (``exam.yaml``, ``exam-2.yaml``, ...), sorted."""
    return sorted(folder.rglob("exam*.yaml"))


def default_exam(folder: Path) -> Path:
    """Return the one exam file below a folder, or the one that says ``default: true``.

    Raises
    ------
    Refused
        If there is none, or no telling which.
    """
    paths = find_exams(folder)
    if len(paths) == 1:
        return paths[0]
    if not paths:
        raise Refused(f"there is no exam file below {folder}", hint="examgen new course starts one")
    marked = [path for path in paths if _field(path, "default") is True]
    if len(marked) != 1:
        names = ", ".join(str(path) for path in marked or paths)
        raise Refused(f"which exam? {names}", hint="name one, or mark one 'default: true'")
    return marked[0]


def exam_id(path: Path) -> str:
    """Return the id that an exam file gives its exam.

    Raises
    ------
    Refused
        If the file can't be read, or names no exam.
    """
    found = _field(path, "exam")
    if not isinstance(found, str):
        raise Refused(f"{path} names no exam", hint="its first line should be 'exam: a-name'")
    return found


def _field(path: Path, name: str) -> object:
    """Return a scalar at the top of a file, or None."""
    at = exact_yaml.read(path).at(name)
    return None if at is None else at.value
