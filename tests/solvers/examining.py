"""What tests of solvers share: values that mistakes lead to, and what holds for every derivation."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest

from examgen.solvers.certificate import agree, checked, recomputed
from examgen.solvers.derivation import Derivation, NotApplicable
from examgen.solvers.exact import exact


def wrong(derivation, given, step):
    """Value of a step for each mistake that applies and that the step depends on."""
    found = {}
    for mistake in derivation.mistakes:
        if mistake.of != step and mistake.of not in derivation.ancestors(step):
            continue
        run = derivation.run(given, replaced={mistake.of: mistake})
        if run.error(step) is None:
            found[mistake.id] = run[step]
    return found


def leads_to(derivation, given, step, **expected):
    """Assert what some mistakes make of a step; None for one that does not apply or leaves no value."""
    found = wrong(derivation, given, step)
    assert {name: found.get(name) for name in expected} == {
        name: None if value is None else exact(value) for name, value in expected.items()
    }


def certified(derivation, given, thorough=False):
    """Assert that all checks agree and that at least one ran."""
    run = derivation.run(given)
    names = [check.of for check in derivation.checks if run.error(check.of) is None]
    assert names
    assert checked(derivation, exact_inputs(given), names, thorough=thorough) == []


def notices(derivation, given, step, value):
    """Whether a check objects to a wrong value of a step."""
    checks = [check for check in derivation.checks if check.of == step and not check.thorough]
    return all(not agree(exact(value), recomputed(check, exact_inputs(given))) for check in checks)


def exact_inputs(given):
    return {name: exact(value) for name, value in given.items()}


def mistakes_change_something(derivation, given):
    """Assert that a mistake changes the value of its own step, or says that it does not apply."""
    run = derivation.run(given)
    for mistake in derivation.mistakes:
        if run.error(mistake.of) is None:
            other = derivation.run(given, replaced={mistake.of: mistake})
            error = other.error(mistake.of)
            assert error is None or isinstance(error, NotApplicable), (mistake.id, error)
            if error is None:
                assert other[mistake.of] != run[mistake.of], mistake.id


def independent(derivation, given):
    """Assert that the checks of a derivation run without calling any of its steps."""

    def forbidden(*_, **__):
        raise AssertionError("a check calls a step")

    homes = [(sys.modules[step.function.__module__], step.function) for step in derivation.steps.values()]
    with pytest.MonkeyPatch.context() as patch:
        for module, function in homes:
            patch.setattr(module, function.__name__, forbidden)
        for check in derivation.checks:
            recomputed(check, exact_inputs(given))


def well_made(derivation: Derivation, asked, given):
    """Assert what holds for every derivation of a question."""
    assert derivation.unchecked(asked) == ()
    independent(derivation, given)
    for step in derivation.steps.values():
        assert step.tex, step.name
        assert step.says, step.name
        assert step.says[0].islower(), step.says
    for mistake in derivation.mistakes:
        assert mistake.says, mistake.id
        assert not mistake.says.endswith("."), mistake.says
        assert 0 <= mistake.credit <= Fraction(1, 2), mistake.id
    lines = derivation.explain(given, asked)
    assert {line.step for line in lines} == set(derivation.behind(asked))
    for line in lines:
        assert line.result
