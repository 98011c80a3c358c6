"""Who acts for each seat now: its alternate while they stand in, or else whoever holds it and is not suspended.

A seat has one voice. Whether the member is active is asked by whoever joins it: a seat of a member that is not has no voice.
"""

from __future__ import annotations

from sqlalchemy import Integer, cast, exists, null, select, union_all

from consensus.bodies.models import Alternate, SeatTerm, StandingIn

_OPEN = (SeatTerm.ended_at.is_(None), Alternate.ended_at.is_(None), StandingIn.ended_at.is_(None))

ACTING = union_all(
    select(SeatTerm.seat_id, SeatTerm.person_id, SeatTerm.member_id, cast(null(), Integer).label("standing_in_id")).where(
        SeatTerm.ended_at.is_(None),
        SeatTerm.suspended_at.is_(None),
        ~exists().where(
            Alternate.term_id == SeatTerm.id,
            StandingIn.alternate_id == Alternate.id,
            Alternate.ended_at.is_(None),
            StandingIn.ended_at.is_(None),
        ),
    ),
    select(SeatTerm.seat_id, Alternate.person_id, Alternate.member_id, StandingIn.id)
    .join(Alternate, Alternate.term_id == SeatTerm.id)
    .join(StandingIn, StandingIn.alternate_id == Alternate.id)
    .where(*_OPEN),
).subquery("acting")
"""Columns: ``seat_id``, ``person_id``, ``member_id``, ``standing_in_id`` (null: the holder)."""
