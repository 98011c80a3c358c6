"""What waits for me: what I owe by deadline, answers to my objections, what I lead, what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select, true, union
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, BodyMember, Breach, Seat, SeatTerm
from consensus.bodies.queries.acting import ACTING
from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.actor import Actor
from consensus.domain.terms import STAGES_UNDER_WAY, BodyKind, MemberStatus, ObjectionStatus, Stage, Visibility
from consensus.pages.following import DueReview, LateLook, OwnTask, what_follows
from consensus.pages.leading import Led, led_by, what_is_led
from consensus.pages.objection_key import objection_key
from consensus.people.models import Mandate, Member
from consensus.proposals.models import Proposal
from consensus.voting.facts import spoken_voices
from consensus.voting.models import Decision, Objection, ObjectionAnswer, Position, Voice
from consensus.voting.models_afterwards import Reminder
from consensus.voting.models_hearing import Hearing, HearingEnd, Invitation, InvitationAnswer

LIST_LENGTH = 12
"""How many entries of a kind a home page shows; the lists behind it show the rest."""

MOST_OWED = 50
"""How many positions owed are shown: nobody should miss one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits for something, with the words of what it waits for."""

    proposal_id: int
    question: str
    body_name: str
    stage: Stage
    closes_at: datetime | None
    voice: str = ""
    """For which voice, where the reader speaks for one."""
    reminded_at: datetime | None = None
    """When the facilitator reminded those who have not been heard."""


@dataclass(frozen=True, slots=True)
class OwnBody:
    """A body in which the reader speaks."""

    body_id: int
    code: str
    name: str
    in_breach_since: datetime | None
    """Since when it breaks its own rules, if it does."""
    cure_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnsweredObjection:
    """An objection of mine that is open and has an answer."""

    proposal_id: int
    question: str
    voice: str
    key: str
    """The end of the address of its page."""


@dataclass(frozen=True, slots=True)
class InvitedToBeHeard:
    """An objection of mine on which I am invited to be heard."""

    proposal_id: int
    question: str
    voice: str
    key: str
    meets_at: datetime
    is_answered: bool


@dataclass(frozen=True, slots=True)
class RecentDecision:
    """A decision among the newest that the reader may see; never without its dissent marker."""

    number: str
    question: str
    outcome: str
    has_dissent: bool
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits for one reader at one instant."""

    bodies: tuple[OwnBody, ...] = ()
    owed: tuple[Waiting, ...] = ()
    answered: tuple[AnsweredObjection, ...] = ()
    invited: tuple[InvitedToBeHeard, ...] = ()
    led: tuple[Led, ...] = ()
    fresh: tuple[Waiting, ...] = ()
    decided: tuple[RecentDecision, ...] = ()
    tasks: tuple[OwnTask, ...] = ()
    reviews: tuple[DueReview, ...] = ()
    looks: tuple[LateLook, ...] = ()


def home_page(session: Session, actor: Actor | None, now: datetime) -> HomePage:
    """Return the home page; a visitor sees what is public."""
    if actor is None or actor.person_id is None:
        return HomePage(decided=_decided(session, Proposal.visibility == Visibility.PUBLIC))
    person_id = actor.person_id
    bodies = bodies_of(session, person_id, now)
    body_ids = [body.body_id for body in bodies]
    answered, invited = _my_objections(session, person_id, now)
    following = what_follows(session, body_ids, person_id, now, LIST_LENGTH)
    return HomePage(
        bodies=bodies,
        owed=owed_by(session, person_id, now),
        answered=answered,
        invited=invited,
        led=what_is_led(session, person_id, now, LIST_LENGTH),
        fresh=_fresh(session, body_ids, person_id),
        decided=_decided(session, _readable(actor, body_ids)),
        tasks=following.tasks,
        reviews=following.reviews,
        looks=following.looks,
    )


def _readable(actor: Actor, bodies: list[int]) -> ColumnElement[bool]:
    """Return the condition under which the reader may see a proposal; see ``reading.py`` for one of them."""
    if actor.is_steward:
        return true()
    if not bodies:
        return Proposal.visibility == Visibility.PUBLIC
    return or_(Proposal.visibility != Visibility.BODY, Proposal.body_id.in_(bodies))


def bodies_of(session: Session, person_id: int, now: datetime) -> tuple[OwnBody, ...]:
    """Return the bodies in which a person speaks."""
    mandate = and_(Mandate.person_id == person_id, mandate_holds(now), Member.status == MemberStatus.ACTIVE)
    base = select(Body.id, Body.code, Body.name, Breach.began_at, Breach.cure_ends_at).join(
        Mandate, or_(Mandate.body_id.is_(None), Mandate.body_id == Body.id)
    )
    base = base.join(Member, Member.id == Mandate.member_id).where(mandate)
    base = base.outerjoin(Breach, and_(Breach.body_id == Body.id, Breach.cured_at.is_(None)))
    assembly = base.where(Body.kind == BodyKind.ASSEMBLY)
    joined = base.where(
        Body.kind == BodyKind.WORKING_GROUP,
        exists().where(BodyMember.body_id == Body.id, BodyMember.member_id == Member.id, BodyMember.left_at.is_(None)),
    )
    seat = select(SeatTerm.id).join(Seat, Seat.id == SeatTerm.seat_id)
    seated = base.where(
        Body.kind == BodyKind.STEERING,
        or_(
            seat.where(Seat.body_id == Body.id, SeatTerm.person_id == person_id, SeatTerm.ended_at.is_(None)).exists(),
            exists().where(Seat.body_id == Body.id, ACTING.c.seat_id == Seat.id, ACTING.c.person_id == person_id),
        ),
    )
    found = [OwnBody(*row) for row in session.execute(union(assembly, joined, seated))]
    return tuple(sorted(found, key=lambda body: body.name.casefold()))


