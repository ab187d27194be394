"""A small printed paper, made by hand: what marking and reports are tested on."""

from __future__ import annotations

from fractions import Fraction

from examgen.papers.record import (
    CriterionRecord,
    KeyRecord,
    LetterRecord,
    LineRecord,
    MistakeRecord,
    PartRecord,
    Policy,
    QuestionRecord,
)
from examgen.text.expr import Expr

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def number(value: int | str | Fraction) -> Expr:
    return Expr.of(Fraction(value))


def part(name: str, printed: str, **changes: object) -> PartRecord:
    settings: dict[str, object] = {
        "id": name,
        "number": printed,
        "kind": "exact",
        "options": {},
        "letters": (),
        "choices": (),
        "key": None,
        "accepted": (),
        "step": None,
        "depends_on": (),
        "points": Fraction(2),
        "rubric": (),
        "model": None,
        "ask": f"Find {name}.",
        "decimal_comma": False,
        "open": False,
    }
    return PartRecord(**(settings | changes))  # type: ignore[arg-type]


def sums(a: int = 3, b: int = 5) -> QuestionRecord:
    """plus = a + b; double = 2*area with the unasked area = a*b; total = double + plus; ratio = total/plus."""
    steps = {
        "plus": "a + b",
        "area": "a*b",
        "double": {"formula": "2*area", "says": "twice the area", "trivial": "zero"},
        "total": "double + plus",
        "ratio": "total/plus",
    }
    mistakes = (
        {"id": "subtracted", "of": "plus", "formula": "a - b", "says": "subtracted", "credit": HALF},
        {"id": "squared", "of": "area", "formula": "a*a", "says": "squared one side", "credit": QUARTER},
        {"id": "undoubled", "of": "double", "formula": "area", "says": "lost the factor 2", "credit": HALF},
        {
            "id": "minus",
            "of": "total",
            "formula": "double - plus",
            "says": "took the difference",
            "credit": HALF,
        },
    )
    total, ratio = 2 * a * b + a + b, Fraction(2 * a * b + a + b, a + b)
    return QuestionRecord(
        bank="sample",
        id="sums",
        number=1,
        title="Sums",
        identity="0123456789abcdef",
        parameters={"a": number(a), "b": number(b)},
        values={"plus": number(a + b), "area": number(a * b)},
        lines=(LineRecord("plus", "the sum", "s = a + b", "3 + 5", "8"),),
        solver="",
        digest="",
        steps={"steps": steps, "mistakes": mistakes},
        mistakes=(
            MistakeRecord(
                "subtracted",
                "plus",
                "subtracted",
                HALF,
                {"sum": number(a - b), "total": number(2 * a * b + a - b)},
            ),
            MistakeRecord(
                "squared",
                "area",
                "squared one side",
                QUARTER,
                {
                    "double": number(2 * a * a),
                    "total": number(2 * a * a + a + b),
                    "ratio": number(Fraction(2 * a * a + a + b, a + b)),
                },
            ),
            MistakeRecord(
                "undoubled",
                "double",
                "lost the factor 2",
                HALF,
                {"double": number(a * b), "total": number(a * b + a + b)},
            ),
            MistakeRecord(
                "minus",
                "total",
                "took the difference",
                HALF,
                {"total": number(2 * a * b - a - b), "ratio": number(Fraction(2 * a * b - a - b, a + b))},
            ),
        ),
        parts=(
            part("sum", "1a", key=number(a + b), step="plus"),
            part("double", "1b", key=number(2 * a * b), step="double"),
            part(
                "total",
                "1c",
                key=number(total),
                step="total",
                depends_on=("sum", "double"),
                points=Fraction(3),
            ),
            part("ratio", "1d", key=number(ratio), step="ratio", depends_on=("sum", "total")),
        ),
    )


LETTERS = tuple(
    LetterRecord(letter, name, name)
    for letter, name in zip("ABCD", ("up", "down", "left", "right"), strict=True)
)
IDS = ("down", "left", "right", "up")


def words() -> QuestionRecord:
    """A choice, a choice of several, an order, and a part that a person marks."""
    return QuestionRecord(
        bank="sample",
        id="words",
        number=2,
        title="Words",
        identity="fedcba9876543210",
        parameters={},
        values={},
        lines=(),
        solver="",
        digest="",
        steps=None,
        mistakes=(),
        parts=(
            part("way", "2a", kind="choice", key="left", letters=LETTERS, choices=IDS, points=Fraction(1)),
            part("ways", "2b", kind="multi-choice", key=("up", "down"), letters=LETTERS, choices=IDS),
            part(
                "path", "2c", kind="order", key=("left", "up", "down", "right"), letters=LETTERS, choices=IDS
            ),
            part(
                "why",
                "2d",
                kind="text",
                rubric=(
                    CriterionRecord(Fraction(1), "names the cause"),
                    CriterionRecord(Fraction(1), "an example"),
                ),
                model="Because of the cause.",
            ),
        ),
    )


def paper(name: str = "A", a: int = 3, b: int = 5, **policy: object) -> KeyRecord:
    """One paper of both questions."""
    return KeyRecord(
        exam="sample-exam",
        title="Sample",
        paper=name,
        published=False,
        language="en",
        policy=Policy(**policy),  # type: ignore[arg-type]
        questions=(sums(a, b), words()),
    )
