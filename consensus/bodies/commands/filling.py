"""Filling seats: the roster that would follow is judged before it takes effect, and refused if it breaks a hard rule.

How the rules judge stands in ``consensus.domain.composition``, which roster they judge in ``queries/verdicts.py``.
Source: composition.md, "When a rule acts", 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.closing_terms import close_term, end_stand_in
from consensus.bodies.commands.eligibility import demand_eligible, was_alternate
from consensus.bodies.commands.judging import allowed
from consensus.bodies.commands.locking import current_term, held_term, locked_body, locked_seat, said_why
from consensus.bodies.commands.seats import demand_no_longer_term
from consensus.bodies.models import Body, Seat, SeatTerm
from consensus.bodies.queries.limits import Sitter, limits_reached
from consensus.bodies.queries.recorded import is_decided
from consensus.bodies.queries.verdicts import BodyVerdict, judged
from consensus.domain.actor import Actor
from consensus.domain.errors import CompositionError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import FilledBy
from consensus.transaction import command


@dataclass(frozen=True, slots=True)
class Filling:
    """Who is to sit on a seat from now on, for which member, and (None: without a term) until the end of which day."""

    seat_id: int
    person_id: int
    member_id: int
    ends_on: date | None = None
    filled_by: FilledBy = FilledBy.APPOINTED
    decision: str = ""
    """The number of the decision by which they were chosen, such as ``BOARD/2026/007``, if there is one."""


@command("fill_seat")
def fill_seat(
    session: Session,
    *,
    actor: Actor,
    seat_id: int,
    person_id: int,
    member_id: int,
    ends_on: date | None = None,
    filled_by: FilledBy = FilledBy.APPOINTED,
    decision: str = "",
    reason: str = "",
    now: datetime,
) -> BodyVerdict:
    """Seat a person who speaks for a member, if the rules allow the roster that follows; return the verdict on it.

    A roster that fails a hard rule is refused, unless the body is in breach already and this step makes it better. One
    that an undisclosed value leaves undecided needs the steward's reason, which is recorded.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when the seat is held, or the person cannot sit there for the member.
    :raises CompositionError: when the rules do not allow it; ``reasons`` says which and why.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body, _ = locked_seat(session, seat_id)
    filling = Filling(seat_id, person_id, member_id, ends_on, filled_by, decision)
    data, verdict = _fill(session, body, [filling], reason=reason, now=now)
    ledger.append(session, at=now, actor=actor, act="fill_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="fill_seat", actor=actor, now=now)
    return verdict


@command("fill_seats")
def fill_seats(
    session: Session, *, actor: Actor, body_id: int, fillings: Sequence[Filling], reason: str = "", now: datetime
) -> BodyVerdict:
    """Fill several seats of a body in one step: the roster is judged once, with all of them seated.

    For rules that no order of single steps can meet, such as two seats of a region that must differ in gender.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when one of the seats is held, or one of the persons cannot sit there.
    :raises CompositionError: when the rules do not allow it; then nobody is seated.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body = locked_body(session, body_id)
    if not fillings:
        raise InvalidError(_("Name at least one seat and who is to sit there."))
    data, verdict = _fill(session, body, fillings, reason=reason, now=now)
    ledger.append(session, at=now, actor=actor, act="fill_seats", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="fill_seats", actor=actor, now=now)
    return verdict


@command("restore_seat")
def restore_seat(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> BodyVerdict:
    """End the suspension of a seat, if the rules allow the roster that follows: others may have been seated meanwhile.

    An alternate who stood in does so no more.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when nobody holds the seat, or no reason is given.
    :raises RefusedError: ``already_done`` when the seat is not suspended.
    :raises CompositionError: when the rules do not allow it.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body, seat = locked_seat(session, seat_id)
    term = held_term(session, seat_id)
    reason = said_why(reason, _("Say why the suspension ends, and who decided it."))
    if term.suspended_at is None:
        raise RefusedError(Refusal.ALREADY_DONE)
    before = judged(session, body.id)
    term.suspended_at = None
    end_stand_in(session, term, at=now, reason=reason)
    session.flush()
    verdict = allowed(before, judged(session, body.id), reason)
    data = {
        "seat": seat_id,
        "label": seat.label,
        "person": term.person_id,
        "member": term.member_id,
        "reason": reason,
        **verdict.as_data(),
    }
    ledger.append(session, at=now, actor=actor, act="restore_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="restore_seat", actor=actor, now=now)
    return verdict


def seat_elected(
    session: Session,
    body: Body,
    fillings: Sequence[Filling],
    *,
    vacated: Sequence[int] = (),
    ended: str,
    reason: str,
    now: datetime,
) -> tuple[dict[str, Any], BodyVerdict]:
    """Seat those whom an election chose, in the transaction of the caller, who holds the body.

    The terms of those who hold the seats until now, and of those on ``vacated`` ones, end with the words ``ended``. The
    roster is judged once, as at any other appointment.

    :raises InvalidError: when one of them cannot sit there for the member.
    :raises CompositionError: when the rules do not allow it.
    """
    elected = [replace(each, filled_by=FilledBy.ELECTED) for each in fillings]
    return _fill(session, body, elected, reason=reason, now=now, ended=ended, vacated=vacated)


def _fill(
    session: Session,
    body: Body,
    fillings: Sequence[Filling],
    *,
    reason: str,
    now: datetime,
    ended: str = "",
    vacated: Sequence[int] = (),
) -> tuple[dict[str, Any], BodyVerdict]:
    """Seat everybody, judge the roster, and return what the ledger says of it; the caller holds the body."""
    reason = said_why(reason)
    before = judged(session, body.id)
    ending = [*(filling.seat_id for filling in fillings), *vacated] if ended else []
    for term in [current_term(session, seat_id) for seat_id in ending]:
        if term is not None:
            close_term(session, term, at=now, reason=ended)
    session.flush()
    _demand_within_limits(session, body, fillings, now=now)
    seated = [_seat_one(session, body, filling, now=now) for filling in fillings]
    verdict = allowed(before, judged(session, body.id), reason)
    return {"seated": seated, "reason": reason, **verdict.as_data()}, verdict


def _demand_within_limits(session: Session, body: Body, fillings: Sequence[Filling], *, now: datetime) -> None:
    sitters = [Sitter((each.seat_id,), each.person_id, each.member_id, each.ends_on) for each in fillings]
    if reached := limits_reached(session, body.id, sitters, now=now):
        raise CompositionError(_("The seats would break a rule of this body, so nothing was changed."), reached)


def _seat_one(session: Session, body: Body, filling: Filling, *, now: datetime) -> dict[str, Any]:
    """Add one term, the rules of composition apart, and return what the ledger says of it."""
    seat = session.get(Seat, filling.seat_id, populate_existing=True)
    if seat is None or seat.body_id != body.id or seat.is_abolished:
        raise NotFoundError(_("There is no such seat in this body."))
    if current_term(session, seat.id) is not None:
        raise InvalidError(_("Somebody holds this seat already. Record first that they leave it."), "seat_id")
    if filling.ends_on is not None and filling.ends_on < now.date():
        raise InvalidError(_("The term would be over already. Give a later day, or none."), "ends_on")
    demand_no_longer_term(filling.ends_on, now, "ends_on")
    demand_eligible(session, body, filling.person_id, filling.member_id, now=now)
    if filling.filled_by is FilledBy.ALTERNATE and not was_alternate(session, seat.id, filling.person_id):
        raise InvalidError(_("This person was not the alternate of whoever held this seat last. Say how else it is filled."), "filled_by")
    decision = _decision_of(session, filling.decision)
    session.add(
        SeatTerm(
            seat_id=seat.id,
            person_id=filling.person_id,
            member_id=filling.member_id,
            started_at=now,
            ends_on=filling.ends_on,
            filled_by=filling.filled_by,
            decision=decision,
        )
    )
    session.flush()
    return {
        "seat": seat.id,
        "label": seat.label,
        "person": filling.person_id,
        "member": filling.member_id,
        "ends_on": filling.ends_on and filling.ends_on.isoformat(),
        "filled_by": filling.filled_by.value,
        "decision": decision,
    }


def _decision_of(session: Session, number: str) -> str | None:
    """Return the number of a decision as the record has it; None where none was named.

    :raises InvalidError: when the record has no decision under this number.
    """
    number = number.strip().upper()
    if not number:
        return None
    if not is_decided(session, number):
        raise InvalidError(
            _("There is no decision with this number. Copy it from the decision's page, such as BOARD/2026/007."), "decision"
        )
    return number