def _voices_mine(person_id: int, now: datetime, stages: Iterable[Stage]) -> Select[tuple[int]]:
    """Return a statement over the voices for which a person speaks on proposals in ``stages``."""
    spoken = spoken_voices([person_id], now, Proposal.stage.in_(tuple(stages))).subquery()
    return select(spoken.c.id)


def owed_by(session: Session, person_id: int, now: datetime) -> tuple[Waiting, ...]:
    """Return the proposals on which a person owes a position or a vote, what closes first in front; once for each voice."""
    mine = _voices_mine(person_id, now, (Stage.CONSENSUS, Stage.FALLBACK))
    unspoken = and_(
        Proposal.stage == Stage.CONSENSUS,
        or_(Position.id.is_(None), Position.version_number != Proposal.version_number),
        ~exists().where(Objection.voice_id == Voice.id, Objection.status == ObjectionStatus.UNRESOLVED),
    )
    unvoted = and_(Proposal.stage == Stage.FALLBACK, Voice.vote_id.is_(None))
    in_this_window = and_(Reminder.proposal_id == Proposal.id, Reminder.stage == Proposal.stage, Reminder.opened_at == Proposal.opened_at)
    statement = (
        select(Proposal.id, Proposal.question, Body.name, Proposal.stage, Proposal.closes_at, Voice.label, Reminder.at)
        .join(Voice, Voice.proposal_id == Proposal.id)
        .join(Body, Body.id == Proposal.body_id)
        .outerjoin(Position, Position.id == Voice.position_id)
        .outerjoin(Reminder, in_this_window)
        .where(Voice.id.in_(mine), Voice.recused_at.is_(None), Proposal.closes_at > now, or_(unspoken, unvoted))
        .order_by(Proposal.closes_at, Proposal.id)
        .limit(MOST_OWED)
    )
    return tuple(Waiting(*row) for row in session.execute(statement))


def _my_objections(session: Session, person_id: int, now: datetime) -> tuple[tuple[AnsweredObjection, ...], tuple[InvitedToBeHeard, ...]]:
    """Return my open objections that have an answer, and those on which I am invited to be heard and did not decline."""
    answer = select(InvitationAnswer.comes).where(
        InvitationAnswer.hearing_id == Invitation.hearing_id, InvitationAnswer.objection_id == Invitation.objection_id
    )
    comes = answer.order_by(InvitationAnswer.id.desc()).limit(1).scalar_subquery()
    is_answered = and_(
        Objection.status == ObjectionStatus.OPEN,
        or_(exists().where(ObjectionAnswer.objection_id == Objection.id), Objection.named_in_version.is_not(None)),
    )
    is_ahead = and_(Hearing.meets_at > now, ~exists().where(HearingEnd.hearing_id == Hearing.id))
    statement = (
        select(
            *(Proposal.id, Proposal.question, Voice.label, Objection.version_number, Objection.reason),
            *(Objection.id.label("objection_id"), is_answered.label("is_answered"), Hearing.meets_at, comes.label("comes")),
        )
        .join(Objection, Objection.proposal_id == Proposal.id)
        .join(Voice, Voice.id == Objection.voice_id)
        .outerjoin(Invitation, Invitation.objection_id == Objection.id)
        .outerjoin(Hearing, and_(Hearing.id == Invitation.hearing_id, is_ahead))
        .where(
            Objection.voice_id.in_(_voices_mine(person_id, now, (Stage.OBJECTION, Stage.CONSENSUS))),
            or_(is_answered, Hearing.id.is_not(None)),
        )
        .order_by(Objection.id)
        .limit(4 * LIST_LENGTH)
    )
    answered: dict[int, AnsweredObjection] = {}
    invited = []
    for row in session.execute(statement):
        key = objection_key(label=row.label, version=row.version_number, reason=row.reason)
        if row.is_answered:
            answered[row.objection_id] = AnsweredObjection(row.id, row.question, row.label, key)
        if row.meets_at is not None and row.comes is not False:
            invited.append(InvitedToBeHeard(row.id, row.question, row.label, key, row.meets_at, is_answered=row.comes is not None))
    invited.sort(key=lambda each: each.meets_at)
    return tuple(answered.values())[:LIST_LENGTH], tuple(invited[:LIST_LENGTH])


def _fresh(session: Session, bodies: list[int], person_id: int) -> tuple[Waiting, ...]:
    if not bodies:
        return ()
    statement = _open_proposals().where(
        Proposal.body_id.in_(bodies), Proposal.stage.in_((Stage.COMMENT, Stage.OBJECTION)), ~led_by(person_id)
    )
    return _waiting(session.execute(statement.order_by(Proposal.opened_at.desc(), Proposal.id).limit(LIST_LENGTH)))


def _open_proposals() -> Select[tuple[int, str, str, Stage, datetime | None]]:
    statement = select(Proposal.id, Proposal.question, Body.name, Proposal.stage, Proposal.closes_at)
    return statement.join(Body, Body.id == Proposal.body_id).where(Proposal.stage.in_(STAGES_UNDER_WAY))


def _waiting(rows: Iterable[Row[tuple[int, str, str, Stage, datetime | None]]]) -> tuple[Waiting, ...]:
    return tuple(Waiting(*row) for row in rows)


def _decided(session: Session, readable: ColumnElement[bool]) -> tuple[RecentDecision, ...]:
    statement = (
        select(Decision.number, Decision.question, Decision.outcome, Decision.has_dissent, Decision.closed_at)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .where(readable)
        .order_by(Decision.closed_at.desc(), Decision.id.desc())
        .limit(5)
    )
    return tuple(RecentDecision(*row) for row in session.execute(statement))
