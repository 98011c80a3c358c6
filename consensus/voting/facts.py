"""From rows to the facts that the rules ask for: the roll, whose voice the actor is, the objections and their fate.

A voice is spoken by whoever has a valid mandate for its member, or holds its seat, now; whether the member still takes part
in the body does not matter, or an administrator could silence a voice by changing a register. For the same reason the alternate of
a seat speaks only on rolls that were frozen while they stood in, and only as long as they do: on older ones the holder speaks on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Select, bindparam, exists, func, or_, select, union
from sqlalchemy.orm import Session

from consensus.bodies.models import Alternate, SeatTerm, StandingIn
from consensus.bodies.queries.voices import mandate_holds
from consensus.db import UtcDateTime
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.facts import Facts, ObjectionFacts, VoiceFacts
from consensus.domain.guards import CO_OWNER, EVERYONE_SPOKE, FACILITATOR_FREE, HEARING_PLANNED, NO_HEARING_PLANNED
from consensus.domain.lifecycle import asks
from consensus.domain.speech import _
from consensus.domain.tally import OwnObjection, Standing
from consensus.domain.terms import Action, AnyAct, MemberStatus, Outcome, PositionCode, Stage
from consensus.ledger.models import LedgerEntry
from consensus.people.models import Mandate, Member
from consensus.proposals.facts import facts_of
from consensus.proposals.models import Proposal
from consensus.voting.hearings import hearings_of, with_hearings
from consensus.voting.models import BlockSecond, Decision, Dissociation, Objection, ObjectionAnswer, Position, Voice


def objections_of(session: Session, proposal_id: int) -> tuple[ObjectionFacts, ...]:
    """Return all objections ever raised on a proposal, in the order in which they were."""
    rows = session.scalars(select(Objection).where(Objection.proposal_id == proposal_id).order_by(Objection.id)).all()
    if not rows:
        return ()
    mine = select(Objection.id).where(Objection.proposal_id == proposal_id)
    answered = select(ObjectionAnswer.objection_id, func.max(ObjectionAnswer.at)).where(ObjectionAnswer.objection_id.in_(mine))
    answered_at = dict(session.execute(answered.group_by(ObjectionAnswer.objection_id)).tuples().all())
    seconds: defaultdict[int, set[int]] = defaultdict(set)
    for objection_id, voice_id in session.execute(
        select(BlockSecond.objection_id, BlockSecond.voice_id).where(BlockSecond.objection_id.in_(mine))
    ):
        seconds[objection_id].add(voice_id)
    return tuple(
        ObjectionFacts(
            id=row.id,
            voice_id=row.voice_id,
            kind=row.kind,
            status=row.status,
            version_number=row.version_number,
            reason=row.reason,
            raised_at=row.raised_at,
            settled_at=row.settled_at,
            answered_at=answered_at.get(row.id),
            named_in_version=row.named_in_version,
            seconded_by=frozenset(seconds[row.id]),
        )
        for row in rows
    )


def standings_of(session: Session, proposal: Proposal, objections: Sequence[ObjectionFacts] | None = None) -> list[Standing]:
    """Return where every voice of the roll stands on the current version, as the rules count it."""
    own: defaultdict[int, list[OwnObjection]] = defaultdict(list)
    for each in objections if objections is not None else objections_of(session, proposal.id):
        own[each.voice_id].append(OwnObjection(each.kind, each.status, len(each.seconded_by)))
    statement = (
        select(Voice.id, Voice.region, Voice.kind, Voice.country, Voice.recused_at, Position.code, Position.version_number)
        .outerjoin(Position, Position.id == Voice.position_id)
        .where(Voice.proposal_id == proposal.id)
        .order_by(Voice.id)
    )
    standings = []
    for voice_id, region, kind, country, recused_at, code, version in session.execute(statement):
        position = PositionCode.RECUSE if recused_at is not None else code if version == proposal.version_number else None
        attributes = {"region": region, "kind": kind.value, "country": country}
        standings.append(Standing(attributes, position, tuple(own[voice_id])))
    return standings


def spoken_voices(
    person_ids: Collection[int] | BindParameter[Any] | Select[tuple[int]],
    now: datetime | BindParameter[datetime],
    among: ColumnElement[bool],
) -> CompoundSelect[tuple[int, int]]:
    """Return a statement over (person, voice): who speaks now for which voice on the rolls of the proposals ``among``.

    Those proposals are few, and a seat or a member is on the roll of every decision that there ever was: the sums keep the
    database from beginning there.
    """
    seat_id, member_id = Voice.seat_id + 0, Voice.member_id + 0
    standing_in = exists().where(StandingIn.id == Voice.standing_in_id, StandingIn.ended_at.is_(None))
    seated = (
        select(SeatTerm.person_id, Voice.id)
        .join(SeatTerm, SeatTerm.seat_id == seat_id)
        .join(Proposal, Proposal.id == Voice.proposal_id)
        .where(among, SeatTerm.person_id.in_(person_ids), SeatTerm.ended_at.is_(None), ~standing_in)
    )
    alternates = (
        select(Alternate.person_id, Voice.id)
        .join(StandingIn, StandingIn.alternate_id == Alternate.id)
        .join(Voice, Voice.standing_in_id == StandingIn.id)
        .join(Proposal, Proposal.id == Voice.proposal_id)
        .where(among, Alternate.person_id.in_(person_ids), StandingIn.ended_at.is_(None))
    )
    mandated = (
        select(Mandate.person_id, Voice.id)
        .join(Mandate, Mandate.member_id == member_id)
        .join(Proposal, Proposal.id == Voice.proposal_id)
        .where(
            among,
            seat_id.is_(None),
            Mandate.person_id.in_(person_ids),
            mandate_holds(now),
            or_(Mandate.body_id.is_(None), Mandate.body_id == Proposal.body_id),
        )
    )
    return union(seated, alternates, mandated)


# Made once: every act of a voice and every page with a roll asks, and to put this together takes longer than to ask it.
_SPOKEN = spoken_voices(
    bindparam("person_ids", expanding=True), bindparam("now", type_=UtcDateTime()), Proposal.id == bindparam("proposal_id")
)
_SPOKEN_VOICES = select(Voice).where(Voice.id.in_(select(_SPOKEN.subquery().c.id))).order_by(Voice.id)


def spoken_voice_ids(session: Session, proposal: Proposal, person_ids: Collection[int], now: datetime) -> dict[int, set[int]]:
    """Return, for each person, the ids of the voices of a proposal's roll for which they speak now, in one statement."""
    spoken: dict[int, set[int]] = {person_id: set() for person_id in person_ids}
    for person_id, voice_id in session.execute(_SPOKEN, {"proposal_id": proposal.id, "person_ids": list(person_ids), "now": now}):
        spoken[person_id].add(voice_id)
    return spoken


