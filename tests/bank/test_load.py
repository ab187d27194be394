from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from examgen.bank.load import find_banks, load_bank, load_banks
from examgen.bank.model import Bank
from examgen.bank.names import default_exam, exam_id, find_exams
from examgen.text.diagnostic import Refused
from examgen.text.expr import Expr

from .conftest import DATA, SMALL

Write = Callable[..., Path]


def test_a_bank_knows_its_questions_and_their_texts(course: Bank) -> None:
    assert (course.id, course.title) == ("course", "A small course")
    assert list(course.questions) == ["parabola", "tensors"]
    parabola = course.questions["parabola"]
    assert parabola.name == "course/parabola"
    assert parabola.macros == "\\newcommand{\\loss}{\\mathcal{L}}\n"
    assert parabola.stem.source.startswith("Let $f(w) = <<a>> w^2$")
    assert parabola.stem.line(1).line == parabola.stem.line(0).line + 1
    assert parabola.topic == "optimisation"


def test_parameters_have_domains_and_exact_published_values(course: Bank) -> None:
    found = course.questions["parabola"].parameters
    assert found["a"].published == Expr.of(3)
    assert found["alpha"].published is None
    scalars = found["alpha"].domain.scalars
    assert scalars is not None
    assert scalars.choices == tuple(map(Expr.of, (Fraction(1, 10), Fraction(1, 4), Fraction(1, 5))))
    tensors = course.questions["tensors"].parameters
    assert tensors["x"].published == (Expr.of(2), Expr.of(4))
    assert tensors["mode"].published == "sum"
    assert tensors["u"].published == Expr.of(1)
    assert tensors["bias"].published is False
    assert tensors["centre"].hidden
    assert not tensors["x"].hidden


def test_parts_have_one_source_of_their_key(course: Bank) -> None:
    question = course.questions["parabola"]
    assert {part.id: part.step for part in question.parts if part.step} == {
        "slope": "slope", "step": "w1", "loss": "loss",
    }  # fmt: skip
    assert question.part("why-choice").literal == "against"
    assert question.part("why-order").literal == ("first", "second", "third")
    assert question.part("extra").literal == ("A", "C")
    why = question.part("why")
    assert not why.keyed
    assert [criterion.points for criterion in why.rubric] == [1, 1]
    assert question.part("step").room == 3
    with pytest.raises(KeyError):
        question.part("nowhere")


def test_forms_share_their_parts_points(course: Bank) -> None:
    question = course.questions["parabola"]
    assert [form.id for form in question.forms_of("why")] == ["why-choice", "why-order"]
    assert [form.points for form in question.forms_of("why")] == [1, 1]


def test_a_form_with_points_of_its_own_leaves_the_rest_to_the_others(small: Write) -> None:
    form = "      - {{id: {0}, form_of: total, answer: exact, ask: x{1}}}\n"
    extra = form.format("two, points: 1/4", "") + form.format("three", "")
    path = small(("points: 1}\n", "points: 1}\n" + extra.replace("two,", "two,").replace("{id: ", "{id: ")),
                 ("total: a + b", "total: a + b\n      two: a + b\n      three: a + b"),
                 ("total: b + a", "total: b + a\n      two: b + a\n      three: b + a"))  # fmt: skip
    question = load_bank(path).questions["first"]
    assert [(part.id, part.points) for part in question.parts] == [
        ("total", 1), ("two", Fraction(1, 4)), ("three", Fraction(3, 4)),
    ]  # fmt: skip


def test_the_digest_of_a_parameter_section_knows_no_wording(small: Write) -> None:
    plain = load_bank(small()).questions["first"].digest
    worded = small(
        ("range: 1..5, published: 2", "says: a number, tex: A, published: 4, range: 1..5"),
        ("Let $a", "Take $a"),
    )
    assert load_bank(worded).questions["first"].digest == plain
    assert load_bank(small(("range: 1..5", "range: 1..6"))).questions["first"].digest != plain
    ruled = small(("    stem:", "    require: [a != 3]\n    stem:"))
    assert load_bank(ruled).questions["first"].digest != plain


def test_banks_and_exams_are_found_below_a_folder(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "questions.yaml").write_text(SMALL.replace("bank: small", f"bank: {name}"))
    assert [path.parent.name for path in find_banks(tmp_path)] == ["one", "two"]
    assert list(load_banks(tmp_path)) == ["one", "two"]
    (tmp_path / "two" / "questions.yaml").write_text(SMALL.replace("bank: small", "bank: one"))
    with pytest.raises(Refused, match="two banks are called 'one'"):
        load_banks(tmp_path)


def test_a_bank_may_begin_with_a_byte_order_mark(small: Write) -> None:
    path = small()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_bank(path).id == "small"


