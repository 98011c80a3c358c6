"""What the secretary writes down for a voice, and what the voice's own person says to it.

One voice, one position, and nobody else's hand: an entered position counts for nothing until a person who speaks for the voice
confirms it, by which that person takes it. Source: process.md sections 1, 2 (T17) and 8.3.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.facts import Sent
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import Action, Attribution, PositionCode, Stage
from consensus.meetings.acting import MeetingAct, begin, item_of
from consensus.meetings.commands.calling import demand_present
from consensus.meetings.models import EnteredPosition, Fate, Meeting, MeetingItem
from consensus.proposals.acting import judged
from consensus.proposals.facts import lock_proposal
from consensus.proposals.models import Proposal
from consensus.transaction import command
from consensus.voting.commands import position_taken
from consensus.voting.facts import full_facts, voices_spoken_by
from consensus.voting.models import Voice
from consensus.voting.saying import Argument


@command("enter_position")
def enter_position(
    session: Session,
    *,
    actor: Actor,
    meeting_id: int,
    item_id: int,
    voice_id: int,
    position: str,
    now: datetime,
    reason: str = "",
    ground: str = "",
    remedy: str = "",
    whom: str = "",
    passage: str = "",
    version: int | None = None,
    seen_stage: Stage | None = None,
) -> int:
    """Write down what a voice said in the room, and return the entry's id; it takes the place of one that still waits.

    It is refused where the voice itself would be refused if it said the same.

    :raises ForbiddenError: when the actor is not the secretary.
    :raises NotFoundError: when the meeting has no such item.
    :raises InvalidError: when the item is not the present one, or is about no proposal.
    :raises RefusedError: as ``take_position``.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.WRITE_DOWN, now=now)
    item = item_of(session, meeting_id, item_id)
    demand_present(act, item)
    if item.proposal_id is None:
        raise InvalidError(_("Positions are written down on proposals alone."))
    waiting = session.scalars(_waiting_for(voice_id).with_for_update()).one_or_none()
    proposal = lock_proposal(session, item.proposal_id)
    voice = session.get(Voice, voice_id)
    if voice is not None and voice.proposal_id != proposal.id:
        voice = None
    sent = Sent(position=position, reason=reason, ground=ground, version=version, seen_stage=seen_stage)
    facts = full_facts(session, proposal, actor, now, action=Action.TAKE_POSITION, voice=voice)
    judged(session, proposal, facts, actor=actor, action=Action.TAKE_POSITION, sent=sent)
    if voice is None:
        raise RefusedError(Refusal.NOT_ON_ROLL)
    if waiting is not None:
        _settle(waiting, Fate.REPLACED, act)
        session.flush()
    argument = Argument(remedy, whom, passage).as_data()
    entry = EnteredPosition(
        item_id=item_id,
        proposal_id=proposal.id,
        voice_id=voice.id,
        person_id=act.person_id,
        version_number=proposal.version_number,
        stage=proposal.stage,
        code=PositionCode(position),
        reason=reason,
        ground=ground,
        **argument,
        at=now,
        fate=Fate.WAITING,
    )
    session.add(entry)
    session.flush()
    data = {
        "item": item_id,
        "entry": entry.id,
        "code": position,
        "version": entry.version_number,
        "reason": reason,
        "ground": ground,
        **argument,
        "replaces": None if waiting is None else waiting.id,
    }
    act.record("enter_position", data, proposal_id=proposal.id, voice=voice.label)
    return entry.id


@command("confirm_entry")
def confirm_entry(session: Session, *, actor: Actor, entry_id: int, now: datetime, attribution: Attribution | None = None) -> int:
    """Say that the secretary wrote down what one's voice says: the position is taken with it. Returns the position's id.

    :raises NotFoundError: when there is no such entry for a voice of the actor's.
    :raises RefusedError: ``already_done`` when it was answered or replaced; else as ``take_position``.
    """
    act, entry = _own_entry(session, actor, entry_id, now)
    position_id = position_taken(
        session,
        actor=actor,
        proposal_id=entry.proposal_id,
        now=now,
        position=entry.code.value,
        reason=entry.reason,
        ground=entry.ground,
        remedy=entry.remedy,
        whom=entry.whom or "",
        passage=entry.passage or "",
        attribution=attribution,
        voice_id=entry.voice_id,
        version=entry.version_number,
        seen_stage=entry.stage,
    )
    entry.position_id = position_id
    _settle(entry, Fate.CONFIRMED, act)
    session.flush()
    _answered(act, "confirm_entry", entry, {"position": position_id})
    return position_id


@command("reject_entry")
def reject_entry(session: Session, *, actor: Actor, entry_id: int, now: datetime) -> None:
    """Say that the secretary wrote down what one's voice did not say. What the voice said itself stays as it is.

    :raises NotFoundError: when there is no such entry for a voice of the actor's.
    :raises RefusedError: ``already_done`` when it was answered or replaced.
    """
    act, entry = _own_entry(session, actor, entry_id, now)
    _settle(entry, Fate.REJECTED, act)
    session.flush()
    _answered(act, "reject_entry", entry, {})


def _waiting_for(voice_id: int) -> Select[tuple[EnteredPosition]]:
    return (
        select(EnteredPosition)
        .where(EnteredPosition.voice_id == voice_id, EnteredPosition.settled_at.is_(None))
        .execution_options(populate_existing=True)
    )


def _own_entry(session: Session, actor: Actor, entry_id: int, now: datetime) -> tuple[MeetingAct, EnteredPosition]:
    """Return an entry that waits for somebody who speaks for its voice, held with its meeting until the transaction ends."""
    found = session.execute(
        select(EnteredPosition.proposal_id, EnteredPosition.voice_id, MeetingItem.meeting_id)
        .join(MeetingItem, MeetingItem.id == EnteredPosition.item_id)
        .where(EnteredPosition.id == entry_id)
    ).one_or_none()
    if found is None or actor.person_id is None:
        raise _nothing_here()
    proposal = session.get_one(Proposal, found.proposal_id)
    if found.voice_id not in {voice.id for voice in voices_spoken_by(session, proposal, actor.person_id, now)}:
        raise _nothing_here()
    # The meeting first, as every act in it does, so that no two can wait for each other.
    meeting = session.get_one(Meeting, found.meeting_id, with_for_update={"key_share": True}, populate_existing=True)
    entry = session.get_one(EnteredPosition, entry_id, with_for_update=True, populate_existing=True)
    if entry.fate is not Fate.WAITING:
        raise RefusedError(Refusal.ALREADY_DONE, _("What the secretary wrote down was answered, or another entry took its place."))
    return MeetingAct(session=session, actor=actor, now=now, meeting=meeting), entry


def _nothing_here() -> NotFoundError:
    return NotFoundError(_("The secretary wrote down nothing for a voice of yours at this address."))


def _settle(entry: EnteredPosition, fate: Fate, act: MeetingAct) -> None:
    entry.fate = fate
    entry.settled_at = act.now
    entry.settled_by_id = act.person_id


def _answered(act: MeetingAct, name: str, entry: EnteredPosition, data: dict[str, int]) -> None:
    voice = act.session.get_one(Voice, entry.voice_id)
    act.record(name, {"entry": entry.id, **data}, proposal_id=entry.proposal_id, voice=voice.label)
