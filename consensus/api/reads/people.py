"""What a steward reads to keep the registers: a member with its mandates, and people, without their addresses."""

from __future__ import annotations

from dataclasses import dataclass

from consensus.api.kinds import ID, INSTANT, TRUTH, WORDS, Text
from consensus.api.operations import Asked, Listed, Parameter, in_path, reading
from consensus.api.reads.network import MEMBER
from consensus.api.records import Many, Maybe, Record, field_of
from consensus.api.scopes import Scope
from consensus.bodies.views.access import keeper
from consensus.domain.permissions import Permission
from consensus.people.queries import mandates, member_row, persons_page
from consensus.people.queries.register import MandateRow, MemberRow

MEMBER_ID = in_path("member_id", ID, "The number of the member.")
MANDATE = Record(
    "MandateOfMember",
    "Somebody who speaks, spoke or will speak for a member.",
    {
        "id": field_of(ID, "mandate_id"),
        "person_id": field_of(ID, "person_id"),
        "person": field_of(WORDS, "person"),
        "body": field_of(Maybe(WORDS), "body", "In which body; null: in all."),
        "starts_at": field_of(INSTANT, "starts_at"),
        "ends_at": field_of(Maybe(INSTANT), "ends_at"),
    },
)
MEMBER_WITH_MANDATES = Record(
    "MemberWithMandates",
    "A member, and who speaks for it.",
    {"member": field_of(MEMBER, "member"), "mandates": field_of(Many(MANDATE), "mandates", "The newest first.")},
)
REGISTERED = Record(
    "RegisteredPerson",
    "A person of the register. Where they can be written to, and what they declared of their gender, is no part of it.",
    {
        "id": field_of(ID, "person_id"),
        "name": field_of(WORDS, "name"),
        "is_steward": field_of(TRUTH, "is_steward"),
        "has_come_in": field_of(TRUTH, "has_come_in"),
    },
)


@dataclass(frozen=True, slots=True)
class MemberWithMandates:
    """A member, and who speaks for it."""

    member: MemberRow
    mandates: tuple[MandateRow, ...]


@reading(
    "/members/{member_id}", "One member, and who speaks for it.", MEMBER_ID, tag="Network", answer=MEMBER_WITH_MANDATES, scope=Scope.KEEP
)
def get_member(asked: Asked) -> MemberWithMandates:
    keeper(Permission.KEEP_MEMBERS)
    member = member_row(asked.session, asked.path["member_id"])
    return MemberWithMandates(member, tuple(mandates(asked.session, member_id=member.member_id)))


@reading(
    "/people",
    "The register of people, by name, without their addresses. Only a steward reads it.",
    Parameter("q", Text(200), "Words of the name."),
    tag="Network",
    answer=REGISTERED,
    scope=Scope.KEEP,
    is_paged=True,
)
def list_people(asked: Asked) -> Listed:
    keeper(Permission.KEEP_PERSONS)
    page = persons_page(asked.session, asked.query.get("q", ""), asked.position or 1, by_address=False)
    return Listed(page.items, page.number + 1 if page.number < page.last else None)
