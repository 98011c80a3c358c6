"""Terms that end by themselves: when the last day is over, where the body says so. Elsewhere the holder goes on until replaced.

The term ends when the clock says so, right after its last day, and not at an instant before: whatever the seat did until then, and
every roll it was put on, it did and was put on as a seat that was held.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.closing_terms import close_term
from consensus.bodies.models import Body, Seat, SeatTerm
from consensus.bodies.queries.verdicts import verdict_of
from consensus.domain.actor import CLOCK
from consensus.domain.speech import _
from consensus.transaction import command

REASON = _("The last day of the term was over.")


@command("end_term")
def end_term(session: Session, *, term_id: int, now: datetime) -> bool:
    """End a term whose last day is over; return whether that was still to be done. Never refused for the sake of the rules."""
    found = session.execute(_ending(SeatTerm.id == term_id, SeatTerm.ends_on < now.date())).one_or_none()
    if found is None:
        return False
    body = session.get_one(Body, found.body_id, with_for_update={"key_share": True}, populate_existing=True)
    term = session.get_one(SeatTerm, term_id, populate_existing=True)
    if body.terms_end_since is None or term.ended_at is not None:
        return False
    seat = session.get_one(Seat, term.seat_id)
    close_term(session, term, at=now, reason=REASON)
    data = {
        "seat": seat.id,
        "label": seat.label,
        "person": term.person_id,
        "member": term.member_id,
        "since": ledger.instant(term.started_at),
        "ends_on": term.ends_on and term.ends_on.isoformat(),
        **verdict_of(session, body.id).as_data(),
    }
    ledger.append(session, at=now, actor=CLOCK, act="end_term", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="end_term", actor=CLOCK, now=now)
    return True


def terms_over(session: Session, now: datetime) -> list[int]:
    """Return the terms that are to end by themselves and whose last day is over, the earliest first."""
    over = _ending(SeatTerm.ends_on < now.date()).order_by(SeatTerm.ends_on, SeatTerm.id)
    return [row.id for row in session.execute(over)]


def next_end_of_term(session: Session, now: datetime) -> datetime | None:
    """Return when the last day of a term that ends by itself is over next, in UTC."""
    ahead = _ending(SeatTerm.ends_on >= now.date()).with_only_columns(func.min(SeatTerm.ends_on))
    last_day = session.scalars(ahead).one()
    return None if last_day is None else datetime.combine(last_day + timedelta(days=1), time(), tzinfo=UTC)


def _ending(*conditions: ColumnElement[bool]) -> Select[tuple[int, int]]:
    """Return a statement over the terms that end by themselves, with their bodies."""
    statement = select(SeatTerm.id, Seat.body_id).join(Seat, Seat.id == SeatTerm.seat_id).join(Body, Body.id == Seat.body_id)
    return statement.where(SeatTerm.ended_at.is_(None), Body.terms_end_since.is_not(None), *conditions)
