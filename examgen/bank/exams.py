"""From an exam file to the model, and checking it against the banks that it uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from examgen.bank.model import Bank, Exam, Part, Pick, Question, Section, Use
from examgen.bank.problems import Problems
from examgen.bank.questions import image
from examgen.bank.schema import ExamFile, PickEntry, SectionEntry, UseEntry
from examgen.bank.terms import text
from examgen.text.diagnostic import Diagnostic, Refused
from examgen.text.exact_yaml import Node

__all__ = ["asked", "check_exam", "find_question", "read_exam"]


def read_exam(entry: ExamFile, node: Node, folder: Path, problems: Problems) -> Exam:
    """Return the exam; what is wrong with it is noted."""
    rules = node.at("rules")
    listed = rules.value if rules is not None and isinstance(rules.value, list) else []
    if entry.follow_through > 1:
        problems.add("follow_through is a share, 0 to 1", node.place_of(["follow_through"]))
    return Exam(
        id=entry.exam,
        title=entry.title.strip(),
        subtitle=entry.subtitle.strip(),
        course=entry.course.strip(),
        institution=entry.institution.strip(),
        logo=_logo(entry, node, folder, problems),
        date=entry.date.strip(),
        duration=entry.duration.strip(),
        aids=tuple(entry.aids),
        language=entry.language,
        form=entry.form,
        seed=entry.seed,
        rules=tuple(text(one) for one in listed),
        follow_through=entry.follow_through,
        default=entry.default,
        sections=_sections(entry, node, problems),
        paper=entry.paper,
        folder=folder,
        place=node.place,
        points=entry.points,
    )


def _sections(entry: ExamFile, node: Node, problems: Problems) -> tuple[Section, ...]:
    if (entry.questions is None) == (entry.sections is None):
        problems.add("an exam has 'questions' or 'sections'", node.place, "write one of them")
        return ()
    if entry.questions is not None:
        return (Section("", None, _slots(entry.questions, node.at("questions") or node, problems)),)
    return tuple(
        _section(one, node.at("sections", index) or node, problems)
        for index, one in enumerate(entry.sections or ())
    )


def _section(entry: SectionEntry, node: Node, problems: Problems) -> Section:
    instructions = node.at("instructions")
    slots = _slots(entry.questions, node.at("questions") or node, problems)
    return Section(entry.title.strip(), None if instructions is None else text(instructions), slots)


def _slots(entries: Sequence[UseEntry | PickEntry], node: Node, problems: Problems) -> tuple[Use | Pick, ...]:
    places = [node.at(index) or node for index in range(len(entries))]
    return tuple(
        _use(one, at, problems) if isinstance(one, UseEntry) else _pick(one, at, problems)
        for one, at in zip(entries, places, strict=True)
    )


def _use(entry: UseEntry, node: Node, problems: Problems) -> Use:
    place = (node.at("use") or node).place
    if entry.use.count("/") != 1:
        problems.add(f"'{entry.use}' names no question", place, "write bank/question")
    parts = None if entry.parts is None else tuple(entry.parts)
    return Use(entry.use, entry.form, parts, entry.points, place)


def _pick(entry: PickEntry, node: Node, problems: Problems) -> Pick:
    return Pick(
        count=entry.pick,
        points=entry.points,
        topic=entry.topic,
        difficulty=_difficulty(entry, node, problems),
        banks=tuple(entry.banks or ()),
        among=tuple(entry.among or ()),
        without=tuple(entry.without or ()),
        form=entry.form,
        place=(node.at("pick") or node).place,
    )


def _difficulty(entry: PickEntry, node: Node, problems: Problems) -> tuple[int, int] | None:
    if entry.difficulty is None:
        return None
    low, dots, high = entry.difficulty.partition("..")
    try:
        ends = int(low), int(high if dots else low)
    except ValueError:
        ends = (0, 0)
    if not 1 <= ends[0] <= ends[1] <= 5:
        problems.add("a difficulty from 1 to 5 is expected, as 2 or 2..4", node.place_of(["difficulty"]))
    return ends


def _logo(entry: ExamFile, node: Node, folder: Path, problems: Problems) -> Path | None:
    if entry.logo is None:
        return None
    try:
        return image(folder, entry.logo)
    except Refused as refused:
        problems.add(refused.diagnostics[0].message, node.place_of(["logo"]))
        return None


def find_question(banks: Mapping[str, Bank], name: str) -> Question | None:
    """Return the question called ``bank/question``, or ``question`` where only one bank has it."""
    bank, _, question = name.rpartition("/")
    if bank:
        return banks[bank].questions.get(question) if bank in banks else None
    found = [one.questions[question] for one in banks.values() if question in one.questions]
    return found[0] if len(found) == 1 else None


def asked(exam: Exam, use: Use, question: Question) -> tuple[Part, ...]:
    """Return the parts that an exam asks of a question, with the exam's points."""
    return question.asked(use.form or exam.form, use.parts, use.points)


def check_exam(exam: Exam, banks: Mapping[str, Bank]) -> list[Diagnostic]:
    """Return how an exam and the banks disagree: unknown names, points that don't add up."""
    problems = Problems()
    total = Fraction(0)
    used: set[str] = set()
    for use in exam.uses:
        question = find_question(banks, use.question)
        if question is None:
            names = [one.name for bank in banks.values() for one in bank.questions.values()]
            problems.unknown("question", use.question, names, use.place)
            continue
        if question.name in used:
            problems.add(f"the question '{use.question}' is asked twice", use.place)
        used.add(question.name)
        _parts_known(use, question, problems)
        total += sum((part.points for part in asked(exam, use, question)), Fraction(0))
    total += sum((pick.count * pick.points for pick in exam.picks), Fraction(0))
    if exam.points is not None and total != exam.points and not problems.any:
        problems.add(
            f"the points add up to {total}, not {exam.points}", exam.place, "mend 'points:' or a question's"
        )
    return problems.found


def _parts_known(use: Use, question: Question, problems: Problems) -> None:
    known = [part.id for part in question.parts]
    pointed = use.points if isinstance(use.points, Mapping) else {}
    for name in [*(use.parts or ()), *pointed]:
        if name not in known:
            problems.unknown("part", name, known, use.place)
    if use.parts is not None and not use.parts:
        problems.add(f"no part of '{use.question}' is asked", use.place)
