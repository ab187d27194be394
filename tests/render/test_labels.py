"""Words of the papers in their languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from examgen.render.escape import escape
from examgen.render.labels import languages, load_labels
from examgen.render.resources import folder
from examgen.text.diagnostic import Refused
from examgen.text.place import Place

PACKAGED = folder("templates")


def test_every_language_has_every_word_and_can_be_printed() -> None:
    english = load_labels([PACKAGED], "en")
    assert languages([PACKAGED]) == ["cs", "de", "en"]
    for language in languages([PACKAGED]):
        words = load_labels([PACKAGED], language)
        assert _leaves(words).keys() == _leaves(english).keys()
        assert all(escape(text) for text in _leaves(words).values())


def test_an_own_word_wins(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "en.yaml").write_text("student_id: Matriculation\npoint_words: {one: mark}\n")
    words = load_labels([tmp_path, PACKAGED], "en")
    assert words["student_id"] == "Matriculation"
    assert words["point_words"] == {"one": "mark", "few": "points", "many": "points"}
    assert words["variant"] == "Variant"


def test_an_own_language_must_be_complete(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "fr.yaml").write_text("variant: Variante\n")
    with pytest.raises(Refused, match="are missing"):
        load_labels([tmp_path, PACKAGED], "fr")


def test_an_unknown_language_is_refused_where_it_is_named() -> None:
    place = Place("exam.yaml", 3, 11)
    with pytest.raises(Refused) as caught:
        load_labels([PACKAGED], "eng", place)
    (said,) = caught.value.diagnostics
    assert said.place == place
    assert said.hint == "did you mean 'en'?"
    with pytest.raises(Refused) as caught:
        load_labels([PACKAGED], "xx-yy")
    assert "there are cs, de, en" in caught.value.diagnostics[0].hint


def test_resources_are_found_or_missed() -> None:
    assert (PACKAGED / "latex" / "exam.tex.j2").is_file()
    with pytest.raises(FileNotFoundError, match="no nonsense folder"):
        folder("nonsense")


def _leaves(words: object, path: str = "") -> dict[str, str]:
    if isinstance(words, dict):
        return {k: v for name, value in words.items() for k, v in _leaves(value, f"{path}/{name}").items()}
    return {path: str(words)}
