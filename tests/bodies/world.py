"""A small invented network for the tests of bodies: rows made by hand, as the register of people would have them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.ledger.models import LedgerEntry
from consensus.people.models import Mandate, Member, Network, Person

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
REGIONS = ("AFR", "ASIA_PAC", "EUR_CA", "LAC", "MENA", "NAM")


def entries(session: Session, act: str) -> list[dict[str, Any]]:
    """Return what the ledger says of every act of this name, the earliest first."""
    texts = session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act == act).order_by(LedgerEntry.index))
    return [json.loads(text) for text in texts if text is not None]


class World:
    """Makes members and persons with short words; everything it makes is flushed and committed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        session.add(
            Network(
                id=1,
                name="The invented network",
                origin="invented.example/ledger",
                regions=[{"code": code, "name": f"Region {code}"} for code in REGIONS],
                languages=["en", "es"],
                core_principles=[{"code": "consent", "name": "Consent"}],
                genders=[{"code": code, "name": name} for code, name in (("W", "Woman"), ("M", "Man"), ("X", "Non-binary"))],
                created_at=NOW - 1000 * DAY,
            )
        )
        steward = self.person("Sam Steward", is_steward=True)
        self.steward = Actor(person_id=steward.id, is_steward=True)
        self.stranger = Actor(person_id=self.person("Nobody Special").id)

    def person(self, name: str, *, gender: str | None = None, is_steward: bool = False) -> Person:
        """Make somebody who can sign in."""
        email = name.lower().replace(" ", ".") + "@invented.example"
        row = Person(name=name, email=email, gender=gender, is_steward=is_steward, created_at=NOW - 1000 * DAY)
        self.session.add(row)
        self.session.commit()
        return row

    def member(
        self,
        name: str,
        region: str = "AFR",
        *,
        kind: MemberKind = MemberKind.NGO,
        country: str = "KE",
        status: MemberStatus = MemberStatus.ACTIVE,
    ) -> Member:
        """Make a member of the network."""
        row = Member(name=name, country=country, region=region, kind=kind, status=status, admitted_on=date(2020, 1, 1))
        self.session.add(row)
        self.session.commit()
        return row

    def mandate(
        self,
        person: Person,
        member: Member,
        *,
        body_id: int | None = None,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
    ) -> Mandate:
        """Let a person speak for a member: in all bodies since long ago, unless told otherwise."""
        row = Mandate(person_id=person.id, member_id=member.id, body_id=body_id, starts_at=starts_at or NOW - 3000 * DAY, ends_at=ends_at)
        self.session.add(row)
        self.session.commit()
        return row

    def delegate(
        self,
        name: str,
        region: str = "AFR",
        *,
        gender: str | None = None,
        kind: MemberKind = MemberKind.NGO,
        country: str = "KE",
    ) -> tuple[Person, Member]:
        """Make a person, a member of their own, and the mandate between them."""
        person, member = self.person(name, gender=gender), self.member(f"{name}'s organisation", region, kind=kind, country=country)
        self.mandate(person, member)
        return person, member
