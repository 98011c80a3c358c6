"""Who takes part in an election: those nominated, the members with a ballot, and the members for which the reader speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.actor import Actor
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.elections.models import Candidacy, Elector, Standing
from consensus.people.models import Mandate, Member, Person


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody who was nominated."""

    candidacy_id: int
    person_id: int
    name: str
    member_id: int
    member_name: str
    region: str
    kind: MemberKind
    standing: Standing
    statement: str
    number: int | None
    nominated_by: str


@dataclass(frozen=True, slots=True)
class Voter:
    """A member with a ballot."""

    member_id: int
    name: str
    region: str
    has_voted: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """A member for which the reader speaks here."""

    member_id: int
    name: str
    kind: MemberKind


def candidates_of(session: Session, election_id: int) -> tuple[CandidateRow, ...]:
    """Return those who were nominated, by number where they have one, else by name. One statement."""
    nominator = select(Person.name).where(Person.id == Candidacy.nominated_by_id).correlate(Candidacy).scalar_subquery()
    statement = (
        select(Candidacy.id, Person.id, Person.name, Member.id, Member.name, Member.region, Member.kind)
        .add_columns(Candidacy.standing, Candidacy.statement, Candidacy.number, nominator)
        .join(Person, Person.id == Candidacy.person_id)
        .join(Member, Member.id == Candidacy.member_id)
        .where(Candidacy.election_id == election_id)
    )
    rows = (CandidateRow(*row) for row in session.execute(statement))
    return tuple(sorted(rows, key=lambda each: (each.number or 0, each.name.casefold())))


def voters_of(session: Session, election_id: int) -> tuple[Voter, ...]:
    """Return the members with a ballot, by name. One statement."""
    statement = (
        select(Member.id, Member.name, Member.region, Elector.has_voted)
        .join(Elector, Elector.member_id == Member.id)
        .where(Elector.election_id == election_id)
    )
    return tuple(sorted((Voter(*row) for row in session.execute(statement)), key=lambda each: each.name.casefold()))


def mine_in(session: Session, actor: Actor, body_id: int, now: datetime) -> tuple[Mine, ...]:
    """Return the members for which somebody speaks in a body, by name. One statement."""
    statement = (
        select(Member.id, Member.name, Member.kind)
        .join(Mandate, Mandate.member_id == Member.id)
        .where(
            Mandate.person_id == actor.person_id,
            Member.status == MemberStatus.ACTIVE,
            or_(Mandate.body_id.is_(None), Mandate.body_id == body_id),
            mandate_holds(now),
        )
        .distinct()
    )
    return tuple(sorted((Mine(*row) for row in session.execute(statement)), key=lambda each: each.name.casefold()))
