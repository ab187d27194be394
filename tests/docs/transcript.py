"""Pages of the manual that are run: files are written, commands are typed, what they say is compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ("examgen/answers/", "examgen/render/", "examgen/cli/")

_DIRECTIVE = re.compile(r"```\{code-block\} \w+\n:caption: (?P<path>\S+)\n\n(?P<text>.*?)^```$", re.M | re.S)
_COMMENTED = re.compile(r"<!-- file: (?P<path>\S+) -->\n+```\w*\n(?P<text>.*?)^```$", re.M | re.S)
_CONSOLE = re.compile(r"```console\n(?P<console>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class File:
    """A file that the page has its reader write."""

    path: str
    text: str


@dataclass(frozen=True)
class Typed:
    """A command, and what the page says it prints (``...`` stands for anything)."""

    command: str
    printed: str

    @property
    def needs_tex(self) -> bool:
        """Whether LaTeX runs."""
        return bool(re.match(r"examgen (build|check(?!.*--no-tex))", self.command))

    def agrees(self, output: str) -> bool:
        """Whether an output is what the page shows."""
        pattern = "".join(
            r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"[ ]*\n"
            for line in self.printed.splitlines()
        )
        return re.fullmatch(pattern, output) is not None


def blocks(page: Path) -> Iterator[File | Typed]:
    """Give a page's files and commands, in order."""
    text = page.read_text(encoding="utf-8")
    found = [
        (one.start(), one) for pattern in (_DIRECTIVE, _COMMENTED, _CONSOLE) for one in pattern.finditer(text)
    ]
    for _, one in sorted(found, key=lambda pair: pair[0]):
        if "console" in one.groupdict():
            yield from _typed(one["console"])
        else:
            yield File(one["path"], one["text"])


def _typed(console: str) -> Iterator[Typed]:
    for piece in re.split(r"^\$ ", console, flags=re.M)[1:]:
        command, _, printed = piece.partition("\n")
        while command.endswith("\\"):
            more, _, printed = printed.partition("\n")
            command = f"{command[:-1]}{more.strip()}"
        yield Typed(command, printed)


class Reader:
    """Somebody who follows a page, in a folder of their own, with a copy of the program to add files to."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "program"
        self.here = folder / "home"
        self.here.mkdir()
        for name in ("examgen", "templates", "banks"):
            shutil.copytree(ROOT / name, self.program / name)

    def write(self, file: File) -> None:
        """Write a file where the page says."""
        base = self.program if file.path.startswith(PROGRAM) else self.here
        path = base / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")

    def type(self, typed: Typed) -> str:
        """Run a command and return what it prints."""
        if typed.command.startswith("cd "):
            self.here = self.here / typed.command.removeprefix("cd ")
            return ""
        done = subprocess.run(
            ["bash", "-c", typed.command],
            cwd=self.here,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        output = done.stdout.decode("utf-8").replace("\ufeff", "")
        return output if output.endswith("\n") or not output else f"{output}\n"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which `examgen` is the copy."""
        tools = self.program / "bin"
        if not tools.exists():
            tools.mkdir()
            script = (
                f'#!/bin/sh\nexec "{sys.executable}" -c "from examgen.cli.main import main; main()" "$@"\n'
            )
            (tools / "examgen").write_text(script, encoding="utf-8")
            (tools / "examgen").chmod(0o755)
        path = f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"
        return {"PATH": path, "PYTHONPATH": str(self.program), "LC_ALL": "C.UTF-8"}

    def follow(self, page: Path, *, tex: bool) -> list[str]:
        """Follow a page; return what was not as it says. Without `tex`, commands that need it are passed over."""
        problems = []
        for block in blocks(page):
            if isinstance(block, File):
                self.write(block)
            elif tex or not block.needs_tex:
                output = self.type(block)
                if not block.agrees(output):
                    problems.append(
                        f"$ {block.command}\n--- {page.name} says\n{block.printed}--- it prints\n{output}"
                    )
        return problems
