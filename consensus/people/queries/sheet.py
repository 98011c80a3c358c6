"""The register as lines of a file: who is a member now, and who speaks for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, null, or_, select
from sqlalchemy.orm import Session

from consensus.domain.terms import MemberStatus
from consensus.people.models import Mandate, Member, Person
from consensus.people.queries.bodies import body_names
from consensus.people.register_sheet import SheetLine


def register_lines(session: Session, now: datetime) -> list[SheetLine]:
    """Return the active members with the people whose mandate holds, by name. Whoever has no address of mail has no line."""
    codes = {body.body_id: body.code for body in body_names(session)}
    holds = and_(Mandate.member_id == Member.id, Mandate.starts_at <= now, or_(Mandate.ends_at.is_(None), Mandate.ends_at > now))
    statement = (
        select(Member.id, Member.name, Member.country, Member.region, Member.kind, Person.name.label("person"), Person.email)
        .add_columns(Mandate.body_id)
        .outerjoin(Mandate, holds)
        .outerjoin(Person, and_(Person.id == Mandate.person_id, Person.is_active, Person.email.is_not(null())))
        .where(Member.status == MemberStatus.ACTIVE)
    )
    found: dict[int, list[SheetLine]] = {}
    alone: dict[int, SheetLine] = {}
    for row in session.execute(statement):
        alone[row.id] = SheetLine(row.name, row.country, row.region, row.kind)
        if row.email is not None:
            mandate = "" if row.body_id is None else codes.get(row.body_id, "")
            line = SheetLine(row.name, row.country, row.region, row.kind, row.person, row.email, mandate)
            found.setdefault(row.id, []).append(line)
    lines = [line for member_id, member in alone.items() for line in found.get(member_id, [member])]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.email, line.mandate))
