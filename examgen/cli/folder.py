"""Where things are: the folder one stands in, its banks and exams, its templates and its output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.text.diagnostic import Refused, nearest

if TYPE_CHECKING:
    from examgen.bank.model import Bank, Exam, Question
    from examgen.papers.files import ExamFolder

ELSEWHERE = "there is no banks/ folder here"
HOW = "change to a folder that has one, or start one with 'examgen new course mycourse'"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with `banks/`, and perhaps `templates/`, `solvers/` and `output/`, in it."""

    root: Path

    @classmethod
    def here(cls) -> Folder:
        """Take the working directory.

        Raises
        ------
        Refused
            Where there is no `banks/` in it.
        """
        if not Path("banks").is_dir():
            raise Refused(ELSEWHERE, hint=HOW)
        folder = cls(Path())
        folder.add_own_solvers()
        return folder

    @property
    def templates(self) -> tuple[Path, ...]:
        """The user's own templates, which win over the packaged ones."""
        own = self.root / "templates"
        return (own,) if own.is_dir() else ()

    @property
    def output(self) -> Path:
        """Where papers go."""
        return self.root / "output"

    @property
    def cache(self) -> Path:
        """Where certified instances and compiled preambles are kept between runs."""
        return self.output / ".cache"

    def add_own_solvers(self) -> None:
        """Let banks name the derivations in `solvers/*.py`, saying so once."""
        own = self.root / "solvers"
        if own.is_dir() and any(own.glob("*.py")):
            import click

            from examgen.solvers.registry import own_solvers

            click.echo(f"running this folder's own solvers: {own}/*.py", err=True)
            own_solvers(own)

    def banks(self) -> dict[str, Bank]:
        """Load every bank, by id."""
        from examgen.bank.load import load_banks

        return load_banks(self.root / "banks")

    def banks_named(self, names: Iterable[str]) -> dict[str, Bank]:
        """Load the banks of these names: from the folders called so, or by looking through all banks."""
        from examgen.bank.load import BANK_FILE, load_bank

        found: dict[str, Bank] = {}
        for name in dict.fromkeys(names):
            path = self.root / "banks" / name / BANK_FILE
            bank = load_bank(path) if path.is_file() else None
            if bank is None or bank.id != name:
                return self.banks()
            found[name] = bank
        return found

    def banks_of(self, exam: Exam) -> dict[str, Bank]:
        """Load the banks that an exam takes its questions from."""
        return self.banks() if exam.banks is None else self.banks_named(exam.banks)

    def question(self, name: str) -> Question:
        """Find a question by `bank/question`, or by its id alone where one bank has it.

        Raises
        ------
        Refused
            Where there is none, or more than one.
        """
        bank, slash, _ = name.partition("/")
        return find_question(name, self.banks_named([bank]) if slash else self.banks())

    def exam(self, name: str | None) -> Exam:
        """Load one exam: by its file, its folder or its id; the default one where nothing is named.

        Raises
        ------
        Refused
            Where nothing, or more than one thing, is meant.
        """
        from examgen.bank.load import load_exam
        from examgen.bank.names import default_exam

        if name is None:
            return load_exam(default_exam(self.root / "banks"))
        for path in (Path(name), self.root / "banks" / name):
            if path.is_file() or (path / "exam.yaml").is_file():
                return load_exam(path)
        return self._by_id(name)

    def built(self, name: str | None) -> ExamFolder:
        """Find the output of an exam that was built: the one named, or the default one."""
        from examgen.bank.names import default_exam, exam_id
        from examgen.papers.files import ExamFolder

        if name is None:
            return ExamFolder.of(self.output, exam_id(default_exam(self.root / "banks")))
        if (self.output / name).is_dir():
            return ExamFolder.of(self.output, name)
        return ExamFolder.of(self.output, self.exam(name).id)

    def _by_id(self, name: str) -> Exam:
        from examgen.bank.load import load_exam
        from examgen.bank.names import find_exams

        exams = {exam.id: exam for exam in map(load_exam, find_exams(self.root / "banks"))}
        if name in exams:
            return exams[name]
        meant = nearest(name, exams)
        hint = (
            f"did you mean '{meant}'?" if meant else f"the exams here: {', '.join(sorted(exams)) or 'none'}"
        )
        raise Refused(f"there is no exam '{name}' under banks/", hint=hint)


def variants(letters: Sequence[str]) -> tuple[str, ...]:
    """Take the letters of variants from the command line, A unless there are some, each once."""
    from examgen.papers.assemble import variant_index

    for letter in letters:
        try:
            variant_index(letter)
        except Refused as refused:
            import click

            message = refused.diagnostics[0].message
            raise click.UsageError(f"{message}; variants are letters: A, B, ...") from None
    return tuple(dict.fromkeys(letters)) or ("A",)


def find_question(name: str, banks: Mapping[str, Bank]) -> Question:
    """Find a question among banks (see `Folder.question`)."""
    known = {question.name: question for bank in banks.values() for question in bank.questions.values()}
    hits = [question for full, question in known.items() if name in (full, question.id)]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise Refused(f"more than one bank has '{name}'", hint=" or ".join(one.name for one in hits))
    meant = nearest(name, [*known, *(question.id for question in known.values())])
    hint = f"did you mean '{meant}'?" if meant else f"there are {len(known)}; 'examgen check' lists them"
    raise Refused(f"there is no question '{name}'", hint=hint)
