"""What stands on the pages, and what must not."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import handmade
import numpy as np
import pypdfium2
import pytest

from examgen.papers.model import Paper
from examgen.render.engine import Engine
from examgen.render.latex import Templates
from examgen.render.press import print_sheets
from examgen.render.view import left_side, words
from examgen.text.diagnostic import Refused

MM = 72 / 25.4


def _set(engine: Engine, templates: Templates, paper: Paper, stack: str) -> tuple[bytes, str]:
    sheet = templates.exam(paper) if stack == "exam" else templates.solution(paper)
    run = engine.run(sheet.preamble, sheet.body, sheet.assets)
    assert run.error is None
    assert run.pdf
    return run.pdf, run.log


def _all_kinds() -> Paper:
    made = handmade.recurrent()
    made.ask(
        "drawing", "Draw the graph.", "drawing", 2, room=12, rubric=((2, "all nodes"),), model="See above."
    )
    made.ask("code", "Write the function.", "code", Fraction(4, 3), room=6, model="\\texttt{max(0, x)}")
    return handmade.paper(handmade.batchnorm(), made, handmade.policy(), handmade.descent())


# ---- The exam ----


def test_the_exam_holds_nothing_of_the_key(
    printed: dict[str, bytes], templates: Templates, text_of: Callable[[bytes], str]
) -> None:
    secret = handmade.recurrent()
    secret.parts.clear()
    secret.ask(
        "gradient", "Find it.", value=987654, step="gradient", model="modelword", rubric=((1, "rubricword"),)
    )
    secret.ask(
        "pick", "Choose.", "choice", value="hidden-id", choices=(("other-id", "one"), ("hidden-id", "two"))
    )
    secret.mistakes = (handmade.mistake("slip-id", "mistakeword", 1, gradient=456789),)
    sheet = templates.exam(handmade.paper(secret))
    solution = templates.solution(handmade.paper(secret)).body
    for word in ("987654", "modelword", "rubricword", "mistakeword", "456789"):
        assert word not in sheet.body
        assert word in solution
    assert "hidden-id" not in sheet.body
    assert "slip-id" not in sheet.body
    assert "Chain rule" not in text_of(printed["exam"])
    assert "Chain rule" in text_of(printed["solution"])


@pytest.mark.tex
def test_the_exam_shows_what_it_should(printed: dict[str, bytes], text_of: Callable[[bytes], str]) -> None:
    text = text_of(printed["exam"])
    for piece in (
        "Sample University",
        "Vision for Robotics",
        "Final exam",
        "14 June 2022",
        "90 min",
        "pocket calculator",
        "Student id",
        "Batch normalisation and its Jacobian",
        "8 points",
        "27.5",
        "Hint:",
        "Tick one box.",
        "Tick every box that applies.",
        "Order:",
        "How to write your answers",
        "Page 1 of",
    ):
        assert piece in text
    assert re.search(r"1a.*1b.*1c.*1d.*3a.*3e", text, re.S)


@pytest.mark.tex
@pytest.mark.parametrize(("language", "paper"), [("en", "a4"), ("de", "letter"), ("cs", "a4")])
def test_the_bands_are_kept_clear_and_nothing_sticks_out(
    engine: Engine, templates: Templates, paper: str, language: str
) -> None:
    kinds = _all_kinds()
    changed = Paper(
        handmade.exam(language=language, paper=paper, title="A rather long title of an exam " * 3),
        "A",
        kinds.questions,
    )
    for stack in ("exam", "solution"):
        pdf, log = _set(engine, templates, changed, stack)
        assert "Overfull" not in log, [line for line in log.split("\n") if "Overfull" in line]
        for page in _ink(pdf):
            _check_bands(page, *((215.9, 279.4) if paper == "letter" else (210.0, 297.0)))


def _ink(pdf: bytes) -> Iterator[np.ndarray]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=2).to_numpy()[:, :, 0] < 200


def _check_bands(ink: np.ndarray, width: float, height: float) -> None:
    scale = ink.shape[1] / width

    def blank(left: float, right: float, top: float, bottom: float) -> bool:
        return not ink[int(top * scale) : int(bottom * scale), int(left * scale) : int(right * scale)].any()

    for top, bottom in ((0, 30), (height - 30, height)):
        assert blank(0, 30, top, bottom)
        assert blank(width - 30, width, top, bottom)
        assert blank(width / 2 - 12.5, width / 2 + 12.5, top, bottom)
    assert blank(0, 15, 0, height)
    assert blank(width - 6, width, 0, height)
    assert ink.any()


@pytest.mark.tex
def test_languages(engine: Engine, templates: Templates, text_of: Callable[[bytes], str]) -> None:
    made = handmade.recurrent()
    german, _ = _set(engine, templates, handmade.paper(made, handmade.policy(), language="de"), "exam")
    text = text_of(german)
    assert "Matrikelnummer" in text
    assert "Seite 1 von" in text
    assert "6,5 Punkte" in text
    assert "4 Punkte" in text
    czech, _ = _set(engine, templates, handmade.paper(made, language="cs"), "solution")
    text = text_of(czech)
    assert "4 body" in text
    assert "Strana 1 z" in text
    assert "rozpoznan" in text.lower()


def test_the_right_form_of_a_word() -> None:
    counts = {"one": "bod", "few": "body", "many": "bodů"}
    assert [words(counts, Fraction(n)) for n in (1, 2, 4, 5, Fraction(5, 2))] == [
        "bod",
        "body",
        "body",
        "bodů",
        "bodů",
    ]


@pytest.mark.tex
def test_a_part_is_never_torn(engine: Engine, templates: Templates) -> None:
    """Question heads stay with their stems, asks with their boxes: no page starts or ends with half of a chain."""
    pdf, _ = _set(engine, templates, _all_kinds(), "exam")
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    for page in pages[1:]:
        first = page.split("\n", 1)[1].strip() if page.startswith("Vision") else page
        assert re.search(r"[1-4][a-e]?\s", first[:200]), first[:200]
    heads = [
        "Backpropagation through time",
        "Advantage and policy gradient",
        "Step sizes of gradient descent",
    ]
    first_asks = ["Find the derivative of the loss", "Find the advantage of action 1", "converge"]
    for head, ask in zip(heads, first_asks, strict=True):
        (page,) = [page for page in pages if head in page]
        assert ask in page.split(head, 1)[1]


# ---- The solution ----


@pytest.mark.tex
def test_the_solution_shows_the_way_and_the_scheme(
    printed: dict[str, bytes], text_of: Callable[[bytes], str]
) -> None:
    text = text_of(printed["solution"])
    for piece in (
        "Solution: Final exam",
        "Worked solution",
        "Recognised mistakes",
        "lost the factor 2",
        "Marking scheme",
        "Model answer",
        "Also accepted",
        "earns 100 %",
        "B, D, A, C",
    ):
        assert piece in text
    assert "exchanged the columns" in text
    assert "Order:" in text


@pytest.mark.tex
def test_long_lines_wrap_or_shrink(engine: Engine, templates: Templates) -> None:
    made = handmade.recurrent()
    long_sum = "+".join(f"\\left({k}-\\frac{{{k}}}{{7}}\\right)^2" for k in range(60))
    tall = "\\frac{" + "+".join(f"({k}-3)^2" for k in range(40)) + "}{40}"
    made.lines = (
        handmade.Line("states", "says " * 60, "z = \\sum_i z_i", long_sum, "\\frac{1}{2}"),
        handmade.Line("residual", "", "r", tall, "5"),
        handmade.Line("gradient", "", "g = " + long_sum, "", "x_{" + "123456789" * 12 + "}"),
    )
    made.parts.clear()
    made.ask(
        "gradient",
        "Find it.",
        value=Fraction(10**90 + 1, 10**89),
        step="gradient",
        label=r"$\frac{\partial L}{\partial\theta} =$",
    )
    made.mistakes = (
        handmade.mistake(
            "slip", "went wrong " * 30, Fraction(1, 3), gradient=[Fraction(k, 7) for k in range(60)]
        ),
    )
    pdf, log = _set(engine, templates, handmade.paper(made), "solution")
    assert "Overfull" not in log, [line for line in log.split("\n") if "Overfull" in line]
    for page in _ink(pdf):
        _check_bands(page, 210, 297)


@pytest.mark.tex
def test_a_part_without_an_answer_says_so(
    engine: Engine, templates: Templates, text_of: Callable[[bytes], str]
) -> None:
    made = handmade.Made("ill", "Ill-posed", "A stem.").ask(
        "a", "Find it.", error="the batch has zero variance"
    )
    pdf, _ = _set(engine, templates, handmade.paper(made), "solution")
    assert "the batch has zero variance" in text_of(pdf)


def test_each_step_and_each_mistake_is_told_once(templates: Templates) -> None:
    body = templates.solution(handmade.paper(handmade.policy())).body
    for words_ in ("Probability of action 1", "Expected return", "took the plain mean"):
        assert body.count(words_) == 1
    assert "swapped what is equal" not in body  # it leads to the key


def test_also_published_answers_are_named_on_published_papers(templates: Templates) -> None:
    from dataclasses import replace
    from types import SimpleNamespace

    made = handmade.recurrent()
    formula = SimpleNamespace(evaluate=lambda scope: handmade.expr(77777))
    made.parts[0].part.also_published = (formula,)  # type: ignore[misc]
    paper = handmade.paper(made)
    assert "77777" not in templates.solution(paper).body
    assert "77777" in templates.solution(replace(paper, published=True)).body


# ---- Labels of answers ----


@pytest.mark.parametrize(
    ("formula", "label"),
    [
        ("A(1) = r_1 - V", "A(1) ="),
        (r"\frac{a=b}{c} = d", r"\frac{a=b}{c} ="),
        (r"\alpha\in(0, 1)", r"\alpha \in"),
        (r"\int x", ""),
        (r"z_2 - y", ""),
        ("= 3", ""),
        ("", ""),
    ],
)
def test_a_label_is_the_left_side_of_the_formula(formula: str, label: str) -> None:
    assert left_side(formula) == label


def test_answers_are_labelled_by_the_author_else_by_the_step_else_by_a_word(templates: Templates) -> None:
    made = handmade.policy()
    made.parts.clear()
    made.ask("a", "Find it.", value=4, step="advantage_u1", label="$LABEL =$")
    made.ask("b", "Find it.", value=4, step="advantage_u1")
    made.ask("c", "Find it.", value=4)
    body = templates.exam(handmade.paper(made)).body
    assert "LABEL" in body
    assert r"\AnswerBox{$A(u=1) =$}" in body
    assert r"\AnswerWord{Answer:}" in body


# ---- Templates and files ----


def test_an_own_template_wins(tmp_path: Path) -> None:
    (tmp_path / "latex").mkdir()
    (tmp_path / "latex" / "stem.tex.j2").write_text("OWN STEM << question.title >>\n")
    body = Templates([tmp_path]).exam(handmade.paper(handmade.recurrent())).body
    assert "OWN STEM Backpropagation through time" in body
    assert r"\begin{Part}" in body


def test_compiled_templates_write_the_same(tmp_path: Path, templates: Templates) -> None:
    paper = handmade.paper(handmade.recurrent())
    for _ in range(2):
        assert Templates(compiled=tmp_path / "cache").exam(paper) == templates.exam(paper)
    assert list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize(("source", "line"), [("fine\n<% if %>\n", 2), ("a\nb\n<< nonsense.x >>\n", 3)])
def test_a_wrong_template_is_refused_with_its_line(tmp_path: Path, source: str, line: int) -> None:
    (tmp_path / "latex").mkdir()
    (tmp_path / "latex" / "stem.tex.j2").write_text(source)
    with pytest.raises(Refused) as caught:
        Templates([tmp_path]).exam(handmade.paper(handmade.recurrent()))
    place = caught.value.diagnostics[0].place
    assert place
    assert place.file.endswith("stem.tex.j2")
    assert place.line == line


def test_names_from_the_exam_file_are_escaped(templates: Templates) -> None:
    body = templates.exam(
        handmade.paper(handmade.recurrent(), institution="R&D \\input{x}", aids=("50 % of $5",))
    ).body
    assert r"R\&D \textbackslash{}input\{x\}" in body
    assert r"50 \% of \$5" in body


def test_a_language_without_words_is_refused_at_the_exam(templates: Templates) -> None:
    with pytest.raises(Refused) as caught:
        templates.exam(handmade.paper(handmade.recurrent(), language="tlh"))
    assert caught.value.diagnostics[0].place == handmade.exam().place


@pytest.mark.tex
def test_logo_images_and_macros_of_banks(engine: Engine, templates: Templates, tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "pics").mkdir()
    for name in ("logo.png", "pics/net.png"):
        Image.new("RGB", (60, 30), "black").save(tmp_path / name)
    made = handmade.recurrent()
    made.folder, made.images = tmp_path, (tmp_path / "pics" / "net.png",)
    made.macros = "\\newcommand{\\loss}{L}\\DeclareMathOperator{\\argmin}{arg\\,min}\n"
    made.stem += "\n\\includegraphics[width=3cm]{pics/net.png} $\\argmin$"
    paper = handmade.paper(made, made, logo=tmp_path / "logo.png")
    sheets = [templates.exam(paper), templates.solution(paper)]
    assert sheets[0].assets == {
        "logo.png": tmp_path / "logo.png",
        "vir-2022/pics/net.png": tmp_path / "pics" / "net.png",
    }
    for _, pdf in print_sheets(sheets, engine):
        with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
            assert any(list(page.get_objects([3])) for page in document)
    with pytest.raises(Refused, match="logo"):
        templates.exam(handmade.paper(made, logo=tmp_path / "logo.svg"))


def test_the_tex_stands_on_its_own(templates: Templates) -> None:
    sheet = templates.exam(handmade.paper(handmade.recurrent()))
    assert sheet.document.startswith("% The look of the papers")
    assert sheet.document.rstrip().endswith("\\end{document}")
    assert [name for _, _, name in sheet.questions] == ["vir-2022/rnn-last-state-gradient"]
    assert str(Path.cwd()) not in sheet.document
