import tracemalloc
from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from examgen.text.diagnostic import Refused
from examgen.text.exact_yaml import decode, load, read
from examgen.text.place import Place


def plain(text):
    return load(text, "f.yaml").plain()


def problems(text):
    with pytest.raises(Refused) as caught:
        load(text, "f.yaml")
    return [(str(found.place), found.message) for found in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e5", Fraction(100000)),
        ("-2.50e-1", Fraction(-1, 4)),
        (".5", Fraction(1, 2)),
        ("1.", Fraction(1)),
        ("+3", 3),
        ("-0", 0),
        ("12", 12),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("2022-05-03", "2022-05-03"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        (".inf", ".inf"),
        (".nan", ".nan"),
        (".", "."),
        ("e5", "e5"),
        ("1e", "1e"),
        ("1/3", "1/3"),
        ("1e9999", "1e9999"),
        ("9" * 400, "9" * 400),
        ("'1'", "1"),
        ('"true"', "true"),
        ("2e5 m", "2e5 m"),
    ],
)
def test_scalars_are_what_authors_mean(written, meant):
    value = load(f"key: {written}", "f").at("key").plain()
    assert value == meant
    assert type(value) is type(meant)


def test_what_was_written_is_kept():
    node = load("a: 0.10\nb: true", "f")
    assert (node.at("a").written, node.at("b").written) == ("0.10", "true")


def test_keys_are_text():
    assert plain("1: a\ntrue: b\n0.5: c") == {"1": "a", "true": "b", "0.5": "c"}


def test_structure_and_paths():
    node = load("parts:\n  - {id: a, points: 3}\n  - {id: b}\n", "f")
    assert node.plain() == {"parts": [{"id": "a", "points": 3}, {"id": "b"}]}
    assert node.at("parts", 0, "points").plain() == 3
    assert node.at("parts", 7) is None
    assert node.at("parts", 0, "points", "deeper") is None
    assert node.at("nothing") is None


def test_places_of_values_and_keys():
    node = load('parts:\n  - {id: abc, points: 3, text: "x y"}\n', "f")
    assert node.at("parts", 0, "id").place == Place("f", 2, 10, 13)
    assert node.at("parts", 0, "points").place == Place("f", 2, 23, 24)
    assert node.at("parts", 0, "text").place == Place("f", 2, 33, 36)  # inside of the quotation marks
    assert node.at("parts", 0).key_places["points"] == Place("f", 2, 15, 21)
    assert node.key_place_of(["parts", 0, "points"]) == Place("f", 2, 15, 21)
    assert node.key_place_of([]) == node.place


def test_a_path_that_leads_nowhere_has_the_place_of_its_deepest_part():
    node = load("parts:\n  - {id: abc}\n", "f")
    assert node.place_of(["parts", 0, "points"]) == node.at("parts", 0).place
    assert node.place_of(["parts", "tag", 0, "id"]) == node.at("parts", 0, "id").place
    assert node.key_place_of(["parts", 0, "points"]) == node.at("parts", 0).place


def lines_of(text, *path):
    """What stands in the source where the lines of a text are said to be."""
    node, source = load(text, "f").at(*path), text.split("\n")
    return [source[p.line - 1][p.column - 1 : (p.end or p.column) - 1] for p in node.line_places()]


@pytest.mark.parametrize("text", ["a: |\n  one\n\n   two\n  three\n", "- x\n- a: |-\n\n    one\n     two"])
def test_lines_of_block_texts(text):
    node = load(text, "f")
    path = ("a",) if isinstance(node.value, dict) else (1, "a")
    assert lines_of(text, *path) == node.at(*path).value.split("\n")


def test_lines_of_folded_texts_start_where_they_stand():
    text = "a: >-\n  one\n  two\n\n  three\n"
    node = load(text, "f").at("a")
    assert node.value == "one two\nthree"
    assert [str(place) for place in node.line_places()] == ["f:2:3", "f:5:3"]
    assert str(node.locate(4, 7)) == "f:3:3"  # "two"


def test_characters_of_quoted_texts_through_folding_and_escapes():
    text = "a: \"x\\u0041\\ty  \n   z \\\n  w\"\nb: 'it''s\n\n  so'"
    node = load(text, "f")
    assert node.at("a").value == "xA\ty z w"
    assert str(node.at("a").locate(3, 4)) == "f:1:14"  # y
    assert str(node.at("a").locate(5, 6)) == "f:2:4"  # z
    assert str(node.at("a").locate(7, 8)) == "f:3:3"  # w
    assert node.at("b").value == "it's\nso"
    assert str(node.at("b").locate(3, 4)) == "f:4:9"  # s
    assert str(node.at("b").locate(5, 7)) == "f:6:3"  # so


