"""Say what is missing to set papers (TeX, packages, fonts) and how to get it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

import click

from examgen.render.requirements import SYSTEM_PACKAGES, Finding, everything
from examgen.sandbox import machine

LIKE = {"ubuntu": "debian", "debian": "debian", "fedora": "fedora", "rhel": "fedora", "centos": "fedora"}
NAMES = {
    "debian": "Debian, Ubuntu",
    "fedora": "Fedora, RHEL",
    "macos": "macOS (Homebrew)",
    "windows": "Windows (winget)",
}


@click.command()
@click.option("--install", is_flag=True, help="Install what is missing with the system's package manager.")
def command(install: bool) -> None:
    """Say what is missing to set papers, and how to get it on this and other systems."""
    findings = everything()
    missing = [finding for finding in findings if finding.where is None]
    if install:
        sys.exit(_install(missing))
    click.echo(f"examgen runs on Python {platform.python_version()}: {sys.executable}")
    for finding in findings:
        click.echo(f"  {'missing' if finding.where is None else 'ok     '}  {finding.name:14} {finding.use}")
    lacks = machine.lacking()
    click.echo(
        f"  {'missing' if lacks else 'ok     '}  {'sandbox':14} runs students' code{lacks and f': {lacks}'}"
    )
    if missing:
        _advise()
        sys.exit(1)
    click.echo("Everything is there: papers can be set.")


def _advise() -> None:
    here = system()
    click.echo("\nWhat is missing comes with these packages:")
    for name, (install, *packages) in SYSTEM_PACKAGES.items():
        click.echo(f"{'* ' if name == here else '  '}{NAMES[name]}:\n      {install} {' '.join(packages)}")
    click.echo(
        "\nOn macOS and Windows let the TeX distribution add the LaTeX packages named above when it asks."
    )


def _install(missing: Sequence[Finding]) -> int:
    """Install TeX where it is missing, saying in one line what is installed; do nothing where it is not."""
    if not missing:
        return 0
    here = system()
    if here not in ("debian", "fedora"):
        _advise()
        return 1
    install, *packages = SYSTEM_PACKAGES[here]
    click.echo(f"installing TeX: {' '.join(packages)}")
    for step in _steps(here, install.split(), packages):
        if _run(step) != 0:
            click.echo(f"'{' '.join(step)}' failed; run it by hand, then try again", err=True)
            return 3
    still = [finding.name for finding in everything() if finding.where is None]
    if still:
        click.echo(f"still missing after the installation: {', '.join(still)}", err=True)
    return 3 if still else 0


def _steps(here: str, install: list[str], packages: Sequence[str]) -> list[list[str]]:
    manager, *arguments = install
    refresh = [[manager, "update", "-qq"]] if here == "debian" else []
    quiet = ["-qq"] if here == "debian" else ["--quiet"]
    return [*refresh, [manager, *arguments, "-y", *quiet, *packages]]


def _run(step: list[str]) -> int:
    """Run one step as root, or through sudo; its own chatter is shown only if it fails."""
    rooted = step if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo", *step]
    if shutil.which(rooted[0]) is None:
        return 127
    done = subprocess.run(  # noqa: S603
        rooted, env=_environment(os.environ), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        click.echo(done.stdout + done.stderr, err=True)
    return done.returncode


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {**environment, "DEBIAN_FRONTEND": "noninteractive"}


def system() -> str:
    """Name the family of this system: debian, fedora, macos, windows, or what it calls itself."""
    if sys.platform == "darwin":
        return "macos"
    if sys.platform == "win32":
        return "windows"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return sys.platform
    for name in (release.get("ID", ""), *release.get("ID_LIKE", "").split()):
        if name in LIKE:
            return LIKE[name]
    return release.get("ID", sys.platform)
