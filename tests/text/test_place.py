from examgen.text.place import Place


def test_a_place_reads_as_editors_expect():
    assert str(Place("banks/a.yaml", 14, 15, 20)) == "banks/a.yaml:14:15"


def test_places_sort_by_file_line_and_column():
    places = [Place("b", 1, 1), Place("a", 2, 1), Place("a", 1, 9), Place("a", 1, 2)]
    assert [str(place) for place in sorted(places, key=lambda p: (p.file, p.line, p.column))] == [
        "a:1:2",
        "a:1:9",
        "a:2:1",
        "b:1:1",
    ]


def test_a_part_of_a_place_is_shifted_by_its_offset():
    assert Place("a", 3, 10, 20).part(2, 5) == Place("a", 3, 12, 15)
    assert Place("a", 3, 10).part(2, 2) == Place("a", 3, 12, 13)


def test_a_part_that_does_not_fit_is_the_whole_place():
    whole = Place("a", 3, 10, 20)
    assert whole.part(8, 11) == whole
