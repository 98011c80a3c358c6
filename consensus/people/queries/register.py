"""The registers as the steward's pages show them. A gender stands in none of them: see ``look_at_gender``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.countries import country_name
from consensus.people.models import Mandate, Member, Person
from consensus.people.queries.account import HAS_COME_IN
from consensus.people.queries.bodies import body_names
from consensus.web.paging import PAGE_SIZE, Page, offset_of


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in the list, and for a page of its own."""

    member_id: int
    name: str
    country: str
    region: str
    kind: MemberKind
    status: MemberStatus
    admitted_on: date
    left_on: date | None

    @property
    def country_name(self) -> str:
        return country_name(self.country)


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members a list shows; what is None or empty leaves nothing out."""

    words: str = ""
    region: str = ""
    kind: MemberKind | None = None
    status: MemberStatus | None = None


_MEMBER = (
    Member.id,
    Member.name,
    Member.country,
    Member.region,
    Member.kind,
    Member.status,
    Member.admitted_on,
    Member.left_on,
)


def members_page(session: Session, wanted: MemberFilter, number: int) -> Page[MemberRow]:
    """Return page ``number`` of the members that ``wanted`` describes, ordered by name."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.words:
        conditions.append(Member.name.icontains(wanted.words, autoescape=True))
    if wanted.region:
        conditions.append(Member.region == wanted.region)
    if wanted.kind is not None:
        conditions.append(Member.kind == wanted.kind)
    if wanted.status is not None:
        conditions.append(Member.status == wanted.status)
    total, rows = _page(session, select(*_MEMBER).where(*conditions).order_by(func.lower(Member.name), Member.id), number)
    return Page(tuple(MemberRow(*row) for row in rows), number, total)


def member_row(session: Session, member_id: int) -> MemberRow:
    """Return a member.

    :raises NotFoundError: when there is none with this id.
    """
    row = session.execute(select(*_MEMBER).where(Member.id == member_id)).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such member."))
    return MemberRow(*row)


class Standing(StrEnum):
    """How far somebody has come in."""

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    IN = "in"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list, and for a page of their own."""

    person_id: int
    name: str
    email: str | None
    is_steward: bool
    has_come_in: bool

    @property
    def standing(self) -> Standing:
        if self.has_come_in:
            return Standing.IN
        return Standing.NOT_INVITED if self.email is None else Standing.INVITED


_PERSON = (Person.id, Person.name, Person.email, Person.is_steward, HAS_COME_IN)


def persons_page(session: Session, words: str, number: int, *, stewards_only: bool = False, by_address: bool = True) -> Page[PersonRow]:
    """Return page ``number`` of the people whose name, or address where that may be known, holds ``words``, ordered by name."""
    statement = select(*_PERSON).order_by(func.lower(Person.name), Person.id)
    if words:
        places = (Person.name, Person.email) if by_address else (Person.name,)
        statement = statement.where(or_(*(place.icontains(words, autoescape=True) for place in places)))
    if stewards_only:
        statement = statement.where(Person.is_steward)
    total, rows = _page(session, statement, number)
    return Page(tuple(PersonRow(*row) for row in rows), number, total)


def person_row(session: Session, person_id: int) -> PersonRow:
    """Return a person.

    :raises NotFoundError: when there is none with this id.
    """
    row = session.execute(select(*_PERSON).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such person."))
    return PersonRow(*row)


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A mandate with the names that it joins. ``body`` is None where it holds for all bodies."""

    mandate_id: int
    person_id: int
    person: str
    member_id: int
    member: str
    body: str | None
    starts_at: datetime
    ends_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it is valid at an instant."""
        return self.starts_at <= now and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended at an instant."""
        return self.ends_at is not None and self.ends_at <= now


def mandates(
    session: Session, *, person_id: int | None = None, member_id: int | None = None, mandate_id: int | None = None
) -> list[MandateRow]:
    """Return the mandates of a person or a member, or the one with an id, the newest first."""
    statement = (
        select(
            Mandate.id,
            Mandate.person_id,
            Person.name.label("person"),
            Mandate.member_id,
            Member.name.label("member"),
            Mandate.body_id,
            Mandate.starts_at,
            Mandate.ends_at,
        )
        .join(Person, Person.id == Mandate.person_id)
        .join(Member, Member.id == Mandate.member_id)
        .order_by(Mandate.starts_at.desc(), Mandate.id.desc())
    )
    if person_id is not None:
        statement = statement.where(Mandate.person_id == person_id)
    if member_id is not None:
        statement = statement.where(Mandate.member_id == member_id)
    if mandate_id is not None:
        statement = statement.where(Mandate.id == mandate_id)
    rows = session.execute(statement).all()
    names = {body.body_id: body.name for body in body_names(session)} if any(row.body_id is not None for row in rows) else {}
    return [
        MandateRow(
            mandate_id=row.id,
            person_id=row.person_id,
            person=row.person,
            member_id=row.member_id,
            member=row.member,
            body=names.get(row.body_id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
    ]


MOST_MATCHES = 5


def person_called(session: Session, words: str) -> int:
    """Return the id of the one person whose name or address is, or else holds, ``words``.

    :raises InvalidError: when nobody, or more than one person, is meant.
    """
    exact = or_(func.lower(Person.name) == words.strip().lower(), Person.email == words.strip().lower())
    within = or_(Person.name.icontains(words.strip(), autoescape=True), Person.email.icontains(words.strip(), autoescape=True))
    return _the_one(session, select(Person.id, Person.name), exact, within, "person")


def member_called(session: Session, words: str) -> int:
    """Return the id of the one member whose name is, or else holds, ``words``.

    :raises InvalidError: when none, or more than one, is meant.
    """
    exact = func.lower(Member.name) == words.strip().lower()
    return _the_one(session, select(Member.id, Member.name), exact, Member.name.icontains(words.strip(), autoescape=True), "member")


def _page(session: Session, statement: Select[Any], number: int) -> tuple[int, list[tuple[Any, ...]]]:
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    rows = session.execute(statement.limit(PAGE_SIZE).offset(offset_of(number))).all()
    return total, [tuple(row) for row in rows]


def _the_one(
    session: Session, statement: Select[tuple[int, str]], exact: ColumnElement[bool], within: ColumnElement[bool], field: str
) -> int:
    for condition in (exact, within):
        rows = session.execute(statement.where(condition).order_by(statement.selected_columns[1]).limit(MOST_MATCHES + 1)).all()
        if len(rows) == 1:
            found: int = rows[0].id
            return found
        if rows:
            names = "; ".join(row.name for row in rows[:MOST_MATCHES])
            raise InvalidError(_("Several are called so: {names}. Write more of the one you mean.", names=names), field)
    raise InvalidError(_("Nobody in the register is called so. Check the spelling, or enter them first."), field)
