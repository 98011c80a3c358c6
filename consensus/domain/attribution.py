"""How the words of a dissenter are attributed to readers outside the deciding body.

Inside the body positions are open. Towards everybody else the level that the dissenter chose holds: named; "a movement in
Africa"; or sealed, which is counted and not read. Neither order nor time may tell more than the level does.
Source: record.md section 3, process.md section 8.10.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from consensus.domain.reasons import Reason
from consensus.domain.speech import gettext_noop
from consensus.domain.terms import Attribution, MemberKind

FEWEST_ALIKE = 3
"""Voices that must be alike, or more is left out: the region first, then the kind. Source: record.md section 3."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Alike:
    """All that may be told of a voice that is not named."""

    region: str
    kind: MemberKind


@dataclass(frozen=True, slots=True)
class Attributed:
    """What a reader outside is told of the one who spoke; what stands nowhere here may stand nowhere else either."""

    level: Attribution
    label: str | None = None
    """The voice's name, where it is named."""
    kind: MemberKind | None = None
    region: str | None = None

    @property
    def is_readable(self) -> bool:
        """Whether the words themselves are shown; sealed ones are only counted."""
        return self.level is not Attribution.SEALED

    def who(self) -> Reason:
        """Who spoke, in words; a region stands there as its code, for a page to name."""
        if self.label is not None:
            return Reason("{label}", {"label": self.label})
        if self.level is Attribution.SEALED:
            return Reason("A sealed voice")
        if self.kind is None:
            return Reason("A member")
        if self.region is None:
            return Reason(_KIND[self.kind])
        return Reason(_KIND_AND_REGION[self.kind], {"region": self.region})


_KIND = {
    MemberKind.MOVEMENT: gettext_noop("A movement"),
    MemberKind.NGO: gettext_noop("A non-governmental organisation"),
    MemberKind.GRASSROOTS: gettext_noop("A grassroots group"),
    MemberKind.ACADEMIC: gettext_noop("An academic institution"),
    MemberKind.INDIVIDUAL: gettext_noop("An individual"),
}

_KIND_AND_REGION = {
    MemberKind.MOVEMENT: gettext_noop("A movement in {region}"),
    MemberKind.NGO: gettext_noop("A non-governmental organisation in {region}"),
    MemberKind.GRASSROOTS: gettext_noop("A grassroots group in {region}"),
    MemberKind.ACADEMIC: gettext_noop("An academic institution in {region}"),
    MemberKind.INDIVIDUAL: gettext_noop("An individual in {region}"),
}


class Cover:
    """The voices among which one that is not named can be."""

    def __init__(self, unnamed: Iterable[Alike], dissenting: Iterable[Alike] = ()) -> None:
        """Count them once.

        :param unnamed: the voices of the roll that the reader sees nowhere by name: one that is named for what it said is
            no cover for another.
        :param dissenting: those of them that dissent. If all who are alike dissent alike, being one of them says it all.
        """
        self._exact, self._kinds = _counted(unnamed)
        self._dissent_exact, self._dissent_kinds = _counted(dissenting)

    def attribute(self, level: Attribution, label: str, voice: Alike) -> Attributed:
        """Return what a reader outside is told of ``voice`` at the level that it chose."""
        match level:
            case Attribution.NAMED:
                return Attributed(level, label=label)
            case Attribution.SEALED:
                return Attributed(level)
            case Attribution.KIND_AND_REGION:
                if _covers(self._exact[voice], self._dissent_exact[voice]):
                    return Attributed(level, kind=voice.kind, region=voice.region)
                if _covers(self._kinds[voice.kind], self._dissent_kinds[voice.kind]):
                    return Attributed(level, kind=voice.kind)
                return Attributed(level)


def blind_order(said: Iterable[T], text_of: Callable[[T], str]) -> list[T]:
    """Return what was said without a name in an order that nobody chose: neither that of the roll nor that of time."""
    return sorted(said, key=lambda each: hashlib.sha256(text_of(each).encode()).digest())


def least(*levels: Attribution) -> Attribution:
    """Return the level that tells least."""
    return max(levels, key=list(Attribution).index)


def _counted(voices: Iterable[Alike]) -> tuple[Counter[Alike], Counter[MemberKind]]:
    exact = Counter(voices)
    kinds: Counter[MemberKind] = Counter()
    for voice, count in exact.items():
        kinds[voice.kind] += count
    return exact, kinds


def _covers(alike: int, dissenting: int) -> bool:
    return alike >= FEWEST_ALIKE and alike > dissenting
