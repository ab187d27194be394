"""The file formats of banks and exams, field by field: the edge where files become data.

These models check names and plain types only and write the JSON Schema that editors use;
:mod:`examgen.bank.load` gives what they let through its meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from examgen.bank.model import ParameterType

__all__ = [
    "BankFile",
    "ExamFile",
    "ParameterEntry",
    "PartEntry",
    "QuestionEntry",
    "StepEntry",
    "json_schema",
]

IDENTIFIER = r"^[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*$"
NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"


def _words(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Fraction | bool):
        raise PydanticCustomError("words", "a text is expected; put it in quotes")
    return value


def _points(value: object) -> Fraction:
    if isinstance(value, str):
        try:
            value = Fraction(value)
        except (ValueError, ZeroDivisionError):
            value = None
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise PydanticCustomError("points", "a number is expected, as 2, 0.5 or 1/2")
    if value < 0:
        raise PydanticCustomError("points", "a number of 0 or more is expected")
    return Fraction(value)


def _under(key: str) -> Callable[[object], object]:
    """Let a bare value stand for a mapping with the one key."""
    return lambda value: value if isinstance(value, dict) else {key: value}


NUMBER = {"type": ["integer", "number", "string"]}
ANY_TERM: dict[str, Any] = {
    "anyOf": [{"type": ["integer", "number", "string", "boolean"]}, {"type": "array"}, {"type": "object"}],
}
Words = Annotated[str, BeforeValidator(_words)]
Id = Annotated[str, BeforeValidator(_words), Field(pattern=IDENTIFIER)]
Name = Annotated[str, Field(pattern=NAME)]
Points = Annotated[Fraction, PlainValidator(_points), WithJsonSchema(NUMBER)]
Term = Annotated[Any, WithJsonSchema(ANY_TERM)]
Key = Annotated[Any, WithJsonSchema({"anyOf": [*ANY_TERM["anyOf"], {"type": "object"}]})]
Size = Annotated[Any, WithJsonSchema(NUMBER)]


def _formula(value: object) -> object:
    if isinstance(value, dict) or value is None:
        raise PydanticCustomError("formula", "a formula is expected, as 2*a + 1")
    return value


FormulaText = Annotated[Any, BeforeValidator(_formula), WithJsonSchema(ANY_TERM)]


def _choices(value: object) -> object:
    if value is not None and not isinstance(value, list):
        raise PydanticCustomError("choices", "a list is expected, as [1, 2, 3]")
    return value


Terms = Annotated[list[Any] | None, BeforeValidator(_choices), WithJsonSchema({"type": "array"})]


class Entry(BaseModel):
    """What all entries share: an unknown field is an error, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class ScalarsEntry(Entry):
    """Which values a number, or each entry of a vector or matrix, may take."""

    range: Term | None = Field(None, description="low..high, both included; the ends may be formulas")
    step: Term | None = Field(None, description="distance of the values of the range (1)")
    choices: Terms = Field(None, description="the values to choose from")
    exclude: Terms = Field(None, description="values left out")


class ParameterEntry(ScalarsEntry):
    """A parameter: its type, where drawn values come from, the published value."""

    type: ParameterType = Field(description="what values it takes")
    value: FormulaText | None = Field(
        None, description="formula over other parameters, used unless it is set"
    )
    published: Term | None = Field(None, description="value on the paper as published; null draws one")
    hidden: bool = Field(False, description="only helps drawing other parameters; solvers don't see it")
    length: Size | None = Field(None, description="of a vector: a number, low..high, or a formula")
    rows: Size | None = Field(None, description="of a matrix: a number, low..high, or a formula")
    columns: Size | None = Field(None, description="of a matrix: a number, low..high, or a formula")
    shape: list[Size] | None = Field(None, description="of a tensor: the sizes of its axes, as [2, 3..4]")
    symbols: Words | list[Name] | None = Field(
        None, description="the names that stand for themselves in an expression, or in a list of expressions"
    )
    symbol: bool = Field(False, description="whether a whole number may be a letter, as C")
    entries: ScalarsEntry | None = Field(None, description="which values the entries may take")
    distinct: bool = Field(False, description="whether the entries must differ")
    shuffle: bool = Field(False, description="whether the entries of a chosen or derived vector are shuffled")
    tex: Words = Field("", description="symbol in TeX, as \\gamma")
    says: Words = Field("", description="what it is, in words")


class RequirementEntry(Entry):
    """A condition, with what to say where it does not hold."""

    that: FormulaText = Field(description="the condition")
    says: Words = Field("", description="what to say where it does not hold")


