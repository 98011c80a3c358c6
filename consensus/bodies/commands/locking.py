"""How a change of a body keeps others out: whoever changes a body, its seats or its rules holds the body's row.

Without the lock two stewards could each judge the same old roster, and together break a rule that neither broke.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from consensus.bodies.models import Body, Seat, SeatTerm
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind

LONGEST_REASON = 2_000
"""Of the reason for which a body, a seat or a term is changed."""


def said_why(reason: str, otherwise: str | None = None) -> str:
    """Return a reason without spaces around it.

    :param otherwise: what is told to somebody who gave none; ``None`` where none is needed.
    :raises InvalidError: when it is needed and was not given, or it is too long.
    """
    reason = reason.strip()
    if not reason and otherwise is not None:
        raise InvalidError(otherwise, "reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidError(_("A reason has at most {most} characters. Shorten it; nothing was lost.", most=f"{LONGEST_REASON:,}"), "reason")
    return reason


def locked_body(session: Session, body_id: int) -> Body:
    """Return the body as it is now, held until the transaction ends; its ``row_version`` will rise by one.

    :raises NotFoundError: when there is no such body.
    """
    # NO KEY UPDATE: entries in the ledger point to the row, and must not wait for us while we wait for the ledger.
    body = session.get(Body, body_id, with_for_update={"key_share": True}, populate_existing=True)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    flag_modified(body, "purpose")  # a change of seats or members alone must show in row_version too
    return body


def locked_seat(session: Session, seat_id: int) -> tuple[Body, Seat]:
    """Return a seat as it is now, with its body held until the transaction ends.

    :raises NotFoundError: when there is no such seat, or it was abolished.
    """
    found = session.get(Seat, seat_id)
    if found is None:
        raise NotFoundError(_("There is no such seat."))
    body = locked_body(session, found.body_id)
    session.refresh(found)  # it may have been abolished while we waited
    if found.is_abolished:
        raise NotFoundError(_("This seat was abolished."))
    return body, found


def demand_kind(body: Body, kind: BodyKind, message: str) -> None:
    """Do nothing if the body is of that kind.

    :raises InvalidError: with ``message`` if it is not.
    """
    if body.kind is not kind:
        raise InvalidError(message)


def current_term(session: Session, seat_id: int) -> SeatTerm | None:
    """Return the term of the one who holds a seat now, suspended or not; the database allows one."""
    statement = select(SeatTerm).where(SeatTerm.seat_id == seat_id, SeatTerm.ended_at.is_(None))
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def held_term(session: Session, seat_id: int) -> SeatTerm:
    """Return the term of the one who holds a seat now.

    :raises InvalidError: when nobody does.
    """
    term = current_term(session, seat_id)
    if term is None:
        raise InvalidError(_("Nobody holds this seat."))
    return term
