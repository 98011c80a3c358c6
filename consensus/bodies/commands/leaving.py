"""Leaving a seat and being suspended from it: never refused for the sake of the rules, people may always leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.closing_terms import close_term
from consensus.bodies.commands.locking import held_term, locked_seat, said_why
from consensus.bodies.queries.verdicts import BodyVerdict, verdict_of
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.transaction import command


@command("leave_seat")
def leave_seat(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> BodyVerdict:
    """End a term: a resignation, its end, or whatever ``reason`` says. Return the verdict on those who stay.

    The holder leaves by themselves; the steward records it for anybody. Source: composition.md, "When a rule acts", 2.

    :raises ForbiddenError: when the actor is neither the holder nor keeps the seats.
    :raises InvalidError: when nobody holds the seat, or no reason is given.
    """
    body, seat = locked_seat(session, seat_id)
    term = held_term(session, seat_id)
    demand(roles_of(actor, is_self=actor.person_id == term.person_id), Permission.LEAVE_SEAT)
    reason = said_why(reason, _("Say why the seat is left: the end of the term, a resignation, or what else."))
    if now < term.started_at:
        raise InvalidError(_("A term cannot end before it began."))
    close_term(session, term, at=now, reason=reason)
    verdict = verdict_of(session, body.id)
    data = {
        "seat": seat_id,
        "label": seat.label,
        "person": term.person_id,
        "member": term.member_id,
        "since": ledger.instant(term.started_at),
        "reason": reason,
        **verdict.as_data(),
    }
    ledger.append(session, at=now, actor=actor, act="leave_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="leave_seat", actor=actor, now=now)
    return verdict


@command("suspend_seat")
def suspend_seat(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> BodyVerdict:
    """Suspend the holder of a seat: until it is restored the seat is on no roll and counts for no rule, unless an alternate stands in.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when nobody holds the seat, or no reason is given.
    :raises RefusedError: ``already_done`` when the seat is suspended already.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body, seat = locked_seat(session, seat_id)
    term = held_term(session, seat_id)
    reason = said_why(reason, _("Say why the seat is suspended, and who decided it."))
    if term.suspended_at is not None:
        raise RefusedError(Refusal.ALREADY_DONE)
    term.suspended_at = now
    session.flush()
    verdict = verdict_of(session, body.id)
    data = {
        "seat": seat_id,
        "label": seat.label,
        "person": term.person_id,
        "member": term.member_id,
        "reason": reason,
        **verdict.as_data(),
    }
    ledger.append(session, at=now, actor=actor, act="suspend_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="suspend_seat", actor=actor, now=now)
    return verdict
