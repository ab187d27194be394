"""Every kind's own examples are its tests; nothing here names a kind."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from examgen import answers
from examgen.answers import registry
from examgen.answers.base import AnswerType, Example, Interaction, Spec, Verdict, is_blank

NAMES = [
    "interaction",
    "rubric",
    "options",
    "read",
    "compare",
    "given_value",
    "show",
    "accepted",
    "how_to_write",
    "examples",
]


def specification(kind: str, example: Example) -> Spec:
    return registry.specify(kind, example.options, example.choices, example.decimal_comma, example.items)


def key_of(module: AnswerType, example: Example, spec: Spec) -> object:
    return None if module.rubric else module.given_value(module.read(example.key, spec))


def cases() -> list[object]:
    found = []
    for kind in registry.kinds():
        for number, example in enumerate(registry.find(kind).examples()):
            found.append(pytest.param(kind, example, id=f"{kind}-{number}-{example.given[:24]!r}"))
    return found


@pytest.mark.parametrize(("kind", "example"), cases())
def test_example(kind: str, example: Example) -> None:
    module, spec = registry.find(kind), specification(kind, example)
    key = key_of(module, example, spec)
    verdict, outcome = registry.judge(key, example.given, spec)
    expected = Verdict.BLANK if is_blank(example.given) else Verdict(example.verdict)
    assert (verdict, outcome.why) == (expected, outcome.why)
    if expected is not Verdict.BLANK:
        assert example.why in outcome.why
    assert 0 <= outcome.credit <= 1
    assert (outcome.credit == 1) == (verdict is Verdict.RIGHT)
    assert (0 < outcome.credit < 1) == (verdict is Verdict.PARTIAL)


@pytest.mark.parametrize("kind", registry.kinds())
def test_kind_is_complete(kind: str) -> None:
    module = registry.find(kind)
    missing = [name for name in NAMES if not hasattr(module, name)]
    assert not missing
    assert isinstance(module.interaction, Interaction)
    verdicts = {example.verdict for example in module.examples()}
    assert verdicts == {"pending"} if module.rubric else {"right", "wrong", "unreadable"} <= verdicts
    hint = module.how_to_write(registry.specify(kind))
    assert hint[0].islower()
    assert not hint.endswith(".")


@pytest.mark.parametrize("kind", registry.kinds())
def test_every_option_is_documented_and_exemplified(kind: str) -> None:
    module = registry.find(kind)
    used = {name for example in module.examples() for name in example.options}
    shared = {"rtol", "atol", "sigfigs", "decimals", "zeros", "approximate"}
    assert module.options.keys() - used - (shared if kind != "number" else set()) == set()
    for option in module.options.values():
        assert option.says
        assert option.settle(option.default) == option.default


@pytest.mark.parametrize("kind", registry.kinds())
def test_docstring_is_a_page(kind: str) -> None:
    (path,) = answers.__path__
    tree = ast.parse((Path(path) / f"{kind.replace('-', '_')}.py").read_text(encoding="utf-8"))
    page = ast.get_docstring(tree) or ""
    summary, _, rest = page.partition("\n\n")
    assert summary.endswith(".")
    assert len(rest) > 80


@pytest.mark.parametrize("kind", registry.kinds())
def test_show_is_read_back_as_full_marks(kind: str) -> None:
    module = registry.find(kind)
    if module.rubric:
        pytest.skip("marked by a person")
    for example in module.examples():
        spec = specification(kind, example)
        key = key_of(module, example, spec)
        assert key is not None
        verdict, outcome = registry.judge(key, module.show(key), spec)
        assert (verdict, outcome.credit) == (Verdict.RIGHT, 1), module.show(key)
        assert module.accepted(key, spec)
