import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.text.diagnostic import Diagnostic, Refused, Severity, nearest, show_diagnostics
from examgen.text.place import Place

LINE = "    answer: {kind: numbr}"
PLACE = Place("q.yaml", 14, 20, 25)


def test_three_lines_with_carets_and_the_hint_behind_them():
    found = Diagnostic("unknown answer type 'numbr'", PLACE, "did you mean 'number'?")
    assert found.render(LINE) == (
        "q.yaml:14:20: unknown answer type 'numbr'\n"
        "   14 |     answer: {kind: numbr}\n"
        "      |                    ^^^^^ did you mean 'number'?"
    )


def test_one_line_where_the_source_is_not_at_hand():
    assert Diagnostic("wrong", PLACE, "mend it").render() == "q.yaml:14:20: wrong (mend it)"
    assert Diagnostic("wrong").render("ignored") == "wrong"


def test_warnings_and_notes_say_so():
    assert Diagnostic("odd", PLACE, severity=Severity.WARNING).render() == "q.yaml:14:20: warning: odd"
    assert Diagnostic("fyi", severity=Severity.NOTE).render() == "note: fyi"


def test_a_long_line_is_shown_around_the_caret():
    line = "x" * 5000 + "HERE" + "x" * 5000
    lines = Diagnostic("wrong", Place("f", 1, 5001, 5005)).render(line).split("\n")
    caret = lines[2].index("^")
    assert len(lines[1]) < 200
    assert lines[1][caret : caret + 4] == "HERE"
    assert lines[2].count("^") == 4


def test_terminal_commands_in_the_source_are_harmless():
    shown = Diagnostic("wr\x1b[2Jong", Place("f", 1, 2)).render("a\x1b[31m\tb")
    assert "\x1b" not in shown
    assert "\t" not in shown


def test_a_place_past_the_end_of_the_line_still_has_a_caret():
    assert Diagnostic("wrong", Place("f", 1, 99, 120)).render("short").endswith("^")


@settings(deadline=None)
@given(st.text(), st.text(), st.integers(1, 500), st.integers(0, 500), st.text())
def test_rendering_never_fails_and_takes_three_lines(message, line, column, width, hint):
    hint = "".join(char for char in hint if char.isprintable())
    shown = Diagnostic(message, Place("f", 1, column, column + width), hint).render(line)
    assert len(shown.split("\n")) == 3
    assert "^" in shown.split("\n")[2]


def test_a_refusal_carries_one_finding_or_several():
    one = Refused("wrong", place=PLACE, hint="mend it")
    assert one.diagnostics == (Diagnostic("wrong", PLACE, "mend it"),)
    both = Refused.of([*one.diagnostics, Diagnostic("also wrong"), *one.diagnostics])
    assert [found.message for found in both.diagnostics] == ["wrong", "also wrong"]
    assert str(both) == "q.yaml:14:20: wrong (mend it)\nalso wrong"


def test_a_refusal_survives_the_way_between_processes():
    refusal = Refused.of([Diagnostic("wrong", PLACE), Diagnostic("also wrong")])
    assert pickle.loads(pickle.dumps(refusal)).diagnostics == refusal.diagnostics


@pytest.mark.parametrize(
    ("word", "meant"),
    [("numbr", "number"), ("NUMBER", "number"), ("intager", "integer"), ("qqq", None), ("", None)],
)
def test_the_nearest_known_word(word, meant):
    assert nearest(word, ["number", "integer", "exact"]) == meant


def test_nearest_is_quick_for_hostile_words():
    assert nearest("a" * 100_000, ["number"] * 100) is None


def test_source_lines_come_from_the_files_as_they_are_now(tmp_path):
    path = tmp_path / "bank.yaml"
    path.write_text("first\nsecond\n", encoding="utf-8")
    finding = Diagnostic("wrong", Place(str(path), 2, 1, 7))
    assert "second\n      | ^^^^^^" in show_diagnostics([finding])
    path.write_text("first\nmended\n", encoding="utf-8")
    assert "mended" in show_diagnostics([finding])


def test_files_that_are_gone_are_left_out_silently(tmp_path):
    finding = Diagnostic("wrong", Place(str(tmp_path / "gone.yaml"), 2, 1))
    assert show_diagnostics([finding, Diagnostic("no place")]).split("\n")[1] == "no place"
    assert show_diagnostics([Diagnostic("wrong", Place("a\0b", 1, 1))]) == "a\0b:1:1: wrong"
