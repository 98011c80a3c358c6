"""What was said on the way to a decision and against it, as one reader sees it: frozen values, see ``seen.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consensus.domain.terms import Attribution


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, word for word."""

    who: str
    text: str
    level: Attribution
    at: datetime | None
    """None outside the body where the one who spoke is not named."""
    version: int | None = None
    extent: str = ""
    """Of a dissociation: what of the decision it is about; empty is the whole."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that was said in one way, and how many sealed words are only counted here."""

    said: tuple[Said, ...] = ()
    sealed: int = 0

    @property
    def total(self) -> int:
        """How many there are, sealed ones with them."""
        return len(self.said) + self.sealed


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an issue or an objection."""

    by: str
    """Empty outside the body."""
    at: datetime | None
    disposition: str | None
    text: str


@dataclass(frozen=True, slots=True)
class HearingSeen:
    """A hearing to which an objection's owner was invited."""

    meets_at: datetime
    place: str
    passage: str
    text: str
    comes: bool | None
    """Whether the owner came to say yes; None where there was no answer."""
    was_held: bool | None
    """None where nothing was written down of how it ended."""
    note: str
    """What was said, or why it was called off."""
    agreed_by: str


@dataclass(frozen=True, slots=True)
class ObjectionSeen:
    """An objection with its answers and its fate."""

    who: str
    word: str
    counted_as: str | None
    ground: str
    principle: str | None
    """What the network called the core principle that the ground names, if it names one."""
    reason: str
    remedy: str
    whom: str
    passage: str
    version: int
    level: Attribution
    at: datetime | None
    answers: tuple[Answer, ...]
    seconds: int
    seconds_needed: int
    seconded_by: tuple[str, ...]
    """Empty outside the body: who seconds did not choose how to be named."""
    hearings: tuple[HearingSeen, ...]
    """Empty outside the body."""
    named_in_version: int | None
    fate: str
    fate_at: datetime | None


@dataclass(frozen=True, slots=True)
class Objections:
    """All objections, and how many sealed ones are only counted here, by their fate."""

    said: tuple[ObjectionSeen, ...] = ()
    sealed: Mapping[str, int] | None = None

    @property
    def sealed_total(self) -> int:
        """How many are sealed."""
        return sum((self.sealed or {}).values())

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.said) + self.sealed_total


@dataclass(frozen=True, slots=True)
class IssueSeen:
    """An issue of the comment stage. Who raised it stands here inside the body alone."""

    by: str
    at: datetime | None
    version: int
    text: str
    passage: str | None
    amendment: str | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class SenseSeen:
    """A sense-check. ``steps`` is None where the numbers would tell who; the names stand there inside the body alone."""

    question: str
    version: int
    by_name: bool
    voices: int
    steps: tuple[tuple[str, int, tuple[str, ...] | None], ...] | None
    """The code of each step, voices on it, and who they are."""
