"""One run of pdfLaTeX: shut in, bounded in time, with the same bytes every time.

The job sees a private folder and TeX's own files, nothing else: no shell, no reading or writing outside, no fonts or
packages from the user's home. Date, identifiers and banner are fixed, so that the PDF is a function of the LaTeX,
the assets and the TeX installation.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from examgen.render.sheet import document
from examgen.render.tex_log import TexError, first_error

__all__ = ["Engine", "EngineFailure", "Run"]

JOB = "examgen"
EPOCH = "1700000000"
OPTIONS = ("-interaction=nonstopmode", "-no-shell-escape", "-file-line-error", "-halt-on-error")
# Said in the document, since a format does not keep all of it.
REPRODUCIBLE = r"\pdftrailerid{}\pdfsuppressptexinfo=-1 \pdfinfoomitdate=1 \pdfinfo{/Creator ()/Producer ()}%"
# xcolor's first colour is a node of the page, which a format does not keep either.
FIRST_COLOR = r"\color{black}"


class EngineFailure(Exception):  # noqa: N818 - it says what failed
    """TeX can't be run, or stumbled over something that no bank holds."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run left: the PDF, or the error (its line counts in the body); the log; whether its time ran out."""

    pdf: bytes | None
    log: str
    error: TexError | None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Engine:
    """How TeX is run.

    Attributes
    ----------
    environment
        Environment variables of the process (path, system folders); what matters to TeX is overridden.
    program
        pdfLaTeX, by name or path.
    formats
        Folder that keeps preambles compiled to formats, by the digest of what went into them; None compiles the
        preamble in every run. The PDF is the same.
    seconds
        Time limit of a run.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    program: str = "pdflatex"
    formats: Path | None = None
    seconds: float = 120

    def run(
        self, preamble: str, body: str, assets: Mapping[str, Path] | None = None, seconds: float | None = None
    ) -> Run:
        r"""Set one document.

        Parameters
        ----------
        preamble, body
            LaTeX before and after ``\begin{document}``.
        assets
            Files to put beside it, by the name that the LaTeX uses.
        seconds
            A time limit of its own.

        Raises
        ------
        EngineFailure
            If pdfLaTeX can't be started, or an asset can't be read.
        """
        with tempfile.TemporaryDirectory(prefix="examgen-") as name:
            folder = Path(name)
            _lay_out(folder, assets or {})
            ready = self.formats is not None and self._format(preamble, folder, self.formats)
            before = f"{FIRST_COLOR}\n" if ready else preamble
            (folder / f"{JOB}.tex").write_text(document(before, f"{REPRODUCIBLE}\n{body}"), encoding="utf-8")
            late = self._call(
                [f"-fmt={JOB}", *OPTIONS] if ready else OPTIONS, folder, seconds or self.seconds
            )
            return _outcome(folder, late, before.count("\n") + 2)

    def version(self) -> str:
        """Tell the engine and its version, in its own words."""
        return _version(self._program())

    def _program(self) -> str:
        found = shutil.which(self.program, path=self.environment.get("PATH"))
        if found is None:
            raise EngineFailure(f"{self.program} is not installed; 'examgen doctor' says how to get it")
        return found

    def _format(self, preamble: str, folder: Path, formats: Path) -> bool:
        """Put the preamble's format beside the document, making it if it is new; False if it can't be made."""
        key = f"{_version(self._program())}\n{preamble}"
        kept = formats / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.fmt"
        if not kept.exists() and not self._dump(preamble, kept):
            return False
        _beside(kept, folder / f"{JOB}.fmt")
        return True

    def _dump(self, preamble: str, kept: Path) -> bool:
        with tempfile.TemporaryDirectory(prefix="examgen-") as name:
            folder = Path(name)
            (folder / f"{JOB}.tex").write_text(f"{preamble}\\dump\n", encoding="utf-8")
            self._call(["-ini", *OPTIONS, "&pdflatex"], folder, self.seconds)
            made = folder / f"{JOB}.fmt"
            if not made.exists():
                return False
            kept.parent.mkdir(parents=True, exist_ok=True)
            _move_whole(made, kept)
            return True

    def _call(self, options: Sequence[str], folder: Path, seconds: float) -> bool:
        """Run TeX on the job in a folder; True if its time ran out."""
        process = subprocess.Popen(  # noqa: S603
            [self._program(), f"-jobname={JOB}", *options, f"{JOB}.tex"],
            cwd=folder,
            env=_environment(self.environment, folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        finally:
            _end(process)
        return False


def _environment(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in given.items() if not name.startswith(("TEX", "BIB", "KPATHSEA"))}
    return kept | {
        "HOME": str(folder),
        "TEXMFHOME": str(folder / "none"),
        "TEXMFVAR": str(folder / "none"),
        "TEXMFCONFIG": str(folder / "none"),
        "SOURCE_DATE_EPOCH": EPOCH,
        "FORCE_SOURCE_DATE": "1",
        "openin_any": "p",
        "openout_any": "p",
        "shell_escape": "f",
        "max_print_line": "1000",
        "error_line": "254",
        "half_error_line": "238",
        "MKTEXPK": "0",
        "MKTEXTFM": "0",
    }


def _lay_out(folder: Path, assets: Mapping[str, Path]) -> None:
    for name, source in assets.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, target)
        except OSError as error:
            raise EngineFailure(f"{source} can't be read: {error.strerror}") from None


def _outcome(folder: Path, late: bool, before: int) -> Run:
    log = _read(folder / f"{JOB}.log").decode("utf-8", "replace")
    pdf = _read(folder / f"{JOB}.pdf")
    error = TexError("it did not come to an end") if late else first_error(log)
    if error is None and not pdf:
        error = TexError(log.strip().rsplit("\n", 1)[-1] or "it said nothing")
    if error and error.line:
        error = replace(error, line=max(error.line - before, 0))
    return Run(None if error else pdf, log, error, late)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError, AttributeError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def _beside(kept: Path, target: Path) -> None:
    try:
        target.symlink_to(kept.resolve())
    except OSError:
        shutil.copyfile(kept, target)


def _move_whole(made: Path, kept: Path) -> None:
    """Move a file so that nobody ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=kept.parent, prefix=kept.stem)
    os.close(handle)
    shutil.copyfile(made, name)
    Path(name).replace(kept)


@lru_cache(maxsize=8)
def _version(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60)  # noqa: S603
    return said.stdout.decode("utf-8", "replace").split("\n", 1)[0].strip()
