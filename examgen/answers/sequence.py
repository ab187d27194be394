"""Words or indices in order, or several such sequences, best first.

A student writes ``the green rectangle``, ``the, green, rectangle``, ``the/green/rectangle``, ``the -> green ->
rectangle``, ``[2, 0, 1]``, ``2 0 1``, ``2-0-1``; upper and lower case are the same. Several sequences stand in
lines, in brackets or behind semicolons. The option `words` lists the words by their index (from 0), so that either
may be written; the `start` token may stand in front or not. Of several sequences each one at its place earns its
share, so that a student who finds one of two gets a part of the points, unless ``partial`` is off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from examgen.answers._listing import count
from examgen.answers._nothing import is_nothing_written
from examgen.answers._sequences import Sequences, read_sequences
from examgen.answers._words import folded
from examgen.answers.base import RIGHT, WRONG, Example, Interaction, Key, Option, Outcome, Spec, partly, wrong
from examgen.text.expr import Expr
from examgen.text.show import show as shown
from examgen.text.syntax import Unreadable
from examgen.text.tex import tex as plain_tex
from examgen.text.values import Value

interaction = Interaction.ENTRY
rubric = False
options: Mapping[str, Option] = {
    "words": Option("names", (), "the words by their index, from 0, so that words and indices mean the same"),
    "start": Option("word", "BOS", "the start token, which may be written in front or left out"),
    "partial": Option("flag", True, "whether each of several sequences earns its share of the points"),
}

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Row = tuple[str, ...]


def read(text: str, spec: Spec) -> Sequences:
    """Return the sequences, words folded to one form and, where `words` says which, as indices."""
    if is_nothing_written(text):
        return Sequences(((),), several=False)
    found = read_sequences(text)
    start, book = _start(spec), _book(spec)
    rows = tuple(tuple(book.get(word, word) for word in _without(start, row)) for row in found.rows)
    if not all(rows):
        raise Unreadable("nothing stands after the start token", 0, len(text))
    if book and (strange := next((word for row in rows for word in row if not _is_index(word)), None)):
        known = ", ".join(map(str, book))
        raise Unreadable(f"'{strange}' is none of the words ({known})", 0, len(text))
    return Sequences(rows, found.several)


def _start(spec: Spec) -> str:
    return folded(str(spec.options.get("start") or ""))


def _without(start: str, row: Row) -> Row:
    return row[1:] if start and row[:1] == (start,) else row


def _book(spec: Spec) -> dict[str, str]:
    """Return the index of each word."""
    words = spec.options.get("words")
    return {folded(str(word)): str(at) for at, word in enumerate(words)} if isinstance(words, tuple) else {}


def _is_index(word: str) -> bool:
    return word.lstrip("-").isdecimal()


def compare(key: Key, given: object, spec: Spec) -> Outcome:
    """Compare the sequence, or each one at its place."""
    if not (isinstance(key, tuple) and isinstance(given, Sequences)):
        return WRONG
    if not key:
        return WRONG if given.joined else RIGHT
    several = isinstance(key[0], tuple)
    wanted = [_row(row, spec) for row in (key if several else (key,)) if isinstance(row, tuple)]
    if len(wanted) > 1:
        return _compare_several(wanted, given, spec)
    if len(given.rows) > 1:
        return wrong(f"{_number(len(given.rows))} sequences are written, where one is asked for")
    return _compare_one(wanted[0], given.rows[0])


def _row(entries: Sequence[object], spec: Spec) -> Row:
    """Return a key's sequence as an answer would be read."""
    words = [folded(shown(one) if isinstance(one, Expr) else str(one)) for one in entries]
    try:
        spelt = read_sequences(" / ".join(words)).joined
    except Unreadable:
        spelt = tuple(words)
    book = _book(spec)
    return tuple(book.get(word, word) for word in _without(_start(spec), spelt))