class StepEntry(Entry):
    """A step of the derivation, in the formula language."""

    formula: FormulaText = Field(description="value, over parameters and other steps")
    tex: Words = Field("", description="formula in TeX, for the solution sheet")
    says: Words = Field("", description="what the step is, for the solution sheet")
    trivial: Literal["", "zero", "empty"] = Field(
        "",
        description="value that leaves later steps nothing to do: no error is carried forward",
    )


class MistakeEntry(Entry):
    """A known wrong way to do a step."""

    id: Id = Field(description="its name in marks.csv")
    of: Name = Field(description="the step done wrongly")
    formula: FormulaText = Field(description="what is computed in its place")
    when: FormulaText = Field("true", description="condition under which it is a mistake at all")
    says: Words = Field(description="what went wrong, in words for the student")
    credit: Points = Field(Fraction(0), description="share of the points that it still earns, 0 to 1")


class CheckEntry(Entry):
    """A second route to a step, from the parameters alone."""

    formula: FormulaText = Field(description="value, over parameters only")


class CriterionEntry(Entry):
    """A line of a rubric."""

    points: Points = Field(description="what it earns")
    says: Words = Field(description="for what")


class AnswerEntry(BaseModel):
    """The kind of answer and where its key comes from; the kind's own options stand beside it."""

    model_config = ConfigDict(extra="allow", strict=True, arbitrary_types_allowed=True)

    kind: Words = Field(description="answer type: integer, exact, vector, interval, choice, text, ...")
    step: Name | None = Field(None, description="step that gives the key (the part's id, - written as _)")
    options: dict[str, Words] | None = Field(None, description="options of a choice, by id")
    options_from: Name | None = Field(
        None, description="list parameter whose entries are the options, A, B, C, ..., in place of `options`"
    )
    lines: dict[str, Words] | None = Field(None, description="lines of an order by id, in the right order")
    items: dict[str, Words] | None = Field(None, description="items to match with the options, by id")
    correct: Key | None = Field(
        None, description="right option, list of them, {item: option} of a match, or a fixed value"
    )
    cases: Annotated[Any, WithJsonSchema({"type": ["string", "object", "array"]})] = Field(
        None, description="what code is run on, as [{given: {x: 2}, expect: f(2)}], or a step that lists it"
    )


class PartEntry(Entry):
    """One thing that is asked."""

    id: Id = Field(description="its name in the question")
    ask: Words = Field(description="what is asked, in TeX")
    answer: Annotated[
        AnswerEntry, BeforeValidator(_under("kind"), json_schema_input_type=str | AnswerEntry)
    ] = Field(description="kind of answer and key")
    points: Points | None = Field(None, description="points; forms share their part's equally")
    room: int | None = Field(None, ge=0, le=60, description="lines of room to work in")
    unwieldy: bool = Field(False, description="whether the key may hold long numbers")
    form_of: Id | None = Field(None, description="part that this machine-markable form stands for")
    extension: bool = Field(False, description="asked only where an exam names it")
    label: Words | None = Field(None, description="TeX before the answer box, as $y =$")
    hint: Words | None = Field(None, description="hint printed below")
    model: Words | None = Field(None, description="model answer, for parts that a person marks")
    rubric: list[CriterionEntry] | None = Field(None, description="what earns how many points")
    also_published: Terms = Field(None, description="further right answers on the published paper")


FormulaStepEntry = Annotated[
    StepEntry, BeforeValidator(_under("formula"), json_schema_input_type=str | float | StepEntry)
]
FormulaCheckEntry = Annotated[
    CheckEntry, BeforeValidator(_under("formula"), json_schema_input_type=str | float | CheckEntry)
]
ConditionEntry = Annotated[
    RequirementEntry, BeforeValidator(_under("that"), json_schema_input_type=str | RequirementEntry)
]


class QuestionEntry(Entry):
    """A question."""

    id: Id = Field(description="its name in the bank")
    title: Words = Field(description="heading")
    topic: Words = Field("", description="field")
    difficulty: int = Field(3, ge=1, le=5, description="1 (easy) to 5 (hard), for blueprints")
    apart: list[Words] = Field(
        default_factory=list,
        description="questions that never stand on one paper with it: one gives away the other",
    )
    solver: Words | None = Field(None, description="derivation in Python, as batchnorm.jacobian")
    steps: dict[Name, FormulaStepEntry] | None = Field(None, description="derivation in formulas, by step")
    mistakes: list[MistakeEntry] | None = Field(None, description="known wrong ways, with `steps`")
    checks: dict[Name, FormulaCheckEntry] | None = Field(None, description="second routes, with `steps`")
    parameters: dict[Name, ParameterEntry] = Field(default_factory=dict, description="what variants change")
    valid: list[ConditionEntry] = Field(default_factory=list, description="conditions on any values")
    require: list[ConditionEntry] = Field(default_factory=list, description="conditions on drawn values")
    stem: Words = Field(description="what is given, in TeX with << >> for values")
    hint: Words | None = Field(None, description="hint printed below the stem")
    figure: dict[str, Any] | None = Field(None, description="{name: ..., and its options}")
    macros: Words = Field("", description="TeX definitions of this question")
    parts: list[PartEntry] = Field(min_length=1, description="what is asked, in order")


