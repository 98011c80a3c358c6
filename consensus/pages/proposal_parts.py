"""What the page of a proposal is made of: frozen values, ready for a template, no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from consensus.domain.erasing import TAKEN_BACK
from consensus.domain.facts import Facts, VoiceFacts
from consensus.domain.terms import (
    Attribution,
    BodyKind,
    DecisionStatus,
    Disposition,
    MemberKind,
    Outcome,
    PositionCode,
    Relation,
    Stage,
    Visibility,
    VoteCode,
)
from consensus.domain.working import Line
from consensus.pages.said_parts import ObjectionView
from consensus.pages.sense import SenseView


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
    number: int
    """The version whose authentic text it says."""
    is_stale: bool = False
    """Whether the authentic text has gone on since."""
    is_held: bool = True
    """Whether the version holds it; a translation from after objections were called for stands beside it."""
    translated_by: str | None = None
    """Who translated it in an act of its own; empty for a reader who may not know who it was."""
    translated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of the text."""

    number: int
    at: datetime
    by: str
    note: str
    takes_over: str | None
    """Whose amendment it takes over; empty for a reader who may not know who it was."""
    texts: tuple[TextView, ...]
    """The authentic one first."""

    @property
    def authentic(self) -> TextView:
        """The text that counts where languages differ."""
        return self.texts[0]

    @property
    def fresh(self) -> frozenset[str]:
        """The languages in which there is a text that says what this version says."""
        return frozenset(text.language for text in self.texts if not text.is_stale)


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment, or an issue with its disposition."""

    comment_id: int
    by: str
    """Who said it; empty for a reader who may not know."""
    speaks_as: str
    at: datetime
    version_number: int
    html: str
    is_issue: bool
    passage: str | None
    amendment: str | None
    disposition: Disposition | None
    answer_html: str
    answered_by: str
    answered_at: datetime | None
    taken_over_in: int | None
    """The version that takes the amendment over."""
    erased_at: datetime | None = None
    erased_by: str | None = None
    erased_because: str | None = None
    person_id: int = 0
    """Whoever said it; no page shows it."""

    @property
    def is_taken_back(self) -> bool:
        """Whether its author took it back within a minute."""
        return self.erased_because == TAKEN_BACK

    @property
    def waits(self) -> bool:
        """Whether it must be answered and is not."""
        return self.is_issue and self.disposition is None


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
class RegionView:
    """A region of the roll: how its voices stand."""

    region: str
    size: int
    counts: tuple[tuple[PositionCode | None, int], ...]
    """Positions in the order of process.md section 3; ``None`` is silence. Empty for a reader who may not know."""
    heard: int
    """Voices that spoke."""


@dataclass(frozen=True, slots=True)
class RollView:
    """Who stands where."""

    size: int
    base: int
    """Voices without those recused."""
    voices: tuple[VoiceView, ...]
    """By label; empty for a reader who may not know."""
    counts: tuple[tuple[PositionCode | None, int], ...]
    regions: tuple[RegionView, ...]
    lines: tuple[Line, ...]
    """What is held against its bound: the quorum, and once it is met the support floor and the ceiling for stand-asides."""
    missing: str
    """What the quorum still misses, in sentences; empty when nothing."""
    votes: tuple[tuple[VoteCode, int], ...]

    @property
    def heard(self) -> int:
        """Voices of the base that have spoken."""
        return sum(count for code, count in self.counts if code not in (None, PositionCode.RECUSE))

    @property
    def voted(self) -> int:
        """Votes that were cast."""
        return sum(count for _, count in self.votes)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a closed proposal came to."""

    decision_id: int
    number: str
    outcome: Outcome
    label: Outcome | None
    status: DecisionStatus
    has_dissent: bool
    closed_at: datetime
    lapses_at: datetime | None = None
    """Until when a provisional one must be ratified."""


@dataclass(frozen=True, slots=True)
class Continued:
    """The proposal that this one continues, and the one by which it is continued, where the reader may know of them."""

    continues: int | None = None
    continued_by: int | None = None


@dataclass(frozen=True, slots=True)
class RailStep:
    """A stage on the rail: past, present or to come."""

    stage: Stage
    state: str
    """``past``, ``present``, ``ahead``, or ``skipped`` where the proposal ended before it."""
    began_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member for which the reader may speak of a decision."""

    member_id: int
    name: str
    has_dissociated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalHeading:
    """What pages about one side of a proposal say of the whole."""

    network_name: str
    proposal_id: int
    question: str
    version_number: int
    authentic_language: str
    decision: DecisionView | None
    is_inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """Everything the page of a proposal shows to one reader at one instant."""

    network_name: str
    proposal_id: int
    body_id: int
    body_code: str
    body_name: str
    body_kind: BodyKind
    languages: tuple[str, ...]
    """The working languages of the body."""
    required_languages: tuple[str, ...]
    class_code: str
    ruleset_number: int
    question: str
    visibility: Visibility
    stage: Stage
    rail: tuple[RailStep, ...]
    closes_at: datetime | None
    created_at: datetime
    returns: int
    relation: Relation | None
    names_decision: str | None
    """The number of the decision that this one supersedes or ratifies once it is adopted."""
    comes_back_on: date | None
    """The day to which it was deferred."""
    continued: Continued
    review_on: date | None
    """The day from which what is decided is looked at again."""
    owners: tuple[PersonView, ...]
    facilitator: PersonView | None
    version: VersionView
    comments: tuple[CommentView, ...]
    """The newest ones and the issues that wait, in the order of time; all of them stand on pages of their own."""
    comments_in_all: int
    amendments_in_all: int
    objections: tuple[ObjectionView, ...]
    sealed_objections: int
    """Objections whose words the reader may not see."""
    sense_checks: tuple[SenseView, ...]
    """The newest first."""
    roll: RollView | None
    decision: DecisionView | None
    is_inside: bool
    """Whether the reader has a part in the proposal or its body, and so sees positions as they are."""
    reader_id: int | None
    """The person who reads, if somebody is signed in."""
    facts: Facts
    """What the rules are told for this reader, without a voice and without an objection in question."""
    own_voices: tuple[VoiceView, ...]
    """The voices for which the reader speaks."""
    own_facts: tuple[VoiceFacts, ...]
    """The same as the rules see them."""
    has_stated: bool
    """Whether one of them annexed a statement that tells who said it."""
    own_members: tuple[MemberView, ...]
    region_names: Mapping[str, str]
    """What the network calls its regions."""
    principles: Mapping[str, str]
    """What the network calls its core principles, by code."""

    @property
    def issues_waiting(self) -> int:
        """Issues without a disposition."""
        return self.facts.issues_unanswered
