"""TeX is shut in, bounded, reproducible, and its errors lead to the bank."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import handmade
import pikepdf
import pytest

from examgen.render.culprit import Excerpt, blame, complaint
from examgen.render.engine import Engine, EngineFailure, Run
from examgen.render.latex import Templates
from examgen.render.press import print_sheets
from examgen.render.tex_log import TexError, first_error, page_counts
from examgen.text.diagnostic import Refused

pytestmark = pytest.mark.tex
PREAMBLE = "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{lmodern,xcolor}\n"


def test_the_same_bytes_every_time_with_and_without_a_format(
    engine: Engine, printed: dict[str, bytes], templates: Templates
) -> None:
    sheet = templates.exam(handmade.paper())
    ((_, again),) = print_sheets([sheet], replace(engine, formats=None))
    assert again == printed["exam"]


def test_the_environment_does_not_leak_in(engine: Engine, tmp_path: Path) -> None:
    style = tmp_path / "tex" / "latex" / "own"
    style.mkdir(parents=True)
    (style / "own.sty").write_text("\\ProvidesPackage{own}\n")
    own = {"TEXMFHOME": str(tmp_path), "TEXINPUTS": f"{style}:", "SOURCE_DATE_EPOCH": "1", "TZ": "Asia/Tokyo"}
    leaky = replace(engine, environment={**engine.environment, **own}, formats=None)
    run = leaky.run("\\documentclass{article}\\usepackage{own}\n", "x\n")
    assert run.error
    assert "own.sty" in run.error.message
    plain, moved = (one.run(PREAMBLE, "\\the\\year\n").pdf for one in (engine, leaky))
    assert plain == moved


def test_nothing_outside_is_read_or_written_or_run(engine: Engine, tmp_path: Path) -> None:
    secret = tmp_path / "secret.tex"
    secret.write_text("leaked")
    assert engine.run(PREAMBLE, f"\\input{{{secret}}}\n").error
    assert (
        engine.run(
            PREAMBLE, "\\newread\\r\\openin\\r=/etc/passwd \\ifeof\\r\\else\\errmessage{open}\\fi x\n"
        ).error
        is None
    )
    written = tmp_path / "written.txt"
    engine.run(PREAMBLE, f"\\newwrite\\w\\immediate\\openout\\w={written} \\immediate\\write\\w{{x}}y\n")
    touched = tmp_path / "touched"
    engine.run(PREAMBLE, f"\\immediate\\write18{{touch {touched}}}y\n")
    assert not written.exists()
    assert not touched.exists()


def test_an_endless_loop_ends(engine: Engine) -> None:
    run = engine.run(PREAMBLE, "\\loop\\iftrue\\repeat\n", seconds=1)
    assert run.late
    assert run.error
    assert run.pdf is None


def test_metadata_hold_the_title_and_nothing_else(printed: dict[str, bytes]) -> None:
    for stack, title in (("exam", "Final exam, Variant A"), ("solution", "Solution: Final exam, Variant A")):
        with pikepdf.open(io.BytesIO(printed[stack])) as pdf:
            said = {
                name: str(value) for name, value in pdf.docinfo.items() if str(value) and name != "/Trapped"
            }
            assert said == {"/Title": title}
            assert "/Metadata" not in pdf.Root
        assert b"PTEX" not in printed[stack]


def test_a_missing_engine_is_said(engine: Engine) -> None:
    with pytest.raises(EngineFailure, match="examgen doctor"):
        replace(engine, program="pdflatexx").run(PREAMBLE, "x\n")


def test_a_missing_asset_is_said(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="can't be read"):
        engine.run(PREAMBLE, "x\n", {"logo.pdf": tmp_path / "none.pdf"})


def test_a_preamble_that_can_t_be_a_format_still_reports_its_error(engine: Engine, tmp_path: Path) -> None:
    run = replace(engine, formats=tmp_path).run("\\documentclass{article}\\nonsense\n", "x\n")
    assert run.error
    assert run.error.message == "Undefined control sequence"
    assert run.error.line == 0


def test_the_format_folder_holds_whole_files_only(engine: Engine, tmp_path: Path) -> None:
    fresh = replace(engine, formats=tmp_path / "new")
    fresh.run(PREAMBLE, "x\n")
    fresh.run(PREAMBLE, "y\n")
    assert [path.suffix for path in (tmp_path / "new").iterdir()] == [".fmt"]


def test_version(engine: Engine) -> None:
    assert engine.version().startswith("pdfTeX 3")


def _fails(engine: Engine, templates: Templates, change: Callable[[handmade.Made], handmade.Made]) -> Refused:
    questions = [handmade.recurrent(), change(handmade.descent()), handmade.recurrent()]
    sheet = templates.exam(handmade.paper(*questions))
    with pytest.raises(Refused) as caught:
        list(print_sheets([sheet], replace(engine, seconds=10)))
    return caught.value


def _asked(source: str) -> Callable[[handmade.Made], handmade.Made]:
    return lambda made: made.ask("broken", source, line=200)


def test_an_unknown_command_leads_to_file_line_and_column(engine: Engine, templates: Templates) -> None:
    refusal = _fails(engine, templates, _asked("Fine so far.\nHere is \\nonsense in the text."))
    (said,) = refusal.diagnostics
    assert str(said.place) == f"{handmade.FILE}:201:15"
    assert said.place
    assert said.place.end == 24
    assert "undefined control sequence: \\nonsense" in said.message.lower()


@pytest.mark.parametrize(
    "source",
    [
        "An open $x + 1 formula.",
        "An open \\[ x \n\n here.",
        "A brace } too many.",
        "A \\begin{itemize} left open.",
        "An { open brace.",
    ],
)
def test_what_is_left_open_is_blamed_on_its_own_question(
    engine: Engine, templates: Templates, source: str
) -> None:
    refusal = _fails(engine, templates, _asked(source))
    place = refusal.diagnostics[0].place
    assert place
    assert place.file == handmade.FILE


def test_a_character_without_glyph_is_an_error_that_names_the_text(
    engine: Engine, templates: Templates
) -> None:
    place = _fails(engine, templates, _asked("Say 北京.")).diagnostics[0].place
    assert place
    assert (place.line, place.column) == (200, 11)
    refusal = _fails(engine, templates, _asked("Say {\\font\\x=cmr10 \\x\\char200} aloud."))
    assert "no font has the character" in str(refusal)
    assert refusal.diagnostics[0].place
    assert refusal.diagnostics[0].place.file == handmade.FILE
    sheet = templates.exam(
        handmade.paper(_asked("Say Ω aloud, {\\font\\x=cmr10 \\x\\char200}.")(handmade.descent()))
    )
    lost = Run(None, "", TexError("no font has the character 'Ω'", missing="Ω"))
    place = (
        complaint(Excerpt(sheet, "vir-2022/gd-quadratic-stability", sheet.body), lost.error)
        .diagnostics[0]
        .place
    )  # type: ignore[arg-type, union-attr]
    assert place
    assert (place.line, place.column) == (200, 11)


def test_a_loop_in_a_text_is_found(engine: Engine, templates: Templates) -> None:
    questions = [_asked("\\def\\x{\\x}\\x")(handmade.recurrent())]
    sheet = templates.exam(handmade.paper(*questions))
    with pytest.raises(Refused, match="did not come to an end"):
        list(print_sheets([sheet], replace(engine, seconds=2)))


def test_an_error_of_the_template_is_nobody_s_question(engine: Engine, templates: Templates) -> None:
    sheet = templates.exam(handmade.paper(handmade.recurrent()))
    broken = replace(sheet, body=sheet.body.replace("\\begin{Cover}", "\\begin{Cover}\\nonsense"))
    with pytest.raises(EngineFailure, match=r"[Uu]ndefined control sequence"):
        list(print_sheets([broken], engine))
    unmarked = replace(sheet, body="\\nonsense\n")
    with pytest.raises(EngineFailure):
        list(print_sheets([unmarked], engine))


def test_a_failure_that_no_question_repeats_is_the_engine_s(engine: Engine, templates: Templates) -> None:
    sheet = templates.exam(handmade.paper(handmade.recurrent(), handmade.recurrent()))
    said = blame(engine, [sheet], Run(None, "", TexError("TeX capacity exceeded")))
    assert isinstance(said, EngineFailure)
    assert "no single question" in str(said)


def test_a_wrong_mark_falls_back_to_the_question(templates: Templates) -> None:
    sheet = templates.exam(handmade.paper(handmade.recurrent()))
    (start, end, name), *_ = sheet.questions
    excerpt = Excerpt(sheet, name, sheet.only(start, end).replace("questions.yaml:", "elsewhere.yaml:"))
    said = complaint(excerpt, TexError("Undefined control sequence", 30, "\\x"))
    assert isinstance(said, Refused)
    assert said.diagnostics[0].place
    assert isinstance(complaint(Excerpt(sheet, "", "x"), TexError("odd")), EngineFailure)


def test_reading_logs() -> None:
    log = "./examgen.tex:12: Undefined control sequence.\nl.12 Hello \\foo\n            there\n"
    assert first_error(log) == TexError("Undefined control sequence", 12, "Hello \\foo")
    assert first_error(log).token == "\\foo"  # type: ignore[union-attr]
    assert first_error("! Emergency stop.\n") == TexError("Emergency stop")
    missing = first_error("Missing character: There is no X in font ec-lmr10!\n")
    assert missing
    assert missing.missing == "X"
    assert missing.token == ""
    assert first_error("all is well\n") is None
    assert page_counts("examgen: pages 3\nother\nexamgen: pages 12\n") == [3, 12]


def test_the_environment_is_given() -> None:
    assert Engine().environment == {}
    assert os.environ