def _compare_one(wanted: Row, given: Row) -> Outcome:
    if wanted == given:
        return RIGHT
    if len(wanted) != len(given):
        return wrong(f"{count(len(given), 'entry')} written, where {len(wanted)} are needed")
    differing = [at for at, pair in enumerate(zip(wanted, given, strict=True), 1) if pair[0] != pair[1]]
    if sorted(wanted) == sorted(given):
        return wrong("the entries are right, but their order is not")
    return wrong(f"entry {differing[0]} is the first that is not right")


def _compare_several(wanted: Sequence[Row], given: Sequences, spec: Spec) -> Outcome:
    rows = given.rows
    if list(rows) == list(wanted):
        return RIGHT
    placed = sum(one == other for one, other in zip(wanted, rows, strict=False))
    if len(rows) < len(wanted):
        placed = _in_order(wanted, rows)
    why = _why(wanted, rows, placed)
    extra = max(len(rows) - len(wanted), 0)
    share = Fraction(placed - extra, len(wanted))
    return partly(share, why) if spec.options.get("partial", True) else wrong(why)


def _in_order(wanted: Sequence[Row], rows: Sequence[Row]) -> int:
    """Count how many of the sequences written are among those wanted, in the same order."""
    best = [0] * (len(wanted) + 1)
    for row in rows:
        before = best[:]
        for at, one in enumerate(wanted):
            best[at + 1] = before[at] + 1 if one == row else max(best[at], before[at + 1])
    return best[-1]


def _why(wanted: Sequence[Row], rows: Sequence[Row], placed: int) -> str:
    asked = _number(len(wanted))
    if len(rows) < len(wanted):
        verb = "is" if len(rows) == 1 else "are"
        said = f"{_number(len(rows))} of {asked} sequences {verb} given"
        return said if placed == len(rows) else f"{said}; {_right(placed)}"
    if len(rows) > len(wanted):
        return f"{_number(len(rows))} sequences are written, where {asked} are asked for"
    if sorted(rows) == sorted(wanted):
        return "the sequences are right, but their order is not"
    return f"{_number(placed)} of {asked} sequences {'is' if placed == 1 else 'are'} right"


def _right(placed: int) -> str:
    return (
        "it is not right"
        if not placed
        else f"{_number(placed)} of them {'is' if placed == 1 else 'are'} right"
    )


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def given_value(given: object) -> Value | None:
    """Return a list of words or, if there are only whole numbers, of numbers; several are a list of lists."""
    if not isinstance(given, Sequences):
        return None
    numeric = all(map(_is_index, given.joined))
    rows: list[Value] = [tuple(Expr.of(int(word)) if numeric else word for word in row) for row in given.rows]
    return tuple(rows) if given.several else rows[0]


def show(value: Value) -> str:
    """Return words with spaces between them, indices with commas; several sequences in brackets."""
    if not isinstance(value, tuple):
        return shown(value)
    if not value:
        return "none"
    if isinstance(value[0], tuple):
        listed = ", ".join(f"[{show(row)}]" for row in value)
        return f"[{listed}]" if len(value) == 1 else listed
    return (", " if isinstance(value[0], Expr) else " ").join(map(shown, value))


def tex(value: Value, *, decimal_comma: bool = False) -> str:
    """Write it as LaTeX math, several sequences one below the other."""
    if not isinstance(value, tuple) or not value:
        return plain_tex(value, decimal_comma=decimal_comma)
    if value and isinstance(value[0], tuple):
        rows = r" \\ ".join(tex(row) for row in value)
        return rf"\begin{{array}}{{@{{}}l@{{}}}}{rows}\end{{array}}"
    between = r",\ " if value and isinstance(value[0], Expr) else r"\ "
    return between.join(plain_tex(entry) for entry in value)


def accepted(key: Value, spec: Spec) -> tuple[str, ...]:
    """Return the sequence and, where `words` says which, the same with words in place of indices."""
    forms = [f"${tex(key)}$"]
    words = spec.options.get("words")
    if isinstance(words, tuple) and words:
        forms.append(f"${tex(_spelt(key, words))}$")
    return tuple(dict.fromkeys(forms))


