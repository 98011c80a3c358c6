"""Alternates: who stands in on a seat while its holder is suspended or away, and has its one voice for that time.

The roster with the alternate in the holder's place is judged before they act. That they stand in no more is never refused: the seat
is its holder's. On a roll that was frozen before an alternate stood in, the holder keeps the voice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.closing_terms import close_alternate, current_alternate, current_standing_in, end_stand_in
from consensus.bodies.commands.eligibility import demand_able, demand_eligible
from consensus.bodies.commands.judging import allowed_unless_alike
from consensus.bodies.commands.locking import held_term, locked_seat, said_why
from consensus.bodies.models import Alternate, Body, Seat, SeatTerm, StandingIn
from consensus.bodies.queries.verdicts import BodyVerdict, judged, verdict_of
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.transaction import command


@command("name_alternate")
def name_alternate(session: Session, *, actor: Actor, seat_id: int, person_id: int, member_id: int, reason: str, now: datetime) -> int:
    """Name who can stand in for the holder of a seat during this term, and return the id; nothing else changes yet.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when nobody holds the seat, an alternate is named already, the person could not sit there for the member, or
        no reason is given.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body, seat = locked_seat(session, seat_id)
    term = held_term(session, seat_id)
    if current_alternate(session, term.id) is not None:
        raise InvalidError(_("An alternate is named for this seat. Record first that they are that no more."))
    reason = said_why(reason, _("Say who named the alternate, or how they came to be it."))
    demand_eligible(session, body, person_id, member_id, now=now)
    found = Alternate(term_id=term.id, person_id=person_id, member_id=member_id, named_at=now, reason=reason)
    session.add(found)
    session.flush()
    _record(session, body, seat, found, "name_alternate", actor=actor, reason=reason, now=now)
    return found.id


@command("end_alternate")
def end_alternate(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> BodyVerdict:
    """Have the alternate of a seat be that no more; if they stand in, that ends too. Never refused for the sake of the rules.

    :raises ForbiddenError: when the actor is neither the alternate nor keeps the seats.
    :raises InvalidError: when the seat has no alternate, or no reason is given.
    """
    body, seat = locked_seat(session, seat_id)
    found = _named(session, held_term(session, seat_id))
    demand(roles_of(actor, is_self=actor.person_id == found.person_id), Permission.ACT_FOR_SEAT)
    reason = said_why(reason, _("Say why they are the alternate no more."))
    close_alternate(session, found, at=now, reason=reason)
    verdict = verdict_of(session, body.id)
    _record(session, body, seat, found, "end_alternate", actor=actor, reason=reason, now=now, verdict=verdict)
    review(session, body, cause="end_alternate", actor=actor, now=now)
    return verdict


@command("stand_in")
def stand_in(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> BodyVerdict:
    """Let the alternate act for a seat in the place of its holder, if the rules allow the roster that follows.

    From now on the alternate has the seat's voice on every roll that is frozen; on older ones the holder keeps it.

    :raises ForbiddenError: when the actor neither holds the seat, and is not suspended, nor keeps the seats.
    :raises InvalidError: when the seat has no alternate, they could not sit there now, or no reason is given.
    :raises RefusedError: ``already_done`` when they stand in already.
    :raises CompositionError: when the rules do not allow it.
    """
    body, seat = locked_seat(session, seat_id)
    term = held_term(session, seat_id)
    demand(roles_of(actor, is_self=_holds(actor, term)), Permission.ACT_FOR_SEAT)
    found = _named(session, term)
    reason = said_why(reason, _("Say why the alternate stands in, such as for how long the holder is away."))
    if current_standing_in(session, found.id) is not None:
        raise RefusedError(Refusal.ALREADY_DONE)
    demand_able(session, body, found.person_id, found.member_id, now=now)
    before = judged(session, body.id)
    session.add(StandingIn(alternate_id=found.id, began_at=now, reason=reason))
    session.flush()
    verdict = allowed_unless_alike(before, judged(session, body.id), reason)
    _record(session, body, seat, found, "stand_in", actor=actor, reason=reason, now=now, verdict=verdict)
    review(session, body, cause="stand_in", actor=actor, now=now)
    return verdict


@command("end_standing_in")
def end_standing_in(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> BodyVerdict:
    """Let the alternate act for a seat no more: its holder is back, or, while suspended, nobody acts for it.

    Never refused for the sake of the rules; a breach may begin.

    :raises ForbiddenError: when the actor is neither the alternate, nor a holder who is not suspended, nor keeps the seats.
    :raises InvalidError: when nobody stands in, or no reason is given.
    """
    body, seat = locked_seat(session, seat_id)
    term = held_term(session, seat_id)
    found = _named(session, term)
    demand(roles_of(actor, is_self=_holds(actor, term) or actor.person_id == found.person_id), Permission.ACT_FOR_SEAT)
    reason = said_why(reason, _("Say why the alternate stands in no more, such as that the holder is back."))
    if end_stand_in(session, term, at=now, reason=reason) is None:
        raise InvalidError(_("Nobody stands in on this seat."))
    verdict = verdict_of(session, body.id)
    _record(session, body, seat, found, "end_standing_in", actor=actor, reason=reason, now=now, verdict=verdict)
    review(session, body, cause="end_standing_in", actor=actor, now=now)
    return verdict


def _holds(actor: Actor, term: SeatTerm) -> bool:
    return actor.person_id == term.person_id and term.suspended_at is None


def _named(session: Session, term: SeatTerm) -> Alternate:
    found = current_alternate(session, term.id)
    if found is None:
        raise InvalidError(_("This seat has no alternate."))
    return found


def _record(
    session: Session,
    body: Body,
    seat: Seat,
    found: Alternate,
    act: str,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    verdict: BodyVerdict | None = None,
) -> None:
    data: dict[str, Any] = {"seat": seat.id, "label": seat.label, "person": found.person_id, "member": found.member_id}
    data |= {"reason": reason, **({} if verdict is None else verdict.as_data())}
    ledger.append(session, at=now, actor=actor, act=act, data=data, body=body.code, body_id=body.id)