def voices_spoken_by(session: Session, proposal: Proposal, person_id: int, now: datetime) -> list[Voice]:
    """Return the voices of a proposal's roll for which a person speaks now, in the order of the roll."""
    return list(session.scalars(_SPOKEN_VOICES, {"proposal_id": proposal.id, "person_ids": [person_id], "now": now}))


def spoken_members(body_id: int, person_id: int, now: datetime) -> Select[tuple[Member]]:
    """Return a statement over the active members for which a person may speak about a decision of a body."""
    return (
        select(Member)
        .join(Mandate, Mandate.member_id == Member.id)
        .where(
            Mandate.person_id == person_id,
            mandate_holds(now),
            or_(Mandate.body_id.is_(None), Mandate.body_id == body_id),
            Member.status == MemberStatus.ACTIVE,
        )
        .distinct()
        .order_by(Member.id)
    )


def members_spoken_for(session: Session, proposal: Proposal, person_id: int, now: datetime) -> list[Member]:
    """Return the active members for which a person may speak about a decision of the proposal's body."""
    return list(session.scalars(spoken_members(proposal.body_id, person_id, now)))


def choose_voice(voices: Sequence[Voice], wanted: int | None, owner_of_target: int | None = None) -> Voice | None:
    """Return the voice an act is for: the one named, else the one that owns the objection in question, else the first.

    ``None`` where the actor does not speak for the one named, or for none.
    """
    if wanted is not None:
        return next((voice for voice in voices if voice.id == wanted), None)
    first = voices[0] if voices else None
    return next((voice for voice in voices if voice.id == owner_of_target), first)


