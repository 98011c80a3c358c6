"""What an objection is made of on a page: frozen values, ready for a template, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consensus.domain.terms import Attribution, Disposition, ObjectionKind, ObjectionStatus
from consensus.voting.hearings import AnswerSaid, HearingSaid


@dataclass(frozen=True, slots=True)
class SecondView:
    """A voice that seconds a block."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer to an objection."""

    by: str
    at: datetime | None
    """When it was given; ``None`` where that would tell who was answered."""
    disposition: Disposition | None
    text: str


@dataclass(frozen=True, slots=True)
class HearingView:
    """A hearing, as far as it is about one objection."""

    said: HearingSaid
    answer: AnswerSaid | None
    """What the objection's owner said to the invitation, last."""
    is_planned: bool
    together_with: tuple[str, ...]
    """The voices whose objections are heard with it."""


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection with its answers and its fate.

    For a reader outside the body nothing here tells how many others came before or between: no id. Of one that is not named,
    whatever would tell whose it is stands nowhere: no instant, no version, no names, no address.
    """

    objection_id: int | None
    key: str
    """The end of the address of its page, see ``objection_key.py``; empty where it has none for this reader."""
    by: str
    """The voice, or who spoke in words."""
    person: str
    kind: ObjectionKind
    ground: str
    reason: str
    remedy: str
    whom: str
    """To whom it does harm; empty where nothing was said of it."""
    passage: str
    """The passage that it speaks of; empty where it speaks of the whole."""
    version_number: int | None
    raised_at: datetime | None
    status: ObjectionStatus
    settled_at: datetime | None
    named_in_version: int | None
    answers: tuple[AnswerView, ...]
    resolves_at: datetime | None
    """Until when an open one that has its answer should be resolved; from then on it may be declared unresolved."""
    seconds: tuple[SecondView, ...]
    """The voices that second it; empty for a reader who may not know."""
    seconds_given: int
    seconds_needed: int
    attribution: Attribution
    voice_id: int
    is_mine: bool
    hearings: tuple[HearingView, ...] = ()
    """In the order in which its owner was invited; empty for a reader outside the body."""