def test_a_range_over_several_lines_is_its_first_line():
    node = load("a: |\n  one\n  two\n", "f").at("a")
    assert node.locate(1, 6) == Place("f", 2, 4, 6)


def test_texts_with_anchors_and_explicit_indentation():
    assert lines_of("a: &x |2\n    deep\n  flat\nb: *x", "a") == ["  deep", "flat", ""]
    assert lines_of("a: &x 'one'\nb: 2", "a") == ["one"]
    assert lines_of("a: |2\n\n    deep\n", "a")[1] == "  deep"


def test_values_that_are_no_text_have_one_place_for_all():
    node = load("a: 12", "f").at("a")
    assert node.line_places() == (node.place,)
    assert node.locate(0, 1) == node.place


def test_an_empty_text_has_a_place():
    assert str(load("a: ''\nb: |\n\nc: 1", "f").at("a").place) == "f:1:5"


@settings(deadline=None)
@given(
    st.lists(
        st.text(alphabet="ab #:{}'\"\\é\U0001d6fc", min_size=1, max_size=40), min_size=1, max_size=5
    ).map("\n".join)
)
def test_every_character_of_a_text_is_found_again(text):
    for style in ("|", '"', "'", ">"):
        source = yaml.dump({"k": [text]}, default_style=style, allow_unicode=True, width=20)
        node = load(source, "f").at("k", 0)
        lines = source.split("\n")
        for offset, char in enumerate(node.value):
            if char.isalpha():
                place = node.locate(offset, offset + 1)
                assert lines[place.line - 1][place.column - 1] in (char, "\\")


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1", "'a' is here twice"),
        ("a: &x [*x]", "f.yaml:1:4", "contains itself"),
        ("a: *nope", "f.yaml:1:4", "undefined alias"),
        ("a:\n\t- b", "f.yaml:2:1", "a tab"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1", "a second document"),
        ("a: !!python/name:os.system x", "f.yaml:1:4", "tag"),
        ("a: !x y", "f.yaml:1:4", "tag"),
        ("? [a]\n: b", "f.yaml:1:3", "a key must be a plain word"),
        ("x: &a {k: 1}\n<<: *a", "f.yaml:2:1", "merges"),
        ("a: \x07", "f.yaml:1:4", "U+0007"),
        ("a: [1, 2", "f.yaml:2:1", "not YAML"),
        ("a: {b: 1, says: x: y}", "f.yaml:1:18", "not YAML"),
        ("a: b\u2028c", "f.yaml:1:5", "U+2028"),
    ],
)
def test_what_is_refused_and_where(text, place, message):
    ((found_place, found_message),) = problems(text)
    assert found_place == place
    assert message in found_message


def test_all_problems_are_told_together():
    assert len(problems("a: 1\na: 2\nb: !x 1\n")) == 2


def test_quotes_are_suggested_where_a_text_breaks_the_brackets():
    with pytest.raises(Refused) as caught:
        load("a: {says: x: y}", "f")
    assert "quotes" in caught.value.diagnostics[0].hint


def test_nesting_is_bounded():
    assert "deep" in problems("[" * 100 + "]" * 100)[0][1]
    with pytest.raises(Refused):
        load("[" * 100_000, "f")


def test_aliases_that_unfold_without_bound_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    tracemalloc.start()
    assert "aliases" in problems("\n".join(lines))[0][1]
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_aliases_share_their_value():
    assert plain("a: &x [1, 2]\nb: *x") == {"a": [1, 2], "b": [1, 2]}


def test_an_empty_file_is_nothing():
    assert plain("") is None
    assert str(load("# only a comment", "f").place) == "f:1:1"


def test_bytes_that_are_no_utf8_have_a_place():
    assert decode(b"\xef\xbb\xbfa: \xc3\xa9", "f") == "a: é"
    with pytest.raises(Refused) as caught:
        decode("a: 1\nb: \xe9".encode("latin-1"), "f")
    assert str(caught.value.diagnostics[0].place) == "f:2:4"


def test_reading_files(tmp_path):
    path = tmp_path / "bank.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n")
    node = read(path, "shown.yaml")
    assert node.plain() == {"a": 1, "b": "x\ny\n"}
    assert str(node.at("b").line_place(1)) == "shown.yaml:4:3"
    with pytest.raises(Refused, match="No such file"):
        read(tmp_path / "gone.yaml")


@settings(deadline=None)
@given(st.text() | st.text(alphabet="ab:-[]{}&*!|>'\"#?,% \n\t0.1e~<@`"))
def test_any_text_is_read_or_refused(text):
    found = ()
    try:
        load(text, "f").plain()
    except Refused as refusal:
        found = refusal.diagnostics
        assert found
    assert all(one.place is None or one.place.line >= 1 for one in found)
