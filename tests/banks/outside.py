"""Comparing keys with references as a program outside would: by what `examgen solve --json` prints, read by sympy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import sympy as sp
import yaml

from examgen.bank.load import load_banks
from examgen.bank.model import Question
from examgen.cli.solve import described, settings
from examgen.instances.draw import draw
from examgen.instances.given import given
from examgen.instances.solve import solve
from examgen.text.values import Value

BANKS = Path(__file__).parents[2] / "banks"
DIGITS = 40
TOLERANCE = sp.Float(10) ** -25
LETTERS = (
    "L",
    "A",
    "B",
    "G",
    "N",
    "T",
    "b",
    "eta",
    "mu",
    "g",
    "p",
    "lam",
    "theta",
    "G_re",
    "G_im",
    "eps",
    "d",
    "s",
)
MORE = (
    "w1",
    "w2",
    "theta_1",
    "theta_2",
    "V",
    "k",
    "mu_w",
    "sigma_w",
    "mu_x",
    "sigma_x",
    "alpha",
    "gamma",
    "norm_u",
    "x",
    "y",
    "z",
    "t",
    "u",
    "v",
    "w",
)
SYMBOLS = {name: sp.Symbol(name) for name in (*LETTERS, *MORE)}
FUNCTIONS = {"sigma": lambda x: 1 / (1 + sp.exp(-x)), "ln": sp.log, "abs": sp.Abs, "e": sp.E}
WHOLE = {"selection", "activation"}
"""Parameters that are words, not formulas."""


@cache
def questions(bank: str) -> Mapping[str, Question]:
    """Return the questions of a bank by full name."""
    return {one.name: one for one in load_banks(BANKS)[bank].questions.values()}


def solved(name: str, values: str = "") -> dict[str, Any]:
    """Return what `examgen solve NAME --json --set ...` prints; `values` are separated by " | "."""
    question = questions(name.split("/")[0])[name]
    return _printed(question, given(question, settings(values.split(" | ") if values else [])))


def printed_again(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is printed for parameters that are set as they were printed."""
    return solved(
        found["question"], " | ".join(f"{name}={text}" for name, text in found["parameters"].items())
    )


def settings_of(file: str) -> dict[str, Any]:
    """Return the settings that a file beside this one lists."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / file).read_text())
    return found


def drawn(name: str, seed: str, index: int) -> dict[str, Any]:
    """Return what is printed for drawn values."""
    question = questions(name.split("/")[0])[name]
    return _printed(question, dict(draw(question, seed, index).parameters))


def _printed(question: Question, parameters: Mapping[str, Value]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(described(solve(question, parameters))))
    return found


def read(text: Any) -> Any:
    """Read a printed value: a formula, lists of them, a map from path to number; anything else stays."""
    if not isinstance(text, str):
        return [read(one) for one in text] if isinstance(text, list) else text
    if text.startswith("{"):
        return {path: read(one) for path, one in re.findall(r"([^{},:]+): ([^,}]+)", text.replace(", ", ","))}
    return sp.sympify(text.replace("^", "**"), locals={**SYMBOLS, **FUNCTIONS}, rational=True)


def parameter(name: str, text: Any) -> Any:
    """Read a printed parameter."""
    if name == "variables":
        return [SYMBOLS[one] for one in text.strip("[]()").split(", ")]
    if name in WHOLE or isinstance(text, bool):
        return text
    value = read(text)
    return list(value) if isinstance(value, tuple | sp.Tuple) else value


def assert_same(ours: Any, theirs: Any, where: str) -> None:
    """Compare what is printed with a reference: words as they are, numbers and formulas to many digits."""
    if isinstance(theirs, str) or _is_words(theirs):
        assert ours == theirs, f"{where}: {ours} is not {theirs}"
        return
    _assert_equal(read(ours), theirs, where)


def _is_words(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, str) or _is_words(one) for one in value)
    )


def _assert_equal(ours: Any, theirs: Any, where: str) -> None:
    if isinstance(theirs, list | tuple):
        assert isinstance(ours, list), f"{where}: {ours} is no list"
        assert len(ours) == len(theirs), f"{where}: {ours} has another length than {theirs}"
        for one, other in zip(ours, theirs, strict=True):
            _assert_equal(one, other, where)
        return
    ours, theirs = sp.sympify(ours), sp.sympify(theirs)
    for values in _points(ours.free_symbols | theirs.free_symbols):
        one, other = (sp.N(formula.subs(values), DIGITS) for formula in (ours, theirs))
        assert abs(one - other) < TOLERANCE * max(1, abs(other)), f"{where}: {ours} is not {theirs}"


def _points(free: Iterable[Any]) -> Iterable[dict[Any, Any]]:
    """Return settings of symbols, by name as those of a reference may be declared positive."""
    names = sorted({str(one) for one in free})
    for turn in range(3 if names else 1):
        values = {name: sp.Rational(at + 3 * turn + 2, 3 + 2 * turn) for at, name in enumerate(names, 1)}
        yield {one: values[str(one)] for one in free}


def compare(
    found: Mapping[str, Any],
    references: Mapping[str, Callable[..., Mapping[str, Any]]],
    without: Collection[str] = (),
) -> None:
    """Compare all keyed parts; those of `without`, and only those, must have an error instead."""
    parameters = {name: parameter(name, text) for name, text in found["parameters"].items()}
    answers = references[found["question"]](**parameters)
    errors = {name: part["error"] for name, part in found["parts"].items() if "error" in part}
    assert set(errors) == set(without), errors
    for name, part in found["parts"].items():
        if name not in errors and part["answer"] is not None:
            assert_same(part["answer"], answers[name], f"{name} at {found['parameters']}")
