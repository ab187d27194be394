"""A paper as LaTeX, by the templates: the exam that students get and the solution for examiners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    TemplateError,
    TemplateSyntaxError,
)

from examgen.bank.template import SYNTAX
from examgen.papers.language import decimal_comma
from examgen.render.escape import SIGNS, Tex, escape, points
from examgen.render.figures import draw
from examgen.render.labels import Labels, load_labels
from examgen.render.resources import folder
from examgen.render.sheet import Marks, Sheet
from examgen.render.view import Viewer, shapes
from examgen.text.diagnostic import Refused
from examgen.text.place import Place

if TYPE_CHECKING:
    from examgen.papers.model import Paper, PaperQuestion

LOGOS = (".pdf", ".png", ".jpg", ".jpeg")
SHAPES = ("number", "set", "vector", "matrix", "words", "choose", "arrange", "pair", "free")


@dataclass(frozen=True, slots=True)
class ExamView:
    """What stands on the first page and in the heads."""

    running: str
    variant: str
    title: str
    subtitle: str
    course: str
    institution: str
    logo: str
    facts: tuple[tuple[str, str | Tex], ...]
    aids: str
    rules: tuple[Tex, ...]
    writing: tuple[str, ...]
    marking: tuple[str, ...]
    points: Tex


class Templates:
    """The templates, read once; a user's own folders win over the packaged one.

    Parameters
    ----------
    folders
        Folders like the packaged ``templates``, the most important first. The packaged one is always there, last.
    compiled
        Folder that keeps the templates compiled, to save time; None compiles them anew.
    cover
        Whether papers have a first page with names and rules.
    """

    def __init__(
        self, folders: Sequence[Path] = (), compiled: Path | None = None, *, cover: bool = True
    ) -> None:
        self._cover = cover
        self.folders = (*folders, folder("templates"))
        self._environment = _environment(self.folders, compiled)
        self._labels = cache(lambda language: load_labels(self.folders, language))
        self.preamble = cache(self._preamble)

    def exam(self, paper: Paper) -> Sheet:
        """Write what a student is handed.

        Raises
        ------
        Refused
            If a text can't be printed, a file is missing or a template is wrong.
        """
        return self._sheet(paper, "exam")

    def solution(self, paper: Paper) -> Sheet:
        """Write the worked solution with its marking scheme."""
        return self._sheet(paper, "solution")

    def _sheet(self, paper: Paper, stack: str) -> Sheet:
        exam, marks, labels = paper.exam, Marks(), self._words(paper)
        comma = decimal_comma(exam.language)
        viewer = Viewer(paper, marks, comma)
        questions = [
            viewer.question(one, self._picture(one), labels["point_words"], stack == "solution")
            for one in paper.questions
        ]
        assets = dict(_assets(paper))
        body = self._render(
            f"latex/{stack}.tex.j2",
            exam=_exam_view(paper, labels, marks, assets),
            questions=questions,
            labels=labels,
            page_of=_page_of(labels),
            cover=self._cover,
        )
        title = f"{exam.title}, {labels['variant']} {paper.name}"
        return Sheet(
            stack=stack,
            title=title if stack == "exam" else f"{labels['solution']}: {title}",
            preamble=self.preamble(exam.paper),
            body=body,
            assets=assets,
            texts=marks.texts,
        )

    def _words(self, paper: Paper) -> Labels:
        try:
            return self._labels(paper.exam.language)
        except Refused as refusal:
            first = refusal.diagnostics[0]
            raise Refused(first.message, first.place or paper.exam.place, first.hint) from None

    def _preamble(self, paper: str) -> str:
        signs = [(sign, f"{ord(sign):04X}", Tex(command)) for sign, command in SIGNS.items()]
        return self._render("latex/preamble.tex.j2", paper=paper, signs=signs)

    def _picture(self, question: PaperQuestion) -> Tex | None:
        if question.figure is None:
            return None
        place = question.question.figure.place if question.question.figure else question.question.place
        return Tex(draw(question.figure.name, question.figure.options, place))

    def _render(self, name: str, **values: object) -> str:
        try:
            return self._environment.get_template(name).render(values)
        except TemplateSyntaxError as error:
            file = error.filename or name
            raise Refused(f"template: {error.message}", Place(file, error.lineno, 1)) from None
        except TemplateError as error:
            raise Refused(f"template {name}: {error.message}", _template_place(error)) from None


def _environment(folders: Sequence[Path], compiled: Path | None) -> Environment:
    if compiled is not None:
        compiled.mkdir(parents=True, exist_ok=True)
    environment = Environment(  # noqa: S701 - LaTeX is escaped by `finalize`
        loader=FileSystemLoader([str(one) for one in folders]),
        **SYNTAX,
        finalize=escape,
        auto_reload=False,
        bytecode_cache=None if compiled is None else FileSystemBytecodeCache(str(compiled)),
    )
    environment.filters["tex"] = Tex
    return environment


def _template_place(error: BaseException) -> Place | None:
    """Find the template's line in a traceback."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            found = Place(name, trace.tb_lineno, 1)
        trace = trace.tb_next
    return found


def _page_of(labels: Labels) -> Tex:
    text = escape(labels["page_of"])
    return Tex(text.replace(r"\{page\}", r"\ThisPage{}").replace(r"\{pages\}", r"\AllPages{}"))


def _exam_view(paper: Paper, labels: Labels, marks: Marks, assets: Mapping[str, Path]) -> ExamView:
    exam = paper.exam
    total = points(paper.points, decimal_comma(exam.language))
    facts = ((labels["date"], exam.date), (labels["duration"], exam.duration), (labels["points"], total))
    return ExamView(
        running=", ".join(filter(None, (exam.course, exam.title))),
        variant=paper.name,
        title=exam.title,
        subtitle=exam.subtitle,
        course=exam.course,
        institution=exam.institution,
        logo=next((name for name in assets if name.startswith("logo.")), ""),
        facts=tuple((what, value) for what, value in facts if value),
        aids=", ".join(exam.aids),
        rules=tuple(marks.mark(exam.id, rule, rule.source) for rule in exam.rules),
        writing=tuple(labels["write"][shape] for shape in SHAPES if shape in set(shapes(paper))),
        marking=tuple(_marking(paper, labels["marking_rules"])),
        points=total,
    )


def _marking(paper: Paper, rules: Mapping[str, str]) -> Iterator[str]:
    if paper.exam.follow_through:
        percent = Fraction(paper.exam.follow_through) * 100
        yield rules["follow_through"].replace("{percent}", str(round(percent)))
    if any(question.mistakes for question in paper.questions):
        yield rules["mistakes"]
    if any(part.rubric for _, part in paper.parts):
        yield rules["rubric"]


def _assets(paper: Paper) -> Iterator[tuple[str, Path]]:
    """Name the files that the LaTeX reads: the logo and the banks' own images."""
    logo = paper.exam.logo
    if logo is not None:
        if logo.suffix.lower() not in LOGOS:
            raise Refused(
                f"the logo {logo.name} is no {' or '.join(LOGOS)}",
                paper.exam.place,
                "convert it to PDF or PNG",
            )
        yield f"logo{logo.suffix.lower()}", logo
    for one in paper.questions:
        question = one.question
        for image in question.images:
            path = image if image.is_absolute() else question.folder / image
            inside = (
                path.relative_to(question.folder) if path.is_relative_to(question.folder) else Path(path.name)
            )
            yield f"{question.bank}/{inside.as_posix()}", path
