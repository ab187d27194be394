"""Derivations by name, shipped and the user's own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from examgen.solvers import registry
from examgen.solvers.batchnorm import batchnorm, jacobian
from examgen.solvers.policy import advantage
from examgen.text.diagnostic import Refused
from examgen.text.place import Place

OWN = '''"""A solver of the user's own."""
from examgen.solvers.derivation import Derivation

doubling = Derivation("doubling", inputs="a")

@doubling.step
def twice(a):
    """Twice the input."""
    return 2 * a
'''


@pytest.fixture(autouse=True)
def _forget(monkeypatch):
    monkeypatch.setattr(registry, "_own", {})


def own(folder, text=OWN, name="doubling"):
    file = folder / f"{name}.py"
    file.write_text(text)
    return file


def test_a_module_or_a_name_in_it():
    assert registry.find("batchnorm") is batchnorm
    assert registry.find("batchnorm.jacobian") is jacobian
    assert registry.find("policy.advantage") is advantage


def test_every_derivation_is_listed_under_its_own_name():
    names = registry.names()
    assert {"batchnorm", "batchnorm.norm", "batchnorm.scale", "policy.advantage"} <= set(names)
    assert not [name for name in names if name.partition(".")[0] == "normalisation"]
    assert list(names) == sorted(names)
    for name in names:
        assert registry.find(name).name == name


@pytest.mark.parametrize(
    "name", ["batchnrom", "batchnorm.jacobain", "os", "os.path", "", "policy", "batchnorm.layer"]
)
def test_unknown_names_are_refused_with_their_place(name):
    with pytest.raises(Refused) as caught:
        registry.find(name, Place("questions.yaml", 3, 13))
    (found,) = caught.value.diagnostics
    assert found.message == f"unknown solver '{name}'"
    assert found.place == Place("questions.yaml", 3, 13)


def test_the_nearest_name_is_offered():
    with pytest.raises(Refused) as caught:
        registry.find("batchnorm.jacobain")
    assert caught.value.diagnostics[0].hint == "did you mean 'batchnorm.jacobian'?"


def test_own_solvers(tmp_path):
    own(tmp_path)
    own(tmp_path, "raise SystemError", "_helper")
    assert registry.own_solvers(tmp_path) == ("doubling",)
    assert registry.find("doubling").run({"a": 4})["twice"] == 8
    assert "doubling" in registry.names()
    assert registry.own_solvers(tmp_path / "elsewhere") == ()


def test_the_digest_follows_the_source(tmp_path):
    file = own(tmp_path)
    registry.own_solvers(tmp_path)
    before = registry.digest("doubling")
    file.write_text(OWN.replace("2 * a", "3 * a"))
    registry.own_solvers(tmp_path)
    assert registry.digest("doubling") != before
    assert len(before) == 64
    assert registry.digest("batchnorm.jacobian") == registry.digest("batchnorm.scale")
    assert registry.digest("batchnorm") != registry.digest("policy.advantage")


def test_an_own_solver_must_not_hide_a_shipped_one(tmp_path):
    own(tmp_path, name="batchnorm")
    with pytest.raises(Refused, match="has the name of one that examgen ships"):
        registry.own_solvers(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a = 1\nb = = 2\n", 2, "invalid syntax"),
        ("a = 1\n\nb = unknown\n", 3, "NameError"),
        ("import nothing_there\n", 1, ""),
    ],
)
def test_an_own_solver_that_does_not_run_is_refused_where_it_fails(tmp_path, text, line, says):
    file = own(tmp_path, text)
    with pytest.raises(Refused) as caught:
        registry.own_solvers(tmp_path)
    (found,) = caught.value.diagnostics
    assert (found.place.file, found.place.line) == (str(file), line)
    assert says in found.message


def test_solving_imports_neither_computer_algebra_nor_numpy():
    code = (
        "import sys; from examgen.solvers import registry, formula_steps; registry.names();"
        "from examgen.solvers.certificate import checked;"
        "d = registry.find('policy.advantage');"
        "given = dict(theta=-1, bias=1, x=1, r1=6, r2=-2, u1=1, alpha=1);"
        "assert not checked(d, given, d.order); d.explain(given, d.order);"
        "print([name for name in ('sympy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_digest_follows_what_a_solver_uses():
    registry.find("normalisation_layers.training")
    modules = registry._with_helpers({"examgen.solvers.normalisation_layers"})
    assert "examgen.solvers.statistics" in modules
    assert "examgen.solvers.derivation" not in modules
