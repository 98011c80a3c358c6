"""The present item, as everybody in the room sees it: who stands where, who was not heard, what the quorum misses.

Who leads a meeting as a steward and has no part in the body sees what readers outside see: how many, and no names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consensus.domain.actor import Actor
from consensus.domain.classes import ClassRules
from consensus.domain.terms import Outcome, PositionCode, Stage
from consensus.domain.windows import window_is_open
from consensus.meetings.calling_order import CALLED
from consensus.meetings.models import EnteredPosition, Fate
from consensus.meetings.queries.entries import is_current
from consensus.meetings.queries.opening import ItemView, MeetingPage, Tag
from consensus.pages.outside import roll_from_outside
from consensus.pages.proposal_parts import RollView, VoiceView
from consensus.pages.roll import read_roll, roll_view
from consensus.proposals.facts import rules_in, ruleset_of
from consensus.proposals.models import Proposal
from consensus.proposals.standing import StandingText, held_texts
from consensus.voting.facts import objections_of, spoken_voice_ids
from consensus.voting.models import Decision, Position, Voice
from consensus.web.words import KINDS

_KIND_NAMES = {kind.value: name for kind, name in KINDS.items()}
_BEFORE_THE_ROLL = (Stage.DRAFTING, Stage.COMMENT)


@dataclass(frozen=True, slots=True)
class Alike:
    """Voices that stand alike: how many, and which."""

    count: int = 0
    names: tuple[str, ...] = ()
    """By label; none for a reader outside."""


@dataclass(frozen=True, slots=True)
class Called:
    """One position as it is called in the room, with the voices that take it."""

    code: PositionCode
    voices: Alike
    is_called: bool


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """What the secretary wrote down for a voice that has not confirmed it: it counts for nothing."""

    voice: str
    code: PositionCode
    is_rejected: bool
    """Whether the voice said that it did not say this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The present item for one reader; of an item about no proposal, its title alone."""

    item: ItemView
    tag: Tag
    texts: tuple[StandingText, ...] = ()
    """What positions are about, in each language; the authentic one first."""
    roll: RollView | None = None
    called: tuple[Called, ...] = ()
    """In the order in which positions are called for."""
    silent: Alike = Alike()
    """The voices that were not heard yet."""
    recused: Alike = Alike()
    unconfirmed: tuple[Unconfirmed, ...] = ()
    rejected: tuple[Unconfirmed, ...] = ()
    """For the secretary alone: the others learn nothing of what was not said."""
    own: tuple[VoiceView, ...] = ()
    """The voices for which the reader speaks."""
    rules: ClassRules | None = None
    takes_positions: bool = False
    """Whether voices say at this moment where they stand."""
    number: str | None = None
    """Of the decision, where the proposal is closed."""
    outcome: Outcome | None = None
    has_dissent: bool = False


def live_of(session: Session, page: MeetingPage, actor: Actor | None, now: datetime) -> Live | None:
    """Return the present item of a meeting for one reader; ``None`` while none is open."""
    item = page.present
    if item is None:
        return None
    if item.proposal_id is None:
        return Live(item=item, tag=Tag(page.row_version, item.item_id, 0, 0))
    proposal = session.scalars(
        select(Proposal)
        .where(Proposal.id == item.proposal_id)
        .options(joinedload(Proposal.ruleset))
        .execution_options(populate_existing=True)
    ).one()
    tag = Tag(page.row_version, item.item_id, proposal.version_number, proposal.row_version)
    number, outcome, has_dissent = _decision(session, proposal)
    if proposal.stage in _BEFORE_THE_ROLL:
        return Live(item=item, tag=tag, texts=_texts(session, proposal))
    rules = rules_in(ruleset_of(session, proposal), proposal.class_code)
    whole = _roll(session, proposal, rules, page.region_names)
    mine = spoken_voice_ids(session, proposal, [actor.person_id], now)[actor.person_id] if actor and actor.person_id else set()
    is_inside = page.is_inside or bool(mine)
    roll = whole if is_inside else roll_from_outside(whole)
    entered = _unconfirmed(session, proposal.id, now) if is_inside else ()
    return Live(
        item=item,
        tag=tag,
        texts=_texts(session, proposal),
        roll=roll,
        rules=rules,
        called=tuple(Called(code, _alike(roll, code), code is item.calling) for code in CALLED),
        silent=_alike(roll, None),
        recused=_alike(roll, PositionCode.RECUSE),
        unconfirmed=tuple(each for each in entered if not each.is_rejected),
        rejected=tuple(each for each in entered if each.is_rejected and page.is_secretary),
        own=tuple(voice for voice in roll.voices if voice.voice_id in mine),
        takes_positions=proposal.stage is Stage.CONSENSUS and proposal.closes_at is not None and window_is_open(proposal.closes_at, now),
        number=number,
        outcome=outcome,
        has_dissent=has_dissent,
    )


def _roll(session: Session, proposal: Proposal, rules: ClassRules, region_names: Mapping[str, str]) -> RollView:
    objections = objections_of(session, proposal.id) if proposal.was_objected else ()
    return roll_view(read_roll(session, proposal), objections, proposal, rules, {**region_names, **_KIND_NAMES})


def _alike(roll: RollView, code: PositionCode | None) -> Alike:
    return Alike(dict(roll.counts).get(code, 0), tuple(voice.label for voice in roll.voices if voice.position is code))


def _texts(session: Session, proposal: Proposal) -> tuple[StandingText, ...]:
    texts = held_texts(session, proposal.id, proposal.version_number).values()
    return tuple(sorted(texts, key=lambda text: (text.language != proposal.authentic_language, text.language)))


def _unconfirmed(session: Session, proposal_id: int, now: datetime) -> tuple[Unconfirmed, ...]:
    """Return the newest entry of each voice that was not confirmed, where the voice has not spoken for itself since."""
    statement = (
        select(Voice.label, EnteredPosition.code, EnteredPosition.fate)
        .join(EnteredPosition, EnteredPosition.voice_id == Voice.id)
        .join(Proposal, Proposal.id == EnteredPosition.proposal_id)
        .outerjoin(Position, Position.id == Voice.position_id)
        .where(EnteredPosition.proposal_id == proposal_id, EnteredPosition.fate.in_((Fate.WAITING, Fate.REJECTED)), is_current(now))
        .order_by(Voice.id, EnteredPosition.id)
    )
    found = {label: Unconfirmed(label, code, is_rejected=fate is Fate.REJECTED) for label, code, fate in session.execute(statement)}
    return tuple(found.values())


def _decision(session: Session, proposal: Proposal) -> tuple[str | None, Outcome | None, bool]:
    if proposal.stage is not Stage.CLOSED:
        return None, None, False
    statement = select(Decision.number, Decision.outcome, Decision.has_dissent).where(Decision.proposal_id == proposal.id)
    row = session.execute(statement).one_or_none()
    return (None, None, False) if row is None else (row.number, row.outcome, row.has_dissent)
