from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEAVY = {"sympy", "numpy", "pydantic", "jinja2", "flint", "pikepdf", "openpyxl", "pylatex", "yaml"}


def imported(code: str, folder: Path) -> set[str]:
    """Name the top-level modules that a piece of code leaves imported."""
    listing = f"import sys\n{code}\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True, cwd=folder
    )
    return set(done.stdout.splitlines()[-1].split())


def calling(*arguments: str) -> str:
    return (
        "import sys, io, contextlib\n"
        f"sys.argv = ['examgen', *{list(arguments)!r}]\n"
        "from examgen.cli.main import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    main()"
    )


def test_help_lists_every_command_and_imports_nothing_heavy(run: Run, tmp_path: Path) -> None:
    result = run("--help")
    assert result.code == 0
    for name in ("build", "check", "doctor", "entry", "grade", "key", "new", "schema", "solve", "try"):
        assert f"\n  {name} " in result.out
    assert not imported(calling("--help"), tmp_path) & HEAVY


@pytest.mark.parametrize("arguments", [("doctor",), ("new", "--help"), ("build", "--help"), ("--version",)])
def test_commands_that_solve_nothing_import_nothing_heavy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert not imported(calling(*arguments), tmp_path) & (HEAVY - {"yaml"})


def test_building_imports_neither_sympy_nor_numpy(course: Path) -> None:
    assert not imported(calling("key"), course) & {"sympy", "numpy"}


def test_a_mistyped_command_says_what_was_meant(run: Run) -> None:
    result = run("biuld")
    assert result.code == 2
    assert "did you mean 'build'?" in result.err


def test_an_unknown_option_is_a_usage_error(run: Run, course: Path) -> None:
    result = run("build", "--varaint", "A")
    assert result.code == 2
    assert "--variant" in result.err


def test_elsewhere_it_says_what_to_do(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build", "--variant", "A")
    assert result.code == 1
    assert "no banks/ folder here" in result.err
    assert "examgen new course" in result.err
