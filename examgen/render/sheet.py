"""What goes from the templates to the TeX engine: the LaTeX of one document and the way back to the bank's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.render.escape import Tex

if TYPE_CHECKING:
    from examgen.bank.model import Text

MARK = "% examgen: "
QUESTION = MARK + "question "
END = MARK + "end of questions"


@dataclass(frozen=True, slots=True)
class Sheet:
    r"""One document, an exam or a solution, as LaTeX.

    Attributes
    ----------
    stack
        What it is (``exam``, ``solution``): sheets of one stack are set together.
    title
        Title in the PDF's metadata; nothing else is put there.
    preamble, body
        LaTeX before ``\begin{document}`` and inside it.
    assets
        Files that the LaTeX names, by the name it uses.
    texts
        The author's texts by the mark that stands before each in the body.
    """

    stack: str
    title: str
    preamble: str
    body: str
    assets: Mapping[str, Path] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The whole LaTeX, to be compiled or edited on its own."""
        return document(self.preamble, described(self))

    @property
    def questions(self) -> Iterator[tuple[int, int, str]]:
        """First line, line after the last, and name of each question in the body (lines from 0)."""
        lines = self.body.split("\n")
        starts = [number for number, line in enumerate(lines) if line.startswith(QUESTION) or line == END]
        for start, end in pairwise(starts):
            yield start, end, lines[start].removeprefix(QUESTION)

    def only(self, start: int | None, end: int | None) -> str:
        """Give the body with one question alone, or with none."""
        lines = self.body.split("\n")
        spans = list(self.questions)
        if not spans:
            return self.body
        kept = [] if start is None else lines[start:end]
        return "\n".join([*lines[: spans[0][0]], *kept, *lines[spans[-1][1] :]])


def document(preamble: str, body: str) -> str:
    """Put preamble and body together."""
    return f"{preamble}\\begin{{document}}\n{body}\\end{{document}}\n"


def described(sheet: Sheet) -> str:
    """Give the body with the metadata of a PDF that holds this sheet alone."""
    return f"\\pdfinfo{{/Title <{pdf_text(sheet.title)}>}}%\n{sheet.body}"


def pdf_text(text: str) -> str:
    """Write text as the hexadecimal digits of a PDF string."""
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper()


class Marks:
    """Puts a mark before each text of an author, and remembers which text it stands for."""

    def __init__(self) -> None:
        self.texts: dict[str, Text] = {}

    def mark(self, question: str, text: Text, filled: str) -> Tex:
        """Give the filled text behind a mark of its own line, naming question, file and line."""
        place = text.line(0)
        mark = f"{question} {Path(place.file).name}:{place.line}"
        self.texts[mark] = text
        return Tex(f"%\n{MARK}{mark}\n{filled.rstrip()}%\n")

    def maybe(self, question: str, text: Text | None, filled: str | None) -> Tex | None:
        """Do the same for a text that may not be there."""
        return self.mark(question, text, filled) if text is not None and filled is not None else None