def test_the_default_exam_is_the_only_one_or_the_marked_one(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no exam file"):
        default_exam(tmp_path)
    text = (DATA / "course" / "exam.yaml").read_text()
    first, second = tmp_path / "exam.yaml", tmp_path / "exam-2.yaml"
    first.write_text(text.replace("default: true\n", ""))
    assert default_exam(tmp_path) == first
    second.write_text(text)
    assert find_exams(tmp_path) == [second, first]
    assert default_exam(tmp_path) == second
    first.write_text(text)
    with pytest.raises(Refused, match="which exam"):
        default_exam(tmp_path)


@pytest.mark.parametrize("folder", sorted(DATA.iterdir()), ids=lambda folder: folder.name)
def test_sample_banks_load(folder: Path) -> None:
    assert load_bank(folder).questions


def test_images_lie_beside_the_bank(small: Write) -> None:
    path = small(("Let $a = <<a>>$", r"\includegraphics[width=3cm]{pictures/plot} $<<a>>$"))
    (path.parent / "pictures").mkdir()
    image = path.parent / "pictures" / "plot.png"
    image.write_bytes(b"png")
    assert load_bank(path).questions["first"].images == (image.resolve(),)


def test_a_bank_may_use_a_solver_and_a_question_may_need_none(small: Write) -> None:
    solver = small(("steps:\n      total: a + b\n    checks:\n      total: b + a", "solver: batchnorm.jacobian"),
                   ("a: {type: integer, range: 1..5, published: 2}", "x: {type: vector, published: [2, 4]}"),
                   ("b: {type: rational, choices: [1/2, 3], published: 3}", "eps: {type: integer, published: 0}"),
                   ("Let $a = <<a>>$ and $b = <<b>>$.", "Look."),
                   ("id: total", "id: jacobian"), ("exact", "matrix"))  # fmt: skip
    question = load_bank(solver).questions["first"]
    assert question.solver == "batchnorm.jacobian"
    assert question.steps_source is None
    assert question.derivation.needs("jacobian") == {"x", "eps"}
    plain = small(("    steps:\n      total: a + b\n    checks:\n      total: b + a\n", ""),
                  ("{kind: exact}", "{kind: choice, options: {A: x, B: y}, correct: [A]}"))  # fmt: skip
    assert load_bank(plain).questions["first"].part("total").literal == "A"


def test_a_fixed_value_may_be_the_key(small: Write) -> None:
    question = load_bank(small(("{kind: exact}", "{kind: exact, correct: 3/4}"))).questions["first"]
    assert question.part("total").literal == Expr.of(Fraction(3, 4))
    assert question.part("total").step is None


def test_steps_written_in_yaml_are_kept_for_the_record(course: Bank) -> None:
    source = course.questions["parabola"].steps_source
    assert source is not None
    assert source["steps"]["w1"] == "w0 - alpha*slope"  # type: ignore[index]
    assert [mistake["id"] for mistake in source["mistakes"]] == ["factor-lost", "ascent"]  # type: ignore[attr-defined]


def test_a_list_of_formulas_is_a_vector(small: Write) -> None:
    path = small(("      b: {", "      v: {type: vector, value: [a, 2*a, true], published: [1, 2]}\n      b: {"),
                 ("total: a + b", "total: [a, b, 1/2]"), ("total: b + a", "total: [a, b, 0.5]"),
                 ("exact", "vector"))  # fmt: skip
    question = load_bank(path).questions["first"]
    formula = question.parameters["v"].formula
    assert formula is not None
    assert formula.names == {"a"}
    assert question.derivation.run({"a": 1, "b": 2})["total"] == tuple(map(Expr.of, (1, 2, Fraction(1, 2))))


def test_answers_that_also_count_on_the_published_paper(small: Write) -> None:
    path = small(("points: 1}", "points: 1, also_published: [a - b, 56, 1/2]}"))
    (part,) = load_bank(path).questions["first"].parts
    values = [one.evaluate({"a": Expr.of(3), "b": Expr.of(1)}) for one in part.also_published]
    assert values == [2, 56, Fraction(1, 2)]


def test_a_part_tells_answer_types_what_they_need(course: Bank) -> None:
    part = course.questions["parabola"].part("why-order")
    spec = part.spec(decimal_comma=True)
    assert (spec.kind, spec.choices, spec.decimal_comma) == ("order", ("first", "second", "third"), True)
    assert spec.options == {"partial": False}


def test_an_exam_is_named_without_loading_it(tmp_path: Path) -> None:
    path = tmp_path / "exam.yaml"
    path.write_text("exam: final\nquestions: not checked here\n")
    assert exam_id(path) == "final"
    path.write_text("title: Final\n")
    with pytest.raises(Refused, match="names no exam"):
        exam_id(path)
