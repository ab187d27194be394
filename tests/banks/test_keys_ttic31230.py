"""The keys of ttic31230-midterm against references that share nothing with the solvers."""

from __future__ import annotations

import pytest

from examgen.text.diagnostic import Refused
from tests.banks.outside import compare, drawn, printed_again, questions, settings_of, solved
from tests.banks.references_ttic31230 import REFERENCES

BANK = "ttic31230-midterm"
NAMES = sorted(questions(BANK))
SETTINGS = settings_of("unusual_ttic31230.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_at_the_published_values(name: str) -> None:
    compare(solved(name), REFERENCES)


@pytest.mark.parametrize("name", NAMES)
def test_at_drawn_values(name: str) -> None:
    for index in range(10):
        compare(drawn(name, "references", index), REFERENCES)


@pytest.mark.parametrize("name", SETTINGS["unusual"])
def test_at_values_no_paper_has(name: str) -> None:
    for values in SETTINGS["unusual"][name]:
        compare(solved(f"{BANK}/{name}", values), REFERENCES)


@pytest.mark.parametrize(("name", "values", "parts", "why"), SETTINGS["ill-posed"])
def test_ill_posed_parts_say_why_and_the_others_are_solved(
    name: str, values: str, parts: list[str], why: str
) -> None:
    found = solved(f"{BANK}/{name}", values)["parts"]
    errors = {part: one["error"] for part, one in found.items() if "error" in one}
    assert sorted(errors) == parts
    assert any(why in one for one in errors.values())


@pytest.mark.parametrize(("name", "values", "why"), SETTINGS["refused"])
def test_values_that_are_none_are_refused(name: str, values: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        solved(f"{BANK}/{name}", values)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_of_the_parameters_may_be_set(name: str) -> None:
    found = drawn(name, "again", 0)
    assert printed_again(found) == found


def test_every_question_has_a_reference_and_unusual_values() -> None:
    assert set(NAMES) == set(REFERENCES) == {f"{BANK}/{name}" for name in SETTINGS["unusual"]}
    assert min(map(len, SETTINGS["unusual"].values())) >= 20


def test_forms_that_a_program_can_read() -> None:
    none = solved(f"{BANK}/log-uniform-prior", "lam=100")["parts"]
    assert (none["stationary-points"]["answer"], none["point-kinds"]["answer"]) == ("[]", [])
    layer = solved(f"{BANK}/simple-norm-layer", "L=[[[[1]]]] | A=[2] | B=[3] | grad_out=[[[[5]]]]")["parts"]
    assert (layer["forward-values"]["answer"], layer["forward-values"]["decimal"]) == (
        "[[[[8]]]]",
        [[[[8.0]]]],
    )
    assert layer["grad-scale-formula"]["decimal"] is None


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_at_many_drawn_values(name: str) -> None:
    for index in range(100):
        compare(drawn(name, "sweep", index), REFERENCES)
