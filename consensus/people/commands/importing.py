"""Taking a register in, or in again: all of a file or nothing of it, through the acts that do each of it on the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import MemberStatus
from consensus.people.changes import Change, tell
from consensus.people.commands.mandates import close_mandate, enter_mandate
from consensus.people.commands.members import alter_member, enter_member
from consensus.people.commands.persons import enter_and_invite, enter_person, readdress
from consensus.people.doorways import OutgoingLetter
from consensus.people.models import Mandate, Member, Person
from consensus.people.queries.whole import Sheet, plan_of
from consensus.people.register_plan import NewMember, Plan
from consensus.transaction import command

CHANGED_MEANWHILE = _(
    "The register was changed since you looked, so nothing was carried out. Look again: this is what the file would do now."
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in and what was changed, and the letters to lay down."""

    members: int
    changed: int
    mandates_ended: int
    letters: tuple[OutgoingLetter, ...]


@command("import_members")
def import_members(session: Session, *, actor: Actor, sheet: Sheet, seen: str | None = None, now: datetime) -> Imported:
    """Do what a file says: admit members and change them, invite people, grant mandates and end them; see ``register_plan``.

    Each of these adds the entry that it adds one by one, and the import one more, with the numbers.

    :param seen: the seal of the plan that was looked at; None where nobody looked.
    :raises ForbiddenError: when the actor does not keep members, persons and mandates.
    :raises InvalidError: when the file has any problem, or would do something else than was ``seen``; then nothing of it is taken.
    """
    for permission in (Permission.KEEP_MEMBERS, Permission.KEEP_PERSONS, Permission.KEEP_MANDATES):
        demand(roles_of(actor), permission)
    _hold_still(session)
    plan = plan_of(session, sheet, now)
    if plan.problems:
        raise InvalidError(_("Nothing was imported: the file has problems."), "content")
    if seen is not None and seen != plan.seal:
        raise InvalidError(CHANGED_MEANWHILE)
    _hold(session, plan)
    return _Import(session, actor, now).carry_out(plan)


def _hold_still(session: Session) -> None:
    """Let the register be as it is looked at until the end; rows that point to it can still be added."""
    for model in (Member, Person, Mandate):
        session.execute(select(model.id).order_by(model.id).with_for_update(key_share=True))


def _hold(session: Session, plan: Plan) -> None:
    """Take the locks of all acts before the first entry: see ``ledger.append``."""
    members = {each.before.member_id for each in plan.changed} | {each.member for each in plan.granted if isinstance(each.member, int)}
    people = {each.person_id for each in plan.addresses}
    mandates = {each.mandate_id for each in plan.ended}
    for model, ids in ((Member, members), (Person, people), (Mandate, mandates)):
        if ids:
            session.execute(select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update())


class _Import:
    """Carries a plan out; ``members`` and ``people`` are the ids of those who are new, by what the plan calls them."""

    def __init__(self, session: Session, actor: Actor, now: datetime) -> None:
        self.session, self.actor, self.now = session, actor, now
        self.letters: list[OutgoingLetter] = []
        self.members: dict[int | str, int] = {}
        self.people: dict[int | str, int] = {}

    def carry_out(self, plan: Plan) -> Imported:
        self._alter(plan, is_leaving=False)
        for member in plan.new_members:
            self._admit(member)
        self._enter_people(plan)
        self._grant_and_end(plan)
        self._alter(plan, is_leaving=True)
        for member in plan.new_members:
            self._set_status(member)
        # All of it first: a body is judged as it is in the end, not as it was in between.
        for change in plan.changed:
            tell(self.session, Change("change_member", self.actor, self.now, member_id=change.before.member_id))
        return self._told(plan)

    def _alter(self, plan: Plan, *, is_leaving: bool) -> None:
        for after in (change.after for change in plan.changed if change.is_leaving is is_leaving):
            facts: dict[str, Any] = {"name": after.name, "country": after.country, "region": after.region, "kind": after.kind}
            who: dict[str, Any] = {"actor": self.actor, "member_id": after.member_id, "now": self.now}
            alter_member(self.session, **who, **facts, status=after.status, left_on=None)

    def _grant_and_end(self, plan: Plan) -> None:
        for granted in plan.granted:
            enter_mandate(
                self.session,
                actor=self.actor,
                person_id=self.people.get(granted.person) or int(granted.person),
                member_id=self.members.get(granted.member) or int(granted.member),
                body_id=granted.body_id,
                starts_at=granted.starts_at,
                ends_at=granted.ends_at,
                now=self.now,
            )
        for ended in plan.ended:
            if not ended.ends_with_member:
                close_mandate(self.session, actor=self.actor, mandate_id=ended.mandate_id, ends_at=ended.ends_at, now=self.now)

    def _admit(self, member: NewMember) -> None:
        facts: dict[str, Any] = {"name": member.name, "country": member.country, "region": member.region, "kind": member.kind}
        day = member.admitted
        self.members[member.ref] = enter_member(self.session, actor=self.actor, **facts, admitted_on=day, now=self.now)

    def _set_status(self, member: NewMember) -> None:
        """Suspend a member that came in so, or let it leave: every member is active when it is admitted."""
        if member.status is MemberStatus.ACTIVE:
            return
        facts: dict[str, Any] = {"name": member.name, "country": member.country, "region": member.region, "kind": member.kind}
        alter_member(
            self.session,
            actor=self.actor,
            member_id=self.members[member.ref],
            **facts,
            status=member.status,
            left_on=member.left_on,
            now=self.now,
        )

    def _enter_people(self, plan: Plan) -> None:
        for address in plan.addresses:
            moved = readdress(self.session, actor=self.actor, person_id=address.person_id, email=address.after, now=self.now)
            self.letters.append(moved.letter)
        for person in plan.new_people:
            who: dict[str, Any] = {"actor": self.actor, "name": person.name, "now": self.now}
            if person.is_invited and person.email is not None:
                invited = enter_and_invite(self.session, **who, email=person.email)
                self.letters.append(invited.letter)
                self.people[person.ref] = invited.person_id
            else:
                self.people[person.ref] = enter_person(self.session, **who, email=person.email)

    def _told(self, plan: Plan) -> Imported:
        data = {
            "members": len(plan.new_members),
            "changed": len(plan.changed),
            "persons": len(plan.new_people),
            "mandates": len(plan.granted),
            "mandates_ended": len(plan.ended),
        }
        ledger.append(self.session, at=self.now, actor=self.actor, act="import_members", data=data)
        return Imported(len(plan.new_members), len(plan.changed), len(plan.ended), tuple(self.letters))
