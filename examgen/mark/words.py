"""The sentences that a student reads beside the marks."""

from __future__ import annotations

from collections.abc import Iterable

BLANK = "No answer."
RIGHT = "Right."
ALSO_RIGHT = "Right: an accepted reading of the question."
WRONG = "Not the right answer."
PARTIAL = "Partly right."
PENDING = "A person marks this part."


def sentence(text: str) -> str:
    """Give a clause a capital letter and a full stop."""
    text = " ".join(text.split())
    if not text:
        return ""
    ended = text if text[-1] in ".!?" else f"{text}."
    return ended[0].upper() + ended[1:]


def suspicious(why: str) -> str:
    """Say that a cell may not hold what was written."""
    return f"{sentence(why)} A person looks at it."


def unreadable(why: str) -> str:
    """Say what could not be read."""
    return f"Cannot be read: {sentence(why)}"


def undecided(why: str) -> str:
    """Say that a person decides, and what the program could not."""
    return f"{sentence(why or 'The program cannot decide this')} A person looks at it."


def tried(passes: bool | None, why: str) -> str:
    """Say what came of code that a person marks."""
    if passes is None:
        return f"{PENDING} {sentence(why)}".strip()
    return f"{PENDING} Run on its cases, the code {'passes' if passes else f'fails: {why}'}."


def mistake(said: Iterable[str], follows: Iterable[str] = ()) -> str:
    """Name a mistake, or several that lead to the same answer."""
    given = listed(follows)
    after = f", given your own answer to {given}" if given else ""
    return sentence(f"A known mistake: {' or '.join(said)}{after}")


def follow_through(follows: Iterable[str], slips: Iterable[str] = ()) -> str:
    """Say what an answer is consistent with."""
    answers, said = listed(follows), " or ".join(slips)
    grounds = [f"your own answer to {answers}"] if answers else []
    grounds += [f"the earlier slip ({said}), which is charged only once"] if said else []
    return sentence(f"Right given {' and '.join(grounds)}")


def partly_follows(follows: Iterable[str], why: str) -> str:
    """Say that an answer is partly right given earlier ones."""
    return sentence(f"Partly right given your own answer to {listed(follows)}{': ' if why else ''}{why}")


def unavailable(follows: Iterable[str], why: str) -> str:
    """Say why an answer can't be marked from the student's own earlier one."""
    doubt = f"whether it follows from your answer to {listed(follows)} is open ({why})"
    return f"Not the right answer; {doubt}. A person looks at it."


def listed(numbers: Iterable[str]) -> str:
    """Join printed numbers: ``1a, 1b and 1c``."""
    names = list(numbers)
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