def _spelt(key: Value, words: Sequence[str]) -> Value:
    if isinstance(key, tuple):
        return tuple(_spelt(one, words) for one in key)
    at = int(key.fraction) if isinstance(key, Expr) and key.is_integer else -1
    return words[at] if 0 <= at < len(words) else key


def how_to_write(spec: Spec) -> str:
    """Say how the entries are separated."""
    either = "words or indices" if spec.options.get("words") else "words, or indices,"
    return f"the {either} in order, separated by spaces or commas; several sequences one below the other"


def examples() -> tuple[Example, ...]:
    """One sequence and several, in words and in indices."""
    key, two = "the green rectangle", "[the green rectangle], [a blue square]"
    listed = {"words": ["BOS", "the", "green", "rectangle"]}
    kinds = {"words": ["minimum", "maximum"]}
    return (
        Example(key, "The green rectangle", "right"),
        Example(key, "the, green, rectangle", "right"),
        Example(key, "the/green/rectangle", "right"),
        Example(key, "the -> green → rectangle.", "right"),
        Example(key, "(the, green, rectangle)", "right"),
        Example(key, "the\ngreen\nrectangle", "right"),
        Example(key, "<BOS> the green rectangle", "right"),
        Example(key, "<s> the green rectangle", "right", options={"start": "<s>"}),
        Example(key, "the red rectangle", "wrong", "entry 2 is the first"),
        Example(key, "the rectangle green", "wrong", "their order is not"),
        Example(key, "the green", "wrong", "2 entries written, where 3 are needed"),
        Example(key, "the green rectangle; a blue square", "wrong", "two sequences are written"),
        Example("2, 0, 1", "[2, 0, 1]", "right"),
        Example("2, 0, 1", "2 0 1", "right"),
        Example("2, 0, 1", "2-0-1", "right"),
        Example("2, 0, 1", "2 → 0 → 1", "right"),
        Example("2, 0, 1", "2, 1, 0", "wrong"),
        Example("2, 0, 1", "2, 0, 0", "wrong", "entry 3"),
        Example("1, 2, 3", "the green rectangle", "right", options=listed),
        Example("1, 2, 3", "BOS the green rectangle", "right", options=listed),
        Example("1, 2, 3", "1 2 2", "wrong", "entry 3", options=listed),
        Example("minimum maximum", "Minimum, maximum", "right"),
        Example("minimum maximum", "maximum, minimum", "wrong", "their order is not"),
        Example("minimum maximum", "min, max", "unreadable", "none of the words", options=kinds),
        Example("none", "none", "right"),
        Example("none", "minimum", "wrong"),
        Example(two, "the green rectangle; a blue square", "right"),
        Example(two, "the green rectangle, a blue square", "right"),
        Example(two, "1. the green rectangle\n2. a blue square", "right"),
        Example(two, "(the, green, rectangle), (a, blue, square)", "right"),
        Example(two, "the green rectangle", "partial", "one of two sequences is given"),
        Example(two, "a blue square", "partial", "one of two sequences is given"),
        Example(two, "a red circle", "wrong", "one of two sequences is given; it is not right"),
        Example(two, "the green rectangle; a red circle", "partial", "one of two sequences is right"),
        Example(two, "a blue square; the green rectangle", "wrong", "right, but their order is not"),
        Example(two, "the green rectangle", "wrong", "one of two", options={"partial": False}),
        Example("[2, 0], [1, 1]", "[[2, 0], [1, 1]]", "right"),
        Example("[2, 0], [1, 1]", "2 0\n1 1", "right"),
        Example(key, "the green (rectangle", "unreadable", "is no part"),
        Example(key, "the green rectangle: -9.3", "unreadable", "is no part of a sequence"),
        Example(key, "->", "unreadable", "no word"),
    )
