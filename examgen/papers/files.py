"""Where a built exam lies on disk, and how every file of it is written: whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from examgen.text.diagnostic import Refused


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that whoever looks sees the old content or the new one, never a piece.

    The scratch file beside it has a fixed name, so that a run that was killed leaves nothing that the next
    one does not clear away.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.part")
    with scratch.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(path)


def write_text(path: Path, content: str) -> None:
    """Write text as UTF-8 with plain line ends, atomically (see `write_bytes`)."""
    write_bytes(path, content.encode("utf-8"))


def write_json(path: Path, content: object) -> None:
    """Write JSON that reads well and is the same for the same content, atomically (see `write_bytes`)."""
    write_text(path, dump_json(content))


def dump_json(content: object) -> str:
    """Give JSON text: indented, keys in the order given, Unicode as it is, a newline at the end."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_json(path: Path, what: str) -> object:
    """Read a JSON file of ours.

    Raises
    ------
    Refused
        If the file is missing, is not UTF-8 or is not JSON; `what` names it to the reader.
    """
    try:
        return json.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise Refused(f"{path}: there is no such {what}", hint="has the exam been built here?") from None
    except OSError as error:
        raise Refused(f"{path}: cannot read this {what}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path}: this {what} is damaged: {error}", hint="build the exam again") from None


@dataclass(frozen=True, slots=True)
class PaperFolder:
    """The files of one paper: ``output/<exam>/<paper>/``."""

    folder: Path

    @property
    def paper(self) -> Path:
        """What is printed, without the key."""
        return self.folder / "paper.json"

    @property
    def record(self) -> Path:
        """The record: all that marking needs."""
        return self.folder / "key.json"

    @property
    def key(self) -> Path:
        """The key as a table, for people."""
        return self.folder / "key.csv"

    def document(self, stem: str, ending: str) -> Path:
        """Give the path of a set document: ``document("exam", "pdf")``."""
        return self.folder / f"{stem}.{ending}"


def set_aside(paper: PaperFolder) -> Path:
    """Move a paper out of the way of a new one of the same name, to ``replaced/<name>-<digest>``; say where it went."""
    digest = hashlib.sha256(paper.record.read_bytes()).hexdigest()[:8]
    kept = paper.folder.parent / "replaced" / f"{paper.folder.name}-{digest}"
    if kept.exists():
        shutil.rmtree(kept)  # the same paper, set aside before
    kept.parent.mkdir(exist_ok=True)
    paper.folder.rename(kept)
    return kept


@dataclass(frozen=True, slots=True)
class ExamFolder:
    """The files of one built exam: ``output/<exam>/``."""

    folder: Path

    @classmethod
    def of(cls, output: Path, exam: str) -> ExamFolder:
        """Give the folder of an exam under the output folder."""
        return cls(output / exam)

    @property
    def manifest(self) -> Path:
        """Digests of inputs and outputs, and versions."""
        return self.folder / "manifest.json"

    def paper(self, name: str) -> PaperFolder:
        """Give the folder of one paper."""
        return PaperFolder(self.folder / name)

    def papers(self) -> tuple[str, ...]:
        """Name the papers that have a record here, sorted."""
        return tuple(sorted(path.parent.name for path in self.folder.glob("*/key.json")))