def full_facts(
    session: Session,
    proposal: Proposal,
    actor: Actor,
    now: datetime,
    *,
    action: AnyAct | None = None,
    voice: Voice | None = None,
    target_id: int | None = None,
    member_id: int | None = None,
) -> Facts:
    """Return everything the rules can ask about a proposal, for one actor at one instant; if ``action`` is given, what it asks.

    ``voice`` is the one the actor speaks for, ``target_id`` the objection and ``member_id`` the member the act is about.

    :raises NotFoundError: when the proposal has no objection ``target_id``.
    """
    objections = objections_of(session, proposal.id)
    if action is not None and asks(action, HEARING_PLANNED, NO_HEARING_PLANNED):
        objections = with_hearings(objections, hearings_of(session, proposal.id))
    target = next((each for each in objections if each.id == target_id), None)
    if target_id is not None and target is None:
        raise NotFoundError(_("There is no such objection on this proposal."))
    decision = _decision_of(session, proposal)
    dissociated = (
        decision is not None
        and member_id is not None
        and session.scalars(select(exists().where(Dissociation.decision_id == decision.id, Dissociation.member_id == member_id))).one()
    )
    return replace(
        facts_of(session, proposal, actor, now, action=action),
        objections=objections,
        target=target,
        voice=None if voice is None else voice_facts(voice.id, objections, is_recused=voice.recused_at is not None),
        is_adopted=decision is not None and decision.outcome.is_adopted,
        is_withdrawn=decision is not None and decision.outcome is Outcome.WITHDRAWN,
        has_withdrawn=asks(action, CO_OWNER) and actor.person_id is not None and who_withdrew(session, proposal.id) == actor.ledger_name,
        facilitator_objects=asks(action, FACILITATOR_FREE) and _facilitator_objects(session, proposal, objections, now),
        # Who is not the facilitator is refused before the table asks how many are silent, and the roll is long.
        voices_silent=_silent(session, proposal, objections) if asks(action, EVERYONE_SPOKE) else 0,
        speaks_for_member=member_id is not None,
        has_dissociated=dissociated,
    )


def who_withdrew(session: Session, proposal_id: int) -> str | None:
    """Return the actor who took a proposal back, as the ledger names them; ``None`` if nobody did."""
    said = select(LedgerEntry.actor).where(LedgerEntry.proposal_id == proposal_id, LedgerEntry.act == Action.WITHDRAW_PROPOSAL.value)
    return session.scalars(said).one_or_none()


def _decision_of(session: Session, proposal: Proposal) -> Decision | None:
    if proposal.stage is not Stage.CLOSED:
        return None
    return session.scalars(select(Decision).where(Decision.proposal_id == proposal.id)).one_or_none()


def voice_facts(voice_id: int, objections: Sequence[ObjectionFacts], *, is_recused: bool) -> VoiceFacts:
    """Return a voice as the rules see it."""
    own = tuple(each for each in objections if each.voice_id == voice_id)
    return VoiceFacts(id=voice_id, is_recused=is_recused, objections=own)


def _facilitator_objects(session: Session, proposal: Proposal, objections: Sequence[ObjectionFacts], now: datetime) -> bool:
    objecting = {each.voice_id for each in objections if each.status.is_live}
    if not objecting or proposal.facilitator_id is None:
        return False
    return any(voice.id in objecting for voice in voices_spoken_by(session, proposal, proposal.facilitator_id, now))


def _silent(session: Session, proposal: Proposal, objections: Sequence[ObjectionFacts]) -> int:
    if proposal.stage is not Stage.CONSENSUS:
        return 0
    standings = standings_of(session, proposal, objections)
    return sum(1 for each in standings if not each.is_recused and each.counts_as is None)
