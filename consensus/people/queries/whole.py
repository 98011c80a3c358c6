"""The whole register at once, as a file is held against it; and what a file would do to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.people.changes import foretell
from consensus.people.models import Mandate, Member, Person
from consensus.people.queries.account import HAS_COME_IN
from consensus.people.queries.bodies import body_names
from consensus.people.queries.network import network_facts
from consensus.people.register_compare import compare
from consensus.people.register_file import read_register
from consensus.people.register_keys import Keys
from consensus.people.register_lines import Known
from consensus.people.register_plan import Moment, Plan, Wishes
from consensus.people.register_rows import Register, RegisteredMandate, RegisteredMember, RegisteredPerson


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was handed in, and what was asked for beside it."""

    text: str
    keys: Keys
    zone: tzinfo = UTC
    """In which days are meant where a line names no zone."""
    wishes: Wishes = field(default_factory=Wishes)


def whole_register(session: Session, keys: Keys) -> Register:
    """Return every member, person and mandate. Four statements."""
    of_member = (Member.id, Member.name, Member.country, Member.region, Member.kind, Member.status, Member.admitted_on, Member.left_on)
    of_person = (Person.id, Person.name, Person.email, HAS_COME_IN, Person.unnamed_at.is_not(None))
    of_mandate = (Mandate.id, Mandate.person_id, Mandate.member_id, Mandate.body_id, Mandate.starts_at, Mandate.ends_at)
    is_one = or_(Mandate.ends_at.is_(None), Mandate.ends_at > Mandate.starts_at)
    bodies = body_names(session)
    return Register(
        tuple(
            RegisteredMember(row[0], keys.of_member(row[0]), *row[1:]) for row in session.execute(select(*of_member).order_by(Member.id))
        ),
        tuple(
            RegisteredPerson(row[0], keys.of_person(row[0]), *row[1:]) for row in session.execute(select(*of_person).order_by(Person.id))
        ),
        tuple(RegisteredMandate(*row) for row in session.execute(select(*of_mandate).where(is_one).order_by(Mandate.id))),
        {body.body_id: body.name for body in bodies},
        {body.body_id: body.code for body in bodies},
    )


def plan_of(session: Session, sheet: Sheet, now: datetime) -> Plan:
    """Return what a file would do to the register, and what would follow in bodies."""
    register = whole_register(session, sheet.keys)
    file = read_register(sheet.text, _known(session, register))
    plan = compare(file, register, Moment(now, sheet.zone), sheet.wishes)
    seen = {change.before.member_id: change.standing for change in plan.changed if change.is_seen_by_rules}
    return plan.with_foretold(foretell(session, seen)) if seen and not plan.problems else plan


def _known(session: Session, register: Register) -> Known:
    network = network_facts(session)
    regions = () if network is None else network.regions
    by_word = {region.name.casefold(): region.code for region in regions} | {region.code.casefold(): region.code for region in regions}
    return Known(by_word, {code.casefold(): body_id for body_id, code in register.codes.items()})
