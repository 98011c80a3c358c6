"""The register as lines of a file: who is a member, and who speaks for it; today's, or everything that there was."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import MemberStatus
from consensus.ledger.models import LedgerEntry
from consensus.people.queries.whole import whole_register
from consensus.people.register_keys import Keys
from consensus.people.register_rows import Register, RegisteredMandate, RegisteredMember
from consensus.people.register_sheet import SheetLine, first_day_of, last_day_of
from consensus.web.times import zone_in_words


def register_lines(session: Session, now: datetime, keys: Keys) -> list[SheetLine]:
    """Return the active members with the people whose mandate holds, by name. Whoever has no address of mail has no line."""
    register = whole_register(session, keys)
    reachable = {person.person_id for person in register.persons if person.email is not None}
    members = [member for member in register.members if member.status is MemberStatus.ACTIVE]
    mandates = [
        mandate
        for mandate in register.mandates
        if mandate.person_id in reachable and mandate.starts_at <= now and (mandate.ends_at is None or mandate.ends_at > now)
    ]
    return lines_of(register, members, mandates, zone=None)


def all_register_lines(session: Session, keys: Keys, zone: tzinfo) -> list[SheetLine]:
    """Return every member there was with everybody who spoke, speaks or will speak for it, with the days in ``zone``.

    Whoever's name is forgotten has no line.
    """
    register, since = whole_register(session, keys), _days_of_status(session)
    return lines_of(register, register.members, register.mandates, zone=zone, since=since)


def lines_of(
    register: Register,
    members: Iterable[RegisteredMember],
    mandates: Iterable[RegisteredMandate],
    *,
    zone: tzinfo | None,
    since: Mapping[int, date] | None = None,
) -> list[SheetLine]:
    """Return the lines of some members and mandates by name, each once; with the days in ``zone``, or (None) without them."""
    lines = dict.fromkeys(_lines(register, members, mandates, zone, since or {}))
    return sorted(
        lines,
        key=lambda line: (line.name.casefold(), line.member_id, line.email, line.person_id, line.mandate, line.first_day or date.min),
    )


def _lines(
    register: Register,
    members: Iterable[RegisteredMember],
    mandates: Iterable[RegisteredMandate],
    zone: tzinfo | None,
    since: Mapping[int, date],
) -> Iterator[SheetLine]:
    people = {person.person_id: person for person in register.persons if not person.is_unnamed}
    theirs = defaultdict(list)
    for mandate in mandates:
        if mandate.person_id in people:
            theirs[mandate.member_id].append(mandate)
    for member in members:
        alone = _line(member, since)
        if not theirs[member.member_id]:
            yield alone
        for mandate in theirs[member.member_id]:
            person = people[mandate.person_id]
            body = "" if mandate.body_id is None else register.codes[mandate.body_id]
            line = replace(alone, person=person.name, email=person.email or "", mandate=body, person_id=person.key)
            yield (
                line
                if zone is None
                else replace(
                    line,
                    first_day=first_day_of(mandate.starts_at, zone),
                    last_day=last_day_of(mandate.ends_at, zone),
                    zone=zone_in_words(zone),
                )
            )


def _line(member: RegisteredMember, since: Mapping[int, date]) -> SheetLine:
    return SheetLine(
        *(member.name, member.country, member.region, member.kind),
        member_id=member.key,
        admitted=member.admitted_on,
        status=member.status,
        since=member.left_on or since.get(member.member_id, member.admitted_on),
    )


def _days_of_status(session: Session) -> dict[int, date]:
    """Return since when members have the status that they have, where it was changed: the record says so, and nothing else does."""
    changes = select(LedgerEntry.at, LedgerEntry.entry).where(
        LedgerEntry.body_id.is_(None), LedgerEntry.act == "change_member", LedgerEntry.entry.contains('"status"')
    )
    days: dict[int, date] = {}
    for at, entry in session.execute(changes.order_by(LedgerEntry.index)):
        data = json.loads(entry)["data"]
        if "status" in data["after"]:
            days[data["member"]] = at.date()
    return days
