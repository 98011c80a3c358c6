"""A decision as one reader sees it: frozen values for a page and for JSON.

Inside the deciding body it is filled by ``inside.py``, for everybody else by ``outside.py``. Where the second leaves
something out there is nothing here, so no template can show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from consensus.archive.queries.seen_words import IssueSeen, Objections, SenseSeen, Spoken
from consensus.domain.channels import Channel
from consensus.domain.terms import DecisionStatus, Outcome, PositionCode, Stage, TaskStatus, Visibility


@dataclass(frozen=True, slots=True)
class Text:
    """The text that was decided, in one language. ``html`` was made and sanitised when it was written."""

    language: str
    question: str
    text: str
    html: str
    sha256: str
    is_authentic: bool


@dataclass(frozen=True, slots=True)
class ToldSeen:
    """That somebody who speaks for a voice was told of a window; ``returned_at`` says when the letter came back."""

    stage: Stage
    channel: Channel
    at: datetime
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoiceSeen:
    """A voice and where it stands; shown inside the body alone."""

    label: str
    region: str
    kind: str
    counts_as: PositionCode | None
    vote: str | None
    told: tuple[ToldSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionSeen:
    """A region of the roll. Its positions are left out where they would tell who dissents."""

    code: str
    name: str
    size: int
    base: int
    spoke: int
    positions: tuple[tuple[PositionCode | None, int], ...] | None


@dataclass(frozen=True, slots=True)
class Dissent:
    """Everything that marks the decision as one with dissent."""

    reservations: Spoken
    stand_asides: Spoken
    objecting: Spoken
    """What was said with object or block in the consensus stage, where it is not the words of the objection itself."""
    objections: Objections
    statements: Spoken
    dissociations: Spoken

    @property
    def sealed_total(self) -> int:
        """How many words are sealed for the reader, in whichever form they were said."""
        spoken = (self.reservations, self.stand_asides, self.objecting, self.statements, self.dissociations)
        return self.objections.sealed_total + sum(each.sealed for each in spoken)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is party as of now. ``names`` is None where the names would tell who dissents."""

    total: int
    names: tuple[str, ...] | None
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """Another decision that this one is bound to."""

    relation: str
    """``supersedes``, ``ratifies``, ``superseded_by`` or ``ratified_by``."""
    number: str | None
    """None where the reader may not know of it."""


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """Something that follows from the decision."""

    task_id: int
    text: str
    responsible: str
    """Empty for the public, which learns of no person."""
    due_on: date
    status: TaskStatus
    note: str
    ended_at: datetime | None
    may_end: bool
    """Whether the reader may say that it is over."""


@dataclass(frozen=True, slots=True)
class ReviewSeen:
    """A day was set on which it is looked at again, or it was looked at and kept."""

    by: str
    """Empty for the public."""
    at: datetime
    is_kept: bool
    reason: str
    review_on: date | None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A proposal that is bound to this decision, and that the reader may know of."""

    relation: str
    """``supersedes`` or ``ratifies``, while it is open; ``continues`` or ``continued_by``."""
    proposal_id: int
    question: str


@dataclass(frozen=True, slots=True)
class Line:
    """A number held against its bound, in a sentence."""

    sentence: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """The fallback vote: a vote, never a consensus."""

    yes: int
    no: int
    abstain: int
    regions: Mapping[str, Mapping[str, int]] | None


@dataclass(frozen=True, slots=True)
class StageSeen:
    """A stage that was gone through."""

    stage: str
    opened_at: datetime
    ended_at: datetime | None
    changes: tuple[str, ...]
    """Why its window was changed, as the facilitator said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision as one reader sees it, as of an instant."""

    as_of: datetime
    is_inside: bool
    may_propose: bool
    """Whether the reader may propose to change or ratify it."""
    number: str
    network: str
    body_code: str
    body_name: str
    year: int
    sequence: str
    proposal_id: int
    question: str
    class_code: str
    ruleset: int | None
    visibility: Visibility
    outcome: Outcome
    label: Outcome | None
    status: DecisionStatus
    has_dissent: bool
    closed_at: datetime
    lapses_at: datetime | None
    comes_back_on: str | None
    links: tuple[Link, ...]
    under_way: tuple[UnderWay, ...]
    review_on: date | None
    """From which day it is looked at again."""
    reviews: tuple[ReviewSeen, ...]
    tasks: tuple[TaskSeen, ...]
    version: int
    texts: tuple[Text, ...]
    """The authentic one first."""
    owners: tuple[str, ...]
    facilitator: str | None
    stages: tuple[StageSeen, ...]
    roll_size: int
    told: int | None
    """How many voices somebody was told for; None where the record says nothing of it."""
    base: int
    recused: int
    spoke: int
    positions: tuple[tuple[PositionCode | None, int], ...]
    """Voices of the base by position, in the order of process.md section 3; None is silence."""
    regions: tuple[RegionSeen, ...]
    kinds: tuple[tuple[str, int], ...]
    voices: tuple[VoiceSeen, ...]
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    vote: Vote | None
    issues: tuple[IssueSeen, ...]
    sense_checks: tuple[SenseSeen, ...]
    dissent: Dissent
    parties: Parties
    composition: Mapping[str, Any] | None
    record_sha256: str | None
    """None outside the body: who knows all but one word of a record could try words until its hash fits."""
