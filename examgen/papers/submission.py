"""What was handed in for a paper: responses by printed number, as `read` finds them and `mark` takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from examgen.text.place import Place


@dataclass(frozen=True, slots=True)
class Response:
    """What a student wrote for one part.

    Attributes
    ----------
    text
        As written; letters as printed.
    suspicion
        Why this may not be what the student wrote (a spreadsheet's date, say); empty if there is no reason.
        A suspicious response is never marked by the machine.
    place
        Where it stands; two equal texts are the same response wherever they stand.
    """

    text: str
    suspicion: str = ""
    place: Place | None = field(default=None, compare=False)

    @property
    def blank(self) -> bool:
        """Whether nothing is written."""
        return not self.suspicion and (not self.text or self.text.isspace())


@dataclass(frozen=True, slots=True)
class HandMark:
    """Marks that a person gave for one part, entered beside the responses or in a review table."""

    marks: Fraction
    comment: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's responses to one paper.

    Attributes
    ----------
    student
        The id, as text: leading zeros count.
    responses, hand
        By printed number (``1a``). A part that the source has no column for is absent; a blank cell is a
        blank response.
    """

    student: str
    paper: str
    responses: Mapping[str, Response]
    name: str = ""
    hand: Mapping[str, HandMark] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)
