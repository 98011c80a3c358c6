"""The register of members: admitting one, and changing what is known of it. A member is never removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.changes import Change, tell
from consensus.people.checks import country_of, name_of
from consensus.people.models import Mandate, Member
from consensus.people.queries.network import network_facts
from consensus.transaction import command


@command("admit_member")
def admit_member(
    session: Session,
    *,
    actor: Actor,
    name: str,
    country: str,
    region: str,
    kind: MemberKind,
    admitted_on: date | None = None,
    now: datetime,
) -> int:
    """Admit a member to the network and return its id.

    :param admitted_on: the day of the admission; today (in UTC) unless told.
    :raises ForbiddenError: when the actor does not keep the register.
    :raises InvalidError: when the name is taken, or country or region do not exist.
    """
    demand(roles_of(actor), Permission.KEEP_MEMBERS)
    return enter_member(session, actor=actor, name=name, country=country, region=region, kind=kind, admitted_on=admitted_on, now=now)


def enter_member(
    session: Session,
    *,
    actor: Actor,
    name: str,
    country: str,
    region: str,
    kind: MemberKind,
    admitted_on: date | None,
    now: datetime,
) -> int:
    """Add a member with its entry in the ledger, in the caller's transaction; see ``admit_member``."""
    member = Member(
        name=_free_name(session, name),
        country=country_of(country),
        region=known_region(session, region),
        kind=kind,
        status=MemberStatus.ACTIVE,
        admitted_on=admitted_on or now.date(),
    )
    if member.admitted_on > now.date():
        raise InvalidError(_("The day of the admission lies in the future."), "admitted_on")
    session.add(member)
    session.flush()
    ledger.append(session, at=now, actor=actor, act="admit_member", data={"member": member.id, **_facts(member)})
    return member.id


@command("change_member")
def change_member(
    session: Session,
    *,
    actor: Actor,
    member_id: int,
    name: str,
    country: str,
    region: str,
    kind: MemberKind,
    status: MemberStatus,
    now: datetime,
) -> None:
    """Change what is known of a member. Proposals under way keep the roll they have.

    A member that leaves ends its mandates with this act; one that is suspended has no voice while it is. Changing nothing
    is no error and adds no entry.

    :raises ForbiddenError: when the actor does not keep the register.
    :raises InvalidError: when the name is taken, or country or region do not exist.
    :raises NotFoundError: when there is no such member.
    """
    demand(roles_of(actor), Permission.KEEP_MEMBERS)
    facts: dict[str, Any] = {"name": name, "country": country, "region": region, "kind": kind, "status": status}
    if alter_member(session, actor=actor, member_id=member_id, **facts, left_on=None, now=now):
        tell(session, Change("change_member", actor, now, member_id=member_id))


def alter_member(
    session: Session,
    *,
    actor: Actor,
    member_id: int,
    name: str,
    country: str,
    region: str,
    kind: MemberKind,
    status: MemberStatus,
    left_on: date | None,
    now: datetime,
) -> bool:
    """Do what ``change_member`` does, in the caller's transaction, and return whether anything changed.

    Whoever calls tells those who follow. ``left_on`` is the day on which a member left; today (in UTC) unless told.
    """
    member = session.get(Member, member_id, with_for_update=True, populate_existing=True)
    if member is None:
        raise NotFoundError(_("There is no such member."))
    before = _facts(member)
    member.name = _free_name(session, name, except_id=member_id)
    member.country = country_of(country)
    member.region = known_region(session, region)
    member.kind = kind
    member.status = status
    after = _facts(member)
    if after == before:
        return False
    changed = sorted(key for key, value in after.items() if value != before[key])
    data: dict[str, Any] = {
        "member": member_id,
        "before": {key: before[key] for key in changed},
        "after": {key: after[key] for key in changed},
    }
    if "status" in changed:
        member.left_on = (left_on or now.date()) if status is MemberStatus.LEFT else None
    if member.status is MemberStatus.LEFT:
        data["mandates_ended"] = _end_mandates(session, member_id, now)
    session.flush()
    ledger.append(session, at=now, actor=actor, act="change_member", data=data)
    return True


def _facts(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "country": member.country,
        "region": member.region,
        "kind": member.kind.value,
        "status": member.status.value,
        "admitted_on": member.admitted_on.isoformat(),
    }


def _free_name(session: Session, text: str, *, except_id: int | None = None) -> str:
    name = name_of(text)
    with session.no_autoflush:
        other = session.scalar(select(Member.id).where(Member.name == name))
    if other is not None and other != except_id:
        raise InvalidError(_("Another member has this name already."), "name")
    return name


def known_region(session: Session, region: str) -> str:
    """Return the code of a region of the network.

    :raises InvalidError: when it has none of this code.
    """
    with session.no_autoflush:
        network = network_facts(session)
    if network is None:
        raise InvalidError(_("The network is not set up yet: run `consensus init`."))
    if region not in network.region_names:
        names = ", ".join(network.region_names)
        raise InvalidError(_('"{region}" is not a region of this network. Its regions are: {names}.', region=region, names=names), "region")
    return region


def _end_mandates(session: Session, member_id: int, now: datetime) -> list[int]:
    """End what has begun, and what has not begun yet before it does; return the ids."""
    running = or_(Mandate.ends_at.is_(None), Mandate.ends_at > now)
    mandates = session.scalars(select(Mandate).where(Mandate.member_id == member_id, running).order_by(Mandate.id).with_for_update())
    ended = []
    for mandate in mandates:
        mandate.ends_at = max(now, mandate.starts_at)
        ended.append(mandate.id)
    return ended