class BankFile(Entry):
    """A bank: the questions of one folder (`questions.yaml`)."""

    bank: Id = Field(description="the bank's name")
    title: Words = Field("", description="heading")
    macros: Words = Field("", description="TeX definitions for all questions")
    include: list[Words] = Field(
        default_factory=list, description="further files with questions, beside this one"
    )
    questions: list[QuestionEntry] = Field(default_factory=list, description="the questions")


class IncludedFile(Entry):
    """A further file of a bank: questions alone."""

    questions: list[QuestionEntry] = Field(description="the questions")


def _use_points(value: object) -> object:
    if isinstance(value, dict):
        return {key: _points(points) for key, points in value.items()}
    return _points(value)


UsePoints = Annotated[
    Any,
    BeforeValidator(_use_points),
    WithJsonSchema({"anyOf": [NUMBER, {"type": "object", "additionalProperties": NUMBER}]}),
]


class UseEntry(Entry):
    """A question of the exam."""

    use: Words = Field(description="bank/question")
    form: Literal["written", "auto", "numeric"] | None = Field(None, description="instead of the exam's form")
    parts: list[Id] | None = Field(None, description="parts to ask, if not all")
    points: UsePoints | None = Field(None, description="total of the question, or points by part")


class PickEntry(Entry):
    """Questions of a kind, chosen anew for every variant."""

    pick: int = Field(ge=1, description="how many questions")
    points: Points = Field(description="points of each of them")
    topic: Words | None = Field(None, description="of this topic")
    difficulty: Words | None = Field(None, description="of this difficulty: 2, or 2..4")
    banks: list[Id] | None = Field(None, description="from these banks (all of them)")
    among: list[Words] | None = Field(None, description="from these questions, as bank/question")
    without: list[Words] | None = Field(None, description="but none of these")
    form: Literal["written", "auto", "numeric"] | None = Field(None, description="instead of the exam's form")


def _kind_of_use(value: object) -> str:
    return "<pick>" if isinstance(value, dict) and "pick" in value else "<use>"


SlotEntry = Annotated[
    Annotated[UseEntry, Tag("<use>")] | Annotated[PickEntry, Tag("<pick>")], Discriminator(_kind_of_use)
]


class SectionEntry(Entry):
    """A part of the exam under a heading of its own."""

    title: Words = Field(description="heading")
    instructions: Words | None = Field(None, description="what holds for its questions, in TeX")
    questions: list[SlotEntry] = Field(min_length=1, description="its questions in order")


class ExamFile(Entry):
    """An exam: head, rules and questions of a paper (`exam.yaml`)."""

    exam: Id = Field(description="the exam's name, which names its output folder")
    default: bool = Field(False, description="whether `examgen build` takes it where none is named")
    title: Words = Field(description="title on the paper")
    subtitle: Words = Field("", description="below the title")
    course: Words = Field("", description="course")
    institution: Words = Field("", description="university, department")
    logo: Words | None = Field(None, description="image file beside the exam file")
    date: Words = Field("", description="date as printed")
    duration: Words = Field("", description="as 90 min")
    aids: list[Words] = Field(default_factory=list, description="what students may use")
    language: Literal["en", "de", "cs"] = Field("en", description="language of labels, decimal sign")
    form: Literal["written", "auto", "numeric"] = Field(
        "written", description="parts as asked, or machine-markable forms in their place"
    )
    seed: Words = Field(description="secret from which all numbers are drawn")
    follow_through: Points = Field(Fraction(1), description="credit for right work on an own earlier error")
    rules: list[Words] = Field(default_factory=list, description="rules printed on the first page, in TeX")
    paper: Literal["a4", "letter"] = Field("a4", description="paper size")
    points: Points | None = Field(None, description="total, checked against the sum")
    questions: list[SlotEntry] | None = Field(None, min_length=1, description="the questions in order")
    sections: list[SectionEntry] | None = Field(
        None, min_length=1, description="the questions under headings, in place of `questions`"
    )


FILES: Mapping[str, type[BaseModel]] = {"bank": BankFile, "questions": IncludedFile, "exam": ExamFile}
"""What files there are: banks, the files that they include, and exams."""


def json_schema(what: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, with descriptions, as editors use it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FILES[what].model_json_schema()}
