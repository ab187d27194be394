"""What a part's answer would be, given a student's own earlier answers and slips: the values to compare with.

They come lazily and in this order: what follows from what the student wrote before, and what follows from
that with a known mistake made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from examgen.mark.follow import Engine, NotAvailableError

if TYPE_CHECKING:
    from examgen.papers.record import MistakeRecord, PartRecord
    from examgen.text.values import Value

COMBINATIONS = 16
"""Ways of reading rounded earlier answers that are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """A student's readable answer to an earlier part; the same object for the same answer."""

    part: PartRecord
    value: Value | None
    right: bool
    rounded: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """What bears on a part: the answers that feed it, and the mistakes charged so far."""

    answers: tuple[Answered, ...] = ()
    slips: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[Answered, ...]:
        """The answers that are not right."""
        return tuple(answer for answer in self.answers if not answer.right)


@dataclass(frozen=True, slots=True)
class Follows:
    """A value and its grounds: the student's answers to earlier parts, earlier slips, a mistake made here."""

    value: Value
    parts: tuple[str, ...]
    slips: tuple[MistakeRecord, ...]
    mistake: MistakeRecord | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """A way to read what came before."""

    own: Mapping[str, Value]
    parts: tuple[str, ...]
    slips: tuple[MistakeRecord, ...] = ()


class Consistent:
    """The values that are consistent with what came before, for one part in one situation.

    Attributes
    ----------
    following, mistaken
        The values, worked out when first asked for and kept.
    """

    def __init__(
        self, engine: Engine, part: PartRecord, earlier: Earlier, known: Sequence[MistakeRecord]
    ) -> None:
        self._engine, self._part, self._earlier = engine, part, earlier
        self._known = known
        self._kept = _kept(earlier)
        self._unavailable = ""
        self.following = _Kept(self._following())
        self.mistaken = _Kept(self._mistaken())

    @property
    def unavailable(self) -> str:
        """Why plain follow-through can't be worked out; empty if it can."""
        for _ in self.following:
            pass
        return self._unavailable

    def _following(self) -> Iterator[Follows]:
        for ground in self._grounds():
            try:
                value = self._value(ground)
            except NotAvailableError as error:
                self._unavailable = self._unavailable or ("" if ground.slips else str(error))
            else:
                if value != self._part.key:
                    yield Follows(value, ground.parts, ground.slips)

    def _mistaken(self) -> Iterator[Follows]:
        expected = [self._part.key, *(one.value for one in self.following)]
        for ground in self._grounds():
            for mistake in self._bearing(self._known, ground):
                value = self._maybe(ground, mistake)
                if value is not None and value not in expected:
                    yield Follows(value, ground.parts, ground.slips, mistake)

    def _grounds(self) -> Iterator[_Ground]:
        """Own answers alone first; then with a slip that was charged before."""
        own = list(self._own())
        yield from (ground for ground in own if ground.parts)
        slips = [mistake for mistake in self._known if mistake.id in self._earlier.slips]
        for ground in own:
            for slip in self._bearing(slips, ground):
                yield _Ground(ground.own, ground.parts, (slip,))

    def _own(self) -> Iterator[_Ground]:
        """Carry wrong answers forward: as written or, where decimals are written, by the key too."""
        wrong = self._earlier.wrong
        ways = product(*((True, False) if answer.rounded else (True,) for answer in wrong))
        for way in islice(ways, COMBINATIONS):
            used = [answer for answer, taken in zip(wrong, way, strict=True) if taken]
            own = {answer.part.step: answer.value for answer in used}
            yield _Ground(own, tuple(answer.part.number for answer in used))  # type: ignore[arg-type]

    def _bearing(self, mistakes: Iterable[MistakeRecord], ground: _Ground) -> list[MistakeRecord]:
        """Keep the mistakes at steps that matter here and that the student's own answers don't stand for."""
        fixed = {*ground.own, *self._kept, *(slip.of for slip in ground.slips)}
        step = self._part.step
        try:
            behind = frozenset() if step is None else {step, *self._engine.ancestors(step)}
        except NotAvailableError:
            return []
        return [mistake for mistake in mistakes if mistake.of in behind and mistake.of not in fixed]

    def _maybe(self, ground: _Ground, mistake: MistakeRecord) -> Value | None:
        try:
            return self._value(ground, mistake)
        except NotAvailableError:
            return None

    def _value(self, ground: _Ground, *mistakes: MistakeRecord) -> Value:
        step = self._part.step
        if step is None or None in ground.own or None in ground.own.values():
            raise NotAvailableError("such an answer cannot be carried forward")
        return self._engine.value(step, ground.own, (*ground.slips, *mistakes), self._kept)


def _kept(earlier: Earlier) -> dict[str, Value]:
    """Keep the steps that the student has right, whatever came before them."""
    right = (answer.part for answer in earlier.answers if answer.right)
    return {part.step: part.key for part in right if part.step is not None and part.key is not None}


class _Kept:
    """An iterator that can be gone through again."""

    def __init__(self, source: Iterator[Follows]) -> None:
        self._source, self._seen = source, list[Follows]()

    def __iter__(self) -> Iterator[Follows]:
        yield from self._seen
        for one in self._source:
            self._seen.append(one)
            yield one
