from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.conftest import Run, call
from examgen import __version__
from examgen.cli.main import examgen

HEAVY = {"sympy", "numpy", "pydantic", "jinja2", "flint", "pikepdf", "openpyxl", "pylatex", "yaml"}
COMMANDS = ("build", "check", "doctor", "entry", "grade", "key", "new", "schema", "solve", "try")


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
    for name in COMMANDS:
        assert f"\n  {name} " in result.out
    assert not imported(calling("--help"), tmp_path) & HEAVY


def test_help_imports_no_other_layer(tmp_path: Path) -> None:
    code = f"{calling('--help')}\nprint(*[m for m in sys.modules if m.startswith('examgen.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"examgen.cli", "examgen.cli.main"}


@pytest.mark.parametrize(
    "arguments",
    [("doctor",), ("new", "course", "mine"), ("--version",), *((name, "--help") for name in COMMANDS)],
    ids=" ".join,
)
def test_commands_that_solve_nothing_import_nothing_heavy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert not imported(calling(*arguments), tmp_path) & HEAVY


@pytest.mark.parametrize("arguments", [("key",), ("solve", "rnn-last-state-gradient")], ids=" ".join)
def test_solving_imports_neither_sympy_nor_numpy_nor_tex(arguments: tuple[str, ...], course: Path) -> None:
    assert not imported(calling(*arguments), course) & {"sympy", "numpy", "pylatex", "pikepdf", "openpyxl"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(run: Run, name: str) -> None:
    result = run(name, "-h")
    assert result.code == 0
    assert result.out.startswith(f"Usage: examgen {name}")


def test_the_version(run: Run) -> None:
    assert run("--version").out == f"examgen, version {__version__}\n"


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    done = call("--version", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"examgen, version {__version__}\n")


def test_a_mistyped_command_says_what_was_meant(run: Run) -> None:
    result = run("biuld")
    assert result.code == 2
    assert "did you mean 'build'?" in result.err


def test_a_command_like_no_other(run: Run) -> None:
    result = run("xyzzy")
    assert result.code == 2
    assert "No such command 'xyzzy'" in result.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "--varaint", "A"), "--variant"),
        (("build", "--jobs", "many"), "'many' is not a valid integer"),
        (("build", "--variants", "0"), "0 is not in the range"),
        (("build", "--paper", "a3"), "'a3' is not one of"),
        (("solve",), "Missing argument 'QUESTION'"),
        (("grade",), "Missing argument"),
        (("grade", "."), "is a directory"),
        (("new", "coarse", "x"), "No such command 'coarse'"),
    ],
)
def test_usage_errors(run: Run, course: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert said in result.err


@pytest.mark.parametrize(
    "arguments",
    [("build",), ("key",), ("check",), ("solve", "x"), ("try", "x", "y", "1"), ("grade", "x.csv"), ("entry",),
     ("schema",)],
)  # fmt: skip
def test_elsewhere_it_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.code == 1
    assert "no banks/ folder here" in result.line
    assert "examgen new course" in result.line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [("build", "vir-2021"), ("key", "vir-2021"), ("entry", "vir-2021")])
def test_an_unknown_exam(run: Run, course: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.code == 1
    assert result.line == "there is no exam 'vir-2021' under banks/ (did you mean 'vir-2022'?)"


@pytest.mark.parametrize("arguments", [("solve", "rnn"), ("try", "rnn", "gradient", "1")])
def test_an_unknown_question(run: Run, course: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.code == 1
    assert "there is no question 'rnn'" in result.line


@pytest.mark.parametrize("name", ["build", "key"])
def test_variants_are_letters(run: Run, course: Path, name: str) -> None:
    result = run(name, "--variant", "1")
    assert result.code == 2
    assert "'1' is no variant; variants are letters: A, B, ..." in result.err


def test_without_tex(run: Run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(course))
    result = run("build")
    assert result.code == 3
    assert result.line == "pdflatex is not installed; 'examgen doctor' says how to get it"


def test_an_output_that_cannot_be_written(
    run: Run, tmp_path: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course / "output" / "vir-2022").write_text("in the way")
    result = run("build")
    assert result.code == 1
    assert "output/vir-2022" in result.line


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    @click.command()
    def fails() -> None:
        raise error

    monkeypatch.setattr(examgen, "get_command", lambda *_: fails)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    failing(monkeypatch, error)
    assert run("build").code == 130


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PermissionError(13, "Permission denied", "output/x"), "output/x: Permission denied"),
        (OSError(28, "No space left on device"), "input or output: No space left on device"),
    ],
)
def test_what_the_system_refuses(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: OSError, line: str
) -> None:
    failing(monkeypatch, error)
    result = run("build")
    assert (result.code, result.line) == (1, line)


def test_a_reader_that_goes_away(course: Path) -> None:
    shell = f"{sys.executable} -m examgen key --json | head -1"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, cwd=course, check=True)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    from examgen.cli.main import main

    failing(monkeypatch, RuntimeError("a bug"))
    monkeypatch.setattr(sys, "argv", ["examgen", "build"])
    with pytest.raises(RuntimeError, match="a bug"):
        main()
