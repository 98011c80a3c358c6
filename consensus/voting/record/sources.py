"""What a decision record is made from: frozen values, read from the rows by ``gathering``, written down by ``writing``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consensus.domain.classes import ClassRules
from consensus.domain.ruling import Ruling
from consensus.domain.sense import Temperature
from consensus.domain.tally import Standing
from consensus.domain.terms import (
    Attribution,
    BodyKind,
    DecisionStatus,
    Disposition,
    MemberKind,
    ObjectionKind,
    ObjectionStatus,
    Outcome,
    PositionCode,
    Relation,
    Stage,
    Visibility,
    VoteCode,
)
from consensus.voting.hearings import HearingSaid
from consensus.voting.telling import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How the proposal ended."""

    number: str
    outcome: Outcome
    ruling: Ruling | None
    status: DecisionStatus
    rules: ClassRules
    closed_from: Stage
    at: datetime


@dataclass(frozen=True, slots=True)
class Name:
    """A person, called as then."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TextSource:
    """The text that was decided, in one language."""

    language: str
    question: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class VersionSource:
    """One state of the text on its way."""

    number: int
    at: datetime
    by: Name | None
    is_material: bool
    note: str
    sha256: Mapping[str, str]
    """By language."""
    takes_over: int | None = None
    """The amendment that it takes over, by the number of its issue."""


@dataclass(frozen=True, slots=True)
class EntrySource:
    """What an entry of the ledger says of the stage that followed, and until when it was open."""

    index: int
    act: str
    at: datetime
    stage: str
    closes_at: str | None
    reason: str | None
    because: str | None


@dataclass(frozen=True, slots=True)
class PositionSource:
    """Something that a voice said, counted in the end or not."""

    id: int
    code: PositionCode
    reason: str
    stage: Stage
    version: int
    at: datetime
    attribution: Attribution
    objection_id: int | None


@dataclass(frozen=True, slots=True)
class VoteSource:
    """Something that a voice said in the fallback vote."""

    id: int
    code: VoteCode
    at: datetime


@dataclass(frozen=True, slots=True)
class VoiceOnRecord:
    """A voice of the roll, all that it said, and how it stands."""

    id: int
    member_id: int
    label: str
    region: str
    kind: MemberKind
    country: str
    standing: Standing
    positions: tuple[PositionSource, ...]
    position_id: int | None
    """The newest position, which counts if it was said on the current version."""
    votes: tuple[VoteSource, ...]
    vote_id: int | None
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """An answer to an objection."""

    by: Name
    at: datetime
    disposition: Disposition | None
    text: str


@dataclass(frozen=True, slots=True)
class SecondSource:
    """Another voice that seconded a block."""

    voice_id: int
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ObjectionSource:
    """An objection with its answers and its fate."""

    id: int
    voice_id: int
    label: str
    kind: ObjectionKind
    ground: str
    reason: str
    remedy: str
    whom: str | None
    passage: str | None
    version: int
    raised_at: datetime
    attribution: Attribution
    status: ObjectionStatus
    settled_at: datetime | None
    named_in_version: int | None
    answers: tuple[AnswerSource, ...]
    seconds: tuple[SecondSource, ...]
    hearings: tuple[HearingSaid, ...]


@dataclass(frozen=True, slots=True)
class IssueSource:
    """An issue of the comment stage with its disposition."""

    id: int
    by: Name
    speaks_as: str
    version: int
    at: datetime
    text: str
    passage: str | None
    amendment: str | None
    disposition: AnswerSource | None


@dataclass(frozen=True, slots=True)
class SenseSource:
    """A sense-check of the comment stage: a temperature, and no position."""

    question: str
    version: int
    is_by_name: bool
    asked_at: datetime
    closed_at: datetime | None
    temperature: Temperature


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything of one decision."""

    closing: Closing
    network: str
    region_names: Mapping[str, str]
    principles: Mapping[str, str]
    """What the network calls its core principles, by their code."""
    body_code: str
    body_name: str
    body_kind: BodyKind
    proposal_id: int
    class_code: str
    chosen: frozenset[str]
    """The fields of the class rules that the ruleset itself names; all others are defaults of the software."""
    ruleset: int | None
    visibility: Visibility
    relation: Relation | None
    relates_to: str | None
    comes_back_on: str | None
    authentic_language: str
    version: int
    texts: tuple[TextSource, ...]
    versions: tuple[VersionSource, ...]
    owners: tuple[Name, ...]
    facilitator: Name | None
    entries: tuple[EntrySource, ...]
    voices: tuple[VoiceOnRecord, ...]
    objections: tuple[ObjectionSource, ...]
    issues: tuple[IssueSource, ...]
    sense_checks: tuple[SenseSource, ...]
    composition: Mapping[str, Any] | None
    """The verdict on the body at closing; None where the body has no composition rules."""
