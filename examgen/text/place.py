"""Where something stands in a source file."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["Place"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one line of a file; lines and columns count from 1.

    Parameters
    ----------
    file
        The file as the user named it.
    line, column
        Where the stretch starts.
    end
        The column after its last character on the same line, if known.
    """

    file: str
    line: int
    column: int
    end: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def part(self, start: int, end: int) -> Place:
        """Return the place of the characters from `start` up to `end` of what stands here.

        Characters that don't fit on this line (the text goes on below) stand for the whole place.
        """
        if self.end is not None and self.column + end > self.end:
            return self
        return replace(self, column=self.column + start, end=self.column + max(end, start + 1))
