from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cli.conftest import Run
from examgen.cli import doctor
from examgen.render.requirements import Finding

THERE = [Finding("pdflatex", "sets papers", "/usr/bin/pdflatex")]
MISSING = [*THERE, Finding("tikz.sty", "figures", None)]


def finds(monkeypatch: pytest.MonkeyPatch, *rounds: list[Finding]) -> None:
    left = list(rounds)
    monkeypatch.setattr(doctor, "everything", lambda: left.pop(0) if len(left) > 1 else left[0])


class Steps:
    """Stands for the system's package manager."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> None:
        self.taken: list[list[str]] = []
        self.code = code
        monkeypatch.setattr(doctor.subprocess, "run", self.run)
        monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")

    def run(self, step: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.taken.append(step)
        return subprocess.CompletedProcess(step, self.code, "no network\n", "")


@pytest.mark.tex
def test_here_everything_is_there(run: Run) -> None:
    result = run("doctor")
    assert result.code == 0
    assert result.out.rstrip().endswith("Everything is there: papers can be set.")
    assert "missing" not in result.out


def test_without_tex_it_says_how_to_get_it_everywhere(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("doctor")
    assert result.code == 1
    assert "missing" in result.out
    for words in ("apt-get install", "texlive-latex-extra", "dnf install", "brew install", "winget install"):
        assert words in result.out


def test_nothing_is_installed_where_nothing_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, THERE)
    steps = Steps(monkeypatch)
    assert run("doctor", "--install").code == 0
    assert steps.taken == []


@pytest.mark.parametrize(("root", "before"), [(0, []), (1000, ["sudo"])])
def test_it_installs_with_apt_as_root_or_by_sudo(
    run: Run, monkeypatch: pytest.MonkeyPatch, root: int, before: list[str]
) -> None:
    finds(monkeypatch, MISSING, THERE)
    steps = Steps(monkeypatch)
    monkeypatch.setattr(doctor.os, "geteuid", lambda: root)
    monkeypatch.setattr(doctor, "system", lambda: "debian")
    result = run("doctor", "--install")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("installing TeX: ")
    assert len(result.out.splitlines()) == 1
    refresh, install = steps.taken
    assert refresh == [*before, "apt-get", "update", "-qq"]
    assert install[: len(before) + 2] == [*before, "apt-get", "install"]
    assert "lmodern" in install


def test_it_installs_with_dnf(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, MISSING, THERE)
    steps = Steps(monkeypatch)
    monkeypatch.setattr(doctor, "system", lambda: "fedora")
    assert run("doctor", "--install").code == 0
    assert len(steps.taken) == 1
    assert "dnf" in steps.taken[0]


def test_an_installation_that_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, MISSING)
    Steps(monkeypatch, code=100)
    monkeypatch.setattr(doctor, "system", lambda: "debian")
    result = run("doctor", "--install")
    assert result.code == 3
    assert "run it by hand" in result.err
    assert "no network" in result.err


def test_no_package_manager_or_no_sudo(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, MISSING)
    Steps(monkeypatch)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor, "system", lambda: "debian")
    assert run("doctor", "--install").code == 3


def test_what_is_still_missing_afterwards(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, MISSING)
    Steps(monkeypatch)
    monkeypatch.setattr(doctor, "system", lambda: "debian")
    result = run("doctor", "--install")
    assert result.code == 3
    assert "still missing after the installation: tikz.sty" in result.err


def test_elsewhere_it_only_advises(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, MISSING)
    steps = Steps(monkeypatch)
    monkeypatch.setattr(doctor, "system", lambda: "macos")
    result = run("doctor", "--install")
    assert result.code == 1
    assert "* macOS" in result.out
    assert steps.taken == []


@pytest.mark.parametrize(
    ("platform", "release", "expected"),
    [
        ("darwin", {}, "macos"),
        ("win32", {}, "windows"),
        ("linux", {"ID": "debian"}, "debian"),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "debian"),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ("linux", {"ID": "arch"}, "arch"),
        ("linux", None, "linux"),
    ],
)
def test_systems(
    monkeypatch: pytest.MonkeyPatch, platform: str, release: dict[str, str] | None, expected: str
) -> None:
    def described() -> dict[str, str]:
        if release is None:
            raise OSError
        return release

    monkeypatch.setattr(doctor.sys, "platform", platform)
    monkeypatch.setattr(doctor.platform, "freedesktop_os_release", described)
    assert doctor.system() == expected
