"""A folder of one's own to stand in, and the command line as a user calls it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from examgen.cli.main import main

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "examgen")


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line that a refused command says."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


Run = Callable[..., Result]


def call(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run examgen in a process of its own."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    """Give the content of every file that was made, the cache left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.relative_to(folder).parts
    }


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call_main(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["examgen", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capfd.readouterr()
        return Result(int(stopped.value.code or 0), captured.out, captured.err)

    return call_main


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Instances and compiled preambles, made once for all tests, and workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "examgen-cache"
    folder.mkdir(exist_ok=True)
    return folder


def start(folder: Path, cache: Path) -> Path:
    """Put the sample banks into a folder, with the common cache."""
    shutil.copytree(ROOT / "banks", folder / "banks")
    (folder / "output").mkdir()
    (folder / "output" / ".cache").symlink_to(cache)
    return folder


@pytest.fixture
def course(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample banks, with the working directory in it."""
    monkeypatch.chdir(start(tmp_path, cache))
    return tmp_path


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """A folder in which variants A and B of the default exam were built: to be read only."""
    folder = start(tmp_path_factory.mktemp("built"), cache)
    done = call("build", "--variant", "A", "--variant", "B", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def built(course: Path, built_once: Path) -> Path:
    """A copy of it to work in."""
    shutil.copytree(built_once / "output" / "vir-2022", course / "output" / "vir-2022")
    return course
