"""What ends with a term: whoever was named the alternate of its holder is that no more, and stands in no more.

What an alternate does ends with a reason of its own act, or with that of the term.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Alternate, SeatTerm, StandingIn


def close_term(session: Session, term: SeatTerm, *, at: datetime, reason: str) -> None:
    """End a term, with the caller holding the body."""
    alternate = current_alternate(session, term.id)
    if alternate is not None:
        close_alternate(session, alternate, at=at, reason=reason)
    term.ended_at, term.end_reason = at, reason
    session.flush()


def close_alternate(session: Session, alternate: Alternate, *, at: datetime, reason: str) -> None:
    """Have somebody be the alternate of a holder no more."""
    stood_in = current_standing_in(session, alternate.id)
    if stood_in is not None:
        stood_in.ended_at, stood_in.end_reason = at, reason
    alternate.ended_at, alternate.end_reason = at, reason
    session.flush()


def end_stand_in(session: Session, term: SeatTerm, *, at: datetime, reason: str) -> StandingIn | None:
    """Have the alternate of a holder act for the seat no more, and return since when they did; None if they did not."""
    alternate = current_alternate(session, term.id)
    stood_in = None if alternate is None else current_standing_in(session, alternate.id)
    if stood_in is not None:
        stood_in.ended_at, stood_in.end_reason = at, reason
        session.flush()
    return stood_in


def current_alternate(session: Session, term_id: int) -> Alternate | None:
    """Return who is named to stand in for the holder of a term now; the database allows one."""
    statement = select(Alternate).where(Alternate.term_id == term_id, Alternate.ended_at.is_(None))
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def current_standing_in(session: Session, alternate_id: int) -> StandingIn | None:
    """Return since when an alternate acts for the seat, if they do; the database allows one."""
    statement = select(StandingIn).where(StandingIn.alternate_id == alternate_id, StandingIn.ended_at.is_(None))
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
