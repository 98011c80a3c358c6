"""What the page of a proposal is made of: frozen values, ready for a template, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consensus.domain.facts import Facts, ObjectionFacts
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
from consensus.domain.working import Line


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody with a part in the proposal."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TextView:
    """The text of a version in one language."""

    language: str
    question: str
    text: str
    html: str
    sha256: str
    is_authentic: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """The version that is in front of the reader."""

    number: int
    at: datetime
    by: str
    note: str
    texts: tuple[TextView, ...]
    """The authentic one first."""


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment, or an issue with its disposition."""

    comment_id: int
    by: str
    speaks_as: str
    at: datetime
    version_number: int
    html: str
    is_issue: bool
    passage: str | None
    amendment: str | None
    disposition: Disposition | None
    answer_html: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoiceView:
    """A voice of the roll, and what it says on the current version. Silence is shown as silence: no position."""

    voice_id: int
    member_id: int
    label: str
    region: str
    kind: MemberKind
    position: PositionCode | None
    """As the rules count it."""
    reason: str
    attribution: Attribution | None
    said_at: datetime | None
    vote: VoteCode | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer to an objection."""

    by: str
    at: datetime
    disposition: Disposition | None
    text: str


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection with its answers and its fate, and the facts on which acts about it are judged."""

    objection_id: int
    by: str
    person: str
    kind: ObjectionKind
    ground: str
    reason: str
    remedy: str
    version_number: int
    raised_at: datetime
    status: ObjectionStatus
    settled_at: datetime | None
    named_in_version: int | None
    answers: tuple[AnswerView, ...]
    seconds: tuple[str, ...]
    """The voices that second it, by label."""
    seconds_needed: int
    attribution: Attribution
    voice: VoiceView
    facts: ObjectionFacts


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region of the roll: how its voices stand."""

    region: str
    size: int
    counts: tuple[tuple[PositionCode | None, int], ...]
    """Positions in the order of process.md section 3; ``None`` is silence."""


@dataclass(frozen=True, slots=True)
class RollView:
    """Who stands where."""

    voices: tuple[VoiceView, ...]
    counts: tuple[tuple[PositionCode | None, int], ...]
    regions: tuple[RegionView, ...]
    quorum: tuple[Line, ...]
    """The quorum with its numbers, over the voices that spoke, or in a fallback vote over those that voted."""
    missing: str
    """What the quorum still misses, in a sentence; empty when nothing."""
    votes: tuple[tuple[VoteCode, int], ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a closed proposal came to."""

    number: str
    outcome: Outcome
    label: Outcome | None
    status: DecisionStatus
    has_dissent: bool
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class RailStep:
    """A stage on the rail: past, present or to come."""

    stage: Stage
    state: str
    """``past``, ``present`` or ``ahead``."""
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Everything the page of a proposal shows to one reader at one instant."""

    proposal_id: int
    body_id: int
    body_code: str
    body_name: str
    body_kind: BodyKind
    class_code: str
    ruleset_number: int
    question: str
    visibility: Visibility
    stage: Stage
    rail: tuple[RailStep, ...]
    opened_at: datetime
    closes_at: datetime | None
    created_at: datetime
    last_act_at: datetime
    returns: int
    relation: Relation | None
    names_decision: str | None
    """The number of the decision that this one supersedes or ratifies once it is adopted."""
    owners: tuple[PersonView, ...]
    facilitator: PersonView | None
    version: VersionView
    comments: tuple[CommentView, ...]
    objections: tuple[ObjectionView, ...]
    roll: RollView | None
    decision: DecisionView | None
    is_inside: bool
    """Whether the reader is of the body, and so sees positions as they are."""
    facts: Facts
    """What the rules are told for this reader, without an objection in question."""
    own_voices: tuple[VoiceView, ...]
    """The voices for which the reader speaks."""
    region_names: dict[str, str]
    """What the network calls its regions."""
