"""What a rule is told: one proposal, one actor, one instant, as frozen facts.

Nothing of what is being sent stands in :class:`Facts`, or a button would vanish until its reason is typed; that is
:class:`Sent`. The rows are read into facts by ``proposals/facts.py`` and ``voting/facts.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consensus.domain.classes import ClassRules
from consensus.domain.terms import ObjectionKind, ObjectionStatus, PositionCode, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFacts:
    """An objection as the rules see it. Source: process.md section 2, T9 to T15."""

    id: int
    voice_id: int
    kind: ObjectionKind
    status: ObjectionStatus
    version_number: int
    reason: str
    raised_at: datetime
    settled_at: datetime | None = None
    answered_at: datetime | None = None
    """When the newest answer was given; null while there is none."""
    named_in_version: int | None = None
    """The newest version that names it as one it means to meet."""
    seconded_by: frozenset[int] = frozenset()
    """The voices that second it."""
    hearing_at: datetime | None = None
    """When the hearing begins that is planned for it; null while none is."""

    def was_open_at(self, instant: datetime) -> bool:
        """Whether it was open at ``instant``, as far as acts before that instant say."""
        return self.raised_at < instant and (self.settled_at is None or self.settled_at >= instant)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFacts:
    """The voice on the roll for which the actor speaks."""

    id: int
    is_recused: bool = False
    objections: tuple[ObjectionFacts, ...] = ()
    """Its own, whatever became of them."""

    @property
    def live_objections(self) -> tuple[ObjectionFacts, ...]:
        """Those of its own that are open or unresolved."""
        return tuple(objection for objection in self.objections if objection.status.is_live)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A proposal, seen by one actor at one instant."""

    now: datetime
    stage: Stage
    rules: ClassRules
    """Of the pinned ruleset; while drafting, of the one in force."""
    version: int
    last_act_at: datetime
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    is_adopted: bool = False
    """Whether it was closed with the text adopted."""
    is_withdrawn: bool = False
    """Whether it was closed because an owner took it back."""
    is_continued: bool = False
    """Whether another proposal continues it already."""
    comes_back_at: datetime | None = None
    """When a deferred one comes back as a question; null once it has."""
    extensions: int = 0
    held_at: datetime | None = None
    was_objected: bool = False
    issues_unanswered: int = 0
    languages_missing: tuple[str, ...] = ()
    objections: tuple[ObjectionFacts, ...] = ()
    """All that were ever raised."""
    calls_stop_at: datetime | None = None
    """From when on calls for consensus rest in the body, or rested the last time: it did not cure a breach of its rules."""
    calls_resume_at: datetime | None = None
    """When they went on; null while they rest, or have not rested yet."""
    fills_seats: bool = False
    """Whether it fills seats of the body: then it is called whatever rests."""
    voices_silent: int = 0
    """Voices of the base that have not spoken."""
    has_facilitator: bool = False
    facilitator_owns: bool = False
    facilitator_objects: bool = False
    """Whether the facilitator speaks for a voice with an objection that still stands."""

    is_clock: bool = False
    is_owner: bool = False
    has_withdrawn: bool = False
    """Whether it was the actor who took it back."""
    is_facilitator: bool = False
    in_body: bool = False
    speaks_for_member: bool = False
    """Whether the actor speaks for an active member of the network."""
    voice: VoiceFacts | None = None
    has_dissociated: bool = False
    """Whether the member for which the actor speaks dissociated already."""

    target: ObjectionFacts | None = None
    """The objection that the act is about."""
    issue_is_answered: bool = False
    """Whether the issue that the act is about has its disposition."""
    sense_check_is_open: bool = False

    @property
    def open_objections(self) -> tuple[ObjectionFacts, ...]:
        """Those that are neither withdrawn, accommodated nor unresolved."""
        return tuple(objection for objection in self.objections if objection.status is ObjectionStatus.OPEN)


def calls_rest(facts: Facts, instant: datetime) -> bool:
    """Whether the body may open no call for consensus on this proposal at ``instant``. Source: composition.md, "When a rule acts", 3."""
    if facts.fills_seats or facts.calls_stop_at is None or instant < facts.calls_stop_at:
        return False
    return facts.calls_resume_at is None or instant < facts.calls_resume_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came with the act, already of the right type. An empty text means that none was given."""

    text: str = ""
    reason: str = ""
    ground: str = ""
    kind: ObjectionKind = ObjectionKind.OBJECTION
    position: str | None = None
    """As it was sent; one of ``PositionCode`` or not."""
    vote: str | None = None
    into: str | None = None
    version: int | None = None
    """The version that the actor had in front of them; null: the current one."""
    seen_stage: Stage | None = None
    """The stage that the actor had in front of them; null: not said."""
    until: datetime | None = None
    meets: tuple[ObjectionFacts, ...] = ()
    to_in_body: bool = True
    """Whether the person to whom something is handed is of the body."""
    to_has_part: bool = False
    """Whether that person has the part already."""
    gradient: str | None = None
    """As it was sent; one of ``Gradient`` or not."""
    place: str = ""
    heard_with: tuple[ObjectionFacts, ...] = ()
    """Further objections that are to be heard together with the one that the act is about."""

    @property
    def position_code(self) -> PositionCode | None:
        """The position that was sent, if it is one."""
        try:
            return PositionCode(self.position) if self.position is not None else None
        except ValueError:
            return None


NOTHING_SENT = Sent()
"""For acts that need nothing but the wish."""


def stands_on(voice: VoiceFacts | None, sent: Sent) -> ObjectionFacts | None:
    """Return the voice's own objection on which an objecting position stands instead of raising a new one.

    That is its unresolved one, or the open one of the same kind with the same words (taking the same position again is
    no error). An unresolved one of the other kind serves only where no new reason is given.
    Source: process.md section 3.
    """
    if voice is None:
        return None
    wanted = ObjectionKind.BLOCK if sent.position == PositionCode.BLOCK else ObjectionKind.OBJECTION
    for objection in reversed(voice.live_objections):
        is_unresolved = objection.status is ObjectionStatus.UNRESOLVED
        if objection.kind is wanted and (is_unresolved or sent.reason.strip() in ("", objection.reason.strip())):
            return objection
        if is_unresolved and not sent.reason.strip():
            return objection
    return None
