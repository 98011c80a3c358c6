"""A body in breach of its own rules: when that begins, until when it has to be cured, and what cures it.

Whatever changes who sits in a body, or what its rules are, asks :func:`review` at the end of its own transaction; one place
decides. People may always leave, so nothing here refuses anything. Source: composition.md, "When a rule acts", 2 and 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body, Breach, Seat, SeatTerm
from consensus.bodies.queries.acting import ACTING
from consensus.bodies.queries.verdicts import CONFIDENTIAL, judged, verdict_of
from consensus.domain.actor import CLOCK, Actor
from consensus.domain.composition import Severity
from consensus.domain.terms import BodyKind
from consensus.people.changes import Change, Foretold, MemberFacts, Outlook, register_follower, register_foreteller
from consensus.people.queries import network_facts
from consensus.transaction import command

FILLING = frozenset({"fill_seat", "fill_seats", "restore_seat", "change_seat", "stand_in"})
"""Acts that can cure a breach and begin none: a roster that would break a rule that held is refused."""


def review(session: Session, body: Body, *, cause: str, actor: Actor, now: datetime) -> None:
    """Let a breach begin, or be cured, if what just happened in ``body`` made it so. The caller holds the body.

    A body in which nobody ever sat is being set up and breaks nothing yet; nor does a step that fills it, which is judged before
    it is taken.

    :param cause: the act that made it so, as the ledger names it.
    """
    if body.kind is not BodyKind.STEERING:
        return
    current = current_breach(session, body.id)
    broken = verdict_of(session, body.id).broken
    if broken and current is None and cause not in FILLING and _was_filled(session, body.id):
        _begin(session, body, cause=cause, actor=actor, now=now)
    elif current is not None and not broken:
        _cure(session, body, current, cause=cause, actor=actor, now=now)


def review_of_register(session: Session, change: Change) -> None:
    """Review every steering body in which somebody sits whom, or whose member, a change of the register is about."""
    members = () if change.member_id is None else (change.member_id,)
    people = () if change.member_id is not None or change.person_id is None else (change.person_id,)
    for body in _held_bodies_of(session, members, people):
        review(session, body, cause=change.act, actor=change.actor, now=change.now)


def foretell(session: Session, members: Mapping[int, MemberFacts]) -> tuple[Foretold, ...]:
    """Return what would become of the bodies in which these members have a seat, if they were as described; holds those bodies.

    Nothing is told of rules about what people keep to themselves: who suspended one member after the other, without doing it, would
    learn who is what, and nothing would say that they looked. Source: composition.md, "What is shown to whom".
    """
    found, network = [], network_facts(session)
    bodies = _held_bodies_of(session, tuple(members), ())
    in_breach = set(
        session.scalars(select(Breach.body_id).where(Breach.body_id.in_([body.id for body in bodies]), Breach.cured_at.is_(None)))
    )
    for body in bodies:
        after = judged(session, body.id, network=network, as_if=members)
        closed = {each.rule_id for each in after.own.judgements if each.attributes & CONFIDENTIAL and each.severity is Severity.HARD}
        broken = [each for each in after.verdict.broken if each.rule_id not in closed]
        if broken and body.id not in in_breach:
            rules, sentences = tuple(each.rule_id for each in broken), tuple(sentence for each in broken for sentence in each.sentences)
            found.append(Foretold(body.id, body.name, Outlook.BREAKS, rules, sentences, body.cure_days))
        if closed:
            found.append(Foretold(body.id, body.name, Outlook.UNTOLD))
        elif body.id in in_breach and not broken:
            found.append(Foretold(body.id, body.name, Outlook.HOLDS))
    return tuple(found)


def _held_bodies_of(session: Session, members: Sequence[int], people: Sequence[int]) -> Sequence[Body]:
    """Return the steering bodies in which one of these members or people has a seat, and hold them."""
    concerned = [
        exists().where(
            Seat.body_id == Body.id, found.seat_id == Seat.id, or_(found.member_id.in_(members), found.person_id.in_(people)), *still
        )
        for found, still in ((SeatTerm, (SeatTerm.ended_at.is_(None),)), (ACTING.c, ()))
    ]
    # In the order of their ids, as everybody who holds several; see ``locked_body`` for the kind of lock.
    bodies = select(Body).where(Body.kind == BodyKind.STEERING, or_(*concerned)).order_by(Body.id).with_for_update(key_share=True)
    return session.scalars(bodies.execution_options(populate_existing=True)).all()


def register() -> None:
    """Have changes of the register of members and people followed by a review of the bodies they concern, or foretold."""
    register_follower("bodies in breach", review_of_register)
    register_foreteller("bodies in breach", foretell)


def current_breach(session: Session, body_id: int) -> Breach | None:
    """Return the breach in which a body is, if it is in one."""
    statement = select(Breach).where(Breach.body_id == body_id, Breach.cured_at.is_(None))
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


@command("breach_uncured")
def note_uncured(session: Session, *, breach_id: int, now: datetime) -> bool:
    """Put on the record that a breach was not cured in time; return whether that was still to be done.

    Calls rest from the same instant whether or not this has run: it is what the record and the page say of it.
    """
    found = session.get(Breach, breach_id)
    if found is None:
        return False
    body = session.get_one(Body, found.body_id, with_for_update={"key_share": True}, populate_existing=True)
    session.refresh(found)
    at = found.cure_ends_at
    if found.cured_at is not None or found.uncured_at is not None or now < at:
        return False
    found.uncured_at = at
    session.flush()
    data = {"breach": found.id, "cure_ends": ledger.instant(at), "suspends": found.suspends}
    ledger.append(session, at=at, actor=CLOCK, act="breach_uncured", data=data, body=body.code, body_id=body.id)
    return True


def uncured_since(session: Session, now: datetime) -> list[int]:
    """Return the breaches whose time to be cured is over and of which the record does not say so yet, the earliest first."""
    late = (Breach.cured_at.is_(None), Breach.uncured_at.is_(None), Breach.cure_ends_at <= now)
    return list(session.scalars(select(Breach.id).where(*late).order_by(Breach.cure_ends_at, Breach.id)))


def next_end_of_cure(session: Session, now: datetime) -> datetime | None:
    """Return when the time to cure a breach is over next."""
    ahead = (Breach.cured_at.is_(None), Breach.cure_ends_at > now)
    return session.scalars(select(func.min(Breach.cure_ends_at)).where(*ahead)).one()


def _was_filled(session: Session, body_id: int) -> bool:
    return session.scalars(select(exists().where(Seat.body_id == body_id, SeatTerm.seat_id == Seat.id))).one()


def _begin(session: Session, body: Body, *, cause: str, actor: Actor, now: datetime) -> None:
    broken = verdict_of(session, body.id).broken
    breach = Breach(
        body_id=body.id,
        began_at=now,
        cause=cause,
        rules=[each.rule_id for each in broken],
        reasons=[sentence for each in broken for sentence in each.sentences],
        cure_ends_at=datetime.combine(now.date() + timedelta(days=body.cure_days + 1), time(), tzinfo=UTC),
        suspends=body.suspends_when_uncured,
    )
    session.add(breach)
    body.calls_stop_at = breach.cure_ends_at if breach.suspends else None
    body.calls_resume_at = None
    session.flush()
    data = {
        "breach": breach.id,
        "because": cause,
        "rules": breach.rules,
        "reasons": breach.reasons,
        "cure_ends": ledger.instant(breach.cure_ends_at),
        "suspends": breach.suspends,
    }
    ledger.append(session, at=now, actor=actor, act="breach_began", data=data, body=body.code, body_id=body.id)


def _cure(session: Session, body: Body, breach: Breach, *, cause: str, actor: Actor, now: datetime) -> None:
    breach.cured_at = now
    breach.cured_by = cause
    if body.calls_stop_at is not None and body.calls_stop_at <= now:
        body.calls_resume_at = now
    else:
        body.calls_stop_at = None
    session.flush()
    data = {"breach": breach.id, "because": cause, "in_time": now < breach.cure_ends_at}
    ledger.append(session, at=now, actor=actor, act="breach_cured", data=data, body=body.code, body_id=body.id)
